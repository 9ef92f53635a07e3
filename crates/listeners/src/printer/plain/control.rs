//! The control file of LPD (RFC 1179 §7): one line for each property of a job.

use std::collections::BTreeSet;

/// The content of the control file of an LPD print job.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Control {
    /// The user name that the print client claims; it gives no permission.
    pub(super) user: Option<String>,
    /// The name of the job or, if the job has none, of its first document.
    pub(super) name: Option<String>,
    /// The names of those data files of the LPD print job that are printed.
    pub(super) files: BTreeSet<String>,
}

/// The length, in characters, of the longest value that is read from a control file.
const LONGEST: usize = 255;

impl Control {
    pub(super) fn read(bytes: &[u8]) -> Self {
        let (mut control, mut title) = (Self::default(), None);
        for line in bytes.split(|byte| *byte == b'\n') {
            let Some((letter, rest)) = line.split_first() else { continue };
            let text = words(rest);
            match letter {
                b'P' => control.user = text,
                b'J' => control.name = text,
                b'N' | b'T' => title = title.or(text),
                // Each small letter names a printing format and a file; the file's content
                // shows its real format.
                b'a'..=b'z' => control.files.extend(text),
                _ => {}
            }
        }
        control.name = control.name.or(title);
        control
    }
}

/// A value of the control file as readable text; none if it has no readable characters.
fn words(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let text: String = text.chars().filter(|sign| !sign.is_control()).take(LONGEST).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_file_says_who_what_and_which_files() {
        let file = b"Hhost\nPalice\nJOrder 1\x07\nldfA001host\nldfA001host\nUdfA001host\nNa.ps\n";
        let control = Control::read(file);
        assert_eq!(control.user.as_deref(), Some("alice"));
        assert_eq!(control.name.as_deref(), Some("Order 1"));
        assert_eq!(control.files, BTreeSet::from(["dfA001host".to_owned()]));
        let control = Control::read(b"fdfA1\nNa.ps\nNb.ps");
        assert_eq!((control.user, control.name.as_deref()), (None, Some("a.ps")));
        assert_eq!(Control::read(b""), Control::default());
        assert_eq!(Control::read(b"\n\nP\n\xFF\n"), Control::default());
    }
}
