//! No English text reaches a page in another language: refusals, notes on documents, what happened to
//! a job and why, the steps of a call, the findings on it, the audit log and the state of the service
//! are in each language. The words of others (the system, a relay, a printer) stay as they are, and
//! a sentence that nobody has translated is marked as English (`lang="en"`).

use crate::house;
use crate::reader::Reader;
use crate::sent::send_to;
use ferrofax::UnixMs;
use ferrofax::ladder::{Rung, Step, Way};
use ferrofax_spool::finding::NotInGroup;
use ferrofax_spool::undelivered::{RelayFault, RelayStep, Undelivered};
use ferrofax_spool::{Finding, Fix, LadderOf, Observation, Told};

/// Words of English sentences.
const ENGLISH: [&str; 24] = [
    "the", "is", "are", "not", "no", "of", "to", "and", "with", "can", "cannot", "be", "it", "has",
    "have", "would", "there", "this", "which", "than", "who", "its", "for", "by",
];

/// Languages in which each refusal is looked at, with those of the English words that are words of
/// that language, too.
const LANGUAGES: [(&str, &[&str]); 3] = [("de", &[]), ("fr", &[]), ("pl", &["to", "no", "by"])];

/// Those of them that stand in no sentence of another language either.
const ENGLISH_ALONE: [&str; 15] = [
    "the", "are", "and", "with", "cannot", "would", "there", "this", "which", "than", "who", "its",
    "for", "not", "from",
];

/// A page without what it says to be English.
fn without_english(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, behind)) = rest.split_once("<span lang=\"en\">") {
        kept.push_str(before);
        rest = behind.split_once("</span>").map_or("", |(_, behind)| behind);
    }
    kept + rest
}

/// Fails if a page shows English words, but for what its program is called.
fn assert_no_english((language, own): (&str, &[&str]), place: &str, text: &str) {
    let wanted: Vec<&str> = ENGLISH.into_iter().filter(|word| !own.contains(word)).collect();
    assert_eq!(words_of(text, &wanted), [""; 0], "{language} {place}: {text}");
    assert!(!text.contains("<span lang=\"en\">"), "{language} {place}: {text}");
}

fn words_of(text: &str, wanted: &[&str]) -> Vec<String> {
    let body = text.split("<body").nth(1).unwrap_or(text);
    let body = body.split("<nav aria-label").next().unwrap_or(body);
    let mut shown = String::new();
    let mut is_tag = false;
    for sign in body.chars() {
        match sign {
            '<' => is_tag = true,
            '>' => is_tag = false,
            sign if !is_tag => shown.push(sign),
            _ => {}
        }
        if sign == '>' {
            shown.push(' ');
        }
    }
    let words = shown.split(|sign: char| !sign.is_alphanumeric());
    words.filter(|word| wanted.contains(word)).map(str::to_owned).collect()
}

/// Alice and the chief, who read this language.
fn readers(serving: &crate::rig::Serving, language: &str) -> [Reader; 2] {
    [("alice", "secret"), ("chief", "chief")].map(|(name, password)| {
        let mut reader = Reader::logged_in(serving.addresses[0], name, password);
        reader.headers = vec![("Accept-Language".to_owned(), format!("{language}-XX, en;q=0.5"))];
        reader
    })
}

#[test]
fn no_refusal_of_a_new_fax_is_in_english() {
    for spoken in LANGUAGES {
        let (_rig, serving) = house::served();
        let [mut alice, _] = readers(&serving, spoken.0);
        let letter: (&str, &[u8]) = ("letter.txt", b"Dear Sir,\n");
        let good = ("number", "0991 2700619");
        for (name, fields, documents) in [
            ("number", vec![("number", "abc!")], vec![letter]),
            ("no number", vec![("number", "")], vec![letter]),
            ("blocked", vec![("number", "0900 123456")], vec![letter]),
            ("no document", vec![good], vec![]),
            ("program", vec![good], vec![("prog.exe", &b"MZ\0\0"[..])]),
            ("broken", vec![good], vec![("broken.pdf", &b"%PDF-1.4\n1 0 obj"[..])]),
            ("time", vec![good, ("at", "xyz")], vec![letter]),
            ("priority", vec![good, ("priority", "0")], vec![letter]),
            ("nothing", vec![("number", ""), ("do", "look")], vec![]),
        ] {
            let refused = send_to(&mut alice, "/out/new", &fields, &documents);
            let text = refused.text();
            assert_eq!(refused.status, 422, "{name}: {text}");
            assert_no_english(spoken, name, &text);
        }
        for number in ["abc", "0900%20123456", "%2B43%201%2023456", "+870", "1", "0049%200991"] {
            let text = alice.get(&format!("/out/check?number={number}")).text();
            let said: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_no_english(spoken, number, said["why"].as_str().unwrap_or_default());
        }
    }
}

#[test]
fn no_note_on_a_document_of_a_draft_is_in_english() {
    for (spoken, said) in [
        (LANGUAGES[0], "1 Steuerzeichen darin ist weggelassen"),
        (LANGUAGES[1], "1 caractère de contrôle y est omis"),
        (LANGUAGES[2], "1 znak sterujący"),
    ] {
        let (_rig, serving) = house::served();
        let [mut alice, _] = readers(&serving, spoken.0);
        let letter: (&str, &[u8]) = ("brief.txt", b"Bell \x07.\n");
        let fields = [("number", "0991 2700619"), ("do", "look")];
        let looked = send_to(&mut alice, "/out/new", &fields, &[letter]);
        let text = alice.get(looked.location()).text();
        assert!(text.contains(said), "{}: {text}", spoken.0);
        assert_no_english(spoken, "draft", &text);
    }
}

#[test]
fn no_refusal_of_a_fax_or_of_a_form_is_in_english() {
    for spoken in LANGUAGES {
        let rig = house::rig();
        let id = house::fax(&rig, "2101", "0991270061", "");
        let coming = house::begun_fax(&rig, "2101", "0991270062");
        let serving = rig.serve();
        let [mut alice, mut chief] = readers(&serving, spoken.0);
        let at = format!("/in/{id}");
        let long = "x".repeat(300);
        let contact = |name, number| {
            vec![("name", name), ("company", ""), ("number", number), ("note", ""), ("book", "own")]
        };
        for (status, path, fields) in [
            (422, format!("{at}/mail"), vec![("to", "xyz")]),
            (403, format!("{at}/fax"), vec![("to", "0900 123456")]),
            (422, format!("{at}/fax"), vec![("to", "abc")]),
            (422, format!("{at}/print"), vec![("to", "xyz")]),
            (422, format!("{at}/hand"), vec![("to", "xyz")]),
            (422, format!("{at}/note"), vec![("tag", long.as_str()), ("note", "")]),
            (403, format!("{at}/delete"), vec![]),
            (422, format!("/in/{coming}/mail"), vec![("to", "a@example.com")]),
            (404, "/in/987654/claim".to_owned(), vec![]),
            (422, "/book/new".to_owned(), contact("", "0991 2700619")),
            (422, "/book/new".to_owned(), contact("Huber", "abc")),
            (422, "/book/new".to_owned(), contact(&long, "0991 2700619")),
            (422, "/book/new".to_owned(), vec![("name", "Huber")]),
            (422, "/own/keys".to_owned(), vec![("name", ""), ("days", "7")]),
            (422, "/own/keys".to_owned(), vec![("name", "a"), ("days", "7")]),
            (422, "/own/keys".to_owned(), vec![("name", "a"), ("days", "0"), ("scope", "events")]),
            (403, "/admin/users/stop".to_owned(), vec![("user", "xyz")]),
        ] {
            alice.get(&at);
            let refused = alice.post(&path, &fields);
            let text = refused.text();
            assert_eq!(refused.status, status, "{path}: {text}");
            assert_no_english(spoken, &path, &text);
        }
        for table in [&b"name;number\nHuber;abc\n"[..], b"a;b\n", b"name;number\n\"Huber\n"] {
            let refused =
                send_to(&mut alice, "/book/table", &[("book", "own")], &[("a.csv", table)]);
            assert_eq!(refused.status, 422, "{}", refused.text());
            assert_no_english(spoken, "/book/table", &refused.text());
        }
        for path in ["/xyz", "/in/987654", "/out/987654", "/out/draft/7", "/in/x", "/admin/users"] {
            assert_no_english(spoken, path, &alice.get(path).text());
        }
        chief.get("/own");
        for (path, field) in
            [("/admin/users/stop", ("user", "xyz")), ("/admin/cleanup", ("days", "0"))]
        {
            let refused = chief.post(path, &[field]);
            assert_eq!(refused.status, 422, "{path}: {}", refused.text());
            assert_no_english(spoken, path, &refused.text());
        }
    }
}

#[test]
fn the_state_of_the_service_is_not_in_english() {
    for spoken in LANGUAGES {
        let rig = house::rig();
        let coming = house::begun_fax(&rig, "2101", "0991270062");
        for alarm in ["disk", "failing 2101", "silent"] {
            let told = Told { subject: "", text: "" };
            rig.spool.monitoring().raise_alarm(alarm, told, UnixMs(1)).unwrap();
        }
        let serving = rig.serve();
        let [mut alice, mut chief] = readers(&serving, spoken.0);
        chief.get("/admin/users");
        chief.post("/admin/users/stop", &[("user", "alice")]);
        for page in ["/admin/health", "/admin/figures", "/admin/cleanup", "/admin/users"] {
            let text = chief.get(page).text();
            assert!(text.contains(&format!("<html lang=\"{}\">", spoken.0)), "{text}");
            assert_no_english(spoken, page, &text);
        }
        for page in [format!("/in/{coming}"), format!("/in/{coming}/part"), "/out/new".to_owned()] {
            // What happened to a fax may still be in English, and is marked.
            assert_no_english(spoken, &page, &without_english(&alice.get(&page).text()));
        }
    }
}

/// What the module in the PBX may find.
fn found() -> Vec<Finding> {
    let endpoint = || "trunk".to_owned();
    let context = "fax-out".to_owned();
    let reason = NotInGroup::StartedBefore;
    let remedy = reason.clone();
    let folder = "/var/spool/ferrofax".to_owned();
    let fault = Undelivered::RelayRefused {
        host: "mail.example.com".to_owned(),
        step: RelayStep::Login,
        answer: "535 5.7.8".to_owned(),
    };
    vec![
        Finding::well("config", Observation::ConfigInOrder),
        Finding::wrong(
            "group",
            Observation::GroupMissing { folder, reason },
            Fix::ShareSpool { remedy },
        ),
        Finding::wrong("dialplan", Observation::DialMissing { context }, Fix::DialInContext),
        Finding::wrong(
            "codec",
            Observation::CodecBad { endpoint: endpoint(), codec: "gsm".to_owned() },
            Fix::AllowG711 { endpoint: endpoint() },
        ),
        Finding::well("t38", Observation::T38Offered { endpoint: endpoint() }),
        Finding::wrong("relay", Observation::RelayUnusable { port: 25, fault }, Fix::CorrectRelay),
        Finding::wrong("faxmaster", Observation::FaxmasterMissing, Fix::NameFaxmaster),
    ]
}

/// The page of the system's health, once the module has found this.
fn health_with(spoken: &str, found: &[Finding]) -> String {
    let (rig, serving) = house::served();
    let [_, mut chief] = readers(&serving, spoken);
    chief.get("/admin/health");
    let asked = chief.post("/admin/health", &[]);
    let question = rig.spool.devices().next_question(UnixMs::now()).unwrap().expect("it is asked");
    rig.spool.devices().answer(question, found, UnixMs::now()).unwrap();
    let page = asked.location().split('#').next().unwrap_or_default().to_owned();
    chief.get(&page).text()
}

#[test]
fn what_the_pbx_found_is_in_the_language_of_the_page() {
    for spoken in LANGUAGES {
        let page = health_with(spoken.0, &found());
        assert!(page.contains("usermod") || page.contains("systemctl restart asterisk"), "{page}");
        assert_no_english(spoken, "findings", &page);
    }
    let german = health_with("de", &found());
    for said in [
        "In Ordnung: t38: Endpunkt trunk bietet T.38 an",
        "FEHLER: codec: Endpunkt trunk bietet zuerst gsm an, und damit kommt kein Fax als Ton an",
        "`disallow = all` und `allow = alaw,ulaw` (G.711) für trunk in pjsip.conf, dann `module reload",
        "relay: Port 25: Mailserver mail.example.com lehnte die Anmeldung ab: 535 5.7.8",
        "exten =&#62; _X.,1,Dial(PJSIP/${EXTEN}@trunk) und same =&#62; n,Hangup(), dann",
    ] {
        assert!(german.contains(said), "{said}: {german}");
    }
    // A complaint about a line of ferrofax.conf is the module's sentence, and marked as English.
    let complaint = "ferrofax.conf [general] no_such_option: there is no such option".to_owned();
    let complaint = Observation::ConfigComplaint { complaint };
    let page = health_with("de", &[Finding::wrong("config", complaint, Fix::CorrectConfigLine)]);
    let marked = "<span lang=\"en\">ferrofax.conf [general] no_such_option: there is";
    assert!(page.contains(marked) && page.contains("berichtigen Sie diese Zeile"), "{page}");
}

#[test]
fn what_is_still_english_on_a_page_in_another_language_is_marked_as_english() {
    let rig = house::rig();
    let id = house::fax(&rig, "2101", "0991270061", "");
    let coming = house::begun_fax(&rig, "2101", "0991270062");
    let serving = rig.serve();
    for language in ["fr", "es", "it", "nl", "pl", "pt"] {
        let [mut alice, mut chief] = readers(&serving, language);
        let check = |page: &str, text: &str| {
            assert!(text.contains(&format!("<html lang=\"{language}\">")), "{page}: {text}");
            let shown = without_english(text);
            assert_eq!(words_of(&shown, &ENGLISH_ALONE), [""; 0], "{language} {page}: {text}");
        };
        let fax = format!("/in/{id}");
        let part = format!("/in/{coming}/part");
        for page in [
            "/in",
            &fax,
            &part,
            "/out",
            "/out/new",
            "/out/fetch",
            "/book",
            "/book/new",
            "/now",
            "/own",
            "/help",
        ] {
            check(page, &alice.get(page).text());
        }
        for page in [
            "figures", "health", "devices", "users", "sessions", "mails", "junk", "cleanup",
            "calls",
        ] {
            check(page, &chief.get(&format!("/admin/{page}")).text());
        }
        // No refusal is in English.
        alice.get(&fax);
        let denied = alice.post(&format!("{fax}/delete"), &[]).text();
        let wrong = alice.post(&format!("{fax}/fax"), &[("to", "abc")]).text();
        for refused in [denied, wrong] {
            check("refused", &refused);
            assert!(!refused.contains("<span lang=\"en\">"), "{refused}");
        }
    }
}

#[test]
fn why_a_mail_is_not_delivered_is_said_in_the_language_of_the_page() {
    let rig = house::rig();
    let host = || "mail.example.com".to_owned();
    let silent = RelayFault::NoAnswer { address: "192.0.2.1:25".into() };
    let waits = Undelivered::Relay { host: host(), fault: silent };
    let (step, answer) = (RelayStep::Recipient, "550 5.1.1 nobody".to_owned());
    let refused = Undelivered::RelayRefused { host: host(), step, answer };
    let [waiting, failed] = [waits, refused].map(|fault| {
        let fax = house::fax(&rig, "2101", "0991270061", "");
        let entry = rig.spool.outbox().outbox_of(fax).unwrap().remove(0);
        match fault {
            Undelivered::Relay { .. } => {
                rig.spool.outbox().defer(entry.id, UnixMs::now() + 60_000, fault)
            }
            _ => rig.spool.outbox().set_aside(entry.id, UnixMs::now(), fault),
        }
        .unwrap();
        fax
    });
    let serving = rig.serve();
    let german = "Mailserver mail.example.com lehnte den Empfänger ab: 550 5.1.1 nobody";
    for spoken in LANGUAGES {
        let [mut alice, mut chief] = readers(&serving, spoken.0);
        for fax in [waiting, failed] {
            let page = format!("/in/{fax}");
            assert_no_english(spoken, &page, &alice.get(&page).text());
        }
        let mails = chief.get("/admin/mails").text();
        assert_no_english(spoken, "/admin/mails", &mails);
        assert_eq!(mails.contains(german), spoken.0 == "de", "{mails}");
    }
}

#[test]
fn the_steps_of_a_call_and_the_audit_log_are_in_the_language_of_the_page() {
    let rig = house::rig();
    let id = house::fax(&rig, "2101", "0991270061", "");
    let step = |way, step| Rung { at_ms: 7, way, step };
    let end = Step::End {
        status: Step::Received.into(),
        phase: "E".into(),
        cause: "OK".into(),
        count: 2,
    };
    let steps = vec![
        // As an older version has stored them.
        step(Way::Said, Step::text("DIS up to V.17 14400, ECM, MH/MR/MMR, 204x98, up to A4")),
        step(
            Way::Noted,
            Step::text("training check bad: 7 bits, 1 errors, 1 bursts over 7 bits, longest run 6"),
        ),
        step(Way::Noted, Step::NoTrainingCheck),
        step(Way::Said, Step::signal("MCF")),
        step(Way::Ended, end),
    ];
    rig.spool.recordings().add_rungs(&[(LadderOf::Fax(id), steps)]).unwrap();
    let serving = rig.serve();
    for (spoken, denied, ended) in [
        (
            LANGUAGES[0],
            "Sie dürfen keine Faxe löschen",
            "Empfangen in Phase E: OK, 2 Seiten bestätigt",
        ),
        (LANGUAGES[1], "supprimer", "Reçu en phase E : OK, 2 pages confirmées"),
        (LANGUAGES[2], "usuwa", "Odebrano w fazie E: OK, 2 strony potwierdzone"),
    ] {
        let [mut alice, mut chief] = readers(&serving, spoken.0);
        let page = format!("/in/{id}");
        let text = alice.get(&page).text();
        assert_no_english(spoken, &page, &text);
        assert!(text.contains(ended) && text.contains("MCF"), "{text}");
        alice.post(&format!("{page}/delete"), &[]);
        let log = chief.get("/admin/log?granted=no").text();
        assert!(log.contains(denied) && !log.contains("You may"), "{log}");
    }
}
