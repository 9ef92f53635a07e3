//! Adds a link and a form to an error page, by which the user gets back to the form that caused the
//! error. The form still contains the user's input.

use std::sync::{Arc, OnceLock};

use axum::http::HeaderMap;
use axum::http::header::{HOST, REFERER};

use super::login::{fields, is_ours};
use super::texts::Texts;

/// The content of a submitted form, for an error page that may offer the form again. Cloning it
/// takes little time.
#[derive(Clone, Default)]
pub(super) struct Written(Arc<OnceLock<Form>>);

/// A form that a user has submitted to the web interface.
struct Form {
    /// The URL to which the form was submitted.
    to: String,
    fields: Vec<(String, String)>,
}

/// The link and the form by which an error page leads back to the submitted form that caused the
/// error.
#[derive(Default)]
pub(super) struct Back {
    /// The URL of the web page that contains the form; empty if it is not known.
    pub(super) page: String,
    /// The URL to which the form is submitted again.
    pub(super) to: String,
    /// The fields of the form that the user can correct; empty if the form has no such field.
    pub(super) fields: Vec<Field>,
}

/// A field of the submitted form, as the error page shows it again.
pub(super) struct Field {
    /// The label of the form field that the user sees; empty for a hidden field.
    pub(super) label: &'static str,
    pub(super) name: String,
    pub(super) value: String,
    pub(super) is_long: bool,
}

/// The name of a hidden field in the form on an error page. The field has the URL of the web page
/// from which the user came.
const PAGE: &str = "page";

impl Written {
    /// Keeps a submitted form whose CSRF token (the secret of the login session) was valid, so that
    /// an error page can offer the form again.
    pub(super) fn keep(&self, to: &str, form: &str) {
        _ = self.0.set(Form { to: to.to_owned(), fields: fields(form) });
    }

    /// The link and the form by which a user gets back to the submitted form. `may_help` says
    /// whether the form can succeed if it is corrected or submitted again.
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

impl Back {
    /// Replaces the recipients in the form, so that the form has only those who got no fax.
    pub(super) fn set_recipients<'a>(&mut self, left: impl Iterator<Item = &'a str>) {
        let left = left.collect::<Vec<_>>().join(", ");
        for field in self.fields.iter_mut().filter(|field| field.name == "to") {
            field.value.clone_from(&left);
        }
    }
}

/// The path of the page of the web interface from which a request comes, without the parameter
/// `done`, which shows a message about an earlier action. Empty if the request does not come from a
/// page of the web interface.
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

/// The label of the field `name` in a form. Fields of different forms may have equal names, so the
/// form's action `deed` decides, too.
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
