//! Received faxes as files, and their fax pages as pictures.

use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, HeaderValue};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::parts::{On, Question};
use crate::api::tag::bytes_tagged;
use crate::api::{Api, Caller, Kind, Problem, Result};
use crate::fax_file::{self, FaxFile};
use crate::pictures::{GLANCE, Wanted};
use ferrofax_basics::UnixMs;
use ferrofax_network::http::Work;
use ferrofax_spool::{FaxId, Format};

/// The default width of the picture of a fax page, in pixels. `NARROWEST` and `WIDEST` are the
/// least and the greatest width.
const WIDTH: u32 = 900;
const NARROWEST: u32 = 50;
const WIDEST: u32 = 2_592;

/// The options for the picture of a fax page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Look {
    /// The greatest width of the picture of the fax page in pixels; default 900.
    #[param(minimum = 50, maximum = 2592)]
    pub(in crate::api) width: Option<u32>,
    /// The number of quarter turns by which the picture of the fax page is turned clockwise.
    #[param(minimum = 0, maximum = 3)]
    pub(in crate::api) turn: Option<u8>,
}

impl Look {
    /// Makes a request for the picture of one fax page, with these options.
    pub(in crate::api) fn at(&self, document: std::path::PathBuf, page: usize) -> Result<Wanted> {
        let (width, turn) = (self.width.unwrap_or(WIDTH), self.turn.unwrap_or(0));
        if !(NARROWEST..=WIDEST).contains(&width) || turn > 3 {
            let text =
                format!("A number from {NARROWEST} to {WIDEST}; turn: a number from 0 to 3.");
            return Err(Problem::of_parameter("width", &text));
        }
        Ok(Wanted { document, page, width, turn })
    }
}

/// Returns a page of a received fax as a PNG picture.
#[utoipa::path(
    get,
    path = "/faxes/{id}/pages/{number}",
    tag = "faxes",
    operation_id = "get_fax_page",
    security(("key" = ["faxes:read"])),
    params(
        ("id" = i64, Path, description = "The fax's number."),
        ("number" = usize, Path, minimum = 1, description = "The number of the page, from 1."),
        Look
    ),
    responses(
        (status = 200, description = "The page as a picture.", content_type = "image/png", body = [u8]),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`.")
    )
)]
pub(super) async fn page(
    On(api, caller, headers, (id, page)): On<(i64, usize)>,
    Question(look): Question<Look>,
) -> Result {
    let work = move |api: &Api| {
        let (desk, person, id) = (&api.desk, &caller.person, FaxId(id));
        let document = if look.width.is_some_and(|width| width <= GLANCE) {
            desk.document_to_glance_at(person, id)?
        } else {
            desk.document(person, id, UnixMs::now())?
        };
        let wanted = look.at(document, page)?;
        let picture = api.pictures.png(&wanted);
        picture.map_err(|error| no_file(&format!("fax {id}, page {page}"), &error))
    };
    let png = api.at_work(work).await?;
    Ok(bytes_tagged(&headers, "image/png", png.as_ref().clone()))
}

/// The error answer for a fax page or file that does not exist or can't be made.
pub(in crate::api) fn no_file(what: &str, error: &dyn std::error::Error) -> Problem {
    log::warn!("{what}: {error}");
    Problem::new(Kind::NotThere, format!("There is no {what}"))
}

/// Returns the whole fax as PDF. If the fax was read, the PDF is searchable (PDF/A-2b).
#[utoipa::path(
    get,
    path = "/faxes/{id}/document.pdf",
    tag = "faxes",
    operation_id = "get_fax_pdf",
    security(("key" = ["faxes:read"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    responses(
        (status = 200, description = "The fax.", content_type = "application/pdf", body = [u8]),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`.")
    )
)]
pub(super) async fn pdf(On(api, caller, headers, id): On) -> Result {
    file(api, caller, headers, id, Format::Pdf, "pdf").await
}

/// Returns the whole fax as TIFF-F.
#[utoipa::path(
    get,
    path = "/faxes/{id}/document.tif",
    tag = "faxes",
    operation_id = "get_fax_tiff",
    security(("key" = ["faxes:read"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    responses(
        (status = 200, description = "The fax.", content_type = "image/tiff", body = [u8]),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`.")
    )
)]
pub(super) async fn tiff(On(api, caller, headers, id): On) -> Result {
    file(api, caller, headers, id, Format::Tiff, "tif").await
}

async fn file(
    api: Api,
    caller: Caller,
    headers: HeaderMap,
    id: i64,
    format: Format,
    ending: &str,
) -> Result {
    let user = caller.person.name.clone();
    let work = move |api: &Api| {
        let made = fax_file::made(&api.desk, &caller.person, FaxId(id), format)?;
        made.map_err(|error| no_file(&format!("document of fax {id}"), &*error))
    };
    let made = api.working(Work::Document(&user), work);
    let FaxFile { bytes, media_type } = made.await?;
    let mut response = bytes_tagged(&headers, media_type, bytes);
    let name = format!("attachment; filename=\"fax-{id}.{ending}\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
