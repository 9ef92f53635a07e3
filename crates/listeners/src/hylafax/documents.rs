//! Documents that a HylaFAX client has uploaded in its session. They are deleted when the session
//! ends, since a submitted job has its own copy in the spool.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};

use ferrofax_basics::UnixMs;
use tempfile::{TempDir, TempPath};

/// The maximum number of documents that a HylaFAX client can upload in one session.
const MOST: usize = 200;

/// The maximum length of the name of an uploaded document, in characters.
const LONGEST: usize = 100;

/// A document that the HylaFAX client has uploaded in this session.
#[derive(Debug)]
pub(super) struct Document {
    /// The document's file, which is deleted when this value is dropped.
    pub(super) path: TempPath,
    /// The size of the uploaded document in bytes.
    pub(super) size: u64,
    /// The time at which the document was uploaded.
    pub(super) at: UnixMs,
}

/// The first bytes by which a kind of document is recognised, each with the file name extension for
/// that kind.
const KINDS: [(&[u8], &str); 5] = [
    (b"%PDF-", "pdf"),
    (b"%!", "ps"),
    (b"II*\0", "tif"),
    (b"MM\0*", "tif"),
    (b"\x1b%-12345X", "pcl"),
];

impl Document {
    /// The document's name as it is shown to people. If the HylaFAX client has not chosen a format
    /// (FORM), the extension is guessed from the content.
    pub(super) fn called(&self, name: &str) -> String {
        let mut begin = [0; 16];
        let read = File::open(&self.path).and_then(|mut file| file.read(&mut begin)).unwrap_or(0);
        let begin = begin.get(..read).unwrap_or_default();
        let ending = KINDS.iter().find(|(signature, _)| begin.starts_with(signature));
        match (name.rsplit_once('.'), ending) {
            (Some((own, "ps")), Some((_, ending))) => format!("{own}.{ending}"),
            _ => name.to_owned(),
        }
    }
}

/// The documents that the HylaFAX client has uploaded in this session.
#[derive(Debug, Default)]
pub(super) struct Documents {
    folder: Option<TempDir>,
    /// The documents by their names, such as `docq/doc1.ps`.
    by_name: BTreeMap<String, Document>,
    count: u32,
}

/// A document that the HylaFAX client is uploading now. Its file is deleted unless
/// [`Documents::keep`] is called.
pub(super) struct Coming {
    pub(super) name: String,
    pub(super) file: File,
    path: TempPath,
}

/// The reason why an uploaded document cannot be stored.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotStored {
    /// The HylaFAX client has uploaded as many documents as one session is allowed to have.
    #[error("no more than {MOST} documents are stored in one session")]
    TooMany,
    /// The uploaded document could not be written to the disk.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

impl Documents {
    /// Begins to store an uploaded document under this name. If no name is given, a new name is
    /// made.
    pub(super) fn begin(
        &mut self,
        name: Option<String>,
        ending: &str,
    ) -> Result<Coming, NotStored> {
        if self.by_name.len() >= MOST {
            return Err(NotStored::TooMany);
        }
        self.count += 1;
        let name = name.unwrap_or_else(|| format!("docq/doc{}.{ending}", self.count));
        let folder = match self.folder.take() {
            Some(folder) => folder,
            None => tempfile::tempdir()?,
        };
        let path = self.folder.insert(folder).path().join(self.count.to_string());
        let file = File::create_new(&path)?;
        Ok(Coming { name, file, path: TempPath::try_from_path(path)? })
    }

    /// Adds a completely received document to the documents of this session. If the session already
    /// has a document with this name, the old one is deleted.
    pub(super) fn keep(&mut self, coming: Coming, size: u64, at: UnixMs) {
        self.by_name.insert(coming.name, Document { path: coming.path, size, at });
    }

    /// Finds the uploaded document of this session that has this name. A slash at the beginning of
    /// the name is ignored.
    pub(super) fn find(&self, name: &str) -> Option<(&str, &Document)> {
        let found = self.by_name.get_key_value(clean(name));
        found.map(|(name, document)| (name.as_str(), document))
    }

    pub(super) fn remove(&mut self, name: &str) -> bool {
        self.by_name.remove(clean(name)).is_some()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Document)> {
        self.by_name.iter().map(|(name, document)| (name.as_str(), document))
    }

    /// The size of all documents of this session together, in bytes.
    pub(super) fn size(&self) -> u64 {
        self.by_name.values().map(|document| document.size).sum()
    }
}

fn clean(name: &str) -> &str {
    name.trim_start_matches('/')
}

/// Checks the name under which a HylaFAX client uploads a document, and returns it without a
/// leading slash. `None` unless it is a folder `docq` or `tmp`, a slash, and a name of printable
/// ASCII characters.
pub(super) fn given(name: &str) -> Option<String> {
    let (folder, own) = clean(name).split_once('/')?;
    let is_good = matches!(folder, "docq" | "tmp")
        && !own.is_empty()
        && name.len() <= LONGEST
        && own.chars().all(|sign| sign.is_ascii_graphic() && sign != '/');
    is_good.then(|| clean(name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_a_name_in_its_folder_and_no_other() {
        assert_eq!(given("/docq/doc1.ps").as_deref(), Some("docq/doc1.ps"));
        assert_eq!(given("tmp/x").as_deref(), Some("tmp/x"));
        for none in
            ["", "/", "x", "docq/", "docq/../etc/passwd", "etc/passwd", "docq/a b", "docq/ä"]
        {
            assert_eq!(given(none), None, "{none}");
        }
    }

    #[test]
    fn a_document_is_called_what_it_is() {
        use std::io::Write;
        for (bytes, name, called) in [
            (&b"%PDF-1.7\n"[..], "doc1.ps", "doc1.pdf"),
            (b"%!PS-Adobe-3.0\n", "doc1.ps", "doc1.ps"),
            (b"II*\0\x08\0\0\0", "doc2.ps", "doc2.tif"),
            (b"Dear Sir,\n", "doc3.ps", "doc3.ps"),
            (b"", "doc4.ps", "doc4.ps"),
            // An extension that the HylaFAX client has chosen is kept.
            (b"%PDF-1.7\n", "letter.txt", "letter.txt"),
        ] {
            let mut documents = Documents::default();
            let mut coming = documents.begin(Some(format!("docq/{name}")), "ps").unwrap();
            coming.file.write_all(bytes).unwrap();
            documents.keep(coming, bytes.len() as u64, UnixMs(0));
            let (_, document) = documents.find(&format!("docq/{name}")).unwrap();
            assert_eq!(document.called(name), called);
        }
    }

    #[test]
    fn documents_are_found_by_their_names_and_go_with_the_session() {
        let mut documents = Documents::default();
        let coming = documents.begin(None, "ps").unwrap();
        let path = coming.path.to_path_buf();
        assert_eq!(coming.name, "docq/doc1.ps");
        documents.keep(coming, 7, UnixMs(0));
        assert_eq!(documents.find("/docq/doc1.ps").unwrap().1.size, 7);
        assert!(documents.find("doc1.ps").is_none() && documents.size() == 7);
        // A document that was not completely received is deleted.
        let files = |of: &std::path::Path| std::fs::read_dir(of).unwrap().count();
        let folder = path.parent().unwrap();
        let coming = documents.begin(None, "ps").unwrap();
        assert_eq!((documents.iter().count(), files(folder)), (1, 2));
        drop(coming);
        assert_eq!(files(folder), 1);
        // The file of a document is deleted when another document gets its name.
        let coming = documents.begin(Some("docq/doc1.ps".into()), "ps").unwrap();
        let second = coming.path.to_path_buf();
        documents.keep(coming, 8, UnixMs(0));
        assert!(!path.exists() && second.exists() && documents.size() == 8);
        assert!(documents.remove("docq/doc1.ps") && !documents.remove("docq/doc1.ps"));
        assert_eq!(files(folder), 0);
        drop(documents);
        assert!(!folder.exists());
    }
}
