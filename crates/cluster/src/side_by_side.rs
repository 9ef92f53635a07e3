//! Comparison of a node's spool with the shared database to which it sends its faxes: fax by fax,
//! by the hashes of the documents on both sides. Also counts the other contents of the spool, which
//! remain in the spool. In the code, the spool is `here`, and the shared database (`store`) is
//! `there`.

use crate::Cluster;
use ferrofax_spool::inside::database::{self, Row, Transaction, params};
use ferrofax_spool::inside::{Inside, documents};
use ferrofax_spool::{FaxId, SpoolError};

/// A received fax in the spool of this node; its reception has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaxHere {
    /// The number of the fax in the spool.
    pub fax: FaxId,
    /// The number of its pages.
    pub pages: u32,
    /// The SHA-256 hash of its document, computed now; none if the fax has no pages. An error is
    /// the reason why the document can't be read.
    pub sha256: Result<Option<String>, String>,
    /// The name of its document, by which the shared database recognises the fax.
    document: String,
}

/// The state of a node's fax in the shared database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaxThere {
    /// The fax has this number there, as many pages and the same document.
    Same(FaxId),
    /// The shared database never had the fax.
    Missing,
    /// The shared database had the fax, and deleted it.
    Deleted,
    /// The shared database has the fax, but it differs from the fax in the spool.
    Other {
        /// The number of the fax in the shared database.
        fax: FaxId,
        /// The number of its pages in the shared database.
        pages: u32,
        /// The hash of its document in the shared database; none if there is no document.
        sha256: Option<String>,
    },
}

/// The contents of a spool other than received faxes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptHere {
    /// The number of jobs that have not ended.
    pub jobs_open: u64,
    /// The number of these jobs that the shared database has.
    pub jobs_in_store: u64,
    /// The number of jobs that have ended.
    pub jobs_ended: u64,
    /// The other contents that remain in the spool: a name for people, and the count.
    pub others: Vec<(&'static str, u64)>,
}

const HERE: &str = "
    SELECT id, document, (SELECT count(*) FROM pages WHERE fax = faxes.id) AS pages FROM faxes
    WHERE id > ?1 AND ended_at IS NOT NULL ORDER BY id LIMIT ?2";
/// A fax has a second mark, with the hash of its document, if another document had its name
/// (node/shipment.rs).
const THERE: &str = "
    SELECT n.fax, n.sha256, d.sha256 AS document, (SELECT count(*) FROM pages WHERE pages.fax = n.fax) AS pages
    FROM node_faxes AS n LEFT JOIN store_documents AS d ON d.fax = n.fax WHERE n.node = ?1 AND n.mark = ?2";
const JOBS: &str = "
    SELECT count(*) FILTER (WHERE ended_at IS NULL) AS open,
           count(*) FILTER (WHERE ended_at IS NULL AND role = 'moved') AS in_store,
           count(*) FILTER (WHERE ended_at IS NOT NULL) AS ended
    FROM jobs WHERE role <> 'try'";
const OTHERS: [(&str, &str); 9] = [
    ("notes and tags of faxes", "SELECT count(*) FROM fax_notes"),
    ("faxes with values of programs", "SELECT count(DISTINCT fax) FROM fax_metadata"),
    ("faxes that somebody has claimed", "SELECT count(*) FROM fax_claims"),
    ("numbers in address books", "SELECT count(*) FROM contacts"),
    ("legal holds", "SELECT count(*) FROM legal_holds"),
    ("records of calls", "SELECT count(*) FROM call_records"),
    ("keys of programs", "SELECT count(*) FROM api_keys"),
    ("webhooks", "SELECT count(*) FROM webhooks"),
    ("mails and reports on their way", "SELECT count(*) FROM outbox WHERE ended_at IS NULL"),
];

impl Cluster<'_> {
    /// The received faxes whose reception has ended, with numbers greater than `after`, in
    /// ascending order, at most `most`.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn faxes_here(&self, after: FaxId, most: u32) -> Result<Vec<FaxHere>, SpoolError> {
        let rows: Vec<(i64, String, u32)> = self.spool.read(|transaction| {
            let of_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            transaction.all(HERE, params![after.0, most], of_row)
        })?;
        let here = rows.into_iter().map(|(fax, document, pages)| {
            let sha256 = match pages {
                0 => Ok(None),
                _ => self.hash_of(&document),
            };
            FaxHere { fax: FaxId(fax), pages, sha256, document }
        });
        Ok(here.collect())
    }

    fn hash_of(&self, document: &str) -> Result<Option<String>, String> {
        match documents::sha256(&self.spool.received_folder(), document) {
            Ok(Some(hash)) => Ok(Some(hash)),
            Ok(None) => Err("its document is not there".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// The states of these faxes of the node of this name in this shared database.
    ///
    /// # Errors
    /// The shared database could not be read.
    pub fn faxes_there(&self, node: &str, here: &[FaxHere]) -> Result<Vec<FaxThere>, SpoolError> {
        self.spool
            .read(|transaction| here.iter().map(|fax| there(transaction, node, fax)).collect())
    }

    /// Counts the contents of the spool other than received faxes.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn kept_here(&self) -> Result<KeptHere, SpoolError> {
        self.spool.read(|transaction| {
            let count = |count: i64| count.cast_unsigned();
            let mut kept = transaction.query_row(JOBS, [], |row| {
                Ok(KeptHere {
                    jobs_open: row.get("open").map(count)?,
                    jobs_in_store: row.get("in_store").map(count)?,
                    jobs_ended: row.get("ended").map(count)?,
                    others: Vec::new(),
                })
            })?;
            for (what, sql) in OTHERS {
                let found = transaction.query_row(sql, [], |row| row.get(0).map(count))?;
                kept.others.push((what, found));
            }
            Ok(kept)
        })
    }
}

/// A fax in the shared database: its number, its hash by the mark, its hash by the document, its
/// pages.
type Marked = (Option<i64>, Option<String>, Option<String>, u32);

fn there(transaction: &Transaction<'_>, node: &str, here: &FaxHere) -> database::Result<FaxThere> {
    // A document that can't be read here equals no document.
    let sha256 = here.sha256.as_ref().ok().cloned().flatten();
    let second = format!("{}#{}", here.document, sha256.as_deref().unwrap_or("none"));
    let find = |mark: &str| -> database::Result<Option<Marked>> {
        let of_row = |row: &Row<'_>| {
            Ok((row.get("fax")?, row.get("sha256")?, row.get("document")?, row.get("pages")?))
        };
        transaction.first(THERE, [node, mark], of_row)
    };
    // Another document may have the name of this one. Then this fax has its hash in its mark.
    let found = match (find(&here.document)?, find(&second)?) {
        (Some(first), Some(second)) => Some(if first.1 == sha256 { first } else { second }),
        (first, second) => first.or(second),
    };
    Ok(match found {
        None => FaxThere::Missing,
        Some((None, ..)) => FaxThere::Deleted,
        Some((Some(fax), by_mark, document, pages)) => {
            let is_same = here.sha256.is_ok()
                && by_mark == sha256
                && document == sha256
                && pages == here.pages;
            if is_same {
                FaxThere::Same(FaxId(fax))
            } else {
                FaxThere::Other { fax: FaxId(fax), pages, sha256: document }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Clustered;
    use ferrofax_basics::UnixMs;
    use ferrofax_document::tiff::{Builder, NewPage};
    use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};
    use ferrofax_spool::{Spool, Store, Tables, TakenFax};

    const NOW: UnixMs = UnixMs(1_800_000_000_000);

    fn receive(spool: &Spool, mark: &str, rows: u32) -> FaxId {
        let mut file = Builder::new();
        file.push(&NewPage {
            bitmap: &Bitmap::white(1728, rows),
            resolution: Resolution::Fine,
            quality: PageQuality::default(),
            date_time: "",
        });
        let fax = TakenFax {
            device: "2101@fax-devices".parse().unwrap(),
            ended_at: NOW,
            document: file.finish(),
            ..TakenFax::default()
        };
        spool.submission().take_fax(mark, &fax, NOW).unwrap().0.unwrap()
    }

    #[test]
    fn each_fax_is_compared_with_what_the_store_has_of_it() {
        let folders = [(), ()].map(|()| tempfile::tempdir().unwrap());
        let [node, store] = folders.each_ref().map(|folder| {
            Spool::open_as(folder.path(), &Store::Sqlite, Tables::MayBeMade).unwrap()
        });
        let who = node.cluster().become_node("berlin", "store").unwrap();
        let [same, gone, waits, changed, lost] =
            [10, 20, 30, 40, 50].map(|rows| receive(&node, &rows.to_string(), rows));
        let mut there = Vec::new();
        for fax in [same, gone, changed, lost] {
            there
                .push(node.cluster().ship(&store, &who, fax, NOW, &|| false).unwrap().fax.unwrap());
        }
        store.faxes().delete_fax(there[1], "test", NOW).unwrap();
        let path = node.faxes().document_path(changed).unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let path = node.faxes().document_path(lost).unwrap();
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();

        let here = node.cluster().faxes_here(FaxId(0), 10).unwrap();
        assert_eq!(
            here.iter().map(|one| one.fax).collect::<Vec<_>>(),
            [same, gone, waits, changed, lost]
        );
        let why = here[4].sha256.as_ref().unwrap_err();
        assert!(!why.contains("deleted"), "a comparison deletes nothing: {why}");
        let found = store.cluster().faxes_there("berlin", &here).unwrap();
        assert_eq!(found[..3], [FaxThere::Same(there[0]), FaxThere::Deleted, FaxThere::Missing]);
        assert!(matches!(&found[3], FaxThere::Other { fax, pages: 1, .. } if *fax == there[2]));
        assert!(matches!(&found[4], FaxThere::Other { fax, .. } if *fax == there[3]));
        let other = store.cluster().faxes_there("munich", &here[..1]).unwrap();
        assert_eq!(other, [FaxThere::Missing], "it is another node's");
        assert_eq!(node.cluster().faxes_here(lost, 10).unwrap(), []);
        let kept = node.cluster().kept_here().unwrap();
        assert_eq!((kept.jobs_open, kept.jobs_ended, kept.others.len()), (0, 0, OTHERS.len()));
    }
}
