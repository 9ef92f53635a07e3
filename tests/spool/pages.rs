//! Pages that can be told apart.

use ferrofax::spool::NewPage;
use ferrofax::t4::{Bitmap, Coding, PageQuality, Resolution};

/// A page that no other number has, in size and content.
pub(crate) fn page(number: u32) -> NewPage {
    let mut bitmap = Bitmap::new(1728);
    for row in 0..100 + number {
        bitmap.push_row(&[(number % 251 + 1) as u8 ^ row as u8; 216]);
    }
    let quality = PageQuality {
        rows: bitmap.rows(),
        bad_rows: number % 3,
        longest_bad_run: number % 2,
        ..PageQuality::default()
    };
    NewPage {
        number,
        bitmap,
        resolution: Resolution::Fine,
        quality,
        coding: Coding::Mr,
        rate_bps: 9600,
        ecm: false,
        complete: true,
        received_at: ferrofax::UnixMs(1_800_000_000_000 + i64::from(number)),
    }
}

/// A page of pseudo-random pixels, which no coding makes smaller.
pub(crate) fn noise(number: u32) -> NewPage {
    let mut bitmap = Bitmap::new(1728);
    let mut state = u64::from(number) + 1;
    for _ in 0..200 {
        let row: Vec<u8> = (0..216)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state as u8
            })
            .collect();
        bitmap.push_row(&row);
    }
    NewPage { bitmap, ..page(number) }
}
