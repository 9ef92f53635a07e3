//! Reads received faxes one after the other, and stores their texts.

use std::cell::RefCell;
use std::collections::HashMap;
use std::mem;
use std::time::Duration;

use super::TextSettings;
use crate::sorting::{SortingSettings, has_doubt};
use ferrofax_basics::clock::{Clock, Look};
use ferrofax_convert::Converter;
use ferrofax_document::tiff::{self, TiffError, TiffPage};
use ferrofax_reading::{NotRead, PageText, ReadFax, Reader, TESSERACT, missing_language};
use ferrofax_spool::{FaxId, Spool, SpoolError, Unopened, read_document, unopened};
use rustix::process::nice;

/// The time, in ms, for which a fax is claimed while a page of it is read. It is longer than the
/// longest time for a page.
const CLAIM_MS: i64 = 15 * 60_000;

/// The time, in ms, after which a fax is tried again whose document cannot be reached.
const AWAY_MS: i64 = 10 * 60_000;

/// The maximum processor time of each step of a page. By the clock, a step may take ten times as long.
const STEP: Duration = Duration::from_secs(20);

/// The pause, in ms, after an error that concerns all faxes.
const PAUSE_MS: u64 = 60_000;

/// The maximum time for a fax, in ms by the clock. After it, no further page of the fax is read,
/// because other faxes wait.
const FAX_MS: u64 = 600_000;

/// The maximum number of words of a fax. Further pages are not read.
const MOST_WORDS: usize = 100_000;

/// The maximum number of bytes of all words and codes of a fax. Further pages are not read.
const MOST_OCTETS: usize = 10 << 20;

/// The pixels per inch at which a page is read again if a word of a rule is uncertain. A word that is
/// damaged by the line is often certain at one of them.
const FURTHER_DPI: [u32; 2] = [350, 300];

/// The amount by which the reading gives way to other processes: calls come first.
const NICE: i32 = 10;

const DAY_MS: i64 = 24 * 3_600_000;

/// The age, in ms, of the faxes among which each call of [`Reading::turn`] looks for unread ones.
const LATELY_MS: i64 = 2 * 3_600_000;

/// The interval, in ms, at which all faxes are searched for unread ones.
const ALL_MS: u64 = 10 * 60_000;

/// How often a fax gives way to faxes that rules wait for. Then it is read to its end, so that a
/// steady stream of such faxes does not keep it unread for ever.
const MOST_TIMES: u32 = 3;

/// The time, in ms by the clock, after which a fax that rules wait for gives way to a short one.
const SLOW_MS: u64 = 60_000;

/// The time, in ms, for which other faxes are read then.
const WAY_MS: i64 = 60_000;

/// The number of pages of faxes that gave way, up to which the memory has the pages of several
/// faxes. If there are more, it has only those of the last fax.
const MOST_PAGES: usize = 50;

/// The part of `ferrofax serve` that reads received faxes.
pub(crate) struct Reading {
    spool: Spool,
    settings: TextSettings,
    rules: SortingSettings,
    converter: Converter,
    clock: Clock,
    is_nice: bool,
    /// The time, in ms of the monotonic clock, at which all faxes were last searched for unread ones
    /// and none was found.
    all_ms: Option<u64>,
    /// The end of a pause, in ms of the monotonic clock.
    pause_ms: u64,
    /// The result of the last call of [`Reading::turn`] that was not in a pause.
    last: Result<(), String>,
    /// The faxes that gave way to others and were not read since.
    gave_way: RefCell<HashMap<FaxId, GaveWay>>,
}

/// A fax that gave way to others.
#[derive(Default)]
struct GaveWay {
    /// How often it gave way.
    times: u32,
    /// The time for which it was read, in ms.
    used_ms: u64,
    /// The pages that were read; none if they are read again.
    pages: Vec<Option<PageText>>,
}

/// An attempt to read a fax.
struct Attempt<'a> {
    fax: FaxId,
    /// The time, in ms of the monotonic clock, at which it began.
    began_ms: u64,
    /// The time, in ms of the monotonic clock, from which no further page is read.
    until_ms: u64,
    /// Returns true if the service ends.
    stopped: &'a dyn Fn() -> bool,
}

/// The reason why a fax was not read.
enum Trouble {
    /// The document, or each of its pages, cannot be read, for this reason.
    Fax(String),
    /// The document or its keys cannot be reached, or the pages cannot be read at present, for this
    /// reason. It is not a fault of the fax.
    Away(String),
    /// The service ends, the fax was deleted, or it gives way to one whose mails wait for rules.
    Ended,
    /// The reading of the fax is slow, and the fax gives way to a short one that rules wait for.
    Slow,
    /// The spool could not be used.
    Spool(SpoolError),
}

impl From<SpoolError> for Trouble {
    fn from(why: SpoolError) -> Self {
        match why {
            SpoolError::Away { .. } | SpoolError::Io { .. } => Self::Away(why.to_string()),
            SpoolError::Document { .. }
            | SpoolError::NoSuchFax(_)
            | SpoolError::Unreadable { .. } => Self::Fax(why.to_string()),
            why => Self::Spool(why),
        }
    }
}

impl Reading {
    pub(crate) fn new(
        spool: &Spool,
        settings: &TextSettings,
        rules: &SortingSettings,
        converter: Converter,
        clock: &Clock,
    ) -> Self {
        let (settings, clock) = (settings.clone(), clock.clone());
        Self {
            spool: spool.clone(),
            settings,
            rules: rules.clone(),
            converter,
            clock,
            is_nice: false,
            all_ms: None,
            pause_ms: 0,
            last: Ok(()),
            gave_way: RefCell::default(),
        }
    }

    /// Lets faxes be read again at once that the service was reading when it ended, if rules sort
    /// them.
    ///
    /// # Errors
    /// The spool could not be written.
    pub(crate) fn resume(spool: &Spool, clock: &Clock) -> Result<(), SpoolError> {
        spool.fax_texts().resume_reading(clock.unix_ms())
    }

    /// Reads the faxes that have not been read: first those that rules sort, then the newest. Between
    /// two pages, it stops if `stopped` returns true, and continues with a fax that rules wait for.
    ///
    /// # Errors
    /// Tesseract or one of the languages is not installed. The spool or its keys cannot be used.
    pub(crate) fn turn(&mut self, stopped: &dyn Fn() -> bool) -> Result<(), String> {
        let steady_ms = self.clock.steady_ms();
        if steady_ms < self.pause_ms {
            return self.last.clone();
        }
        self.last = self.read_all(stopped);
        if self.last.is_err() {
            self.pause_ms = steady_ms + PAUSE_MS;
        }
        self.last.clone()
    }

    fn read_all(&mut self, stopped: &dyn Fn() -> bool) -> Result<(), String> {
        if !self.is_nice {
            // Tesseract and the child process have the niceness of the thread that starts them.
            self.is_nice = nice(NICE).is_ok();
        }
        if let Some(missing) = self.settings.all_languages().find_map(missing_language) {
            return Err(format!("received faxes are not read: {missing}"));
        }
        let failed = |error: SpoolError| error.to_string();
        while !stopped() {
            let Look { unix_ms: now, steady_ms, .. } = self.clock.look();
            let is_all = self.all_ms.is_none_or(|last| steady_ms.saturating_sub(last) >= ALL_MS);
            let days = i64::from(self.settings.days) * DAY_MS;
            let since = now - if is_all { days } else { LATELY_MS.min(days) };
            let begun = self.spool.fax_texts().begin_reading(since, now, now + CLAIM_MS);
            let Some(fax) = begun.map_err(failed)? else {
                if is_all {
                    self.all_ms = Some(steady_ms);
                }
                break;
            };
            let read = self.read(fax, stopped);
            if !matches!(read, Err(Trouble::Ended | Trouble::Slow)) {
                self.gave_way.get_mut().remove(&fax);
            }
            match read {
                Ok(()) => {}
                // Other faxes are read meanwhile.
                Err(Trouble::Away(why)) => {
                    log::warn!(FERROFAX_FAX:% = fax; "fax {fax} is read later: {why}");
                    let later = now + AWAY_MS;
                    self.spool.fax_texts().leave_unread(fax, later).map_err(failed)?;
                }
                Err(Trouble::Ended) => {
                    self.spool.fax_texts().leave_unread(fax, now).map_err(failed)?
                }
                Err(Trouble::Slow) => {
                    let later = self.clock.unix_ms() + WAY_MS;
                    self.spool.fax_texts().leave_unread(fax, later).map_err(failed)?;
                }
                Err(Trouble::Fax(why)) => {
                    log::warn!(FERROFAX_FAX:% = fax; "fax {fax} was not read: {why}");
                    let now = self.clock.unix_ms();
                    self.spool.fax_texts().reading_failed(fax, &why, now).map_err(failed)?;
                }
                Err(Trouble::Spool(why)) => {
                    self.spool.fax_texts().leave_unread(fax, now).map_err(failed)?;
                    return Err(format!("fax {fax} was not read: {why}"));
                }
            }
        }
        Ok(())
    }

    fn read(&self, fax: FaxId, stopped: &dyn Fn() -> bool) -> Result<(), Trouble> {
        let whole = self.spool.faxes().fax(fax)?;
        let document = self.spool.faxes().document_path(fax)?;
        let octets = read_document(&document).map_err(|why| match unopened(&why) {
            Some(Unopened::Broken(why)) => Trouble::Fax(why.clone()),
            _ => Trouble::Away(why.to_string()),
        })?;
        let damaged = |why: TiffError| Trouble::Fax(why.to_string());
        let pages = tiff::parse(octets, &document).map_err(damaged)?;
        let languages = self.settings.languages_of(&whole.device).to_owned();
        let reader = self.reader(&languages);
        let began_ms = self.clock.steady_ms();
        let used_ms = self.gave_way.borrow().get(&fax).map_or(0, |one| one.used_ms);
        let until_ms = began_ms + FAX_MS.saturating_sub(used_ms);
        let attempt = Attempt { fax, began_ms, until_ms, stopped };
        let mut text = self.pages(&attempt, &pages, &|page| reader.read(page))?;
        text.languages = languages;
        if self.rules.devices.iter().any(|named| whole.device.may_be(named)) {
            let again = |page: &_, first: &_, dpi| reader.read_again(page, (first, dpi));
            text.again = self.pages_in_doubt(&attempt, &pages, &text, &again)?;
        }
        let octets = text.emit().map_err(|why| Trouble::Fax(why.to_string()))?;
        self.spool
            .fax_texts()
            .store_text(fax, &octets, text.words(), self.clock.unix_ms())?;
        Ok(())
    }

    /// Claims the fax for its next page. Returns false if the time for the fax is over.
    ///
    /// # Errors
    /// The service ends, the fax was deleted, or it gives way to another one.
    fn go_on(&self, attempt: &Attempt<'_>) -> Result<bool, Trouble> {
        self.give_way(attempt)?;
        let (texts, now) = (self.spool.fax_texts(), self.clock.unix_ms());
        if (attempt.stopped)() || !texts.continue_reading(attempt.fax, now + CLAIM_MS)? {
            return Err(Trouble::Ended);
        }
        Ok(self.clock.steady_ms() < attempt.until_ms)
    }

    /// Lets the fax give way to another one whose mails wait for rules.
    ///
    /// # Errors
    /// It gives way. This is counted.
    fn give_way(&self, attempt: &Attempt<'_>) -> Result<(), Trouble> {
        let (fax, texts, now) = (attempt.fax, self.spool.fax_texts(), self.clock.unix_ms());
        let used_ms = self.clock.steady_ms().saturating_sub(attempt.began_ms);
        let times = self.gave_way.borrow().get(&fax).map_or(0, |one| one.times);
        let trouble = if times >= MOST_TIMES {
            return Ok(());
        } else if texts.gives_way(fax, false, now)? {
            Trouble::Ended
        } else if used_ms >= SLOW_MS && texts.gives_way(fax, true, now)? {
            Trouble::Slow
        } else {
            return Ok(());
        };
        let mut gave_way = self.gave_way.borrow_mut();
        let one = gave_way.entry(fax).or_default();
        one.times += 1;
        one.used_ms += used_ms;
        Err(trouble)
    }

    /// Remembers the pages that were read of a fax that gave way.
    fn remember(&self, fax: FaxId, pages: Vec<Option<PageText>>) {
        let mut gave_way = self.gave_way.borrow_mut();
        let remembered: usize = gave_way.values().map(|one| one.pages.len()).sum();
        if remembered + pages.len() > MOST_PAGES {
            gave_way.values_mut().for_each(|one| one.pages.clear());
        }
        // If no page could be read, the reason is needed, so the pages are read again.
        if let Some(one) = gave_way.get_mut(&fax).filter(|_| pages.iter().any(Option::is_some)) {
            one.pages = pages;
        }
    }

    /// Takes the pages that were read before a fax gave way.
    fn remembered(&self, fax: FaxId) -> Vec<Option<PageText>> {
        let mut gave_way = self.gave_way.borrow_mut();
        gave_way.get_mut(&fax).map(|one| mem::take(&mut one.pages)).unwrap_or_default()
    }

    /// Reads the pages, except those that were read before the fax gave way. A page that cannot be
    /// read does not prevent the others from being read.
    fn pages(
        &self,
        attempt: &Attempt<'_>,
        pages: &[TiffPage],
        read: &dyn Fn(&TiffPage) -> Result<PageText, NotRead>,
    ) -> Result<ReadFax, Trouble> {
        let (mut texts, mut fault) = (self.remembered(attempt.fax), None::<String>);
        let mut words: usize = texts.iter().flatten().map(|page| page.words.len()).sum();
        let mut size: usize = texts.iter().flatten().map(octets).sum();
        for page in pages.iter().take(self.settings.most_pages as usize).skip(texts.len()) {
            let is_in_time = self
                .go_on(attempt)
                .inspect_err(|_| self.remember(attempt.fax, mem::take(&mut texts)))?;
            if !is_in_time || words >= MOST_WORDS || size >= MOST_OCTETS {
                break;
            }
            let read = read(page);
            if let Err(why @ (NotRead::NoTesseract(_) | NotRead::System(_))) = read {
                return Err(Trouble::Away(why.to_string()));
            }
            if let Ok(page) = &read {
                words += page.words.len();
                size += octets(page);
            }
            texts.push(read.map_err(|why| fault = Some(why.to_string())).ok());
        }
        match fault {
            Some(why) if texts.iter().all(Option::is_none) => Err(Trouble::Fax(why)),
            _ => Ok(ReadFax { pages: texts, ..ReadFax::default() }),
        }
    }

    /// Reads those pages again on which a word of a rule is uncertain. A page that cannot be read
    /// again, or not in time, remains as it was read first.
    fn pages_in_doubt(
        &self,
        attempt: &Attempt<'_>,
        pages: &[TiffPage],
        text: &ReadFax,
        read_again: &dyn Fn(&TiffPage, &PageText, u32) -> Result<PageText, NotRead>,
    ) -> Result<Vec<PageText>, Trouble> {
        let mut all = Vec::new();
        for (page, first) in pages.iter().zip(&text.pages) {
            let Some(first) = first else { continue };
            let mut again = Vec::new();
            for dpi in FURTHER_DPI {
                let is_doubtful = has_doubt(&self.rules, [first].into_iter().chain(&again));
                if !is_doubtful {
                    break;
                }
                let goes_on = self.go_on(attempt);
                if !goes_on.inspect_err(|_| self.remember(attempt.fax, text.pages.clone()))? {
                    break;
                }
                again.extend(read_again(page, first, dpi));
            }
            all.append(&mut again);
        }
        Ok(all)
    }

    fn reader(&self, languages: &str) -> Reader {
        Reader {
            ferrofax: self.converter.program.clone(),
            tesseract: TESSERACT.to_owned(),
            languages: languages.to_owned(),
            memory_mb: self.converter.convert.memory_mb,
            step_time: STEP,
        }
    }
}

/// The bytes of the words and codes of a page.
fn octets(page: &PageText) -> usize {
    let words: usize = page.words.iter().map(|word| word.text.len()).sum();
    words + page.codes.iter().flatten().map(|code| code.text.len()).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::faxes_for_tests::fax;
    use crate::settings::Settings;
    use ferrofax_basics::UnixMs;
    use ferrofax_basics::clock::Clocks;
    use ferrofax_reading::{Place, Word};

    /// An attempt without an end.
    fn attempt(fax: FaxId) -> Attempt<'static> {
        Attempt { fax, began_ms: u64::MAX, until_ms: u64::MAX, stopped: &|| false }
    }

    fn word(text: &str, confidence: u8) -> Word {
        let place = Place { from: (0.0, 0.0), to: (1.0, 0.0), height: 1.0 };
        Word { text: text.to_owned(), confidence, line: 0, place }
    }

    /// A steady clock that a test sets, in ms.
    #[derive(Default)]
    struct Hands(AtomicU64);

    impl Clocks for Hands {
        fn steady_ms(&self) -> u64 {
            self.0.load(Ordering::Relaxed)
        }
    }

    #[test]
    fn no_page_of_a_fax_is_begun_after_its_time() {
        let folder = tempfile::tempdir().unwrap();
        let (spool, now) = (Spool::open(folder.path()).unwrap(), UnixMs::now());
        let rules = "[reading]\nenabled = true\n[sorting]\ndevices = [\"1000\"]\n\
            [[rule]]\nname = \"bill\"\nwords = [\"invoice\"]\ntag = \"bill\"\n";
        let settings = Settings::parse(rules).unwrap();
        let hands = Arc::<Hands>::default();
        let clock = Clock::of(hands.clone());
        let parts = (&settings.reading, &settings.sorting, Converter::default());
        let reading = Reading::new(&spool, parts.0, parts.1, parts.2, &clock);
        let fax = fax(&spool, 12, now);
        spool.fax_texts().begin_reading(UnixMs(0), now, now + CLAIM_MS).unwrap();
        let document = spool.faxes().document_path(fax).unwrap();
        let pages = tiff::parse(read_document(&document).unwrap(), &document).unwrap();
        // Each page takes 80 s, and reading it again at one size takes 40 s.
        let page = PageText { words: vec![word("invoice", 40)], ..PageText::default() };
        let slowly = |ms| {
            hands.0.fetch_add(ms, Ordering::Relaxed);
            Ok(page.clone())
        };
        let read = |until_ms| {
            let attempt = Attempt { until_ms, ..attempt(fax) };
            let first = reading.pages(&attempt, &pages, &|_| slowly(80_000));
            let first = first.map_err(drop).unwrap();
            let again = reading.pages_in_doubt(&attempt, &pages, &first, &|_, _, _| slowly(40_000));
            (first.pages.len(), again.map_err(drop).unwrap().len())
        };
        assert_eq!(read(FAX_MS), (8, 0));
        assert_eq!(read(640_000 + 12 * 80_000 + 200_000), (12, 5));
    }

    #[test]
    fn no_more_pages_and_words_of_a_fax_are_read_than_the_limits() {
        let folder = tempfile::tempdir().unwrap();
        let (spool, now) = (Spool::open(folder.path()).unwrap(), UnixMs::now());
        let (mut settings, clock) = (Settings::default(), Clock::of_machine());
        assert_eq!(settings.reading.most_pages, 100);
        let fax = fax(&spool, 4, now);
        spool.fax_texts().begin_reading(UnixMs(0), now, now + CLAIM_MS).unwrap();
        let document = spool.faxes().document_path(fax).unwrap();
        let pages = tiff::parse(read_document(&document).unwrap(), &document).unwrap();
        for (most_pages, words, are_read) in
            [(100, MOST_WORDS / 2 - 1, 3), (100, MOST_WORDS / 2, 2), (1, 1, 1), (100, 1, 4)]
        {
            settings.reading.most_pages = most_pages;
            let parts = (&settings.reading, &settings.sorting, Converter::default());
            let reading = Reading::new(&spool, parts.0, parts.1, parts.2, &clock);
            let page = PageText { words: vec![word("a", 95); words], ..PageText::default() };
            let read = reading.pages(&attempt(fax), &pages, &|_| Ok(page.clone()));
            assert_eq!(read.map_err(drop).unwrap().pages.len(), are_read, "{words} words");
        }
    }

    #[test]
    fn a_fax_that_rules_wait_for_no_longer_gives_way_to_one_that_they_wait_for() {
        let folder = tempfile::tempdir().unwrap();
        let (spool, now) = (Spool::open(folder.path()).unwrap(), UnixMs::now());
        let (settings, clock) = (Settings::default(), Clock::of_machine());
        let parts = (&settings.reading, &settings.sorting, Converter::default());
        let reading = Reading::new(&spool, parts.0, parts.1, parts.2, &clock);
        let sorted = ["1000".parse().unwrap()];
        spool.fax_texts().sort_faxes_of(&sorted, 600_000, now).unwrap();

        let slow = fax(&spool, 1, now - 3_600_000);
        let begun = spool.fax_texts().begin_reading(UnixMs(0), now, now + CLAIM_MS);
        assert_eq!(begun, Ok(Some(slow)));
        let goes_on = |fax| reading.go_on(&attempt(fax)).is_ok();
        assert!(goes_on(slow), "no other fax waits");
        let other = fax(&spool, 1, now);
        assert!(!goes_on(slow));
        spool.fax_texts().leave_unread(slow, now).unwrap();

        let begun = spool.fax_texts().begin_reading(UnixMs(0), now, now + CLAIM_MS);
        assert_eq!(begun, Ok(Some(other)));
        fax(&spool, 1, now);
        assert!(goes_on(other), "its mails still wait");
    }

    #[test]
    fn a_slow_fax_gives_way_to_a_short_one_and_no_page_of_it_is_read_twice() {
        let folder = tempfile::tempdir().unwrap();
        let (spool, now) = (Spool::open(folder.path()).unwrap(), UnixMs::now());
        let (settings, hands) = (Settings::default(), Arc::<Hands>::default());
        let clock = Clock::of(hands.clone());
        let parts = (&settings.reading, &settings.sorting, Converter::default());
        let reading = Reading::new(&spool, parts.0, parts.1, parts.2, &clock);
        let sorted = ["1000".parse().unwrap()];
        let texts = spool.fax_texts();
        texts.sort_faxes_of(&sorted, 600_000, now).unwrap();
        let slow = fax(&spool, 4, now);
        let begin = || texts.begin_reading(UnixMs(0), now, now + CLAIM_MS);
        assert_eq!(begin(), Ok(Some(slow)));
        let document = spool.faxes().document_path(slow).unwrap();
        let pages = tiff::parse(read_document(&document).unwrap(), &document).unwrap();
        let are_read = Cell::new(0);
        let read = || {
            let slowly = |_: &TiffPage| {
                are_read.set(are_read.get() + 1);
                hands.0.fetch_add(40_000, Ordering::Relaxed);
                Ok(PageText::default())
            };
            let attempt = Attempt { began_ms: clock.steady_ms(), ..attempt(slow) };
            reading.pages(&attempt, &pages, &slowly)
        };

        let short = fax(&spool, 1, now);
        assert!(matches!(read(), Err(Trouble::Slow)));
        assert_eq!(are_read.get(), 2);
        texts.leave_unread(slow, now + WAY_MS).unwrap();
        assert_eq!(begin(), Ok(Some(short)));
        let whole = read().map_err(drop).unwrap();
        assert_eq!((whole.pages.len(), are_read.get()), (4, 4));
        assert_eq!(reading.gave_way.borrow()[&slow].used_ms, 80_000);
    }
}
