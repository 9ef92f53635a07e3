//! A retention class (`type = retention`): how long the faxes and jobs of the class are kept.

use super::{SettingError, value};
use ferrofax_spool::{Keeping, RetentionClass};

/// The greatest number of days in a setting of a retention class: a hundred years.
const MOST_DAYS: u32 = 36_500;

/// Applies one setting (`key = text`) to a retention class. A key names the kind of data that it
/// limits: received faxes, sent faxes or call recordings. If the value is invalid, the intended
/// time is unknown, so data of this kind are kept for ever. If the key is unknown, each kind of
/// data for which the class has no valid setting is kept for ever.
pub(super) fn set(class: &mut RetentionClass, key: &str, text: &str) -> Result<(), SettingError> {
    let kept = match key {
        "type" => return Ok(()),
        "received_days" => &mut class.received,
        "sent_days" => &mut class.sent,
        "record_days" => &mut class.records,
        _ => {
            for unsaid in [&mut class.received, &mut class.sent, &mut class.records] {
                unsaid.get_or_insert(Keeping::ForEver);
            }
            return Err(SettingError::Unknown(key.to_owned()));
        }
    };
    *kept = Some(Keeping::ForEver);
    *kept = Some(keeping(text)?);
    Ok(())
}

/// Combines two sections of ferrofax.conf that define the same retention class. For each kind of
/// data (received faxes, sent faxes, call recordings), the longer time applies.
pub(super) fn both(one: RetentionClass, other: RetentionClass) -> RetentionClass {
    let longer = |one: Option<Keeping>, other: Option<Keeping>| match (one, other) {
        (Some(Keeping::Days(one)), Some(Keeping::Days(other))) => {
            Some(Keeping::Days(one.max(other)))
        }
        (Some(Keeping::ForEver), _) | (_, Some(Keeping::ForEver)) => Some(Keeping::ForEver),
        (said, None) | (None, said) => said,
    };
    RetentionClass {
        received: longer(one.received, other.received),
        sent: longer(one.sent, other.sent),
        records: longer(one.records, other.records),
    }
}

/// Reads the value of a retention setting: a number of days, or `forever`, which means the same as
/// 0.
fn keeping(text: &str) -> Result<Keeping, SettingError> {
    if text.eq_ignore_ascii_case("forever") {
        return Ok(Keeping::ForEver);
    }
    value::number(text, 0, MOST_DAYS)
        .map(Keeping::of_days)
        .map_err(|_| SettingError::NotDays(text.to_owned()))
}

/// The message about a retention class that has no section in the settings.
pub(super) fn unknown(name: &str) -> String {
    format!(
        "retention class [{name}] is not in ferrofax.conf; add a section [{name}] with type = retention. \
         Until then, no fax and no job of this class is deleted"
    )
}

/// Writes a retention class as `ferrofax show settings` prints it.
pub(in crate::service) fn said(class: RetentionClass) -> String {
    let words = [("received", class.received), ("sent", class.sent), ("records", class.records)];
    let words = words.map(|(kind, keeping)| match keeping {
        None => format!("{kind} as all"),
        Some(Keeping::ForEver) => format!("{kind} forever"),
        Some(Keeping::Days(days)) => format!("{kind} {days} days"),
    });
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::config::RawConfig;
    use crate::service::settings::Settings;

    #[test]
    fn a_class_says_days_or_forever_for_each_kind() {
        let text = "[law]\ntype = retention\nreceived_days = 3650\nsent_days = forever\n[ads]\ntype = retention\n\
                    received_days = 0\nrecord_days = 5\n";
        let (settings, complaints) = Settings::read(&RawConfig::parse("ferrofax.conf", text));
        assert_eq!(complaints, []);
        let law = RetentionClass {
            received: Some(Keeping::Days(3650)),
            sent: Some(Keeping::ForEver),
            records: None,
        };
        assert_eq!(settings.retention["law"], law);
        assert_eq!(said(law), "received 3650 days, sent forever, records as all");
        let ads = settings.retention["ads"];
        assert_eq!((ads.received, ads.records), (Some(Keeping::ForEver), Some(Keeping::Days(5))));
    }

    /// If a line is wrong, the intended time is unknown, so nothing is deleted.
    #[test]
    fn a_line_that_is_wrong_is_named_and_keeps_for_ever() {
        let text =
            "[general]\nretention = nobody\n[law]\ntype = retention\nreceived_days = ten years\n";
        let (settings, complaints) = Settings::read(&RawConfig::parse("ferrofax.conf", text));
        let said: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].starts_with("ferrofax.conf:5: received_days = ten years: "), "{said:?}");
        assert!(said[1].starts_with("ferrofax.conf:2: retention = nobody: "), "{said:?}");
        assert_eq!(settings.retention["law"].received, Some(Keeping::ForEver));
    }

    #[test]
    fn a_key_that_is_wrong_keeps_all_that_the_class_does_not_say() {
        let text =
            "[law]\ntype = retention\nsent_days = 7\nrecieved_days = 3650\nrecord_days = 5\n";
        let (settings, complaints) = Settings::read(&RawConfig::parse("ferrofax.conf", text));
        assert_eq!(complaints.len(), 1, "{complaints:?}");
        let law = RetentionClass {
            received: Some(Keeping::ForEver),
            sent: Some(Keeping::Days(7)),
            records: Some(Keeping::Days(5)),
        };
        assert_eq!(settings.retention["law"], law);
    }

    #[test]
    fn a_second_section_of_a_class_adds_to_the_first() {
        let text = "[law]\ntype = retention\nreceived_days = 3650\n[law]\ntype = retention\nsent_days = 7\n";
        let (settings, _) = Settings::read(&RawConfig::parse("ferrofax.conf", text));
        let law = settings.retention["law"];
        assert_eq!((law.received, law.sent), (Some(Keeping::Days(3650)), Some(Keeping::Days(7))));
        let text = "[law]\ntype = retention\nreceived_days = 3650\n[law]\ntype = retention\nreceived_days = 7\n";
        let (settings, _) = Settings::read(&RawConfig::parse("ferrofax.conf", text));
        assert_eq!(settings.retention["law"].received, Some(Keeping::Days(3650)));
    }

    /// Faxes whose retention class has an impossible name are kept, because no section has that
    /// name.
    #[test]
    fn a_name_that_no_class_can_have_is_an_unknown_class_and_an_empty_one_is_none() {
        for (value, class) in [("two words", "two words"), ("", "")] {
            let text = format!("[general]\nretention = {value}\n");
            let (settings, complaints) = Settings::read(&RawConfig::parse("ferrofax.conf", &text));
            assert_eq!(settings.options.retention.as_deref(), Some(class));
            assert_eq!(complaints.is_empty(), class.is_empty(), "{complaints:?}");
        }
    }
}
