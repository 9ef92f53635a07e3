//! Places a sheet of paper on a fax page: in its true size, in the middle. The sheet is made
//! smaller or turned only if necessary.
//!
//! A row of pixels of a fax page is 215 mm wide (1728 pixels), and the page may have any length. So
//! A4 and smaller sheets keep their size. US letter, which is 0.4 % wider than the row, is made
//! smaller by as much, and A3 is reduced to A4. A sheet that is too wide is turned by a quarter to
//! the left if it is less high than wide, so that it is reduced less, or not at all.

use ferrofax_ground::t4::{PageWidth, Resolution};

/// The number of points in an inch; a point is the unit of PDF.
const POINTS: f64 = 72.0;
const MM_PER_INCH: f64 = 25.4;

/// The width in mm above which a sheet is turned. It is slightly more than the width of US letter,
/// so that US letter is not turned.
const TURN_MM: f64 = 217.0;

/// The longest page in mm: seven sheets of A4. Longer pages are rejected as a mistake, since even
/// the paper strips of weighing scales are shorter.
pub(super) const LONGEST_MM: f64 = 2100.0;

/// The minimum length of a fax page in mm. A shorter sheet gets white space below it, because some
/// fax machines do not accept a shorter page.
const SHORTEST_MM: f64 = 25.0;

/// The placement of a sheet of paper on its fax page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sheet {
    /// The number of rows of pixels of the fax page.
    pub(super) rows: u32,
    /// The number of pixels in a row of the fax page.
    pub(super) width: u32,
    /// Whether the sheet is turned by a quarter to the left.
    pub(super) turned: bool,
    /// The number of pixels of the fax page per point of the sheet, in the horizontal direction.
    pub(super) x_scale: f64,
    /// The number of rows of the fax page per point of the sheet, in the vertical direction.
    pub(super) y_scale: f64,
    /// The number of white pixels to the left of the sheet.
    pub(super) left: u32,
}

/// The error for a sheet that is too long for a fax page. The number is the length in mm that the
/// sheet would have on the fax page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TooLong(pub(super) f64);

impl Sheet {
    /// Places a sheet of paper, whose size is given in points, on a fax page of this resolution.
    pub(super) fn lay(
        width_pt: f64,
        height_pt: f64,
        resolution: Resolution,
    ) -> Result<Self, TooLong> {
        let mm = |points: f64| points.max(1.0) / POINTS * MM_PER_INCH;
        let turned = mm(width_pt) > TURN_MM && height_pt < width_pt;
        let (across, down) = if turned { (height_pt, width_pt) } else { (width_pt, height_pt) };
        let width = PageWidth::A4.pixels(resolution);
        let line_mm = f64::from(width) / resolution.x_dpi() * MM_PER_INCH;
        let scale = (line_mm / mm(across)).min(1.0);
        let length_mm = mm(down) * scale;
        if length_mm > LONGEST_MM {
            return Err(TooLong(length_mm));
        }
        let rows_of = |mm: f64| (mm / MM_PER_INCH * resolution.y_dpi()).round() as u32;
        let (x_scale, y_scale) =
            (resolution.x_dpi() / POINTS * scale, resolution.y_dpi() / POINTS * scale);
        let covered = (across * x_scale).round().clamp(0.0, f64::from(width)) as u32;
        Ok(Self {
            rows: rows_of(length_mm.max(SHORTEST_MM)),
            width,
            turned,
            x_scale,
            y_scale,
            left: (width - covered) / 2,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mm(mm: f64) -> f64 {
        mm / MM_PER_INCH * POINTS
    }

    fn lay(width_mm: f64, height_mm: f64) -> Sheet {
        Sheet::lay(mm(width_mm), mm(height_mm), Resolution::Fine).unwrap()
    }

    /// The scale of a sheet: pixels per mm, across and down.
    fn size(sheet: &Sheet) -> (f64, f64) {
        (sheet.x_scale * POINTS / MM_PER_INCH, sheet.y_scale * POINTS / MM_PER_INCH)
    }

    #[test]
    fn what_fits_the_line_keeps_its_size_and_stands_in_the_middle() {
        for (width, height) in
            [(210.0, 297.0), (148.0, 210.0), (210.0, 148.0), (215.0, 297.0), (105.0, 148.0)]
        {
            let sheet = lay(width, height);
            let (across, down) = size(&sheet);
            assert!(
                (across - 1728.0 / 215.0).abs() < 1e-9 && (down - 7.7).abs() < 1e-9,
                "{width} × {height}"
            );
            assert_eq!(sheet.rows, (height * 7.7_f64).round() as u32);
            assert!(!sheet.turned);
            let right = 1728.0 - f64::from(sheet.left) - width * across;
            assert!((right - f64::from(sheet.left)).abs() <= 1.0, "{right} {sheet:?}");
        }
    }

    #[test]
    fn a_sheet_that_is_too_wide_is_made_smaller_and_keeps_its_shape() {
        for (width, height, scale) in [(215.9, 279.4, 215.0 / 215.9), (297.0, 420.0, 215.0 / 297.0)]
        {
            let sheet = lay(width, height);
            let (across, down) = size(&sheet);
            assert!(
                (across / (1728.0 / 215.0) - scale).abs() < 1e-9
                    && (down / 7.7 - scale).abs() < 1e-9
            );
            assert_eq!((sheet.left, sheet.turned), (0, false));
            assert_eq!(sheet.rows, (height * scale * 7.7).round() as u32);
        }
    }

    #[test]
    fn a_landscape_sheet_is_turned_where_it_gains_by_it() {
        let a4 = lay(297.0, 210.0);
        assert_eq!((a4.turned, a4.rows), (true, 2287));
        assert!((size(&a4).1 - 7.7).abs() < 1e-9, "at its true size");
        assert!(lay(420.0, 297.0).turned);
        assert!(!lay(210.0, 100.0).turned && !lay(297.0, 420.0).turned);
    }

    #[test]
    fn a_page_is_neither_endless_nor_nothing() {
        assert!(
            matches!(Sheet::lay(mm(10.0), mm(3000.0), Resolution::Fine), Err(TooLong(mm)) if mm > 2900.0)
        );
        assert_eq!(lay(0.0, 0.0).rows, (25.0_f64 * 7.7).round() as u32);
        let poster = lay(2000.0, 3000.0);
        assert!(poster.rows < 2500 && poster.left == 0);
    }

    #[test]
    fn each_resolution_has_its_own_rows() {
        for (resolution, rows) in
            [(Resolution::Standard, 1143), (Resolution::Fine, 2287), (Resolution::Superfine, 4574)]
        {
            assert_eq!(Sheet::lay(mm(210.0), mm(297.0), resolution).unwrap().rows, rows);
        }
    }
}
