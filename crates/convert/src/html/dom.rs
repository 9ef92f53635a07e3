//! Parses HTML into a tree with the library html5ever, which treats errors as browsers do.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName, Namespace, ParseOpts, QualName, parse_document};

/// The maximum depth of elements. Deeper elements become siblings of the deepest permitted ones.
/// Only attacks on parsers nest deeper.
const DEEPEST: usize = 200;

/// The maximum number of elements that are nested deeper than [`DEEPEST`]. The parser examines all
/// open elements again and again: with a hundred thousand of them, a page would exceed its time
/// limit.
const MOST_TOO_DEEP: usize = 4000;

/// The number of bytes of a document that are passed to the parser at a time.
const PART: usize = 16 * 1024;

/// The error for a document that has too many elements, or elements that are nested too deep.
#[derive(Debug, thiserror::Error)]
#[error("its elements are nested too deeply")]
pub(super) struct TooDeep;

/// The tree of a document. Its nodes are referred to by number; node 0 is the document.
#[derive(Debug, Default)]
pub(super) struct Dom {
    nodes: Vec<Node>,
    /// Whether the HTML document declares no document type, or an old one. Browsers then use quirks
    /// mode.
    quirky: bool,
    /// The number of elements that were moved because they were nested too deep.
    too_deep: usize,
}

#[derive(Debug)]
struct Node {
    content: Content,
    name: Option<Rc<QualName>>,
    parent: Option<usize>,
    children: Vec<usize>,
    /// The position of the node among the children of its parent. It is set when the tree is
    /// complete.
    place: usize,
}

/// The kind of a node of the HTML tree: an element, a text, or something else.
#[derive(Debug)]
pub(super) enum Content {
    /// The root of the tree (the document), or the root of a template element's content.
    Root,
    /// An element with its attributes.
    Element(Vec<(String, String)>),
    Text(String),
    /// A node without content for the fax, such as a comment.
    Nothing,
}

impl Dom {
    /// Parses a document. Errors in its HTML are tolerated.
    ///
    /// # Errors
    /// Returns `TooDeep` if the document has so many nested elements that it would exhaust the
    /// parser.
    pub(super) fn parse(html: &str) -> Result<Self, TooDeep> {
        let root = Node::new(Content::Root, None);
        let sink = Sink(RefCell::new(Self { nodes: vec![root], ..Self::default() }));
        let mut parser = parse_document(sink, ParseOpts::default());
        let mut rest = html;
        while !rest.is_empty() {
            let (part, behind) = rest.split_at(rest.floor_char_boundary(PART));
            parser.process(part.into());
            if parser.tokenizer.sink.sink.0.borrow().too_deep > MOST_TOO_DEEP {
                return Err(TooDeep);
            }
            rest = behind;
        }
        Ok(parser.finish())
    }

    /// The number of nodes in the tree of the document.
    pub(super) const fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn children(&self, node: usize) -> &[usize] {
        &self.nodes[node].children
    }

    pub(super) fn content(&self, node: usize) -> &Content {
        &self.nodes[node].content
    }

    /// An element's name in lower case; empty for other nodes.
    pub(super) fn name(&self, node: usize) -> &str {
        self.qualified_name(node).map_or("", |name| &name.local)
    }

    /// An element's name and its namespace.
    pub(super) fn qualified_name(&self, node: usize) -> Option<&QualName> {
        self.nodes[node].name.as_deref()
    }

    /// Whether the document is rendered as old browsers do it (HTML, quirks mode).
    pub(super) const fn is_quirky(&self) -> bool {
        self.quirky
    }

    /// The element that contains a node.
    pub(super) fn parent_element(&self, node: usize) -> Option<usize> {
        self.nodes[node].parent.filter(|parent| self.is_element(*parent))
    }

    /// The child elements of a node.
    pub(super) fn child_elements(&self, node: usize) -> impl Iterator<Item = usize> {
        self.elements(self.children(node))
    }

    /// The sibling elements before a node, the nearest first.
    pub(super) fn elements_before(&self, node: usize) -> impl Iterator<Item = usize> {
        let (siblings, place) = self.siblings(node);
        self.elements(&siblings[..place]).rev()
    }

    /// The sibling elements after a node, the nearest first.
    pub(super) fn elements_behind(&self, node: usize) -> impl Iterator<Item = usize> {
        let (siblings, place) = self.siblings(node);
        self.elements(siblings.get(place + 1..).unwrap_or_default())
    }

    /// Whether a node contains nothing except comments.
    pub(super) fn is_empty(&self, node: usize) -> bool {
        let mut children = self.children(node).iter().map(|child| self.content(*child));
        children.all(|content| matches!(content, Content::Nothing))
    }

    fn is_element(&self, node: usize) -> bool {
        matches!(self.content(node), Content::Element(_))
    }

    fn elements<'a>(&'a self, nodes: &'a [usize]) -> impl DoubleEndedIterator<Item = usize> + 'a {
        nodes.iter().copied().filter(|node| self.is_element(*node))
    }

    /// Returns all children of a node's parent, and the position of the node among them.
    fn siblings(&self, node: usize) -> (&[usize], usize) {
        let Node { parent, place, .. } = self.nodes[node];
        parent.map_or((&[], 0), |parent| (self.children(parent), place))
    }

    /// The value of an attribute of an element.
    pub(super) fn attribute(&self, node: usize, name: &str) -> Option<&str> {
        let Content::Element(attributes) = &self.nodes[node].content else { return None };
        attributes.iter().find(|(its, _)| its == name).map(|(_, value)| value.as_str())
    }

    /// The text in a node and in its descendants.
    pub(super) fn text(&self, node: usize) -> String {
        match self.content(node) {
            Content::Text(text) => text.clone(),
            _ => self.children(node).iter().map(|child| self.text(*child)).collect(),
        }
    }

    /// All characters that are possibly typeset: those of texts, and those in values of attributes.
    pub(super) fn words(&self) -> String {
        let mut words = String::new();
        for node in &self.nodes {
            match &node.content {
                Content::Text(text) => words.push_str(text),
                Content::Element(attributes) => {
                    attributes.iter().for_each(|(_, value)| words.push_str(value))
                }
                Content::Root | Content::Nothing => {}
            }
        }
        words
    }

    /// The texts of the document's `style` elements that apply to the output. `is_meant` gets the
    /// attribute `media` of each element, and returns whether its style sheet applies.
    pub(super) fn styles(&self, is_meant: impl Fn(&str) -> bool) -> impl Iterator<Item = String> {
        let elements = (0..self.nodes.len()).filter(|node| self.name(*node) == "style");
        let meant = elements
            .filter(move |node| is_meant(self.attribute(*node, "media").unwrap_or_default()));
        meant.map(|node| self.text(node))
    }

    #[cfg(test)]
    pub(super) fn first(&self, name: &str) -> usize {
        (0..self.nodes.len()).find(|node| self.name(*node) == name).unwrap()
    }

    fn depth(&self, node: usize) -> usize {
        std::iter::successors(Some(node), |node| self.nodes[*node].parent)
            .take(DEEPEST + 2)
            .count()
    }

    fn add(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn detach(&mut self, node: usize) {
        if let Some(parent) = self.nodes[node].parent.take() {
            self.nodes[parent].children.retain(|child| *child != node);
        }
    }

    fn is_between_cells(&self, node: usize) -> bool {
        matches!(self.name(node), "table" | "thead" | "tbody" | "tfoot" | "tr")
    }

    fn insert(&mut self, parent: usize, place: Option<usize>, child: NodeOrText<usize>) {
        // An element that is nested too deep is put into the nearest permitted element. Between the
        // cells of a table, it would not be shown.
        let (mut parent, mut place, mut is_moved) = (parent, place, false);
        while self.depth(parent) > DEEPEST || (is_moved && self.is_between_cells(parent)) {
            let Some(above) = self.nodes[parent].parent else { break };
            (parent, place, is_moved) = (above, None, true);
            self.too_deep += 1;
        }
        let before = match place {
            None => self.nodes[parent].children.last().copied(),
            Some(at) => {
                at.checked_sub(1).and_then(|at| self.nodes[parent].children.get(at).copied())
            }
        };
        let node = match child {
            NodeOrText::AppendNode(node) => {
                self.detach(node);
                node
            }
            NodeOrText::AppendText(text) => {
                // Adjacent texts are joined into one node.
                if let Some(Node { content: Content::Text(known), .. }) =
                    before.map(|before| &mut self.nodes[before])
                {
                    known.push_str(&text);
                    return;
                }
                self.add(Node::new(Content::Text(text.to_string()), None))
            }
        };
        self.nodes[node].parent = Some(parent);
        let children = &mut self.nodes[parent].children;
        children.insert(place.unwrap_or(children.len()).min(children.len()), node);
    }
}

impl Node {
    const fn new(content: Content, name: Option<Rc<QualName>>) -> Self {
        Self { content, name, parent: None, children: Vec::new(), place: 0 }
    }
}

struct Sink(RefCell<Dom>);

/// The name of an element. The parser asks for names very often, so the name is shared and not
/// copied.
#[derive(Debug)]
struct Owned(Rc<QualName>);

impl ElemName for Owned {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl TreeSink for Sink {
    type ElemName<'a> = Owned;
    type Handle = usize;
    type Output = Dom;

    fn finish(self) -> Dom {
        let mut dom = self.0.into_inner();
        for parent in 0..dom.nodes.len() {
            for place in 0..dom.nodes[parent].children.len() {
                let child = dom.nodes[parent].children[place];
                dom.nodes[child].place = place;
            }
        }
        dom
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Owned {
        let name = self.0.borrow().nodes[*target].name.clone();
        let nameless = || QualName::new(None, Namespace::from(""), LocalName::from(""));
        Owned(name.unwrap_or_else(|| Rc::new(nameless())))
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> usize {
        let attributes = attributes
            .into_iter()
            .map(|its| (its.name.local.to_string(), its.value.to_string()))
            .collect();
        self.0
            .borrow_mut()
            .add(Node::new(Content::Element(attributes), Some(Rc::new(name))))
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.0.borrow_mut().add(Node::new(Content::Nothing, None))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.0.borrow_mut().add(Node::new(Content::Nothing, None))
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.0.borrow_mut().insert(*parent, None, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &usize,
        previous: &usize,
        child: NodeOrText<usize>,
    ) {
        let has_parent = self.0.borrow().nodes[*element].parent.is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    // The content of a template is not shown.
    fn get_template_contents(&self, _: &usize) -> usize {
        self.0.borrow_mut().add(Node::new(Content::Root, None))
    }

    fn same_node(&self, one: &usize, other: &usize) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.0.borrow_mut().quirky = mode == QuirksMode::Quirks;
    }

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        let mut dom = self.0.borrow_mut();
        if let NodeOrText::AppendNode(node) = &child {
            dom.detach(*node);
        }
        let Some(parent) = dom.nodes[*sibling].parent else { return };
        let place = dom.nodes[parent].children.iter().position(|node| node == sibling);
        dom.insert(parent, place, child);
    }

    fn add_attrs_if_missing(&self, target: &usize, new: Vec<Attribute>) {
        let mut dom = self.0.borrow_mut();
        let Content::Element(attributes) = &mut dom.nodes[*target].content else { return };
        for attribute in new {
            let name = attribute.name.local.to_string();
            if attributes.iter().all(|(known, _)| *known != name) {
                attributes.push((name, attribute.value.to_string()));
            }
        }
    }

    fn remove_from_parent(&self, target: &usize) {
        self.0.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &usize, new_parent: &usize) {
        let mut dom = self.0.borrow_mut();
        for child in std::mem::take(&mut dom.nodes[*node].children) {
            dom.nodes[child].parent = None;
            dom.insert(*new_parent, None, NodeOrText::AppendNode(child));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(dom: &Dom, node: usize) -> String {
        let inside: String = dom.children(node).iter().map(|child| shape(dom, *child)).collect();
        match dom.content(node) {
            Content::Text(text) => text.clone(),
            Content::Element(_) => format!("<{}>{inside}</>", dom.name(node)),
            _ => inside,
        }
    }

    #[test]
    fn a_tree_comes_of_html_as_browsers_make_it() {
        let dom = Dom::parse("<p>a<b>b<p>c</b>d<table>x<tr><td>e").unwrap();
        let html = "<html><head></><body><p>a<b>b</></><p><b>c</>dx<table><tbody><tr><td>e</></></></></></></>";
        assert_eq!(shape(&dom, 0), html);
    }

    #[test]
    fn what_is_nested_without_end_is_not_lost() {
        let nested =
            |depth| Dom::parse(&format!("{}deep{}", "<div>".repeat(depth), "</div>".repeat(depth)));
        let dom = nested(3000).unwrap();
        assert!(shape(&dom, 0).contains("deep"));
        assert!((0..dom.nodes.len()).all(|node| dom.depth(node) <= DEEPEST + 1));
        assert!(nested(100_000).is_err());
    }
}
