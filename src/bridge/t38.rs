//! Converts the terms of a T.38 session (such as its maximum rate and packet length) to the types
//! of the C code and back. The fax calls of Ferrofax itself and the sessions of res_fax use these
//! functions.

use super::abi;
use ferrofax_engine::call::{RateManagement, T38Terms};

pub(super) fn from_c(terms: &abi::ferrofax_t38) -> T38Terms {
    T38Terms {
        version: u8::try_from(terms.version).unwrap_or(u8::MAX),
        max_ifp: u16::try_from(terms.max_ifp).unwrap_or(u16::MAX),
        rate_management: if terms.local_tcf != 0 {
            RateManagement::Local
        } else {
            RateManagement::Transferred
        },
        fill_bit_removal: terms.fill_bit_removal != 0,
        transcoding_mmr: terms.transcoding_mmr != 0,
        transcoding_jbig: terms.transcoding_jbig != 0,
        max_bit_rate: terms.max_bit_rate,
        ..T38Terms::default()
    }
}

pub(super) fn to_c(terms: &T38Terms) -> abi::ferrofax_t38 {
    abi::ferrofax_t38 {
        version: terms.version.into(),
        max_ifp: terms.max_ifp.into(),
        max_bit_rate: terms.max_bit_rate,
        local_tcf: u8::from(terms.rate_management == RateManagement::Local),
        fill_bit_removal: terms.fill_bit_removal.into(),
        transcoding_mmr: terms.transcoding_mmr.into(),
        transcoding_jbig: terms.transcoding_jbig.into(),
    }
}
