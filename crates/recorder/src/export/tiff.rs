//! Writes the pages of a call as TIFF-F files: the received pages as they were received, and the
//! pages that were to be sent.

use super::ExportError;
use ferrofax_document::colour;
use ferrofax_document::tiff::{Builder, NewPage};
use ferrofax_engine::call::CallEvent;
use ferrofax_engine::call::replay::{Ran, replay};
use ferrofax_engine::t4::PageQuality;

/// The size of a file in bytes after which no further page is added: a quarter of the limit of TIFF
/// itself.
const MOST: usize = 1 << 30;

/// Writes the pages that were received, with their damage; `None` if there were none. `date_time`
/// is the local time in TIFF's form (`2026:11:20 08:13:33`), or empty.
///
/// # Errors
/// `tape` is no call recording, or is damaged.
pub fn received_pages(tape: &[u8], date_time: &str) -> Result<Option<Vec<u8>>, ExportError> {
    let mut file = Builder::new();
    replay(
        tape,
        |_| (),
        |_, ran| {
            if let Ran::Told(CallEvent::Page(page)) = ran {
                let (resolution, mut quality) = (page.resolution, page.quality);
                let shown = page.colour.as_ref().map(|octets| {
                    colour::in_black_and_white(octets, resolution.x_dpi(), page.bitmap.width())
                });
                if let Some(shown) = &shown {
                    (quality.bad_rows, quality.longest_bad_run) = (shown.bad_rows, shown.bad_rows);
                }
                let bitmap = shown.as_ref().map_or(&page.bitmap, |shown| &shown.bitmap);
                let page_in_black_and_white = NewPage { bitmap, resolution, quality, date_time };
                push(&mut file, &page_in_black_and_white, page.colour.as_deref());
            }
        },
    )?;
    Ok((file.pages() > 0).then(|| file.finish()))
}

/// Writes the pages that were given to the engine to be sent, even if sending failed; `None` if
/// there were none. `date_time` has the form that [`received_pages`] expects.
///
/// # Errors
/// `tape` is no call recording, or is damaged.
pub fn sent_pages(tape: &[u8], date_time: &str) -> Result<Option<Vec<u8>>, ExportError> {
    let mut file = Builder::new();
    replay(
        tape,
        |_| (),
        |_, ran| {
            if let Ran::Given(page) = ran {
                let (resolution, quality) = (page.resolution, PageQuality::default());
                let colour = page.colour.as_ref().map(|octets| &octets[..]);
                let page = NewPage { bitmap: &page.bitmap, resolution, quality, date_time };
                push(&mut file, &page, colour);
            }
        },
    )?;
    Ok((file.pages() > 0).then(|| file.finish()))
}

fn push(file: &mut Builder, page: &NewPage<'_>, colour: Option<&[u8]>) {
    if file.len() < MOST && page.bitmap.rows() > 0 {
        file.push_coloured(page, colour);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::talk::{Talk, damaged};
    use ferrofax_document::tiff::load_bytes;
    use ferrofax_engine::t4::Bitmap;
    use std::path::Path;

    fn pages(file: Option<Vec<u8>>) -> Vec<Bitmap> {
        let read = load_bytes(file.unwrap(), Path::new("made.tif")).unwrap();
        read.pages.iter().map(|page| page.bitmap().unwrap()).collect()
    }

    #[test]
    fn what_was_sent_is_what_was_received() {
        let talk = Talk::default().run();
        let sent = pages(sent_pages(&talk.caller, "2026:11:20 08:13:33").unwrap());
        assert_eq!(sent, pages(received_pages(&talk.answerer, "").unwrap()));
        assert_eq!(sent.len(), 2);
        assert!(received_pages(&talk.caller, "").unwrap().is_none());
        assert!(sent_pages(&talk.answerer, "").unwrap().is_none());
    }

    #[test]
    fn a_damaged_tape_makes_a_file_or_a_sentence() {
        for tape in damaged(&Talk::default().run().answerer, 40) {
            if let Ok(Some(file)) = received_pages(&tape, "") {
                load_bytes(file, Path::new("made.tif")).unwrap();
            }
            _ = sent_pages(&tape, "");
        }
    }
}
