use super::*;
use crate::tiff::{load, load_bytes, read};
use ferrofax_ground::t4::Loss;

/// Three different pages of a few hundred bytes.
fn pages() -> Vec<Bitmap> {
    (1..=3u32)
        .map(|page| {
            let mut bitmap = Bitmap::white(216, 40 + page);
            for y in 0..bitmap.rows() {
                (0..216)
                    .filter(|x| (x * page + y * 7) % (11 + page) < 3)
                    .for_each(|x| bitmap.set(x, y, true));
            }
            bitmap
        })
        .collect()
}

fn new_page(bitmap: &Bitmap) -> NewPage<'_> {
    NewPage {
        bitmap,
        resolution: Resolution::Fine,
        quality: PageQuality { rows: bitmap.rows(), ..PageQuality::default() },
        date_time: "2026:11:20 08:13:33",
    }
}

fn bitmaps_of(bytes: &[u8]) -> Vec<Bitmap> {
    let file = load_bytes(bytes.to_vec(), Path::new("test.tif")).expect("a TIFF file");
    assert_eq!(file.damage, None);
    file.pages.iter().map(|page| page.bitmap().expect("a page")).collect()
}

/// A disk that records what was written and when it was made durable.
#[derive(Clone, Debug, Default)]
struct Recorder {
    bytes: Vec<u8>,
    /// The bytes that are surely on disk.
    durable: Vec<u8>,
    /// The changes since the bytes were last made durable.
    since: Vec<Change>,
    /// Whether writes fail from now on.
    full: bool,
}

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write(at, new) => {
                bytes.resize(bytes.len().max(at + new.len()), 0);
                bytes[*at..at + new.len()].copy_from_slice(new);
            }
            Self::Length(len) => bytes.resize(*len, 0),
        }
    }
}

impl Recorder {
    fn change(&mut self, change: Change) -> io::Result<()> {
        if self.full {
            return Err(io::ErrorKind::StorageFull.into());
        }
        change.apply(&mut self.bytes);
        self.since.push(change);
        Ok(())
    }

    /// The states in which the disk may be if the machine stops now. Of the last change, any part
    /// from its start may be there, or its room without its bytes.
    fn after_a_crash(&self) -> Vec<Vec<u8>> {
        let mut states = vec![self.durable.clone()];
        let mut before = self.durable.clone();
        for change in &self.since {
            if let Change::Write(at, new) = change {
                let sectors = (0..new.len()).filter(|cut| new.len() > 4 || *cut == 0);
                for cut in sectors.chain([new.len()]) {
                    let mut state = before.clone();
                    Change::Write(*at, new[..cut].to_vec()).apply(&mut state);
                    states.push(state.clone());
                    state.resize(state.len().max(at + new.len()), 0);
                    states.push(state);
                }
            }
            change.apply(&mut before);
        }
        states.push(before);
        states
    }
}

impl Disk for Recorder {
    fn len(&self) -> io::Result<u64> {
        Ok(self.bytes.len() as u64)
    }

    fn read_at(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        let found = self
            .bytes
            .get(at as usize..at as usize + bytes.len())
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        bytes.copy_from_slice(found);
        Ok(())
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.change(Change::Write(at as usize, bytes.to_vec()))
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.change(Change::Length(len as usize))
    }

    fn sync(&mut self) -> io::Result<()> {
        self.durable.clone_from(&self.bytes);
        self.since.clear();
        Ok(())
    }
}

/// A disk that stops for good before its `left`th change from now.
#[derive(Clone, Debug)]
struct Stopping {
    disk: Recorder,
    left: usize,
}

impl Stopping {
    fn count(&mut self) -> io::Result<()> {
        self.left = self.left.checked_sub(1).ok_or(io::ErrorKind::Other)?;
        Ok(())
    }
}

impl Disk for Stopping {
    fn len(&self) -> io::Result<u64> {
        self.disk.len()
    }

    fn read_at(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        self.disk.read_at(at, bytes)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.count()?;
        self.disk.write_at(at, bytes)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.count()?;
        self.disk.set_len(len)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.count()?;
        self.disk.sync()
    }
}

/// The colour page of a page. These tests do not read its bytes.
const COLOURS: Option<&[u8]> = Some(b"octets");

#[test]
fn pages_that_were_added_are_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fax.tif");
    for (count, bitmap) in pages().iter().enumerate() {
        // A new appender for each page, as after a restart.
        let mut appender = Appender::open(&path).unwrap();
        assert_eq!(appender.pages() as usize, count);
        appender.append(&new_page(bitmap)).unwrap();
    }
    let read: Vec<Bitmap> =
        read(&path).unwrap().iter().map(|page| page.bitmap().unwrap()).collect();
    assert!(read == pages());
}

#[test]
fn only_the_owner_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fax.tif");
    Appender::open(&path).unwrap();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_file_cut_at_any_byte_keeps_its_whole_pages_and_takes_new_ones() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fax.tif");
    let mut ends = vec![8];
    let bitmaps = pages();
    let mut appender = Appender::open(&path).unwrap();
    for bitmap in &bitmaps {
        appender.append_coloured(&new_page(bitmap), COLOURS).unwrap();
        ends.push(path.metadata().unwrap().len() as usize);
    }
    let whole = std::fs::read(&path).unwrap();
    for cut in 0..whole.len() {
        let kept = ends[1..].iter().filter(|end| **end <= cut).count();
        let disk = Recorder { bytes: whole[..cut].to_vec(), ..Recorder::default() };
        let mut chain = Chain::open(disk).unwrap().unwrap();
        assert_eq!(chain.pages as usize, kept, "cut at {cut}");
        assert_eq!(chain.disk.bytes.len(), ends[kept], "cut at {cut}");
        if kept > 0 {
            assert!(bitmaps_of(&chain.disk.bytes) == bitmaps[..kept], "cut at {cut}");
        }
        if cut % 37 == 0 {
            chain.append(&new_page(&bitmaps[0]), Beside::colours(&COLOURS)).unwrap();
            assert_eq!(bitmaps_of(&chain.disk.bytes).len(), kept + 1, "cut at {cut}");
        }
    }
}

#[test]
fn a_stop_of_the_machine_at_any_instant_loses_no_page_that_was_confirmed() {
    let bitmaps = pages();
    for left in 0.. {
        let mut confirmed = 0;
        let disk = Stopping { disk: Recorder::default(), left };
        // The last state of the disk, also if it could not be opened.
        let mut last = disk.disk.clone();
        if let Ok(Some(mut chain)) = Chain::open(disk) {
            for bitmap in &bitmaps {
                match chain.append(&new_page(bitmap), Beside::colours(&COLOURS)) {
                    Ok(_) => confirmed += 1,
                    Err(_) => break,
                }
            }
            last = chain.disk.disk.clone();
        }
        for state in last.after_a_crash() {
            let chain =
                Chain::open(Recorder { bytes: state, ..Recorder::default() }).unwrap().unwrap();
            assert!(
                chain.pages >= confirmed,
                "{left}: {confirmed} confirmed, {} there",
                chain.pages
            );
            if chain.pages > 0 {
                assert!(bitmaps_of(&chain.disk.bytes) == bitmaps[..chain.pages as usize], "{left}");
            }
        }
        if confirmed as usize == bitmaps.len() {
            return;
        }
    }
}

#[test]
fn a_page_for_which_the_disk_is_full_leaves_no_trace_and_can_be_tried_again() {
    let bitmaps = pages();
    let mut chain = Chain::open(Recorder::default()).unwrap().unwrap();
    chain.append(&new_page(&bitmaps[0]), Beside::NOTHING).unwrap();
    chain.disk.full = true;
    chain.append(&new_page(&bitmaps[1]), Beside::colours(&COLOURS)).unwrap_err();
    assert_eq!(chain.pages, 1);
    chain.disk.full = false;
    chain.append(&new_page(&bitmaps[2]), Beside::colours(&COLOURS)).unwrap();
    assert!(bitmaps_of(&chain.disk.bytes) == [bitmaps[0].clone(), bitmaps[2].clone()]);
}

#[test]
fn another_kind_of_file_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear Sir or Madam").unwrap();
    let error = Appender::open(&path).unwrap_err();
    assert!(error.to_string().contains("letter.txt: it was not written by Ferrofax"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), b"Dear Sir or Madam");
}

#[test]
fn what_could_not_be_decoded_is_in_a_tag_of_its_page_and_every_reader_passes_over_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.tif");
    let octets: Vec<u8> = (0..50_001_u32).map(|at| (at * 7) as u8).collect();
    let undecoded = Undecoded { loss: Loss::BrokenAfter(9), octets: octets.clone(), are_all: true };
    let bitmaps = [Bitmap::white(1728, 10), Bitmap::white(1728, 20)];
    let mut appender = Appender::open(&path).unwrap();
    let beside = Beside::Undecoded(&undecoded, Coding::Mmr);
    appender.append_with(&new_page(&bitmaps[0]), beside).unwrap();
    appender.append(&new_page(&bitmaps[1])).unwrap();
    drop(appender);
    assert_eq!(Appender::open(&path).unwrap().pages(), 2, "both are whole");

    let read = load(&path).unwrap();
    let rows: Vec<_> = read.pages.iter().map(|page| page.bitmap().unwrap().rows()).collect();
    assert_eq!((rows, read.damage), (vec![10, 20], None));
    assert!(read.pages[0].colour().is_none());

    // Read in the way of an administrator: by the entries of the first page's directory.
    let file = std::fs::read(&path).unwrap();
    let long = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) as usize;
    let short = |at: usize| u16::from_le_bytes(file[at..at + 2].try_into().unwrap());
    let directory = long(4);
    let entries: Vec<usize> = (0..usize::from(short(directory)))
        .map(|entry| directory + 2 + entry * ENTRY)
        .collect();
    let tags: Vec<u16> = entries.iter().map(|at| short(*at)).collect();
    assert!(tags.is_sorted(), "TIFF wants them so: {tags:?}");
    let value = |tag: u16| {
        let at = entries[tags.iter().position(|it| *it == tag).unwrap()];
        &file[long(at + 8)..][..long(at + 4)]
    };
    assert!(value(65_041) == octets, "octet by octet");
    let said = String::from_utf8_lossy(value(270));
    assert!(said.starts_with("The page could not be decoded after row 9. Tag 65041 "), "{said}");
    assert!(said.ends_with(" MMR, least significant bit first.\0"), "{said}");
}

#[test]
fn a_page_that_makes_a_document_too_large_is_refused_and_those_before_it_stay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.tif");
    let bitmap = Bitmap::white(1728, 10);
    let colour = vec![7; 60_000_000];
    let mut appender = Appender::open(&path).unwrap();
    appender.append_coloured(&new_page(&bitmap), Some(&colour)).unwrap();
    let length = path.metadata().unwrap().len();
    let refused = appender.append_coloured(&new_page(&bitmap), Some(&colour));
    assert!(matches!(refused, Err(TiffError::TooLarge { page: 2, .. })), "{refused:?}");
    assert_eq!((path.metadata().unwrap().len(), appender.pages()), (length, 1));
    // A page that has room is added all the same.
    appender.append(&new_page(&bitmap)).unwrap();
    assert_eq!(Appender::open(&path).unwrap().pages(), 2);
}
