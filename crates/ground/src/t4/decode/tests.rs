use crate::t4::{Bitmap, Coding, Decoder, EncodeOptions, Limits, PageQuality, encode};
use proptest::prelude::*;
use std::ops::Range;

const CODINGS: [Coding; 3] = [Coding::Mh, Coding::Mr, Coding::Mmr];

/// Rows of runs, many of them equal or nearly equal, as on real pages.
fn any_page() -> impl Strategy<Value = Bitmap> {
    any_page_of(1..400, 0)
}

fn any_page_of(widths: Range<u32>, fewest: usize) -> impl Strategy<Value = Bitmap> {
    let row = proptest::collection::vec((0u32..200, 1u32..40), 0..12);
    (widths, proptest::collection::vec((row, 0u32..3, 0u32..7), fewest..24)).prop_map(
        |(width, rows)| {
            let mut page = Bitmap::new(width);
            for (runs, repeats, shift) in rows {
                let y = page.rows();
                page.push_row(&[]);
                let mut x = shift;
                for (white, black) in runs {
                    x += white;
                    (x..x + black).for_each(|x| page.set(x, y, true));
                    x += black;
                }
                (0..repeats).for_each(|_| page.repeat_row());
            }
            page
        },
    )
}

fn decode(bytes: &[u8], coding: Coding, width: u32) -> (Bitmap, PageQuality) {
    let mut decoder = Decoder::new(coding, width, Limits::default());
    decoder.push(bytes);
    decoder.finish()
}

fn good(rows: u32) -> PageQuality {
    PageQuality { rows, ..PageQuality::default() }
}

/// The bits of a printed line of codes as bytes, the first bit lowest; blanks are ignored.
fn bits(printed: &str) -> Vec<u8> {
    let bits: Vec<u8> = printed
        .bytes()
        .filter(|byte| matches!(byte, b'0' | b'1'))
        .map(|byte| byte - b'0')
        .collect();
    bits.chunks(8)
        .map(|bits| bits.iter().rev().fold(0, |byte, bit| byte << 1 | bit))
        .collect()
}

const EOL: &str = "000000000001";

fn rtc() -> String {
    EOL.repeat(6)
}

/// Three rows of 16 pixels, of different length in MH: with 3, 5 and 7 black pixels after
/// 4 white ones.
const ROWS: [&str; 3] = ["1011 10 10100", "1011 0011 1111", "1011 00011 1100"];
const PIXELS: [u8; 6] = [0x0E, 0x00, 0x0F, 0x80, 0x0F, 0xE0];

#[test]
fn a_page_that_may_have_no_rows_has_ended_before_it_begins() {
    for coding in CODINGS {
        let decoder = Decoder::new(coding, 8, Limits { max_rows: 0 });
        assert!(decoder.ended() && !decoder.finish().1.cut_off);
    }
}

#[test]
fn white_rows_of_mmr_may_end_at_bytes() {
    // V(0) and seven bits of fill, three times.
    let mut decoder = Decoder::new(Coding::Mmr, 216, Limits::default()).with_rows_ending_at_bytes();
    decoder.push(&[1, 1, 1]);
    assert_eq!(decoder.clone().finish().1, PageQuality { cut_off: true, ..good(3) });
}

/// Rows of MH that are padded to words, of one and of two bytes, in pieces of any size.
#[test]
fn rows_that_end_at_words_are_read_at_any_cut() {
    let bytes: Vec<u8> = [0, 1, 2, 1, 0]
        .into_iter()
        .flat_map(|row: usize| {
            let mut row = bits(ROWS[row]);
            row.resize(row.len().next_multiple_of(2), 0);
            row
        })
        .chain([0; 2])
        .collect();
    let limits = Limits { max_rows: 5 };
    for cut in [1, 2, 3, 5, bytes.len()] {
        let mut decoder = Decoder::new(Coding::Mh, 16, limits).with_rows_ending_at_words();
        bytes.chunks(cut).for_each(|part| decoder.push(part));
        let (page, quality) = decoder.finish();
        assert_eq!(quality, good(5), "cut at {cut}");
        assert_eq!(page.data()[..6], PIXELS, "cut at {cut}");
        assert_eq!(page.data()[6..], [0x0F, 0x80, 0x0E, 0x00], "cut at {cut}");
    }
    // A row of one byte is followed by one byte of fill.
    let mut decoder =
        Decoder::new(Coding::Mh, 8, Limits { max_rows: 2 }).with_rows_ending_at_words();
    decoder.push(&[&bits("10011")[..], &[0xFF], &bits("10011")[..]].concat());
    assert_eq!(decoder.finish().1, good(2));
}

#[test]
fn white_rows_that_end_at_bytes_are_the_same_whole_and_in_pieces() {
    let page = Bitmap::white(216, 24);
    for coding in CODINGS {
        let bytes = encode(&page, coding, EncodeOptions::default());
        let new = || Decoder::new(coding, 216, Limits::default()).with_rows_ending_at_bytes();
        let (mut whole, mut pieces) = (new(), new());
        whole.push(&bytes);
        bytes.chunks(1).for_each(|byte| pieces.push(byte));
        assert_eq!(whole.finish(), pieces.finish(), "{coding}");
    }
}

proptest! {
    #[test]
    fn what_was_encoded_is_decoded(page in any_page(), k in 1u32..5, min_row_bits in 0u32..300) {
        for coding in CODINGS {
            let bytes = encode(&page, coding, EncodeOptions { k, min_row_bits, ..EncodeOptions::default() });
            let (decoded, quality) = decode(&bytes, coding, page.width());
            prop_assert_eq!(quality, good(page.rows()), "{}", coding);
            prop_assert!(decoded == page, "{}", coding);
        }
    }

    #[test]
    fn the_cut_of_the_bits_makes_no_difference(
        page in any_page(),
        flips in proptest::collection::vec(any::<prop::sample::Index>(), 0..6),
        cuts in proptest::collection::vec(1usize..40, 1..6),
    ) {
        for coding in CODINGS {
            let mut bytes = encode(&page, coding, EncodeOptions::default());
            for flip in &flips {
                let bit = flip.index(bytes.len() * 8);
                bytes[bit / 8] ^= 1 << (bit % 8);
            }
            let whole = decode(&bytes, coding, page.width());

            let mut in_pieces = Decoder::new(coding, page.width(), Limits::default());
            let mut rest = &bytes[..];
            for cut in cuts.iter().cycle() {
                let (piece, after) = rest.split_at((*cut).min(rest.len()));
                in_pieces.push(piece);
                rest = after;
                if rest.is_empty() {
                    break;
                }
            }
            prop_assert!(in_pieces.finish() == whole, "{} in pieces", coding);

            let mut by_bit = Decoder::new(coding, page.width(), Limits::default());
            for byte in &bytes {
                (0..8).for_each(|bit| by_bit.push_bit(byte >> bit & 1 == 1));
            }
            prop_assert!(by_bit.finish() == whole, "{} by bit", coding);
        }
    }

    #[test]
    fn rubbish_is_survived_and_stays_within_the_limits(
        rubbish in proptest::collection::vec(any::<u8>(), 0..2000),
        width in 0u32..3000,
        max_rows in 0u32..200,
        coding in prop::sample::select(CODINGS.to_vec()),
    ) {
        let mut decoder = Decoder::new(coding, width, Limits { max_rows });
        decoder.push(&rubbish);
        let (page, quality) = decoder.finish();
        prop_assert_eq!(page.rows(), quality.rows);
        prop_assert!(quality.rows <= max_rows.max(1));
        prop_assert!(quality.longest_bad_run <= quality.bad_rows && quality.bad_rows <= quality.rows);
    }

    #[test]
    fn a_hit_bit_spoils_few_rows_and_moves_none(
        page in any_page_of(100..400, 1),
        hit in any::<prop::sample::Index>(),
        coding in prop::sample::select(vec![Coding::Mh, Coding::Mr]),
    ) {
        let mut bytes = encode(&page, coding, EncodeOptions { k: 2, ..EncodeOptions::default() });
        let bit = hit.index(bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        let (decoded, quality) = decode(&bytes, coding, page.width());
        prop_assert!(quality.bad_rows <= 4, "{:?}", quality);
        let moved = i64::from(decoded.rows()) - i64::from(page.rows());
        prop_assert!((-2..=2).contains(&moved), "{} rows", moved);
    }
}

/// Codes of black runs have many zeros (T.4 table 2/T.4). To a decoder that is out of step they
/// look like EOLs, and three of them like an RTC.
#[test]
fn no_hit_bit_in_a_row_is_taken_for_the_end_of_the_page() {
    for (white, black) in (0..140).flat_map(|white| (1..64).map(move |black| (white, black))) {
        let mut page = Bitmap::new(210);
        page.push_row(&[]);
        page.push_row(&[]);
        (white..white + black).for_each(|x| page.set(x, 1, true));
        (0..6).for_each(|_| page.push_row(&[]));
        let bytes = encode(&page, Coding::Mh, EncodeOptions::default());
        for bit in 0..60 {
            let mut hit = bytes.clone();
            hit[bit / 8] ^= 1 << (bit % 8);
            let (decoded, quality) = decode(&hit, Coding::Mh, page.width());
            assert!(decoded.rows() >= 6, "{white} white, {black} black, bit {bit}: {quality:?}");
        }
    }
}

#[test]
fn a_page_by_hand_is_read_with_and_without_end_of_line() {
    let with_eol = format!("{EOL}{}{EOL}{}{EOL}{}{}", ROWS[0], ROWS[1], ROWS[2], rtc());
    let without = format!("{}{}{}", ROWS[0], ROWS[1], ROWS[2]);
    let (page, quality) = decode(&bits(&with_eol), Coding::Mh, 16);
    assert_eq!((page.data(), quality), (&PIXELS[..], good(3)));
    let (page, quality) = decode(&bits(&without), Coding::Mh, 16);
    assert_eq!((page.data(), quality), (&PIXELS[..], PageQuality { cut_off: true, ..good(3) }));
}

#[test]
fn fill_and_end_of_lines_at_byte_ends_are_no_rows() {
    let filled = format!(
        "0000 {EOL}{} {}{EOL}{} 0000000{EOL}{} {}",
        ROWS[0],
        "0".repeat(200),
        ROWS[1],
        ROWS[2],
        rtc()
    );
    let (page, quality) = decode(&bits(&filled), Coding::Mh, 16);
    assert_eq!((page.data(), quality), (&PIXELS[..], good(3)));
}

#[test]
fn a_row_that_is_too_short_or_too_long_repeats_the_one_above() {
    let short = "1011 10";
    let long = "1011 10 10101";
    // The code of the black run of 7 takes three zeros of the EOL.
    let into_eol = "1011 0001";
    for damaged in [short, long, into_eol] {
        let page = format!("{EOL}{}{EOL}{damaged}{EOL}{}{}", ROWS[0], ROWS[2], rtc());
        let (page, quality) = decode(&bits(&page), Coding::Mh, 16);
        assert_eq!(page.data(), [0x0E, 0x00, 0x0E, 0x00, 0x0F, 0xE0], "{damaged}");
        assert_eq!(
            quality,
            PageQuality { bad_rows: 1, longest_bad_run: 1, ..good(3) },
            "{damaged}"
        );
    }
}

#[test]
fn an_end_of_line_of_which_the_first_zeros_are_hit_is_one() {
    for hit in 0..3 {
        let mut eol = EOL.to_owned();
        eol.replace_range(hit..=hit, "1");
        let page = format!("{EOL}{}{eol}{}{EOL}{}{}", ROWS[0], ROWS[1], ROWS[2], rtc());
        let (page, quality) = decode(&bits(&page), Coding::Mh, 16);
        assert!(page.rows() == 3 && quality.bad_rows <= 1, "{hit}: {quality:?}");
    }
}

#[test]
fn the_longest_run_of_bad_rows_is_counted_not_their_sum() {
    let page = [ROWS[0], "11", ROWS[1], "11", "11", ROWS[1], "11", ROWS[2]]
        .map(|row| format!("{EOL}{row}"))
        .concat();
    let (_, quality) = decode(&bits(&(page + &rtc())), Coding::Mh, 16);
    assert_eq!(quality, PageQuality { bad_rows: 4, longest_bad_run: 2, ..good(8) });
}

#[test]
fn rows_that_depend_on_a_bad_one_are_bad_until_one_stands_alone() {
    let like_above = format!("{EOL}0 1 1 1");
    let alone = |row: &str| format!("{EOL}1 {row}");
    let page = [
        alone(ROWS[0]),
        like_above.clone(),
        alone("11"),
        like_above.clone(),
        like_above.clone(),
        alone(ROWS[2]),
        like_above,
        format!("{EOL}1").repeat(6),
    ];
    let (page, quality) = decode(&bits(&page.concat()), Coding::Mr, 16);
    assert_eq!(quality, PageQuality { bad_rows: 3, longest_bad_run: 3, ..good(7) });
    assert_eq!(page.row(4), [0x0E, 0x00]);
    assert_eq!(page.row(6), [0x0F, 0xE0]);
}

#[test]
fn noise_before_the_page_is_no_row() {
    let rows = format!("{EOL}{}{}", ROWS[0], rtc());
    let (page, quality) = decode(&bits(&format!("1101000000001{rows}")), Coding::Mh, 16);
    assert_eq!((page.rows(), quality), (1, good(1)));
    let rows = format!("{EOL}1 {}{}", ROWS[0], format!("{EOL}1").repeat(6));
    let (page, quality) = decode(&bits(&format!("110100{rows}")), Coding::Mr, 16);
    assert_eq!((page.rows(), quality), (1, good(1)));
}

#[test]
fn an_rtc_of_which_one_end_of_line_is_damaged_is_still_the_end() {
    for hit in 2..5 {
        let mut eols = [EOL; 6];
        eols[hit] = "000010000001";
        let (page, quality) =
            decode(&bits(&format!("{EOL}{}{}", ROWS[0], eols.concat())), Coding::Mh, 16);
        assert_eq!((page.rows(), quality), (1, good(1)), "EOL {hit}");
    }
}

#[test]
fn the_end_is_told_as_soon_as_it_came() {
    for coding in CODINGS {
        let mut page = Bitmap::new(64);
        page.push_row(&[0x0F; 8]);
        let bytes = encode(&page, coding, EncodeOptions::default());
        let mut decoder = Decoder::new(coding, 64, Limits::default());
        decoder.push(&bytes[..bytes.len() - 9]);
        assert!(!decoder.ended() || coding != Coding::Mmr);
        decoder.push(&bytes[bytes.len() - 9..]);
        assert!(decoder.ended(), "{coding}");
        decoder.push(&[0xFF; 100]);
        assert_eq!(decoder.finish(), (page, good(1)));
    }
}

#[test]
fn damage_in_mmr_ends_the_page_there_and_says_so() {
    // Two rows by V(0) and horizontal mode, then an invalid word, then data that looks like a row.
    let page = "001 1011 10 1  1 1 1  00000001 1 1 1 1 1 1 1 1";
    let (page, quality) = decode(&bits(page), Coding::Mmr, 16);
    assert_eq!(page.rows(), 3);
    assert_eq!(quality, PageQuality { rows: 3, bad_rows: 1, longest_bad_run: 1, cut_off: true });
}

#[test]
fn a_run_of_no_pixels_inside_a_row_joins_its_neighbours() {
    // 4 white, 3 black, 0 white, 2 black, 7 white.
    let row = format!("{EOL}1011 10 00110101 11 1111{}", rtc());
    let (page, quality) = decode(&bits(&row), Coding::Mh, 16);
    assert_eq!((page.data(), quality), (&[0x0F, 0x80][..], good(1)));
}

#[test]
fn rows_stop_at_the_limit() {
    let bytes = encode(&Bitmap::white(1728, 500), Coding::Mmr, EncodeOptions::default());
    let mut decoder = Decoder::new(Coding::Mmr, 1728, Limits { max_rows: 100 });
    decoder.push(&bytes);
    assert!(decoder.ended());
    assert_eq!(decoder.finish().0.rows(), 100);
}

#[test]
fn rows_at_byte_ends_are_read_so() {
    let page: String = ROWS
        .map(|row| {
            let bits = row.replace(' ', "");
            format!("{bits:0<width$}", width = bits.len().next_multiple_of(8))
        })
        .concat();
    let mut decoder =
        Decoder::new(Coding::Mh, 16, Limits { max_rows: 3 }).with_rows_ending_at_bytes();
    decoder.push(&bits(&page));
    assert_eq!(decoder.finish().0.data(), PIXELS);
}

#[test]
fn zeros_at_the_begin_of_a_row_end_a_page_only_if_no_rows_follow() {
    let mut page = Bitmap::white(64, 40);
    (0..40).for_each(|row| (row..row + 9).for_each(|x| page.set(x, row, true)));
    let coded = |end_of_page| {
        let options = EncodeOptions { lsb_first: false, end_of_page, ..EncodeOptions::default() };
        encode(&page, Coding::Mmr, options)
    };
    let read = |octets: &[u8]| {
        let mut decoder = Decoder::new(Coding::Mmr, 64, Limits::default());
        decoder.push(&octets.iter().map(|octet| octet.reverse_bits()).collect::<Vec<u8>>());
        let is_broken = decoder.fault().is_some();
        let (page, quality) = decoder.finish();
        (page.rows(), quality.bad_rows, is_broken, quality.cut_off)
    };
    // EOFB, half of it, zeros alone, and data that a sender leaves after EOFB.
    assert_eq!(read(&coded(true)), (40, 0, false, false));
    assert_eq!(read(&[&coded(true)[..], &[0xA5; 9]].concat()), (40, 0, false, false));
    let rows = coded(false);
    assert_eq!(read(&[&rows[..], &[0, 0x10, 0, 0, 0]].concat()), (40, 0, false, false));
    assert_eq!(read(&[&rows[..], &[0; 9]].concat()), (40, 0, false, false));
    // The same zeros, followed by rows.
    let twice = [&rows[..], &[0, 0], &rows].concat();
    assert_eq!(read(&twice), (41, 1, true, true));
}
