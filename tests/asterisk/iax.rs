//! Faxes over an IAX2 trunk between two Asterisks, by audio (IAX2 has no T.38), one in each
//! direction, pixel by pixel.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::Duration;

use ferrofax::document::tiff;
use ferrofax::spool::jobs::JobState;
use ferrofax::spool::{FaxId, FaxQuery};
use ferrofax::t4::{Bitmap, Resolution};

use crate::laboratory::{Asterisk, Laboratory, on_each_asterisk};
use crate::pages::{Content, page};
use crate::receive_case::differences;
use crate::res_fax_lab::append;
use crate::sending_desk::SendingDesk;
use crate::watching::eventually;

on_each_asterisk!(faxes_go_both_ways_over_iax2);

/// Unused ports of the laboratory's block.
const PORTS: [(&str, u16); 2] = [("ours", 495), ("world", 496)];

/// A fax machine with all modems and error correction.
const MACHINE: &str = "311001";

fn faxes_go_both_ways_over_iax2(asterisk: Asterisk) {
    let lab = Laboratory::start_with("iax", asterisk, &["--with", "chan_iax2,res_crypto"]);
    join(&lab);
    let device = "exten => 8301,1,FaxDevice(sender@example.com)".to_owned();
    let desk = SendingDesk::start_in(lab, &[device], &["dialstring = IAX2/world/${NUMBER}"]);
    eventually("both see each other", 30, || {
        let peers = desk.lab.console("iax2 show peers");
        peers.contains("OK (").then_some(())
    });

    let pages: Vec<Bitmap> =
        (0..2).map(|number| page(Content::Text, 1728, 1100, 40 + number)).collect();
    let file = desk.document("pages", &pages, Resolution::Standard);
    let report = desk
        .lab
        .call("send", &["--tiff", &file.to_string_lossy(), "--via", "iax", "--to", "2101"]);
    assert_eq!(report.said("FAXSTATUS"), "SUCCESS", "{report:?}");
    assert_eq!(differences("here", &pages, &received(&desk)), [""; 0]);
    assert!(desk.lab.log_line(&["IAX2/world-", "FaxDevice"]).is_some(), "it came by IAX2");

    let job = desk.submit(MACHINE, "8301", &file, |_| {});
    assert_eq!(desk.await_end(job, Duration::from_secs(180)).state, JobState::Done);
    let arrivals = desk.arrivals(MACHINE);
    let [arrival] = &arrivals[..] else { panic!("{} calls came there", arrivals.len()) };
    assert_eq!(arrival.said("FAXSTATUS"), "SUCCESS");
    assert_eq!(arrival.said("FAXMODE"), "audio");
    assert_eq!(differences("there", &pages, &arrival.pages), [""; 0]);
}

/// Sets up a trunk in both PBXs. Only one thread of each reads packets: with several threads,
/// packets can overtake each other on a busy machine, and spandsp cannot reorder them.
fn join(lab: &Laboratory) {
    let base: u16 = lab.port("port_base");
    let seen = |role: &str| lab.of(role).join("modules");
    for name in ["chan_iax2.so", "res_crypto.so"] {
        let to = fs::read_link(seen("ours").join(name)).expect("it is asked for");
        let _ = symlink(to, seen("world").join(name));
    }
    for ((role, port), (other, to), context) in
        [(PORTS[0], PORTS[1], "from-peer"), (PORTS[1], PORTS[0], "from-iax")]
    {
        let text = format!(
            "[general]\nbindport = {}\nbindaddr = 127.0.0.1\niaxthreadcount = 1\niaxmaxthreadcount = 1\njitterbuffer = no\ndisallow = all\nallow = alaw\n\
             autokill = yes\n\n\
             [{other}]\ntype = friend\nhost = 127.0.0.1\nport = {}\nusername = {role}\nsecret = secret\nauth = md5\n\
             context = {context}\ntrunk = no\ntransfer = no\nqualify = yes\n",
            base + port,
            base + to
        );
        fs::write(lab.of(role).join("etc/iax.conf"), text).expect("it is ours");
    }
    append(
        lab,
        "world",
        "etc/extensions.conf",
        "\n[iax]\nexten => _X!,1,Dial(IAX2/ours/${EXTEN})\n same => n,Hangup()\n\
         \n[from-iax]\nexten => _X!,1,Set(CALLERID(dnid)=${EXTEN})\n same => n,Goto(from-peer,${EXTEN},1)\n",
    );
    lab.restart("world");
    lab.restart("ours");
}

/// Returns the pages of the only received fax.
fn received(desk: &SendingDesk) -> Vec<Bitmap> {
    let faxes = desk.spool.faxes().list(&FaxQuery::default()).expect("they are there");
    let [fax] = &faxes[..] else { panic!("{} faxes arrived", faxes.len()) };
    let id: FaxId = fax.id;
    let document = desk.spool.faxes().document_path(id).expect("it has pages");
    let pages = tiff::read(&document).expect("the module wrote it");
    pages.iter().map(|page| page.bitmap().expect("a whole page")).collect()
}
