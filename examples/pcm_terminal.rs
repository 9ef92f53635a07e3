//! One fax terminal on a PCM pipe: signed 16-bit little-endian samples at 8000 Hz from stdin, the same to stdout, in lockstep
//! blocks of 160 samples, reading first. The sample count is the only clock. The result is one line of JSON on stderr.
//!
//!     cargo run --release --example pcm_terminal -- --receive FILE.tif [options]
//!
//! The answering, receiving half is there; `--send` is refused. What the far end wants to see of a sender (`--header`,
//! `--sub`, …) and the page range are accepted and have no meaning for a receiver.
//!
//! Exit status: 0 the fax came completely, 1 it did not, 2 the command line is wrong.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::exit;
use std::time::{Duration, Instant};

use ferrofax::call::{AnswerConfig, Call, CallEvent, ReceivedPage};
use ferrofax::document::tiff::{Appender, NewPage};
use ferrofax::modem::Rate;
use ferrofax::t4::{Coding, PageWidth, Resolution};
use ferrofax::t30::outcome::{Outcome, Status};

/// Samples in a block.
const BLOCK: usize = 160;

fn main() {
    let options = Options::read(std::env::args().skip(1)).unwrap_or_else(|wrong| {
        eprintln!("pcm_terminal: {wrong}");
        exit(2);
    });
    let mut terminal = Terminal::new(&options).unwrap_or_else(|wrong| {
        eprintln!("pcm_terminal: {wrong}");
        exit(2);
    });
    if let Err(error) = terminal.run() {
        eprintln!("pcm_terminal: {error}");
    }
    exit(terminal.report());
}

/// The command line.
struct Options {
    file: PathBuf,
    config: AnswerConfig,
    trace: bool,
    record: Option<PathBuf>,
    max_blocks: u64,
    tail_blocks: u64,
}

impl Options {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut file = None;
        let mut config = AnswerConfig::default();
        let (mut trace, mut record, mut max_blocks, mut tail_blocks) = (false, None, u64::MAX, 10);
        let (mut max_rate, mut modems) = (u32::MAX, "v17,v29,v27ter".to_owned());
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--receive" => file = Some(PathBuf::from(value()?)),
                "--send" => return Err("--send: sending is not there yet, only --receive".into()),
                "--caller" => return Err("--caller: polling is not there, a receiver answers".into()),
                "--answer" => {}
                "--ident" => config.ident = value()?,
                "--header" | "--sub" | "--sep" | "--sid" | "--pwd" | "--pages" => drop(value()?),
                "--max-rate" => max_rate = number(&word, &value()?)?,
                "--modems" => modems = value()?,
                "--ecm" => config.ecm = true,
                "--no-ecm" => config.ecm = false,
                "--tx-level" => {
                    let level = value()?;
                    config.tx_level_dbm0 =
                        level.parse().map_err(|_| format!("--tx-level: {level} is no level in dBm0"))?;
                }
                "--compr" => {
                    config.codings =
                        list(&word, &value()?, &[("mh", Coding::Mh), ("mr", Coding::Mr), ("mmr", Coding::Mmr)])?;
                }
                "--res" => {
                    let known = [
                        ("standard", Resolution::Standard),
                        ("fine", Resolution::Fine),
                        ("superfine", Resolution::Superfine),
                        ("200", Resolution::R200),
                        ("300", Resolution::R300),
                        ("400", Resolution::R400),
                    ];
                    config.resolutions = list(&word, &value()?, &known)?;
                }
                "--width" => {
                    let known = [("a4", PageWidth::A4), ("b4", PageWidth::B4), ("a3", PageWidth::A3)];
                    config.max_width = list(&word, &value()?, &known)?.into_iter().max().unwrap_or(PageWidth::A4);
                }
                "--store" => match value()?.as_str() {
                    "mmr" => {}
                    other => return Err(format!("--store {other}: pages are stored as mmr")),
                },
                "--min-scan" => config.min_row_ms = number(&word, &value()?)? as u8,
                "--max-s" => max_blocks = u64::from(number(&word, &value()?)?) * 50,
                "--tail-ms" => tail_blocks = u64::from(number(&word, &value()?)?) / 20,
                "--record" => record = Some(PathBuf::from(value()?)),
                "--trace" => trace = true,
                _ => return Err(format!("unknown option {word}")),
            }
        }
        let known = [("v17", "V.17"), ("v29", "V.29"), ("v27ter", "V.27ter")];
        let modems = list("--modems", &modems, &known)?;
        config.rates.retain(|rate| modems.iter().any(|modem| modem_of(*rate) == *modem) && rate.bps() <= max_rate);
        if config.rates.is_empty() {
            return Err(format!("no modem of --modems is as slow as {max_rate} bit/s, or it is not there"));
        }
        let file = file.ok_or("--receive FILE.tif is needed")?;
        Ok(Self { file, config, trace, record, max_blocks, tail_blocks })
    }
}

fn modem_of(rate: Rate) -> &'static str {
    match rate {
        Rate::V27ter2400 | Rate::V27ter4800 => "V.27ter",
        Rate::V29At7200 | Rate::V29At9600 => "V.29",
        Rate::V17At7200 | Rate::V17At9600 | Rate::V17At12000 | Rate::V17At14400 => "V.17",
    }
}

fn number(option: &str, text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("{option}: {text} is no number"))
}

/// The values of the names in `text`, which is `a,b,c`.
fn list<T: Copy>(option: &str, text: &str, known: &[(&str, T)]) -> Result<Vec<T>, String> {
    text.split(',')
        .map(|name| {
            let found = known.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| *value).ok_or_else(|| format!("{option}: unknown name {name}"))
        })
        .collect()
}

/// The call and what came of it.
struct Terminal<'a> {
    options: &'a Options,
    call: Call,
    document: Appender,
    heard: Option<BufWriter<File>>,
    said: Option<BufWriter<File>>,
    pages: Vec<ReceivedPage>,
    stored: u32,
    far_ident: String,
    outcome: Option<Outcome>,
    /// FTT, RTN and PPR that we said.
    counts: [u32; 3],
    frames: u32,
    blocks: u64,
    cpu: Duration,
}

impl<'a> Terminal<'a> {
    fn new(options: &'a Options) -> Result<Self, String> {
        let _ = std::fs::remove_file(&options.file);
        let document = Appender::open(&options.file).map_err(|error| error.to_string())?;
        let recording = |name: &str| {
            let path = options.record.as_deref().map(|folder| folder.join(name));
            path.map(|path| {
                File::create(&path).map(BufWriter::new).map_err(|error| format!("{}: {error}", path.display()))
            })
            .transpose()
        };
        Ok(Self {
            options,
            call: Call::answer(options.config.clone()),
            document,
            heard: recording("heard.s16")?,
            said: recording("said.s16")?,
            pages: Vec::new(),
            stored: 0,
            far_ident: String::new(),
            outcome: None,
            counts: [0; 3],
            frames: 0,
            blocks: 0,
            cpu: Duration::ZERO,
        })
    }

    /// Until the call is over or the line gone.
    fn run(&mut self) -> io::Result<()> {
        let (mut stdin, mut stdout) = (io::stdin().lock(), io::stdout().lock());
        let mut bytes = [0; 2 * BLOCK];
        let mut tail = 0;
        while stdin.read_exact(&mut bytes).is_ok() {
            if let Some(file) = &mut self.heard {
                file.write_all(&bytes)?;
            }
            let mut samples = [0; BLOCK];
            for (sample, bytes) in samples.iter_mut().zip(bytes.chunks_exact(2)) {
                *sample = i16::from_le_bytes([bytes[0], bytes[1]]);
            }
            let began = Instant::now();
            self.call.hear(&samples);
            self.cpu += began.elapsed();
            self.drain();
            let began = Instant::now();
            self.call.say(&mut samples);
            self.cpu += began.elapsed();
            self.drain();
            for (sample, bytes) in samples.iter().zip(bytes.chunks_exact_mut(2)) {
                bytes.copy_from_slice(&sample.to_le_bytes());
            }
            if let Some(file) = &mut self.said {
                file.write_all(&bytes)?;
            }
            stdout.write_all(&bytes)?;
            stdout.flush()?;
            self.blocks += 1;
            tail += u64::from(self.call.is_over());
            if tail > self.options.tail_blocks || self.blocks >= self.options.max_blocks {
                break;
            }
        }
        self.call.hang_up();
        self.drain();
        Ok(())
    }

    fn drain(&mut self) {
        while let Some(event) = self.call.poll_event() {
            match event {
                CallEvent::FarIdent(far) => self.far_ident = far.ident.unwrap_or_default(),
                CallEvent::Negotiated(_) => {}
                CallEvent::Page(page) => self.store(page),
                CallEvent::Trace(line) => {
                    let what = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '.');
                    self.frames += u32::from(what.starts_with("< "));
                    for (count, said) in self.counts.iter_mut().zip(["> FTT", "> RTN", "> PPR"]) {
                        *count += u32::from(what.starts_with(said));
                    }
                    if self.options.trace {
                        eprintln!("{line}");
                    }
                }
                CallEvent::Ended(outcome) => self.outcome = Some(outcome),
                _ => {}
            }
        }
    }

    fn store(&mut self, page: ReceivedPage) {
        let new = NewPage {
            bitmap: &page.bitmap,
            resolution: page.resolution,
            quality: page.quality,
            // The sample count is the only clock here.
            date_time: "1970:01:01 00:00:00",
        };
        match self.document.append(&new) {
            Ok(()) => {
                self.stored += 1;
                self.call.page_stored(page.number);
            }
            Err(error) => {
                eprintln!("pcm_terminal: {error}");
                self.call.page_not_stored(page.number);
            }
        }
        self.pages.push(page);
    }

    /// Prints the result; gives the exit status.
    fn report(&self) -> i32 {
        let ok = self.outcome.is_some_and(|outcome| outcome.status == Status::Received);
        let (name, text, phase) = self.outcome.map_or(("NONE", "The call has no outcome.", String::new()), |outcome| {
            (outcome.cause.name(), outcome.cause.text(), outcome.phase.to_string())
        });
        let last = self.pages.last();
        let text = if ok { "OK" } else { text };
        let coding = last.map_or("none", |page| match page.coding {
            Coding::Mh => "MH",
            Coding::Mr => "MR",
            Coding::Mmr => "MMR",
        });
        let resolution = last.map_or(String::new(), |page| format!("{:?}", page.resolution).to_ascii_lowercase());
        let bad_rows: u32 = self.pages.iter().map(|page| page.quality.bad_rows).sum();
        let line = last.map(|page| page.line).unwrap_or_default();
        eprintln!(
            "{{\"ok\":{ok},\"text\":\"{text}\",\"pages\":{},\"rate\":{},\"ecm\":{},\"compression\":\"{coding}\",\
             \"resolution\":\"{resolution}\",\"retrains\":{},\"rtn\":{},\"ppr\":{},\"far_ident\":{},\"bad_rows\":{bad_rows},\
             \"line_s\":{:.2},\"cpu_s\":{:.4},\"outcome\":\"{name}\",\"phase\":\"{phase}\",\"snr_db\":{:.1},\
             \"skew_ppm\":{:.0},\"level_dbm0\":{:.1},\"frames\":{}}}",
            self.stored,
            last.map_or(0, |page| page.rate.bps()),
            last.is_some_and(|page| page.ecm),
            self.counts[0],
            self.counts[1],
            self.counts[2],
            json_string(&self.far_ident),
            self.blocks as f64 * BLOCK as f64 / 8000.0,
            self.cpu.as_secs_f64(),
            line.snr_db,
            line.skew_ppm,
            line.level_dbm0,
            self.frames,
        );
        i32::from(!ok)
    }
}

/// `text` as a JSON string; identifications are printable ASCII.
fn json_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
