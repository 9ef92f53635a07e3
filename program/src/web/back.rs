//! The way back from a page that says no: to the form, and to what was written in it.

use std::sync::{Arc, OnceLock};

use axum::http::HeaderMap;
use axum::http::header::{HOST, REFERER};

use super::login::{fields, is_ours};
use super::texts::Texts;

/// What a form has brought, for the page that may have to give it back. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Written(Arc<OnceLock<Form>>);

/// A form as it was sent.
struct Form {
    /// Where to.
    to: String,
    fields: Vec<(String, String)>,
}

/// The way back.
#[derive(Default)]
pub(super) struct Back {
    /// The page of the form; empty: it is not known.
    pub(super) page: String,
    /// Where the form goes.
    pub(super) to: String,
    /// What was written in it; none: there is nothing to write in it.
    pub(super) fields: Vec<Field>,
}

/// A field of the form.
pub(super) struct Field {
    /// What it is called; empty: nobody has written in it.
    pub(super) label: &'static str,
    pub(super) name: String,
    pub(super) value: String,
    pub(super) is_long: bool,
}

/// The field of the page that the form was on, where a refusal has taken its place.
const PAGE: &str = "page";

impl Written {
    /// Keeps what a form has brought whose secret was right.
    pub(super) fn keep(&self, to: &str, form: &str) {
        _ = self.0.set(Form { to: to.to_owned(), fields: fields(form) });
    }

    /// The way back to it. `may_help`: to send it once more, otherwise written.
    pub(super) fn back(&self, headers: &HeaderMap, may_help: bool, t: &'static Texts) -> Back {
        let Some(Form { to, fields }) = self.0.get() else {
            return Back { page: page(headers), ..Back::default() };
        };
        let kept = fields.iter().find(|(name, _)| name == PAGE).map(|(_, page)| page.clone());
        let page = kept.filter(|page| is_ours(page)).unwrap_or_else(|| page(headers));
        let deed = to.rsplit('/').next().unwrap_or_default();
        let field = |(name, value): &(String, String)| Field {
            label: label(deed, name, t),
            name: name.clone(),
            value: value.clone(),
            is_long: value.contains('\n') || name == "text",
        };
        let written = fields.iter().filter(|(name, _)| name != PAGE);
        let mut fields: Vec<Field> = written.map(field).collect();
        if !may_help || fields.iter().all(|field| field.label.is_empty()) {
            fields.clear();
        }
        Back { page, to: to.clone(), fields }
    }
}

/// The page of ours that a request comes from, without its word on what was done before.
fn page(headers: &HeaderMap) -> String {
    let text = |name| headers.get(name)?.to_str().ok();
    let from = text(REFERER).zip(text(HOST)).and_then(|(from, host)| {
        let (_, from) = from.split_once("://")?;
        from.strip_prefix(host)
    });
    let from = from.unwrap_or_default();
    let from = from.split("?done=").next().unwrap_or_default();
    if is_ours(from) { from.to_owned() } else { String::new() }
}

/// What a field is called at the page, by what its form does.
fn label(deed: &str, name: &str, t: &'static Texts) -> &'static str {
    match (deed, name) {
        ("hand", "to") => t.hand_to,
        ("mail", "to") => t.mail_to,
        ("fax", "to") => t.fax_to,
        ("print", "to") => t.printer,
        ("number", "to") => t.number,
        ("again", "to") => t.again_to,
        ("note", "tag") => t.tag,
        ("note", "text") => t.note,
        ("keys", "name") => t.key_name,
        ("keys", "days") => t.key_days,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(from: &str) -> HeaderMap {
        let lines = [(HOST, "fax.example:8443"), (REFERER, from)];
        lines.into_iter().map(|(name, value)| (name, value.parse().unwrap())).collect()
    }

    #[test]
    fn the_way_back_leads_to_a_page_of_ours() {
        for (from, page_of_ours) in [
            ("https://fax.example:8443/in/5?done=mailed", "/in/5"),
            ("https://fax.example:8443/in?search=a%20b", "/in?search=a%20b"),
            ("https://fax.example:8443.evil.example/in", ""),
            ("https://evil.example/in", ""),
            ("https://fax.example:8443//evil.example", ""),
            ("about:blank", ""),
        ] {
            assert_eq!(page(&headers(from)), page_of_ours, "{from}");
        }
        assert_eq!(page(&HeaderMap::new()), "");
    }

    #[test]
    fn what_was_written_comes_back_and_buttons_do_not() {
        let t = <&Texts>::default();
        let headers = headers("https://fax.example:8443/in/5/mail");
        let written = Written::default();
        written.keep("/in/5/mail", "to=a%40b&secret=x&page=%2Fin%2F5");
        let back = written.back(&headers, true, t);
        assert_eq!((back.page.as_str(), back.to.as_str()), ("/in/5", "/in/5/mail"));
        let fields: Vec<_> = back.fields.iter().map(|it| (it.label, it.value.as_str())).collect();
        assert_eq!(fields, [(t.mail_to, "a@b")]);
        assert!(written.back(&headers, false, t).fields.is_empty());
        let button = Written::default();
        button.keep("/admin/users/stop", "user=bob&secret=x");
        assert!(button.back(&headers, true, t).fields.is_empty());
    }
}
