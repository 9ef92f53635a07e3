//! `ferrofax serve` before Asterisk has created the spool: the service waits for the spool, and its
//! web interface shows what is missing.

use std::path::Path;
use std::sync::{Arc, Mutex};

use super::args::ASTERISK_CONF;
use super::reload::remain;
use super::signals::{self, ReadSettings, Signals, Waited};
use super::{End, check_settings, missing};
use crate::settings::Settings;
use ferrofax_basics::lock::lock;
use ferrofax_network::listening::Sockets;
use ferrofax_rights::sessions::Token;
use ferrofax_spool::Finding;
use ferrofax_spool::event::Language;
use ferrofax_web::BareWeb;

/// Waits until there is a spool in this folder. Returns the newest settings, or none if a signal
/// has ended the service.
pub(super) fn for_spool(
    folder: &Path,
    first: Settings,
    (settings, signals): (&ReadSettings<'_>, &Signals),
) -> Result<Option<Settings>, End> {
    let mut in_force = first;
    if !missing::is_missing(folder) {
        return Ok(Some(in_force));
    }
    let findings = Arc::new(Mutex::new(Vec::new()));
    look(folder, &in_force, &findings);
    let code = Token::fresh();
    let mut shown = page(&in_force, &code, &findings)?;
    loop {
        signals::waiting("waits for the spool, which the module creates when Asterisk loads it");
        let waited = signals.wait(settings, &mut || {
            look(folder, &in_force, &findings);
            !missing::is_missing(folder)
        });
        // The IP addresses and ports of the page must be free for the next page, and for the web
        // interface.
        drop(shown.take());
        match waited {
            Waited::Ended => return Ok(None),
            Waited::Reloaded(next) => match page(&next, &code, &findings) {
                Ok(page) => (in_force, shown) = (*next, page),
                Err(end) => {
                    remain(&end);
                    shown = page_again(&in_force, &code, &findings);
                }
            },
            Waited::Found => {
                log::info!("there is a spool in {} now", folder.display());
                return Ok(Some(in_force));
            }
        }
    }
}

/// Looks for the parts that are missing on this machine, such as Asterisk, the Ferrofax module, or
/// users who can log in. Logs the findings if they differ from those of the previous look.
fn look(folder: &Path, settings: &Settings, findings: &Mutex<Vec<Finding>>) {
    let mut now = missing::look(folder, Path::new(ASTERISK_CONF));
    now.extend(check_settings::silent_faults(settings, None));
    let before = std::mem::replace(&mut *lock(findings), now.clone());
    if now != before {
        for Finding { what: name, is_well, observation, fix } in &now {
            let text = observation.text(Language::English);
            match fix {
                Some(fix) if !is_well => {
                    log::warn!("{name}: {text}. Fix: {}", fix.text(Language::English));
                }
                _ => log::info!("{name}: {text}"),
            }
        }
    }
}

/// Starts the web page by the old settings again. If that fails, the service waits without it.
fn page_again(
    in_force: &Settings,
    code: &Token,
    findings: &Arc<Mutex<Vec<Finding>>>,
) -> Option<BareWeb> {
    page(in_force, code, findings).unwrap_or_else(|end| {
        log::error!(
            "the old settings cannot be used now, either: {}",
            end.text().unwrap_or_default()
        );
        None
    })
}

/// Starts the web page that shows what is missing, if gateway.toml switches the web interface on.
/// Logs the URLs of the page, which contain the code that the page asks for.
fn page(
    settings: &Settings,
    code: &Token,
    findings: &Arc<Mutex<Vec<Finding>>>,
) -> Result<Option<BareWeb>, End> {
    if !settings.web.is_on() {
        return Ok(None);
    }
    let findings = Arc::clone(findings);
    let findings = move || lock(&findings).clone();
    let started = BareWeb::start(&settings.web, code, findings, &Sockets::default());
    let started = started.map_err(End::failed)?;
    let http = &settings.web.http;
    for address in http.listen.iter().chain(&http.tls_listen) {
        log::info!("the web interface shows the missing parts at {address}/?code={}", code.text());
    }
    Ok(Some(started))
}
