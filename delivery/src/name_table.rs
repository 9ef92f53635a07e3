//! Tables of the names that templates may use: each row has a name and what it stands for.

use ferrofax_spool::view::Shown;

/// A name that a template may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateName {
    /// Ours.
    pub ours: &'static str,
    /// What `voicemail.conf` calls the same thing, so that a template from there does its
    /// work; empty if it has no such name.
    pub voicemail: &'static str,
    /// What the name stands for.
    pub what: &'static str,
}

impl TemplateName {
    /// Whether a template that says this means the name.
    pub(super) fn is(&self, text: &str) -> bool {
        self.ours == text || (self.voicemail == text && !text.is_empty())
    }
}

/// A row of a table: our name, that of `voicemail.conf` or nothing, what the name stands
/// for, and how its value in one mail is made.
pub(super) type Row<V> = (&'static str, &'static str, &'static str, V);

fn name<V>(&(ours, voicemail, what, _): &Row<V>) -> TemplateName {
    TemplateName { ours, voicemail, what }
}

/// The names of a table, in its order.
pub(super) fn names<V>(table: &[Row<V>]) -> Vec<TemplateName> {
    table.iter().map(name).collect()
}

/// What each name stands for in one mail.
#[derive(Debug, Clone)]
pub(super) struct Values(Vec<(TemplateName, String)>);

impl Values {
    /// The values of all names of a table.
    pub(super) fn new<V>(table: &[Row<V>], value: impl Fn(&V) -> String) -> Self {
        Self(table.iter().map(|row| (name(row), value(&row.3))).collect())
    }

    /// What a name stands for; none if there is no such name.
    pub(super) fn get(&self, text: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(name, _)| name.is(text))?;
        Some(value)
    }
}

/// A field of a view in words. Times are no matter of views: mails write them by the
/// device's settings.
pub(super) fn words(field: &Shown) -> String {
    field.text(|at| at.0.to_string())
}
