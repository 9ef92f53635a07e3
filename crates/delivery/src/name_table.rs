//! Tables of the names that templates may use: each row has a name and its meaning.

use ferrofax_spool::view::Shown;

/// A name that a template may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateName {
    /// Ferrofax's own name for the value, as `FAX_PAGES`.
    pub ours: &'static str,
    /// The name of the same value in `voicemail.conf`, or an empty text if that file has none. So
    /// templates from `voicemail.conf` work, too.
    pub voicemail: &'static str,
    /// The meaning of the name, in words for administrators.
    pub what: &'static str,
}

impl TemplateName {
    /// Whether `text`, found in a template, is this name in either form.
    pub(super) fn is(&self, text: &str) -> bool {
        self.ours == text || (self.voicemail == text && !text.is_empty())
    }
}

/// A row of a table: Ferrofax's name, the name in `voicemail.conf` (or nothing), the meaning,
/// and the function that makes the value for one mail.
pub(super) type Row<V> = (&'static str, &'static str, &'static str, V);

fn name<V>(&(ours, voicemail, what, _): &Row<V>) -> TemplateName {
    TemplateName { ours, voicemail, what }
}

/// Lists the names of a table, in the order of its rows.
pub(super) fn names<V>(table: &[Row<V>]) -> Vec<TemplateName> {
    table.iter().map(name).collect()
}

/// The value that each template name has in one mail.
#[derive(Debug, Clone)]
pub(super) struct Values(Vec<(TemplateName, String)>);

impl Values {
    /// Makes the values of all names of a table; `value` makes each of them.
    pub(super) fn new<V>(table: &[Row<V>], value: impl Fn(&V) -> String) -> Self {
        Self(table.iter().map(|row| (name(row), value(&row.3))).collect())
    }

    /// The value of the template name `text`; `None` if there is no such name.
    pub(super) fn get(&self, text: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(name, _)| name.is(text))?;
        Some(value)
    }
}

/// Returns the value of a field of a fax or a job as text. A time becomes a plain number: templates
/// have other names for dates, which are written by the device's settings.
pub(super) fn words(field: &Shown) -> String {
    field.text(|at| at.0.to_string())
}
