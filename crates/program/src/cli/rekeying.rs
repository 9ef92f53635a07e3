//! `ferrofax node rekey`, and the output of `ferrofax node status` about the encryption keys of a
//! shared database.

use serde_json::{Value, json};

use super::node::To;
use super::noted::Audit;
use super::show::plain;
use super::{End, print};
use ferrofax_cluster::{Clustered, Rekeyed, SealCounts};
use ferrofax_spool::{Spool, SpoolError};

/// The number of documents that are encrypted between two lines that show the progress.
const OFTEN: u64 = 100;

/// The encryption of a shared database's documents, as seen from this machine.
pub(super) struct Sealing {
    /// The key by which this machine encrypts, or the reason why it cannot encrypt; none if the
    /// settings name no keys.
    newest: Option<Result<String, String>>,
    /// The names of the keys with which the documents of the shared database are encrypted now.
    used: Vec<String>,
    /// The reason why this machine cannot decrypt all documents.
    trouble: Option<String>,
}

impl Sealing {
    /// Reads from the shared database which keys encrypt its documents, and checks whether this
    /// machine can decrypt all of them.
    pub(super) fn of(store: &Spool) -> Result<Self, SpoolError> {
        let newest = store
            .encryption()
            .has_keys()
            .then(|| store.encryption().newest_key().map_err(reason));
        let trouble = match store.encryption().can_open_all() {
            Ok(()) => None,
            Err(why @ SpoolError::Keys { .. }) => Some(reason(why)),
            Err(why) => return Err(why),
        };
        Ok(Self { newest, used: store.encryption().store_keys()?, trouble })
    }

    /// The reason why encryption or decryption does not work on this machine; none if both work.
    pub(super) fn trouble(&self) -> Option<&str> {
        match (&self.newest, &self.trouble) {
            (Some(Err(why)), _) => Some(why),
            (_, trouble) => trouble.as_deref(),
        }
    }

    /// The key by which this machine encrypts. None: the settings name no keys, or the machine
    /// cannot encrypt.
    pub(super) fn newest(&self) -> Option<&str> {
        self.newest.as_ref()?.as_ref().ok().map(String::as_str)
    }

    /// The state of the encryption of the shared database as text; none if nothing is encrypted.
    pub(super) fn text(&self) -> Option<String> {
        if self.newest.is_none() && self.used.is_empty() {
            return None;
        }
        let mut text = match self.newest() {
            Some(newest) => format!("documents are encrypted with the key {}", plain(newest)),
            None => "documents are encrypted, but those from this machine are not".to_owned(),
        };
        let others: Vec<String> = self
            .used
            .iter()
            .filter(|id| Some(id.as_str()) != self.newest())
            .map(|id| plain(id))
            .collect();
        if !others.is_empty() {
            text += &format!(
                "; there are some by the key {} (`ferrofax node rekey`)",
                others.join(", ")
            );
        }
        if let Some(why) = self.trouble() {
            text += &format!("\nnot all is well with the keys: {}", plain(why));
        }
        Some(text + "\n\n")
    }

    /// The state of the encryption of the shared database as JSON.
    pub(super) fn value(&self) -> Value {
        json!({ "key": self.newest(), "keys_in_store": self.used, "error": self.trouble() })
    }
}

/// Turns an error of the database into the reason why the encryption keys cannot be used.
pub(super) fn reason(why: SpoolError) -> String {
    match why {
        SpoolError::Keys { text } => text,
        why => why.to_string(),
    }
}

/// Prints the number of documents that are encrypted with each encryption key.
pub(super) fn count(to: To<'_>, as_json: bool) -> Result<(), End> {
    let counts = to.ask(|store, _| store.cluster().seal_counts()).map_err(End::of_spool)?;
    print(&if as_json { format!("{}\n", counts_value(&counts)) } else { counts_text(&counts) })
}

fn counts_text(SealCounts { newest, others, plain }: &SealCounts) -> String {
    format!(
        "documents encrypted with the newest key: {newest}; with older ones: {others}; \
         unencrypted: {plain}\n"
    )
}

fn counts_value(SealCounts { newest, others, plain }: &SealCounts) -> Value {
    json!({ "newest": newest, "others": others, "plain": plain })
}

/// Runs `ferrofax node rekey`: encrypts all documents of the shared database with the newest
/// encryption key.
pub(super) fn run(to: To<'_>, audit: &Audit, as_json: bool) -> Result<(), End> {
    let node = to.spool.cluster().node().map_err(End::of_spool)?.ok_or_else(|| {
        End::refused(
            "this machine is not a node yet: `ferrofax serve` has not been started with these \
             settings",
        )
    })?;
    let (newest, before) = to
        .ask(|store, _| {
            Ok::<_, SpoolError>((store.encryption().newest_key()?, store.cluster().seal_counts()?))
        })
        .map_err(End::of_spool)?;
    audit.done("rekey-store", &[("store", &to.place.store.to_string()), ("key", &newest)])?;
    if !as_json {
        print(&counts_text(&before))?;
    }
    let todo = before.others + before.plain;
    let rekey = move |store: &Spool, step: &dyn Fn()| {
        let said = std::cell::Cell::new(0);
        let say = |done: &Rekeyed| {
            step();
            let gone = done.rewrapped + done.sealed;
            if !as_json && gone >= said.get() + OFTEN {
                said.set(gone);
                // If the progress cannot be printed, the work continues nevertheless.
                let _unheard = print(&format!("{gone} done, {} left\n", todo.saturating_sub(gone)));
            }
        };
        let done = store.cluster().rekey(&node, &say)?;
        // The unencrypted copies are no longer needed, so delete them.
        if let Err(why) = store.cluster().sweep_objects(SWEEP) {
            log::warn!(
                "the unencrypted copies could not be deleted yet; this is done later: \
                        {why}"
            );
        }
        Ok::<_, SpoolError>((done, store.cluster().seal_counts()?))
    };
    let (done, after) = to.ask(rekey).map_err(End::of_spool)?;
    if as_json {
        print(&format!("{}\n", done_value(&newest, &done, &after)))?
    } else {
        print(&done_text(&newest, &done, &after))?
    }
    if done.troubles.is_empty() { Ok(()) } else { Err(End::Silent) }
}

/// The maximum number of document pieces that one run deletes from the object storage of the shared
/// database. Only pieces whose documents no longer exist are deleted.
const SWEEP: u32 = 10_000;

fn done_text(key: &str, done: &Rekeyed, after: &SealCounts) -> String {
    let mut text: String = done
        .troubles
        .iter()
        .map(|why| format!("left as it is: {}\n", plain(why)))
        .collect();
    text += &format!(
        "{} rewrapped with the key {}, {} encrypted that were unencrypted; left: {}\n",
        done.rewrapped,
        plain(key),
        done.sealed,
        after.others + after.plain
    );
    text
}

fn done_value(key: &str, done: &Rekeyed, after: &SealCounts) -> Value {
    json!({
        "key": key,
        "rewrapped": done.rewrapped,
        "sealed": done.sealed,
        "troubles": done.troubles,
        "left": after.others + after.plain,
        "documents": counts_value(after),
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::settings::Settings;
    use ferrofax_basics::UnixMs;
    use ferrofax_node::NodeSettings;
    use ferrofax_spool::{FaxId, Store, Tables, TakenFax};

    const NOW: UnixMs = UnixMs(1_800_000_000_000);

    fn keys(folder: &std::path::Path, lines: &[&str]) -> NodeSettings {
        let path = folder.join("keys");
        std::fs::write(&path, lines.join("\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        NodeSettings {
            store: ferrofax_gateway_toml::Secret("postgres://nobody/there".to_owned()),
            key_file: Some(path),
            ..NodeSettings::default()
        }
    }

    #[test]
    fn all_is_sealed_anew_and_who_did_so_is_noted() {
        let one = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
        let two = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";
        let kept = tempfile::tempdir().unwrap();
        let spool = Spool::open(&kept.path().join("spool")).unwrap();
        let who = spool.cluster().become_node("berlin", "store").unwrap();
        let place = |lines: &[&str]| {
            let place = keys(kept.path(), lines).place().unwrap();
            ferrofax_node::Place { store: Store::Sqlite, ..place }
        };
        let mut document = ferrofax_document::tiff::Builder::new();
        document.push(&ferrofax_document::tiff::NewPage {
            bitmap: &ferrofax_ground::t4::Bitmap::white(1728, 20),
            resolution: Default::default(),
            quality: Default::default(),
            date_time: "",
        });
        let taken = TakenFax {
            device: "2101@fax-devices".parse().unwrap(),
            ended_at: NOW,
            document: document.finish(),
            ..TakenFax::default()
        };
        let fax = spool.submission().take_fax("a", &taken, NOW).unwrap().0.unwrap();
        let old = place(&[one]);
        let store = ferrofax_node::open(&spool, &old, Tables::MayBeMade).unwrap();
        spool.cluster().ship(&store, &who, fax, NOW, &|| false).unwrap();
        let audit = Audit::of(&spool, &Settings::default()).unwrap();
        let new = place(&[two, one]);
        let to = To { spool: &spool, place: &new };
        assert!(Sealing::of(&store).unwrap().text().unwrap().contains("rekey"));
        run(to, &audit, false).unwrap();
        let log = std::fs::read_to_string(spool.folder().join("audit.log")).unwrap();
        let name = store.encryption().newest_key().unwrap();
        assert!(log.contains("rekey-store") && log.contains(&name), "{log}");
        assert!(!log.contains(one) && !log.contains(two));
        let sealing = Sealing::of(&store).unwrap();
        let text = format!("documents are encrypted with the key {name}\n\n");
        assert_eq!((sealing.text(), sealing.trouble()), (Some(text), None));
        place(&[two]);
        assert!(store.cluster().shared_document(FaxId(1)).unwrap().is_some());
        count(to, true).unwrap();
        // Without the key of a document, the document cannot be decrypted; the command reports
        // this.
        let other = "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=";
        place(&[other]);
        assert!(matches!(run(to, &audit, true), Err(End::Silent)));
        let text = Sealing::of(&store).unwrap().text().unwrap();
        assert!(
            text.contains("not all is well with the keys: the shared database has documents"),
            "{text}"
        );
        std::fs::remove_file(kept.path().join("keys")).unwrap();
        let sealing = Sealing::of(&store).unwrap();
        assert!(sealing.trouble().unwrap().contains("key_file"), "{:?}", sealing.value());
        assert!(run(to, &audit, true).is_err() && count(to, false).is_err());
    }
}
