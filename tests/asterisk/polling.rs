//! Polling: a device holds a document, and another device polls it with a shell command, in a call
//! through both PBXs; by audio and by T.38.

use std::process::{Command, Output};

use ferrofax::document::tiff;
use ferrofax::spool::{FaxQuery, FaxStatus, OutboxKind};
use ferrofax::t4::{Bitmap, Resolution};

use crate::laboratory::{Asterisk, on_each_asterisk, said};
use crate::pages::{self, Content};
use crate::receive_case::{Line, differences};
use crate::sending_desk::SendingDesk;

on_each_asterisk!(on_16_by_wish: what_a_device_holds_is_fetched_from_the_shell);

/// A number that `world` sends back to a device of our PBX.
const HOLDER: &str = "2901";

fn what_a_device_holds_is_fetched_from_the_shell(asterisk: Asterisk) {
    let devices = [
        "exten => 8101,1,FaxDevice(asker@example.com,tiff,s(+49 8101))".to_owned(),
        format!("exten => {HOLDER},1,FaxDevice(holder@example.com,tiff,s(+49 {HOLDER}))"),
    ];
    let desk = SendingDesk::start("polling", asterisk, &devices, &[]);
    let held: Vec<Bitmap> = [Content::Text, Content::Drawing]
        .map(|content| pages::page(content, 1728, 1000, 5))
        .into();
    let file = desk.document("held", &held, Resolution::Fine);
    let program = |words: &[&str]| -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ferrofax"));
        command.env("FERROFAX_SPOOL", desk.spool.folder()).args(words);
        command.output().expect("it can be run")
    };
    let poll = |number: &str, pwd: &str| {
        let of = ["--sep", "4711", "--pwd", pwd, "--from", "8101", "--report", "never", "--wait"];
        program(&[&["poll", number], &of[..]].concat())
    };
    let file = file.to_string_lossy();
    let hold = ["hold-for-polling", &file, "--device", HOLDER, "--sep", "4711", "--pwd", "90210"];
    let holds = program(&hold);
    assert!(holds.status.success(), "{}", said(&holds));

    for (line, mode) in [(Line::Audio, "audio"), (Line::REDUNDANT, "T38")] {
        let number = format!("{}{HOLDER}", line.prefix());
        let fetched = poll(&number, "90210");
        let text = said(&fetched);
        assert!(fetched.status.success() && text.contains("Polled: 2 pages, as fax "), "{text}");
        let faxes = desk.spool.faxes().list(&FaxQuery::default()).expect("the spool can be read");
        let fax = faxes.iter().find(|fax| fax.fetched_by.is_some()).expect("what was fetched");
        assert_eq!((fax.status, fax.mode.as_deref()), (FaxStatus::Received, Some(mode)));
        assert_eq!(fax.far_ident.as_deref(), Some("+49 2901"));
        assert_eq!(fax.device.to_string(), "8101@fax-devices");
        let path = desk.spool.faxes().document_path(fax.id).expect("it has a document");
        let came = tiff::read(&path).expect("a TIFF");
        let came: Vec<Bitmap> = came.iter().map(|page| page.bitmap().expect("a page")).collect();
        assert_eq!(differences("here", &held, &came), [""; 0]);
        let mails = desk.spool.outbox().outbox_of(fax.id).expect("the spool can be read");
        assert_eq!((mails.len(), &mails[0].kind), (1, &OutboxKind::Fax));
        assert_eq!(mails[0].mailbox, "asker@example.com");
    }
    let refused = poll(HOLDER, "1");
    let text = said(&refused);
    assert_eq!(refused.status.code(), Some(1), "{text}");
    assert!(text.contains("refused to send its document"), "{text}");
    let listed = said(&program(&["held"]));
    assert!(listed.contains("2 times, last by +49 8101"), "{listed}");
}
