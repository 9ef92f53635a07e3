//! How long a page that comes may grow: as long on paper at each resolution, within what
//! it may take of memory.
//!
//! We offer unlimited length (T.30 table 2, bits 19 and 20), and no fax machine has a
//! roll of ten metres. But a white row is one bit in T.6: without a limit a caller could
//! fill the memory at 14 400 rows a second.

use crate::t30::Negotiated;
use ferrofax_ground::t4::{Coding, Limits, Resolution};

/// The most pixels of a page that is longer than its rows in standard resolution allow: 37.5 MB.
const MOST_PIXELS: u32 = 300_000_000;

/// The same in JBIG, where each pixel is decoded by itself, and some hundred octets may say as
/// many as there may be: about half a second's work. An owner's limit that is more makes it more.
const MOST_PIXELS_IN_JBIG: u32 = 100_000_000;

/// The limits of a page that will come so; `max_rows`: how many rows it may have in
/// standard resolution.
pub(super) fn limits(max_rows: u32, negotiated: &Negotiated) -> Limits {
    let Negotiated { resolution, width, coding, .. } = *negotiated;
    let finer = resolution.y_dpi() / Resolution::Standard.y_dpi();
    let as_long = (f64::from(max_rows) * finer).round() as u32;
    let pixels = if coding == Coding::Jbig { MOST_PIXELS_IN_JBIG } else { MOST_PIXELS };
    Limits { max_rows: as_long.min(pixels / width.pixels(resolution)).max(max_rows) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_ground::t4::PageWidth;
    use ferrofax_signal::modem::Rate;

    fn metres(coding: Coding, resolution: Resolution, width: PageWidth) -> f64 {
        let negotiated =
            Negotiated { rate: Rate::V29At9600.into(), ecm: true, coding, resolution, width };
        f64::from(limits(40_000, &negotiated).max_rows) / resolution.y_dpi() * 0.0254
    }

    #[test]
    fn ten_metres_of_paper_come_and_where_pixels_are_small_at_least_three() {
        for (resolution, width, least) in [
            (Resolution::Standard, PageWidth::A3, 10.0),
            (Resolution::Fine, PageWidth::A3, 10.0),
            (Resolution::R200, PageWidth::A3, 10.0),
            (Resolution::Superfine, PageWidth::A4, 10.0),
            (Resolution::R300, PageWidth::A4, 9.0),
            (Resolution::R400, PageWidth::A4, 5.0),
            (Resolution::R400, PageWidth::A3, 3.5),
        ] {
            let metres = metres(Coding::Mmr, resolution, width);
            assert!(metres >= least && metres < 10.6, "{resolution} {width}: {metres} m");
        }
    }

    #[test]
    fn in_jbig_a_page_may_be_shorter_and_is_still_long() {
        let metres = |resolution, width| metres(Coding::Jbig, resolution, width);
        assert!(metres(Resolution::Standard, PageWidth::A3) > 9.0);
        assert!(metres(Resolution::Fine, PageWidth::A4) > 7.0);
        // No shorter than the owner's limit.
        assert!(metres(Resolution::R400, PageWidth::A3) > 2.5);
    }

    #[test]
    fn a_smaller_limit_is_never_made_smaller_still() {
        let negotiated = |resolution| Negotiated {
            rate: Rate::V29At9600.into(),
            ecm: true,
            coding: Coding::Mmr,
            resolution,
            width: PageWidth::A3,
        };
        assert_eq!(limits(300, &negotiated(Resolution::Standard)).max_rows, 300);
        assert_eq!(limits(300, &negotiated(Resolution::Superfine)).max_rows, 1200);
        assert_eq!(limits(200_000, &negotiated(Resolution::R400)).max_rows, 200_000);
    }
}
