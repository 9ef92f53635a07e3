//! The output of the child process that reads a mail. It has a simple format: a line of JSON, then
//! the bytes of the parts and their pictures. The parent process reads it as untrusted input.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::came_back::CameBack;
use super::error::ReadError;
use crate::letter::{
    Answer, Automatic, Content, Head, LeftOut, LetterError, Mailbox, Part, Picture, Place, Why,
    one_line,
};
use ferrofax_basics::UnixMs;

/// The result of reading a mail, one variant for each task of the child process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Product {
    Letter(Head, Vec<Part>, Vec<LeftOut>),
    Head(Head),
    CameBack(Option<CameBack>),
    Answer(Answer),
}

/// The whole output of the child process that reads a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) product: Result<Product, LetterError>,
    /// Whether the kernel confines the child process that reads a mail (by Landlock).
    pub(super) is_guarded: bool,
}

impl Product {
    /// Returns the error that replaces this result, if the child process that reads a mail has
    /// returned a result of another kind than its task required.
    pub(super) fn unexpected(self) -> ReadError {
        ReadError::Broke("crashes the program that reads it")
    }
}

impl Written {
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut blobs = Vec::new();
        let product = match &self.product {
            Ok(Product::Letter(head, parts, left_out)) => {
                let parts: Vec<Value> =
                    parts.iter().map(|part| part_value(part, &mut blobs)).collect();
                let left_out: Vec<Value> =
                    left_out.iter().map(|one| json!([one.name, one.why.word()])).collect();
                json!({"head": head_value(head), "parts": parts, "left_out": left_out})
            }
            Ok(Product::Head(head)) => json!({"head": head_value(head)}),
            Ok(Product::CameBack(None)) => json!({"came_back": null}),
            Ok(Product::CameBack(Some(CameBack { message_id, is_final, reason }))) => {
                json!({"came_back": [message_id, is_final, reason]})
            }
            Ok(Product::Answer(Answer { answers, line })) => json!({"answer": [answers, line]}),
            Err(LetterError::NoMail) => json!({"no_mail": true}),
            Err(LetterError::TooManyParts(most)) => json!({"too_many_parts": most}),
        };
        let line = json!({"guarded": self.is_guarded, "product": product}).to_string();
        out.write_all(line.as_bytes())?;
        out.write_all(b"\n")?;
        blobs.iter().try_for_each(|blob| out.write_all(blob))
    }
}

fn head_value(head: &Head) -> Value {
    // All fields are named, so that the compiler reports a field that is missing here.
    let Head {
        message_id,
        in_reply_to,
        references,
        subject,
        from,
        reply_to,
        to,
        date,
        date_written,
        automatic,
        spam,
        hops,
        fields,
    } = head;
    let mailbox = |mailbox: &Mailbox| json!([mailbox.name, mailbox.address]);
    let mailboxes = |all: &[Mailbox]| all.iter().map(mailbox).collect::<Vec<_>>();
    json!({
        "message_id": message_id,
        "in_reply_to": in_reply_to,
        "references": references,
        "subject": subject,
        "from": from.as_ref().map(mailbox),
        "reply_to": mailboxes(reply_to),
        "to": mailboxes(to),
        "date": date.map(|moment| moment.0),
        "date_written": date_written,
        "automatic": automatic.map(Automatic::word),
        "spam": spam,
        "hops": hops,
        "fields": fields.iter().map(|(name, value)| json!([name, value])).collect::<Vec<_>>(),
    })
}

fn part_value<'a>(part: &'a Part, blobs: &mut Vec<&'a [u8]>) -> Value {
    let Part { name, media_type, place, content } = part;
    let mut pictures_of = &[][..];
    let (kind, bytes) = match content {
        Content::Text(text) => ("text", text.as_bytes()),
        Content::File(bytes) => ("file", bytes.as_slice()),
        Content::Html { html, pictures } => {
            pictures_of = pictures;
            ("html", html.as_bytes())
        }
    };
    blobs.push(bytes);
    blobs.extend(pictures_of.iter().map(|picture| picture.bytes.as_slice()));
    let pictures: Vec<Value> = pictures_of
        .iter()
        .map(|picture| json!([picture.id, picture.media_type, picture.bytes.len()]))
        .collect();
    let is_own = *place == Place::Message;
    json!({"name": name, "media_type": media_type, "own": is_own, "kind": kind, "length": bytes.len(), "pictures": pictures})
}

/// Reads the output of the child process that has read a mail; `None` if it has another format.
pub(super) fn read(bytes: &[u8]) -> Option<Written> {
    // The output is a line of JSON, followed by the bytes of the parts.
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let value: Value = serde_json::from_slice(&bytes[..end]).ok()?;
    let product = value.get("product")?;
    // The output is a reason why the mail cannot be read, a bounce, a reply, or a header with or
    // without its parts.
    let read = if product.get("no_mail").is_some() {
        Err(LetterError::NoMail)
    } else if let Some(most) = product.get("too_many_parts") {
        Err(LetterError::TooManyParts(usize::try_from(most.as_u64()?).ok()?))
    } else if let Some(bounce) = product.get("came_back") {
        Ok(Product::CameBack(if bounce.is_null() { None } else { Some(came_back_of(bounce)?) }))
    } else if let Some(answer) = product.get("answer") {
        let answers = list(answer.get(0)?, words)?;
        Ok(Product::Answer(Answer { answers, line: words(answer.get(1)?)? }))
    } else {
        let head = head_of(product.get("head")?)?;
        match product.get("parts") {
            None => Ok(Product::Head(head)),
            Some(parts) => {
                let mut rest = &bytes[end + 1..];
                let parts = parts
                    .as_array()?
                    .iter()
                    .map(|part| part_of(part, &mut rest))
                    .collect::<Option<_>>()?;
                let left_out = product
                    .get("left_out")?
                    .as_array()?
                    .iter()
                    .map(left_out_of)
                    .collect::<Option<_>>()?;
                Ok(Product::Letter(head, parts, left_out))
            }
        }
    };
    Some(Written { product: read, is_guarded: value.get("guarded")?.as_bool()? })
}

/// Reads a text from the untrusted output of the child process that reads a mail. The text is made
/// one line, so that it is safe in the header lines and texts of mails. `None` if the value is not
/// a text.
fn words(value: &Value) -> Option<String> {
    value.as_str().map(one_line)
}

fn list<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    value.as_array()?.iter().map(read).collect()
}

fn optional<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Option<T>> {
    if value.is_null() { Some(None) } else { read(value).map(Some) }
}

fn pair(value: &Value) -> Option<(String, String)> {
    Some((words(value.get(0)?)?, words(value.get(1)?)?))
}

fn mailbox_of(value: &Value) -> Option<Mailbox> {
    pair(value).map(|(name, address)| Mailbox { name, address })
}

fn head_of(value: &Value) -> Option<Head> {
    Some(Head {
        message_id: optional(value.get("message_id")?, words)?,
        in_reply_to: list(value.get("in_reply_to")?, words)?,
        references: list(value.get("references")?, words)?,
        subject: words(value.get("subject")?)?,
        from: optional(value.get("from")?, mailbox_of)?,
        reply_to: list(value.get("reply_to")?, mailbox_of)?,
        to: list(value.get("to")?, mailbox_of)?,
        date: optional(value.get("date")?, |ms| ms.as_i64().map(UnixMs))?,
        date_written: words(value.get("date_written")?)?,
        automatic: optional(value.get("automatic")?, |word| Automatic::from_word(word.as_str()?))?,
        spam: value.get("spam")?.as_bool()?,
        hops: usize::try_from(value.get("hops")?.as_u64()?).ok()?,
        fields: list(value.get("fields")?, pair)?,
    })
}

fn left_out_of(value: &Value) -> Option<LeftOut> {
    Some(LeftOut { name: words(value.get(0)?)?, why: Why::from_word(value.get(1)?.as_str()?)? })
}

fn came_back_of(value: &Value) -> Option<CameBack> {
    let (message_id, reason) = (words(value.get(0)?)?, words(value.get(2)?)?);
    Some(CameBack { message_id, is_final: value.get(1)?.as_bool()?, reason })
}

fn part_of(value: &Value, rest: &mut &[u8]) -> Option<Part> {
    let bytes = blob(value.get("length")?, rest)?;
    let pictures = value
        .get("pictures")?
        .as_array()?
        .iter()
        .map(|picture| picture_of(picture, rest));
    let pictures: Vec<Picture> = pictures.collect::<Option<_>>()?;
    let text = |bytes| String::from_utf8(bytes).ok();
    let content = match value.get("kind")?.as_str()? {
        "text" => Content::Text(text(bytes)?),
        "html" => Content::Html { html: text(bytes)?, pictures },
        "file" => Content::File(bytes),
        _ => return None,
    };
    let place = if value.get("own")?.as_bool()? { Place::Message } else { Place::Attachment };
    Some(Part {
        name: words(value.get("name")?)?,
        media_type: words(value.get("media_type")?)?,
        place,
        content,
    })
}

fn picture_of(value: &Value, rest: &mut &[u8]) -> Option<Picture> {
    let (id, media_type) = pair(value)?;
    Some(Picture { id, media_type, bytes: blob(value.get(2)?, rest)? })
}

fn blob(length: &Value, rest: &mut &[u8]) -> Option<Vec<u8>> {
    let (bytes, behind) = rest.split_at_checked(usize::try_from(length.as_u64()?).ok()?)?;
    *rest = behind;
    Some(bytes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::{Letter, LetterSettings};

    fn written(product: Result<Product, LetterError>) -> Vec<u8> {
        let mut bytes = Vec::new();
        Written { product, is_guarded: true }.write(&mut bytes).unwrap();
        bytes
    }

    const MAIL: &[u8] = b"From: \"Berger, Anna\" <a@example.com>\r\nTo: x@y, z@y\r\nReply-To: r@y\r\nCc: c@y\r\n\
        Message-ID: <1@x>\r\nReferences: <2@x> <3@x>\r\nIn-Reply-To: <3@x>\r\nReceived: by a\r\n\
        Date: Fri, 20 Nov 2026 14:31:47 +0100\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nX-Fax-Tag: 7\r\n\
        Precedence: bulk\r\nX-Spam-Flag: YES\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
        --b\r\nContent-Type: multipart/related; boundary=r\r\n\r\n--r\r\nContent-Type: text/html\r\n\r\n\
        <p>Hello<img src=\"cid:p@x\">\r\n--r\r\nContent-Type: image/x-raw\r\nContent-ID: <p@x>\r\n\r\n\0\xFF\n\r\n--r--\r\n\
        --b\r\nContent-Type: text/plain; name=a.txt\r\n\r\ntext\r\n--b\r\nContent-Type: application/pdf\r\n\r\n%PDF\xFE\r\n\
        --b\r\nContent-Type: text/calendar; name=i.ics\r\n\r\nx\r\n--b--\r\n";

    #[test]
    fn a_letter_is_read_as_it_was_written() {
        let settings = LetterSettings { subject_keywords: true, ..LetterSettings::default() };
        let letter = Letter::read(MAIL, "a@example.com", &settings).unwrap();
        assert_eq!((letter.parts.len(), letter.left_out.len()), (3, 1), "{letter:?}");
        assert!(
            matches!(&letter.parts[0].content, Content::Html { pictures, .. } if pictures.len() == 1)
        );
        let product =
            Product::Letter(letter.head.clone(), letter.parts.clone(), letter.left_out.clone());
        let bytes = written(Ok(product.clone()));
        assert_eq!(read(&bytes), Some(Written { product: Ok(product), is_guarded: true }));
        let Some(Written { product: Ok(Product::Letter(head, parts, left_out)), .. }) =
            read(&bytes)
        else {
            panic!()
        };
        assert_eq!(Letter::of(head, parts, left_out, &settings), letter);
        let head = Product::Head(letter.head);
        assert_eq!(read(&written(Ok(head.clone()))).unwrap().product, Ok(head));
        // Output that is cut off anywhere is rejected.
        (0..bytes.len()).for_each(|length| assert_eq!(read(&bytes[..length]), None, "{length}"));
    }

    #[test]
    fn the_other_ends_are_read_as_well() {
        let bounce =
            CameBack { message_id: "1@x".into(), is_final: true, reason: "5.1.1 no".into() };
        for product in [
            Ok(Product::CameBack(None)),
            Ok(Product::CameBack(Some(bounce))),
            Ok(Product::Answer(Answer { answers: vec!["1@x".into()], line: "0991 1".into() })),
            Err(LetterError::NoMail),
            Err(LetterError::TooManyParts(7)),
        ] {
            assert_eq!(read(&written(product.clone())).unwrap().product, product);
        }
    }

    #[test]
    fn a_child_that_was_taken_over_writes_no_header_lines() {
        let head = Head { subject: "a\r\nBcc: b".into(), ..Head::default() };
        let Ok(Product::Head(head)) = read(&written(Ok(Product::Head(head)))).unwrap().product
        else {
            panic!()
        };
        assert_eq!(head.subject, "a Bcc: b");
        for wrong in [
            &b""[..],
            b"\n",
            b"{}\n",
            b"{\"guarded\":true,\"product\":{\"head\":{}}}\n",
            b"[[[[\n",
            b"null\n",
        ] {
            assert_eq!(read(wrong), None);
        }
    }
}
