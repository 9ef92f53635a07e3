//! The contents of `ferrofax.conf` as Asterisk has read it (with templates, `#include` and realtime
//! resolved), the contexts of the dialplan, and the type for faults in ferrofax.conf or in the
//! dialplan.

use std::fmt;

/// The contents of a configuration file as a list of categories, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawConfig {
    /// The name of the main configuration file, for error messages.
    pub file: String,
    /// The categories of the configuration file: each `[name]` with the lines after it.
    pub categories: Vec<RawCategory>,
}

/// One category of a configuration file: `[name]` with its options.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawCategory {
    /// The name of the category, between the square brackets.
    pub name: String,
    /// The included file that contains the category; `None` if the main configuration file contains
    /// it.
    pub file: Option<String>,
    /// The number of the line at which the category begins in its file; 0 if unknown.
    pub line: u32,
    /// The options of the category: its lines `key = value`, in order.
    pub options: Vec<RawOption>,
}

/// One option of a category in a configuration file: a line `key = value`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawOption {
    /// The key of the option: the text before the `=`.
    pub key: String,
    /// The value of the option: the text after the `=`, without surrounding blanks.
    pub value: String,
    /// The included file that contains the option; `None` if the main configuration file contains
    /// it.
    pub file: Option<String>,
    /// The number of the line that contains the option in its file; 0 if unknown.
    pub line: u32,
}

/// One `FaxDevice(…)` found in the dialplan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declaration {
    /// The dialplan context that contains the `FaxDevice(…)`.
    pub context: String,
    /// The dialplan extension that contains the `FaxDevice(…)`.
    pub exten: String,
    /// The priority of the step of the extension that contains the `FaxDevice`.
    pub priority: i32,
    /// The text between the brackets of `FaxDevice(…)`. Its variables are not expanded.
    pub args: String,
    /// The configuration file that contains the `FaxDevice`; `None` if Asterisk does not know it.
    pub file: Option<String>,
    /// The number of the line in `file` that contains the `FaxDevice`; `None` if Asterisk does not
    /// know it.
    pub line: Option<u32>,
}

/// One step (priority) of an extension in the dialplan: an application with its arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// The name of the step's application, as it is written in the dialplan.
    pub app: String,
    /// The arguments of the step's application, and the step's context, extension and priority. If
    /// the application is `FaxDevice`, this is the declaration of a fax device.
    pub at: Declaration,
}

/// One context of the dialplan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The steps of all extensions of this context, one extension after the other.
    pub steps: Vec<Step>,
    /// The contexts that this context includes.
    pub includes: Vec<String>,
}

/// A fault in the configuration files or in a `FaxDevice` of the dialplan. The complaint names the
/// place of the fault, and an example that would be correct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The place of the fault: the name and line of a configuration file, or the extension and
    /// context in the dialplan.
    pub place: String,
    /// The description of the fault, with an example that would be correct.
    pub text: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}

impl RawConfig {
    /// Reads a configuration from text in Asterisk's form (categories, `key = value` or `key =>
    /// value`, `;` comments), for tests and for `ferrofax check`.
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

    /// Writes the file name and line number of an option, for an error message. If `file` is
    /// `None`, the text names the main file. If `line` is 0, the text has no line number.
    pub fn place(&self, file: Option<&str>, line: u32) -> String {
        let file = file.unwrap_or(&self.file);
        if line == 0 { file.to_owned() } else { format!("{file}:{line}") }
    }
}
