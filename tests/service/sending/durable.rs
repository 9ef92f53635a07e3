//! A page that comes by T.38 is confirmed when the store that several machines share has it.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use super::bench::{Bench, pages};
use super::network::Played;
use ferrofax::document::tiff;
use ferrofax::spool::jobs::{JobId, JobState};
use ferrofax::spool::{FaxId, LadderOf, Spool};
use ferrofax::t4::Bitmap;
use ferrofax_cluster::Clustered;
use std::path::Path;

const THERE: &str = "0991123";

/// How often the device of this fax has said that it is not ready.
fn not_ready(spool: &Spool, fax: FaxId) -> usize {
    let rungs = spool.recordings().ladder(LadderOf::Fax(fax)).unwrap();
    rungs.iter().filter(|rung| rung.step.to_string().starts_with("RNR")).count()
}

/// The pages of the one fax that the store has.
fn pages_there(store: &Spool) -> Vec<Bitmap> {
    let [fax] = &store.cluster().shared_faxes(9).unwrap()[..] else { return Vec::new() };
    let document = store.cluster().shared_document(fax.fax).unwrap().unwrap();
    let pages = tiff::parse(document, Path::new("in the store")).unwrap();
    pages.iter().map(|page| page.bitmap().unwrap()).collect()
}

#[test]
fn by_t38_the_caller_is_held_off_until_the_store_has_its_page() {
    let bench = Bench::new("t38 = yes\ndurable = shared");
    let folder = tempfile::tempdir().unwrap();
    let store = Spool::open(folder.path()).unwrap();
    let node = bench.spool.cluster().become_node("berlin", "store").unwrap();
    let sent = pages(2, 31);
    let is_over = AtomicBool::new(false);
    let brought = thread::scope(|scope| {
        // What `ferrofax serve` does, when the caller has heard RNR twice for each page.
        let bringing = scope.spawn(|| {
            let mut brought = 0;
            while !is_over.load(Relaxed) {
                for fax in bench.spool.cluster().pages_to_share().unwrap() {
                    let confirmed = bench.job(JobId(1)).pages_confirmed() as usize;
                    assert!(confirmed <= brought, "a page was confirmed before it was there");
                    if not_ready(&bench.spool, fax) >= 2 * (brought + 1) {
                        bench.spool.cluster().share_pages(&store, &node, fax, &|| false).unwrap();
                        brought += 1;
                        assert!(pages_there(&store) == sent[..brought], "pixel by pixel");
                    }
                }
                thread::sleep(Duration::from_millis(1));
            }
            brought
        });
        bench.network.play(THERE, &[Played::WaitingT38]);
        let job = bench.submit(&bench.draft(THERE, &bench.document("letter", &sent)));
        let job = bench.wait_for_end(job);
        bench.network.join();
        is_over.store(true, Relaxed);
        assert_eq!((job.state, job.pages_confirmed()), (JobState::Done, 2), "{}", job.text);
        bringing.join().unwrap()
    });
    assert_eq!(brought, 2);
    let fax = bench.spool.faxes().fax(FaxId(1)).unwrap();
    assert_eq!(fax.mode.as_deref(), Some("T38"));
    assert!(fax.pages.iter().all(|page| page.confirmed));
}
