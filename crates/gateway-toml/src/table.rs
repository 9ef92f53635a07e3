//! The macro [`settings`]. It declares a struct with settings of gateway.toml, together with the
//! keys that set them.
//!
//! Each key is one row of the macro: its help text, the field of the struct, the default as written
//! in gateway.toml, and the type. From the row, the macro makes the field, its default value, the
//! code that reads the key, and the key's text in the sample gateway.toml and in the reference. The
//! code block shows a table with two keys:
//!
//! ```text
//! settings! {
//!     /// The settings of the section `[folder]`.
//!     pub struct FolderSettings {
//!         /// A field without a key of its own.
//!         pub limits: Limits,
//!     }
//!
//!     /// The keys of `[folder]`.
//!     pub(crate) KEYS {
//!         /// Whether the folder is used.
//!         enabled: bool = true, flag;
//!         /// Megabytes of one file.
//!         max_file as "max_file_mb": u64 = 100, number(1..=4_000, megabytes);
//!     }
//! }
//! ```
//!
//! - A field that belongs to no key may have a default after `=`: `pub limits: Limits =
//!   Limits::all(),`.
//! - The comment with `///` above a row is the key's help text, in the sample and in the reference.
//!   A comment with `//` is only for readers of the code.
//! - The field of the struct has the name of the key. If the key has another name, that name
//!   follows `as`.
//! - The default follows `=`, as it would be written in gateway.toml. `unset`: the key has no
//!   default, and the field is empty without it. `(example "x")`: the sample shows this value, but
//!   the field is empty without the key. `(hidden "x")`: the default that the sample does not show.
//! - The row ends with the type of the key's value: `flag`, `number(limits)`, `words("word" =>
//!   value, …)`, `text`, `list`, `secret` or `path`. The row may name a function that converts the
//!   value: `number(limits, function)`, or in brackets after another type, as in `text(function)`.
//!   For a type that is not in this list, `own(…)` contains a [`Kind`].
//!
//! [`settings`]: crate::settings!
//! [`Kind`]: super::Kind

use toml::de::DeTable;

use super::problem::Problems;
use super::{Bounded, Key, Section};

/// Declares a struct with settings of gateway.toml, together with the keys that set them. In a
/// `partial struct` a field is empty until its key is set: `with_defaults` makes a struct of
/// defaults, and `or` fills the empty fields of one struct from another.
#[macro_export]
macro_rules! settings {
    ($(#[$about:meta])* $vis:vis struct $($rest:tt)*) => {
        $crate::settings!(@table whole $(#[$about])* $vis struct $($rest)*);
    };
    ($(#[$about:meta])* $vis:vis partial struct $($rest:tt)*) => {
        $crate::settings!(
            @table partial $(#[$about])* #[derive(Default)] $vis struct $($rest)*
        );
    };

    (@table $which:ident
        $(#[$about:meta])*
        $vis:vis struct $Settings:ident {
            $($(#[$part_about:meta])* pub $part:ident: $Part:ty $(= $value:expr)?,)*
        }
        $(
            $(#[$keys_about:meta])*
            $keys_vis:vis $KEYS:ident {
                $(
                    $(#[doc = $help:literal])*
                    $field:ident $(as $name:literal)?: $Field:ty = $default:tt,
                    $kind:ident $(($($how:tt)*))?;
                )+
            }
        )+
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        // The help text is written for the sample gateway.toml. In it, `[limits]` is the name of a
        // table, not a link, and an address is only an example.
        #[allow(rustdoc::broken_intra_doc_links, rustdoc::bare_urls)]
        $vis struct $Settings {
            $($(#[$part_about])* pub $part: $Part,)*
            $($(
                #[doc = concat!("`", $crate::settings!(@name $field $($name)?), "`:")]
                $(#[doc = $help])*
                pub $field: $Field,
            )+)+
        }

        $(
            $(#[$keys_about])*
            $keys_vis const $KEYS: &[$crate::Key<$Settings>] = &[
                $($crate::Key {
                    name: $crate::settings!(@name $field $($name)?),
                    default: $crate::settings!(@shown $default),
                    kind: $crate::settings!(@kind $Settings $field $kind $(($($how)*))?),
                    help: concat!($($help),*).trim_ascii_start(),
                },)+
            ];
        )+

        impl $Settings {
            /// Makes the settings that apply if gateway.toml sets none of their keys.
            pub(crate) fn with_defaults() -> Self {
                let mut settings = Self {
                    $($part: $crate::settings!(@value $($value)?),)*
                    $($($field: Default::default(),)+)+
                };
                $($crate::read_defaults(
                    $KEYS,
                    concat!($($crate::settings!(
                        @line $crate::settings!(@name $field $($name)?), $default
                    )),+),
                    &mut settings,
                );)+
                settings
            }
        }

        $crate::settings!(@more $which $Settings $($($field)+)+);
    };

    (@more whole $Settings:ident $($field:ident)+) => {
        impl Default for $Settings {
            fn default() -> Self {
                Self::with_defaults()
            }
        }
    };
    (@more partial $Settings:ident $($field:ident)+) => {
        impl $Settings {
            /// Returns a copy of these settings in which each empty field has the value from
            /// `below`.
            fn or(&self, below: &Self) -> Self {
                let empty = Self::default();
                Self {
                    $($field: {
                        let of = if self.$field == empty.$field { below } else { self };
                        of.$field.clone()
                    },)+
                }
            }
        }
    };

    // The default value of a field that belongs to no key.
    (@value) => { Default::default() };
    (@value $value:expr) => { $value };

    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:literal) => { $name };

    // The default value as the sample gateway.toml shows it.
    (@shown unset) => { "" };
    (@shown (example $default:tt)) => { stringify!($default) };
    (@shown (hidden $default:tt)) => { "" };
    (@shown $default:tt) => { stringify!($default) };

    // The line of gateway.toml that sets the key to its default value.
    (@line $name:expr, unset) => { "" };
    (@line $name:expr, (example $default:tt)) => { "" };
    (@line $name:expr, (hidden $default:tt)) => { $crate::settings!(@line $name, $default) };
    (@line $name:expr, $default:tt) => { concat!($name, " = ", stringify!($default), "\n") };

    (@kind $Settings:ident $field:ident own($kind:expr)) => { $kind };
    (@kind $Settings:ident $field:ident flag) => {
        $crate::Kind::Flag(|settings: &mut $Settings, flag| settings.$field = flag.into())
    };
    (@kind $Settings:ident $field:ident number($limits:expr)) => {
        $crate::Kind::Number($limits, |settings: &mut $Settings, number| {
            settings.$field = number.into();
        })
    };
    (@kind $Settings:ident $field:ident number($limits:expr, $convert:expr)) => {
        $crate::Kind::Number($limits, |settings: &mut $Settings, number| {
            settings.$field = $convert(number);
        })
    };
    (@kind $Settings:ident $field:ident words($($word:expr => $value:expr),+ $(,)?)) => {
        $crate::Kind::Choice(&[
            $(($word, |settings: &mut $Settings| settings.$field = $value),)+
        ])
    };
    (@kind $Settings:ident $field:ident text) => {
        $crate::settings!(@kind $Settings $field text(str::parse))
    };
    (@kind $Settings:ident $field:ident text($read:expr)) => {
        $crate::Kind::Text(|settings: &mut $Settings, said| {
            said.read_one(&mut settings.$field, $read);
        })
    };
    (@kind $Settings:ident $field:ident list) => {
        $crate::settings!(@kind $Settings $field list(str::parse))
    };
    (@kind $Settings:ident $field:ident list($read:expr)) => {
        $crate::Kind::List(|settings: &mut $Settings, said| {
            said.read(&mut settings.$field, $read);
        })
    };
    (@kind $Settings:ident $field:ident secret) => {
        $crate::Kind::Secret(|settings: &mut $Settings, secret| {
            settings.$field = secret.into();
        })
    };
    (@kind $Settings:ident $field:ident path) => {
        $crate::Kind::Path(|settings: &mut $Settings, path| settings.$field = path)
    };
    (@kind $Settings:ident $field:ident path($convert:expr)) => {
        $crate::Kind::Path(|settings: &mut $Settings, path| {
            settings.$field = $convert(path);
        })
    };
}

/// Sets the fields of `settings` to the defaults of these `keys`. `lines` is the text of a
/// gateway.toml that sets each key to its default; this function reads that text.
pub fn read_defaults<S: 'static>(keys: &[Key<S>], lines: &str, settings: &mut S) {
    let problems = Problems::of(lines);
    let (table, errors) = DeTable::parse_recoverable(lines);
    Section::new("", 0, table.get_ref(), &problems).read(keys, settings);
    let (found, _) = problems.into_inner();
    debug_assert!(errors.is_empty() && found.is_empty(), "{errors:?} {found:?}");
}

/// Converts a number of megabytes (of 2^20 bytes) to bytes.
pub fn megabytes(number: Bounded) -> u64 {
    u64::from(number) << 20
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows;

    settings! {
        /// A table with a key of each kind of default.
        struct TrialSettings {
            /// A field without a key.
            pub count: u32 = 7,
        }

        /// The keys of the table.
        KEYS {
            /// Megabytes of
            /// one file.
            size as "size_mb": u64 = 2, number(1..=9, megabytes);
            name: String = (example "sales"), text;
            host: String = (hidden "localhost"), text;
            owner: Option<String> = unset, text(|text| Ok::<_, String>(Some(text.to_owned())));
            ports: Vec<u16> = ["25", "80"], list;
            mode: char = "a", words("a" => 'A', "b" => 'B');
        }
    }

    #[test]
    fn a_row_is_the_field_the_default_and_the_text() {
        let made = TrialSettings::default();
        let expected = TrialSettings {
            count: 7,
            size: 2 << 20,
            name: String::new(),
            host: "localhost".to_owned(),
            owner: None,
            ports: vec![25, 80],
            mode: 'A',
        };
        assert_eq!(made, expected);
        let shown: Vec<_> =
            rows(KEYS).iter().map(|row| (row.name, row.default, row.help)).collect();
        let expected = [
            ("size_mb", "2", "Megabytes of one file."),
            ("name", r#""sales""#, ""),
            ("host", "", ""),
            ("owner", "", ""),
            ("ports", r#"["25", "80"]"#, ""),
            ("mode", r#""a""#, ""),
        ];
        assert_eq!(shown, expected);
    }
}
