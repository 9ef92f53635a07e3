//! Checks, for tests, that the files of all languages have the same texts.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::parser;

use super::{COUNT, Language};

/// The structure of a text: the names of its placeholders, and for each choice (such as singular or
/// plural) the names of the variants.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shape {
    values: BTreeSet<String>,
    choices: Vec<BTreeSet<String>>,
}

/// The names of all texts in a file, each with the names of its placeholders.
pub fn outline(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let (shapes, _) = shapes(source);
    shapes.into_iter().map(|(name, shape)| (name, shape.values)).collect()
}

/// Compares `names`, the names of texts in the code, with the English file. Returns a sentence for
/// each name that is missing in the file, and for each text that the code does not name.
pub fn misnamed(english: &str, names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut texts = outline(english);
    let names: Vec<String> = names.into_iter().collect();
    let missing = names.into_iter().filter(|name| texts.remove(name).is_none());
    let mut found: Vec<String> = missing.map(|name| format!("no text for '{name}'")).collect();
    found.extend(texts.into_keys().map(|name| format!("nobody names '{name}'")));
    found
}

/// The problems of the files of all languages, in the order of [`Language::ALL`]: see [`problems`].
pub fn problems_of(files: [&str; COUNT]) -> Vec<String> {
    let files: Vec<_> = Language::ALL.into_iter().zip(files).collect();
    problems(&files)
}

/// Finds the problems of language files. The first file is the model for the others. Problems are
/// texts that are missing, unknown or there twice, texts with other placeholders, and missing
/// plural forms.
pub fn problems(files: &[(Language, &str)]) -> Vec<String> {
    let Some((_, model)) = files.first() else { return Vec::new() };
    let model = shapes(model).0;
    let mut found = Vec::new();
    for (language, source) in files {
        let mut say = |problem: String| found.push(format!("{}: {problem}", language.code()));
        let (shapes, unreadable) = shapes(source);
        unreadable.into_iter().for_each(&mut say);
        for (name, wanted) in &model {
            match shapes.get(name) {
                None => say(format!("'{name}' is missing")),
                Some(shape) if shape.values != wanted.values => say(format!(
                    "'{name}' has the values {:?}, in English {:?}",
                    shape.values.iter().collect::<Vec<_>>(),
                    wanted.values.iter().collect::<Vec<_>>()
                )),
                Some(shape) => missing_plurals(shape, *language)
                    .for_each(|plural| say(format!("'{name}' lacks the plural '{plural}'"))),
            }
        }
        for name in shapes.keys().filter(|name| !model.contains_key(*name)) {
            say(format!("'{name}' is not there in English"));
        }
    }
    found
}

/// The plural forms that the language needs, but that a choice by a number in this text lacks.
fn missing_plurals(shape: &Shape, language: Language) -> impl Iterator<Item = &'static str> + '_ {
    let is_plural = |keys: &&BTreeSet<String>| keys.contains("one");
    shape.choices.iter().filter(is_plural).flat_map(move |keys| {
        language.plurals().iter().copied().filter(|plural| !keys.contains(*plural))
    })
}

/// Reads the texts of a file. The second value describes the lines that are not a valid text.
fn shapes(source: &str) -> (BTreeMap<String, Shape>, Vec<String>) {
    let (Ok(resource) | Err((resource, _))) = parser::parse(source);
    let (mut shapes, mut unreadable) = (BTreeMap::new(), Vec::new());
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                let mut shape = Shape::default();
                if let Some(pattern) = &message.value {
                    walk(pattern, &mut shape);
                }
                if shapes.insert(message.id.name.to_owned(), shape).is_some() {
                    unreadable.push(format!("'{}' is there twice", message.id.name));
                }
            }
            Entry::Junk { content } => unreadable.push(format!("unreadable: {}", content.trim())),
            _ => {}
        }
    }
    (shapes, unreadable)
}

fn walk(pattern: &Pattern<&str>, shape: &mut Shape) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => walk_inline(inline, shape),
            Expression::Select { selector, variants } => {
                walk_inline(selector, shape);
                let keys = variants.iter().map(|variant| match variant.key {
                    VariantKey::Identifier { name } => name.to_owned(),
                    VariantKey::NumberLiteral { value } => value.to_owned(),
                });
                shape.choices.push(keys.collect());
                variants.iter().for_each(|variant| walk(&variant.value, shape));
            }
        }
    }
}

fn walk_inline(inline: &InlineExpression<&str>, shape: &mut Shape) {
    match inline {
        InlineExpression::VariableReference { id } => {
            shape.values.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inner) = &**expression {
                walk_inline(inner, shape);
            }
        }
        _ => {}
    }
}
