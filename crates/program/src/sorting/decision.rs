//! The decision of the rules for a fax. Where they do not agree, or where a rule may or may not fit,
//! the fax is left unsorted, with the reason.

use std::collections::BTreeSet;

use ferrofax_basics::DeviceName;
use ferrofax_reading::codes::MOST_CODES;
use ferrofax_reading::{MOST_WORDS, PageText, ReadFax};
use ferrofax_spool::{FaxStatus, PageRecord, ReceivedFax};

use super::answers::Answered;
use super::pattern::{Pattern, as_dialled};
use super::phrase::{Fit, PageWords, Phrase, Phrases};
use super::settings::LONGEST_TAG;
use super::{RuleSettings, SortingSettings};

/// The maximum number of rules that a reason names, and of bytes of a reason.
const MOST_NAMED: usize = 5;
const LONGEST: usize = 1000;

/// The reason of a doubt about a fax that is incomplete.
pub(super) const CUT_OFF: &str = "pages are missing";

/// The height of paper, in mm, and the share of the rows of a page, from which damage may hide a word.
/// Less damage changes letters, but a word remains where it was.
const HIDING_MM: f64 = 1.0;
const HIDING_SHARE: u32 = 50;

/// The decision of the rules for a fax.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Decision {
    /// The rules that are carried out; empty if the fax is left unsorted.
    pub(crate) rules: Vec<String>,
    /// The rules on which the decision depends: those that are carried out or, if the fax is left
    /// unsorted, those that prevent a decision.
    pub(crate) concerned: Vec<String>,
    /// The device to which the fax belongs from now on.
    pub(crate) device: Option<DeviceName>,
    /// Mail addresses that get the fax.
    pub(crate) mail: Vec<String>,
    /// Printers that print the fax.
    pub(crate) printers: Vec<String>,
    /// Watched folders and servers that get the fax.
    pub(crate) folders: Vec<String>,
    /// Whether the mails with the fax are marked as urgent.
    pub(crate) urgent: bool,
    /// The new tag; empty for none.
    pub(crate) tag: String,
    /// The reason. It has words of rules, and no word of the fax.
    pub(crate) why: String,
}

/// How a rule matches a fax, and why.
struct Tried<'s> {
    rule: &'s RuleSettings,
    fit: Fit,
    why: String,
    /// The device to which the rule moves the fax.
    device: Option<&'s DeviceName>,
    /// The mail addresses to which the rule sends the fax.
    mail: Vec<&'s String>,
}

/// The facts about a fax apart from its text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'f> {
    device: &'f DeviceName,
    /// The number that called; empty if withheld.
    calling: &'f str,
    /// The identification of the remote fax machine (TSI).
    station: &'f str,
    /// The subaddress (SUB).
    subaddress: &'f str,
    pages: usize,
    /// Whether all pages of the fax arrived.
    is_whole: bool,
    /// The place of the first page that is so damaged that a word may be hidden.
    damaged: Option<usize>,
}

impl<'f> From<&'f ReceivedFax> for Facts<'f> {
    fn from(fax: &'f ReceivedFax) -> Self {
        Self {
            device: &fax.device,
            calling: &fax.calling,
            station: fax.far_ident.as_deref().unwrap_or_default(),
            subaddress: fax.sub.as_deref().unwrap_or_default(),
            pages: fax.pages.len(),
            is_whole: fax.status == FaxStatus::Received,
            damaged: fax.pages.iter().position(is_damaged),
        }
    }
}

/// Whether so many rows of a page could not be decoded that a word may be hidden. Such rows show the
/// row above them, and are white on a page in colours.
pub(super) fn is_damaged(page: &PageRecord) -> bool {
    let run_mm = f64::from(page.longest_bad_run) * 25.4 / page.y_dpi;
    page.bad_rows > 0 && (run_mm >= HIDING_MM || page.bad_rows >= page.rows / HIDING_SHARE)
}

/// The parts of a fax with which rules are compared.
struct Sheets<'f> {
    facts: Facts<'f>,
    text: Option<&'f ReadFax>,
    pages: Vec<PageWords>,
    phrases: Phrases<'f>,
    /// The jobs that the fax answers.
    answered: &'f [Answered],
}

/// Decides by the rules. `text` is what was read on the fax, or none if nothing could be read.
/// `answered`: the jobs that the fax answers.
pub(crate) fn decide<'f>(
    settings: &'f SortingSettings,
    facts: Facts<'f>,
    text: Option<&'f ReadFax>,
    answered: &'f [Answered],
) -> Decision {
    let of_first = text.iter().flat_map(|text| &text.pages).flatten();
    let read = of_first.chain(text.iter().flat_map(|text| &text.again));
    let pages = read.map(PageWords::of).collect();
    let sheets = Sheets { facts, text, pages, phrases: phrases(settings), answered };
    let tried: Vec<Tried<'_>> = settings
        .rules
        .iter()
        .map(|rule| sheets.try_rule(rule))
        .filter(|tried| tried.fit != Fit::No)
        .collect();
    let (mut fits, mut doubts): (Vec<_>, Vec<_>) =
        tried.into_iter().partition(|tried| tried.fit == Fit::Yes);
    if fits.iter().any(|tried| tried.rule.to_sender) {
        // An answer belongs to its sender. Words on it may be those of the sender's own cover page.
        fits.retain(|tried| tried.rule.to_sender || tried.device.is_none());
        doubts.clear();
    }
    let device = match devices(&fits) {
        Ok(device) => device,
        Err((why, rules)) => return unsorted(why, rules),
    };
    let together = together(&fits, device);
    // A rule that may match, and that would send the fax to others, must not be guessed.
    let is_elsewhere = |tried: &&Tried<'_>| {
        let rule = tried.rule;
        // The sender is known only if the fax surely is an answer.
        rule.to_sender
            || tried.device.is_some_and(|to| device.is_none_or(|device| !are_same(to, device)))
            || tried.mail.iter().any(|to| !together.mail.contains(to))
            || rule.to_printers.iter().any(|to| !together.printers.contains(to))
            || rule.to_folders.iter().any(|to| !together.folders.contains(to))
    };
    if let Some(doubt) = doubts.iter().find(is_elsewhere) {
        let why =
            format!("it is uncertain whether rule {} matches: {}", doubt.rule.name, doubt.why);
        return unsorted(why, vec![doubt.rule.name.clone()]);
    }
    if fits.is_empty() {
        return unsorted("no rule matches".to_owned(), Vec::new());
    }
    together
}

/// Whether a page has a phrase of a rule, but perhaps only by a mistake of its readings. Then a
/// further reading of the page may help.
pub(crate) fn has_doubt<'p>(
    settings: &SortingSettings,
    readings: impl Iterator<Item = &'p PageText>,
) -> bool {
    let (readings, phrases): (Vec<_>, _) =
        (readings.map(PageWords::of).collect(), phrases(settings));
    let fit = |phrase: &Phrase| readings.iter().map(|words| phrases.fit(phrase, words)).max();
    phrases.iter().any(|phrase| fit(phrase) == Some(Fit::Doubt))
}

/// The phrases of all rules.
fn phrases(settings: &SortingSettings) -> Phrases<'_> {
    let all = settings
        .rules
        .iter()
        .flat_map(|rule| [&rule.words, &rule.any_words, &rule.no_words])
        .flatten();
    Phrases::new(all, u8::try_from(settings.certain).unwrap_or(100))
}

/// Whether two names may mean the same device.
fn are_same(one: &DeviceName, other: &DeviceName) -> bool {
    one.may_be(other) || other.may_be(one)
}

/// The device that all of these rules name; none if they name no device. The error is a reason, and
/// the rules that do not agree.
fn devices<'s>(fits: &[Tried<'s>]) -> Result<Option<&'s DeviceName>, (String, Vec<String>)> {
    let with_device: Vec<&Tried<'s>> = fits.iter().filter(|tried| tried.device.is_some()).collect();
    let named = |tried: &&Tried<'s>| tried.device;
    // A name with its context is the more exact one. Of equals, the first rule's is taken.
    let device = with_device
        .iter()
        .rev()
        .filter_map(named)
        .max_by_key(|device| !device.context.is_empty());
    let is_other = |tried: &&&Tried<'s>| {
        named(tried).is_some_and(|to| device.is_some_and(|device| !are_same(to, device)))
    };
    match with_device.iter().find(is_other) {
        None => Ok(device),
        Some(other) => {
            let one = with_device.iter().find(|tried| named(tried) == device).unwrap_or(other);
            let said = |tried: &Tried<'_>| format!("{} ({})", tried.rule.name, tried.why);
            let why = format!("rules {} and {} name different devices", said(one), said(other));
            Err((why, vec![one.rule.name.clone(), other.rule.name.clone()]))
        }
    }
}

fn unsorted(why: String, concerned: Vec<String>) -> Decision {
    Decision { why: cut(why), concerned, ..Decision::default() }
}

/// The actions of all these rules together.
fn together(fits: &[Tried<'_>], device: Option<&DeviceName>) -> Decision {
    fn all<'t>(each: impl Iterator<Item = &'t String>) -> Vec<String> {
        each.collect::<BTreeSet<_>>().into_iter().cloned().collect()
    }
    let rules_of = || fits.iter().map(|tried| tried.rule);
    let tags: BTreeSet<&str> = fits.iter().map(|tried| &*tried.rule.tag).collect();
    let tags: Vec<&str> = tags.into_iter().filter(|tag| !tag.is_empty()).collect();
    let reasons: Vec<String> = fits
        .iter()
        .take(MOST_NAMED)
        .map(|tried| format!("rule {}: {}", tried.rule.name, tried.why))
        .collect();
    let rules: Vec<String> = fits.iter().map(|tried| tried.rule.name.clone()).collect();
    Decision {
        concerned: rules.clone(),
        rules,
        device: device.cloned(),
        mail: all(fits.iter().flat_map(|tried| tried.mail.iter().copied())),
        printers: all(rules_of().flat_map(|rule| &rule.to_printers)),
        folders: all(rules_of().flat_map(|rule| &rule.to_folders)),
        urgent: fits.iter().any(|tried| tried.rule.urgent),
        tag: tags.join(", ").chars().take(LONGEST_TAG).collect(),
        why: cut(reasons.join("; ")),
    }
}

fn cut(mut why: String) -> String {
    why.truncate(why.floor_char_boundary(LONGEST));
    why
}

impl Sheets<'_> {
    fn try_rule<'s>(&'s self, rule: &'s RuleSettings) -> Tried<'s> {
        let (fit, why) = self.fit(rule);
        let sender = self.answered.first().filter(|_| rule.to_sender);
        let device = rule.to_device.as_ref().or(sender.map(|sender| &sender.device));
        let mail = rule.to_mail.iter().chain(sender.iter().flat_map(|sender| &sender.mail));
        Tried { rule, fit, why, device, mail: mail.collect() }
    }

    /// How a rule matches the fax, and why.
    fn fit(&self, rule: &RuleSettings) -> (Fit, String) {
        let mut fits: Vec<(Fit, String)> = Vec::new();
        let Facts { device, calling, station, subaddress, pages, is_whole, .. } = self.facts;
        if !rule.devices.is_empty() && !rule.devices.iter().any(|named| device.may_be(named)) {
            return (Fit::No, String::new());
        }
        if !rule.pages.is_any() {
            fits.push(match (is_whole, rule.pages.fits(pages)) {
                (false, _) => (Fit::Doubt, CUT_OFF.to_owned()),
                (true, true) => (Fit::Yes, format!("{pages} pages")),
                (true, false) => (Fit::No, String::new()),
            });
        }
        let caller = if calling.is_empty() { "hidden".to_owned() } else { as_dialled(calling) };
        fits.extend(one_of("caller", &rule.callers, &caller));
        fits.extend(one_of("station", &rule.stations, station));
        fits.extend(one_of("subaddress", &rule.subaddresses, subaddress));
        if !rule.codes.is_empty() {
            fits.push(self.code(&rule.codes));
        }
        if rule.answers {
            fits.push(self.answer());
        }
        fits.extend(rule.words.iter().map(|phrase| self.phrase(phrase)));
        if !rule.any_words.is_empty() {
            let any = rule.any_words.iter().map(|phrase| self.phrase(phrase));
            fits.extend(any.max_by_key(|(fit, _)| *fit));
        }
        fits.extend(rule.no_words.iter().map(|phrase| {
            let (fit, why) = self.phrase(phrase);
            match fit {
                Fit::No => (Fit::Yes, format!("no {phrase}")),
                Fit::Doubt => (Fit::Doubt, why),
                Fit::Yes => (Fit::No, why),
            }
        }));
        let fit = fits.iter().map(|(fit, _)| *fit).min().unwrap_or(Fit::Yes);
        let reasons: Vec<String> = fits
            .into_iter()
            .filter(|(of, _)| *of == fit)
            .map(|(_, why)| why)
            .take(MOST_NAMED)
            .collect();
        (fit, reasons.join(", "))
    }

    /// Whether any page has the phrase.
    fn phrase(&self, phrase: &Phrase) -> (Fit, String) {
        let pages = self.pages.iter().map(|page| self.phrases.fit(phrase, page));
        match pages.max().unwrap_or(Fit::No) {
            Fit::Yes => (Fit::Yes, phrase.to_string()),
            Fit::Doubt => (Fit::Doubt, format!("{phrase} is not read with certainty")),
            Fit::No => match self.missing().or_else(|| self.without_words()) {
                Some(why) => (Fit::Doubt, why),
                None => (Fit::No, format!("no {phrase}")),
            },
        }
    }

    fn code(&self, patterns: &[Pattern]) -> (Fit, String) {
        let pages = self.text.iter().flat_map(|text| &text.pages).flatten();
        let codes: Vec<&str> = pages
            .flat_map(|page| page.codes.iter().flatten())
            .map(|code| &*code.text)
            .collect();
        let found = patterns.iter().find(|pattern| codes.iter().any(|code| pattern.fits(code)));
        match (found, self.missing().or_else(|| self.without_codes())) {
            (Some(pattern), _) => (Fit::Yes, format!("code {pattern}")),
            (None, Some(why)) => (Fit::Doubt, why),
            (None, None) => (Fit::No, "no code".to_owned()),
        }
    }

    /// Whether the fax answers a job.
    fn answer(&self) -> (Fit, String) {
        match (self.answered, self.missing().or_else(|| self.without_codes())) {
            ([one], _) => (Fit::Yes, format!("answer to job {}", one.job)),
            ([one, other, ..], _) => {
                (Fit::Doubt, format!("it answers job {} and job {}", one.job, other.job))
            }
            ([], Some(why)) => (Fit::Doubt, why),
            ([], None) => (Fit::No, "no answer".to_owned()),
        }
    }

    /// The reason why words or codes may be on the fax that were not read; none if all was read.
    fn missing(&self) -> Option<String> {
        let pages = self.text.map_or(&[][..], |text| &text.pages);
        let unread = pages.iter().position(Option::is_none);
        let unread = unread.or((pages.len() < self.facts.pages).then_some(pages.len()));
        match unread {
            Some(at) => Some(not_read(at)),
            None if !self.facts.is_whole => Some(CUT_OFF.to_owned()),
            None => self.facts.damaged.map(damaged),
        }
    }

    /// The reason why a page may have more words than were read; none if there is no reason.
    fn without_words(&self) -> Option<String> {
        let is_full = |page: &PageText| page.words.len() >= MOST_WORDS;
        self.page_with(is_full).map(|at| format!("page {} has too many words", at + 1))
    }

    /// The reason why a page may have more codes than were read; none if there is no reason.
    fn without_codes(&self) -> Option<String> {
        let is_full = |page: &PageText| page.codes.iter().flatten().count() >= MOST_CODES;
        let unread = self.page_with(|page| page.codes.is_none()).map(not_read);
        unread.or_else(|| self.page_with(is_full).map(too_many_codes))
    }

    /// The place of the first page of this kind.
    fn page_with(&self, is_it: impl Fn(&PageText) -> bool) -> Option<usize> {
        let mut pages = self.text?.pages.iter();
        pages.position(|page| page.as_ref().is_some_and(&is_it))
    }
}

pub(super) fn damaged(at: usize) -> String {
    format!("page {} is damaged", at + 1)
}

pub(super) fn too_many_codes(at: usize) -> String {
    format!("page {} has too many codes", at + 1)
}

pub(super) fn not_read(at: usize) -> String {
    format!("page {} is not read", at + 1)
}

/// Whether one of these patterns fits a text; nothing if there are no patterns.
fn one_of(what: &str, patterns: &[Pattern], text: &str) -> Option<(Fit, String)> {
    if patterns.is_empty() {
        return None;
    }
    let found = patterns.iter().find(|pattern| pattern.fits(text));
    Some(found.map_or((Fit::No, String::new()), |found| (Fit::Yes, format!("{what} {found}"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use ferrofax_reading::{Code, Place, Symbology, Word};
    use ferrofax_spool::jobs::JobId;

    const RULES: &str = "[reading]\nenabled = true\n[sorting]\ndevices = [\"1000\"]\n\
        [[rule]]\nname = \"x-ray\"\nwords = [\"Radiology\"]\nto_device = \"2103\"\ntag = \"x\"\n\
        [[rule]]\nname = \"heart\"\nany_words = [\"Cardiology\", \"ECG\"]\nno_words = [\"invoice\"]\n\
        to_device = \"2104\"\nto_mail = [\"a@example.com\"]\n\
        [[rule]]\nname = \"order\"\ncodes = [\"ORD-*\"]\nto_device = \"2105\"\n\
        [[rule]]\nname = \"north\"\ncallers = [\"+4940*\"]\npages = \"1-2\"\ntag = \"north\"\n";

    fn page(text: &str) -> Option<PageText> {
        let place = Place { from: (0.0, 0.0), to: (1.0, 0.0), height: 1.0 };
        let word = |text: &str| Word {
            text: text.trim_end_matches('?').to_owned(),
            confidence: if text.ends_with('?') { 40 } else { 95 },
            line: 0,
            place,
        };
        let words = text.split_whitespace().filter(|word| !word.starts_with('#')).map(word);
        let codes = text.split_whitespace().filter_map(|word| word.strip_prefix('#'));
        let code =
            |text: &str| Code { symbology: Symbology::Qr, text: text.to_owned(), at: (0.0, 0.0) };
        let codes = Some(codes.map(code).collect());
        Some(PageText { words: words.collect(), codes, ..PageText::default() })
    }

    fn of(pages: &[Option<PageText>]) -> Decision {
        let settings = Settings::parse(RULES).unwrap().sorting;
        let text = ReadFax { pages: pages.to_vec(), ..ReadFax::default() };
        decide_by(&settings, pages.len(), Some(&text))
    }

    fn decide_by(settings: &SortingSettings, pages: usize, text: Option<&ReadFax>) -> Decision {
        let device = "1000@a".parse().unwrap();
        let (calling, station, subaddress) = ("+49 40 1234", "CLINIC", "");
        let is_whole = pages < 9;
        let damaged = (pages == 8).then_some(1);
        let facts =
            Facts { device: &device, calling, station, subaddress, pages, is_whole, damaged };
        decide(settings, facts, text, &[])
    }

    /// The decision of a rule for answers, for a fax with a page in doubt (`?`) or none.
    fn of_answers(pages: &[Option<PageText>], jobs: &[i64]) -> Decision {
        let rules = format!("{RULES}[[rule]]\nname = \"re\"\nanswers = true\nto_sender = true\n");
        let settings = Settings::parse(&rules).unwrap().sorting;
        let answered: Vec<Answered> = jobs
            .iter()
            .map(|job| Answered {
                job: JobId(*job),
                device: "2107@a".parse().unwrap(),
                mail: vec!["sender@example.com".to_owned()],
            })
            .collect();
        let text = ReadFax { pages: pages.to_vec(), ..ReadFax::default() };
        let device = "1000@a".parse().unwrap();
        let facts = Facts {
            device: &device,
            calling: "",
            station: "",
            subaddress: "",
            pages: pages.len(),
            is_whole: true,
            damaged: None,
        };
        decide(&settings, facts, Some(&text), &answered)
    }

    #[test]
    fn an_answer_goes_to_the_sender() {
        let decision = of_answers(&[page("")], &[17]);
        assert_eq!(
            (&*to(&decision), &*decision.mail),
            ("2107@a", &["sender@example.com".to_owned()][..])
        );
        assert_eq!(decision.why, "rule re: answer to job 17");
        let why = |pages: &[Option<PageText>], jobs: &[i64]| of_answers(pages, jobs).why;
        assert_eq!(why(&[page("")], &[]), "no rule matches");
        let decision = of_answers(&[page("Radiology CardioIogy?")], &[17]);
        assert_eq!((&*to(&decision), &*decision.tag), ("2107@a", ""), "{}", decision.why);
        let doubt = "it is uncertain whether rule re matches: ";
        assert_eq!(why(&[page("")], &[17, 18]), format!("{doubt}it answers job 17 and job 18"));
        let hidden = why(&[page("Radiology"), None], &[]);
        assert!(hidden.starts_with("it is uncertain"), "{hidden}");
    }

    fn to(decision: &Decision) -> String {
        decision.device.as_ref().map(ToString::to_string).unwrap_or_default()
    }

    #[test]
    fn all_rules_that_fit_are_carried_out_together() {
        let decision = of(&[page("Dept. of Radiology"), page("")]);
        assert_eq!((&*to(&decision), &*decision.tag), ("2103", "north, x"));
        assert_eq!(decision.rules, ["x-ray", "north"]);
        assert_eq!(decision.why, "rule x-ray: \"Radiology\"; rule north: 2 pages, caller +4940*");
        let decision = of(&[page("your ECG"), page(""), page("")]);
        assert_eq!((&*to(&decision), decision.mail), ("2104", vec!["a@example.com".to_owned()]));
        assert_eq!(to(&of(&[page("#ORD-17")])), "2105");
    }

    #[test]
    fn folders_get_what_rules_name_them_for_and_nothing_in_doubt() {
        const FOLDERS: &str = "[reading]\nenabled = true\n[sorting]\ndevices = [\"1000\"]\n\
            [[folder]]\nname = \"scans\"\npath = \"/srv/scans\"\nonly_rules = true\n\
            [[folder]]\nname = \"orders\"\npath = \"/srv/orders\"\n\
            [[rule]]\nname = \"x-ray\"\nwords = [\"Radiology\"]\nto_folders = [\"scans\"]\n\
            [[rule]]\nname = \"order\"\nwords = [\"order\"]\nto_folders = [\"orders\", \"scans\"]\n";
        let settings = Settings::parse(FOLDERS).unwrap().sorting;
        let of = |text: &str| {
            let text = ReadFax { pages: vec![page(text)], ..ReadFax::default() };
            decide_by(&settings, 1, Some(&text))
        };
        assert_eq!(of("Radiology").folders, ["scans"]);
        assert_eq!(of("Radiology order").folders, ["orders", "scans"]);
        let doubt = of("Radiology order?");
        assert_eq!(doubt.folders, [""; 0]);
        assert!(doubt.why.starts_with("it is uncertain whether rule order"), "{}", doubt.why);
        // Both folders get the fax anyway, so the doubt changes nothing.
        assert_eq!(of("Radiology? order").folders, ["orders", "scans"]);
    }

    #[test]
    fn what_is_in_doubt_is_left_unsorted_with_the_reason() {
        for (pages, wanted) in [
            (vec![page("Radiology and Cardiology")], "rules x-ray (\"Radiology\") and heart"),
            (
                vec![page("Radio1ogy")],
                "it is uncertain whether rule x-ray matches: \"Radiology\" is not read with certainty",
            ),
            (
                vec![page("ECG Radiology?")],
                "it is uncertain whether rule x-ray matches: \"Radiology\"",
            ),
            (
                vec![page("ECG lnvoice")],
                "it is uncertain whether rule heart matches: \"invoice\" is not read",
            ),
            (
                vec![page("ECG"), None],
                "it is uncertain whether rule x-ray matches: page 2 is not read",
            ),
            (vec![page("hello"), page(""), page("")], "no rule matches"),
            (vec![page("ECG"); 9], "it is uncertain whether rule x-ray matches: pages are missing"),
        ] {
            let decision = of(&pages);
            assert!(decision.why.starts_with(wanted), "{}", decision.why);
            // The rules that prevent a decision are those that the reason names.
            let concerned = decision.concerned.clone();
            let named = ["x-ray", "heart"].map(|rule| decision.why.contains(rule));
            let found = ["x-ray", "heart"].map(|rule| concerned.iter().any(|name| name == rule));
            assert_eq!(found, named, "{}", decision.why);
            let why = decision.why.clone();
            assert_eq!(decision, Decision { why, concerned, ..Decision::default() });
        }
    }

    #[test]
    fn a_clear_phrase_of_one_rule_puts_no_similar_one_in_doubt() {
        let names = [
            "Station 11",
            "Station 12",
            "Station 16",
            "Station 18",
            "Labor Nord",
            "Labor 3 Nord",
            "Dr. Stem",
            "Dr. Stern",
        ];
        let rule = |(at, words): (usize, &&str)| {
            format!("[[rule]]\nname = \"{words}\"\nwords = [\"{words}\"]\nto_device = \"21{at}\"\n")
        };
        let rules: String = names.iter().enumerate().map(rule).collect();
        let head = "[reading]\nenabled = true\n[sorting]\ndevices = [\"1000\"]\n";
        let settings = Settings::parse(&format!("{head}{rules}")).unwrap().sorting;
        for name in &names[..6] {
            let text = format!("for {name}, please");
            let text = ReadFax { pages: vec![page(&text)], ..ReadFax::default() };
            let first = text.pages[0].as_ref();
            assert_eq!(decide_by(&settings, 1, Some(&text)).rules, [*name]);
            assert!(!has_doubt(&settings, first.into_iter()), "{name}");
        }
        for (text, wanted) in [
            (
                "Station 11?",
                "it is uncertain whether rule Station 11 matches: \"Station 11\" is not read with certainty",
            ),
            ("Station 13", "it is uncertain whether rule Station 11 matches"),
            ("Station 11 or Station 13", "it is uncertain whether rule Station 12 matches"),
            ("Station 11 or Station 12", "rules Station 11 (\"Station 11\") and Station 12"),
            (
                "Dr. Stem",
                "it is uncertain whether rule Dr. Stern matches: \"Dr. Stern\" is not read with certainty",
            ),
        ] {
            let text = ReadFax { pages: vec![page(text)], ..ReadFax::default() };
            let decision = decide_by(&settings, 1, Some(&text));
            assert!(decision.why.starts_with(wanted), "{text:?}: {}", decision.why);
            assert_eq!(decision.rules, [""; 0]);
        }
    }

    #[test]
    fn what_may_be_hidden_is_in_doubt_and_what_was_read_is_not() {
        let full = page(&"a ".repeat(MOST_WORDS));
        let codes = page(&"#ORE-1 ".repeat(MOST_CODES));
        for (pages, wanted) in [
            (vec![page("ECG"); 8], "it is uncertain whether rule x-ray matches: page 2 is damaged"),
            (
                vec![page("Radiology ECG"); 8],
                "it is uncertain whether rule heart matches: page 2 is damaged",
            ),
            (
                vec![page("Radiology"), full.clone()],
                "it is uncertain whether rule heart matches: page 2 has too many words",
            ),
            (
                vec![page("Radiology"), codes],
                "it is uncertain whether rule order matches: page 2 has too many codes",
            ),
        ] {
            let decision = of(&pages);
            assert!(decision.why.starts_with(wanted), "{}", decision.why);
            assert_eq!(decision.rules, [""; 0]);
        }
        // Only one rule can fit: its word was read, and no other rule concerns the fax.
        let mut settings = Settings::parse(RULES).unwrap().sorting;
        settings.rules.truncate(1);
        for pages in [vec![page("Radiology"); 8], vec![page("Radiology"), full]] {
            let text = ReadFax { pages, ..ReadFax::default() };
            assert_eq!(decide_by(&settings, text.pages.len(), Some(&text)).rules, ["x-ray"]);
        }
        settings.rules[0]
            .no_words
            .clone_from(&Settings::parse(RULES).unwrap().sorting.rules[1].no_words);
        let text = ReadFax { pages: vec![page("Radiology"); 8], ..ReadFax::default() };
        let decision = decide_by(&settings, 8, Some(&text));
        assert_eq!(
            decision.why, "it is uncertain whether rule x-ray matches: page 2 is damaged",
            "an invoice may be hidden"
        );
    }

    #[test]
    fn damage_counts_if_it_may_hide_a_word() {
        let page = |bad_rows, longest_bad_run, (rows, y_dpi)| PageRecord {
            number: 1,
            width: 1728,
            rows,
            x_dpi: 204.0,
            y_dpi,
            coding: None,
            rate_bps: None,
            ecm: Some(false),
            bad_rows,
            longest_bad_run,
            complete: true,
            confirmed: true,
            received_at: None,
        };
        let (standard, fine) = ((1100, 98.0), (2200, 196.0));
        for (bad, run, size, is_so) in [
            (0, 0, fine, false),
            (1, 1, standard, false),
            (12, 4, fine, false),
            (7, 7, fine, false),
            (8, 8, fine, true),
            (3, 3, standard, false),
            (4, 4, standard, true),
            (44, 2, fine, true),
            (2200, 2200, fine, true),
            (1, 1, (1, 196.0), true),
        ] {
            assert_eq!(is_damaged(&page(bad, run, size)), is_so, "{bad} rows, {run} together");
        }
    }

    #[test]
    fn a_second_reading_ends_a_doubt() {
        let settings = Settings::parse(RULES).unwrap().sorting;
        for (first, again, rules) in [
            ("Radiology?", "Radiology", &["x-ray", "north"][..]),
            ("Radio1ogy", "Radiology", &["x-ray", "north"]),
            ("Radiology?", "Radiology?", &[]),
            ("Radiology", "Radiology?", &["x-ray", "north"]),
            ("Radiology?", "Radiology Cardiology", &[]),
        ] {
            let first = page(first).unwrap();
            let is_doubtful = has_doubt(&settings, [&first].into_iter());
            assert_eq!(
                is_doubtful,
                first.words[0].confidence < 70 || first.words[0].text.contains('1')
            );
            let again = page(again).into_iter().collect();
            let text = ReadFax { pages: vec![Some(first)], again, ..ReadFax::default() };
            assert_eq!(decide_by(&settings, 1, Some(&text)).rules, rules, "{text:?}");
        }
    }

    #[test]
    fn a_fax_that_cannot_be_read_is_sorted_only_by_what_is_known() {
        let mut settings = Settings::parse(RULES).unwrap().sorting;
        assert_eq!(
            decide_by(&settings, 1, None).why,
            "it is uncertain whether rule x-ray matches: page 1 is not read"
        );
        settings.rules.drain(..3);
        assert_eq!(decide_by(&settings, 1, None).rules, ["north"]);
        settings.rules[0].to_device = Some("2103".parse().unwrap());
        let mut other = settings.rules[0].clone();
        other.to_device = Some("2103@a".parse().unwrap());
        settings.rules.push(other);
        assert_eq!(to(&decide_by(&settings, 1, None)), "2103@a", "one device");
        settings.rules.truncate(1);
        settings.rules[0].devices = vec!["1001".parse().unwrap()];
        assert_eq!(decide_by(&settings, 1, None).why, "no rule matches");
    }
}
