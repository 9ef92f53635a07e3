//! Converts values to PostgreSQL and back, so that columns have the values that SQLite would
//! return.
//!
//! The server reports the type of each parameter of a statement. Our integers are converted into
//! this type: an integer, a real number, a truth value or a text. Truth values come back as
//! integers.

use std::error::Error;

use bytes::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::database::Result;

type Failed = Box<dyn Error + Sync + Send>;

/// A value in the form in which it is sent to the server.
#[derive(Debug)]
struct Bound<'v>(ToSqlOutput<'v>);

/// Converts values for the server, and passes them to `run`.
pub(super) fn with_values<R>(
    values: &[&dyn crate::database::ToSql],
    run: impl FnOnce(&[&(dyn ToSql + Sync)]) -> Result<R>,
) -> Result<R> {
    let bound: Vec<Bound<'_>> = values
        .iter()
        .map(|value| value.to_sql().map(Bound))
        .collect::<rusqlite::Result<_>>()?;
    let bound: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|value| value as _).collect();
    run(&bound)
}

impl ToSql for Bound<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Failed> {
        let value = match &self.0 {
            ToSqlOutput::Borrowed(value) => *value,
            ToSqlOutput::Owned(value) => ValueRef::from(value),
            _ => return Err("such a value has no place in PostgreSQL".into()),
        };
        match value {
            ValueRef::Null => Ok(IsNull::Yes),
            ValueRef::Integer(number) => integer(number, kind, out),
            ValueRef::Real(_) if *kind != Type::FLOAT8 => {
                Err(format!("a real is no {kind}").into())
            }
            ValueRef::Real(number) => number.to_sql(&Type::FLOAT8, out),
            ValueRef::Blob(bytes) => bytes.to_sql(&Type::BYTEA, out),
            // A text in PostgreSQL cannot contain null characters.
            ValueRef::Text(text) => {
                if text.contains(&0) {
                    text_of(text)?.replace('\0', "\u{fffd}").to_sql(&Type::TEXT, out)
                } else {
                    text_of(text)?.to_sql(&Type::TEXT, out)
                }
            }
        }
    }

    fn accepts(_kind: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn text_of(text: &[u8]) -> Result<&str, Failed> {
    Ok(std::str::from_utf8(text)?)
}

fn integer(number: i64, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Failed> {
    match *kind {
        Type::INT8 => number.to_sql(kind, out),
        Type::INT4 => i32::try_from(number)?.to_sql(kind, out),
        Type::INT2 => i16::try_from(number)?.to_sql(kind, out),
        Type::BOOL => (number != 0).to_sql(kind, out),
        // SQLite does the same. Numbers below 2^53 are converted exactly, and all our columns are
        // below that.
        Type::FLOAT8 => (number as f64).to_sql(kind, out),
        Type::TEXT | Type::VARCHAR => number.to_string().to_sql(kind, out),
        _ => Err(format!("an integer is no {kind}").into()),
    }
}

/// The value of a column, as SQLite would return it.
pub(in crate::database) fn column(row: &postgres::Row, index: usize) -> Result<ValueRef<'_>> {
    if index >= row.len() {
        return Err(rusqlite::Error::InvalidColumnIndex(index).into());
    }
    Ok(row.try_get::<_, Found<'_>>(index)?.0)
}

/// A value that came from the server.
struct Found<'r>(ValueRef<'r>);

impl<'r> FromSql<'r> for Found<'r> {
    fn from_sql(kind: &Type, raw: &'r [u8]) -> Result<Self, Failed> {
        let value = match *kind {
            Type::BOOL => ValueRef::Integer(i64::from(bool::from_sql(kind, raw)?)),
            Type::INT2 => ValueRef::Integer(i64::from(i16::from_sql(kind, raw)?)),
            Type::INT4 => ValueRef::Integer(i64::from(i32::from_sql(kind, raw)?)),
            Type::INT8 => ValueRef::Integer(i64::from_sql(kind, raw)?),
            Type::FLOAT4 => ValueRef::Real(f64::from(f32::from_sql(kind, raw)?)),
            Type::FLOAT8 => ValueRef::Real(f64::from_sql(kind, raw)?),
            Type::NUMERIC => ValueRef::Integer(whole_number(raw)?),
            Type::BYTEA => ValueRef::Blob(raw),
            _ => ValueRef::Text(raw),
        };
        Ok(Self(value))
    }

    fn from_sql_null(_kind: &Type) -> Result<Self, Failed> {
        Ok(Self(ValueRef::Null))
    }

    fn accepts(_kind: &Type) -> bool {
        true
    }
}

/// Reads a sum of integers, which PostgreSQL returns as `numeric`. The bytes are 16-bit words: the
/// number of digits to the base 10,000, the weight of the first digit, the sign, the number of
/// shown decimal places, and the digits. (Documented in PostgreSQL's utils/adt/numeric.c,
/// numeric_send.)
fn whole_number(raw: &[u8]) -> Result<i64, Failed> {
    let mut words = raw.chunks_exact(2).map(|word| u16::from_be_bytes([word[0], word[1]]));
    let mut word = || words.next().ok_or("a number is cut off");
    let (count, weight, sign, _places) = (word()?, word()?.cast_signed(), word()?, word()?);
    let mut number: i64 = 0;
    for place in 0..=i32::from(weight.max(-1)) {
        let digit = if place < i32::from(count) { word()? } else { 0 };
        let wider = number.checked_mul(10_000).and_then(|wide| wide.checked_add(digit.into()));
        number = wider.ok_or("a sum is too large")?;
    }
    match sign {
        0 => Ok(number),
        0x4000 => Ok(-number),
        _ => Err("a sum is no number".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_whole_numbers() {
        let numeric = |words: &[u16]| -> Vec<u8> {
            words.iter().flat_map(|word| word.to_be_bytes()).collect()
        };
        for (words, number) in [
            (&[0, 0, 0, 0][..], 0),
            (&[1, 0, 0, 0, 7], 7),
            (&[1, 1, 0, 0, 7], 70_000),
            (&[2, 1, 0x4000, 0, 7, 12], -70_012),
            (&[5, 4, 0, 0, 922, 3372, 368, 5477, 5807], i64::MAX),
        ] {
            assert_eq!(whole_number(&numeric(words)).unwrap(), number);
        }
        for words in [&[2, 1, 0, 0, 7][..], &[0, 0, 0xc000, 0], &[1, 9, 0, 0, 7], &[1]] {
            assert!(whole_number(&numeric(words)).is_err(), "{words:?}");
        }
    }
}
