//! Shows what becomes of pages on their way out:
//! `cargo run --example fit_pages -- FOLDER [FILE.tif…]`.
//!
//! Writes pictures (PGM, PBM) into FOLDER: header lines at each resolution and in several
//! scripts, a page of small letters and thin lines made smaller in several ways, a
//! picture in greys made black and white, and each page of the files as the receiver
//! would get it at each resolution. Pictures have square pixels, so that they look as on
//! paper.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ferrofax::document::fit::{Limits, Part, Source, fit, fit_grey};
use ferrofax::document::grey::Grey;
use ferrofax::document::header_line::{HeaderLine, Placement, Values, draw};
use ferrofax::document::outgoing;
use ferrofax::document::tiff;
use ferrofax::document::type_setting::{Face, Style, TextPages, TypeSetter};
use ferrofax::t4::{Bitmap, Coding, EncodeOptions, PageWidth, Resolution, encode};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let Some(folder) = arguments.next() else {
        eprintln!("usage: fit_pages FOLDER [FILE.tif…]");
        return ExitCode::FAILURE;
    };
    let done = fs::create_dir_all(&folder).map_err(|error| error.to_string()).and_then(|()| {
        let mut setter = TypeSetter::new();
        headers(&folder, &mut setter)?;
        smaller(&folder, &mut setter)?;
        greys(&folder)?;
        arguments.try_for_each(|file| of_file(&folder, &file, &mut setter))
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fit_pages: {error}");
            ExitCode::FAILURE
        }
    }
}

fn values(from: &str, to: &str) -> Values {
    Values {
        when: jiff::Timestamp::from_second(1_795_162_413)
            .unwrap_or_default()
            .to_zoned(jiff::tz::TimeZone::UTC),
        from: from.to_owned(),
        number: "+49 30 1234567".to_owned(),
        station: "+49301234567".to_owned(),
        to: to.to_owned(),
        page: 1,
        pages: 3,
        tag: "offer 7".to_owned(),
    }
}

const NAMES: [(&str, &str); 6] = [
    ("Müller & Söhne GmbH", "ACME Inc."),
    ("Ελληνικά Ταχυδρομεία", "Αθήνα"),
    ("Почта России", "Москва"),
    ("شركة الاتصالات", "القاهرة"),
    ("דואר ישראל", "Հայփոստ"),
    (
        "Gesellschaft für angewandte Fernkopie und elektronische Datenübermittlung",
        "Internationale Vereinigung der Drucker",
    ),
];

fn headers(folder: &Path, setter: &mut TypeSetter) -> Result<(), String> {
    for resolution in Resolution::ALL {
        let mut all = Bitmap::new(PageWidth::A4.pixels(resolution));
        for (from, to) in NAMES {
            let mut strip = Bitmap::new(1);
            let times = [(); 2].map(|()| {
                let begun = std::time::Instant::now();
                let blank = Bitmap::white(all.width(), 2);
                strip = draw(setter, &HeaderLine::default(), &values(from, to), blank, resolution);
                begun.elapsed().as_secs_f64() * 1e3
            });
            println!("header {resolution} {from}: {:.1} ms, again {:.1} ms", times[0], times[1]);
            (0..strip.rows()).for_each(|row| all.push_row(strip.row(row)));
        }
        write(
            folder,
            &format!("header-{resolution}"),
            &all,
            resolution.x_dpi(),
            resolution.y_dpi(),
        )?;
    }
    Ok(())
}

/// Text of several sizes and a grid of thin lines, at 400 dpi.
fn test_page(setter: &mut TypeSetter, resolution: Resolution, width: PageWidth) -> Bitmap {
    let (x, y) = (resolution.x_dpi() / 25.4, resolution.y_dpi() / 25.4);
    let mut page = Bitmap::white(width.pixels(resolution), (120.0 * y) as u32);
    let mut top = 10.0;
    for size_pt in [5.0, 6.0, 7.0, 8.0, 10.0, 12.0] {
        let style = Style { face: Face::Sans, size_pt };
        let text = format!(
            "{size_pt} pt: The quick brown fox, 0123456789 (äöü ß) § 823 BGB; Σίσυφος, Жук, e.g. email@example.com"
        );
        setter.draw_line(&mut page, resolution, &text, style, (15.0, (top * y) as u32));
        top += size_pt * 0.6;
    }
    // Lines of one pixel, of all slopes.
    for i in 0..=12 {
        let angle = f64::from(i) * std::f64::consts::PI / 12.0;
        for step in 0..4000 {
            let r = f64::from(step) / 4000.0 * 28.0;
            let (px, py) = (50.0 + r * angle.cos() * 1.4, 112.0 - r * angle.sin());
            page.set((px * x) as u32, (py * y) as u32, true);
        }
    }
    // A table with thin rules.
    for i in 0..=8 {
        for step in 0..6000 {
            let part = f64::from(step) / 6000.0;
            page.set(
                ((100.0 + part * 80.0) * x) as u32,
                ((80.0 + f64::from(i) * 4.0) * y) as u32,
                true,
            );
            page.set(
                ((100.0 + f64::from(i) * 10.0) * x) as u32,
                ((80.0 + part * 32.0) * y) as u32,
                true,
            );
        }
    }
    page
}

fn smaller(folder: &Path, setter: &mut TypeSetter) -> Result<(), String> {
    for (from, width) in [
        (Resolution::R400, PageWidth::A4),
        (Resolution::R300, PageWidth::A4),
        (Resolution::R200, PageWidth::A4),
        (Resolution::Superfine, PageWidth::A4),
        (Resolution::Fine, PageWidth::A4),
        (Resolution::Fine, PageWidth::B4),
        (Resolution::Fine, PageWidth::A3),
    ] {
        let page = test_page(setter, from, width);
        write(folder, &format!("page-{from}-{width}"), &page, from.x_dpi(), from.y_dpi())?;
        let source =
            Source { bitmap: &page, x_dpi: from.x_dpi(), y_dpi: from.y_dpi(), first_row: 0 };
        for to in [Resolution::Standard, Resolution::Fine, Resolution::Superfine] {
            let limits = Limits { resolutions: vec![to], preferred: Some(to), ..Limits::default() };
            let begun = std::time::Instant::now();
            let parts = fit(&source, &limits);
            println!("{from} {width} as {to}: {:.1} ms", begun.elapsed().as_secs_f64() * 1e3);
            show(folder, &format!("page-{from}-{width}-as-{to}"), &parts)?;
        }
    }
    let text = [
        "\tName\tTown\tNumber\n\tMüller\tBerlin\t030 1234567\n\n",
        &"A paragraph that is long enough to be wrapped at the margin, with words of different lengths. ".repeat(5),
        "\n\nشركة الاتصالات الدولية\n\x0cSecond page",
    ]
    .concat();
    let pages = setter
        .pages(&text, &TextPages::default(), Resolution::Fine, 10)
        .unwrap_or_default();
    write(folder, "text", &pages[0], Resolution::Fine.x_dpi(), Resolution::Fine.y_dpi())
}

/// A picture with soft and hard parts: ramps, a ball, letters on tints.
fn grey_picture() -> Grey {
    let (width, rows) = (1240u32, 900u32);
    let mut letters = Bitmap::white(1728, 900);
    let mut setter = TypeSetter::new();
    for (i, size_pt) in [7.0, 9.0, 12.0].into_iter().enumerate() {
        let style = Style { face: Face::Sans, size_pt };
        let at = (8.0, 60 + i as u32 * 40);
        setter.draw_line(
            &mut letters,
            Resolution::R200,
            "Text on white, and on a tint of grey: 0123456789",
            style,
            at,
        );
    }
    let data = (0..rows).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| {
        let (fx, fy) = (f64::from(x), f64::from(y));
        let ball = ((fx - 300.0).powi(2) + (fy - 560.0).powi(2)).sqrt() / 260.0;
        let shade = if ball < 1.0 {
            let light = ((fx - 200.0).powi(2) + (fy - 440.0).powi(2)).sqrt() / 420.0;
            230.0 - 215.0 * light.min(1.0)
        } else if x > 620 && y > 240 && y < 560 {
            (fx - 620.0) / 620.0 * 255.0
        } else if x > 620 && y >= 560 {
            128.0 + 100.0 * ((fx / 17.0).sin() * (fy / 23.0).cos())
        } else if y < 200 && x > 700 {
            205.0
        } else {
            250.0
        };
        (shade, x, y)
    });
    let data: Vec<u8> = data
        .map(|(shade, x, y)| {
            if y < 220 && letters.is_black(x % 700, y) { 20 } else { shade.clamp(0.0, 255.0) as u8 }
        })
        .collect();
    Grey::new(width, data)
}

fn greys(folder: &Path) -> Result<(), String> {
    let picture = grey_picture();
    write_grey(folder, "grey", &picture)?;
    for to in [Resolution::Standard, Resolution::Fine, Resolution::Superfine] {
        let limits = Limits { resolutions: vec![to], preferred: Some(to), ..Limits::default() };
        let begun = std::time::Instant::now();
        let parts = fit_grey(&picture, 150.0, 150.0, 0, &limits);
        let bytes = encode(&parts[0].bitmap, Coding::Mmr, EncodeOptions::default()).len();
        let bare = parts[0].bitmap.data().len();
        let took = begun.elapsed().as_secs_f64() * 1e3;
        println!("grey as {to}: {took:.1} ms, {bytes} bytes by T.6 of {bare}");
        show(folder, &format!("grey-as-{to}"), &parts)?;
    }
    Ok(())
}

fn of_file(folder: &Path, file: &Path, setter: &mut TypeSetter) -> Result<(), String> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let read = tiff::load(file).map_err(|error| error.to_string())?;
    if let Some(damage) = &read.damage {
        println!("{}: {damage}", file.display());
    }
    let line = HeaderLine::parse(HeaderLine::DEFAULT_TEMPLATE, Placement::Above)
        .map_err(|error| error.to_string())?;
    let values = values("Ferrofax", "everyone");
    for (number, page) in read.pages.iter().enumerate() {
        for to in [Resolution::Standard, Resolution::Fine, Resolution::Superfine] {
            let limits = Limits { resolutions: vec![to], preferred: Some(to), ..Limits::default() };
            let header = outgoing::Header { line: &line, values: &values, type_setter: setter };
            let begun = std::time::Instant::now();
            let parts = outgoing::prepare(page, 0, &limits, Some(header))
                .map_err(|error| error.to_string())?;
            println!(
                "{name} page {} as {to}: {:.1} ms",
                number + 1,
                begun.elapsed().as_secs_f64() * 1e3
            );
            show(folder, &format!("{name}-{}-as-{to}", number + 1), &parts)?;
        }
    }
    Ok(())
}

fn show(folder: &Path, name: &str, parts: &[Part]) -> Result<(), String> {
    for (i, part) in parts.iter().enumerate() {
        let name = if i == 0 { name.to_owned() } else { format!("{name}-part{}", i + 1) };
        write(folder, &name, &part.bitmap, part.resolution.x_dpi(), part.resolution.y_dpi())?;
    }
    Ok(())
}

/// Writes a page with square pixels: what are fewer to an inch are repeated.
fn write(folder: &Path, name: &str, page: &Bitmap, x_dpi: f64, y_dpi: f64) -> Result<(), String> {
    let dpi = x_dpi.max(y_dpi);
    let (width, rows) =
        (f64::from(page.width()) * dpi / x_dpi, f64::from(page.rows()) * dpi / y_dpi);
    let (width, rows) = (width.round() as u32, rows.round() as u32);
    let mut square = Bitmap::white(width, rows);
    for (x, y) in (0..rows).flat_map(|y| (0..width).map(move |x| (x, y))) {
        let (sx, sy) = ((f64::from(x) + 0.5) * x_dpi / dpi, (f64::from(y) + 0.5) * y_dpi / dpi);
        square.set(x, y, page.is_black(sx as u32, sy as u32));
    }
    let mut bytes = format!("P4\n{width} {rows}\n").into_bytes();
    bytes.extend_from_slice(square.data());
    save(&folder.join(format!("{name}.pbm")), &bytes)
}

fn write_grey(folder: &Path, name: &str, picture: &Grey) -> Result<(), String> {
    let mut bytes = format!("P5\n{} {}\n255\n", picture.width(), picture.rows()).into_bytes();
    bytes.extend_from_slice(picture.data());
    save(&folder.join(format!("{name}.pgm")), &bytes)
}

fn save(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}
