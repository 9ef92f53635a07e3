//! Tables as CSV (RFC 4180): reads tables that spreadsheets write, and writes tables that are safe
//! to open in a spreadsheet.

use std::fmt::Write as _;

/// If a cell begins with one of these characters, a spreadsheet treats the cell as a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The character that is put before a cell that looks like a formula, so that a spreadsheet
/// shows it as text.
const GUARD: char = '\'';

/// A row of a table: the number of the line on which it begins, counted from 1, and its cells.
pub(crate) type Row = (usize, Vec<String>);

/// The reason why a text is not a table in CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CsvError {
    /// A quotation mark occurs in a cell that is not in quotation marks, or text follows the
    /// quotation mark that ends a cell.
    #[error(
        "line {0}: put a cell with a quotation mark in quotation marks, and double each one inside"
    )]
    Quotes(usize),
    /// A cell has an opening quotation mark but no closing one. The value is the number of the line
    /// with the opening mark.
    #[error("line {0}: the quotation mark that begins there is not closed")]
    Open(usize),
}

/// Reads the rows of a table, without empty rows. Cells are separated by commas, or by semicolons
/// if the first line has more semicolons than commas. Spreadsheets write semicolons where the
/// decimal sign is a comma.
pub(crate) fn read(text: &str) -> Result<Vec<Row>, CsvError> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let count = |sign| first.matches(sign).count();
    let between = if count(';') > count(',') { ';' } else { ',' };
    let (mut rows, mut row, mut line, mut begins) = (Vec::new(), Vec::new(), 1, 1);
    let mut signs = text.chars().peekable();
    while signs.peek().is_some() {
        // Read a cell, then the character that ends it.
        let mut cell = String::new();
        if signs.next_if_eq(&'"').is_some() {
            let open = line;
            loop {
                match signs.next() {
                    None => return Err(CsvError::Open(open)),
                    Some('"') if signs.next_if_eq(&'"').is_some() => cell.push('"'),
                    Some('"') => break,
                    Some(sign) => {
                        line += usize::from(sign == '\n');
                        cell.push(sign);
                    }
                }
            }
        } else {
            while let Some(sign) = signs.next_if(|it| *it != between && !matches!(it, '\r' | '\n'))
            {
                if sign == '"' {
                    return Err(CsvError::Quotes(line));
                }
                cell.push(sign);
            }
        }
        row.push(unguarded(cell));
        let _ = signs.next_if_eq(&'\r');
        match signs.next() {
            Some(sign) if sign == between => {
                // If the text ends with a comma, an empty cell follows the comma.
                if signs.peek().is_none() {
                    row.push(String::new());
                }
                continue;
            }
            Some('\n') | None => {}
            Some(_) => return Err(CsvError::Quotes(line)),
        }
        rows.push((begins, std::mem::take(&mut row)));
        line += 1;
        begins = line;
    }
    if !row.is_empty() {
        rows.push((begins, row));
    }
    rows.retain(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()));
    Ok(rows)
}

/// A row of a table as text, with the line end.
pub fn written(cells: &[&str]) -> String {
    let mut text = String::new();
    for (at, cell) in cells.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let guard = if is_formula(cell) { "'" } else { "" };
        let _ = write!(text, "{comma}\"{guard}{}\"", cell.replace('"', "\"\""));
    }
    text + "\r\n"
}

/// Whether a spreadsheet would treat this cell as a formula. Characters `'` ([`GUARD`]) before the
/// formula are ignored.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches(GUARD).starts_with(FORMULA)
}

/// Removes the character `'` that was put before a formula in a cell.
fn unguarded(cell: String) -> String {
    match cell.strip_prefix(GUARD) {
        Some(rest) if is_formula(rest) => rest.to_owned(),
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_is_no_formula() {
        let cells = ["=1+1", "+49 991", "a \"b\"", "'=x", "x\r\ny", "@SUM(A1)", "", "'quoted'"];
        let text = written(&cells);
        assert_eq!(read(&text).unwrap(), [(1, cells.map(str::to_owned).to_vec())]);
        for (cell, guarded) in [("=1+1", "\"'=1+1\""), ("\t=1", "\"'\t=1\""), ("-2", "\"'-2\"")] {
            assert_eq!(written(&[cell]).trim_end(), guarded);
        }
    }

    #[test]
    fn tables_of_spreadsheets_are_read() {
        let rows = |text: &str| {
            read(text).map(|rows| rows.into_iter().map(|(at, row)| (at, row.join("|"))).collect())
        };
        let wanted: Vec<(usize, String)> =
            vec![(1, "a|b".into()), (4, "1|x\ny".into()), (6, "2|".into())];
        for text in ["a,b\n\n,\n1,\"x\ny\"\n2,", "\u{feff}a;b\r\n\r\n;\r\n1;\"x\ny\"\r\n2;\r\n"] {
            assert_eq!(rows(text), Ok(wanted.clone()), "{text:?}");
        }
        assert_eq!(rows(""), Ok(Vec::new()));
        assert_eq!(rows("a\nb\"c\n"), Err(CsvError::Quotes(2)));
        assert_eq!(rows("a\n\"b\"c\n"), Err(CsvError::Quotes(2)));
        assert_eq!(rows("a\n\"b\nc"), Err(CsvError::Open(2)));
    }
}
