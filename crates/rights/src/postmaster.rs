//! Decides whether a client may write to the postmaster or deliver a bounce, and under which name
//! its mails are counted.

use super::decide::place;
use super::grant::Denied;
use super::inner::Inner;
use super::postbox::Kind;
use super::who::{MAILBOX, PIPE, is_front_server};
use ferrofax_ground::pii::Pii;
use ferrofax_network::asker::Client;

impl Inner {
    pub(super) fn postmaster(&self, client: &Client, sender: &str) -> Result<(), Denied> {
        let (kind, told_by) = self.who_writes(client, sender);
        if self.postmaster.take(kind, told_by, (self.clock)()) {
            return Ok(());
        }
        if let Some(count) = self.postmaster.refused() {
            log::warn!(
                "a mail to the postmaster from {} is deferred: there are too many ({count} since \
                 the last such line)",
                Pii(&client.address)
            );
        }
        let text = "Too many mails to the postmaster came; please try again later";
        Err(Denied::for_now("postmaster", text).with(451, (4, 7, 1)))
    }

    /// Counts a bounce. Only bounces of strangers are limited: one mail server of ours delivers the
    /// bounces of many others.
    pub(super) fn bounce(&self, client: &Client) -> Result<(), Denied> {
        let (kind, counted_by) = self.who_writes(client, "");
        let is_limited = kind == Kind::Stranger && client.listener != MAILBOX;
        if !is_limited || self.bounces.take(kind, counted_by, (self.clock)()) {
            return Ok(());
        }
        if let Some(count) = self.bounces.refused() {
            log::warn!(
                "a bounce from {} is deferred: there are too many ({count} since the last such \
                 line)",
                Pii(&client.address)
            );
        }
        let text = "Too many bounces came; please try again later";
        Err(Denied::for_now("bounces", text).with(451, (4, 7, 1)))
    }

    fn who_writes(&self, client: &Client, sender: &str) -> (Kind, String) {
        if let Some(login) = &client.login {
            return (Kind::AtHome, login.clone());
        }
        if client.listener == PIPE || is_front_server(&self.settings, client) {
            return (Kind::Fronted, sender.to_lowercase());
        }
        let mut networks = self.settings.networks.iter().flat_map(|network| &network.addresses);
        if networks.any(|addresses| addresses.contains(client.address)) {
            return (Kind::AtHome, sender.to_lowercase());
        }
        (Kind::Stranger, place(client.address).to_string())
    }
}
