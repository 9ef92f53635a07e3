//! The dial string: a template with placeholders such as `${NUMBER}`, which is filled in for each
//! call. The values contain no character that has a meaning in a dialplan or for a channel driver.

use super::SettingError;

/// A dial string: the template of a channel technology and an address, as in
/// `PJSIP/${NUMBER}@trunk`. The placeholders, such as `${NUMBER}`, are filled in for each call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialString(String);

/// The names of the placeholders that a dial string may contain, for example `${NUMBER}`.
const NAMES: [&str; 6] = ["NUMBER", "CANONICAL", "DEVICE", "CONTEXT", "ACCOUNT", "JOB"];

/// The characters, in addition to letters and digits, that the value of a placeholder in a dial
/// string (such as the telephone number) may contain.
const PLAIN: &str = "+*#_.-";

impl Default for DialString {
    fn default() -> Self {
        Self("Local/${NUMBER}@fax-outbound".into())
    }
}

impl DialString {
    /// Reads the template of a dial string.
    ///
    /// # Errors
    /// The template has a fault. The error also names a correct form.
    pub fn parse(template: &str) -> Result<Self, SettingError> {
        let (technology, address) = template.split_once('/').unwrap_or_default();
        if technology.is_empty() || address.is_empty() || technology.contains("${") {
            return Err(SettingError::NotADialString(template.to_owned()));
        }
        if let Some(found) = template.chars().find(|c| c.is_whitespace() || ",&|".contains(*c)) {
            return Err(SettingError::NotInDialString(found));
        }
        let string = Self(template.to_owned());
        string.fill(&|_| Some(String::new()))?;
        if !template.contains("${NUMBER}") && !template.contains("${CANONICAL}") {
            return Err(SettingError::DialsTheSame(template.to_owned()));
        }
        Ok(string)
    }

    /// Makes the template that dials one of our own fax devices, without a telephone line.
    pub(in crate::service) fn to_device() -> Self {
        Self("Local/${DEVICE}@${CONTEXT}".into())
    }

    /// The template of the dial string as it is written in the settings.
    pub fn template(&self) -> &str {
        &self.0
    }

    /// Makes the text to dial for a call: replaces each placeholder `${NAME}` by its value.
    ///
    /// # Errors
    /// A value contains a character that is not allowed in a dial string, or a placeholder has an
    /// unknown name.
    pub(in crate::service) fn fill(
        &self,
        value: &dyn Fn(&str) -> Option<String>,
    ) -> Result<String, SettingError> {
        let mut filled = String::new();
        let mut rest = self.0.as_str();
        while let Some((before, behind)) = rest.split_once("${") {
            let (name, after) = behind
                .split_once('}')
                .ok_or_else(|| SettingError::NameUnclosed(self.0.clone()))?;
            let value = value(name).filter(|_| NAMES.contains(&name));
            let value = value.ok_or_else(|| SettingError::UnknownName {
                name: name.to_owned(),
                known: NAMES.join(", "),
            })?;
            if let Some(found) =
                value.chars().find(|c| !c.is_ascii_alphanumeric() && !PLAIN.contains(*c))
            {
                return Err(SettingError::Undiallable { name: name.to_owned(), found });
            }
            filled.push_str(before);
            filled.push_str(&value);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(name: &str) -> Option<String> {
        match name {
            "NUMBER" => Some("0991123".into()),
            "DEVICE" => Some("2101".into()),
            "ACCOUNT" => Some("a&b".into()),
            _ => None,
        }
    }

    #[test]
    fn names_are_filled_in() {
        let filled = |template: &str| DialString::parse(template)?.fill(&values);
        assert_eq!(DialString::default().fill(&values).unwrap(), "Local/0991123@fax-outbound");
        assert_eq!(filled("PJSIP/${DEVICE}-${NUMBER}@trunk").unwrap(), "PJSIP/2101-0991123@trunk");
        assert!(filled("Local/${NUMBER}-${ACCOUNT}@x").unwrap_err().to_string().contains("'&'"));
    }

    #[test]
    fn a_template_that_could_not_work_is_named_when_it_is_read() {
        for (template, says) in [
            ("", "technology/address"),
            ("${NUMBER}", "technology/address"),
            ("Local/123@x", "the same for everybody"),
            ("Local/${NUMMER}@x", "${NUMMER} is unknown"),
            ("Local/${NUMBER@x", "no closing bracket"),
            ("Local/${NUMBER}@x,30", "','"),
            ("PJSIP/${NUMBER}@a&PJSIP/${NUMBER}@b", "'&'"),
        ] {
            let error = DialString::parse(template).unwrap_err().to_string();
            assert!(error.contains(says), "{template}: {error}");
        }
    }
}
