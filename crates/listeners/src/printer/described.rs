//! The IPP attributes of a printer or print job, in the groups by which clients request them (RFC
//! 8011 §4.2.5.1, §4.3.4.1).

use crate::ipp::Value;

/// The IPP attributes of a printer or print job, each with the group to which it belongs.
#[derive(Default)]
pub(super) struct Described {
    group: &'static str,
    all: Vec<(&'static str, String, Value)>,
}

impl Described {
    /// Sets the group of IPP attributes to which the attributes added next belong.
    pub(super) fn group(&mut self, group: &'static str) {
        self.group = group;
    }

    /// Adds an IPP attribute to the group that [`Self::group()`] has set last.
    pub(super) fn put(&mut self, name: &str, value: Value) {
        self.all.push((self.group, name.to_owned(), value));
    }

    /// The value of the IPP attribute with this name; `None` if the attribute is missing.
    pub(super) fn value_of(&self, name: &str) -> Option<&Value> {
        self.all.iter().find(|(_, put, _)| put == name).map(|(_, _, value)| value)
    }

    /// Returns the attributes that an IPP client requests by their names or groups in `names`. If
    /// `names` is empty, returns the attributes whose names or groups are in the list `without`.
    pub(super) fn asked(self, names: &[&str], without: &[&str]) -> Vec<(String, Value)> {
        let names = if names.is_empty() { without } else { names };
        let is_asked = |group: &str, name: &str| {
            names.iter().any(|asked| match *asked {
                // Large attributes must be requested by name.
                "all" => group != LARGE,
                asked => asked == name || asked == group,
            })
        };
        let all = self.all.into_iter();
        all.filter(|(group, name, _)| is_asked(group, name))
            .map(|(_, name, value)| (name, value))
            .collect()
    }
}

/// The group of attributes that an IPP client gets only if it requests each of them by its own name
/// (PWG 5100.7 §6.6.1). The group has an empty name, so that no request can name the group.
pub(super) const LARGE: &str = "";
