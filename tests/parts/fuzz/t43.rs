//! Pages in colours without loss, damaged, as `colours.rs` has those of JPEG; their pixels are as many as
//! is said, whatever is said.

use super::colours::comes_to_a_page;
use crate::fuzz::damage::{any_bytes, damage};
use crate::fuzz::runner::Case;
use ferrofax::t4::t43::{Wanted, decode, end, read};
use ferrofax_kit::colours;
use ferrofax_kit::t43::{self, Order, kind};
use std::sync::OnceLock;

pub(crate) fn case(case: &mut Case) {
    case.steps = 1;
    let random = &mut case.random;
    let good = good_pages();
    let mut octets = good[random.below(good.len() as u32) as usize].clone();
    match random.below(40) {
        0 => octets = [&[0xFF, 0xA8][..], &any_bytes(400, random)].concat(),
        // What stands behind a header, of any octets.
        1 => {
            octets.truncate(octets.len() / 2);
            octets.extend(any_bytes(400, random));
        }
        _ => damage(&mut octets, good, random),
    }
    let facts = read(&octets);
    // A size of many pixels, each of which costs time, where a few suffice.
    if facts.as_ref().is_ok_and(|facts| facts.width * facts.rows > 1 << 16) {
        return;
    }
    case.input.clone_from(&octets);
    comes_to_a_page(&octets);
    let pixels = decode(&octets, Wanted::Colours);
    assert_eq!(pixels.is_ok(), facts.is_ok());
    if let (Ok(facts), Ok(pixels)) = (facts, pixels) {
        let count = (facts.width * facts.rows) as usize;
        assert!(pixels.parts.iter().all(|part| part.len() == count) && pixels.good <= facts.rows);
        assert!(facts.has_end || pixels.good < facts.rows);
        // What follows a page is none of it.
        assert_eq!(end(&octets).is_some(), facts.has_end);
        if let Some(end) = end(&octets) {
            assert!(decode(&octets[..end], Wanted::Colours).as_ref() == Ok(&pixels));
        }
        let light = decode(&octets, Wanted::Lightness).expect("it is the same page");
        assert!(light.good == pixels.good || pixels.fault.is_some() && light.good > pixels.good);
        let shown = (facts.width * pixels.good) as usize;
        assert!(light.parts[0][..shown] == pixels.parts[0][..shown]);
    }
}

fn good_pages() -> &'static Vec<Vec<u8>> {
    static PAGES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let of_fields = t43::colours_of_fields();
        let twelve_bits = |x, y| colours::colour_at(x, y)[0] as u32 * 16 + x % 16;
        let fine = t43::picture(&t43::planes(65, 20, 12, twelve_bits), 7, Order::ByStripe);
        let apart = (0..3).flat_map(|part| {
            let pixel = |x, y| t43::gray(colours::colour_at(x, y)[part]);
            t43::picture(&t43::planes(70, 30, 8, pixel), 16, Order::ByPlane)
        });
        vec![
            t43::lab_page(66, 40, Order::ByStripe, colours::colour_at),
            t43::lab_page(33, 140, Order::ByPlane, colours::colour_at),
            t43::grey_page(130, 33, colours::colour_at),
            t43::palette_page((200, 150), 3, &of_fields, Order::ByStripe, t43::fields),
            t43::palette_page((100, 30), 10, &of_fields, Order::ByPlane, |x, y| x * 7 + y),
            t43::bits_page(90, 50, kind::RGB, t43::fields),
            t43::bits_page(64, 20, kind::CMYK, |x, y| (x + y) % 16),
            [t43::header(300, kind::GREY, [12, 0, 0, 0], &[]), fine].concat(),
            [t43::header(200, kind::COLOUR, [8, 8, 8, 0], &[]), apart.collect()].concat(),
        ]
    })
}
