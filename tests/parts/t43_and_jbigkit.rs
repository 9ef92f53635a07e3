//! Planes of bits that jbigkit coded are read as they were, in each order and by each of its ways to
//! code them; and those that our tests put together are read by jbigkit.

use crate::jbig_and_jbigkit::through;
use crate::programs;
use ferrofax::t4::t43::{Numbered, Wanted, decode, encode, end, head, read};
use ferrofax_kit::colours::colour_at;
use ferrofax_kit::t43::{self, Order, kind};
use tempfile::TempDir;

/// What pbmtojbg makes of values from 0 to `most`, with these options.
fn picture(
    folder: &TempDir,
    (width, rows, most): (u32, u32, u32),
    options: &[&str],
    value: impl Fn(u32, u32) -> u32,
) -> Vec<u8> {
    let mut pgm = format!("P5\n{width} {rows}\n{most}\n").into_bytes();
    for (y, x) in (0..rows).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let value = value(x, y) as u16;
        if most > 255 {
            pgm.push((value >> 8) as u8);
        }
        pgm.push(value as u8);
    }
    // One layer alone.
    through("pbmtojbg", &[&["-q"], options].concat(), &pgm, folder.path())
}

fn values(width: u32, rows: u32, value: impl Fn(u32, u32) -> u32) -> Vec<u8> {
    let places = (0..rows).flat_map(|y| (0..width).map(move |x| (x, y)));
    places.map(|(x, y)| value(x, y) as u8).collect()
}

fn light(x: u32, y: u32) -> u32 {
    colour_at(x, y)[0].into()
}

/// In all orders of planes and stripes, by both templates, with and without rows that are like the one
/// above, with stripes of many lengths, and with a comment. (What it codes in stripes of one row without
/// looking for rows that are alike it cannot read itself.)
#[test]
fn greys_in_gray_code_are_read_as_they_were() {
    if !programs::is_there("pbmtojbg") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let head = t43::header(200, kind::GREY, [8, 0, 0, 0], &[]);
    for (number, order) in ["0", "2", "3", "4", "5", "6"].into_iter().enumerate() {
        for (at, (width, rows)) in [(300, 200), (65, 129), (1, 40)].into_iter().enumerate() {
            let stripe = ["128", "2", "50"][(number + at) % 3];
            let bits = ["8", "0", "64", "72"][(number + at) % 4];
            let mut options = vec!["-o", order, "-s", stripe, "-p", bits, "-m", "127"];
            if number == at {
                options.extend(["-C", "what is no part of the page"]);
            }
            let octets = picture(&folder, (width, rows, 255), &options, light);
            let page = [&head[..], &octets].concat();
            let facts = read(&page).expect("it is read");
            assert_eq!((facts.width, facts.rows, facts.has_end), (width, rows, true));
            let pixels = decode(&page, Wanted::Lightness).expect("it is decoded");
            assert!(pixels.parts == [values(width, rows, light)], "{options:?}");
            assert_eq!((pixels.good, pixels.fault), (rows, None), "{options:?}");
            assert_eq!(end(&[&page[..], &[0; 200]].concat()), Some(page.len()), "{options:?}");
        }
    }
}

/// The numbers of a palette are as they are, without Gray code (-b).
#[test]
fn numbers_of_colours_are_read_as_they_were() {
    if !programs::is_there("pbmtojbg") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let palette = t43::palette(&t43::colours_of_fields());
    for bits in [1, 3, 8] {
        let number = |x, y| t43::fields(x, y) & ((1 << bits) - 1);
        let size = (300, 400, (1 << bits) - 1);
        let octets = picture(&folder, size, &["-b", "-p", "8"], number);
        let head = t43::header(200, kind::PALETTE, [bits, 0, 0, 0], std::slice::from_ref(&palette));
        let page = [head, octets].concat();
        assert_eq!(read(&page).expect("it is read").palette, t43::colours_of_fields());
        let pixels = decode(&page, Wanted::Colours).expect("it is decoded");
        assert!(pixels.parts == [values(300, 400, number)], "{bits} bits");
    }
    // A number of twelve bits takes two octets.
    let number = |x: u32, y: u32| (x * 13 + y * 7) % 4096;
    let octets = picture(&folder, (100, 60, 4095), &["-b"], number);
    let head = t43::header(200, kind::PALETTE, [12, 0, 0, 0], &[palette]);
    let pixels = decode(&[head, octets].concat(), Wanted::Colours).expect("it is decoded");
    assert!(pixels.parts[0] == values(100, 60, |x, y| number(x, y) >> 8));
    assert!(pixels.parts[1] == values(100, 60, number));
}

/// Components one behind the other, each a picture of its own, and shades of twelve bits, of which
/// eight are seen.
#[test]
fn colours_are_read_as_they_were() {
    if !programs::is_there("pbmtojbg") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (width, rows) = (320, 200);
    let all: Vec<_> = (0..3)
        .map(|part| values(width, rows, |x, y| colour_at(x, y)[part].into()))
        .collect();
    for (most, bits) in [(255, 8), (4095, 12)] {
        let component = |part: usize| {
            let value = move |x, y| {
                let octet = u32::from(colour_at(x, y)[part]);
                if bits == 8 { octet } else { (octet << 4) | (x % 16) }
            };
            picture(&folder, (width, rows, most), &["-o", "3", "-p", "8"], value)
        };
        let head = t43::header(200, kind::COLOUR, [bits, bits, bits, 0], &[]);
        let page = [head, component(0), component(1), component(2)].concat();
        let pixels = decode(&page, Wanted::Colours).expect("it is decoded");
        assert_eq!((pixels.good, pixels.fault), (rows, None));
        assert!(pixels.parts == all, "{bits} bits");
    }
}

/// What the other tests send is what jbigkit reads.
#[test]
fn planes_that_are_put_together_here_are_read_by_jbigkit() {
    if !programs::is_there("jbgtopbm") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (width, rows) = (300, 300);
    let planes = t43::planes(width, rows, 8, |x, y| t43::gray(colour_at(x, y)[0]));
    for (order, stripe) in [(Order::ByStripe, 128), (Order::ByPlane, 128), (Order::ByStripe, 33)] {
        let octets = t43::picture(&planes, stripe, order);
        let theirs = through("jbgtopbm", &[], &octets, folder.path());
        let pixels = &theirs[theirs.len() - (width * rows) as usize..];
        assert!(pixels == values(width, rows, light), "{order:?} {stripe}");
    }
}

/// What is sent: all bits of a page that has a palette of any size.
#[test]
fn planes_that_are_sent_are_read_by_jbigkit() {
    if !programs::is_there("jbgtopbm") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (width, rows, count) in [(300, 400, 256), (1728, 300, 8), (65, 129, 5), (64, 1, 3)] {
        let number = |x, y| (t43::fields(x, y) * 37 + x / 3 % 5) % count;
        let colours = (0..count).map(|number| [number as u8, 128, 96]).collect();
        let numbers = values(width, rows, number);
        let page = Numbered { width, colours, numbers: numbers.clone() };
        let octets = encode(&page, 200, usize::MAX).expect("it is coded");
        // The picture begins with its own header.
        let picture = &octets[head(&octets).expect("it has one") - 20..];
        // Not in Gray code; how large a value may be is not said in the octets.
        let theirs = through("jbgtopbm", &["-b"], picture, folder.path());
        let pixels = &theirs[theirs.len() - (width * rows) as usize..];
        assert!(pixels == numbers, "{count} colours");
    }
}
