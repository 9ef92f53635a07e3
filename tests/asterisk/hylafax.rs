//! The import of the queue of a real HylaFAX server (`lab hylafax`): the jobs are held while
//! HylaFAX runs, and sent by Ferrofax after HylaFAX has been stopped.

use std::fs;
use std::process::{Command, Stdio};

use ferrofax::spool::jobs::{JobState, Origin};

use crate::laboratory::LAB;
use crate::mail_server_crash::spool_with_a_device;
use crate::ports::own_port;
use ferrofax_kit::spools;

/// The script that runs there. It ends at the first fault.
const STORY: &str = r#"
set -e
port=$1
there=/var/spool/hylafax
cp -a $there /lab/hylafax
cp -rLn /etc/hylafax/. /lab/hylafax/etc/
mount --bind /lab/hylafax $there
echo 127.0.0.1 >$there/etc/hosts.hfaxd
chown uucp:uucp $there/etc/hosts.hfaxd
chmod 600 $there/etc/hosts.hfaxd
cd /lab
printf '%%!PS-Adobe-3.0\n/Helvetica findfont 40 scalefont setfont 100 400 moveto (Fax) show showpage\n' >letter.ps
/usr/sbin/faxq
/usr/sbin/hfaxd -i "$port"
export FAXUSER=bob
until faxstat -h "127.0.0.1:$port" -s 2>/dev/null | grep 'scheduler on .*: Running'; do sleep 0.2; done
for number in 09911 09912 09913; do sendfax -h "127.0.0.1:$port" -n -d $number letter.ps; done
faxrm -h "127.0.0.1:$port" 2
until ls $there/doneq/q2; do sleep 0.2; done
take_over() { ferrofax --spool /lab/spool import hylafax $there --device 8001 "$@"; }
# It still writes what it has just ended.
until take_over >held.txt; do sleep 0.2; done
! take_over --release 2>refused.txt
kill $(pidof faxq)
while pidof faxq; do sleep 0.2; done
take_over --release
take_over --release
"#;

#[test]
#[ignore = "fetches a HylaFAX: make test ALL=1"]
fn the_queue_of_a_server_at_work_is_held_and_goes_from_here_when_it_is_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    let spool = spool_with_a_device(&folder.path().join("spool"));
    fs::write(folder.path().join("story"), STORY).expect("it is ours");
    let port = own_port().to_string();
    let mut lab = Command::new(LAB);
    lab.arg("hylafax").arg(folder.path());
    lab.args(["--program", env!("CARGO_BIN_EXE_ferrofax"), "--", "bash", "/lab/story", &port]);
    let done = lab.stdin(Stdio::null()).output().expect("lab can be run");
    let said = [&done.stdout, &done.stderr].map(|said| String::from_utf8_lossy(said));
    assert!(done.status.success(), "{}\n{}", said[0], said[1]);
    for told in ["job 1 is released: ready", "imported before: job 1, ready"] {
        assert!(said[0].contains(told), "{told}: {}", said[0]);
    }
    let told = |name: &str| fs::read_to_string(folder.path().join(name)).expect("it was told");
    assert!(told("held.txt").contains("2 jobs in the queue, 1 that have ended"));
    assert!(told("refused.txt").contains("faxq"), "{}", told("refused.txt"));

    let mut jobs = spools::jobs(&spool);
    jobs.sort_by(|one, other| one.number.cmp(&other.number));
    let ended = jobs.iter().map(|job| (job.number.as_str(), job.state, job.created_by));
    let from = Origin::Hylafax;
    assert_eq!(
        ended.collect::<Vec<_>>(),
        [
            ("09911", JobState::Ready, from),
            ("09912", JobState::Failed, from),
            ("09913", JobState::Ready, from)
        ]
    );
}
