//! Drafts: faxes that users write and preview before they are sent.

mod body;
mod deeds;
mod read;
mod written;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(read::list, deeds::begin))
        .routes(routes!(read::one, deeds::change, deeds::discard))
        .routes(routes!(read::page))
        .routes(routes!(deeds::order))
        .routes(routes!(deeds::send))
}
