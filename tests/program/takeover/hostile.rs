//! What others have put into HylaFAX's folder leads nowhere: it is named and passed over, and the
//! rest is taken.

use super::{DOCUMENTS, House, ONE, job};

#[test]
fn a_folder_that_is_no_spool_of_hylafax_is_refused() {
    let house = House::new();
    std::fs::remove_dir(house.spool.join("docq")).unwrap();
    let run = house.import(&["--device", "2101"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("is no spool of HylaFAX: there is no folder docq in it"), "{run:?}");
    house.link("docq", "/tmp");
    assert_eq!(house.import(&["--device", "2101"]).code, Some(2));
    let nowhere = house.bench.run(&["import", "hylafax", "/nonexistent"]);
    assert!(nowhere.code == Some(2) && nowhere.err.contains("/nonexistent"), "{nowhere:?}");
}

#[test]
fn what_leads_elsewhere_or_is_broken_is_named_and_the_rest_is_taken() {
    let house = House::new();
    let secret = house.bench.file("secret.tif", "not yours");
    let with = |number: u32, document: &str| {
        let items = format!("tiff:0::{document}");
        let id = format!("jobid:{number}");
        house.put(
            &format!("sendq/q{number}"),
            job(&[(DOCUMENTS, items.as_str()), ("jobid:2", id.as_str())]),
        );
    };
    with(1, "/etc/passwd");
    with(2, "docq/../../secret.tif");
    with(3, "docq/link.tif");
    house.link("docq/link.tif", secret.to_str().unwrap());
    with(4, "docq/none.tif");
    with(5, "docq/folder");
    std::fs::create_dir(house.spool.join("docq/folder")).unwrap();
    with(6, "docq/broken.tif");
    house.put("docq/broken.tif", b"II*\0\xFF\xFF\xFF\xFF");
    house.put("sendq/q7", "x".repeat(300_000));
    house.put("sendq/q8", job(&[ONE, ("tiff:0", "xls:0")]));
    house.put("sendq/q9", [0xFF, 0xFE, 0x00]);
    house.link("sendq/q10", "/etc/passwd");
    house.put("sendq/q11", job(&[ONE, ("state:2", "state:42")]));
    house.put("sendq/q12", job(&[ONE, ("jobid:2", "jobid:12")]));
    house.document("docq/doc2.tif.2");
    house.put("recvq/fax000000001.tif", b"II*\0\x08\0\0\0");
    house.link("recvq/fax000000002.tif", secret.to_str().unwrap());
    house.put("recvq/fax000000003.tif", "");
    let run = house.import(&["--device", "2101"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    for told in [
        "sendq/q1: SKIPPED: '/etc/passwd' leads out of HylaFAX's folder",
        "sendq/q2: SKIPPED: 'docq/../../secret.tif' leads out of HylaFAX's folder",
        "sendq/q3: SKIPPED: docq/link.tif is a link, and no link is followed",
        "sendq/q4: SKIPPED: there is no docq/none.tif",
        "sendq/q5: SKIPPED: docq/folder is not a plain file",
        "sendq/q6: SKIPPED: broken.tif: ",
        "sendq/q7: SKIPPED: sendq/q7 has more than 262144 bytes",
        "sendq/q8: SKIPPED: line 70 ('xls') names a document in a way of another version",
        "sendq/q9: SKIPPED: line 1 has no colon",
        "sendq/q10: SKIPPED: sendq/q10 is a link",
        "sendq/q11: SKIPPED: its state is '42'",
        "sendq/q12: job 1: 1 page to 099112 for bob, held",
        "recvq/fax000000001.tif: SKIPPED: fax000000001.tif: ",
        "recvq/fax000000002.tif: SKIPPED: recvq/fax000000002.tif is a link",
        "recvq/fax000000003.tif: SKIPPED: fax000000003.tif: it is empty",
        "imported: 1; before: 0; to check: 0; skipped: 14",
    ] {
        assert!(run.out.contains(told), "{told}: {}", run.out);
    }
}
