//! Resolutions and page widths as T.30 names them (table 2, bits 15, 17–18, 41–44), at their true size.
//!
//! R8 is 8.04 pixels a millimetre (1728 on 215 mm, T.4 §2.1); the rows are 3.85, 7.7 or 15.4 a millimetre (T.4 §2.2).

/// The resolution of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resolution {
    /// R8 × 3.85 rows/mm ("204 × 98").
    Standard,
    /// R8 × 7.7 rows/mm ("204 × 196").
    Fine,
    /// R8 × 15.4 rows/mm ("204 × 391").
    Superfine,
    /// 200 × 200 dpi.
    R200,
    /// 300 × 300 dpi.
    R300,
    /// 400 × 400 dpi.
    R400,
}

impl Resolution {
    /// Pixels an inch along a row.
    pub const fn x_dpi(self) -> f64 {
        match self {
            Self::Standard | Self::Fine | Self::Superfine => 8.04 * 25.4,
            Self::R200 => 200.0,
            Self::R300 => 300.0,
            Self::R400 => 400.0,
        }
    }

    /// Rows an inch.
    pub const fn y_dpi(self) -> f64 {
        match self {
            Self::Standard => 3.85 * 25.4,
            Self::Fine => 7.7 * 25.4,
            Self::Superfine => 15.4 * 25.4,
            Self::R200 => 200.0,
            Self::R300 => 300.0,
            Self::R400 => 400.0,
        }
    }
}

/// The nominal width of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageWidth {
    /// 215 mm.
    A4,
    /// 255 mm.
    B4,
    /// 303 mm.
    A3,
}

impl PageWidth {
    /// Pixels a row.
    pub const fn pixels(self, resolution: Resolution) -> u32 {
        let at_200 = match self {
            Self::A4 => 1728,
            Self::B4 => 2048,
            Self::A3 => 2432,
        };
        match resolution {
            Resolution::Standard | Resolution::Fine | Resolution::Superfine | Resolution::R200 => at_200,
            Resolution::R300 => at_200 * 3 / 2,
            Resolution::R400 => at_200 * 2,
        }
    }
}
