//! Explains why a printer refused an operation, by its status code and its own message.

use ferrofax_basics::control_signs::blanked;
use ferrofax_spool::undelivered::{PrinterFault, PrinterRefusal};

/// The maximum number of characters of a printer's message that are stored and logged; the rest is
/// cut off.
const LONGEST: usize = 160;

/// Shortens a text that a printer has sent, and removes control characters, so that it is safe in a
/// log line.
pub(super) fn worded(text: &str) -> String {
    blanked(text).chars().take(LONGEST).collect()
}

/// Makes the error that is shown to users and in the log if the printer has refused an operation
/// with this status code. The printer's own message is added if it has sent one.
pub(super) fn refused(status: u16, message: Option<&str>) -> PrinterFault {
    let fault = match PrinterRefusal::of_status(status) {
        Some(refusal) => PrinterFault::Refused { refusal },
        None => PrinterFault::RefusedWithStatus { status: format!("0x{status:04x}") },
    };
    match message.filter(|message| !message.is_empty()) {
        None => fault,
        Some(message) => {
            PrinterFault::RefusedSaying { fault: Box::new(fault), message: worded(message) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_with_the_message_of_the_printer() {
        let said = |status, message| refused(status, message).to_string();
        assert_eq!(said(0x0599, None), "it refuses this with status 0x0599");
        assert_eq!(said(0x0506, Some("No\nmore")), "it accepts no jobs (No more)");
    }
}
