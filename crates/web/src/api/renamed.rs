//! The paths of the API that were renamed. The older paths work as before: a request is passed on
//! under the newer path, and the answer has the header `Deprecation` (RFC 9745).

use axum::extract::Request;
use axum::http::header::{HeaderName, LINK};
use axum::http::uri::{PathAndQuery, Uri};
use axum::http::{HeaderMap, HeaderValue};

use super::ROOT;

/// Each older path with the newer one. `*` stands for any single segment. The path of a request may
/// have further segments after those given here.
const RENAMED: [(&str, &str); 5] = [
    ("/book", "/contacts"),
    ("/faxes/*/ladder", "/faxes/*/transcript"),
    ("/jobs/*/ladders", "/jobs/*/transcripts"),
    ("/webhooks/dead", "/webhooks/failed-deliveries"),
    ("/admin/questions", "/admin/diagnostics"),
];

/// The time from which on the older paths are deprecated, in seconds since 1970: 28 November 2026.
const SINCE: &str = "@1795824000";

const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");

/// Renames `path` from the pattern `from` to the pattern `to`; `None` if `path` does not match
/// `from`.
fn other(path: &str, (from, to): (&str, &str)) -> Option<String> {
    let (mut rest, mut kept) = (path, Vec::new());
    for wanted in from.split('/').skip(1) {
        let inner = rest.strip_prefix('/')?;
        let (segment, after) = inner.split_at(inner.find('/').unwrap_or(inner.len()));
        match wanted {
            "*" => kept.push(segment),
            wanted if wanted != segment => return None,
            _ => {}
        }
        rest = after;
    }
    let mut kept = kept.into_iter();
    let segments = to.split('/').skip(1).map(|segment| match segment {
        "*" => kept.next().unwrap_or_default(),
        segment => segment,
    });
    let path: String = segments.flat_map(|segment| ["/", segment]).collect();
    Some(path + rest)
}

/// The newer path for an older path; `None` if `path` is not an older one.
fn newer(path: &str) -> Option<String> {
    RENAMED.into_iter().find_map(|names| other(path, names))
}

/// The older path for a newer path, for the API's description; `None` if `path` was never renamed.
pub(super) fn older(path: &str) -> Option<String> {
    RENAMED.into_iter().find_map(|(older, newer)| other(path, (newer, older)))
}

/// Replaces an older path in a request by the newer path, and returns the newer path. `None` if the
/// path is not an older one.
pub(super) fn rename(request: &mut Request) -> Option<String> {
    let uri = request.uri();
    let path = newer(uri.path())?;
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(format!("{path}{query}")).ok()?);
    *request.uri_mut() = Uri::from_parts(parts).ok()?;
    Some(path)
}

/// Adds the headers `Deprecation` and `Link` to the answer to a request with an older path.
pub(super) fn mark(headers: &mut HeaderMap, newer: &str) {
    headers.insert(DEPRECATION, HeaderValue::from_static(SINCE));
    let link = format!("<{ROOT}{newer}>; rel=\"successor-version\"");
    if let Ok(link) = HeaderValue::try_from(link) {
        headers.append(LINK, link);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_older_path_has_a_newer_one_and_back() {
        for (path, wanted) in [
            ("/book", "/contacts"),
            ("/book/7", "/contacts/7"),
            ("/book/table", "/contacts/table"),
            ("/faxes/5/ladder", "/faxes/5/transcript"),
            ("/faxes/{id}/ladder", "/faxes/{id}/transcript"),
            ("/jobs/5/ladders", "/jobs/5/transcripts"),
            ("/webhooks/dead/3/again", "/webhooks/failed-deliveries/3/again"),
            ("/admin/questions/1", "/admin/diagnostics/1"),
        ] {
            assert_eq!(newer(path).as_deref(), Some(wanted));
            assert_eq!(older(wanted).as_deref(), Some(path));
        }
        for path in ["/books", "/faxes/5", "/faxes/5/6/ladder", "/webhooks", "/", ""] {
            assert_eq!(newer(path), None, "{path}");
        }
    }
}
