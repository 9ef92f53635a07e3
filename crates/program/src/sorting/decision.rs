//! The decision of the rules for a fax. Where they do not agree, or where a rule may or may not fit,
//! the fax is left unsorted, with the reason.

use std::collections::BTreeSet;

use ferrofax_basics::DeviceName;
use ferrofax_reading::{PageText, ReadFax};
use ferrofax_spool::{FaxStatus, ReceivedFax};

use super::pattern::{Pattern, as_dialled};
use super::phrase::{Fit, PageWords, Phrase};
use super::settings::LONGEST_TAG;
use super::{RuleSettings, SortingSettings};

/// The maximum number of rules that a reason names, and of bytes of a reason.
const MOST_NAMED: usize = 5;
const LONGEST: usize = 1000;

/// The reason of a doubt about a fax that is incomplete.
const CUT_OFF: &str = "pages are missing";

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
    /// The new tag; empty for none.
    pub(crate) tag: String,
    /// The reason. It has words of rules, and no word of the fax.
    pub(crate) why: String,
}

/// How a rule fits a fax, and why.
struct Tried<'s> {
    rule: &'s RuleSettings,
    fit: Fit,
    why: String,
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
        }
    }
}

/// The parts of a fax with which rules are compared.
struct Sheets<'f> {
    facts: Facts<'f>,
    text: Option<&'f ReadFax>,
    pages: Vec<PageWords>,
    certain: u8,
}

/// Decides by the rules. `text` is what was read on the fax, or none if nothing could be read.
pub(crate) fn decide(
    settings: &SortingSettings,
    facts: Facts<'_>,
    text: Option<&ReadFax>,
) -> Decision {
    let of_first = text.iter().flat_map(|text| &text.pages).flatten();
    let read = of_first.chain(text.iter().flat_map(|text| &text.again));
    let pages = read.map(PageWords::of).collect();
    let sheets = Sheets { facts, text, pages, certain: certain(settings) };
    let tried: Vec<Tried<'_>> = settings
        .rules
        .iter()
        .map(|rule| sheets.try_rule(rule))
        .filter(|tried| tried.fit != Fit::No)
        .collect();
    let (fits, doubts): (Vec<_>, Vec<_>) =
        tried.into_iter().partition(|tried| tried.fit == Fit::Yes);
    let device = match devices(&fits) {
        Ok(device) => device,
        Err((why, rules)) => return unsorted(why, rules),
    };
    let together = together(&fits, device);
    // A rule that may fit, and that would send the fax to others, must not be guessed.
    let is_elsewhere = |tried: &&Tried<'_>| {
        let rule = tried.rule;
        rule.to_device
            .as_ref()
            .is_some_and(|to| device.is_none_or(|device| !are_same(to, device)))
            || rule.to_mail.iter().any(|to| !together.mail.contains(to))
            || rule.to_printers.iter().any(|to| !together.printers.contains(to))
    };
    if let Some(doubt) = doubts.iter().find(is_elsewhere) {
        let why = format!("rule {} may fit: {}", doubt.rule.name, doubt.why);
        return unsorted(why, vec![doubt.rule.name.clone()]);
    }
    if fits.is_empty() {
        return unsorted("no rule fits".to_owned(), Vec::new());
    }
    together
}

/// Whether a page has a phrase of a rule, but perhaps only by a mistake of its readings. Then a
/// further reading of the page may help.
pub(crate) fn has_doubt<'p>(
    settings: &SortingSettings,
    readings: impl Iterator<Item = &'p PageText>,
) -> bool {
    let (readings, certain): (Vec<_>, _) =
        (readings.map(PageWords::of).collect(), certain(settings));
    let phrases = settings
        .rules
        .iter()
        .flat_map(|rule| [&rule.words, &rule.any_words, &rule.no_words]);
    let fit = |phrase: &Phrase| readings.iter().map(|words| phrase.fit(words, certain)).max();
    phrases.flatten().any(|phrase| fit(phrase) == Some(Fit::Doubt))
}

fn certain(settings: &SortingSettings) -> u8 {
    u8::try_from(settings.certain).unwrap_or(100)
}

/// Whether two names may mean the same device.
fn are_same(one: &DeviceName, other: &DeviceName) -> bool {
    one.may_be(other) || other.may_be(one)
}

/// The device that all of these rules name; none if they name no device. The error is a reason, and
/// the rules that do not agree.
fn devices<'s>(fits: &[Tried<'s>]) -> Result<Option<&'s DeviceName>, (String, Vec<String>)> {
    let with_device: Vec<&Tried<'s>> =
        fits.iter().filter(|tried| tried.rule.to_device.is_some()).collect();
    let named = |tried: &&Tried<'s>| tried.rule.to_device.as_ref();
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
    fn all<'t>(fits: &[Tried<'t>], of: impl Fn(&'t RuleSettings) -> &'t [String]) -> Vec<String> {
        let each: BTreeSet<&String> = fits.iter().flat_map(|tried| of(tried.rule)).collect();
        each.into_iter().cloned().collect()
    }
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
        mail: all(fits, |rule| &rule.to_mail),
        printers: all(fits, |rule| &rule.to_printers),
        tag: tags.join(", ").chars().take(LONGEST_TAG).collect(),
        why: cut(reasons.join("; ")),
    }
}

fn cut(mut why: String) -> String {
    why.truncate(why.floor_char_boundary(LONGEST));
    why
}

impl Sheets<'_> {
    fn try_rule<'s>(&self, rule: &'s RuleSettings) -> Tried<'s> {
        let mut fits: Vec<(Fit, String)> = Vec::new();
        let Facts { device, calling, station, subaddress, pages, is_whole } = self.facts;
        if !rule.devices.is_empty() && !rule.devices.iter().any(|named| device.may_be(named)) {
            return Tried { rule, fit: Fit::No, why: String::new() };
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
        Tried { rule, fit, why: reasons.join(", ") }
    }

    /// Whether any page has the phrase.
    fn phrase(&self, phrase: &Phrase) -> (Fit, String) {
        let pages = self.pages.iter().map(|page| phrase.fit(page, self.certain));
        match pages.max().unwrap_or(Fit::No) {
            Fit::Yes => (Fit::Yes, phrase.to_string()),
            Fit::Doubt => (Fit::Doubt, format!("{phrase} is not read with certainty")),
            Fit::No => match self.missing() {
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

    /// The reason why words may be on the fax that were not read; none if all was read.
    fn missing(&self) -> Option<String> {
        let pages = self.text.map_or(&[][..], |text| &text.pages);
        let unread = pages.iter().position(Option::is_none);
        let unread = unread.or((pages.len() < self.facts.pages).then_some(pages.len()));
        match unread {
            Some(at) => Some(not_read(at)),
            None => (!self.facts.is_whole).then(|| CUT_OFF.to_owned()),
        }
    }

    /// The reason why a code may be on the fax that was not read; none if there is no reason.
    fn without_codes(&self) -> Option<String> {
        let has_none = |page: &Option<PageText>| matches!(page, Some(page) if page.codes.is_none());
        self.text?.pages.iter().position(has_none).map(not_read)
    }
}

fn not_read(at: usize) -> String {
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
        let facts = Facts { device: &device, calling, station, subaddress, pages, is_whole };
        decide(settings, facts, text)
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
    fn what_is_in_doubt_is_left_unsorted_with_the_reason() {
        for (pages, wanted) in [
            (vec![page("Radiology and Cardiology")], "rules x-ray (\"Radiology\") and heart"),
            (
                vec![page("Radio1ogy")],
                "rule x-ray may fit: \"Radiology\" is not read with certainty",
            ),
            (vec![page("ECG Radiology?")], "rule x-ray may fit: \"Radiology\""),
            (vec![page("ECG lnvoice")], "rule heart may fit: \"invoice\" is not read"),
            (vec![page("ECG"), None], "rule x-ray may fit: page 2 is not read"),
            (vec![page("hello"), page(""), page("")], "no rule fits"),
            (vec![page("ECG"); 9], "rule x-ray may fit: pages are missing"),
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
        assert_eq!(decide_by(&settings, 1, None).why, "rule x-ray may fit: page 1 is not read");
        settings.rules.drain(..3);
        assert_eq!(decide_by(&settings, 1, None).rules, ["north"]);
        settings.rules[0].to_device = Some("2103".parse().unwrap());
        let mut other = settings.rules[0].clone();
        other.to_device = Some("2103@a".parse().unwrap());
        settings.rules.push(other);
        assert_eq!(to(&decide_by(&settings, 1, None)), "2103@a", "one device");
        settings.rules.truncate(1);
        settings.rules[0].devices = vec!["1001".parse().unwrap()];
        assert_eq!(decide_by(&settings, 1, None).why, "no rule fits");
    }
}
