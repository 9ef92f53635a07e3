//! The web pages of received faxes: the list, single faxes with their pages, and actions on them.

mod bulk;
mod deeds;
mod fax;
mod files;
mod list;

pub(crate) use list::{name, who};

use axum::Router;
use axum::routing::{get, post};

use super::House;

pub(super) fn routes() -> Router<House> {
    Router::new()
        .route("/in", get(list::page).post(list::read))
        .route("/in/unread", post(list::unread))
        .route("/in/bulk", get(list::page).post(bulk::change))
        .route("/in/views", post(list::save_view))
        .route("/in/views/{id}/remove", post(list::remove_view))
        .route("/in/{id}", get(fax::page))
        .route("/in/{id}/page/{number}", get(fax::one_page))
        .route("/in/{id}/picture/{number}", get(files::picture))
        .route("/in/{id}/part", get(fax::part))
        .route("/in/{id}/pdf", get(files::pdf))
        .route("/in/{id}/tiff", get(files::tiff))
        .route("/in/{id}/unread", post(deeds::unread))
        .route("/in/{id}/claim", post(deeds::claim))
        .route("/in/{id}/release", post(deeds::release))
        .route("/in/{id}/hand", post(deeds::hand_over))
        .route("/in/{id}/move", post(deeds::move_fax))
        .route("/in/{id}/note", post(deeds::note))
        .route("/in/{id}/mail", post(deeds::mail))
        .route("/in/{id}/print", post(deeds::print))
        .route("/in/{id}/fax", post(deeds::fax_on))
        .route("/in/{id}/delete", get(fax::ask_to_delete).post(deeds::delete))
}
