//! What the module does with calls, told without Asterisk: which are taken, how they end,
//! and what is said of wrong settings.

use crate::durable::hear;
use crate::fake_channel::FakeChannel;
use crate::recorded::{comes_out_the_same, records};
use crate::smtp_sink::{Answer, Mail, Script, TestSink};
use ferrofax::UnixMs;
use ferrofax::call::OriginateConfig;
use ferrofax::ladder::Way;
use ferrofax::modem::Rate;
use ferrofax::service::config::{Declaration, RawConfig};
use ferrofax::service::host::{CallInfo, Clocks, HeardFrame, Host};
use ferrofax::service::{ChannelCall, NotNow, Service};
use ferrofax::spool::jobs::{NewDocument, NewJob};
use ferrofax::spool::numbers::NumberRules;
use ferrofax::spool::{FaxId, FaxQuery, HoldOf, LadderOf, NewFax, OutboxState, RecordOf, Spool};
use ferrofax::t4::{Bitmap, Resolution};
use ferrofax::t30::outcome::Cause;
use ferrofax_kit::calling::Calling;
use ferrofax_kit::line_model::{Line, LineSettings};
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::patience::wait_until;
use ferrofax_kit::received::failed;
use ferrofax_kit::spools;
use ferrofax_kit::wire::{BLOCK, Terminal};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Remembers the AMI events.
#[derive(Default)]
struct FakeHost {
    events: Mutex<Vec<(String, BTreeMap<String, String>)>>,
}

impl Clocks for FakeHost {}

impl Host for FakeHost {
    fn manager_event(&self, event: &str, fields: &[(&str, String)]) {
        let fields =
            fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.events.lock().unwrap().push((event.to_owned(), fields));
    }
}

pub(crate) struct Lab {
    pub(crate) service: Arc<Service>,
    host: Arc<FakeHost>,
    pub(crate) folder: tempfile::TempDir,
}

/// What the dialplan declares. The last one keeps its callers to itself.
fn declared() -> [Declaration; 3] {
    [("2101", ""), ("2102", ""), ("2103", ",pdf,w(90)k(none)")].map(|(exten, more)| Declaration {
        context: "fax-devices".into(),
        exten: exten.into(),
        priority: 1,
        args: format!("alice@example.com{more}"),
        ..Declaration::default()
    })
}

impl Lab {
    pub(crate) fn new(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spool = folder.path().join("spool");
        Self::with_spool(settings, folder, &spool.display().to_string())
    }

    fn with_spool(settings: &str, folder: tempfile::TempDir, spool: &str) -> Self {
        let host = Arc::new(FakeHost::default());
        let config = RawConfig::parse(
            "ferrofax.conf",
            &format!("[general]\nspool = {spool}\nmailserver = 127.0.0.1:9\n{settings}"),
        );
        let service = Service::start(&config, &declared(), host.clone()).unwrap();
        Self { service, host, folder }
    }

    pub(crate) fn call(
        &self,
        exten: &str,
        args: &str,
    ) -> Result<ChannelCall, ferrofax::service::Refusal> {
        let info = CallInfo {
            channel: format!("PJSIP/{exten}"),
            outer_channel: "PJSIP/provider-00000012".into(),
            unique_id: "1.1".into(),
            context: "fax-devices".into(),
            exten: exten.into(),
            caller_number: "+4999112345".into(),
            ..CallInfo::default()
        };
        self.service.begin_call(info, args)
    }

    /// The AMI events since the last time, by name.
    pub(crate) fn take_events(&self) -> Vec<String> {
        self.host.events.lock().unwrap().drain(..).map(|(name, _)| name).collect()
    }

    fn show(&self, what: &str) -> String {
        self.service.command(&["show", what]).unwrap()
    }
}

/// Lets a call hear silence for so many milliseconds, and gives back how many samples it said.
fn silence(call: &mut ChannelCall, milliseconds: u64) -> usize {
    let (samples, mut block, mut said) = ([0; 160], [0; 160], 0);
    for frame in 0..milliseconds / 20 {
        let heard = HeardFrame {
            samples: &samples,
            sequence: Some(frame as u16),
            timestamp_ms: Some(frame as u32 * 20),
        };
        call.frame(frame * 20, heard);
        while call.take_speech(&mut block) {
            said += block.len();
        }
        if call.is_over() {
            break;
        }
    }
    said
}

#[test]
fn a_caller_that_keeps_silent_ends_by_t1_and_leaves_nothing() {
    let lab = Lab::new("");
    let mut call = lab.call("2101", "alice@example.com").unwrap();
    assert!(lab.show("calls").contains("1 of 4 lines busy"));
    assert!(lab.show("calls").contains("  PJSIP/provider  PJSIP/2101"), "{}", lab.show("calls"));
    silence(&mut call, 60_000);
    assert!(call.is_over());
    let mut channel = FakeChannel::default();
    call.finish(&mut channel);
    assert_eq!(channel.variables["FAXSTATUS"], "FAILED");
    assert_eq!(channel.variables["FAXERROR"], "T1_EXPIRED");
    assert!(channel.cdr.contains("cause=T1_EXPIRED"), "{}", channel.cdr);
    assert!(lab.show("faxes").contains("  PJSIP/provider  "), "{}", lab.show("faxes"));
    assert!(lab.show("calls").contains("0 of 4 lines busy"));
    assert!(lab.show("faxes").contains("T1_EXPIRED"), "{}", lab.show("faxes"));
    let events: Vec<String> =
        lab.host.events.lock().unwrap().iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(events, ["FerrofaxStart", "FerrofaxEnd"]);
    assert_eq!(lab.service.stop(), Ok(()));
    let spool = Spool::open(&lab.folder.path().join("spool")).unwrap();
    let ladder = spool.recordings().ladder(LadderOf::Fax(FaxId(1))).unwrap();
    let (first, last) = (&ladder[0], ladder.last().unwrap());
    assert_eq!((first.way, &*first.step.to_string()), (Way::Said, "CED"));
    assert!(
        ladder.iter().any(|rung| rung.step.to_string().starts_with("DIS up to ")),
        "{ladder:?}"
    );
    assert!(last.way == Way::Ended && last.step.to_string().contains("T1_EXPIRED"), "{last}");
    let records = records(&spool);
    assert_eq!((records.len(), records[0].facts.of), (1, RecordOf::Fax(FaxId(1))));
    assert_eq!(records[0].facts.trunk, "PJSIP/provider");
    assert_eq!(comes_out_the_same(&spool, &records[0]), ("T1_EXPIRED".to_owned(), 0));
}

#[test]
fn what_the_modem_knows_of_the_line_is_told_at_each_training_signal_and_page() {
    let lab = Lab::new("record = all\n");
    let mut call = lab.call("2101", "alice@example.com").unwrap();
    let page = pages::page(Content::Text, 1728, 100, 1);
    let config =
        OriginateConfig { ecm: false, rates: vec![Rate::V29At9600], ..OriginateConfig::default() };
    let mut caller = Calling::sending(config, &[page], Resolution::Standard);
    let mut line = Line::new(LineSettings {
        offset_hz: 3.0,
        skew_ppm: 50.0,
        noise_dbm0: Some(-50.0),
        ..LineSettings::mu_law()
    });
    let (mut to_caller, mut to_call) = ([0; BLOCK], [0; BLOCK]);
    for frame in 0..3000 {
        let calls_on = caller.block(&to_caller, &mut to_call);
        let samples = line.carry(&to_call).unwrap();
        hear(&mut call, frame, &samples, &mut to_caller);
        if !calls_on || call.is_over() {
            break;
        }
        if lab.host.events.lock().unwrap().iter().any(|(name, _)| name == "FerrofaxPage") {
            // The line runs much quicker than the disk to which the page goes.
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    }
    let read = |item: &str| call.item(item).unwrap().parse::<f32>().unwrap();
    assert!(read("snr") > 25.0 && (read("offset") - 3.0).abs() < 0.3 && read("relocks") == 0.0);
    // Our clock is the quick one, so that the far one is slow.
    assert!((read("skew") + 50.0).abs() < 15.0, "{}", read("skew"));
    call.finish(&mut FakeChannel::default());
    let events = lab.host.events.lock().unwrap();
    let of = |name: &str| -> Vec<&BTreeMap<String, String>> {
        events.iter().filter(|event| event.0 == name).map(|event| &event.1).collect()
    };
    let moments: Vec<&str> =
        of("FerrofaxLine").iter().map(|fields| fields["Moment"].as_str()).collect();
    let trained = moments.iter().filter(|moment| **moment == "trained").count();
    assert!(
        trained == 2 && moments.contains(&"over"),
        "the training check, then the page: {moments:?}"
    );
    for fields in of("FerrofaxLine").into_iter().chain(of("FerrofaxPage")) {
        let number = |name: &str| fields[name].parse::<f32>().unwrap();
        assert!(
            (25.0..60.0).contains(&number("SNR")) && (-30.0..-10.0).contains(&number("Level")),
            "{fields:?}"
        );
        assert!((number("Offset") - 3.0).abs() < 0.3 && number("Distortion") < 1.0, "{fields:?}");
    }
    assert_eq!(of("FerrofaxPage").len(), 1);
    let spool = Spool::open(&lab.folder.path().join("spool")).unwrap();
    let line = spools::faxes(&spool).remove(0).line.unwrap();
    let last = of("FerrofaxLine").pop().unwrap();
    let [snr, level, offset, skew] =
        ["SNR", "Level", "Offset", "Skew"].map(|name| last[name].as_str());
    let told =
        format!("V.29 9600: {snr} dB SNR, {level} dBm0, {offset} Hz, {skew} ppm, distortion ");
    assert!(line.starts_with(&told), "{line}, and not {told}");
    drop(events);
    assert_eq!(lab.service.stop(), Ok(()));
    let record = records(&spool).remove(0);
    assert_eq!((record.facts.pages, record.facts.is_ok), (1, true));
    assert_eq!(comes_out_the_same(&spool, &record), ("OK".to_owned(), 1));
}

#[test]
fn as_much_is_said_as_is_heard() {
    let lab = Lab::new("");
    let mut call = lab.call("2101", "alice@example.com").unwrap();
    assert_eq!(silence(&mut call, 4_000), 32_000);
    call.finish(&mut FakeChannel::default());
}

#[test]
fn a_hang_up_in_the_beginning_is_filed() {
    let lab = Lab::new("");
    let mut call = lab.call("2101", "alice@example.com").unwrap();
    silence(&mut call, 2_000);
    call.hung_up();
    let mut channel = FakeChannel::default();
    call.finish(&mut channel);
    assert_eq!(channel.variables["FAXERROR"], "HANGUP");
    assert!(lab.show("faxes").contains("HANGUP"));
}

#[test]
fn a_call_dropped_by_a_bug_is_filed_as_such() {
    let lab = Lab::new("");
    drop(lab.call("2101", "alice@example.com").unwrap());
    assert!(lab.show("faxes").contains("INTERNAL_ERROR"));
    assert_eq!(lab.service.active_calls(), 0);
}

#[test]
fn one_call_more_than_there_are_lines_finds_them_busy() {
    let lab = Lab::new("max_lines = 1");
    let first = lab.call("2101", "alice@example.com").unwrap();
    let refusal = lab.call("2102", "bob@example.com").err().unwrap();
    assert_eq!((refusal.error, refusal.hangup_cause), ("LINES_BUSY", 17));
    assert_eq!(
        lab.service.stop(),
        Err(NotNow::CallsRunning(1)),
        "the module stays while a call runs"
    );
    first.finish(&mut FakeChannel::default());
    let second = lab.call("2102", "bob@example.com").unwrap();
    second.finish(&mut FakeChannel::default());
}

#[test]
fn wrong_devices_are_refused_by_name_and_the_others_work() {
    let lab = Lab::new("[off]\ntype = class\n");
    for (args, error, words) in [
        ("", "INVALID_ARGUMENTS", "no mailbox"),
        ("nobody", "INVALID_ARGUMENTS", "'nobody' is not an e-mail address"),
        ("a@example.com,word", "INVALID_ARGUMENTS", "format 'word' is unknown"),
        ("a@example.com,pdf,c(off)", "NOT_ENABLED", "class [off] is not enabled"),
        ("a@example.com,pdf,c(none)", "NOT_ENABLED", "class [none] is not in ferrofax.conf"),
        ("a@example.com,pdf,x", "NOT_ENABLED", "switched off"),
    ] {
        let refusal = lab.call("2101", args).err().unwrap();
        assert_eq!(refusal.error, error);
        assert!(refusal.text.contains(words) && refusal.text.contains("2101"), "{refusal}");
    }
    lab.call("2102", "bob@example.com").unwrap().finish(&mut FakeChannel::default());
}

#[test]
fn a_spool_that_can_t_be_used_refuses_calls_until_it_can() {
    let folder = tempfile::tempdir().unwrap();
    let spool = folder.path().join("spool");
    std::fs::write(&spool, "not a folder").unwrap();
    let lab = Lab::with_spool("", folder, &spool.display().to_string());
    let refusal = lab.call("2101", "alice@example.com").err().unwrap();
    assert_eq!((refusal.error, refusal.hangup_cause), ("SPOOL_ERROR", 38));
    assert!(refusal.text.contains(&spool.display().to_string()), "{refusal}");
    assert!(lab.show("faxes").contains("can't be used"));
    std::fs::remove_file(&spool).unwrap();
    lab.call("2101", "alice@example.com")
        .unwrap()
        .finish(&mut FakeChannel::default());
    assert!(lab.folder.path().join("spool").is_dir());
}

#[test]
fn a_reload_changes_what_comes_after_it() {
    let lab = Lab::new("");
    let spool = lab.folder.path().join("spool");
    let config = RawConfig::parse(
        "ferrofax.conf",
        &format!("[general]\nspool = {}\nfaxenabled = no\nmax_lines = many\n", spool.display()),
    );
    let running = lab.call("2101", "alice@example.com").unwrap();
    lab.service.reload(&config, &[]);
    assert_eq!(lab.call("2102", "bob@example.com").err().unwrap().error, "NOT_ENABLED");
    assert!(
        lab.show("devices")
            .contains("! ferrofax.conf:4: max_lines = many: 'many' is not a number"),
        "{}",
        lab.show("devices")
    );
    running.finish(&mut FakeChannel::default());
}

/// A lab whose relay takes all, and its settings' words.
fn lab_with_relay(settings: &str) -> (Lab, TestSink, String) {
    let sink = TestSink::start(Script::default());
    let relay = format!("mailserver = {}\nmailtls = none\n", sink.address());
    (Lab::new(&format!("{relay}{settings}")), sink, relay)
}

impl Lab {
    fn reload(&self, settings: &str) {
        let spool = self.folder.path().join("spool");
        let text = format!("[general]\nspool = {}\n{settings}", spool.display());
        self.service.reload(&RawConfig::parse("ferrofax.conf", &text), &declared());
    }
}

#[test]
fn inline_by_a_reload_makes_reports_html_that_show_the_page() {
    let (lab, sink, relay) = lab_with_relay("inline = no\n");
    let document = lab.folder.path().join("document.tif");
    pages::write_tiff(&document, &[Bitmap::white(1728, 100)], Resolution::Fine);
    // Each job's last report, by the number that it was for.
    let report = |number: &str| {
        let path = document.display().to_string();
        let words =
            ["send", number, &path, "--from", "2101", "--hold", "--notify", "alice@example.com"];
        let said = lab.service.command(&words).unwrap();
        let job = said.split_whitespace().nth(1).unwrap().to_owned();
        assert!(lab.service.command(&["cancel", &job]).unwrap().contains(&job), "{said}");
        lab.service.command(&["requeue", "all"]).unwrap();
        let cancelled = || {
            let mails = sink.mails();
            let mut texts =
                mails.iter().map(|mail| String::from_utf8_lossy(&mail.bytes).into_owned());
            texts.find(|text| text.contains(&format!("{number} was cancelled")))
        };
        wait_until("the report", || cancelled().is_some());
        cancelled().unwrap_or_default()
    };
    let text = report("0991123");
    assert!(text.contains("text/plain") && !text.contains("text/html"), "{text}");
    lab.reload(&format!("{relay}inline = yes\n"));
    let html = report("0991124");
    assert!(html.contains("text/html") && html.contains("Content-Type: image/"), "{html}");
}

/// Nobody gives the command; what is kept, and for how long, is read anew.
#[test]
fn faxes_are_deleted_without_a_command_and_by_the_days_of_a_reload() {
    let sink = TestSink::start(Script::default());
    let relay = format!("mailserver = {}\nmailtls = none\n", sink.address());
    // Two that came long ago.
    let folder = with_faxes(2, &NewFax::default());
    let path = folder.path().join("spool");
    let lab = Lab::with_spool(
        &format!("{relay}retention_days = 0\n"),
        folder,
        &path.display().to_string(),
    );
    let spool = Spool::open(&path).unwrap();
    let faxes = || spool.faxes().list(&FaxQuery::default()).unwrap().len();
    lab.reload(&format!("{relay}retention_days = 0\n"));
    lab.service.command(&["test", "mail", "alice@example.com"]).unwrap();
    assert_eq!((faxes(), sink.mails().len()), (2, 1), "nothing is deleted with 0");
    lab.reload(&format!("{relay}retention_days = 36000\n"));
    lab.service.command(&["test", "mail", "alice@example.com"]).unwrap();
    assert_eq!(faxes(), 2, "they are not as old as that");
    lab.reload(&format!("{relay}retention_days = 30\n"));
    wait_until("they are deleted", || faxes() == 0);
}

#[test]
fn the_command_line_completes_its_words() {
    let lab = Lab::new("");
    assert_eq!(lab.service.complete(&["s"], 0), ["show", "send", "set"]);
    assert_eq!(lab.service.complete(&["show", "se"], 1), ["settings"]);
    assert_eq!(lab.service.complete(&["cleanup", ""], 1), Vec::<String>::new());
    assert!(lab.service.command(&["show", "nonsense"]).is_none());
    assert!(lab.show("settings").contains("max_lines"));
    assert!(lab.show("stats").contains("calls"));
    assert!(lab.show("version").contains(env!("CARGO_PKG_VERSION")));
    assert!(
        lab.service
            .command(&["cleanup"])
            .unwrap()
            .contains("0 faxes older than 30 days deleted")
    );
}

/// On Asterisk's console as in the shell: what is old goes, what is new stays.
#[test]
fn the_console_cleans_up_a_spool_with_old_and_new_faxes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spool");
    let now = UnixMs::now();
    let spool = Spool::open(&path).unwrap();
    let fax = |at: UnixMs| {
        let fax = spool
            .receiving()
            .begin_fax(&NewFax { started_at: at, ..NewFax::default() })
            .unwrap();
        spool.receiving().finish_fax(fax, &failed(Cause::T1Expired, at)).unwrap();
        fax
    };
    let then = UnixMs(now.0 - 40 * 86_400_000);
    let (first, old, new) = (fax(then), fax(then), fax(now));
    // The module cleans up by itself when it is loaded; this one is left for the command.
    let (of, why) = (HoldOf::Fax(old), ("the test", "case 17"));
    let hold = spool
        .retention()
        .place_legal_hold(&of, &NumberRules::default(), why, now)
        .unwrap();
    drop(spool);
    let lab = Lab::with_spool("", folder, &path.display().to_string());
    let spool = Spool::open(&path).unwrap();
    wait_until("the module has cleaned up", || spool.faxes().fax(first).is_err());
    let cleaned = || lab.service.command(&["cleanup"]).unwrap();
    let said = cleaned();
    assert!(said.contains("0 faxes older than 30 days deleted"), "{said}");
    spool
        .retention()
        .release_legal_hold(hold, ("the test", "settled"), now)
        .unwrap();
    let said = cleaned();
    assert!(said.contains("1 faxes older than 30 days deleted"), "{said}");
    assert!(spool.faxes().fax(old).is_err() && spool.faxes().fax(new).is_ok());
}

#[test]
fn an_operator_switches_who_may_receive_over_what_is_configured() {
    let lab = Lab::new("[sales]\ntype = class\nfaxenabled = yes\n");
    let set =
        |words: &[&str]| lab.service.command(&[&["set", "faxenabled"], words].concat()).unwrap();
    let may = |exten: &str, args: &str| match lab.call(exten, args) {
        Ok(mut call) => {
            call.hung_up();
            call.finish(&mut FakeChannel::default());
            true
        }
        Err(refusal) => {
            assert_eq!(refusal.error, "NOT_ENABLED");
            false
        }
    };
    let (plain, sales) = ("alice@example.com", "alice@example.com,pdf,c(sales)");
    assert!(may("2101", plain) && may("2101", sales));
    assert!(
        set(&["no", "device", "2101"]).starts_with("Device 2101@fax-devices receives no faxes.")
    );
    assert!(!may("2101", plain) && may("2102", plain));
    assert!(lab.show("devices").contains("no ("), "{}", lab.show("devices"));
    set(&["no", "class", "sales"]);
    assert!(!may("2102", sales) && may("2102", plain));
    set(&["yes", "device", "2101"]);
    assert!(may("2101", "alice@example.com,pdf,x") && !may("2101", sales), "a no above wins");
    set(&["no", "all"]);
    assert!(
        lab.show("settings").contains("device 2101@fax-devices, faxenabled = yes"),
        "{}",
        lab.show("settings")
    );
    assert!(!may("2101", plain) && !may("2102", plain));
    for words in [
        &["default", "all"][..],
        &["default", "class", "sales"],
        &["default", "device", "2101@fax-devices"],
    ] {
        set(words);
    }
    assert!(may("2101", sales) && !may("2101", "alice@example.com,pdf,x"));
    assert!(set(&["no", "device", "9999"]).starts_with("There is no fax device 9999"));
    assert!(set(&["no", "class", "none"]).starts_with("There is no class [none]"));
    for wrong in [&["perhaps", "all"][..], &["no", "everybody"], &["no"]] {
        assert!(lab.service.command(&[&["set", "faxenabled"], wrong].concat()).is_none());
    }
}

#[test]
fn an_operator_tries_the_relay_by_a_test_mail() {
    let sink = TestSink::start(Script::default());
    let lab = Lab::new(&format!(
        "mailserver = {}\nmailtls = none\nmaildomain = pbx.example.com\n",
        sink.address()
    ));
    let test = |address| lab.service.command(&["test", "mail", address]).unwrap();
    let said = test("alice");
    let expected =
        format!("The relay {} took the mail to alice@pbx.example.com: 250 2.0.0", sink.address());
    assert!(said.starts_with(&expected), "{said}");
    assert_eq!(sink.mails()[0].to, "alice@pbx.example.com");
    sink.set(Script { rcpt: Answer::Say("550 5.1.1 No such user".into()), ..Script::default() });
    let said = test("bob@example.com");
    assert!(
        said.contains("bob@example.com could not be handed over") && said.contains("No such user"),
        "{said}"
    );
    assert_eq!(test("no address"), "'no address' is not an e-mail address\n");
    assert!(lab.service.command(&["test", "mail"]).is_none());
}

/// A spool's folder in which so many calls have ended without a page before the module is loaded.
fn with_faxes(count: usize, new: &NewFax) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(&folder.path().join("spool")).unwrap();
    for _ in 0..count {
        let fax = spool.receiving().begin_fax(new).unwrap();
        spool
            .receiving()
            .finish_fax(fax, &failed(Cause::T1Expired, UnixMs(1_000)))
            .unwrap();
    }
    folder
}

/// The relay had refused by mistake: all goes where it was meant to go, once it is right again.
#[test]
fn an_operator_has_a_fax_mailed_again() {
    let sink = TestSink::start(Script {
        rcpt: Answer::Say("550 5.1.1 User unknown".into()),
        ..Script::default()
    });
    let mailboxes = vec!["alice@example.com".into(), "print:office".into()];
    let folder =
        with_faxes(1, &NewFax { mailboxes, mail_without_pages: true, ..NewFax::default() });
    let path = folder.path().join("spool");
    let lab = Lab::with_spool(
        &format!("mailserver = {}\nmailtls = none\n", sink.address()),
        folder,
        &path.display().to_string(),
    );
    let spool = Spool::open(&path).unwrap();
    let fax = spool.faxes().list(&FaxQuery::default()).unwrap()[0].id;
    let command = |words: &[&str]| lab.service.command(words).unwrap();
    let states = || -> Vec<_> {
        spool
            .outbox()
            .outbox_of(fax)
            .unwrap()
            .into_iter()
            .map(|it| (it.mailbox, it.state))
            .collect()
    };
    let wait_for = |count: usize| {
        wait_until("the mails", || sink.mails().len() >= count);
        sink.mails().into_iter().map(|mail| mail.to).collect::<Vec<_>>()
    };
    let failed = (String::new(), OutboxState::Failed);
    wait_until("the faxmaster is refused too", || states().contains(&failed));

    sink.set(Script::default());
    assert_eq!(
        command(&["requeue", "all"]),
        "0 mails that waited are tried now, and 1 again that nobody got.\n"
    );
    assert_eq!(wait_for(1), ["alice@example.com"]);
    // She may have it once more when the relay's word is noted, which follows the mail.
    wait_until("what the relay said", || {
        states().contains(&("alice@example.com".to_owned(), OutboxState::Delivered))
    });
    // She or others may have it once more.
    assert_eq!(command(&["mail", "1"]), "Fax 1 is mailed to alice@example.com.\n");
    wait_for(2);
    assert_eq!(
        command(&["mail", "1", "bob@example.com", "print:attic"]),
        "Fax 1 is mailed to bob@example.com, print:attic.\n"
    );
    assert_eq!(wait_for(3), ["alice@example.com", "alice@example.com", "bob@example.com"]);
    let ids = spool
        .outbox()
        .outbox_of(fax)
        .unwrap()
        .into_iter()
        .map(|entry| entry.message_id)
        .collect::<Vec<_>>();
    let mails = sink.mails();
    let has_id = |mail: &Mail| String::from_utf8_lossy(&mail.bytes).contains(&ids[0]);
    assert!(!has_id(&mails[0]) && has_id(&mails[1]), "a mail of its own");
    assert!(
        !states().contains(&failed)
            && states().contains(&("print:attic".to_owned(), OutboxState::Waiting))
    );
    assert_eq!(command(&["mail", "1", "no address"]), "'no address' is not an e-mail address\n");
    assert!(command(&["mail", "99"]).contains("99"));
    assert!(command(&["mail", "x"]).starts_with("'x' is not a fax's number"));
}

#[test]
fn an_operator_has_a_mail_tried_again_that_failed() {
    let sink = TestSink::start(Script::default());
    let lab = Lab::new(&format!("mailserver = {}\nmailtls = none\n", sink.address()));
    let spool = Spool::open(&lab.folder.path().join("spool")).unwrap();
    let document = lab.folder.path().join("document.tif");
    pages::write_tiff(&document, &[Bitmap::white(1728, 100)], Resolution::Fine);
    // Now, as the service's clock has it: what ended long ago is let go of at once.
    let now = UnixMs::now();
    let documents = vec![NewDocument { path: document, name: String::new() }];
    let new = NewJob {
        number: "1".into(),
        device: "2101@fax-devices".parse().unwrap(),
        documents,
        held: true,
        ..NewJob::default()
    };
    let job = spool.submission().submit(&new, now).unwrap();
    // Nobody is to be told but the faxmaster, who is refused: the end of the road.
    sink.set(Script { rcpt: Answer::Say("550 5.1.1 No such user".into()), ..Script::default() });
    spool.jobs().cancel_job(job, "alice", now).unwrap();
    let mail = spool.outbox().reports_of(job).unwrap()[0].id;
    let _ = spool.outbox().reject(mail, now, "550 5.1.1 No such user").unwrap();
    // The post thread may be at it in this moment: it is refused as well.
    let is_failed =
        |listed: &str| listed.contains(&format!("{mail}  job {job}  (faxmaster)  Failed"));
    let began = std::time::Instant::now();
    while !is_failed(&lab.show("outbox")) && began.elapsed().as_secs() < 20 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let listed = lab.show("outbox");
    assert!(is_failed(&listed), "{listed}");

    sink.set(Script::default());
    let requeue = |number: &str| lab.service.command(&["requeue", number]).unwrap();
    assert_eq!(requeue(&mail.to_string()), format!("Mail {mail} is tried again.\n"));
    let began = std::time::Instant::now();
    while sink.mails().is_empty() && began.elapsed().as_secs() < 20 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(sink.mails().len(), 1);
    assert!(requeue(&mail.to_string()).contains("has not failed"));
    assert!(requeue("99").contains("99"));
    assert!(requeue("x").starts_with("'x' is not a mail's number"));
}
