//! Tests that each event can be stored and read back, that it has a sentence in each language, and
//! that old sentences are read as events.

use super::old;
use super::old::sentences::{CAUSES, FAILURES};
use super::words::{FILES, Text, cause_name};
use super::*;
use crate::error::SpoolError;
use ferrofax_languages::{misnamed, problems};

fn named(text: &str) -> String {
    text.to_owned()
}

/// One obstacle of each kind.
fn obstacles() -> Vec<Obstacle> {
    vec![
        Obstacle::TakenOut,
        Obstacle::CallEnded,
        Obstacle::Encrypted,
        Obstacle::PbxRefuses { why: named("Xx") },
        Obstacle::DialString { dial: named("Xx/1") },
        Obstacle::NoDevice { device: named("2101@x") },
        Obstacle::Forbidden { beginning: named("0900") },
        Obstacle::NotBegun,
        Obstacle::Restarted,
        Obstacle::NoKeys,
        Obstacle::Stopped { why: Detail::NoJob { job: named("7") } },
        Obstacle::from("Xx"),
    ]
}

/// One detail of each kind.
fn details() -> Vec<Detail> {
    let (path, why) = (named("/x"), named("Xx"));
    vec![
        Detail::NoPage { page: 3 },
        Detail::FileUnreadable { path: path.clone(), why: why.clone() },
        Detail::FileDamaged { path: path.clone(), why: why.clone() },
        Detail::Bug,
        Detail::PageNotWanted,
        Detail::Resolution,
        Detail::TooWide,
        Detail::WrongWidth,
        Detail::PageEmpty,
        Detail::Colour { why: why.clone() },
        Detail::RowUnreadable { path: path.clone(), why: why.clone() },
        Detail::DatabaseUnfit { path: path.clone(), why: why.clone() },
        Detail::DocumentUnusable { path, why },
        Detail::NoFax { fax: named("7") },
        Detail::NoJob { job: named("7") },
        Detail::NoChange { change: named("7") },
    ]
}

/// One reason of each kind.
fn reasons() -> Vec<Reason> {
    let mut all = vec![
        Reason::CallLost,
        Reason::Bug,
        Reason::EndedForOtherJob,
        Reason::SpoolNotWritten,
        Reason::PageNotMade { why: "Xx".into() },
        Reason::PageNotSent { why: "Xx".into() },
        Reason::NodeSilent { node: named("essen") },
        Reason::NodeFailed { node: named("essen"), why: "Xx".into() },
        Reason::SharedUnreachable,
        Reason::PageNotShared,
        Reason::CallerFetched,
        Reason::SpoolTooSlow,
        Reason::Text { text: named("Xx.") },
    ];
    all.extend(details().into_iter().map(|why| Reason::PageNotMade { why }));
    all.extend(Failure::ALL.map(Reason::from));
    all.extend(Cause::ALL.map(Reason::from));
    all.extend(obstacles().into_iter().map(|obstacle| Reason::NotDialled { obstacle }));
    all
}

/// An event of each kind, and one for each form of its sentence.
fn events() -> Vec<Event> {
    let (by, node) = (Actor::from("alice"), named("essen"));
    let (user, why) = (named("alice"), named("Xx"));
    let fetched = |pages| Some(Fetched { pages, fax: FaxId(7) });
    let done = |pages, pages_unconfirmed, pages_perhaps_twice, fetched| Event::Done {
        pages,
        pages_unconfirmed,
        pages_perhaps_twice,
        fetched,
    };
    let failed =
        |given_up, fetched| Event::Failed { reason: Failure::Busy.into(), given_up, fetched };
    let since = named("2026-03-01");
    let precautions = vec![
        Precaution::MaxRate { bps: 9600, since: since.clone() },
        Precaution::WithoutT38 { since: since.clone() },
        Precaution::WithoutEcm { bps: 4800, since },
    ];
    let mut all = vec![
        Event::WaitsForLine,
        Event::WaitsForTime,
        Event::WaitsForHours,
        Event::WaitsForNumber,
        Event::ClockPutBack,
        Event::Dialled { node: None },
        Event::Dialled { node: Some(node.clone()) },
        Event::JoinedCall,
        Event::PutInCall,
        Event::FaxMachineAnswered,
        Event::Remembered { precautions },
        failed(None, fetched(1)),
        failed(None, fetched(2)),
        Event::Expired { last: None },
        Event::Expired { last: Some(Failure::Busy) },
        done(1, 0, 0, None),
        done(3, 1, 2, None),
        done(3, 2, 1, fetched(1)),
        done(0, 0, 0, fetched(2)),
        Event::Cancelled { by: by.clone() },
        Event::Held { by: by.clone() },
        Event::Released { by: by.clone() },
        Event::Retried { by: by.clone() },
        Event::Changed { by: by.clone() },
        Event::PriorityChanged { from: 100, to: 5, by: by.clone() },
        Event::NumberGiven { number: named("0991"), by: by.clone() },
        Event::HeldByStop { user: user.clone(), why: why.as_str().into() },
        Event::ReleasedByStop { user },
        Event::HeldUnfit { why: "Xx".into() },
        Event::TakenFromNode { node: node.clone() },
        Event::Shared { job: JobId(5) },
        Event::SharedAttempt { job: JobId(5) },
        Event::SharedAttemptOver,
        Event::SameMail { node: Some(node.clone()), job: Some(named("5")) },
        Event::SameMail { node: None, job: Some(named("5")) },
        Event::SameMail { node: None, job: None },
        Event::ReportedElsewhere { event: Box::new(Event::WaitsForLine), by: named("essen") },
        Event::EndedBefore { node },
        Event::default(),
    ];
    let actors = [
        Actor::ADMINISTRATOR,
        Actor::AMI,
        Actor::CONSOLE,
        Actor::PRINTER,
        Actor::IMPORT,
        Actor::SHARED,
        "node essen",
        "the block of user bob",
        "the unblocking of user bob",
        "alice (node essen)",
    ];
    all.extend(actors.map(|actor| Event::Cancelled { by: actor.into() }));
    let stops = [
        StopReason::By(Actor::Console),
        StopReason::Faxes { most: 50, minutes: 10 },
        StopReason::Refusals { most: 20, minutes: 10 },
    ];
    all.extend(stops.map(|why| Event::HeldByStop { user: named("alice"), why }));
    let deeds = ["cancel", "hold", "release", "retry", "priority:5"];
    all.extend(deeds.map(|deed| Event::SharedAsked { deed: named(deed), by: by.clone() }));
    for is_sent in [false, true] {
        let told_by = [None, Some(named("essen"))];
        all.extend(told_by.map(|told_by| Event::EndedWhileAway { is_sent, told_by }));
    }
    for waits_for_number in [false, true] {
        all.extend(Origin::ALL.map(|by| Event::TakenIn { by, waits_for_number }));
    }
    for limit in [Limit::Attempts, Limit::Calls, Limit::CallsAlike] {
        all.extend([1, 3].map(|count| failed(Some(GivenUp { limit, count }), None)));
    }
    for obstacle in obstacles() {
        let node = Some(named("essen"));
        all.push(Event::NotDialled { node, obstacle: obstacle.clone() });
        all.push(Event::NotDialled { node: None, obstacle });
    }
    for reason in reasons() {
        all.push(Event::failed(reason.clone()));
        all.push(Event::fax_ended(reason.clone()));
        all.extend([0, 1, 2].map(|pages_unanswered| Event::AttemptFailed {
            reason: reason.clone(),
            pages_unanswered,
        }));
    }
    let damages = [
        Damage::BrokenAfter { row: 300 },
        Damage::LongerThan { rows: 40_000 },
        Damage::BadRows { bad: 7, rows: 40 },
    ];
    for kept in [Kept::RowsBefore, Kept::All, Kept::Beginning] {
        let page = |damage| DamagedPage { page: 3, damage, kept };
        all.push(Event::FaxEnded {
            reason: Cause::PageNotDecoded.into(),
            damaged: damages.map(page).to_vec(),
            damaged_more: 12,
            trouble: None,
        });
    }
    all.push(Event::from(Cause::PbxCrashed).with_trouble("Xx".into()));
    all
}

#[test]
fn each_event_is_stored_by_its_name_and_read_back() {
    for event in events() {
        let (name, values) = stored(&event);
        assert!(name.chars().all(|sign| sign.is_ascii_lowercase() || sign == '-'), "{name}");
        let text = event.text(Language::English);
        let read = of_row((Some(&name), Some(&values)), "another text", false);
        assert_eq!(read, event, "{name} {values}");
        assert_eq!(of_fax_row((Some(&name), Some(&values)), &text), event);
        assert!(!values.contains("null"), "{values}");
    }
}

#[test]
fn names_and_values_are_those_that_the_api_shows() {
    let failed = Event::Failed {
        reason: Failure::Busy.into(),
        given_up: Some(GivenUp { limit: Limit::CallsAlike, count: 3 }),
        fetched: None,
    };
    for (event, name, values) in [
        (Event::WaitsForLine, "waits-for-line", "{}"),
        (
            Event::TakenIn { by: Origin::Web, waits_for_number: false },
            "taken-in",
            r#"{"by":"web","waits_for_number":false}"#,
        ),
        (
            failed,
            "failed",
            r#"{"given_up":{"count":3,"limit":"calls-alike"},"reason":{"failure":"busy","name":"failure"}}"#,
        ),
        (
            Event::from(Cause::NoPage),
            "fax-ended",
            r#"{"damaged":[],"damaged_more":0,"reason":{"cause":"NO_PAGE","name":"session"}}"#,
        ),
        (Event::Shared { job: JobId(5) }, "shared", r#"{"job":5}"#),
    ] {
        assert_eq!(
            (event.name(), event.values().to_string()),
            (name.to_owned(), values.to_owned())
        );
    }
}

#[test]
fn a_row_of_a_newer_version_is_read_by_its_text() {
    for (name, values) in [
        ("beamed", "{}"),
        ("held", "{}"),
        ("held", "no JSON"),
        ("held", r#"{"by": 5}"#),
        ("failed", r#"{"reason": {"name": "failure", "failure": "boredom"}}"#),
        ("", "[]"),
    ] {
        let read = of_row((Some(name), Some(values)), "Held by bob.", false);
        assert_eq!(read, Event::Held { by: "bob".into() }, "{name}");
    }
    let more = of_row((Some("held"), Some(r#"{"by": "bob", "mood": 3}"#)), "x", false);
    assert_eq!(more, Event::Held { by: "bob".into() });
}

#[test]
fn each_language_has_each_text_and_no_other() {
    let mut english = FILES[0].to_owned();
    for cause in Cause::ALL {
        english += &format!("{} = {}\n", cause_name(cause), cause.text());
    }
    let mut files: Vec<_> = Language::ALL.into_iter().zip(FILES).collect();
    files[0].1 = &english;
    assert_eq!(problems(&files), [""; 0]);
    assert_eq!(misnamed(FILES[0], Text::names()), [""; 0]);
}

#[test]
fn each_event_has_sentences_in_each_language() {
    for event in events() {
        let english = event.text(Language::English);
        if event == Event::default() {
            assert_eq!(english, "");
            continue;
        }
        let is_free = english == "Xx." || english.starts_with("Xx. ");
        for language in Language::ALL {
            let text = event.text(language);
            assert!(text.ends_with('.') && !text.contains(['{', '$']), "{text}");
            assert!(text.contains(' ') || is_free, "{text}");
            assert!(text != english || is_free || language == Language::English, "{text}");
            // A text that is missing in a language's file is shown as its name.
            let lacking = Text::names().find(|name| name.contains('-') && text.contains(name));
            assert_eq!(lacking, None, "{text}");
        }
    }
}

#[test]
fn who_and_why_are_in_the_language_of_the_reader() {
    let cancelled = |by: &str| Event::Cancelled { by: by.into() };
    let stopped = |why: &str| Event::HeldByStop { user: named("alice"), why: why.into() };
    for (event, language, text) in [
        (cancelled("alice"), Language::German, "Abgebrochen von alice."),
        (cancelled("the printer"), Language::German, "Abgebrochen vom Drucker."),
        (cancelled("the store"), Language::Italian, "Annullato dalla banca dati condivisa."),
        (cancelled("AMI (node essen)"), Language::Polish, "Anulowano przez AMI (węzeł essen)."),
        (
            stopped("stopped by bob"),
            Language::English,
            "Held: user alice is blocked from sending (blocked by bob).",
        ),
        (
            stopped("too many faxes"),
            Language::German,
            "Angehalten: „alice“ ist für das Senden gesperrt (too many faxes).",
        ),
    ] {
        assert_eq!(event.text(language), text);
    }
}

/// Sentences of version 0.3 and earlier, each with whether the job has failed.
#[test]
fn old_sentences_of_jobs_are_read_as_events() {
    let by = || Actor::from("alice");
    let failed = |reason: Reason| Event::failed(reason);
    let attempt =
        |reason: Reason, pages_unanswered| Event::AttemptFailed { reason, pages_unanswered };
    let given_up = |limit, count| Event::Failed {
        reason: Failure::Busy.into(),
        given_up: Some(GivenUp { limit, count }),
        fetched: None,
    };
    let not_dialled = |obstacle| Event::NotDialled { node: None, obstacle };
    let done = |pages, pages_unconfirmed, pages_perhaps_twice, fetched| Event::Done {
        pages,
        pages_unconfirmed,
        pages_perhaps_twice,
        fetched,
    };
    let text = |text: &str| Event::Text { text: named(text) };
    for (sentence, is_end, event) in [
        ("Taken in (print).", false, Event::TakenIn { by: Origin::Print, waits_for_number: false }),
        (
            "Taken in (mail). Waits for a number.",
            false,
            Event::TakenIn { by: Origin::Mail, waits_for_number: true },
        ),
        ("Waits for a line.", false, Event::WaitsForLine),
        ("Another call to this number is going on.", false, Event::WaitsForNumber),
        ("The machine's clock was ahead and was put back: waits anew.", false, Event::ClockPutBack),
        ("Is dialled.", false, Event::Dialled { node: None }),
        ("Is dialled by node essen.", false, Event::Dialled { node: Some(named("essen")) }),
        ("Cancelled by alice.", true, Event::Cancelled { by: by() }),
        ("Cancelled by a. b.", true, Event::Cancelled { by: "a. b".into() }),
        ("Cancelled by .", true, text("Cancelled by .")),
        (
            "Priority 100 made 5 by alice.",
            false,
            Event::PriorityChanged { from: 100, to: 5, by: by() },
        ),
        (
            "Held: user alice is stopped (too many faxes).",
            false,
            Event::HeldByStop { user: named("alice"), why: "too many faxes".into() },
        ),
        ("It is held, since it can't be taken: no.", false, Event::HeldUnfit { why: "no".into() }),
        (
            "Not dialled: Its documents are sealed; `ferrofax serve` opens them first..",
            false,
            not_dialled(Obstacle::Encrypted),
        ),
        (
            "Not dialled: node essen: its PBX did not begin with it.",
            false,
            Event::NotDialled { node: Some(named("essen")), obstacle: Obstacle::NotBegun },
        ),
        ("Not dialled: the moon.", false, not_dialled(Obstacle::from("the moon"))),
        (
            "Not dialled: there is no fax device '2101@x'.",
            true,
            failed(Reason::NotDialled { obstacle: Obstacle::NoDevice { device: named("2101@x") } }),
        ),
        ("The number was busy.", false, attempt(Failure::Busy.into(), 0)),
        ("The number was busy.", true, failed(Failure::Busy.into())),
        (
            "The called machine fell silent in the middle of a page. 2 pages were sent whole without an answer and may arrive twice.",
            false,
            attempt(Cause::ReceiverFellSilent.into(), 2),
        ),
        ("The number was busy. Given up after 1 try.", true, given_up(Limit::Attempts, 1)),
        ("The number was busy. Given up after 3 calls.", true, given_up(Limit::Calls, 3)),
        (
            "The number was busy. Given up after 3 calls that ended so.",
            true,
            given_up(Limit::CallsAlike, 3),
        ),
        (
            "The number was busy. Before that 1 page came, as fax 7.",
            true,
            Event::Failed {
                reason: Failure::Busy.into(),
                given_up: None,
                fetched: Some(Fetched { pages: 1, fax: FaxId(7) }),
            },
        ),
        ("The time in which it was to be sent is over.", true, Event::Expired { last: None }),
        (
            "The time in which it was to be sent is over. The last try: The number was busy.",
            true,
            Event::Expired { last: Some(Failure::Busy) },
        ),
        ("Sent: 1 page.", false, done(1, 0, 0, None)),
        (
            "Sent: 3 pages. Of these the receiver never confirmed 1 page. 2 pages may have arrived twice.",
            false,
            done(3, 1, 2, None),
        ),
        (
            "Fetched: 2 pages, as fax 7.",
            false,
            done(0, 0, 0, Some(Fetched { pages: 2, fax: FaxId(7) })),
        ),
        (
            "At most 9600 bit/s: faster did not hold on 2026-03-01. T.38 is not asked for: it broke calls to this number, last on 2026-03-02.",
            false,
            Event::Remembered {
                precautions: vec![
                    Precaution::MaxRate { bps: 9600, since: named("2026-03-01") },
                    Precaution::WithoutT38 { since: named("2026-03-02") },
                ],
            },
        ),
        ("Is in the store, as job 5.", false, Event::Shared { job: JobId(5) }),
        (
            "alice asks the store: hold.",
            false,
            Event::SharedAsked { deed: named("hold"), by: by() },
        ),
        (
            "It failed while this machine was away, and the store has deleted it since. People were told by essen.",
            true,
            Event::EndedWhileAway { is_sent: false, told_by: Some(named("essen")) },
        ),
        (
            "Nothing was heard of node essen any more, which had dialled it.",
            false,
            attempt(Reason::NodeSilent { node: named("essen") }, 0),
        ),
        (
            "The number was busy. Given up after 3 calls. Reported by essen, since this machine was not heard of.",
            true,
            Event::ReportedElsewhere {
                event: Box::new(given_up(Limit::Calls, 3)),
                by: named("essen"),
            },
        ),
        ("Sent: many pages.", false, text("Sent: many pages.")),
        ("It rains. The number was busy.", true, text("It rains. The number was busy.")),
        ("", false, text("")),
    ] {
        assert_eq!(old::event(sentence, is_end), event, "{sentence}");
    }
}

#[test]
fn old_ends_of_faxes_are_read_as_events() {
    let page =
        |page, row| DamagedPage { page, damage: Damage::BrokenAfter { row }, kept: Kept::All };
    for (text, event) in [
        ("The fax was received completely.", Event::from(Cause::Ok)),
        (
            "A page arrived that could not be decoded to its end. Page 3 could not be decoded after row 300; what arrived is kept. The same happened to 990 more.",
            Event::FaxEnded {
                reason: Cause::PageNotDecoded.into(),
                damaged: vec![page(3, 300)],
                damaged_more: 990,
                trouble: None,
            },
        ),
        (
            "The fax could not be stored. /x: no. really.",
            Event::from(Cause::Storage).with_trouble("/x: no. really".into()),
        ),
        ("The far machine refuses the password (PWD).", Event::from(Cause::PasswordRefused)),
        ("No answer to page", Event::Text { text: named("No answer to page") }),
        ("", Event::default()),
    ] {
        assert_eq!(old::fax(text), event, "{text}");
    }
}

#[test]
fn old_sentences_of_failures_and_causes_are_read_whatever_they_are_today() {
    let failed = |reason: Reason| Event::failed(reason);
    for failure in Failure::ALL {
        let (sentence, _) = FAILURES.into_iter().find(|(_, it)| *it == failure).unwrap();
        let read = old::event(sentence, true);
        let ends_it = match failure {
            Failure::Expired => read == Event::Expired { last: None },
            // These events never end a job.
            Failure::Blocked => read == Event::WaitsForNumber,
            Failure::TimeOfDay => read == Event::WaitsForHours,
            _ => read == failed(failure.into()),
        };
        assert!(ends_it, "{sentence}: {read:?}");
    }
    for cause in Cause::ALL {
        let (sentence, _) = CAUSES.into_iter().find(|(_, it)| *it == cause).unwrap();
        assert_eq!(old::event(sentence, true), failed(cause.into()), "{sentence}");
        assert_eq!(old::fax(sentence), Event::from(cause), "{sentence}");
    }
}

#[test]
fn the_line_of_a_call_has_sentences_in_each_language() {
    use ferrofax_ground::sent_line::{AnswerSignal, SentLine};
    let faint = Some(AnswerSignal { level_dbm0: -41, snr_db: 20 });
    let noisy = Some(AnswerSignal { level_dbm0: -30, snr_db: 10 });
    let mut counts = SentLine { first_bps: 14_400, ..SentLine::default() };
    for (count, answers) in [(1, faint), (2, noisy), (40, faint)] {
        (counts.frames, counts.frames_again, counts.trainings_refused) = (50, count, count);
        (counts.pages_again, counts.commands_again, counts.answers) = (count, count, answers);
        for slowest_bps in [14_400, 12_000, 2400] {
            let line = SentLine { slowest_bps, ..counts };
            assert_eq!(line_alone(&line, Language::English), line.text());
            for language in Language::ALL {
                let text = super::line(&line, language);
                assert_eq!(text.matches(". ").count(), 5, "{text}");
            }
        }
    }
}

#[test]
fn a_fault_of_the_spool_is_told_in_the_same_words_and_the_words_of_others_are_a_text() {
    let (path, text) = (std::path::PathBuf::from("/x"), named("no such column"));
    for error in [
        SpoolError::Unreadable { path: path.clone(), text: text.clone() },
        SpoolError::Unfit { path: path.clone(), text: text.clone() },
        SpoolError::Document { path, text },
        SpoolError::NoSuchFax(FaxId(7)),
        SpoolError::NoSuchJob(JobId(7)),
        SpoolError::NoSuchChange(7),
        SpoolError::OtherStore,
    ] {
        assert_eq!(Detail::from(&error).to_string(), error.to_string());
    }
    // Earlier versions stored each detail as a text.
    let stored = r#"{"name":"page-not-made","why":"it has no pages"}"#;
    let reason: Reason = serde_json::from_str(stored).unwrap();
    assert_eq!(reason, Reason::PageNotMade { why: "it has no pages".into() });
    assert_eq!(serde_json::to_string(&reason).unwrap(), stored);
    let named = Reason::PageNotMade { why: Detail::NoPage { page: 3 } };
    let stored = r#"{"name":"page-not-made","why":{"name":"no-page","page":3}}"#;
    assert_eq!(serde_json::to_string(&named).unwrap(), stored);
    assert_eq!(serde_json::from_str::<Reason>(stored).unwrap(), named);
    assert_eq!(
        named.text(Language::German),
        "Eine Seite kann nicht gesendet werden: das Dokument hat keine Seite 3."
    );
}
