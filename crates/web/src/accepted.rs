//! Finds the language for a visitor who has chosen none: the one that the browser prefers (header
//! Accept-Language, RFC 9110 §12.5.4).

use std::cmp::Reverse;

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

use super::texts::Texts;

/// The texts of the supported language that the browser prefers. `None` if the browser accepts none
/// of the supported languages.
pub(super) fn language(headers: &HeaderMap) -> Option<&'static Texts> {
    let lines = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|line| line.to_str().ok());
    let mut known: Vec<_> = lines.flat_map(|line| line.split(',')).filter_map(weighed).collect();
    // Of two languages with the same weight, the first one in the header is used.
    known.sort_by_key(|(weight, _)| Reverse(*weight));
    known.first().map(|(_, texts)| *texts)
}

/// Reads one language of the header with its weight in thousandths: `de-AT;q=0.8` is German with
/// 800. `None` if the language is not supported, or not accepted (`q=0`).
fn weighed(range: &str) -> Option<(u16, &'static Texts)> {
    let mut parts = range.split(';').map(str::trim);
    let texts = Texts::of(parts.next()?)?;
    let weight = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
    });
    let weight = weight.map_or(Some(1.0), |text| text.parse::<f32>().ok())?;
    let weight = (weight * 1000.0).clamp(0.0, 1000.0) as u16;
    (weight > 0).then_some((weight, texts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> Option<*const Texts> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(ACCEPT_LANGUAGE, line.parse().unwrap());
        }
        language(&headers).map(std::ptr::from_ref)
    }

    /// The texts of the language with this code.
    fn texts(code: &str) -> Option<*const Texts> {
        Texts::of(code).map(std::ptr::from_ref)
    }

    #[test]
    fn the_language_with_the_greatest_weight_counts() {
        for (line, code) in [
            ("de", Some("de")),
            ("de-AT", Some("de")),
            ("PT-br, en", Some("pt")),
            ("en;q=0.5, de", Some("de")),
            ("en;q=0.5, fr;q=0.9, de;q=0.8", Some("fr")),
            ("de;q=0.8, fr;q=0.8", Some("de")),
            ("ja, zh-TW;q=0.9, nl;q=0.1", Some("nl")),
            ("de;q=0, en;q=0.1", Some("en")),
            ("de-AT;q=0, de;q=0.2", Some("de")),
            ("it ; Q = 0.9 , es;q=0.8", Some("it")),
            ("de;level=1, fr;q=0.5", Some("de")),
            ("de;q=x, fr;q=0.5", Some("fr")),
            ("de;q=NaN, fr;q=0.5", Some("fr")),
            ("pl;q=7, fr", Some("pl")),
            ("de;q=0", None),
            ("ja, *;q=0.5", None),
            ("deu", None),
            (",;q=1,;", None),
            ("", None),
        ] {
            assert_eq!(of(&[line]), code.and_then(texts), "{line}");
        }
        assert_eq!(of(&["ja", "fr;q=0.5", "de"]), texts("de"));
        assert_eq!(of(&[]), None);
    }
}
