//! Reads sentences that older versions of Ferrofax stored, and turns them into events.
//!
//! Older versions stored only the English sentence. Their sentences are listed here in their old
//! wording, and remain unchanged when the present wording changes. A sentence that is not listed
//! becomes [`Event::Text`].

pub(super) mod sentences;

use super::super::failure::Failure;
use super::super::ids::{FaxId, JobId};
use super::super::job_words::Origin;
use super::{
    Actor, Damage, DamagedPage, Event, Fetched, GivenUp, Kept, Limit, Obstacle, Precaution, Reason,
};
use ferrofax_basics::pattern;
use sentences::{CAUSES, FAILURES};

/// The event of a job that an older version of Ferrofax stored only as a sentence. `is_end`: the
/// job has failed.
pub(super) fn event(stored: &str, is_end: bool) -> Event {
    let text = &*in_listed_words(stored);
    let known = fixed(text)
        .or_else(|| of_people(text))
        .or_else(|| of_nodes(text, is_end))
        .or_else(|| if is_end { None } else { of_calls(text) })
        .or_else(|| done(text))
        .or_else(|| if is_end { failed(text) } else { attempt_failed(text) });
    known.unwrap_or_else(|| Event::Text { text: stored.to_owned() })
}

/// Replaces old terms in a text by the words of the lists of causes and failures.
fn in_listed_words(stored: &str) -> String {
    stored.replace("far machine", "remote fax machine")
}

/// The end of a received fax that an older version of Ferrofax stored only as a sentence.
pub(super) fn fax(stored: &str) -> Event {
    let text = &*in_listed_words(stored);
    let unknown = || Event::Text { text: stored.to_owned() };
    let beginning = CAUSES
        .into_iter()
        .map(|(sentence, cause)| (sentence, Reason::from(cause)))
        .chain([
            ("The caller fetched a document; no fax came.", Reason::CallerFetched),
            (
                "The store that several machines share did not get the last page in time, so it was not confirmed.",
                Reason::PageNotShared,
            ),
            (
                "The spool took too long to file the call, which was refused.",
                Reason::SpoolTooSlow,
            ),
        ])
        .find_map(|(sentence, reason)| Some((reason, text.strip_prefix(sentence)?)));
    let Some((reason, rest)) = beginning else { return unknown() };
    let (mut damaged, mut damaged_more, mut trouble) = (Vec::new(), 0, None);
    let mut rest = rest.trim_start();
    while let Some((sentence, behind)) = sentence(rest) {
        if let Some(page) = damaged_page(sentence) {
            damaged.push(page);
        } else if let Some([more]) = places("The same happened to {} more.", sentence) {
            let Ok(more) = more.parse() else { return unknown() };
            damaged_more = more;
        } else {
            // The rest of the text describes the trouble with the document.
            trouble = Some(rest.trim_end_matches('.').into());
            break;
        }
        rest = behind;
    }
    Event::FaxEnded { reason, damaged, damaged_more, trouble }
}

/// The first sentence of a text, and the text after it.
fn sentence(text: &str) -> Option<(&str, &str)> {
    let end = text.find(". ").map_or(text.len(), |at| at + 1);
    (!text.is_empty()).then(|| (&text[..end], text[end..].trim_start()))
}

/// The values at the places (`{}`) of a pattern, if the pattern matches the whole text.
fn places<'a, const N: usize>(pattern: &str, text: &'a str) -> Option<[&'a str; N]> {
    pattern::values(pattern, text)?.try_into().ok()
}

/// A count at the beginning of a text, for example `1 page` or `3 pages`, and the text after it.
fn count<'a>(text: &'a str, one: &str, several: &str) -> Option<(u32, &'a str)> {
    let (number, rest) = text.split_once(' ')?;
    let number: u32 = number.parse().ok()?;
    let rest = rest.strip_prefix(if number == 1 { one } else { several })?;
    Some((number, rest))
}

/// A count that is the whole text.
fn count_all(text: &str, one: &str, several: &str) -> Option<u32> {
    count(text, one, several)
        .filter(|(_, rest)| rest.is_empty())
        .map(|(number, _)| number)
}

fn fixed(text: &str) -> Option<Event> {
    Some(match text {
        "Waits for a line." => Event::WaitsForLine,
        "Waits for its time." => Event::WaitsForTime,
        "It waits for the hours in which it may be sent." => Event::WaitsForHours,
        "Another call to this number is going on." => Event::WaitsForNumber,
        "The machine's clock was ahead and was put back: waits anew." => Event::ClockPutBack,
        "Is dialled." => Event::Dialled { node: None },
        "Goes in a call that is there." => Event::JoinedCall,
        "Goes in a call that was connected for it." => Event::PutInCall,
        "A fax machine answered." => Event::FaxMachineAnswered,
        "The store has its job again." => Event::SharedAttemptOver,
        _ => return None,
    })
}

fn of_people(text: &str) -> Option<Event> {
    let by = |pattern: &str| places(pattern, text).map(|[by]| Actor::from(by));
    if let Some([origin]) = places("Taken in ({}).", text) {
        return Some(Event::TakenIn { by: Origin::from_name(origin)?, waits_for_number: false });
    }
    if let Some([origin]) = places("Taken in ({}). Waits for a number.", text) {
        return Some(Event::TakenIn { by: Origin::from_name(origin)?, waits_for_number: true });
    }
    if let Some(by) = by("Cancelled by {}.") {
        return Some(Event::Cancelled { by });
    }
    if let Some(by) = by("Held by {}.") {
        return Some(Event::Held { by });
    }
    if let Some(by) = by("Released by {}.") {
        return Some(Event::Released { by });
    }
    if let Some(by) = by("To be tried now, by {}.") {
        return Some(Event::Retried { by });
    }
    if let Some(by) = by("Changed by {}.") {
        return Some(Event::Changed { by });
    }
    if let Some([from, to, by]) = places("Priority {} made {} by {}.", text) {
        let (from, to) = (from.parse().ok()?, to.parse().ok()?);
        return Some(Event::PriorityChanged { from, to, by: by.into() });
    }
    if let Some([number, by]) = places("Number {} given by {}.", text) {
        return Some(Event::NumberGiven { number: number.to_owned(), by: by.into() });
    }
    if let Some([user, why]) = places("Held: user {} is stopped ({}).", text) {
        return Some(Event::HeldByStop { user: user.to_owned(), why: why.into() });
    }
    if let Some([user]) = places("Released: user {} may send again.", text) {
        return Some(Event::ReleasedByStop { user: user.to_owned() });
    }
    // The second sentence is only in a job's row, if the job's history could not be written.
    let [why] = places("It is held, since it can't be taken: {}.", text)
        .or_else(|| places("Held, because its row cannot be used: {}.", text))?;
    Some(Event::HeldUnfit { why: why.into() })
}

fn of_nodes(text: &str, is_end: bool) -> Option<Event> {
    if let Some([node]) = places("Is dialled by node {}.", text) {
        return Some(Event::Dialled { node: Some(node.to_owned()) });
    }
    if let Some([node]) = places("Taken in from node {}.", text) {
        return Some(Event::TakenFromNode { node: node.to_owned() });
    }
    if let Some([job]) = places("Is in the store, as job {}.", text) {
        return Some(Event::Shared { job: JobId(job.parse().ok()?) });
    }
    if let Some([job]) = places("A try of job {} of the store.", text) {
        return Some(Event::SharedAttempt { job: JobId(job.parse().ok()?) });
    }
    if let Some([by, deed]) = places("{} asks the store: {}.", text) {
        return Some(Event::SharedAsked { deed: deed.to_owned(), by: by.into() });
    }
    let reported = "{} Reported by {}, since this machine was not heard of.";
    if let Some([what, by]) = places(reported, text) {
        return Some(Event::ReportedElsewhere {
            event: Box::new(event(what, is_end)),
            by: by.to_owned(),
        });
    }
    if let Some([node]) = places("It has ended before, as node {} knows.", text) {
        return Some(Event::EndedBefore { node: node.to_owned() });
    }
    same_mail(text).or_else(|| ended_while_away(text))
}

fn same_mail(text: &str) -> Option<Event> {
    let of_node =
        "Is the same mail as job {} that was handed to node {}: it is sent and reported as that.";
    let of_store = "Is the same mail as job {} of the store: it is sent and reported as that.";
    let (node, job) = if let Some([job, node]) = places(of_node, text) {
        (Some(node.to_owned()), Some(job.to_owned()))
    } else if let Some([job]) = places(of_store, text) {
        (None, Some(job.to_owned()))
    } else if text == "Is the same mail as one that another machine was handed before." {
        (None, None)
    } else {
        return None;
    };
    Some(Event::SameMail { node, job })
}

fn ended_while_away(text: &str) -> Option<Event> {
    let (is_sent, rest) = match text.strip_prefix("It was sent") {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix("It failed")?),
    };
    let rest =
        rest.strip_prefix(" while this machine was away, and the store has deleted it since.")?;
    let told_by = if rest.is_empty() {
        None
    } else {
        let [by] = places(" People were told by {}.", rest)?;
        Some(by.to_owned())
    };
    Some(Event::EndedWhileAway { is_sent, told_by })
}

fn of_calls(text: &str) -> Option<Event> {
    if let Some([why]) = places("Not dialled: {}.", text) {
        if let Some([node, why]) = places("node {}: {}", why) {
            return Some(Event::NotDialled {
                node: Some(node.to_owned()),
                obstacle: obstacle(why),
            });
        }
        return Some(Event::NotDialled { node: None, obstacle: obstacle(why) });
    }
    let (mut precautions, mut rest) = (Vec::new(), text);
    while let Some((sentence, behind)) = sentence(rest) {
        precautions.push(precaution(sentence)?);
        rest = behind;
    }
    (!precautions.is_empty()).then_some(Event::Remembered { precautions })
}

fn precaution(text: &str) -> Option<Precaution> {
    if let Some([bps, since]) = places("At most {} bit/s: faster did not hold on {}.", text) {
        return Some(Precaution::MaxRate { bps: bps.parse().ok()?, since: since.to_owned() });
    }
    let t38 = "T.38 is not asked for: it broke calls to this number, last on {}.";
    if let Some([since]) = places(t38, text) {
        return Some(Precaution::WithoutT38 { since: since.to_owned() });
    }
    let ecm = "Without error correction, at most {} bit/s: with it calls to this number failed, \
               without it one went well on {}.";
    let [bps, since] = places(ecm, text)?;
    Some(Precaution::WithoutEcm { bps: bps.parse().ok()?, since: since.to_owned() })
}

fn obstacle(text: &str) -> Obstacle {
    match text {
        "it was taken out of the call" => Obstacle::TakenOut,
        "the call ended before it" => Obstacle::CallEnded,
        "Its documents are sealed; `ferrofax serve` opens them first." => Obstacle::Encrypted,
        "its PBX did not begin with it" => Obstacle::NotBegun,
        "it began anew before it dialled" => Obstacle::Restarted,
        "its keys can't be used there now" => Obstacle::NoKeys,
        _ => other_obstacle(text),
    }
}

fn other_obstacle(text: &str) -> Obstacle {
    let dial_string =
        "'{}' can't be dialled: Local/number@context or PJSIP/number@endpoint would be right";
    if let Some([why]) = places("the PBX places no call now: {}", text) {
        Obstacle::PbxRefuses { why: why.to_owned() }
    } else if let Some([dial]) = places(dial_string, text) {
        Obstacle::DialString { dial: dial.to_owned() }
    } else if let Some([device]) = places("there is no fax device '{}'", text) {
        Obstacle::NoDevice { device: device.to_owned() }
    } else {
        Obstacle::from(text)
    }
}

fn done(text: &str) -> Option<Event> {
    let (mut pages, mut fetched) = (0, None);
    let (mut pages_unconfirmed, mut pages_perhaps_twice) = (0, 0);
    let mut rest = text;
    while let Some((sentence, behind)) = sentence(rest) {
        if let Some([sent]) = places("Sent: {}.", sentence) {
            pages = count_all(sent, "page", "pages")?;
        } else if let Some([came, fax]) = places("Fetched: {}, as fax {}.", sentence) {
            fetched = Some(of_fax(came, fax)?);
        } else if let Some([never]) = places("Of these the receiver never confirmed {}.", sentence)
        {
            pages_unconfirmed = count_all(never, "page", "pages")?;
        } else {
            let [twice] = places("{} may have arrived twice.", sentence)?;
            pages_perhaps_twice = count_all(twice, "page", "pages")?;
        }
        rest = behind;
    }
    let is_done = pages > 0 || fetched.is_some();
    is_done.then_some(Event::Done { pages, pages_unconfirmed, pages_perhaps_twice, fetched })
}

fn of_fax(pages: &str, fax: &str) -> Option<Fetched> {
    let pages = count_all(pages, "page", "pages")?;
    Some(Fetched { pages, fax: FaxId(fax.parse().ok()?) })
}

fn attempt_failed(text: &str) -> Option<Event> {
    if let Some(reason) = reason(text) {
        return Some(Event::AttemptFailed { reason, pages_unanswered: 0 });
    }
    let (why, pages) = last_sentence(text)?;
    let one = "page was sent whole without an answer and may arrive twice.";
    let several = "pages were sent whole without an answer and may arrive twice.";
    let pages_unanswered = count_all(pages, one, several)?;
    Some(Event::AttemptFailed { reason: reason(why)?, pages_unanswered })
}

fn failed(text: &str) -> Option<Event> {
    let expired = "The time in which it was to be sent is over.";
    if text == expired {
        return Some(Event::Expired { last: None });
    }
    if let Some(last) = text.strip_prefix(expired) {
        let [last] = places(" The last try: {}", last)?;
        return Some(Event::Expired { last: Some(failure(last)?) });
    }
    if let Some(reason) = reason(text) {
        return Some(Event::failed(reason));
    }
    let (why, last) = last_sentence(text)?;
    if let Some([after]) = places("Given up after {}.", last) {
        let given_up = Some(given_up(after)?);
        return Some(Event::Failed { reason: reason(why)?, given_up, fetched: None });
    }
    let [pages, fax] = places("Before that {} came, as fax {}.", last)?;
    let fetched = Some(of_fax(pages, fax)?);
    Some(Event::Failed { reason: reason(why)?, given_up: None, fetched })
}

/// The text before the last sentence, and the last sentence.
fn last_sentence(text: &str) -> Option<(&str, &str)> {
    let at = text.rfind(". ")? + 1;
    Some((&text[..at], text[at..].trim_start()))
}

fn given_up(after: &str) -> Option<GivenUp> {
    let of = |limit| move |count| GivenUp { limit, count };
    count_all(after, "try", "tries")
        .map(of(Limit::Attempts))
        .or_else(|| count_all(after, "call", "calls").map(of(Limit::Calls)))
        .or_else(|| {
            let (one, several) = ("call that ended so", "calls that ended so");
            count_all(after, one, several).map(of(Limit::CallsAlike))
        })
}

fn failure(text: &str) -> Option<Failure> {
    FAILURES
        .into_iter()
        .find(|(sentence, _)| *sentence == text)
        .map(|(_, failure)| failure)
}

fn reason(text: &str) -> Option<Reason> {
    if let Some(failure) = failure(text) {
        return Some(failure.into());
    }
    if let Some((_, cause)) = CAUSES.into_iter().find(|(sentence, _)| *sentence == text) {
        return Some(cause.into());
    }
    Some(match text {
        "The telephone system never told what became of the call." => Reason::CallLost,
        "the fax software failed on it, by an internal error that the log tells of" => Reason::Bug,
        "The call was ended for another fax in it." => Reason::EndedForOtherJob,
        "The spool could not be written during the call." => Reason::SpoolNotWritten,
        "The node could not reach the store, and broke the call off." => Reason::SharedUnreachable,
        _ => return other_reason(text),
    })
}

fn other_reason(text: &str) -> Option<Reason> {
    if let Some([why]) = places("Not dialled: {}.", text) {
        return Some(Reason::NotDialled { obstacle: obstacle(why) });
    }
    if let Some([why]) = places("A page can't be sent: {}.", text) {
        return Some(Reason::PageNotMade { why: why.into() });
    }
    if let Some([why]) = places("A page could not be given to the line: {}.", text) {
        return Some(Reason::PageNotSent { why: why.into() });
    }
    let silent = "Nothing was heard of node {} any more, which had dialled it.";
    if let Some([node]) = places(silent, text) {
        return Some(Reason::NodeSilent { node: node.to_owned() });
    }
    let [node, why] = places("Node {} can't send it: {}.", text)?;
    Some(Reason::NodeFailed { node: node.to_owned(), why: why.into() })
}

fn damaged_page(text: &str) -> Option<DamagedPage> {
    let [page, damage, kept] = places("Page {} {}; {}.", text)?;
    let kept = match kept {
        "the rows before that are kept" => Kept::RowsBefore,
        "what arrived is kept" => Kept::All,
        "the beginning of what arrived is kept" => Kept::Beginning,
        _ => return None,
    };
    let damage = if let Some([row]) = places("could not be decoded after row {}", damage) {
        Damage::BrokenAfter { row: row.parse().ok()? }
    } else if let Some([rows]) = places("is longer than the limit of {} rows", damage) {
        Damage::LongerThan { rows: rows.parse().ok()? }
    } else {
        let [bad, rows] = places("has {} of {} rows that are damaged", damage)?;
        Damage::BadRows { bad: bad.parse().ok()?, rows: rows.parse().ok()? }
    };
    Some(DamagedPage { page: page.parse().ok()?, damage, kept })
}
