//! Opens a PostgreSQL schema. If the schema does not exist, it is made. An older schema is updated
//! to this version if an administrator has requested that. Machines with this version and with
//! other versions may use one schema at the same time. A newer schema says which version of
//! Ferrofax is the oldest that can use it.
//!
//! The tables are the same as in SQLite ([`Schema`]). A new schema gets the tables in their present
//! form. In an existing schema, the upgrade steps that are missing are carried out.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use postgres::Config;
use postgres::config::{Host, SslMode, TargetSessionAttrs};

use super::functions::FUNCTIONS;
use super::planted::{name, planted, view_of_words};
use super::store::{NoStore, Tables};
use crate::database::postgresql::{CHANGES, Connection, Reach, Trust, table};
use crate::database::{self, OptionalExtension, Purpose, Transaction};
use crate::schema::{NotOpened, Schema};

/// The address of a schema on a PostgreSQL server. The password is not displayed.
#[derive(Clone)]
pub struct Address {
    reach: Reach,
    schema: String,
}

/// The name of the schema, and of the database, if the address names none.
const SCHEMA: &str = "ferrofax";

/// The greatest length of a schema's name; the limit of the server is higher.
const LONGEST: usize = 40;

/// The oldest supported version of the server.
const OLDEST_SERVER: i64 = 130_000;

/// Stores the version in the schema. `oldest` is only raised, since it may be higher already.
const SET_VERSION: &str = "UPDATE ferrofax_schema SET version = ?1, oldest = greatest(oldest, ?2)";
/// Adds the column `oldest` to a schema that lacks it. Schemas were made without this column when
/// all machines still had to have one version.
const ADD_OLDEST: &str =
    "ALTER TABLE ferrofax_schema ADD COLUMN IF NOT EXISTS oldest BIGINT NOT NULL DEFAULT 0";
const HAS_VERSION: &str = "
    SELECT 1 FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = ?1 AND c.relname = 'ferrofax_schema'";
const HAS_SCHEMA: &str = "SELECT 1 FROM pg_namespace WHERE nspname = ?1";
const IN_SCHEMA: &str = "
    SELECT c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = ?1 ORDER BY c.relname LIMIT 1";
const SERVER: &str = "
    SELECT CAST(current_setting('server_version_num') AS INTEGER), current_setting('server_encoding'),
           current_setting('server_version')";

/// The table that holds the version of the schema.
const VERSION_TABLE: &str = "
    CREATE TABLE ferrofax_schema (one BIGINT PRIMARY KEY CHECK (one = 1), version BIGINT NOT NULL);
    INSERT INTO ferrofax_schema (one, version) VALUES (1, 0);";

/// The statements that make the full-text index, which is a virtual table in SQLite.
fn index_of_words(schema: &Schema) -> String {
    let (name, view) = (schema.index_of_words, view_of_words(schema));
    format!(
        "CREATE TABLE {name} (rowid BIGINT PRIMARY KEY, words TEXT NOT NULL);
         CREATE VIEW {view} AS SELECT rowid AS id FROM {name};"
    )
}

/// Opens a schema on a PostgreSQL server.
pub(super) fn open(
    address: &Address,
    schema: &Schema,
    tables: Tables,
) -> Result<Connection, NotOpened> {
    let mut connection = Connection::open(address.reach.clone(), &address.schema)?;
    let found = look(&mut connection, address, schema)?;
    let needed = schema.version();
    // A user without the right to change tables can use a schema that is up to date.
    match found {
        Some(version) if version >= needed => {}
        None if tables == Tables::StayAsTheyAre => return Err(NotOpened::NoTables),
        Some(found) if tables != Tables::AreBroughtUp => {
            return Err(NotOpened::Older { found, needed });
        }
        None | Some(_) => bring_up(&mut connection, address, schema)?,
    }
    let transaction = connection.transaction(Purpose::Queries).map(Transaction::from)?;
    let found = planted(&transaction, &address.schema, schema)?;
    drop(transaction);
    name(&found, &address.to_string());
    Ok(connection)
}

/// Returns the version of the schema, or `None` if the schema does not exist yet. Changes nothing.
fn look(
    connection: &mut Connection,
    address: &Address,
    schema: &Schema,
) -> Result<Option<usize>, NotOpened> {
    let transaction = connection.transaction(Purpose::Queries).map(Transaction::from)?;
    check_server(&transaction)?.map_err(NotOpened::Refused)?;
    known(&transaction, address, schema)
}

/// Checks that the version and the encoding of the server are supported.
fn check_server(transaction: &Transaction<'_>) -> database::Result<Result<(), String>> {
    transaction.query_row(SERVER, [], |row| {
        let (number, encoding, version): (i64, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(match encoding.as_str() {
            _ if number < OLDEST_SERVER => {
                Err(format!("its PostgreSQL is {version}, and from 13 on it can be worked with"))
            }
            "UTF8" => Ok(()),
            _ => Err(format!("its encoding is {encoding}, and must be UTF8")),
        })
    })
}

fn version(transaction: &Transaction<'_>, address: &Address) -> database::Result<Option<i64>> {
    if !transaction.prepare(HAS_VERSION)?.exists([&address.schema])? {
        return Ok(None);
    }
    told(transaction, address, "version")
}

/// Reads `column` from the table `ferrofax_schema`, which describes the schema.
fn told(
    transaction: &Transaction<'_>,
    address: &Address,
    column: &str,
) -> database::Result<Option<i64>> {
    // The name of the table contains the schema's name. So the error says it if the user may not
    // use the schema.
    let sql = format!("SELECT {column} FROM \"{}\".ferrofax_schema", address.schema);
    transaction.query_row(&sql, [], |row| row.get(0)).optional()
}

/// Returns the version of the schema if this Ferrofax can use it; `None` if there is no schema yet.
fn known(
    transaction: &Transaction<'_>,
    address: &Address,
    schema: &Schema,
) -> Result<Option<usize>, NotOpened> {
    let Some(found) = version(transaction, address)? else { return Ok(None) };
    let supported = schema.version() as i64;
    let oldest =
        if found > supported { told(transaction, address, "oldest")?.unwrap_or(found) } else { 0 };
    match usize::try_from(found) {
        Ok(version) if oldest <= supported => Ok(Some(version)),
        _ => Err(NotOpened::Newer { found, supported }),
    }
}

/// Makes the schema, or carries out the missing upgrade steps, in one transaction without a time
/// limit.
fn bring_up(
    connection: &mut Connection,
    address: &Address,
    schema: &Schema,
) -> Result<(), NotOpened> {
    let table = |step: &str| table(step, schema.on_postgresql);
    let transaction = connection.transaction(Purpose::Changes).map(Transaction::from)?;
    // The version is read again, within the transaction.
    let steps = match known(&transaction, address, schema)? {
        Some(version) => {
            schema.steps.iter().skip(version).map(|step| table(step)).collect::<Vec<_>>()
        }
        None => {
            if let Some(other) = begin_schema(&transaction, &address.schema)? {
                let text = format!(
                    "there is '{other}' in the schema {}, which is not Ferrofax's; name a schema of its own",
                    address.schema
                );
                return Err(NotOpened::Refused(text));
            }
            let mut steps = schema.definitions();
            steps.iter_mut().for_each(|step| *step = table(step));
            steps.extend([index_of_words(schema), VERSION_TABLE.to_owned()]);
            steps
        }
    };
    // Another process may have updated the schema first.
    if !steps.is_empty() {
        transaction.execute_batch("SET LOCAL statement_timeout TO 0")?;
        transaction.execute_batch(FUNCTIONS)?;
        transaction.execute_batch(CHANGES)?;
        steps.iter().try_for_each(|step| transaction.execute_batch(step))?;
        transaction.execute_batch(ADD_OLDEST)?;
        let versions = [schema.version() as i64, schema.adding_since as i64];
        transaction.execute(SET_VERSION, versions)?;
    }
    Ok(transaction.commit()?)
}

/// Makes the schema if it does not exist. If the schema exists and is not empty, returns the name
/// of an object in it.
fn begin_schema(transaction: &Transaction<'_>, schema: &str) -> database::Result<Option<String>> {
    if !transaction.prepare(HAS_SCHEMA)?.exists([schema])? {
        transaction.execute_batch(&format!("CREATE SCHEMA \"{schema}\""))?;
    }
    transaction.query_row(IN_SCHEMA, [schema], |row| row.get(0)).optional()
}

impl FromStr for Address {
    type Err = NoStore;

    fn from_str(text: &str) -> Result<Self, NoStore> {
        check_signs(text)?;
        let (mut address, mut schema) = (text.to_owned(), SCHEMA.to_owned());
        let (mut mode, mut authorities) = ("disable", None);
        if let Some((before, asked)) = text.split_once('?') {
            let mut theirs = Vec::new();
            for word in asked.split('&') {
                match word.split_once('=') {
                    Some(("schema", name)) => schema = name.to_owned(),
                    Some(("sslmode", asked)) => mode = asked,
                    Some(("sslrootcert", file)) => authorities = Some(file_of(file)?),
                    _ => theirs.push(word),
                }
            }
            address = format!("{before}?{}", theirs.join("&"));
        }
        let tls = match (mode, authorities) {
            ("disable", None) => None,
            ("require", None) => Some(Trust::Anybody),
            ("verify-full", authorities) => Some(Trust::Named(authorities)),
            ("disable" | "require", Some(_)) => {
                let text = "sslrootcert is looked at with sslmode=verify-full alone";
                return Err(NoStore::Address(text.to_owned()));
            }
            (other, _) => return Err(NoStore::Tls(other.to_owned())),
        };
        let first = schema.chars().next();
        let is_fit = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
        if !first.is_some_and(|first| first.is_ascii_lowercase())
            || !schema.chars().all(is_fit)
            || schema.len() > LONGEST
            || schema.starts_with("pg_")
        {
            return Err(NoStore::Schema(schema));
        }
        let mut config: Config = address
            .parse()
            .map_err(|error: postgres::Error| NoStore::Address(reason(&error)))?;
        config.ssl_mode(if tls.is_some() { SslMode::Require } else { SslMode::Disable });
        if config.get_dbname().is_none() {
            config.dbname(SCHEMA);
        }
        // After a failover, the first server may be the standby.
        if config.get_hosts().len() > 1 {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        Ok(Self { reach: Reach { config, tls }, schema })
    }
}

/// Rejects an address with an `@` in the user name or the password that is not escaped. Such an
/// address would be split at the wrong place. The rest of the password would then be displayed as
/// the host or the database. An address has at most one `@`, before the host.
fn check_signs(text: &str) -> Result<(), NoStore> {
    let (_, rest) = text.split_once("://").unwrap_or_default();
    let (before, asked) = rest.split_once('?').unwrap_or((rest, ""));
    let (server, database) = before.split_once('/').unwrap_or((before, ""));
    let is_secret = |word: &&str| word.starts_with("password=");
    let of_words = asked.split('&').filter(|word| !is_secret(word)).any(|word| word.contains('@'));
    if server.matches('@').count() > 1 || database.contains('@') || of_words {
        let text =
            "an @ in the name of the user or in the password is written %40, a / %2F, a ? %3F";
        return Err(NoStore::Address(text.to_owned()));
    }
    Ok(())
}

/// Reads the path of a file in an address. Some characters are escaped there: a space is `%20`.
fn file_of(word: &str) -> Result<PathBuf, NoStore> {
    let path = PathBuf::from(word.replace("%2F", "/").replace("%2f", "/").replace("%20", " "));
    if path.is_absolute() {
        Ok(path)
    } else {
        Err(NoStore::Address("sslrootcert is a file, by its whole path".to_owned()))
    }
}

/// Returns the reason why an address is not valid. The text contains no part of the address.
fn reason(error: &postgres::Error) -> String {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    cause.unwrap_or_else(|| error.to_string())
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgresql://")?;
        if let Some(user) = self.reach.config.get_user() {
            write!(f, "{user}@")?;
        }
        let ports = self.reach.config.get_ports();
        for (at, host) in self.reach.config.get_hosts().iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            match host {
                Host::Tcp(name) => write!(f, "{comma}{name}")?,
                Host::Unix(path) => write!(f, "{comma}{}", path.display())?,
            }
            if let Some(port) = ports.get(at).or_else(|| ports.first()) {
                write!(f, ":{port}")?;
            }
        }
        let database = self.reach.config.get_dbname().unwrap_or_default();
        // TLS options are not shown: they do not change which schema the address means.
        write!(f, "/{database}?schema={}", self.schema)
    }
}

/// `{:?}` shows the address in the same way as `{}`, because the password must not be shown.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
