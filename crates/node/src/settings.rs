//! The settings of this machine as a node (a machine that shares a database with others): `[node]`
//! of gateway.toml.

use std::path::PathBuf;

use super::keys::{KeySettings, Keyring};
use super::place::{Documents, Place};
use ferrofax_cluster::StoreLines;
use ferrofax_gateway_toml::{Secret, Section, settings};
use ferrofax_network::s3::{Bucket, Login};
use ferrofax_spool::Store;

settings! {
    /// `[node]`: the database that this machine shares with others.
    pub struct NodeSettings {}

    /// The keys in the section `[node]` of gateway.toml.
    pub KEYS {
        /// The shared database: "postgres://ferrofax:PASSWORD@db.example.com/ferrofax", the same on
        /// all nodes. Add `?schema=NAME` for a schema other than ferrofax. Add
        /// `?sslmode=verify-full` (and `&sslrootcert=/FILE`) for TLS with a checked server name, or
        /// `?sslmode=require` for TLS with any certificate; without sslmode the connection is
        /// unencrypted. The tables are created at the first start. "": this machine works alone.
        store: Secret = "", secret;
        /// The unique name of this node. Never change the name: under a new name, all faxes on this
        /// node are uploaded once more.
        name: String = "", text;
        /// Whether the nodes share jobs: jobs submitted on this machine are stored in the shared
        /// database, and the first free node sends them.
        share_jobs: bool = false, flag;
        /// Seconds after which a sending node that has not reported to the shared database is
        /// declared dead, and another node continues its jobs. A node that cannot reach the
        /// database ends its own fax calls after a little more than half of this time. All nodes
        /// need the same value.
        lease_s as "job_lease": u32 = 60, number(5..=3600);
        /// Highest number of fax calls at the same time for jobs of the shared database, on all
        /// nodes together; max_lines in ferrofax.conf limits each node as well. 0: no limit. All
        /// nodes need the same value. If the values differ, the smallest applies, and `ferrofax
        /// node` shows them.
        lines_in_all: u32 = 0, number(0..=100_000);
        /// The name of the trunk by which this node dials; trunk_lines limits the fax calls over
        /// this trunk. If several nodes dial by one trunk, use the same name on all of them.
        trunk: String = "", text;
        /// Highest number of fax calls at the same time for jobs of the shared database over the
        /// trunk named in `trunk`, for example 30 for a provider with 30 channels. The calls of all
        /// nodes with the same `trunk` are counted together. 0: no limit. All nodes need the same
        /// value. If the values differ, the smallest applies.
        trunk_lines: u32 = 0, number(0..=100_000);
        /// Days after which received faxes and finished jobs are deleted from the shared database,
        /// with their documents. 0: never. The setting does not apply to the nodes' own copies (see
        /// retention_days in ferrofax.conf). All nodes need the same value. If the values differ,
        /// the shortest applies.
        store_days: u32 = 0, number(0..=36_500);
        /// The place where documents of the shared database are stored, the same on all nodes:
        /// "/FOLDER", a folder that all nodes reach under this path, or "s3://BUCKET/PREFIX", an
        /// object store. "": in the database itself. Documents that are already stored are not
        /// moved.
        documents: String = "", text;
        /// The URL of the object store: "https://minio.example.com:9000". http:// is allowed only
        /// for an object store on this machine. "": Amazon's URL for the region.
        s3_endpoint: String = "", text;
        /// The region of the object store. "": the region us-east-1.
        s3_region: String = "", text;
        /// The access key of the object store. It needs the permissions to put, get and delete
        /// objects with the prefix in `documents`.
        s3_key: String = "", text;
        /// The secret of the access key s3_key.
        s3_secret: Secret = "", secret;
        /// PEM file with the authorities that sign the object store's certificate. "": the
        /// authorities that the system trusts.
        s3_ca: Option<PathBuf> = "", path;
        /// A file of keys that encrypt documents before they leave this machine (AES-256-GCM): one
        /// key a line, 32 bytes in base64, as `openssl rand -base64 32` prints it. The first key
        /// encrypts documents, and all keys decrypt them; all nodes need the same keys. Only the
        /// file's owner and its group may read it. "": documents are stored unencrypted. Keep a
        /// copy: without the keys the documents are lost. See docs/sealed.md.
        key_file: Option<PathBuf> = "", path;
        /// A program that encrypts and decrypts the documents' own keys by a key in a KMS or HSM,
        /// in place of the keys in key_file: ["/usr/local/bin/kms"]. It is started without a shell,
        /// with the extra arguments `wrap NAME` or `unwrap NAME`. It reads one line of base64, and
        /// must print another one within 20 seconds.
        key_command: Vec<String> = [], list;
        /// The name of the key by which key_command encrypts. Without key_name, the first key of
        /// key_file encrypts documents, and key_command only decrypts.
        key_name: String = "", text;
        /// Whether unencrypted documents in the shared database are accepted. Documents that were
        /// stored before keys were set are unencrypted. When `ferrofax node rekey` has encrypted
        /// all documents, set false, so that nobody can slip in an unencrypted document.
        plain_documents: bool = true, flag;
    }
}

/// Whether the URL of a shared database contains a password.
pub fn names_password(store: &Secret) -> bool {
    let (_, rest) = store.0.split_once("://").unwrap_or_default();
    rest.split_once('@').is_some_and(|(user, _)| user.contains(':')) || rest.contains("password=")
}

/// The greatest length of the name of a node or trunk, in characters.
const LONGEST: usize = 64;

impl NodeSettings {
    /// Whether this machine uses a shared database.
    pub fn is_on(&self) -> bool {
        !self.store.0.is_empty()
    }

    /// The shared database with its documents. `None`: this machine uses no shared database.
    pub fn place(&self) -> Option<Place> {
        self.place_of(self.store.0.parse().ok().filter(|_| self.is_on())?)
    }

    /// The shared database at the URL `store`. These settings give the location of its documents,
    /// the keys that encrypt the documents, and the retention. `None` if the settings have an
    /// error.
    pub fn place_of(&self, store: Store) -> Option<Place> {
        let (documents, keys) = (self.documents().ok()?, Keyring::of(&self.keys()));
        Some(Place { store, documents, keys, days: self.store_days })
    }

    /// The settings for the keys that encrypt documents.
    fn keys(&self) -> KeySettings {
        KeySettings {
            place: "[node] key_file",
            file: self.key_file.clone(),
            command: self.key_command.clone(),
            name: self.key_name.clone(),
            takes_plain: self.plain_documents,
        }
    }

    /// The limits on simultaneous fax calls for jobs of the shared database, as this node's
    /// settings state them.
    pub fn lines(&self) -> StoreLines {
        let (in_all, on_trunk) = (self.lines_in_all, self.trunk_lines);
        StoreLines { in_all, trunk: self.trunk.clone(), on_trunk }
    }

    /// The place where the documents of the shared database are stored, according to the settings.
    ///
    /// # Errors
    /// The name of the setting that is wrong, and the reason.
    fn documents(&self) -> Result<Documents, (&'static str, String)> {
        let said = self.documents.as_str();
        if said.is_empty() {
            return Ok(Documents::InTables);
        }
        if said.starts_with('/') {
            return Ok(Documents::InFolder(said.into()));
        }
        let Some(name) = said.strip_prefix("s3://") else {
            return Err(("documents", "\"/FOLDER\" or \"s3://BUCKET/BEGINNING\" is".to_owned()));
        };
        for (key, value) in [("s3_key", &self.s3_key), ("s3_secret", &self.s3_secret.0)] {
            if value.is_empty() {
                return Err((key, "missing; s3:// needs it".to_owned()));
            }
        }
        let login = Login { key: self.s3_key.clone(), secret: self.s3_secret.clone() };
        let mut bucket = Bucket::of(name, (&self.s3_endpoint, &self.s3_region), login)?;
        bucket.ca.clone_from(&self.s3_ca);
        Ok(Documents::InBucket(bucket))
    }

    /// Whether the settings contain a password for the shared database or a secret for the object
    /// store.
    pub fn has_password(&self) -> bool {
        if !self.s3_secret.0.is_empty() {
            return true;
        }
        names_password(&self.store)
    }

    fn check_keys(&self, section: &Section<'_, '_>) {
        let keys = self.keys();
        keys.check(section);
        if !self.plain_documents && !keys.is_any() {
            section.wrong("plain_documents", "false needs key_file or key_command");
        }
    }

    /// Reads the section `[node]` of gateway.toml on a stateless node, whose spool is the shared
    /// database.
    pub fn read_of_front(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if self.is_on() {
            let text = "the spool of this machine is the shared database, which `store` above all \
                        tables names, so it uploads nothing";
            section.wrong("store", text);
        }
        if let Err((key, why)) = self.documents() {
            section.wrong(key, why);
        }
        self.check_keys(section);
    }

    /// Reads the section `[node]` of gateway.toml.
    pub fn read(&mut self, section: &Section<'_, '_>) {
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
        if let Err((key, why)) = self.documents() {
            section.wrong(key, why);
        }
        self.check_keys(section);
        let is_fit = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.');
        let is_in_trunk = |sign: char| is_fit(sign) || matches!(sign, '/' | '@' | ':');
        if self.trunk_lines > 0 && self.trunk.is_empty() {
            section.wrong("trunk", "missing; trunk_lines is of the trunk that it names");
        } else if !self.trunk.chars().all(is_in_trunk) || self.trunk.chars().count() > LONGEST {
            let text = format!("'{}' is no name of a trunk; example: PJSIP/provider", self.trunk);
            section.wrong("trunk", text);
        }
        if self.name.is_empty() {
            section.wrong("name", "missing; write the name of this machine in the shared database");
        } else if !self.name.chars().all(is_fit) || self.name.chars().count() > LONGEST {
            let text =
                format!("'{}' is no name: only letters, digits, -, _ and . are allowed", self.name);
            section.wrong("name", text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_gateway_toml::{Problem, parse_table};

    fn read(text: &str) -> Result<NodeSettings, Vec<Problem>> {
        parse_table(text, "node", NodeSettings::read).map(|(settings, _)| settings)
    }

    #[test]
    fn documents_are_where_a_node_says_or_it_says_what_is_missing() {
        let node = "[node]\nstore = \"postgres://fax@db/fax\"\nname = \"a\"\ndocuments = ";
        for place in
            ["\"\"", "\"/srv/faxes\"", "\"s3://faxes/a\"\ns3_key = \"k\"\ns3_secret = \"hushhush\""]
        {
            let settings = read(&format!("{node}{place}\n")).unwrap();
            assert!(settings.place().is_some(), "{place}");
            assert_eq!(settings.has_password(), place.contains("hush"));
            assert!(!format!("{settings:?}").contains("hushhush"));
        }
        for (place, said) in [
            ("\"faxes\"", "documents: \"/FOLDER\" or"),
            ("\"s3://faxes\"\ns3_secret = \"a\"", "s3_key: missing"),
            ("\"s3://faxes\"\ns3_key = \"a\"", "s3_secret: missing"),
            ("\"s3://a b\"\ns3_key = \"a\"\ns3_secret = \"a\"", "documents: 'a b' is no bucket"),
            (
                "\"s3://a\"\ns3_key = \"a\"\ns3_secret = \"a\"\ns3_endpoint = \"x\"",
                "s3_endpoint: 'x' is no address",
            ),
        ] {
            let told = problem(&format!("{node}{place}\n"));
            assert!(told.contains(said), "{told}");
        }
    }

    #[test]
    fn keys_are_of_a_file_or_of_a_command_or_it_is_said_what_is_missing() {
        let node = "[node]\nstore = \"postgres://fax@db/fax\"\nname = \"a\"\n";
        for keys in [
            "key_file = \"/etc/keys\"",
            "key_command = [\"/bin/kms\", \"a\"]\nkey_name = \"arn:aws:kms:eu:1:key/2\"",
            "key_file = \"/etc/keys\"\nkey_command = \"/bin/kms\"\nplain_documents = false",
        ] {
            let settings = read(&format!("{node}{keys}\n")).unwrap();
            assert!(settings.place().unwrap().keys.is_some(), "{keys}");
        }
        assert!(read(node).unwrap().place().unwrap().keys.is_none());
        for (keys, said) in [
            ("key_file = \"keys\"", "key_file: a file, by its whole path"),
            ("key_command = \"kms\"\nkey_name = \"a\"", "key_command: a program, by its"),
            ("key_command = \"/bin/kms\"", "key_name: missing"),
            ("key_name = \"a\"", "key_name: is of no use"),
            ("key_command = \"/bin/kms\"\nkey_name = \"a b\"", "key_name: 'a b' is no name"),
            ("plain_documents = false", "plain_documents: false needs"),
        ] {
            let told = problem(&format!("{node}{keys}\n"));
            assert!(told.contains(said), "{told}");
        }
    }

    fn problem(table: &str) -> String {
        let problems = read(table).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        problems[0].to_string()
    }

    #[test]
    fn a_node_has_a_store_that_can_be_shared_and_a_name() {
        assert!(!read("[node]\nname = \"berlin\"\n").unwrap().is_on());
        let node = "[node]\nstore = \"postgres://fax:hushhush@db/fax?schema=site\"\nname = ";
        let settings = read(&format!("{node}\"berlin-1\"\n")).unwrap();
        assert!(settings.has_password());
        assert_eq!(settings.lines(), ferrofax_cluster::StoreLines::default());
        let place = settings.place().unwrap().store.to_string();
        assert_eq!(place, "postgresql://fax@db:5432/fax?schema=site");
        assert!(!format!("{:?}", settings).contains("hushhush"));
        for (table, said) in [
            ("[node]\nstore = \"sqlite:\"\nname = \"a\"\n", "of one machine"),
            ("[node]\nstore = \"mysql://hushhush@db\"\nname = \"a\"\n", "a store is"),
            ("[node]\nstore = \"postgres://db/fax\"\n", "name: missing"),
            (&format!("{node}\"a b\"\n"), "'a b' is no name"),
            (&format!("{node}\"a\"\ntrunk_lines = 30\n"), "trunk: missing"),
            (&format!("{node}\"a\"\ntrunk = \"a b\"\n"), "'a b' is no name of a trunk"),
        ] {
            let told = problem(table);
            assert!(told.contains(said) && !told.contains("hushhush"), "{told}");
        }
    }
}
