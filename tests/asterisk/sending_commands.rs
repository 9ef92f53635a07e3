//! Jobs by AMI and by Asterisk's command line, from the submission to the end, and the values that
//! the dialplan sets and reads with `FERROFAX()`.

use std::fs;
use std::thread;
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{JobId, JobState, NewDocument};
use ferrofax::spool::sending::option;
use ferrofax::spool::submission::{Draft, prepare};
use ferrofax::spool::wish::{Wish, Wishes};
use ferrofax::t4::{Bitmap, Resolution};

use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::manager::Manager;
use crate::pages::{self, Content};
use crate::sending_desk::SendingDesk;
use crate::watching::{await_end, eventually};

on_each_asterisk!(
    programs_file_list_change_and_end_jobs,
    the_dialplan_slows_a_fax_down_and_learns_what_came_of_it,
    digits_behind_a_number_are_sent_by_tones_before_the_fax,
);

/// Writes a page. Returns it, and its path in our PBX.
fn a_page(desk: &SendingDesk) -> (Vec<Bitmap>, &'static str) {
    let page = vec![pages::page(Content::Text, 1728, 500, 3)];
    pages::write_tiff(&desk.lab.of("calls").join("page.tif"), &page, Resolution::Standard);
    (page, "/lab/calls/page.tif")
}

fn programs_file_list_change_and_end_jobs(asterisk: Asterisk) {
    let devices = ["exten => 8001,1,FaxDevice(sender@example.com,tiff,a(4711))".to_owned()];
    let desk = SendingDesk::start(
        "send-commands",
        asterisk,
        &devices,
        &["dialtimeout = 60", "callerid = Sales <8001>"],
    );
    let (page, file) = a_page(&desk);
    let mut manager = Manager::of(&desk.lab);
    for (fields, says) in [
        (&[("Number", "7001"), ("Device", "8001")][..], "document"),
        (&[("Number", "seven"), ("Device", "8001"), ("File", file)], "number"),
        (&[("Number", "7001"), ("Device", "9999"), ("File", file)], "9999"),
        (&[("Number", "7001"), ("Device", "8001"), ("File", "/lab/calls/none.tif")], "none.tif"),
        (&[("Number", "7001"), ("Device", "8001"), ("File", file), ("Colour", "red")], "colour"),
    ] {
        let answer = manager.ask("FerrofaxSend", fields);
        assert_eq!(answer.get("Response"), "Error", "{fields:?}: {answer:?}");
        assert!(answer.get("Message").to_lowercase().contains(says), "{fields:?}: {answer:?}");
    }
    let filed = [
        ("Number", "7001"),
        ("Device", "8001"),
        ("File", file),
        ("Hold", "yes"),
        ("Tag", "an order"),
    ];
    let answer = manager.ask("FerrofaxSend", &filed);
    assert_eq!(answer.get("Response"), "Success", "{answer:?}");
    let job = answer.get("Job").to_owned();
    let id = JobId(job.parse().expect("a number"));
    assert_eq!(desk.job(id).state, JobState::Suspended);

    let listed = manager.list("FerrofaxJobs", &[("Device", "8001")]).expect("it lists");
    assert_eq!(listed.len(), 1, "{listed:?}");
    let fields = ["Event", "Job", "Number", "Tag", "State"].map(|key| listed[0].get(key));
    assert_eq!(fields, ["FerrofaxJob", &job, "7001", "an order", "suspended"]);
    assert!(
        manager.list("FerrofaxJob", &[("Job", &job)]).expect("it lists").len() > 1,
        "with its history"
    );
    assert_eq!(
        manager.list("FerrofaxJob", &[("Job", "4000")]).unwrap_err().get("Response"),
        "Error"
    );
    let of_job = [("Job", job.as_str()), ("Priority", "50")];
    assert_eq!(manager.ask("FerrofaxPriority", &of_job).get("Response"), "Success");
    assert_eq!(desk.job(id).priority, 50);

    assert_eq!(manager.ask("FerrofaxRelease", &of_job).get("Response"), "Success");
    let rings = || {
        let channels = desk.lab.console("core show channels concise");
        channels
            .lines()
            .find(|line| line.contains("!Ringing!FaxSend!"))
            .map(str::to_owned)
    };
    let channel = eventually("it rings", 20, rings);
    assert!(channel.contains("!4711!"), "the account code: {channel}");
    assert_eq!(manager.ask("FerrofaxCancel", &of_job).get("Response"), "Success");
    let ended = desk.await_end(id, Duration::from_secs(20));
    assert_eq!(
        (ended.state, ended.failure),
        (JobState::Failed, Some(Failure::Cancelled)),
        "{ended:?}"
    );
    eventually("the channels end", 20, || {
        (!desk.lab.console("core show channels").contains("7001")).then_some(())
    });
    let charged = || {
        fs::read_to_string(desk.lab.of("ours").join("log/cdr-csv/Master.csv"))
            .is_ok_and(|cdr| cdr.contains("\"4711\""))
    };
    eventually("the CDR has the account", 20, || charged().then_some(()));

    let said = desk
        .lab
        .console(&format!("ferrofax send 301001 {file} --from 8001 --tag second"));
    let second = eventually("the second job", 10, || desk.spool.jobs().job(JobId(id.0 + 1)).ok());
    assert!(said.contains(&second.id.0.to_string()), "{said}");
    assert!(desk.lab.console("ferrofax show jobs").contains("301001"));
    let done = desk.await_end(second.id, Duration::from_secs(120));
    assert_eq!(done.state, JobState::Done, "{done:?}");
    let arrivals = desk.arrivals("301001");
    assert_eq!(arrivals.len(), 1);
    assert_eq!(arrivals[0].said("callerid"), "8001");
    assert_eq!(pages::difference(&page[0], &arrivals[0].pages[0]), None);
    assert_eq!(desk.lab.log_line(&["ERROR["]), None);
}

fn the_dialplan_slows_a_fax_down_and_learns_what_came_of_it(asterisk: Asterisk) {
    let devices = [
        "exten => 8001,1,FaxDevice(sender@example.com)".to_owned(),
        "exten => 2444,1,Set(FERROFAX(ecm)=no)\n same => n,FaxDevice(receiver@example.com)".to_owned(),
        "[fax-outbound](+)".to_owned(),
        "exten => 301777,1,Set(FERROFAX(maxrate)=4800)\n same => n,Set(FERROFAX(ecm)=no)".to_owned(),
        " same => n,Set(FERROFAX(tint)=red)\n same => n,Goto(dial)".to_owned(),
        " same => n(dial),Dial(PJSIP/${EXTEN}@any)\n same => n,Hangup()".to_owned(),
        "exten => h,1,Set(FILE(/lab/calls/h.txt,,,al,u)=${FERROFAX(job)} ${FERROFAX(status)} ${FAXPAGES} ${FAXBITRATE})"
            .to_owned(),
    ];
    let desk = SendingDesk::start("send-items", asterisk, &devices[..], &[]);
    let (_, file) = a_page(&desk);
    let mut manager = Manager::of(&desk.lab);
    thread::scope(|scope| {
        let from_world = scope.spawn(|| {
            let page = desk.lab.of("calls").join("page.tif");
            let options = ["--tiff", &page.to_string_lossy(), "--to", "2444", "--from", "4999777"];
            desk.lab.call("send", &options)
        });
        let fields =
            [("Number", "301777"), ("Device", "8001"), ("File", file), ("Report", "never")];
        let job = manager.ask("FerrofaxSend", &fields).get("Job").to_owned();
        let id = JobId(job.parse().expect("a number"));
        let leg = || {
            let channels = desk.lab.console("core show channels concise");
            let line = channels.lines().find(|line| line.contains("!Up!FaxSend!"))?.to_owned();
            line.split('!').next().map(str::to_owned)
        };
        let channel = eventually("the call that sends", 60, leg);
        // Both legs of the call have the values.
        for channel in [channel.clone(), channel.replace(";1", ";2")] {
            let mut ask = |item: &str| {
                let variable = format!("FERROFAX({item})");
                manager
                    .ask("Getvar", &[("Channel", &channel), ("Variable", &variable)])
                    .get("Value")
                    .to_owned()
            };
            assert_eq!(
                [ask("job"), ask("number"), ask("maxrate")],
                [&job, "301777", "4800"],
                "{channel}"
            );
        }
        let done = desk.await_end(id, Duration::from_secs(180));
        assert_eq!(done.state, JobState::Done, "{done:?}");
        let session = desk.session(id);
        assert_eq!((session.rate_bps, session.ecm), (Some(4800), Some(false)), "{session:?}");
        let learnt = || {
            fs::read_to_string(desk.lab.of("calls").join("h.txt"))
                .ok()
                .filter(|text| !text.is_empty())
        };
        assert_eq!(
            eventually("the h extension", 20, learnt).trim(),
            format!("{job} SUCCESS 1 4800")
        );
        from_world.join().expect("lab answers");
    });
    let fax = await_end(&desk.spool, "4999777", 60);
    assert_eq!(fax.ecm, Some(false), "{fax:?}");
    assert!(desk.lab.log_line(&["FERROFAX(tint) = red", "can't be set"]).is_some());
    assert_eq!(desk.lab.log_line(&["ERROR["]), None);
}

fn digits_behind_a_number_are_sent_by_tones_before_the_fax(asterisk: Asterisk) {
    let devices = [
        "exten => 8001,1,FaxDevice(sender@example.com)".to_owned(),
        "exten => 2444,1,FaxDevice(receiver@example.com)".to_owned(),
        // A number whose PBX requires an extension; without one, the fax is not answered.
        "[fax-outbound](+)".to_owned(),
        "exten => 301888,1,Answer()\n same => n,WaitExten(10)\n same => n,Hangup()".to_owned(),
        "exten => 17,1,Goto(fax-devices,2444,1)".to_owned(),
    ];
    let desk = SendingDesk::start("post-dial", asterisk, &devices[..], &[]);
    let page = vec![pages::page(Content::Text, 1728, 500, 3)];
    let document = desk.document("page", &page, Resolution::Standard);
    let draft = Draft {
        number: "301888".into(),
        device: "8001".into(),
        documents: vec![NewDocument { path: document, name: String::new() }],
        wishes: Wishes::default().with(Wish::Header, "no"),
        ..Draft::default()
    };
    let mut job = prepare(&desk.spool, &draft, UnixMs::now()).expect("it is in order");
    job.options.insert(option::POST_DIAL.to_owned(), "ww17".to_owned());
    let id = desk.spool.submission().submit(&job, UnixMs::now()).expect("it is taken");
    let done = desk.await_end(id, Duration::from_secs(180));
    assert_eq!(done.state, JobState::Done, "{done:?}");
    assert_eq!(desk.lab.log_line(&["ERROR["]), None);
}
