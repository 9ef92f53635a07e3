//! The command line of the terminal.

use ferrofax::call::{AnswerConfig, OriginateConfig, RateManagement, T38Terms};
use ferrofax::modem::Rate;
use ferrofax::t4::{Coding, PageWidth, Resolution};
use std::path::PathBuf;

/// The command line.
pub(crate) struct Options {
    /// What is done with the file.
    pub(crate) task: Task,
    pub(crate) file: PathBuf,
    /// The pages of the file that are sent, counted from 0.
    pub(crate) pages: std::ops::Range<usize>,
    pub(crate) answer: AnswerConfig,
    pub(crate) originate: OriginateConfig,
    /// For `ifp_terminal` alone.
    #[allow(dead_code, reason = "samples need no terms")]
    pub(crate) terms: T38Terms,
    pub(crate) trace: bool,
    /// For `pcm_terminal` alone.
    #[allow(dead_code, reason = "packets are not recorded")]
    pub(crate) record: Option<PathBuf>,
    pub(crate) max_blocks: u64,
    pub(crate) tail_blocks: u64,
}

/// What is done with the file.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Task {
    Send,
    Receive,
}

impl Options {
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut file = None;
        let mut config = AnswerConfig::default();
        let mut sending = OriginateConfig::default();
        let (mut caller, mut tx_level, mut pages) = (None, None, 0..usize::MAX);
        let (mut trace, mut record, mut max_blocks, mut tail_blocks) = (false, None, u64::MAX, 10);
        let mut terms = T38Terms { max_ifp: 400, ..T38Terms::default() };
        let (mut max_rate, mut modems) = (u32::MAX, "v17,v29,v27ter".to_owned());
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
                "--header" | "--sep" => drop(value()?),
                "--max-rate" => max_rate = number(&word, &value()?)?,
                "--modems" => modems = value()?,
                "--ecm" => config.ecm = true,
                "--no-ecm" => config.ecm = false,
                "--tx-level" => {
                    let level = value()?;
                    let number = level
                        .parse()
                        .map_err(|_| format!("--tx-level: {level} is no level in dBm0"))?;
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
        let known = [("v17", "V.17"), ("v29", "V.29"), ("v27ter", "V.27ter")];
        let modems = list("--modems", &modems, &known)?;
        let is_wanted = |rate: &Rate| modems.contains(&modem_of(*rate)) && rate.bps() <= max_rate;
        config.rates.retain(is_wanted);
        sending.rates.retain(is_wanted);
        let (task, file) = file.ok_or("--receive FILE.tif or --send FILE.tif is needed")?;
        if caller.is_some_and(|caller| caller != (task == Task::Send)) {
            return Err("polling is not there: a sender calls and a receiver answers".into());
        }
        let rates = if task == Task::Send { &sending.rates } else { &config.rates };
        if rates.is_empty() {
            return Err(format!(
                "no modem of --modems is as slow as {max_rate} bit/s, or it is not there"
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
        Ok(Self {
            task,
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

/// `FIRST-LAST`, counted from 1.
fn range(option: &str, text: &str) -> Result<std::ops::Range<usize>, String> {
    let wrong = || format!("{option} takes FIRST-LAST, not {text}");
    let (first, last) = text.split_once('-').ok_or_else(wrong)?;
    let (first, last): (usize, usize) =
        (first.parse().map_err(|_| wrong())?, last.parse().map_err(|_| wrong())?);
    if first == 0 || last < first { Err(wrong()) } else { Ok(first - 1..last) }
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
            found
                .map(|(_, value)| *value)
                .ok_or_else(|| format!("{option}: unknown name {name}"))
        })
        .collect()
}
