//! Coded pages for the decoders of MH, MR, MMR and JBIG.
//!
//! A step is a page, damaged, that is decoded whole and again in pieces: the same rows
//! come of it, no more than its bits can say (in JBIG, a few say any number: no more than
//! there may be); and what came, coded anew, is decoded as it is.

use std::sync::OnceLock;

use ferrofax::t4::{Bitmap, Coding, Decoder, EncodeOptions, Limits, PageQuality, encode};

use crate::fuzz::damage::{any_bytes, damage, in_pieces};
use crate::fuzz::runner::Case;
use crate::pages;
use ferrofax_kit::random::Random;

const WIDTHS: [u32; 8] = [1, 7, 64, 65, 216, 1728, 2432, 6000];

/// A width and the bytes of a page.
type Coded = (u32, Vec<u8>);

pub(crate) fn case(case: &mut Case, coding: Coding) {
    case.steps = 1;
    let random = &mut case.random;
    let good = good_pages(coding);
    let (mut width, mut bytes) = good[random.below(good.len() as u32) as usize].clone();
    if random.below(20) == 0 {
        width = WIDTHS[random.below(8) as usize];
    }
    if random.below(40) == 0 {
        bytes = any_bytes(400, random);
    }
    let others: Vec<Vec<u8>> = vec![good[random.below(good.len() as u32) as usize].1.clone()];
    damage(&mut bytes, &others, random);
    case.input.clone_from(&bytes);

    // In JBIG a page is as long as its header says.
    let most = if coding == Coding::Jbig { 300 } else { 65_535 };
    let limits = Limits { max_rows: if random.below(4) == 0 { random.below(20) } else { most } };
    let at_bytes = random.below(16) == 0;
    let new = || {
        let decoder = Decoder::new(coding, width, limits);
        if at_bytes { decoder.with_rows_ending_at_bytes() } else { decoder }
    };
    let mut whole = new();
    whole.push(&bytes);
    let (page, quality) = whole.finish();
    let most = if coding == Coding::Jbig { usize::MAX } else { bytes.len() * 8 + 1 };
    check(&page, quality, limits, most);

    let mut pieces = new();
    let by_bits = !at_bytes && random.below(4) == 0;
    in_pieces(&bytes, random, |piece| {
        if by_bits {
            let bits = piece.iter().flat_map(|byte| (0..8).map(move |at| byte >> at & 1 == 1));
            bits.for_each(|bit| pieces.push_bit(bit));
        } else {
            pieces.push(piece);
        }
    });
    let again = pieces.finish();
    assert_eq!(again.1, quality, "however the bits are cut");
    assert!(again.0 == page, "however the bits are cut");

    let anew = encode(&page, coding, EncodeOptions::default());
    let mut decoder = Decoder::new(coding, width, Limits { max_rows: u32::MAX });
    decoder.push(&anew);
    let coded = decoder.finish().0;
    // Damaged octets make rows that a coder of zeros would make, too: a page of JBIG that ends with
    // these is one that was announced too long.
    let is_shorter = coding == Coding::Jbig && coded.rows() < page.rows();
    let same = (0..coded.rows()).all(|row| coded.row(row) == page.row(row));
    assert!(same && (is_shorter || coded.rows() == page.rows()), "what came can be coded");
}

fn check(page: &Bitmap, quality: PageQuality, limits: Limits, most: usize) {
    let PageQuality { rows, bad_rows, longest_bad_run, .. } = quality;
    assert_eq!(page.rows(), rows);
    assert!(
        rows <= limits.max_rows.max(1) && rows as usize <= most,
        "{rows} rows, and not {most} or {}",
        limits.max_rows
    );
    assert!(
        bad_rows <= rows && longest_bad_run <= bad_rows && (longest_bad_run > 0) == (bad_rows > 0),
        "{quality:?}"
    );
}

/// Pages with their widths: text, dots, lines, white ones and any pixels, coded in all ways.
fn good_pages(coding: Coding) -> &'static [Coded] {
    static PAGES: [OnceLock<Vec<Coded>>; 4] = [const { OnceLock::new() }; 4];
    PAGES[coding as usize].get_or_init(|| {
        let mut drawn: Vec<Bitmap> =
            WIDTHS.iter().map(|width| pages::noise(*width, 12, u64::from(*width))).collect();
        drawn.extend(pages::typical(216, 24).into_iter().map(|(_, page)| page));
        drawn.push(pages::photo(1728, 9));
        drawn.push(dots(432, 16));
        let options = [
            EncodeOptions::default(),
            EncodeOptions { k: 2, min_row_bits: 96, ..EncodeOptions::default() },
            EncodeOptions { k: 1000, end_of_page: false, ..EncodeOptions::default() },
        ];
        let coded =
            |page: &Bitmap| options.map(|options| (page.width(), encode(page, coding, options)));
        drawn.iter().flat_map(coded).collect()
    })
}

/// Dots by chance, as error diffusion sets them.
fn dots(width: u32, rows: u32) -> Bitmap {
    let mut random = Random::new(5);
    let mut page = Bitmap::white(width, rows);
    (0..rows).for_each(|y| (0..width).for_each(|x| page.set(x, y, random.below(3) == 0)));
    page
}
