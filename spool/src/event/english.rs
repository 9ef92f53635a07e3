//! Events in English. Mails, the console, AMI and the command line print these sentences, and the
//! spool stores them beside the event.

use super::super::failure::Failure;
use super::{
    Damage, DamagedPage, Event, Fetched, GivenUp, Kept, Limit, Obstacle, Precaution, Reason,
};
use ferrofax_basics::show::{counted, counted_as};

/// The sentences for an event.
pub fn event(event: &Event) -> String {
    match event {
        Event::TakenIn { by, waits_for_number: false } => format!("Taken in ({}).", by.name()),
        Event::TakenIn { by, waits_for_number: true } => {
            format!("Taken in ({}). Waits for a number.", by.name())
        }
        Event::WaitsForLine => "Waits for a line.".to_owned(),
        Event::WaitsForTime => "Waits for its time.".to_owned(),
        Event::WaitsForHours => "It waits for the hours in which it may be sent.".to_owned(),
        Event::WaitsForNumber => "Another call to this number is going on.".to_owned(),
        Event::ClockPutBack => {
            "The machine's clock was ahead and was put back: waits again.".to_owned()
        }
        Event::Dialled { node: None } => "Is dialled.".to_owned(),
        Event::Dialled { node: Some(node) } => format!("Is dialled by node {node}."),
        Event::JoinedCall => "Goes in a call that is there.".to_owned(),
        Event::PutInCall => "Goes in a call that was connected for it.".to_owned(),
        Event::FaxMachineAnswered => "A fax machine answered.".to_owned(),
        Event::Remembered { precautions } => {
            precautions.iter().map(precaution).collect::<Vec<_>>().join(" ")
        }
        Event::NotDialled { node: None, obstacle: why } => {
            format!("Not dialled: {}.", obstacle(why))
        }
        Event::NotDialled { node: Some(node), obstacle: why } => {
            format!("Not dialled: node {node}: {}.", obstacle(why))
        }
        Event::AttemptFailed { reason: why, pages_unanswered: 0 } => reason(why),
        Event::AttemptFailed { reason: why, pages_unanswered } => {
            let pages = counted_as(*pages_unanswered, "page was", "pages were");
            let why = reason(why);
            format!("{why} {pages} sent whole without an answer and may arrive twice.")
        }
        Event::Failed { reason: why, given_up, fetched } => {
            let mut text = reason(why);
            if let Some(Fetched { pages, fax }) = fetched {
                let pages = counted(*pages, "page");
                text += &format!(" Before that {pages} came, as fax {fax}.");
            }
            if let Some(given_up) = given_up {
                text += &format!(" Given up after {}.", after(*given_up));
            }
            text
        }
        Event::Expired { last: None } => Failure::Expired.text().to_owned(),
        Event::Expired { last: Some(last) } => {
            format!("{} The last try: {}", Failure::Expired.text(), last.text())
        }
        Event::Done { pages, pages_unconfirmed, pages_perhaps_twice, fetched } => {
            done(*pages, (*pages_unconfirmed, *pages_perhaps_twice), fetched.as_ref())
        }
        Event::Cancelled { by } => format!("Cancelled by {by}."),
        Event::Held { by } => format!("Held by {by}."),
        Event::Released { by } => format!("Released by {by}."),
        Event::Retried { by } => format!("To be tried now, by {by}."),
        Event::Changed { by } => format!("Changed by {by}."),
        Event::PriorityChanged { from, to, by } => format!("Priority {from} made {to} by {by}."),
        Event::NumberGiven { number, by } => format!("Number {number} given by {by}."),
        Event::HeldByStop { user, why } => format!("Held: user {user} is stopped ({why})."),
        Event::ReleasedByStop { user } => format!("Released: user {user} may send again."),
        Event::HeldUnfit { why } => format!("Held, because its row cannot be used: {why}."),
        Event::TakenFromNode { node } => format!("Taken in from node {node}."),
        Event::Shared { job } => format!("Is in the shared database, as job {job}."),
        Event::SharedAttempt { job } => format!("An attempt for job {job} of the shared database."),
        Event::SharedAttemptOver => "The shared database has its job again.".to_owned(),
        Event::SharedAsked { deed, by } => format!("{by} asks the shared database: {deed}."),
        Event::SameMail { node, job } => same_mail(node.as_deref(), job.as_deref()),
        Event::EndedWhileAway { is_sent, told_by } => {
            ended_while_away(*is_sent, told_by.as_deref())
        }
        Event::ReportedElsewhere { event: what, by } => {
            format!("{} Reported by {by}, since this machine was not heard of.", self::event(what))
        }
        Event::EndedBefore { node } => format!("It has ended before, as node {node} knows."),
        Event::FaxEnded { reason: why, damaged, damaged_more, trouble } => {
            let mut text = reason(why);
            for page in damaged {
                text += &format!(" {}", damaged_page(page));
            }
            if *damaged_more > 0 {
                text += &format!(" The same happened to {damaged_more} more.");
            }
            if let Some(trouble) = trouble {
                text += &format!(" {trouble}.");
            }
            text
        }
        Event::Text { text } => text.clone(),
    }
}

/// The sentence for a reason.
pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Failure { failure } => failure.text().to_owned(),
        Reason::Session { cause } => cause.text().to_owned(),
        Reason::NotDialled { obstacle: why } => format!("Not dialled: {}.", obstacle(why)),
        Reason::CallLost => "The telephone system never reported how the call ended.".to_owned(),
        Reason::Bug => {
            "The fax software failed on it, by an internal error that the log tells of.".to_owned()
        }
        Reason::EndedForOtherJob => "The call was ended for another fax in it.".to_owned(),
        Reason::SpoolNotWritten => "The spool could not be written during the call.".to_owned(),
        Reason::PageNotMade { why } => format!("A page can't be sent: {why}."),
        Reason::PageNotSent { why } => format!("A page could not be given to the line: {why}."),
        Reason::NodeSilent { node } => {
            format!("Nothing was heard of node {node} any more, which had dialled it.")
        }
        Reason::NodeFailed { node, why } => format!("Node {node} can't send it: {why}."),
        Reason::SharedUnreachable => {
            "The node could not reach the shared database and ended the call.".to_owned()
        }
        Reason::PageNotShared => {
            "The shared database did not get the last page in time, so the page was not confirmed."
                .to_owned()
        }
        Reason::CallerFetched => "The caller fetched a document; no fax came.".to_owned(),
        Reason::SpoolTooSlow => {
            "The spool took too long to file the call, which was refused.".to_owned()
        }
        Reason::Text { text } => text.clone(),
    }
}

/// The part of a sentence for an obstacle.
pub fn obstacle(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::TakenOut => "it was taken out of the call".to_owned(),
        Obstacle::CallEnded => "the call ended before it".to_owned(),
        Obstacle::Encrypted => {
            "its documents are encrypted; `ferrofax serve` decrypts them first".to_owned()
        }
        Obstacle::PbxRefuses { why } => format!("the PBX places no call now: {why}"),
        Obstacle::DialString { dial } => format!(
            "'{dial}' can't be dialled: Local/number@context or PJSIP/number@endpoint would be right"
        ),
        Obstacle::NoDevice { device } => format!("there is no fax device '{device}'"),
        Obstacle::NotBegun => "its PBX did not begin with it".to_owned(),
        Obstacle::Restarted => "it was started again before it dialled".to_owned(),
        Obstacle::NoKeys => "its keys can't be used there now".to_owned(),
        Obstacle::Text { text } => text.clone(),
    }
}

/// The sentence for a precaution.
pub fn precaution(precaution: &Precaution) -> String {
    match precaution {
        Precaution::MaxRate { bps, since } => {
            format!("At most {bps} bit/s: faster did not hold on {since}.")
        }
        Precaution::WithoutT38 { since } => {
            format!("T.38 is not asked for: it broke calls to this number, last on {since}.")
        }
        Precaution::WithoutEcm { bps, since } => format!(
            "Without error correction, at most {bps} bit/s: with it calls to this number failed, \
             without it one went well on {since}."
        ),
    }
}

fn after(GivenUp { limit, count }: GivenUp) -> String {
    match limit {
        Limit::Attempts => counted_as(count, "try", "tries"),
        Limit::Calls => counted(count, "call"),
        Limit::CallsAlike => format!("{} that ended so", counted(count, "call")),
    }
}

fn done(sent: u32, (unconfirmed, twice): (u32, u32), fetched: Option<&Fetched>) -> String {
    let mut sentences = Vec::new();
    if sent > 0 {
        sentences.push(format!("Sent: {}.", counted(sent, "page")));
    }
    if let Some(Fetched { pages, fax }) = fetched {
        sentences.push(format!("Fetched: {}, as fax {fax}.", counted(*pages, "page")));
    }
    if unconfirmed > 0 {
        let pages = counted(unconfirmed, "page");
        sentences.push(format!("Of these the receiver never confirmed {pages}."));
    }
    if twice > 0 {
        sentences.push(format!("{} may have arrived twice.", counted(twice, "page")));
    }
    sentences.join(" ")
}

fn same_mail(node: Option<&str>, job: Option<&str>) -> String {
    match (node, job) {
        (Some(node), job) => format!(
            "Is the same mail as job {} that was handed to node {node}: it is sent and reported as that.",
            job.unwrap_or_default()
        ),
        (None, Some(job)) => format!(
            "Is the same mail as job {job} of the shared database: it is sent and reported as that."
        ),
        (None, None) => {
            "Is the same mail as one that another machine was handed before.".to_owned()
        }
    }
}

fn ended_while_away(is_sent: bool, told_by: Option<&str>) -> String {
    let mut text = if is_sent { "It was sent" } else { "It failed" }.to_owned();
    text += " while this machine was away, and the shared database has deleted it since.";
    if let Some(by) = told_by {
        text += &format!(" People were told by {by}.");
    }
    text
}

/// The sentence for a damaged page.
pub fn damaged_page(DamagedPage { page, damage, kept }: &DamagedPage) -> String {
    let damage = match damage {
        Damage::BrokenAfter { row } => format!("could not be decoded after row {row}"),
        Damage::LongerThan { rows } => format!("is longer than the limit of {rows} rows"),
        Damage::BadRows { bad, rows } => format!("has {bad} of {rows} rows that are damaged"),
    };
    let kept = match kept {
        Kept::RowsBefore => "the rows before that are kept",
        Kept::All => "what arrived is kept",
        Kept::Beginning => "the beginning of what arrived is kept",
    };
    format!("Page {page} {damage}; {kept}.")
}
