use super::*;
use crate::t4::{Bitmap, Coding, Decoder, Limits, PageQuality};
use proptest::prelude::*;

fn decode(octets: &[u8], width: u32) -> (Bitmap, PageQuality, Option<Fault>) {
    let mut decoder = Decoder::new(Coding::Jbig, width, Limits::default());
    decoder.push(octets);
    let fault = decoder.fault().map(|fault| match fault {
        crate::t4::Fault::Jbig(fault) => fault,
        crate::t4::Fault::Runs => unreachable!("it is JBIG"),
    });
    let (page, quality) = decoder.finish();
    (page, quality, fault)
}

/// All parameters that T.85 lets a sender choose, also with stripes of a few rows.
fn all_options() -> impl Iterator<Item = Options> {
    [3, 128].into_iter().flat_map(|stripe| {
        [0, 127].into_iter().flat_map(move |reach| {
            [false, true].into_iter().flat_map(move |two_rows| {
                [false, true].into_iter().map(move |typical| Options {
                    stripe,
                    reach,
                    two_rows,
                    typical,
                })
            })
        })
    })
}

/// The artificial page of clause 7.2.1: white rows, then random pixels, then pixels that repeat
/// after eight in most columns.
fn page_of_t82() -> Bitmap {
    let (width, rows) = (1960, 1951);
    let mut page = Bitmap::white(width, rows);
    let (mut register, mut again) = (1_u32, [false; 8]);
    for y in 192..rows {
        for x in 0..width {
            if y < 1023 || x >> 3 & 3 == 0 {
                let sum = register ^ register >> 2 ^ register >> 11 ^ register >> 15;
                register = (register << 1 | sum & 1) & 0xFFFF;
                again[x as usize % 8] = register & 3 == 0;
            }
            page.set(x, y, again[x as usize % 8]);
        }
    }
    page
}

#[test]
fn the_test_page_of_t82_takes_as_many_octets_as_it_says() {
    let page = page_of_t82();
    let black: u32 = page.data().iter().map(|octet| octet.count_ones()).sum();
    assert_eq!(black, 861_965);
    // Clause 7.2.2, the cases without layers: the parameters, and the number of octets with the
    // header.
    let plain = Options { stripe: 1951, reach: 0, two_rows: false, typical: false };
    for (options, octets) in [
        (plain, 317_384),
        (Options { two_rows: true, ..plain }, 317_132),
        (Options { stripe: 128, reach: 8, two_rows: false, typical: true }, 253_653),
    ] {
        let coded = encode(&page, options);
        assert_eq!(coded.len(), octets, "{options:?}");
        let (came, quality, _) = decode(&coded, 1960);
        assert!(came == page && !quality.cut_off, "{options:?}");
    }
}

/// Rows of runs: many rows are equal or nearly equal, and some consist of dots.
fn any_page() -> impl Strategy<Value = Bitmap> {
    let row = proptest::collection::vec((0u32..200, 1u32..40), 0..12);
    (1u32..400, proptest::collection::vec((row, 0u32..3, 0u32..9), 1..24)).prop_map(
        |(width, rows)| {
            let mut page = Bitmap::new(width);
            for (runs, repeats, step) in rows {
                let y = page.rows();
                page.push_row(&[]);
                let mut x = step;
                for (white, black) in runs {
                    x += white;
                    (x..x + black)
                        .filter(|x| x % (step + 1) == 0)
                        .for_each(|x| page.set(x, y, true));
                    x += black;
                }
                (0..repeats).for_each(|_| page.repeat_row());
            }
            page
        },
    )
}

proptest! {
    #[test]
    fn every_page_comes_back_in_every_way_of_coding(page in any_page()) {
        for options in all_options() {
            let coded = encode(&page, options);
            let (came, quality, fault) = decode(&coded, page.width());
            prop_assert!(came == page, "{:?}", options);
            prop_assert_eq!(fault, None);
            let rows = page.rows();
            prop_assert_eq!(quality, PageQuality { rows, ..PageQuality::default() });
        }
    }

    #[test]
    fn however_the_octets_are_cut(page in any_page(), hits in proptest::collection::vec(any::<(u16, u8)>(), 0..4)) {
        let mut coded = encode(&page, Options { stripe: 5, ..Options::default() });
        let length = coded.len();
        for (place, bits) in hits {
            coded[usize::from(place) % length] ^= bits;
        }
        let limits = Limits { max_rows: 500 };
        let whole = || Decoder::new(Coding::Jbig, page.width(), limits);
        let mut at_once = whole();
        at_once.push(&coded);
        for size in [1, 2, 7] {
            let mut cut = whole();
            coded.chunks(size).for_each(|part| cut.push(part));
            prop_assert_eq!(cut.fault(), at_once.fault());
            prop_assert!(cut.finish() == at_once.clone().finish());
        }
        let mut bits = whole();
        coded.iter().for_each(|octet| (0..8).for_each(|at| bits.push_bit(octet >> at & 1 == 1)));
        prop_assert!(bits.finish() == at_once.finish());
    }
}

/// A page of slanting lines; its last 20 rows are equal to the row above.
fn page(rows: u32) -> Bitmap {
    let mut page = Bitmap::white(300, rows);
    (0..rows).for_each(|y| {
        (0..300)
            .filter(|x| (x + y.min(rows.saturating_sub(20)) * 3) % 29 < 4)
            .for_each(|x| page.set(x, y, true));
    });
    page
}

fn rows_of(page: &Bitmap, rows: u32) -> Bitmap {
    let mut page = page.clone();
    page.truncate(rows);
    page
}

const HEADER: usize = 20;

#[test]
fn what_is_cut_off_gives_the_rows_before_it() {
    let page = page(300);
    let coded = encode(&page, Options::default());
    let mut last = 0;
    for end in 0..coded.len() {
        let (came, quality, fault) = decode(&coded[..end], 300);
        assert!(came == rows_of(&page, came.rows()), "{end}");
        assert!(quality.cut_off && quality.bad_rows == 0 && fault.is_none(), "{end}");
        assert!(came.rows() >= last, "{end}");
        last = came.rows();
    }
    assert_eq!(last, 280, "those like the one above are said by zeros that are left out");
    assert!(!decode(&[coded, vec![0; 100]].concat(), 300).1.cut_off, "zeros fill the last frame");
}

/// Encodes `page`, but with the number of rows `announced` in the header. NEWLEN may correct it
/// later.
fn said_later(page: &Bitmap, announced: u32, options: Options) -> Vec<u8> {
    let mut coded = encode(page, options);
    coded[8..12].copy_from_slice(&announced.to_be_bytes());
    coded[19] |= 0x20;
    coded
}

fn newlen(rows: u32) -> Vec<u8> {
    [&[ESC, NEWLEN][..], &rows.to_be_bytes()].concat()
}

#[test]
fn the_length_may_be_said_later() {
    let page = page(300);
    for (announced, stripe) in [(u32::MAX, 128), (301, 128), (u32::MAX, u32::MAX), (2000, 300)] {
        let options = Options { stripe, ..Options::default() };
        let coded = said_later(&page, announced, options);
        // After the last stripe, with and without an empty one after it (§6.2.6.2), and with a
        // comment in between.
        let null = [ESC, SDNORM];
        let comment = [ESC, COMMENT, 0, 0, 0, 2, ESC, SDNORM];
        for ends in [
            [&newlen(300)[..], &null].concat(),
            newlen(300),
            [&newlen(300)[..], &null, &[0; 50]].concat(),
            [&comment[..], &newlen(300)].concat(),
        ] {
            let (came, quality, fault) = decode(&[&coded[..], &ends].concat(), 300);
            assert_eq!((came.rows(), fault), (300, None), "{announced} {stripe}");
            assert!(came == page && !quality.cut_off, "{announced} {stripe}");
        }
        // Before the first stripe.
        let early = [&coded[..HEADER], &newlen(300), &coded[HEADER..]].concat();
        let (came, quality, _) = decode(&early, 300);
        assert!(came == page && !quality.cut_off, "{announced} {stripe}");
    }
    let longer = [&said_later(&page, 300, Options::default())[..], &newlen(301)].concat();
    assert_eq!(decode(&longer, 300).2, Some(Fault::Longer));
}

#[test]
fn a_length_that_is_never_said_makes_no_rows_where_stripes_have_no_end() {
    let page = page(300);
    let options = Options { stripe: u32::MAX, ..Options::default() };
    let (came, quality, fault) = decode(&said_later(&page, u32::MAX, options), 300);
    assert!(came == rows_of(&page, came.rows()) && came.rows() > 200, "{}", came.rows());
    assert!(quality.cut_off && fault.is_none());
}

/// A page of letters whose last row has as much black as the others.
fn letters(rows: u32, seed: u64) -> Bitmap {
    let mut page = Bitmap::white(1728, rows);
    let mut state = seed * 2 + 1;
    for y in 0..rows {
        for x in (0..1728).step_by(9) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            if y / 3 % 7 < 5 && !state.is_multiple_of(3) {
                (0..state % 6).for_each(|dx| page.set(x + dx as u32, y, true));
            }
        }
    }
    page
}

/// The announced length is greater than that of the page, and nothing corrects it.
#[test]
fn a_page_that_is_announced_too_long_ends_with_its_last_coded_row() {
    for (rows, announced, stripe) in
        [(599, 766_u32, 766), (599, 766, u32::MAX), (599, 640, 128), (599, 10_000, 128)]
    {
        for (seed, typical) in [(1, true), (2, true), (3, false), (4, true), (5, false)] {
            let page = letters(rows, seed);
            let options = Options { stripe, typical, ..Options::default() };
            let mut coded = encode(&page, options);
            coded[8..12].copy_from_slice(&announced.to_be_bytes());
            // The padding of a block's last frame.
            coded.extend([0; 100]);
            let (came, _, fault) = decode(&coded, 1728);
            let what = format!("{announced} rows announced, stripes of {stripe}, seed {seed}");
            assert_eq!((came.rows(), fault), (rows, None), "{what}");
            assert!(came == page, "{what}");
        }
    }
}

/// White margins take no octets, but belong to the page.
#[test]
fn a_page_that_ends_with_much_white_is_not_cut() {
    for seed in 0..30 {
        let rows = 20 + seed as u32 % 40;
        for (margin, stripe) in [(1, 1200), (30, 1200), (1000, 1200), (1000, 128)] {
            let mut page = Bitmap::white(1728, rows + margin);
            let text = letters(rows, seed);
            (0..rows).for_each(|y| {
                (0..1728).filter(|x| text.is_black(*x, y)).for_each(|x| page.set(x, y, true));
            });
            for typical in [true, false] {
                let options = Options { stripe, typical, ..Options::default() };
                let (came, quality, _) = decode(&encode(&page, options), 1728);
                assert!(came == page && !quality.cut_off, "seed {seed}, {margin} rows of white");
            }
        }
    }
}

#[test]
fn a_stripe_may_begin_all_anew() {
    let (first, second) = (page(128), page(90));
    let [mut coded, behind] = [&first, &second].map(|page| encode(page, Options::default()));
    coded[8..12].copy_from_slice(&218_u32.to_be_bytes());
    let marker = coded.len() - 1;
    assert_eq!(coded[marker], SDNORM);
    coded[marker] = SDRST;
    coded.extend(&behind[HEADER..]);
    let (came, quality, fault) = decode(&coded, 300);
    assert!(rows_of(&came, 128) == first && came.rows() == 218 && fault.is_none());
    assert!((0..90).all(|row| came.row(128 + row) == second.row(row)) && !quality.cut_off);
}

#[test]
fn comments_are_passed_over() {
    let page = page(50);
    let coded = encode(&page, Options::default());
    let comment = [&[ESC, COMMENT, 0, 0, 0, 4][..], &[ESC, ABORT, ESC, 9]].concat();
    let empty = [ESC, COMMENT, 0, 0, 0, 0];
    let with = [&coded[..HEADER], &comment, &empty, &coded[HEADER..]].concat();
    let (came, quality, fault) = decode(&with, 300);
    assert!(came == page && !quality.cut_off && fault.is_none());
}

#[test]
fn what_is_wrong_is_named_and_the_rows_before_it_stay() {
    let page = page(300);
    let coded = encode(&page, Options { reach: 0, ..Options::default() });
    let end = coded.windows(2).position(|two| two == [ESC, SDNORM]).expect("a stripe ends") + 2;
    let behind_first_stripe = |what: &[u8]| decode(&[&coded[..end], what].concat(), 300);
    for (what, fault) in [
        (&[ESC, ABORT][..], Fault::Aborted),
        (&[ESC, 0x01], Fault::Marker),
        (&[ESC, 0x47], Fault::Marker),
        (&[ESC, ATMOVE, 0, 0, 0, 0, 2, 0], Fault::Move),
        (&[ESC, ATMOVE, 0, 0, 0, 0, 128, 0], Fault::Move),
        (&[ESC, ATMOVE, 0, 0, 0, 0, 8, 1], Fault::Move),
        (&[ESC, ATMOVE, 0, 0, 0, 0, 8, 0].repeat(65), Fault::Move),
        (&newlen(301), Fault::Longer),
    ] {
        let (came, quality, got) = behind_first_stripe(what);
        assert_eq!(got, Some(fault));
        // The added row repeats the row above.
        assert_eq!((came.rows(), quality.bad_rows, quality.cut_off), (129, 1, true), "{fault}");
        assert!(rows_of(&came, 128) == rows_of(&page, 128), "{fault}");
    }
    let (came, quality, got) = decode(&coded, 299);
    assert_eq!((got, came.rows(), quality.bad_rows), (Some(Fault::Width), 1, 1));
}

#[test]
fn a_narrower_page_has_white_beside_it() {
    let page = page(40);
    let (came, quality, _) = decode(&encode(&page, Options::default()), 1728);
    assert_eq!((came.width(), came.rows(), quality.bad_rows), (1728, 40, 0));
    assert!((0..40).all(|y| (0..1728).all(|x| came.is_black(x, y) == page.is_black(x, y))));
}

#[test]
fn a_page_without_end_stops_at_its_limit() {
    // About 30 octets that announce four thousand million rows like the first.
    let mut endless = encode(&Bitmap::white(1728, 1), Options::default());
    endless[8..12].copy_from_slice(&[0xFF; 4]);
    endless[12..16].copy_from_slice(&[0xFF; 4]);
    let mut decoder = Decoder::new(Coding::Jbig, 1728, Limits { max_rows: 1000 });
    decoder.push(&endless);
    assert!(decoder.ended());
    assert_eq!(decoder.finish().1.rows, 1000);
    let none = Decoder::new(Coding::Jbig, 1728, Limits { max_rows: 0 });
    assert!(none.ended());
}

#[test]
fn what_is_wrong_behind_the_end_is_no_matter() {
    let page = page(300);
    let coded = said_later(&page, 300, Options::default());
    let (came, quality, fault) = decode(&[&coded[..], &[ESC, 0x47]].concat(), 300);
    assert!(came == page && !quality.cut_off && fault.is_none());
    // Nor after a limit that is reached at the same octet.
    let mut decoder = Decoder::new(Coding::Jbig, 300, Limits { max_rows: 299 });
    decoder.push(&[&coded[..], &[ESC, ABORT]].concat());
    assert!(decoder.ended() && decoder.finish().1.rows == 299);
}

#[test]
fn a_page_without_rows_is_a_header() {
    let coded = encode(&Bitmap::new(100), Options::default());
    let (came, quality, fault) = decode(&coded, 100);
    assert_eq!((coded.len(), came.rows(), quality.cut_off, fault), (HEADER, 0, false, None));
}
