//! The ways in which a call switches to T.38, by the request of either side. Each ends in a fax
//! that arrives pixel by pixel.

use std::thread;
use std::time::Duration;

use ferrofax::document::tiff;
use ferrofax::spool::jobs::JobState;
use ferrofax::spool::submission::Draft;
use ferrofax::spool::wish::Wish;
use ferrofax::spool::{FaxStatus, ReceivedFax};
use ferrofax::t4::{Bitmap, Resolution};

use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::pages::{self, Content};
use crate::receive_case::differences;
use crate::sending_desk::SendingDesk;
use crate::sip_peer::{Answer, Script, SipPeer, Told};
use crate::watching::eventually;
use ferrofax_kit::spools;

on_each_asterisk!(each_way_of_switching_ends_in_a_fax);

/// A way to switch to T.38, and the result of the fax.
#[derive(Clone, Copy)]
struct Way {
    name: &'static str,
    script: Script,
    /// The option `t38` of the device.
    device: &'static str,
    /// Whether the fax ends in T.38.
    is_t38: bool,
    /// Whether Asterisk hangs up; then the fax arrives in the next call.
    breaks: bool,
    /// The first messages that switch the call, as the peer sees them.
    story: &'static [&'static str],
}

const fn script(answer: Answer) -> Script {
    Script { answer, asks_after: None, refreshes_every: None }
}

const fn asking(after_ms: u64) -> Script {
    Script {
        answer: Answer::Accept,
        asks_after: Some(Duration::from_millis(after_ms)),
        refreshes_every: None,
    }
}

const REFRESH: Option<Duration> = Some(Duration::from_secs(7));

const WAYS: [Way; 12] = [
    Way {
        name: "we ask",
        script: script(Answer::Accept),
        device: "yes",
        is_t38: true,
        breaks: false,
        story: &["theirs image"],
    },
    Way {
        name: "they ask at once",
        script: asking(0),
        device: "yes",
        is_t38: true,
        breaks: false,
        // On a busy machine, Asterisk's Dial() rejects requests that arrive before it has bridged
        // the call. Then Ferrofax requests T.38.
        story: &["ours image"],
    },
    Way {
        name: "they ask us who are passive",
        script: asking(2500),
        device: "passive",
        is_t38: true,
        breaks: false,
        story: &["ours image 200"],
    },
    Way {
        name: "they ask where audio is wanted",
        script: asking(2500),
        device: "no",
        is_t38: false,
        breaks: false,
        story: &["ours image 488"],
    },
    Way {
        name: "nobody asks",
        script: script(Answer::Accept),
        device: "passive",
        is_t38: false,
        breaks: false,
        story: &[],
    },
    Way {
        name: "both at once",
        script: script(Answer::Cross),
        device: "yes",
        is_t38: true,
        breaks: false,
        story: &["theirs image", "ours image 491"],
    },
    Way {
        name: "refused",
        script: script(Answer::Refuse("488 Not Acceptable Here")),
        device: "yes",
        is_t38: false,
        breaks: false,
        story: &["theirs image"],
    },
    Way {
        name: "answered late",
        script: script(Answer::Late(Duration::from_secs(6))),
        device: "yes",
        is_t38: true,
        breaks: false,
        story: &["theirs image"],
    },
    Way {
        name: "accepted but silent",
        script: script(Answer::Mute),
        device: "yes",
        is_t38: false,
        breaks: false,
        story: &["theirs image", "theirs audio"],
    },
    Way {
        name: "port 0",
        script: script(Answer::PortZero),
        device: "yes",
        is_t38: false,
        breaks: true,
        story: &["theirs image"],
    },
    Way {
        name: "refreshed in T.38",
        script: Script { answer: Answer::Accept, asks_after: None, refreshes_every: REFRESH },
        device: "yes",
        is_t38: true,
        breaks: false,
        story: &["theirs image"],
    },
    Way {
        name: "refreshed in audio",
        script: Script { answer: Answer::Accept, asks_after: None, refreshes_every: REFRESH },
        device: "no",
        is_t38: false,
        breaks: false,
        story: &["refresh", "ours audio 200"],
    },
];

/// The address by which our PBX identifies a peer with T.38.
const IP: &str = "127.0.0.2";

/// The longest call: T.30 waits 35 s for a first answer.
const LONGEST: Duration = Duration::from_secs(120);

fn each_way_of_switching_ends_in_a_fax(asterisk: Asterisk) {
    let device = |(at, way): (usize, &Way)| {
        format!(
            "exten => 84{at:02},1,FaxDevice(switch{at}@example.com,tiff,T({})s(+49 84{at:02}))",
            way.device
        )
    };
    let lines: Vec<String> = WAYS.iter().enumerate().map(device).collect();
    let desk = SendingDesk::start("switching", asterisk, &lines, &["retry_dropped = 2"]);
    let faults: Vec<String> = thread::scope(|scope| {
        let desk = &desk;
        let runs = WAYS.iter().enumerate().flat_map(|(at, way)| {
            [scope.spawn(move || way.receive(desk, at)), scope.spawn(move || way.send(desk, at))]
        });
        let runs: Vec<_> = runs.collect();
        runs.into_iter()
            .filter_map(|run| run.join().expect("no panic in a call"))
            .collect()
    });
    assert!(
        faults.is_empty(),
        "{} of {} failed:\n{}",
        faults.len(),
        2 * WAYS.len(),
        faults.join("\n")
    );
}

impl Way {
    /// Lets the peer send a fax to our PBX.
    fn receive(&self, desk: &SendingDesk, at: usize) -> Option<String> {
        let document = document(at as u64);
        let peer = SipPeer::new(IP, self.script, document.clone());
        let (port, number) = (desk.lab.port("ours_sip"), format!("84{at:02}"));
        // Each way has a caller's number of its own, because Ferrofax remembers failures for a
        // number.
        let from = format!("49917{at}");
        let mut told = peer.call(port, &number, &from, LONGEST);
        let mut faults = self.wrong(&told);
        if self.breaks {
            told =
                SipPeer::new(IP, self.script, document.clone()).call(port, &number, &from, LONGEST);
        }
        let exten = format!("84{at:02}");
        let fax = eventually("the fax is filed", 30, || {
            let faxes = spools::faxes(&desk.spool);
            let mine = |fax: &ReceivedFax| fax.device.number == exten && !fax.pages.is_empty();
            faxes.into_iter().find(|fax| mine(fax) && fax.status != FaxStatus::Receiving)
        });
        let stored = desk.spool.faxes().document_path(fax.id).map_err(|error| error.to_string());
        match stored.and_then(|path| tiff::read(&path).map_err(|error| error.to_string())) {
            Ok(pages) => {
                let pages: Vec<_> = pages.iter().filter_map(|page| page.bitmap().ok()).collect();
                faults.extend(differences("here", &document, &pages));
            }
            Err(error) => faults.push(error),
        }
        self.told("received from the peer", faults, &told)
    }

    /// Lets our PBX send a fax to the peer.
    fn send(&self, desk: &SendingDesk, at: usize) -> Option<String> {
        let document = document(100 + at as u64);
        let file = desk.document(&format!("switch{at}"), &document, Resolution::Standard);
        let peer = SipPeer::new(IP, self.script, Vec::new());
        let tries = |draft: &mut Draft| draft.set(Wish::Tries, if self.breaks { "2" } else { "1" });
        let id = desk.submit(&peer.number(), &format!("84{at:02}"), &file, tries);
        let port = peer.port();
        let mut told = peer.answer(LONGEST);
        let mut faults = self.wrong(&told);
        if self.breaks {
            told = SipPeer::at(IP, port, self.script, Vec::new()).answer(LONGEST);
        }
        let job = desk.await_end(id, LONGEST);
        if job.state != JobState::Done {
            faults.push(format!("the job is {:?}: {:?} {}", job.state, job.failure, job.text));
        }
        faults.extend(differences("there", &document, &told.pages));
        self.told("sent to the peer", faults, &told)
    }

    fn wrong(&self, told: &Told) -> Vec<String> {
        let mut faults = Vec::new();
        if told.is_t38 != self.is_t38 {
            faults.push(format!("it ended in {}", if told.is_t38 { "T.38" } else { "audio" }));
        }
        let seen = self.from_its_first_step(&told.story);
        if !self.story.iter().zip(seen).all(|(wanted, seen)| seen.starts_with(wanted))
            || seen.len() < self.story.len()
        {
            faults.push(format!("it went otherwise than {:?}", self.story));
        }
        faults
    }

    /// Returns the messages without earlier session refreshes of the peer. It refreshes at fixed
    /// times, but our PBX requests T.38 after the first signals, which takes longer on a busy
    /// machine.
    fn from_its_first_step<'s>(&self, seen: &'s [String]) -> &'s [String] {
        let first = self.story.first().copied().unwrap_or_default();
        match seen {
            [asked, answered, rest @ ..]
                if asked == "refresh"
                    && answered.starts_with("ours audio")
                    && first.starts_with("theirs") =>
            {
                self.from_its_first_step(rest)
            }
            _ => seen,
        }
    }

    fn told(&self, how: &str, faults: Vec<String>, told: &Told) -> Option<String> {
        let Told { outcome, story, datagrams, trace, .. } = told;
        let last: Vec<&String> = trace.iter().rev().take(12).rev().collect();
        (!faults.is_empty()).then(|| {
            format!(
                "{}, {how}: {}\n    {outcome:?} {story:?}, {datagrams} datagrams, {last:?}",
                self.name,
                faults.join("; ")
            )
        })
    }
}

/// Returns two short pages.
fn document(seed: u64) -> Vec<Bitmap> {
    vec![
        pages::page(Content::Text, 1728, 500, seed),
        pages::page(Content::Drawing, 1728, 300, seed),
    ]
}
