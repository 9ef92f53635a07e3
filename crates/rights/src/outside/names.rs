//! Sends DNS queries for the child process that checks a mail's sender. In this process, the
//! library hickory parses the DNS messages (RFC 1035; at most 64 KiB each). The child process
//! parses the content of the records.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use mail_auth::hickory_resolver::TokioResolver;
use mail_auth::hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts,
};
use mail_auth::hickory_resolver::lookup::Lookup;
use mail_auth::hickory_resolver::net::NetError;
use mail_auth::hickory_resolver::net::runtime::TokioRuntimeProvider;
use mail_auth::hickory_resolver::proto::rr::{Name, RData, RecordType};
use mail_auth::hickory_resolver::system_conf::read_system_conf;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use super::question::{Answer, Kind, Question};

/// The reason why no DNS server can be queried.
#[derive(Debug, thiserror::Error)]
pub enum ResolverError {
    /// The operating system cannot start the runtime that waits for the answers to DNS queries.
    #[error("{0}")]
    Runtime(std::io::Error),
    /// Neither the settings nor the operating system name a DNS server.
    #[error("{0}")]
    Servers(#[from] NetError),
}

/// Sends the DNS queries that are needed to check the sender of a mail.
pub(super) struct Names {
    /// The runtime that executes the DNS queries. The runtime has no thread of its own: it runs on
    /// the thread that waits for the answer to a DNS query.
    runtime: Runtime,
    resolver: TokioResolver,
    /// The time limit for all DNS questions about one mail together.
    pub(super) within: Duration,
}

/// The number of times that a DNS question is sent before it counts as unanswered.
const ATTEMPTS: usize = 2;

/// The most records of a DNS answer that are passed on to the child process.
const MOST_RECORDS: usize = 100;

impl Names {
    /// Prepares to query these DNS servers. If the list is empty, the DNS servers of the operating
    /// system are queried.
    pub(super) fn new(servers: &[SocketAddr], within: Duration) -> Result<Self, ResolverError> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(ResolverError::Runtime)?;
        let (config, mut options) = match servers {
            [] => read_system_conf()?,
            servers => (named(servers), ResolverOpts::default()),
        };
        options.attempts = ATTEMPTS;
        options.timeout = within / 4;
        let resolver = {
            let _inside = runtime.enter();
            let builder =
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
            builder.with_options(options).build()?
        };
        Ok(Self { runtime, resolver, within })
    }

    /// The answer to a DNS question, if it arrives in time. `client` is the only IP address whose
    /// name may be queried.
    pub(super) fn answer(&self, question: &Question, client: IpAddr, within: Duration) -> Answer {
        if !question.has_name() {
            return Answer::NoName;
        }
        let asked = async { timeout(within, self.ask(question, client)).await };
        match self.runtime.block_on(asked) {
            Ok(Ok(Some(lookup))) => Answer::Found(records(&lookup, question.kind)),
            Ok(Ok(None)) => Answer::NoName,
            Ok(Err(error)) if error.is_no_records_found() => Answer::Nothing,
            _ => Answer::NotNow,
        }
    }

    /// Sends the question of the child process to the DNS servers. Returns `None` if the question
    /// has no valid DNS name.
    async fn ask(&self, question: &Question, client: IpAddr) -> Result<Option<Lookup>, NetError> {
        let kind = match question.kind {
            Kind::Txt => RecordType::TXT,
            Kind::A => RecordType::A,
            Kind::Aaaa => RecordType::AAAA,
            Kind::Mx => RecordType::MX,
            Kind::Ptr => return self.resolver.reverse_lookup(client).await.map(Some),
        };
        let Ok(name) = Name::from_ascii(&question.name) else { return Ok(None) };
        self.resolver.lookup(name, kind).await.map(Some)
    }
}

/// The records of this kind in the answer of a DNS server. Records of other kinds, such as CNAME,
/// are left out.
fn records(lookup: &Lookup, kind: Kind) -> Vec<Vec<u8>> {
    let record = |data: &RData| match (kind, data) {
        (Kind::Txt, RData::TXT(text)) => Some(text.txt_data.concat()),
        (Kind::A, RData::A(address)) => Some(address.0.to_string().into_bytes()),
        (Kind::Aaaa, RData::AAAA(address)) => Some(address.0.to_string().into_bytes()),
        (Kind::Mx, RData::MX(mx)) => {
            Some(format!("{} {}", mx.preference, lowered(&mx.exchange)).into_bytes())
        }
        (Kind::Ptr, RData::PTR(name)) => Some(lowered(&name.0).into_bytes()),
        _ => None,
    };
    lookup
        .answers()
        .iter()
        .filter_map(|answer| record(&answer.data))
        .take(MOST_RECORDS)
        .collect()
}

fn lowered(name: &Name) -> String {
    name.to_lowercase().to_ascii()
}

fn named(servers: &[SocketAddr]) -> ResolverConfig {
    let server = |address: &SocketAddr| {
        let connections =
            [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
                connection.port = address.port();
                connection
            });
        NameServerConfig::new(address.ip(), true, connections.to_vec())
    };
    ResolverConfig::from_parts(None, Vec::new(), servers.iter().map(server).collect())
}
