//! The ways by which faxes come into Ferrofax and go out of it, other than mail and the web
//! interface.
//!
//! Read in this order:
//!
//! - [`mod@drop`] (the drop folder, for documents of scripts), [`filing`] (received faxes in
//!   watched folders and at other systems), [`mod@print`] (printing received faxes);
//! - [`ipp`] (the encoding of network printing), [`printer`] (the network printer that sends
//!   faxes), [`fields`] (the settings of control fields, which are texts in a printed document that
//!   give the fax number and other options);
//! - [`hylafax`] (the server for HylaFAX's clients);
//! - [`shown`] (values as JSON, for the output that other programs read), `read_only` (the fix for
//!   folders into which the service may not write), `pauses` (work that is tried again later).

pub mod drop;
pub mod fields;
pub mod filing;
pub mod hylafax;
pub mod ipp;
mod pauses;
pub mod print;
pub mod printer;
mod read_only;
pub mod shown;
