//! What stands for `?1`, `?2`, … in a statement.

use super::ToSql;

/// Values for a statement, in their order.
pub(crate) trait Params {
    /// Hands them over.
    fn bound<R>(self, run: impl FnOnce(&[&dyn ToSql]) -> R) -> R;
}

/// Values of several types.
impl Params for &[&dyn ToSql] {
    fn bound<R>(self, run: impl FnOnce(&[&dyn ToSql]) -> R) -> R {
        run(self)
    }
}

/// None at all.
impl Params for [&dyn ToSql; 0] {
    fn bound<R>(self, run: impl FnOnce(&[&dyn ToSql]) -> R) -> R {
        run(&self)
    }
}

/// One type for all, so many.
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

/// As many as there are.
pub(crate) struct Listed<T>(Vec<T>);

/// As many values as this gives.
pub(crate) fn params_from_iter<T: ToSql>(values: impl IntoIterator<Item = T>) -> Listed<T> {
    Listed(values.into_iter().collect())
}

impl<T: ToSql> Params for Listed<T> {
    fn bound<R>(self, run: impl FnOnce(&[&dyn ToSql]) -> R) -> R {
        let values: Vec<_> = self.0.iter().map(|value| value as &dyn ToSql).collect();
        run(&values)
    }
}

/// Values of several types.
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$(&$value as &dyn $crate::database::ToSql),*] as &[&dyn $crate::database::ToSql]
    };
}
pub(crate) use params;
