//! Reads what is written on the pages of a received fax: words, and codes (QR codes and bar codes).
//!
//! A page is read in four steps:
//!
//! 1. A confined child process of `ferrofax` ([`run_child`]) decodes the page, corrects its skew
//!    ([`skew`]), makes a grey picture of 250 dpi ([`picture`]), and reads the codes ([`codes`]).
//! 2. Tesseract, an outside program, reads the words of the page, or of the page upside down, as its
//!    rows of pixels suggest ([`direction`]).
//! 3. If the words are uncertain, Tesseract tells which side of the page is up, and reads the words
//!    again.
//! 4. The places of the words are calculated back to the page as it was received ([`Frame`]), so
//!    that they also fit a document that shows the page unchanged.
//!
//! [`ReadFax`] is the text of a fax as the spool stores it, and finds words in it.
//!
//! Tesseract runs confined, like all outside programs (`ferrofax_confine`). It and the child get
//! untrusted data. Their memory, their time and the size of what they make are limited.

mod child;
pub mod codes;
pub mod direction;
mod found;
mod frame;
pub mod picture;
mod reader;
pub mod skew;
mod stored;
mod words;

pub use child::{CHILD_WORD, run_child};
pub use codes::{Code, Symbology};
pub use found::{Found, places};
pub use frame::{Frame, Turn};
pub use reader::{NotRead, PageText, Reader, TESSERACT, missing_language};
pub use stored::{ReadFax, searchable_pdf};
pub use words::{MOST_WORDS, Place, Word, pdf_words};
