//! Reads time zones from the system's files (tzfile(5)) each time one is needed.
//!
//! The library jiff would keep a list of all zones in a static variable, which would be leaked each
//! time Asterisk unloads the module. A zone is a small file, and is read only once for a page or a
//! mail.

use jiff::tz::TimeZone;
use std::path::Path;

/// The folder of the time zone files, which have the zones' IANA names.
const ZONES: &str = "/usr/share/zoneinfo";

/// The file of the system's own zone.
const LOCAL: &str = "/etc/localtime";

/// The error for the name of a zone that has no file on this machine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a time zone of this machine")]
pub struct UnknownZone(String);

/// The system's zone: `TZ` of the environment, else `/etc/localtime`, else UTC.
pub fn system() -> TimeZone {
    if let Ok(name) = std::env::var("TZ") {
        let name = name.strip_prefix(':').unwrap_or(&name);
        return named(name).ok().or_else(|| TimeZone::posix(name).ok()).unwrap_or(TimeZone::UTC);
    }
    read(Path::new(LOCAL), "localtime").unwrap_or(TimeZone::UTC)
}

/// The zone of an IANA name, such as `Europe/Berlin`.
pub fn named(name: &str) -> Result<TimeZone, UnknownZone> {
    let unknown = || UnknownZone(name.to_owned());
    if name.eq_ignore_ascii_case("UTC") {
        return Ok(TimeZone::UTC);
    }
    // The name must not lead out of the folder.
    let is_part = |part: &str| {
        part.chars().all(|c| c.is_ascii_alphanumeric() || "+-_".contains(c)) && !part.is_empty()
    };
    if !name.split('/').all(is_part) {
        return Err(unknown());
    }
    read(&Path::new(ZONES).join(name), name).ok_or_else(unknown)
}

fn read(file: &Path, name: &str) -> Option<TimeZone> {
    TimeZone::tzif(name, &std::fs::read(file).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_found_by_its_name_alone() {
        assert_eq!(named("utc"), Ok(TimeZone::UTC));
        for bad in ["", "../../etc/passwd", "/etc/localtime", "Europe/", "Nowhere/Town"] {
            assert_eq!(named(bad), Err(UnknownZone(bad.to_owned())), "{bad}");
        }
    }

    #[test]
    fn summer_time_is_known_where_the_system_has_zones() {
        let Ok(zone) = named("Europe/Berlin") else { return };
        let summer = jiff::Timestamp::from_second(1_750_000_000)
            .map(|at| at.to_zoned(zone).strftime("%H:%M %Z").to_string());
        assert_eq!(summer.ok().as_deref(), Some("17:06 CEST"));
    }
}
