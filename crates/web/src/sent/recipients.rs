//! The recipients in the form for a new fax: suggestions while the user types, and the check of the
//! recipients that the user has chosen. The form's script requests them as JSON.

use axum::Json;
use axum::extract::Query;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::refusal::{Refusal, Result};
use crate::texts::{Sentence, Texts};
use crate::visitor::Visit;
use ferrofax_desk::{
    Checked, Contact, Desk, DeskError, Draft, Named, NumberCheck, Person, PriceClass, Recipient,
    Source, Suggestion, Unclear,
};

/// The greatest number of bytes of a text with recipients that is checked at once.
const LONGEST: usize = 4_000;

/// The beginning of the value of a button that chooses a contact in place of a name.
const PICK: &str = "to-";

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    number: String,
    device: String,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    search: String,
}

/// A suggested recipient, for the form's script.
#[derive(Serialize)]
struct Suggested {
    /// The recipient in the notation of the form's field.
    line: String,
    name: String,
    /// The company, the number, and the reason for the suggestion.
    more: String,
}

/// The result of checking a recipient that the user has written in the form.
#[derive(Serialize)]
pub(super) struct Check {
    /// The recipient in the notation of the form's field.
    pub(super) to: String,
    /// The name of the recipient, or the number if the recipient has no name.
    label: String,
    pub(super) canonical: String,
    pub(super) class: &'static str,
    pub(super) is_dear: bool,
    #[serde(serialize_with = "as_text")]
    pub(super) problem: Sentence,
    /// If the user has entered a name in place of a number: the contacts that the user may mean.
    pub(super) meant: Vec<Meant>,
}

/// A contact that the user may mean by a name in place of a number.
#[derive(Serialize)]
pub(super) struct Meant {
    /// The contact in the notation of the form's field.
    pub(super) line: String,
    /// The value that the form sends if the user clicks the button of this suggested contact.
    pub(super) pick: String,
}

/// A recipient with the result of the check. If a name stands for no number or for several, the
/// second value has the contacts that may be meant.
pub(super) type Seen = (Checked, Option<Unclear>);

/// Suggests recipients for the text that the user has typed.
pub(super) async fn suggest(
    Visit(house, user): Visit,
    Query(Typed { search }): Query<Typed>,
) -> Result<Json<Value>> {
    let (person, texts) = (user.person, user.visitor.texts);
    let found = house.at_desk(move |desk| desk.suggestions(&person, &search)).await?;
    let found: Vec<Suggested> = found.into_iter().map(|one| Suggested::of(one, texts)).collect();
    Ok(Json(json!({ "suggestions": found })))
}

/// Reads and checks a list of recipients: names are replaced by contacts, and each number is
/// checked.
pub(super) async fn read(
    Visit(house, user): Visit,
    Query(Asked { number, device }): Query<Asked>,
) -> Result<Json<Value>> {
    if number.len() > LONGEST {
        return Err(Refusal::TooMuch(format!("more than {LONGEST} bytes of text")));
    }
    let (person, texts) = (user.person, user.visitor.texts);
    let (named, seen) = house
        .at_desk(move |desk| {
            let named = desk.named(&person, &number)?;
            let seen = match named.refused {
                Some(_) => Vec::new(),
                None => seen(desk, &person, &Draft::to(&named.text).from_device(&device), &named)?,
            };
            Ok((named, seen))
        })
        .await?;
    let problem = named.refused.map(|why| texts.said(&why).text);
    let checks: Vec<Check> = seen.into_iter().map(|one| Check::of(one, texts)).collect();
    Ok(Json(json!({ "problem": problem, "recipients": checks })))
}

/// Checks a fax number that the user has written in the form, and returns the result as JSON: its
/// canonical form, its price class, and whether the user may fax to it.
pub(super) async fn check(
    Visit(house, user): Visit,
    Query(Asked { number, device }): Query<Asked>,
) -> Result<Json<Value>> {
    let (person, texts) = (user.person, user.visitor.texts);
    let checked = house.at_desk(move |desk| {
        Ok(match desk.check_number(&person, &device, &number) {
            Err(DeskError::Unfit(why)) => Err((why, desk.similar(&person, &number)?)),
            found => Ok(found?),
        })
    });
    Ok(Json(match checked.await? {
        Ok(NumberCheck { canonical, class, refusal, .. }) => json!({
            "number": canonical,
            "class": class.name(),
            "price": texts.price(class),
            "may": refusal.is_none(),
            "why": refusal.map(|denied| texts.denied(&denied).text),
        }),
        Err((why, meant)) => {
            let why =
                if meant.is_empty() { texts.said(&why).text } else { texts.in_book.to_owned() };
            let meant: Vec<String> = meant.iter().map(line).collect();
            json!({
                "number": null, "class": null, "price": null, "may": false, "why": why,
                "meant": meant,
            })
        }
    }))
}

/// Checks the recipients of a draft. `named` is the result of replacing their names by contacts.
pub(super) fn seen(
    desk: &Desk,
    person: &Person,
    draft: &Draft,
    named: &Named,
) -> Result<Vec<Seen>, DeskError> {
    let unclear = |to: &Recipient| {
        let is_it = |one: &&Unclear| one.written == to.number && to.name.is_empty();
        named.unclear.iter().find(is_it).cloned()
    };
    let checks = desk.check_draft(person, draft)?;
    Ok(checks
        .into_iter()
        .map(|checked| {
            let unclear = unclear(&checked.0);
            (checked, unclear)
        })
        .collect())
}

/// Reads which contact a button chooses: the contact's id, and the name that it replaces. `None`
/// for any other button.
pub(super) fn picked(button: &str) -> Option<(i64, &str)> {
    let (contact, name) = button.strip_prefix(PICK)?.split_once('-')?;
    Some((contact.parse().ok()?, name))
}

/// Replaces the name `name` in the list of recipients `text` by the recipient `line`.
pub(super) fn with(text: &str, name: &str, line: &str) -> String {
    let chosen = |one: Recipient| {
        if one.number == name && one.name.is_empty() { line.to_owned() } else { one.line() }
    };
    Recipient::all_in(text).into_iter().map(chosen).collect::<Vec<_>>().join("\n")
}

/// The sentence about a name that does not stand for one number.
pub(super) fn why_unclear(one: &Unclear, texts: &Texts) -> Sentence {
    Sentence::here(match (one.is_of_several, one.contacts.is_empty()) {
        (true, _) => texts.several_numbers(&one.written),
        (false, true) => texts.unknown_name(&one.written),
        (false, false) => texts.unclear_name(&one.written),
    })
}

/// A contact in the notation of the form's field.
fn line(contact: &Contact) -> String {
    Recipient::from(contact).line()
}

fn as_text<S: serde::Serializer>(sentence: &Sentence, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&sentence.text)
}

impl Suggested {
    fn of(Suggestion { to, source }: Suggestion, texts: &Texts) -> Self {
        let line = to.line();
        let Recipient { number, name, company } = to;
        let (name, number) = if name.is_empty() { (number, String::new()) } else { (name, number) };
        let source = match source {
            Source::Contact => String::new(),
            Source::Group(count) => format!("{}: {count}", texts.contacts),
            Source::Job => texts.faxed_lately.to_owned(),
        };
        let parts = [company, number, source];
        let more: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Self { line, name, more: more.join(" · ") }
    }
}

impl Check {
    pub(super) fn of(((to, it), unclear): Seen, texts: &'static Texts) -> Self {
        let label = if to.name.is_empty() { to.number.clone() } else { to.name.clone() };
        let checked = Self {
            to: to.line(),
            label,
            canonical: String::new(),
            class: "",
            is_dear: false,
            problem: Sentence::default(),
            meant: Vec::new(),
        };
        match (it, unclear) {
            (Ok(NumberCheck { canonical, class, refusal, .. }), _) => Self {
                canonical,
                class: texts.price(class),
                is_dear: class >= PriceClass::Abroad,
                problem: refusal.map_or_else(Sentence::default, |denied| texts.denied(&denied)),
                ..checked
            },
            (Err(_), Some(unclear)) => Self {
                problem: why_unclear(&unclear, texts),
                meant: unclear.contacts.iter().map(|one| Meant::of(one, &unclear)).collect(),
                ..checked
            },
            (Err(problem), None) => Self { problem: texts.said(&problem), ..checked },
        }
    }
}

impl Meant {
    fn of(contact: &Contact, unclear: &Unclear) -> Self {
        Self { line: line(contact), pick: format!("{PICK}{}-{}", contact.id, unclear.written) }
    }
}
