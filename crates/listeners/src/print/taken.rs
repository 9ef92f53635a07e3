//! Chooses the format in which a fax is sent to a printer, by the printer's own description. PDF is
//! preferred to PWG raster, and PWG raster to URF. Also chooses the resolution that shows the fax
//! best, and both sides of the paper if that is wanted.

use ferrofax_document::raster::{Back, Form, Kind, Pixel};

use super::settings::{FormatWanted, PrinterOut};
use crate::ipp::{Told, Value};
use ferrofax_spool::undelivered::PrinterFault;

/// The format in which a fax is sent to a printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Pdf,
    Raster(Form),
}

pub(super) const PDF: &str = "application/pdf";
pub(super) const PWG: &str = "image/pwg-raster";
pub(super) const URF: &str = "image/urf";

pub(super) const ONE_SIDED: &str = "one-sided";
pub(super) const TWO_SIDED: &str = "two-sided-long-edge";

/// The resolutions in which Ferrofax can draw pages, in pixels per inch.
const DRAWN: std::ops::RangeInclusive<u32> = 72..=1200;

/// Chooses the format for a fax with at most the resolution `dpi`, printed on both sides of the
/// paper if `is_duplex`.
///
/// # Errors The printer supports none of the formats that the setting `format` allows.
pub(super) fn choose(
    told: Told<'_>,
    printer: &PrinterOut,
    dpi: (f64, f64),
    is_duplex: bool,
) -> Result<Format, PrinterFault> {
    let taken = told.texts("document-format-supported");
    let wants = |format: FormatWanted, name: &str| match printer.format {
        FormatWanted::Any => taken.contains(&name),
        wanted => wanted == format,
    };
    if wants(FormatWanted::Pdf, PDF) {
        return Ok(Format::Pdf);
    }
    let pwg = wants(FormatWanted::Pwg, PWG).then(|| pwg(told, dpi, is_duplex)).flatten();
    let urf = || wants(FormatWanted::Urf, URF).then(|| urf(told, dpi, is_duplex)).flatten();
    pwg.or_else(urf).map(Format::Raster).ok_or_else(|| {
        if taken.is_empty() {
            PrinterFault::NoFormatNamed
        } else {
            PrinterFault::NoFormat { formats: taken.join(", ") }
        }
    })
}

/// Chooses colour depth, resolution and duplex mode for PWG raster, from the printer's description
/// of itself (PWG 5102.4 §7). `None` if the printer does not support PWG raster. `dpi` is the
/// resolution of the fax in dots per inch.
fn pwg(told: Told<'_>, dpi: (f64, f64), is_duplex: bool) -> Option<Form> {
    let types = told.texts("pwg-raster-document-type-supported");
    let pixel = [("black_1", Pixel::Black), ("sgray_8", Pixel::Grey), ("srgb_8", Pixel::Colours)]
        .into_iter()
        .find(|(name, _)| types.contains(name))?
        .1;
    let resolutions =
        told.values("pwg-raster-document-resolution-supported").filter_map(resolution);
    let (x_dpi, y_dpi) = best(resolutions, dpi)?;
    let duplex = is_duplex.then(|| match told.text("pwg-raster-document-sheet-back") {
        Some("flipped") => Back::Flipped,
        Some("rotated") => Back::Rotated,
        // "manual-tumble" differs from upright only if the sheet is turned over its short edge.
        _ => Back::Upright,
    });
    Some(Form { kind: Kind::Pwg, pixel, x_dpi, y_dpi, duplex })
}

/// Chooses colour depth, resolution and duplex mode for URF, from the printer's attribute
/// `urf-supported`, such as `W8`, `SRGB24`, `RS300-600`, `DM1`. `None` if the printer does not
/// support URF. `dpi` is the resolution of the fax in dots per inch.
fn urf(told: Told<'_>, dpi: (f64, f64), is_duplex: bool) -> Option<Form> {
    let words = told.texts("urf-supported");
    let has = |word: &str| words.contains(&word);
    let pixel = match (has("W8"), has("SRGB24")) {
        (true, _) => Pixel::Grey,
        (false, true) => Pixel::Colours,
        (false, false) => return None,
    };
    let resolutions = words.iter().find_map(|word| word.strip_prefix("RS"))?.split('-');
    let resolutions = resolutions.filter_map(|word| word.parse().ok()).map(|dpi| (dpi, dpi));
    let (x_dpi, y_dpi) = best(resolutions, dpi)?;
    let duplex = is_duplex.then(|| match (has("DM2"), has("DM3")) {
        (true, _) => Back::Flipped,
        (false, true) => Back::Rotated,
        (false, false) => Back::Upright,
    });
    Some(Form { kind: Kind::Urf, pixel, x_dpi, y_dpi, duplex })
}

/// Converts a resolution in a printer's description to pixels per inch (RFC 8011 §5.1.16).
fn resolution(value: &Value) -> Option<(u32, u32)> {
    let Value::Resolution { cross_feed, feed, units } = value else { return None };
    let dpi = |number: i32| {
        let number = f64::from(number);
        // The unit 3 is an inch, 4 is a centimetre.
        (if *units == 4 { number * 2.54 } else { number }).round() as u32
    };
    Some((dpi(*cross_feed), dpi(*feed)))
}

/// Chooses the lowest of a printer's resolutions that shows all details of the fax. If no
/// resolution does, chooses the highest.
fn best(resolutions: impl Iterator<Item = (u32, u32)>, dpi: (f64, f64)) -> Option<(u32, u32)> {
    let known: Vec<(u32, u32)> =
        resolutions.filter(|(x, y)| DRAWN.contains(x) && DRAWN.contains(y)).collect();
    let pixels = |(x, y): &(u32, u32)| u64::from(*x) * u64::from(*y);
    let is_fine = |(x, y): &&(u32, u32)| f64::from(*x) >= dpi.0 && f64::from(*y) >= dpi.1;
    let fine = known.iter().filter(is_fine).min_by_key(|one| pixels(one));
    fine.or_else(|| known.iter().max_by_key(|one| pixels(one))).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipp::{Heard, Question, value};

    const FINE: (f64, f64) = (204.1, 195.6);

    fn chosen(
        attributes: &[(&str, Value)],
        wanted: FormatWanted,
        dpi: (f64, f64),
        is_duplex: bool,
    ) -> Result<Format, PrinterFault> {
        let question = attributes
            .iter()
            .fold(Question::new(0, "ipp://printer/"), |question, (name, value)| {
                question.of_job(name, value.clone())
            });
        let heard = Heard::read(&question.to_bytes((2, 0))).unwrap();
        let printer = PrinterOut { format: wanted, ..PrinterOut::default() };
        choose(heard.jobs().next().unwrap(), &printer, dpi, is_duplex)
    }

    #[test]
    fn pdf_goes_before_pwg_and_pwg_before_urf() {
        let formats = |names: &[&str]| {
            let names = names.iter().map(|name| value::mime(name)).collect();
            [
                ("document-format-supported", value::set(names)),
                ("pwg-raster-document-type-supported", value::keywords(&["sgray_8", "black_1"])),
                (
                    "pwg-raster-document-resolution-supported",
                    value::set(vec![value::resolution(600, 600), value::resolution(300, 300)]),
                ),
                ("pwg-raster-document-sheet-back", value::keyword("rotated")),
                ("urf-supported", value::keywords(&["V1.4", "W8", "RS300-600", "DM2"])),
            ]
        };
        let of = |names: &[&str]| chosen(&formats(names), FormatWanted::Any, FINE, false);
        assert_eq!(of(&[URF, PWG, PDF]), Ok(Format::Pdf));
        let pwg =
            Form { kind: Kind::Pwg, pixel: Pixel::Black, x_dpi: 300, y_dpi: 300, duplex: None };
        assert_eq!(of(&[URF, PWG]), Ok(Format::Raster(pwg)));
        let urf = Form { kind: Kind::Urf, pixel: Pixel::Grey, ..pwg };
        assert_eq!(of(&[URF, "image/jpeg"]), Ok(Format::Raster(urf)));
        assert!(
            of(&["image/jpeg"])
                .unwrap_err()
                .to_string()
                .ends_with("the printer lists image/jpeg")
        );
        // A finer fax needs a finer resolution. For both sides, the back is turned as the printer
        // describes it.
        let finer = chosen(&formats(&[PWG]), FormatWanted::Any, (408.2, 391.2), true);
        let finer_form = Form { x_dpi: 600, y_dpi: 600, duplex: Some(Back::Rotated), ..pwg };
        assert_eq!(finer, Ok(Format::Raster(finer_form)));
        let wanted = chosen(&formats(&[PDF]), FormatWanted::Urf, FINE, true);
        assert_eq!(wanted, Ok(Format::Raster(Form { duplex: Some(Back::Flipped), ..urf })));
    }

    #[test]
    fn what_is_told_by_halves_is_not_guessed() {
        assert!(
            chosen(
                &[("document-format-supported", value::mime(PWG))],
                FormatWanted::Any,
                FINE,
                false
            )
            .is_err()
        );
        assert!(
            chosen(
                &[("urf-supported", value::keywords(&["W8", "RS9-99999"]))],
                FormatWanted::Urf,
                FINE,
                false
            )
            .is_err()
        );
    }
}
