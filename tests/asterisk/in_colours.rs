//! Colour pages through two real Asterisks over RTP. A device that accepts colours stores them byte
//! by byte, by JPEG and without loss. Another device gets the same fax in black and white.

use std::fs;
use std::time::Duration;

use ferrofax::document::tiff::{self, Builder, NewPage};
use ferrofax::spool::FaxQuery;
use ferrofax::spool::jobs::JobState;
use ferrofax::spool::wish::Wish;
use ferrofax::t4::t43::{Wanted, decode, read};
use ferrofax::t4::{Bitmap, Coding, PageQuality, Resolution};

use crate::colours;
use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::pages::{self, Content};
use crate::receive_case::differences;
use crate::sending_desk::SendingDesk;
use crate::t43::{self, Order};

on_each_asterisk!(colours_arrive_where_they_are_taken, a_page_without_loss_arrives_pixel_by_pixel);

const SENDER: &str = "8302";
/// Devices of our PBX, to which `world` sends calls back.
const TAKES_THEM: &str = "2984";
const TAKES_NONE: &str = "2985";
/// The timeout of a fax, long enough for a busy machine.
const PATIENCE: Duration = Duration::from_secs(240);

fn colours_arrive_where_they_are_taken(asterisk: Asterisk) {
    let device = |number: &str, more: &str| {
        let audio = "m(v34+v17+v29+v27)T(no)";
        format!("exten => {number},1,FaxDevice(a@example.com,tiff,s(+49 {number}){audio}{more})")
    };
    let devices = [device(SENDER, ""), device(TAKES_THEM, "C(yes)"), device(TAKES_NONE, "")];
    let desk = SendingDesk::start("in-colours", asterisk, &devices, &[]);
    let page = pages::page(Content::Text, 1728, 300, 7);
    let octets = colours::in_rows(1728, 300, colours::colour_at);
    let file = desk.document("sent", std::slice::from_ref(&page), Resolution::Standard);
    fs::write(&file, coloured(&page, &[&octets])).expect("it is written");
    let to = |number: &str| {
        desk.submit(number, SENDER, &file, |draft| {
            draft.wishes = std::mem::take(&mut draft.wishes).with(Wish::Colour, "yes");
        })
    };
    for job in [TAKES_THEM, TAKES_NONE].map(to) {
        let ended = desk.await_end(job, PATIENCE);
        assert_eq!((ended.state, ended.pages_confirmed()), (JobState::Done, 1), "{ended:?}");
    }
    let received = |number: &str| {
        let faxes = desk.spool.faxes().list(&FaxQuery::default()).expect("the spool can be read");
        let fax = faxes.iter().find(|fax| fax.device.to_string().starts_with(number));
        let path = desk
            .spool
            .faxes()
            .document_path(fax.expect("it came").id)
            .expect("it has a document");
        tiff::read(&path).expect("a TIFF").remove(0)
    };
    assert!(received(TAKES_THEM).colour() == Some(&octets[..]), "octet by octet");
    let plain = received(TAKES_NONE);
    assert!(plain.colour().is_none());
    assert_eq!(differences("here", &[page], &[plain.bitmap().expect("a page")]), [""; 0]);
}

/// By T.43, with a header line and without one. The document also has the page as JPEG, as all such
/// documents do.
fn a_page_without_loss_arrives_pixel_by_pixel(asterisk: Asterisk) {
    let device = |number: &str, more: &str| {
        let audio = "m(v17+v29+v27)T(no)";
        format!("exten => {number},1,FaxDevice(a@example.com,tiff,s(+49 {number}){audio}{more})")
    };
    let devices = [device(SENDER, ""), device(TAKES_THEM, "C(yes)")];
    let desk = SendingDesk::start("without-loss", asterisk, &devices, &[]);
    let page = pages::page(Content::Text, 1728, 300, 7);
    let by_jpeg = colours::in_rows(1728, 300, colours::colour_at);
    let of_fields = t43::colours_of_fields();
    let by_t43 = t43::palette_page((1728, 300), 3, &of_fields, Order::ByStripe, t43::fields);
    let file = desk.document("sent", std::slice::from_ref(&page), Resolution::Standard);
    fs::write(&file, coloured(&page, &[&by_jpeg, &by_t43])).expect("it is written");
    let own = decode(&by_t43, Wanted::Colours).expect("it is decoded").parts.remove(0);
    for header in ["no", "above"] {
        let job = desk.submit(TAKES_THEM, SENDER, &file, |draft| {
            let wishes = std::mem::take(&mut draft.wishes).with(Wish::Colour, "yes");
            draft.wishes = wishes.with(Wish::Header, header);
        });
        let ended = desk.await_end(job, PATIENCE);
        assert_eq!((ended.state, ended.pages_confirmed()), (JobState::Done, 1), "{ended:?}");
        let faxes = desk.spool.faxes().list(&FaxQuery::default()).expect("the spool can be read");
        let fax = faxes.iter().max_by_key(|fax| fax.id).expect("it came");
        assert_eq!(fax.coding, Some(Coding::T43));
        let path = desk.spool.faxes().document_path(fax.id).expect("it has a document");
        let kept = tiff::read(&path).expect("a TIFF").remove(0);
        let came = kept.without_loss().expect("it came without loss");
        assert!(header != "no" || came == by_t43, "octet by octet");
        let facts = read(came).expect("it is whole");
        assert_eq!((facts.width, facts.rows > 300), (1728, header != "no"));
        assert_eq!(facts.palette, of_fields);
        let shown = decode(came, Wanted::Colours).expect("it is decoded").parts.remove(0);
        assert!(shown.ends_with(&own), "{header}");
        let line = &shown[..shown.len() - own.len()];
        assert!(line.is_empty() || line.iter().filter(|number| **number == 5).count() > 500);
    }
}

/// Returns a document with a page in black and white, and the same page in colours.
fn coloured(bitmap: &Bitmap, codings: &[&[u8]]) -> Vec<u8> {
    let mut file = Builder::new();
    let quality = PageQuality { rows: bitmap.rows(), ..PageQuality::default() };
    let (resolution, date_time) = (Resolution::Standard, "2026:11:20 09:00:00");
    file.push_in_codings(&NewPage { bitmap, resolution, quality, date_time }, codings);
    file.finish()
}
