//! Page images ↔ files: TIFF-F to keep, PDF and TIFF-F to mail, a GIF of the first page to show.
//!
//! Every writer gets the true resolution of a page and passes it on, so that a page has its true size and aspect
//! everywhere; no pixel is changed on the way into TIFF and PDF.

pub mod gif;
pub mod pdf;
pub mod tiff;
