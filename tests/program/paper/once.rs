//! A fax is printed once: whatever breaks in between, its job is looked for before it is
//! printed anew.

use ferrofax::UnixMs;
use ferrofax::spool::{OutboxKind, OutboxState, PrintJob};

use super::bad::{
    ABORTED, BadPrinter, CANCEL_JOB, CANCELED, CREATE_JOB, GET_JOB, GET_JOBS, PRINT_JOB,
    PROCESSING, SEND_DOCUMENT, Twist,
};
use super::{HOUR_MS, framed, turn};
use crate::bench::Bench;

/// After the first turn, and after so many others an hour later each.
fn turns(bench: &Bench, printer: &BadPrinter, count: i64) {
    let printing = bench.printing(printer.out());
    (0..count).for_each(|hour| turn(&printing, UnixMs::now() + hour * HOUR_MS));
}

#[test]
fn a_job_is_watched_to_its_end_and_counts_as_one_try() {
    let (bench, printer) = (Bench::new(), BadPrinter::new());
    let fax = bench.faxed("office", &[framed(1)]);
    printer.set(|state| (state.then, state.reason) = (PROCESSING, "media-empty-error"));
    turns(&bench, &printer, 3);
    let entry = bench.at_office(fax);
    assert_eq!(entry.state, OutboxState::Waiting);
    assert_eq!(
        entry.last_error.as_deref(),
        Some("the printer is still working on job 1: out of paper")
    );
    printer.set(|state| state.jobs[0].state = super::bad::COMPLETED);
    let printing = bench.printing(printer.out());
    turn(&printing, UnixMs::now() + 4 * HOUR_MS);
    let entry = bench.at_office(fax);
    assert_eq!((entry.state, entry.attempts), (OutboxState::Delivered, 1));
    assert_eq!((printer.times(CREATE_JOB), printer.times(SEND_DOCUMENT)), (1, 1));
}

#[test]
fn whatever_breaks_in_between_the_fax_is_printed_once() {
    // What breaks, and how many jobs are made.
    for (operation, twist, jobs) in [
        (CREATE_JOB, Twist::Closed(20), 1),
        (CREATE_JOB, Twist::Refuses(0x0507), 1),
        // The job is there, without its document: it is canceled and made anew.
        (CREATE_JOB, Twist::DoneAndClosed, 2),
        (SEND_DOCUMENT, Twist::Closed(500), 2),
        (SEND_DOCUMENT, Twist::Refuses(0x0505), 2),
        // The printer has all of it.
        (SEND_DOCUMENT, Twist::DoneAndClosed, 1),
        (SEND_DOCUMENT, Twist::Silent, 2),
    ] {
        let (bench, printer) = (Bench::new(), BadPrinter::new());
        let fax = bench.faxed("office", &[framed(1)]);
        printer.will(operation, twist.clone());
        turns(&bench, &printer, 4);
        let entry = bench.at_office(fax);
        assert_eq!(entry.state, OutboxState::Delivered, "{operation} {twist:?}: {entry:?}");
        assert_eq!(printer.printed(), 1, "{operation} {twist:?}");
        assert_eq!(printer.times(CREATE_JOB), jobs, "{operation} {twist:?}");
        let documents = printer.set(|state| {
            let whole = state.jobs.iter().filter(|job| job.state == super::bad::COMPLETED);
            whole.map(|job| job.document.clone()).collect::<Vec<_>>()
        });
        assert!(documents[0].starts_with(b"%PDF") && documents[0].ends_with(b"%%EOF"));
        if jobs == 2 {
            assert_eq!(printer.times(CANCEL_JOB), 1, "{operation} {twist:?}");
        }
    }
}

#[test]
fn a_printer_without_create_job_is_asked_for_its_jobs_too() {
    for (twist, jobs) in [(Twist::DoneAndClosed, 1), (Twist::Closed(500), 1)] {
        let (bench, printer) = (Bench::new(), BadPrinter::new());
        printer.set(|state| state.operations = vec![PRINT_JOB, GET_JOBS]);
        let fax = bench.faxed("office", &[framed(1)]);
        printer.will(PRINT_JOB, twist);
        turns(&bench, &printer, 3);
        assert_eq!(bench.at_office(fax).state, OutboxState::Delivered);
        assert_eq!((printer.printed(), printer.set(|state| state.jobs.len())), (1, jobs));
    }
}

#[test]
fn a_crash_after_each_note_prints_once() {
    // What was noted when the program died, and what the printer has.
    for (noted, has_job, is_whole) in [
        (PrintJob { job: None, ..note() }, false, false),
        (PrintJob { job: None, ..note() }, true, false),
        (PrintJob { job: Some(1), ..note() }, true, false),
        (PrintJob { job: Some(1), ..note() }, true, true),
        (PrintJob { job: Some(1), is_whole: true, ..note() }, true, true),
        // Its number is another's since.
        (PrintJob { job: Some(7), ..note() }, true, true),
    ] {
        let (bench, printer) = (Bench::new(), BadPrinter::new());
        let fax = bench.faxed("office", &[framed(1)]);
        // Until the document is to go out.
        let twist = if is_whole { Twist::DoneAndClosed } else { Twist::Closed(300) };
        printer.will(if has_job { SEND_DOCUMENT } else { CREATE_JOB }, twist);
        turns(&bench, &printer, 1);
        let entry = bench.at_office(fax);
        let noted = PrintJob { printer: printer.out().uri.unwrap().to_string(), ..noted };
        bench.spool.outbox().note_print_job(entry.id, &noted).unwrap();
        turns(&bench, &printer, 3);
        assert_eq!(bench.at_office(fax).state, OutboxState::Delivered, "{noted:?}");
        assert_eq!(printer.printed(), 1, "{noted:?}");
    }
}

fn note() -> PrintJob {
    PrintJob {
        printer: String::new(),
        job: None,
        is_whole: false,
        sends: 0,
        withdrawn: None,
        at: UnixMs::now(),
    }
}

#[test]
fn a_job_whose_document_broke_off_is_printed_again_if_it_ends_short() {
    let (bench, printer) = (Bench::new(), BadPrinter::new());
    let fax = bench.faxed("office", &[framed(1), framed(2)]);
    let printing = bench.printing(printer.out());
    let hour = |hours: i64| turn(&printing, UnixMs::now() + hours * HOUR_MS);
    // The connection breaks, and the printer works with what it has.
    printer.set(|state| state.then = PROCESSING);
    printer.will(SEND_DOCUMENT, Twist::DoneAndClosed);
    (0..3).for_each(hour);
    assert_eq!((bench.at_office(fax).state, printer.printed()), (OutboxState::Waiting, 0));
    printer.set(|state| {
        state.then = super::bad::COMPLETED;
        (state.jobs[0].state, state.jobs[0].impressions) = (super::bad::COMPLETED, 1);
    });
    hour(3);
    let entry = bench.at_office(fax);
    assert_eq!(entry.state, OutboxState::Waiting, "{entry:?}");
    hour(6);
    assert_eq!(bench.at_office(fax).state, OutboxState::Delivered);
    assert_eq!(printer.times(CREATE_JOB), 2);
}

#[test]
fn a_job_whose_document_broke_off_is_not_printed_again_if_a_person_cancels_it() {
    for reason in ["job-canceled-at-device", "job-canceled-by-user"] {
        let (bench, printer) = (Bench::new(), BadPrinter::new());
        let fax = bench.faxed("office", &[framed(1)]);
        let printing = bench.printing(printer.out());
        let hour = |hours: i64| turn(&printing, UnixMs::now() + hours * HOUR_MS);
        printer.set(|state| state.then = PROCESSING);
        printer.will(SEND_DOCUMENT, Twist::DoneAndClosed);
        (0..3).for_each(hour);
        printer.set(|state| (state.jobs[0].state, state.jobs[0].reason) = (CANCELED, reason));
        (3..6).for_each(hour);
        let entry = bench.at_office(fax);
        assert_eq!(entry.state, OutboxState::Rejected, "{reason}: {entry:?}");
        let why = entry.last_error.unwrap();
        assert!(why.starts_with("job 1 was cancelled at the printer"), "{why}");
        assert_eq!(printer.times(CREATE_JOB), 1);
    }
}

#[test]
fn a_job_that_ferrofax_has_cancelled_was_not_cancelled_by_a_person() {
    let (bench, printer) = (Bench::new(), BadPrinter::new());
    let fax = bench.faxed("office", &[framed(1)]);
    printer.will(SEND_DOCUMENT, Twist::Silent);
    turns(&bench, &printer, 1);
    printer.will(CANCEL_JOB, Twist::DoneAndClosed);
    let printing = bench.printing(printer.out());
    (1..9).for_each(|hours| turn(&printing, UnixMs::now() + hours * HOUR_MS));
    assert_eq!(bench.at_office(fax).state, OutboxState::Delivered);
    assert_eq!((printer.times(CREATE_JOB), printer.printed()), (2, 1));
}

/// The same, if the printer had got the whole fax before and then forgotten it.
#[test]
fn nor_was_one_that_was_cancelled_after_the_printer_had_forgotten_another() {
    // What breaks when the second job is cancelled and the third is made.
    for (operation, twist) in [
        (CANCEL_JOB, Twist::DoneAndClosed),
        (CANCEL_JOB, Twist::Closed(20)),
        (CREATE_JOB, Twist::Closed(20)),
        (CREATE_JOB, Twist::DoneAndClosed),
        (CREATE_JOB, Twist::Refuses(0x0507)),
    ] {
        let (bench, printer) = (Bench::new(), BadPrinter::new());
        let fax = bench.faxed("office", &[framed(1)]);
        let printing = bench.printing(printer.out());
        let hour = |hours: i64| turn(&printing, UnixMs::now() + hours * HOUR_MS);
        printer.will(SEND_DOCUMENT, Twist::DoneAndClosed);
        hour(0);
        printer.set(|state| state.jobs.clear());
        printer.will(SEND_DOCUMENT, Twist::Silent);
        hour(1);
        printer.will(operation, twist.clone());
        (2..12).for_each(hour);
        let entry = bench.at_office(fax);
        assert_eq!(entry.state, OutboxState::Delivered, "{operation} {twist:?}: {entry:?}");
        assert_eq!(printer.printed(), 1, "{operation} {twist:?}");
    }
}

#[test]
fn a_job_that_the_printer_does_not_know_any_more_is_printed_once_more_and_no_more() {
    let ipp = vec![PRINT_JOB, GET_JOBS];
    for (operations, operation) in [(None, SEND_DOCUMENT), (Some(ipp), PRINT_JOB)] {
        let (bench, printer) = (Bench::new(), BadPrinter::new());
        printer.set(|state| state.operations = operations.unwrap_or(state.operations.clone()));
        let fax = bench.faxed("office", &[framed(1)]);
        let printing = bench.printing(printer.out());
        // Each time the printer has the whole document, and answers nothing.
        for hours in 0..6 {
            printer.will(operation, Twist::DoneAndClosed);
            turn(&printing, UnixMs::now() + hours * HOUR_MS);
            printer.set(|state| state.jobs.clear());
        }
        let entry = bench.at_office(fax);
        assert_eq!(entry.state, OutboxState::Rejected, "{entry:?}");
        let why = entry.last_error.unwrap();
        assert_eq!(why, "the printer no longer knows the job; the fax may have been printed");
        assert_eq!(printer.times(operation), 2);
    }
}

#[test]
fn a_job_that_has_left_the_list_is_printed_unless_the_printer_was_off() {
    for (up_seconds, jobs) in [(1_000_000, 1), (0, 2)] {
        let (bench, printer) = (Bench::new(), BadPrinter::new());
        let fax = bench.faxed("office", &[framed(1)]);
        printer.set(|state| state.then = PROCESSING);
        turns(&bench, &printer, 1);
        printer.set(|state| {
            state.jobs.clear();
            (state.then, state.up_seconds) = (super::bad::COMPLETED, up_seconds);
        });
        turns(&bench, &printer, 3);
        assert_eq!(bench.at_office(fax).state, OutboxState::Delivered);
        assert_eq!(printer.times(CREATE_JOB), jobs, "{up_seconds}");
    }
}

#[test]
fn a_job_that_comes_to_nothing_is_made_anew_and_one_that_was_canceled_is_the_faxmasters() {
    let (bench, printer) = (Bench::new(), BadPrinter::new());
    let fax = bench.faxed("office", &[framed(1)]);
    printer.set(|state| state.then = ABORTED);
    turns(&bench, &printer, 1);
    let entry = bench.at_office(fax);
    assert_eq!(entry.last_error.as_deref(), Some("job 1 was aborted"));
    printer.set(|state| state.then = CANCELED);
    turns(&bench, &printer, 3);
    let entry = bench.at_office(fax);
    assert_eq!(entry.state, OutboxState::Rejected, "{entry:?}");
    let notice = bench.spool.outbox().due(UnixMs::now() + HOUR_MS, 9).unwrap().remove(0);
    let OutboxKind::FaxmasterNotice { reason, .. } = notice.kind else { panic!("{notice:?}") };
    assert_eq!(reason.to_string(), "job 2 was cancelled at the printer");
}

#[test]
fn what_is_given_up_is_taken_back_from_the_printer() {
    let (bench, printer) = (Bench::new(), BadPrinter::new());
    let fax = bench.faxed("office", &[framed(1)]);
    printer.set(|state| state.then = PROCESSING);
    let printing = bench.printing(printer.out());
    turn(&printing, UnixMs::now());
    turn(&printing, UnixMs::now() + 80 * HOUR_MS);
    let entry = bench.at_office(fax);
    assert_eq!(entry.state, OutboxState::Rejected);
    assert!(entry.last_error.unwrap().ends_with("job 1 is still not printed"));
    assert_eq!(printer.set(|state| state.jobs[0].state), CANCELED);
}

#[test]
fn a_job_that_cannot_be_withdrawn_is_named_to_the_faxmaster() {
    let cases = [
        (GET_JOB, true, true),
        (CANCEL_JOB, true, true),
        (SEND_DOCUMENT, false, false),
        // The last attempt is the first one that reaches the printer.
        (GET_JOB, false, true),
    ];
    for (operation, is_begun, is_left) in cases {
        let (bench, printer) = (Bench::new(), BadPrinter::new());
        let fax = bench.faxed("office", &[framed(1)]);
        printer.set(|state| state.then = PROCESSING);
        let printing = bench.printing(printer.out());
        if is_begun {
            turn(&printing, UnixMs::now());
        }
        printer.will(operation, Twist::Closed(0));
        turn(&printing, UnixMs::now() + 80 * HOUR_MS);
        let entry = bench.at_office(fax);
        assert_eq!(entry.state, OutboxState::Rejected, "{operation}");
        let why = entry.last_error.unwrap();
        let left = "; job 1 could not be withdrawn, and the printer may still print it";
        assert_eq!(why.ends_with(left), is_left, "{operation}: {why}");
    }
}

#[test]
fn a_fax_that_is_printed_again_is_another_job() {
    let (bench, printer) = (Bench::new(), BadPrinter::new());
    let fax = bench.faxed("office", &[framed(1)]);
    turns(&bench, &printer, 1);
    let run = bench.run(&["print-again", &fax.to_string()]);
    assert_eq!((run.code, run.out), (Some(0), format!("fax {fax} is printed on office\n")));
    turns(&bench, &printer, 1);
    assert_eq!(bench.at_office(fax).state, OutboxState::Delivered);
    let names =
        printer.set(|state| state.jobs.iter().map(|job| job.name.clone()).collect::<Vec<_>>());
    assert!(names.len() == 2 && names[0] != names[1], "{names:?}");
    let run = bench.run(&["print-again", &fax.to_string(), "--to", "archive", "--to", "hall"]);
    assert_eq!(run.out, format!("fax {fax} is printed on archive, hall\n"));
    let run = bench.run(&["print-again", "99"]);
    assert_eq!((run.code, run.err.as_str()), (Some(2), "ferrofax: there is no fax 99\n"));
}

#[test]
fn a_fax_of_a_device_without_a_printer_is_printed_again_on_one_that_is_named() {
    let bench = Bench::new();
    let fax = bench.faxed("office", &[framed(1)]);
    let database = rusqlite::Connection::open(bench.spool.folder().join("spool.db")).unwrap();
    database.execute("DELETE FROM fax_mailboxes", []).unwrap();
    let run = bench.run(&["print-again", &fax.to_string()]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.ends_with("has no printer, or is still coming in; --to names one\n"),
        "{run:?}"
    );
}
