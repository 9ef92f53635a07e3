//! Connections to a PostgreSQL server: its address, and TLS if the address requires it.

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use postgres::{Client, Config, NoTls, Socket};
use rustls::ClientConfig;
use rustls::pki_types::{InvalidDnsNameError, ServerName};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::TlsConnector;

use super::{Error, Result};
use ferrofax_basics::tls::{AnyCertificate, TlsError, authorities, supported};

/// The address of a server, parsed.
#[derive(Clone)]
pub(crate) struct Reach {
    /// The host, the user and the options of the connection.
    pub(crate) config: Config,
    /// The certificates to trust for the server. `None`: the connection is unencrypted.
    pub(crate) tls: Option<Trust>,
}

/// The certificates that are accepted from a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Any certificate (`sslmode=require`). This protects against eavesdroppers, but not against a
    /// false server.
    Anybody,
    /// Certificates for the server's name (`sslmode=verify-full`), issued by an authority in this
    /// file (`sslrootcert`). `None`: by an authority that the system trusts.
    Named(Option<PathBuf>),
}

impl Reach {
    /// Connects to the server. A commit on this connection is durable when the server confirms it.
    pub(super) fn connect(&self) -> Result<Client> {
        let mut client = match &self.tls {
            None => self.config.connect(NoTls)?,
            Some(trust) => {
                self.config.connect(Secured(client_config(trust).map_err(Error::Tls)?))?
            }
        };
        client.batch_execute(
            "SELECT set_config('synchronous_commit', 'on', false)
             WHERE current_setting('synchronous_commit') = 'off'",
        )?;
        Ok(client)
    }
}

/// Builds the TLS settings. The files are read again for each connection, so a renewed certificate
/// takes effect at once.
fn client_config(trust: &Trust) -> Result<Arc<ClientConfig>, TlsError> {
    supported()?;
    let provider = Arc::new(rustls_graviola::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError::Setup(error.to_string()))?;
    let builder = match trust {
        Trust::Anybody => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AnyCertificate::new(provider))),
        Trust::Named(file) => {
            builder.with_root_certificates(authorities("sslrootcert", file.as_deref())?)
        }
    };
    Ok(Arc::new(builder.with_no_client_auth()))
}

/// Makes connections with TLS.
#[derive(Clone)]
struct Secured(Arc<ClientConfig>);

impl MakeTlsConnect<Socket> for Secured {
    type Stream = Stream;
    type TlsConnect = Handshake;
    type Error = InvalidDnsNameError;

    fn make_tls_connect(&mut self, domain: &str) -> Result<Handshake, InvalidDnsNameError> {
        let name = ServerName::try_from(domain.to_owned())?;
        Ok(Handshake { connector: Arc::clone(&self.0).into(), name })
    }
}

/// The TLS handshake with the server of this name.
struct Handshake {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl TlsConnect<Socket> for Handshake {
    type Stream = Stream;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Stream>> + Send>>;

    fn connect(self, socket: Socket) -> Self::Future {
        Box::pin(async move { self.connector.connect(self.name, socket).await.map(Stream) })
    }
}

/// An encrypted connection.
struct Stream(tokio_rustls::client::TlsStream<Socket>);

/// SCRAM checks the password without channel binding, as with most clients. A false server is
/// recognised by its certificate.
impl TlsStream for Stream {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().0).poll_write(context, octets)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_shutdown(context)
    }
}
