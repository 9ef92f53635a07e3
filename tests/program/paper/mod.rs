//! Received faxes that go straight to a printer by IPP: one subject a module.

mod bad;
mod hostile;
mod once;
mod raster;
mod real;

use ferrofax::UnixMs;
use ferrofax::clock::Look;
use ferrofax::listeners::print::{PrintSettings, PrinterOut, Printing};
use ferrofax::spool::{FaxId, NewFax, OutboxEntry, OutboxState, to_printer};
use ferrofax::t4::Bitmap;

use super::bench::Bench;
use ferrofax_kit::patience::watch;
use ferrofax_kit::received::receive;

pub(super) const HOUR_MS: i64 = 3_600_000;

/// A page of A4 with a frame at its edge, a slanting line, and boxes that say which page it
/// is.
pub(super) fn framed(number: u32) -> Bitmap {
    let (width, rows) = (1728, 2290);
    let mut page = Bitmap::white(width, rows);
    for x in 0..width {
        page.set(x, 0, true);
        page.set(x, rows - 1, true);
    }
    for y in 0..rows {
        page.set(0, y, true);
        page.set(width - 1, y, true);
        page.set(100 + y / 2, y, true);
    }
    for left in (0..number).map(|number| 200 + number * 100) {
        (300..360).for_each(|y| (left..left + 50).for_each(|x| page.set(x, y, true)));
    }
    page
}

impl Bench {
    /// A fax of these pages for a printer, as the module files it.
    pub(super) fn faxed(&self, printer: &str, pages: &[Bitmap]) -> FaxId {
        let new = NewFax {
            mailboxes: vec![to_printer(printer)],
            device: "2101@fax-devices".parse().unwrap(),
            ..NewFax::default()
        };
        receive(&self.spool, &new, pages, UnixMs::now())
    }

    /// What is in the outbox for the printer `office`.
    pub(super) fn at_office(&self, fax: FaxId) -> OutboxEntry {
        let entries = self.spool.outbox().outbox_of(fax).unwrap();
        entries.into_iter().find(|entry| entry.mailbox == to_printer("office")).unwrap()
    }

    /// Prints by this printer until the fax has ended.
    pub(super) fn print_to_its_end(&self, office: PrinterOut, fax: FaxId) -> OutboxEntry {
        let printing = self.printing(office);
        let turned = || {
            turn(&printing, UnixMs::now());
            self.at_office(fax)
        };
        watch("the end of the print", turned, |entry| {
            !matches!(entry.state, OutboxState::Waiting | OutboxState::Leased)
        })
    }

    /// What prints on this one printer, which may be silent for two seconds.
    pub(super) fn printing(&self, office: PrinterOut) -> Printing {
        let settings = PrintSettings {
            enabled: true,
            seconds: 2,
            printers: vec![PrinterOut { name: "office".to_owned(), ..office }],
            ..PrintSettings::default()
        };
        Printing::new(&self.spool, &settings)
    }
}

/// A turn at this time.
pub(super) fn turn(printing: &Printing, unix_ms: UnixMs) {
    let look = Look { unix_ms, is_settled: true, ..Look::default() };
    printing.turn(&look, &|| false).unwrap();
}
