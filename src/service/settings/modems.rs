//! Reads the setting `modems`: the modems that may be used for a fax, by the names that
//! res_fax.conf uses.

use super::SettingError;
use super::value::words;
use ferrofax_engine::t30::v8::V8Offer;
use ferrofax_signal::modem::Rate;

/// The modems that a call may use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModemList {
    /// The rates of V.17, V.29 and V.27ter that a call may use; the list is never empty.
    pub rates: Vec<Rate>,
    /// Whether V.34 is tried before the listed modems, if the remote fax machine and the telephone
    /// line support it.
    pub v34: bool,
}

impl ModemList {
    /// Reads a list of modem names: `v34,v17,v29,v27` (`v27ter`, and `+` as a separator, are
    /// accepted, too).
    ///
    /// # Errors
    /// [`SettingError::NotAModem`]; [`SettingError::NoModem`] if the list is empty or names V.34
    /// alone: a call begins without V.34 and may have to go on without it.
    pub(in crate::service) fn read(text: &str) -> Result<Self, SettingError> {
        let mut modems = Self::default();
        for word in words(text) {
            match word.to_ascii_lowercase().as_str() {
                "v27" | "v27ter" => modems.rates.extend([Rate::V27ter2400, Rate::V27ter4800]),
                "v29" => modems.rates.extend([Rate::V29At7200, Rate::V29At9600]),
                "v17" => modems.rates.extend(V17),
                "v34" => modems.v34 = true,
                _ => return Err(SettingError::NotAModem(word.to_owned())),
            }
        }
        if modems.rates.is_empty() {
            return Err(SettingError::NoModem(text.to_owned()));
        }
        Ok(modems)
    }

    /// The V.8 offer of a call that may use these modems, with a highest rate of `most` bit/s. V.8
    /// is used only if it can lead to V.34.
    pub(in crate::service) fn v8(&self, most: Option<u32>) -> V8Offer {
        if self.v34 && most.is_none_or(is_v34s) { V8Offer::V34 } else { V8Offer::Nothing }
    }

    /// The highest rate for V.34 in the form that the fax engine takes: 0 for no limit.
    pub(in crate::service) fn v34_most(most: Option<u32>) -> u32 {
        most.filter(|bps| is_v34s(*bps) && *bps < FASTEST).unwrap_or(0)
    }

    /// The names of the modems to which these rates belong.
    pub(in crate::service) fn names(rates: &[Rate], v34: bool) -> String {
        let has = |rate| rates.contains(&rate);
        let known = [
            ("v34", v34),
            ("v17", V17.into_iter().any(has)),
            ("v29", has(Rate::V29At7200) || has(Rate::V29At9600)),
            ("v27", has(Rate::V27ter2400) || has(Rate::V27ter4800)),
        ];
        let names = known.iter().filter(|(_, is_there)| *is_there).map(|(name, _)| *name);
        names.collect::<Vec<_>>().join(",")
    }
}

/// Whether V.34 may be used if the highest allowed rate is `bps`. V.34 may be used only if this
/// rate is higher than all rates of V.17. For the lower rates V.17 is used, which is more widely
/// tested.
pub(in crate::service) const fn is_v34s(bps: u32) -> bool {
    bps > 14_400
}

/// The highest rate of V.34, in bit/s.
pub(in crate::service) const FASTEST: u32 = 33_600;

const V17: [Rate; 4] = [Rate::V17At7200, Rate::V17At9600, Rate::V17At12000, Rate::V17At14400];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_read_by_their_names() {
        let names =
            |text: &str| ModemList::read(text).map(|it| ModemList::names(&it.rates, it.v34));
        assert_eq!(names("v27,v17").as_deref(), Ok("v17,v27"));
        assert_eq!(names("V27ter+V34").as_deref(), Ok("v34,v27"));
        assert_eq!(ModemList::read("v27").unwrap().rates, [Rate::V27ter2400, Rate::V27ter4800]);
        assert_eq!(names("v29,v99"), Err(SettingError::NotAModem("v99".to_owned())));
        for text in ["", "v34"] {
            assert_eq!(names(text), Err(SettingError::NoModem(text.to_owned())));
        }
    }

    #[test]
    fn v34_is_used_where_more_than_v17_can_is_allowed() {
        let all = ModemList::read("v34,v17").unwrap();
        assert_eq!([None, Some(33_600)].map(|most| all.v8(most)), [V8Offer::V34; 2]);
        let bounds = [16_800, 28_800, 31_200];
        assert_eq!(bounds.map(|most| all.v8(Some(most))), [V8Offer::V34; 3]);
        assert_eq!(bounds.map(|most| ModemList::v34_most(Some(most))), bounds);
        assert_eq!([9_600, 14_400].map(|most| all.v8(Some(most))), [V8Offer::Nothing; 2]);
        let unbound = [None, Some(14_400), Some(33_600)];
        assert_eq!(unbound.map(ModemList::v34_most), [0; 3]);
    }

    #[test]
    fn a_modem_is_named_of_which_some_rates_are_left() {
        assert_eq!(ModemList::names(&[Rate::V17At9600, Rate::V27ter2400], false), "v17,v27");
    }
}
