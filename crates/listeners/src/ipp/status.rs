//! The IPP status codes of the answers that Ferrofax's network printer sends to its clients.

/// An IPP status code (RFC 8011 appendix B, RFC 3995 §10, PWG 5100.13 §8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub(crate) enum Status {
    Ok = 0x0000,
    OkIgnoredOrSubstituted = 0x0001,
    OkIgnoredSubscriptions = 0x0003,
    OkEventsComplete = 0x0007,
    BadRequest = 0x0400,
    NotAuthorized = 0x0403,
    NotPossible = 0x0404,
    NotFound = 0x0406,
    RequestEntityTooLarge = 0x0408,
    RequestValueTooLong = 0x0409,
    DocumentFormatNotSupported = 0x040A,
    AttributesOrValuesNotSupported = 0x040B,
    UriSchemeNotSupported = 0x040C,
    CharsetNotSupported = 0x040D,
    CompressionNotSupported = 0x040F,
    CompressionError = 0x0410,
    IgnoredAllSubscriptions = 0x0414,
    TooManySubscriptions = 0x0415,
    InternalError = 0x0500,
    OperationNotSupported = 0x0501,
    VersionNotSupported = 0x0503,
    TemporaryError = 0x0505,
    Busy = 0x0507,
}
