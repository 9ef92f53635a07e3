//! How a server is reached: its address, and TLS to it where the address wants that.

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

/// A server, as an address names it.
#[derive(Clone)]
pub(crate) struct Reach {
    /// Where it is, and who asks.
    pub(crate) config: Config,
    /// None: in clear.
    pub(crate) tls: Option<Trust>,
}

/// Which certificates do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Any (`sslmode=require`): nobody who only listens reads anything.
    Anybody,
    /// Those with the server's name (`sslmode=verify-full`), by the authorities in this file
    /// (`sslrootcert`) or those whom the system trusts.
    Named(Option<PathBuf>),
}

impl Reach {
    /// A connection; what it is given is durable when the server says so.
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

/// Files are read anew each time, so that a renewed certificate counts at once.
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

/// Makes one, with the server of this name.
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

/// What is said, in secret.
struct Stream(tokio_rustls::client::TlsStream<Socket>);

/// A password goes by SCRAM without binding to the channel, as with most clients: who has taken
/// the server's place is found by its certificate.
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
