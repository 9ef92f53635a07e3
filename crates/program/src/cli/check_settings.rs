//! The part of `ferrofax check` about gateway.toml. It reports each error in the file, and each
//! device, file or server that the file names and that does not exist.

use std::fs;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::check_durable;
use super::check_filing;
use super::check_folders;
use super::findings::Findings;
use super::rekeying::Sealing;
use super::sealed;
use crate::acme::AcmeSettings;
use crate::settings::{Settings, SettingsError};
use ferrofax_basics::UnixMs;
use ferrofax_cluster::Clustered;
use ferrofax_mail::fax_links::Codes;
use ferrofax_mail::mail_login::{self, MailLoginSettings};
use ferrofax_mail::mail_protection::Protection;
use ferrofax_mail::mailbox::{self, MailboxSettings};
use ferrofax_mail::outgoing;
use ferrofax_mail::server;
use ferrofax_network::asker::password;
use ferrofax_network::http::HttpSettings;
use ferrofax_rights::directory::Directory;
use ferrofax_rights::openid::Provider;
use ferrofax_rights::{Role, UserSettings, has_password_in_file};
use ferrofax_spool::event::Language;
use ferrofax_spool::finding::Outside;
use ferrofax_spool::{DeviceName, Finding, Fix, MailLogin, Observation, Spool, SpoolError};

/// The file gateway.toml as it was read.
pub(super) struct Read {
    pub(super) settings: Result<Settings, SettingsError>,
    /// The permissions (mode) of the settings file; none if there is no such file.
    mode: Option<u32>,
}

impl Read {
    pub(super) fn of(file: &Path) -> Self {
        let mode = fs::metadata(file).ok().map(|metadata| metadata.permissions().mode());
        Self { settings: Settings::read(file), mode }
    }
}

/// Checks the settings file. If the spool could be opened, checks in addition that the devices in
/// the settings exist.
pub(super) fn look(file: &Path, read: Read, spool: Option<&Spool>, findings: &mut Findings) {
    let name = file.display().to_string();
    let settings = match read.settings {
        Ok(settings) => settings,
        Err(SettingsError::Wrong { file, problems }) => {
            return problems.iter().for_each(|problem| {
                let (file, problem) = (file.display().to_string(), problem.to_string());
                let wrong = Observation::SettingsWrong { file, problem };
                findings.wrong("settings", wrong, Fix::CorrectSettings);
            });
        }
        Err(error) => {
            return findings.wrong("settings", Observation::error(error), Fix::CorrectSettings);
        }
    };
    // The file is valid: warnings, and its permissions.
    findings.well("settings", in_order(name.clone(), read.mode.is_some()));
    for warning in &settings.warnings {
        let (file, warning) = (name.clone(), warning.to_string());
        findings.well("settings", Observation::SettingsWarning { file, warning });
    }
    if is_for_everybody(read.mode.unwrap_or(0), &settings) {
        let fix = Fix::CloseFile { file: name.clone() };
        findings.wrong("settings", Observation::PasswordsReadable { file: name }, fix);
    }
    if settings.printer.is_on() {
        look_at_printer(&settings, findings);
    }
    if settings.web.is_on() {
        look_at_web(&settings, findings);
    }
    if settings.hylafax.enabled {
        look_at_hylafax(&settings, findings);
    }
    silent_faults(&settings, spool)
        .into_iter()
        .for_each(|fault| findings.add(fault));
    let missing = spool.map(|spool| missing_devices(&settings, spool)).unwrap_or_default();
    let is_complete = missing.is_empty();
    for fault in missing {
        findings.wrong("senders", fault, Fix::NameDevice);
    }
    if let Some(spool) = spool {
        look_at_node(&settings, spool, findings);
        sealed::look(spool, &settings, findings);
    }
    let mut token = None;
    if let Some(spool) = spool
        && settings.mail_login.is_on()
    {
        token = look_at_mail_login(&settings.mail_login, spool, findings);
    }
    if settings.mail_protection.is_on() {
        look_at_mail_protection(&settings, findings);
    }
    look_at_proof(&settings, findings);
    if settings.fax_links.is_on() {
        look_at_fax_links(&settings, findings);
    }
    if let Some(spool) = spool
        && settings.mailbox.is_on()
    {
        look_at_mailbox(&settings.mailbox, spool, token, findings);
    }
    if let Some(spool) = spool {
        check_filing::look(&settings.filings, spool, findings);
        check_folders::look(&settings, spool, findings);
    }
    look_at_logins(&settings, findings);
    look_at_networks(&settings, findings);
    if let Some(Ok(sending)) = spool.map(|spool| spool.devices().sending()) {
        findings.well("numbers", country_code(sending.rules.country));
    }
    // The remaining checks are about mails.
    if !settings.mail.enabled {
        return findings.well("mail", Observation::MailOff);
    }
    let checked = || {
        let checked = server::check(&settings.mail.server).map(|()| tls(&settings));
        checked.map_err(Observation::error)
    };
    let by_acme = by_acme(&settings.acme, settings.mail.server.certificate.as_deref());
    let fix = Fix::CorrectTable { table: "mail".to_owned() };
    findings.add_result("mail", by_acme.map_or_else(checked, Ok), fix);
    for address in listeners(&settings) {
        findings.add_result("listener", listener(address), Fix::OtherMailAddress);
    }
    for fault in open_doors(&settings) {
        findings.wrong("senders", fault, Fix::LimitSenders);
    }
    if is_complete {
        findings.well("senders", senders(&settings));
    }
}

/// Returns warnings for an administrator who starts the Ferrofax service: settings that are valid,
/// but permit less than they seem to.
pub(super) fn warnings(settings: &Settings, spool: &Spool) -> Vec<String> {
    let mut found = silent(settings, Some(spool));
    // Before the module is loaded for the first time, the spool has no devices.
    if spool.devices().list().is_ok_and(|devices| !devices.is_empty()) {
        found.extend(missing_devices(settings, spool));
    }
    found.iter().map(|fault| fault.text(Language::English)).collect()
}

/// The faults of settings because of which users cannot log in to the web interface, with fixes.
pub(super) fn silent_faults(settings: &Settings, spool: Option<&Spool>) -> Vec<Finding> {
    let fault = |fault| {
        Finding::wrong("web", fault, correct_table("web", "/usr/share/doc/ferrofax/web.md"))
    };
    silent(settings, spool).into_iter().map(fault).collect()
}

/// Returns an observation for each setting because of which users cannot log in to the web
/// interface, although no error is shown.
fn silent(settings: &Settings, spool: Option<&Spool>) -> Vec<Observation> {
    let (web, rights) = (&settings.web, &settings.rights);
    let mut found = Vec::new();
    if !web.is_on() {
        return found;
    }
    let in_file = || spool.is_some_and(|spool| has_password_in_file(spool.folder()));
    if !rights.has_logins() && !in_file() {
        found.push(Observation::WebWithoutLogin);
    }
    let open = web.http.listen.iter().find(|address| !address.ip().is_loopback());
    if let Some(address) = open.filter(|_| !web.http.has_tls() && web.proxies.is_empty()) {
        found.push(Observation::WebWithoutCertificate { address: address.to_string() });
    }
    found
}

/// Warns about networks whose clients are administrators without a login.
fn look_at_networks(settings: &Settings, findings: &mut Findings) {
    let users = &settings.rights.users;
    for network in &settings.rights.networks {
        let is_its = |user: &&UserSettings| {
            network.user.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(&user.name))
        };
        if users.iter().find(is_its).is_some_and(|user| user.role == Role::Administrator) {
            let fault = Observation::NetworkOfAdministrator { network: network.name.clone() };
            findings.wrong("networks", fault, Fix::NamePlainUser);
        }
    }
}

/// Checks an HTTP server: its certificate, and whether each of the IP addresses and ports on which
/// it listens is free, in use or unusable.
fn look_at_server(
    (table, http): (&'static str, &HttpSettings),
    acme: &AcmeSettings,
    others: &[SocketAddr],
    without_certificate: Observation,
    findings: &mut Findings,
) {
    let secured = match http.certificate {
        Some(_) => Observation::CertificateUsable,
        None => without_certificate,
    };
    let fix = Fix::CorrectTable { table: table.to_owned() };
    let checked = || http.check().map(|()| secured).map_err(Observation::error);
    let by_acme = by_acme(acme, http.certificate.as_deref());
    findings.add_result(table, by_acme.map_or_else(checked, Ok), fix);
    for address in http.listen.iter().chain(&http.tls_listen).chain(others) {
        let fix = Fix::OtherAddress { table: table.to_owned() };
        findings.add_result(table, listener(*address), fix);
    }
}

/// The finding on a certificate that the service orders by ACME; `None` for any other certificate.
/// Only the service can read a certificate that it orders, so the check does not read it.
pub(super) fn by_acme(acme: &AcmeSettings, certificate: Option<&Path>) -> Option<Observation> {
    let is_its = acme.is_on() && certificate == Some(acme.files().certificate().as_path());
    is_its.then(|| Observation::CertificateByAcme { names: acme.names.join(", ") })
}

/// Checks the settings of the network printer.
fn look_at_printer(settings: &Settings, findings: &mut Findings) {
    let printer = &settings.printer;
    let others = [printer.lpd_listen.as_slice(), &printer.raw_listen].concat();
    let without = Observation::PrinterWithoutCertificate;
    let server = ("printer", &printer.http);
    look_at_server(server, &settings.acme, &others, without, findings);
}

/// Checks the settings of the web interface.
fn look_at_web(settings: &Settings, findings: &mut Findings) {
    let without = Observation::WebForThisMachine;
    let server = ("web", &settings.web.http);
    look_at_server(server, &settings.acme, &[], without, findings);
}

/// Checks the settings of the shared database, and whether it can be reached.
fn look_at_node(settings: &Settings, spool: &Spool, findings: &mut Findings) {
    let Some(place) = settings.node.place() else {
        let left = spool.shared_queue().left_with_store().unwrap_or_default();
        if let Some(fault) = ferrofax_node::left_alone(&left) {
            findings.wrong("node", fault, Fix::NameNodeAgain);
        }
        return check_durable::without_store(spool, findings);
    };
    let look = |store: &Spool, _: &dyn Fn()| Ok((store.cluster().members()?, Sealing::of(store)?));
    let (members, sealing) = match ferrofax_node::ask(spool, &place, look).flatten() {
        Ok((members, sealing)) => (Ok(members), Some(sealing)),
        Err(why) => (Err::<_, SpoolError>(why), None),
    };
    if let Some(sealing) = sealing {
        look_at_keys(&sealing, findings);
    }
    let members = match members {
        Ok(members) => members,
        Err(why) => return findings.wrong("node", Observation::error(why), Fix::CorrectNode),
    };
    let (database, count) = (place.store.to_string(), members.len() as u64);
    findings.well("node", Observation::DatabaseShared { database, count });
    let ours = || members.iter().filter(|member| member.name == settings.node.name);
    check_durable::with_store(spool, ours().next(), findings);
    if ours().any(|member| member.drained.is_some()) {
        findings.well("node", Observation::NodeDrained);
    }
}

/// Checks the keys that encrypt the documents of the shared database.
fn look_at_keys(sealing: &Sealing, findings: &mut Findings) {
    match (sealing.trouble(), sealing.newest()) {
        (Some(why), _) => findings.wrong("keys", Observation::error(why), Fix::CorrectNodeKeys),
        (None, Some(newest)) => {
            findings.well("keys", Observation::SharedKey { key: newest.to_owned() });
        }
        (None, None) => {}
    }
}

/// Checks the listener for HylaFAX clients: its IP addresses and ports, and whether anybody can
/// connect.
fn look_at_hylafax(settings: &Settings, findings: &mut Findings) {
    for address in &settings.hylafax.listen {
        findings.add_result("hylafax", listener(*address), Fix::OtherHylafaxAddress);
    }
    let rights = &settings.rights;
    let has_password = rights.users.iter().any(|user| user.password.is_some());
    let has_network = rights.networks.iter().any(|network| network.user.is_some());
    if !has_password && !has_network && !rights.ldap.is_on() {
        findings.wrong("hylafax", Observation::HylafaxWithoutLogin, Fix::GivePasswords);
    }
}

/// Checks whether the servers of the directory (LDAP) and the OpenID provider answer, if the
/// settings name them.
fn look_at_logins(settings: &Settings, findings: &mut Findings) {
    if let Some(directory) = Directory::of(&settings.rights.ldap) {
        for (url, tried) in directory.check() {
            let tried = tried.map(|()| Observation::ServerAnswers { url });
            let fix = correct_table("ldap", "/usr/share/doc/ferrofax/logins.md");
            findings.add_result("ldap", tried.map_err(Observation::error), fix);
        }
    }
    if let Some(provider) = Provider::of(&settings.rights.openid) {
        let fix = correct_table("openid", "/usr/share/doc/ferrofax/logins.md");
        let answers = |(url, count)| Observation::ProviderAnswers { url, count: count as u64 };
        let tried = provider.check().map(answers);
        findings.add_result("openid", tried.map_err(Observation::error), fix);
    }
}

/// If the secret of `[mail_login]` expires within fewer than this number of days, the check reports
/// a fault.
const SOON_DAYS: i64 = 30;

/// Checks the login at the mail server by OAuth: fetches an access token, and reports a fault if
/// the secret in the settings expires soon. Returns the token.
fn look_at_mail_login(
    settings: &MailLoginSettings,
    spool: &Spool,
    findings: &mut Findings,
) -> Option<String> {
    let (now, login) = (UnixMs::now(), MailLogin::of(spool.folder()));
    let tried = mail_login::tried(settings, &login, now);
    let fetched = |until: &UnixMs| {
        let minutes = u64::try_from((until.0 - now.0) / 60_000).unwrap_or(0);
        Observation::TokenFetched { minutes }
    };
    let fix = || correct_table("mail_login", "/usr/share/doc/ferrofax/mail-login.md");
    let found = tried.as_ref().map(|(_, until)| fetched(until)).map_err(Observation::error);
    findings.add_result("mail_login", found, fix());
    let token = tried.ok().map(|(token, _)| token);
    if let Some(token) = token.clone().filter(|_| settings.is_graph())
        && let Err(why) = outgoing::check(settings, spool, token)
    {
        findings.wrong("mail_login", Observation::error(why), fix());
    }
    let Ok(day) = settings.expires.parse::<jiff::civil::Date>() else { return token };
    let left = day.duration_since(jiff::Zoned::now().date()).as_hours() / 24;
    if left < SOON_DAYS {
        let day = settings.expires.clone();
        findings.wrong("mail_login", Observation::SecretExpires { day }, fix());
    }
    token
}

/// Checks the keys for encrypted mails: those of recipients in the folder, and those that sign.
fn look_at_mail_protection(settings: &Settings, findings: &mut Findings) {
    let name = "mail_protection";
    let fix = || correct_table(name, "/usr/share/doc/ferrofax/mail-encryption.md");
    let soon = jiff::Timestamp::now().as_second() + SOON_DAYS * 86_400;
    let protection = Protection::new(&settings.mail_protection, &settings.rights.ldap);
    let day = |unix_s| ferrofax_mail::mail_protection::day(unix_s);
    match protection.check_folder(soon) {
        None => {}
        Some(Err(why)) => findings.wrong(name, Observation::error(why), fix()),
        Some(Ok(checked)) => {
            let count = checked.files as u64;
            findings.well(name, Observation::KeysReadable { count });
            for why in checked.unreadable {
                findings.wrong(name, Observation::error(why), fix());
            }
            for (path, end) in checked.expiring {
                let key = path.display().to_string();
                findings.wrong(name, Observation::KeyExpires { key, day: day(end) }, fix());
            }
        }
    }
    for signer in protection.check_signers() {
        match signer {
            Err(why) => findings.wrong(name, Observation::error(why), fix()),
            Ok((key, Some(end))) if end < soon => {
                let (key, day) = (key.to_owned(), day(end));
                findings.wrong(name, Observation::KeyExpires { key, day }, fix());
            }
            Ok(_) => {}
        }
    }
}

/// Checks the key that signs proofs of sending, if there is one.
fn look_at_proof(settings: &Settings, findings: &mut Findings) {
    let fix = || correct_table("proof", "/usr/share/doc/ferrofax/proof.md");
    let soon = jiff::Timestamp::now().as_second() + SOON_DAYS * 86_400;
    match ferrofax_proof::key_state(&settings.proof) {
        None => {}
        Some(Err(error)) => findings.wrong("proof", Observation::error(error), fix()),
        Some(Ok(state)) => {
            let day = ferrofax_proof::certificate::day(state.expires);
            let seen = Observation::ProofCertificate { day };
            if state.expires < soon {
                findings.wrong("proof", seen, fix());
            } else {
                findings.well("proof", seen);
            }
            if let Some(why) = state.too_open {
                findings.wrong("proof", Observation::error(why), fix());
            }
        }
    }
}

/// Checks the codes of recipients for links to faxes, and whether there is a web interface.
fn look_at_fax_links(settings: &Settings, findings: &mut Findings) {
    let fix = || correct_table("fax_links", "/usr/share/doc/ferrofax/mail-encryption.md");
    if !settings.web.is_on() {
        findings.wrong("fax_links", Observation::LinksWithoutWeb, fix());
    }
    if let Some(path) = &settings.fax_links.codes {
        let codes = Codes::check(path).map(|count| Observation::CodesReadable { count });
        findings.add_result("fax_links", codes.map_err(Observation::error), fix());
    }
}

/// Logs in at the mailbox's server, and checks that the mailbox's folders exist and that the
/// settings have a rule for senders. `token` is an access token that was fetched for the check.
fn look_at_mailbox(
    settings: &MailboxSettings,
    spool: &Spool,
    token: Option<String>,
    findings: &mut Findings,
) {
    let fix = || correct_table("mailbox", "/usr/share/doc/ferrofax/mailbox.md");
    match mailbox::probe(settings, spool, token) {
        Ok(found) => {
            let (user, mails) = (settings.user.clone(), found.mails.into());
            findings.well("mailbox", Observation::MailboxReadable { user, mails });
            for folder in found.missing {
                findings.well("mailbox", Observation::MailboxFolderMissing { folder });
            }
        }
        Err(fault) => findings.wrong("mailbox", Observation::error(fault), fix()),
    }
    if !settings.has_rule() {
        findings.wrong("mailbox", Observation::MailboxWithoutRule, fix());
    }
}

fn correct_table(table: &str, page: &str) -> Fix {
    Fix::CorrectTableAsIn { table: table.to_owned(), page: page.to_owned() }
}

fn in_order(file: String, is_there: bool) -> Observation {
    if is_there {
        Observation::SettingsInOrder { file }
    } else {
        Observation::SettingsMissing { file }
    }
}

fn tls(settings: &Settings) -> Observation {
    match settings.mail.server.certificate {
        Some(_) => Observation::CertificateUsable,
        None => Observation::MailWithoutCertificate,
    }
}

fn is_for_everybody(mode: u32, settings: &Settings) -> bool {
    let mut users = settings.rights.users.iter();
    (users.any(|user| user.password.is_some()) || settings.has_password()) && mode & 0o007 != 0
}

fn listeners(settings: &Settings) -> impl Iterator<Item = SocketAddr> {
    let server = &settings.mail.server;
    server.listen.iter().chain(&server.lmtp).chain(&server.tls_listen).copied()
}

fn listener(address: SocketAddr) -> Result<Observation, Observation> {
    let bound = TcpListener::bind(address);
    let address = address.to_string();
    match bound {
        Ok(_) => Ok(Observation::AddressFree { address }),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            Ok(Observation::AddressTaken { address })
        }
        Err(error) => Err(Observation::AddressUnusable { address, error: error.to_string() }),
    }
}

/// The findings on settings that give more people access than the administrator probably wants.
fn open_doors(settings: &Settings) -> Vec<Observation> {
    let mut found = Vec::new();
    // These settings are: networks and front servers that include all IP addresses, faxes to any
    // number, and CRAM-MD5 although no user has a password in plain text.
    for network in &settings.rights.networks {
        if network.addresses.iter().any(|addresses| addresses.bits() == 0) {
            found.push(Observation::NetworkOfAll { network: network.name.clone() });
        }
    }
    if settings
        .rights
        .outside
        .trusted_front_servers
        .iter()
        .any(|addresses| addresses.bits() == 0)
    {
        found.push(Observation::FrontServersOfAll);
    }
    if settings.rights.limits.allowed.iter().any(|beginning| beginning == "+") {
        found.push(Observation::AllNumbersAllowed);
    }
    let plain = settings
        .rights
        .users
        .iter()
        .filter_map(|user| user.password.as_ref())
        .filter(|kept| password::is_plain(&kept.0));
    if settings.mail.server.cram_md5 && plain.count() == 0 {
        found.push(Observation::CramMd5WithoutPasswords);
    }
    found
}

fn missing_devices(settings: &Settings, spool: &Spool) -> Vec<Observation> {
    let Ok(devices) = spool.devices().list() else { return Vec::new() };
    let of_users = settings
        .rights
        .users
        .iter()
        .map(|user| (format!("[[user]] {}", user.name), user.device.clone()));
    let of_networks = settings
        .rights
        .networks
        .iter()
        .map(|it| (format!("[[network]] {}", it.name), it.device.clone()));
    let of_devices = settings
        .rights
        .devices
        .iter()
        .map(|it| (format!("[[device]] {}", it.name), Some(DeviceName::of_row(&it.name))));
    let of_groups = settings.rights.groups.iter().flat_map(|group| {
        let named =
            move |device: &DeviceName| (format!("[[group]] {}", group.name), Some(device.clone()));
        group.devices.iter().map(named)
    });
    let sorted = settings.sorting.devices.iter();
    let of_sorting = sorted.map(|device| ("[sorting]".to_owned(), Some(device.clone())));
    let of_rules = settings
        .sorting
        .rules
        .iter()
        .map(|it| (format!("[[rule]] {}", it.name), it.to_device.clone()));
    // A name without a context must belong to exactly one device.
    let named = of_users.chain(of_networks).chain(of_devices).chain(of_groups);
    let named = named.chain(of_sorting).chain(of_rules);
    let missing = named.filter_map(|(table, device)| {
        let device = device?;
        let found = devices.iter().filter(|known| known.name().may_be(&device));
        let device = device.to_string();
        match found.count() {
            0 => Some(Observation::DeviceMissing { table, device }),
            1 => None,
            _ => Some(Observation::DeviceAmbiguous { table, device }),
        }
    });
    missing.collect()
}

/// The observation on `country_code` in ferrofax.conf.
fn country_code(code: String) -> Observation {
    if code.is_empty() {
        Observation::CountryCodeMissing
    } else {
        Observation::CountryCodeSet { code }
    }
}

fn senders(settings: &Settings) -> Observation {
    let rights = &settings.rights;
    let outside =
        match (rights.outside.from_outside, rights.outside.trusted_front_servers.is_empty()) {
            (true, _) => Outside::Owners,
            (false, false) => Outside::FrontServers,
            (false, true) => Outside::Nobody,
        };
    let (users, networks) = (rights.users.len() as u64, rights.networks.len() as u64);
    Observation::Senders { users, networks, outside }
}
