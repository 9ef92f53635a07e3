//! `ferrofax numbers`: shows the facts that were learned about numbers and trunks in earlier
//! calls, and how the next call uses them.

use serde_json::{Value, json};

use super::args::Numbers;
use super::node::To;
use super::noted::Audit;
use super::show::{columns, counted, counted_as, date, plain, value_of};
use super::{End, print};
use crate::settings::Settings;
use ferrofax_basics::UnixMs;
use ferrofax_spool::view::{destination_fields, trunk_fields};
use ferrofax_spool::{
    Advice, Destination, KnownTrunk, MemorySettings, Spool, SpoolError, T38Fate, TrunkWay,
};

pub(super) fn run(spool: &Spool, settings: &Settings, words: &Numbers) -> Result<(), End> {
    let sending = spool.devices().sending().map_err(End::of_spool)?;
    let canonical = |written: &str| match sending.rules.read(written) {
        Ok(number) => Ok(number.canonical),
        Err(error) => Err(End::refused(error)),
    };
    match (&words.forget, &words.number) {
        (Some(written), _) if is_trunk(written) => forget_trunk(spool, settings, written),
        (None, Some(written)) if is_trunk(written) => {
            trunk(spool, &sending.memory, written, words.json)
        }
        (None, None) if words.trunks => trunks(spool, &sending.memory, words),
        (Some(written), _) => forget(spool, settings, &canonical(written)?),
        (None, Some(written)) => {
            let number = canonical(written)?;
            let own = spool.numbers().destination(&number).map_err(End::of_spool)?;
            // This node learns what other nodes know about a number only when it gets a job to the
            // number. If it knows nothing itself, the facts of the other nodes are shown.
            let known = match own {
                None => spool.numbers().known_elsewhere(&number).map_err(End::of_spool)?,
                own => own,
            };
            let known = known.ok_or_else(|| End::Refused(nothing_known(&number)))?;
            let advice = spool.numbers().advice_for(&number, UnixMs::now(), &sending.memory);
            show_one(&known, &advice.map_err(End::of_spool)?, words.json)
        }
        (None, None) => {
            let known = spool.numbers().destinations(words.limit).map_err(End::of_spool)?;
            let now = UnixMs::now();
            let advice =
                |one: &Destination| spool.numbers().advice_for(&one.number, now, &sending.memory);
            show_list(&with_advice(known, advice)?, sending.memory.is_on, words.json)
        }
    }
}

/// Shows what all nodes have learned about fax numbers in earlier calls: about one number, or about
/// the numbers called last.
pub(super) fn of_store(
    to: To<'_>,
    (written, limit): (Option<&str>, u32),
    as_json: bool,
) -> Result<(), End> {
    let sending = to.spool.devices().sending().map_err(End::of_spool)?;
    let number = written.map(|written| sending.rules.read(written).map(|it| it.canonical));
    let number = number.transpose().map_err(End::refused)?;
    let asked = number.clone();
    let ask = move |store: &Spool, _: &dyn Fn()| -> Result<Vec<Destination>, SpoolError> {
        match asked {
            Some(number) => Ok(store.numbers().destination(&number)?.into_iter().collect()),
            None => store.numbers().destinations(limit),
        }
    };
    let known = to.ask(ask).map_err(End::of_spool)?;
    let now = UnixMs::now();
    let known = with_advice(known, |one| Ok(one.advice(now, &sending.memory)))?;
    match (number, known.as_slice()) {
        (None, known) => show_list(known, true, as_json),
        (Some(_), [(known, advice), ..]) => show_one(known, advice, as_json),
        (Some(number), []) => Err(End::Refused(nothing_known(&number))),
    }
}

fn with_advice(
    known: Vec<Destination>,
    advice: impl Fn(&Destination) -> Result<Vec<Advice>, SpoolError>,
) -> Result<Vec<(Destination, Vec<Advice>)>, End> {
    let both = |one: Destination| Ok((advice(&one)?, one));
    let turned = |(advice, one)| (one, advice);
    known
        .into_iter()
        .map(|one| both(one).map(turned).map_err(End::of_spool))
        .collect()
}

fn forget(spool: &Spool, settings: &Settings, number: &str) -> Result<(), End> {
    let audit = Audit::of(spool, settings)?;
    let was_known = spool.numbers().forget_destination(number).map_err(End::of_spool)?;
    forgotten(&audit, "number", number, was_known)
}

/// Whether the text names a trunk. A trunk contains a slash, as `PJSIP/provider`.
fn is_trunk(written: &str) -> bool {
    written.contains('/')
}

fn forget_trunk(spool: &Spool, settings: &Settings, trunk: &str) -> Result<(), End> {
    let audit = Audit::of(spool, settings)?;
    let was_known = spool.numbers().forget_trunk(trunk).map_err(End::of_spool)?;
    forgotten(&audit, "trunk", trunk, was_known)
}

/// Logs to the audit log that the facts about a number or trunk were deleted. `was_known`: whether
/// there were any facts.
fn forgotten(audit: &Audit, what: &str, name: &str, was_known: bool) -> Result<(), End> {
    let (event, about) = (format!("{what}-forget"), [(what, name)]);
    if !was_known {
        let text = nothing_known(name);
        audit.refused(&event, &about, "not-there", &text)?;
        return Err(End::Refused(text));
    }
    print(&format!("the facts known about {} are deleted\n", plain(name)))?;
    audit.done(&event, &about)
}

fn trunk(spool: &Spool, memory: &MemorySettings, name: &str, as_json: bool) -> Result<(), End> {
    let both =
        TrunkWay::ALL.map(|way| spool.numbers().known_trunk(name, way).map_err(End::of_spool));
    let known: Vec<KnownTrunk> =
        both.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    if known.is_empty() {
        return Err(End::Refused(nothing_known(name)));
    }
    show_trunks(&known, memory, as_json)
}

fn trunks(spool: &Spool, memory: &MemorySettings, words: &Numbers) -> Result<(), End> {
    let known = spool.numbers().known_trunks(words.limit).map_err(End::of_spool)?;
    if known.is_empty() && !words.json {
        return print("nothing is known of any trunk yet: V.34 was tried on none\n");
    }
    show_trunks(&known, memory, words.json)
}

fn show_trunks(known: &[KnownTrunk], memory: &MemorySettings, as_json: bool) -> Result<(), End> {
    let now = UnixMs::now();
    if as_json {
        let values: Vec<Value> =
            known.iter().map(|one| value_of(trunk_fields(one, now, memory))).collect();
        return print(&format!("{}\n", json!(values)));
    }
    let headings = ["TRUNK", "WAY", "LAST CALL", "V.34", "FAILED", "NEXT CALL"];
    let row = |one: &KnownTrunk| {
        let next = one.without_v34(now, memory);
        vec![
            plain(&one.trunk),
            one.way.name().to_owned(),
            date(one.at),
            one.tries.to_string(),
            one.failed.to_string(),
            next.map_or_else(String::new, |it| it.to_string()),
        ]
    };
    print(&columns(&headings, known.iter().map(row).collect()))
}

fn nothing_known(number: &str) -> String {
    format!("nothing is known of {}", plain(number))
}

fn show_list(known: &[(Destination, Vec<Advice>)], is_on: bool, as_json: bool) -> Result<(), End> {
    if as_json {
        let value =
            |(one, advice): &(Destination, Vec<Advice>)| value_of(destination_fields(one, advice));
        let values: Vec<Value> = known.iter().map(value).collect();
        return print(&format!("{}\n", json!(values)));
    }
    if !is_on {
        return print("numbers are not remembered: number_memory = no in ferrofax.conf\n");
    }
    if known.is_empty() {
        return print("nothing is known of any number yet\n");
    }
    let headings = ["NUMBER", "LAST CALL", "CALLS", "SENT", "RATE", "ECM", "T.38", "NEXT CALL"];
    print(&columns(&headings, known.iter().map(|(one, advice)| row(one, advice)).collect()))
}

fn row(known: &Destination, advice: &[Advice]) -> Vec<String> {
    vec![
        plain(&known.number),
        date(known.at),
        known.calls.to_string(),
        known.sent.to_string(),
        known.held.map_or_else(String::new, |held| held.bps.to_string()),
        known.ecm.map_or("", |ecm| if ecm { "yes" } else { "no" }).to_owned(),
        t38(known).to_owned(),
        sentences(advice),
    ]
}

fn t38(known: &Destination) -> &'static str {
    match known.t38 {
        T38Fate::Unknown => "",
        fate => fate.name(),
    }
}

fn sentences(advice: &[Advice]) -> String {
    let advice: Vec<String> = advice.iter().map(ToString::to_string).collect();
    advice.join(" ")
}

fn show_one(known: &Destination, advice: &[Advice], as_json: bool) -> Result<(), End> {
    if as_json {
        return print(&format!("{}\n", value_of(destination_fields(known, advice))));
    }
    let mut text = format!("{}\n", plain(&known.number));
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            text.push_str(&format!("  {name:<10}{value}\n"));
        }
    };
    line("since", date(known.since));
    let calls = counted(known.calls, "call");
    let times = |count| counted(count, "time");
    let (busy, no_answer) = (times(known.busy), times(known.no_answer));
    line("calls", format!("{calls}: {} sent, busy {busy}, no answer {no_answer}", known.sent));
    let vain = counted_as(known.in_vain, "call", "calls one after another");
    line("unreached", if known.in_vain > 0 { format!("the last {vain}") } else { String::new() });
    line("sent", known.sent_at.map(date).unwrap_or_default());
    let how = known.failure.map_or("sent", |failure| failure.name());
    line("last call", format!("{}: {how}", date(known.at)));
    let held = known.held;
    line(
        "rate",
        held.map_or_else(String::new, |it| format!("{} bit/s held on {}", it.bps, date(it.at))),
    );
    line("ecm", known.ecm.map_or("", |ecm| if ecm { "yes" } else { "no" }).to_owned());
    line("T.38", t38(known).to_owned());
    let next = sentences(advice);
    line("next call", if next.is_empty() { "as its job says".to_owned() } else { next });
    print(&text)
}
