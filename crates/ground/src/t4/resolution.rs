//! Resolutions and page widths that a fax can have (ITU-T T.4 §2, T.30 table 2), in
//! pixels per 25.4 mm.
//!
//! The metric resolutions of T.4 differ from the round numbers by which people call them: 1728
//! pixels cover 215 mm, and there are 3.85, 7.7 or 15.4 rows per mm. The true values give a page
//! its true size. The round values appear in TIFF-F files and in texts for people.

use std::fmt;

/// The resolution of a page, across × down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resolution {
    /// 8 pixels/mm (R8) × 3.85 lines/mm, called 204 × 98 dpi.
    #[default]
    Standard,
    /// 8 pixels/mm (R8) × 7.7 lines/mm, called 204 × 196 dpi.
    Fine,
    /// 8 pixels/mm (R8) × 15.4 lines/mm, called 204 × 391 dpi.
    Superfine,
    /// 16 pixels/mm (R16) × 15.4 lines/mm, called 408 × 391 dpi.
    Ultrafine,
    /// 200 × 100 dpi: standard, for a machine with inch-based resolutions.
    R200x100,
    /// 200 × 200 dpi.
    R200,
    /// 200 × 400 dpi: superfine, for a machine with inch-based resolutions.
    R200x400,
    /// 300 × 300 dpi.
    R300,
    /// 400 × 400 dpi.
    R400,
}

/// The paper width for which a page was scanned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageWidth {
    /// 215 mm, 1728 pixels at 8 pixels/mm (R8).
    #[default]
    A4,
    /// 255 mm, 2048 pixels at 8 pixels/mm (R8).
    B4,
    /// 303 mm, 2432 pixels at 8 pixels/mm (R8).
    A3,
}

/// Millimetres in an inch.
const MM: f64 = 25.4;

impl Resolution {
    /// Every resolution: the metric ones and then the inch-based ones, the coarsest first.
    pub const ALL: [Self; 9] = [
        Self::Standard,
        Self::Fine,
        Self::Superfine,
        Self::Ultrafine,
        Self::R200x100,
        Self::R200,
        Self::R200x400,
        Self::R300,
        Self::R400,
    ];

    /// The true number of pixels per 25.4 mm across.
    pub const fn x_dpi(self) -> f64 {
        match self {
            Self::Standard | Self::Fine | Self::Superfine => 1728.0 / 215.0 * MM,
            Self::Ultrafine => 3456.0 / 215.0 * MM,
            Self::R200x100 | Self::R200 | Self::R200x400 => 200.0,
            Self::R300 => 300.0,
            Self::R400 => 400.0,
        }
    }

    /// The true number of rows per 25.4 mm down.
    pub const fn y_dpi(self) -> f64 {
        match self {
            Self::Standard => 3.85 * MM,
            Self::Fine => 7.7 * MM,
            Self::Superfine | Self::Ultrafine => 15.4 * MM,
            Self::R200x100 => 100.0,
            Self::R200 => 200.0,
            Self::R300 => 300.0,
            Self::R200x400 | Self::R400 => 400.0,
        }
    }

    /// The whole numbers, across and down, by which the resolution is called and which TIFF-F files
    /// contain (RFC 2306 §4).
    pub const fn nominal_dpi(self) -> (u32, u32) {
        match self {
            Self::Standard => (204, 98),
            Self::Fine => (204, 196),
            Self::Superfine => (204, 391),
            Self::Ultrafine => (408, 391),
            Self::R200x100 => (200, 100),
            Self::R200 => (200, 200),
            Self::R200x400 => (200, 400),
            Self::R300 => (300, 300),
            Self::R400 => (400, 400),
        }
    }

    /// The resolution that these pixels per inch mean, if they are within 3 % of one. For example
    /// 204 × 196, and the 203 × 196 or 204.1 × 195.6 of other programs, are all [`Self::Fine`].
    pub fn from_dpi(x_dpi: f64, y_dpi: f64) -> Option<Self> {
        let off = |value: f64, wanted: f64| (value - wanted).abs() / wanted;
        Self::ALL
            .into_iter()
            .map(|resolution| {
                let (x, y) = (off(x_dpi, resolution.x_dpi()), off(y_dpi, resolution.y_dpi()));
                (resolution, x.max(y))
            })
            .filter(|(_, off)| *off < 0.03)
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(resolution, _)| resolution)
    }
}

/// Writes the resolution as it is called: `204x196`.
impl fmt::Display for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (x, y) = self.nominal_dpi();
        write!(f, "{x}x{y}")
    }
}

impl PageWidth {
    /// Every width, the narrowest first.
    pub const ALL: [Self; 3] = [Self::A4, Self::B4, Self::A3];

    /// The number of pixels in a row at `resolution` (T.4 table 1, T.30 table 2 notes on R16, 300
    /// and 400 dpi).
    pub const fn pixels(self, resolution: Resolution) -> u32 {
        let at_r8 = match self {
            Self::A4 => 1728,
            Self::B4 => 2048,
            Self::A3 => 2432,
        };
        match resolution {
            Resolution::Standard
            | Resolution::Fine
            | Resolution::Superfine
            | Resolution::R200x100
            | Resolution::R200
            | Resolution::R200x400 => at_r8,
            Resolution::R300 => at_r8 / 2 * 3,
            Resolution::Ultrafine | Resolution::R400 => at_r8 * 2,
        }
    }
}

impl fmt::Display for PageWidth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A4 => "A4",
            Self::B4 => "B4",
            Self::A3 => "A3",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nominal_resolution_and_the_true_one_name_the_same() {
        for resolution in Resolution::ALL {
            let (x, y) = resolution.nominal_dpi();
            assert_eq!(Resolution::from_dpi(x.into(), y.into()), Some(resolution));
            assert_eq!(
                Resolution::from_dpi(resolution.x_dpi(), resolution.y_dpi()),
                Some(resolution)
            );
        }
        assert_eq!(Resolution::from_dpi(203.0, 98.0), Some(Resolution::Standard));
        assert_eq!(Resolution::from_dpi(72.0, 72.0), None);
        assert_eq!(Resolution::from_dpi(f64::NAN, 0.0), None);
    }

    #[test]
    fn inches_are_not_taken_for_millimetres() {
        for (x, y, resolution) in [
            (200.0, 100.0, Resolution::R200x100),
            (200.0, 200.0, Resolution::R200),
            (200.0, 400.0, Resolution::R200x400),
            (400.0, 400.0, Resolution::R400),
            (204.0, 98.0, Resolution::Standard),
            (204.0, 196.0, Resolution::Fine),
            (204.0, 391.0, Resolution::Superfine),
            (408.0, 391.0, Resolution::Ultrafine),
        ] {
            assert_eq!(Resolution::from_dpi(x, y), Some(resolution));
        }
    }

    #[test]
    fn an_a4_row_is_215_mm_wide() {
        for (resolution, pixels) in [
            (Resolution::Fine, 1728),
            (Resolution::R300, 2592),
            (Resolution::R400, 3456),
            (Resolution::Ultrafine, 3456),
        ] {
            assert_eq!(PageWidth::A4.pixels(resolution), pixels);
            let mm = f64::from(pixels) / resolution.x_dpi() * 25.4;
            assert!((mm - 215.0).abs() < 5.0, "{resolution}: {mm} mm");
        }
        assert_eq!(PageWidth::B4.pixels(Resolution::R300), 3072);
        assert_eq!(PageWidth::A3.pixels(Resolution::R400), 4864);
    }
}
