//! What an administrator says about this machine as a node: `[node]` of gateway.toml.

use crate::keys::{Key, Kind, Secret, Section, plain_text};
use ferrofax_spool::Store;

/// `[node]`: the store that this machine shares with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeSettings {
    /// `name`: by which the others know it.
    pub name: String,
    /// `store`: where it is; it may hold a password. Empty: this machine is alone.
    pub store: Secret,
    /// `share_jobs`: whether what is handed to this machine is sent by whichever is free.
    pub share_jobs: bool,
    /// `job_lease`: after so many seconds without a word of it another node goes on.
    pub lease_s: u32,
}

impl Default for NodeSettings {
    fn default() -> Self {
        Self { name: String::new(), store: Secret::default(), share_jobs: false, lease_s: LEASE_S }
    }
}

/// For how long a node is believed to be there, seconds.
const LEASE_S: u32 = 60;

/// The keys of `[node]`.
pub(crate) const KEYS: &[Key<NodeSettings>] = &[
    Key {
        name: "store",
        default: r#""""#,
        kind: Kind::Secret(|node, secret| node.store = secret),
        help: "The store: \"postgres://ferrofax:PASSWORD@db.example.com/ferrofax\", which all nodes \
               name alike. `?schema=NAME` behind it is another schema than ferrofax, \
               `?sslmode=verify-full` (and `&sslrootcert=/FILE`) is TLS with a certificate of the \
               server's name, `?sslmode=require` TLS with any; without these it is in clear. The \
               store is made at the first start. Without it this machine is alone.",
    },
    Key {
        name: "name",
        default: r#""""#,
        kind: Kind::Text(|node, said| said.read_one(&mut node.name, plain_text)),
        help: "By which this machine is known in the store; no other has it, and it stays: under \
               another one all that is here is shipped once more.",
    },
    Key {
        name: "share_jobs",
        default: "false",
        kind: Kind::Flag(|node, share| node.share_jobs = share),
        help: "Whether the nodes share what is to be sent: what is handed to this machine goes into \
               the store, and whichever node is free first sends it. On trial: docs/nodes.md says what \
               is known to go wrong.",
    },
    Key {
        name: "job_lease",
        default: "60",
        kind: Kind::Number(5..=3600, |node, seconds| node.lease_s = seconds.into()),
        help: "After so many seconds without a word of it a node that sends for the store is taken \
               for dead, and another goes on. It breaks off its calls itself, when it could not \
               reach the store for a good half of that. All nodes have the same.",
    },
];

/// The longest name, letters.
const LONGEST: usize = 64;

impl NodeSettings {
    /// Whether this machine is a node.
    pub fn is_on(&self) -> bool {
        !self.store.0.is_empty()
    }

    /// Where the store is; none where this machine is alone.
    pub fn place(&self) -> Option<Store> {
        self.store.0.parse().ok().filter(|_| self.is_on())
    }

    /// Whether the password to the store stands in the file.
    pub fn has_password(&self) -> bool {
        let (_, rest) = self.store.0.split_once("://").unwrap_or_default();
        rest.split_once('@').is_some_and(|(user, _)| user.contains(':'))
            || rest.contains("password=")
    }

    /// Reads `[node]`.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if !self.is_on() {
            return;
        }
        match self.store.0.parse::<Store>() {
            Err(why) => section.wrong("store", why),
            Ok(Store::Sqlite) => {
                section.wrong("store", "SQLite is of one machine; postgres://… is shared");
            }
            Ok(_) => {}
        }
        let is_fit = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.');
        if self.name.is_empty() {
            section.wrong("name", "missing; a word by which this machine is known in the store");
        } else if !self.name.chars().all(is_fit) || self.name.chars().count() > LONGEST {
            let text = format!("'{}' is no name; letters, digits, -, _ and . are", self.name);
            section.wrong("name", text);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::Settings;

    fn problem(table: &str) -> String {
        let problems = Settings::parse(table).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        problems[0].to_string()
    }

    #[test]
    fn a_node_has_a_store_that_can_be_shared_and_a_name() {
        assert!(!Settings::parse("[node]\nname = \"berlin\"\n").unwrap().node.is_on());
        let node = "[node]\nstore = \"postgres://fax:hushhush@db/fax?schema=site\"\nname = ";
        let settings = Settings::parse(&format!("{node}\"berlin-1\"\n")).unwrap();
        assert!(settings.node.has_password());
        let place = settings.node.place().unwrap().to_string();
        assert_eq!(place, "postgresql://fax@db:5432/fax?schema=site");
        assert!(!format!("{:?}", settings.node).contains("hushhush"));
        for (table, said) in [
            ("[node]\nstore = \"sqlite:\"\nname = \"a\"\n", "of one machine"),
            ("[node]\nstore = \"mysql://hushhush@db\"\nname = \"a\"\n", "a store is"),
            ("[node]\nstore = \"postgres://db/fax\"\n", "name: missing"),
            (&format!("{node}\"a b\"\n"), "'a b' is no name"),
        ] {
            let told = problem(table);
            assert!(told.contains(said) && !told.contains("hushhush"), "{told}");
        }
    }
}
