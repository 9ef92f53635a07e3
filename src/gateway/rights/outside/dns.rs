//! Asks the DNS: SPF (RFC 7208), DKIM (RFC 6376) and DMARC's alignment.

use std::net::SocketAddr;
use std::time::Duration;

use mail_auth::dmarc::verify::DmarcParameters;
use mail_auth::hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts};
use mail_auth::hickory_resolver::system_conf::read_system_conf;
use mail_auth::spf::verify::SpfParameters;
use mail_auth::{AuthenticatedMessage, DkimOutput, DkimResult, DmarcResult, MessageAuthenticator, SpfResult};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use super::signature::covers;
use super::{Claimed, Unproved, Voucher};

/// Vouches by what domains say in the DNS.
pub(in crate::gateway::rights) struct DnsVoucher {
    /// Whoever waits for an answer drives it; there is no thread of its own.
    runtime: Runtime,
    authenticator: MessageAuthenticator,
    /// Our name, for SPF's macros.
    hostname: String,
    within: Duration,
}

/// How often a question is put.
const ATTEMPTS: usize = 2;

impl DnsVoucher {
    /// Asks these servers, or the system's if there are none.
    ///
    /// # Errors
    /// Why no server can be asked.
    pub(in crate::gateway::rights) fn new(
        servers: &[SocketAddr],
        hostname: &str,
        within: Duration,
    ) -> Result<Self, String> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
        let (config, mut options) = match servers {
            [] => read_system_conf().map_err(|error| error.to_string())?,
            servers => (named(servers), ResolverOpts::default()),
        };
        options.attempts = ATTEMPTS;
        options.timeout = within / 4;
        let authenticator = {
            let _inside = runtime.enter();
            MessageAuthenticator::new(config, options).map_err(|error| error.to_string())?
        };
        Ok(Self { runtime, authenticator, hostname: hostname.to_owned(), within })
    }

    async fn ask(&self, mail: &Claimed<'_>) -> Result<String, Unproved> {
        let message =
            AuthenticatedMessage::parse(mail.bytes).ok_or_else(|| Unproved::No("it has no header".to_owned()))?;
        mail.is_from_sender(&message.from)?;
        let address = mail.client.address;
        let spf = SpfParameters::verify_mail_from(address, &mail.client.helo, &self.hostname, &mail.sender);
        let spf = self.authenticator.verify_spf(spf).await;
        if mail.spf_alone && spf.result() == SpfResult::Pass {
            return Ok(format!("spf of {}", mail.domain()));
        }
        let signatures = self.authenticator.verify_dkim(&message).await;
        let is_for_now = (mail.spf_alone && spf.result() == SpfResult::TempError)
            || signatures.iter().any(|signature| matches!(signature.result(), DkimResult::TempError(_)));
        let whole: Vec<DkimOutput<'_>> =
            signatures.into_iter().filter(|signature| is_right(signature, &message, mail)).collect();
        if whole
            .iter()
            .any(|signature| signature.signature().is_some_and(|it| it.d.eq_ignore_ascii_case(mail.domain())))
        {
            return Ok(format!("dkim of {}", mail.domain()));
        }
        if !whole.is_empty() {
            let dmarc = DmarcParameters {
                message: &message,
                dkim_output: &whole,
                dkim2_output: None,
                rfc5321_mail_from_domain: mail.domain(),
                spf_output: &spf,
            };
            let dmarc = self.authenticator.verify_dmarc(dmarc).await;
            match dmarc.dkim_result() {
                DmarcResult::Pass => return Ok(format!("dmarc of {}", dmarc.domain())),
                DmarcResult::TempError(error) => return Err(Unproved::NotNow(error.to_string())),
                _ => {}
            }
        }
        match is_for_now {
            true => Err(Unproved::NotNow("the DNS gave no answer".to_owned())),
            false => Err(Unproved::No(format!(
                "the domain {} does not vouch for it by a young DKIM signature of the whole mail with its recipients{}",
                mail.domain(),
                match mail.spf_alone {
                    true => format!(", nor by SPF ({})", spf.result()),
                    false => String::new(),
                }
            ))),
        }
    }
}

impl Voucher for DnsVoucher {
    fn vouch(&self, mail: &Claimed<'_>) -> Result<String, Unproved> {
        let asked = self.runtime.block_on(async { timeout(self.within, self.ask(mail)).await });
        asked.unwrap_or_else(|_| Err(Unproved::NotNow("the DNS gave no answer in time".to_owned())))
    }
}

/// True for a signature that is right and of all that counts.
fn is_right(signature: &DkimOutput<'_>, message: &AuthenticatedMessage<'_>, mail: &Claimed<'_>) -> bool {
    let passed = *signature.result() == DkimResult::Pass;
    passed && signature.signature().is_some_and(|signed| covers(signed, message, mail))
}

fn named(servers: &[SocketAddr]) -> ResolverConfig {
    let server = |address: &SocketAddr| {
        let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
            connection.port = address.port();
            connection
        });
        NameServerConfig::new(address.ip(), true, connections.to_vec())
    };
    ResolverConfig::from_parts(None, Vec::new(), servers.iter().map(server).collect())
}
