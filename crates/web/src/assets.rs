//! The style sheet, the script and the icon of the web pages. Their URLs contain a hash of the
//! content, so that browsers can keep each file forever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::refusal::Refusal;
use ferrofax_network::encoding::hex;

struct Asset {
    name: &'static str,
    ending: &'static str,
    media_type: &'static str,
    text: &'static str,
}

const ASSETS: [Asset; 3] = [
    Asset {
        name: "page",
        ending: "css",
        media_type: "text/css; charset=utf-8",
        text: include_str!("assets/page.css"),
    },
    Asset {
        name: "page",
        ending: "js",
        media_type: "text/javascript; charset=utf-8",
        text: include_str!("assets/page.js"),
    },
    Asset {
        name: "icon",
        ending: "svg",
        media_type: "image/svg+xml",
        text: include_str!("assets/icon.svg"),
    },
];

/// The names under which browsers request the style sheet, the script and the icon, such as
/// `page-0f3a….css`.
static ADDRESSES: LazyLock<[String; 3]> = LazyLock::new(|| {
    ASSETS.each_ref().map(|asset| {
        let sum = Sha256::digest(asset.text.as_bytes());
        format!("{}-{}.{}", asset.name, hex(&sum[..8]), asset.ending)
    })
});

/// The URLs of the style sheet, the script and the icon.
pub(super) fn addresses() -> &'static [String; 3] {
    &ADDRESSES
}

/// Returns the style sheet, the script or the icon.
pub(super) async fn asset(Path(name): Path<String>) -> Response {
    let found = ADDRESSES.iter().position(|address| *address == name);
    match found.and_then(|at| ASSETS.get(at)) {
        Some(asset) => {
            let headers = [
                (CONTENT_TYPE, asset.media_type),
                (CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, asset.text).into_response()
        }
        None => Refusal::Nothing.into_response(),
    }
}
