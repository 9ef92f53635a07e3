//! Small cases; the long tables are in `tests/mail/`.
