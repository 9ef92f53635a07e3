use super::*;

/// The bytes as printed bits, in the order of the line.
fn printed(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{:08b}", byte.reverse_bits())).collect()
}

fn of_pixels(width: u32, rows: &[&[u8]]) -> Bitmap {
    let mut page = Bitmap::new(width);
    rows.iter().for_each(|row| page.push_row(row));
    page
}

const NO_END: EncodeOptions =
    EncodeOptions { k: 2, min_row_bits: 0, lsb_first: true, end_of_page: false };

#[test]
fn a_row_by_itself_is_written_as_the_tables_have_it() {
    let page = of_pixels(16, &[&[0x0E, 0x00], &[0xFF, 0xFF]]);
    let line = printed(&encode(&page, Coding::Mh, NO_END));
    let eol = "000000000001";
    // 4 white, 3 black, 9 white; 0 white, 16 black.
    assert!(line.starts_with(&format!("{eol}10111010100{eol}001101010000010111")), "{line}");
}

#[test]
fn a_row_by_the_one_above_uses_each_mode() {
    let page = of_pixels(32, &[&[0x0F, 0x00, 0x3C, 0x00], &[0x1F, 0x00, 0x00, 0x00]]);
    let line = printed(&encode(&page, Coding::Mmr, NO_END));
    // Horizontal: 4 white, 4 black; horizontal: 10 white, 4 black; V(0).
    // The row below it: VL(1), V(0), pass, V(0).
    let wanted = "001 1011 011  001 00111 011  1    010 1 0001 1".replace(' ', "");
    assert!(line.starts_with(&wanted), "{line}");
}

#[test]
fn the_bit_order_is_the_one_asked_for() {
    let page = of_pixels(16, &[&[0x0E, 0x00]]);
    let mut lsb = encode(&page, Coding::Mmr, NO_END);
    let msb = encode(&page, Coding::Mmr, EncodeOptions { lsb_first: false, ..NO_END });
    assert_ne!(lsb, msb);
    reverse_bits(&mut lsb);
    assert_eq!(lsb, msb);
}

#[test]
fn no_row_is_shorter_than_the_receiver_needs() {
    let page = Bitmap::white(1728, 10);
    for coding in [Coding::Mh, Coding::Mr] {
        // 20 ms at 9600 bit/s.
        let bytes = encode(&page, coding, EncodeOptions { min_row_bits: 192, ..NO_END });
        assert_eq!(bytes.len() * 8, 1920, "{coding}");
    }
}

#[test]
fn the_end_of_the_page_is_rtc_or_eofb() {
    let page = Bitmap::new(1728);
    let end =
        |coding| printed(&encode(&page, coding, EncodeOptions { end_of_page: true, ..NO_END }));
    assert_eq!(end(Coding::Mh), "000000000001".repeat(6));
    assert_eq!(end(Coding::Mr), "0000000000011".repeat(6) + "00");
    assert_eq!(end(Coding::Mmr), "000000000001".repeat(2));
}

#[test]
fn every_kth_row_stands_alone() {
    for k in [1, 2, 4] {
        let page = Bitmap::white(1728, 8);
        let line = printed(&encode(&page, Coding::Mr, EncodeOptions { k, ..NO_END }));
        let tags: String = line.split("00000000001").skip(1).map(|row| &row[..1]).collect();
        let wanted: String = (0..8).map(|row| if row % k == 0 { '1' } else { '0' }).collect();
        assert_eq!(tags, wanted);
    }
}
