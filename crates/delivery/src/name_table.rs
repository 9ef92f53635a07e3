//! Tables of the names (variables) that mail templates may use, such as `FAX_PAGES`. Each row has a
//! name and its meaning.

use ferrofax_spool::view::Shown;

/// A name (variable) that mail templates may use, and that is replaced by its value in each mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateName {
    /// Ferrofax's own name of the template variable, such as `FAX_PAGES`.
    pub ours: &'static str,
    /// The name of the corresponding variable in Asterisk's `voicemail.conf`, so that mail
    /// templates from that file work, too. Empty if `voicemail.conf` has no such variable.
    pub voicemail: &'static str,
    /// The meaning of the template variable, in words for administrators.
    pub what: &'static str,
}

impl TemplateName {
    /// Whether `text`, which was found in a template, is this variable: its Ferrofax name, or its
    /// name in `voicemail.conf`.
    pub(super) fn is(&self, text: &str) -> bool {
        self.ours == text || (self.voicemail == text && !text.is_empty())
    }
}

/// A row of a table of template variables: Ferrofax's name, the name in `voicemail.conf` (or an
/// empty text), the meaning, and the function that makes the value for one mail.
pub(super) type Row<V> = (&'static str, &'static str, &'static str, V);

fn name<V>(&(ours, voicemail, what, _): &Row<V>) -> TemplateName {
    TemplateName { ours, voicemail, what }
}

/// Lists the template variables in `table`, in the order of the rows.
pub(super) fn names<V>(table: &[Row<V>]) -> Vec<TemplateName> {
    table.iter().map(name).collect()
}

/// The value that each template variable, such as `FAX_PAGES`, has in one mail.
#[derive(Debug, Clone)]
pub(super) struct Values(Vec<(TemplateName, String)>);

impl Values {
    /// Makes the values of all template variables in `table` for one mail. `value` makes the value
    /// of one row, by calling the function in the row. It also gets Ferrofax's name of the row.
    pub(super) fn new<V>(table: &[Row<V>], value: impl Fn(&str, &V) -> String) -> Self {
        Self(table.iter().map(|row| (name(row), value(row.0, &row.3))).collect())
    }

    /// The value of the template variable `text`, such as `FAX_PAGES`, in this mail; `None` if
    /// there is no such variable.
    pub(super) fn get(&self, text: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(name, _)| name.is(text))?;
        Some(value)
    }
}

/// Returns the value of a field of a fax or a job as text. A time becomes a plain number
/// (milliseconds since 1970). Templates have separate variables for dates, in the format that the
/// device's settings choose.
pub(super) fn words(field: &Shown) -> String {
    field.text(|at| at.0.to_string())
}
