//! Jobs: the list, single jobs, actions on jobs, and new jobs.

mod body;
mod bulk;
mod deeds;
mod files;
mod list;
mod new;
mod one;
mod order;

pub(in crate::api) use body::CreatedJob;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;

/// The routes of all operations on jobs.
pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list::list, new::send))
        .routes(routes!(bulk::change))
        .routes(routes!(one::job))
        .routes(routes!(one::history))
        .routes(routes!(one::ladders))
        .routes(routes!(one::mails))
        .routes(routes!(one::page))
        .routes(routes!(files::pdf))
        .routes(routes!(files::tiff))
        .routes(routes!(files::report))
        .routes(routes!(files::proof))
        .routes(routes!(deeds::cancel))
        .routes(routes!(deeds::hold))
        .routes(routes!(deeds::release))
        .routes(routes!(deeds::retry))
        .routes(routes!(deeds::give_number))
        .routes(routes!(deeds::priority))
        .routes(routes!(deeds::again))
}
