//! What we encode is what other decoders read, pixel by pixel: hayro-ccitt always,
//! libtiff where its tools are there.

use crate::pages;
use ferrofax::t4::{Bitmap, Coding, EncodeOptions, encode};
use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode};

const CODINGS: [Coding; 3] = [Coding::Mh, Coding::Mr, Coding::Mmr];

/// The page as the other decoder reads it.
fn read_by_hayro(bytes: &[u8], coding: Coding, width: u32, rows: u32) -> Bitmap {
    struct Rows(Bitmap);
    impl hayro_ccitt::Decoder for Rows {
        fn push_row(&mut self, changes: &[u32]) {
            let y = self.0.rows();
            self.0.push_row(&[]);
            for run in changes.chunks(2) {
                let end = run.get(1).copied().unwrap_or_else(|| self.0.width());
                (run[0]..end).for_each(|x| self.0.set(x, y, true));
            }
        }
    }
    let mut sink = Rows(Bitmap::new(width));
    let settings = DecodeSettings {
        columns: width,
        rows,
        end_of_block: true,
        end_of_line: coding != Coding::Mmr,
        rows_are_byte_aligned: false,
        encoding: match coding {
            Coding::Mh => EncodingMode::Group3_1D,
            Coding::Mr => EncodingMode::Group3_2D,
            Coding::Mmr => EncodingMode::Group4,
            Coding::Jbig | Coding::Jpeg | Coding::T43 => unreachable!("it is none of those above"),
        },
        strict: true,
    };
    hayro_ccitt::decode(bytes, &mut sink, &mut DecoderContext::new(settings))
        .expect("hayro-ccitt reads it");
    sink.0
}

#[test]
fn hayro_reads_every_typical_page_as_it_was() {
    for width in [1728, 2432] {
        for (name, page) in pages::typical(width, 600) {
            for coding in CODINGS {
                let bytes = encode(
                    &page,
                    coding,
                    EncodeOptions { lsb_first: false, ..EncodeOptions::default() },
                );
                assert!(
                    read_by_hayro(&bytes, coding, width, 600) == page,
                    "{name} {coding} {width}"
                );
            }
        }
    }
}

#[test]
fn hayro_reads_runs_of_every_length() {
    for seed in 0..6 {
        // Wide enough for several make-up codes in a run.
        let width = 5000 + seed as u32 * 13;
        let page = pages::noise(width, 200, seed);
        for coding in CODINGS {
            let bytes = encode(
                &page,
                coding,
                EncodeOptions { k: 2, lsb_first: false, ..EncodeOptions::default() },
            );
            assert!(read_by_hayro(&bytes, coding, width, 200) == page, "{coding} {seed}");
        }
    }
}
