//! Numbers that are blocked by default in every submission method, for an organisation in Germany
//! with the area code 991.

/// A blocked number, the text of its rejection, and the rule in the audit log.
pub const CLOSED: [(&str, &str, &str); 6] = [
    ("0900 123456", "+49900… (special numbers)", "number-dear"),
    ("0137 123456", "+49137… (special numbers)", "number-dear"),
    ("11833", "11… (special numbers)", "number-dear"),
    ("+881 6 1234567", "+881… (special numbers)", "number-dear"),
    ("+53 7 8331234", "other countries", "number-abroad"),
    ("0043 1 234567", "other countries", "number-abroad"),
];

/// Numbers in Germany, and an extension.
pub const AT_HOME: [&str; 2] = ["0991 123456", "2102"];
