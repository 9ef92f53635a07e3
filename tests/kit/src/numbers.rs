//! Numbers that every way in refuses until someone opens them: asked of a house in
//! Germany, area 991.

/// A number, what its refusal says, and the rule that the audit log names.
pub const CLOSED: [(&str, &str, &str); 6] = [
    ("0900 123456", "+49900… (special numbers)", "number-dear"),
    ("0137 123456", "+49137… (special numbers)", "number-dear"),
    ("11833", "11… (special numbers)", "number-dear"),
    ("+881 6 1234567", "+881… (special numbers)", "number-dear"),
    ("+53 7 8331234", "other countries", "number-abroad"),
    ("0043 1 234567", "other countries", "number-abroad"),
];

/// Numbers at home.
pub const AT_HOME: [&str; 2] = ["0991 123456", "2102"];
