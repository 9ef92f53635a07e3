//! Mails as mail programs and office machines write them: what of each becomes pages, in
//! order, and whom it is for.
//!
//! `fixtures/*.eml` were written for these tests in the shape of the programs they are
//! named for; none is anybody's mail. `fixtures/documents/` holds what is attached to
//! them. `fixtures/expected.txt` says for each mail:
//!
//! ```text
//! == FILE
//! rcpt ADDRESS > NUMBER [for NAME] [sub SUBADDRESS]      the envelope's receivers
//! subject SUBJECT                                        what is faxed of it
//! text|html [NAME], [N pictures]: WORDS                  `own` before it: the mail's own text
//! file NAME: TYPE, DOCUMENT                              byte for byte one of documents/
//! out NAME: WHY                                          left out, and told (`missed`) or not
//! wish WORD VALUE
//! not a person's: WHY
//! spam
//! ```
//!
//! What jobs they make is in `jobs.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ferrofax::mail::address::AddressForms;
use ferrofax::mail::letter::{Bounce, Content, Letter, LetterSettings, MailWishes, Part, Place};
use ferrofax::spool::value::yes_no;
use ferrofax::spool::wish::{Wish, finest};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/fixtures")
}

fn mail(name: &str) -> Vec<u8> {
    fs::read(fixtures().join(format!("{name}.eml"))).unwrap()
}

fn settings(name: &str) -> LetterSettings {
    LetterSettings { subject_keywords: name == "subject_keywords", ..LetterSettings::default() }
}

fn letter(name: &str) -> Letter {
    Letter::read(&mail(name), "anna@example.com", &settings(name)).unwrap()
}

fn forms() -> AddressForms {
    AddressForms::new(&["*.fax".to_owned(), "fax.example.com".to_owned()], &[]).unwrap()
}

/// The blocks of `expected.txt`: a mail's name, and its lines.
fn expected() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(fixtures().join("expected.txt")).unwrap();
    let blocks = text.split("== ").skip(1).map(|block| {
        let mut lines = block.lines().map(str::to_owned).filter(|line| !line.is_empty());
        (lines.next().unwrap(), lines.collect())
    });
    blocks.collect()
}

#[test]
fn each_mail_gives_its_parts_in_order() {
    let expected = expected();
    let mut wrong = String::new();
    for (name, lines) in &expected {
        let found = told(name, lines);
        if found != *lines {
            wrong += &format!("== {name}\n{}\n\n", found.join("\n"));
        }
    }
    assert!(expected.len() >= 40, "{}", expected.len());
    assert!(wrong.is_empty(), "these are read in another way:\n{wrong}");
}

#[test]
fn each_mail_of_the_folder_is_in_the_table() {
    let known = expected();
    let files = fs::read_dir(fixtures())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap());
    let unknown: Vec<String> = files
        .filter_map(|file| file.strip_suffix(".eml").map(str::to_owned))
        .filter(|name| !known.contains_key(name))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// A relay, or a disk, may change line ends; the fax is the same.
#[test]
fn bare_line_ends_change_nothing() {
    for name in expected()
        .keys()
        .filter(|name| !["exchange_binary", "exchange_tnef_rtf"].contains(&name.as_str()))
    {
        let bare: Vec<u8> = mail(name).into_iter().filter(|byte| *byte != b'\r').collect();
        let read = Letter::read(&bare, "anna@example.com", &settings(name)).unwrap();
        let told = |letter: &Letter| letter.parts.iter().map(part).collect::<Vec<_>>();
        assert_eq!(told(&read), told(&letter(name)), "{name}");
    }
}

/// Whatever is missing at the end: no panic, and nothing that was not sent.
#[test]
fn a_mail_may_end_anywhere() {
    for name in expected().keys() {
        let whole = mail(name);
        for length in (1..whole.len()).step_by(whole.len() / 60 + 1) {
            let Ok(letter) = Letter::read(&whole[..length], "anna@example.com", &settings(name))
            else {
                continue;
            };
            assert!(letter.parts.len() <= 8, "{name} {length}");
        }
    }
}

#[test]
fn with_mode_1_no_text_of_the_mail_is_faxed() {
    let alone = LetterSettings { whole: false, ..LetterSettings::default() };
    for name in expected().keys() {
        let letter = Letter::read(&mail(name), "anna@example.com", &alone).unwrap();
        assert!(letter.text().is_none(), "{name}");
    }
    let names = |name: &str| {
        let letter = Letter::read(&mail(name), "anna@example.com", &alone).unwrap();
        letter.parts.into_iter().map(|part| part.name).collect::<Vec<_>>()
    };
    assert_eq!(names("outlook_html_logo_pdf"), ["Angebot 4711.pdf"]);
    assert_eq!(names("apple_mail_mixed_inside"), ["Unterlagen.pdf", "IMG_0815.jpeg"]);
    assert_eq!(
        names("gmail_inline_picture"),
        ["plan.png"],
        "a picture that fills a page is what was meant"
    );
    assert!(names("plain_without_mime").is_empty());
}

/// What comes back is matched to what we sent.
#[test]
fn reports_that_come_back_name_the_mail_that_was_lost() {
    let bounce = |name: &str| Bounce::read(&mail(name));
    for (name, id, address, status) in [
        ("dsn_postfix", "fax17.report@pbx.example.com", "anna@example.com", "5.1.1"),
        ("dsn_exchange", "fax18.report@pbx.example.com", "ben@example.com", "5.2.2"),
    ] {
        let bounce = bounce(name).unwrap();
        assert_eq!(bounce.message_id.as_deref(), Some(id));
        assert_eq!(
            (bounce.recipients[0].address.as_str(), bounce.recipients[0].status.as_str()),
            (address, status)
        );
        assert!(bounce.recipients[0].is_lost());
    }
    assert_eq!(bounce("dsn_postfix").unwrap().envelope_id.as_deref(), Some("fax17-report"));
    for name in ["mdn_outlook", "exchange_out_of_office", "plain_without_mime"] {
        assert_eq!(bounce(name), None, "{name}");
    }
}

#[test]
fn display_names_are_the_receivers_names() {
    let letter = letter("group_of_receivers");
    assert_eq!(letter.head.name_of("boell@009912700619.fax"), Some("Jürgen Böll"));
    assert_eq!(letter.head.name_of("EVA@0215533366.fax"), Some("Meier, Eva"));
    assert_eq!(letter.head.name_of("00431234567@fax.example.com"), None);
}

/// What was read of a mail, in the words of `expected.txt`. Its receivers are the table's to say.
fn told(name: &str, lines: &[String]) -> Vec<String> {
    let letter = letter(name);
    let mut told: Vec<String> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("rcpt "))
        .map(receiver)
        .collect();
    told.extend((!letter.subject.is_empty()).then(|| format!("subject {}", letter.subject)));
    told.extend(letter.parts.iter().map(part));
    let missed = |missed| if missed { " (missed)" } else { "" };
    told.extend(letter.left_out.iter().map(|out| {
        format!("out {}: {}{}", out.name, out.why.not_shown(), missed(out.why.is_missed()))
    }));
    told.extend(wishes(&letter.wishes));
    told.extend(letter.head.automatic.map(|why| format!("not a person's: {why}")));
    told.extend(letter.head.spam.then(|| "spam".to_owned()));
    told
}

fn receiver(line: &str) -> String {
    let address = line.split(" > ").next().unwrap();
    let found = match forms().read(address) {
        Ok(found) => {
            let name = found.recipient.map(|name| format!(" for {name}")).unwrap_or_default();
            format!(
                "{}{name}{}",
                found.number,
                found.sub.map(|sub| format!(" sub {sub}")).unwrap_or_default()
            )
        }
        Err(error) => error.to_string(),
    };
    format!("rcpt {address} > {found}")
}

fn part(part: &Part) -> String {
    let own = if part.place == Place::Message { "own " } else { "" };
    let name = if part.name.is_empty() { String::new() } else { format!(" {}", part.name) };
    match &part.content {
        Content::Text(text) => format!("{own}text{name}: {}", text.trim().replace('\n', " | ")),
        Content::Html { html, pictures } => {
            let count = if pictures.is_empty() {
                String::new()
            } else {
                format!(", {} pictures", pictures.len())
            };
            format!("{own}html{name}{count}: {}", words(html))
        }
        Content::File(bytes) => {
            format!("file {}: {}, {}", part.name, part.media_type, document(bytes))
        }
    }
}

/// The words of HTML, roughly: what stands outside of tags.
fn words(html: &str) -> String {
    let body = html
        .split("<style")
        .map(|piece| piece.split_once("</style>").map_or(piece, |(_, rest)| rest))
        .collect::<String>();
    let words = body
        .split('<')
        .map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text))
        .collect::<Vec<_>>()
        .join(" ");
    words.replace("&nbsp;", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name of the document that these bytes are.
fn document(bytes: &[u8]) -> String {
    let files = fs::read_dir(fixtures().join("documents")).unwrap().map(|file| file.unwrap());
    let found = files
        .filter(|file| fs::read(file.path()).unwrap() == bytes)
        .map(|file| file.file_name().into_string().unwrap())
        .next();
    found.unwrap_or_else(|| format!("{} octets", bytes.len()))
}

fn wishes(wishes: &MailWishes) -> Vec<String> {
    let said = |wish| wishes.said.get(wish);
    let mut told: Vec<String> = [
        Wish::Priority,
        Wish::At,
        Wish::Expires,
        Wish::Tag,
        Wish::Notify,
        Wish::Report,
        Wish::Recipient,
        Wish::Company,
    ]
    .into_iter()
    .filter_map(|wish| said(wish).map(|text| format!("wish {wish} {text}")))
    .collect();
    let cover = wishes.said.read(Wish::Cover, yes_no).unwrap();
    told.extend(cover.map(|cover| format!("wish cover {cover}")));
    let resolution = finest(&wishes.said).unwrap();
    told.extend(resolution.map(|resolution| format!("wish resolution {resolution:?}")));
    told.extend(wishes.wrong.iter().map(|wrong| format!("wish that is none: {wrong}")));
    told
}
