//! A process that reads untrusted data, together with all processes that it starts. The processes
//! are watched while they run, and killed together.
//!
//! After the group's leader has ended, it is kept as a zombie until the whole group has been
//! killed. So the kernel cannot reuse its number for another group meanwhile.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::memory;
use super::spent::{Allowance, Spent, text_of};

/// A process, with all processes that it started. Dropping this value kills all of them.
pub struct Group {
    child: Child,
    is_over: bool,
    /// The working time that the processes of the group have used, which is their elapsed time
    /// without their waits for a processor or a disk. `None` if it is not limited.
    spent: Option<Spent>,
}

/// The reason why a process group did not end by itself.
#[derive(Debug)]
pub enum Stopped {
    /// The system could not wait for the processes of the group.
    System(io::Error),
    /// The processes of the group used up their working time. This is the elapsed time without
    /// waits for a processor or a disk.
    Late,
    /// The confined program and all processes that it started were more than [`MOST_PROCESSES`],
    /// or had more than [`MOST_THREADS`] threads.
    Processes,
    /// The processes of the group used more than [`MOST_DISK`] bytes, or made more than
    /// [`MOST_FILES`] files.
    Disk,
    /// The processes of the group together used more memory than one of them may use.
    Memory,
}

/// The first pause between two checks whether the process has ended. Each later pause has the
/// length [`STEP`]. The use of resources is checked at the interval [`LOOK`].
const FIRST_STEP: Duration = Duration::from_millis(1);
const STEP: Duration = Duration::from_millis(10);
const LOOK: Duration = Duration::from_millis(50);

/// The maximum number of processes of a group. LibreOffice and Ghostscript have one or two.
const MOST_PROCESSES: usize = 64;

/// The maximum number of threads of all processes of a group. The system counts threads like
/// processes, and limits their number for the whole service. LibreOffice has a thread for each
/// processor, and a few more.
const MOST_THREADS: u32 = 256;

/// The maximum number of bytes in the folder in which the processes of a group write, including
/// deleted files that are still in use, and files in memory. This is enough for a document, the
/// result, and as much again.
const MOST_DISK: u64 = 1 << 30;
const MOST_FILES: usize = 20_000;

impl Group {
    /// Starts a program in a new process group.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        command
            .process_group(0)
            .spawn()
            .map(|child| Self { child, is_over: false, spent: None })
    }

    /// The standard input of the group's first process, if it is a pipe.
    pub fn stdin(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    /// The standard error of the group's first process, if it is a pipe.
    pub fn stderr(&mut self) -> Option<ChildStderr> {
        self.child.stderr.take()
    }

    /// The standard output of the group's first process, if it is a pipe.
    pub fn stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// Limits the working time that the first process of the group may use from now on. This is its
    /// elapsed time without waits for a processor or a disk. The time of the processes that it
    /// starts does not count.
    pub fn allow(&mut self, allowance: Allowance) {
        self.spent = Some(allowance.begin(&[self.child.id()]));
    }

    /// Whether the first process of the group has used up the working time (elapsed time without
    /// waits for a processor or a disk) that the last call of [`Self::allow`] set.
    pub fn is_late(&mut self) -> bool {
        let process = self.child.id();
        self.spent.as_mut().is_some_and(|spent| spent.is_over(&[process]))
    }

    /// Waits until the first process of the group ends; `None` if the deadline passes first.
    pub fn wait(&mut self, deadline: Instant) -> io::Result<Option<ExitStatus>> {
        self.wait_until(|_| Instant::now() > deadline)
    }

    /// Waits until the first process of the group ends. `None`: before that, the process has used
    /// up the working time (elapsed time without waits for a processor or a disk) that
    /// [`Self::allow`] set.
    pub fn wait_allowed(&mut self) -> io::Result<Option<ExitStatus>> {
        self.wait_until(Self::is_late)
    }

    fn wait_until(
        &mut self,
        mut is_late: impl FnMut(&mut Self) -> bool,
    ) -> io::Result<Option<ExitStatus>> {
        let mut step = FIRST_STEP;
        while !self.has_ended()? {
            if is_late(self) {
                return Ok(None);
            }
            std::thread::sleep(step);
            step = STEP.min(step * 2);
        }
        self.end().map(Some)
    }

    /// Waits until the group's first process ends. Meanwhile checks the number of processes in the
    /// group, the disk space in their folder, and their working time (elapsed time without waits
    /// for a processor or a disk). All of them together may use `memory_mb` MiB of memory.
    pub fn watch(
        &mut self,
        folder: &Path,
        allowance: Allowance,
        memory_mb: u64,
    ) -> Result<ExitStatus, Stopped> {
        let mut spent = allowance.begin(&members(self.child.id()));
        loop {
            if let Some(status) = self.wait(Instant::now() + LOOK).map_err(Stopped::System)? {
                return Ok(status);
            }
            let members = members(self.child.id());
            if spent.is_over(&members) {
                return Err(Stopped::Late);
            }
            if are_too_many(&members) {
                return Err(Stopped::Processes);
            }
            if memory::is_more_than(memory_mb.saturating_mul(1 << 20), &members) {
                return Err(Stopped::Memory);
            }
            if takes_too_much(folder, &members) {
                return Err(Stopped::Disk);
            }
        }
    }

    fn pid(&self) -> Option<Pid> {
        i32::try_from(self.child.id()).ok().and_then(Pid::from_raw)
    }

    fn has_ended(&self) -> io::Result<bool> {
        let Some(pid) = self.pid() else { return Ok(true) };
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        Ok(waitid(WaitId::Pid(pid), options)?.is_some())
    }

    /// Kills all processes of the group, and returns the exit status of the first one.
    fn end(&mut self) -> io::Result<ExitStatus> {
        if let Some(group) = self.pid().filter(|_| !self.is_over) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        self.is_over = true;
        self.child.wait()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// The process ids of all processes in the process group with this number.
fn members(group: u32) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let processes = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    processes.filter(|process| group_of(*process) == Some(group)).collect()
}

fn group_of(process: u32) -> Option<u32> {
    // The fields after the name are the state, the parent and the group.
    field_after_name(process, 2)
}

/// A field of `/proc/PID/stat`, counted from the one after the program's name, which may contain
/// anything.
fn field_after_name(process: u32, number: usize) -> Option<u32> {
    let stat = text_of(&format!("/proc/{process}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(number)?.parse().ok()
}

/// Whether these processes, or their threads, are more than a group may have.
fn are_too_many(processes: &[u32]) -> bool {
    // The number of threads is field 20 of all fields, and the name is field 2.
    let threads = processes.iter().filter_map(|process| field_after_name(*process, 17));
    processes.len() > MOST_PROCESSES || threads.sum::<u32>() > MOST_THREADS
}

/// Whether the files in `folder` take more than [`MOST_DISK`] bytes, or are more than
/// [`MOST_FILES`]. The bytes of deleted files and of files in memory that the processes `members`
/// still have open count, too. Files that cannot be counted are too many.
fn takes_too_much(folder: &Path, members: &[u32]) -> bool {
    let (mut bytes, mut files) = (0_u64, 0);
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Err(error) if hides_files(&error) => return true,
            entries => entries.into_iter().flatten().flatten(),
        };
        for entry in entries {
            let known = match entry.metadata() {
                Ok(known) => known,
                Err(error) if hides_files(&error) => return true,
                Err(_) => continue,
            };
            files += 1;
            bytes = bytes.saturating_add(known.blocks().saturating_mul(512));
            if known.is_dir() {
                folders.push(entry.path());
            }
            if files > MOST_FILES || bytes > MOST_DISK {
                return true;
            }
        }
    }
    bytes.saturating_add(nameless(members, folder)) > MOST_DISK
}

/// Whether the processes have hidden files: in a folder without rights to read it, or below a path
/// that is too long.
fn hides_files(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::InvalidFilename)
}

/// The number of bytes of the files without a name that these processes still use: deleted files of
/// this folder, and files in memory. A file that several of them use counts once.
fn nameless(processes: &[u32], folder: &Path) -> u64 {
    let open = |process: &u32| fs::read_dir(format!("/proc/{process}/fd"));
    let open = processes.iter().flat_map(open).flatten().flatten().map(|entry| entry.path());
    let removed = open.filter(|file| {
        let target: PathBuf = fs::read_link(file).unwrap_or_default();
        has_no_name(&target.to_string_lossy(), folder)
    });
    let (mut seen, mut inodes) = (HashSet::new(), HashSet::new());
    let open: u64 = removed
        .filter_map(|file| fs::metadata(file).ok())
        .filter(|known| seen.insert((known.dev(), known.ino())))
        .inspect(|known| _ = inodes.insert(known.ino()))
        .map(|known| known.blocks().saturating_mul(512))
        .sum();
    // A mapped file may take space even if no process has it open, or has its bytes in memory.
    let mut sizes: HashMap<u64, u64> = HashMap::new();
    for (inode, bytes) in processes.iter().flat_map(|process| mapped(*process, folder)) {
        let size = sizes.entry(inode).or_default();
        *size = bytes.max(*size);
    }
    sizes.retain(|inode, _| !inodes.contains(inode));
    sizes.into_values().fold(open, u64::saturating_add)
}

/// Whether a path that the kernel shows in `/proc` is that of a deleted file of this folder, of a
/// file in memory, or of memory that processes share.
fn has_no_name(path: &str, folder: &Path) -> bool {
    path.starts_with("/memfd:")
        || path == "/dev/zero (deleted)"
        || Path::new(path).starts_with(folder) && path.ends_with(" (deleted)")
}

/// The files without a name that are mapped into the memory of a process: the inode of each, and
/// its size as far as it is mapped.
fn mapped(process: u32, folder: &Path) -> Vec<(u64, u64)> {
    let maps = text_of(&format!("/proc/{process}/maps")).unwrap_or_default();
    maps.lines().filter_map(|line| mapped_by(line, folder)).collect()
}

/// The inode and the size of the file without a name that this line of `/proc/PID/maps` is about.
fn mapped_by(line: &str, folder: &Path) -> Option<(u64, u64)> {
    // The fields are the addresses, the rights, the offset, the device, the inode and the path.
    let mut fields = line.splitn(6, ' ');
    let (start, end) = fields.next()?.split_once('-')?;
    let offset = fields.nth(1)?;
    let inode = fields.nth(1)?.parse().ok()?;
    let path = fields.next()?.trim_start();
    let number = |digits: &str| u64::from_str_radix(digits, 16).ok();
    let length = number(end)?.saturating_sub(number(start)?);
    has_no_name(path, folder).then_some((inode, length.saturating_add(number(offset)?)))
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Write;
    use std::sync::Mutex;

    use rustix::fs::{MemfdFlags, Mode, OFlags, memfd_create, mkdirat, openat};

    use super::*;

    #[test]
    fn a_folder_s_bytes_are_counted_with_those_of_files_that_have_no_name() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        fs::write(folder.path().join("in/a"), vec![1; 100_000]).unwrap();
        let mut file = File::create(folder.path().join("b")).unwrap();
        file.write_all(&vec![1; 300_000]).unwrap();
        file.sync_all().unwrap();
        let us = std::process::id();
        assert_eq!(nameless(&[us], folder.path()), 0);
        fs::remove_file(folder.path().join("b")).unwrap();
        assert!((300_000..400_000).contains(&nameless(&[us], folder.path())));
        let mut in_memory = File::from(memfd_create("x", MemfdFlags::CLOEXEC).unwrap());
        in_memory.write_all(&vec![1; 200_000]).unwrap();
        let _twice = in_memory.try_clone().unwrap();
        assert!((500_000..700_000).contains(&nameless(&[us, us], folder.path())));
        assert!(!takes_too_much(folder.path(), &[us]));
        // Create one empty file more than is allowed.
        (0..=MOST_FILES)
            .for_each(|number| drop(File::create(folder.path().join(format!("in/{number}")))));
        assert!(takes_too_much(folder.path(), &[us]));
    }

    #[test]
    fn files_without_a_name_count_as_far_as_they_are_mapped() {
        let folder = Path::new("/tmp/a b");
        let of = |line: &str| mapped_by(line, folder);
        let path = "                     /tmp/a b/c (deleted)";
        let size = Some((77, 0x2000 + 0x1000));
        assert_eq!(of(&format!("7f00001000-7f00003000 rw-s 00001000 fe:00 77 {path}")), size);
        assert_eq!(
            of("7f1000-7f2000 rw-s 00000000 00:01 8  /memfd:x (deleted)"),
            Some((8, 0x1000))
        );
        for other in ["/tmp/a b/c", "/tmp/other (deleted)", "/usr/lib/libc.so.6", "[heap]", ""] {
            let line = format!("7f1000-7f2000 rw-s 00000000 fe:00 77 {other}");
            assert_eq!(of(&line), None, "{other}");
        }
    }

    #[test]
    fn files_below_a_path_that_is_too_long_to_count_them_are_too_much() {
        let folder = tempfile::tempdir().unwrap();
        // A path with twenty such names is shorter than the 4,096 bytes that a call takes.
        let name = "x".repeat(200);
        let mut inner = File::open(folder.path()).unwrap();
        for depth in 0..=20 {
            assert!(!takes_too_much(folder.path(), &[]), "{depth}");
            mkdirat(&inner, &*name, Mode::RWXU).unwrap();
            inner = File::from(openat(&inner, &*name, OFlags::DIRECTORY, Mode::empty()).unwrap());
        }
        assert!(takes_too_much(folder.path(), &[]));
    }

    /// Runs a program in perl whose processes together may use 100 MiB of memory.
    fn watched(words: &str) -> Result<ExitStatus, Stopped> {
        let folder = tempfile::tempdir().unwrap();
        let long = Duration::from_secs(600);
        let allowance = Allowance { work: long, until: Instant::now() + long };
        let mut group = Group::start(Command::new("perl").args(["-e", words])).unwrap();
        group.watch(folder.path(), allowance, 100)
    }

    #[test]
    fn processes_that_use_too_much_memory_together_are_stopped_and_shared_memory_counts_once() {
        let take = "my $x = ''; vec($x, 60 << 20, 8) = 1;";
        let of_each = watched(&format!("fork() // die; {take} sleep 600"));
        assert!(matches!(of_each, Err(Stopped::Memory)), "{of_each:?}");
        let shared = watched(&format!("{take} fork() // die; sleep 1"));
        assert!(shared.as_ref().is_ok_and(ExitStatus::success), "{shared:?}");
    }

    #[test]
    fn processes_without_a_readable_name_are_watched_too() {
        let take = "my $x = ''; vec($x, 60 << 20, 8) = 1;";
        let name = "open(F, '>', '/proc/self/comm'); syswrite(F, \"\\xff\\xfe\");";
        let stopped = watched(&format!("fork() // die; {name} {take} sleep 600"));
        assert!(matches!(stopped, Err(Stopped::Memory)), "{stopped:?}");
    }

    #[test]
    fn a_process_of_many_threads_is_too_much() {
        let us = [std::process::id()];
        assert!(!are_too_many(&us));
        let gate = Mutex::new(());
        std::thread::scope(|scope| {
            let closed = gate.lock().unwrap();
            for _ in 0..MOST_THREADS {
                scope.spawn(|| drop(gate.lock()));
            }
            assert!(are_too_many(&us));
            drop(closed);
        });
    }

    #[test]
    fn a_group_is_found_by_its_number() {
        let mut group =
            Group::start(Command::new("sh").args(["-c", "sleep 600 & sleep 600 & echo >&2; wait"]))
                .unwrap();
        let number = group.child.id();
        let begun = Instant::now();
        while members(number).len() < 3 {
            assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", members(number));
        }
        assert_eq!(group.wait(Instant::now()).unwrap(), None);
        drop(group);
        let begun = Instant::now();
        while !members(number).is_empty() {
            assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", members(number));
        }
    }
}
