//! The parts that only a PDF for archives (PDF/A-2b and PDF/A-3b, ISO 19005) has: a description in XMP, and a
//! profile of the colours.

use std::fmt::Write;

use super::PdfInfo;

/// The description of a PDF in XMP (ISO 16684-1). It must say the same as the PDF's information
/// about itself (ISO 19005-2 §6.6.3), and that the PDF is one for archives (§6.6.4), by which `part`
/// of ISO 19005.
pub(crate) fn description(info: PdfInfo<'_>, part: u8) -> Vec<u8> {
    let mut about = String::new();
    if !info.title.is_empty() {
        let title = escaped(info.title);
        let _ = write!(
            about,
            "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>"
        );
    }
    let created = info.created.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    if let Some(created) = created {
        let _ = write!(about, "<xmp:CreateDate>{}</xmp:CreateDate>", created.strftime("%FT%TZ"));
    }
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\
         <pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\
         <pdf:Producer>Ferrofax</pdf:Producer>{about}\
         </rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>"
    )
    .into_bytes()
}

/// The text in XML. Characters that XML cannot have are left out.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

/// A number with 16 bits before and 16 after the point, as profiles have it (ICC.1 §4.6).
const fn fixed(value: f64) -> i32 {
    (value * 65_536.0 + 0.5) as i32
}

/// The white of profiles, D50 (ICC.1 §7.2.16), and the primaries of sRGB (IEC 61966-2-1) adapted
/// to it: X, Y and Z of each.
const WHITE: [f64; 3] = [0.9642, 1.0, 0.8249];
const RED: [f64; 3] = [0.436_07, 0.222_49, 0.013_92];
const GREEN: [f64; 3] = [0.385_15, 0.716_87, 0.097_08];
const BLUE: [f64; 3] = [0.143_07, 0.060_61, 0.714_10];

/// The exponent of sRGB, as one number.
const GAMMA: f64 = 2.2;

/// A profile of the colours of screens, sRGB with a single exponent (ICC.1:2001-04, version 2.1).
pub(crate) fn profile() -> Vec<u8> {
    let name = b"sRGB\0";
    let mut description = b"desc\0\0\0\0".to_vec();
    description.extend((name.len() as u32).to_be_bytes());
    description.extend(name);
    // No names in Unicode and in the script of the Macintosh.
    description.extend([0; 4 + 4 + 2 + 1 + 67]);
    let colour = |value: [f64; 3]| {
        let mut tag = b"XYZ \0\0\0\0".to_vec();
        value.iter().for_each(|part| tag.extend(fixed(*part).to_be_bytes()));
        tag
    };
    let mut curve = b"curv\0\0\0\0\0\0\0\x01".to_vec();
    curve.extend(((GAMMA * 256.0) as u16).to_be_bytes());
    let tags: [(&[u8; 4], Vec<u8>); 9] = [
        (b"desc", description),
        (b"cprt", b"text\0\0\0\0No copyright\0".to_vec()),
        (b"wtpt", colour(WHITE)),
        (b"rXYZ", colour(RED)),
        (b"gXYZ", colour(GREEN)),
        (b"bXYZ", colour(BLUE)),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve.clone()),
        (b"bTRC", curve),
    ];
    let mut table = (tags.len() as u32).to_be_bytes().to_vec();
    let mut data = Vec::new();
    let first = HEAD + 4 + tags.len() * 12;
    for (name, tag) in &tags {
        table.extend(*name);
        table.extend(((first + data.len()) as u32).to_be_bytes());
        table.extend((tag.len() as u32).to_be_bytes());
        data.extend(tag);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut profile = vec![0; HEAD];
    let size = (HEAD + table.len() + data.len()) as u32;
    profile[..4].copy_from_slice(&size.to_be_bytes());
    profile[8..12].copy_from_slice(&[2, 0x10, 0, 0]);
    profile[12..24].copy_from_slice(b"mntrRGB XYZ ");
    // The date of the profile: 2026-01-01.
    profile[24..30].copy_from_slice(&[0x07, 0xEA, 0, 1, 0, 1]);
    profile[36..40].copy_from_slice(b"acsp");
    for (at, part) in WHITE.iter().enumerate() {
        profile[68 + 4 * at..72 + 4 * at].copy_from_slice(&fixed(*part).to_be_bytes());
    }
    profile.extend(table);
    profile.extend(data);
    profile
}

/// The size of a profile's head (ICC.1 §7.2).
const HEAD: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_says_what_the_information_says() {
        let info = PdfInfo { title: "Fax <7> & \u{7}more", created: Some(1_795_162_413) };
        let text = String::from_utf8(description(info, 2)).unwrap();
        assert!(text.contains(">Fax &lt;7&gt; &amp;  more<"), "{text}");
        assert!(text.contains("<xmp:CreateDate>2026-11-20T"), "{text}");
        assert!(text.contains("<pdfaid:part>2</pdfaid:part>"));
    }

    #[test]
    fn the_profile_has_its_size_and_each_tag_lies_inside() {
        let profile = profile();
        let number =
            |at: usize| u32::from_be_bytes(profile[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(number(0), profile.len());
        for tag in 0..number(HEAD) {
            let at = HEAD + 4 + 12 * tag;
            let (offset, size) = (number(at + 4), number(at + 8));
            assert!(offset % 4 == 0 && offset + size <= profile.len());
        }
    }
}
