//! `ferrofax mail-again`, `ferrofax print-again` and `ferrofax requeue`: mail or print a fax once
//! more, because the first mail or print failed or somebody else needs the fax. The Ferrofax module
//! in Asterisk sends the mails; `ferrofax serve` prints.

use super::args::{MailAgain, PrintAgain, Requeue};
use super::{End, print};
use ferrofax_basics::UnixMs;
use ferrofax_delivery::check_mailboxes;
use ferrofax_spool::{Again, OutboxEntry, Spool};

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
                "mail {mail} has not failed; `ferrofax mail-again FAX` mails a fax again"
            )));
        }
    }
    Ok(())
}
