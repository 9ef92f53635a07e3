//! Reads lengths in style sheets and in attributes of HTML elements, such as `2cm` or `50%`.

/// The size of letters, in points, in a document that does not set one.
pub(super) const BASE_PT: f64 = 11.0;

/// Reads a length, and converts it into points. `em` is the size of one em; `whole` is the length
/// of a hundred per cent.
pub(super) fn length(value: &str, em: f64, whole: f64) -> Option<f64> {
    let value = value.trim();
    let end = value
        .find(|sign: char| !(sign.is_ascii_digit() || matches!(sign, '.' | '-' | '+')))
        .unwrap_or(value.len());
    let (number, unit) = value.split_at(end);
    let number: f64 = number.parse().ok().filter(|number: &f64| number.is_finite())?;
    let points = match unit.trim() {
        "px" | "" => 0.75,
        "pt" => 1.0,
        "em" => em,
        "rem" => BASE_PT,
        "ex" => em / 2.0,
        "%" => whole / 100.0,
        "in" => 72.0,
        "cm" => 72.0 / 2.54,
        "mm" => 72.0 / 25.4,
        "pc" => 12.0,
        _ => return None,
    };
    Some(number * points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_points() {
        for (value, points) in [
            ("16px", 12.0),
            ("1.5em", 15.0),
            ("50%", 100.0),
            ("1in", 72.0),
            ("0", 0.0),
            ("12pt", 12.0),
        ] {
            assert_eq!(length(value, 10.0, 200.0), Some(points), "{value}");
        }
        assert_eq!(length("auto", 10.0, 200.0), None);
    }
}
