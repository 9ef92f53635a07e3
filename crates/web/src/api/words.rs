//! Fields of the API whose value is a word of a fixed list, such as a role. If events have the
//! field, too, its list is in [`crate::live::vocabulary`].

use crate::live::vocabulary::{explained, word};
use ferrofax_desk::Role;
use ferrofax_ground::sent_line::LineGrade;
use ferrofax_network::asker::Voucher;

const ROLES: [(&str, &str); 4] = [
    ("user", "Sees the faxes of their own devices and groups, and manages their own jobs."),
    ("operator", "Manages all faxes and jobs of their devices and groups."),
    ("administrator", "Manages all faxes and jobs of all users, and Ferrofax itself."),
    ("auditor", "Reads the audit log, and sees no faxes."),
];
const SOURCES: [(&str, &str); 4] = [
    ("password", "A `[[user]]` section in `gateway.toml`."),
    ("users", "The file `users.toml`, which the web interface manages."),
    ("ldap", "An LDAP directory."),
    ("openid", "An OpenID provider."),
];
const GRADES: [(&str, &str); 3] = [
    ("good", "The line causes no noticeable delay."),
    ("fair", "The fax takes longer."),
    ("poor", "The line makes it likely that the fax fails."),
];

word! {
    /// The role of a user in the API.
    RoleWord, explained("The role of a user.", ROLES), Role::ALL.map(Role::name)
}
word! {
    /// The source that confirms a user's identity, in the API.
    SourceWord, explained("The source that confirms the identity of a user.", SOURCES),
    Voucher::ALL.map(Voucher::name)
}
word! {
    /// The grade of a telephone line's quality in the API.
    GradeWord, explained("The grade of a telephone line's quality.", GRADES),
    GRADES.map(|(word, _)| word)
}

impl From<Role> for RoleWord {
    fn from(role: Role) -> Self {
        Self(role.name())
    }
}

impl From<Voucher> for SourceWord {
    fn from(source: Voucher) -> Self {
        Self(source.name())
    }
}

impl From<LineGrade> for GradeWord {
    fn from(grade: LineGrade) -> Self {
        Self(grade.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_of_a_list_is_explained() {
        let words = |explained: &[(&'static str, &str)]| -> Vec<&'static str> {
            explained.iter().map(|(word, _)| *word).collect()
        };
        assert_eq!(words(&ROLES), RoleWord::all());
        assert_eq!(words(&SOURCES), SourceWord::all());
        let grades = [LineGrade::Good, LineGrade::Fair, LineGrade::Poor];
        assert_eq!(words(&GRADES), grades.map(LineGrade::name));
    }
}
