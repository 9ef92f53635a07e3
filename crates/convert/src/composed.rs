//! Makes pages from templates: a mail's first page, or a cover page. A template is HTML with
//! fields. It is the built-in template or the administrator's.
//!
//! `{{name}}` is replaced by a field's text, `{{#name}}…{{/name}}` is kept only if the field has
//! text, and `{{body}}` is the mail's text. The parent process collects the parts. The child
//! process, which is confined, fills in the fields, so that only it processes text from outside.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::answer_code::AnswerCode;
use super::document::{Body, Cover, FirstPage};
use super::html;
use super::press::Press;
use super::product::{Out, Parts, Unfit};
use super::settings::{ConvertSettings, CoverSettings};
use super::task::Piece;
use super::wanted::Wanted;
use ferrofax_languages::{Catalogue, Language};

/// The data of a fax page that is made from a template: a mail's first page or a cover page.
pub(super) struct Composed<'a> {
    pub(super) fields: BTreeMap<String, String>,
    /// The files from which the page is made. The first is the template. If there is a field
    /// [`BODY`], the mail's text is the second. Pictures with their names follow.
    pub(super) blobs: Vec<(String, Cow<'a, [u8]>)>,
}

/// The name of a field of the template for the first page, which shows a mail's subject and text.
/// The field contains the format of the mail's text, `text` or `html`. The text itself is the
/// second file in [`Composed::blobs`].
const BODY: &str = "body";

/// The name of the field of a cover page's template that contains the number of pages of the fax.
const PAGES: &str = "pages";

/// The name of the field of a cover page's template that contains the answer code, and by which a
/// template refers to its picture.
pub(super) const ANSWER_CODE: &str = Cover::ANSWER_CODE;

/// The built-in HTML template of the fax page that shows a mail's subject and text.
const FIRST_PAGE: &str = include_str!("composed/first_page.html");
const COVER: &str = include_str!("composed/cover.html");

/// The fields of the built-in cover page whose texts depend on the language.
const LABELS: [&str; 10] = [
    "cover",
    "label_to",
    "label_company",
    "label_number",
    "label_from",
    "label_date",
    "label_pages",
    "counted",
    "label_subject",
    "how_to_answer",
];

/// The texts of the fields [`LABELS`] of the cover page in each language, in the order of
/// [`Language::ALL`].
const COVER_WORDS: [&str; ferrofax_languages::COUNT] =
    ferrofax_languages::language_files!("composed/languages");

/// The name by which a template refers to the administrator's logo, a picture.
const LOGO: &str = "logo";

/// The maximum number of bytes of a template file or logo file.
const MOST_BYTES: u64 = 32 << 20;

/// The error for a file of the administrator that can't be read: its path and the system's error.
type Unreadable = (PathBuf, io::Error);

/// Collects the data of the fax page that shows a mail's subject and text; `None` if the mail has
/// neither.
pub(super) fn of_first_page<'a>(
    page: &'a FirstPage,
    settings: &ConvertSettings,
) -> Result<Option<Composed<'a>>, Unreadable> {
    let mut fields: BTreeMap<String, String> =
        [("subject", &page.subject), ("from", &page.from), ("to", &page.to), ("date", &page.date)]
            .map(|(name, words)| (name.to_owned(), words.trim().to_owned()))
            .into();
    let template = template(settings.first_page.as_deref(), FIRST_PAGE)?;
    let (kind, body, pictures): (_, _, &[_]) = match &page.body {
        Body::Text(text) => ("text", text, &[]),
        Body::Html { html, pictures } => ("html", html, pictures),
    };
    if page.subject.trim().is_empty() && body.trim().is_empty() {
        return Ok(None);
    }
    fields.insert(BODY.to_owned(), kind.to_owned());
    let mut blobs =
        vec![(String::new(), template), (String::new(), Cow::Borrowed(body.as_bytes()))];
    blobs.extend(
        pictures
            .iter()
            .map(|picture| (picture.id.clone(), Cow::Borrowed(&picture.bytes[..]))),
    );
    Ok(Some(Composed { fields, blobs }))
}

/// Collects the data for making a cover page from its template.
pub(super) fn of_cover<'a>(
    cover: &Cover,
    settings: &CoverSettings,
) -> Result<Composed<'a>, Unreadable> {
    let mut fields = cover.fields.clone();
    fields.remove(BODY);
    let language = fields.remove(Cover::LANGUAGE);
    fields.extend(labels(Language::of(&language.unwrap_or_default()).unwrap_or_default()));
    let mut blobs = vec![(String::new(), template(settings.template.as_deref(), COVER)?)];
    if let Some(logo) = &settings.logo {
        blobs.push((LOGO.to_owned(), Cow::Owned(read(logo)?)));
        fields.insert(LOGO.to_owned(), "yes".to_owned());
    }
    let given = fields.remove(ANSWER_CODE).map(AnswerCode::from);
    if settings.answer_code {
        let code = given.map_or_else(AnswerCode::random, Ok);
        let code = code.map_err(|error| (PathBuf::from("/dev/urandom"), error))?;
        blobs.push((ANSWER_CODE.to_owned(), Cow::Owned(code.picture())));
        fields.insert(ANSWER_CODE.to_owned(), code.to_string());
    }
    Ok(Composed { fields, blobs })
}

/// The texts of the built-in cover page in a language. Each text comes with the name of the
/// template's field into which it is filled.
fn labels(language: Language) -> impl Iterator<Item = (String, String)> {
    let file = COVER_WORDS[language as usize];
    let catalogue = Catalogue::new(language, file);
    let names = LABELS.into_iter();
    names.map(move |name| (name.to_owned(), catalogue.text(&name.replace('_', "-"))))
}

fn template(file: Option<&Path>, built_in: &'static str) -> Result<Cow<'static, [u8]>, Unreadable> {
    file.map_or_else(|| Ok(Cow::Borrowed(built_in.as_bytes())), |file| read(file).map(Cow::Owned))
}

fn read(path: &Path) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path);
    let read = file.and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|error| (path.to_owned(), error))
}

/// Whether a cover page shows the total number of pages, so that it must be made after all other
/// pages.
pub(super) fn counts_pages(piece: &Piece, parts: &Parts) -> bool {
    let is_template = piece.kind == super::kind::Kind::Composed && !piece.fields.contains_key(BODY);
    let unknown = piece.fields.get(PAGES).is_none_or(String::is_empty);
    let template = String::from_utf8_lossy(&parts.document);
    is_template && unknown && tags(&template).any(|tag| tag == PAGES)
}

/// Fills in the template of a cover page or of a mail's first page, and makes the fax pages.
pub(super) fn convert(
    piece: &Piece,
    mut parts: Parts,
    wanted: &Wanted,
    press: &mut Press,
    out: &mut Out<'_>,
) -> Result<(), Unfit> {
    let template = String::from_utf8_lossy(&parts.document).into_owned();
    let body = match piece.fields.get(BODY) {
        None => String::new(),
        Some(kind) if parts.pictures.is_empty() => {
            return Err(Unfit::damaged(format!("its {kind} is missing")));
        }
        Some(kind) => {
            let bytes = parts.pictures.remove(0).1;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if kind == "html" { text } else { plain(&text) }
        }
    };
    // A mail without a subject and with a text that shows nothing gets no first page.
    let has_subject = piece.fields.get("subject").is_some_and(|subject| !subject.is_empty());
    if piece.fields.contains_key(BODY)
        && !has_subject
        && !html::shows_something(&body, &parts.pictures, press)?
    {
        return Ok(());
    }
    let filled = fill(&template, &piece.fields, &body);
    html::convert_text(&filled, &parts.pictures, wanted, press, out)
}

/// Converts plain text into HTML that keeps its lines. Each line gets the reading direction of its
/// own script.
fn plain(text: &str) -> String {
    let line = |line: &str| match line.trim_end() {
        "" => "<div>&nbsp;</div>".to_owned(),
        words => format!("<div style=\"white-space: pre-wrap\">{}</div>", escaped(words)),
    };
    text.trim_end().split('\n').map(line).collect()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(letter),
        }
    }
    out
}

/// Fills in the template's fields in one pass, so that a field's text is never treated as a
/// template.
fn fill(template: &str, fields: &BTreeMap<String, String>, body: &str) -> String {
    let words = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let mut out = String::with_capacity(template.len() + body.len());
    let mut rest = template;
    while let Some((before, tag, behind)) = next_tag(rest) {
        out.push_str(before);
        rest = behind;
        if let Some(name) = tag.strip_prefix('#') {
            let end = format!("{{{{/{name}}}}}");
            if words(name).is_empty() {
                rest = behind.split_once(&end).map_or("", |(_, behind)| behind);
            }
        } else if tag == BODY {
            out.push_str(body);
        } else if !tag.starts_with('/') {
            out.push_str(&escaped(words(tag)).replace('\n', "<br>"));
        }
    }
    out.push_str(rest);
    out
}

/// All tags of a template.
fn tags(template: &str) -> impl Iterator<Item = &str> {
    let mut rest = template;
    std::iter::from_fn(move || {
        let (_, tag, behind) = next_tag(rest)?;
        rest = behind;
        Some(tag)
    })
}

/// Splits a text at its next `{{tag}}`. Returns the text before the tag, the tag, and the text
/// after it.
fn next_tag(text: &str) -> Option<(&str, &str, &str)> {
    let (before, behind) = text.split_once("{{")?;
    let (tag, behind) = behind.split_once("}}")?;
    Some((before, tag.trim(), behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_filled_in_and_what_has_no_words_is_left_out() {
        let fields: BTreeMap<String, String> =
            [("to", "A & B\n<i>{{from}}</i>"), ("from", ""), ("subject", "S")]
                .map(|(n, w)| (n.into(), w.into()))
                .into();
        let filled = fill(
            "{{to}}|{{#from}}From {{from}}{{/from}}|{{#subject}}{{ subject }}{{/subject}}|{{new}}|{{",
            &fields,
            "",
        );
        assert_eq!(filled, "A &amp; B<br>&lt;i&gt;{{from}}&lt;/i&gt;||S||{{");
    }

    #[test]
    fn the_built_in_cover_page_is_in_the_language_of_its_device() {
        assert_eq!(ferrofax_languages::problems_of(COVER_WORDS), [""; 0]);
        assert_eq!(ferrofax_languages::outline(COVER_WORDS[0]).len(), LABELS.len());
        assert!(LABELS.iter().all(|label| COVER.contains(&format!("{{{{{label}}}}}"))));
        for (language, words) in [("", "To"), ("pl", "Do"), ("fr", "À"), ("xx", "To")] {
            let cover = Cover::default().with("to", "Ann").with(Cover::LANGUAGE, language);
            let made = of_cover(&cover, &CoverSettings::default()).unwrap();
            let shown = fill(COVER, &made.fields, "");
            assert!(shown.contains(&format!(">{words}</td>")), "{language}: {shown}");
        }
    }

    #[test]
    fn nothing_in_a_mail_makes_no_page() {
        let page = FirstPage {
            from: "a@b".into(),
            body: Body::Text(" \n".into()),
            ..FirstPage::default()
        };
        assert!(of_first_page(&page, &ConvertSettings::default()).unwrap().is_none());
        let page = FirstPage { subject: "S".into(), ..page };
        let made = of_first_page(&page, &ConvertSettings::default()).unwrap().unwrap();
        assert_eq!((made.blobs.len(), made.fields["body"].as_str()), (2, "text"));
    }
}
