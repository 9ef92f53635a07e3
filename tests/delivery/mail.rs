//! A received fax arrives as the e-mail that its device asked for: sent by SMTP, read
//! back by another program's parser.

use std::fs;

use crate::mails::{header, media_type, parse, pdf_of_pages};
use crate::outbox::{ENDED_AT, Outbox, STARTED_AT, new_fax, page, settings};
use crate::smtp_sink::{Script, TestSink};
use ferrofax::UnixMs;
use ferrofax::delivery::StopFlag;
use ferrofax::delivery::{DeliveryReport, MailSettings, SmtpRelay, compose, deliver_due};
use ferrofax::document::tiff;
use ferrofax::spool::jobs::JobId;
use ferrofax::spool::{FaxId, FaxStatus, Format, KeyRing, MasterKeys, NewFax, OutboxState, Spool};
use ferrofax::t4::{PageQuality, Resolution};
use ferrofax::zone;
use mail_parser::MimeHeaders;
use proptest::prelude::*;

/// Delivers all that is due and gives back what arrived.
fn deliver(spool: &Spool, settings: &MailSettings) -> Vec<Vec<u8>> {
    let sink = TestSink::start(Script::default());
    let mut settings = settings.clone();
    settings.relay.host = "127.0.0.1".to_owned();
    settings.relay.port = Some(sink.address().port());
    let relay = SmtpRelay::new(&settings.relay, &StopFlag::default());
    let report = deliver_due(spool, &settings, &relay, ENDED_AT);
    let mails = sink.mails();
    let expected = DeliveryReport {
        delivered: u32::try_from(mails.len()).expect("few"),
        ..DeliveryReport::default()
    };
    assert_eq!(report, expected);
    mails.into_iter().map(|mail| mail.bytes).collect()
}

/// The mail of one fax, with the spool that it came from.
fn mail_of(
    new: &NewFax,
    pages: u32,
    status: FaxStatus,
    settings: &MailSettings,
) -> (Outbox, FaxId, Vec<u8>) {
    let outbox = Outbox::new();
    let fax = outbox.receive(new, pages, status);
    let mut mails = deliver(&outbox.spool, settings);
    assert_eq!(mails.len(), 1);
    (outbox, fax, mails.remove(0))
}

/// The PDF that the fax's document makes.
fn pdf_of(spool: &Spool, fax: FaxId) -> Vec<u8> {
    let pages = tiff::read(&spool.faxes().document_path(fax).expect("filed")).expect("whole");
    pdf_of_pages(&pages, &format!("Fax {fax}"), STARTED_AT.0 / 1000)
}

#[test]
fn a_pdf_device_gets_its_pages_as_one_pdf() {
    let (outbox, fax, bytes) =
        mail_of(&new_fax(&["alice@example.com"], Format::Pdf), 3, FaxStatus::Received, &settings());
    let mail = parse(&bytes);
    assert_eq!(media_type(&mail.parts[0]), "multipart/mixed");
    assert_eq!(mail.subject(), Some("Fax from Bob <+4999112345> (pages: 3)"));
    let text = mail.body_text(0).expect("a text");
    assert!(text.contains("Friday, November 20, 2026 at 1:30:05 PM"), "{text}");
    assert!(text.contains("204x98 dpi"), "{text}");
    let attachments: Vec<_> = mail.attachments().collect();
    assert_eq!(attachments.len(), 1);
    assert_eq!(media_type(attachments[0]), "application/pdf");
    assert_eq!(attachments[0].attachment_name(), Some("fax-2101-20261120-133005.pdf"));
    assert!(attachments[0].contents().starts_with(b"%PDF-"));
    assert_eq!(attachments[0].contents(), pdf_of(&outbox.spool, fax));
}

#[test]
fn a_fax_that_was_fetched_is_told_as_that() {
    let new = NewFax {
        fetched_by: Some(JobId(17)),
        caller_name: String::new(),
        ..new_fax(&["alice@example.com"], Format::Pdf)
    };
    let (_, _, bytes) = mail_of(&new, 2, FaxStatus::Received, &settings());
    let mail = parse(&bytes);
    assert_eq!(mail.subject(), Some("Polled fax from +4999112345 (pages: 2)"));
    let text = mail.body_text(0).expect("a text");
    assert!(text.starts_with("A polled fax has arrived for 2101."), "{text}");
}

#[test]
fn a_device_has_its_mails_in_its_language() {
    for (language, subject, first) in [
        (
            "de",
            "[Unvollständig] Fax von +4999112345 (Seiten: 2)",
            "DIESES FAX IST UNVOLLSTÄNDIG: 2 Seiten wurden empfangen.",
        ),
        (
            "fr",
            "[Incomplet] Fax de +4999112345 (pages : 2)",
            "CE FAX EST INCOMPLET : 2 pages ont été reçues.",
        ),
        (
            "pl",
            "[Niekompletny] Faks od: +4999112345 (stron: 2)",
            "TEN FAKS JEST NIEKOMPLETNY: odebrano 2 strony.",
        ),
        (
            "pt",
            "[Incompleto] Fax de +4999112345 (páginas: 2)",
            "ESTE FAX ESTÁ INCOMPLETO: foram recebidas 2 páginas.",
        ),
    ] {
        let new = NewFax {
            caller_name: String::new(),
            options: [("language".to_owned(), language.to_owned())].into(),
            ..new_fax(&["alice@example.com"], Format::Pdf)
        };
        let (_, _, bytes) = mail_of(&new, 2, FaxStatus::Incomplete, &settings());
        let mail = parse(&bytes);
        assert_eq!(mail.subject(), Some(subject));
        let text = mail.body_text(0).expect("a text");
        assert_eq!(text.lines().next(), Some(first));
    }
}

#[test]
fn a_tiff_device_gets_the_document_as_it_is_kept() {
    let (outbox, fax, bytes) = mail_of(
        &new_fax(&["alice@example.com"], Format::Tiff),
        2,
        FaxStatus::Received,
        &settings(),
    );
    let mail = parse(&bytes);
    // The shape that Exchange wants of a fax: mixed of text and image/tiff.
    assert_eq!(media_type(&mail.parts[0]), "multipart/mixed");
    assert_eq!(
        mail.parts.iter().map(media_type).collect::<Vec<_>>(),
        ["multipart/mixed", "text/plain", "image/tiff"]
    );
    let attachment = mail.attachments().next().expect("attached");
    assert_eq!(attachment.attachment_name(), Some("fax-2101-20261120-133005.tif"));
    let kept = fs::read(outbox.spool.faxes().document_path(fax).expect("filed")).expect("there");
    assert_eq!(attachment.contents(), kept);
}

#[test]
fn an_inlinegif_device_sees_the_first_page_and_gets_all_as_pdf() {
    let (outbox, fax, bytes) = mail_of(
        &new_fax(&["alice@example.com"], Format::InlineGif),
        2,
        FaxStatus::Received,
        &settings(),
    );
    let mail = parse(&bytes);
    assert_eq!(
        mail.parts.iter().map(media_type).collect::<Vec<_>>(),
        [
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "multipart/related",
            "text/html",
            "image/gif",
            "application/pdf"
        ]
    );
    let picture = &mail.parts[5];
    assert!(picture.contents().starts_with(b"GIF89a"));
    let html = mail.body_html(0).expect("HTML");
    let content_id = picture.content_id().expect("an id");
    assert!(html.contains(&format!("src=\"cid:{content_id}\"")), "{html}");
    assert!(html.contains("Bob &lt;+4999112345&gt;"), "{html}");
    assert_eq!(mail.parts[6].contents(), pdf_of(&outbox.spool, fax));
}

#[test]
fn programs_find_what_they_sort_faxes_by() {
    let (outbox, fax, bytes) = mail_of(
        &new_fax(&["alice@example.com"], Format::Tiff),
        2,
        FaxStatus::Received,
        &settings(),
    );
    let mail = parse(&bytes);
    for (name, value) in [
        ("Content-Class", "fax"),
        ("X-CallingTelephoneNumber", "+4999112345"),
        ("X-FaxNumberOfPages", "2"),
        ("X-AttachmentOrder", "fax-2101-20261120-133005.tif"),
        ("X-CallID", "1795181400.7"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Ferrofax-Device", "2101@fax-devices"),
        ("X-Ferrofax-Called", "2101"),
        ("X-Ferrofax-Station", "+49 9991 12345"),
        ("X-Ferrofax-Status", "received"),
        ("X-Ferrofax-Cause", "OK"),
    ] {
        assert_eq!(header(&mail, name), Some(value), "{name}");
    }
    assert_eq!(header(&mail, "X-Ferrofax-Id"), Some(fax.to_string().as_str()));
    let entry = &outbox.spool.outbox().outbox_of(fax).expect("filed")[0];
    assert_eq!(mail.message_id(), Some(settings().message_id(&entry.message_id).as_str()));
    assert!(mail.message_id().is_some_and(|id| id.ends_with("@pbx.example.com")));
    assert_eq!(mail.date().map(|date| date.to_timestamp()), Some(ENDED_AT.0 / 1000));
    let from = mail.from().and_then(|from| from.first()).expect("a sender");
    assert_eq!((from.name(), from.address()), (Some("Fax"), Some("fax@pbx.example.com")));
    assert_eq!(entry.state, OutboxState::Delivered);
    assert_eq!(entry.relay_answer.as_deref(), Some("250 2.0.0 Ok: queued as TEST"));
}

#[test]
fn mail_programs_show_a_fax_as_urgent_that_rules_mark() {
    for is_urgent in [false, true] {
        let mut new = new_fax(&["alice@example.com"], Format::Pdf);
        if is_urgent {
            new.options.insert("urgent".to_owned(), "yes".to_owned());
        }
        let (_, _, bytes) = mail_of(&new, 1, FaxStatus::Received, &settings());
        let mail = parse(&bytes);
        let headers = ["Importance", "X-Priority"].map(|name| header(&mail, name));
        let wanted = if is_urgent { [Some("high"), Some("1")] } else { [None, None] };
        assert_eq!(headers, wanted);
    }
}

#[test]
fn faxheaders_no_leaves_out_those_of_exchange() {
    let mut settings = settings();
    settings.set("faxheaders", "no").expect("a good value");
    let (_, _, bytes) =
        mail_of(&new_fax(&["alice@example.com"], Format::Pdf), 1, FaxStatus::Received, &settings);
    let mail = parse(&bytes);
    assert_eq!((header(&mail, "Content-Class"), header(&mail, "X-CallID")), (None, None));
    assert_eq!(header(&mail, "Auto-Submitted"), Some("auto-generated"));
}

#[test]
fn an_incomplete_fax_says_so_first() {
    let (_, _, bytes) = mail_of(
        &new_fax(&["alice@example.com"], Format::Pdf),
        2,
        FaxStatus::Incomplete,
        &settings(),
    );
    let mail = parse(&bytes);
    assert_eq!(mail.subject(), Some("[Incomplete] Fax from Bob <+4999112345> (pages: 2)"));
    let text = mail.body_text(0).expect("a text");
    assert!(
        text.starts_with(
            "THIS FAX IS INCOMPLETE: 2 pages were received.\r\nThe line was hung up before the fax was complete.\r\n\
             State of the line at the end: V.17 14400: 31.2 dB SNR.\r\n\r\n"
        ),
        "{text}"
    );
    assert_eq!(header(&mail, "X-Ferrofax-Status"), Some("incomplete"));
    assert_eq!(mail.attachment_count(), 1);
}

#[test]
fn a_fax_without_pages_is_mailed_without_them_where_that_was_asked_for() {
    let new =
        NewFax { mail_without_pages: true, ..new_fax(&["alice@example.com"], Format::InlineGif) };
    let (_, _, bytes) = mail_of(&new, 0, FaxStatus::Failed, &settings());
    let mail = parse(&bytes);
    assert_eq!(mail.subject(), Some("[Failed] Fax from Bob <+4999112345> (pages: 0)"));
    assert_eq!(mail.attachment_count(), 0);
}

#[test]
fn a_device_has_its_own_words_sender_and_time_zone_but_not_its_own_relay() {
    let mut new = new_fax(&["alice@example.com"], Format::Pdf);
    for (option, value) in [
        ("emailsubject", "${FAX_PAGES}. Fax für ${FAX_DEVICE} von ${VM_CALLERID}, ${NO_SUCH_NAME}"),
        (
            "emailbody",
            "Am ${FAX_DATE}\\n\\tan ${FAX_MAILBOX}: ${FAX_STATUSSTRING} ${FAX_DURATION} ${FAX_BITRATE}",
        ),
        ("emaildateformat", "%d.%m.%Y %H:%M"),
        ("tz", "Europe/Berlin"),
        ("serveremail", "praxis@example.com"),
        ("fromstring", "Praxis Dr. Müller, Faxgerät"),
        ("mailserver", "192.0.2.1"),
    ] {
        new.options.insert(option.to_owned(), value.to_owned());
    }
    let (_, _, bytes) = mail_of(&new, 1, FaxStatus::Received, &settings());
    let mail = parse(&bytes);
    assert_eq!(mail.subject(), Some("1. Fax für 2101 von Bob <+4999112345>, ${NO_SUCH_NAME}"));
    let text = mail.body_text(0).expect("a text");
    // A machine without tzdata knows no zone but its own and UTC.
    let (hour, file_name) = match zone::named("Europe/Berlin") {
        Ok(_) => (14, "fax-2101-20261120-143005.pdf"),
        Err(_) => (13, "fax-2101-20261120-133005.pdf"),
    };
    let expected = format!(
        "Am 20.11.2026 {hour}:30\r\n\tan alice@example.com: The fax was received completely. 1:05 9600"
    );
    assert_eq!(text.trim_end(), expected);
    let from = mail.from().and_then(|from| from.first()).expect("a sender");
    assert_eq!(
        (from.name(), from.address()),
        (Some("Praxis Dr. Müller, Faxgerät"), Some("praxis@example.com"))
    );
    assert_eq!(mail.attachments().next().and_then(|a| a.attachment_name()), Some(file_name));
}

#[test]
fn attach_no_mails_the_notice_alone() {
    let mut settings = settings();
    settings.set("attach", "no").expect("a good value");
    let (_, _, bytes) =
        mail_of(&new_fax(&["alice@example.com"], Format::Pdf), 1, FaxStatus::Received, &settings);
    assert_eq!(parse(&bytes).attachment_count(), 0);
}

#[test]
fn a_fax_is_not_mailed_without_its_document() {
    let outbox = Outbox::new();
    let fax = outbox.receive(&new_fax(&["alice@example.com"], Format::Pdf), 1, FaxStatus::Received);
    let document = outbox.spool.faxes().document_path(fax).expect("filed");
    let kept = fs::read(&document).expect("there");
    for damage in [Vec::new(), b"II*\0".to_vec(), kept[..20].to_vec()] {
        fs::write(&document, damage).expect("writable");
        let (record, entry) = (
            outbox.spool.faxes().fax(fax).expect("filed"),
            &outbox.spool.outbox().outbox_of(fax).expect("filed")[0],
        );
        let error = compose(&record, entry, &document, &settings()).expect_err("nothing to attach");
        assert!(!error.is_permanent(), "{error}");
    }
    fs::write(&document, kept).expect("writable");
    assert_eq!(deliver(&outbox.spool, &settings()).len(), 1);
}

#[test]
fn a_fax_whose_document_has_lost_pages_is_mailed_as_incomplete() {
    for format in [Format::Pdf, Format::Tiff] {
        let outbox = Outbox::new();
        let fax = outbox.receive(&new_fax(&["alice@example.com"], format), 3, FaxStatus::Received);
        let document = outbox.spool.faxes().document_path(fax).expect("filed");
        let kept = fs::read(&document).expect("there");
        fs::write(&document, &kept[..kept.len() - 40]).expect("writable");
        assert_eq!(tiff::read(&document).expect("the first pages").len(), 2);
        let mails = deliver(&outbox.spool, &settings());
        let mail = parse(&mails[0]);
        let subject = mail.subject().expect("a subject");
        assert!(subject.contains("ncomplete"), "{subject}");
        let text = mail.body_text(0).expect("a text");
        assert!(text.contains("2 pages"), "{text}");
    }
}

#[test]
fn the_faxmaster_learns_of_a_fax_even_if_its_document_is_gone() {
    let outbox = Outbox::new();
    let fax = outbox.receive(&new_fax(&["alice@example.com"], Format::Pdf), 1, FaxStatus::Received);
    let entry = outbox.spool.outbox().outbox_of(fax).expect("filed")[0].id;
    outbox
        .spool
        .outbox()
        .reject(entry, ENDED_AT, "550 5.1.1 No such user")
        .expect("filed");
    fs::remove_file(outbox.spool.faxes().document_path(fax).expect("filed")).expect("there");
    let mails = deliver(&outbox.spool, &settings());
    let mail = parse(&mails[0]);
    let text = mail.body_text(0).expect("a text");
    assert!(
        text.contains("550 5.1.1 No such user") && text.contains("cannot be attached"),
        "{text}"
    );
}

/// The module has no keys: neither half a mail goes out nor none, it waits until the program has opened
/// the document.
#[test]
fn a_mail_of_a_fax_that_lies_sealed_waits_until_it_is_opened() {
    let outbox = Outbox::new();
    let spool = &outbox.spool;
    let fax =
        outbox.receive(&new_fax(&["alice@example.com"], Format::Tiff), 1, FaxStatus::Received);
    let clear = fs::read(spool.faxes().document_path(fax).expect("filed")).expect("there");
    let keys = || -> std::sync::Arc<dyn MasterKeys> {
        std::sync::Arc::new(KeyRing::of([&[1; 32]]).expect("a key"))
    };
    assert_eq!(deliver(spool, &settings()).len(), 1);
    spool.encryption().open_documents_by(Some(keys()), true).expect("asked");
    assert_eq!(spool.encryption().seal_what_rests(UnixMs(0), &|| false).expect("sealed").sealed, 1);
    spool.encryption().open_documents_by(None, true).expect("asked");
    // Who asks for it has no keys either.
    spool.outbox().mail_again(fax, &[], ENDED_AT).expect("filed");
    assert!(deliver(spool, &settings()).is_empty());
    let entry = spool.outbox().outbox_of(fax).expect("filed").remove(0);
    assert_eq!((entry.state, entry.attempts), (OutboxState::Waiting, 0));
    assert!(entry.last_error.is_some_and(|why| why.contains("is encrypted")));
    assert!(entry.next_try_at > ENDED_AT && entry.next_try_at.ms_since(ENDED_AT) < 10_000);
    spool.encryption().open_documents_by(Some(keys()), true).expect("asked");
    assert_eq!(spool.encryption().seal_what_rests(UnixMs(0), &|| false).expect("opened").opened, 1);
    spool.encryption().open_documents_by(None, true).expect("asked");
    spool.outbox().defer(entry.id, ENDED_AT, "time passes").expect("filed");
    let mails = deliver(spool, &settings());
    let mail = parse(&mails[0]);
    assert_eq!(mail.attachments().next().expect("attached").contents(), clear);
}

#[test]
fn the_faxmaster_gets_the_fax_with_the_reason() {
    let outbox = Outbox::new();
    let fax = outbox.receive(&new_fax(&["alice@example.com"], Format::Pdf), 1, FaxStatus::Received);
    let entry = outbox.spool.outbox().outbox_of(fax).expect("filed")[0].id;
    outbox
        .spool
        .outbox()
        .reject(entry, ENDED_AT, "550 5.1.1 No such user")
        .expect("filed");
    let mails = deliver(&outbox.spool, &settings());
    let mail = parse(&mails[0]);
    assert_eq!(mail.subject(), Some("Undeliverable: Fax from Bob <+4999112345> (pages: 1)"));
    let to = mail.to().and_then(|to| to.first()).and_then(|to| to.address());
    assert_eq!(to, Some("faxmaster@pbx.example.com"));
    let text = mail.body_text(0).expect("a text");
    assert!(
        text.starts_with(
            "This fax could not be delivered to alice@example.com.\r\nReason: 550 5.1.1"
        ),
        "{text}"
    );
    assert_eq!(header(&mail, "X-Ferrofax-Undeliverable-To"), Some("alice@example.com"));
    assert_eq!(mail.attachments().next().expect("attached").contents(), pdf_of(&outbox.spool, fax));
}

#[test]
fn each_try_is_the_same_mail() {
    let outbox = Outbox::new();
    let fax =
        outbox.receive(&new_fax(&["alice@example.com"], Format::InlineGif), 2, FaxStatus::Received);
    let (record, entry) = (
        outbox.spool.faxes().fax(fax).expect("filed"),
        &outbox.spool.outbox().outbox_of(fax).expect("filed")[0],
    );
    let document = outbox.spool.faxes().document_path(fax).expect("filed");
    let write = || compose(&record, entry, &document, &settings()).expect("written");
    let mail = write().whole().expect("read");
    assert_eq!(mail, write().whole().expect("read"));
    assert_eq!(mail.len() as u64, write().length());
}

#[test]
fn names_in_all_scripts_arrive() {
    let mut new = new_fax(&["alice@example.com"], Format::Pdf);
    new.caller_name = "Ζωή Łódź 株式会社 (مكتب) \"Groß\"".to_owned();
    let (_, _, bytes) = mail_of(&new, 1, FaxStatus::Received, &settings());
    let mail = parse(&bytes);
    let subject = mail.subject().expect("a subject");
    assert_eq!(subject, format!("Fax from {} <+4999112345> (pages: 1)", new.caller_name));
    assert!(mail.body_text(0).expect("a text").contains(&new.caller_name));
}

#[test]
fn a_fax_that_is_too_large_for_a_mail_is_announced_and_the_faxmaster_informed() {
    let outbox = Outbox::new();
    let new = new_fax(&["alice@example.com"], Format::Tiff);
    let fax = outbox.receive(&new, 1, FaxStatus::Received);
    let document = outbox.spool.faxes().document_path(fax).expect("filed");
    let mut appender = tiff::Appender::open(&document).expect("the document");
    let page = tiff::NewPage {
        bitmap: &page(1).bitmap,
        resolution: Resolution::Standard,
        quality: PageQuality::default(),
        date_time: "2026:11:20 08:13:33",
    };
    // Colours are kept as they came.
    appender.append_coloured(&page, Some(&vec![7; 60_000_000])).expect("stored");
    let sink = TestSink::start(Script::default());
    let mut settings = settings();
    settings.relay.host = "127.0.0.1".to_owned();
    settings.relay.port = Some(sink.address().port());
    let relay = SmtpRelay::new(&settings.relay, &StopFlag::default());
    let first = deliver_due(&outbox.spool, &settings, &relay, ENDED_AT);
    assert_eq!((first.delivered, first.more), (1, true));
    let second = deliver_due(&outbox.spool, &settings, &relay, ENDED_AT);
    assert_eq!((second.delivered, second.more), (1, false));
    let mails: Vec<_> = sink.mails().into_iter().map(|mail| mail.bytes).collect();
    let [alices, faxmasters] = [0, 1].map(|at: usize| parse(&mails[at]));
    for (mail, subject) in
        [(&alices, "[Not attached] Fax from"), (&faxmasters, "Undeliverable: Fax from")]
    {
        assert_eq!(mail.attachment_count(), 0);
        assert!(mail.subject().is_some_and(|it| it.starts_with(subject)), "{:?}", mail.subject());
        let text = mail.body_text(0).expect("a text");
        assert!(text.contains("60 MB"), "{text}");
    }
    let text = alices.body_text(0).expect("a text");
    assert!(text.contains("THIS FAX IS NOT ATTACHED") && text.contains(&format!("fax {fax}")));
    assert!(faxmasters.body_text(0).expect("a text").contains("alice@example.com"));
    let states: Vec<_> = outbox
        .spool
        .outbox()
        .outbox_of(fax)
        .expect("filed")
        .iter()
        .map(|entry| entry.state)
        .collect();
    assert_eq!(states, [OutboxState::Delivered, OutboxState::Delivered]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// What callers and dialplans say about themselves goes into headers, text and HTML,
    /// and stays there.
    #[test]
    fn no_caller_can_write_headers_or_parts(hostile in prop::collection::vec("(\r\n|\n|\r|--|=_|: |Bcc: x@evil.example|<b>|\\$\\{FAX_ID\\}|=\\?utf-8\\?Q\\?=0A\\?=|[ -~]|[\u{80}-\u{2fff}]|\u{0}){0,30}", 5)) {
        let mut new = new_fax(&["alice@example.com"], Format::InlineGif);
        new.caller_name = hostile[0].clone();
        new.calling = hostile[1].clone();
        new.call_id = hostile[2].clone();
        new.device = ferrofax::spool::DeviceName::of_row(&hostile[3]);
        new.mail_without_pages = true;
        new.options.insert("fromstring".to_owned(), hostile[4].clone());
        let outbox = Outbox::new();
        let fax = outbox.receive(&new, 0, FaxStatus::Failed);
        let (record, entry) = (outbox.spool.faxes().fax(fax).expect("filed"), &outbox.spool.outbox().outbox_of(fax).expect("filed")[0]);
        let document = outbox.spool.faxes().document_path(fax).expect("filed");
        let mail = compose(&record, entry, &document, &settings()).expect("written");
        let mail = parse(&mail.bytes);
        let known = ["Date", "From", "To", "Message-ID", "Subject", "MIME-Version", "Content-Type", "Auto-Submitted",
            "Content-Class"];
        for header in mail.headers() {
            let name = header.name();
            prop_assert!(name.starts_with("X-") || known.iter().any(|k| k.eq_ignore_ascii_case(name)), "{}", name);
        }
        prop_assert_eq!(mail.header_values("To").count(), 1);
        prop_assert_eq!(mail.parts.len(), 2);
        prop_assert!(mail.bcc().is_none());
    }
}
