//! The ladder of a call: a log of the messages that were sent and heard, and of other events, one
//! rung (line) for each. The engine writes the ladder, logs show it, and the spool stores it for
//! people to read.

mod step;
mod value;

use std::fmt;

pub use step::Step;
pub use value::{Decimal, SignedTenths, SignedWhole, Tenths, Value};

/// The kind of event that a rung reports: a message by its direction, or another event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A message that we sent.
    Said,
    /// A message that we heard from the remote fax machine.
    Heard,
    /// Something that we noticed.
    Noted,
    /// The end of the call.
    Ended,
}

/// One rung (line) of the ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// The time of the event, in ms since the call began. The clock is that of the fax engine.
    pub at_ms: u64,
    /// The kind of event.
    pub way: Way,
    /// The event itself. Its values contain personal data only if the administrator has allowed
    /// this.
    pub step: Step,
}

impl Way {
    const ALL: [Self; 4] = [Self::Said, Self::Heard, Self::Noted, Self::Ended];

    /// The character that marks this kind of event when the rung is written.
    pub const fn mark(self) -> char {
        match self {
            Self::Said => '>',
            Self::Heard => '<',
            Self::Noted => '-',
            Self::Ended => '=',
        }
    }

    /// The name of this kind of event for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Heard => "heard",
            Self::Noted => "noted",
            Self::Ended => "ended",
        }
    }
}

/// Writes a rung as it appears in logs: `   12.34 < CFR`, with the time in seconds. The result is
/// always one line: control characters of the text become spaces.
impl fmt::Display for Rung {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:8.2} {} ", self.at_ms as f64 / 1000.0, self.way.mark())?;
        self.step
            .to_string()
            .split(char::is_control)
            .enumerate()
            .try_for_each(|(at, part)| write!(f, "{}{part}", if at == 0 { "" } else { " " }))
    }
}

impl Rung {
    /// Reads a rung from the line that `Display` writes. Its step is the English sentence alone,
    /// and its time is exact to 10 ms. `None` if the line is not a rung.
    pub fn read(line: &str) -> Option<Self> {
        let (seconds, rest) = line.trim_start().split_once(' ')?;
        let (whole, hundredths) = seconds.split_once('.')?;
        let at_ms = whole.parse::<u64>().ok()?.checked_mul(1000)?;
        let at_ms =
            at_ms.checked_add(hundredths.parse::<u64>().ok().filter(|it| *it < 100)? * 10)?;
        let way = Way::ALL.into_iter().find(|way| rest.starts_with(way.mark()))?;
        let step = Step::text(rest.get(1..)?.strip_prefix(' ')?);
        Some(Self { at_ms, way, step })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rung_is_read_as_it_is_written() {
        for way in Way::ALL {
            let rung =
                Rung { at_ms: 4_294_967_290_000, way, step: Step::text("CSI …45, < and >") };
            assert_eq!(Rung::read(&rung.to_string()), Some(rung));
        }
        let rung = Rung { at_ms: 1_230, way: Way::Heard, step: Step::text("CSI a\nb\u{1b}") };
        assert_eq!(rung.to_string(), "    1.23 < CSI a b ");
    }

    #[test]
    fn what_is_no_rung_is_none() {
        let lines = [
            "",
            " ",
            "1.20",
            "1.20 ",
            "1.20 >",
            "1.20 ? x",
            "x > CNG",
            "> CNG",
            "1.100 > x",
            "-1.00 > x",
        ];
        for line in lines.into_iter().chain(["18446744073709551615.00 > x", "1 > x", "1.20 é x"]) {
            assert_eq!(Rung::read(line), None, "{line:?}");
        }
    }
}
