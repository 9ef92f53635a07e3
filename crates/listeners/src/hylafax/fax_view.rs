//! Shows a received fax in HylaFAX's list formats (RCVFMT).

use jiff::tz::TimeZone;

use super::format::Field;
use super::times;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{FaxId, FaxStatus, ReceivedFax};

/// The format in which HylaFAX's list of received faxes is written by default.
pub(super) const FORM: &str = "%-7m %4p%1z %-8.8o %14.14s %7t %f";

/// The beginning of the file names under which clients see received faxes.
const BEFORE: &str = "fax";
/// The end of the file names under which clients see received faxes.
const BEHIND: &str = ".tif";

/// A received fax, with the values that HylaFAX's lists show to one user.
pub(super) struct FaxView<'a> {
    pub(super) fax: &'a ReceivedFax,
    /// The size of the fax's document in bytes.
    pub(super) size: u64,
    pub(super) zone: &'a TimeZone,
    pub(super) now: UnixMs,
}

impl FaxView<'_> {
    /// The value of the fax that a list format names by this letter, as `%p` for the number of
    /// pages. `None` if HylaFAX has no such letter.
    pub(super) fn field(&self, letter: char) -> Option<Field> {
        let Self { fax, size, zone, now } = *self;
        let at = fax.ended_at.unwrap_or(fax.started_at);
        let is_coming = fax.status == FaxStatus::Receiving;
        Some(match letter {
            'Y' => times::written(at, zone, "%Y/%m/%d %H.%M.%S").into(),
            'Z' => Field::Number(at.0.max(0) as u64 / 1000),
            'a' => fax.sub.clone().unwrap_or_default().into(),
            'b' => fax.rate_bps.unwrap_or(0).into(),
            'e' => self.error().into(),
            'f' => file_name(fax.id).into(),
            'h' => times::span(at.ms_since(fax.started_at)).into(),
            'i' => fax.caller_name.as_str().into(),
            'j' => fax.calling.as_str().into(),
            'm' => "-rw-r--".into(),
            'q' => "-rw-r-----".into(),
            'n' => Field::Number(size),
            'o' => fax.device.number.as_str().into(),
            'p' => (fax.pages.len() as u32).into(),
            'r' => fax.resolution_dpi.map_or(0, |(_, down)| down.round() as u32).into(),
            's' => fax.far_ident.clone().unwrap_or_else(|| fax.calling.clone()).into(),
            't' => times::gone(at, zone, now).into(),
            'z' => if is_coming { "*" } else { " " }.into(),
            'd' => "".into(),
            'l' | 'w' => 0.into(),
            _ => return None,
        })
    }

    fn error(&self) -> &str {
        match self.fax.status {
            FaxStatus::Receiving | FaxStatus::Received => "",
            FaxStatus::Incomplete | FaxStatus::Failed => {
                self.fax.outcome_text.as_deref().unwrap_or_default()
            }
        }
    }
}

/// The name of the file as which HylaFAX clients see a received fax in the folder `recvq`.
pub(super) fn file_name(fax: FaxId) -> String {
    format!("{BEFORE}{:09}{BEHIND}", fax.0)
}

/// Reads the fax's number from the name of its file in the folder `recvq`, such as
/// `fax000000017.tif`. `None` if the name has another form.
pub(super) fn named(name: &str) -> Option<FaxId> {
    let digits = name.strip_prefix(BEFORE)?.strip_suffix(BEHIND)?;
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number).map(FaxId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fax_is_found_by_its_file_s_name() {
        assert_eq!(file_name(FaxId(17)), "fax000000017.tif");
        for id in [1, 17, 4_000_000_000] {
            assert_eq!(named(&file_name(FaxId(id))), Some(FaxId(id)));
        }
        for none in ["", "fax.tif", "fax-1.tif", "fax1.pdf", "fax1x.tif", "doc1.tif"] {
            assert_eq!(named(none), None, "{none}");
        }
    }
}
