//! The commands that list received faxes and their mails.

use ferrofax_basics::show::date;
use ferrofax_spool::view::FaxView;
use ferrofax_spool::{FaxQuery, OutboxState, Spool};
use std::fmt::Write;

/// Lists the newest received faxes.
pub(super) fn show_faxes(spool: &Spool) -> String {
    let faxes = match spool.faxes().list(&FaxQuery::default()) {
        Ok(faxes) => faxes,
        Err(error) => return format!("{error}\n"),
    };
    let mut text = String::from(
        "Fax  Began  Device  Caller  Remote machine  Trunk  Pages  Status  Cause  Mail\n",
    );
    for fax in &faxes {
        let mails = spool.outbox().outbox_of(fax.id).unwrap_or_default();
        let done = mails.iter().filter(|mail| mail.state == OutboxState::Delivered).count();
        let view = FaxView::of(fax);
        let cells = [
            view.fax,
            view.started_at,
            view.device,
            view.calling,
            view.far_ident,
            view.trunk,
            view.pages,
            view.status,
            view.cause,
        ]
        .map(|shown| or_dash(&shown.text(date)).to_owned());
        let _ = writeln!(text, "{}  {done}/{}", cells.join("  "), mails.len());
    }
    let _ = writeln!(text, "{} faxes", faxes.len());
    text
}

/// Lists the mails of the outbox that are not delivered: mails that wait, and mails whose delivery
/// has failed.
pub(super) fn show_outbox(spool: &Spool) -> String {
    let mut text = String::from("Mail  Of  To  State  Tries  Next  Last error\n");
    for state in [OutboxState::Waiting, OutboxState::Leased, OutboxState::Failed] {
        for mail in spool.outbox().outbox_in(state, 100).unwrap_or_default() {
            let to = if mail.mailbox.is_empty() { "(faxmaster)" } else { &mail.mailbox };
            let _ = writeln!(
                text,
                "{}  {}  {to}  {state:?}  {}  {}  {}",
                mail.id,
                mail.subject(),
                mail.attempts,
                date(mail.next_try_at),
                or_dash(mail.last_error.as_deref().unwrap_or_default())
            );
        }
    }
    text
}

/// Returns the text, or a dash if the text is empty.
pub(super) fn or_dash(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}
