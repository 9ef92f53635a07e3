//! The kernel's questions about calls: the filter that asks them, and the answers. All unsafe code
//! of this crate is here.
#![allow(unsafe_code)]

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

use rustix::event::{PollFd, PollFlags, poll};

use crate::calls::WATCHED;

#[cfg(target_arch = "x86_64")]
const THIS_PROCESSOR: u32 = 0xC000_003E; // AUDIT_ARCH_X86_64
#[cfg(target_arch = "aarch64")]
const THIS_PROCESSOR: u32 = 0xC000_00B7; // AUDIT_ARCH_AARCH64

/// Offsets in `struct seccomp_data`.
const NUMBER_AT: u32 = 0;
const PROCESSOR_AT: u32 = 4;

/// A call of a watched process, which waits for the answer.
pub(crate) struct Question {
    id: u64,
    /// The thread that calls.
    pub(crate) thread: u32,
    pub(crate) number: i64,
    pub(crate) arguments: [u64; 6],
}

pub(crate) enum Reply {
    /// The kernel carries the call out.
    GoOn,
    /// The call fails with this error, and nothing is done.
    Error(i32),
    /// The call returns this number, and the kernel does nothing.
    Returns(i64),
}

/// The place where the kernel's questions arrive.
pub(crate) struct Questions(OwnedFd);

/// Puts this thread, and all processes that it starts from now on, under watch.
pub(crate) fn watch_this_thread() -> io::Result<Questions> {
    let mut filter = filter();
    let program = libc::sock_fprog {
        len: u16::try_from(filter.len()).map_err(io::Error::other)?,
        filter: filter.as_mut_ptr(),
    };
    let flags =
        libc::SECCOMP_FILTER_FLAG_NEW_LISTENER | libc::SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
    rustix::thread::set_no_new_privs(true)?;
    // SAFETY: `program` points to the filter's instructions, and both live until the call returns.
    let made = unsafe {
        libc::syscall(
            libc::SYS_seccomp,
            libc::SECCOMP_SET_MODE_FILTER,
            flags,
            std::ptr::from_ref(&program),
        )
    };
    match i32::try_from(made) {
        // SAFETY: the kernel has just made this descriptor for us, and nobody else has it.
        Ok(made) if made >= 0 => Ok(Questions(unsafe { OwnedFd::from_raw_fd(made) })),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Asks about the calls of the table, and lets all others pass.
fn filter() -> Vec<libc::sock_filter> {
    let say =
        |code: u32, k: u32, (jt, jf): (u8, u8)| libc::sock_filter { code: code as u16, jt, jf, k };
    let load = |at| say(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, at, (0, 0));
    let gives = |what| say(libc::BPF_RET | libc::BPF_K, what, (0, 0));
    let equals = |what, jumps| say(libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K, what, jumps);
    let mut filter = vec![
        load(PROCESSOR_AT),
        equals(THIS_PROCESSOR, (1, 0)),
        gives(libc::SECCOMP_RET_ALLOW),
        load(NUMBER_AT),
    ];
    for watch in WATCHED {
        filter.push(equals(watch.number as u32, (0, 1)));
        filter.push(gives(libc::SECCOMP_RET_USER_NOTIF));
    }
    filter.push(gives(libc::SECCOMP_RET_ALLOW));
    filter
}

impl Questions {
    /// Waits for the next question. None: all watched processes have ended.
    pub(crate) fn next(&self) -> Option<Question> {
        loop {
            let mut polled = [PollFd::new(&self.0, PollFlags::IN)];
            if poll(&mut polled, None).is_err() {
                continue;
            }
            if !polled[0].revents().contains(PollFlags::IN) {
                return None;
            }
            if let Some(question) = self.receive() {
                return Some(question);
            }
        }
    }

    /// None: the thread that called was killed meanwhile.
    fn receive(&self) -> Option<Question> {
        // SAFETY: the struct has only numbers, for which zero is a value. The kernel wants it so.
        let mut asked: libc::seccomp_notif = unsafe { std::mem::zeroed() };
        // SAFETY: the kernel fills the struct, which is of the size that the request's number says.
        let done = unsafe {
            libc::ioctl(
                self.0.as_raw_fd(),
                libc::SECCOMP_IOCTL_NOTIF_RECV,
                std::ptr::from_mut(&mut asked),
            )
        };
        (done == 0).then_some(Question {
            id: asked.id,
            thread: asked.pid,
            number: i64::from(asked.data.nr),
            arguments: asked.data.args,
        })
    }

    pub(crate) fn answer(&self, question: &Question, reply: &Reply) {
        let (val, error, flags) = match *reply {
            Reply::GoOn => (0, 0, libc::SECCOMP_USER_NOTIF_FLAG_CONTINUE as u32),
            Reply::Error(errno) => (0, -errno, 0),
            Reply::Returns(value) => (value, 0, 0),
        };
        let mut answer = libc::seccomp_notif_resp { id: question.id, val, error, flags };
        // SAFETY: the kernel reads the struct, which is of the size that the request's number says.
        // An error means that the thread has been killed, which needs no answer.
        unsafe {
            libc::ioctl(
                self.0.as_raw_fd(),
                libc::SECCOMP_IOCTL_NOTIF_SEND,
                std::ptr::from_mut(&mut answer),
            );
        }
    }
}
