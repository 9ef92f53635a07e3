//! Received faxes as files, and their fax pages as pictures.

use axum::extract::{Path, Query};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;

use super::fax::Look;
use crate::House;
use crate::fax_file::{self, FaxFile};
use crate::pictures::Wanted;
use crate::refusal::{Refusal, Result};
use crate::visitor::{User, Visit};
use ferrofax_basics::UnixMs;
use ferrofax_network::http::Work;
use ferrofax_spool::{FaxId, Format};

/// Returns a fax page of a received fax as a PNG picture.
pub(super) async fn picture(
    Visit(house, user): Visit,
    Path((id, page)): Path<(i64, usize)>,
    Query(look): Query<Look>,
) -> Result {
    let (id, house_there) = (FaxId(id), house.clone());
    let picture = house.at_desk(move |desk| {
        let document = if look.is_glance() {
            desk.document_to_glance_at(&user.person, id)?
        } else {
            desk.document(&user.person, id, UnixMs::now())?
        };
        let wanted = Wanted { document, page, width: look.width(), turn: look.turn() };
        Ok(house_there.pictures.png(&wanted))
    });
    match picture.await? {
        Ok(png) => Ok(([(CONTENT_TYPE, "image/png")], png.as_ref().clone()).into_response()),
        Err(error) => {
            log::warn!(FERROFAX_FAX:% = id; "fax {id}, page {page}: {error}");
            Err(Refusal::Nothing)
        }
    }
}

/// Returns the whole received fax as PDF.
pub(super) async fn pdf(Visit(house, user): Visit, Path(id): Path<i64>) -> Result {
    file(house, user, FaxId(id), Format::Pdf, "pdf").await
}

/// Returns the whole received fax as TIFF-F.
pub(super) async fn tiff(Visit(house, user): Visit, Path(id): Path<i64>) -> Result {
    file(house, user, FaxId(id), Format::Tiff, "tif").await
}

async fn file(house: House, user: User, id: FaxId, format: Format, ending: &str) -> Result {
    let name = user.person.name.clone();
    let made = house.working_at_desk(Work::Document(&name), move |desk| {
        fax_file::made(desk, &user.person, id, format)
    });
    match made.await? {
        Ok(FaxFile { bytes, media_type }) => {
            let name = format!("attachment; filename=\"fax-{id}.{ending}\"");
            let headers = [(CONTENT_TYPE, media_type.to_owned()), (CONTENT_DISPOSITION, name)];
            Ok((headers, bytes).into_response())
        }
        Err(error) => {
            log::warn!(FERROFAX_FAX:% = id; "fax {id}: {error}");
            Err(Refusal::Nothing)
        }
    }
}
