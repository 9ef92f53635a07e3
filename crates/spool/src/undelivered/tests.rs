use std::collections::BTreeSet;

use ferrofax_languages::{Language, misnamed, problems_of};

use super::*;

fn named(text: &str) -> String {
    text.to_owned()
}

fn tls() -> Vec<TlsFault> {
    vec![
        TlsFault::Processor { missing: named("Xx") },
        TlsFault::File { option: named("mailcafile"), path: named("/x"), why: named("Xx") },
        TlsFault::NoAuthorities,
        TlsFault::BadName { server: named("Xx") },
        TlsFault::Setup { why: named("Xx") },
        TlsFault::EarlyAnswer,
        TlsFault::Failed { why: named("Xx") },
    ]
}

fn relay() -> Vec<RelayFault> {
    let (address, why) = (named("192.0.2.1:25"), named("Xx"));
    let mut all = vec![
        RelayFault::NameUnresolved { why: why.clone() },
        RelayFault::NamesSilent,
        RelayFault::NamesStillSilent,
        RelayFault::ConnectionRefused { address: address.clone(), why: why.clone() },
        RelayFault::Unreachable { address: address.clone(), why: why.clone() },
        RelayFault::NoAnswer { address },
        RelayFault::NoAddress,
        RelayFault::Silent { seconds: 60 },
        RelayFault::Closed,
        RelayFault::Broken { why: why.clone() },
        RelayFault::TlsRefused { answer: why.clone() },
        RelayFault::NoTls,
        RelayFault::NotSmtp { line: why },
        RelayFault::EndlessLine,
        RelayFault::PasswordUnprotected,
        RelayFault::NoLogin,
        RelayFault::LoginUnwritable,
        RelayFault::NoToken { why: named("Xx") },
        RelayFault::TokenUnprotected,
        RelayFault::NoTokenLogin,
        RelayFault::Stopped,
    ];
    all.extend(tls().into_iter().map(|fault| RelayFault::Tls { fault }));
    all
}

fn remedies() -> [RelayRemedy; 9] {
    use RelayRemedy::*;
    [
        UseOauth2,
        SwitchOnSmtpAuth,
        GrantMailbox,
        CheckPassword,
        LogIn,
        GrantSendAs,
        AssignLicence,
        EmptyMailbox,
        Wait,
    ]
}

fn printer() -> Vec<PrinterFault> {
    let why = || named("Xx");
    let no_jobs = || Box::new(PrinterFault::NoJobs);
    let mut all = vec![
        PrinterFault::Unreached { why: why() },
        PrinterFault::Silent { seconds: 60 },
        PrinterFault::Stopped,
        PrinterFault::NoTls { why: why() },
        PrinterFault::Broken { why: why() },
        PrinterFault::AnswerBroken { why: why() },
        PrinterFault::NotIpp { why: why() },
        PrinterFault::NoJobNumber,
        PrinterFault::LoginRequired,
        PrinterFault::LoginRejected,
        PrinterFault::LoginUnprotected,
        PrinterFault::LoginUnknown,
        PrinterFault::Redirects { to: why() },
        PrinterFault::Forbidden,
        PrinterFault::NoPath,
        PrinterFault::TlsRequired,
        PrinterFault::Http { status: 500 },
        PrinterFault::RefusedWithStatus { status: why() },
        PrinterFault::RefusedSaying { fault: no_jobs(), message: why() },
        PrinterFault::NoDescription,
        PrinterFault::NoJobs,
        PrinterFault::NoFormat { formats: why() },
        PrinterFault::NoFormatNamed,
        PrinterFault::JobCutShort { job: 7 },
        PrinterFault::JobAborted { job: 7 },
        PrinterFault::JobCancelled { job: 7 },
        PrinterFault::JobCancelledEarly { job: 7 },
        PrinterFault::JobUnknown,
        PrinterFault::JobNotPrinted { job: 7 },
        PrinterFault::JobUnderWay { job: 7 },
        PrinterFault::MayStillPrint { job: 7, fault: no_jobs() },
        PrinterFault::Explained {
            fault: no_jobs(),
            reasons: PrinterWords::of_printer(["media-empty"]),
        },
        PrinterFault::Text { text: why() },
    ];
    let refusals = PrinterRefusal::ALL.iter();
    all.extend(refusals.map(|refusal| PrinterFault::Refused { refusal: *refusal }));
    all.extend(tls().into_iter().map(|fault| PrinterFault::Tls { fault }));
    all
}

fn each() -> Vec<Undelivered> {
    let why = || named("Xx");
    let bug = || Box::new(Undelivered::Bug);
    let mut all = vec![
        Undelivered::BadAddress { address: why() },
        Undelivered::BadSender { address: why() },
        Undelivered::MailNotWritten { why: why() },
        Undelivered::NotProtected { host: why() },
        Undelivered::CameBack { why: why() },
        Undelivered::SentElsewhere { node: why() },
        Undelivered::SentWithoutFax { fault: bug() },
        Undelivered::GivenUp { tries: 1, fault: bug() },
        Undelivered::GivenUp { tries: 77, fault: bug() },
        Undelivered::Stopped,
        Undelivered::Bug,
        Undelivered::Encrypted,
        Undelivered::WaitsForExplanation,
        Undelivered::DocumentUnreadable { path: named("/x"), why: why() },
        Undelivered::DocumentDamaged { why: why() },
        Undelivered::DocumentTooLarge { megabytes: 66, most: 50 },
        Undelivered::DocumentEmpty { path: named("/x") },
        Undelivered::NoMailbox,
        Undelivered::SelftestPage,
        Undelivered::NotForPrinter,
        Undelivered::Command { program: named("lp"), why: why() },
        Undelivered::CommandEnded { program: named("lp"), status: why() },
        Undelivered::CommandSlow { program: named("lp"), seconds: 60 },
        Undelivered::Text { text: why() },
    ];
    let host = || named("mail.example.com");
    all.extend(relay().into_iter().map(|fault| Undelivered::Relay { host: host(), fault }));
    all.extend(RelayStep::ALL.map(|step| Undelivered::RelayRefused {
        host: host(),
        step,
        answer: why(),
    }));
    all.extend(printer().into_iter().map(Undelivered::from));
    all.extend(remedies().map(|remedy| Undelivered::WithRemedy { fault: bug(), remedy }));
    all
}

#[test]
fn each_language_has_each_text_and_each_text_is_named() {
    assert_eq!(problems_of(FILES), [""; 0]);
    let enums = [
        Undelivered::text_names(),
        RelayFault::text_names(),
        TlsFault::text_names(),
        RelayRemedy::text_names(),
        PrinterFault::text_names(),
        printer::REASONS.map(|reason| format!("reason-{reason}")).to_vec(),
    ];
    assert_eq!(misnamed(FILES[0], enums.concat()), [""; 0]);
}

#[test]
fn each_is_said_in_each_language_and_none_of_ours_in_english_elsewhere() {
    // Names, and texts from other programs, are the same in all languages.
    let is_theirs = |fault: &Undelivered| {
        let text = fault.to_string();
        ["Xx", "lp: Xx"].contains(&text.as_str())
    };
    for language in Language::ALL {
        for fault in each() {
            let said = fault.text(language);
            assert!(!said.is_empty() && !said.contains(['{', '$', '\n']), "{fault:?}: {said}");
            if language != Language::English && !is_theirs(&fault) {
                assert_ne!(said, fault.to_string(), "{}: {fault:?}", language.code());
            }
        }
    }
    // Each variant of a text has a sentence of its own.
    let said: BTreeSet<String> = RelayStep::ALL
        .map(|step| Undelivered::RelayRefused { host: named("x"), step, answer: named("y") })
        .map(|fault| fault.to_string())
        .into();
    assert_eq!(said.len(), RelayStep::ALL.len());
}

#[test]
fn each_is_read_as_it_was_written() {
    for fault in each() {
        let (text, values) = fault.columns();
        assert_eq!(Undelivered::of_row(values.as_deref(), &text), fault);
    }
    let refused = Undelivered::RelayRefused {
        host: named("mail"),
        step: RelayStep::Recipient,
        answer: named("550 5.1.1 No such user"),
    };
    let (text, values) = refused.columns();
    assert_eq!(text, "relay mail refused the recipient: 550 5.1.1 No such user");
    assert_eq!(
        values.as_deref(),
        Some(
            r#"{"name":"relay-refused","host":"mail","step":"recipient","answer":"550 5.1.1 No such user"}"#
        )
    );
    assert_eq!(
        refused.text(Language::German),
        "Mailserver mail lehnte den Empfänger ab: 550 5.1.1 No such user"
    );
}

#[test]
fn a_sentence_of_an_older_version_is_read_as_text() {
    let (text, values) = Undelivered::Bug.columns();
    let old = || Undelivered::from("relay mail: it is asleep");
    assert_eq!(Undelivered::of_row(None, "relay mail: it is asleep"), old());
    // An older version wrote its own sentence beside the values of a newer version.
    assert_eq!(Undelivered::of_row(values.as_deref(), "relay mail: it is asleep"), old());
    assert_eq!(Undelivered::of_row(Some("{"), &text), Undelivered::from(&*text));
}

#[test]
fn the_reasons_of_a_printer_are_said_each_once() {
    let said = |words: &PrinterWords| words.text(Language::English);
    assert!(PrinterWords::of_printer(["none"]).are_none());
    let empty = ["media-empty-error", "media-needed-report", "media-empty"];
    let printer = PrinterWords::of_printer(empty);
    assert_eq!(said(&printer), "out of paper, it needs other paper");
    assert_eq!(said(&PrinterWords::of_printer(["x-own reason"])), "x-own reason");
    assert_eq!(said(&PrinterWords::of_printer(["door-open", "interlock-open"])), "it is open");
    let damaged = PrinterWords::of_printer(["document-format-error"]);
    assert_eq!(said(&damaged), "it says that the document is damaged");
    let job = PrinterWords::of_job(["job-queued"], named("third in line"));
    let both = job.and_printer(printer);
    assert_eq!(
        said(&both),
        "it waits for other jobs: third in line; out of paper, it needs other paper"
    );
    assert_eq!(PrinterRefusal::of_status(0x0407), Some(PrinterRefusal::NotFound));
    assert_eq!(PrinterRefusal::of_status(0x0599), None);
}
