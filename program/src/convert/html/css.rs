//! The little of CSS that a fax needs: rules for elements, classes and ids; no nesting.
//! Of conditions those of media are weighed: a fax is print, on paper of A4, in black and
//! white.

/// The rules of a document's style elements.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    element: String,
    class: String,
    id: String,
    declarations: Vec<(String, String)>,
}

/// The most rules that are taken.
const MOST_RULES: usize = 2_000;

/// So deep may media stand in media.
const NESTED: u32 = 4;

/// Letters that nothing is said of, points.
pub(super) const BASE_PT: f64 = 11.0;

/// How wide a page is between its margins, points: 170 mm.
const PAPER_PT: f64 = 482.0;

impl Sheet {
    pub(super) fn parse(text: &str) -> Self {
        let mut rules = Vec::new();
        take_rules(&without_comments(text), NESTED, &mut rules);
        Self { rules }
    }

    /// What is declared for an element, the weightiest last.
    pub(super) fn declared(&self, element: &str, classes: &str, id: &str) -> Vec<(&str, &str)> {
        let mut found: Vec<(u8, &Rule)> = self
            .rules
            .iter()
            .filter(|rule| rule.fits(element, classes, id))
            .map(|rule| (rule.weight(), rule))
            .collect();
        found.sort_by_key(|(weight, _)| *weight);
        let pairs = found.into_iter().flat_map(|(_, rule)| &rule.declarations);
        pairs.map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

impl Rule {
    /// Of selectors with several steps none is taken: it would fit more than it should.
    fn new(selector: &str, declarations: Vec<(String, String)>) -> Option<Self> {
        let odd =
            |sign: char| !(sign.is_alphanumeric() || matches!(sign, '.' | '#' | '-' | '_' | '*'));
        if selector.is_empty() || selector.contains(odd) {
            return None;
        }
        let end = selector.find(['.', '#']).unwrap_or(selector.len());
        let (element, rest) = selector.split_at(end);
        let (class, id) = match rest.split_at_checked(1) {
            Some((".", class)) => (class, ""),
            Some(("#", id)) => ("", id),
            _ => ("", ""),
        };
        if class.contains(['.', '#']) || id.contains(['.', '#']) {
            return None;
        }
        let element = if element == "*" { "" } else { element };
        Some(Self {
            element: element.to_ascii_lowercase(),
            class: class.to_owned(),
            id: id.to_owned(),
            declarations,
        })
    }

    fn fits(&self, element: &str, classes: &str, id: &str) -> bool {
        (self.element.is_empty() || self.element == element)
            && (self.class.is_empty()
                || classes.split_ascii_whitespace().any(|class| class == self.class))
            && (self.id.is_empty() || self.id == id)
    }

    fn weight(&self) -> u8 {
        u8::from(!self.element.is_empty())
            + 2 * u8::from(!self.class.is_empty())
            + 4 * u8::from(!self.id.is_empty())
    }
}

/// The rules of a text without comments; media in media are followed so deep.
fn take_rules(text: &str, deep: u32, rules: &mut Vec<Rule>) {
    let mut rest = text;
    while let Some((selectors, behind)) = rest.split_once('{') {
        // Statements such as @import end with a semicolon before the selectors.
        let selectors = selectors.rsplit(';').next().unwrap_or_default().trim();
        if selectors.starts_with('@') {
            let (block, behind) = split_block(behind);
            rest = behind;
            let media = selectors.get(..6).filter(|word| word.eq_ignore_ascii_case("@media"));
            if media.is_some() && deep > 0 && is_for_print(&selectors[6..]) {
                take_rules(block, deep - 1, rules);
            }
            continue;
        }
        let Some((block, behind)) = behind.split_once('}') else { break };
        rest = behind;
        let declarations = declarations(block);
        for selector in selectors.split(',') {
            if rules.len() < MOST_RULES {
                rules.extend(Rule::new(selector.trim(), declarations.clone()));
            }
        }
    }
}

/// Whether a list of media queries (Media Queries 3, §3) fits paper. What is unknown does not fit.
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

/// Whether a page is so. Its width is that between the margins.
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

/// `name: value; …` in small letters.
pub(super) fn declarations(block: &str) -> Vec<(String, String)> {
    let pair = |words: &str| {
        let (name, value) = words.split_once(':')?;
        let value = value.trim().trim_end_matches("!important").trim_end();
        Some((name.trim().to_ascii_lowercase(), value.to_ascii_lowercase()))
    };
    block.split(';').filter_map(pair).collect()
}

/// A length in points; `em` is that of one em, `whole` what a hundred per cent are.
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

fn without_comments(text: &str) -> String {
    let text = text.replace("<!--", " ").replace("-->", " ");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once("/*") {
        out.push_str(before);
        rest = behind.split_once("*/").map_or("", |(_, behind)| behind);
    }
    out.push_str(rest);
    out
}

/// What stands in the block that has begun, and what stands behind it.
fn split_block(text: &str) -> (&str, &str) {
    let mut depth = 1;
    for (at, sign) in text.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (&text[..at], &text[at + 1..]);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_fit_elements_classes_and_ids_by_their_weight() {
        let sheet = Sheet::parse(
            "<!-- @import url(x); p.MsoNormal, li.a {margin:0cm; font-size:11.0pt}
             /* p {display:none} */ @media screen { p { display: none } .b {x:y} }
             p { margin: 1em; } #top{ Color : RED !important } div p { display:none } -->",
        );
        let margin = |classes| {
            sheet
                .declared("p", classes, "")
                .last()
                .map(|(name, value)| format!("{name}:{value}"))
        };
        assert_eq!(margin("x MsoNormal").unwrap(), "font-size:11.0pt");
        assert_eq!(margin("x").unwrap(), "margin:1em");
        assert_eq!(sheet.declared("div", "", "top"), [("color", "red")]);
        assert!(sheet.declared("div", "b", "").is_empty());
    }

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
            let sheet = Sheet::parse(&format!(
                "a{{x:1}} @media {media} {{ p {{ display: none }} q{{x:y}} }} b{{x:1}}"
            ));
            assert_eq!(!sheet.declared("p", "", "").is_empty(), counts, "{media}");
            assert_eq!(sheet.declared("b", "", "").len(), 1, "{media}");
            assert_eq!(is_for_print(media), counts, "{media}");
        }
        let nested = Sheet::parse(
            "@media print { @media screen { p{x:y} } q{x:y} } @media{i{x:y}} @font-face{p{x:y}}",
        );
        let has = |name| !nested.declared(name, "", "").is_empty();
        assert_eq!((has("p"), has("q"), has("i")), (false, true, true));
    }

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
