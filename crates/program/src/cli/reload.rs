//! The running parts of the Ferrofax service, and the change to other settings.

use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::check_settings::by_acme;
use super::doors::Held;
use super::filing_ways::filings;
use super::serve::{Begin, Way, Ways, leave_calls};
use super::{End, signals};
use crate::settings::Settings;
use ferrofax_mail::server;
use ferrofax_spool::Spool;

/// The parts of the service that run by the settings in force.
pub(super) struct Running<'a> {
    begin: Begin<'a>,
    held: Held,
    in_force: Settings,
    /// The parts that run. There are none while the settings in force cannot be used, for example
    /// because a file that they name was damaged. They are then tried again each second.
    ways: Ways,
    /// The flag that stops `ways`.
    ending: Arc<AtomicBool>,
    /// The parts of earlier settings that still serve connected clients.
    leaving: Ways,
    /// The reason why the settings in force cannot be used.
    fault: Option<String>,
}

impl<'a> Running<'a> {
    /// Starts all parts that these settings enable.
    pub(super) fn start(begin: Begin<'a>, settings: Settings) -> Result<Self, End> {
        let held = Held::default();
        let (ways, ending) = begin.by(&settings, &held)?;
        let leaving = Ways::new();
        Ok(Self { begin, held, in_force: settings, ways, ending, leaving, fault: None })
    }

    /// Tells systemd that the service runs, or why it cannot run by the settings in force.
    pub(super) fn tell_systemd(&self) {
        match &self.fault {
            Some(why) => signals::waiting(why),
            None => signals::ready(),
        }
    }

    /// Removes the parts of earlier settings that have ended. If no part runs, tries to start all
    /// parts again. This is called each second.
    pub(super) fn look(&mut self) {
        self.leaving.extract_if(.., |way| way.is_over()).for_each(Way::wait);
        if self.ways.is_empty() {
            self.start_again();
            self.tell_systemd();
        }
    }

    /// Lets the service run by these settings. If they cannot be used, the old ones remain in
    /// force.
    pub(super) fn reload(&mut self, next: Settings) {
        // Before anything is stopped: if the file of a certificate was damaged, the parts that run
        // could not be started again by the old settings, either.
        if let Err(end) = check(self.begin.spool, &next) {
            return remain(&end);
        }
        self.stop(&next);
        match self.begin.by(&next, &self.held) {
            Ok(begun) => {
                (self.ways, self.ending) = begun;
                (self.in_force, self.fault) = (next, None);
                log::info!("the new settings are in force");
            }
            Err(end) => {
                remain(&end);
                self.start_again();
            }
        }
    }

    /// Stops all parts, but lets connected clients finish.
    fn stop(&mut self, next: &Settings) {
        self.ending.store(true, Ordering::Relaxed);
        self.ways.iter_mut().for_each(|way| way.settle());
        leave_calls(self.begin.spool, &self.in_force, next, self.begin.clock);
        self.ways.iter_mut().for_each(|way| way.close());
        self.leaving.append(&mut self.ways);
    }

    /// Starts all parts again by the settings in force.
    fn start_again(&mut self) {
        let checked = check(self.begin.spool, &self.in_force);
        match checked.and_then(|()| self.begin.by(&self.in_force, &self.held)) {
            Ok(begun) => {
                (self.ways, self.ending) = begun;
                if self.fault.take().is_some() {
                    log::info!("the old settings can be used again");
                }
            }
            Err(end) => {
                let why = end.text().unwrap_or_default();
                if self.fault.as_deref() != Some(why) {
                    log::error!("the old settings cannot be used now, either; {AGAIN}: {why}");
                    self.fault = Some(why.to_owned());
                }
            }
        }
    }

    /// Ends all parts. Connected clients get a little time to finish.
    pub(super) fn end(mut self) {
        self.ending.store(true, Ordering::Relaxed);
        self.leaving.append(&mut self.ways);
        self.leaving.iter_mut().for_each(|way| way.close());
        self.leaving.into_iter().for_each(Way::wait);
    }
}

const AGAIN: &str = "they are tried again each second";

/// Logs the reason why the new settings cannot be used.
pub(super) fn remain(end: &End) {
    log::error!("the old settings stay in force: {}", end.text().unwrap_or_default());
}

/// Checks the certificates of the servers in these settings, and the servers at which faxes are
/// filed. A certificate that the service orders by ACME is not checked, because it may not be there
/// yet.
fn check(spool: &Spool, settings: &Settings) -> Result<(), End> {
    let is_ours = |certificate: Option<&Path>| by_acme(&settings.acme, certificate).is_some();
    let mail = &settings.mail.server;
    if settings.mail.enabled && !is_ours(mail.certificate.as_deref()) {
        server::check(mail).map_err(|why| unusable("mail", why))?;
    }
    let (web, printer) = (&settings.web, &settings.printer);
    for (table, is_on, http) in
        [("web", web.is_on(), &web.http), ("printer", printer.is_on(), &printer.http)]
    {
        if is_on && !is_ours(http.certificate.as_deref()) {
            http.check().map_err(|why| unusable(table, why))?;
        }
    }
    filings(spool, settings).map(drop)
}

fn unusable(table: &str, why: impl Display) -> End {
    End::failed(format!("[{table}] {why}"))
}
