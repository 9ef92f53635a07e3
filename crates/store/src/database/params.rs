//! The values for the parameters `?1`, `?2`, … of a statement.

use super::ToSql;

/// Values for a statement, in the order of its parameters.
pub trait Params {
    /// Calls `run` with the values.
    fn bound<R>(self, run: impl FnOnce(&[&dyn ToSql]) -> R) -> R;
}

/// A list of values that may have different types.
impl Params for &[&dyn ToSql] {
    fn bound<R>(self, run: impl FnOnce(&[&dyn ToSql]) -> R) -> R {
        run(self)
    }
}

/// The empty list, for a statement without parameters.
impl Params for [&dyn ToSql; 0] {
    fn bound<R>(self, run: impl FnOnce(&[&dyn ToSql]) -> R) -> R {
        run(&self)
    }
}

/// An array of values of one type, for each of these array lengths.
macro_rules! arrays {
    ($($count:literal)*) => {
        $(impl<T: ToSql> Params for [T; $count] {
            fn bound<R>(self, run: impl FnOnce(&[&dyn ToSql]) -> R) -> R {
                run(&self.each_ref().map(|value| value as &dyn ToSql))
            }
        })*
    };
}
arrays!(1 2 3 4 5 6 7 8);

/// A list of values of one type, of any length, for a statement.
pub struct Listed<T>(Vec<T>);

/// Collects the values of an iterator for a statement.
pub fn params_from_iter<T: ToSql>(values: impl IntoIterator<Item = T>) -> Listed<T> {
    Listed(values.into_iter().collect())
}

impl<T: ToSql> Params for Listed<T> {
    fn bound<R>(self, run: impl FnOnce(&[&dyn ToSql]) -> R) -> R {
        let values: Vec<_> = self.0.iter().map(|value| value as &dyn ToSql).collect();
        run(&values)
    }
}

/// Makes a list of values of several types, for a statement.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$(&$value as &dyn $crate::database::ToSql),*] as &[&dyn $crate::database::ToSql]
    };
}
