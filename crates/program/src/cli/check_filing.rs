//! `ferrofax check` of the servers at which received faxes are filed (`[[filing]]`): whether each can
//! be reached and lets Ferrofax in. Nothing is filed.

use super::findings::Findings;
use ferrofax_listeners::filing::{Filing, FilingsSettings};
use ferrofax_spool::{Fix, Observation, Spool};

/// Adds a finding on each server.
pub(super) fn look(settings: &FilingsSettings, spool: &Spool, findings: &mut Findings) {
    for settings in &settings.filings {
        // The reader of the settings reports wrong keys.
        let Ok(filing) = Filing::at_server(spool, settings) else { continue };
        let server = format!("{} ({})", settings.name, settings.url);
        let found = filing.probe();
        let found = found.map(|()| Observation::FilingReachable { server: server.clone() });
        let found = found.map_err(|why| Observation::error(format!("{server}: {why}")));
        let (table, page) = ("filing".to_owned(), "/usr/share/doc/ferrofax/filing.md".to_owned());
        findings.add_result("filing", found, Fix::CorrectTableAsIn { table, page });
    }
}
