//! Reads who may send how much: `[[user]]`, `[[network]]`, `[[device]]`, `[class.NAME]`,
//! `[limits]`, `[total]`.

use std::collections::BTreeMap;

use super::limits::Limits;
use super::mail_keys::network;
use super::people::{DeviceSettings, NetworkSettings, UserSettings};
use super::reader::Section;
use super::{CommandLineSettings, DropSettings};
use crate::asker::password;
use ferrofax_spool::window::Windows;

/// More than anyone counts.
const MOST: u32 = 100_000_000;

pub(super) fn user(section: &mut Section<'_, '_>) -> Option<UserSettings> {
    let name = named(section, "user", "alice")?;
    let mut user =
        UserSettings { name, password: section.secret("password"), ..UserSettings::default() };
    if let Some(why) =
        user.password.as_ref().and_then(|password| password::check(&password.0).err())
    {
        section.wrong("password", why);
    }
    section.list("addresses", &mut user.addresses, own_address);
    section.list("may_claim", &mut user.may_claim, claim);
    section.texts("system_users", &mut user.system_users);
    user.device = device(section, "device");
    user.class = section.text("class");
    user.limits = limits(section);
    section.finish();
    Some(user)
}

pub(super) fn source(section: &mut Section<'_, '_>) -> Option<NetworkSettings> {
    let mut found = NetworkSettings::default();
    let mut written = Vec::new();
    section.texts("address", &mut written);
    for text in &written {
        match text.eq_ignore_ascii_case("pipe") {
            true => found.pipe = true,
            false => match network(text) {
                Ok(network) => found.addresses.push(network),
                Err(why) => section.wrong("address", why),
            },
        }
    }
    found.name = section.text("name").unwrap_or_else(|| written.join(","));
    if !section.has("address") {
        section.wrong(
            "address",
            "missing; 192.0.2.0/24 would be one, pipe stands for `ferrofax mail`",
        );
        return None;
    }
    section.name = format!("[[network]] {}", found.name);
    found.user = section.text("user");
    found.device = device(section, "device");
    section.list("may_claim", &mut found.may_claim, claim);
    found.class = section.text("class");
    found.limits = limits(section);
    if found.device.is_none() && found.user.is_none() && found.may_claim.is_empty() {
        section
            .wrong("address", "it may send from no device: device, user or may_claim is missing");
    }
    section.finish();
    Some(found)
}

pub(super) fn of_device(section: &mut Section<'_, '_>) -> Option<DeviceSettings> {
    let name = named(section, "device", "2101")?;
    let found = DeviceSettings { name, class: section.text("class"), limits: limits(section) };
    section.finish();
    Some(found)
}

pub(super) fn classes(section: &Section<'_, '_>) -> BTreeMap<String, Limits> {
    let sections = section.named_sections();
    let read = sections.into_iter().map(|(name, section)| {
        let limits = limits(&section);
        section.finish();
        (name, limits)
    });
    read.collect()
}

/// `[drop]`.
pub(super) fn drop_folder(section: &Section<'_, '_>, drop: &mut DropSettings) {
    section.flag("enabled", &mut drop.enabled);
    section.path_of("folder", &mut drop.folder);
    drop.by = section.text("as").filter(|name| !name.is_empty());
    section.list("devices", &mut drop.devices, device_name);
    drop.limits = limits(section);
    section.finish();
}

/// `[command_line]`.
pub(super) fn command_line(section: &Section<'_, '_>, command_line: &mut CommandLineSettings) {
    section.texts("administrators", &mut command_line.administrators);
    command_line.limits = limits(section);
    section.finish();
}

/// `[limits]` and `[total]`.
pub(super) fn limits_alone(section: &Section<'_, '_>, below: &Limits) -> Limits {
    let limits = limits(section).over(below);
    section.finish();
    limits
}

fn limits(section: &Section<'_, '_>) -> Limits {
    let mut limits = Limits::default();
    for (key, into) in [
        ("allowed", &mut limits.allowed),
        ("forbidden", &mut limits.forbidden),
        ("only", &mut limits.only),
    ] {
        section.list(key, into, beginning);
    }
    for (key, into) in [
        ("recipients", &mut limits.recipients),
        ("pages", &mut limits.pages),
        ("jobs_per_day", &mut limits.jobs_per_day),
        ("jobs_per_month", &mut limits.jobs_per_month),
        ("pages_per_day", &mut limits.pages_per_day),
        ("pages_per_month", &mut limits.pages_per_month),
        ("calls", &mut limits.calls),
        ("night_jobs", &mut limits.night_jobs),
        ("night_pages", &mut limits.night_pages),
        ("burst_jobs", &mut limits.burst_jobs),
        ("burst_refusals", &mut limits.burst_refusals),
    ] {
        section.number(key, 0..=MOST, into);
    }
    section.number("burst_minutes", 1..=1_440, &mut limits.burst_minutes);
    if section.has("machines") {
        let mut may = false;
        section.flag("machines", &mut may);
        limits.machines = Some(may);
    }
    for (key, into) in [("hours", &mut limits.hours), ("night", &mut limits.night)] {
        section.parsed(key, into, |text| match Windows::parse(text, "") {
            Ok(_) => Ok(Some(text.to_owned())),
            Err(error) => Err(error.to_string()),
        });
    }
    limits
}

/// The section's `name`, by which it is called from now on.
fn named(section: &mut Section<'_, '_>, kind: &str, example: &str) -> Option<String> {
    let name = section
        .text("name")
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty());
    match name {
        Some(name) => {
            section.name = format!("[[{kind}]] {name}");
            Some(name)
        }
        None => {
            section.wrong("name", format!("missing; name = \"{example}\" would be one"));
            None
        }
    }
}

/// `2101`, or `2101@context`.
fn device(section: &Section<'_, '_>, key: &str) -> Option<String> {
    let text = section.text(key)?;
    device_name(&text).map_err(|why| section.wrong(key, why)).ok()
}

fn device_name(text: &str) -> Result<String, String> {
    let (extension, context) = text.split_once('@').unwrap_or((text, "x"));
    match extension.is_empty() || context.is_empty() || text.contains(char::is_whitespace) {
        true => Err(format!("'{text}' is no device; 2101 and 2101@context are")),
        false => Ok(text.to_owned()),
    }
}

fn own_address(text: &str) -> Result<String, String> {
    match text.parse::<lettre::Address>() {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(format!(
            "'{text}' is not an e-mail address; name@example.com would be. For others, see may_claim"
        )),
    }
}

/// Whose addresses may be claimed: `*`, `@example.com`, `name@example.com`.
fn claim(text: &str) -> Result<String, String> {
    let whole = if text.starts_with('@') { format!("x{text}") } else { text.to_owned() };
    match text == "*" || whole.parse::<lettre::Address>().is_ok() {
        true => Ok(text.to_owned()),
        false => Err(format!(
            "'{text}' stands for no addresses; @example.com, name@example.com and * do"
        )),
    }
}

/// A canonical beginning, or the beginning of a number without one (an extension, a
/// service of the exchange).
fn beginning(text: &str) -> Result<String, String> {
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '/' | '.')).collect();
    let digits = plain.strip_prefix('+').unwrap_or(&plain);
    match digits.bytes().all(|byte| byte.is_ascii_digit()) && !plain.is_empty() {
        true => Ok(plain),
        false => Err(format!("'{text}' begins no number; +49, +49900 and 118 do")),
    }
}
