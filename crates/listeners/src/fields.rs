//! The settings of the section `[fields]` of gateway.toml. Control fields are marked texts in a
//! printed document, such as `@@+FAX:…@@`, that give the fax number and other options. The settings
//! also give the options of a fax whose document has no such field.

use lettre::Address;
use regex_lite::{Captures, Regex, RegexBuilder};

use ferrofax_convert::fields::{FaxFields, Field, Matcher, MatcherError, Matchers, Mode, Search};
use ferrofax_gateway_toml::{Key, Kind, Said, Section, plain_text};

/// The recipient of the mails that report the result of a fax, if its printed document names no
/// recipient (has no control field NOTIFY).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NotifyTo {
    /// The faxmaster (the administrator) gets the mails that report the result of the fax.
    #[default]
    Faxmaster,
    /// The user who printed the document gets the mails that report the result of the fax.
    User,
}

/// The settings of `[fields]`, about control fields: texts in a printed document that give the fax
/// number and other options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldSettings {
    /// `mode`: whether printed documents are searched for control fields (texts such as
    /// `@@+FAX:…@@`), and what happens to pages without a fax number.
    pub mode: Mode,
    /// `fax`, `tag`, `prio` and `notify_field`: the regular expressions that find the control
    /// fields in a printed document (texts such as `@@+FAX:…@@`).
    pub matchers: Matchers,
    /// `priority`: the priority of a fax whose printed document sets no priority (has no control
    /// field PRIO).
    pub priority: u8,
    /// `tries`: the highest number of calls that a fax machine answers, for a fax.
    pub tries: u32,
    /// `notify`: the recipient of the mails that report the result of a fax whose printed document
    /// names no recipient (has no control field NOTIFY).
    pub notify: NotifyTo,
    /// `domain`: the domain of the users' mail addresses; empty if it is unknown.
    pub domain: String,
    /// `blank`: whether control fields (texts such as `@@+FAX:…@@`) that are visible on a page are
    /// removed before the page is faxed.
    pub blank: bool,
    /// `user_search` and `user_replace`: a regular expression and its replacement, which rewrite
    /// the names of users.
    pub user: Mangle,
}

/// Rewrites the names of users who print documents. It changes nothing unless both `user_search`
/// and `user_replace` are set.
#[derive(Clone, Debug, Default)]
pub struct Mangle {
    search: Option<Regex>,
    replace: Option<String>,
}

/// The recipient of the mails that report the result of one fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reports {
    /// The faxmaster (the administrator) gets the mails that report the result of the fax.
    Faxmaster,
    /// The user with this name gets the mails that report the result of the fax.
    User(String),
    /// These mail addresses get the mails that report the result of the fax.
    Addresses(Vec<String>),
}

/// The options of a fax. They are taken from the control fields in its printed document (texts such
/// as `@@+FAX:…@@`) and from the settings of `[fields]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The priority of the fax's job, from 0 (sent first) to 255.
    pub priority: u8,
    /// The number of attempts to send the fax.
    pub tries: u32,
    /// The recipient of the mails that report the result of the fax.
    pub reports: Reports,
}

/// The keys that the section `[fields]` of gateway.toml accepts.
pub const KEYS: &[Key<FieldSettings>] = &[
    Key {
        name: "mode",
        default: "1",
        kind: Kind::Choice(&[
            ("1", |fields| fields.mode = Mode::Hold),
            ("2", |fields| fields.mode = Mode::Fields),
            ("3", |fields| fields.mode = Mode::FieldsOrHold),
        ]),
        help: "The handling of a printed document. 1: Ferrofax searches for no fields, and the \
               user gives the number. 2: the fields of the document say where to send it, and a \
               document without a number is rejected. 3: like 2, but pages without a number wait \
               until their user gives the number.",
    },
    Key {
        name: "fax",
        default: "'/@@\\+FAX:\\s*(.*?)\\s*@@/'",
        kind: Kind::Text(|fields, said| form(fields, Field::Fax, said)),
        help: "The field with the recipient's number: a regular expression whose first group is \
               the number. Each page with such a field begins a new fax.",
    },
    Key {
        name: "tag",
        default: "'/@@\\+TAG:\\s*(.*?)\\s*@@/'",
        kind: Kind::Text(|fields, said| form(fields, Field::Tag, said)),
        help: "The field with the job's tag, as a regular expression.",
    },
    Key {
        name: "prio",
        default: "'/@@\\+PRIO:\\s*(\\d+?)\\s*@@/'",
        kind: Kind::Text(|fields, said| form(fields, Field::Priority, said)),
        help: "The field with the job's priority, 0 (sent first) to 255, as a regular expression.",
    },
    Key {
        name: "notify_field",
        default: "'/@@\\+NOTIFY:\\s*(.*?@.*?)\\s*@@/'",
        kind: Kind::Text(|fields, said| form(fields, Field::Notify, said)),
        help: "The field with the address that gets the job's reports, as a regular expression.",
    },
    Key {
        name: "priority",
        default: "200",
        kind: Kind::Number(0..=255, |fields, number| {
            fields.priority = u8::try_from(u32::from(number)).unwrap_or(u8::MAX);
        }),
        help: "The priority of a fax without a priority field (prio). Large batches usually have \
               250.",
    },
    Key {
        name: "tries",
        default: "3",
        kind: Kind::Number(1..=100, |fields, tries| fields.tries = tries.into()),
        help: "The highest number of calls that a fax machine answers, for a printed fax.",
    },
    Key {
        name: "notify",
        default: r#""faxmaster""#,
        kind: Kind::Choice(&[
            ("faxmaster", |fields| fields.notify = NotifyTo::Faxmaster),
            ("user", |fields| fields.notify = NotifyTo::User),
        ]),
        help: "The recipient of the reports of a printed fax in which no field names an address: \
               \"faxmaster\", or \"user\", the user who printed the fax.",
    },
    Key {
        name: "domain",
        default: r#""""#,
        kind: Kind::Text(|fields, said| said.read_one(&mut fields.domain, domain)),
        help: "The mail domain of users: with \"example.com\", alice's reports are sent to \
               alice@example.com.",
    },
    Key {
        name: "user_search",
        default: r#""""#,
        kind: Kind::Text(|fields, said| said.read_one(&mut fields.user.search, searched)),
        help: "A regular expression for the names of users who print, for example \
               '/^(\\w+)\\..*/'. user_replace replaces the match. Set both settings or neither.",
    },
    Key {
        name: "user_replace",
        default: r#""""#,
        kind: Kind::Text(|fields, said| {
            let mut text = String::new();
            said.read_one(&mut text, plain_text);
            fields.user.replace = Some(text).filter(|text| !text.is_empty());
        }),
        help: "The text that replaces the match, for example \"$1\" for its first group.",
    },
    Key {
        name: "blank",
        default: "true",
        kind: Kind::Flag(|fields, is_on| fields.blank = is_on),
        help: "Whether visible fields are removed from the pages. White fields are not visible \
               anyway.",
    },
];

fn form(fields: &mut FieldSettings, field: Field, said: &Said<'_, '_, '_>) {
    let read = |text: &str| {
        Matcher::new(text).map_err(|error: MatcherError| format!("matcher {text}: {error}"))
    };
    if let Some(matcher) = said.each(read).pop() {
        fields.matchers.set(field, matcher);
    }
}

fn domain(text: &str) -> Result<String, String> {
    if text.is_empty() || Address::new("x", text).is_ok() {
        Ok(text.to_owned())
    } else {
        Err(format!("'{text}' is no domain of mail addresses; example: example.com"))
    }
}

/// Compiles `user_search`, the regular expression that is searched for in users' names. `None` if
/// the text is empty.
fn searched(text: &str) -> Result<Option<Regex>, String> {
    let pattern = text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).unwrap_or(text);
    if pattern.is_empty() {
        return Ok(None);
    }
    let built = RegexBuilder::new(pattern).size_limit(256 << 10).build();
    built
        .map(Some)
        .map_err(|error| format!("'{text}' is no regular expression: {error}"))
}

impl FieldSettings {
    /// Reads the section `[fields]` of gateway.toml into these settings, and reports doubtful
    /// values.
    pub fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        let one = match (&self.user.search, &self.user.replace) {
            (Some(_), None) => Some(("user_search", "user_replace")),
            (None, Some(_)) => Some(("user_replace", "user_search")),
            _ => None,
        };
        if let Some((given, missing)) = one {
            section.doubt(given, format!("without {missing} no user's name is rewritten"));
        }
        if self.notify == NotifyTo::User && self.domain.is_empty() {
            section.doubt(
                "notify",
                "without domain the faxmaster gets them, unless a name is an address",
            );
        }
    }

    /// The settings by which documents are searched for control fields (texts such as
    /// `@@+FAX:…@@`). `None` in mode 1, in which documents are not searched.
    pub fn search(&self) -> Option<Search> {
        (self.mode != Mode::Hold).then(|| Search {
            matchers: self.matchers.clone(),
            mode: self.mode,
            blank: self.blank,
        })
    }

    /// Returns the mail addresses for this recipient of mails that report the result of a fax. The
    /// list is empty for the faxmaster (the administrator), because only the module in Asterisk
    /// knows the faxmaster's mail address.
    pub fn addresses(&self, reports: &Reports) -> Vec<String> {
        match reports {
            Reports::Faxmaster => Vec::new(),
            Reports::Addresses(addresses) => addresses.clone(),
            Reports::User(user) => {
                let known = user.parse::<Address>().or_else(|_| Address::new(user, &self.domain));
                known.map(|address| address.to_string()).into_iter().collect()
            }
        }
    }

    /// The options of a fax that this user has printed.
    pub fn terms(&self, fields: &FaxFields, user: &str) -> Terms {
        let user = self.user.name(user);
        let reports = match self.notify {
            _ if !fields.notify.is_empty() => Reports::Addresses(fields.notify.clone()),
            NotifyTo::User if !user.is_empty() => Reports::User(user),
            NotifyTo::User | NotifyTo::Faxmaster => Reports::Faxmaster,
        };
        Terms { priority: fields.priority.unwrap_or(self.priority), tries: self.tries, reports }
    }
}

impl Default for FieldSettings {
    fn default() -> Self {
        Self {
            mode: Mode::default(),
            matchers: Matchers::default(),
            priority: 200,
            tries: 3,
            notify: NotifyTo::default(),
            domain: String::new(),
            blank: true,
            user: Mangle::default(),
        }
    }
}

impl Mangle {
    /// The user's name, with each match of `user_search` replaced by `user_replace`.
    fn name(&self, user: &str) -> String {
        let (Some(search), Some(replace)) = (&self.search, &self.replace) else {
            return user.to_owned();
        };
        let replaced = |captures: &Captures<'_>| expanded(replace, captures);
        search.replace_all(user, replaced).into_owned()
    }
}

impl PartialEq for Mangle {
    fn eq(&self, other: &Self) -> bool {
        let search = |mangle: &Self| mangle.search.as_ref().map(|regex| regex.as_str().to_owned());
        (search(self), &self.replace) == (search(other), &other.replace)
    }
}

impl Eq for Mangle {}

/// The text that replaces a match of `user_search`. In it, `$1`, `${1}` and `\1` stand for the
/// contents of the expression's groups.
fn expanded(replace: &str, captures: &Captures<'_>) -> String {
    let mut out = String::new();
    let mut rest = replace;
    while let Some(at) = rest.find(['$', '\\']) {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let open = behind.strip_prefix('{').unwrap_or(behind);
        let digits = open.len() - open.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
        let number = open.get(..digits.min(2)).and_then(|digits| digits.parse::<usize>().ok());
        let Some(number) = number else {
            out.push_str(&rest[at..=at]);
            rest = behind;
            continue;
        };
        out.push_str(captures.get(number).map_or("", |found| found.as_str()));
        rest = &open[digits.min(2)..];
        if open.len() < behind.len() {
            rest = rest.strip_prefix('}').unwrap_or(rest);
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_gateway_toml::{Problem, parse_table};

    /// The settings in this table `[fields]`, and warnings about them.
    fn parse(text: &str) -> Result<(FieldSettings, Vec<Problem>), Vec<Problem>> {
        parse_table(&format!("[fields]\n{text}"), "fields", FieldSettings::read)
    }

    fn read(text: &str) -> FieldSettings {
        parse(text).unwrap().0
    }

    #[test]
    fn without_settings_no_field_is_looked_for_and_each_value_is_the_document_s() {
        let fields = FieldSettings::default();
        assert_eq!((fields.mode, fields.search()), (Mode::Hold, None));
        assert_eq!(read(""), fields);
        let terms = fields.terms(&FaxFields::default(), "alice");
        assert_eq!(terms, Terms { priority: 200, tries: 3, reports: Reports::Faxmaster });
        let forms = [
            r"/@@\+FAX:\s*(.*?)\s*@@/",
            r"/@@\+TAG:\s*(.*?)\s*@@/",
            r"/@@\+PRIO:\s*(\d+?)\s*@@/",
            r"/@@\+NOTIFY:\s*(.*?@.*?)\s*@@/",
        ];
        for (field, text) in Field::ALL.into_iter().zip(forms) {
            assert_eq!(fields.matchers.of(field).text(), text);
        }
    }

    #[test]
    fn each_setting_holds() {
        let fields = read(
            "mode = 3\npriority = 250\ntries = 5\nnotify = 'user'\nblank = false\nfax = '%%FAX (.*?)%%'",
        );
        let search = fields.search().unwrap();
        assert_eq!((search.mode, search.blank), (Mode::FieldsOrHold, false));
        assert_eq!(search.matchers.of(Field::Fax).text(), "%%FAX (.*?)%%");
        let own = FaxFields { priority: Some(7), ..FaxFields::default() };
        let terms = fields.terms(&own, "alice");
        assert_eq!(terms, Terms { priority: 7, tries: 5, reports: Reports::User("alice".into()) });
        assert_eq!(fields.terms(&FaxFields::default(), "").reports, Reports::Faxmaster);
        assert_eq!(fields.terms(&FaxFields::default(), "").priority, 250);
        let own = FaxFields { notify: vec!["a@b.de".into()], ..FaxFields::default() };
        assert_eq!(fields.terms(&own, "alice").reports, Reports::Addresses(vec!["a@b.de".into()]));
        assert_eq!(read("mode = 2").search().unwrap().mode, Mode::Fields);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, words) in [
            ("notify = 'both'", "'both' is none of faxmaster, user"),
            ("mode = 0", "0 is none of 1, 2, 3"),
            ("priority = 256", "256 is no number from 0 to 255"),
            ("tries = 0", "0 is no number from 1 to 100"),
            ("fax = '/@@FAX:.*?@@/'", "matcher /@@FAX:.*?@@/: it has no bracket"),
            ("prio = '/(\\d*)/'", "matches the empty string"),
            ("user_search = '('\nuser_replace = 'x'", "is no regular expression"),
        ] {
            let problems = parse(text).unwrap_err();
            let problem = problems[0].to_string();
            assert!(problem.starts_with("2: [fields] "), "{problem}");
            assert!(problem.contains(words), "{text}: {problem}");
        }
    }

    #[test]
    fn a_user_s_name_is_rewritten_if_both_are_given_and_else_there_is_a_warning() {
        let user = |text: &str, name: &str| {
            let text = format!("notify = 'user'\ndomain = 'example.com'\n{text}");
            let (settings, warnings) = parse(&text).unwrap();
            let warnings: Vec<String> = warnings.iter().map(ToString::to_string).collect();
            match settings.terms(&FaxFields::default(), name).reports {
                Reports::User(user) => (user, warnings),
                other => panic!("{other:?}"),
            }
        };
        let both = "user_search = '/^(\\w+)\\..*/'\nuser_replace = ";
        assert_eq!(user(&format!("{both}'$1'"), "john.doe"), ("john".into(), vec![]));
        assert_eq!(user(&format!("{both}'$1'"), "john"), ("john".into(), vec![]));
        assert_eq!(user(&format!("{both}'x${{1}}y$'"), "john.doe"), ("xjohny$".into(), vec![]));
        assert_eq!(user(&format!("{both}'\\1-$1a'"), "john.doe"), ("john-johna".into(), vec![]));
        for (one, given, missing) in [
            ("user_search = '/^(\\w+)\\..*/'", "user_search", "user_replace"),
            ("user_replace = '$1'", "user_replace", "user_search"),
        ] {
            let (name, warnings) = user(one, "john.doe");
            assert_eq!(name, "john.doe");
            let warning =
                format!("4: [fields] {given}: without {missing} no user's name is rewritten");
            assert_eq!(warnings, [warning]);
        }
    }
}
