//! The recipients of a fax, in the notation that people write. A recipient is a number (`0991
//! 2700619`), or a name and a company with a number (`Ms Miller | Miller Ltd <+49 991 2700619>`).
//! Several numbers are separated by commas or line breaks.

/// A recipient of a draft, which is a fax that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipient {
    /// The recipient's number as the user wrote it.
    pub number: String,
    /// The recipient's name; empty if none was written.
    pub name: String,
    /// The recipient's company; empty if none was written.
    pub company: String,
}

impl Recipient {
    /// Reads all recipients in a text, each one once. Two people with the same number are two
    /// recipients.
    pub fn all_in(text: &str) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for line in text.lines() {
            let those = match Self::in_brackets(line) {
                Some(one) => vec![one],
                None => line
                    .split([',', ';'])
                    .map(|number| Self { number: number.trim().to_owned(), ..Self::default() })
                    .collect(),
            };
            for one in those.into_iter().filter(|one| !one.number.is_empty()) {
                if !found.contains(&one) {
                    found.push(one);
                }
            }
        }
        found
    }

    /// Reads a line with the number in angle brackets; `None` if the line has none.
    pub(super) fn in_brackets(line: &str) -> Option<Self> {
        let (words, rest) = line.rsplit_once('<')?;
        let (number, _) = rest.split_once('>')?;
        let (name, company) = words.split_once('|').unwrap_or((words, ""));
        let [number, name, company] = [number, name, company].map(|text| text.trim().to_owned());
        Some(Self { number, name, company })
    }

    /// Writes the recipient as a line of text, which [`Self::all_in`] can read.
    pub fn line(&self) -> String {
        let Self { number, name, company } = self;
        // Replaces characters that would end the name.
        let plain = |text: &str| text.replace(['<', '>', '|', '\n', '\r'], " ");
        match (name.as_str(), company.as_str()) {
            // Without the angle brackets, a name with a comma would be read as two recipients.
            ("", "") if number.contains([',', ';']) => format!("<{}>", plain(number)),
            ("", "") => number.clone(),
            (name, "") => format!("{} <{number}>", plain(name)),
            (name, company) => format!("{} | {} <{number}>", plain(name), plain(company)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receivers_are_read_as_people_write_them_and_as_we_do() {
        let one = |number: &str, name: &str, company: &str| Recipient {
            number: number.into(),
            name: name.into(),
            company: company.into(),
        };
        let text = "0991 1, 0991 2;0991 1\r\nMs Miller | A, B & Co <+49 3>\n  Bob <4> \n<5>\n\n,";
        let wanted = [
            one("0991 1", "", ""),
            one("0991 2", "", ""),
            one("+49 3", "Ms Miller", "A, B & Co"),
            one("4", "Bob", ""),
            one("5", "", ""),
        ];
        assert_eq!(Recipient::all_in(text), wanted);
        let two = [one("0991 1", "Ann", ""), one("0991 1", "Bob", "")];
        assert_eq!(Recipient::all_in("Ann <0991 1>\nBob <0991 1>\nAnn <0991 1>"), two);
        let hostile = one("6", "<b>\nx", "|<7>");
        let again = Recipient::all_in(&format!("{}\n", hostile.line()));
        assert_eq!(again.len(), 1);
        assert_eq!(again[0].number, "6");
    }
}
