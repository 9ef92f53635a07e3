//! The form of answers with lists: `items` and `next`, and the list under its older name.

use std::sync::Arc;

use axum::http::header::LINK;
use axum::http::{HeaderValue, Uri};
use axum::response::Response;
use serde::{Serialize, Serializer};

/// A list that an answer contains under two names.
pub(super) struct Twice<T>(Arc<Vec<T>>);

impl<T> Twice<T> {
    pub(super) fn of(items: impl IntoIterator<Item = T>) -> (Self, Self) {
        let items = Arc::new(items.into_iter().collect());
        (Self(Arc::clone(&items)), Self(items))
    }
}

impl<T: Serialize> Serialize for Twice<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Declares the type of an answer with a list. The fields in braces are added to those of each
/// list.
macro_rules! list {
    (
        $(#[$about:meta])* $shown:vis $Name:ident, $old:ident, $Item:ident
        $({ $($(#[$said:meta])* $more:ident: $Type:ty,)+ })?
    ) => {
        $(#[$about])*
        #[derive(serde::Serialize, utoipa::ToSchema)]
        $shown struct $Name {
            /// The entries of the list.
            #[schema(value_type = Vec<$Item>)]
            items: $crate::api::lists::Twice<$Item>,
            /// The older, deprecated name of `items`, with the same value.
            #[schema(value_type = Vec<$Item>, deprecated)]
            $old: $crate::api::lists::Twice<$Item>,
            /// The value of `cursor` with which the next request continues the list; null if the
            /// list ends here.
            next: Option<String>,
            $($($(#[$said])* $more: $Type,)+)?
        }

        impl $Name {
            $shown fn of(
                items: impl IntoIterator<Item = $Item>,
                next: Option<String>,
                $($($more: $Type,)+)?
            ) -> Self {
                let (items, $old) = $crate::api::lists::Twice::of(items);
                Self { items, $old, next, $($($more,)+)? }
            }
        }
    };
}
pub(super) use list;

/// Adds the header `Link` with the URL of the next part of a list. This URL is relative to that of
/// the request.
pub(super) fn linked(mut response: Response, uri: &Uri, next: Option<&str>) -> Response {
    let Some(next) = next else { return response };
    let query = uri.query().unwrap_or_default().split('&');
    let query = query.filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let query: String = query.map(|pair| format!("{pair}&")).collect();
    if let Ok(link) = HeaderValue::from_str(&format!("<?{query}cursor={next}>; rel=\"next\"")) {
        response.headers_mut().insert(LINK, link);
    }
    response
}
