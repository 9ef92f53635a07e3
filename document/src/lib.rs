//! Page images ↔ files: TIFF-F to keep, PDF and TIFF-F to mail, a GIF of the first page
//! to show, raster to print; and pages made ready to send.
//!
//! Every writer gets the true resolution of a page and passes it on, so that a page has
//! its true size and aspect everywhere; no pixel is changed on the way into TIFF and PDF.
//!
//! What goes out goes through [`outgoing`]: read ([`tiff`]), pictures made black and
//! white ([`dither`]), fitted to the receiver ([`mod@fit`]), headed ([`header_line`], set
//! by [`type_setting`]).
//!
//! A page in colours is kept as it came, inside the TIFF of the same page in black and white
//! ([`colour`]), and shown in the PDF.

pub mod colour;
pub mod dither;
pub mod fit;
pub mod gif;
pub mod grey;
pub mod header_line;
pub mod limits;
pub mod outgoing;
pub mod pdf;
pub mod raster;
mod scale;
pub mod tiff;
pub mod type_setting;
