//! Received faxes: the list, single faxes with their pages, and actions on them.

mod archive;
mod body;
mod bulk;
mod deeds;
mod files;
mod list;
mod one;
mod text;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) use body::Mail;
pub(super) use files::{Look, no_file};
pub(super) use one::MailList;

use super::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(list::unread))
        .routes(routes!(list::read_through))
        .routes(routes!(bulk::change))
        .routes(routes!(archive::archive))
        .routes(routes!(archive::join))
        .routes(routes!(one::fax, deeds::delete))
        .routes(routes!(one::history))
        .routes(routes!(one::ladder))
        .routes(routes!(text::text))
        .routes(routes!(one::mails, deeds::mail))
        .routes(routes!(one::readers))
        .routes(routes!(files::page))
        .routes(routes!(files::pdf))
        .routes(routes!(files::tiff))
        .routes(routes!(deeds::mark_read, deeds::mark_unread))
        .routes(routes!(deeds::claim, deeds::hand_over, deeds::release))
        .routes(routes!(deeds::move_fax))
        .routes(routes!(deeds::note))
        .routes(routes!(deeds::set_metadata))
        .routes(routes!(deeds::print))
        .routes(routes!(deeds::fax_on))
}
