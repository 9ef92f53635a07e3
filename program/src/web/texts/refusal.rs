//! Refusals in the reader's language: what refuses something writes its sentence in English.

use ferrofax_basics::pattern;

/// A refusal in the words of this table: the whole text is one sentence, and what stands in its
/// places may be one, too. What is in none stays as it is.
pub(super) fn translated(text: &str, table: &[(&str, &str)]) -> String {
    translated_within(text, table, DEEPEST).unwrap_or_else(|| text.to_owned())
}

/// Sentences are in each other so many times at most.
const DEEPEST: u32 = 4;

/// What is longer than any sentence, with all that is put into it, is none.
const LONGEST: usize = 4000;

fn translated_within(text: &str, table: &[(&str, &str)], deep: u32) -> Option<String> {
    let deeper = deep.checked_sub(1).filter(|_| text.len() <= LONGEST)?;
    table.iter().find_map(|(sentence, meant)| {
        let parts = pattern::values(sentence, text)?;
        let inner: Vec<Option<String>> =
            parts.iter().map(|part| translated_within(part, table, deeper)).collect();
        // Two parts with a colon between them are no sentence of their own.
        if *sentence == "{}: {}" && inner.iter().all(Option::is_none) {
            return None;
        }
        let parts: Vec<&str> = inner
            .iter()
            .zip(parts)
            .map(|(one, part)| one.as_deref().unwrap_or(part))
            .collect();
        Some(filled(meant, &parts))
    })
}

/// A sentence with these values in its places.
fn filled(meant: &str, parts: &[&str]) -> String {
    let mut literals = meant.split("{}");
    let mut said = literals.next().unwrap_or_default().to_owned();
    for (literal, part) in literals.zip(parts) {
        said += part;
        said += literal;
    }
    said
}
