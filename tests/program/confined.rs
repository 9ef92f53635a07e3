//! What reads documents of strangers tries what it may not do, inside of its own
//! confinement, and is refused each time.

use std::collections::BTreeMap;
use std::process::Command;

use super::bench::{Bench, ended, program};

/// The system's "operation not permitted" and "no such call".
const EPERM: &str = "1";
const ENOSYS: &str = "38";

/// What a confined child says of its attempts, and the filters that it has.
fn probed(bench: &Bench) -> (BTreeMap<String, String>, Vec<String>) {
    let file = bench.file("file", "what it is to leave alone");
    let run = ended(&program().arg("confine-probe").arg(&file).output().unwrap());
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{run:?}");
    assert_eq!(std::fs::read(&file).unwrap(), b"what it is to leave alone");
    assert_eq!(
        std::fs::read_dir(bench.folder.path()).unwrap().count(),
        2,
        "the spool and the file"
    );
    let (mut said, mut filters) = (BTreeMap::new(), Vec::new());
    for line in run.out.lines() {
        match line.split_once(": ").unwrap() {
            ("filter", filter) => filters.push(filter.to_owned()),
            (what, came) => _ = said.insert(what.to_owned(), came.to_owned()),
        }
    }
    (said, filters)
}

#[test]
fn what_reads_a_document_can_do_nothing_else_from_inside() {
    let (mut said, _) = probed(&Bench::new());
    said.remove("landlock");
    for needed in ["a thread of its own", "much memory"] {
        assert_eq!(said.remove(needed).as_deref(), Some("done"), "{needed}");
    }
    let refused: Vec<&str> = said
        .iter()
        .filter(|(_, came)| *came == EPERM)
        .map(|(what, _)| what.as_str())
        .collect();
    assert_eq!(refused.len(), said.len(), "{said:?}");
    assert_eq!(said.len(), 15, "{said:?}");
}

/// Calls by their numbers, as no library of ours makes them: perl lays the child's own
/// filters on itself, and calls.
#[cfg(target_arch = "x86_64")]
#[test]
fn calls_by_their_numbers_are_refused_as_well() {
    let (_, filters) = probed(&Bench::new());
    let x32 = |number: u32| format!("{}", 0x4000_0000 + number);
    let any = |number: u32| (number.to_string(), "0, 0, 0, 0, 0", EPERM);
    let of = |number: u32, words: &'static str| (number.to_string(), words, EPERM);
    let attempts: Vec<(&str, (String, &str, &str))> = vec![
        ("kill the parent", of(62, "$parent, 0")),
        ("kill its own group", of(62, "0, 0")),
        ("tgkill the parent", of(234, "$parent, $parent, 0")),
        ("tkill", of(200, "$parent, 0")),
        ("rt_sigqueueinfo", any(129)),
        ("rt_tgsigqueueinfo", any(297)),
        ("pidfd_send_signal", any(424)),
        ("fork", any(57)),
        ("vfork", any(58)),
        ("clone of a process", of(56, "17, 0, 0, 0, 0")),
        ("clone with a namespace of users", of(56, "0x10000000, 0, 0, 0, 0")),
        ("clone3", (435.to_string(), "0, 0", ENOSYS)),
        ("execve", any(59)),
        ("execveat", any(322)),
        ("open", any(2)),
        ("openat2", any(437)),
        ("chmod", any(90)),
        ("fchmodat", any(268)),
        ("fchmodat2", any(452)),
        ("lchown", any(94)),
        ("mknod", any(133)),
        ("rmdir", any(84)),
        ("utimensat", any(280)),
        ("setxattr", any(188)),
        ("socket", of(41, "1, 2, 0")),
        ("socketpair", any(53)),
        ("sendto", any(44)),
        ("sendmsg", any(46)),
        ("ptrace", any(101)),
        ("process_vm_readv", any(310)),
        ("process_madvise", any(440)),
        ("prlimit64", of(302, "$parent, 7, 0, 0")),
        ("memfd_create", any(319)),
        ("memory that is run", of(9, "0, 4096, 7, 34, -1")),
        ("memory made to be run", of(10, "0, 4096, 4")),
        ("io_uring_setup", any(425)),
        ("io_uring_enter", any(426)),
        ("io_uring_register", any(427)),
        ("fsopen", any(430)),
        ("open_tree", any(428)),
        ("mount", any(165)),
        ("unshare", any(272)),
        ("setns", any(308)),
        ("perf_event_open", any(298)),
        ("userfaultfd", any(323)),
        ("bpf", any(321)),
        ("keyctl", any(250)),
        ("add_key", any(248)),
        ("shmget", any(29)),
        ("mq_open", any(240)),
        ("ioctl", of(16, "0, 0x5401, 0")),
        ("getpid of the other form of the machine (x32)", (x32(39), "0", EPERM)),
        ("write of the other form", (x32(1), "1, 0, 0", EPERM)),
        ("a call that does not exist yet", any(9_999)),
    ];
    // seccomp(SET_MODE_FILTER, 0, {count, address}) for each filter, then the calls.
    let mut script =
        "$| = 1; my $parent = getppid(); syscall(157, 38, 1, 0, 0, 0) == 0 or die;".to_owned();
    for (number, filter) in filters.iter().enumerate() {
        script += &format!(
            "my $f{number} = pack('H*', '{filter}'); my $p{number} = pack('S x6 P', length($f{number}) / 8, $f{number});\
             syscall(317, 1, 0, $p{number}) == 0 or die \"filter: $!\";"
        );
    }
    for (_, (number, words, _)) in &attempts {
        script +=
            &format!("print((syscall({number}, {words}) == -1 ? $! + 0 : 'done') . \"\\n\");");
    }
    let output = Command::new("perl").args(["-e", &script]).output().unwrap();
    let run = ended(&output);
    assert_eq!(run.code, Some(0), "{run:?}");
    let came: Vec<(&str, &str)> =
        attempts.iter().map(|(what, _)| *what).zip(run.out.lines()).collect();
    let expected: Vec<(&str, &str)> =
        attempts.iter().map(|(what, (_, _, came))| (*what, *came)).collect();
    assert_eq!(came, expected);
}
