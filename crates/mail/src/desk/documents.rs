//! Selects the parts of a mail that become pages, in their order. The preview (`ferrofax convert`)
//! and the sending of a fax both use this code.

use crate::date;
use crate::letter::{Content, Letter, Part, Place};
use ferrofax_convert::{Body, Document, FirstPage, InlinePicture};

/// Returns the documents of a mail that are faxed. If `whole` is set, these are the subject and the
/// text, followed by the attachments. Otherwise they are only the attachments.
pub(super) fn documents(letter: &Letter, whole: bool) -> Vec<Document> {
    let mut documents = Vec::new();
    let text = letter.text().filter(|_| whole);
    if whole && (text.is_some() || !letter.subject.is_empty()) {
        documents.push(Document::first_page(first_page(letter, text)));
    }
    for part in &letter.parts {
        let is_first_page = text.is_some_and(|text| std::ptr::eq(text, part));
        let is_wanted = part.place == Place::Attachment || whole;
        if is_wanted && !is_first_page {
            documents.push(document(part));
        }
    }
    documents
}

fn first_page(letter: &Letter, text: Option<&Part>) -> FirstPage {
    let head = &letter.head;
    let from = head.from.as_ref().map_or_else(String::new, |from| match from.name.as_str() {
        "" => from.address.clone(),
        name => format!("{name} <{}>", from.address),
    });
    FirstPage {
        subject: letter.subject.clone(),
        from,
        // The list of the mail's recipients is not shown on the fax.
        to: String::new(),
        date: head.date.map_or_else(String::new, date::written),
        body: text.map_or_else(Body::default, |part| body(&part.content)),
    }
}

fn body(content: &Content) -> Body {
    match content {
        Content::Text(text) => Body::Text(text.clone()),
        Content::Html { html, pictures } => {
            let pictures = pictures
                .iter()
                .map(|picture| InlinePicture {
                    id: picture.id.clone(),
                    bytes: picture.bytes.clone(),
                })
                .collect();
            Body::Html { html: html.clone(), pictures }
        }
        // This does not occur: the text that the sender wrote in the mail program is never a file.
        Content::File(_) => Body::default(),
    }
}

fn document(part: &Part) -> Document {
    let name = if part.name.is_empty() { "the mail's text".to_owned() } else { part.name.clone() };
    match &part.content {
        Content::File(bytes) => Document::bytes(name, part.media_type.clone(), bytes.clone()),
        Content::Text(text) => {
            Document::bytes(name, "text/plain; charset=utf-8", text.clone().into_bytes())
        }
        Content::Html { html, pictures } if pictures.is_empty() => {
            Document::bytes(name, "text/html; charset=utf-8", html.clone().into_bytes())
        }
        content => {
            let page = FirstPage { body: body(content), ..FirstPage::default() };
            Document { name, ..Document::first_page(page) }
        }
    }
}
