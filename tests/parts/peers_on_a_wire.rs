//! The test support itself: two terminals of the other engine get a fax through our wire
//! and our line model, so that a failure in a test of ours is not one of its support.

use ferrofax::t4::Resolution;
use ferrofax_kit::line_model::{Law, LineSettings};
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::peer::SpFax;
use ferrofax_kit::wire::Wire;

#[test]
fn spandsp_sends_to_spandsp() {
    let folder = tempfile::tempdir().unwrap();
    let (sent, received) = (folder.path().join("sent.tif"), folder.path().join("received.tif"));
    let page = pages::page(Content::Text, 1728, 1100, 1);
    pages::write_tiff(&sent, &[page.clone(), page], Resolution::Standard);
    let line =
        LineSettings { law: Some(Law::A), noise_dbm0: Some(-60.0), ..LineSettings::default() };
    for (modems, rate) in [("v29", 9600), ("v29", 7200), ("v27ter", 4800), ("v27ter", 2400)] {
        let mut caller = SpFax::sending(&sent)
            .modems(modems)
            .max_rate(rate)
            .codings("mh")
            .ecm(false)
            .start();
        let mut answerer = SpFax::receiving(&received).start();
        let run = Wire::new(&line).run(&mut caller, &mut answerer);
        let (caller, answerer) = (caller.finish(), answerer.finish());
        assert!(caller.ok && answerer.ok, "{rate}: {run:?} {caller:?} {answerer:?}");
        assert_eq!((caller.pages, answerer.pages, caller.rate), (2, 2, rate), "{rate}");
        assert_eq!((caller.compression.as_str(), caller.resolution.as_str()), ("MH", "standard"));
    }
}

#[test]
fn spandsp_codes_as_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (sent, received) = (folder.path().join("sent.tif"), folder.path().join("received.tif"));
    pages::write_tiff(&sent, &[pages::page(Content::Drawing, 1728, 500, 1)], Resolution::Fine);
    for (codings, ecm, expected) in
        [("mh", true, "MH"), ("mh,mr", false, "MR"), ("mh,mr,mmr", true, "MMR")]
    {
        let mut caller = SpFax::sending(&sent).codings(codings).ecm(ecm).modems("v29").start();
        let mut answerer = SpFax::receiving(&received).start();
        Wire::new(&LineSettings::mu_law()).run(&mut caller, &mut answerer);
        let (caller, answerer) = (caller.finish(), answerer.finish());
        assert!(caller.ok && answerer.ok, "{caller:?} {answerer:?}");
        assert_eq!((caller.compression.as_str(), caller.ecm), (expected, ecm));
        assert_eq!(answerer.resolution, "fine");
    }
}
