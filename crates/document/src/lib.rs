//! Converts page images to files and back: TIFF-F to store, PDF and TIFF-F to mail, a GIF of the
//! first page to show, raster to print. It also prepares pages to be sent.
//!
//! Every writer is given the true resolution of a page, so that a page has its true size and aspect
//! in every format. TIFF and PDF contain the pixels unchanged.
//!
//! [`outgoing`] prepares a page to be sent: it is read ([`tiff`]), pictures are made black and
//! white ([`dither`]), it is fitted to the receiver ([`mod@fit`]), and gets its header line
//! ([`header_line`], set by [`type_setting`]).
//!
//! A colour page is stored unchanged, inside the TIFF of its black-and-white copy ([`colour`]), and
//! is shown in the PDF.

pub mod colour;
pub mod dither;
pub mod fit;
pub mod gif;
pub mod grey;
pub mod header_line;
pub mod limits;
pub mod outgoing;
pub mod pdf;
pub mod pdf_text;
pub mod raster;
mod scale;
pub mod tiff;
pub mod type_setting;
