//! Checks the version of Asterisk. One build of the module works with all versions in [`SERVED`].
//! With any other version, the module declines to be loaded, unless `ferrofax.conf` has
//! `any_asterisk = yes`. If the version contains no number, the module is loaded with a warning.

use crate::service::config::RawConfig;
use ferrofax_basics::value::yes_no;
use std::ops::RangeInclusive;

/// The major versions of Asterisk that the module works with.
pub const SERVED: RangeInclusive<u32> = 16..=24;

/// The error if the module does not work with the version of the running Asterisk.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "Ferrofax {} serves Asterisk {} to {}, and this is Asterisk {version}: install another version of Ferrofax, or write \
     any_asterisk = yes into [general] of {file} to load this one at your own risk",
    env!("CARGO_PKG_VERSION"), SERVED.start(), SERVED.end()
)]
pub struct NotServed {
    version: String,
    file: String,
}

/// Checks the version of the Asterisk that loads the module. `version` is the text that Asterisk
/// gives for itself.
///
/// # Errors
/// The version is not in [`SERVED`], and the settings do not allow it.
pub fn check(version: &str, config: &RawConfig) -> Result<(), NotServed> {
    let Some(major) = major(version) else {
        log::warn!(
            "Asterisk {version} names no version that Ferrofax knows: nothing was tested with it"
        );
        return Ok(());
    };
    if SERVED.contains(&major) {
        return Ok(());
    }
    let error = NotServed { version: version.to_owned(), file: config.file.clone() };
    if is_any_allowed(config) {
        log::warn!("any_asterisk = yes: {error}");
        Ok(())
    } else {
        Err(error)
    }
}

/// Finds the major version in a version such as `22.5.1`, `16.28.0~dfsg-0+deb11u4`,
/// `certified/20.7-cert4` or `GIT-23-1a2b3c`. `None` for `GIT-master-1a2b3c`, which has no number
/// yet.
fn major(version: &str) -> Option<u32> {
    let mut parts = version.split(['-', '/']);
    let number = parts.find(|part| !matches!(*part, "GIT" | "SVN" | "certified"))?;
    let digits = number.split(|letter: char| !letter.is_ascii_digit()).next()?;
    digits.parse().ok()
}

fn is_any_allowed(config: &RawConfig) -> bool {
    let general = config.categories.iter().filter(|category| category.name == "general");
    let mut options = general.flat_map(|category| &category.options);
    let allowed = options.rfind(|option| option.key.eq_ignore_ascii_case("any_asterisk"));
    allowed.is_some_and(|option| yes_no(&option.value) == Some(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULTS: &str = "[general]\n";

    fn is_served(version: &str, settings: &str) -> Result<(), NotServed> {
        check(version, &RawConfig::parse("ferrofax.conf", settings))
    }

    #[test]
    fn the_versions_in_use_are_served() {
        for version in [
            "16.28.0~dfsg-0+deb11u4",
            "18.26.4",
            "20.6.0~dfsg+~cs6.13.40431414-2build5",
            "certified/20.7-cert4",
            "certified-18.9-cert13",
            "GIT-23-1a2b3c",
            "22.10.1",
            "24.0.0-rc1",
            "GIT-master-4d5e6f",
            "UNKNOWN__and_probably_unsupported",
        ] {
            assert_eq!(is_served(version, DEFAULTS), Ok(()), "{version}");
        }
    }

    #[test]
    fn others_are_declined_in_one_sentence_with_a_remedy() {
        for version in ["1.8.32.3", "13.38.3", "25.0.0", "GIT-25-1a2b3c", "certified/13.21-cert6"] {
            let error = is_served(version, DEFAULTS).expect_err(version).to_string();
            assert!(
                error
                    .contains(&format!("serves Asterisk 16 to 24, and this is Asterisk {version}")),
                "{error}"
            );
            assert!(
                error.contains("any_asterisk = yes into [general] of ferrofax.conf"),
                "{error}"
            );
            assert!(!error.contains('\n'), "{error}");
        }
    }

    #[test]
    fn the_pages_name_the_same_versions() {
        let served = format!("works with Asterisk {} to {}", SERVED.start(), SERVED.end());
        for text in [
            include_str!("../../../asterisk-conf/ferrofax.conf.sample"),
            include_str!("../../../docs/install.md"),
        ] {
            assert!(text.contains(&served), "{served}");
        }
    }

    #[test]
    fn an_administrator_can_try_any() {
        assert_eq!(is_served("25.0.0", "[general]\nany_asterisk = yes\n"), Ok(()));
        assert!(is_served("25.0.0", "[general]\nany_asterisk = maybe\n").is_err());
        assert!(is_served("25.0.0", "[general]\nany_asterisk = yes\nany_asterisk = no\n").is_err());
        assert!(is_served("25.0.0", "[sales]\nany_asterisk = yes\n").is_err());
    }
}
