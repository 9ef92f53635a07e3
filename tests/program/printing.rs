//! Received faxes on paper: a command gets each once, as PDF; a printer in trouble is
//! tried again and costs nobody the mail.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use ferrofax::UnixMs;
use ferrofax::clock::Look;
use ferrofax::listeners::print::{PrintSettings, Printing};
use ferrofax::spool::{
    FaxId, NewFax, NewPage, OutboxEntry, OutboxKind, OutboxState, Spool, to_printer,
};
use ferrofax::t4::Bitmap;

use super::bench::{Bench, Serving};
use ferrofax_kit::patience::watch;
use ferrofax_kit::received::{page, whole};

/// A fax of that page that has come whole.
pub(super) fn received(spool: &Spool, new: &NewFax) -> FaxId {
    let fax = spool.receiving().begin_fax(new).unwrap();
    spool.receiving().append_page(fax, &one_page()).unwrap();
    spool.receiving().finish_fax(fax, &whole(UnixMs::now())).unwrap();
    fax
}

/// A page with a line across it.
pub(super) fn one_page() -> NewPage {
    let mut bitmap = Bitmap::white(1728, 1000);
    (0..1000).for_each(|y| bitmap.set(y, y, true));
    page(1, bitmap, UnixMs::now())
}

impl Bench {
    /// A print command that is a shell script with these lines: $1 is the printer, $2 the
    /// file, $3 the title.
    fn print_by(&self, lines: &str) -> Serving {
        let command = self.file("print.sh", format!("#!/bin/sh\n{lines}\n"));
        fs::set_permissions(&command, fs::Permissions::from_mode(0o755)).unwrap();
        let command = command.display();
        let settings = self.file(
            "gateway.toml",
            format!("[drop]\nenabled = false\n[print]\nenabled = true\ncommand = ['{command}', '%p', '%i', '%t']\n"),
        );
        let mut serve = self.command();
        serve.arg("--config").arg(settings).arg("serve").stderr(Stdio::null());
        Serving(serve.spawn().unwrap())
    }

    /// A fax of a page, as the module files it.
    fn received(&self, mailboxes: &[String]) -> FaxId {
        let new = NewFax {
            mailboxes: mailboxes.to_vec(),
            device: "2101@fax-devices".parse().unwrap(),
            ..NewFax::default()
        };
        received(&self.spool, &new)
    }

    fn way(&self, fax: FaxId, to: &str) -> OutboxEntry {
        self.spool
            .outbox()
            .outbox_of(fax)
            .unwrap()
            .into_iter()
            .find(|entry| entry.mailbox == to)
            .unwrap()
    }

    fn await_state(&self, fax: FaxId, to: &str, state: OutboxState) -> OutboxEntry {
        watch("the state", || self.way(fax, to), |entry| entry.state == state)
    }
}

const ALICE: &str = "alice@example.com";

#[test]
fn a_received_fax_is_printed_once_on_each_printer_and_mailed_all_the_same() {
    let bench = Bench::new();
    let fax = bench.received(&[ALICE.to_owned(), to_printer("office"), to_printer("archive")]);
    let lines = "cp \"$2\" \"$(dirname \"$0\")/$1-$$.pdf\"; echo \"request id is $1-12 ($3)\"";
    let _serving = bench.print_by(lines);
    for printer in ["office", "archive"] {
        let entry = bench.await_state(fax, &to_printer(printer), OutboxState::Delivered);
        assert_eq!((entry.printer(), entry.attempts), (Some(printer), 1));
        assert_eq!(entry.relay_answer, Some(format!("request id is {printer}-12 (fax {fax})")));
    }
    let printed: Vec<_> = fs::read_dir(bench.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
        .collect();
    assert_eq!(printed.len(), 2, "{printed:?}");
    let pages = bench.pages(&printed[0], &[]);
    assert!(pages.len() == 1 && pages[0].0.is_black(500, 500), "the page is on it");
    // The mail is the module's.
    assert_eq!(bench.way(fax, ALICE).state, OutboxState::Waiting);
    let due: Vec<_> = bench
        .spool
        .outbox()
        .due(UnixMs::now(), 10)
        .unwrap()
        .into_iter()
        .map(|entry| entry.mailbox)
        .collect();
    assert_eq!(due, [ALICE]);
}

#[test]
fn a_printer_in_trouble_is_tried_again_and_its_word_is_kept() {
    let bench = Bench::new();
    let fax = bench.received(&[to_printer("office")]);
    let office = to_printer("office");
    assert_eq!(bench.spool.outbox().due(UnixMs::now(), 10).unwrap(), [], "no mail");
    let _serving = bench
        .print_by("test -e \"$(dirname \"$0\")/paper\" || { echo 'out of paper' >&2; exit 1; }");
    let entry = watch("an error", || bench.way(fax, &office), |entry| entry.last_error.is_some());
    assert!(entry.last_error.unwrap().ends_with("print.sh: out of paper"));
    assert_eq!(entry.state, OutboxState::Waiting);
    assert!((50_000..70_000).contains(&entry.next_try_at.ms_since(UnixMs::now())), "in a minute");
    bench.file("paper", "");
    // Time passes.
    bench.spool.outbox().defer(entry.id, UnixMs::now(), "out of paper").unwrap();
    assert_eq!(bench.await_state(fax, &office, OutboxState::Delivered).attempts, 2);
}

#[test]
fn what_can_never_be_printed_goes_to_the_faxmaster() {
    let bench = Bench::new();
    let fax = bench.received(&[to_printer("office")]);
    fs::write(bench.spool.faxes().document_path(fax).unwrap(), "no fax").unwrap();
    let _serving = bench.print_by("exit 0");
    bench.await_state(fax, &to_printer("office"), OutboxState::Rejected);
    let notices = bench.spool.outbox().due(UnixMs::now(), 10).unwrap();
    assert_eq!(notices.len(), 1);
    let OutboxKind::FaxmasterNotice { reason, original_mailbox } = &notices[0].kind else {
        panic!("{notices:?}")
    };
    assert!(
        reason.to_string().contains("damaged") && original_mailbox == "print:office",
        "{reason} {original_mailbox}"
    );
}

#[test]
fn a_print_command_without_a_file_is_refused() {
    let bench = Bench::new();
    let settings =
        bench.file("gateway.toml", "[print]\nenabled = true\ncommand = [\"lp\", \"-d\", \"%p\"]\n");
    let run = bench.run(&["--config", settings.to_str().unwrap(), "serve"]);
    assert!(
        run.code == Some(2) && run.err.contains("[print] command: it is given no file"),
        "{run:?}"
    );
}

const HOUR_MS: i64 = 3_600_000;

/// A printer that is out of order.
fn broken(bench: &Bench) -> Printing {
    let command = ["/bin/sh", "-c", "exit 1", "%i"].map(str::to_owned).to_vec();
    Printing::new(
        &bench.spool,
        &PrintSettings { enabled: true, command, ..PrintSettings::default() },
    )
}

fn turn(printing: &Printing, unix_ms: UnixMs, is_settled: bool) {
    printing
        .turn(&Look { unix_ms, is_settled, ..Look::default() }, &|| false)
        .unwrap();
}

#[test]
fn the_clock_put_forward_gives_no_print_up_for_an_hour() {
    let bench = Bench::new();
    let office = to_printer("office");
    let fax = bench.received(std::slice::from_ref(&office));
    let (printing, later) = (broken(&bench), UnixMs::now() + 30 * 24 * HOUR_MS);
    turn(&printing, UnixMs::now(), true);
    turn(&printing, later, false);
    let entry = bench.way(fax, &office);
    assert_eq!((entry.state, entry.attempts), (OutboxState::Waiting, 2), "{:?}", entry.last_error);
    turn(&printing, later + HOUR_MS, true);
    assert_eq!(bench.way(fax, &office).state, OutboxState::Rejected, "it is old by every clock");
}

#[test]
fn a_print_whose_row_cannot_be_read_keeps_no_other_from_the_printer() {
    let bench = Bench::new();
    let office = to_printer("office");
    let [bad, worse, good] = [(); 3].map(|()| bench.received(std::slice::from_ref(&office)));
    let database = rusqlite::Connection::open(bench.spool.folder().join("spool.db")).unwrap();
    database
        .execute("UPDATE outbox SET attempts = -1 WHERE fax = ?1", [bad.0])
        .unwrap();
    database
        .execute("UPDATE faxes SET called = CAST(x'ff' AS TEXT) WHERE id = ?1", [worse.0])
        .unwrap();
    turn(&broken(&bench), UnixMs::now(), true);
    assert_eq!(bench.way(good, &office).attempts, 1);
    let states = "SELECT count(*) FROM outbox WHERE state = 'failed'";
    assert_eq!(database.query_row(states, [], |row| row.get::<_, i64>(0)).unwrap(), 2, "set aside");
}
