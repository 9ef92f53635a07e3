//! The subscriptions that a request of an IPP client contains (RFC 3995 §5.3).

use super::event::EventKind;
use crate::ipp::{Asked, Request, Status, Value, each, text_of};

/// The default lease (duration) of a subscription, in seconds. The next constant is the longest
/// lease.
pub(in crate::printer) const LEASE_SECONDS: i32 = 3_600;
pub(in crate::printer) const LONGEST_LEASE_SECONDS: i32 = 86_400;

/// The most bytes that an application may store with its subscription (RFC 3995 §5.3.4).
const MOST_USER_DATA: usize = 63;

/// A subscription to the printer's events that an IPP client requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::printer) struct Template {
    pub(super) kinds: Vec<EventKind>,
    pub(super) lease_seconds: i32,
    pub(super) user_data: Vec<u8>,
}

/// Reads the subscriptions that an IPP request asks for. An invalid subscription is an error with
/// the IPP status that the client gets for it.
pub(in crate::printer) fn templates(request: &Request) -> Vec<Result<Template, Status>> {
    request.subscriptions().map(template).collect()
}

/// The duration that a subscription gets, in seconds. An IPP client that requests 0 means "for
/// ever", and gets the longest duration.
pub(super) fn lease(asked: Option<i32>) -> i32 {
    match asked {
        None => LEASE_SECONDS,
        Some(0) => LONGEST_LEASE_SECONDS,
        Some(seconds) => seconds.clamp(60, LONGEST_LEASE_SECONDS),
    }
}

/// The requested duration of a subscription, in seconds.
pub(super) fn lease_asked(asked: Asked<'_>) -> Option<i32> {
    asked.get("notify-lease-duration").and_then(|value| value.as_integer().copied())
}

fn template(asked: Asked<'_>) -> Result<Template, Status> {
    let get = |name: &str| asked.get(name);
    if get("notify-recipient-uri").is_some() {
        // Only subscriptions whose events clients fetch are supported. Events are never sent to a
        // URI.
        return Err(Status::UriSchemeNotSupported);
    }
    if get("notify-pull-method").and_then(text_of) != Some("ippget") {
        return Err(Status::AttributesOrValuesNotSupported);
    }
    let kinds: Vec<EventKind> = match get("notify-events") {
        Some(words) => each(words).filter_map(text_of).filter_map(EventKind::of_keyword).collect(),
        None => vec![EventKind::JobCompleted],
    };
    if kinds.is_empty() {
        return Err(Status::AttributesOrValuesNotSupported);
    }
    let user_data = match get("notify-user-data") {
        Some(Value::OctetString(data)) => data.to_vec(),
        _ => Vec::new(),
    };
    if user_data.len() > MOST_USER_DATA {
        return Err(Status::RequestValueTooLong);
    }
    Ok(Template { kinds, lease_seconds: lease(lease_asked(asked)), user_data })
}
