//! The measurement of a shared database: the durations of operations, and the numbers of
//! statements.

use std::path::Path;
use std::time::{Duration, Instant};

use ferrofax_cluster::Node;
use ferrofax_spool::{Spool, Store, Tables};
use postgres::Client;

use crate::fill::{NODES, Size, look};
use crate::news::{self, Told};

/// Slow operations are repeated only for this time.
const LONGEST: Duration = Duration::from_secs(6);

/// Each operation is repeated at least this often, if it has as many rounds.
const LEAST: usize = 3;

const COUNT: &str = "CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA public";
const COUNT_ANEW: &str = "SELECT public.pg_stat_statements_reset()";
/// Counts statements and transactions. The messages that begin and end a transaction are not
/// counted as statements, whatever they contain.
const COUNTED: &str = "
    SELECT CAST(coalesce(sum(calls) FILTER (
               WHERE query ~* '^\\s*(SELECT|INSERT|UPDATE|DELETE|WITH)' AND query !~ 'pg_advisory_xact_lock|ferrofax_changes'), 0)
               AS DOUBLE PRECISION),
           CAST(coalesce(sum(calls) FILTER (WHERE query ~ '^\\s*BEGIN'), 0) AS DOUBLE PRECISION)
    FROM public.pg_stat_statements WHERE query !~ 'pg_stat_statements'";
const HEAVIEST: &str = "
    SELECT mean_exec_time, calls, rows, shared_blks_hit + shared_blks_read, regexp_replace(query, '\\s+', ' ', 'g')
    FROM public.pg_stat_statements WHERE query !~ 'pg_stat_statements' ORDER BY total_exec_time DESC LIMIT 3";

/// The result for an operation.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) name: String,
    /// The median, in milliseconds.
    pub(crate) median: f64,
    pub(crate) p99: f64,
    pub(crate) rounds: usize,
    /// Statements and transactions of an operation, if the server counts them.
    pub(crate) sent: Option<(f64, f64)>,
}

/// A shared database, and its clients.
pub(crate) struct Measured<'f> {
    pub(crate) folder: &'f Path,
    pub(crate) client: Client,
    pub(crate) store: Spool,
    pub(crate) nodes: Vec<Node>,
    pub(crate) news: Vec<Told>,
    pub(crate) size: Size,
    pub(crate) rows: Vec<Row>,
    counts: bool,
}

impl<'f> Measured<'f> {
    pub(crate) fn new(folder: &'f Path, (server, schema): (&str, &str), size: Size) -> Self {
        let store = opened(&folder.join("store"), (server, schema));
        let mut client = look(server, schema);
        let counts = client.batch_execute(COUNT).and_then(|()| client.batch_execute(COUNT_ANEW));
        if let Err(error) = &counts {
            eprintln!("statements are not counted: {error}");
        }
        let (counts, news) = (counts.is_ok(), news::all(folder));
        let nodes = (0..NODES).map(node).collect();
        Self { folder, client, store, nodes, news, size, rows: Vec::new(), counts }
    }

    /// Runs an operation `rounds` times, and stores its durations. Returns its results.
    pub(crate) fn time<T>(
        &mut self,
        name: &str,
        rounds: usize,
        mut call: impl FnMut(&mut Self, usize) -> T,
    ) -> Vec<T> {
        self.count_anew();
        let (mut times, mut done, began) = (Vec::new(), Vec::new(), Instant::now());
        for round in 0..rounds {
            let since = Instant::now();
            done.push(call(self, round));
            times.push(since.elapsed().as_secs_f64() * 1e3);
            if began.elapsed() > LONGEST && times.len() >= LEAST {
                break;
            }
        }
        let sent = self.sent(times.len(), name);
        let row = row(name, times, sent);
        eprintln!("{}", row.line());
        self.rows.push(row);
        done
    }

    /// Resets the counters of statements.
    pub(crate) fn count_anew(&mut self) {
        if self.counts {
            self.client.batch_execute(COUNT_ANEW).expect("statements");
        }
    }

    /// Returns statements and transactions since the reset, divided by `rounds`.
    pub(crate) fn sent(&mut self, rounds: usize, name: &str) -> Option<(f64, f64)> {
        if !self.counts {
            return None;
        }
        let counted = self.client.query_one(COUNTED, &[]).expect("statements");
        let each = |column| counted.get::<_, f64>(column) / rounds as f64;
        if std::env::var_os("FERROFAX_SCALE_HEAVIEST").is_some() {
            for row in self.client.query(HEAVIEST, &[]).expect("statements") {
                let (ms, calls): (f64, i64) = (row.get(0), row.get(1));
                let (rows, blocks): (i64, i64) = (row.get(2), row.get(3));
                let sql: String = row.get(4);
                let per = |count: i64| count as f64 / calls as f64;
                let (rows, blocks) = (per(rows), per(blocks));
                eprintln!(
                    "    {name}: {ms:.3} ms, {calls} calls, {rows:.1} rows, {blocks:.1} blocks: {sql:.150}"
                );
            }
        }
        Some((each(0), each(1)))
    }
}

impl Row {
    pub(crate) fn line(&self) -> String {
        let sent = self.sent.map_or_else(String::new, |(statements, transactions)| {
            format!("{statements:7.1} in {transactions:.1}")
        });
        let Self { name, median, p99, rounds, .. } = self;
        format!("{name:<44} {median:10.2} {p99:10.2} {rounds:5} {sent}")
    }
}

/// Returns the result for an operation with these durations.
pub(crate) fn row(name: &str, mut times: Vec<f64>, sent: Option<(f64, f64)>) -> Row {
    times.sort_by(f64::total_cmp);
    let last = times.len().saturating_sub(1);
    let at = |part: f64| times.get((last as f64 * part).round() as usize).copied().unwrap_or(0.0);
    Row { name: name.to_owned(), median: at(0.5), p99: at(0.99), rounds: times.len(), sent }
}

/// Opens the shared database, as a machine does.
pub(crate) fn opened(folder: &Path, (server, schema): (&str, &str)) -> Spool {
    let store: Store = format!("{server}?schema={schema}").parse().expect("an address");
    Spool::open_as(folder, &store, Tables::AreBroughtUp).expect("the store")
}

/// Returns one of the nodes in the database.
fn node(number: i64) -> Node {
    Node::new(
        [format!("node{number:03}"), format!("{number:016x}")],
        "the store",
        [format!("machine{number}"), format!("pbx{number}")],
    )
}
