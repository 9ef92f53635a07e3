//! Quotas: turns the limits of a sender into ceilings, which are the most faxes and pages that may
//! be counted in a period.

use super::grant::Denied;
use super::limits::Limits;
use super::reason::{OverLimit, Period, Reason, Whose};
use ferrofax_basics::UnixMs;
use ferrofax_spool::window::Windows;
use ferrofax_spool::{Ceiling, CountOf, day_began, month_began};

const MINUTE_MS: i64 = 60_000;

/// A quota: the limit on faxes or pages in a period, and for whom it is set.
pub(super) struct Quota<'a> {
    pub(super) ceiling: Ceiling<'a>,
    whose: Whose,
    period: Period,
}

/// The quotas that these limits set at this time: for the day, the month and, at night, the night.
pub(super) fn of<'a>(of: CountOf<'a>, limits: &Limits, now: UnixMs) -> Vec<Quota<'a>> {
    let whose = match of {
        CountOf::All => Whose::All,
        CountOf::User(_) => Whose::User,
        CountOf::Device(_) => Whose::Device,
    };
    // A period without a limit has no quota.
    let quota = |since: UnixMs, jobs: Option<u32>, pages: Option<u32>, period| {
        let (jobs, pages) = (jobs.unwrap_or(0), pages.unwrap_or(0));
        (jobs > 0 || pages > 0).then_some(Quota {
            ceiling: Ceiling { of, since, jobs, pages },
            whose,
            period,
        })
    };
    let mut quotas = vec![
        quota(day_began(now), limits.jobs_per_day, limits.pages_per_day, Period::Day),
        quota(month_began(now), limits.jobs_per_month, limits.pages_per_month, Period::Month),
    ];
    // At night, these quotas apply in addition to those of the day.
    if let Some(began) = limits.night.as_deref().and_then(|night| night_began(night, now)) {
        quotas.push(quota(began, limits.night_jobs, limits.night_pages, Period::Night));
    }
    quotas.into_iter().flatten().collect()
}

/// The limit on a user's faxes in a short time (`burst_jobs`). A user who exceeds it is blocked
/// from sending.
pub(super) fn burst<'a>(user: &'a str, limits: &Limits, now: UnixMs) -> Option<Ceiling<'a>> {
    let jobs = limits.burst_jobs.filter(|jobs| *jobs > 0)?;
    Some(Ceiling { of: CountOf::User(user), since: now - burst_ms(limits), jobs, pages: 0 })
}

/// The length, in milliseconds, of the period to which the limits `burst_jobs` and `burst_refusals`
/// apply.
pub(super) fn burst_ms(limits: &Limits) -> i64 {
    i64::from(limits.burst_minutes.unwrap_or(1)) * MINUTE_MS
}

/// Checks that faxes may be submitted at this time of day.
pub(super) fn in_hours(limits: &Limits, now: UnixMs) -> Result<(), Denied> {
    let Some(hours) = limits.hours.as_deref() else { return Ok(()) };
    // If the hours cannot be read any more, because the system has lost the time zone, no fax is
    // permitted.
    match Windows::parse(hours, "") {
        Ok(None) => Ok(()),
        Ok(Some(windows)) if windows.is_open(now) => Ok(()),
        _ => Err(Reason::Hours(hours.to_owned()).into()),
    }
}

impl Quota<'_> {
    /// The reason that is shown if a fax is refused because it exceeds this quota.
    pub(super) fn reason(&self) -> Reason {
        let Ceiling { jobs: faxes, pages, .. } = self.ceiling;
        let (whose, period) = (self.whose, self.period);
        Reason::Quota(OverLimit { whose, period, faxes, pages })
    }
}

/// The time at which the current night began; `None` by day.
fn night_began(night: &str, now: UnixMs) -> Option<UnixMs> {
    let windows = Windows::parse(night, "").ok()??;
    if !windows.is_open(now) {
        return None;
    }
    // The search goes back at most one day, because no night is longer.
    let minutes = (1..=24 * 60).take_while(|minutes| windows.is_open(now - minutes * MINUTE_MS));
    Some(now - minutes.last().unwrap_or(0) * MINUTE_MS)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn at(text: &str) -> UnixMs {
        text.parse::<Timestamp>().unwrap().into()
    }

    #[test]
    fn a_night_is_counted_from_its_own_evening() {
        let open = |text: &str| night_began("00:00-24:00", at(text)).is_some();
        assert!(open("2026-11-20T14:30:00Z"));
        // In any time zone half of the hours are night, and the night begins within the last
        // twelve.
        let now = at("2026-11-20T00:00:00Z");
        let nights: Vec<i64> = (0..24)
            .filter_map(|hour| {
                let now = now + hour * 60 * MINUTE_MS;
                Some(now.ms_since(night_began("20:00-08:00", now)?))
            })
            .collect();
        assert_eq!(nights.len(), 12);
        assert!(nights.iter().all(|long| *long < 12 * 60 * MINUTE_MS), "{nights:?}");
    }

    #[test]
    fn what_has_no_limit_is_no_ceiling() {
        assert!(of(CountOf::All, &Limits::default(), UnixMs(0)).is_empty());
        let limits =
            Limits { jobs_per_day: Some(3), pages_per_month: Some(0), ..Limits::default() };
        let quotas = of(CountOf::User("alice"), &limits, UnixMs(0));
        assert_eq!(quotas.len(), 1);
        assert!(quotas[0].reason().to_string().contains("3 faxes"));
    }
}
