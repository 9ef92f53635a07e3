//! Media queries: decides whether a style sheet or some of its rules apply to a fax. A fax is
//! print, on paper of A4, in black and white.

use super::length::{BASE_PT, length};

/// The width of a page between its margins, in points: 170 mm.
const PAPER_PT: f64 = 482.0;

/// Whether a list of media queries (Media Queries 3, §3) matches paper. A query with an unknown
/// feature does not match.
pub(super) fn is_for_print(queries: &str) -> bool {
    let queries = queries.trim().to_ascii_lowercase();
    queries.is_empty() || queries.split(',').any(|query| fits_print(query.trim()))
}

fn fits_print(query: &str) -> bool {
    let (is_not, query) = query
        .strip_prefix("not ")
        .map_or((false, query), |query| (true, query.trim_start()));
    let query = query.strip_prefix("only ").unwrap_or(query);
    let mut parts = query.split(" and ").map(str::trim).flat_map(|part| part.split(" and("));
    let fits = parts.all(|part| match part.trim_start_matches('(').split_once(':') {
        None => matches!(part, "print" | "all" | "(monochrome)"),
        Some((feature, value)) => feature_fits(feature.trim(), value.trim_end_matches(')').trim()),
    });
    fits != is_not
}

/// Whether a fax page fulfils a condition of a media query, such as `min-width: 400px`: `feature`
/// and `value` are its two sides. The width of a fax page is the width between its margins.
fn feature_fits(feature: &str, value: &str) -> bool {
    let points = length(value, BASE_PT, 0.0);
    match feature {
        "min-width" | "min-device-width" => points.is_some_and(|points| points <= PAPER_PT),
        "max-width" | "max-device-width" => points.is_some_and(|points| points >= PAPER_PT),
        "orientation" => value == "portrait",
        "prefers-color-scheme" => value == "light",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_print_counts_and_what_is_for_screens_does_not() {
        for (media, counts) in [
            ("print", true),
            ("all", true),
            ("screen, print", true),
            ("PRINT and (orientation: portrait)", true),
            ("not screen", true),
            ("(min-width: 300px)", true),
            ("(prefers-color-scheme:light)", true),
            ("screen", false),
            ("only screen and (max-width:600px)", false),
            ("not print", false),
            ("(max-width: 480px)", false),
            ("print and (orientation: landscape)", false),
            ("(prefers-color-scheme: dark)", false),
            ("speech", false),
        ] {
            assert_eq!(is_for_print(media), counts, "{media}");
        }
    }
}
