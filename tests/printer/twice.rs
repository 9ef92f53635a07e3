//! Two gateways behind one class of CUPS: which of them gets what is printed. A letter that is printed
//! twice comes to both, just as one would that is handed over again; so nobody takes the second for the first
//! (docs/printing.md).

use std::net::SocketAddr;

use crate::SETTINGS;
use crate::cupsd::Cups;
use crate::paper::{Sheet, pdf};
use crate::rig::Rig;
use ferrofax_kit::patience::watch;

/// A class of two queues, to these places.
fn class(places: [SocketAddr; 2]) -> Option<Cups> {
    let cups = Cups::start()?;
    for (queue, place) in ["one", "two"].into_iter().zip(places) {
        let uri = format!("ipp://alice:secret@{place}/printers/sendfax?waitjob=false");
        cups.add(queue, &uri, "everywhere");
        cups.run("lpadmin", &["-p", queue, "-c", "faxes"]);
    }
    cups.run("cupsaccept", &["faxes"]);
    cups.run("cupsenable", &["faxes"]);
    Some(cups)
}

fn until(cups: &Cups, what: &str, look: impl Fn() -> bool) {
    watch(what, || cups.log(), |_| look());
}

/// Prints a letter to the class.
fn print(cups: &Cups) {
    let letter = cups.path("letter.pdf");
    std::fs::write(&letter, pdf(Sheet::A4, 1)).unwrap();
    let letter = letter.display().to_string();
    cups.run("lp", &["-d", "faxes", "-t", "Letter", "-o", "phone=+49-991-2700619", &letter]);
}

/// How many faxes each gateway has.
fn faxes(rigs: &[Rig; 2]) -> [usize; 2] {
    rigs.each_ref().map(|rig| rig.jobs().len())
}

#[test]
fn a_letter_that_is_printed_twice_comes_to_one_gateway_and_to_the_other() {
    let rigs = [(); 2].map(|()| Rig::new(SETTINGS));
    let serving = rigs.each_ref().map(Rig::serve);
    let Some(cups) = class(serving.each_ref().map(|one| one.addresses[0])) else { return };
    print(&cups);
    until(&cups, "one has it", || faxes(&rigs).iter().sum::<usize>() == 1);
    print(&cups);
    until(&cups, "the other has it", || faxes(&rigs) == [1, 1]);
}

#[test]
fn what_a_gateway_that_is_away_does_not_take_the_other_does_once() {
    let rigs = [(); 2].map(|()| Rig::new(SETTINGS));
    let [away, there] = rigs.each_ref().map(Rig::serve);
    let Some(cups) = class([away.addresses[0], there.addresses[0]]) else { return };
    away.kill();
    for count in 1..=2 {
        print(&cups);
        until(&cups, "the other has it", || faxes(&rigs) == [0, count]);
    }
}
