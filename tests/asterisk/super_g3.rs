//! Super G3 through two real Asterisks over RTP: two devices that may use V.34 use it. Faxes from
//! and to spandsp, which has no V.34, are sent as before.

use std::time::Duration;

use ferrofax::document::tiff;
use ferrofax::spool::jobs::JobState;
use ferrofax::spool::{FaxQuery, FaxStatus, ReceivedFax};
use ferrofax::t4::{Bitmap, Resolution};

use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::pages::{self, Content};
use crate::receive_case::differences;
use crate::sending_desk::SendingDesk;

on_each_asterisk!(v34_carries_a_fax_between_two_of_ours_and_does_spandsp_no_harm);

const SENDER: &str = "8301";
/// A device of our PBX, to which `world` sends calls back, and spandsp in `world`.
const RECEIVER: &str = "2983";
const SPANDSP: &str = "31083";
/// The timeout of a fax, long enough for a busy machine.
const PATIENCE: Duration = Duration::from_secs(240);

fn v34_carries_a_fax_between_two_of_ours_and_does_spandsp_no_harm(asterisk: Asterisk) {
    let device = |number: &str| {
        format!(
            "exten => {number},1,FaxDevice(a@example.com,tiff,s(+49 {number})m(v34+v17+v29+v27)T(no))"
        )
    };
    let desk = SendingDesk::start("super-g3", asterisk, &[SENDER, RECEIVER].map(device), &[]);
    let sent: Vec<Bitmap> = [Content::Text, Content::Drawing]
        .map(|content| pages::page(content, 1728, 1000, 7))
        .into();
    let file = desk.document("sent", &sent, Resolution::Fine);
    let to = |number: &str| desk.submit(number, SENDER, &file, |_| ());
    let (to_ours, to_spandsp) = (to(RECEIVER), to(SPANDSP));
    let words = file.to_string_lossy();
    let from_spandsp = ["--tiff", &words, "--to", RECEIVER, "--from", "4999", "--codec", "alaw"];
    let report = desk.lab.call("send", &from_spandsp);
    assert_eq!(report.said("FAXSTATUS"), "SUCCESS", "{report:?}");

    for job in [to_ours, to_spandsp] {
        let ended = desk.await_end(job, PATIENCE);
        assert_eq!(ended.state, JobState::Done, "{ended:?}");
    }
    let session = desk.session(to_ours);
    assert_eq!(session.far_ident.as_deref(), Some("+49 2983"));
    println!("by V.34: {session:?}");
    assert!(session.rate_bps >= Some(28_800) && session.ecm == Some(true), "{session:?}");
    assert_eq!(desk.session(to_spandsp).rate_bps, Some(14_400));

    let received = |by_ours: bool| -> ReceivedFax {
        let faxes = desk.spool.faxes().list(&FaxQuery::default()).expect("the spool can be read");
        let is_ours = |fax: &ReceivedFax| fax.far_ident.as_deref() == Some("+49 8301");
        faxes.into_iter().find(|fax| is_ours(fax) == by_ours).expect("it came")
    };
    let (of_ours, of_spandsp) = (received(true), received(false));
    assert!(of_ours.rate_bps >= Some(28_800), "{of_ours:?}");
    assert_eq!(of_spandsp.rate_bps, Some(14_400));
    for fax in [of_ours, of_spandsp] {
        assert_eq!(fax.status, FaxStatus::Received);
        let path = desk.spool.faxes().document_path(fax.id).expect("it has a document");
        let came = tiff::read(&path).expect("a TIFF");
        let came: Vec<Bitmap> = came.iter().map(|page| page.bitmap().expect("a page")).collect();
        assert_eq!(differences("here", &sent, &came), [""; 0]);
    }
    let at_spandsp = &desk.arrivals(SPANDSP)[0];
    assert_eq!(differences("there", &sent, &at_spandsp.pages), [""; 0]);
}
