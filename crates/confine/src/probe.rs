//! A program for tests. `ferrofax confine-probe FILE` confines itself like a child that reads
//! documents, and attempts everything that such a child may not do. It prints the results, and
//! tests compare them with the expected ones.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::net::UdpSocket;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::thread;

use rustix::fs::{MemfdFlags, memfd_create};
use rustix::process::{
    PidfdFlags, Resource, Rlimit, Signal, getpgid, getpid, getppid, kill_process, pidfd_open,
    prlimit,
};

use super::{calls, confine, limit};

/// The hidden subcommand of `ferrofax` that runs this test program.
pub const PROBE_WORD: &str = "confine-probe";

/// The memory limit in MiB of `ferrofax confine-probe`, the program that tests the confinement.
const MEMORY_MB: u64 = 1024;

/// Attempts everything that a confined child may not do, and prints the results. Attempts that need
/// a file use `file`.
pub fn run_probe(file: &Path) -> ExitCode {
    let filters = calls::reading().unwrap_or_default();
    let parent = getppid().unwrap_or_else(getpid);
    let confined = limit(MEMORY_MB).and_then(|()| confine());
    let mut out = io::stdout();
    let Ok(confined) = confined else { return ExitCode::FAILURE };
    let mut say = |what: &str, done: io::Result<()>| {
        let came = match done {
            Ok(()) => "done".to_owned(),
            Err(error) => {
                error.raw_os_error().map_or_else(|| error.to_string(), |code| code.to_string())
            }
        };
        // An error here is ignored: the test that reads the output notices a missing line.
        let _ = writeln!(out, "{what}: {came}");
    };
    say(
        "landlock",
        if confined.by_landlock { Ok(()) } else { Err(io::ErrorKind::Unsupported.into()) },
    );
    say(
        "a thread of its own",
        thread::Builder::new().spawn(|| ()).map(|thread| drop(thread.join())),
    );
    std::hint::black_box(vec![1_u8; 64 << 20]);
    say("much memory", io::Result::Ok(()));
    say("open a file", File::open(file).map(drop));
    say("make a file", File::create(file.with_extension("new")).map(drop));
    say("look at a file", fs::metadata(file).map(drop));
    say("change a file's mode", fs::set_permissions(file, Permissions::from_mode(0o777)));
    say("remove a file", fs::remove_file(file));
    say("rename a file", fs::rename(file, file.with_extension("old")));
    say("make a folder", fs::create_dir(file.with_extension("folder")));
    say("a socket of the network", UdpSocket::bind("127.0.0.1:0").map(drop));
    say("a local socket", UnixDatagram::unbound().map(drop));
    say(
        "a file in memory",
        memfd_create("x", MemfdFlags::empty()).map(drop).map_err(io::Error::from),
    );
    say("start a program", Command::new("/bin/true").spawn().map(|mut child| drop(child.wait())));
    say("signal the parent", kill_process(parent, Signal::CONT).map_err(io::Error::from));
    say(
        "take hold of the parent",
        pidfd_open(parent, PidfdFlags::empty()).map(drop).map_err(io::Error::from),
    );
    let limit = Rlimit { current: Some(64), maximum: Some(64) };
    say(
        "limit the parent",
        prlimit(Some(parent), Resource::Nofile, limit)
            .map(drop)
            .map_err(io::Error::from),
    );
    say("ask about the parent", getpgid(Some(parent)).map(drop).map_err(io::Error::from));
    for filter in filters {
        let bytes = filter.iter().flat_map(|step| {
            let [low, high] = step.code.to_ne_bytes();
            [low, high, step.jt, step.jf].into_iter().chain(step.k.to_ne_bytes())
        });
        let words: String = bytes.map(|byte| format!("{byte:02x}")).collect();
        let _ = writeln!(out, "filter: {words}");
    }
    ExitCode::SUCCESS
}
