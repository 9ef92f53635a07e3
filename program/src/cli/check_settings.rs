//! `ferrofax check` of gateway.toml: each error in the file, and everything that the file names
//! but that does not exist.

use std::fs;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::check_durable;
use super::findings::Findings;
use super::rekeying::Sealing;
use super::sealed;
use super::show::counted;
use crate::asker::password;
use crate::directory::Directory;
use crate::http::HttpSettings;
use crate::mail::server;
use crate::node;
use crate::openid::Provider;
use crate::rights::{Role, UserSettings};
use crate::settings::{Settings, SettingsError};
use ferrofax_spool::{DeviceName, Spool, SpoolError};

/// The settings file as it was read.
pub(super) struct Read {
    pub(super) settings: Result<Settings, SettingsError>,
    /// The file's mode; none if there is no file.
    mode: Option<u32>,
}

impl Read {
    pub(super) fn of(file: &Path) -> Self {
        let mode = fs::metadata(file).ok().map(|metadata| metadata.permissions().mode());
        Self { settings: Settings::read(file), mode }
    }
}

/// Checks the file, and with it the spool, if that could be opened.
pub(super) fn look(file: &Path, read: Read, spool: Option<&Spool>, findings: &mut Findings) {
    const LINE: &str = "put it right; asterisk-conf/gateway.toml.sample has each setting";
    let settings = match read.settings {
        Ok(settings) => settings,
        Err(SettingsError::Wrong { file, problems }) => {
            return problems.iter().for_each(|problem| {
                findings.wrong("settings", format!("{}:{problem}", file.display()), LINE);
            });
        }
        Err(error) => return findings.wrong("settings", error.to_string(), LINE),
    };
    // The file is valid: warnings, and its permissions.
    findings.well("settings", said(file, read.mode.is_some()));
    settings
        .warnings
        .iter()
        .for_each(|warning| findings.well("settings", format!("{}:{warning}", file.display())));
    if is_for_everybody(read.mode.unwrap_or(0), &settings) {
        findings.wrong(
            "settings",
            format!("{} holds passwords and everybody may read it", file.display()),
            format!("chmod o= {}", file.display()),
        );
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
    for text in silent(&settings) {
        findings.wrong("web", text, "put [web] in gateway.toml right: docs/web.md");
    }
    let missing = spool.map(|spool| missing_devices(&settings, spool)).unwrap_or_default();
    for text in &missing {
        findings.wrong("senders", text, "name a device that the dialplan declares");
    }
    if let Some(spool) = spool {
        look_at_node(&settings, spool, findings);
        sealed::look(spool, &settings, findings);
    }
    look_at_logins(&settings, findings);
    look_at_networks(&settings, findings);
    // The remaining checks are about mails.
    if !settings.mail.enabled {
        return findings.well("mail", "fax by mail is switched off");
    }
    findings.add_result(
        "mail",
        server::check(&settings.mail.server).map(|()| tls(&settings)),
        "put [mail] in gateway.toml right",
    );
    for address in listeners(&settings) {
        findings.add_result(
            "listener",
            listener(address),
            "another address or port in [mail] of gateway.toml, or root's right to a low port",
        );
    }
    for text in open_doors(&settings) {
        findings.wrong("senders", text, "let in whom you mean in gateway.toml");
    }
    if spool
        .is_some_and(|spool| spool.sending().is_ok_and(|sending| sending.rules.country.is_empty()))
    {
        let text = "country_code is not set in ferrofax.conf: each number that is written with a country's code is blocked, \
                    and premium-rate numbers are known by common prefixes alone";
        findings.well("numbers", text);
    }
    if missing.is_empty() {
        findings.well("senders", senders(&settings));
    }
}

/// Warnings for an administrator who starts the Ferrofax service: settings that are valid, but
/// permit less than they seem to.
pub(super) fn warnings(settings: &Settings, spool: &Spool) -> Vec<String> {
    let mut found = silent(settings);
    // Before the module was loaded for the first time there are no devices.
    if spool.devices().is_ok_and(|devices| !devices.is_empty()) {
        found.extend(missing_devices(settings, spool));
    }
    found
}

/// Settings because of which users cannot log in to the web interface, although no error is shown.
fn silent(settings: &Settings) -> Vec<String> {
    let (web, rights) = (&settings.web, &settings.rights);
    let mut found = Vec::new();
    if !web.is_on() {
        return found;
    }
    let has_password = rights.users.iter().any(|user| user.password.is_some());
    if !has_password && !rights.ldap.is_on() && !rights.openid.is_on() {
        found.push(
            "[web]: nobody can log in: no [[user]] has a password (`ferrofax password`), and there is neither \
             [ldap] nor [openid]"
                .to_owned(),
        );
    }
    let open = web.http.listen.iter().find(|address| !address.ip().is_loopback());
    if let Some(address) = open.filter(|_| !web.http.has_tls() && web.proxies.is_empty()) {
        found.push(format!(
            "[web] listen: {address} can be reached from other machines, but without a certificate \
             (`certificate` and `key`) or a proxy (`proxies`) they are turned away"
        ));
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
            let text = format!(
                "[[network]] {}: every client there is an administrator without a login, and sees all faxes \
                 and jobs by the HylaFAX protocol",
                network.name
            );
            findings.wrong("networks", text, "give the network a user with role = \"user\"");
        }
    }
}

/// Checks an HTTP server: its certificate, its addresses, and other servers on them.
fn look_at_server(
    table: &'static str,
    http: &HttpSettings,
    others: &[SocketAddr],
    without_certificate: &str,
    findings: &mut Findings,
) {
    let secured = match http.certificate {
        Some(_) => "certificate and key can be used",
        None => without_certificate,
    };
    findings.add_result(
        table,
        http.check().map(|()| secured.to_owned()),
        &format!("put [{table}] in gateway.toml right"),
    );
    for address in http.listen.iter().chain(&http.tls_listen).chain(others) {
        findings.add_result(
            table,
            listener(*address),
            &format!(
                "another address or port in [{table}] of gateway.toml, or the right to a low port"
            ),
        );
    }
}

/// Checks the network printer.
fn look_at_printer(settings: &Settings, findings: &mut Findings) {
    let printer = &settings.printer;
    let others = [printer.lpd_listen.as_slice(), &printer.raw_listen].concat();
    let without = "there is no certificate, so nobody can log in but from clear_text_networks";
    look_at_server("printer", &printer.http, &others, without, findings);
}

/// Checks the web interface.
fn look_at_web(settings: &Settings, findings: &mut Findings) {
    let without = "there is no certificate, so the page is for this machine and `proxies` alone";
    look_at_server("web", &settings.web.http, &[], without, findings);
}

/// Checks the shared database.
fn look_at_node(settings: &Settings, spool: &Spool, findings: &mut Findings) {
    let Some(place) = settings.node.place() else {
        let left = spool.left_with_store().unwrap_or_default();
        if let Some(text) = node::left_alone(&left) {
            findings.wrong("node", text, node::BACK);
        }
        return check_durable::without_store(spool, findings);
    };
    let look = |store: &Spool, _: &dyn Fn()| Ok((store.members()?, Sealing::of(store)?));
    let (members, sealing) = match node::ask(spool, &place, look).flatten() {
        Ok((members, sealing)) => (Ok(members), Some(sealing)),
        Err(why) => (Err::<_, SpoolError>(why), None),
    };
    if let Some(sealing) = sealing {
        look_at_keys(&sealing, findings);
    }
    findings.add_result(
        "node",
        members
            .as_ref()
            .map(|members| format!("the store {} has {} nodes", place.store, members.len())),
        "bring its server up, or put [node] in gateway.toml right; faxes are received and wait",
    );
    let Ok(members) = members else { return };
    let ours = || members.iter().filter(|member| member.name == settings.node.name);
    check_durable::with_store(spool, ours().next(), findings);
    if ours().any(|member| member.drained.is_some()) {
        let text = "this machine is drained: it takes no jobs of the shared database until `ferrofax \
             node undrain`";
        findings.well("node", text);
    }
}

/// Checks the keys that encrypt the documents of the shared database.
fn look_at_keys(sealing: &Sealing, findings: &mut Findings) {
    let mend = "put key_file, key_command or key_name in [node] of gateway.toml right: docs/sealed.md; faxes are received and wait";
    match (sealing.trouble(), sealing.newest()) {
        (Some(why), _) => findings.wrong("keys", why, mend),
        (None, Some(newest)) => findings.well(
            "keys",
            format!(
                "documents in the shared database are encrypted with the key {newest}; without it \
                 they are lost, so keep a copy elsewhere"
            ),
        ),
        (None, None) => {}
    }
}

/// Checks the listener for HylaFAX clients: its addresses, and whether anybody can connect.
fn look_at_hylafax(settings: &Settings, findings: &mut Findings) {
    for address in &settings.hylafax.listen {
        findings.add_result(
            "hylafax",
            listener(*address),
            "another address or port in [hylafax] of gateway.toml",
        );
    }
    let rights = &settings.rights;
    let has_password = rights.users.iter().any(|user| user.password.is_some());
    let has_network = rights.networks.iter().any(|network| network.user.is_some());
    if !has_password && !has_network && !rights.ldap.is_on() {
        findings.wrong(
            "hylafax",
            "nobody can log in: no [[user]] has a password, and no [[network]] names a `user`",
            "give those a password who are to use HylaFAX's clients (`ferrofax password`)",
        );
    }
}

/// Checks the directory and the login provider.
fn look_at_logins(settings: &Settings, findings: &mut Findings) {
    if let Some(directory) = Directory::of(&settings.rights.ldap) {
        for (url, tried) in directory.check() {
            let tried = tried.map(|()| format!("{url} answers"));
            findings.add_result("ldap", tried, "put [ldap] in gateway.toml right: docs/logins.md");
        }
    }
    if let Some(provider) = Provider::of(&settings.rights.openid) {
        let tried = provider.check().map_err(|error| error.to_string());
        findings.add_result("openid", tried, "put [openid] in gateway.toml right: docs/logins.md");
    }
}

fn said(file: &Path, is_there: bool) -> String {
    match is_there {
        true => format!("{} is in order", file.display()),
        false => format!("there is no {}; the defaults hold", file.display()),
    }
}

fn tls(settings: &Settings) -> String {
    match settings.mail.server.certificate {
        Some(_) => "certificate and key can be used".to_owned(),
        None => {
            "there is no certificate, so no TLS, and nobody can log in but from clear_text_networks"
                .to_owned()
        }
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

fn listener(address: SocketAddr) -> Result<String, String> {
    match TcpListener::bind(address) {
        Ok(_) => Ok(format!("{address} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            Ok(format!("{address} is taken; by `ferrofax serve`, if that runs"))
        }
        Err(error) => Err(format!("{address}: {error}")),
    }
}

/// Settings that give more people access than the administrator probably wants.
fn open_doors(settings: &Settings) -> Vec<String> {
    let mut found = Vec::new();
    // Access by network, by a front server's report, to any number, and with passwords that are
    // not set.
    for network in &settings.rights.networks {
        if network.addresses.iter().any(|addresses| addresses.bits() == 0) {
            found.push(format!(
                "[[network]] {}: the whole world may send faxes without a login",
                network.name
            ));
        }
    }
    if settings
        .rights
        .outside
        .trusted_front_servers
        .iter()
        .any(|addresses| addresses.bits() == 0)
    {
        found.push("[mail] trusted_front_servers: anybody's word is taken".to_owned());
    }
    if settings.rights.limits.allowed.iter().any(|beginning| beginning == "+") {
        found
            .push("[limits] allowed: the whole world is open to everybody who may send".to_owned());
    }
    let plain = settings
        .rights
        .users
        .iter()
        .filter_map(|user| user.password.as_ref())
        .filter(|kept| password::is_plain(&kept.0));
    if settings.mail.server.cram_md5 && plain.count() == 0 {
        found.push("[mail] cram_md5: it needs plain passwords, and no [[user]] has one".to_owned());
    }
    found
}

fn missing_devices(settings: &Settings, spool: &Spool) -> Vec<String> {
    let Ok(devices) = spool.devices() else { return Vec::new() };
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
    // A name without a context must belong to exactly one device.
    let named = of_users.chain(of_networks).chain(of_devices).chain(of_groups);
    let missing = named.filter_map(|(table, device)| {
        let device = device?;
        let found = devices.iter().filter(|known| known.name().may_be(&device));
        match found.count() {
            0 => Some(format!("{table}: there is no fax device '{device}'")),
            1 => None,
            _ => Some(format!(
                "{table}: '{device}' is a device in several contexts; write it with @context"
            )),
        }
    });
    missing.collect()
}

fn senders(settings: &Settings) -> String {
    let count = |count: usize, what: &str| counted(u32::try_from(count).unwrap_or(u32::MAX), what);
    let outside = match (
        settings.rights.outside.from_outside,
        settings.rights.outside.trusted_front_servers.is_empty(),
    ) {
        (true, _) => "owners of devices may write from outside if their domain vouches for it",
        (false, false) => "front servers say who writes from outside",
        (false, true) => "nobody else",
    };
    format!(
        "{} and {} may send, {outside}",
        count(settings.rights.users.len(), "user"),
        count(settings.rights.networks.len(), "network")
    )
}
