//! The command line of the terminal.

use ferrofax::call::{AnswerConfig, Fetch, FetchConfig, OriginateConfig, RateManagement, T38Terms};
use ferrofax::modem::Rate;
use ferrofax::t4::{Coding, PageWidth, Resolution};
use ferrofax::t30::v8::V8Offer;
use std::path::PathBuf;

/// The output of `--help`.
pub const HELP: &str = "\
usage: pcm_terminal --send FILE.tif | --receive FILE.tif [options]
       ifp_terminal --send FILE.tif | --receive FILE.tif [options]

pcm_terminal is a fax machine on a pipe of samples (16 bits, little-endian, 8000 Hz, blocks of 160).
ifp_terminal is a fax machine on a pipe of T.38 packets. Both read a block or tick, then write one.
The result is a line of JSON on stderr. Exit status: 0 the fax arrived, 1 the fax failed, 2 wrong
options or file.

role    --caller           calls: the default of --send; with --receive, it polls
        --answer           answers: the default of --receive; with --send, it holds the file for
                           polling
who     --ident TEXT       identification (CSI, TSI, CIG)
        --sub TEXT         sub-address of the recipient
        --sid TEXT         sender identification
        --sep TEXT         address of the polled or held document
        --pwd TEXT         password of this document, or of the recipient
speed   --max-rate BPS     33600 (default) down to 2400; above 14400 needs v34
        --modems LIST      v34,v17,v29,v27ter (default); v34 needs another one, and pcm_terminal
        --ecm | --no-ecm   error correction mode (default: on); v34 needs it
        --tx-level DBM0    level of the transmitted signal
image   --compr LIST       mh,mr,mmr (default), jbig
        --res LIST         standard,fine,superfine,ultrafine,200x100,200,200x400,300,400
        --width LIST       a4,b4,a3
        --pages FIRST-LAST pages of the file to send
        --min-scan MS      minimum scan line time: 0, 5, 10, 20 or 40
        --store mmr        coding of stored pages
T.38    --t38-version N    0 (default) to 3            (ifp_terminal)
        --max-ifp OCTETS   the longest packet          (ifp_terminal)
        --local-check      local TCF: each end generates it  (ifp_terminal)
other   --max-s SECONDS    longest call, in line time
        --tail-ms MS       how long the pipe stays open after the call
        --record FOLDER    records the samples: heard.s16, said.s16 (pcm_terminal)
        --trace            prints the sent and received frames
        --header TEXT      accepted, without effect
        --help             this text
";

/// The command line.
pub struct Options {
    /// What is done with the file.
    pub task: Task,
    /// Polling: the sender is called and polled, the receiver calls and polls.
    pub is_polling: bool,
    /// The address of the polled or held document, and its password.
    pub sep: Option<String>,
    pub file: PathBuf,
    /// The range of the pages of the file to send, counted from 0.
    pub pages: std::ops::Range<usize>,
    pub answer: AnswerConfig,
    pub originate: OriginateConfig,
    /// Only for `ifp_terminal`.
    pub terms: T38Terms,
    pub trace: bool,
    /// Only for `pcm_terminal`.
    pub record: Option<PathBuf>,
    pub max_blocks: u64,
    pub tail_blocks: u64,
}

/// What is done with the file.
#[derive(Clone, Copy, PartialEq)]
pub enum Task {
    Send,
    Receive,
}

impl Options {
    pub fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut file = None;
        let mut config = AnswerConfig::default();
        let mut sending = OriginateConfig::default();
        let (mut caller, mut tx_level, mut pages) = (None, None, 0..usize::MAX);
        let (mut trace, mut record, mut max_blocks, mut tail_blocks) = (false, None, u64::MAX, 10);
        let mut terms = T38Terms { max_ifp: 400, ..T38Terms::default() };
        let (mut max_rate, mut modems) = (u32::MAX, "v34,v17,v29,v27ter".to_owned());
        let mut sep = None;
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--receive" => file = Some((Task::Receive, PathBuf::from(value()?))),
                "--send" => file = Some((Task::Send, PathBuf::from(value()?))),
                "--caller" => caller = Some(true),
                "--answer" => caller = Some(false),
                "--ident" => config.ident = value()?,
                "--sub" => sending.sub = Some(value()?),
                "--sid" => sending.sid = Some(value()?),
                "--pwd" => sending.pwd = Some(value()?),
                "--pages" => pages = range(&word, &value()?)?,
                "--sep" => sep = Some(value()?),
                "--header" => drop(value()?),
                "--max-rate" => max_rate = number(&word, &value()?)?,
                "--modems" => modems = value()?,
                "--ecm" => config.ecm = true,
                "--no-ecm" => config.ecm = false,
                "--tx-level" => {
                    let level = value()?;
                    let number = level
                        .parse()
                        .map_err(|_| format!("--tx-level: {level} is not a level in dBm0"))?;
                    tx_level = Some(number);
                }
                "--compr" => {
                    config.codings = list(
                        &word,
                        &value()?,
                        &[
                            ("mh", Coding::Mh),
                            ("mr", Coding::Mr),
                            ("mmr", Coding::Mmr),
                            ("jbig", Coding::Jbig),
                        ],
                    )?;
                }
                "--res" => {
                    let known = [
                        ("standard", Resolution::Standard),
                        ("fine", Resolution::Fine),
                        ("superfine", Resolution::Superfine),
                        ("ultrafine", Resolution::Ultrafine),
                        ("200x100", Resolution::R200x100),
                        ("200", Resolution::R200),
                        ("200x400", Resolution::R200x400),
                        ("300", Resolution::R300),
                        ("400", Resolution::R400),
                    ];
                    config.resolutions = list(&word, &value()?, &known)?;
                }
                "--width" => {
                    let known =
                        [("a4", PageWidth::A4), ("b4", PageWidth::B4), ("a3", PageWidth::A3)];
                    config.max_width =
                        list(&word, &value()?, &known)?.into_iter().max().unwrap_or(PageWidth::A4);
                }
                "--store" => match value()?.as_str() {
                    "mmr" => {}
                    other => return Err(format!("--store {other}: pages are stored as mmr")),
                },
                "--min-scan" => config.min_row_ms = number(&word, &value()?)? as u8,
                "--max-s" => max_blocks = u64::from(number(&word, &value()?)?) * 50,
                "--tail-ms" => tail_blocks = u64::from(number(&word, &value()?)?) / 20,
                "--record" => record = Some(PathBuf::from(value()?)),
                "--t38-version" => terms.version = number(&word, &value()?)? as u8,
                "--max-ifp" => terms.max_ifp = number(&word, &value()?)? as u16,
                "--local-check" => terms.rate_management = RateManagement::Local,
                "--trace" => trace = true,
                _ => return Err(format!("unknown option {word}")),
            }
        }
        let known = [("v34", "V.34"), ("v17", "V.17"), ("v29", "V.29"), ("v27ter", "V.27ter")];
        let modems = list("--modems", &modems, &known)?;
        if modems.contains(&"V.34") && max_rate > FASTEST_WITHOUT_V34 {
            (config.v8, sending.v8) = (V8Offer::V34, V8Offer::V34);
            let most_bps = if max_rate < FASTEST { max_rate } else { 0 };
            (config.v34_most_bps, sending.v34_most_bps) = (most_bps, most_bps);
        }
        let is_wanted = |rate: &Rate| modems.contains(&modem_of(*rate)) && rate.bps() <= max_rate;
        config.rates.retain(is_wanted);
        sending.rates.retain(is_wanted);
        let (task, file) = file.ok_or("--receive FILE.tif or --send FILE.tif is needed")?;
        let is_polling = caller.is_some_and(|caller| caller != (task == Task::Send));
        let rates = if task == Task::Send { &sending.rates } else { &config.rates };
        if rates.is_empty() {
            return Err(format!(
                "--modems must name a modem besides v34 that can send at {max_rate} bit/s or slower"
            ));
        }
        let originate = OriginateConfig {
            ident: config.ident.clone(),
            ecm: config.ecm,
            codings: config.codings.clone(),
            tx_level_dbm0: tx_level.unwrap_or(sending.tx_level_dbm0),
            ..sending
        };
        config.tx_level_dbm0 = tx_level.unwrap_or(config.tx_level_dbm0);
        let mut originate = originate;
        if is_polling && task == Task::Receive {
            let document = Fetch { sep: sep.clone(), pwd: originate.pwd.take(), first: false };
            let receive = config.clone();
            originate.sends = false;
            originate.fetch = Some(Box::new(FetchConfig { document, receive }));
        }
        config.holds_document = is_polling && task == Task::Send;
        Ok(Self {
            task,
            is_polling,
            sep,
            file,
            pages,
            answer: config,
            originate,
            terms,
            trace,
            record,
            max_blocks,
            tail_blocks,
        })
    }
}

/// Parses `FIRST-LAST`, counted from 1.
fn range(option: &str, text: &str) -> Result<std::ops::Range<usize>, String> {
    let wrong = || format!("{option} takes FIRST-LAST, not {text}");
    let (first, last) = text.split_once('-').ok_or_else(wrong)?;
    let (first, last): (usize, usize) =
        (first.parse().map_err(|_| wrong())?, last.parse().map_err(|_| wrong())?);
    if first == 0 || last < first { Err(wrong()) } else { Ok(first - 1..last) }
}

/// The highest rates of V.34 and of the other modems, bit/s.
const FASTEST: u32 = 33_600;
const FASTEST_WITHOUT_V34: u32 = 14_400;

fn modem_of(rate: Rate) -> &'static str {
    match rate {
        Rate::V27ter2400 | Rate::V27ter4800 => "V.27ter",
        Rate::V29At7200 | Rate::V29At9600 => "V.29",
        Rate::V17At7200 | Rate::V17At9600 | Rate::V17At12000 | Rate::V17At14400 => "V.17",
    }
}

fn number(option: &str, text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("{option}: {text} is not a number"))
}

/// Returns the values of the names in `text`, which are separated by commas.
fn list<T: Copy>(option: &str, text: &str, known: &[(&str, T)]) -> Result<Vec<T>, String> {
    text.split(',')
        .map(|name| {
            let found = known.iter().find(|(known, _)| *known == name);
            found
                .map(|(_, value)| *value)
                .ok_or_else(|| format!("{option}: unknown name {name}"))
        })
        .collect()
}
