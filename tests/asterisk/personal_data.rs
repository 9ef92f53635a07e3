//! With default settings, the log and the stored transcripts contain no full phone number, name or
//! mail address, whatever happens in the calls.
//!
//! The test checks all lines of Ferrofax, including the steps of calls, and all warnings.
//! Asterisk's own verbose lines show the dialplan, and are not checked.

use std::fs;
use std::thread;

use ferrofax::call::replay::replay;
use ferrofax::ladder::{Rung, Way};
use ferrofax::spool::{FaxId, LadderOf, RecordQuery, Spool};

use crate::laboratory::Asterisk;
use crate::mailroom::Mailroom;
use crate::pages::Content;
use crate::smtp_sink::{Answer, Script};
use crate::watching::{Document, await_end, eventually};

const DEVICES: &str = "
exten => 2201,1,FaxDevice(waldtraud@example.org,pdf,n(Waldtraud Niemand)s(+49 99 777001))
exten => 2202,1,FaxDevice(refused@example.org&later@example.org,tiff)
exten => 2203,1,FaxDevice(odd@example.org,odd)
exten => 2204,1,FaxDevice(odd @ example.org)
exten => 2205,1,FaxDevice(off@example.org,pdf,x)
exten => 2206,1,FaxDevice(class@example.org,pdf,c(none))
exten => 2208,1,FaxDevice(ident@example.org,pdf,s(Niemand 777001))
exten => 2207,1,FaxDevice(twice@example.org)
exten => 2207,2,FaxDevice(twice@example.org)
";

const SETTINGS: &str = "
record = all
serveremail = Waldtraud <waldtraud@example.org>
localstationid = Niemand, 777001
";

/// Texts that the log must not contain.
const SECRETS: [&str; 8] = [
    "4999500001",
    "4999500002",
    "777001",
    "Niemand",
    "Elfriede",
    "@example.org",
    "alice@",
    "99 777002",
];

#[test]
fn no_number_name_or_address_is_logged_in_full() {
    let mut script = Script { rcpt_of: Vec::new(), ..Script::default() };
    let refusal = |code: &str, mailbox: &str| {
        (mailbox.to_owned(), Answer::Say(format!("{code} {}.1.1 <{mailbox}>: no", &code[..1])))
    };
    script.rcpt_of.push(refusal("550", "refused@example.org"));
    script.rcpt_of.push(refusal("450", "later@example.org"));
    let mailroom = Mailroom::with(script);
    let lab = mailroom.laboratory("personal-data", Asterisk::V22);
    let dialplan = lab.of("ours").join("etc/extensions.conf");
    let own = fs::read_to_string(&dialplan).expect("lab wrote it");
    fs::write(&dialplan, format!("{own}{DEVICES}")).expect("it is ours");
    let settings = lab.of("ours").join("etc/ferrofax.conf");
    let own = fs::read_to_string(&settings).expect("lab wrote it");
    fs::write(&settings, format!("{own}{SETTINGS}")).expect("it is ours");
    lab.console("dialplan reload");
    lab.console("ferrofax set debug on");
    lab.console("module reload app_ferrofax.so");
    let document = Document::new("personal-data", Content::Text, 1, 150);
    thread::scope(|scope| {
        for (from, to) in [("4999500001", "2201"), ("4999500002", "2202")] {
            let options = [
                "--tiff",
                document.file(),
                "--from",
                from,
                "--to",
                to,
                "--name",
                "Elfriede Nobody",
            ];
            let lab = &lab;
            scope.spawn(move || {
                lab.call("send", &[&options[..], &["--ident", "+49 99 777002"]].concat())
            });
        }
        for to in ["2203", "2204", "2205", "2206", "2208", "2299"] {
            let lab = &lab;
            scope.spawn(move || {
                lab.call("call", &["--do", "silence", "--from", "4999500001", "--to", to])
            });
        }
    });
    let spool = lab.spool();
    for number in ["4999500001", "4999500002"] {
        let fax = await_end(&spool, number, 20);
        assert_eq!(fax.caller_name, "Elfriede Nobody", "the name must come through");
        let ladder = spool.recordings().ladder(LadderOf::Fax(fax.id)).expect("it can be read");
        let said = |way, word| {
            ladder.iter().any(|it| it.way == way && it.step.to_string().starts_with(word))
        };
        let is_whole = said(Way::Said, "CED") && said(Way::Heard, "DCS") && said(Way::Said, "MCF");
        assert!(is_whole && said(Way::Heard, "TSI …"), "{ladder:#?}");
        assert_eq!(ladder.last().map(|rung| rung.way), Some(Way::Ended), "{ladder:#?}");
        let tells =
            |rung: &Rung| SECRETS.iter().any(|secret| rung.step.to_string().contains(secret));
        assert!(!ladder.iter().any(tells), "{ladder:#?}");
        runs_again(&spool, fax.id);
    }
    eventually("refused, deferred, delivered", 30, || {
        (lab.log_line(&[" refused: "]).is_some()
            && lab.log_line(&[", try 1: ", " 450 "]).is_some()
            && mailroom.letters().len() >= 2)
            .then_some(())
    });
    let log = lab.log();
    let looked_at: Vec<&str> = log
        .lines()
        .filter(|line| is_ours(line) || !line.contains("] VERBOSE["))
        .collect();
    assert!(looked_at.len() > 40, "too little was logged to be a test: {looked_at:?}");
    let telling: Vec<&&str> = looked_at
        .iter()
        .filter(|line| SECRETS.iter().any(|secret| line.contains(secret)))
        .collect();
    assert!(telling.is_empty(), "{telling:#?}");
}

/// Replays the recording of a call, which must give exactly the same result.
fn runs_again(spool: &Spool, fax: FaxId) {
    let query = RecordQuery { fax: Some(fax), ..RecordQuery::default() };
    let record = spool.recordings().call_records(&query).expect("they can be read").remove(0);
    let tape = spool.recordings().call_tape(&record).expect("it is whole");
    let replayed = replay(&tape, |_| (), |_, _| ()).expect("a tape");
    assert!(replayed.is_whole && replayed.differs_at.is_none(), "{replayed:?}");
    assert!(
        replayed.lasted.0 > 8 * 8_000 && record.facts.trunk.starts_with("PJSIP/"),
        "{record:?}"
    );
}

/// Returns whether a line is ours: it names its source file, as Asterisk's lines do.
fn is_ours(line: &str) -> bool {
    line.contains(" src/") || line.contains("app_faxdevice.c") || line.contains("app_ferrofax")
}
