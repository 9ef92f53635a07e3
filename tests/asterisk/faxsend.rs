//! The application `FaxSend`: a program originates a call, which sends a waiting job.

use std::fs;
use std::time::Duration;

use ferrofax::spool::jobs::JobState;
use ferrofax::t4::Resolution;

use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::manager::Manager;
use crate::pages::{self, Content};
use crate::sending_desk::SendingDesk;
use crate::watching::eventually;

on_each_asterisk!(a_job_that_waits_for_its_time_goes_in_a_call_that_a_program_originates);

fn a_job_that_waits_for_its_time_goes_in_a_call_that_a_program_originates(asterisk: Asterisk) {
    let note = |status| {
        format!(
            "Set(FILE(/lab/calls/h.txt,,,al,u)={status} ${{FAXPAGES}} ${{FERROFAX_JOB}} ${{FAXERROR}})"
        )
    };
    let wish = note("${FAXSTATUS}");
    let lines = [
        "exten => 8001,1,FaxDevice(sender@example.com)".to_owned(),
        // For a rejected job: the dialplan continues, and has the reason.
        "[by-hand]".to_owned(),
        format!("exten => _X!,1,FaxSend(${{EXTEN}})\n same => n,{wish}\n same => n,Hangup()"),
        // The originated call continues here.
        "[fax-outbound](+)".to_owned(),
        format!("exten => h,1,{}", note("${FERROFAX(status)}")),
    ];
    let desk = SendingDesk::start("faxsend", asterisk, &lines, &[]);
    let help = desk.lab.console("core show application FaxSend");
    assert!(help.contains("FERROFAX_JOB"), "{help}");
    let page = vec![pages::page(Content::Text, 1728, 500, 4)];
    let file = desk.document("page", &page, Resolution::Standard);
    let waiting = |draft: &mut ferrofax::spool::submission::Draft| {
        draft.set(ferrofax::spool::wish::Wish::At, "+1h")
    };
    let [held, job] = [0; 2].map(|_| desk.submit("301001", "8001", &file, waiting));
    desk.lab.console(&format!("ferrofax hold {held}"));
    assert_eq!(
        (desk.job(held).state, desk.job(job).state),
        (JobState::Suspended, JobState::Pending)
    );
    let mut manager = Manager::of(&desk.lab);
    let learnt = |count: usize| {
        let read = || fs::read_to_string(desk.lab.of("calls").join("h.txt")).ok();
        let lines = || read().map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
        eventually("the dialplan says what came of it", 90, || {
            lines().filter(|lines| lines.len() >= count)
        })
        .remove(count - 1)
    };

    let by_hand = format!("Local/{held}@by-hand");
    let refused =
        [("Channel", by_hand.as_str()), ("Application", "Wait"), ("Data", "5"), ("Async", "true")];
    assert_eq!(manager.ask("Originate", &refused).get("Response"), "Success");
    assert_eq!(learnt(1).split_whitespace().collect::<Vec<_>>(), ["FAILED", "JOB_NOT_WAITING"]);
    assert_eq!(desk.job(held).dials, 0);

    let data = job.to_string();
    let originate = [
        ("Channel", "Local/301001@fax-outbound"),
        ("Application", "FaxSend"),
        ("Data", data.as_str()),
        ("CallerID", "<8001>"),
        ("Timeout", "30000"),
        ("Async", "true"),
    ];
    assert_eq!(manager.ask("Originate", &originate).get("Response"), "Success");
    let done = desk.await_end(job, Duration::from_secs(120));
    assert_eq!((done.state, done.dials, done.tries), (JobState::Done, 1, 1), "{done:?}");
    assert_eq!(learnt(2).trim(), format!("SUCCESS 1 {job}"), "in the h extension of the other leg");
    let arrivals = desk.arrivals("301001");
    assert_eq!(arrivals.len(), 1, "{arrivals:?}");
    assert_eq!(pages::difference(&page[0], &arrivals[0].pages[0]), None);
    assert_eq!(desk.job(held).state, JobState::Suspended);
    eventually("the channels end", 20, || {
        desk.lab
            .console("core show channels")
            .contains("0 active channels")
            .then_some(())
    });
    assert_eq!(desk.lab.log_line(&["ERROR["]), None);
}
