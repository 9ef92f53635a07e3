//! The webhooks of a user in the web interface, and the page on which a user begins.

use std::net::SocketAddr;

use crate::reader::{Page, Reader};
use crate::receiver::Receiver;
use crate::rig::Rig;
use crate::webhooks::open;
use crate::{audited, house};
use ferrofax_kit::patience::watch;

fn secret(page: &Page) -> String {
    let text = page.text();
    let rest = text.split("readonly value=\"").nth(1).unwrap_or_else(|| panic!("none: {text}"));
    rest.split('"').next().unwrap().to_owned()
}

fn alice(rig: &Rig, to: SocketAddr) -> Reader {
    let mut alice = Reader::logged_in(to, "alice", "secret");
    assert_eq!(alice.get("/own/webhooks").status, 200, "{}", rig.folder.path().display());
    alice
}

#[test]
fn a_webhook_is_created_tested_and_ended_by_forms() {
    let rig = Rig::new(&open());
    let receiver = Receiver::start();
    let serving = rig.serve();
    let mut alice = alice(&rig, serving.addresses[0]);
    let url = format!("http://{}/hook", receiver.address);
    let made = alice.post("/own/webhooks", &[("url", &url), ("event", "fax.received")]);
    assert_eq!(made.status, 200, "{}", made.text());
    assert!(secret(&made).starts_with("whsec_"), "{}", made.text());
    let listed = alice.get("/own/webhooks").text();
    assert!(listed.contains(&url) && !listed.contains("whsec_"), "the secret is shown once");
    let hooks = rig.spool.webhooks().list(None).unwrap();
    assert_eq!((hooks.len(), hooks[0].events.as_str()), (1, "fax.received"));
    let path = format!("/own/webhooks/{}", hooks[0].id.0);
    assert!(alice.get(&path).text().contains("No message was sent yet."));
    let tested = alice.post(&format!("{path}/test"), &[]);
    assert_eq!(tested.location(), format!("{path}?done=webhook_tested"), "{}", tested.text());
    watch(
        "the test is listed",
        || alice.get(&path).text(),
        |page| page.contains(">webhook.test</code>"),
    );
    assert_eq!(receiver.heard()[0].value("/type"), "webhook.test");
    alice.get(&path);
    let again = alice.post(&format!("{path}/test"), &[]);
    assert!(again.status == 422 && again.text().contains("the last ten seconds"));
    let ended = alice.post(&format!("{path}/end"), &[]);
    assert_eq!((ended.status, ended.location()), (303, "/own/webhooks?done=webhook_ended"));
    assert_eq!(alice.get(&path).status, 404);
    for asked in ["webhook-new", "webhook-end"] {
        assert_eq!(audited(&rig, &[&format!("\"{asked}\""), "\"granted\":true"]), 1, "{asked}");
    }
}

/// A double click, or a reload of the page with the secret.
#[test]
fn a_form_that_is_sent_twice_makes_one_webhook_and_one_key() {
    let rig = Rig::new(&open());
    let serving = rig.serve();
    let mut alice = alice(&rig, serving.addresses[0]);
    let once = alice.hidden("once").unwrap().to_owned();
    let fields = [("url", "https://example.com/"), ("event", "fax.received"), ("once", &*once)];
    let first = secret(&alice.post("/own/webhooks", &fields));
    assert_eq!(secret(&alice.post("/own/webhooks", &fields)), first);
    let hooks = || rig.spool.webhooks().list(None).unwrap();
    assert_eq!(hooks().len(), 1);
    assert_eq!(audited(&rig, &["\"webhook-new\"", "\"granted\":true"]), 1);
    // Another form makes another, also for the same address; so does the form after the end.
    assert_ne!(secret(&alice.post("/own/webhooks", &fields[..2])), first);
    assert_eq!(hooks().len(), 2);
    let id = hooks().iter().map(|hook| hook.id.0).min().unwrap();
    assert_eq!(alice.post(&format!("/own/webhooks/{id}/end"), &[]).status, 303);
    assert_ne!(secret(&alice.post("/own/webhooks", &fields)), first);
    assert_eq!(hooks().len(), 2);

    alice.get("/own");
    let once = alice.hidden("once").unwrap().to_owned();
    let fields = [("name", "shop"), ("scope", "faxes:read"), ("days", "7"), ("once", &*once)];
    let first = secret(&alice.post("/own/keys", &fields));
    assert_eq!(secret(&alice.post("/own/keys", &fields)), first);
    assert_eq!(audited(&rig, &["\"key-new\"", "\"granted\":true"]), 1);
    assert_eq!(alice.get("/own").text().matches("/own/keys/").count(), 1);
}

#[test]
fn what_is_wrong_with_a_webhook_is_said_in_the_form() {
    let (rig, serving) = house::served();
    let mut alice = alice(&rig, serving.addresses[0]);
    for (url, event, words) in [
        ("hello", "fax.received", "is no address of a web server"),
        ("http://127.0.0.1/", "fax.received", "is no public address"),
        ("http://example.com/", "fax.received", "https:// is needed"),
        ("https://example.com:99/", "fax.received", "port 99 is not in ports"),
        ("https://example.com/", "fax.lost", "is no event"),
    ] {
        let refused = alice.post("/own/webhooks", &[("url", url), ("event", event)]);
        assert!(refused.status == 422 && refused.text().contains(words), "{}", refused.text());
        assert!(refused.text().contains(url), "what was written is kept: {}", refused.text());
    }
    assert!(rig.spool.webhooks().list(None).unwrap().is_empty());
    assert_eq!(audited(&rig, &["\"webhook-new\"", "\"granted\":false"]), 4);
    let mut german = alice.clone();
    german.set_cookie("language", "de");
    let refused = german.post("/own/webhooks", &[("url", "hello")]);
    assert!(refused.text().contains("ist keine Adresse eines Webservers"), "{}", refused.text());
}

#[test]
fn nobody_sees_or_ends_the_webhooks_of_others() {
    let rig = Rig::new(&format!("{}\n[webhooks]\nallow = [\"127.0.0.0/8\"]\n", house::settings()));
    let receiver = Receiver::start();
    let serving = rig.serve();
    let to = serving.addresses[0];
    let url = format!("http://{}/hook", receiver.address);
    let mut alice = alice(&rig, to);
    assert_eq!(alice.post("/own/webhooks", &[("url", &url)]).status, 200);
    let id = rig.spool.webhooks().list(None).unwrap()[0].id.0;
    for (name, password) in [("bob", "other"), ("chief", "chief")] {
        let mut other = Reader::logged_in(to, name, password);
        assert!(!other.get("/own/webhooks").text().contains(&url));
        for path in ["", "/test", "/end"] {
            let path = format!("/own/webhooks/{id}{path}");
            let answer = if path.ends_with(&id.to_string()) {
                other.get(&path)
            } else {
                other.post(&path, &[])
            };
            assert_eq!(answer.status, 404, "{name} {path}");
        }
    }
    assert_eq!(audited(&rig, &["\"webhook", "\"not-yours\"", "\"granted\":false"]), 6);
    assert_eq!(rig.spool.webhooks().list(None).unwrap().len(), 1);
}

#[test]
fn a_user_begins_on_the_page_of_their_choice() {
    let (_rig, _serving, mut alice) = house::alice();
    assert_eq!(alice.get("/").location(), "/in");
    alice.get("/own");
    for start in ["/out", "/out/new", "/in"] {
        assert_eq!(alice.post("/own/start", &[("start", start)]).status, 303);
        assert_eq!(alice.get("/").location(), start);
        assert!(alice.get("/own").text().contains(&format!("value=\"{start}\" selected")));
    }
    for wrong in ["https://evil.example/", "//evil.example", "/admin", ""] {
        assert_eq!(alice.post("/own/start", &[("start", wrong)]).status, 400, "{wrong}");
    }
    assert_eq!(alice.get("/").location(), "/in");
}
