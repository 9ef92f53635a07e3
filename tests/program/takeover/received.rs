//! Received faxes are filed with what HylaFAX knew of them, each once, and nobody is told.

use super::House;
use ferrofax::spool::{FaxQuery, FaxStatus, ReceivedFax};

/// A page of HylaFAX 6.0.7, by its own writer of pages (cqtest of Debian), with the tags that its
/// faxgetty writes beside it.
const FAX: &[u8] = include_bytes!("fax.tif");

/// What xferfaxlog(5F) has of it.
const LOG: &str = "11/24/26 20:22\tRECV\t000000012\tttyIAX0\trecvq/fax000000007.tif\t\"\"\tfax\t\"+49.991.2101\"\t\
    \"+49 991 27\"\t2100\t1\t1:02\t0:58\t\"\"\t\"0991123\"\t\"Muster\"\t\"\"\t\"\"\t\"\"\n\
    11/24/26 21:22\tRECV\t000000013\tttyIAX1\trecvq/fax000000008.tif\t\"\"\tfax\t\"+49.991.2102\"\t\
    \"\"\t2100\t1\t1:02\t0:58\t\"No answer to page\"\t\"\"\t\"\"\t\"\"\t\"\"\t\"\"\n";

fn faxes(house: &House) -> Vec<ReceivedFax> {
    house.bench.spool.faxes().list(&FaxQuery::default()).unwrap()
}

#[test]
fn a_fax_is_filed_with_what_is_known_of_it_and_mailed_to_nobody() {
    let house = House::new();
    house.put("log/xferfaxlog", LOG);
    house.put("recvq/fax000000007.tif", FAX);
    house.document("recvq/fax000000008.tif");
    house.put("recvq/seqf", "9");
    let words = ["--map", "ttyIAX0=2101", "--map", "ttyIAX1=2102"];
    let told = house.import(&[&words[..], &["--dry-run"]].concat());
    assert_eq!((told.code, faxes(&house).len()), (Some(0), 0), "{told:?}");
    let run = house.import(&words);
    assert_eq!(run.code, Some(0), "{run:?}");
    let faxes = faxes(&house);
    let of = |device: &str| faxes.iter().find(|fax| fax.device.number == device).unwrap();
    let whole = of("2101");
    assert_eq!((whole.status, whole.pages.len()), (FaxStatus::Received, 1));
    assert_eq!(whole.far_ident.as_deref(), Some("+49 991 270"), "the file knows more than the log");
    assert_eq!((whole.calling.as_str(), whole.caller_name.as_str()), ("0991123", "Muster"));
    assert_eq!(whole.mailboxes, ["2101@example.com"]);
    assert_eq!(whole.ended_at.unwrap().ms_since(whole.started_at), 58_000);
    let broken = of("2102");
    assert_eq!(broken.status, FaxStatus::Incomplete);
    assert!(broken.outcome_text.as_ref().unwrap().contains("No answer to page"), "{broken:?}");
    for fax in &faxes {
        assert_eq!(house.bench.spool.outbox().outbox_of(fax.id).unwrap(), []);
    }
    // Its document is there, page by page.
    let kept = house.bench.spool.faxes().document_path(whole.id).unwrap();
    let pages = ferrofax::document::tiff::read(&kept).unwrap();
    assert_eq!(pages.iter().map(|page| page.rows).collect::<Vec<_>>(), [2286]);

    let again = house.import(&words);
    assert_eq!((again.code, again.out.matches("imported before: fax").count()), (Some(0), 2));
    // It is known wherever it lies.
    std::fs::rename(
        house.spool.join("recvq/fax000000007.tif"),
        house.spool.join("archive/fax000000007.tif"),
    )
    .unwrap();
    let again = house.import(&words);
    assert!(again.out.contains("archive/fax000000007.tif: imported before: fax"), "{again:?}");
    assert_eq!(self::faxes(&house).len(), 2);
}

#[test]
fn a_fax_without_a_log_has_what_stands_in_its_file() {
    let house = House::new();
    house.put("recvq/fax000000007.tif", FAX);
    assert_eq!(house.import(&[]).code, Some(1), "nobody knows for which device it is");
    let run = house.import(&["--device", "2101"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let faxes = faxes(&house);
    assert_eq!((faxes[0].calling.as_str(), faxes[0].caller_name.as_str()), ("0991123", "Muster"));
    assert_eq!(faxes[0].sub.as_deref(), Some("4711"));
}

#[test]
fn the_settings_are_told_as_a_proposal() {
    let house = House::new();
    house.put("etc/config", "AreaCode: 991\nFlubber: 1\n");
    house.put("etc/config.ttyIAX0", "LocalIdentifier: \"+49.991.2101\"\n");
    let run = house.import(&["--dry-run"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    for line in
        ["area_code = 991", "localstationid = +49.991.2101    ; of ttyIAX0", "config: Flubber: 1"]
    {
        assert!(run.out.contains(line), "{line}: {run:?}");
    }
}
