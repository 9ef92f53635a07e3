//! `ferrofax node drain` and `undrain`: a node that will be shut down takes no more jobs from the
//! shared database. With `--wait`, the command shows the node's remaining work until none is left.

use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::json;

use super::node::To;
use super::noted::Audit;
use super::show::{counted_as, date, plain};
use super::{End, print};
use ferrofax_cluster::{Clustered, Member};
use ferrofax_desk::user;
use ferrofax_spool::{Spool, SpoolError};

/// The interval at which the remaining work of a drained node (calls, uploads) is counted again.
const INTERVAL: Duration = Duration::from_secs(1);

/// The time in milliseconds after which a node that has not reported to the shared database counts
/// as gone. A running node reports every five seconds.
const SILENT_MS: i64 = 60_000;

/// Drains the node with this name: the node takes no more jobs from the shared database. If `until`
/// is given, then waits until no work is left on the node, at most for the time in `until`.
pub(super) fn drain(
    to: To<'_>,
    audit: &Audit,
    (name, as_json): (&str, bool),
    until: Option<Option<Duration>>,
) -> Result<(), End> {
    audit.done("node-drain", &[("node", name)])?;
    let (node, by) = (name.to_owned(), user::current());
    let drain = move |store: &Spool, _: &dyn Fn()| store.cluster().drain_node(&node, &by);
    if !to.ask(drain).map_err(End::of_spool)? {
        return Err(no_node(name));
    }
    let (began, mut shown) = (Instant::now(), String::new());
    loop {
        let left = Left::of(to, name)?;
        let text = left.text(name);
        if text != shown && !as_json {
            print(&format!("{text}\n"))?;
        }
        shown = text;
        let is_over = until.flatten().is_some_and(|longest| began.elapsed() >= longest);
        if until.is_none() || left.is_nothing() || is_over {
            if as_json {
                print(&format!("{}\n", left.value(name)))?;
            }
            return if until.is_none() || left.is_nothing() {
                Ok(())
            } else {
                Err(End::Failed(format!("gave up waiting: {shown}")))
            };
        }
        sleep(INTERVAL);
    }
}

/// Ends the draining of the node with this name, so that it takes jobs from the shared database
/// again.
pub(super) fn undrain(to: To<'_>, audit: &Audit, name: &str) -> Result<(), End> {
    audit.done("node-undrain", &[("node", name)])?;
    let node = name.to_owned();
    let undrain = move |store: &Spool, _: &dyn Fn()| store.cluster().undrain_node(&node);
    match to.ask(undrain).map_err(End::of_spool)? {
        Some(true) => print(&format!("{} takes jobs of the shared database again\n", plain(name))),
        Some(false) => print(&format!("{} was not drained\n", plain(name))),
        None => Err(no_node(name)),
    }
}

fn no_node(name: &str) -> End {
    End::Refused(format!("there is no node '{}'; `ferrofax node` lists them", plain(name)))
}

/// The work that remains on a drained node, which takes no more jobs.
#[derive(Debug, PartialEq, Eq)]
struct Left {
    calls: u64,
    to_ship: u64,
    to_give: u64,
    /// The reason why the faxes and jobs that are not yet uploaded cannot be counted.
    unknown: Option<String>,
}

impl Left {
    fn of(to: To<'_>, name: &str) -> Result<Self, End> {
        let members = to.ask(|store: &Spool, _: &dyn Fn()| store.cluster().members());
        let members = members.map_err(End::of_spool)?;
        let member = members.into_iter().find(|member| member.name == name);
        let mut left = Self::told(&member.ok_or_else(|| no_node(name))?)?;
        // For this machine, the spool has newer numbers than the shared database.
        let here = to.spool.cluster().node().map_err(End::of_spool)?;
        if here.is_some_and(|node| node.name == name) {
            left.read(to.spool).map_err(End::of_spool)?;
        }
        Ok(left)
    }

    /// The remaining work of a node, as last reported to the shared database.
    fn told(member: &Member) -> Result<Self, End> {
        let name = plain(&member.name);
        let Some(drained) = &member.drained else {
            return Err(End::Failed(format!(
                "{name} is no longer drained: somebody has undrained it"
            )));
        };
        let is_silent = member.seen_ms_ago >= SILENT_MS;
        let unknown = if is_silent {
            let seconds = member.seen_ms_ago / 1000;
            Some(format!("it has not reported for {seconds} s, and what it has left is unknown"))
        } else if member.to_give.is_none() {
            let version = plain(&member.version);
            Some(format!("its Ferrofax {version} cannot be drained, and still takes jobs"))
        } else if !drained.is_told_since {
            Some(format!("it has not reported what it has left since {}", date(drained.at)))
        } else {
            None
        };
        Ok(Self {
            calls: member.calls,
            to_ship: member.waiting,
            to_give: member.to_give.unwrap_or_default(),
            unknown,
        })
    }

    /// Replaces the counts of remaining faxes and jobs that the node last reported to the shared
    /// database by the counts from this machine's spool.
    fn read(&mut self, spool: &Spool) -> Result<(), SpoolError> {
        self.to_ship = spool.cluster().shipping()?.waiting;
        self.to_give = spool.shared_queue().how_many_to_move()?;
        self.unknown = None;
        Ok(())
    }

    fn is_nothing(&self) -> bool {
        self.calls + self.to_ship + self.to_give == 0 && self.unknown.is_none()
    }

    fn text(&self, name: &str) -> String {
        let count = |count: u64, one: &str, many: &str| {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            (count > 0).then(|| counted_as(count, one, many))
        };
        let left = [
            count(self.calls, "call for the shared database", "calls for the shared database"),
            count(self.to_ship, "received fax to upload", "received faxes to upload"),
            count(self.to_give, "job to share", "jobs to share"),
            self.unknown.clone(),
        ];
        let left: Vec<String> = left.into_iter().flatten().collect();
        let left = if left.is_empty() { "nothing".to_owned() } else { left.join(", ") };
        format!("{} is drained; left: {left}", plain(name))
    }

    fn value(&self, name: &str) -> serde_json::Value {
        json!({
            "node": name,
            "is_empty": self.is_nothing(),
            "calls": self.calls,
            "waiting": self.to_ship,
            "to_give": self.to_give,
            "unknown": self.unknown,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_basics::UnixMs;
    use ferrofax_cluster::Drained;

    fn member() -> Member {
        let drained = Drained { at: UnixMs(5), by: "alice".into(), is_told_since: true };
        Member {
            name: "berlin".into(),
            host: "a".into(),
            folder: "/b".into(),
            version: "0.2.9".into(),
            seen_at: UnixMs(7),
            seen_ms_ago: 3000,
            waiting: 0,
            to_give: Some(0),
            calls: 0,
            faxes: 9,
            drained: Some(drained),
        }
    }

    fn said(change: impl FnOnce(&mut Member)) -> (bool, String) {
        let mut member = member();
        change(&mut member);
        let left = Left::told(&member).unwrap_or_else(|_| panic!("it is drained"));
        (left.is_nothing(), left.text(&member.name))
    }

    #[test]
    fn what_is_left_is_said_in_a_line_and_what_is_not_known_is_not_nothing() {
        assert_eq!(said(|_| ()), (true, "berlin is drained; left: nothing".to_owned()));
        let (is_nothing, text) = said(|it| (it.calls, it.waiting, it.to_give) = (1, 2, Some(3)));
        assert!(!is_nothing);
        assert!(
            text.ends_with(
                "left: 1 call for the shared database, 2 received faxes to upload, 3 jobs to share"
            ),
            "{text}"
        );
        let silent = said(|it| it.seen_ms_ago = 61_000);
        assert!(!silent.0 && silent.1.contains("it has not reported for 61 s"), "{silent:?}");
        let older = said(|it| it.to_give = None);
        assert!(!older.0 && older.1.contains("Ferrofax 0.2.9 cannot be drained"), "{older:?}");
        let untold = said(|it| {
            if let Some(drained) = &mut it.drained {
                drained.is_told_since = false;
            }
        });
        assert!(!untold.0 && untold.1.contains("has not reported what"), "{untold:?}");
        assert!(Left::told(&Member { drained: None, ..member() }).is_err());
    }

    #[test]
    fn a_command_drains_this_machine_or_another_and_waits_as_long_as_it_is_told_to() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let place = ferrofax_node::Place::from(ferrofax_spool::Store::Sqlite);
        let settings = crate::settings::Settings::default();
        let (to, audit) = (To { spool: &spool, place: &place }, Audit::of(&spool, &settings));
        let audit = audit.unwrap_or_else(|_| panic!("the log can be written"));
        let store = ferrofax_node::open(&spool, &place, ferrofax_spool::Tables::MayBeMade).unwrap();
        spool.cluster().become_node("berlin", "sqlite:").unwrap();
        let refused = drain(to, &audit, ("berlin", false), None).unwrap_err();
        assert!(refused.text().is_some_and(|text| text.contains("there is no node 'berlin'")));
        for (name, spool) in [("berlin", &spool), ("essen", &store)] {
            let node = ferrofax_cluster::Node::new(
                [name.into(), name.into()],
                "sqlite:",
                [name.into(), name.into()],
            );
            spool
                .cluster()
                .report_to(&store, &node, &ferrofax_cluster::NodeReport::default())
                .unwrap();
        }
        // The state of this machine is read from its spool. The state of another node is unknown
        // until that node reports.
        let at_once = Some(Some(Duration::ZERO));
        assert!(drain(to, &audit, ("berlin", false), Some(None)).is_ok());
        let ended = drain(to, &audit, ("essen", true), at_once).unwrap_err();
        assert!(ended.text().is_some_and(|text| text.contains("essen is drained; left:")));
        assert!(
            ["berlin", "essen"]
                .iter()
                .all(|name| store.cluster().is_node_drained(name).unwrap())
        );
        assert!(undrain(to, &audit, "essen").is_ok() && undrain(to, &audit, "essen").is_ok());
        assert!(undrain(to, &audit, "munich").is_err());
        assert!(!store.cluster().is_node_drained("essen").unwrap());
    }
}
