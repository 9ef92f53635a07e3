//! The web pages for sending and fetching faxes: the list of jobs, single jobs with their pages,
//! and new jobs.

mod bulk;
mod deeds;
mod draft_page;
mod fetch;
mod files;
mod job;
mod list;
mod new;
mod recipients;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::House;

/// The routes of the pages for jobs and new faxes. `most` is the greatest size of an upload in
/// bytes.
pub(super) fn routes(most: u64) -> Router<House> {
    // The form may be larger than its documents, because it has lines before and after each.
    let most = usize::try_from(most).unwrap_or(usize::MAX).saturating_add(1 << 20);
    Router::new()
        .route("/out", get(list::page))
        .route("/out/new", get(new::form).post(new::begin).layer(DefaultBodyLimit::max(most)))
        .route("/out/check", get(recipients::check))
        .route("/out/making", get(new::making))
        .route("/out/recipients", get(recipients::read))
        .route("/out/suggestions", get(recipients::suggest))
        .route("/out/bulk", get(list::page).post(bulk::change))
        .route("/out/views", post(list::save_view))
        .route("/out/views/{id}/remove", post(list::remove_view))
        .route("/out/fetch", get(fetch::form).post(fetch::fetch))
        .route(
            "/out/draft/{id}",
            get(new::draft).post(new::go_on).layer(DefaultBodyLimit::max(most)),
        )
        .route("/out/draft/{id}/page/{number}", get(draft_page::page))
        .route("/out/draft/{id}/picture/{number}", get(new::picture))
        .route("/out/{id}", get(job::page))
        .route("/out/{id}/picture/{number}", get(job::picture))
        .route("/out/{id}/document.pdf", get(files::pdf))
        .route("/out/{id}/report.pdf", get(files::report))
        .route("/out/{id}/proof.pdf", get(files::proof))
        .route("/out/{id}/number", post(deeds::give_number))
        .route("/out/{id}/again", post(deeds::again))
        .route("/out/{id}/{deed}", post(deeds::change))
}
