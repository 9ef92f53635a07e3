//! Reads style sheets with the library `cssparser` (CSS Syntax 3), and finds the declarations for
//! an element, in the order of their precedence. An unknown construct invalidates only its own rule
//! or declaration.

use std::cell::RefCell;
use std::rc::Rc;

use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, Delimiter, ParseError, Parser, ParserState,
    QualifiedRuleParser, RuleBodyItemParser, RuleBodyParser, StyleSheetParser, parse_important,
};
use selectors::context::SelectorCaches;
use selectors::parser::{ParseRelative, Selector, SelectorList, SelectorParseErrorKind};

use super::dom::Dom;
use super::media::is_for_print;
use super::selector::{Element, Forms, Names, Selectors};

/// The maximum number of CSS rules that are read of one HTML document.
const MOST_RULES: usize = 2_000;

/// The CSS rules of an HTML document (from its `style` elements) that apply to paper.
pub(super) struct Sheet<'a> {
    dom: &'a Dom,
    rules: Vec<Rule>,
    /// For each node, a Bloom filter of the element names, classes and ids of the node and its
    /// ancestors. It shows quickly that most selectors cannot match the node.
    names: Vec<Names>,
    caches: RefCell<SelectorCaches>,
}

/// A CSS rule: one selector with its declarations. The selectors of one list share their
/// declarations.
struct Rule {
    selector: Selector<Forms>,
    /// A Bloom filter of the element names, classes and ids that the selector requires.
    names: Names,
    declarations: Rc<[Declaration]>,
}

/// A declaration of a CSS style sheet, such as `name: value`. Name and value are in lower case.
#[derive(Debug, PartialEq, Eq)]
struct Declaration {
    name: String,
    value: String,
    important: bool,
}

impl<'a> Sheet<'a> {
    /// Reads the style sheets of an HTML document.
    pub(super) fn of(dom: &'a Dom) -> Self {
        let mut reader = RuleReader { rules: Vec::new() };
        for text in dom.styles(is_for_print) {
            reader.read(&mut Parser::new(&text));
        }
        let names = Names::of_all(dom);
        Self { dom, rules: reader.rules, names, caches: RefCell::default() }
    }

    /// Calls `tell` with each declaration for an element, in ascending order of precedence: first
    /// those of the style sheets, then the element's own style, then important ones (CSS Cascade 4,
    /// §6.1).
    pub(super) fn declared(&self, node: usize, mut tell: impl FnMut(&str, &str)) {
        let element = Element { dom: self.dom, node };
        let mut caches = self.caches.borrow_mut();
        let mut found: Vec<&Rule> = self
            .rules
            .iter()
            .filter(|rule| self.names[node].hold(rule.names))
            .filter(|rule| element.is_selected(&rule.selector, &mut caches))
            .collect();
        found.sort_by_key(|rule| rule.selector.specificity());
        let own = declarations(self.dom.attribute(node, "style").unwrap_or_default());
        for important in [false, true] {
            let sheets = found.iter().flat_map(|rule| rule.declarations.iter());
            let all = sheets.chain(&own).filter(|its| its.important == important);
            all.for_each(|its| tell(&its.name, &its.value));
        }
    }
}

/// Collects the rules while a style sheet is parsed.
struct RuleReader {
    rules: Vec<Rule>,
}

impl RuleReader {
    /// Reads the rules of a style sheet, or of the block of an @media rule.
    fn read(&mut self, input: &mut Parser<'_>) {
        // Rules with errors are skipped.
        StyleSheetParser::new(input, self).for_each(drop);
    }
}

type Fault = ParseError<SelectorParseErrorKind>;

impl<'i> QualifiedRuleParser<'i> for RuleReader {
    type Prelude = SelectorList<Forms>;
    type QualifiedRule = ();
    type Error = SelectorParseErrorKind;

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<SelectorList<Forms>, Fault> {
        SelectorList::parse(&Selectors, input, ParseRelative::No)
    }

    fn parse_block(
        &mut self,
        selectors: SelectorList<Forms>,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<(), Fault> {
        let declarations: Rc<[Declaration]> = read_declarations(input).into();
        let room = MOST_RULES.saturating_sub(self.rules.len());
        self.rules.extend(selectors.slice().iter().take(room).map(|selector| Rule {
            selector: selector.clone(),
            names: Names::wanted(selector),
            declarations: Rc::clone(&declarations),
        }));
        Ok(())
    }
}

impl<'i> AtRuleParser<'i> for RuleReader {
    /// The result of reading the part of a CSS rule before its block: whether the block applies to
    /// paper.
    type Prelude = bool;
    type AtRule = ();
    type Error = SelectorParseErrorKind;

    fn parse_prelude(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>) -> Result<bool, Fault> {
        let words = rest(input);
        Ok(name.eq_ignore_ascii_case("media") && is_for_print(words))
    }

    fn parse_block(
        &mut self,
        is_for_paper: bool,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<(), Fault> {
        if is_for_paper {
            self.read(input);
        }
        Ok(())
    }

    fn rule_without_block(&mut self, _: bool, _: &ParserState) -> Result<(), ()> {
        Ok(())
    }
}

/// Collects the declarations while one block of a style sheet is parsed.
struct DeclarationReader;

impl<'i> DeclarationParser<'i> for DeclarationReader {
    type Declaration = Declaration;
    type Error = ();

    fn parse_value(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
        _: &ParserState,
    ) -> Result<Declaration, ParseError<()>> {
        let value = input
            .parse_until_before(Delimiter::Bang, |input| Ok::<_, ParseError<()>>(rest(input)))?;
        let important = !input.is_exhausted();
        if important {
            parse_important(input)?;
        }
        let value = without_comments(value).trim().to_ascii_lowercase();
        Ok(Declaration { name: name.to_ascii_lowercase(), value, important })
    }
}

// Nested rules are skipped.
impl QualifiedRuleParser<'_> for DeclarationReader {
    type Prelude = ();
    type QualifiedRule = Declaration;
    type Error = ();
}

impl AtRuleParser<'_> for DeclarationReader {
    type Prelude = ();
    type AtRule = Declaration;
    type Error = ();
}

impl RuleBodyItemParser<'_, Declaration, ()> for DeclarationReader {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        false
    }
}

/// Reads the CSS declarations in the `style` attribute of an HTML element.
fn declarations(block: &str) -> Vec<Declaration> {
    read_declarations(&mut Parser::new(block))
}

fn read_declarations(input: &mut Parser<'_>) -> Vec<Declaration> {
    RuleBodyParser::new(input, &mut DeclarationReader).flatten().collect()
}

/// Returns the part of the style sheet that the parser has not read yet, as it is written.
fn rest<'i>(input: &mut Parser<'i>) -> &'i str {
    let start = input.position();
    while input.next_including_whitespace_and_comments().is_ok() {}
    input.slice_from(start)
}

fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("/*") {
        out.push_str(before);
        rest = behind.split_once("*/").map_or("", |(_, behind)| behind);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The declarations for the first element of this name, as text.
    fn declared(html: &str, name: &str) -> String {
        let dom = Dom::parse(html).unwrap();
        let node = dom.first(name);
        let mut told = Vec::new();
        Sheet::of(&dom).declared(node, |name, value| told.push(format!("{name}:{value}")));
        told.join("; ")
    }

    #[test]
    fn declarations_come_in_the_order_in_which_they_count() {
        let sheet = "<style><!-- @import url(x); p.MsoNormal, li.a {margin:0cm; font-size:11.0pt}
             /* p {x:y} */ @media screen { p { x: y } .b {x:y} }
             p { margin: 1em; } #top{ Color : RED !important } i p { x:y } --></style>";
        let of = |body: &str| declared(&format!("{sheet}{body}"), "p");
        assert_eq!(of("<p class='x MsoNormal'>"), "margin:1em; margin:0cm; font-size:11.0pt");
        assert_eq!(of("<p id=top style='margin:/*2*/3px'>"), "margin:1em; margin:3px; color:red");
        assert_eq!(declared(&format!("{sheet}<div id=top class=b>"), "div"), "color:red");
    }

    #[test]
    fn rules_for_print_count_and_those_for_screens_do_not() {
        let sheet =
            "<style>i{x:1} @media screen, PRINT { p { x:2 } @media screen { p{x:y} } u{x:3} }
             @media screen { p {x:y} } @media{b{x:4}} @font-face{p{x:y}}</style>";
        let each = ["i", "p", "u", "b"]
            .map(|name| declared(&format!("{sheet}<p><i></i><u></u><b></b>"), name));
        assert_eq!(each, ["x:1", "x:2", "x:3", "x:4"]);
    }
}
