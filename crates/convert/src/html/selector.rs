//! Parses CSS selectors with the library `selectors` (Selectors 4), and matches them with elements.
//! A selector says to which elements a rule applies. States that do not exist on paper, such as
//! `:hover`, never match.

use std::fmt;

use cssparser::{ParseError, Parser, ToCss, serialize_identifier};
use html5ever::{local_name, ns};
use precomputed_hash::PrecomputedHash;
use selectors::OpaqueElement;
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::context::{
    MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode,
    SelectorCaches,
};
use selectors::matching::{ElementSelectorFlags, matches_selector};
use selectors::parser::{
    Combinator, Component, NonTSPseudoClass, PseudoElement, Selector, SelectorImpl, SelectorIter,
    SelectorParseErrorKind,
};

use super::dom::Dom;

/// Names the Rust types by which this module represents the parts of a CSS selector, for the
/// library `selectors`.
#[derive(Clone, Debug)]
pub(super) struct Forms;

impl SelectorImpl for Forms {
    type ExtraMatchingData<'a> = ();
    type AttrValue = Word;
    type Identifier = Word;
    type LocalName = Word;
    type NamespaceUrl = Word;
    type NamespacePrefix = Word;
    type BorrowedNamespaceUrl = Word;
    type BorrowedLocalName = Word;
    type NonTSPseudoClass = State;
    type PseudoElement = Unseen;
}

/// A name or a value in a CSS selector.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word(String);

impl From<&str> for Word {
    fn from(word: &str) -> Self {
        Self(word.to_owned())
    }
}

impl AsRef<str> for Word {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl ToCss for Word {
    fn to_css<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
        serialize_identifier(&self.0, out)
    }
}

impl PrecomputedHash for Word {
    /// Returns a hash for the Bloom filters of the library `selectors`. This program does not use
    /// these filters, so the hash is always 0.
    fn precomputed_hash(&self) -> u32 {
        0
    }
}

/// A pseudo-class in a selector, such as `:hover`: a state of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    Link,
    /// A pseudo-class that never applies on paper, or an unknown one.
    Never,
}

impl NonTSPseudoClass for State {
    fn is_active_or_hover(&self) -> bool {
        false
    }

    fn is_user_action_state(&self) -> bool {
        false
    }
}

impl ToCss for State {
    fn to_css<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
        out.write_str(if *self == Self::Link { ":link" } else { ":never" })
    }
}

/// A pseudo-element in a selector, such as `::before`: a part of an element that is not in the
/// tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unseen;

impl PseudoElement for Unseen {}

impl ToCss for Unseen {
    fn to_css<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
        out.write_str("::unseen")
    }
}

/// The parser of CSS selectors. An unknown pseudo-class or pseudo-element does not invalidate the
/// list of selectors that contains it.
pub(super) struct Selectors;

impl<'i> selectors::Parser<'i> for Selectors {
    type Impl = Forms;
    type Error = SelectorParseErrorKind;

    fn parse_is_and_where(&self) -> bool {
        true
    }

    fn parse_non_ts_pseudo_class(&self, name: &str) -> Result<State, ParseError<Self::Error>> {
        let is_link = ["link", "any-link"].iter().any(|link| name.eq_ignore_ascii_case(link));
        Ok(if is_link { State::Link } else { State::Never })
    }

    fn parse_non_ts_functional_pseudo_class(
        &self,
        _: &str,
        input: &mut Parser<'i>,
        _: bool,
    ) -> Result<State, ParseError<Self::Error>> {
        while input.next().is_ok() {}
        Ok(State::Never)
    }

    fn parse_pseudo_element(&self, _: &str) -> Result<Unseen, ParseError<Self::Error>> {
        Ok(Unseen)
    }
}

/// The names, classes and ids of an element and of its ancestors. Each is one bit, which it shares
/// with other names (a Bloom filter with one hash). Most selectors do not match an element, and the
/// bits show this without a walk through the tree.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Names {
    own: u128,
    around: u128,
}

impl Names {
    /// For each node of a tree, the bits that stand for its element name, classes and id, and those
    /// of its ancestors ([`bit`]).
    pub(super) fn of_all(dom: &Dom) -> Vec<Self> {
        let mut all = vec![Self::default(); dom.len()];
        let mut next = vec![(0, 0)];
        while let Some((node, around)) = next.pop() {
            let attribute = |name| dom.attribute(node, name).unwrap_or_default();
            let words = [dom.name(node), attribute("id")].into_iter();
            let words = words.chain(attribute("class").split_ascii_whitespace());
            let own = words.map(bit).fold(0, |bits, bit| bits | bit);
            all[node] = Self { own, around };
            next.extend(dom.children(node).iter().map(|child| (*child, around | own)));
        }
        all
    }

    /// The bits ([`bit`]) that stand for the element names, classes and ids that a selector
    /// requires of an element and its ancestors.
    pub(super) fn wanted(selector: &Selector<Forms>) -> Self {
        let mut parts = selector.iter();
        let own = bits(&mut parts);
        let mut around = 0;
        while let Some(Combinator::Descendant | Combinator::Child) = parts.next_sequence() {
            around |= bits(&mut parts);
        }
        Self { own, around }
    }

    /// Whether these names may contain all names that a selector requires (`wanted`). The answer
    /// "no" is always right; the answer "yes" is sometimes wrong.
    pub(super) const fn hold(self, wanted: Self) -> bool {
        wanted.own & !self.own == 0 && wanted.around & !self.around == 0
    }
}

/// The bits ([`bit`]) that stand for all element names, classes and ids that this part of a
/// selector requires.
fn bits(part: &mut SelectorIter<'_, Forms>) -> u128 {
    part.fold(0, |bits, component| {
        bits | match component {
            Component::LocalName(name) => bit(&name.lower_name.0),
            Component::ID(word) | Component::Class(word) => bit(&word.0),
            _ => 0,
        }
    })
}

/// The bit that stands for a name (element name, class or id). Upper and lower case have the same
/// bit.
fn bit(name: &str) -> u128 {
    // The hash is FNV-1a, whose upper bits are mixed best.
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let hash = name.bytes().map(|byte| byte.to_ascii_lowercase()).fold(0x811C_9DC5, mix);
    1 << (hash >> 25)
}

/// An element of an HTML document, in the form that the library `selectors` needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    pub(super) dom: &'a Dom,
    pub(super) node: usize,
}

impl<'a> Element<'a> {
    /// Whether a selector matches this element. `caches` are the caches of the library `selectors`
    /// for the element's document.
    pub(super) fn is_selected(
        self,
        selector: &Selector<Forms>,
        caches: &mut SelectorCaches,
    ) -> bool {
        let mut context = MatchingContext::new(
            MatchingMode::Normal,
            None,
            caches,
            if self.dom.is_quirky() { QuirksMode::Quirks } else { QuirksMode::NoQuirks },
            NeedsSelectorFlags::No,
            MatchingForInvalidation::No,
        );
        matches_selector(selector, 0, None, self, &mut context)
    }

    fn at(self, node: Option<usize>) -> Option<Self> {
        node.map(|node| Self { node, ..self })
    }

    fn attribute(self, name: &str) -> Option<&'a str> {
        self.dom.attribute(self.node, name)
    }
}

impl selectors::Element for Element<'_> {
    type Impl = Forms;

    fn opaque(&self) -> OpaqueElement {
        OpaqueElement::new(self.dom.content(self.node))
    }

    fn parent_element(&self) -> Option<Self> {
        self.at(self.dom.parent_element(self.node))
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.at(self.dom.elements_before(self.node).next())
    }

    fn next_sibling_element(&self) -> Option<Self> {
        self.at(self.dom.elements_behind(self.node).next())
    }

    fn first_element_child(&self) -> Option<Self> {
        self.at(self.dom.child_elements(self.node).next())
    }

    fn is_html_element_in_html_document(&self) -> bool {
        self.dom.qualified_name(self.node).is_some_and(|name| name.ns == ns!(html))
    }

    fn has_local_name(&self, name: &Word) -> bool {
        self.dom.name(self.node) == name.0
    }

    fn has_namespace(&self, namespace: &Word) -> bool {
        self.dom.qualified_name(self.node).is_some_and(|name| *name.ns == namespace.0)
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.dom.qualified_name(self.node) == other.dom.qualified_name(other.node)
    }

    fn attr_matches(
        &self,
        _: &NamespaceConstraint<&Word>,
        name: &Word,
        operation: &AttrSelectorOperation<&Word>,
    ) -> bool {
        self.attribute(&name.0).is_some_and(|value| operation.eval_str(value))
    }

    fn has_id(&self, id: &Word, case: CaseSensitivity) -> bool {
        self.attribute("id").is_some_and(|its| case.eq(its.as_bytes(), id.0.as_bytes()))
    }

    fn has_class(&self, class: &Word, case: CaseSensitivity) -> bool {
        let classes = self.attribute("class").unwrap_or_default();
        classes
            .split_ascii_whitespace()
            .any(|its| case.eq(its.as_bytes(), class.0.as_bytes()))
    }

    fn is_link(&self) -> bool {
        let name = self.dom.qualified_name(self.node).map(|name| &name.local);
        matches!(name, Some(&local_name!("a") | &local_name!("area")))
            && self.attribute("href").is_some()
    }

    fn match_non_ts_pseudo_class(&self, state: &State, _: &mut MatchingContext<'_, Forms>) -> bool {
        *state == State::Link && self.is_link()
    }

    fn is_empty(&self) -> bool {
        self.dom.is_empty(self.node)
    }

    fn is_root(&self) -> bool {
        self.dom.parent_element(self.node).is_none()
    }

    // The other methods concern shadow trees, pseudo-elements and invalidation, which do not occur
    // here.

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn match_pseudo_element(&self, _: &Unseen, _: &mut MatchingContext<'_, Forms>) -> bool {
        false
    }

    fn apply_selector_flags(&self, _: ElementSelectorFlags) {}

    fn is_html_slot_element(&self) -> bool {
        false
    }

    fn has_custom_state(&self, _: &Word) -> bool {
        false
    }

    fn imported_part(&self, _: &Word) -> Option<Word> {
        None
    }

    fn is_part(&self, _: &Word) -> bool {
        false
    }

    fn add_element_unique_hashes(&self, _: &mut BloomFilter) -> bool {
        false
    }
}
