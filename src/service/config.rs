//! `ferrofax.conf` as Asterisk read it (templates, `#include` and realtime resolved), and
//! the words for what is wrong in it.

use std::fmt;

/// The file, category by category, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawConfig {
    /// Its name, for messages.
    pub file: String,
    /// `[name]` and what follows.
    pub categories: Vec<RawCategory>,
}

/// One `[name]` with its options.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawCategory {
    /// The word in brackets.
    pub name: String,
    /// The file it stands in, where that is not the main one.
    pub file: Option<String>,
    /// Its line, 0 where unknown.
    pub line: u32,
    /// `key = value` lines.
    pub options: Vec<RawOption>,
}

/// One `key = value`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawOption {
    /// The key as written.
    pub key: String,
    /// The value, trimmed.
    pub value: String,
    /// The file it stands in, where that is not the main one.
    pub file: Option<String>,
    /// Its line, 0 where unknown.
    pub line: u32,
}

/// One `FaxDevice(…)` found in the dialplan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declaration {
    /// The context it stands in.
    pub context: String,
    /// The extension it stands in.
    pub exten: String,
    /// Its priority.
    pub priority: i32,
    /// The text between the brackets, unexpanded.
    pub args: String,
    /// The file that declares it, where Asterisk knows.
    pub file: Option<String>,
    /// The line in that file, where Asterisk knows.
    pub line: Option<u32>,
}

/// A step of an extension: an application, and what stands in its brackets where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// The application's name as it is written.
    pub app: String,
    /// Its arguments and its place.
    pub at: Declaration,
}

/// One context of the dialplan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The steps, extension by extension.
    pub steps: Vec<Step>,
    /// The contexts that it includes.
    pub includes: Vec<String>,
}

/// Something wrong in the configuration or a device: where, what, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// File and line, or extension and context.
    pub place: String,
    /// What was wrong and what would be right.
    pub text: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}

impl RawConfig {
    /// A configuration from text in Asterisk's form, for tests and for `ferrofax check`:
    /// categories, `key = value` or `key => value`, `;` comments.
    pub fn parse(file: &str, text: &str) -> Self {
        let mut config = Self { file: file.into(), categories: Vec::new() };
        for (index, line) in text.lines().enumerate() {
            let line_number = index as u32 + 1;
            let line = line.split(';').next().unwrap_or_default().trim();
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
                config.categories.push(RawCategory {
                    name: name.into(),
                    file: None,
                    line: line_number,
                    options: Vec::new(),
                });
            } else if let (Some((key, value)), Some(category)) =
                (line.split_once('='), config.categories.last_mut())
            {
                category.options.push(RawOption {
                    key: key.trim().into(),
                    value: value.trim_start_matches('>').trim().into(),
                    file: None,
                    line: line_number,
                });
            }
        }
        config
    }

    /// Where `option` of this configuration stands, for a message.
    pub fn place(&self, file: Option<&str>, line: u32) -> String {
        let file = file.unwrap_or(&self.file);
        if line == 0 { file.to_owned() } else { format!("{file}:{line}") }
    }
}
