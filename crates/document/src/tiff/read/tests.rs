use super::*;
use ferrofax_ground::t4::PageWidth;
use proptest::prelude::*;

/// A file as other software may write it.
#[derive(Clone, Debug)]
struct Written {
    big_endian: bool,
    compression: u32,
    t4_options: u32,
    lsb_first: bool,
    black_is_zero: bool,
    strips: u32,
    extra: Vec<(u16, u32)>,
}

const PLAIN: Written = Written {
    big_endian: false,
    compression: 4,
    t4_options: 0,
    lsb_first: false,
    black_is_zero: false,
    strips: 1,
    extra: Vec::new(),
};

impl Written {
    fn strip(&self, page: &Bitmap) -> Vec<u8> {
        let options =
            EncodeOptions { k: 2, lsb_first: true, end_of_page: true, ..EncodeOptions::default() };
        let page = if self.black_is_zero { page.clone().inverted() } else { page.clone() };
        let mut bytes = match (self.compression, self.t4_options & 1) {
            (1, _) => reversed(page.data()),
            (2, _) => rows_at(8, &page),
            (32_771, _) => rows_at(16, &page),
            (3, 0) => encode(&page, Coding::Mh, options),
            (3, _) => encode(&page, Coding::Mr, options),
            (4, _) => encode(&page, Coding::Mmr, options),
            _ => reversed(&pack_bits(page.data())),
        };
        if !self.lsb_first {
            reverse_bits(&mut bytes);
        }
        bytes
    }

    fn bytes(&self, page: &Bitmap) -> Vec<u8> {
        let rows_per_strip = page.rows().div_ceil(self.strips);
        let mut out = vec![0; 8];
        let (mut offsets, mut counts) = (Vec::new(), Vec::new());
        for first in (0..page.rows()).step_by(rows_per_strip as usize) {
            let mut part = Bitmap::new(page.width());
            (first..(first + rows_per_strip).min(page.rows()))
                .for_each(|row| part.push_row(page.row(row)));
            let strip = self.strip(&part);
            offsets.push(out.len() as u32);
            counts.push(strip.len() as u32);
            out.extend(strip);
        }
        let mut array = |values: &[u32]| match values {
            [value] => (1, *value),
            _ => {
                let at = out.len() as u32;
                values.iter().for_each(|value| out.extend(self.long(*value)));
                (values.len() as u32, at)
            }
        };
        let (offsets, counts) = (array(&offsets), array(&counts));
        let mut tags = vec![
            (256, 1, page.width()),
            (257, 1, page.rows()),
            (259, 1, self.compression),
            (262, 1, u32::from(self.black_is_zero)),
            (266, 1, if self.lsb_first { 2 } else { 1 }),
            (273, offsets.0, offsets.1),
            (278, 1, rows_per_strip),
            (279, counts.0, counts.1),
            (292, 1, self.t4_options),
        ];
        tags.retain(|(tag, ..)| self.extra.iter().all(|(other, _)| tag != other));
        tags.extend(self.extra.iter().map(|(tag, value)| (*tag, 1, *value)));
        tags.sort_unstable();
        let directory = out.len() as u32;
        out.extend(self.short(tags.len() as u16));
        for (tag, count, value) in tags {
            out.extend(self.short(tag));
            out.extend(self.short(4));
            out.extend(self.long(count));
            out.extend(self.long(value));
        }
        out.extend([0; 4]);
        out[..2].copy_from_slice(if self.big_endian { b"MM" } else { b"II" });
        out[2..4].copy_from_slice(&self.short(42));
        out[4..8].copy_from_slice(&self.long(directory));
        out
    }

    fn short(&self, value: u16) -> [u8; 2] {
        if self.big_endian { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    fn long(&self, value: u32) -> [u8; 4] {
        if self.big_endian { value.to_be_bytes() } else { value.to_le_bytes() }
    }
}

fn reversed(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    reverse_bits(&mut bytes);
    bytes
}

/// Codes MH without EOL, each row in whole bytes.
fn rows_at(fill: usize, page: &Bitmap) -> Vec<u8> {
    let mut out = Vec::new();
    for row in page.data().chunks(page.stride()) {
        let mut alone = Bitmap::new(page.width());
        alone.push_row(row);
        let bytes = encode(&alone, Coding::Mh, EncodeOptions::default());
        let printed: String =
            bytes.iter().map(|byte| format!("{:08b}", byte.reverse_bits())).collect();
        let rtc = "000000000001".repeat(6);
        let row = &printed[12..printed.rfind(&rtc).expect("an RTC")];
        let bits: Vec<u8> = row.bytes().map(|bit| bit - b'0').collect();
        out.extend(
            bits.chunks(8)
                .map(|bits| bits.iter().rev().fold(0, |byte, bit| byte << 1 | bit)),
        );
        out.resize(out.len().next_multiple_of(fill / 8), 0);
    }
    out
}

/// PackBits in its simplest form: only runs.
fn pack_bits(bytes: &[u8]) -> Vec<u8> {
    bytes
        .chunk_by(|a, b| a == b)
        .flat_map(|run| run.chunks(128))
        .flat_map(|run| [1u8.wrapping_sub(run.len() as u8), run[0]])
        .collect()
}

fn page() -> Bitmap {
    let mut page = Bitmap::white(173, 31);
    for y in 0..31 {
        (0..173)
            .filter(|x| (x * x + y * 13) % 29 < 9)
            .for_each(|x| page.set(x, y, true));
    }
    page
}

fn parse_one(bytes: Vec<u8>) -> Result<TiffPage, TiffError> {
    let mut pages = parse(bytes, Path::new("letter.tif"))?;
    assert_eq!(pages.len(), 1);
    Ok(pages.remove(0))
}

#[test]
fn every_form_that_fax_software_writes_is_read() {
    for (compression, t4_options) in
        [(1, 0), (2, 0), (3, 0), (3, 1), (3, 5), (4, 0), (32_771, 0), (32_773, 0)]
    {
        for (big_endian, lsb_first) in [(false, false), (false, true), (true, false), (true, true)]
        {
            for (black_is_zero, strips) in [(false, 1), (true, 1), (false, 4)] {
                let written = Written {
                    big_endian,
                    compression,
                    t4_options,
                    lsb_first,
                    black_is_zero,
                    strips,
                    ..PLAIN
                };
                let read = parse_one(written.bytes(&page())).unwrap();
                let (bitmap, quality) = read.decode();
                assert!(bitmap == page(), "{written:?}");
                assert_eq!(
                    quality,
                    PageQuality { rows: 31, ..PageQuality::default() },
                    "{written:?}"
                );
            }
        }
    }
}

#[test]
fn t6_is_given_as_it_stands_or_made() {
    let strip = PLAIN.strip(&page());
    let read = parse_one(PLAIN.bytes(&page())).unwrap();
    assert!(matches!(read.t6().unwrap(), Cow::Borrowed(bytes) if bytes == strip));
    for other in [
        Written { lsb_first: true, ..PLAIN },
        Written { compression: 3, ..PLAIN },
        Written { black_is_zero: true, ..PLAIN },
        Written { strips: 3, ..PLAIN },
    ] {
        assert_eq!(parse_one(other.bytes(&page())).unwrap().t6().unwrap(), strip, "{other:?}");
    }
}

#[test]
fn the_resolution_is_the_true_one() {
    let with = |unit: u32, x: u32, y: u32| {
        // The two fractions are behind the end of the file.
        let mut written = Written { extra: vec![(282, 0), (283, 0), (296, unit)], ..PLAIN };
        let at = written.bytes(&page()).len() as u32;
        written.extra = vec![(296, unit)];
        let mut bytes =
            Written { extra: vec![(282, at), (283, at + 8), (296, unit)], ..PLAIN }.bytes(&page());
        for tag in [282u16, 283] {
            let entry = bytes
                .windows(4)
                .position(|four| four == [tag.to_le_bytes(), [4, 0]].concat())
                .unwrap();
            bytes[entry + 2] = 5;
        }
        bytes.extend(
            [x.to_le_bytes(), 1u32.to_le_bytes(), y.to_le_bytes(), 1u32.to_le_bytes()].concat(),
        );
        parse_one(bytes).unwrap()
    };
    let read = with(2, 204, 98);
    assert_eq!(
        (read.resolution, read.y_dpi),
        (Some(Resolution::Standard), Resolution::Standard.y_dpi())
    );
    assert_eq!(with(3, 80, 77).resolution, Some(Resolution::Fine));
    let read = with(2, 600, 600);
    assert_eq!((read.resolution, read.x_dpi, read.y_dpi), (None, 600.0, 600.0));
    // Without a usable resolution the page is as wide as A4 paper.
    let read = with(2, 0, 0);
    assert!(
        (f64::from(read.width) / read.x_dpi * 25.4 - 210.0).abs() < 0.01
            && read.x_dpi == read.y_dpi
    );
    // 204 dpi in both directions are not 200.
    assert_eq!(with(2, 204, 204).resolution, None);
    let read = with(1, 200, 100);
    assert!((read.x_dpi / read.y_dpi - 2.0).abs() < 1e-9);
}

#[test]
fn a_fax_without_a_resolution_is_known_by_its_measures() {
    for (resolution, width) in [
        (Resolution::Standard, PageWidth::A4),
        (Resolution::Fine, PageWidth::A4),
        (Resolution::Superfine, PageWidth::A4),
        (Resolution::R300, PageWidth::A4),
        (Resolution::R400, PageWidth::A4),
        (Resolution::Fine, PageWidth::B4),
    ] {
        let rows = (297.0 / 25.4 * resolution.y_dpi()) as u32;
        let read = parse_one(PLAIN.bytes(&Bitmap::white(width.pixels(resolution), rows))).unwrap();
        assert_eq!(read.resolution, Some(resolution));
    }
}

#[test]
fn a_page_on_its_side_is_turned_upright() {
    // The places in the image of the left upper pixel of the upright page and of its right
    // neighbour.
    for (orientation, first, second) in [
        (1, (0, 0), (1, 0)),
        (2, (172, 0), (171, 0)),
        (3, (172, 30), (171, 30)),
        (4, (0, 30), (1, 30)),
        (5, (0, 0), (0, 1)),
        (6, (0, 30), (0, 29)),
        (7, (172, 30), (172, 29)),
        (8, (172, 0), (172, 1)),
    ] {
        let mut image = Bitmap::white(173, 31);
        image.set(first.0, first.1, true);
        image.set(second.0, second.1, true);
        let read =
            parse_one(Written { extra: vec![(274, orientation)], ..PLAIN }.bytes(&image)).unwrap();
        let (page, _) = read.decode();
        assert_eq!((page.width(), page.rows()), (read.width, read.rows));
        assert_eq!(read.width, if orientation < 5 { 173 } else { 31 });
        let black: Vec<(u32, u32)> = (0..page.rows())
            .flat_map(|y| (0..page.width()).map(move |x| (x, y)))
            .filter(|(x, y)| page.is_black(*x, *y))
            .collect();
        assert_eq!(black, [(0, 0), (1, 0)], "orientation {orientation}");
        // The file's own T.6 would lie on its side.
        assert_eq!(matches!(read.t6().unwrap(), Cow::Borrowed(_)), orientation == 1);
    }
}

#[test]
fn a_page_on_its_side_is_no_longer_than_any_is_wide() {
    let image = Bitmap::white(16, Bitmap::MAX_WIDTH + 1);
    assert!(parse_one(PLAIN.bytes(&image)).is_ok());
    let error = parse_one(Written { extra: vec![(274, 6)], ..PLAIN }.bytes(&image)).unwrap_err();
    assert!(error.to_string().contains("it is 65536 pixels wide"), "{error}");
}

#[test]
fn small_copies_of_pages_are_no_pages() {
    let one = PLAIN.bytes(&page());
    let mut file = one.clone();
    let at = u32::from_le_bytes(one[4..8].try_into().unwrap()) as usize;
    let second = file.len() as u32;
    file[one.len() - 4..].copy_from_slice(&second.to_le_bytes());
    // The directory of the page once more, but its Compression becomes a NewSubfileType of 1.
    let mut copy = one[at..].to_vec();
    let entry = copy.windows(2).position(|two| two == [3, 1]).unwrap();
    copy[entry..entry + 12].copy_from_slice(&[254, 0, 4, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
    file.extend(copy);
    let read = load_bytes(file, Path::new("letter.tif")).unwrap();
    assert_eq!((read.pages.len(), read.damage), (1, None));
}

#[test]
fn what_cannot_be_read_is_said_with_file_and_reason() {
    let with = |tag: u16, value: u32| Written { extra: vec![(tag, value)], ..PLAIN }.bytes(&page());
    for (bytes, reason) in [
        (Vec::new(), "it is empty"),
        (b"%PDF-1.4".to_vec(), "it cannot be read as TIFF"),
        (b"II\x2a\0\0\0\0\0".to_vec(), "it has no pages"),
        (b"II\x2a\0\x08\0".to_vec(), "it cannot be read as TIFF (it ends within its header)"),
        (b"II\x2b\0\x04\0\0\0".to_vec(), "it cannot be read as TIFF (its version is 43, not 42)"),
        (with(256, 0), "page 1: it is 0 pixels wide"),
        (with(256, 1_000_000), "page 1: it is 1000000 pixels wide"),
        (with(257, 0), "page 1: it has 0 rows"),
        (with(257, 150_000), "its image has 1 parts where 4839 are needed"),
        (with(258, 8), "its compression (4) is only for black and white"),
        (with(262, 2), "its compression (4) is only for black and white"),
        (with(259, 6), "its compression (6) is not for black and white"),
        (with(259, 7), "its compression (7) is not for black and white"),
        (with(293, 2), "it uses T.6's uncompressed mode"),
        (with(273, 1 << 30), "its image is outside the file"),
        (with(278, 7), "its image has 1 parts where 5 are needed"),
        (with(273, 0xFFFF_FFFF), "its image is outside the file"),
    ] {
        let error = parse(bytes, Path::new("letter.tif")).unwrap_err().to_string();
        assert!(error.starts_with("letter.tif: ") && error.contains(reason), "{error}");
    }
}

/// MH without any EOL is read under every MH compression that the file may name.
#[test]
fn rows_of_mh_are_read_under_each_name_that_programs_give_them() {
    for written in [2, 3, 32_771] {
        for named in [2, 3, 32_771] {
            for strips in [1, 4] {
                let file = Written { compression: written, strips, ..PLAIN };
                let file = Written { extra: vec![(259, named)], ..file };
                let found = parse_one(file.bytes(&page())).unwrap().decoded();
                assert!(found.bitmap == page() && !found.is_damaged, "{written} as {named}");
            }
        }
    }
}

#[test]
fn a_page_whose_code_ends_before_its_rows_says_how_many_are_missing() {
    let mut short = Bitmap::new(173);
    (0..9).for_each(|row| short.push_row(page().row(row)));
    for (compression, t4_options) in [(3, 0), (3, 1), (4, 0)] {
        let extra = vec![(257, 20), (278, 20)];
        let written = Written { compression, t4_options, extra, ..PLAIN };
        let found = parse_one(written.bytes(&short)).unwrap().decoded();
        assert_eq!((found.missing_rows, found.is_damaged), (11, false), "{compression}");
        assert_eq!(found.bitmap.row(8), page().row(8));
    }
    // If the code is cut within its rows, the page is damaged.
    let length = PLAIN.strip(&page()).len();
    let half = Written { extra: vec![(279, length as u32 / 2)], ..PLAIN };
    let found = parse_one(half.bytes(&page())).unwrap().decoded();
    assert_eq!((found.missing_rows, found.is_damaged), (0, true));
}

#[test]
fn a_strip_without_a_length_goes_to_the_next_one_or_to_the_end() {
    for (strips, compression) in [(1, 4), (1, 3), (1, 2)] {
        let written = Written { strips, compression, extra: vec![(279, 0)], ..PLAIN };
        let found = parse_one(written.bytes(&page())).unwrap().decoded();
        assert!(found.bitmap == page() && !found.is_damaged, "{compression}");
    }
    let mut bytes = Written { strips: 4, ..PLAIN }.bytes(&page());
    // The lengths are in an array behind the strips.
    let tag = [279_u16.to_le_bytes(), [4, 0]].concat();
    let entry = bytes.windows(4).position(|four| four == tag).unwrap();
    let place = u32::from_le_bytes(bytes[entry + 8..entry + 12].try_into().unwrap()) as usize;
    bytes[place..place + 16].fill(0);
    let found = parse_one(bytes).unwrap().decoded();
    assert!(found.bitmap == page() && !found.is_damaged);
}

#[test]
fn a_page_that_is_cut_off_keeps_its_length_and_says_so() {
    let mut short = Bitmap::new(173);
    (0..9).for_each(|row| short.push_row(page().row(row)));
    let bytes = Written { extra: vec![(257, 20), (278, 20)], ..PLAIN }.bytes(&short);
    let (bitmap, quality) = parse_one(bytes).unwrap().decode();
    assert_eq!((bitmap.rows(), quality.cut_off), (20, true));
    assert_eq!(bitmap.row(8), page().row(8));
    assert!(bitmap.row(9).iter().all(|byte| *byte == 0));
}

#[test]
fn a_chain_of_pages_that_bites_its_tail_ends() {
    let page = PLAIN.bytes(&page());
    let mut file = page.clone();
    // A second directory, which links to itself.
    let directory = u32::from_le_bytes(page[4..8].try_into().unwrap()) as usize;
    let second = page.len() as u32;
    file[page.len() - 4..].copy_from_slice(&second.to_le_bytes());
    file.extend_from_slice(&page[directory..page.len() - 4]);
    file.extend(second.to_le_bytes());
    let file = load_bytes(file, Path::new("letter.tif")).unwrap();
    assert_eq!(file.pages.len(), 2);
    assert_eq!(file.damage.unwrap().to_string(), "page 3: it is linked to a second time");
}

#[test]
fn a4_at_fine_is_215_mm_wide() {
    let read =
        parse_one(PLAIN.bytes(&Bitmap::white(PageWidth::A4.pixels(Resolution::Fine), 10))).unwrap();
    assert!((f64::from(read.width) / read.x_dpi * 25.4 - 215.0).abs() < 0.01);
}

proptest! {
    #[test]
    fn pictures_of_whatever_kind_are_survived(
        compression in prop::sample::select(vec![1u32, 5, 7, 8, 32_773, 32_946]),
        photometric in 0u32..11,
        bits in prop::sample::select(vec![1u32, 2, 4, 8, 16, 3]),
        samples in 0u32..6,
        others in prop::collection::vec((prop::sample::select(vec![256u16, 257, 266, 274, 278, 284, 317, 322, 323, 338, 339, 530]), 0u32..40), 0..4),
        tiled in any::<bool>(),
        noise in prop::collection::vec(any::<u8>(), 0..3000),
    ) {
        let mut extra = vec![(258, bits), (259, compression), (262, photometric), (277, samples), (320, 4), (279, noise.len() as u32)];
        if tiled {
            extra.extend([(322, 16), (323, 16), (324, 8), (325, noise.len() as u32)]);
        }
        extra.extend(others);
        let mut bytes = Written { extra, ..PLAIN }.bytes(&page());
        let room = bytes.len().min(8 + noise.len());
        bytes[8.min(room)..room].copy_from_slice(&noise[..room - 8.min(room)]);
        if let Ok(file) = load_bytes(bytes, Path::new("letter.tif")) {
            for page in &file.pages {
                let (bitmap, _) = page.decode();
                prop_assert_eq!((bitmap.width(), bitmap.rows()), (page.width, page.rows));
            }
        }
    }

    #[test]
    fn damaged_files_are_survived(
        hits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        compression in prop::sample::select(vec![1u32, 2, 3, 4, 32_773]),
    ) {
        let mut bytes = Written { compression, strips: 2, ..PLAIN }.bytes(&page());
        for (at, value) in hits {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        if let Ok(file) = load_bytes(bytes, Path::new("letter.tif")) {
            for page in &file.pages {
                let (bitmap, _) = page.decode();
                prop_assert_eq!(bitmap.rows(), page.rows);
                prop_assert!(page.t6().is_ok());
            }
        }
    }
}

/// The file of a picture: its parts, and its tags. `places` and `lengths` are the tags of its
/// parts.
fn picture_file(
    tags: &[(u16, &[u32])],
    (places, lengths): (u16, u16),
    parts: &[Vec<u8>],
) -> Vec<u8> {
    let mut out = b"II\x2A\0\0\0\0\0".to_vec();
    let offsets: Vec<u32> = parts
        .iter()
        .map(|part| {
            out.extend(part);
            (out.len() - part.len()) as u32
        })
        .collect();
    let counts: Vec<u32> = parts.iter().map(|part| part.len() as u32).collect();
    let mut all: Vec<(u16, Vec<u32>)> =
        tags.iter().map(|(tag, values)| (*tag, values.to_vec())).collect();
    all.extend([(places, offsets), (lengths, counts)]);
    all.sort();
    let mut entries = Vec::new();
    for (tag, values) in all {
        let at = if let [value] = values[..] { value } else { out.len() as u32 };
        entries.extend(
            [
                &tag.to_le_bytes()[..],
                &[4, 0],
                &(values.len() as u32).to_le_bytes(),
                &at.to_le_bytes(),
            ]
            .concat(),
        );
        if values.len() > 1 {
            out.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        }
    }
    let directory = out.len() as u32;
    out[4..8].copy_from_slice(&directory.to_le_bytes());
    out.extend(((entries.len() / 12) as u16).to_le_bytes());
    out.extend(entries);
    out.extend([0; 4]);
    out
}

fn picture_of(file: Vec<u8>) -> Grey {
    let page = parse_one(file).unwrap();
    assert_eq!(page.decode().1.bad_rows, 0);
    page.picture().expect("a picture")
}

#[test]
fn tiles_are_found_by_the_tags_of_strips_too() {
    let level = |x: u32, y: u32| (x * 5 + y * 3) as u8;
    let tile = |left: u32, top: u32| {
        (top..top + 16)
            .flat_map(|y| (left..left + 16).map(move |x| level(x, y)))
            .collect()
    };
    let tiles: Vec<Vec<u8>> = [0, 16]
        .into_iter()
        .flat_map(|top| [0, 16, 32].map(|left| tile(left, top)))
        .collect();
    let tags: &[(u16, &[u32])] = &[
        (256, &[40]),
        (257, &[24]),
        (258, &[8]),
        (259, &[1]),
        (262, &[1]),
        (322, &[16]),
        (323, &[16]),
    ];
    for places in [(324, 325), (273, 279), (324, 279)] {
        let picture = picture_of(picture_file(tags, places, &tiles));
        assert!(
            (0..24).all(|y| (0..40).all(|x| picture.row(y)[x as usize] == level(x, y))),
            "{places:?}"
        );
    }
}

#[test]
fn samples_of_twelve_bits_are_read_together_and_in_planes() {
    let bits = |samples: &[u16]| {
        let mut text: String = samples.iter().map(|sample| format!("{sample:012b}")).collect();
        text.extend(std::iter::repeat_n('0', (8 - text.len() % 8) % 8));
        (0..text.len())
            .step_by(8)
            .map(|at| u8::from_str_radix(&text[at..at + 8], 2).unwrap())
            .collect::<Vec<u8>>()
    };
    let (red, green, blue) = ([0xFFF_u16, 0, 0x800], [0xFFF_u16, 0, 0x800], [0xFFF_u16, 0, 0x800]);
    let tags: &[(u16, &[u32])] = &[
        (256, &[3]),
        (257, &[1]),
        (258, &[12, 12, 12]),
        (259, &[1]),
        (262, &[2]),
        (277, &[3]),
        (278, &[1]),
    ];
    let planes = picture_file(
        &[tags, &[(284, &[2])]].concat(),
        (273, 279),
        &[bits(&red), bits(&green), bits(&blue)],
    );
    let together: Vec<u16> = (0..3).flat_map(|x| [red[x], green[x], blue[x]]).collect();
    for file in [planes, picture_file(tags, (273, 279), &[bits(&together)])] {
        let row = picture_of(file).row(0).to_vec();
        assert!(row[0] >= 253 && row[1] == 0 && (126..=129).contains(&row[2]), "{row:?}");
    }
}

/// The pixels are black: the first is transparent, the second is opaque, and the third is in between.
#[test]
fn transparency_in_a_plane_of_its_own_is_laid_on_white() {
    let (colour, opaque) = (vec![0, 0, 100], vec![0, 255, 128]);
    let together: Vec<u8> =
        (0..3).flat_map(|x| [colour[x], colour[x], colour[x], opaque[x]]).collect();
    let planes = [&colour, &colour, &colour, &opaque].map(Clone::clone);
    // Samples that are multiplied by the opacity, and samples that are not.
    for kind in [1, 2] {
        let tags: &[(u16, &[u32])] = &[
            (256, &[3]),
            (257, &[1]),
            (258, &[8, 8, 8, 8]),
            (259, &[1]),
            (262, &[2]),
            (277, &[4]),
            (278, &[1]),
            (338, &[kind]),
        ];
        let beside = picture_of(picture_file(tags, (273, 279), std::slice::from_ref(&together)));
        let tags = [tags, &[(284, &[2])]].concat();
        let in_planes = picture_of(picture_file(&tags, (273, 279), &planes));
        assert_eq!(in_planes.row(0), beside.row(0), "{kind}");
        assert_eq!(in_planes.row(0)[..2], [255, 0], "{kind}");
    }
}

#[test]
fn pictures_of_thunder_scan_are_read() {
    // The file has runs; differences of two and of three bits, one of which stands for nothing; and
    // a pixel stored in full.
    let rows = vec![0xC5, 0x03, 0b0101_1100, 0b1001_1100, 0xCF, 0x09, 0b0110_1010];
    let tags: &[(u16, &[u32])] =
        &[(256, &[9]), (257, &[2]), (258, &[4]), (259, &[32_809]), (262, &[1]), (277, &[1])];
    let picture = picture_of(picture_file(tags, (273, 279), &[rows]));
    let row = |y: u32| picture.row(y).iter().map(|level| level / 17).collect::<Vec<u8>>();
    // A pixel of 5, three more; + 1, - 1, + 0; + 3 and nothing.
    assert_eq!(row(0), [5, 5, 5, 5, 6, 5, 5, 8, 15]);
    assert_eq!(row(1), [0; 9]);
}

/// Old JPEG is read in its three forms: a whole one, one whose rest is the strip, and tables alone.
#[test]
fn old_jpeg_is_read_by_its_tags_or_refused_by_its_name() {
    let level = |x: u32, y: u32| (x * 3 + y * 2) as u8;
    let pixels: Vec<u8> = (0..32).flat_map(|y| (0..48).map(move |x| level(x, y))).collect();
    let mut jpeg = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 95);
    encoder.encode(&pixels, 48, 32, image::ExtendedColorType::L8).unwrap();
    let after = |mark: u8| jpeg.windows(2).position(|two| two == [0xFF, mark]).unwrap();
    let scan = after(0xDA) + 2 + usize::from(jpeg[after(0xDA) + 3]);
    let huffman = |class: u8| {
        jpeg.windows(5)
            .position(|five| five[..2] == [0xFF, 0xC4] && five[4] == class)
            .unwrap()
            + 5
    };
    let base: &[(u16, &[u32])] =
        &[(256, &[48]), (257, &[32]), (258, &[8]), (259, &[6]), (262, &[1]), (278, &[32])];
    // Each file begins with the JPEG at byte 8, so the places in it are known.
    let (whole, length) = (8_u32, jpeg.len() as u32);
    let strip = vec![jpeg.clone(), jpeg[scan..].to_vec()];
    let at = |place: usize| [place as u32 + 8];
    let (q, dc, ac) = (at(after(0xDB) + 5), at(huffman(0)), at(huffman(0x10)));
    for (name, tags) in [
        ("whole", vec![(513, &[whole][..]), (514, &[length][..])]),
        ("begun", vec![(513, &[whole]), (514, &[scan as u32])]),
        ("tables", vec![(512, &[1]), (519, &q), (520, &dc), (521, &ac)]),
    ] {
        // The strip is the second part; the tags say nothing about the first one.
        let mut file = picture_file(&[base, &tags].concat(), (273, 279), &strip);
        for (tag, value) in [(273_u16, whole + length), (279, strip[1].len() as u32)] {
            let entry = file
                .windows(4)
                .rposition(|four| four == [&tag.to_le_bytes()[..], &[4, 0]].concat())
                .unwrap();
            file[entry + 4..entry + 12]
                .copy_from_slice(&[1_u32.to_le_bytes(), value.to_le_bytes()].concat());
        }
        let picture = picture_of(file);
        let off = |x: u32, y: u32| picture.row(y)[x as usize].abs_diff(level(x, y));
        let worst =
            (0..32).flat_map(|y| (0..48).map(move |x| (x, y))).map(|(x, y)| off(x, y)).max();
        assert!(worst.unwrap() <= 6, "{name}: {worst:?} off");
    }
    for (tags, says) in
        [(vec![], "neither a JPEG nor tables"), (vec![(512, &[14][..])], "without loss")]
    {
        let file = picture_file(&[base, &tags].concat(), (273, 279), &[vec![0; 9]]);
        let TiffError::Damaged { what, .. } = parse_one(file).unwrap_err() else {
            panic!("{says}")
        };
        assert!(what.to_string().contains(says), "{what}");
    }
}

/// The place of the value of this entry in the first directory of a little-endian file.
fn value_of(file: &[u8], tag: u16) -> usize {
    let directory = u32::from_le_bytes(file[4..8].try_into().unwrap()) as usize;
    let entries = (directory + 2..).step_by(12);
    entries.take(20).find(|at| file[*at..*at + 2] == tag.to_le_bytes()).unwrap() + 8
}

#[test]
fn pages_that_share_the_list_of_their_parts_are_not_read_without_end() {
    let mut file = Written { strips: 400, ..PLAIN }.bytes(&Bitmap::white(64, 400));
    let mut directory = u32::from_le_bytes(file[4..8].try_into().unwrap()) as usize;
    let copy = file[directory..].to_vec();
    for _ in 0..200 {
        let (next, end) = (file.len(), directory + copy.len());
        file[end - 4..end].copy_from_slice(&(next as u32).to_le_bytes());
        file.extend(&copy);
        directory = next;
    }
    let read = load_bytes(file, Path::new("shared.tif")).unwrap();
    let fault = Fault::Page(read.pages.len() + 1, Box::new(Fault::TooManyParts(400)));
    assert_eq!(read.damage, Some(fault));
    assert!(read.pages.len() < 100, "{}", read.pages.len());
}

#[test]
fn parts_that_share_their_bytes_have_a_limit() {
    let file = Written { strips: 400, ..PLAIN }.bytes(&Bitmap::white(64, 400));
    let with_length = |length: u32| {
        let mut file = file.clone();
        for (tag, value) in [(273, 8), (279, length)] {
            let at = value_of(&file, tag);
            let list = u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) as usize;
            let values = file[list..].chunks_exact_mut(4).take(400);
            values.for_each(|place| place.copy_from_slice(&u32::to_le_bytes(value)));
        }
        file.resize(file.len() + (1 << 20), 0);
        load_bytes(file, Path::new("shared.tif")).map(|read| read.pages.len())
    };
    assert_eq!(with_length(10).unwrap(), 1);
    let error = with_length(1 << 20).unwrap_err().to_string();
    assert!(error.contains("its image is in too many parts (400)"), "{error}");
}

#[test]
fn tiles_that_are_far_larger_than_the_page_are_refused() {
    let extra = vec![(322, 1), (323, 1 << 20), (324, 8), (325, 1)];
    let file = Written { extra, ..PLAIN }.bytes(&Bitmap::white(64, 400));
    let error = load_bytes(file, Path::new("tiles.tif")).unwrap_err().to_string();
    assert!(error.contains("its tiles are too large (1 × 1048576)"), "{error}");
}
