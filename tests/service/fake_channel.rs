//! A channel of nobody's: it remembers what a call sets on it.

use ferrofax::service::host::CallHost;
use std::collections::BTreeMap;

#[derive(Default)]
pub(crate) struct FakeChannel {
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) cdr: String,
}

impl CallHost for FakeChannel {
    fn set_variable(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }
    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }
    fn set_cdr_user_field(&mut self, value: &str) {
        value.clone_into(&mut self.cdr);
    }
}
