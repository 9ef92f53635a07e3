//! Reads the container format of older office programs (MS-CFB), as far as needed to see whether
//! its document is encrypted. Office puts any document with a password into such a container, as
//! the stream `EncryptedPackage` (MS-OFFCRYPTO §2.3.4.4).

use std::io::{self, Read, Seek, SeekFrom};

/// The first bytes of a file in the container format MS-CFB (§2.2 of its specification).
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0";

/// The name of the stream in which a file of the container format MS-CFB stores an encrypted
/// document.
const LOCKED: &str = "EncryptedPackage";

/// The position of the sector size in the header of an MS-CFB file. The size is stored as a power
/// of two. `DIRECTORY` and `TABLE` are the positions of the first sectors of the directory and of
/// the sector table.
const SHIFT: usize = 30;
const DIRECTORY: usize = 48;
const TABLE: usize = 76;
const HEADER: usize = 512;

/// The size of an entry in the directory of an MS-CFB file, in bytes.
const ENTRY: usize = 128;

/// The greatest number of directory sectors that are examined. The directory of a document with a
/// password has three sectors.
const MOST_SECTORS: usize = 64;

/// Whether an MS-CFB file contains a document that needs a password. The file is read from its
/// beginning; its position afterwards is undefined.
pub(super) fn is_locked(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    let name: Vec<u8> = LOCKED.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut header = [0; HEADER];
    file.rewind()?;
    if read(file, &mut header)? < HEADER || !header.starts_with(MAGIC) {
        return Ok(false);
    }
    let size = match header[SHIFT] {
        9 => 512,
        12 => 4096,
        _ => return Ok(false),
    };
    let mut sector = number(&header, DIRECTORY);
    let mut bytes = vec![0; size];
    for _ in 0..MOST_SECTORS {
        if read_sector(file, sector, &mut bytes)? < ENTRY {
            return Ok(false);
        }
        if bytes.chunks_exact(ENTRY).any(|entry| entry.starts_with(&name)) {
            return Ok(true);
        }
        // The sector table links each sector to its successor.
        let place = sector as usize * 4;
        let index = place / size;
        let Some(table) = header[TABLE..].chunks_exact(4).nth(index).map(|word| number(word, 0))
        else {
            return Ok(false);
        };
        if read_sector(file, table, &mut bytes)? < size {
            return Ok(false);
        }
        sector = number(&bytes, place % size);
    }
    Ok(false)
}

/// Reads a sector of an MS-CFB file into `bytes`, as far as the file reaches. Sector 0 follows the
/// header, which takes the space of one sector.
fn read_sector(file: &mut (impl Read + Seek), sector: u32, bytes: &mut [u8]) -> io::Result<usize> {
    file.seek(SeekFrom::Start((u64::from(sector) + 1) * bytes.len() as u64))?;
    read(file, bytes)
}

fn read(file: &mut impl Read, bytes: &mut [u8]) -> io::Result<usize> {
    let mut whole = Vec::with_capacity(bytes.len());
    let count = file.take(bytes.len() as u64).read_to_end(&mut whole)?;
    bytes[..count].copy_from_slice(&whole);
    Ok(count)
}

/// Reads a little-endian number of four bytes at the position `at`; it is 0 if the position is
/// beyond the end.
fn number(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .and_then(|word| word.try_into().ok())
        .map_or(0, u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a container with these streams. Its directory is split in two, and `before` other
    /// sectors precede it.
    fn container(names: &[&str], before: u32) -> Vec<u8> {
        let mut file = vec![0; HEADER + 512 * (before as usize + 3)];
        file[..4].copy_from_slice(MAGIC);
        file[SHIFT] = 9;
        file[DIRECTORY..DIRECTORY + 4].copy_from_slice(&(before + 1).to_le_bytes());
        // The table is the first sector; the directory's two sectors are the last ones, in reverse
        // order.
        let table = HEADER;
        let after = table + 4 * (before as usize + 1);
        file[after..after + 4].copy_from_slice(&(before + 2).to_le_bytes());
        file[after + 4..after + 8].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
        for (index, name) in names.iter().enumerate() {
            let place = HEADER + 512 * (before as usize + 1) + index * ENTRY;
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            file[place..place + name.len()].copy_from_slice(&name);
        }
        file
    }

    fn locked(bytes: &[u8]) -> bool {
        is_locked(&mut io::Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn a_document_with_a_password_is_known_wherever_its_name_stands() {
        let names = [
            "Root Entry",
            "\u{6}DataSpaces",
            "Version",
            "DataSpaceMap",
            "EncryptionInfo",
            "EncryptedPackage",
        ];
        assert!(locked(&container(&names, 0)), "in the directory's second sector");
        assert!(locked(&container(&["Root Entry", "EncryptedPackage"], 100)));
        assert!(!locked(&container(&["Root Entry", "Workbook"], 100)));
    }

    #[test]
    fn whatever_it_is_it_comes_to_an_end() {
        let whole = container(&["Root Entry", "a", "b", "c", "EncryptedPackage"], 1);
        (0..whole.len())
            .step_by(7)
            .for_each(|cut| assert!(!locked(&whole[..cut]) || cut > 1024));
        assert!(
            !locked(b"") && !locked(b"PK\x03\x04") && !locked(&[MAGIC, &[0xFF; 4096]].concat())
        );
        // The sectors of this directory are linked in a circle.
        let mut circle = container(&["Root Entry"], 0);
        circle[HEADER + 8..HEADER + 12].copy_from_slice(&1u32.to_le_bytes());
        assert!(!locked(&circle));
    }
}
