//! Plays conversation scripts against one side of T.30, on virtual time. What both sides'
//! scripts have in common:
//!
//! ```text
//! > CFR                      our side must say this and nothing else next, within 40 s or `in N s`; CNG is passed over
//! < TSI 123 | DCS 9600 ecm   the remote terminal's frames in one burst of V.21
//! < CSI 123 | damaged        the second one cannot be read
//! << damaged                 a burst with a damaged frame
//! >< page | DIS 14400 ecm    our side must say the one, and the remote terminal says the other into it;
//! >< page | 4.2 | DIS        so many seconds after it began
//! packet-lost                a packet of the remote end's audio does not come
//! quiet 5                    so many seconds pass, and our side must say nothing
//! hang-up / cancel
//! = Received E OK 1          the end: status, phase, cause, confirmed pages
//! pages …                    what the owner was told of the pages, in order
//! ```

use ferrofax::modem::LineQuality;
use ferrofax::t30::frame::Frame;
use ferrofax::t30::outcome::Outcome;
use ferrofax::t30::{Event, Input, Output, Signal};
use ferrofax::time::{Millis, SampleTime};
use std::collections::VecDeque;
use std::fs;

use crate::script::{frame_of, length_of, spell};
use ferrofax_kit::programs::top;

/// One side of T.30 with its owner.
pub(crate) trait Side: Sized {
    /// The word with which lines begin that say how this side is set up; they come before
    /// all others.
    const SETTINGS: &'static str;

    /// This side, set up by the words behind [`Self::SETTINGS`], line by line.
    fn new<'a>(settings: impl Iterator<Item = &'a str>) -> Self;

    /// To the session.
    fn handle(&mut self, now: SampleTime, input: Input);

    /// The line is packets from now on.
    fn go_over_to_packets(&mut self);

    /// From the session.
    fn poll_output(&mut self) -> Option<Output>;

    /// What the session waits for.
    fn awaiting(&self) -> &'static str;

    /// What the remote terminal said of itself, in any form that tells it from another.
    fn far_known(&self) -> String;

    /// What the owner does about an output; what is said, traced and ended is seen to elsewhere.
    fn owner(&mut self, now: SampleTime, output: Output);

    /// What the owner was told of the pages.
    fn story(&self) -> &[String];

    /// A line of this side's own. False: there is no such verb.
    fn line(player: &mut Player<Self>, verb: &str, rest: &str) -> Result<bool, String>;
}

/// A side under a script.
pub(crate) struct Player<S> {
    pub(crate) side: S,
    now: SampleTime,
    log: Vec<String>,
    said: VecDeque<Vec<Signal>>,
    /// When what is being said has gone out.
    said_at: Option<SampleTime>,
    outcome: Option<Outcome>,
}

/// Plays each script of a folder of `tests/scripts`.
pub(crate) fn play_all<S: Side>(folder: &str) {
    let folder = top().join("tests/scripts").join(folder);
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the scripts")
        .map(|entry| entry.expect("a script").path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "there are no scripts");
    let failures: Vec<String> = files
        .iter()
        .filter_map(|file| {
            let script = fs::read_to_string(file).expect("a script is text");
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            play::<S>(&script).err().map(|failure| format!("--- {name}: {failure}"))
        })
        .collect();
    assert!(
        failures.is_empty(),
        "{} of {} failed\n{}",
        failures.len(),
        files.len(),
        failures.join("\n")
    );
}

/// What our side does about a frame that comes, in a burst of its own, where a script has led to:
/// what it says, or what else shows within two seconds, and what its owner is told. None: the
/// frame is damaged.
///
/// # Errors
/// If the script does not go as written.
pub(crate) fn reaction<S: Side>(script: &str, frame: Option<Frame>) -> Result<String, String> {
    let mut player = play::<S>(script)?;
    let awaited = player.side.awaiting();
    let (known, rungs, told) =
        (player.side.far_known(), player.log.len(), player.side.story().len());
    player.said.clear();
    // Quicker than any, so that no timer runs out meanwhile.
    player.pass(Millis(100));
    player.handle(Input::V21Carrier(true));
    player.handle(Input::Flags);
    player.pass(Millis(200));
    player.handle(frame.map_or(Input::DamagedFrame, |frame| {
        Input::Frame(Frame { is_final: true, ..frame }.emit())
    }));
    player.pass(Millis(80));
    player.handle(Input::V21Carrier(false));
    for _ in 0..200 {
        player.pass_over_cng();
        if !player.said.is_empty() || player.outcome.is_some() {
            break;
        }
        player.pass(Millis(10));
    }
    let says = player.said.pop_front().map(|said| spell(&said));
    if says.as_deref() == Some("DCN") {
        player.pass(Millis(5000));
    }
    let noted = |words: &str| player.log[rungs..].iter().any(|rung| rung.contains(words));
    let does = match (says, player.outcome) {
        (Some(said), Some(outcome)) => format!("{said}, and the call ends: `{}`", outcome.cause),
        (None, Some(outcome)) => format!("the call ends: `{}`", outcome.cause),
        (Some(said), None) => said,
        (None, None) if player.side.far_known() != known => "(stored)".into(),
        (None, None) if player.side.awaiting() != awaited => {
            format!("({})", in_words(player.side.awaiting()))
        }
        (None, None) if noted("our own echo") => "(ignored: echo of our own signal)".into(),
        (None, None) if noted("is unexpected") => "(unexpected; counted)".into(),
        (None, None) => "(no reaction; we keep waiting)".into(),
    };
    let told = player.side.story()[told..].join(", ");
    Ok(if told.is_empty() { does } else { format!("{does}; reported: {told}") })
}

/// What a state awaits.
fn in_words(state: &'static str) -> &'static str {
    match state {
        "ExpectTcf" => "we expect the training check",
        "AwaitPage" => "we wait for the page from the rest of Ferrofax",
        "ExpectDis" => "we expect DIS",
        other => other,
    }
}

/// Plays a script. The error is the line that failed, why, and the conversation up to there.
fn play<S: Side>(script: &str) -> Result<Player<S>, String> {
    let lines: Vec<(usize, &str)> = script
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.split('#').next().unwrap_or_default().trim()))
        .filter(|(_, line)| !line.is_empty())
        .collect();
    let settings = lines
        .iter()
        .take_while(|(_, line)| line.split(' ').next() == Some(S::SETTINGS))
        .count();
    let mut player =
        Player::<S>::new(lines[..settings].iter().map(|(_, line)| &line[S::SETTINGS.len()..]));
    for (at, line) in &lines[settings..] {
        player
            .line(line)
            .map_err(|why| format!("line {at} `{line}`: {why}\n{}", player.log.join("\n")))?;
    }
    Ok(player)
}

impl<S: Side> Player<S> {
    fn new<'a>(settings: impl Iterator<Item = &'a str>) -> Self {
        let mut player = Self {
            side: S::new(settings),
            now: SampleTime(0),
            log: Vec::new(),
            said: VecDeque::new(),
            said_at: None,
            outcome: None,
        };
        player.drain();
        player
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            ">" => self.expect(rest)?,
            "<" => self.burst(rest.split('|').map(|frame| readable(frame.trim())).collect()),
            "<<" => self.burst(vec![None]),
            "><" => {
                let (wanted, far) =
                    rest.split_once('|').ok_or("what does the remote fax machine say into it?")?;
                self.begins(wanted.trim())?;
                let (after, far) = far.split_once('|').unwrap_or(("0", far));
                self.pass(seconds(after)?);
                self.burst(vec![Some(frame_of(far.trim()))]);
            }
            "quiet" => {
                self.pass(seconds(rest)?);
                self.pass_over_cng();
                if let Some(said) = self.said.front() {
                    return Err(format!("it said {}", spell(said)));
                }
            }
            "by-packets" => self.side.go_over_to_packets(),
            "packet-lost" => self.handle(Input::PacketLost),
            "hang-up" => self.handle(Input::HangUp),
            "cancel" => self.handle(Input::Cancel),
            "=" => self.end(rest)?,
            "pages" => {
                let got = self.side.story().join(", ");
                if got != rest {
                    return Err(format!("the owner was told: {got}"));
                }
            }
            _ => {
                if !S::line(self, verb, rest)? {
                    return Err("unknown verb".into());
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, wanted: &str) -> Result<(), String> {
        for _ in 0..40_000 {
            if self.outcome.is_some() {
                break;
            }
            self.pass(Millis(10));
        }
        let Some(outcome) = self.outcome else { return Err("it does not end".into()) };
        let got =
            format!("{:?} {} {} {}", outcome.status, outcome.phase, outcome.cause, outcome.pages);
        if got == wanted { Ok(()) } else { Err(format!("it ended {got}")) }
    }

    fn expect(&mut self, rest: &str) -> Result<(), String> {
        self.begins(rest)?;
        // What is said directly behind it is looked at next.
        while self.said_at.is_some() && self.said.is_empty() && !rest.starts_with("CNG") {
            self.pass(Millis(10));
        }
        Ok(())
    }

    /// Our side begins to say this.
    fn begins(&mut self, rest: &str) -> Result<(), String> {
        let (wanted, limit) = match rest.split_once(" in ") {
            Some((wanted, limit)) => (wanted.trim(), seconds(limit.trim_end_matches('s'))?),
            None => (rest.trim(), Millis(40_000)),
        };
        let end = self.now + limit;
        loop {
            if wanted != "CNG" {
                self.pass_over_cng();
            }
            if !self.said.is_empty() || self.now >= end {
                break;
            }
            self.pass(Millis(10));
        }
        let Some(said) = self.said.pop_front() else {
            return Err(format!("it says nothing in {}", self.side.awaiting()));
        };
        let got = spell(&said);
        if got != wanted {
            return Err(format!("it said {got}"));
        }
        Ok(())
    }

    fn pass_over_cng(&mut self) {
        self.said.retain(|said| !matches!(spell(said).as_str(), "CNG" | ""));
    }

    fn burst(&mut self, frames: Vec<Option<Frame>>) {
        self.pass(Millis(100));
        self.handle(Input::V21Carrier(true));
        self.pass(Millis(100));
        self.handle(Input::Flags);
        self.pass(Millis(800));
        let last = frames.len() - 1;
        for (at, frame) in frames.into_iter().enumerate() {
            let Some(mut frame) = frame else {
                self.handle(Input::DamagedFrame);
                continue;
            };
            frame.is_final = at == last;
            let bytes = frame.emit();
            self.pass(Millis((bytes.len() as u32 + 2) * 8 * 1000 / 300));
            self.handle(Input::Frame(bytes));
        }
        self.pass(Millis(80));
        self.handle(Input::V21Carrier(false));
    }

    /// Time goes on by steps of 10 ms.
    pub(crate) fn pass(&mut self, length: Millis) {
        let end = self.now + length;
        while self.now < end {
            self.now += Millis(10);
            if self.said_at.is_some_and(|at| self.now >= at) {
                self.said_at = None;
                self.handle(Input::Said);
            }
            self.side.handle(self.now, Input::Tick);
            self.drain();
        }
    }

    pub(crate) fn handle(&mut self, input: Input) {
        self.side.handle(self.now, input);
        self.drain();
    }

    /// The image carrier is up and trained.
    pub(crate) fn trained(&mut self) {
        self.handle(Input::ImageTrained(LineQuality::default()));
    }

    fn drain(&mut self) {
        while let Some(output) = self.side.poll_output() {
            match output {
                Output::Say(signals) => {
                    self.said_at = Some(self.now + length_of(&signals));
                    self.said.push_back(signals);
                }
                Output::Hush => self.said_at = None,
                Output::Event(Event::Ended(outcome)) => self.outcome = Some(outcome),
                Output::Event(Event::Trace(rung)) => self.log.push(rung.to_string()),
                output => self.side.owner(self.now, output),
            }
        }
    }
}

/// The frame that is written so, if it could be read on the line.
fn readable(text: &str) -> Option<Frame> {
    (text != "damaged").then(|| frame_of(text))
}

/// What a session knows of the remote terminal, of all that can be shown of it.
pub(crate) fn far_known(session: &impl std::fmt::Debug) -> String {
    let all = format!("{session:?}");
    let from = all.find(" far: ").map_or("", |at| &all[at..]);
    from.split(" announced: ").next().unwrap_or_default().to_owned()
}

fn seconds(text: &str) -> Result<Millis, String> {
    let seconds: f64 = text.trim().parse().map_err(|_| "no number of seconds")?;
    Ok(Millis((seconds * 1000.0) as u32))
}
