//! The settings of the sorting: `[sorting]` and each `[[rule]]` of gateway.toml.

use std::ops::RangeInclusive;

use ferrofax_gateway_toml::{Section, Unfit, mailbox, settings};
use ferrofax_spool::DeviceName;

use super::pattern::Pattern;
use super::phrase::Phrase;

/// The maximum number of rules, and of entries of each list of a rule.
const MOST_RULES: usize = 500;
const MOST_ENTRIES: usize = 200;

/// The maximum number of characters of a tag, as people may write it.
pub(super) const LONGEST_TAG: usize = 100;

settings! {
    /// The settings of `[sorting]`: rules that pass received faxes to devices, people and printers.
    pub struct SortingSettings {
        /// The rules: each `[[rule]]`.
        pub rules: Vec<RuleSettings>,
    }

    /// The keys of the section `[sorting]` of gateway.toml.
    pub(crate) KEYS {
        /// The devices whose received faxes are sorted by the [[rule]] tables: ["1000",
        /// "1001@fax-devices"]. Other faxes are not sorted. Needs enabled = true in [reading].
        devices: Vec<DeviceName> = [], list;
        /// The time in seconds for which the mails and prints of a fax, webhooks and watched
        /// folders wait until the fax was read and sorted. After that, the device that received
        /// the fax gets them.
        wait_s: u32 = 300, number(10..=3_600);
        /// How certain a word must be, in percent. A less certain word leaves the fax unsorted if a
        /// rule depends on it.
        certain: u32 = 70, number(1..=100);
        /// A page with a barcode or 2D code that has one of these contents begins a new document:
        /// ["SEPARATOR-*"]. Each document is a fax of its own, which is sorted by itself.
        split_at_codes: Vec<Pattern> = [], list(Pattern::read);
        /// Whether a blank page divides documents. It belongs to none of them.
        split_at_blank_pages: bool = false, flag;
        /// Whether blank pages are left out of documents.
        remove_blank_pages: bool = false, flag;
    }
}

settings! {
    /// `[[rule]]`: which faxes it matches, and what happens to them.
    pub struct RuleSettings {}

    /// The keys that each `[[rule]]` section of gateway.toml accepts.
    pub(crate) RULE_KEYS {
        /// A name for the rule. The history of a fax names the rules that sorted it.
        name: String = (example "radiology"), text;
        /// The rule matches faxes to these devices. Without devices, it matches those of all.
        devices: Vec<DeviceName> = [], list;
        /// The rule matches faxes whose caller ID, as the trunk delivers it, matches one of these
        /// patterns: ["+4989*"]. "hidden" is a call without a caller ID.
        callers: Vec<Pattern> = [], list(Pattern::number);
        /// The rule matches faxes of fax machines with one of these station IDs (TSI):
        /// ["*CLINIC*"].
        stations: Vec<Pattern> = [], list(Pattern::read);
        /// The rule matches faxes with one of these subaddresses (SUB).
        subaddresses: Vec<Pattern> = [], list(Pattern::read);
        /// The rule matches faxes with a barcode or 2D code (QR, Data Matrix) that has one of these
        /// contents: ["RAD-*"].
        codes: Vec<Pattern> = [], list(Pattern::read);
        /// The rule matches faxes that answer a fax of this server: the cover page with its answer
        /// code was faxed back. Needs answer_code = true in [cover] when the fax was sent.
        answers: bool = false, flag;
        /// The rule matches faxes that have all of these words or phrases.
        words: Vec<Phrase> = [], list(Phrase::read);
        /// The rule matches faxes that have at least one of these words or phrases.
        any_words: Vec<Phrase> = [], list(Phrase::read);
        /// The rule matches faxes that have none of these words or phrases.
        no_words: Vec<Phrase> = [], list(Phrase::read);
        /// The rule matches faxes with this number of pages: "1" or "2-5".
        pages: Pages = (example "1-3"), text(Pages::read);
        /// The device to which the fax belongs from then on: its mailboxes get the fax, and its
        /// users see it.
        to_device: Option<DeviceName> = (example "2103"), text(to_device);
        /// Whether a fax that answers another belongs to the device that sent the other, and is
        /// mailed to the people who got the reports about it. Needs answers = true.
        to_sender: bool = false, flag;
        /// Mail addresses that get the fax, too.
        to_mail: Vec<String> = [], list(address);
        /// Printers that print the fax: names of [print].
        to_printers: Vec<String> = [], list;
        /// Folders and servers that get the fax, too: names of [[folder]] and [[filing]].
        to_folders: Vec<String> = [], list;
        /// Whether the mails with the fax are marked as urgent.
        urgent: bool = false, flag;
        /// A tag for the fax.
        tag: String = (example "radiology"), text;
    }
}

/// A number of pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pages(Option<RangeInclusive<usize>>);

impl Pages {
    fn read(text: &str) -> Result<Self, Unfit> {
        let unfit = || Unfit::PageCount(text.to_owned());
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        let number = |text: &str| text.trim().parse().map_err(|_| unfit());
        let (from, to) = (number(from)?, number(to)?);
        if from == 0 || to < from { Err(unfit()) } else { Ok(Self(Some(from..=to))) }
    }

    /// Whether any number of pages fits.
    pub(super) fn is_any(&self) -> bool {
        self.0.is_none()
    }

    pub(super) fn fits(&self, pages: usize) -> bool {
        self.0.as_ref().is_none_or(|range| range.contains(&pages))
    }
}

impl SortingSettings {
    /// Whether faxes are sorted.
    pub(crate) fn is_on(&self) -> bool {
        !self.devices.is_empty()
    }

    /// Whether faxes are split into documents.
    pub(super) fn splits(&self) -> bool {
        !self.split_at_codes.is_empty() || self.split_at_blank_pages || self.remove_blank_pages
    }

    /// Reads `[sorting]` and each `[[rule]]`. `is_read`: whether received faxes are read.
    /// `has_spool`: whether faxes are received into the spool of this machine alone. `folders`: the
    /// names of watched folders and servers.
    pub(crate) fn read(
        &mut self,
        file: &Section<'_, '_>,
        (is_read, has_spool): (bool, bool),
        folders: &[String],
    ) {
        file.table("sorting", |section| {
            section.read(KEYS, self);
            if self.is_on() && !is_read {
                section.wrong(
                    "devices",
                    "rules need the words of faxes; set enabled = true in [reading]",
                );
            }
            if self.is_on() && !has_spool {
                section.wrong(
                    "devices",
                    "faxes are not sorted where several machines share a database",
                );
            }
            if self.devices.len() > MOST_ENTRIES {
                section.wrong("devices", format!("more than {MOST_ENTRIES} devices"));
            }
            if self.split_at_codes.len() > MOST_ENTRIES {
                section.wrong("split_at_codes", format!("more than {MOST_ENTRIES} codes"));
            }
        });
        for mut table in file.sections("rule") {
            let mut rule = RuleSettings::default();
            table.read(RULE_KEYS, &mut rule);
            if !rule.name.is_empty() {
                table.call(format!("[[rule]] {}", rule.name));
            }
            if let Some((key, text)) = self.fault_of(&rule) {
                table.wrong(key, text);
            }
            if let Some(unknown) = rule.to_folders.iter().find(|name| !folders.contains(name)) {
                let text = format!("no [[folder]] or [[filing]] has the name '{unknown}'");
                table.wrong("to_folders", text);
            }
            table.finish();
            // One error is enough for all rules beyond the limit.
            if self.rules.len() >= MOST_RULES {
                break;
            }
            self.rules.push(rule);
        }
    }

    fn fault_of(&self, rule: &RuleSettings) -> Option<(&'static str, String)> {
        let is_used = |other: &RuleSettings| other.name == rule.name;
        let lists = [
            rule.devices.len(),
            rule.callers.len(),
            rule.stations.len(),
            rule.subaddresses.len(),
            rule.codes.len(),
            rule.words.len(),
            rule.any_words.len(),
            rule.no_words.len(),
            rule.to_mail.len(),
            rule.to_printers.len(),
            rule.to_folders.len(),
        ];
        let has_action = rule.to_device.is_some()
            || !(rule.to_mail.is_empty() && rule.to_printers.is_empty())
            || !(rule.to_folders.is_empty() && rule.tag.is_empty())
            || rule.to_sender
            || rule.urgent;
        let (key, text) = if rule.name.is_empty() || rule.name.chars().any(char::is_control) {
            ("name", "missing; a word of your own by which the rule is known".to_owned())
        } else if self.rules.iter().any(is_used) {
            ("name", format!("'{}' is another rule's already", rule.name))
        } else if self.rules.len() >= MOST_RULES {
            ("name", format!("more than {MOST_RULES} rules"))
        } else if lists.iter().any(|entries| *entries > MOST_ENTRIES) {
            ("name", format!("a list of the rule has more than {MOST_ENTRIES} entries"))
        } else if lists[..8].iter().all(|entries| *entries == 0)
            && rule.pages.is_any()
            && !rule.answers
        {
            (
                "name",
                "the rule would match every fax; add words, codes or another condition".to_owned(),
            )
        } else if rule.to_sender && !rule.answers {
            ("to_sender", "only answers have a sender; add answers = true".to_owned())
        } else if rule.to_sender && rule.to_device.is_some() {
            ("to_sender", "the fax moves to the sender's device; remove to_device".to_owned())
        } else if rule.tag.chars().count() > LONGEST_TAG || rule.tag.contains(char::is_control) {
            ("tag", format!("write at most {LONGEST_TAG} characters in one line"))
        } else if !has_action {
            (
                "name",
                "nothing happens to the faxes; add to_device, to_sender, to_mail, to_printers, \
                 to_folders, urgent or tag"
                    .to_owned(),
            )
        } else {
            return None;
        };
        Some((key, text))
    }
}

fn to_device(text: &str) -> Result<Option<DeviceName>, ferrofax_basics::NoDeviceName> {
    text.parse().map(Some)
}

fn address(text: &str) -> Result<String, Unfit> {
    mailbox(text)?.ok_or_else(|| Unfit::Mailbox(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::settings::Settings;

    fn faults(rules: &str) -> Vec<String> {
        let text = format!("[reading]\nenabled = true\n[sorting]\ndevices = [\"1000\"]\n{rules}");
        let problems = Settings::parse(&text).err().unwrap_or_default();
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn rules_are_read() {
        let rule =
            "[[rule]]\nname = \"r\"\nwords = [\"CT\"]\npages = \"2-5\"\nto_device = \"2103\"\n";
        assert_eq!(faults(rule), [""; 0]);
        let rule = "[[folder]]\nname = \"scans\"\npath = \"/srv/scans\"\n\
                    [[filing]]\nname = \"archive\"\nurl = \"https://a.example/\"\nonly_rules = true\n\
                    [[rule]]\nname = \"r\"\nwords = [\"CT\"]\nto_folders = [\"scans\", \"archive\"]\n";
        assert_eq!(faults(rule), [""; 0]);
    }

    #[test]
    fn a_rule_that_cannot_be_meant_is_named() {
        let with = |line: &str| {
            let tag = if line.contains("tag = ") { "" } else { "tag = \"t\"\n" };
            faults(&format!("[[rule]]\nname = \"r\"\n{tag}{line}"))
        };
        for (line, wanted) in [
            ("", "[[rule]] r name: the rule would match every fax"),
            ("words = [\"-\"]", "'-' has no word"),
            ("codes = [\"\"]", "'' is no pattern"),
            ("pages = \"5-2\"", "'5-2' is no number of pages"),
            ("tag = \"a\\nb\"\nwords = [\"ab\"]", "at most 100 characters in one line"),
            (
                "to_folders = [\"x\"]\nwords = [\"ab\"]",
                "to_folders: no [[folder]] or [[filing]] has the name 'x'",
            ),
            ("to_sender = true\nwords = [\"ab\"]", "to_sender: only answers have a sender"),
            (
                "answers = true\nto_sender = true\nto_device = \"2103\"",
                "to_sender: the fax moves to the sender's device",
            ),
            ("to_mail = [\"nobody\"]\nsubaddresses = [\"1\"]", "'nobody' is not an e-mail address"),
            (
                "words = [\"ab\"]\n[[rule]]\nname = \"r\"\nwords = [\"ab\"]\ntag = \"t\"",
                "is another rule's",
            ),
        ] {
            let found = with(line).join("\n");
            assert!(found.contains(wanted), "{line}: {found}");
        }
        let found = faults("[[rule]]\nname = \"r\"\nwords = [\"ab\"]\n").join("\n");
        assert!(found.contains("nothing happens to the faxes"), "{found}");
    }

    #[test]
    fn rules_are_limited() {
        let rule =
            |at: usize| format!("[[rule]]\nname = \"{at}\"\nwords = [\"ab\"]\ntag = \"t\"\n");
        let rules: String = (0..502).map(rule).collect();
        let found = faults(&rules);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("more than 500 rules"), "{found:?}");
        let words = vec!["\"ab\""; 201].join(", ");
        let rule = format!("[[rule]]\nname = \"r\"\nwords = [{words}]\ntag = \"t\"\n");
        let found = faults(&rule).join("\n");
        assert!(found.contains("more than 200 entries"), "{found}");
    }

    #[test]
    fn faxes_that_are_not_read_cannot_be_sorted() {
        let problems = Settings::parse("[sorting]\ndevices = [\"1000\"]\n").unwrap_err();
        assert!(
            problems[0].to_string().contains("set enabled = true in [reading]"),
            "{problems:?}"
        );
    }
}
