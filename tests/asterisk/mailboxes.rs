//! Three calls at once to three devices: each fax is mailed to the mailboxes of its device, in the
//! device's format, with its own pages.

use std::thread;

use ferrofax::t4::{Bitmap, Resolution};

use crate::exchange::{Exchange, pages_in, parts_of};
use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::pages::{self, Content};
use crate::receive_case::differences;

on_each_asterisk!(on_16_by_wish: calls_at_once_are_mailed_each_to_its_own_people);

/// A device of the laboratory's dialplan: its mailboxes, and the parts of its mails.
const DEVICES: [(&str, &[&str], &[&str]); 3] = [
    ("2101", &["alice@example.com"], &["text/plain", "application/pdf"]),
    ("2102", &["bob@example.com", "sales@example.com"], &["text/plain", "image/tiff"]),
    ("2103", &["carol@example.com"], &["text/plain", "text/html", "image/gif", "application/pdf"]),
];

fn calls_at_once_are_mailed_each_to_its_own_people(asterisk: Asterisk) {
    let exchange = &Exchange::start("mailboxes", asterisk, &[]);
    thread::scope(|scope| {
        for (seed, (number, mailboxes, parts)) in (0..).zip(DEVICES) {
            scope.spawn(move || {
                let page = |seed| pages::page(Content::Text, 1728, 600, seed);
                let document: Vec<Bitmap> = vec![page(10 * seed), page(10 * seed + 1)];
                let delivery = exchange.fax(number, &document, Resolution::Fine, mailboxes.len());
                let report = &delivery.report;
                assert_eq!(report.said("FAXSTATUS"), "SUCCESS", "{number}: {report:?}");
                assert_eq!(
                    delivery.mails.iter().map(|mail| &mail.to).collect::<Vec<_>>(),
                    mailboxes,
                    "{number}"
                );
                for mail in &delivery.mails {
                    assert_eq!(parts_of(mail), parts, "{number}");
                    let pages = pages_in(mail).unwrap_or_else(|error| panic!("{number}: {error}"));
                    assert_eq!(differences("mailed", &document, &pages), [""; 0], "{number}");
                }
            });
        }
    });
    assert_eq!(exchange.stray_mails(), []);
}
