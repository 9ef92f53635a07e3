//! A page in colours by T.43, kept in a TIFF as it came and shown in a PDF without loss: libtiff finds
//! its directory, and poppler shows its colours.

use crate::colours::{self, Lab, distance, numbers};
use crate::in_colours::{Desk, lab_of, pdf_of, ppm, write};
use crate::programs::is_there;
use crate::run;
use crate::t43::{self, Order, kind};
use ferrofax::document::colour::{Fault, in_black_and_white};
use ferrofax::document::header_line::Placement;
use ferrofax::document::pdf::{self, PdfInfo, PdfPage};
use ferrofax::document::tiff::{self, Builder, NewPage};
use ferrofax::t4::t43::{Wanted, decode, read};
use ferrofax::t4::{Bitmap, PageQuality, Resolution, jpeg};

const WIDTH: u32 = 1728;
const ROWS: u32 = 512;

fn fields() -> Vec<u8> {
    let of_fields = t43::colours_of_fields();
    t43::palette_page((WIDTH, ROWS), 3, &of_fields, Order::ByStripe, t43::fields)
}

/// A page of each kind, and what libtiff says of it.
fn all_kinds() -> Vec<(Vec<u8>, &'static [&'static str])> {
    let lab = |order| t43::lab_page(WIDTH, 200, order, colours::colour_at);
    let bits = |kind| t43::bits_page(WIDTH, 100, kind, t43::fields);
    vec![
        (fields(), &["ITU L*a*b*", "Bits/Sample: 3", "Samples/Pixel: 1"]),
        (lab(Order::ByStripe), &["ITU L*a*b*", "Bits/Sample: 8", "Samples/Pixel: 3"]),
        (lab(Order::ByPlane), &["ITU L*a*b*", "Bits/Sample: 8", "Samples/Pixel: 3"]),
        (t43::grey_page(WIDTH, 77, colours::colour_at), &["ITU L*a*b*", "Samples/Pixel: 1"]),
        (bits(kind::RGB), &["RGB color", "Bits/Sample: 1", "Samples/Pixel: 3"]),
        (bits(kind::CMY), &["separated", "Bits/Sample: 1", "Samples/Pixel: 3"]),
        (bits(kind::CMYK), &["separated", "Bits/Sample: 1", "Samples/Pixel: 4"]),
    ]
}

#[test]
fn each_kind_stands_in_the_file_octet_by_octet() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("fax.tif");
    let all = all_kinds();
    let octets: Vec<_> = all.iter().map(|(octets, _)| Some(octets.clone())).collect();
    write(&path, &octets);
    let pages = tiff::read(&path).expect("it is read");
    assert_eq!(pages.len(), all.len());
    for (page, (octets, _)) in pages.iter().zip(&all) {
        assert_eq!(page.colour(), Some(&octets[..]));
    }
    if is_there("tiffinfo") {
        let said = run("tiffinfo", &["fax.tif"], folder.path());
        assert!(!said.contains("arning"), "{said}");
        let places = said.lines().filter_map(|line| line.trim().strip_prefix("SubIFD Offsets:"));
        let places: Vec<_> = places.filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(places.len(), all.len());
        for (at, (_, words)) in places.into_iter().zip(&all) {
            let said = run("tiffinfo", &["-o", at, "fax.tif"], folder.path());
            for word in words.iter().chain(&["Compression Scheme: 10 (0xa)"]) {
                assert!(said.contains(word), "{word}: {said}");
            }
        }
    }
}

/// The colour of a pixel as poppler shows the page of this number, in L\*a\*b\*.
fn shown(folder: &std::path::Path, page: usize) -> impl Fn(u32, u32) -> [f64; 3] {
    let name = folder.join(format!("page-{page}.ppm"));
    let (width, _, pixels) = ppm(&std::fs::read(name).expect("it was drawn"));
    move |x, y| {
        let at = 3 * (y * width + x) as usize;
        lab_of([pixels[at], pixels[at + 1], pixels[at + 2]])
    }
}

#[test]
fn poppler_shows_the_colours_that_were_sent() {
    if !is_there("pdftoppm") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("fax.tif");
    let many: Vec<Lab> = (0..600).map(|at| [(at / 3) as u8 + 40, 128, 96]).collect();
    let number = |x: u32, y: u32| (x / 64 + 40 * (y / 64)) % 600;
    write(
        &path,
        &[
            Some(fields()),
            Some(t43::lab_page(WIDTH, 256, Order::ByStripe, colours::colour_at)),
            Some(t43::grey_page(WIDTH, 128, colours::colour_at)),
            Some(t43::palette_page((WIDTH, 128), 10, &many, Order::ByPlane, number)),
            Some(t43::bits_page(WIDTH, 64, kind::RGB, t43::fields)),
            Some(t43::bits_page(WIDTH, 64, kind::CMYK, |x, _| x / 64 % 16)),
        ],
    );
    let pages = tiff::read(&path).expect("it is read");
    let pdf = pdf_of(&pages);
    assert!(!pdf.windows(14).any(|word| word == b"CCITTFaxDecode"), "all are in colours");
    std::fs::write(folder.path().join("fax.pdf"), pdf).expect("it is written");
    run("pdftoppm", &["-r", "200", "fax.pdf", "page"], folder.path());
    // Screens have not all colours that faxes have.
    let check = |page: usize, most: f64, y: u32, sent: &dyn Fn(u32, u32) -> [f64; 3]| {
        let shown = shown(folder.path(), page);
        for x in (32..1700).step_by(64).filter(|x| x / 64 % 4 != 3) {
            let apart = distance(shown(x, y), sent(x, y));
            assert!(apart < most, "page {page}, {x},{y}: {:?} for {:?}", shown(x, y), sent(x, y));
        }
    };
    let field = |x, y| numbers(t43::colours_of_fields()[t43::fields(x, y) as usize]);
    [32, 96, 480].into_iter().for_each(|y| check(1, 12.0, y, &field));
    check(2, 12.0, 160, &|x, y| numbers(colours::colour_at(x, y)));
    // What is of greys is taken for those of screens: it is nearly as light.
    check(3, 8.0, 32, &|x, y| [numbers(colours::colour_at(x, y))[0], 0.0, 0.0]);
    check(4, 2.0, 32, &|x, y| numbers(many[number(x, y) as usize]));
    let light = |lit: bool| if lit { 255 } else { 0 };
    let lights = |x, y| lab_of([4, 2, 1].map(|bit| light(t43::fields(x, y) & bit != 0)));
    check(5, 2.0, 32, &lights);
    let inks = |x: u32, _| {
        let ink = x / 64 % 16;
        lab_of([8, 4, 2].map(|bit| light(ink & (bit | 1) == 0)))
    };
    check(6, 2.0, 32, &inks);
}

/// Parts of the page that are black, by hundredths.
fn blackness(bitmap: &Bitmap, columns: std::ops::Range<u32>, rows: std::ops::Range<u32>) -> u32 {
    let all = columns.flat_map(|x| rows.clone().map(move |y| (x, y)));
    let (count, black) = all
        .fold((0, 0), |(all, black), (x, y)| (all + 1, black + u32::from(bitmap.is_black(x, y))));
    black * 100 / count
}

#[test]
fn in_black_and_white_it_is_as_light_as_it_was() {
    // White, red, yellow, grey, middle grey, black.
    for octets in [fields(), t43::lab_page(WIDTH, 64, Order::ByPlane, colours::colour_at)] {
        let shown = in_black_and_white(&octets, 200.0, WIDTH);
        assert_eq!((shown.bad_rows, shown.fault), (0, None));
        assert!(blackness(&shown.bitmap, 8..56, 8..56) < 2);
        assert!((20..90).contains(&blackness(&shown.bitmap, 72..120, 8..56)));
        assert!(blackness(&shown.bitmap, 328..376, 8..56) > 95);
    }
    let inks = t43::bits_page(256, 64, kind::CMYK, |x, _| [0, 8, 1, 15][(x / 64) as usize]);
    let shown = in_black_and_white(&inks, 200.0, 256);
    assert!(blackness(&shown.bitmap, 8..56, 8..56) == 0, "no ink");
    assert!((5..60).contains(&blackness(&shown.bitmap, 72..120, 8..56)), "cyan");
    assert!(blackness(&shown.bitmap, 136..184, 8..56) > 95, "black");
    assert!(blackness(&shown.bitmap, 200..248, 8..56) > 95, "all of them");
}

#[test]
fn a_page_that_ends_in_its_middle_is_white_from_there_on() {
    let good = fields();
    for part in [2, 3, 5] {
        let octets = &good[..good.len() / part];
        let shown = in_black_and_white(octets, 200.0, WIDTH);
        let good = ROWS - shown.bad_rows;
        assert_eq!(shown.fault, Some(Fault::CutOff(good)));
        assert!(good.is_multiple_of(128) && good < ROWS, "{good}: whole stripes");
        assert!((good..ROWS).all(|y| shown.bitmap.row(y).iter().all(|octet| *octet == 0)));
    }
    // Plane by plane nothing is there before the last one.
    let good = t43::lab_page(WIDTH, 200, Order::ByPlane, colours::colour_at);
    let shown = in_black_and_white(&good[..good.len() - 20], 200.0, WIDTH);
    assert!((72..=200).contains(&shown.bad_rows), "{}", shown.bad_rows);
}

#[test]
fn what_cannot_be_decoded_leaves_a_white_page() {
    let good = fields();
    let mut kind = good.clone();
    kind[17] = 99;
    let mut aborted = good.clone();
    let end = aborted.len() - 1;
    aborted[end] = 4;
    for octets in [&good[..30], &good[..150], &kind, &aborted] {
        let shown = in_black_and_white(octets, 200.0, WIDTH);
        assert!(shown.fault.is_some() && shown.bad_rows == shown.bitmap.rows());
        assert!(shown.bitmap.data().iter().all(|octet| *octet == 0) && shown.bitmap.rows() > 0);
    }
}

/// A few octets that say millions of pixels, each another: a PDF of them would take a thousand times as
/// much.
#[test]
fn a_pdf_takes_no_more_than_it_may() {
    let (side, planes) = (2000_u32, 24);
    let mut octets = t43::header(400, kind::COLOUR, [8, 8, 8, 0], &[]);
    octets.extend([0, 0, planes as u8, 0]);
    [side, side, 128]
        .into_iter()
        .for_each(|number| octets.extend(number.to_be_bytes()));
    octets.extend([8, 0, Order::ByStripe as u8, 0]);
    let mut random = 1_u32;
    for _ in 0..side.div_ceil(128) * planes {
        for _ in 0..40 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            octets.push((random >> 24) as u8 & 0x7F);
        }
        octets.extend([0xFF, 2]);
    }
    let colour = Some(&octets[..]);
    let sheet =
        PdfPage { t6: b"none", width: side, rows: side, x_dpi: 400.0, y_dpi: 400.0, colour };
    let pdf = pdf::write(&[sheet; 6], PdfInfo::default());
    let pages =
        |word: &str| pdf.windows(word.len()).filter(|some| *some == word.as_bytes()).count();
    println!("{} octets are {} of PDF", octets.len(), pdf.len());
    assert!(pages("/FlateDecode") > 0 && pages("/CCITTFaxDecode") > 0);
    assert_eq!(pages("/FlateDecode") + pages("/CCITTFaxDecode"), 6);
    assert!(pdf.len() < 50 << 20);
}

/// A move of the template's pixel to where it cannot be, in the last plane of all.
#[test]
fn what_is_broken_in_its_colours_alone_is_shown_in_black_and_white() {
    let good = t43::lab_page(WIDTH, 100, Order::ByPlane, colours::colour_at);
    let ends: Vec<_> = (0..good.len() - 1).filter(|at| good[*at..at + 2] == [0xFF, 2]).collect();
    let last_plane = ends[ends.len() - 2] + 2;
    let mut broken = good.clone();
    broken.splice(last_plane..last_plane, [0xFF, 6, 0, 0, 0, 0, 200, 0]);
    let with_shown = |octets: Vec<u8>| (in_black_and_white(&octets, 200.0, WIDTH), octets);
    let (good, broken) = (with_shown(good), with_shown(broken));
    assert_eq!(good.0, broken.0);
    for ((shown, octets), word) in [(good, "/FlateDecode"), (broken, "/CCITTFaxDecode")] {
        assert_eq!((shown.bad_rows, shown.fault), (0, None));
        let colour = Some(&octets[..]);
        let sheet =
            PdfPage { t6: b"none", width: WIDTH, rows: 100, x_dpi: 200.0, y_dpi: 200.0, colour };
        let pdf = pdf::write(&[sheet], PdfInfo::default());
        assert!(pdf.windows(word.len()).any(|some| some == word.as_bytes()), "{word}");
    }
}

/// How a page that is to be sent is kept: what all machines with colours take first.
#[test]
fn a_page_in_both_codings_stands_in_the_file_in_both() {
    let (by_jpeg, by_t43) = (colours::in_rows(WIDTH, ROWS, colours::colour_at), fields());
    let (bitmap, quality) = (Bitmap::white(WIDTH, ROWS), PageQuality::default());
    let (bitmap, resolution, date_time) = (&bitmap, Resolution::R200, "2026:11:20 08:13:33");
    let page = NewPage { bitmap, resolution, quality, date_time };
    let mut file = Builder::new();
    file.push_in_codings(&page, &[&by_jpeg, &by_t43]);
    file.push(&page);
    file.push_in_codings(&page, &[&by_t43]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("fax.tif");
    std::fs::write(&path, file.finish()).expect("it is written");
    let pages = tiff::read(&path).expect("it is read");
    let [both, none, one] = &pages[..] else { panic!("three pages") };
    assert_eq!((both.colour(), both.without_loss()), (Some(&by_jpeg[..]), Some(&by_t43[..])));
    assert!(both.colours().eq([&by_jpeg[..], &by_t43]));
    assert_eq!((none.colour(), none.without_loss()), (None, None));
    assert_eq!((one.colour(), one.without_loss()), (Some(&by_t43[..]), Some(&by_t43[..])));
    if is_there("tiffinfo") {
        let said = run("tiffinfo", &["fax.tif"], folder.path());
        assert!(!said.contains("arning"), "{said}");
        let places = said.lines().find_map(|line| line.trim().strip_prefix("SubIFD Offsets:"));
        let places: Vec<_> = places.expect("the first page has two").split_whitespace().collect();
        let [first, second] = places[..] else { panic!("{places:?}") };
        for (at, words) in [
            (first, &["Compression Scheme: JPEG", "ITU L*a*b*", "Samples/Pixel: 3"]),
            (second, &["Compression Scheme: 10 (0xa)", "ITU L*a*b*", "Bits/Sample: 3"]),
        ] {
            let said = run("tiffinfo", &["-o", at, "fax.tif"], folder.path());
            assert!(words.iter().all(|word| said.contains(word)), "{said}");
        }
    }
}

/// The numbers of the colours of a page.
fn pixels(octets: &[u8]) -> Vec<u8> {
    decode(octets, Wanted::Colours).expect("it is decoded").parts.remove(0)
}

#[test]
fn a_header_line_is_put_onto_a_page_without_loss_and_no_other_pixel_is_changed() {
    let (rows, by_t43) = (ROWS, fields());
    let by_jpeg = colours::in_rows(WIDTH, rows, colours::colour_at);
    let own = pixels(&by_t43);
    let both: &[&[u8]] = &[&by_jpeg, &by_t43];
    let mut desk = Desk::new(None);
    for (placement, above) in [(Placement::Above, 31), (Placement::Over, 0)] {
        let page = desk.page_in((both, rows), placement, 0, true).expect("it goes in colours");
        let facts = read(&page).expect("without loss");
        assert_eq!((facts.width, facts.rows, facts.dpi), (WIDTH, rows + above, 200));
        assert_eq!((&facts.palette, facts.has_end), (&t43::colours_of_fields(), true));
        let shown = pixels(&page);
        let strip = 31 * WIDTH as usize;
        // Black is the sixth of the colours, white the first.
        let dark = shown[..strip].iter().filter(|number| **number == 5).count();
        assert!(dark > strip / 100 && dark < strip / 5, "{dark}");
        assert!(shown[..strip].iter().all(|number| [0, 5].contains(number)));
        assert!(shown[strip..] == own[strip - (above * WIDTH) as usize..], "{placement:?}");
        assert_eq!(in_black_and_white(&page, 200.0, 1).fault, None);
    }
    let plain = |desk: &mut Desk, takes| desk.page_in((both, rows), Placement::None, 0, takes);
    assert!(plain(&mut desk, true) == Some(by_t43.clone()));
    assert!(plain(&mut desk, false) == Some(by_jpeg.clone()));
    let headed = desk.page_in((both, rows), Placement::Above, 0, false).expect("by JPEG");
    assert_eq!(jpeg::read(&headed).map(|facts| facts.rows), Ok(rows + 32));
    // Not if a part of it was sent before, nor alone to who has JPEG.
    assert!(desk.page_in((both, rows), Placement::Above, 10, true).is_none());
    assert!(desk.page_in((&both[1..], rows), Placement::Above, 0, false).is_none());
    assert!(desk.page_in((&both[1..], rows), Placement::Above, 0, true).is_some());
}

#[test]
fn what_no_machine_has_to_take_without_loss_goes_by_jpeg() {
    let rows = 64;
    let by_jpeg = colours::in_rows(WIDTH, rows, colours::colour_at);
    let of_fields = t43::colours_of_fields();
    let page =
        |width| t43::palette_page((width, rows), 3, &of_fields, Order::ByStripe, t43::fields);
    let good = page(WIDTH);
    let mut desk = Desk::new(None);
    let mut goes_by_t43 = |octets: &[u8]| {
        let page = desk.page_in((&[&by_jpeg, octets], rows), Placement::Above, 0, true);
        let page = page.expect("it goes in colours");
        assert_eq!(jpeg::read(&page).is_ok(), read(&page).is_err());
        read(&page).is_ok()
    };
    assert!(goes_by_t43(&good));
    let many: Vec<Lab> = (0..300).map(|at| [(at / 2) as u8, 128, 96]).collect();
    for (octets, why) in [
        (t43::lab_page(WIDTH, rows, Order::ByStripe, colours::colour_at), "no palette"),
        (t43::palette_page((WIDTH, rows), 9, &many, Order::ByStripe, |x, _| x / 8), "many colours"),
        (page(1600), "not as wide as the paper"),
        (good[..good.len() - 1].to_vec(), "it has no end"),
    ] {
        assert!(!goes_by_t43(&octets), "{why}");
    }
    // Whatever is in it, it is a page.
    for at in 2..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 0x5A;
        goes_by_t43(&bad);
    }
}

/// Some hundred octets that say 288 million bits: nobody waits for them.
#[test]
fn a_page_that_would_take_long_to_decode_is_blank() {
    let mut octets = t43::grey_page(64, 40, colours::colour_at);
    let size = |width: u32, rows: u32| [width.to_be_bytes(), rows.to_be_bytes()].concat();
    let at = octets
        .windows(8)
        .position(|some| some == size(64, 40))
        .expect("it says its size");
    octets[at..at + 8].copy_from_slice(&size(6000, 6000));
    let shown = in_black_and_white(&octets, 200.0, 1728);
    assert_eq!(shown.fault, Some(Fault::TooMuch(288)));
    assert_eq!((shown.bitmap.width(), shown.bitmap.rows(), shown.bad_rows), (6000, 6000, 6000));
    assert!(shown.bitmap.data().iter().all(|octet| *octet == 0));
}
