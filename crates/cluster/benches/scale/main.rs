//! Measures the shared database with many jobs, many faxes and many nodes: `make scale`, or
//! `tests/postgresql cargo bench -p ferrofax-cluster --features postgresql --bench scale [WORD]…`,
//! which starts a server.
//!
//!   jobs=N faxes=N   one size only, also with all nodes at once; without this, all sizes
//!   alone            without the measurement of all nodes at once
//!   keep             keeps the database, and does not fill it if it exists
//!   rows=FILE        appends the results to FILE, and includes those that are there already
//!   draw             measures nothing
//!   svg=FILE         draws the results into FILE
//!
//! Read the modules in this order: `fill` (the contents of the database), `news` (the reports of
//! nodes), `store` (the measurement), `asking` (one client), `together` (50 nodes), `drawing`.

mod asking;
mod drawing;
mod fill;
mod news;
mod store;
mod together;

use std::time::Duration;

use ferrofax_cluster::Clustered;
use fill::{LINES, NODES, Size, fill, look};
use store::{Measured, Row, opened};
use together::{Came, Manner};

/// The measured sizes: the number of jobs grows, or the number of faxes.
const SIZES: [Size; 7] = [
    Size { open: 1_000, faxes: 10_000 },
    Size { open: 10_000, faxes: 10_000 },
    Size { open: 100_000, faxes: 10_000 },
    Size { open: 1_000_000, faxes: 10_000 },
    Size { open: 1_000, faxes: 100_000 },
    Size { open: 1_000, faxes: 1_000_000 },
    Size { open: 1_000, faxes: 10_000_000 },
];

/// How a node queries the database: as in an earlier version, and as now.
const MANNERS: [(&str, Manner); 2] = [
    ("at each notification", Manner { least: Duration::ZERO, renews: true }),
    ("four times a second", Manner { least: Duration::from_millis(250), renews: false }),
];

/// The number of rows and the disk space of each table.
const TABLES: &str = "
    SELECT relname, CAST(greatest(reltuples, 0) AS DOUBLE PRECISION),
           CAST(pg_total_relation_size(c.oid) AS DOUBLE PRECISION)
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relkind = 'r' AND reltuples > 0 ORDER BY 3 DESC";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let of = |name: &str| words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
    let has = |name: &str| words.iter().any(|word| word == name);
    let server = std::env::var("FERROFAX_TEST_STORE").expect("tests/postgresql starts a server");
    let number = |name: &str| of(name).map(|word| word.parse::<i64>().expect("a number"));
    let one = number("jobs").or_else(|| number("faxes")).map(|_| Size {
        open: number("jobs").unwrap_or(1_000),
        faxes: number("faxes").unwrap_or(10_000),
    });
    let sizes = match one {
        Some(one) => vec![one],
        None if has("draw") => Vec::new(),
        None => SIZES.to_vec(),
    };
    let mut found = of("rows").map_or_else(Vec::new, known);
    for size in sizes {
        let is_largest = one.is_some() || size.open == 1_000_000;
        let rows = at(&server, size, (has("keep"), is_largest && !has("alone")));
        if let Some(file) = of("rows") {
            keep(file, size, &rows);
        }
        found.push((size, rows));
        print(&found);
    }
    if has("draw") {
        print(&found);
    }
    if let Some(file) = of("svg") {
        std::fs::write(file, drawing::svg(&found)).expect("a drawing");
    }
}

/// Reads earlier results from a file.
fn known(file: &str) -> Vec<(Size, Vec<Row>)> {
    let mut found: Vec<(Size, Vec<Row>)> = Vec::new();
    for line in std::fs::read_to_string(file).unwrap_or_default().lines() {
        let words: Vec<&str> = line.split('\t').collect();
        let [open, faxes, name, median, p99, statements, transactions] = words[..] else {
            panic!("not a row of results: {line}")
        };
        let size = Size { open: open.parse().expect("jobs"), faxes: faxes.parse().expect("faxes") };
        let number = |word: &str| word.parse::<f64>().expect("a number");
        let row = Row {
            name: name.to_owned(),
            median: number(median),
            p99: number(p99),
            rounds: 0,
            sent: Some((number(statements), number(transactions))),
        };
        match found.iter_mut().find(|(known, _)| *known == size) {
            Some((_, rows)) => rows.push(row),
            None => found.push((size, vec![row])),
        }
    }
    found
}

fn keep(file: &str, size: Size, rows: &[Row]) {
    let mut text = std::fs::read_to_string(file).unwrap_or_default();
    for Row { name, median, p99, sent, .. } in rows {
        let (statements, transactions) = sent.unwrap_or_default();
        let Size { open, faxes } = size;
        text += &format!(
            "{open}\t{faxes}\t{name}\t{median:.3}\t{p99:.3}\t{statements:.1}\t{transactions:.1}\n"
        );
    }
    std::fs::write(file, text).expect("a file");
}

/// Measures everything with a database of this size.
fn at(server: &str, size: Size, (keeps, is_shared): (bool, bool)) -> Vec<Row> {
    let schema = format!("scale_{}_{}", size.open, size.faxes);
    let folder = tempfile::tempdir().expect("a folder");
    let mut client = look(server, "public");
    let is_there = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
    let is_there = client.query_opt(is_there, &[&schema]).expect("schemas").is_some();
    if !(is_there && keeps) {
        client
            .batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE"))
            .expect("room");
        let store = opened(&folder.path().join("first"), (server, &schema));
        let now = store.shared_queue().now_of_store().expect("the store").0;
        fill(&mut look(server, &schema), &schema, size, now);
        tables(&mut client, &schema, size);
    }
    let mut measured = Measured::new(folder.path(), (server, &schema), size);
    if is_shared {
        for (lines, (name, manner)) in [
            (LINES / 2, MANNERS[1]),
            (LINES, MANNERS[1]),
            (2 * LINES, MANNERS[1]),
            (LINES, MANNERS[0]),
        ] {
            let came = together::all(&mut measured, (server, &schema), (lines, manner));
            println!("\n{NODES} nodes, {lines} lines, queries {name}, {} jobs:", size.open);
            told(&came);
        }
    }
    asking::all(&mut measured);
    let rows = std::mem::take(&mut measured.rows);
    drop(measured);
    if !keeps {
        client.batch_execute(&format!("DROP SCHEMA {schema} CASCADE")).expect("room");
    }
    rows
}

fn told(came: &Came) {
    came.rows.iter().for_each(|row| println!("{}", row.line()));
    let Came { faxes, woken, locked, logged, .. } = came;
    let (statements, transactions) = came.sent.unwrap_or_default();
    println!(
        "each fax: {statements:.0} statements in {transactions:.0} transactions, {logged:.0} bytes of log"
    );
    println!("{faxes:.1} faxes per second; {woken:.0} wake-ups of nodes per second");
    println!("waiting for the lock: {} (median), {} (99th percentile)", locked.0, locked.1);
}

fn tables(client: &mut postgres::Client, schema: &str, size: Size) {
    println!("\n{size:?}: rows, and bytes per row including indexes");
    for row in client.query(TABLES, &[&schema]).expect("tables") {
        let (name, rows): (String, f64) = (row.get(0), row.get(1));
        let octets: f64 = row.get(2);
        println!("{name:<20} {rows:12.0} {:8.0}", octets / rows);
    }
}

/// Prints the results with columns for each size: the median and the 99th percentile, in ms.
fn print(found: &[(Size, Vec<Row>)]) {
    let mut names: Vec<&str> = Vec::new();
    for row in found.iter().flat_map(|(_, rows)| rows) {
        if !names.contains(&row.name.as_str()) {
            names.push(&row.name);
        }
    }
    println!("\nmedian and 99th percentile, ms");
    let heads = found
        .iter()
        .map(|(size, _)| format!("{:>18}", format!("{}/{}", size.open, size.faxes)));
    println!("{:<42}{:>13}{}", "jobs/faxes", "statements", heads.collect::<String>());
    for name in names {
        let of = |rows: &[Row]| rows.iter().find(|row| row.name == name).cloned();
        let cells = found.iter().map(|(_, rows)| match of(rows) {
            Some(row) => format!("{:>9.2}{:>9.2}", row.median, row.p99),
            None => format!("{:>18}", "-"),
        });
        let cells: String = cells.collect();
        let sent = found.iter().rev().find_map(|(_, rows)| of(rows)?.sent);
        let sent = sent.map_or_else(String::new, |(statements, transactions)| {
            format!("{statements:.1} in {transactions:.1}")
        });
        println!("{name:<42}{sent:>13}{cells}");
    }
}
