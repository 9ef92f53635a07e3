//! Printer discovery by phones and computers: DNS-SD (RFC 6763) over multicast DNS (RFC 6762), as
//! PWG 5100.14 §4.2 and AirPrint require. Off by default.
//!
//! The library `mdns-sd` announces only one subtype for each service, but clients look for two. So
//! two responders announce the same records, each with its own subtype. Since the records are equal
//! to the last byte, they do not conflict (RFC 6762 §9).
//!
//! The printer uses a host name of its own, so that another responder on this machine, such as
//! Avahi, keeps the machine's name.

mod door;
mod responders;
mod txt;

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use mdns_sd::{Error, IfKind, IfPredicate, ServiceInfo};

use super::Printer;
use door::Door;
use ferrofax_network::http::HttpSettings;
use responders::{Responders, SUBTYPES};
use txt::{About, Service, record};

/// The longest printer name in bytes. A DNS label has at most 63; the rest is for a number after
/// the name.
const LONGEST_NAME: usize = 56;

/// The most printers with one name that are distinguished by a number, as in `Fax (2)`.
const MOST_OF_ONE_NAME: u32 = 99;

/// The network printer as it is announced in the network. Other machines find it until the
/// announcement is withdrawn.
pub struct Announced {
    words: Sender<Word>,
    thread: JoinHandle<()>,
}

/// A message to the thread that announces the network printer.
enum Word {
    /// Another printer in the network already has the name under which this printer is announced.
    Taken,
    End,
}

/// The content of the announcement: the network printer and its services.
struct Announcement {
    name: String,
    services: Vec<(Service, Door)>,
    about: About,
}

impl Announced {
    /// Announces the network printer in the network, if the settings request it. A failure does not
    /// prevent printing.
    pub(super) fn start(printer: &Printer) -> Option<Self> {
        if !printer.settings.announce {
            return None;
        }
        let services = services(&printer.settings.http);
        if services.is_empty() {
            log::warn!("announce: [printer] listens at no address that others reach");
            return None;
        }
        let announcement = Announcement::of(printer, services);
        let (words, heard) = mpsc::channel();
        let told = words.clone();
        let thread = thread::Builder::new()
            .name("announcing".to_owned())
            .spawn(move || announcement.run(&told, &heard));
        match thread {
            Ok(thread) => Some(Self { words, thread }),
            Err(error) => {
                log::warn!("announce: {error}");
                None
            }
        }
    }

    /// Withdraws the announcement of the network printer, and waits until the network was informed.
    pub fn withdraw(self) {
        let _ = self.words.send(Word::End);
        drop(self.thread.join());
    }
}

impl Announcement {
    fn of(printer: &Printer, services: Vec<(Service, Door)>) -> Self {
        let uuid = printer.store.uuid();
        let about = About {
            host: format!("ferrofax-{}.local", uuid.split('-').next().unwrap_or_default()),
            location: printer.settings.location.clone(),
            uuid: uuid.to_owned(),
            needs_login: printer.rights.has_users(),
            has_tls: printer.settings.http.has_tls(),
        };
        let mut name = printer.settings.name.clone();
        name.truncate(name.floor_char_boundary(LONGEST_NAME));
        Self { name, services, about }
    }

    /// Announces the network printer until the announcement is withdrawn. The printer gets the
    /// first name that no other printer has, and all its services use this name. The responders
    /// could rename a single service themselves, but would also continue to answer for the old name
    /// (`mdns-sd` 0.21.7).
    fn run(&self, words: &Sender<Word>, heard: &Receiver<Word>) {
        for number in 1..=MOST_OF_ONE_NAME {
            let name = match number {
                1 => self.name.clone(),
                _ => format!("{} ({number})", self.name),
            };
            let told = SUBTYPES.map(|subtype| self.told(&name, subtype));
            let responders = match Responders::start(told, words) {
                Ok(responders) => responders,
                Err(error) => return log::warn!("announce: {error}"),
            };
            let word = heard.recv();
            responders.end();
            // Read all messages that have arrived: both responders may have reported that the name
            // is taken, and the end may have been requested meanwhile.
            let is_end = |word: &Word| matches!(word, Word::End);
            if word.is_ok_and(|word| !is_end(&word)) && !heard.try_iter().any(|word| is_end(&word))
            {
                log::warn!("announce: another printer is called '{name}'");
            } else {
                return;
            }
        }
    }

    /// Makes the DNS-SD records of all services of the network printer, for the responder with this
    /// subtype.
    fn told(&self, name: &str, subtype: &str) -> Result<Vec<ServiceInfo>, Error> {
        let services = self.services.iter();
        // FaxOut has no subtype, so one responder is enough.
        let of_this =
            services.filter(|(service, _)| *service != Service::FaxIpp || subtype == SUBTYPES[0]);
        of_this
            .map(|(service, door)| self.info(name, *service, door, subtype))
            .collect()
    }

    fn info(
        &self,
        name: &str,
        service: Service,
        door: &Door,
        subtype: &str,
    ) -> Result<ServiceInfo, Error> {
        let kind = match service {
            Service::Ipp | Service::Ipps => format!("{subtype}._sub.{}", service.name()),
            Service::FaxIpp => service.name().to_owned(),
        };
        let host = format!("{}.", self.about.host);
        let keys = record(service, door.port, &self.about);
        let mut info = ServiceInfo::new(&kind, name, &host, "", door.port, &keys[..])?;
        let open = door.clone();
        info.set_interfaces(vec![IfKind::Predicate(IfPredicate::new(move |interface| {
            open.is_at(interface.ip())
        }))]);
        Ok(info.enable_addr_auto())
    }
}

/// The DNS-SD services that the network printer announces, each with its port and IP addresses.
fn services(http: &HttpSettings) -> Vec<(Service, Door)> {
    let plain = Door::of(&http.listen);
    let secured = Door::of(&http.tls_listen).or_else(|| plain.clone()).filter(|_| http.has_tls());
    [(Service::Ipp, plain.clone()), (Service::Ipps, secured), (Service::FaxIpp, plain)]
        .into_iter()
        .filter_map(|(service, door)| Some((service, door?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(listen: &str, tls_listen: Option<&str>, has_tls: bool) -> Vec<(Service, u16)> {
        let http = HttpSettings {
            listen: vec![listen.parse().unwrap()],
            tls_listen: tls_listen.map(|address| address.parse().unwrap()).into_iter().collect(),
            certificate: has_tls.then(|| "fax.pem".into()),
            ..HttpSettings::default()
        };
        services(&http)
            .into_iter()
            .map(|(service, door)| (service, door.port))
            .collect()
    }

    #[test]
    fn with_a_certificate_both_services_are_told_of() {
        use Service::{FaxIpp, Ipp, Ipps};
        let (any, tls) = ("0.0.0.0:631", Some("0.0.0.0:443"));
        assert_eq!(told(any, None, false), [(Ipp, 631), (FaxIpp, 631)]);
        assert_eq!(told(any, None, true), [(Ipp, 631), (Ipps, 631), (FaxIpp, 631)]);
        assert_eq!(told(any, tls, true), [(Ipp, 631), (Ipps, 443), (FaxIpp, 631)]);
        assert_eq!(told("127.0.0.1:631", tls, true), [(Ipps, 443)]);
        assert_eq!(told("127.0.0.1:631", None, true), []);
    }
}
