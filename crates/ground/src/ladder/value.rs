//! The values of the steps of a call, and the English text of a step with its values.

use std::fmt;

use super::step::Step;

/// The English texts of the steps. The texts in other languages are in the same folder.
const ENGLISH: &str = include_str!("languages/en.ftl");

/// A value of a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text that is the same in each language.
    Text(String),
    /// A number of things, or another whole number.
    Count(u64),
    /// A measured number, and the text of the number as it is written.
    Measured(f64, String),
    /// Another step, which is a part of this step.
    Step(Step),
}

/// A type of value that a step may have.
pub(super) trait Field: Sized {
    /// Converts this value to a [`Value`].
    fn value(&self) -> Value;

    /// Reads a value of this type; `None` if `value` is of another type.
    fn read(value: Value) -> Option<Self>;
}

/// A measured number. It is written with `DIGITS` digits after the decimal point, and with its sign
/// if `SIGNED` is true. It is stored as exactly as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Decimal<const SIGNED: bool, const DIGITS: usize>(f64);

/// A measured number with one digit after the decimal point, such as `32.4`.
pub type Tenths = Decimal<false, 1>;
/// A measured difference with its sign and one digit after the decimal point, such as `+0.3`.
pub type SignedTenths = Decimal<true, 1>;
/// A measured difference with its sign, as a whole number, such as `-12`.
pub type SignedWhole = Decimal<true, 0>;

impl<const SIGNED: bool, const DIGITS: usize> From<f64> for Decimal<SIGNED, DIGITS> {
    fn from(number: f64) -> Self {
        Self(format!("{number:.DIGITS$}").parse().unwrap_or(number))
    }
}

impl<const SIGNED: bool, const DIGITS: usize> From<f32> for Decimal<SIGNED, DIGITS> {
    fn from(number: f32) -> Self {
        Self::from(f64::from(number))
    }
}

/// Two numbers are equal if they have the same written form: `-0.0` is not `+0.0`.
impl<const SIGNED: bool, const DIGITS: usize> PartialEq for Decimal<SIGNED, DIGITS> {
    fn eq(&self, other: &Self) -> bool {
        self.0.total_cmp(&other.0).is_eq()
    }
}

impl<const SIGNED: bool, const DIGITS: usize> Eq for Decimal<SIGNED, DIGITS> {}

impl<const SIGNED: bool, const DIGITS: usize> Field for Decimal<SIGNED, DIGITS> {
    fn value(&self) -> Value {
        let number = self.0;
        let text =
            if SIGNED { format!("{number:+.DIGITS$}") } else { format!("{number:.DIGITS$}") };
        Value::Measured(number, text)
    }

    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Measured(number, _) => Some(number.into()),
            Value::Count(number) => Some((number as f64).into()),
            _ => None,
        }
    }
}

impl Field for String {
    fn value(&self) -> Value {
        Value::Text(self.clone())
    }

    fn read(value: Value) -> Option<Self> {
        if let Value::Text(text) = value { Some(text) } else { None }
    }
}

impl Field for u64 {
    fn value(&self) -> Value {
        Value::Count(*self)
    }

    fn read(value: Value) -> Option<Self> {
        if let Value::Count(count) = value { Some(count) } else { None }
    }
}

impl Field for Box<Step> {
    fn value(&self) -> Value {
        Value::Step((**self).clone())
    }

    fn read(value: Value) -> Option<Self> {
        if let Value::Step(step) = value { Some(Self::new(step)) } else { None }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) | Self::Measured(_, text) => f.write_str(text),
            Self::Count(count) => write!(f, "{count}"),
            Self::Step(step) => write!(f, "{step}"),
        }
    }
}

/// Writes a step in English. If the language file has no text for the step, its name is written;
/// the tests of the language files find this fault.
pub(super) fn english(step: &Step, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (name, values) = (step.name(), step.values());
    let of_line = |line: &'static str| line.strip_prefix(name)?.strip_prefix(" = ");
    let mut rest = ENGLISH.lines().find_map(of_line).unwrap_or(name);
    while let Some((before, (place, after))) = rest
        .split_once("{ $")
        .and_then(|(before, rest)| Some((before, rest.split_once(" }")?)))
    {
        f.write_str(before)?;
        if let Some((_, value)) = values.iter().find(|(name, _)| *name == place) {
            write!(f, "{value}")?;
        }
        rest = after;
    }
    f.write_str(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_written_in_english_with_its_values() {
        let signal = |frame: &str| Box::new(Step::signal(frame));
        for (step, text) in [
            (Step::signal("CFR"), "CFR"),
            (Step::TakenFor { frame: signal("PPS") }, "taken for PPS"),
            (Step::DamagedFrame, "damaged frame"),
            (Step::text("{ $frame } rests"), "{ $frame } rests"),
            (Step::signal("{ $frame }"), "{ $frame }"),
            (
                Step::Trained {
                    db: 32.449_f32.into(),
                    level: (-12.0_f32).into(),
                    hz: (-0.01_f32).into(),
                    ppm: 11.5_f32.into(),
                },
                "trained: 32.4 dB, -12.0 dBm0, -0.0 Hz, +12 ppm",
            ),
        ] {
            assert_eq!(step.to_string(), text);
        }
    }

    #[test]
    fn each_step_has_one_line_in_english() {
        for (name, values) in Step::TEXTS {
            let line = format!("{name} = ");
            let lines: Vec<_> = ENGLISH.lines().filter(|it| it.starts_with(&line)).collect();
            let [line] = lines[..] else { panic!("{name}: {lines:?}") };
            assert_eq!(line.matches("{ $").count(), values.len(), "{line}");
            for value in *values {
                assert!(line.contains(&format!("{{ ${value} }}")), "{line}: {value}");
            }
        }
    }

    #[test]
    fn a_step_is_made_of_its_name_and_its_values() {
        let step = Step::RowTime {
            terms: Box::new(Step::ByV34 { frame: "DCS".into(), terms: "MR".into() }),
            ms: 10,
        };
        assert_eq!(step.frame().as_deref(), Some("DCS"));
        let values = step.values();
        let value = |wanted: &str| {
            values.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.clone())
        };
        assert_eq!(Step::of(step.name(), value), Some(step.clone()));
        assert_eq!(Step::of("row-times", value), None);
        assert_eq!(Step::of(step.name(), |_| None), None);
        assert_eq!(Step::of(step.name(), |_| Some(Value::Count(10))), None);
    }
}
