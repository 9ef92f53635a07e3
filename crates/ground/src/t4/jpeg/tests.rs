use super::*;

/// A JPEG with this number of rows in SOF, with data before SOF and after its scan.
fn jpeg(rows: u16, before: &[u8], behind: &[u8]) -> Vec<u8> {
    let [high, low] = rows.to_be_bytes();
    let frame = [0xFF, 0xC0, 0, 17, 8, high, low, 6, 0xC0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
    let scan =
        [0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0, 0x12, 0xFF, 0x00, 0xFF, 0xD3, 7];
    [&[0xFF, 0xD8][..], &fax_marker(200), before, &frame, &scan, behind].concat()
}

const END: [u8; 2] = [0xFF, 0xD9];

#[test]
fn the_markers_of_a_fax_are_read() {
    let facts = read(&jpeg(2200, &[], &END)).unwrap();
    let gamut = Gamut { offsets: [0, 128, 96], ranges: [100, 170, 200] };
    let (components, subsampling, dpi) = (3, (2, 2), Some(200));
    let (width, rows, illuminant, has_end) = (1728, 2200, None, true);
    assert_eq!(
        facts,
        Facts { width, rows, components, subsampling, dpi, gamut, illuminant, has_end }
    );
    assert!(!read(&jpeg(2200, &[], &[])).unwrap().has_end);
    let filled = jpeg(2200, &[], &[&END[..], &[0; 9]].concat());
    assert_eq!(end(&filled), Some(filled.len() - 9));
    assert_eq!(end(&jpeg(2200, &[], &[0; 9])), None);
}

#[test]
fn the_default_ranges_are_those_of_t_42() {
    let ends = [0, 1, 2].map(|component| Gamut::default().ends(component));
    let near = |(least, most): (f64, f64), wanted: (f64, f64)| {
        (least - wanted.0).abs() < 0.4 && (most - wanted.1).abs() < 0.4
    };
    assert!(
        near(ends[0], (0.0, 100.0))
            && near(ends[1], (-85.0, 85.0))
            && near(ends[2], (-75.0, 125.0))
    );
}

#[test]
fn another_gamut_and_another_white_are_read() {
    let gamut =
        [&[0xFF, 0xE1, 0, 20][..], b"G3FAX\x01", &[0, 10, 0, 90, 0, 100, 0, 120, 0, 80, 1, 4]]
            .concat();
    let white = [&[0xFF, 0xE1, 0, 12][..], b"G3FAX\x02", b"\0D65"].concat();
    let facts = read(&jpeg(10, &[gamut, white].concat(), &END)).unwrap();
    assert_eq!(facts.gamut, Gamut { offsets: [10, 100, 80], ranges: [90, 120, 260] });
    assert_eq!(facts.illuminant, Some(*b"\0D65"));
    // A range of 0 is ignored.
    let none = [&[0xFF, 0xE1, 0, 20][..], b"G3FAX\x01", &[0; 12]].concat();
    assert_eq!(read(&jpeg(10, &none, &END)).unwrap().gamut, Gamut::default());
}

#[test]
fn rows_may_be_said_behind_the_scan() {
    let lines = [&[0xFF, 0xDC, 0, 4, 0x08, 0x98][..], &END].concat();
    for open in [0, u16::MAX] {
        let open = jpeg(open, &[], &lines);
        assert_eq!(read(&open).unwrap().rows, 2200);
        assert_eq!(*with_rows_in_front(&open), jpeg(2200, &[], &END));
    }
    // If SOF has the number of rows, nothing is moved.
    let known = jpeg(2200, &[], &END);
    assert!(matches!(with_rows_in_front(&known), Cow::Borrowed(_)));
    assert_eq!(read(&jpeg(0, &[], &END)), Err(Fault::NoSize));
}

#[test]
fn what_cannot_be_shown_is_named() {
    let good = jpeg(100, &[], &END);
    let with = |at: usize, octet: u8| {
        let mut octets = good.clone();
        octets[at] = octet;
        read(&octets)
    };
    // SOF follows SOI and the fax segment.
    assert_eq!(with(0, 0), Err(Fault::NoJpeg));
    assert_eq!(with(17, 0xC2), Err(Fault::Process(2)));
    assert_eq!(with(20, 12), Err(Fault::Bits(12)));
    assert_eq!(with(25, 4), Err(Fault::Components(4)));
    assert_eq!(read(&good[..25]), Err(Fault::NoFrame));
    let scan = good.windows(2).position(|pair| pair == [0xFF, 0xDA]).unwrap();
    assert_eq!(with(scan + 4, 1), Err(Fault::Scans));
    assert_eq!(read(&[]), Err(Fault::NoJpeg));
    assert_eq!(read(&jpeg(60_000, &[], &END)), Err(Fault::TooLarge(1728, 60_000)));
}

#[test]
fn whatever_is_cut_off_or_spoilt_is_read() {
    let good = jpeg(0, &[], &[&[0xFF, 0xDC, 0, 4, 0, 9][..], &END].concat());
    for end in 0..good.len() {
        let _ = (read(&good[..end]), with_rows_in_front(&good[..end]));
        for octet in [0, 1, 0xD8, 0xDA, 0xFF] {
            let mut spoilt = good.clone();
            spoilt[end] = octet;
            let _ = (read(&spoilt), with_rows_in_front(&spoilt));
        }
    }
}

#[test]
fn a_jpeg_without_its_pixels_is_as_long_and_says_nothing() {
    let words = [&[0xFF, 0xFE, 0, 7][..], b"Alice", &[0xFF, 0xED, 0, 5], b"Bob"].concat();
    let good = jpeg(2200, &words, &END);
    let blank = without_pixels(&good);
    assert_eq!((blank.len(), read(&blank)), (good.len(), read(&good)));
    assert!(!blank.windows(3).any(|some| some == b"Ali" || some == b"Bob"));
    // SOS and its header are kept, followed by zeros up to EOI.
    assert!(blank.ends_with(&[0, 63, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xD9]), "{blank:x?}");
    assert_eq!(without_pixels(&[1, 2, 3]), [0, 0, 0]);
}
