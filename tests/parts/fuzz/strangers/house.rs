//! A mail server's decisions for sessions of SMTP. The unit tests of these sessions include this
//! file, too: therefore, it takes all its names from the module above it.

use super::{Client, Envelope, House, Login, Memory, Recipient, Reply, SessionPolicy, UnixMs};
use std::net::IpAddr;
use std::sync::Mutex;

/// A house in which `alice` with the password `secret` lives. It takes mails for `….fax`.
pub(crate) struct Fake {
    pub(crate) memory: Memory,
    pub(crate) kept: Mutex<Vec<(Envelope, Vec<u8>)>>,
    /// It has no room.
    pub(crate) full: bool,
}

impl Default for Fake {
    fn default() -> Self {
        Self { memory: Memory::new(1 << 30), kept: Mutex::default(), full: false }
    }
}

impl House for Fake {
    fn policy(&self) -> &dyn SessionPolicy {
        self
    }

    fn room(&self, _size: u64) -> Result<(), Reply> {
        if self.full { Err(Reply::new(452, (4, 3, 1), "full")) } else { Ok(()) }
    }

    fn keep(&self, envelope: &Envelope, bytes: &[u8]) -> Result<String, Reply> {
        let mut kept = self.kept.lock().unwrap();
        kept.push((envelope.clone(), bytes.to_vec()));
        Ok(format!("no{}", kept.len()))
    }

    fn memory(&self) -> &Memory {
        &self.memory
    }

    fn now(&self) -> UnixMs {
        UnixMs(1_795_000_000_000)
    }

    fn nonce(&self) -> String {
        "1896.697170952".to_owned()
    }
}

impl SessionPolicy for Fake {
    fn connected(&self, client: &Client) -> Result<(), Reply> {
        let stranger: IpAddr = "203.0.113.66".parse().unwrap();
        if client.address == stranger { Err(Reply::new(554, (5, 7, 1), "Not you")) } else { Ok(()) }
    }

    fn login(&self, _client: &Client, login: &Login) -> Result<String, Reply> {
        match login {
            Login::Plain { user, password } if user == "alice" && password == "secret" => {
                Ok(user.clone())
            }
            Login::CramMd5 { user, digest, .. } if digest == "b913a602c7eda7a495b4e6e7334d3890" => {
                Ok(user.clone())
            }
            _ => Err(Reply::new(535, (5, 7, 8), "No such user, or a wrong password")),
        }
    }

    fn sender(&self, _client: &Client, sender: &str, _size: Option<u64>) -> Result<(), Reply> {
        if sender == "spam@example.com" {
            Err(Reply::refused((5, 7, 1), "Not you"))
        } else {
            Ok(())
        }
    }

    fn recipient(
        &self,
        _client: &Client,
        _sender: &str,
        address: &str,
        _so_far: &[Recipient],
    ) -> Result<Recipient, Reply> {
        if address.ends_with(".fax") {
            Ok(Recipient { grant: Some("granted".to_owned()), ..Recipient::new(address) })
        } else {
            Err(Reply::refused((5, 1, 2), "No such domain here"))
        }
    }

    fn message(&self, _envelope: &Envelope, bytes: &[u8]) -> Result<(), Reply> {
        if bytes.starts_with(b"X-Bad") {
            Err(Reply::new(554, (5, 7, 1), "A bad mail"))
        } else {
            Ok(())
        }
    }
}
