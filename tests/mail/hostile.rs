//! Documents that are made to harm: refused within the limits, in one sentence; what
//! serves us grows by nothing, others are served meanwhile, and nothing is read, fetched
//! or started that a document asks for.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::net::UnixDatagram;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ferrofax::convert::{Body, Converter, Document, FirstPage, Wanted, pages_of};
use flate2::{Compression, write::ZlibEncoder};
use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use pdf_writer::{Name, Pdf, Ref};

use super::paper::{WANTED, bitmaps, black, converter, has_ghostscript, made, pdf, script};

/// So long may the refusal of anything take on a busy machine.
const SOON: Duration = Duration::from_secs(300);

/// Refused in one sentence, soon; what it says.
fn refused(name: &str, media_type: &str, bytes: Vec<u8>) -> String {
    refused_by(&converter(), name, media_type, bytes)
}

fn refused_by(converter: &Converter, name: &str, media_type: &str, bytes: Vec<u8>) -> String {
    let begun = Instant::now();
    let error = pages_of(&[Document::bytes(name, media_type, bytes)], &WANTED, converter)
        .unwrap_err()
        .to_string();
    assert!(error.starts_with(&format!("{name}: ")) && !error.contains('\n'), "{error}");
    assert!(begun.elapsed() < SOON, "{name}: {:?}", begun.elapsed());
    error
}

fn deflated_zeros(length: usize) -> Vec<u8> {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..length >> 20 {
        zlib.write_all(&zeros).unwrap();
    }
    zlib.finish().unwrap()
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(name);
    crc.update(data);
    let length = u32::try_from(data.len()).unwrap();
    [&length.to_be_bytes()[..], name, data, &crc.sum().to_be_bytes()].concat()
}

/// A PNG that is white all over and has so many pixels.
fn png(width: u32, rows: u32, unpacked: usize) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &rows.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let parts = [
        b"\x89PNG\r\n\x1A\n".to_vec(),
        chunk(b"IHDR", &head),
        chunk(b"IDAT", &deflated_zeros(unpacked)),
        chunk(b"IEND", &[]),
    ];
    parts.concat()
}

#[test]
fn pictures_that_unpack_to_more_than_there_is_memory_are_refused() {
    for (width, rows) in
        [(50_000, 50_000), (1_000_000, 1000), (59_000, 10_000), (u32::MAX >> 1, u32::MAX >> 1)]
    {
        let error = refused("bomb.png", "image/png", png(width, rows, 4 << 20));
        assert!(error.contains("too many pixels") || error.contains("damaged"), "{error}");
    }
    // A GIF, a BMP and a WebP whose heads promise as much.
    let gif =
        b"GIF89a\xFF\xFF\xFF\xFF\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\xFF\xFF\xFF\xFF\0\x02\x02\x44\x01\0;".to_vec();
    refused("bomb.gif", "image/gif", gif);
    let mut bmp = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    bmp.extend([60_000_u32.to_le_bytes(), 60_000_u32.to_le_bytes()].concat());
    bmp.extend([&[1, 0, 24, 0][..], &[0; 24]].concat());
    assert!(refused("bomb.bmp", "image/bmp", bmp).contains("too many pixels"));
    let vp8l = [b"\x2F\xFF\xFF\xFF\x0F".to_vec(), vec![0; 27]].concat();
    let riff =
        [&b"RIFF"[..], &52_u32.to_le_bytes(), b"WEBPVP8L", &32_u32.to_le_bytes(), &vp8l].concat();
    refused("bomb.webp", "image/webp", riff);
}

/// A TIFF with one strip: the entries are tag, type, count, value.
fn tiff(entries: &[(u16, u16, u32, u32)], strip: &[u8]) -> Vec<u8> {
    let mut bytes = b"II\x2A\0\x08\0\0\0".to_vec();
    bytes.extend(u16::try_from(entries.len() + 1).unwrap().to_le_bytes());
    let strip_at = 8 + 2 + 12 * (entries.len() as u32 + 1) + 4;
    for (tag, kind, count, value) in entries.iter().chain([&(273, 4, 1, strip_at)]) {
        bytes.extend(
            [
                &tag.to_le_bytes()[..],
                &kind.to_le_bytes(),
                &count.to_le_bytes(),
                &value.to_le_bytes(),
            ]
            .concat(),
        );
    }
    bytes.extend([0; 4]);
    bytes.extend(strip);
    bytes
}

#[test]
fn tiff_files_that_unpack_to_more_than_there_is_memory_are_refused() {
    let strip = deflated_zeros(64 << 20);
    for (side, bits, compression) in
        [(60_000, 8, 8), (60_000, 1, 8), (u32::MAX >> 4, 1, 4), (65_535, 16, 32_773)]
    {
        let length = u32::try_from(strip.len()).unwrap();
        let entries = [
            (256, 4, 1, side),
            (257, 4, 1, side),
            (258, 3, 1, bits),
            (259, 3, 1, compression),
            (262, 3, 1, 1),
            (277, 3, 1, 1),
            (278, 4, 1, side),
            (279, 4, 1, length),
        ];
        refused("bomb.tif", "image/tiff", tiff(&entries, &strip));
    }
    // A chain of pages that comes back to its beginning.
    let mut round = tiff(&[(256, 4, 1, 8), (257, 4, 1, 1), (278, 4, 1, 1), (279, 4, 1, 1)], &[0]);
    let link = round.len() - 5;
    round[link..link + 4].copy_from_slice(&8_u32.to_le_bytes());
    refused("round.tif", "image/tiff", round);
}

#[test]
fn a_hundred_thousand_pages_are_refused_at_once() {
    let mut many = Pdf::new();
    let tree = Ref::new(2);
    many.catalog(Ref::new(1)).pages(tree);
    many.pages(tree)
        .kids((0..100_000).map(|page| Ref::new(3 + page)))
        .count(100_000);
    for page in 0..100_000 {
        many.page(Ref::new(3 + page))
            .parent(tree)
            .media_box(pdf_writer::Rect::new(0.0, 0.0, 595.0, 842.0));
    }
    let error = refused("long.pdf", "application/pdf", many.finish());
    assert_eq!(error, "long.pdf: it has 100000 pages, and a fax has at most 50");
    let error = refused("long.txt", "text/plain", "\x0cx".repeat(100_000).into_bytes());
    assert!(error.contains("more than 50 pages"), "{error}");
    // A paragraph is a line, and all are laid out before the first page: 400 pages.
    let error = refused("long.html", "text/html", "<p>x".repeat(20_000).into_bytes());
    assert!(error.contains("more than 50 pages"), "{error}");
}

#[test]
fn page_trees_without_end_are_refused() {
    let tree = |kids: &str, count: i64| {
        format!(
            "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[{kids}]/Count {count}>>\nendobj\n\
             3 0 obj\n<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 5>>\nendobj\n\
             trailer\n<</Root 1 0 R/Size 4>>\nstartxref\n9\n%%EOF\n"
        )
    };
    for (kids, count) in
        [("2 0 R", 1), ("3 0 R", 5), ("3 0 R 3 0 R 3 0 R", i64::MAX), ("2 0 R 2 0 R", -1)]
    {
        refused("tree.pdf", "application/pdf", tree(kids, count).into_bytes());
    }
    // Each level has ten times the pages of the one below: a billion in 1 KB.
    let mut levels = "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n".to_owned();
    for level in 2..11 {
        let kids = format!("{} 0 R ", level + 1).repeat(10);
        writeln!(levels, "{level} 0 obj\n<</Type/Pages/Kids[{kids}]/Count 1000000000>>\nendobj")
            .unwrap();
    }
    levels += "11 0 obj\n<</Type/Page/MediaBox[0 0 595 842]>>\nendobj\ntrailer\n<</Root 1 0 R/Size 12>>\nstartxref\n9\n%%EOF\n";
    refused("levels.pdf", "application/pdf", levels.into_bytes());
}

#[test]
fn a_pdf_whose_pictures_and_contents_unpack_without_measure_is_refused() {
    // Filters on filters: each unpacks what the one before unpacked.
    let mut inner = deflated_zeros(512 << 20);
    for _ in 0..2 {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
        zlib.write_all(&inner).unwrap();
        inner = zlib.finish().unwrap();
    }
    let mut bomb = Pdf::new();
    let tree = Ref::new(2);
    bomb.catalog(Ref::new(1)).pages(tree);
    bomb.pages(tree).kids([Ref::new(3)]).count(1);
    let mut page = bomb.page(Ref::new(3));
    page.parent(tree)
        .media_box(pdf_writer::Rect::new(0.0, 0.0, 595.0, 842.0))
        .contents(Ref::new(4));
    drop(page);
    bomb.stream(Ref::new(4), &inner).insert(Name(b"Filter")).array().items([
        Name(b"FlateDecode"),
        Name(b"FlateDecode"),
        Name(b"FlateDecode"),
    ]);
    let mut converter = converter();
    converter.convert.page_seconds = 20;
    let begun = Instant::now();
    // Half a GiB of zeros draw nothing: a white page is as good as a refusal, as long as
    // it is soon.
    let _ = pages_of(
        &[Document::bytes("bomb.pdf", "application/pdf", bomb.finish())],
        &WANTED,
        &converter,
    );
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
}

#[test]
fn broken_pictures_are_refused_and_none_is_half_shown() {
    let picture: DynamicImage =
        GrayImage::from_fn(400, 300, |x, y| Luma([(x * y % 251) as u8])).into();
    for format in
        [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::Bmp, ImageFormat::WebP]
    {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let colours: DynamicImage = picture.to_rgb8().into();
        colours.write_to(&mut bytes, format).unwrap();
        let bytes = bytes.into_inner();
        for part in [2, 3, 10] {
            let cut = bytes[..bytes.len() - bytes.len() / part].to_vec();
            let error = refused("cut", "application/octet-stream", cut);
            assert!(
                error.contains("picture") || error.contains("end is missing"),
                "{format:?}: {error}"
            );
        }
        // Whatever is flipped in it, it is faxed or refused.
        for at in (0..bytes.len()).step_by(bytes.len() / 12) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x55;
            let begun = Instant::now();
            let _ = made(&[Document::bytes("flipped", "application/octet-stream", flipped)]);
            assert!(begun.elapsed() < SOON, "{format:?} {at}");
        }
    }
}

#[test]
fn html_fetches_nothing() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    let port = server.local_addr().unwrap().port();
    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(secret.path(), pdf(1)).unwrap();
    let url = format!("http://127.0.0.1:{port}");
    let file = format!("file://{}", secret.path().display());
    let html = format!(
        "<html><head><link rel=stylesheet href='{url}/a.css'><style>@import url({url}/b.css); p {{background: url('{url}/c.png')}}
         @font-face {{font-family: x; src: url({url}/d.ttf)}}</style><base href='{url}'><meta http-equiv=refresh content='0;url={url}/e'>
         <script src='{url}/f.js'></script></head><body background='{url}/g.png'><p style='background:url({url}/h.png)'>Text
         <img src='{url}/i.png'><img src='{file}'><img src='{path}'><img srcset='{url}/j.png 2x'><iframe src='{url}/k'></iframe>
         <object data='{url}/l'></object><embed src='{url}/m'><video src='{url}/n'></video><svg><image href='{url}/o'/></svg>
         <input type=image src='{url}/p'><a href='{url}/q' ping='{url}/r'>Link</a></p></body></html>",
        path = secret.path().display()
    );
    let document = |html: &str| Document::bytes("a.html", "text/html", html.as_bytes().to_vec());
    let mail = |html: &str| {
        let body = Body::Html { html: html.to_owned(), pictures: vec![] };
        Document::first_page(FirstPage { subject: "S".into(), body, ..FirstPage::default() })
    };
    for make in [&document as &dyn Fn(&str) -> Document, &mail] {
        let (pages, _) = made(&[make(&html)]).unwrap();
        let wanted = made(&[make("<p>Text Link</p>")]).unwrap().0;
        assert!(bitmaps(&pages) == bitmaps(&wanted), "only its words are seen");
    }
    assert_eq!(
        server.accept().unwrap_err().kind(),
        std::io::ErrorKind::WouldBlock,
        "somebody came"
    );
}

#[test]
fn html_that_is_nested_or_spread_without_measure_is_faxed_or_refused_soon() {
    let mut converter = converter();
    converter.convert.page_seconds = 20;
    for (name, html) in [
        ("divs", format!("{}x", "<div>".repeat(100_000))),
        ("tables", format!("{}x", "<table><tr><td>".repeat(5_000))),
        ("bolds", format!("{}x", "<b>".repeat(100_000))),
        ("fonts", format!("{}x", "<font size=7><p>".repeat(3_000))),
        ("lists", format!("{}x", "<ul><li>".repeat(50_000))),
        ("cells", format!("<table>{}</table>", "<tr><td colspan=999999 rowspan=999999>x".repeat(2_000))),
        ("wide", format!("<table><tr>{}</table>", "<td>x".repeat(20_000))),
        ("word", "x".repeat(400_000)),
        ("marks", "\u{0301}".repeat(20_000)),
        (
            "huge",
            "<p style='font-size:1e30px;margin:1e30px;width:1e30%'>x</p><table width=1e300><tr><td width=-5>x</table>"
                .into(),
        ),
        ("rules", format!("<style>{}</style>{}", "p,b,i{font-size:9pt}".repeat(20_000), "<p>x".repeat(300))),
    ] {
        let begun = Instant::now();
        let made = pages_of(&[Document::bytes(name, "text/html", html.into_bytes())], &WANTED, &converter);
        assert!(begun.elapsed() < SOON, "{name}: {:?}", begun.elapsed());
        match made {
            Ok((pages, _)) => assert!(bitmaps(&pages).iter().any(|page| black(page) > 0), "{name}"),
            Err(error) => assert!(error.to_string().starts_with(&format!("{name}: ")), "{error}"),
        }
    }
}

/// What a PostScript document makes, in words: the error, or how black its pages are.
fn postscript(program: &str) -> Result<Vec<usize>, String> {
    let mut converter = converter();
    converter.convert.page_seconds = 10;
    let bytes = format!("%!PS-Adobe-3.0\n{program}\n").into_bytes();
    let made =
        pages_of(&[Document::bytes("a.ps", "application/postscript", bytes)], &WANTED, &converter);
    let (pages, left_out) = made.map_err(|error| error.to_string())?;
    assert_eq!(left_out, []);
    Ok(bitmaps(&pages).iter().map(black).collect())
}

#[test]
fn postscript_reads_and_writes_no_files_and_starts_nothing() {
    if !has_ghostscript() {
        return;
    }
    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(secret.path(), "secret").unwrap();
    let trace = tempfile::tempdir().unwrap();
    let trace = trace.path().join("trace");
    let (secret, at) = (secret.path().display(), trace.display());
    // Each blackens a page only if it came through.
    let mark = "100 100 99 99 rectfill showpage";
    for attempt in [
        format!("({secret}) (r) file pop {mark}"),
        format!("(/etc/passwd) (r) file pop {mark}"),
        format!("(/etc/hostname) run {mark}"),
        format!("({at}) (w) file (x) writestring {mark}"),
        format!("(%pipe%touch {at}) (w) file closefile {mark}"),
        format!("<< /OutputFile (%pipe%touch {at}) >> setpagedevice {mark}"),
        format!("({secret}) ({at}) renamefile {mark}"),
        format!("({secret}) deletefile {mark}"),
        format!("(/etc/*) {{pop {mark}}} 256 string filenameforall showpage"),
    ] {
        let made = postscript(&attempt);
        assert!(
            made.as_ref().map_or(true, |pages| pages.iter().all(|black| *black == 0)),
            "{attempt}: {made:?}"
        );
        assert!(!trace.exists(), "{attempt}");
    }
    assert_eq!(std::fs::read_to_string(secret.to_string()).unwrap(), "secret");
    assert!(postscript(mark).unwrap()[0] > 10_000, "the page itself can be had");
}

#[test]
fn postscript_without_end_or_measure_is_ended() {
    if !has_ghostscript() {
        return;
    }
    let error = postscript("{} loop").unwrap_err();
    assert!(error.contains("it was not ready after 10 seconds of work"), "{error}");
    postscript("/a [ 1 1 100000 { pop 60000 string } for ] def showpage").unwrap_err();
    assert!(
        postscript("1 1 1000 { pop showpage } for")
            .unwrap_err()
            .contains("a fax has at most 50")
    );
}

#[test]
fn an_outside_program_sees_nothing_but_its_document() {
    let folder = tempfile::tempdir().unwrap();
    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(secret.path(), "secret").unwrap();
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let (at, home) =
        (secret.path().display(), std::env::var("HOME").unwrap_or_else(|_| "/root".into()));
    // Each says "yes" if it came through; the first one does.
    for (number, attempt) in (0..).zip([
        "cat /etc/ld.so.cache \"$1\" && ls /usr/bin && say".to_owned(),
        format!("cat {at} && say"),
        "cat /etc/passwd && say".to_owned(),
        format!("ls {home} && say"),
        "ls /tmp && say".to_owned(),
        format!("echo x > {at} && say"),
        "echo x > /tmp/ferrofax-trace && say".to_owned(),
        format!("rm {at} && say"),
        "cat /proc/1/environ && say".to_owned(),
        "ls /proc/1/fd && say".to_owned(),
        format!("bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port}' && say"),
        "setsid true && say".to_owned(),
        "unshare -r true && say".to_owned(),
        "su -c true && say".to_owned(),
        "[ -n \"$FERROFAX_SPOOL$SSH_AUTH_SOCK$USER\" ] && say".to_owned(),
    ]) {
        let program = script(
            &folder,
            "prog",
            &format!(
                "out=$2; say() {{ echo yes > \"$out\"; }}\n{attempt}\n[ -e \"$out\" ] || echo no > \"$out\""
            ),
        );
        let mut converter = converter();
        converter
            .convert
            .programs
            .insert("application/x-a".into(), vec![program, "%i".into(), "%o".into()]);
        let document = |kind: &str, bytes: &[u8]| Document::bytes("a", kind, bytes.to_vec());
        let pages = |document| bitmaps(&pages_of(&[document], &WANTED, &converter).unwrap().0);
        assert!(
            pages(document("application/x-a", b"abc"))
                == pages(document("text/plain", if number == 0 { &b"yes"[..] } else { b"no" })),
            "{attempt}"
        );
    }
    assert_eq!(std::fs::read_to_string(secret.path()).unwrap(), "secret");
}

/// The program puts a link in the place of the folder for what it makes.
#[test]
fn an_outside_program_passes_on_no_document_from_elsewhere() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(elsewhere.path().join("document.pdf"), "secret").unwrap();
    let lines = format!(
        "out=$(dirname \"$2\"); rmdir \"$out\" && ln -s {} \"$out\"",
        elsewhere.path().display()
    );
    let mut converter = converter();
    let words = vec![script(&folder, "prog", &lines), "%i".into(), "%o".into()];
    converter.convert.programs.insert("application/x-a".into(), words);
    let error = refused_by(&converter, "a", "application/x-a", b"abc".to_vec());
    assert!(error.contains("prog"), "{error}");
}

#[test]
fn an_outside_program_ends_with_all_that_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let mut converter = converter();
    converter.convert.page_seconds = 2;
    // 4242.4242 marks the sleepers as ours.
    let program = script(&folder, "prog", "sleep 4242.4242 & sleep 4242.4242");
    converter.convert.programs.insert("application/x-a".into(), vec![program]);
    let error = refused_by(&converter, "a", "application/x-a", b"abc".to_vec());
    assert!(error.contains("it was not ready after 2 seconds of work"), "{error}");
    assert_ended("4242.4242");
}

/// Soon no process has this word.
fn assert_ended(word: &str) {
    let has_it = || {
        let processes = std::fs::read_dir("/proc")
            .unwrap()
            .filter_map(|entry| std::fs::read(entry.ok()?.path().join("cmdline")).ok());
        processes
            .filter(|line| line.windows(word.len()).any(|part| part == word.as_bytes()))
            .count()
    };
    let begun = Instant::now();
    while has_it() > 0 {
        assert!(begun.elapsed() < Duration::from_secs(10), "{word} goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A program in perl; `yes()` writes "yes" into what it makes, which is "no" else. Its
/// words end with the folder of what it is to write, or that file itself, and the
/// document.
fn perl(folder: &tempfile::TempDir, name: &str, lines: &str) -> String {
    let path = folder.path().join(name);
    let text = format!(
        "#!/usr/bin/perl\nmy $to = -d $ARGV[-2] ? \"$ARGV[-2]/document.pdf\" : $ARGV[-1]; my $said = 'no';\n\
         sub yes {{ $said = 'yes' }}\n{lines};\nopen(my $file, '>', $to) or die; print $file $said; close $file;\n"
    );
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn an_outside_program_reaches_no_service_and_no_process_but_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let log = UnixDatagram::bind(folder.path().join("log")).unwrap();
    log.set_nonblocking(true).unwrap();
    let beside = folder.path().join("beside");
    std::fs::write(&beside, "what lies beside a program").unwrap();
    let (at, beside) = (folder.path().join("log"), beside.display());
    // An address of a local socket; a message that names it: address, its length, no parts.
    let address = format!("my $name = pack('S a*', 1, '{}\\0');", at.display());
    let message = "my $message = pack('P L x4 Q4 Q', $name, length($name), 0, 0, 0, 0, 0);";
    // A call that fails for another reason than the confinement would count as possible.
    let of_file =
        |words: &str| format!("my $path = '{beside}'; syscall({words}) == -1 and $! == 1 or yes");
    let attempts = [
        // It can do what it is for.
        ("no socket is needed for this", "yes".to_owned(), "yes"),
        (
            "a program of its own is ended",
            "my $p = fork() // die; sleep(600) if !$p; kill(9, $p) and yes".into(),
            "yes",
        ),
        ("two of its own talk", "socketpair(A, B, 1, 1, 0) and send(A, 'x', 0) and yes".into(), "yes"),
        (
            "it may start so many processes",
            "open(F, '<', '/proc/self/limits'); join('', <F>) =~ /Max processes +(\\d+)/ and $1 < 100_000 and yes"
                .into(),
            "yes",
        ),
        ("a datagram to a service", format!("{address} socket(S, 1, 2, 0) and send(S, 'x', 0, $name) and yes"), "no"),
        // A pair of sockets of the kernel's own network (TIPC).
        ("a pair of another kind", "(!socketpair(A, B, 30, 1, 0) and $! == 1) or yes".into(), "no"),
        ("one from a pair", format!("{address} socketpair(A, B, 1, 2, 0) and send(A, 'x', 0, $name) and yes"), "no"),
        (
            "a message to a service",
            format!("{address}{message} socketpair(A, B, 1, 2, 0); syscall(46, fileno(A), $message, 0) >= 0 and yes"),
            "no",
        ),
        ("a connection", format!("{address} socket(S, 1, 2, 0) and connect(S, $name) and yes"), "no"),
        ("a signal to who runs it", "kill(0, getppid()) and yes".into(), "no"),
        ("a signal to the first of all", "kill(0, 1) and yes".into(), "no"),
        (
            "the signals of a file for who runs it",
            "pipe(R, W); defined(fcntl(R, 8, getppid())) and yes".into(),
            "no",
        ),
        (
            "the signals of a socket for who runs it",
            "socketpair(A, B, 1, 1, 0) or yes; my $who = pack('i', getppid()); ioctl(A, 0x8901, $who) and yes"
                .into(),
            "no",
        ),
        (
            "the limits of who runs it",
            "my $limit = pack('Q2', 64, 64); syscall(302, getppid(), 7, $limit, 0) == 0 and yes".into(),
            "no",
        ),
        (
            "its own limits",
            "my $limit = pack('Q2', 64, 64); syscall(302, 0, 7, $limit, 0) == 0 and yes".into(),
            "yes",
        ),
        (
            "the processors of who runs it",
            "my $one = pack('Q', 1); syscall(203, getppid(), 8, $one) >= 0 and yes".into(),
            "no",
        ),
        ("the priority of who runs it", "syscall(141, 0, getppid(), 5) == 0 and yes".into(), "no"),
        ("what lies beside it", format!("open(F, '<', '{beside}') and yes"), "no"),
        ("the mode of a file", format!("chmod(0666, '{beside}') and yes"), "no"),
        ("the length of a file", of_file("76, $path, 1"), "no"),
        (
            "the times of a file",
            format!(
                "my $path = '{beside}'; for my $call ([280, -100, $path, 0, 0], [261, -100, $path, 0], \
                 [235, $path, 0], [132, $path, 0]) {{ syscall(shift @$call, @$call) == -1 and $! == 1 or yes }}"
            ),
            "no",
        ),
        (
            "the times of an open file of its own",
            "open(F, '>', \"$ENV{HOME}/file\") and syscall(280, fileno(F), 0, 0, 0) == 0 and yes".into(),
            "yes",
        ),
        ("an attribute of a file", of_file("197, $path, $path"), "no"),
        (
            "an attribute by calls of newer kernels",
            "for my $call (463, 466, 469) { syscall($call, 0, 0, 0, 0, 0, 0) == -1 and $! == 1 or yes }"
                .into(),
            "no",
        ),
        ("memory that outlasts it", "syscall(29, 0, 4096, 0x380) == -1 or yes".into(), "no"),
        (
            "a queue that outlasts it",
            "my $name = 'ferrofax-test'; syscall(68, 0, 0x380) == -1 and syscall(240, $name, 0x42, 0x180, 0) == -1 or yes"
                .into(),
            "no",
        ),
        ("a user of its own", "syscall(56, 0x10000011, 0, 0, 0, 0) >= 0 and yes".into(), "no"),
        (
            "a child of who runs it",
            "my $p = syscall(56, 0x8011, 0, 0, 0, 0); exit if $p == 0; $p > 0 and yes".into(),
            "no",
        ),
        (
            "space on the disk at once",
            "open(F, '>', \"$ENV{HOME}/file\") or yes; syscall(285, fileno(F), 0, 0, 4096) == 0 and yes".into(),
            "no",
        ),
        ("secrets before who runs it", "syscall(157, 4, 0, 0, 0, 0) == 0 and yes".into(), "no"),
        (
            "rights of root",
            "open(F, '<', '/proc/self/status') or yes; join('', <F>) =~ /CapPrm:\\s+0+\\n/ or yes".into(),
            "no",
        ),
        (
            "a device",
            "my $path = \"$ENV{HOME}/device\"; syscall(133, $path, 020666, 0x103) == 0 and yes".into(),
            "no",
        ),
        ("calls of another form (x32)", "syscall(0x40000000 + 39) == -1 and $! != 1 and yes".into(), "no"),
    ];
    for (what, attempt, came) in attempts {
        let expected = made(&[Document::bytes("a.txt", "text/plain", came.into())]).unwrap().0;
        let mut converter = converter();
        let program = perl(&folder, "own", &attempt);
        converter
            .convert
            .programs
            .insert("application/x-a".into(), vec![program, "%i".into(), "%o".into()]);
        // One that is of several processes that talk with each other.
        converter.convert.office = perl(&folder, "office", &attempt);
        for (name, kind, bytes) in
            [("a", "application/x-a", &b"abc"[..]), ("a.rtf", "text/rtf", b"{\\rtf1 abc}")]
        {
            let (pages, left_out) =
                pages_of(&[Document::bytes(name, kind, bytes.into())], &WANTED, &converter)
                    .unwrap();
            assert_eq!(left_out, []);
            assert!(bitmaps(&pages) == bitmaps(&expected), "{name}: {what} is not {came}");
        }
    }
    assert_eq!(
        log.recv(&mut [0; 9]).unwrap_err().kind(),
        std::io::ErrorKind::WouldBlock,
        "something came"
    );
}

#[test]
fn an_outside_program_that_takes_too_much_of_the_system_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    for (lines, says) in [
        ("while :; do sleep 4343.4343 & done", "prog was stopped: it started too many processes"),
        (
            "for i in 1 2 3 4 5 6; do head -c 250M /dev/zero > \"$HOME/$i\"; done; sleep 4343.4343",
            "prog was stopped: it wrote too much to the disk",
        ),
        (
            "perl -e 'for (1 .. 6) { my $name = \"$ENV{HOME}/$_\"; open(F, \"+>\", $name) or die; truncate(F, 250 << 20); \
             syscall(9, 0, 250 << 20, 3, 1, fileno(F), 0); close(F); unlink($name) } sleep'",
            "prog was stopped: it wrote too much to the disk",
        ),
        (
            "perl -e 'for (1 .. 30000) { open(F, \">\", \"$ENV{HOME}/$_\") }'; sleep 4343.4343",
            "prog was stopped: it wrote too much to the disk",
        ),
    ] {
        let mut converter = converter();
        converter
            .convert
            .programs
            .insert("application/x-a".into(), vec![script(&folder, "prog", lines)]);
        let error = refused_by(&converter, "a", "application/x-a", b"abc".to_vec());
        assert!(error.contains(says), "{error}");
        assert_ended("4343.4343");
    }
}

#[test]
fn all_of_a_fax_has_a_time_whoever_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut converter = converter();
    converter.convert.fax_seconds = 1;
    let program = script(&folder, "prog", "sleep 4444.4444");
    converter.convert.programs.insert("application/x-a".into(), vec![program]);
    let error = refused_by(&converter, "a", "application/x-a", b"abc".to_vec());
    assert_eq!(error, "a: the whole fax was not ready after 1 seconds");
    // Each page is soon ready, but there are many.
    let wanted = Wanted { max_pages: 100_000, ..WANTED };
    let long = Document::bytes("a.txt", "text/plain", "\x0cx".repeat(50_000).into_bytes());
    let error = pages_of(&[long], &wanted, &converter).unwrap_err().to_string();
    assert_eq!(error, "a.txt: the whole fax was not ready after 1 seconds");
    // A reader that was taken over: it says nothing more, and leaves another behind.
    converter.convert.fax_seconds = 900;
    converter.convert.page_seconds = 1;
    converter.program =
        script(&folder, "child", "exec 2>&-; sleep 4444.4444 & sleep 4444.4444").into();
    let error = refused_by(&converter, "a.txt", "text/plain", b"abc".to_vec());
    assert_eq!(error, "a.txt: it was not ready after 1 seconds of work");
    converter.program = script(&folder, "child", "sleep 4444.4444 >&- 2>&- & exit 0").into();
    refused_by(&converter, "a.txt", "text/plain", b"abc".to_vec());
    assert_ended("4444.4444");
}

#[test]
fn others_are_served_while_a_document_takes_its_time_and_the_parent_stays_small() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    // Much to read, much to unpack.
    std::fs::write(path("bomb.png"), [png(9_000, 9_000, 243 << 20), vec![0; 100 << 20]].concat())
        .unwrap();
    let mut bomb = Command::new(env!("CARGO_BIN_EXE_ferrofax"))
        .args(["convert", "bomb.png", "-o", "bomb.tif"])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (mut largest, mut served) = (0, 0);
    while bomb.try_wait().unwrap().is_none() {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", bomb.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        largest = largest.max(peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0));
        let (pages, _) = made(&[Document::bytes("a.pdf", "application/pdf", pdf(1))]).unwrap();
        served += pages.count;
    }
    assert!(served > 0, "nobody else was served");
    assert!((1..64 << 10).contains(&largest), "the parent took {largest} KiB");
}
