//! Runs the administrator's program that checks each mail before it is accepted, for example a
//! virus scanner.
//!
//! The program reads the mail from standard input. Exit code 0 accepts the mail, any other rejects
//! it. If the program cannot be run, crashes or takes too long, the SMTP client must try again, so
//! that no mail passes unchecked.

use std::io::{ErrorKind, Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::reply::Reply;
use ferrofax_confine::Group;

/// The time limit of the administrator's program that checks a mail. Office machines wait at most
/// half a minute for the answer to a mail.
const PATIENCE: Duration = Duration::from_secs(20);
/// The maximum number of bytes of the checking program's output that are logged.
const MOST_SAID: u64 = 200;

/// Checks a mail with the administrator's program, which is given with its arguments. If the list
/// is empty, there is no program, and the mail is accepted.
pub(super) fn scan(program: &[String], mail: &[u8]) -> Result<(), Reply> {
    scan_within(PATIENCE, program, mail)
}

fn scan_within(patience: Duration, program: &[String], mail: &[u8]) -> Result<(), Reply> {
    let Some((name, words)) = program.split_first() else { return Ok(()) };
    let not_now = |what: String| {
        log::error!("the scan program {name}: {what}");
        Err(Reply::later((4, 7, 1), "This mail can't be looked at for now"))
    };
    let mut command = Command::new(name);
    command
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .current_dir("/");
    let mut group = match Group::start(&mut command) {
        Ok(group) => group,
        Err(error) => return not_now(error.to_string()),
    };
    let (input, output) = (group.stdin(), group.stdout());
    let said = std::thread::scope(|scope| {
        // The mail is written in a thread, since the program may decide before it has read
        // everything.
        let fed = scope.spawn(move || input.map_or(Ok(()), |mut input| input.write_all(mail)));
        let heard = scope.spawn(move || {
            let mut said = Vec::new();
            if let Some(mut output) = output {
                let _ = output.by_ref().take(MOST_SAID).read_to_end(&mut said);
                let _ = std::io::copy(&mut output, &mut std::io::sink());
            }
            String::from_utf8_lossy(&said).trim().to_owned()
        });
        let status = group.wait(Instant::now() + patience);
        // Dropping the group ends all its processes, which hold the other ends of the pipes. If the
        // program is a shell script, the scanner that it runs is one of these processes.
        drop(group);
        let said = heard.join().unwrap_or_default();
        if let Err(error) = fed.join().unwrap_or(Ok(()))
            && error.kind() != ErrorKind::BrokenPipe
        {
            return Err(error.to_string());
        }
        match status {
            Ok(Some(status)) => Ok((status.code(), said)),
            Ok(None) => Err(format!("no answer after {} seconds", patience.as_secs())),
            Err(error) => Err(error.to_string()),
        }
    });
    match said {
        Ok((Some(0), _)) => Ok(()),
        Ok((Some(code), said)) => {
            log::warn!("the scan program {name} refused a mail: exit code {code}");
            let text = match said.as_str() {
                "" => "This mail is refused by the scanner here".to_owned(),
                reason => format!("This mail is refused by the scanner here: {reason}"),
            };
            Err(Reply::new(554, (5, 7, 1), text))
        }
        Ok((None, _)) => not_now("a signal ended it".to_owned()),
        Err(error) => not_now(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(script: &str) -> Result<(), Reply> {
        let program = ["/bin/sh", "-c", script].map(str::to_owned);
        scan(&program, &vec![b'x'; 300_000])
    }

    #[test]
    fn the_program_s_exit_code_decides() {
        assert_eq!(by("cat >/dev/null"), Ok(()));
        assert_eq!(by("exit 0"), Ok(()), "one that need not read all");
        let refused = by("cat >/dev/null; echo 'Eicar found'; exit 1").unwrap_err();
        assert_eq!((refused.code, refused.status), (554, (5, 7, 1)));
        assert!(refused.text.ends_with(": Eicar found"), "{}", refused.text);
    }

    #[test]
    fn nothing_passes_unseen() {
        for wrong in [
            by("kill -9 $$").unwrap_err(),
            scan(&["/nonexistent/scanner".into()], b"x").unwrap_err(),
        ] {
            assert!(wrong.may_pass(), "{wrong}");
        }
        assert_eq!(scan(&[], b"x"), Ok(()));
    }

    #[test]
    fn a_scanner_that_a_script_runs_ends_with_the_script() {
        let begun = Instant::now();
        let within = |script: &str| {
            let program = ["/bin/sh", "-c", script].map(str::to_owned);
            scan_within(Duration::from_secs(1), &program, &vec![b'x'; 300_000])
        };
        let late = within("exec 3<&0; sleep 60 <&3 & wait").unwrap_err();
        assert!(late.may_pass(), "{late}");
        assert_eq!(within("exec 3<&0; sleep 60 <&3 & exit 0"), Ok(()), "the script has decided");
        assert!(begun.elapsed() < Duration::from_secs(30));
    }
}
