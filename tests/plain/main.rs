//! What people read here: how plain its language is (documents, help, samples, messages and
//! doc comments), whether its links lead somewhere, whether what it says to type is
//! understood, and whether docs/reference is what the code prints.
//!
//! ```text
//! cargo test --locked --features program --test plain -- measure [--list] [GROUP …]
//! cargo test --locked --features program --test plain -- draw --seed 7
//! cargo test --locked --features program --test plain -- tighten
//! cargo test --locked --features program --test plain -- reference
//! cargo test --locked --features program --test plain -- site FOLDER
//! ```
//!
//! `measure` prints the figures of each group of texts; `--list` adds each long sentence
//! and each banned word with its place. `draw` prints 60 sentences of the documents and 60
//! doc comments at random, for a reader who has read nothing else. `tighten` lowers the
//! limits in `limits.txt` to what is true now. `reference` writes docs/reference, and `site`
//! checks the links of the built book. Without any of these words it runs the tests.

mod commands;
mod draw;
mod files;
mod german;
mod groups;
mod limits;
mod links;
mod markdown;
mod measure;
mod reference;
mod refusals;
mod rust;
mod text;
mod words;

use ferrofax_kit::{blocks, random};

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

use words::Words;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or_default();
    match arguments.first().map(String::as_str) {
        Some("measure") => measure::print(rest),
        Some("draw") => draw::print(rest),
        Some("tighten") => limits::tighten(),
        Some("reference") => reference::write(),
        Some("site") => return u8::from(!links::check_site(rest)).into(),
        _ => return tests(),
    }
    ExitCode::SUCCESS
}

/// As `cargo test` and `cargo nextest` run the tests of any other target.
fn tests() -> ExitCode {
    let trials = vec![
        trial("no_group_of_texts_exceeds_its_limits", limits::hold),
        trial("sentences_are_found_in_prose", text::finds_sentences),
        trial("banned_words_are_found", words::finds_banned_words),
        trial("each_banned_word_has_its_replacement", Words::each_has_a_replacement),
        trial("german_has_one_word_for_one_thing", german::has_one_word_for_one_thing),
        trial("wrong_german_words_are_found", german::wrong_words_are_found),
        trial("links_lead_somewhere", links::lead_somewhere),
        trial("pages_are_in_the_book", links::are_in_the_book),
        trial("the_reference_is_as_the_code_prints_it", reference::is_as_the_code_prints_it),
        trial("each_refusal_has_its_texts", refusals::each_has_its_texts),
        trial("exceptions_of_refusals_are_needed", refusals::exceptions_are_needed),
        trial("no_text_is_of_a_refusal_that_nobody_makes", refusals::each_text_is_said),
        trial("refusals_are_found_in_sources", refusals::are_found_in_sources),
        trial("shell_commands_are_known", commands::shell_commands_are_known),
        trial("console_commands_are_known", commands::console_commands_are_known),
        trial("commands_in_sentences_are_known", commands::commands_in_sentences_are_known),
        trial("blocks_of_toml_are_taken", commands::blocks_of_toml_are_taken),
        trial("blocks_of_the_module_are_taken", commands::blocks_of_the_module_are_taken),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// A test that fails by a panic, as usual.
fn trial(name: &str, test: fn()) -> Trial {
    Trial::test(name, move || {
        test();
        Ok(())
    })
}
