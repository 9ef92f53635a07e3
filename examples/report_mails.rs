//! Writes each kind of report of a sent fax, to be looked at:
//! `cargo run --example report_mails -- --dir reports`.
//!
//! For each there is the mail (`.eml`), and of its parts the text (`.txt`), the HTML
//! (`.html`, with its picture beside it), the picture (`.gif`), the fax (`.pdf`) and the
//! part for programs (`.status`). `--option name=value` sets an option of
//! `ferrofax.conf`, as `--option reportattach=first`.

use ferrofax_kit::{outbox, pages, sending};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ferrofax::UnixMs;
use ferrofax::delivery::{MailSettings, Report, compose_report};
use ferrofax::document::type_setting::{TextPages, TypeSetter};
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{AttemptEnd, JobId, NewDocument, NewJob, ReportFormat, UnknownPolicy};
use ferrofax::t4::Resolution;
use mail_parser::{MessageParser, MimeHeaders};
use sending::Sending;

const MINUTE_MS: i64 = 60_000;
/// 2026-11-20 13:30:05 UTC.
const NOW: UnixMs = UnixMs(1_795_181_405_000);

/// What happens to the job of a report; its last report is shown.
type Story = fn(&Sending, JobId);

const STORIES: [(&str, Story); 11] = [
    ("sent", |sending, _| sending.send_all(NOW + MINUTE_MS)),
    ("busy", |sending, _| fail(sending, Failure::Busy, Some(17))),
    ("held", |sending, job| {
        let lease = sending.lease(NOW);
        sending.spool.jobs().hold_job(job, "alice", NOW).expect("held");
        sending.end(
            &lease,
            &AttemptEnd { failure: Some(Failure::NoAnswer), ..AttemptEnd::default() },
            NOW,
        );
    }),
    ("broken", |sending, _| {
        let lease = sending.lease(NOW);
        sending.send_pages(&lease, 2, NOW);
        let cause = Some("RECEIVER_FELL_SILENT".to_owned());
        sending.end(
            &lease,
            &AttemptEnd { failure: Some(Failure::Dropped), cause, ..AttemptEnd::default() },
            NOW,
        );
    }),
    ("silence", |sending, _| sending.silence_at(&sending.lease(NOW), 2, NOW)),
    ("sent-perhaps-twice", |sending, _| {
        sending.silence_at(&sending.lease(NOW), 2, NOW);
        sending.send_all(NOW + 10 * MINUTE_MS);
    }),
    ("sent-in-doubt", |sending, _| sending.silence_at(&sending.lease(NOW), 3, NOW)),
    ("unconfirmed", |sending, _| {
        sending.silence_at(&sending.lease(NOW), 2, NOW);
        sending.silence_at(&sending.lease(NOW + 10 * MINUTE_MS), 2, NOW + 10 * MINUTE_MS);
    }),
    ("no-such-number", |sending, _| fail(sending, Failure::UnknownNumber, Some(1))),
    ("cancelled", |sending, job| {
        sending.spool.jobs().cancel_job(job, "alice", NOW).expect("cancelled");
    }),
    ("undeliverable", |sending, job| {
        sending.send_all(NOW);
        let entry = sending.spool.outbox().reports_of(job).expect("filed")[0].id;
        sending
            .spool
            .outbox()
            .reject(entry, NOW, "relay mail: refused the recipient: 550 5.1.1 No such user")
            .expect("filed");
    }),
];

fn main() -> ExitCode {
    let (mut folder, mut settings) = (PathBuf::from("reports"), outbox::settings());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().unwrap_or_default();
        match (argument.as_str(), value.split_once('=')) {
            ("--dir", _) => folder = PathBuf::from(value),
            ("--option", Some((option, value))) => match settings.set(option, value) {
                Ok(true) => {}
                Ok(false) => return usage(&format!("there is no option {option} for mails")),
                Err(error) => return usage(&error.to_string()),
            },
            _ => return usage("unknown argument"),
        }
    }
    let Err(error) = fs::create_dir_all(&folder).and_then(|()| write_all(&folder, &settings))
    else {
        return ExitCode::SUCCESS;
    };
    eprintln!("{}: {error}", folder.display());
    ExitCode::FAILURE
}

fn usage(what: &str) -> ExitCode {
    eprintln!("{what}\nusage: report_mails [--dir reports] [--option name=value]…");
    ExitCode::FAILURE
}

fn write_all(folder: &Path, settings: &MailSettings) -> std::io::Result<()> {
    let document = letter();
    for (format, for_programs) in
        [(ReportFormat::Text, "no"), (ReportFormat::Html, "no"), (ReportFormat::Html, "all")]
    {
        for (name, story) in STORIES {
            let sending = Sending::new();
            let job = sending.submit(&new_job(document.path(), name, format), NOW);
            story(&sending, job);
            let mut settings = settings.clone();
            if for_programs != "no" {
                settings.set("reportdsn", for_programs).expect("a good value");
            }
            let mail = last_report(&sending, job, &settings);
            let kind = if for_programs == "no" { format.name() } else { "dsn" };
            write_parts(folder, &format!("{name}-{kind}"), &mail)?;
        }
    }
    Ok(())
}

/// A letter of three pages.
fn letter() -> tempfile::NamedTempFile {
    let order = |number| {
        format!("{number}\t{} × size {}\t{}.50 €\n", number % 7 + 1, number % 40 + 10, number * 3)
    };
    let lines: String = (1..150).map(order).collect();
    let text = format!(
        "Order 12345\n\nDear Dr. Müller,\n\nplease send us what follows.\n\n{lines}\nYours\nJ. Söhne\n"
    );
    let file = tempfile::NamedTempFile::new().expect("a file");
    let resolution = Resolution::Fine;
    let pages = TypeSetter::new()
        .pages(&text, &TextPages::default(), resolution, 9)
        .expect("three pages");
    pages::write_tiff(file.path(), &pages, resolution);
    file
}

fn new_job(document: &Path, story: &str, format: ReportFormat) -> NewJob {
    let mut new = NewJob {
        number: "+49 9911 2345".into(),
        canonical: "+4999112345".into(),
        tag: "Order 12345 <Müller & Söhne>".into(),
        documents: vec![NewDocument { path: document.to_owned(), name: "Order 12345.pdf".into() }],
        unknown: if story == "sent-in-doubt" { UnknownPolicy::Skip } else { UnknownPolicy::Resend },
        notify_format: format,
        ..sending::job(1)
    };
    for (name, value) in
        [("recipient", "Dr. Jürgen Müller"), ("mail_message_id", "order-12345@example.com")]
    {
        new.options.insert(name.into(), value.into());
    }
    new
}

fn fail(sending: &Sending, failure: Failure, hangup_cause: Option<u16>) {
    let end = AttemptEnd { failure: Some(failure), hangup_cause, ..AttemptEnd::default() };
    sending.end(&sending.lease(NOW), &end, NOW);
}

fn last_report(sending: &Sending, job: JobId, settings: &MailSettings) -> Vec<u8> {
    let thread = sending.spool.outbox().reports_of(job).expect("filed");
    let entry = thread.last().expect("a report");
    let change = sending
        .spool
        .jobs()
        .job_change(sending::change_of(entry).expect("a report"))
        .expect("filed");
    let job = sending.spool.jobs().job(job).expect("filed");
    let report = Report::new(entry, &job, &change, &thread).expect("a report");
    compose_report(&report, settings).expect("written").bytes
}

fn write_parts(folder: &Path, name: &str, mail: &[u8]) -> std::io::Result<()> {
    let file = |ending: &str| folder.join(format!("{name}.{ending}"));
    fs::write(file("eml"), mail)?;
    let parsed = MessageParser::default().parse(mail).expect("a mail");
    println!("{name}.eml: {}", parsed.subject().unwrap_or_default());
    for part in &parsed.parts {
        let Some(kind) = part.content_type() else { continue };
        match (kind.ctype(), kind.subtype().unwrap_or_default()) {
            ("text", "plain") => fs::write(file("txt"), part.contents())?,
            ("text", "html") => {
                let html = String::from_utf8_lossy(part.contents()).into_owned();
                let picture = html
                    .split("cid:")
                    .nth(1)
                    .and_then(|rest| rest.split('"').next())
                    .unwrap_or_default();
                fs::write(
                    file("html"),
                    html.replace(&format!("cid:{picture}"), &format!("{name}.gif")),
                )?;
            }
            ("image", "gif") => fs::write(file("gif"), part.contents())?,
            ("application", "pdf") => fs::write(file("pdf"), part.contents())?,
            ("message", "delivery-status") => fs::write(file("status"), part.contents())?,
            _ => {}
        }
    }
    Ok(())
}
