//! The words of SMTP and LMTP.
