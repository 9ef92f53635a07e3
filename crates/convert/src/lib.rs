//! Converts documents to fax pages. Input: PDF, TIFF, pictures, HTML, text, and formats that
//! outside programs convert to these. Output: one TIFF-F file with its pages coded by T.6.
//!
//! This crate knows nothing of the origin of a document, of its sender or of its recipients. Call
//! [`convert`], or one of the functions beside it, with a [`Converter`] (the settings), some
//! [`Document`]s and the [`Wanted`] form of their pages. The result are [`Pages`], or a
//! [`ConvertError`] with the document's name.
//!
//! Anybody may have sent the documents, and the code that reads them is large. So it runs in a
//! child process: the program starts itself again ([`CHILD_WORD`], [`run_child`]) with the
//! documents as its input and the file of pages as its output. Before the child reads the first
//! byte, it gives up all its rights (`ferrofax_confine`): it can open no file, reach no network and
//! start no program. Its memory, processor time and output size are limited. The parent process
//! enforces the time limits.
//!
//! The format of a document is detected by its content first (`kind`). Some documents need
//! Ghostscript, LibreOffice or a program of the administrator. That program is confined, too
//! (`outside`). Its result is then converted by the child.
//!
//! Read in this order:
//!
//! - `document`, `wanted` and `converter` (the input), `pages` and `error` (the output),
//!   `settings`;
//! - [`fields`] (control fields in printed documents);
//! - `parent` (which reader each document needs), `run` (the child process), `task` (its input),
//!   `child` (its work), `cuts` (a printed document becomes several faxes);
//! - `kind`, `ole`, `mime_types` (the format of a document);
//! - the readers: `pdf`, `tiff`, `picture`, `raster/` (formats for printers), `text`, `html/`,
//!   `composed` (first pages and covers);
//! - `colours`, `sheet` (the placement of a sheet of paper on a fax page), `press` (fonts).

mod answer_code;
mod child;
mod colours;
mod composed;
mod converter;
mod cuts;
mod document;
mod error;
pub mod fields;
mod html;
mod kind;
mod mime_types;
mod ole;
mod outside;
mod page_ranges;
mod pages;
mod parent;
mod pdf;
mod picture;
mod press;
mod product;
mod raster;
mod reached;
mod run;
mod settings;
mod sheet;
mod tally;
mod task;
mod text;
mod tiff;
mod unfit;
mod unusual_tiff;
mod wanted;

#[doc(hidden)]
pub use answer_code::AnswerCode;
pub use child::pages_without_walls;
pub use child::run as run_child;
pub use converter::Converter;
pub use document::{Body, Cover, Document, FirstPage, InlinePicture, Source};
pub use error::{ConvertError, NotCut};
pub use outside::{Readable, program_places, readable};
pub use page_ranges::{BadRange, PageRanges};
pub use pages::{CutFax, LeftOut, Pages, open_path};
pub use parent::{
    convert, convert_one, convert_watched, cover_of, faxes_of, pages_of, pages_of_whole,
};
pub use reached::{PageOf, Reached};
pub use run::CHILD_WORD;
pub use settings::{CONVERT_KEYS, COVER_KEYS, ConvertSettings, CoverSettings, Paper};
pub use tally::Tally;
pub use wanted::{MAX_BYTES, Wanted};
