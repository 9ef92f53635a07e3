//! Where documents that lie sealed go: on paper, into watched folders, with a backup to another
//! machine; and keys that a program has.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use ferrofax::UnixMs;
use ferrofax::spool::{OutboxState, Spool};

use super::bench::{Bench, Module};
use super::sealed::{FIRST, SECOND, await_sealed, is_clear};
use ferrofax_kit::patience::wait_until;

/// A key program's work: adds 128 to each octet, which is undone by itself.
const TURNS: &str = r"base64 -d | tr '\000-\377' '\200-\377\000-\177' | base64 -w 0";

impl Bench {
    /// A program of these lines.
    fn script(&self, name: &str, lines: &str) -> PathBuf {
        let path = self.file(name, format!("#!/bin/sh\n{lines}\n"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    /// What is received, as `ferrofax faxes fetch` has it, if it can be had.
    fn fetched(&self) -> Result<Vec<Vec<u8>>, String> {
        let out = tempfile::tempdir_in(self.folder.path()).unwrap();
        let words = ["faxes", "fetch", out.path().to_str().unwrap()];
        let run = self.with_keys(&[&words[..], &["--format", "tiff", "--no-json"]].concat());
        let names: Vec<&str> = run.out.lines().collect();
        let files = names.iter().map(|name| fs::read(out.path().join(name)).unwrap()).collect();
        if run.code == Some(0) { Ok(files) } else { Err(run.err) }
    }

    fn check_sealing(&self) -> String {
        let _module = Module::of(&self.spool);
        let told = self.with_keys(&["check"]).out;
        told.lines().filter(|line| line.contains("  sealing ")).collect()
    }
}

#[test]
fn a_fax_that_lies_sealed_is_printed_and_stays_so() {
    let bench = Bench::new();
    let command = bench.script("print.sh", "cp \"$1\" \"$(dirname \"$0\")/printed.pdf\"");
    let print = format!("[print]\nenabled = true\ncommand = ['{}', '%i']", command.display());
    bench.keys(&[FIRST], &print);
    let (fax, path) = bench.came();
    bench.mailed(fax);
    let _serving = bench.serve_sealing();
    await_sealed(&path);
    let sealed = fs::read(&path).unwrap();
    // Asked for by who has no keys.
    bench
        .spool
        .outbox()
        .print_again(fax, &["office".into()], UnixMs::now())
        .unwrap();
    wait_until("it is printed", || {
        let way = bench.spool.outbox().outbox_of(fax).unwrap();
        let way = way.iter().find(|entry| entry.printer() == Some("office")).unwrap();
        assert_eq!(way.last_error, None);
        way.state == OutboxState::Delivered
    });
    let pages = bench.pages(&bench.path("printed.pdf"), &[]);
    assert!(pages.len() == 1 && pages[0].0.is_black(500, 500), "the page is on it");
    assert!(fs::read(&path).unwrap() == sealed);
}

#[test]
fn a_watched_folder_has_a_fax_that_lies_sealed_and_one_that_was_changed_keeps_no_other_out() {
    let bench = Bench::new();
    let out = bench.path("out");
    fs::create_dir(&out).unwrap();
    let folder = format!("[[folder]]\nname = \"out\"\npath = \"{}\"", out.display());
    bench.keys(&[FIRST], &folder);
    let serving = bench.serve_sealing();
    wait_until("the folder is set up", || fs::read_dir(&out).unwrap().count() > 0);
    drop(serving);
    let [(changed, bad), (fax, path)] = [(); 2].map(|()| bench.came());
    [changed, fax].iter().for_each(|fax| bench.mailed(*fax));
    assert_eq!(bench.with_keys(&["rekey"]).code, Some(0));
    assert!(!is_clear(&path));
    let mut octets = fs::read(&bad).unwrap();
    *octets.last_mut().unwrap() ^= 1;
    fs::write(&bad, octets).unwrap();
    let _serving = bench.serve_sealing();
    let found = || {
        let names = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
        names
            .filter(|name| name.extension().is_some_and(|end| end == "pdf"))
            .filter(|name| !name.file_name().unwrap().to_string_lossy().starts_with('.'))
            .collect::<Vec<_>>()
    };
    wait_until("it is in the folder", || !found().is_empty());
    let [pdf] = &found()[..] else { panic!("{:?}", found()) };
    assert!(pdf.to_string_lossy().ends_with(&format!("_{fax}.pdf")), "{pdf:?}");
    assert!(bench.pages(pdf, &[])[0].0.is_black(500, 500));
}

#[test]
fn a_program_that_has_the_keys_seals_and_opens_and_is_named_when_it_does_not() {
    let bench = Bench::new();
    let asked = bench.path("asked");
    let does = |lines: &str| {
        let lines = format!("echo \"$1 $2\" >>{}\n{lines}", asked.display());
        bench.script("kms", &lines)
    };
    let kms = does(TURNS);
    let settings = |file: &str| {
        let text = format!(
            "[drop]\nenabled = false\n[sealing]\n{file}key_command = [\"{}\"]\nkey_name = \"alias/fax\"\n",
            kms.display()
        );
        bench.file("gateway.toml", text)
    };
    settings("");
    let (fax, path) = bench.came();
    bench.mailed(fax);
    let clear = fs::read(&path).unwrap();
    let serving = bench.serve_sealing();
    await_sealed(&path);
    drop(serving);
    assert_eq!(fs::read_to_string(&asked).unwrap().lines().next(), Some("wrap alias/fax"));
    assert_eq!(bench.fetched(), Ok(vec![clear.clone()]));
    assert!(fs::read_to_string(&asked).unwrap().contains("unwrap alias/fax\n"));
    assert!(bench.check_sealing().contains("encrypted with the key command:alias/fax"));
    // While it is away nothing is given out, and what is asked for says why.
    does("exit 3");
    let why = bench.fetched().unwrap_err();
    assert!(why.contains("its keys can't be used now") && why.contains("exit status: 3"), "{why}");
    let run = bench.with_keys(&["mail-again", &fax.to_string()]);
    assert!(run.code != Some(0) && run.err.contains("exit status: 3"), "{run:?}");
    assert!(!is_clear(&path));
    does(TURNS);
    // And over to a file of keys, by way of both.
    let keys = bench.file("spool.keys", FIRST);
    fs::set_permissions(&keys, fs::Permissions::from_mode(0o600)).unwrap();
    bench.file(
        "gateway.toml",
        format!(
            "[drop]\nenabled = false\n[sealing]\nkey_file = \"{}\"\nkey_command = [\"{}\"]\n",
            keys.display(),
            kms.display()
        ),
    );
    let run = bench.with_keys(&["rekey"]);
    assert!(run.code == Some(0) && run.out.contains("1 rewrapped"), "{run:?}");
    bench.keys(&[FIRST], "");
    assert_eq!(bench.fetched(), Ok(vec![clear]));
}

/// As docs/backup.md has it, but for another place.
fn put_back(backup: &Path) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("spool");
    let copied = Command::new("cp").arg("-a").args([backup, &place]).status().unwrap();
    assert!(copied.success());
    Bench { spool: Spool::open(&place).unwrap(), folder }
}

#[test]
fn a_backup_that_is_put_back_elsewhere_opens_there_by_its_keys_alone() {
    let bench = Bench::new();
    bench.keys(&[FIRST], "");
    let ((fax, path), (job, document)) = (bench.came(), bench.failed());
    bench.mailed(fax);
    let clear = [&path, &document].map(|path| fs::read(path).unwrap());
    assert_eq!(bench.with_keys(&["rekey"]).code, Some(0));
    let backup = bench.path("backup");
    assert_eq!(bench.with_keys(&["backup", backup.to_str().unwrap()]).code, Some(0));

    let other = put_back(&backup);
    drop(bench);
    let place = |path: &Path| {
        let name = path.ancestors().find(|above| above.ends_with("spool")).unwrap();
        other.spool.folder().join(path.strip_prefix(name).unwrap())
    };
    let (path, document) = (place(&path), place(&document));
    // Without keys, and with others.
    other.file("gateway.toml", "[drop]\nenabled = false\n");
    let why = other.fetched().unwrap_err();
    assert!(why.contains("it is encrypted, and here are no keys"), "{why}");
    let told = other.check_sealing();
    assert!(told.contains("FAIL") && told.contains("[sealing] names no keys"), "{told}");
    other.keys(&[SECOND], "");
    let why = other.fetched().unwrap_err();
    assert!(why.contains("this machine does not have this key"), "{why}");
    let told = other.check_sealing();
    assert!(
        told.contains("FAIL") && told.contains("this machine does not have this key: add it to"),
        "{told}"
    );
    assert!(!is_clear(&path) && !is_clear(&document));
    // With its keys all goes as it did.
    other.keys(&[SECOND, FIRST], "");
    assert_eq!(other.fetched(), Ok(vec![clear[0].clone()]));
    assert!(other.check_sealing().starts_with("ok "));
    for words in [["mail-again", &fax.to_string()], ["retry", &job.to_string()]] {
        let run = other.with_keys(&words);
        assert_eq!(run.code, Some(0), "{run:?}");
    }
    assert!([&path, &document].map(|path| fs::read(path).unwrap()) == clear);
}
