//! `ferrofax mail-queue`: lists, retries and deletes accepted mails that are not jobs yet.

use serde_json::{Value, json};

use super::args::{MailQueue, QueueWork};
use super::show::{columns, date, instant, plain};
use super::{End, print};
use ferrofax_basics::UnixMs;
use ferrofax_convert::Converter;
use ferrofax_mail::intake::{Entry, Intake, IntakeError, IntakeSettings};
use ferrofax_mail::reading::Reader;
use ferrofax_spool::Spool;

pub(super) fn run(spool: &Spool, words: &MailQueue) -> Result<(), End> {
    let intake = Intake::open(&spool.folder().join("mail"), IntakeSettings::default())
        .map_err(End::failed)?;
    match &words.work {
        None => list(&intake, words.json),
        Some(QueueWork::Show { mail }) => show(&intake, mail, words.json),
        Some(QueueWork::Pause) => {
            intake.pause().map_err(End::failed)?;
            print("mails are neither accepted (451) nor faxed until `ferrofax mail-queue resume`\n")
        }
        Some(QueueWork::Resume) => {
            intake.resume().map_err(End::failed)?;
            print("mails are accepted and faxed\n")
        }
        // `retry` works on mails that wait, and on mails that were set aside.
        Some(QueueWork::Retry { mails }) => {
            each(mails, "is tried again", |mail| match intake.entry(mail) {
                Ok(entry) => intake.later(mail, UnixMs::now(), &entry.why.unwrap_or_default()),
                Err(IntakeError::Unknown(_)) => intake.take_back(mail),
                Err(error) => Err(error),
            })
        }
        Some(QueueWork::Delete { mails }) => {
            each(mails, "is deleted; nobody is notified", |mail| match intake.done(mail) {
                Err(IntakeError::Unknown(_)) => intake.delete_aside(mail),
                done => done,
            })
        }
    }
}

fn each(
    mails: &[String],
    what: &str,
    work: impl Fn(&str) -> Result<(), IntakeError>,
) -> Result<(), End> {
    for mail in mails {
        work(mail).map_err(of_intake)?;
        print(&format!("mail {} {what}\n", plain(mail)))?;
    }
    Ok(())
}

fn of_intake(error: IntakeError) -> End {
    match error {
        IntakeError::Unknown(_) => End::refused(error),
        _ => End::failed(error),
    }
}

fn list(intake: &Intake, as_json: bool) -> Result<(), End> {
    let entries = intake.list().map_err(End::failed)?;
    let aside = intake.all_set_aside().map_err(End::failed)?;
    let parts = intake.parts(None).map_err(End::failed)?.len();
    // The JSON object contains the waiting mails, the parts of incomplete mails, and the mails that
    // were set aside.
    if as_json {
        let mails: Vec<Value> = entries.iter().map(value).collect();
        let aside: Vec<Value> = aside
            .iter()
            .map(|(id, entry)| entry.as_ref().map_or_else(|| json!({"mail": id}), value))
            .collect();
        let paused = intake.is_paused();
        let value = json!({"paused": paused, "mails": mails, "parts": parts, "set_aside": aside});
        return print(&format!("{value}\n"));
    }
    let paused =
        if intake.is_paused() { "PAUSED: `ferrofax mail-queue resume` ends it\n" } else { "" };
    let table = |rows: Vec<Vec<String>>| {
        columns(&["MAIL", "TAKEN IN", "FROM", "FOR", "TRIES", "WHY"], rows)
    };
    let mut text = if entries.is_empty() {
        format!("{paused}no mails wait\n")
    } else {
        format!("{paused}{}", table(entries.iter().map(row).collect()))
    };
    // Below the table, the output names the mails that do not become jobs without help.
    if parts > 0 {
        text.push_str(&format!("parts of mails that wait for the others: {parts}\n"));
    }
    if !aside.is_empty() {
        text.push_str("\nset aside, since they can't be read or broke what reads them (`retry` and `delete` take these as well):\n");
        text.push_str(&table(aside.iter().map(row_aside).collect()));
    }
    print(&text)
}

fn row_aside((id, entry): &(String, Option<Entry>)) -> Vec<String> {
    let unreadable = || [id, "", "", "", "", "it can't be read"].map(str::to_owned).to_vec();
    entry.as_ref().map_or_else(unreadable, row)
}

fn row(entry: &Entry) -> Vec<String> {
    let recipients = &entry.envelope.recipients;
    let whom = match recipients.as_slice() {
        [one] => plain(&one.address),
        several => format!("{} recipients", several.len()),
    };
    vec![
        entry.id.clone(),
        date(entry.envelope.received_at),
        plain(if entry.envelope.sender.is_empty() { "<>" } else { &entry.envelope.sender }),
        whom,
        entry.tries.to_string(),
        plain(entry.why.as_deref().unwrap_or_default()),
    ]
}

fn value(entry: &Entry) -> Value {
    let recipients: Vec<&str> =
        entry.envelope.recipients.iter().map(|one| one.address.as_str()).collect();
    json!({
        "mail": entry.id,
        "taken_in_at": instant(entry.envelope.received_at),
        "sender": entry.envelope.sender,
        "recipients": recipients,
        "client": entry.envelope.client.address.to_string(),
        "login": entry.envelope.client.login,
        "listener": entry.envelope.client.listener,
        "tries": entry.tries,
        "why": entry.why,
    })
}

fn show(intake: &Intake, mail: &str, as_json: bool) -> Result<(), End> {
    let entry = match intake.entry(mail) {
        Err(IntakeError::Unknown(_)) => intake.entry_aside(mail),
        found => found,
    };
    let entry = entry.map_err(of_intake)?;
    let bytes = entry.message().map_err(End::failed)?;
    // A confined child process reads the mail's header, as when the mail is handled. None: the
    // child has crashed.
    let head = Reader::new(&Converter::default())
        .head(&bytes, &entry.envelope.sender)
        .unwrap_or_default();
    if as_json {
        let mut value = value(&entry);
        value["subject"] = json!(head.subject);
        value["message_id"] = json!(head.message_id);
        value["bytes"] = json!(bytes.len());
        return print(&format!("{value}\n"));
    }
    let client = &entry.envelope.client;
    let mut text = format!("mail {}\n", entry.id);
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("  {name:<10}{}\n", plain(value)));
        }
    };
    line("taken in", &date(entry.envelope.received_at));
    line("from", if entry.envelope.sender.is_empty() { "<>" } else { &entry.envelope.sender });
    entry.envelope.recipients.iter().for_each(|one| line("for", &one.address));
    line("subject", &head.subject);
    line("message", head.message_id.as_deref().unwrap_or_default());
    line("bytes", &bytes.len().to_string());
    line("by", &format!("{} ({})", client.address, client.listener));
    line("login", client.login.as_deref().unwrap_or_default());
    line("tries", &entry.tries.to_string());
    line("why", entry.why.as_deref().unwrap_or_default());
    print(&text)
}
