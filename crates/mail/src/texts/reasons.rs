//! The sentences about the reasons why a permission is denied, with the words that the language
//! files have for them.

use super::{Text as Name, Words};
use ferrofax_languages::Value::{Count, Text};
use ferrofax_rights::{OverLimit, Period, Reason, Whose};
use ferrofax_spool::event::StopReason;
use ferrofax_spool::numbers::Closed;

/// The sentence for a reason why a permission is denied.
pub(super) fn of(reason: &Reason, words: Words) -> String {
    let stopped = |why: &str| StopReason::from(why).text(words.language);
    match reason {
        Reason::Auditor => words.text(Name::denied_auditor),
        Reason::Administrators => words.text(Name::denied_administrators),
        Reason::ReadsLog => words.text(Name::denied_reads_log),
        Reason::HouseBook => words.text(Name::denied_house_book),
        Reason::MayNotDelete => words.text(Name::denied_delete),
        Reason::Priority => words.text(Name::denied_priority),
        Reason::PostDial => words.text(Name::denied_post_dial),
        Reason::JobStopped { user, why } => words
            .with(Name::denied_job_stopped, &[("user", Text(user)), ("why", Text(&stopped(why)))]),
        Reason::NotYourJob(id) => {
            words.with(Name::denied_not_your_job, &[("job", Text(&id.to_string()))])
        }
        Reason::NoDevice { user } => words.with(Name::denied_no_device, &[("user", Text(user))]),
        Reason::DeviceAway => words.text(Name::denied_device_away),
        Reason::NotYourDevice { user, device } => words.with(
            Name::denied_not_your_device,
            &[("user", Text(user)), ("device", Text(&device.to_string()))],
        ),
        Reason::DeviceReceives(device) => {
            words.with(Name::denied_device_receives, &[("device", Text(&device.to_string()))])
        }
        Reason::Stranger => words.text(Name::denied_stranger),
        Reason::Stopped(why) => words.with(Name::denied_stopped, &[("why", Text(&stopped(why)))]),
        Reason::Number(closed) => of_number(closed, words),
        Reason::Hours(hours) => words.with(Name::denied_hours, &[("hours", Text(hours))]),
        Reason::Quota(over) => of_limit(*over, words),
        Reason::Burst { faxes, minutes } => {
            let faxes = words.count(Name::count_faxes, *faxes as usize);
            let minutes = minutes.to_string();
            words.with(Name::denied_burst, &[("faxes", Text(&faxes)), ("minutes", Text(&minutes))])
        }
        Reason::WithoutNumber(most) => {
            words.with(Name::denied_without_number, &[("count", Count(*most as usize))])
        }
        Reason::Pages { pages, most } => {
            let [pages, most] =
                [pages, most].map(|count| words.count(Name::count_pages, *count as usize));
            words.with(Name::denied_pages, &[("pages", Text(&pages)), ("most", Text(&most))])
        }
        Reason::NotNow => words.text(Name::denied_not_now),
    }
}

fn of_number(closed: &Closed, words: Words) -> String {
    match closed {
        Closed::Forbidden { beginning } => {
            words.with(Name::denied_forbidden, &[("beginning", Text(beginning))])
        }
        Closed::NotAmong { only } => {
            words.with(Name::denied_not_among, &[("beginnings", Text(&only.join("…, ")))])
        }
        Closed::CountryUnset => words.text(Name::denied_country_unset),
        Closed::Abroad => words.text(Name::denied_abroad),
        Closed::Dear { beginning } => {
            words.with(Name::denied_premium, &[("beginning", Text(beginning))])
        }
    }
}

fn of_limit(over: OverLimit, words: Words) -> String {
    let OverLimit { whose, period, faxes, pages } = over;
    let whose = match whose {
        Whose::User => "user",
        Whose::Device => "device",
        Whose::All => "all",
    };
    let period = match period {
        Period::Day => "day",
        Period::Month => "month",
        Period::Night => "night",
    };
    let counted = (
        words.count(Name::count_faxes, faxes as usize),
        words.count(Name::count_pages, pages as usize),
    );
    let most = match (faxes, pages) {
        (0, _) => counted.1,
        (_, 0) => counted.0,
        _ => {
            let both = [("faxes", Text(&counted.0)), ("pages", Text(&counted.1))];
            words.with(Name::faxes_and_pages, &both)
        }
    };
    let values = [("whose", Text(whose)), ("most", Text(&most)), ("period", Text(period))];
    words.with(Name::denied_quota, &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_languages::Language;
    use ferrofax_spool::jobs::JobId;

    fn each() -> Vec<Reason> {
        let limit = OverLimit { whose: Whose::Device, period: Period::Month, faxes: 3, pages: 9 };
        let device = || "2101@fax-devices".parse().unwrap();
        let beginning = || "0900".to_owned();
        vec![
            Reason::Auditor,
            Reason::Administrators,
            Reason::ReadsLog,
            Reason::HouseBook,
            Reason::MayNotDelete,
            Reason::Priority,
            Reason::PostDial,
            Reason::JobStopped { user: "bob".into(), why: "§".into() },
            Reason::NotYourJob(JobId(7)),
            Reason::NoDevice { user: "bob".into() },
            Reason::DeviceAway,
            Reason::NotYourDevice { user: "bob".into(), device: device() },
            Reason::DeviceReceives(device()),
            Reason::Stranger,
            Reason::Stopped("§".into()),
            Reason::Number(Closed::Forbidden { beginning: beginning() }),
            Reason::Number(Closed::NotAmong { only: vec![beginning(), "+49".into()] }),
            Reason::Number(Closed::CountryUnset),
            Reason::Number(Closed::Abroad),
            Reason::Number(Closed::Dear { beginning: beginning() }),
            Reason::Hours("08:00-17:00".into()),
            Reason::Quota(limit),
            Reason::Quota(OverLimit { faxes: 0, ..limit }),
            Reason::Quota(OverLimit { pages: 0, ..limit }),
            Reason::Burst { faxes: 200, minutes: 10 },
            Reason::WithoutNumber(1),
            Reason::WithoutNumber(10),
            Reason::Pages { pages: 7, most: 5 },
            Reason::NotNow,
        ]
    }

    #[test]
    fn the_reason_of_a_block_is_said_in_the_language_of_the_page() {
        let german = Words::of(Language::German);
        for (why, said) in [
            ("stopped by chief", "gesperrt von chief"),
            ("more than 3 faxes within 10 minutes", "mehr als 3 Faxe in 10 min"),
            (
                "more than 20 numbers that are not allowed within 10 minutes",
                "mehr als 20 nicht erlaubte Nummern in 10 min",
            ),
            ("Too much.", "Too much."),
        ] {
            for reason in [
                Reason::Stopped(why.into()),
                Reason::JobStopped { user: "bob".into(), why: why.into() },
            ] {
                let text = of(&reason, german);
                assert!(text.ends_with(&format!(": {said}")), "{text}");
            }
        }
    }

    #[test]
    fn the_reasons_of_the_audit_log_are_read_and_said_in_the_language_of_the_page() {
        for reason in each() {
            assert_eq!(Reason::read(&reason.to_string()), Some(reason));
        }
        let log = "This is over the device's limit for the month's faxes: 3 faxes and 9 pages";
        let said = Words::of(Language::German).said(log);
        assert_eq!(
            said,
            "Das überschreitet die Grenze des Anschlusses: 3 Faxe und 9 Seiten im Monat."
        );
        for other in ["", "It rains", "This is over your limit for the week's faxes: 3 faxes"] {
            assert_eq!(Reason::read(other), None);
        }
    }

    #[test]
    fn each_reason_is_said_in_each_language_with_its_values() {
        for t in Language::ALL.map(Words::of) {
            for reason in each() {
                let said = of(&reason, t);
                assert!(said.contains(' ') && !said.contains(['{', '$']), "{reason:?}: {said}");
            }
        }
        let over = &each()[21];
        for (language, said) in [
            (
                Language::English,
                "This exceeds the limit of the device of 3 faxes and 9 pages per month.",
            ),
            (
                Language::German,
                "Das überschreitet die Grenze des Anschlusses: 3 Faxe und 9 Seiten im Monat.",
            ),
            (
                Language::Polish,
                "Przekroczono limit numeru wewnętrznego: 3 faksy i 9 stron na miesiąc.",
            ),
        ] {
            assert_eq!(of(over, Words::of(language)), said);
        }
    }
}
