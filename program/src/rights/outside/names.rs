//! The parent's side of questions: puts them to the DNS. Of what comes back the form of
//! DNS messages is read here (RFC 1035, by hickory; a message has 64 KiB at most); what
//! stands in the records the child reads.

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

/// Why no server of the DNS can be asked.
#[derive(Debug, thiserror::Error)]
pub enum ResolverError {
    /// System: questions can't be waited for.
    #[error("{0}")]
    Runtime(std::io::Error),
    /// System, or settings: no server is known.
    #[error("{0}")]
    Servers(#[from] NetError),
}

/// Who is asked.
pub(super) struct Names {
    /// Whoever waits for an answer drives it; there is no thread of its own.
    runtime: Runtime,
    resolver: TokioResolver,
    /// So long may all questions about one mail take.
    pub(super) within: Duration,
}

/// How often a question is put.
const ATTEMPTS: usize = 2;

/// So many records of an answer are handed on.
const MOST_RECORDS: usize = 100;

impl Names {
    /// Asks these servers, or the system's if there are none.
    ///
    /// # Errors
    /// Why no server can be asked.
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

    /// The answer, if it comes in time. `client` is the address whose name may be asked for.
    pub(super) fn answer(&self, question: &Question, client: IpAddr, within: Duration) -> Answer {
        if !question.has_name() {
            return Answer::NoName;
        }
        let asked = async { timeout(within, self.ask(question, client)).await };
        match self.runtime.block_on(asked) {
            Ok(Ok(Some(lookup))) => Answer::Found(records(&lookup, question.kind)),
            Ok(Ok(None)) => Answer::NoName,
            Ok(Err(error)) if error.is_no_records_found() => Answer::Nothing,
            Ok(Err(_)) | Err(_) => Answer::NotNow,
        }
    }

    /// None: it is no name.
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

/// The records of that kind; others among them (CNAME) mean nothing.
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
