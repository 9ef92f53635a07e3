use super::*;

fn read(mail: &str) -> Letter {
    read_with(mail, &LetterSettings::default())
}

fn read_with(mail: &str, settings: &LetterSettings) -> Letter {
    Letter::read(mail.replace('\n', "\r\n").as_bytes(), "anna@example.com", settings).unwrap()
}

/// The parts of a letter in words: place, name and content of each.
fn pages(letter: &Letter) -> Vec<String> {
    let words = |content: &Content| match content {
        Content::Text(text) => format!("text {}", text.trim()),
        Content::Html { html, pictures } => {
            format!("html {} {}", leaf::words_of(html).trim(), pictures.len())
        }
        Content::File(bytes) => format!("file {}", bytes.len()),
    };
    let place = |part: &Part| if part.place == Place::Message { "own" } else { "att" };
    letter
        .parts
        .iter()
        .map(|part| format!("{} {}: {}", place(part), part.name, words(&part.content)))
        .collect()
}

fn left(letter: &Letter) -> Vec<(String, Why)> {
    letter.left_out.iter().map(|left| (left.name.clone(), left.why)).collect()
}

/// Writes a multipart of these parts; each part begins with its header lines.
fn multipart(kind: &str, boundary: &str, parts: &[&str]) -> String {
    let parts: String = parts.iter().map(|part| format!("--{boundary}\n{part}\n")).collect();
    format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\"\n\n{parts}--{boundary}--\n")
}

const TEXT: &str = "Content-Type: text/plain; charset=utf-8\n\nHello";
const HTML: &str = "Content-Type: text/html; charset=utf-8\n\n<p>Hello</p>";
const PDF: &str = "Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment; filename=a.pdf\n\n%PDF-1.4 x";

#[test]
fn of_alternatives_the_richest_is_taken_once() {
    let mail = multipart("alternative", "b", &[TEXT, HTML]);
    assert_eq!(pages(&read(&mail)), ["own : html Hello 0"]);
    let blank = multipart(
        "alternative",
        "b",
        &[TEXT, "Content-Type: text/html\n\n<html><body>&nbsp;</body></html>"],
    );
    assert_eq!(pages(&read(&blank)), ["own : text Hello"]);
    let apple = multipart("mixed", "m", &[HTML, PDF, "Content-Type: text/html\n\n<p>Bye</p>"]);
    let mail = multipart("alternative", "b", &[TEXT, &apple]);
    assert_eq!(
        pages(&read(&mail)),
        ["own : html Hello 0", "att a.pdf: file 10", "own : html Bye 0"]
    );
}

#[test]
fn documents_that_were_put_among_alternatives_are_kept() {
    assert_eq!(
        pages(&read(&multipart("alternative", "b", &[TEXT, HTML, PDF]))),
        ["own : html Hello 0", "att a.pdf: file 10"]
    );
    let with_text = multipart("mixed", "m", &[TEXT, PDF]);
    assert_eq!(
        pages(&read(&multipart("alternative", "b", &[&with_text, HTML]))),
        ["att a.pdf: file 10", "own : html Hello 0"]
    );
}

#[test]
fn a_media_type_that_hides_signs_is_none() {
    for kind in ["audio/x\u{1b}[2J", "audio/x\u{7}"] {
        let mail = format!(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: {kind}\r\n\r\nx\r\n--b--\r\n"
        );
        let letter = Letter::read(mail.as_bytes(), "a@b", &LetterSettings::default()).unwrap();
        assert_eq!(
            (pages(&letter), left(&letter)),
            (vec!["own : text x".to_owned()], vec![]),
            "{kind:?}"
        );
    }
}

#[test]
fn limits_hold_and_are_told() {
    let mut mail = TEXT.to_owned();
    for depth in 0..40 {
        mail = multipart("mixed", &format!("b{depth}"), &[&mail]);
    }
    let deep = read(&mail);
    assert_eq!(
        (pages(&deep).len(), left(&deep)),
        (0, vec![("multipart/mixed".into(), Why::TooDeep)])
    );

    let many = "--b\n\nx\n".repeat(3000);
    let many = format!("Content-Type: multipart/mixed; boundary=b\n\n{many}--b--\n");
    for (max_parts, read) in [(2999, Err(LetterError::TooManyParts(2999))), (3000, Ok(3000))] {
        let settings = LetterSettings { max_parts, ..LetterSettings::default() };
        assert_eq!(
            Letter::read(many.as_bytes(), "a@b", &settings).map(|letter| letter.parts.len()),
            read
        );
    }

    let mut mail = format!("Subject: innermost\n{TEXT}");
    for depth in 0..20 {
        mail = format!("Subject: at {depth}\nContent-Type: message/rfc822\n\n{mail}");
    }
    let nested = read(&mail);
    assert_eq!(
        left(&nested),
        [("at 13".to_owned(), Why::TooDeep)],
        "the five outer ones were read"
    );
}

#[test]
fn what_is_cut_off_is_read_as_far_as_it_goes() {
    let letter = read(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: application/pdf\n\n%PDF-1.4 beg",
    );
    assert_eq!(pages(&letter), ["own : text Hello", "att attachment.pdf: file 12"]);
    let letter = read("Content-Type: multipart/mixed; boundary=b\n\nno part at all\n");
    assert_eq!(left(&letter), [("multipart/mixed".to_owned(), Why::Damaged)]);
    assert_eq!(pages(&read("Subject: only a head\n")).len(), 0);
}

#[test]
fn a_boundary_that_begins_like_another_is_another() {
    let inner = multipart("mixed", "b1", &[TEXT]);
    assert_eq!(
        pages(&read(&multipart("mixed", "b", &[&inner, PDF]))),
        ["own : text Hello", "att a.pdf: file 10"]
    );
}

#[test]
fn pictures_belong_to_the_html_that_names_them_and_logos_are_no_pages() {
    let png = |width: u32, height: u32| {
        let mut bytes = b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR".to_vec();
        bytes.extend_from_slice(&width.to_be_bytes());
        bytes.extend_from_slice(&height.to_be_bytes());
        let quoted: String = bytes.iter().map(|byte| format!("={byte:02X}")).collect();
        format!(
            "Content-Type: image/png; name=p.png\nContent-Transfer-Encoding: quoted-printable\n{{}}\n\n{quoted}"
        )
    };
    let picture = |width, height, more: &str| png(width, height).replace("{}", more);
    let html = "Content-Type: text/html\n\n<p>Hi <img src='cid:logo%401'></p>";
    let named = picture(900, 900, "Content-ID: <logo@1>");
    let letter = read(&multipart("related", "b", &[html, &named]));
    assert_eq!(pages(&letter), ["own : html Hi 1"]);

    let logo = picture(250, 80, "Content-Disposition: inline");
    let photo = picture(3000, 2000, "Content-Disposition: inline");
    let stamp = picture(250, 80, "Content-Disposition: attachment");
    let letter = read(&multipart("mixed", "b", &[TEXT, &logo, &photo, &stamp]));
    assert_eq!(pages(&letter), ["own : text Hello", "att p.png: file 24", "att p.png: file 24"]);

    // With `mode = 1` the text becomes no page, but a photograph in it does.
    let letter = read_with(
        &multipart("related", "b", &[html, &named]),
        &LetterSettings { whole: false, ..LetterSettings::default() },
    );
    assert_eq!(pages(&letter), ["att p.png: file 24"]);
}

/// HTML cannot show a TIFF, which is often a scan. It is faxed like an attachment.
#[test]
fn a_tiff_that_the_text_shows_becomes_pages_of_its_own() {
    let html = "Content-Type: text/html\n\n<p>Hi <img src='cid:scan%401'></p>";
    for bytes in ["II*=00x", "MM=00*x", "II+=00x", "MM=00+x"] {
        for more in ["", "Content-Disposition: inline; filename=a.tif\n"] {
            let tiff = format!(
                "Content-Type: image/tiff\nContent-Transfer-Encoding: quoted-printable\n\
                 {more}Content-ID: <scan@1>\n\n{bytes}"
            );
            let letter = read(&multipart("related", "b", &[html, &tiff]));
            let name = if more.is_empty() { "attachment" } else { "a" };
            let expected = ["own : html Hi 0".to_owned(), format!("att {name}.tif: file 5")];
            assert_eq!(pages(&letter), expected, "{bytes} {more}");
            assert!(left(&letter).is_empty(), "{bytes} {more}");
            let among = read(&multipart("alternative", "b", &[TEXT, html, &tiff]));
            assert_eq!(pages(&among), expected, "among alternatives: {bytes} {more}");
        }
    }
}

/// A picture of a signature in the mail program may be left out without a word. A picture that
/// somebody attached may not.
#[test]
fn small_pictures_that_were_attached_are_faxed_or_named() {
    for (width, height, more, why) in [
        (400, 40, "Content-Disposition: attachment", None),
        (40, 400, "Content-Type: image/png", None),
        (49, 49, "Content-Disposition: attachment; filename=seal.png", None),
        (48, 48, "Content-Disposition: attachment", Some(Why::SmallPicture)),
        (1, 1, "Content-Type: image/png", Some(Why::SmallPicture)),
        (400, 40, "Content-Disposition: inline", Some(Why::SmallPicture)),
        (1, 1, "Content-Disposition: inline", Some(Why::SmallPicture)),
        (400, 40, "Content-Disposition: inline\nContent-ID: <a@b>", Some(Why::Logo)),
        (1, 1, "Content-ID: <a@b>", Some(Why::Logo)),
        (400, 40, "Content-Disposition: attachment\nContent-ID: <a@b>", None),
        (1600, 1200, "Content-Disposition: inline\nContent-ID: <a@b>", None),
    ] {
        let mut png = b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR".to_vec();
        png.extend([width, height].into_iter().flat_map(u32::to_be_bytes));
        let quoted: String = png.iter().map(|byte| format!("={byte:02X}")).collect();
        let part = format!("{more}\nContent-Transfer-Encoding: quoted-printable\n\n{quoted}");
        let part =
            if more.contains("Type") { part } else { format!("Content-Type: image/png\n{part}") };
        let letter = read(&multipart("mixed", "b", &[TEXT, &part]));
        assert_eq!(
            (letter.parts.len(), letter.left_out.first().map(|left| left.why)),
            match why {
                Some(why) => (1, Some(why)),
                None => (2, None),
            },
            "{width} {height} {more}"
        );
    }
    assert!(Why::SmallPicture.is_missed() && Why::Empty.is_missed() && !Why::Logo.is_missed());
}

#[test]
fn an_attachment_keeps_its_name_however_its_header_line_is_folded() {
    for (line, name) in [
        ("filename=\n \"a long name.pdf\"", "a long name.pdf"),
        ("filename*=\n UTF-8''Angebot%20f%C3%BCr.pdf", "Angebot für.pdf"),
        (
            "filename=\n\t=?UTF-8?Q?Angebot_f=C3=BCr_die_Sanierung_des?=\n\t=?UTF-8?Q?_Daches.pdf?=",
            "Angebot für die Sanierung des Daches.pdf",
        ),
    ] {
        let part = format!(
            "Content-Type: application/pdf\nContent-Disposition: attachment;\n {line}\n\n%PDF-1.4 x"
        );
        let letter = read(&multipart("mixed", "b", &[TEXT, &part]));
        assert_eq!(letter.parts.last().map(|part| part.name.as_str()), Some(name), "{line}");
    }
}

#[test]
fn a_mail_of_many_parts_is_read_up_to_its_limit() {
    let of = |parts: usize| {
        let parts = "--b\n\nx\n".repeat(parts);
        let mail = format!("Content-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n");
        Letter::read(mail.as_bytes(), "a@b", &LetterSettings::default())
    };
    assert_eq!(of(329).unwrap().parts.len(), 329);
    assert_eq!(of(1000).unwrap().parts.len(), 1000);
    assert_eq!(of(1001).unwrap_err().to_string(), "it has more than 1000 parts");
}

/// If a small picture is the whole mail, its sender wants it to be faxed.
#[test]
fn a_small_picture_that_is_the_whole_mail_is_faxed() {
    for (width, height, more, is_faxed) in [
        (27, 27, "", true),
        (27, 27, "Content-Disposition: attachment; filename=seal.png\n", true),
        (27, 27, "Content-Disposition: inline\n", true),
        (1, 1, "", false),
        (27, 27, "Content-Disposition: inline\nContent-ID: <a@b>\n", true),
        (390, 280, "Content-Disposition: inline\nContent-ID: <a@b>\n", true),
        (1, 1, "Content-Disposition: inline\nContent-ID: <a@b>\n", false),
    ] {
        let mut png = b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR".to_vec();
        png.extend([width, height].into_iter().flat_map(u32::to_be_bytes));
        let quoted: String = png.iter().map(|byte| format!("={byte:02X}")).collect();
        let letter = read(&format!(
            "Content-Type: image/png\n{more}Content-Transfer-Encoding: quoted-printable\n\n{quoted}"
        ));
        assert_eq!(letter.parts.len(), usize::from(is_faxed), "{width} {height} {more}");
        let in_a_multipart = multipart(
            "mixed",
            "b",
            &[
                "Content-Type: text/plain\n\n \n",
                &format!(
                    "Content-Type: image/png\n{more}Content-Transfer-Encoding: quoted-printable\n\n{quoted}"
                ),
            ],
        );
        let letter = read(&in_a_multipart);
        assert_eq!(letter.parts.len(), usize::from(is_faxed), "in parts: {width} {height} {more}");
    }
}

/// The sender must not believe that a fax with only the subject shows the drawing.
#[test]
fn a_text_that_is_only_a_drawing_is_named() {
    let html = "Content-Type: text/html\n\n<p><SVG width=90><path d='M0 0 9 9'/></svg></p>";
    let named = vec![("text/html".to_owned(), Why::Drawing)];
    let letter = read(&format!("Subject: A plan\n{html}"));
    assert_eq!((pages(&letter).len(), left(&letter)), (0, named.clone()));
    assert!(Why::Drawing.is_missed());
    let letter = read(&multipart("alternative", "b", &[TEXT, html]));
    assert_eq!((pages(&letter), left(&letter)), (vec!["own : text Hello".to_owned()], named));
    // Where attachments alone are faxed, nobody misses a drawing in the text.
    let settings = LetterSettings { whole: false, ..LetterSettings::default() };
    assert!(left(&read_with(&multipart("mixed", "b", &[html, PDF]), &settings)).is_empty());
}

#[test]
fn a_text_whose_only_picture_is_a_drawing_in_the_mail_is_named() {
    let html = "Content-Type: text/html\n\n<p><img src='cid:plan%401'></p>";
    let drawing =
        "Content-Type: image/svg+xml\nContent-ID: <plan@1>\n\n<svg><path d='M0 0 9 9'/></svg>";
    let mail = multipart("related", "b", &[html, drawing]);
    let letter = read(&format!("Subject: A plan\n{mail}"));
    let named = vec![("text/html".to_owned(), Why::Drawing)];
    assert_eq!((pages(&letter).len(), left(&letter)), (0, named));
    let words = html.replace("<img", "Hello <img");
    let letter = read(&multipart("related", "b", &[&words, drawing]));
    assert_eq!(pages(&letter), ["own : html Hello 1"]);
    assert!(left(&letter).is_empty());
}

#[test]
fn a_damaged_winmail_dat_is_named() {
    let part = |bytes: &str| {
        let part = format!("Content-Type: application/ms-tnef; name=winmail.dat\n\n{bytes}");
        left(&read(&multipart("mixed", "b", &[TEXT, &part])))
    };
    let damaged = [("winmail.dat".to_owned(), Why::Damaged)];
    // The parts that are read here: one is no winmail.dat at all, one has only its beginning, and
    // in the last one the text is cut off in the middle.
    assert_eq!(part("no such file"), damaged);
    assert_eq!(part("x\u{9F}>\""), damaged);
    let begun = "Content-Transfer-Encoding: base64\n\neJ8+IgEAAQyAAgAKAAAAdGV4dA==";
    let part = format!("Content-Type: application/ms-tnef; name=winmail.dat\n{begun}");
    assert_eq!(left(&read(&multipart("mixed", "b", &[TEXT, &part]))), damaged);
}

#[test]
fn attachments_alone_where_they_alone_are_wanted() {
    let settings = LetterSettings { whole: false, ..LetterSettings::default() };
    assert_eq!(
        pages(&read_with(&multipart("mixed", "b", &[TEXT, PDF]), &settings)),
        ["att a.pdf: file 10"]
    );
    assert_eq!(pages(&read_with(TEXT, &settings)).len(), 0);
}

#[test]
fn what_devices_write_into_each_mail_is_no_page() {
    let texts = vec!["Scanned from".to_owned(), "".to_owned()];
    let settings = LetterSettings { device_texts: texts, ..LetterSettings::default() };
    let body = "Content-Type: text/plain\n\n\n  scanned\tfrom MFP-3 at 14:31\n";
    let mail = format!("Subject: Scanned from MFP-3\n{}", multipart("mixed", "b", &[body, PDF]));
    let letter = read_with(&mail, &settings);
    assert_eq!(
        (letter.subject.as_str(), pages(&letter)),
        ("", vec!["att a.pdf: file 10".to_owned()])
    );
    let letter = read(&multipart("mixed", "b", &["Content-Type: text/plain\n\n \n\u{A0}\n", PDF]));
    assert_eq!(
        (pages(&letter).len(), letter.left_out.len()),
        (1, 0),
        "an empty text is no page and nothing that is missed"
    );
}

#[test]
fn a_lying_type_of_text_is_seen_through() {
    let letter = read("Content-Type: text/plain; name=a.pdf\n\n%PDF-1.4 x");
    assert_eq!(pages(&letter), ["att a.pdf: file 10"]);
}

#[test]
fn a_forwarded_mail_says_whose_it_is() {
    let inner = format!(
        "From: Ben <ben@example.com>\nSubject: Offer <1>\nDate: Fri, 20 Nov 2026 14:31:00 +0100\n{HTML}"
    );
    let letter = read(&multipart(
        "mixed",
        "b",
        &[TEXT, &format!("Content-Type: message/rfc822\n\n{inner}")],
    ));
    assert_eq!(letter.parts.len(), 2);
    let Content::Html { html, .. } = &letter.parts[1].content else {
        panic!("{:?}", letter.parts[1])
    };
    assert_eq!(
        (letter.parts[1].name.as_str(), letter.parts[1].place),
        ("Offer <1>", Place::Attachment)
    );
    for words in [
        "Ben &lt;ben@example.com&gt;",
        "2026-11-20 14:31 +01:00",
        "Offer &lt;1&gt;",
        "<p>Hello</p>",
    ] {
        assert!(html.contains(words), "{html}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    /// Reading any mail comes to an end, without a panic.
    #[test]
    fn any_mail_is_read_to_its_end(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "Content-Type: multipart/alternative; boundary=b\n", "Content-Type: multipart/related; boundary=b; start=x\n", "\n", "--b\n",
            "--b--\n", "--b", "Content-Type: message/rfc822\n", "Content-Type: application/ms-tnef\n", "Content-Type: text/html\n", "<img src=cid:x>",
            "Content-ID: <x>\n", "Content-Type: text/plain; format=flowed; delsp=yes\n", "> a \n", "Content-Transfer-Encoding: base64\n",
            "x\u{9F}>$$", "=?utf-8?B?eJ8+Ig==?=", "eJ8+IgEA", "Content-Type: application/pkcs7-mime\n", "MIAGCSqGSIb3DQEHAqCA", "Content-Disposition: inline; filename*0*=utf-8''%41; filename*1=b\n",
            "Subject: [fax tag=1]\n", "ü", "\0",
        ]), 0..40),
        noise in proptest::collection::vec(proptest::num::u8::ANY, 0..60),
    ) {
        let mut mail = b"Subject: x\n".to_vec();
        mail.extend_from_slice(pieces.concat().as_bytes());
        mail.extend_from_slice(&noise);
        let settings = LetterSettings { subject_keywords: true, ..LetterSettings::default() };
        let letter = Letter::read(&mail, "a@b", &settings).unwrap();
        proptest::prop_assert!(letter.parts.len() <= 1000);
        let _ = Bounce::read(&mail);
    }
}

/// Hostile mails that cost the sender little must not cost the server much: each is read within a
/// moment, and its parts are not bigger than the mail.
#[test]
fn hostile_mails_cost_no_more_than_their_size() {
    const SIZE: usize = 2 << 20;
    let fill = |begin: &str, piece: &str| format!("{begin}{}", piece.repeat(SIZE / piece.len()));
    let mixed = "Content-Type: multipart/mixed; boundary=b\n\n";
    let html = "Content-Type: text/html\n\n";
    let settings = LetterSettings { max_parts: 1000, ..LetterSettings::default() };
    for mail in [
        fill(mixed, "--b\n"),
        fill(mixed, "--b\nContent-Type: multipart/mixed; boundary=b\n\n"),
        fill(mixed, "--b\nContent-Type: message/rfc822\n\n"),
        fill("", "Content-Type: message/rfc822\n\n"),
        fill("", "Subject: =?utf-8?B?eA==?=\n"),
        fill("From: ", "(((\"<"),
        fill("To: ", "a@b,"),
        fill("Content-Type: text/plain; ", "name*0=x;"),
        fill(html, "<"),
        fill(html, "<!--"),
        fill(html, "&"),
        fill(html, "cid:"),
        fill(html, "src="),
        fill("Content-Type: text/plain; format=flowed\n\n", "> \n"),
        fill("Content-Type: text/plain; format=flowed\n\n", ">"),
        fill("Content-Type: application/pkcs7-mime\n\n", "0\u{0}"),
        fill("Content-Type: text/plain; charset=utf-7\n\n", "+AAA"),
    ] {
        let began = std::time::Instant::now();
        let letter = match Letter::read(mail.as_bytes(), "a@b", &settings) {
            Ok(letter) => letter,
            Err(error) => {
                assert_eq!(error, LetterError::TooManyParts(1000), "{}", &mail[..40]);
                continue;
            }
        };
        let size = |part: &Part| match &part.content {
            Content::Text(text) => text.len(),
            Content::Html { html, .. } => html.len(),
            Content::File(bytes) => bytes.len(),
        };
        assert!(letter.parts.len() <= 1000);
        assert!(letter.parts.iter().map(size).sum::<usize>() <= 4 * mail.len(), "{}", &mail[..40]);
        assert!(began.elapsed().as_secs() < 10, "{} took {:?}", &mail[..40], began.elapsed());
    }
}
