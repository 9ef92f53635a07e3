//! The terms by which a job is sent (rates, modems, codings). They are the settings that the job's
//! fax device had when the job was submitted. They become more cautious after each attempt that
//! failed because of a bad telephone line.

use crate::service::settings::{ModemList, Settings, T38Use, value};
use ferrofax_engine::call::{AnswerConfig, Fetch, FetchConfig, OriginateConfig};
use ferrofax_engine::t30::v8::V8Offer;
use ferrofax_ground::t4::Coding;
use ferrofax_signal::modem::Rate;
use ferrofax_spool::jobs::{Job, JobChange, JobFetch};
use ferrofax_spool::sending::option;
use ferrofax_spool::{CallMemory, T38Fate, is_bad_line};

/// The terms of a call (such as rates and modems), and the number of days for which the call's
/// result is remembered for its telephone number.
pub(in crate::service) struct Terms {
    pub(in crate::service) call: OriginateConfig,
    /// Whether the call may switch to T.38, and whether we ask for the switch.
    pub(in crate::service) t38: T38Use,
    /// The rates that were allowed before some were removed because of faults in earlier calls to
    /// the telephone number; `None` if none was removed.
    pub(in crate::service) own_rates: Option<Vec<Rate>>,
    /// The number of days after which the result of the call is forgotten; `None` if it is not
    /// remembered at all.
    pub(super) memory_days: Option<u32>,
}

impl Terms {
    /// The terms for the next attempt to send the job. They do not yet consider the facts
    /// remembered about the telephone number.
    pub(super) fn of(job: &Job, history: &[JobChange], settings: &Settings) -> Self {
        let t38 = job.options.get(option::T38);
        Self {
            call: originate(job, history, settings),
            t38: t38.and_then(|word| T38Use::read(word).ok()).unwrap_or_default(),
            own_rates: None,
            memory_days: None,
        }
    }

    /// The facts about this call that are remembered for its telephone number; `None` if nothing is
    /// remembered.
    pub(in crate::service) fn memory(&self, t38: T38Fate) -> Option<CallMemory> {
        self.memory_days.map(|days| CallMemory { t38, days })
    }
}

fn originate(job: &Job, history: &[JobChange], settings: &Settings) -> OriginateConfig {
    let default = OriginateConfig::default();
    let text = |name: &str| job.options.get(name).map(String::as_str);
    let modems = text(option::MODEMS)
        .and_then(|text| ModemList::read(text).ok())
        .unwrap_or_else(|| ModemList { rates: default.rates.clone(), v34: false });
    let most = text(option::MAX_RATE).and_then(|text| value::rate(text).ok());
    let v8 = modems.v8(most);
    let mut rates = modems.rates;
    if let Some(most) = most {
        keep(&mut rates, |rate| rate.bps() <= most);
    }
    let terms = OriginateConfig {
        ident: text(option::IDENT).unwrap_or_default().to_owned(),
        sub: job.sub.clone(),
        pwd: job.pwd.clone(),
        sends: job.pages_to_send().next().is_some(),
        fetch: job.to_fetch().map(|fetch| Box::new(to_fetch(job, fetch, settings))),
        ecm: text(option::ECM).is_none_or(|text| text != "no"),
        rates,
        v8,
        v34_most_bps: ModemList::v34_most(most),
        codings: codings(text(option::CODINGS)),
        max_minutes: settings.dialling.max_minutes,
        ..OriginateConfig::default()
    };
    careful(terms, bad_lines(history))
}

/// The page codings that may be used in the call. The codings for colour are always among them:
/// they are used only for pages in colour, and a job with such pages may join another job's call.
fn codings(named: Option<&str>) -> Vec<Coding> {
    let of_pages = named
        .and_then(|text| value::codings(text).ok())
        .unwrap_or_else(|| OriginateConfig::default().codings);
    of_pages.into_iter().chain(Coding::OF_COLOURS).collect()
}

/// The document that the job fetches, and the settings for receiving it. The modems are not among
/// these settings: the terms of the call contain them.
fn to_fetch(job: &Job, fetch: &JobFetch, settings: &Settings) -> FetchConfig {
    FetchConfig {
        document: Fetch { sep: fetch.sep.clone(), pwd: job.pwd.clone(), first: false },
        receive: AnswerConfig {
            max_pages: settings.max_pages,
            quality: settings.page_quality(),
            ..AnswerConfig::default()
        },
    }
}

/// The number of attempts that failed because of a bad telephone line: pages or trainings did not
/// come through. Only the attempts since a user last restarted the job count.
fn bad_lines(history: &[JobChange]) -> usize {
    let since_afresh = history.iter().rev().take_while(|change| change.dials > 0);
    let is_bad = |change: &&JobChange| {
        change.notice.is_some() && is_bad_line(change.failure, change.cause.as_deref())
    };
    since_afresh.filter(is_bad).count()
}

/// Makes the terms more cautious if attempts have failed because of a bad telephone line:
///
/// - after one such attempt, V.34 and V.17 are not used, because their dense constellations need a
///   good line;
/// - after two, only V.27ter is used, with short frames, and without colours, which take long to
///   send;
/// - after three, error correction is off, because some fax machines do it wrong.
fn careful(mut terms: OriginateConfig, bad_lines: usize) -> OriginateConfig {
    if bad_lines >= 1 {
        terms.v8 = V8Offer::Nothing;
        keep(&mut terms.rates, |rate| {
            !matches!(rate, Rate::V17At7200 | Rate::V17At9600 | Rate::V17At12000 | Rate::V17At14400)
        });
    }
    if bad_lines >= 2 {
        keep(&mut terms.rates, |rate| rate.bps() <= 4800);
        terms.frame_octets = 64;
        terms.codings.retain(|coding| !coding.is_colour());
    }
    terms.ecm &= bad_lines < 3;
    terms
}

/// Keeps in `rates` only those rates for which `wanted` returns true. If there is no such rate,
/// keeps all.
pub(super) fn keep(rates: &mut Vec<Rate>, wanted: impl Fn(&Rate) -> bool) {
    if rates.iter().any(&wanted) {
        rates.retain(wanted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_basics::UnixMs;
    use ferrofax_document::tiff::{Appender, NewPage};
    use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};
    use ferrofax_spool::Spool;
    use ferrofax_spool::failure::{Failure, Retry};
    use ferrofax_spool::jobs::{AttemptEnd, LeaseLimits, NewDocument, NewJob, RetryRules};
    use std::collections::BTreeMap;

    #[test]
    fn a_job_goes_as_its_device_said_and_more_carefully_after_bad_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.tif");
        let bitmap = Bitmap::white(1728, 10);
        let (resolution, quality) = (Resolution::Fine, PageQuality::default());
        let page =
            NewPage { bitmap: &bitmap, resolution, quality, date_time: "2026:11:20 09:00:00" };
        Appender::open(&path).unwrap().append(&page).unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let options = [
            ("localstationid", "+49 991"),
            ("maxrate", "12000"),
            ("codings", "mr,mh"),
            ("ecm", "yes"),
        ];
        let new = NewJob {
            number: "1".into(),
            documents: vec![NewDocument { path, name: String::new() }],
            options: options.map(|(key, text)| (key.to_owned(), text.to_owned())).into(),
            sub: Some("12".into()),
            ..NewJob::default()
        };
        let id = spool.submission().submit(&new, UnixMs(0)).unwrap();
        let now_terms = || {
            let history = spool.jobs().job_history(id).unwrap();
            originate(&spool.jobs().job(id).unwrap(), &history, &Settings::default())
        };
        let fastest = || now_terms().rates.iter().map(|rate| rate.bps()).max();
        let terms = now_terms();
        assert_eq!(
            (terms.ident.as_str(), terms.sub.as_deref(), terms.ecm),
            ("+49 991", Some("12"), true)
        );
        assert_eq!(
            (fastest(), terms.codings),
            (Some(12_000), vec![Coding::Mr, Coding::Mh, Coding::Jpeg, Coding::T43])
        );

        let mut retry = RetryRules::default();
        retry.set(Failure::LineTooBad, Retry::After { seconds: 0, times: None });
        for (at, most) in [(1, 9600), (2, 4800)] {
            let lease =
                spool.queue().lease_job(UnixMs(at), &LeaseLimits::default()).unwrap().unwrap();
            let failure = Some(Failure::LineTooBad);
            spool
                .queue()
                .attempt_ended(
                    &lease,
                    &AttemptEnd { failure, retry: retry.clone(), ..AttemptEnd::default() },
                    UnixMs(at),
                )
                .unwrap();
            assert_eq!(fastest(), Some(most), "after {at} bad lines");
        }
        spool.jobs().cancel_job(id, "us", UnixMs(3)).unwrap();
        spool.jobs().retry_job(id, "us", UnixMs(4)).unwrap();
        assert_eq!(fastest(), Some(12_000), "afresh");

        let plain = NewJob { options: BTreeMap::new(), ..new };
        let job = spool.jobs().job(spool.submission().submit(&plain, UnixMs(5)).unwrap()).unwrap();
        let plain = originate(&job, &[], &Settings::default()).codings;
        let colours = [OriginateConfig::default().codings, Coding::OF_COLOURS.to_vec()].concat();
        assert_eq!(plain, colours, "JBIG is for who names it");
    }

    #[test]
    fn each_try_on_a_bad_line_is_more_careful() {
        let rates = |bad_lines| careful(OriginateConfig::default(), bad_lines).rates;
        assert!(rates(0).contains(&Rate::V17At14400));
        let v8 = |bad_lines| {
            let own = OriginateConfig { v8: V8Offer::V34, ..OriginateConfig::default() };
            careful(own, bad_lines).v8
        };
        assert_eq!((v8(0), v8(1)), (V8Offer::V34, V8Offer::Nothing));
        assert_eq!(rates(1).last(), Some(&Rate::V29At9600));
        assert_eq!(rates(2), [Rate::V27ter2400, Rate::V27ter4800]);
        let ecm = [0, 1, 2, 3].map(|bad_lines| careful(OriginateConfig::default(), bad_lines).ecm);
        assert_eq!(ecm, [true, true, true, false]);
        let colours = [0, 1, 2].map(|bad_lines| {
            let own = OriginateConfig { codings: codings(None), ..OriginateConfig::default() };
            let codings = careful(own, bad_lines).codings;
            Coding::OF_COLOURS.map(|coding| codings.contains(&coding))
        });
        assert_eq!(colours, [[true; 2], [true; 2], [false; 2]]);
        let only_v17 =
            OriginateConfig { rates: vec![Rate::V17At7200], ..OriginateConfig::default() };
        assert_eq!(careful(only_v17, 2).rates, [Rate::V17At7200], "something is left");
    }
}
