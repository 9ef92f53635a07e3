//! Charges for faxes that were sent by jobs of the shared database. Each fax is charged once, to
//! the user who submitted the job and to its account. The shared database and the origin node both
//! count it, even if another node sent it.

use ferrofax_basics::UnixMs;

use super::tests::Bench;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::NewJob;
use ferrofax_spool::sending::option;
use ferrofax_spool::{Charge, Spool};

fn charges(spool: &Spool) -> Vec<Charge> {
    spool.monitoring().charges(UnixMs(0), UnixMs::now() + 1_000).unwrap().rows
}

#[test]
fn a_store_charges_each_fax_once_whoever_sent_it() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    let of_account = |number: &str| {
        let mut new = NewJob { max_tries: 1, ..bench.new_job(number, 2) };
        new.options.insert(option::ACCOUNT.to_owned(), "4711".to_owned());
        new
    };
    let jobs = ["1", "2"].map(|number| bench.given(&of_account(number)));
    for (sender, failure) in [(hamburg, None), (berlin, Some(Failure::Dropped))] {
        let lease = sender.call(store);
        sender.spool.queue().session_begun(&lease, UnixMs::now()).unwrap();
        for page in 1..=2 {
            sender.send(store, &lease, page);
            if failure.is_some() {
                break;
            }
        }
        sender.end_and_tell(store, &lease, failure);
    }
    let states = jobs.map(|(there, _)| store.jobs().job(there).unwrap().state.name());
    assert_eq!(states, ["done", "failed"]);
    let of = |calls, faxes, failed| Charge {
        user: "alice".into(),
        device: bench.new_job("1", 2).device.to_string(),
        account: "4711".into(),
        faxes,
        pages: 3,
        calls,
        failed,
        lasted_ms: 0,
    };
    let without_time = |charges: Vec<Charge>| -> Vec<Charge> {
        charges.into_iter().map(|one| Charge { lasted_ms: 0, ..one }).collect()
    };
    assert_eq!(without_time(charges(store)), [of(2, 1, 1)]);
    // The charges of a node contain the faxes that were handed to it, and none of the calls that it
    // made for the shared database.
    jobs.iter().for_each(|(_, here)| drop(bench.followed(*here)));
    assert_eq!(without_time(charges(&berlin.spool)), [of(0, 1, 1)]);
    assert_eq!(charges(&hamburg.spool), []);
}
