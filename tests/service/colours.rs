//! A fax in colours comes to a device that takes them: it is kept as it came inside the page in
//! black and white, shown in the mail's PDF, and its faults are told of.

use crate::addressed::send_by;
use crate::receiving::Lab;
use crate::recorded::{comes_out_the_same, records};
use ferrofax::call::{OriginateConfig, PageToSend};
use ferrofax::delivery::attachment::Attachment;
use ferrofax::document::tiff;
use ferrofax::spool::{FaxStatus, LadderOf, ReceivedFax, Spool};
use ferrofax::t4::{Coding, Resolution};
use ferrofax_kit::calling::{Calling, to_send};
use ferrofax_kit::colours;
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::t43::{self, Order};
use std::sync::Arc;

/// A caller with a page in these colours, and the same in black and white.
fn caller(octets: Vec<u8>) -> Calling {
    let bitmap = pages::page(Content::Text, 1728, 100, 1);
    let codings = vec![Coding::Mh, Coding::Mmr, Coding::Jpeg, Coding::T43];
    let config = OriginateConfig { codings, ..OriginateConfig::default() };
    let page = to_send(&[bitmap], Resolution::Fine).remove(0);
    Calling::new(config, vec![PageToSend { colour: Some(Arc::new(octets)), ..page }])
}

fn spool(lab: &Lab) -> Spool {
    Spool::open(&lab.folder.path().join("spool")).unwrap()
}

fn pages_of(spool: &Spool, fax: &ReceivedFax) -> Vec<tiff::TiffPage> {
    tiff::read(&spool.faxes().document_path(fax.id).unwrap()).unwrap()
}

#[test]
fn a_page_in_colours_is_kept_as_it_came_and_seen_in_black_and_white() {
    let lab = Lab::new("colour = yes\nrecord = all\n");
    let octets = colours::page(1728, 400, 200);
    let (fax, _) = send_by(&lab, "bob@example.com", caller(octets.clone()));
    assert_eq!(lab.service.stop(), Ok(()));
    assert_eq!((fax.status, fax.coding), (FaxStatus::Received, Some(Coding::Jpeg)));
    let [row] = &fax.pages[..] else { panic!("one page") };
    assert_eq!((row.coding, row.width, row.rows), (Some(Coding::Jpeg), 1728, 400));
    assert_eq!((row.bad_rows, row.complete, row.confirmed), (0, true, true));

    let spool = spool(&lab);
    let pages = pages_of(&spool, &fax);
    let [page] = &pages[..] else { panic!("one page") };
    assert!(page.colour() == Some(&octets[..]), "octet by octet");
    // Black where it is dark, white where it is light.
    let (bitmap, quality) = page.decode();
    assert_eq!((bitmap.width(), bitmap.rows(), quality.bad_rows), (1728, 400, 0));
    let black = |x: std::ops::Range<u32>| {
        let all = x.flat_map(|x| (8..56).map(move |y| (x, y)));
        let (count, black) =
            all.fold((0, 0), |(n, b), (x, y)| (n + 1, b + u32::from(bitmap.is_black(x, y))));
        f64::from(black) / f64::from(count)
    };
    // The fields of `colours::colour_at`: white, red, yellow; black is the sixth.
    assert!(black(8..56) < 0.02, "{}", black(8..56));
    assert!(black(72..120) > 0.2, "{}", black(72..120));
    assert!(black(328..376) > 0.95, "{}", black(328..376));

    let pdf = Attachment::new(&fax, &spool.faxes().document_path(fax.id).unwrap())
        .expect("it has one")
        .bytes;
    assert!(pdf.windows(10).any(|word| word == b"/DCTDecode"), "in colours");
    assert!(!pdf.windows(14).any(|word| word == b"CCITTFaxDecode"));
    // The record of the call runs again to the same page.
    let records = records(&spool);
    assert_eq!(records.len(), 1);
    assert_eq!(comes_out_the_same(&spool, &records[0]), ("OK".to_owned(), 1));
}

/// By T.43: its pixels are in the PDF as they were.
#[test]
fn a_page_without_loss_is_kept_as_it_came_and_seen_in_the_mail() {
    let lab = Lab::new("colour = yes\nrecord = all\n");
    let of_fields = t43::colours_of_fields();
    let octets = t43::palette_page((1728, 400), 3, &of_fields, Order::ByStripe, t43::fields);
    let (fax, _) = send_by(&lab, "bob@example.com", caller(octets.clone()));
    assert_eq!(lab.service.stop(), Ok(()));
    assert_eq!((fax.status, fax.coding), (FaxStatus::Received, Some(Coding::T43)));
    let [row] = &fax.pages[..] else { panic!("one page") };
    assert_eq!((row.coding, row.width, row.rows), (Some(Coding::T43), 1728, 400));
    assert_eq!((row.bad_rows, row.complete, row.confirmed), (0, true, true));
    let spool = spool(&lab);
    let page = pages_of(&spool, &fax).remove(0);
    assert!(page.colour() == Some(&octets[..]), "octet by octet");
    let (bitmap, quality) = page.decode();
    assert_eq!((bitmap.width(), bitmap.rows(), quality.bad_rows), (1728, 400, 0));
    assert!((330..370).all(|x| bitmap.is_black(x, 32)), "the field that is black");
    let pdf = Attachment::new(&fax, &spool.faxes().document_path(fax.id).unwrap())
        .expect("it has one")
        .bytes;
    let has = |word: &str| pdf.windows(word.len()).any(|some| some == word.as_bytes());
    assert!(has("/FlateDecode") && has("/Indexed") && has("/Lab") && !has("CCITTFaxDecode"));
    let records = records(&spool);
    assert_eq!(comes_out_the_same(&spool, &records[0]), ("OK".to_owned(), 1));
}

#[test]
fn colours_are_for_who_switched_them_on() {
    let octets = colours::page(1728, 100, 200);
    let without_loss = t43::bits_page(1728, 100, t43::kind::RGB, t43::fields);
    for (settings, args, in_colours) in [
        ("", "bob@example.com", false),
        ("", "bob@example.com,pdf,C(yes)", true),
        ("colour = yes\n", "bob@example.com,pdf,C(no)", false),
        ("color = yes\n", "bob@example.com", true),
        ("colour = yes\n", "bob@example.com,pdf,e(no)", false),
    ] {
        for (octets, coding) in [(&octets, Coding::Jpeg), (&without_loss, Coding::T43)] {
            let lab = Lab::new(settings);
            let (fax, _) = send_by(&lab, args, caller(octets.clone()));
            assert_eq!(lab.service.stop(), Ok(()));
            assert_eq!(fax.status, FaxStatus::Received, "{settings}{args}");
            assert_eq!(fax.coding == Some(coding), in_colours, "{settings}{args}");
            let page = pages_of(&spool(&lab), &fax).remove(0);
            assert_eq!(page.colour().is_some(), in_colours, "{settings}{args}");
        }
    }
}

/// The blocks of a page end in its middle, though its end is there: nobody sees it before they
/// are decoded.
#[test]
fn what_is_broken_is_kept_as_far_as_it_can_be_read_and_told_of() {
    let lab = Lab::new("colour = yes\n");
    let good = colours::page(1728, 800, 200);
    let (fax, _) = send_by(&lab, "bob@example.com", caller(good[..good.len() / 2].to_vec()));
    assert_eq!(lab.service.stop(), Ok(()));
    let spool = spool(&lab);
    let [row] = &fax.pages[..] else { panic!("one page") };
    assert_eq!((row.rows, row.complete, row.confirmed), (800, true, true));
    assert!((200..600).contains(&row.bad_rows), "{}", row.bad_rows);
    let page = pages_of(&spool, &fax).remove(0);
    assert!(page.colour().is_none(), "what could be read is in black and white");
    let (bitmap, _) = page.decode();
    assert!(bitmap.row(10).iter().any(|octet| *octet != 0));
    assert!(bitmap.row(799).iter().all(|octet| *octet == 0));
    let ladder = spool.recordings().ladder(LadderOf::Fax(fax.id)).unwrap();
    let told = |words: &str| ladder.iter().any(|rung| rung.step.to_string().contains(words));
    assert!(told("its end (EOI) is missing") && told("rows are missing"), "{ladder:?}");
    // Its octets are all there.
    let kept = std::fs::read(spool.faxes().document_path(fax.id).unwrap()).unwrap();
    let half = &good[..good.len() / 2];
    assert!(kept.windows(half.len()).any(|some| some == half));
}
