//! The results of sent faxes are mailed as each job requests. An operator tests the relay with a
//! test mail.

use std::time::Duration;

use ferrofax::spool::jobs::JobId;
use ferrofax::spool::wish::Wish;
use ferrofax::t4::Resolution;

use crate::exchange::{header, pages_in, parts_of};
use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::pages::{self, Content};
use crate::sending_desk::SendingDesk;
use crate::smtp_sink::{Mail, Script, TestSink};
use crate::watching::eventually;

on_each_asterisk!(on_16_by_wish: what_became_of_a_fax_is_mailed);

fn what_became_of_a_fax_is_mailed(asterisk: Asterisk) {
    let sink = TestSink::start(Script::default());
    let relay = format!("mailserver = 127.0.0.1\nmailport = {}", sink.address().port());
    let settings =
        [&relay, "retry_busy = 1", "reportdsn = failure", "maildomain = pbx.example.com"];
    let devices = ["exten => 8001,1,FaxDevice(sender@example.com)".to_owned()];
    let desk = SendingDesk::start("sent-reports", asterisk, &devices, &settings);
    let document = [1, 2].map(|seed| pages::page(Content::Text, 1728, 1143, seed));
    let file = desk.document("letter", &document, Resolution::Standard);
    let submit = |number: &str, format: &str, notify: Option<&str>| {
        desk.submit(number, "8001", &file, |draft| {
            draft.set(Wish::Report, "each");
            draft.set(Wish::ReportFormat, format);
            draft.set(Wish::Tag, "Order 12345");
            draft.set(Wish::Dials, "2");
            notify.into_iter().for_each(|addresses| draft.set(Wish::Notify, addresses));
        })
    };
    let sent = submit("301001", "html", Some("alice@example.com, bob@example.com"));
    let busy = submit("5001", "text", None);
    let unknown = submit("4001", "html", None);
    for job in [sent, busy, unknown] {
        desk.await_end(job, Duration::from_secs(120));
    }
    let reports = |job: JobId, count: usize| -> Vec<Mail> {
        let of_job = || -> Vec<Mail> {
            let is_of =
                |mail: &Mail| header(mail, "X-Ferrofax-Job") == Some(job.to_string().as_str());
            sink.mails().into_iter().filter(is_of).collect()
        };
        eventually("the reports", 60, || Some(of_job()).filter(|mails| mails.len() >= count))
    };
    let html = ["text/plain", "text/html", "image/gif", "application/pdf"];

    let mut of_sent = reports(sent, 2);
    of_sent.sort_by(|a, b| a.to.cmp(&b.to));
    assert_eq!(
        of_sent.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(),
        ["alice@example.com", "bob@example.com"]
    );
    for mail in &of_sent {
        assert_eq!((mail.from.as_str(), header(mail, "X-Ferrofax-Notice")), ("", Some("done")));
        assert_eq!(header(mail, "Subject"), Some("Fax to 301001 (Order 12345): sent"));
        assert_eq!(parts_of(mail), html);
        assert!(
            pages_in(mail).expect("a PDF") == document,
            "the pages are not those that were sent"
        );
    }

    let of_busy = reports(busy, 2);
    let notices: Vec<_> = of_busy
        .iter()
        .map(|mail| header(mail, "X-Ferrofax-Notice").unwrap_or_default())
        .collect();
    assert_eq!(notices, ["requeued", "failed"]);
    assert_eq!(of_busy[0].to, "sender@example.com", "nobody was named, so the device's owner");
    assert_eq!(header(&of_busy[1], "In-Reply-To"), header(&of_busy[0], "Message-ID"));
    assert_eq!(
        (parts_of(&of_busy[0]), header(&of_busy[0], "X-Ferrofax-Code")),
        (vec!["text/plain".into()], Some("E001"))
    );
    assert_eq!(parts_of(&of_busy[1]), ["text/plain", "message/delivery-status"]);

    let of_unknown = reports(unknown, 1);
    let subject = header(&of_unknown[0], "Subject");
    assert_eq!(subject, Some("Fax to 4001 (Order 12345): NOT SENT: there is no such number"));
    assert_eq!(parts_of(&of_unknown[0]), [&html[..], &["message/delivery-status"]].concat());
    let text = String::from_utf8_lossy(&of_unknown[0].bytes).into_owned();
    assert!(
        text.contains("Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: x-fax; E005 "),
        "{text}"
    );

    let said = desk.lab.console("ferrofax test mail carol@example.com");
    assert!(said.contains("took the mail to carol@example.com: 250 2.0.0"), "{said}");
    assert_eq!(sink.mails().last().map(|mail| mail.to.as_str()), Some("carol@example.com"));
    assert_eq!(sink.mails().len(), 6, "each report came once");
}
