//! Handmade OpenDocument texts that no office program would write.

use std::io::Write;

const NAMESPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
    xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
    xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" \
    xmlns:script=\"urn:oasis:names:tc:opendocument:xmlns:script:1.0\" office:version=\"1.3\"";

/// Returns a text with an external picture of 5 × 5 cm.
pub(crate) fn with_picture(url: &str) -> Vec<u8> {
    let body = format!(
        "<text:p>Picture:</text:p><text:p><draw:frame svg:width=\"5cm\" svg:height=\"5cm\" text:anchor-type=\"as-char\">\
         <draw:image xlink:href=\"{url}\" xlink:type=\"simple\" xlink:show=\"embed\" xlink:actuate=\"onLoad\"/>\
         </draw:frame></text:p>"
    );
    document("", &body, &[])
}

/// Returns a text with a macro that runs when it is opened, fetches the URL, and writes the file.
pub(crate) fn with_macro(url: &str, file: &str) -> Vec<u8> {
    let scripts = "<office:scripts><office:event-listeners><script:event-listener script:language=\"ooo:script\" \
        script:event-name=\"dom:load\" xlink:type=\"simple\" \
        xlink:href=\"vnd.sun.star.script:Standard.Module1.Main?language=Basic&amp;location=document\"/>\
        </office:event-listeners></office:scripts>";
    let module = format!(
        "<script:module xmlns:script=\"http://openoffice.org/2000/script\" script:name=\"Module1\" \
         script:language=\"StarBasic\">Sub Main\nShell(\"/bin/sh\", 0, \"-c 'echo run > {file}'\")\n\
         CreateUnoService(\"com.sun.star.ucb.SimpleFileAccess\").openFileRead(\"{url}\")\nEnd Sub\n</script:module>"
    );
    let library = "<library:library xmlns:library=\"http://openoffice.org/2000/library\" library:name=\"Standard\" \
        library:readonly=\"false\" library:passwordprotected=\"false\"><library:element library:name=\"Module1\"/>\
        </library:library>";
    let libraries = "<library:libraries xmlns:library=\"http://openoffice.org/2000/library\">\
        <library:library library:name=\"Standard\" library:link=\"false\"/></library:libraries>";
    let parts = [
        ("Basic/Standard/Module1.xml", module.as_str()),
        ("Basic/Standard/script-lb.xml", library),
        ("Basic/script-lc.xml", libraries),
    ];
    document(scripts, "<text:p>Macro</text:p>", &parts)
}

fn document(scripts: &str, body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    const TYPE: &str = "application/vnd.oasis.opendocument.text";
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content {NAMESPACES}>{scripts}<office:body>\
         <office:text>{body}</office:text></office:body></office:document-content>"
    );
    let entry = |(name, kind): (&str, &str)| {
        format!(
            "<manifest:file-entry manifest:full-path=\"{name}\" manifest:media-type=\"{kind}\"/>"
        )
    };
    let others = parts.iter().map(|(name, _)| entry((name, "text/xml")));
    let entries: String = [entry(("/", TYPE)), entry(("content.xml", "text/xml"))]
        .into_iter()
        .chain(others)
        .collect();
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest \
         xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">{entries}\
         </manifest:manifest>"
    );
    let mut files =
        vec![("mimetype", TYPE), ("META-INF/manifest.xml", &manifest), ("content.xml", &content)];
    files.extend(parts);
    archive(&files)
}

/// Returns a ZIP archive of uncompressed files (APPNOTE.TXT §4.3.7, §4.3.12, §4.3.16).
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let (mut bytes, mut folder) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        let length = text.len() as u32;
        // Version 1.0, no flags, uncompressed, at midnight of 1 January 1980.
        let mut head = [10u16, 0, 0, 0, 33]
            .iter()
            .flat_map(|word| word.to_le_bytes())
            .collect::<Vec<u8>>();
        head.extend([crc.sum(), length, length].iter().flat_map(|word| word.to_le_bytes()));
        head.extend((name.len() as u16).to_le_bytes());
        head.extend([0, 0]);
        let at = bytes.len() as u32;
        bytes
            .write_all(&[b"PK\x03\x04", &head[..], name.as_bytes(), text.as_bytes()].concat())
            .expect("it is memory");
        // No comment, the first disk, no attributes.
        folder.extend(
            [b"PK\x01\x02\x0A\0", &head[..], &[0; 10], &at.to_le_bytes(), name.as_bytes()].concat(),
        );
    }
    let (count, at, length) = (files.len() as u16, bytes.len() as u32, folder.len() as u32);
    bytes.extend(folder);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    bytes.extend([length.to_le_bytes(), at.to_le_bytes()].concat());
    bytes.extend([0, 0]);
    bytes
}
