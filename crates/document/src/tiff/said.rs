//! Reads the facts about a fax that other fax software wrote into the file, next to the first page.

use super::directory::{Container, tags};

/// The texts in a file besides its pages; empty if there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// ImageDescription. HylaFAX writes the identification of the sender (TSI) into it, and on the
    /// following lines the known facts about the call.
    pub description: String,
    /// DateTime, for example `2026:11:24 20:22:36`, by the clock of the machine that wrote it.
    pub date_time: String,
    /// FaxSubAddress, the subaddress that was called (SUB).
    pub subaddress: String,
}

/// The most bytes of a text that are read.
const LONGEST: usize = 1024;

/// The texts in these bytes of a TIFF file; empty if the bytes are not a TIFF file.
pub fn said(file: &[u8]) -> Said {
    let first = Container::open(file).and_then(|container| container.directory(container.first));
    let Ok(first) = first else { return Said::default() };
    let text = |tag| first.text(tag, LONGEST).unwrap_or_default();
    Said {
        description: text(tags::IMAGE_DESCRIPTION),
        date_time: text(tags::DATE_TIME),
        subaddress: text(tags::FAX_SUBADDRESS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory of one text behind the header, and the text behind that.
    fn file(tag: u16, text: &[u8], place: u32) -> Vec<u8> {
        let mut file = b"II*\0\x08\0\0\0\x01\0".to_vec();
        file.extend(tag.to_le_bytes());
        file.extend([2, 0]);
        file.extend((text.len() as u32).to_le_bytes());
        file.extend(place.to_le_bytes());
        file.extend([0; 4]);
        file.extend(text);
        file
    }

    #[test]
    fn what_stands_beside_the_first_page_is_read() {
        let said = |file: Vec<u8>| super::said(&file);
        let words = b"+49 991 27\n0991123\nMuster\0rest";
        assert_eq!(said(file(270, words, 26)).description, "+49 991 27\n0991123\nMuster");
        assert_eq!(said(file(306, b"2026:11:24 20:22:36\0", 26)).date_time, "2026:11:24 20:22:36");
        assert_eq!(said(file(34909, b"4711#\0", 26)).subaddress, "4711#");
        assert_eq!(said(file(270, b"M\xFCller\0", 26)).description, "M\u{fc}ller");
    }

    #[test]
    fn what_lies_outside_is_not_there() {
        let all = file(270, b"+49 991 27\0", 26);
        for broken in [file(270, b"+49 991 27\0", 4000), all[..20].to_vec(), Vec::new()] {
            assert_eq!(said(&broken), Said::default());
        }
        assert_eq!(said(&file(270, &[b'7'; 5000], 26)).description.len(), LONGEST);
    }
}
