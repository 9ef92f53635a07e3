//! The operations of the API that only administrators may use. The web interface has the same
//! operations.

mod calls;
mod cleanup;
mod devices;
mod health;
mod history;
mod junk;
mod machines;
mod mails;
mod numbers;
mod sessions;
mod users;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
pub(super) use sessions::SessionList;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(devices::list))
        .routes(routes!(users::list))
        .routes(routes!(users::stop, users::go_on))
        .routes(routes!(sessions::list))
        .routes(routes!(sessions::end))
        .routes(routes!(health::health))
        .routes(routes!(health::ask))
        .routes(routes!(health::answer))
        .routes(routes!(mails::list))
        .routes(routes!(mails::again))
        .routes(routes!(mails::all_again))
        .routes(routes!(mails::queue, mails::pause))
        .routes(routes!(junk::list))
        .routes(routes!(junk::release))
        .routes(routes!(junk::blocked))
        .routes(routes!(cleanup::clean_up))
        .routes(routes!(history::history))
        .routes(routes!(numbers::list))
        .routes(routes!(numbers::one, numbers::forget))
        .routes(routes!(calls::list))
        .routes(routes!(calls::one))
        .routes(routes!(calls::explanation))
        .routes(routes!(calls::replay))
        .routes(routes!(calls::file))
}
