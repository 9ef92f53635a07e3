//! Decodes transfer encodings, charsets and `format=flowed`. Decoding never fails: text with errors
//! is decoded as well as possible.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;

/// Reads the keyword of a `Content-Transfer-Encoding`, in lower case. Comments (which RFC 2045 §6.1
/// allows), and the quotes and semicolons that some programs add, are removed.
pub(super) fn encoding(line: &[u8]) -> String {
    let mut depth = 0_u32;
    let is_plain = |byte: &&u8| {
        depth += u32::from(**byte == b'(');
        let is_outside = depth == 0;
        depth = depth.saturating_sub(u32::from(**byte == b')'));
        is_outside
    };
    let outside: Vec<u8> = line.iter().filter(is_plain).copied().collect();
    let is_between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b';');
    let word = outside.split(is_between).find(|word| !word.is_empty());
    String::from_utf8_lossy(word.unwrap_or_default()).to_ascii_lowercase()
}

/// Decodes the body of a part by its `Content-Transfer-Encoding`; `line` is the value of that
/// header line.
pub(super) fn transfer(body: &[u8], line: &[u8]) -> Vec<u8> {
    match encoding(line).as_str() {
        "base64" => base64(body),
        "quoted-printable" => quoted_printable(body),
        _ => body.to_vec(),
    }
}

/// Decodes base64 (RFC 2045 §6.8) and skips unknown characters, because some relays append
/// lines of their own to a body.
fn base64(body: &[u8]) -> Vec<u8> {
    let read = base64_decode(body).filter(|read| !read.is_empty());
    read.unwrap_or_else(|| {
        let is_sign =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
        let signs: Vec<u8> = body.iter().copied().filter(is_sign).collect();
        base64_decode(&signs).unwrap_or_default()
    })
}

/// Decodes quoted-printable (RFC 2045 §6.7). A `=` that begins no code is taken literally (note 2
/// of §6.7).
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut read = Vec::with_capacity(body.len());
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_end();
        let (text, is_soft) = match text.strip_suffix(b"=") {
            Some(text) => (text, true),
            None => (text, false),
        };
        let mut rest = text;
        while let Some((first, behind)) = rest.split_first() {
            let code = behind.get(..2).filter(|_| *first == b'=').and_then(hexadecimal);
            read.push(code.unwrap_or(*first));
            rest = if code.is_some() { &behind[2..] } else { behind };
        }
        if !is_soft && line.ends_with(b"\n") {
            read.extend_from_slice(if line.ends_with(b"\r\n") { b"\r\n" } else { b"\n" });
        }
    }
    read
}

fn hexadecimal(code: &[u8]) -> Option<u8> {
    u8::from_str_radix(str::from_utf8(code).ok()?, 16).ok()
}

/// Decodes bytes as text. The charset is that of the byte order mark, else the named charset, else
/// UTF-8 or windows-1252. Lines of the result end with `\n`.
pub(super) fn text(bytes: &[u8], charset: Option<&str>) -> String {
    let read = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => guessed(rest),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => named(bytes, "utf-16").unwrap_or_default(),
        _ => match charset.map(|name| name.trim().to_ascii_lowercase()).as_deref() {
            // Some programs name these charsets for any text, and some text that is declared as
            // UTF-8 is not UTF-8.
            None | Some("" | "us-ascii" | "ascii" | "utf-8" | "utf8" | "unknown-8bit") => {
                guessed(bytes)
            }
            Some(name) => named(bytes, name).unwrap_or_else(|| guessed(bytes)),
        },
    };
    let read = read.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(read);
    if read.contains('\r') { read.replace("\r\n", "\n").replace('\r', "\n") } else { read }
}

fn named(bytes: &[u8], name: &str) -> Option<String> {
    charset_decoder(name.as_bytes()).map(|decode| decode(bytes))
}

fn guessed(bytes: &[u8]) -> String {
    match str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => named(bytes, "windows-1252")
            .unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// The charset that HTML names (`<meta charset=…>`, `<meta … content="text/html; charset=…">`).
pub(super) fn charset_of_html(bytes: &[u8]) -> Option<String> {
    // The HTML Standard searches the first 1024 bytes, but Word writes longer heads.
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let behind = &head[head.find("charset=")? + "charset=".len()..];
    let behind = behind.trim_start_matches(['"', '\'', ' ']);
    let name: String = behind
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .collect();
    (!name.is_empty()).then_some(name)
}

/// Joins the lines of `format=flowed` (RFC 3676). A line that ends with a blank continues in the
/// next line, if both have the same depth of quoting. Each line of the result is a paragraph.
pub(super) fn unflowed(text: &str, deletes_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // The depth of quoting of the present paragraph; `None` between paragraphs.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.len() - line.trim_start_matches('>').len();
        let content = &line[depth..];
        // RFC 3676 §4.4: remove the blank that the sender added at the beginning (space-stuffing).
        let content = content.strip_prefix(' ').unwrap_or(content);
        // RFC 3676 §4.3: the separator before a signature never continues in the next line.
        let is_separator = content == "-- ";
        if open.is_some_and(|known| known != depth || is_separator) {
            out.push('\n');
            open = None;
        }
        if open.is_none() && depth > 0 {
            out.extend(std::iter::repeat_n('>', depth));
            out.push(' ');
        }
        let is_flowed = !is_separator && content.ends_with(' ');
        out.push_str(if is_flowed && deletes_space {
            &content[..content.len() - 1]
        } else {
            content
        });
        open = is_flowed.then_some(depth);
        if !is_flowed {
            out.push('\n');
        }
    }
    if open.is_some() {
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transfer_encodings_are_undone_even_where_they_are_careless() {
        assert_eq!(transfer(b"R3L8w59l\r\n", b"Base64"), b"Gr\xFC\xC3\x9Fe");
        assert_eq!(transfer(b"SGFs\r\nbG8=\r\n", b"base64"), b"Hallo");
        assert_eq!(transfer(b"SGFs!!bG8=", b"base64"), b"Hallo", "signs of no meaning");
        assert_eq!(
            transfer(b"Gr=C3=BC=C3=9Fe =\r\nan alle  \r\n1=1 =\r\n", b"quoted-printable"),
            "Grüße an alle\r\n1=1 ".as_bytes()
        );
        assert_eq!(transfer(b"a=b=zz", b"quoted-printable"), b"a=b=zz");
        assert_eq!(transfer(b"as it is\r\n", b"8bit"), b"as it is\r\n");
    }

    #[test]
    fn a_transfer_encoding_is_known_however_it_is_written() {
        for line in [
            "base64",
            " BASE64 ",
            "base64;",
            "\"base64\"",
            "base64 (as usual)",
            "(a (nested) comment) base64",
            "base64(x)",
            "\tbase64\t",
            "  base64  \r\n",
            "\r\n base64; charset=\"utf-8\"",
            "'base64'",
        ] {
            assert_eq!(encoding(line.as_bytes()), "base64", "{line:?}");
            assert_eq!(transfer(b"SGFsbG8=", line.as_bytes()), b"Hallo", "{line:?}");
        }
        for (line, word) in
            [("", ""), ("(base64)", ""), ("x-base64", "x-base64"), ("7bit(", "7bit")]
        {
            assert_eq!(encoding(line.as_bytes()), word, "{line:?}");
        }
    }

    #[test]
    fn texts_are_read_by_their_charset_and_guessed_without_one() {
        for (bytes, charset, text_of_it) in [
            (&b"\xE3\xD1\xCD\xC8\xC7"[..], Some("windows-1256"), "مرحبا"),
            (b"\x1B$B%O%m!<\x1B(B!", Some("ISO-2022-JP"), "ハロー!"),
            (b"\x83n\x83\x8D", Some("Shift_JIS"), "ハロ"),
            (b"Gr\xFC\xDFe", None, "Grüße"),
            (b"Gr\xFC\xDFe", Some("utf-8"), "Grüße"),
            ("Grüße".as_bytes(), Some("us-ascii"), "Grüße"),
            ("Grüße".as_bytes(), Some("x-nobody-knows"), "Grüße"),
            (b"\x80 5", Some("iso-8859-1"), "€ 5"),
            (b"\xEF\xBB\xBFa", None, "a"),
            (b"\xFF\xFEa\0\n\0", None, "a\n"),
            (b"a\r\nb\rc", None, "a\nb\nc"),
            (b"+ZYc-", Some("utf-7"), "文"),
        ] {
            assert_eq!(text(bytes, charset), text_of_it, "{charset:?}");
        }
    }

    #[test]
    fn html_names_its_own_charset() {
        assert_eq!(
            charset_of_html(b"<html><meta charset='windows-1251'>").as_deref(),
            Some("windows-1251")
        );
        let old = b"<META http-equiv=Content-Type content=\"text/html; charset=koi8-r\">";
        assert_eq!(charset_of_html(old).as_deref(), Some("koi8-r"));
        assert_eq!(charset_of_html(b"<p>charset</p>"), None);
    }

    #[test]
    fn flowed_lines_become_paragraphs() {
        let flowed =
            "Dear \ncolleagues,\n\n>> old \n>> text\n> newer\n From here\n-- \nAnna \nBerger";
        assert_eq!(
            unflowed(flowed, false),
            "Dear colleagues,\n\n>> old text\n> newer\nFrom here\n-- \nAnna Berger\n"
        );
        assert_eq!(unflowed("日本 \n語\n", true), "日本語\n", "delsp");
        assert_eq!(
            unflowed("open \n-- \nAnna\n", false),
            "open \n-- \nAnna\n",
            "nothing flows into a signature"
        );
    }
}
