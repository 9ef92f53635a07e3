//! The errors in fax addresses (mail addresses that contain a fax number). Each has a text for the
//! person who wrote the address, and the codes of SMTP.

/// The reason why a mail address is not a fax address (a mail address that contains a fax number).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The address has no `@`, a quotation mark that is not closed, or characters that no
    /// address has.
    #[error("this is no address; examples: number@domain, name@number.fax")]
    NotAnAddress,
    /// The mail address is not in a domain of this fax server. Mails for other domains are not
    /// relayed.
    #[error("this domain is not one to which faxes are sent here, and no mail is passed on")]
    NotOurs,
    /// The part of the mail address that should be the fax number contains no number.
    #[error("there is no fax number in '{0}'; examples: number@domain, FAX=number@domain")]
    NoNumber(String),
    /// The fax number has a character that is not allowed.
    #[error(
        "'{number}' is no fax number: '{found}' can't be dialled; digits, a leading +, * and #, and the signs - . ( ) for the eye can be written"
    )]
    BadNumber {
        /// The fax number as it was written in the mail address.
        number: String,
        /// The first character of the fax number that is not allowed.
        found: char,
    },
    /// A fax number with reversed digits contains characters other than digits and dots.
    #[error(
        "'{0}' is no number with its digits in reverse order; 1.6.0.0.7.2.1.9.9.9.4 means +49991270061"
    )]
    NotReversed(String),
    /// The fax number in the mail address has more than 40 characters, so it is too long for any
    /// telephone network.
    #[error("the fax number in this address has more than 40 signs")]
    LongNumber,
    /// There are two fax numbers in one mail address.
    #[error("this address holds two fax numbers, '{0}' and '{1}'; write one")]
    TwoNumbers(String, String),
    /// The subaddress has characters or a length that T.30 cannot transmit.
    #[error("'{0}' is no subaddress: a subaddress has up to 20 digits, * and #")]
    BadSub(String),
    /// The mail address has a key, such as `POSTD=`, that would change which number is dialled.
    /// Such addresses are rejected.
    #[error("'{0}=' in an address is not obeyed here, so the fax is not sent; leave it out")]
    NotObeyed(String),
    /// The mail address names a fax option that does not exist.
    #[error("'{0}' in this address is not known; {KNOWN} are")]
    UnknownWord(String),
}

const KNOWN: &str = "FAX, T33S, TO, CO, FR, CP, TAG, PRIORITY, TRIES, AT and RESOLUTION";

impl AddressError {
    /// The SMTP reply code for this error (RFC 5321).
    pub fn code(&self) -> u16 {
        match self {
            Self::NotAnAddress => 553,
            _ => 550,
        }
    }

    /// The enhanced status code (RFC 3463) of the SMTP reply: 5.1.2 for a domain that is not of
    /// this fax server, 5.1.3 for any other error in the mail address.
    pub fn status(&self) -> (u8, u8, u8) {
        match self {
            Self::NotOurs => (5, 1, 2),
            _ => (5, 1, 3),
        }
    }
}
