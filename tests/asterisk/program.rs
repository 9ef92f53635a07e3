//! `ferrofax send` of a PDF, from the shell to the fax machine in `world`, and the pages that
//! arrive there.

use std::process::Command;

use ferrofax::document::tiff;
use ferrofax::t4::Bitmap;
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

use crate::laboratory::{Asterisk, on_each_asterisk, said};
use crate::receive_case::differences;
use crate::sending_desk::SendingDesk;

on_each_asterisk!(on_16_by_wish: a_pdf_sent_from_the_shell_arrives_as_it_was_shown);

/// A fax machine with all modems and ECM; a busy number.
const MACHINE: &str = "311001";
const BUSY: &str = "5001";

fn a_pdf_sent_from_the_shell_arrives_as_it_was_shown(asterisk: Asterisk) {
    let devices = ["exten => 8101,1,FaxDevice(sender@example.com,pdf,s(+49 8101))".to_owned()];
    let desk = SendingDesk::start("program", asterisk, &devices, &["retry_busy = 2"]);
    let folder = tempfile::tempdir().expect("a folder");
    let letter = folder.path().join("letter.pdf");
    std::fs::write(&letter, three_pages()).expect("it is ours");
    let program = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ferrofax"));
        command
            .env("FERROFAX_SPOOL", desk.spool.folder())
            .current_dir(folder.path())
            .args(words);
        command.output().expect("it can be run")
    };

    // The faults of the laboratory's trunks and relay are tested in selftest.rs.
    let check = said(&program(&["check"]));
    for what in ["spool", "database", "rights", "devices", "module", "config", "conversion"] {
        assert!(check.contains(&format!("ok    {what:<11} ")), "{what}: {check}");
    }
    assert!(program(&["convert", "letter.pdf", "-o", "shown.tif"]).status.success());
    let sent = program(&[
        "send",
        MACHINE,
        "letter.pdf",
        "--from",
        "8101",
        "--header",
        "no",
        "--report",
        "never",
        "--wait",
    ]);
    let text = said(&sent);
    assert!(sent.status.success() && text.contains("is sent: 3 of 3 pages confirmed"), "{text}");
    assert!(text.contains("page 1 of 3 confirmed"), "{text}");

    let shown: Vec<Bitmap> = tiff::read(&folder.path().join("shown.tif"))
        .expect("the program wrote it")
        .iter()
        .map(|page| page.bitmap().expect("a whole page"))
        .collect();
    let arrivals = desk.arrivals(MACHINE);
    let [arrival] = &arrivals[..] else { panic!("{} calls came there", arrivals.len()) };
    assert_eq!(differences("there", &shown, &arrival.pages), [""; 0]);
    assert_eq!(
        (arrival.said("FAXSTATUS"), arrival.said("REMOTESTATIONID")),
        ("SUCCESS", "+49 8101")
    );

    let busy = program(&[
        "send",
        BUSY,
        "letter.pdf",
        "--from",
        "8101",
        "--dials",
        "2",
        "--report",
        "never",
        "--wait",
    ]);
    let text = said(&busy);
    assert_eq!(busy.status.code(), Some(1), "{text}");
    assert!(text.contains("sleeping") && text.contains("The number was busy."), "{text}");
}

/// Returns a document with words and lines on three A4 pages.
pub fn three_pages() -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (tree, font) = (Ref::new(2), Ref::new(3));
    let page_id = |page: i32| Ref::new(4 + page * 2);
    pdf.catalog(Ref::new(1)).pages(tree);
    pdf.pages(tree).kids((0..3).map(page_id)).count(3);
    pdf.type1_font(font).base_font(Name(b"Helvetica"));
    for number in 0..3 {
        let content_id = Ref::new(5 + number * 2);
        let mut page = pdf.page(page_id(number));
        page.parent(tree)
            .media_box(Rect::new(0.0, 0.0, 595.0, 842.0))
            .contents(content_id);
        page.resources().fonts().pair(Name(b"F"), font);
        page.finish();
        let mut content = Content::new();
        for line in 0..40 {
            let text = format!(
                "Seite {number}, Zeile {line}: the quick brown fox jumps over the lazy dog"
            );
            content
                .begin_text()
                .set_font(Name(b"F"), 11.0)
                .next_line(60.0, 780.0 - 16.0 * line as f32);
            content.show(Str(text.as_bytes())).end_text();
        }
        content.set_line_width(0.5).rect(50.0, 100.0, 495.0, 700.0).stroke();
        pdf.stream(content_id, &content.finish());
    }
    pdf.finish()
}
