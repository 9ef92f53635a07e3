//! `ferrofax faxes mail`, `ferrofax faxes print` and `ferrofax outbox`: commands that mail or print
//! a fax again, because the first attempt failed or somebody else needs the fax, and that list the
//! waiting mails. The Ferrofax module in Asterisk sends the mails; `ferrofax serve` prints.

use serde_json::{Value, json};

use super::args::{ListOutbox, MailAgain, Outbox, OutboxWork, PrintAgain, Requeue};
use super::show::{columns, date, instant, plain};
use super::{End, print};
use ferrofax_basics::UnixMs;
use ferrofax_delivery::check_mailboxes;
use ferrofax_spool::{Again, OutboxEntry, OutboxState, Spool};

pub(super) fn mail_again(spool: &Spool, words: &MailAgain) -> Result<(), End> {
    check_mailboxes(&words.to).map_err(End::refused)?;
    let entries = spool
        .outbox()
        .mail_again(words.fax, &words.to, UnixMs::now())
        .map_err(End::of_spool)?;
    if entries.is_empty() {
        return Err(End::Refused(format!(
            "fax {} has no mailbox, or is still coming in; --to names one",
            words.fax
        )));
    }
    let to: Vec<&str> = entries.iter().map(|entry| entry.mailbox.as_str()).collect();
    print(&format!("fax {} is mailed to {}\n", words.fax, to.join(", ")))
}

pub(super) fn print_again(spool: &Spool, words: &PrintAgain) -> Result<(), End> {
    let entries = spool
        .outbox()
        .print_again(words.fax, &words.to, UnixMs::now())
        .map_err(End::of_spool)?;
    if entries.is_empty() {
        return Err(End::Refused(format!(
            "fax {} has no printer, or is still coming in; --to names one",
            words.fax
        )));
    }
    let on: Vec<&str> = entries.iter().filter_map(OutboxEntry::printer).collect();
    print(&format!("fax {} is printed on {}\n", words.fax, on.join(", ")))
}

/// Lists the outbox, or retries mails in it.
pub(super) fn run(spool: &Spool, words: &Outbox) -> Result<(), End> {
    match &words.work {
        Some(OutboxWork::Retry(which)) => requeue(spool, which),
        Some(OutboxWork::List(which)) => list(spool, which),
        None => list(spool, &words.list),
    }
}

/// Lists the mails and print jobs that wait, and then those whose delivery is no longer attempted.
fn list(spool: &Spool, words: &ListOutbox) -> Result<(), End> {
    let of = |state| spool.outbox().outbox_in(state, words.limit).map_err(End::of_spool);
    let mut entries = of(OutboxState::Waiting)?;
    entries.extend(of(OutboxState::Failed)?);
    if words.json {
        let values: Vec<Value> = entries.iter().map(value).collect();
        return print(&format!("{}\n", json!(values)));
    }
    if entries.is_empty() {
        return print("nothing waits, and nothing has failed\n");
    }
    let headings = ["MAIL", "FAX", "TO", "STATE", "ATTEMPTS", "NEXT", "ERROR"];
    print(&columns(&headings, entries.iter().map(row).collect()))
}

fn row(entry: &OutboxEntry) -> Vec<String> {
    let is_waiting = entry.state == OutboxState::Waiting;
    vec![
        entry.id.to_string(),
        entry.fax.map(|fax| fax.to_string()).unwrap_or_default(),
        plain(recipient(entry)),
        entry.state.name().to_owned(),
        entry.attempts.to_string(),
        if is_waiting { date(entry.next_try_at) } else { String::new() },
        plain(entry.last_error.as_deref().unwrap_or_default()),
    ]
}

fn recipient(entry: &OutboxEntry) -> &str {
    if entry.mailbox.is_empty() { "faxmaster" } else { &entry.mailbox }
}

fn value(entry: &OutboxEntry) -> Value {
    json!({
        "id": entry.id.0,
        "fax": entry.fax.map(|fax| fax.0),
        "to": recipient(entry),
        "state": entry.state.name(),
        "attempts": entry.attempts,
        "created_at": instant(entry.created_at),
        "next_try_at": instant(entry.next_try_at),
        "error": entry.last_error,
    })
}

pub(super) fn requeue(spool: &Spool, words: &Requeue) -> Result<(), End> {
    if words.all {
        let Again { hurried, brought_back } =
            spool.outbox().requeue_all(UnixMs::now()).map_err(End::of_spool)?;
        return print(&format!(
            "{hurried} that waited are tried now, and {brought_back} again that nobody got\n"
        ));
    }
    for &mail in &words.mails {
        if spool.outbox().requeue_to_mailbox(mail, UnixMs::now()).map_err(End::of_spool)? {
            print(&format!(
                "mail {mail} was for the faxmaster; the original mail is sent to its own mailbox \
                 again\n"
            ))?;
        } else if spool.outbox().requeue(mail, UnixMs::now()).map_err(End::of_spool)? {
            print(&format!("mail {mail} is tried again\n"))?;
        } else {
            return Err(End::Refused(format!(
                "mail {mail} has not failed; `ferrofax faxes mail FAX` mails a fax again"
            )));
        }
    }
    Ok(())
}
