//! The results of the matrix: a table for each direction, and one for the sizes that only some
//! machines support.

use std::process::ExitCode;

use ferrofax::t4::{PageWidth, Resolution};

use super::{Cell, Matrix};
use crate::formats;
use crate::laboratory::Asterisk;
use crate::receive_case::{CODINGS, Case, Line, RATES};

impl Matrix {
    /// Prints the tables.
    pub(super) fn show(&self, strays: usize) -> ExitCode {
        println!("\nSeconds of each fax; - did not run");
        for direction in ["from spandsp", "to spandsp", "to ourselves"] {
            self.show_direction(direction);
            for asterisk in [Asterisk::V22, Asterisk::V16] {
                self.show_beyond(direction, asterisk);
            }
        }
        let ended_well =
            |cell: usize| matches!(*self.results[cell].lock().expect("no panic"), Some(Ok(_)));
        let (refused, sent): (Vec<usize>, Vec<usize>) =
            (0..self.cells.len()).partition(|&cell| self.cells[cell].1.peer_cannot());
        let arrived = sent.iter().filter(|&&cell| ended_well(cell)).count();
        let told = refused.iter().filter(|&&cell| ended_well(cell)).count();
        let failed = self.cells.len() - arrived - told;
        let (all, took) = (sent.len(), self.began.elapsed().as_secs());
        println!(
            "\n{arrived} of {all} faxes arrived pixel by pixel, in {} min {} s",
            took / 60,
            took % 60
        );
        if !refused.is_empty() {
            println!(
                "{told} of {} faxes that spandsp cannot send were refused by it",
                refused.len()
            );
        }
        if strays > 0 {
            println!("{strays} mails arrived unexpectedly");
        }
        if failed == 0 && strays == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn show_direction(&self, direction: &str) {
        let is_here = |cell: &&(Asterisk, Cell)| cell.1.row().0 == direction && !cell.1.is_beyond();
        let here: Vec<&(Asterisk, Cell)> = self.cells.iter().filter(is_here).collect();
        let mut columns: Vec<(Resolution, u32)> =
            here.iter().map(|(_, cell)| cell.column()).collect();
        columns.sort_by_key(|&(resolution, pages)| (resolution.nominal_dpi(), pages));
        columns.dedup();
        if columns.is_empty() {
            return;
        }
        let width = 7 * columns.len();
        println!("\n{direction:32}{:^width$}  {:^width$}", "Asterisk 22", "Asterisk 16");
        let heads: String = columns
            .iter()
            .map(|(resolution, _)| format!("{:>7}", resolution.to_string()))
            .collect();
        let pages: String = columns.iter().map(|(_, pages)| format!("{pages:>7}")).collect();
        println!("{:32}{heads}  {heads}\n{:32}{pages}  {pages}", "", "pages");
        for rate in RATES {
            for (ecm, coding) in CODINGS {
                for line in [Line::Audio, Line::REDUNDANT] {
                    let (resolution, width) = (Resolution::Standard, PageWidth::A4);
                    let row = Case { rate, ecm, coding, resolution, width, pages: 0, line };
                    if here.iter().any(|(_, cell)| cell.row().1 == row) {
                        println!("{}", self.line(direction, row, &columns));
                    }
                }
            }
        }
    }

    fn line(&self, direction: &str, row: Case, columns: &[(Resolution, u32)]) -> String {
        let ecm = if row.ecm { "ECM" } else { "no ECM" };
        let over = row.line.mode();
        let mut line =
            format!("{:<13}{ecm:<8}{:<5}{over:<6}", row.rate.to_string(), row.coding.to_string());
        for asterisk in [Asterisk::V22, Asterisk::V16] {
            for column in columns {
                let is_it = |(of, cell): &(Asterisk, Cell)| {
                    (*of, cell.row(), cell.column()) == (asterisk, (direction, row), *column)
                        && !cell.is_beyond()
                };
                line += &format!("{:>7}", self.shown(self.cells.iter().position(is_it)));
            }
            line += "  ";
        }
        line
    }

    /// Prints a line for each width and resolution that only some machines support.
    fn show_beyond(&self, direction: &str, asterisk: Asterisk) {
        let mut sizes = Vec::new();
        let mut ways = Vec::new();
        let is_here = |of: &Asterisk, cell: &Cell| {
            (*of, cell.row().0) == (asterisk, direction) && cell.is_beyond()
        };
        for (_, cell) in self.cells.iter().filter(|(of, cell)| is_here(of, cell)) {
            let (size, way) = ((cell.way().width, cell.way().resolution), cell.row().1);
            sizes.extend((!sizes.contains(&size)).then_some(size));
            ways.extend((!ways.contains(&way)).then_some(way));
        }
        if sizes.is_empty() {
            return;
        }
        sizes.sort_unstable();
        let heads = |head: fn(&Case) -> String| {
            ways.iter().map(|way| format!("{:>7}", head(way))).collect::<String>()
        };
        println!(
            "\n{:16}{}",
            direction,
            heads(|way| way.rate.to_string().split(' ').next().unwrap_or("").to_owned())
        );
        println!(
            "{:16}{}",
            format!("Asterisk {}", asterisk.name()),
            heads(|way| way.rate.bps().to_string())
        );
        println!("{:16}{}", "", heads(|way| if way.ecm { "ECM" } else { "" }.to_owned()));
        println!("{:16}{}", "", heads(|way| way.coding.to_string()));
        for (width, resolution) in sizes {
            let shown = |way: &Case| {
                let case = Case { width, resolution, ..*way };
                let is_it = |(of, cell): &(Asterisk, Cell)| {
                    is_here(of, cell) && Case { pages: 0, ..*cell.way() } == case
                };
                format!("{:>7}", self.shown(self.cells.iter().position(is_it)))
            };
            println!(
                "{:16}{}",
                format!("{width} {resolution}"),
                ways.iter().map(shown).collect::<String>()
            );
        }
    }

    fn shown(&self, cell: Option<usize>) -> String {
        let Some(cell) = cell else { return "-".to_owned() };
        match &*self.results[cell].lock().expect("no panic while locked") {
            Some(Ok(_)) if self.cells[cell].1.peer_cannot() => "cannot".to_owned(),
            Some(Ok(seconds)) => seconds.to_string(),
            _ => "FAIL".to_owned(),
        }
    }
}
