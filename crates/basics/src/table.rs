//! Writes tables for a terminal: each column is as wide as its widest cell, and columns are two
//! spaces apart.

use std::fmt;

/// A table: a heading, and rows with the same number of cells.
#[derive(Clone, Debug)]
pub struct Table {
    rows: Vec<Vec<String>>,
    empty: &'static str,
}

impl Table {
    /// An empty table with a heading.
    pub fn new(heading: &[&str]) -> Self {
        Self { rows: vec![heading.iter().map(|&cell| cell.to_owned()).collect()], empty: "" }
    }

    /// An empty table with a heading; an empty cell is shown as a dash.
    pub fn with_dashes(heading: &[&str]) -> Self {
        Self { empty: "-", ..Self::new(heading) }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let shown = |cell: String| if cell.is_empty() { self.empty.to_owned() } else { cell };
        self.rows.push(cells.into_iter().map(shown).collect());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.first().map_or(0, Vec::len);
        let width_of = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max()
        };
        let widths: Vec<usize> = (0..columns).map(|column| width_of(column).unwrap_or(0)).collect();
        for row in &self.rows {
            let cells: Vec<String> =
                row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
            writeln!(f, "{}", cells.join("  ").trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_what_stands_in_them_whatever_the_letters() {
        let mut table = Table::with_dashes(&["Job", "Tag"]);
        table.row(["1".to_owned(), "Über".to_owned()]);
        table.row(["12345".to_owned(), String::new()]);
        assert_eq!(table.to_string(), "Job    Tag\n1      Über\n12345  -\n");
        let mut table = Table::new(&["A", "NAME", "B"]);
        table.row(["1", "Grüße", "x"].map(str::to_owned));
        table.row(["2", "", ""].map(str::to_owned));
        assert_eq!(table.to_string(), "A  NAME   B\n1  Grüße  x\n2\n");
    }
}
