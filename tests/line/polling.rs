//! A document that is held is fetched (polling), alone and in the same call as a fax is sent:
//! at ourselves and at spandsp in audio, at ourselves in T.38. What comes is what was held,
//! pixel by pixel.

use ferrofax::call::replay::{Ran, replay};
use ferrofax::call::{
    AnswerConfig, Call, CallEvent, CallSettings, FarIdent, Fetch, FetchConfig, NextPage,
    OriginateConfig, PageToSend, PollRefusal, ReceivedPage, T38Terms,
};
use ferrofax::document::tiff;
use ferrofax::t4::{Bitmap, PageWidth, Resolution};
use ferrofax::t30::outcome::{Cause, Outcome, Status};
use ferrofax_kit::line_model::LineSettings;
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::peer::SpFax;
use ferrofax_kit::wire::{Block, Terminal, Wire};
use std::sync::Arc;

/// A call of ours that gives pages, takes pages, or both.
struct Ours {
    call: Call,
    tape: Vec<u8>,
    gives: Vec<Arc<Bitmap>>,
    refuses: Option<PollRefusal>,
    came: Vec<ReceivedPage>,
    asked: Option<FarIdent>,
    turned: Vec<Outcome>,
    outcome: Option<Outcome>,
    told: Vec<CallEvent>,
}

impl Ours {
    fn new(settings: CallSettings, gives: &[Bitmap]) -> Self {
        Self {
            call: Call::on_tape(settings),
            tape: Vec::new(),
            gives: gives.iter().cloned().map(Arc::new).collect(),
            refuses: None,
            came: Vec::new(),
            asked: None,
            turned: Vec::new(),
            outcome: None,
            told: Vec::new(),
        }
    }

    fn holding(held: &[Bitmap], ecm: bool) -> Self {
        let config = AnswerConfig { holds_document: true, ecm, ..AnswerConfig::default() };
        Self::new(CallSettings::Answer(config), held)
    }

    fn fetching(document: Fetch, sends: &[Bitmap], ecm: bool) -> Self {
        let receive = AnswerConfig { ecm, ..AnswerConfig::default() };
        let config = OriginateConfig {
            ident: "+49 2".into(),
            sends: !sends.is_empty(),
            fetch: Some(Box::new(FetchConfig { document, receive })),
            ecm,
            ..OriginateConfig::default()
        };
        Self::new(CallSettings::Originate(config), sends)
    }

    fn drain(&mut self) {
        while let Some(event) = self.call.poll_event() {
            match &event {
                CallEvent::Polled(far) => {
                    self.asked = Some(far.clone());
                    if let Some(why) = self.refuses {
                        self.call.refuse_poll(why);
                    }
                }
                CallEvent::WantPage { index, .. } if self.refuses.is_none() => {
                    let index = *index as usize;
                    let next =
                        if index + 1 == self.gives.len() { NextPage::End } else { NextPage::More };
                    let page = PageToSend {
                        bitmap: self.gives[index].clone(),
                        resolution: Resolution::Standard,
                        width: PageWidth::A4,
                        colour: None,
                        next,
                    };
                    self.call.give_page(page).expect("the page is taken");
                }
                CallEvent::Page(page) => {
                    self.call.page_stored(page.number);
                    self.came.push(page.clone());
                }
                CallEvent::Turned(outcome) => self.turned.push(*outcome),
                CallEvent::Ended(outcome) => self.outcome = Some(*outcome),
                _ => {}
            }
            self.told.push(event);
        }
        self.tape.extend(self.call.take_tape());
    }

    /// Ends the call as a PBX would whose line has gone.
    fn hang_up(&mut self) {
        self.call.hang_up();
        self.drain();
    }

    fn ladder(&self) -> String {
        let rungs = self.told.iter().filter_map(|event| match event {
            CallEvent::Trace(rung) => Some(rung.to_string()),
            _ => None,
        });
        rungs.collect::<Vec<_>>().join("\n")
    }

    /// What came, and that the call ended so; and runs again from its tape to the same.
    #[track_caller]
    fn check(&mut self, came: &[Bitmap], turned: usize, as_it_should: (Status, Cause)) {
        self.tape.extend(self.call.finish_tape());
        let outcome = self.outcome.expect("an end");
        assert_eq!((outcome.status, outcome.cause), as_it_should, "{}", self.ladder());
        let well = |outcome: &Outcome| (outcome.status, outcome.cause) == WELL;
        assert!(self.turned.len() == turned && self.turned.iter().all(well), "{:?}", self.turned);
        assert_eq!(self.came.len(), came.len(), "{}", self.ladder());
        for (sent, page) in came.iter().zip(&self.came) {
            assert_eq!(pages::difference(sent, &page.bitmap), None, "{}", self.ladder());
            assert!(page.complete);
        }
        let mut again = Vec::new();
        let watch = |_, ran: Ran<'_>| {
            if let Ran::Told(event) = ran {
                again.push(event);
            }
        };
        assert!(
            replay(&self.tape, |_| (), watch)
                .is_ok_and(|replayed| { replayed.is_whole && replayed.differs_at.is_none() })
        );
        assert!(again == self.told, "the tape runs otherwise");
    }
}

impl Terminal for Ours {
    fn block(&mut self, heard: &Block, said: &mut Block) -> bool {
        self.call.hear(heard);
        self.drain();
        self.call.say(said);
        self.drain();
        !self.call.is_over()
    }
}

const WELL: (Status, Cause) = (Status::Received, Cause::Ok);

/// Two pages of these contents.
fn two(seed: u64) -> Vec<Bitmap> {
    [Content::Text, Content::Drawing]
        .map(|content| pages::page(content, 1728, 200, seed))
        .into()
}

fn a_line() -> Wire {
    Wire::new(&LineSettings::a_law())
}

/// Both by packets of T.38 that none is lost of.
fn by_packets(caller: &mut Ours, called: &mut Ours) {
    for side in [&mut *caller, &mut *called] {
        side.call.switch_to_t38(T38Terms { max_ifp: 400, ..T38Terms::default() });
        side.drain();
    }
    for _ in 0..50 * 300 {
        if caller.call.is_over() && called.call.is_over() {
            return;
        }
        carry(caller, called);
        carry(called, caller);
    }
    panic!("no end:\n{}\n\n{}", caller.ladder(), called.ladder());
}

fn carry(from: &mut Ours, to: &mut Ours) {
    from.call.pass_time(160);
    from.drain();
    while let Some(packet) = from.call.poll_packet() {
        to.call.hear_packet(None, &packet);
    }
    to.drain();
}

/// Both ways between two of ours: fetched alone, behind what is sent, and before it.
fn between_ours(ecm: bool, talk: impl Fn(&mut Ours, &mut Ours)) {
    let (held, sent) = (two(1), two(2));
    let document = Fetch { sep: Some("4711".into()), pwd: Some("90210".into()), first: false };
    let mut caller = Ours::fetching(document.clone(), &[], ecm);
    let mut called = Ours::holding(&held, ecm);
    talk(&mut caller, &mut called);
    caller.check(&held, 0, WELL);
    called.check(&[], 0, WELL);
    let asked = called.asked.expect("it is asked");
    assert_eq!(asked.ident.as_deref(), Some("+49 2"));
    assert_eq!((asked.sep.as_deref(), asked.pwd.as_deref()), (Some("4711"), Some("90210")));

    for first in [false, true] {
        let mut caller = Ours::fetching(Fetch { first, ..document.clone() }, &sent, ecm);
        let mut called = Ours::holding(&held, ecm);
        talk(&mut caller, &mut called);
        caller.check(&held, 1, WELL);
        called.check(&sent, 1, WELL);
    }

    let mut caller = Ours::fetching(document, &[], ecm);
    let mut called = Ours::holding(&held, ecm);
    called.refuses = Some(PollRefusal::WrongPassword);
    talk(&mut caller, &mut called);
    caller.check(&[], 0, (Status::Failed, Cause::FetchRefused));
    called.check(&[], 0, (Status::Failed, Cause::WrongPassword));
    for side in [&caller, &called] {
        assert!(side.ladder().contains("PWD, 5 letters") && !side.ladder().contains("90210"));
    }
}

#[test]
fn between_two_of_ours_in_audio() {
    for ecm in [false, true] {
        between_ours(ecm, |caller, called| _ = a_line().run(caller, called));
    }
}

#[test]
fn between_two_of_ours_by_packets() {
    for ecm in [false, true] {
        between_ours(ecm, by_packets);
    }
}

#[test]
fn a_document_of_spandsp_is_fetched() {
    for ecm in [false, true] {
        let (folder, held) = (tempfile::tempdir().expect("a folder"), two(3));
        let file = folder.path().join("held.tif");
        pages::write_tiff(&file, &held, Resolution::Standard);
        let mut theirs = SpFax::held(&file).ecm(ecm).arg("--trace").start();
        let mut ours = Ours::fetching(Fetch::default(), &[], ecm);
        a_line().run(&mut ours, &mut theirs);
        ours.hang_up();
        let theirs = theirs.finish();
        assert!(theirs.ok, "{}", theirs.log);
        ours.check(&held, 0, WELL);
    }
}

#[test]
fn spandsp_fetches_a_document_of_ours() {
    for ecm in [false, true] {
        let (folder, held) = (tempfile::tempdir().expect("a folder"), two(4));
        let file = folder.path().join("fetched.tif");
        let asking = ["--sep", "4711", "--pwd", "08", "--ident", "+1 555 0199", "--trace"];
        let theirs = asking.iter().fold(SpFax::fetching(&file).ecm(ecm), |it, word| it.arg(word));
        let (mut theirs, mut ours) = (theirs.start(), Ours::holding(&held, ecm));
        a_line().run(&mut theirs, &mut ours);
        ours.hang_up();
        let theirs = theirs.finish();
        assert!(theirs.ok, "{}\n{}", theirs.log, ours.ladder());
        ours.check(&[], 0, WELL);
        let asked = ours.asked.expect("it is asked");
        assert_eq!(asked.ident.as_deref(), Some("+1 555 0199"));
        assert_eq!((asked.sep.as_deref(), asked.pwd.as_deref()), (Some("4711"), Some("08")));
        let came = tiff::read(&file).expect("a TIFF came");
        let came: Vec<Bitmap> = came.iter().map(|page| page.bitmap().expect("a page")).collect();
        assert!(came == held);
    }
}

#[test]
fn what_is_sent_to_spandsp_goes_before_what_is_fetched_there() {
    for ecm in [false, true] {
        let (folder, held, sent) = (tempfile::tempdir().expect("a folder"), two(5), two(6));
        let [held_file, got] = ["held.tif", "got.tif"].map(|name| folder.path().join(name));
        pages::write_tiff(&held_file, &held, Resolution::Standard);
        let theirs = SpFax::receiving(&got).arg("--hold").arg(&held_file.display().to_string());
        let mut theirs = theirs.ecm(ecm).arg("--trace").start();
        let mut ours = Ours::fetching(Fetch::default(), &sent, ecm);
        a_line().run(&mut ours, &mut theirs);
        ours.hang_up();
        let theirs = theirs.finish();
        assert!(theirs.ok, "{}\n{}", theirs.log, ours.ladder());
        ours.check(&held, 1, WELL);
    }
}

#[test]
fn spandsp_without_a_document_is_not_asked_for_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut theirs = SpFax::receiving(&folder.path().join("got.tif")).start();
    let mut ours = Ours::fetching(Fetch::default(), &[], true);
    a_line().run(&mut ours, &mut theirs);
    ours.check(&[], 0, (Status::Failed, Cause::NothingToFetch));
}
