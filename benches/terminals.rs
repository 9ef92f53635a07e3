//! Measures the CPU time of whole terminals, compared with spandsp's in the same run: `cargo bench
//! --bench terminals`.
//!
//! For some rates, the first table has the CPU time in microseconds for each second of line time:
//! of our sending and receiving terminals, of spandsp's, and the ratio. A terminal is everything
//! between the samples and the pages in a file. A call with spandsp is recorded first. Then each
//! terminal processes the recording again, without the line and the other end. The four terminals
//! take turns, so that other load on the machine affects them equally, and the fastest of several
//! turns counts.
//!
//! The second table has only the image receivers, for all rates, on the same signal with a little
//! noise.
//!
//! The third table has the CPU time of recording a call. It includes the coding of the pages, which
//! happens outside of the call, but not the compression of the stored recording.
//!
//! It needs a C compiler, libspandsp-dev and libtiff-dev.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ferrofax::call::{Call, CallEvent, CallSettings, NextPage, OriginateConfig, PageToSend};
use ferrofax::document::tiff::{self, Appender, NewPage};
use ferrofax::modem::image::ImageReceiver;
use ferrofax::modem::{Rate, RxEvent};
use ferrofax::t4::{Bitmap, PageWidth, Resolution};
use ferrofax::t30::outcome::Status;
use ferrofax_kit::answering::Answering;
use ferrofax_kit::calling::Calling;
use ferrofax_kit::faxing::answer_config;
use ferrofax_kit::line_model::{Line, LineSettings};
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::peer::SpFax;
use ferrofax_kit::processor;
use ferrofax_kit::sp_modem::{spandsp_hears, spandsp_says};
use ferrofax_kit::wire::{BLOCK, Block, Terminal, Wire};

const PAGES: u64 = 3;
const TURNS: u32 = 7;

fn main() {
    let folder = tempfile::tempdir().expect("a folder for the pages");
    let sent: Vec<Bitmap> =
        (0..PAGES).map(|seed| pages::page(Content::Text, 1728, 1145, seed)).collect();
    let file = folder.path().join("sent.tif");
    pages::write_tiff(&file, &sent, Resolution::Standard);

    println!("µs a line second     | {:^24} | {:^24}", "sending", "receiving");
    let three = format!("{:>8} {:>8} {:>6}", "ours", "spandsp", "part");
    println!("{:<20} | {three} | {three}", "");
    for (rate, ecm) in [
        (Rate::V17At14400, true),
        (Rate::V17At14400, false),
        (Rate::V29At9600, true),
        (Rate::V27ter4800, true),
        (Rate::V27ter2400, false),
    ] {
        let case = Case { rate, ecm, sent: &sent, file: &file, folder: folder.path() };
        let [sending, receiving] = case.measure();
        println!(
            "{:<20} | {sending} | {receiving}",
            format!("{rate}{}", if ecm { ", ECM" } else { "" })
        );
    }

    println!();
    println!("µs a line second     | {:^24}", "the image receiver alone");
    println!("{:<20} | {three}", "");
    for rate in Rate::ALL {
        println!("{:<20} | {}", rate.to_string(), receiver_alone(rate));
    }

    println!();
    println!("µs a line second     | a call without a tape and with one");
    let shared: Vec<_> = sent.iter().cloned().map(Arc::new).collect();
    for (word, law) in [("A-law", LineSettings::a_law()), ("µ-law", LineSettings::mu_law())] {
        let calls = on_tape(&shared, &law);
        for (call, does) in calls.iter().zip(["receiving", "sending"]) {
            println!("{:<20} | {}", format!("{does}, {word}"), call.cost(1));
            println!("{:<20} | {}", format!("{CALLS} {does}, {word}"), call.cost(CALLS));
        }
    }
}

/// The number of calls at the same time in the last line of the table. As in a PBX, the data of a
/// call is no longer in the CPU cache when its next turn comes.
const CALLS: usize = 100;

/// A call that processes a recorded signal again.
struct Again<'a> {
    settings: CallSettings,
    heard: Vec<Block>,
    pages: &'a [Arc<Bitmap>],
}

/// Returns a call that receives these pages by V.17 with ECM, and a call that sends them.
fn on_tape<'a>(sent: &'a [Arc<Bitmap>], line: &LineSettings) -> [Again<'a>; 2] {
    let mut answering =
        Recorded { terminal: &mut Answering::new(answer_config()), heard: Vec::new() };
    let pages: Vec<_> = sent.iter().map(|page| Bitmap::clone(page)).collect();
    let mut calling = Calling::sending(OriginateConfig::default(), &pages, Resolution::Standard);
    let mut calling = Recorded { terminal: &mut calling, heard: Vec::new() };
    Wire::new(line).run(&mut calling, &mut answering);
    let originate = CallSettings::Originate(OriginateConfig::default());
    [(CallSettings::Answer(answer_config()), answering.heard), (originate, calling.heard)]
        .map(|(settings, heard)| Again { settings, heard, pages: sent })
}

impl Again<'_> {
    /// Returns the CPU time of `calls` such calls in turn, without and with a recording, which is
    /// fetched every four seconds.
    fn cost(&self, calls: usize) -> String {
        let run = |begin: fn(CallSettings) -> Call| {
            let mut calls: Vec<_> = (0..calls).map(|_| begin(self.settings.clone())).collect();
            // The other end is silent after its DCN.
            for block in self.heard.iter().chain(std::iter::repeat_n(&[0; BLOCK], 1000)) {
                calls.iter_mut().for_each(|call| self.turn(call, block));
                if calls.iter().all(Call::is_over) {
                    return;
                }
            }
            panic!("the calls have not ended");
        };
        let (mut without, mut with) = (Duration::MAX, Duration::MAX);
        for _ in 0..TURNS {
            without = without.min(processor::least(1, || run(Call::begin_as)));
            with = with.min(processor::least(1, || run(Call::on_tape)));
        }
        let seconds = (self.heard.len() * BLOCK * calls) as f64 / 8000.0;
        let [without, with] = [without, with].map(|cost| cost.as_secs_f64() * 1e6 / seconds);
        format!("{without:>8.1} {with:>8.1} {:>6.3}", with / without)
    }

    fn turn(&self, call: &mut Call, block: &Block) {
        call.hear(block);
        while let Some(event) = call.poll_event() {
            match event {
                CallEvent::Page(page) => call.page_stored(page.number),
                CallEvent::WantPage { index, .. } => give(call, self.pages, index as usize),
                _ => {}
            }
        }
        call.say(&mut [0; BLOCK]);
        if call.tape_len() > 32_000 {
            drop(call.take_tape().octets());
        }
    }
}

fn give(call: &mut Call, pages: &[Arc<Bitmap>], index: usize) {
    let next = if index + 1 < pages.len() { NextPage::More } else { NextPage::End };
    let bitmap = Arc::clone(&pages[index]);
    let (resolution, width) = (Resolution::Standard, PageWidth::A4);
    call.give_page(PageToSend { bitmap, resolution, width, colour: None, next })
        .expect("the page is taken");
}

/// Returns the CPU time of a receiver for a signal of half a minute.
fn receiver_alone(rate: Rate) -> Costs {
    let said = spandsp_says(rate, 1, rate.bps() as usize * 30, false, -26.0);
    let mut line = Line::new(LineSettings { noise_dbm0: Some(-60.0), ..LineSettings::mu_law() });
    let said: Vec<Block> = said.as_chunks().0.to_vec();
    let heard: Vec<Block> =
        said.iter().map(|block| line.carry(block).expect("nothing is lost")).collect();
    let samples = heard.as_flattened();
    let (mut ours, mut theirs) = (Duration::MAX, f64::INFINITY);
    for _ in 0..TURNS {
        ours = ours.min(processor::least(1, || {
            let (mut receiver, mut bits) = (ImageReceiver::new(rate), 0);
            for block in &heard {
                receiver.receiver().push(block, &mut |event| {
                    if let RxEvent::Bits(some) = event {
                        bits += some.count;
                    }
                });
            }
            assert!(bits >= rate.bps() * 30, "{rate}: {bits} bits were received");
        }));
        theirs = theirs.min(spandsp_hears(rate, samples, -45.5).cpu_us);
    }
    let seconds = samples.len() as f64 / 8000.0;
    Costs { ours: ours.as_secs_f64() * 1e6 / seconds, theirs: theirs / seconds }
}

struct Case<'a> {
    rate: Rate,
    ecm: bool,
    sent: &'a [Bitmap],
    file: &'a Path,
    folder: &'a Path,
}

/// The CPU time of a second of line time.
struct Costs {
    ours: f64,
    theirs: f64,
}

impl Case<'_> {
    fn measure(&self) -> [Costs; 2] {
        let (sender, receiver) = (|| self.their_sender(), || self.their_receiver());
        // The input of each terminal in a call with spandsp.
        let to_our_sender = heard_by(&mut self.our_sender(), |ours, wire| {
            wire.run(ours, &mut receiver().start());
        });
        let to_their_sender = heard_by(&mut sender().start(), |theirs, wire| {
            wire.run(theirs, &mut receiver().start());
        });
        let to_our_receiver = heard_by(&mut self.our_receiver(), |ours, wire| {
            wire.run(&mut sender().start(), ours);
        });
        let to_their_receiver = heard_by(&mut receiver().start(), |theirs, wire| {
            wire.run(&mut sender().start(), theirs);
        });
        let mut least = [Duration::MAX; 4];
        for _ in 0..TURNS {
            let now = [
                processor::least(1, || self.replay_our_sender(&to_our_sender)),
                self.replay_theirs(sender(), &to_their_sender),
                processor::least(1, || self.replay_our_receiver(&to_our_receiver)),
                self.replay_theirs(receiver(), &to_their_receiver),
            ];
            least = std::array::from_fn(|at| least[at].min(now[at]));
        }
        let of = |cost: Duration, heard: &[Block]| {
            cost.as_secs_f64() * 1e6 / (heard.len() as f64 * BLOCK as f64 / 8000.0)
        };
        [
            Costs { ours: of(least[0], &to_our_sender), theirs: of(least[1], &to_their_sender) },
            Costs {
                ours: of(least[2], &to_our_receiver),
                theirs: of(least[3], &to_their_receiver),
            },
        ]
    }

    fn modems(&self) -> &'static str {
        match self.rate {
            Rate::V27ter2400 | Rate::V27ter4800 => "v27ter",
            Rate::V29At7200 | Rate::V29At9600 => "v29",
            _ => "v17",
        }
    }

    fn their_sender(&self) -> SpFax {
        SpFax::sending(self.file)
            .modems(self.modems())
            .max_rate(self.rate.bps())
            .codings("mh,mr,mmr")
            .ecm(self.ecm)
    }

    fn their_receiver(&self) -> SpFax {
        SpFax::receiving(&self.folder.join("theirs.tif")).ecm(self.ecm)
    }

    fn our_sender(&self) -> Calling {
        let pages = tiff::read(self.file).expect("our own file");
        let pages: Vec<Bitmap> =
            pages.iter().map(|page| page.bitmap().expect("our own page")).collect();
        let config =
            OriginateConfig { rates: vec![self.rate], ecm: self.ecm, ..OriginateConfig::default() };
        Calling::sending(config, &pages, Resolution::Standard)
    }

    fn our_receiver(&self) -> Answering {
        Answering::new(ferrofax::call::AnswerConfig { ecm: self.ecm, ..answer_config() })
    }

    fn replay_our_sender(&self, heard: &[Block]) {
        let mut caller = self.our_sender();
        hear(&mut caller, heard);
        caller.hang_up();
        assert_eq!(caller.outcome.map(|outcome| outcome.status), Some(Status::Received));
        assert!(caller.negotiated.iter().all(|how| how.rate == self.rate && how.ecm == self.ecm));
    }

    fn replay_our_receiver(&self, heard: &[Block]) {
        let mut answerer = self.our_receiver();
        hear(&mut answerer, heard);
        answerer.hang_up();
        assert!(answerer.pages.iter().map(|page| &page.bitmap).eq(self.sent));
        assert!(
            answerer
                .negotiated
                .iter()
                .all(|how| how.rate == self.rate && how.ecm == self.ecm)
        );
        let file = self.folder.join("ours.tif");
        let _ = std::fs::remove_file(&file);
        let mut file = Appender::open(&file).expect("a file for the pages");
        for page in &answerer.pages {
            let date_time = "2026:11:20 08:13:33";
            let page = NewPage {
                bitmap: &page.bitmap,
                resolution: page.resolution,
                quality: page.quality,
                date_time,
            };
            file.append(&page).expect("the page is filed");
        }
    }

    fn replay_theirs(&self, terminal: SpFax, heard: &[Block]) -> Duration {
        let file: PathBuf = self.folder.join("heard.s16");
        let bytes: Vec<u8> =
            heard.iter().flatten().flat_map(|sample| sample.to_le_bytes()).collect();
        std::fs::write(&file, bytes).expect("the recording is written");
        terminal.replay(&file)
    }
}

impl std::fmt::Display for Costs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:>8.1} {:>8.1} {:>6.2}", self.ours, self.theirs, self.ours / self.theirs)
    }
}

/// A terminal, and all its input.
struct Recorded<'a> {
    terminal: &'a mut dyn Terminal,
    heard: Vec<Block>,
}

impl Terminal for Recorded<'_> {
    fn block(&mut self, heard: &Block, said: &mut Block) -> bool {
        self.heard.push(*heard);
        self.terminal.block(heard, said)
    }
}

fn heard_by(
    terminal: &mut dyn Terminal,
    call: impl FnOnce(&mut Recorded<'_>, &mut Wire),
) -> Vec<Block> {
    let mut recorded = Recorded { terminal, heard: Vec::new() };
    call(&mut recorded, &mut Wire::new(&LineSettings::a_law()));
    recorded.heard
}

fn hear(terminal: &mut dyn Terminal, heard: &[Block]) {
    let mut said = [0; BLOCK];
    for block in heard {
        if !terminal.block(block, &mut said) {
            break;
        }
    }
}
