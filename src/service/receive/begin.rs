//! Begins a call that has reached the application `FaxDevice`: decides whether the call is
//! accepted, and with which settings.

use super::addressed::Addressing;
use super::giving::{Giving, Taken};
use super::judge::Judge;
use super::{FaxCall, Shared};
use crate::service::clock::Clock;
use crate::service::handles::Handles;
use crate::service::host::{CallInfo, Host};
use crate::service::line::{ChannelCall, LineStatus, Lines, Refusal, T38Memory};
use crate::service::page_feed::PageMaker;
use crate::service::recorder::Recorder;
use crate::service::settings::{
    Configuration, DeviceArgs, FaxOptions, ModemList, Settings, devices,
};
use crate::service::stats::Stats;
use crate::service::storage::{Storage, StoreRequest, leaves_out_v34};
use ferrofax_engine::call::AnswerConfig;
use ferrofax_ground::pii::Pii;
use ferrofax_ground::t4::Coding;
use ferrofax_signal::modem::Rate;
use ferrofax_spool::{DeviceName, FaxId, HeldDocument, NewFax, RecordOf, RefusedCall, TrunkWay};
use std::sync::Arc;
use std::sync::mpsc::{Sender, sync_channel};
use std::time::Duration;

/// The longest time that a caller hears ringing while the spool stores the beginning of the call.
const LONGEST_BEGIN: Duration = Duration::from_secs(5);

/// The hangup cause "user busy" (Q.850), with which a call is refused before it is answered. The
/// next two constants are other hangup causes for refused calls.
const USER_BUSY: u8 = 17;
const CALL_REJECTED: u8 = 21;
const OUT_OF_ORDER: u8 = 38;

/// The part of the service that accepts or refuses incoming fax calls.
pub(in crate::service) struct Reception {
    host: Arc<dyn Host>,
    clock: Clock,
    configuration: Arc<Configuration>,
    lines: Arc<Lines>,
    stats: Arc<Stats>,
    storage: Arc<Storage>,
    pages: Arc<PageMaker>,
    recorder: Arc<Recorder>,
    t38: Arc<T38Memory>,
    taken: Taken,
}

impl Reception {
    pub(in crate::service) fn new(handles: Handles) -> Self {
        let Handles { host, clock, configuration, lines, stats, .. } = handles;
        let Handles { storage, pages, recorder, t38, .. } = handles;
        let taken = Taken::default();
        Self { host, clock, configuration, lines, stats, storage, pages, recorder, t38, taken }
    }

    /// Begins a call that has reached `FaxDevice(args)` and is not answered yet.
    ///
    /// # Errors
    /// [`Refusal`]: the calling code must hang up the channel without answering the call.
    pub(in crate::service) fn begin(
        &self,
        info: CallInfo,
        args: &str,
    ) -> Result<ChannelCall, Refusal> {
        self.try_begin(info, args)
            .inspect_err(|_| self.stats.change(|counts| counts.refused += 1))
    }

    fn try_begin(&self, info: CallInfo, args: &str) -> Result<ChannelCall, Refusal> {
        // Check that this device may receive.
        let settings = self.configuration.settings();
        let place = format!("[{}] {}", info.context, info.exten);
        let args = DeviceArgs::parse(args).map_err(|error| {
            refusal("INVALID_ARGUMENTS", format!("{place}: {error}"), OUT_OF_ORDER)
        })?;
        let device = DeviceName::new(&info.exten, &info.context);
        devices::allowed(&device.to_string(), &args, &settings)
            .map_err(|why| refusal("NOT_ENABLED", format!("{place}: {why}"), CALL_REJECTED))?;
        let options = devices::options(&args, &settings);
        self.look_at_caller(&info, &device, &options, &settings)?;
        // Take a free line.
        let status = LineStatus {
            channel: info.channel.clone(),
            trunk: info.trunk().unwrap_or_default(),
            device: device.clone(),
            number: info.caller_number.clone(),
            stage: "receiving",
            since: self.clock.unix_ms(),
            ..LineStatus::default()
        };
        let line = self.lines.take(settings.max_lines, 0, status).ok_or_else(|| {
            refusal(
                "LINES_BUSY",
                format!(
                    "{place}: all {} fax lines are busy; max_lines in ferrofax.conf says how many there are",
                    settings.max_lines
                ),
                USER_BUSY,
            )
        })?;
        let requests = self.storage.requests().ok_or_else(|| {
            refusal("INIT_ERROR", "the module is being unloaded".into(), OUT_OF_ORDER)
        })?;
        // File the call in the spool before it is answered.
        let fax = begin_fax(&requests, new_fax(&info, &device, &args, &settings))?;
        line.update(|line| line.fax = Some(fax));
        log::info!("fax {fax}: answering {} for {device}", Pii(&info.caller_number));
        // Look for documents that the calling fax machine may fetch.
        let giving =
            Giving::new(held_by(&requests, &device), self.pages.requests(), self.taken.clone());
        let shared = Shared {
            requests,
            host: Arc::clone(&self.host),
            stats: Arc::clone(&self.stats),
            t38: Arc::clone(&self.t38),
        };
        // Choose T.38, the modems and the codings.
        let t38 = self.t38.advise(
            &info.caller_number,
            options.t38.unwrap_or_default(),
            self.clock.steady_ms(),
        );
        let mut config = AnswerConfig {
            holds_document: giving.is_offered(),
            ..answer_config(&options, &settings)
        };
        let trunk = info.trunk();
        leaves_out_v34(&mut config.v8, trunk.as_deref(), TrunkWay::In, &shared.requests);
        let rules = options.subaddresses.clone().unwrap_or_default();
        let addressing = Addressing::new(rules, device.clone(), Arc::clone(&self.configuration));
        // Start the call recording, and the check for junk.
        let tape = self.recorder.record(options.record.unwrap_or_default(), RecordOf::Fax(fax));
        let judge = Judge::new(
            options.junk.unwrap_or_default(),
            settings.sending.rules.clone(),
            settings.junk_days,
        );
        let call = FaxCall::new(fax, info, config, t38, device, line, shared);
        let call = call.addressed(addressing).holding(giving).judged(judge);
        Ok(ChannelCall::new(call.recorded(tape)))
    }

    /// Checks whether the caller is blocked. A blocked caller is counted, logged, reported on AMI
    /// and added to the list of blocked callers.
    ///
    /// # Errors
    /// [`Refusal`]: the caller is blocked.
    fn look_at_caller(
        &self,
        info: &CallInfo,
        device: &DeviceName,
        options: &FaxOptions,
        settings: &Settings,
    ) -> Result<(), Refusal> {
        let rules = options.refuse.as_ref();
        let numbers = &settings.sending.rules;
        let Some(rule) = rules.and_then(|rules| rules.fits(&info.caller_number, numbers)) else {
            return Ok(());
        };
        // Count the blocked caller, and report the call on AMI.
        self.stats.change(|counts| counts.refused_callers += 1);
        let fields = [
            ("Channel", info.channel.clone()),
            ("Uniqueid", info.unique_id.clone()),
            ("Context", info.context.clone()),
            ("Exten", info.exten.clone()),
            ("Device", device.to_string()),
            ("CallerIDNum", info.caller_number.clone()),
            ("CallerIDName", info.caller_name.clone()),
            ("Rule", rule.to_owned()),
        ];
        self.host.manager_event("FerrofaxRefused", &fields);
        // Add the caller to the list of blocked callers.
        let call = RefusedCall {
            id: 0,
            at: self.clock.unix_ms(),
            device: device.clone(),
            calling: info.caller_number.clone(),
            caller_name: info.caller_name.clone(),
            trunk: info.trunk().unwrap_or_default(),
            rule: rule.to_owned(),
        };
        let noted = self.storage.requests();
        if noted
            .is_none_or(|requests| requests.send(StoreRequest::Refused(Box::new(call))).is_err())
        {
            log::error!("a refused call is not in the list of these: the module is being unloaded");
        }
        // The bridge logs the text of the refusal.
        let (context, exten, rule) = (&info.context, &info.exten, Pii(rule));
        let text = format!(
            "[{context}] {exten}: {} is refused by the rule '{rule}' of refuse",
            Pii(&info.caller_number)
        );
        Err(refusal("CALLER_REFUSED", text, CALL_REJECTED))
    }
}

fn refusal(error: &'static str, text: String, hangup_cause: u8) -> Refusal {
    Refusal { error, text, hangup_cause }
}

fn begin_fax(requests: &Sender<StoreRequest>, new: NewFax) -> Result<FaxId, Refusal> {
    let (answer, begun) = sync_channel(0);
    let unusable = |why: String| {
        refusal("SPOOL_ERROR", format!("the spool can't take a fax now: {why}"), OUT_OF_ORDER)
    };
    requests
        .send(StoreRequest::Begin(Box::new(new), answer))
        .map_err(|_| unusable("its thread is gone".into()))?;
    begun
        .recv_timeout(LONGEST_BEGIN)
        .map_err(|_| unusable(format!("no answer within {} s", LONGEST_BEGIN.as_secs())))?
        .map_err(|error| unusable(error.to_string()))
}

/// Asks the spool for the documents that the fax device holds for polling. If the spool can't
/// answer, the call continues without them.
fn held_by(requests: &Sender<StoreRequest>, device: &DeviceName) -> Vec<HeldDocument> {
    let (answer, held) = sync_channel(1);
    let asked = requests.send(StoreRequest::Held(device.clone(), answer));
    asked
        .ok()
        .and_then(|()| held.recv_timeout(LONGEST_BEGIN).ok())
        .unwrap_or_default()
}

/// The facts about a call that the spool stores when the call's fax begins.
pub(super) fn new_fax(
    info: &CallInfo,
    device: &DeviceName,
    args: &DeviceArgs,
    settings: &Settings,
) -> NewFax {
    NewFax {
        called: if info.called.is_empty() { info.exten.clone() } else { info.called.clone() },
        calling: info.caller_number.clone(),
        caller_name: info.caller_name.clone(),
        call_id: info.unique_id.clone(),
        trunk: info.trunk(),
        ..devices::new_fax(device, args, settings)
    }
}

fn answer_config(options: &FaxOptions, settings: &Settings) -> AnswerConfig {
    let default = AnswerConfig::default();
    let modems = options
        .modems
        .clone()
        .unwrap_or_else(|| ModemList { rates: default.rates.clone(), v34: false });
    let v8 = modems.v8(options.max_rate_bps);
    let mut rates = modems.rates;
    if let Some(most) = options.max_rate_bps {
        rates.retain(|rate| rate.bps() <= most);
    }
    let mut codings = options.codings.clone().unwrap_or(default.codings);
    if options.colour == Some(true) {
        codings.extend(Coding::OF_COLOURS);
    }
    AnswerConfig {
        ident: options.ident.clone().unwrap_or_default(),
        ecm: options.ecm.unwrap_or(true),
        rates: if rates.is_empty() { vec![Rate::V27ter2400] } else { rates },
        v8,
        v34_most_bps: ModemList::v34_most(options.max_rate_bps),
        codings,
        password: options.password.clone(),
        by_subaddress: options.subaddresses.as_ref().is_some_and(|rules| !rules.is_empty()),
        max_pages: settings.max_pages,
        quality: settings.page_quality(),
        ..default
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_engine::t30::v8::V8Offer;

    #[test]
    fn jbig_is_offered_where_it_is_named() {
        let codings = |options: &FaxOptions| answer_config(options, &Settings::default()).codings;
        assert!(!codings(&FaxOptions::default()).contains(&Coding::Jbig));
        let named = FaxOptions { codings: Some(Coding::ALL.to_vec()), ..FaxOptions::default() };
        assert_eq!(codings(&named), Coding::ALL);
    }

    #[test]
    fn colours_are_offered_where_they_are_switched_on() {
        let offers = |colour| {
            let options = FaxOptions { colour, ..FaxOptions::default() };
            let offered = answer_config(&options, &Settings::default()).codings;
            Coding::OF_COLOURS.map(|coding| offered.contains(&coding))
        };
        assert_eq!(
            [None, Some(false), Some(true)].map(offers),
            [[false; 2], [false; 2], [true; 2]]
        );
    }

    #[test]
    fn v34_is_offered_where_it_is_named_and_not_slowed() {
        let v8 = |modems: &str, most| {
            let modems = ModemList::read(modems).ok();
            let options = FaxOptions { modems, max_rate_bps: most, ..FaxOptions::default() };
            answer_config(&options, &Settings::default()).v8
        };
        assert_eq!(v8("v34,v17", None), V8Offer::V34);
        assert_eq!(v8("v34,v17", Some(33_600)), V8Offer::V34);
        assert_eq!(v8("v34,v17", Some(14_400)), V8Offer::Nothing);
        assert_eq!(v8("v17,v29", None), V8Offer::Nothing);
        let all = answer_config(&FaxOptions::default(), &Settings::default());
        assert_eq!(all.v8, V8Offer::Nothing);
        let bound = FaxOptions { max_rate_bps: Some(28_800), ..FaxOptions::default() };
        assert_eq!(answer_config(&bound, &Settings::default()).v34_most_bps, 28_800);
    }
}
