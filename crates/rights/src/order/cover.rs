//! Makes the cover page of a fax from the options of its job.

use super::{Accepted, OrderError};
use ferrofax_basics::UnixMs;
use ferrofax_basics::show;
use ferrofax_convert::{Converter, Cover, Document, Pages, Wanted, pages_of};
use ferrofax_spool::sending::option;
use ferrofax_spool::{DeviceRecord, Spool};

/// Makes the cover page of an accepted fax. The cover page shows `sender` as the person who
/// submitted the fax, `now` as its date, and `pages` as its number of pages, including the cover
/// page.
///
/// # Errors
/// [`OrderError`]: the cover page that the settings define cannot be converted, or the spool cannot
/// be read.
pub(super) fn page(
    spool: &Spool,
    Accepted { job, wanted, .. }: &Accepted,
    sender: &str,
    pages: u32,
    converter: &Converter,
    now: UnixMs,
) -> Result<Pages, OrderError> {
    let devices = spool.devices().list()?;
    let device = devices.iter().find(|device| device.name() == job.device);
    let of_job = |name: &str| job.options.get(name).cloned().unwrap_or_default();
    let cover = of_device(device)
        .with("to", of_job(option::RECIPIENT))
        .with("to_company", of_job(option::COMPANY))
        .with("number", job.number.as_str())
        .with("from", sender)
        .with("date", show::date(now))
        .with("pages", pages.to_string());
    let wanted = Wanted { max_pages: 1, ..*wanted };
    let (made, _) = pages_of(&[Document::cover(cover)], &wanted, converter)?;
    Ok(made)
}

/// A cover page with the data of the sending device: its owner's name, its number, its language.
pub fn of_device(device: Option<&DeviceRecord>) -> Cover {
    let of = |name: &str| {
        device.and_then(|device| device.options.get(name)).cloned().unwrap_or_default()
    };
    Cover::default()
        .with("from_company", of(option::HEADER_TEXT))
        .with("from_number", of(option::IDENT))
        .with(Cover::LANGUAGE, of(Cover::LANGUAGE))
}
