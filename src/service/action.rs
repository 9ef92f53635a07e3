//! What AMI asks of us: `FerrofaxSend`, `FerrofaxJobs` and their kin.

use super::Service;

/// An answer to an AMI action.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionAnswer {
    /// `Response: Success` or `Error`.
    pub success: bool,
    /// What happened, or what was wrong.
    pub message: String,
    /// For actions that list: the fields of each entry's event, in order. Each begins with `Event`.
    pub list: Vec<Vec<(String, String)>>,
}

impl Service {
    /// Does an AMI action, by its name and its fields as they came. `ActionID` is the bridge's own.
    pub fn action(&self, name: &str, _fields: &[(String, String)]) -> ActionAnswer {
        ActionAnswer { message: format!("{name} is not known"), ..ActionAnswer::default() }
    }
}
