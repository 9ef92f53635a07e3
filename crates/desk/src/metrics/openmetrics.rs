//! OpenMetrics 1.0 as text: families of metrics with their type, unit and help, each with its
//! samples.

use std::fmt::Write as _;

/// The type of a metric family in OpenMetrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Counter,
    Gauge,
    Info,
}

/// The unit of a metric family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    None,
    Seconds,
    Bytes,
}

/// The OpenMetrics text, to which metric families and samples are added.
#[derive(Default)]
pub(super) struct Text {
    text: String,
    /// The name under which [`Self::sample`] writes samples of the metric family that was begun
    /// last.
    sample: String,
}

/// The prefix of all metric names.
const PREFIX: &str = "ferrofax";

impl Text {
    /// Begins a family of metrics. Its unit becomes the end of its name.
    pub(super) fn family(&mut self, name: &str, kind: Kind, unit: Unit, help: &str) {
        let unit = match unit {
            Unit::None => "",
            Unit::Seconds => "seconds",
            Unit::Bytes => "bytes",
        };
        let name = match unit {
            "" => format!("{PREFIX}_{name}"),
            unit => format!("{PREFIX}_{name}_{unit}"),
        };
        let (kind, suffix) = match kind {
            Kind::Counter => ("counter", "_total"),
            Kind::Gauge => ("gauge", ""),
            Kind::Info => ("info", "_info"),
        };
        _ = writeln!(self.text, "# TYPE {name} {kind}");
        if !unit.is_empty() {
            _ = writeln!(self.text, "# UNIT {name} {unit}");
        }
        _ = writeln!(self.text, "# HELP {name} {}", escaped(help));
        self.sample = format!("{name}{suffix}");
    }

    /// Writes one sample, that is, a value with its labels, in the metric family that
    /// [`Self::family`] began last.
    pub(super) fn sample(&mut self, labels: &[(&str, &str)], value: f64) {
        let labels: Vec<String> = labels
            .iter()
            .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
            .collect();
        let labels =
            if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        _ = writeln!(self.text, "{}{labels} {value}", self.sample);
    }

    /// Ends the OpenMetrics text, and returns all of it.
    pub(super) fn end(mut self) -> String {
        self.text.push_str("# EOF\n");
        self.text
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
