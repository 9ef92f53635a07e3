//! Checks the part of the dialplan to which the dial string leads. That part must dial, pass on the
//! hangup cause, and have no jitter buffer.

use crate::service::config::{Declaration, Step};
use crate::service::host::Host;
use ferrofax_basics::value::yes_no;
use ferrofax_spool::{Finding, Fix, Observation};
use std::collections::BTreeSet;

/// Applications of the dialplan that jump to another place in the dialplan. That place is not
/// checked.
const LEADS_ON: [&str; 5] = ["Goto", "GotoIf", "Gosub", "GosubIf", "Macro"];

/// The part of the dialplan that outgoing fax calls pass through.
pub(super) struct Outbound {
    template: String,
    /// The context in the dial string, after `Local/…@`; `None` if the dial string names a channel
    /// itself.
    context: Option<String>,
    /// The steps (applications with their arguments) in the dial string's context and in the
    /// contexts that it includes; `None` if the context does not exist.
    steps: Option<Vec<Step>>,
}

impl Outbound {
    /// Reads the part of the dialplan to which a dial string leads.
    pub(super) fn of(host: &dyn Host, template: &str) -> Self {
        let context = template
            .strip_prefix("Local/")
            .and_then(|address| address.rsplit_once('@'))
            .map(|(_, context)| context.split('/').next().unwrap_or_default().to_owned());
        let steps = context.as_deref().and_then(|context| steps_of(host, context));
        Self { template: template.to_owned(), context, steps }
    }

    /// The arguments of each application `Dial` that outgoing calls can reach, as they are written
    /// in the dialplan. If the dial string names a channel itself, the result is the dial string.
    pub(super) fn dialled(&self) -> Vec<&str> {
        match &self.context {
            None => vec![&self.template],
            Some(_) => self.dials().map(|step| step.at.args.as_str()).collect(),
        }
    }

    fn steps(&self) -> &[Step] {
        self.steps.as_deref().unwrap_or_default()
    }

    fn dials(&self) -> impl Iterator<Item = &Step> {
        self.steps().iter().filter(|step| is(step, "Dial"))
    }

    pub(super) fn findings(&self, host: &dyn Host) -> Vec<Finding> {
        let dial = self.template.clone();
        let Some(context) = &self.context else {
            return vec![Finding::well("dialplan", Observation::DialsChannel { dial })];
        };
        if self.steps.is_none() && !context.contains("${") {
            let missing = Observation::ContextMissing { dial, context: context.clone() };
            let fix = Fix::WriteContext { context: context.clone() };
            return vec![Finding::wrong("dialplan", missing, fix)];
        }
        let mut findings = self.route(context);
        findings.push(jitter(host, self.steps(), &self.dialled()));
        findings
    }

    /// Checks that the context of the dial string calls the application `Dial`, and that a later
    /// step of the same extension hangs up. Returns a finding for each fault, or one finding that
    /// the context is correct.
    fn route(&self, context: &str) -> Vec<Finding> {
        let without_end: Vec<&Step> =
            self.dials().filter(|dial| !has_end(self.steps(), dial)).collect();
        if !without_end.is_empty() {
            let wrong = |step: &Step| {
                let Declaration { context, exten, args, .. } = step.at.clone();
                let missing = Observation::HangupMissing { context, exten, dial: args };
                Finding::wrong("dialplan", missing, Fix::HangUp)
            };
            return without_end.into_iter().map(wrong).collect();
        }
        let context = context.to_owned();
        let leads_on = self.steps().iter().find(|step| LEADS_ON.iter().any(|app| is(step, app)));
        vec![match (self.dials().count(), leads_on) {
            (0, Some(step)) => {
                let (app, args) = (step.app.clone(), step.at.args.clone());
                Finding::well("dialplan", Observation::ContextJumps { context, app, args })
            }
            (0, None) => {
                Finding::wrong("dialplan", Observation::DialMissing { context }, Fix::DialInContext)
            }
            _ => Finding::well("dialplan", Observation::ContextInOrder { context }),
        }]
    }
}

/// The steps (applications with their arguments) of a dialplan context and of all contexts that it
/// includes. `None` if the context does not exist.
fn steps_of(host: &dyn Host, context: &str) -> Option<Vec<Step>> {
    let mut steps = host.context(context)?;
    let (mut found, mut seen) = (steps.steps, BTreeSet::from([context.to_owned()]));
    while let Some(name) = steps.includes.pop() {
        if seen.insert(name.clone())
            && let Some(included) = host.context(&name)
        {
            found.extend(included.steps);
            steps.includes.extend(included.includes);
        }
    }
    Some(found)
}

fn is(step: &Step, app: &str) -> bool {
    step.app.eq_ignore_ascii_case(app)
}

/// Whether the dialplan hangs up after the step `dial`: a later step of the same extension is
/// `Hangup`, or jumps to another place, which may hang up.
fn has_end(steps: &[Step], dial: &Step) -> bool {
    steps.iter().any(|step| {
        let is_later = (&step.at.context, &step.at.exten) == (&dial.at.context, &dial.at.exten)
            && step.at.priority > dial.at.priority;
        is_later && (is(step, "Hangup") || LEADS_ON.iter().any(|app| is(step, app)))
    })
}

/// Whether this step of the dialplan (an application with its arguments) puts a jitter buffer on
/// its channel.
fn is_buffer(step: &Step) -> bool {
    let args = step.at.args.replace(' ', "").to_ascii_lowercase();
    let sets = is(step, "Set") || is(step, "MSet") || is(step, "ExecIf");
    let buffer = args.find("jitterbuffer(");
    sets && buffer.is_some_and(|at| !args[at..].starts_with("jitterbuffer(disabled"))
}

fn jitter(host: &dyn Host, steps: &[Step], dialled: &[&str]) -> Finding {
    if let Some(step) = steps.iter().find(|step| is_buffer(step)) {
        let Declaration { context, exten, args, .. } = step.at.clone();
        let found = Observation::JitterStep { context, exten, app: step.app.clone(), args };
        return Finding::wrong("jitter", found, Fix::RemoveJitterStep);
    }
    for (technology, file, key) in [
        ("IAX2/", "iax.conf", "jitterbuffer"),
        ("DAHDI/", "chan_dahdi.conf", "jbenable"),
        ("SIP/", "sip.conf", "jbenable"),
    ] {
        let is_used = dialled
            .iter()
            .any(|args| args.split(['&', ',']).any(|one| one.starts_with(technology)));
        let config = host.config(file).filter(|_| is_used).unwrap_or_default();
        let mut options = config.categories.iter().flat_map(|category| &category.options);
        let is_on = |value: &str| yes_no(value) == Some(true);
        if options.any(|option| option.key.eq_ignore_ascii_case(key) && is_on(&option.value)) {
            let [setting, file] = [key, file].map(str::to_owned);
            let fix = Fix::SwitchJitterOff { setting: setting.clone(), file: file.clone() };
            return Finding::wrong("jitter", Observation::JitterSetting { setting, file }, fix);
        }
    }
    Finding::well("jitter", Observation::NoJitterBuffer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::config::Context;
    use crate::service::host::Clocks;
    use ferrofax_spool::event::Language;

    struct Plan(&'static [(&'static str, &'static str, i32, &'static str, &'static str)]);

    impl Clocks for Plan {}

    impl Host for Plan {
        fn manager_event(&self, _: &str, _: &[(&str, String)]) {}

        fn context(&self, name: &str) -> Option<Context> {
            let step =
                |(context, exten, priority, app, args): &(&str, &str, i32, &str, &str)| Step {
                    app: (*app).to_owned(),
                    at: Declaration {
                        context: (*context).to_owned(),
                        exten: (*exten).to_owned(),
                        priority: *priority,
                        args: (*args).to_owned(),
                        ..Declaration::default()
                    },
                };
            let steps: Vec<Step> = self.0.iter().filter(|it| it.0 == name).map(step).collect();
            (!steps.is_empty()).then(|| Context { steps, includes: Vec::new() })
        }
    }

    fn wrong(plan: Plan, template: &str) -> Vec<String> {
        let found = Outbound::of(&plan, template).findings(&plan);
        found
            .into_iter()
            .filter(|it| !it.is_well)
            .map(|it| format!("{}: {}", it.what, it.text(Language::English)))
            .collect()
    }

    #[test]
    fn each_fault_of_the_route_is_named() {
        const LOCAL: &str = "Local/${NUMBER}@out/n";
        let sound = Plan(&[
            ("out", "_X.", 1, "Set", "JITTERBUFFER(disabled)="),
            ("out", "_X.", 2, "Dial", "PJSIP/${EXTEN}@trunk"),
            ("out", "_X.", 3, "Hangup", ""),
        ]);
        assert_eq!(wrong(sound, LOCAL), [""; 0]);
        assert_eq!(wrong(Plan(&[]), "PJSIP/${NUMBER}@trunk"), [""; 0]);
        for (plan, says) in [
            (Plan(&[("other", "_X.", 1, "Hangup", "")]), "no context [out]"),
            (Plan(&[("out", "_X.", 1, "NoOp", "")]), "it has no Dial()"),
            (
                Plan(&[("out", "_X.", 1, "Dial", "PJSIP/x@y"), ("out", "s", 2, "Hangup", "")]),
                "there is no Hangup() after Dial",
            ),
            (
                Plan(&[
                    ("out", "_X.", 1, "Set", "JITTERBUFFER(adaptive)=default"),
                    ("out", "_X.", 2, "Dial", "PJSIP/x@y"),
                    ("out", "_X.", 3, "Hangup", ""),
                ]),
                "jitter: [out] _X.",
            ),
        ] {
            let found = wrong(plan, LOCAL);
            assert!(found.len() == 1 && found[0].contains(says), "{says}: {found:?}");
        }
    }
}
