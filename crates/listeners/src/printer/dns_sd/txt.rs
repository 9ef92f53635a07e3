//! The TXT record of a service: PWG 5100.14 §4.2, PWG 5100.15 (`rfo`), and the keys that AirPrint
//! looks for (`URF`, `air`, `UUID`).

use crate::printer::description::{FORMATS, MODEL, URF};

/// A DNS-SD service that the network printer announces: a protocol by which clients print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    /// IPP, with TLS on the same port if there is a certificate.
    Ipp,
    /// IPP that is spoken over TLS only.
    Ipps,
    /// FaxOut, which is IPP for faxes, as CUPS and macOS announce it.
    FaxIpp,
}

/// The facts about the network printer that its DNS-SD records contain.
#[derive(Clone, Debug)]
pub(super) struct About {
    /// The network printer's host name in `.local`, without a dot at the end.
    pub(super) host: String,
    pub(super) location: String,
    pub(super) uuid: String,
    pub(super) needs_login: bool,
    pub(super) has_tls: bool,
}

/// The length of the longest entry of a TXT record, in bytes: a key, `=` and the value (RFC 6763
/// §6.1).
const LONGEST: usize = 255;

impl Service {
    /// The type of the service in DNS-SD, such as `_ipp._tcp`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ipp => "_ipp._tcp.local.",
            Self::Ipps => "_ipps._tcp.local.",
            Self::FaxIpp => "_fax-ipp._tcp.local.",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Ipp | Self::Ipps => "printers/sendfax",
            Self::FaxIpp => "ipp/faxout",
        }
    }
}

/// The keys of the TXT record with their values, in order: `txtvers` is first (RFC 6763 §6.7).
pub(super) fn record(service: Service, port: u16, about: &About) -> Vec<(&'static str, String)> {
    let scheme = if service == Service::Ipps { "https" } else { "http" };
    // The format `application/octet-stream` means any format, and tells clients nothing about the
    // printer.
    let formats = FORMATS.iter().filter(|format| **format != "application/octet-stream");
    let mut keys = vec![
        ("txtvers", "1".to_owned()),
        ("qtotal", "1".to_owned()),
        ("rp", service.path().to_owned()),
        ("rfo", Service::FaxIpp.path().to_owned()),
        ("ty", MODEL.to_owned()),
        ("note", about.location.clone()),
        ("adminurl", format!("{scheme}://{}:{port}/", about.host)),
        ("priority", "50".to_owned()),
        ("product", format!("({MODEL})")),
        ("pdl", formats.copied().collect::<Vec<_>>().join(",")),
        ("URF", URF.join(",")),
        ("Color", "F".to_owned()),
        ("Duplex", "F".to_owned()),
        ("Fax", "T".to_owned()),
        ("Scan", "F".to_owned()),
        ("kind", "document".to_owned()),
        ("PaperMax", "legal-A4".to_owned()),
        ("UUID", about.uuid.clone()),
        ("air", if about.needs_login { "username,password" } else { "none" }.to_owned()),
    ];
    if about.has_tls {
        // The newest TLS version that the server supports.
        keys.push(("TLS", "1.3".to_owned()));
    }
    for (key, value) in &mut keys {
        value.truncate(value.floor_char_boundary(LONGEST - 1 - key.len()));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about() -> About {
        About {
            host: "ferrofax-01234567.local".to_owned(),
            location: "Room 7".to_owned(),
            uuid: "01234567-89ab-4cde-8f01-23456789abcd".to_owned(),
            needs_login: true,
            has_tls: true,
        }
    }

    #[test]
    fn a_phone_reads_all_that_it_needs() {
        let told: Vec<String> = record(Service::Ipps, 631, &about())
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        let wanted = [
            "txtvers=1",
            "qtotal=1",
            "rp=printers/sendfax",
            "rfo=ipp/faxout",
            "ty=Ferrofax Fax",
            "note=Room 7",
            "adminurl=https://ferrofax-01234567.local:631/",
            "priority=50",
            "product=(Ferrofax Fax)",
            "pdl=application/pdf,application/postscript,image/jpeg,image/png,image/pwg-raster,\
             image/tiff,image/urf,text/plain",
            "URF=V1.4,CP1,W8,SRGB24,RS200-300,IS1,MT1,OB9",
            "Color=F",
            "Duplex=F",
            "Fax=T",
            "Scan=F",
            "kind=document",
            "PaperMax=legal-A4",
            "UUID=01234567-89ab-4cde-8f01-23456789abcd",
            "air=username,password",
            "TLS=1.3",
        ];
        assert_eq!(told, wanted);
    }

    #[test]
    fn without_users_and_certificate_nothing_is_asked_for() {
        let about = About { needs_login: false, has_tls: false, ..about() };
        let told = record(Service::Ipp, 8631, &about);
        let value = |name| told.iter().find(|(key, _)| *key == name).map(|(_, value)| &**value);
        assert_eq!(value("air"), Some("none"));
        assert_eq!(value("TLS"), None);
        assert_eq!(value("adminurl"), Some("http://ferrofax-01234567.local:8631/"));
    }

    #[test]
    fn fax_out_has_its_own_path() {
        assert!(record(Service::FaxIpp, 631, &about()).contains(&("rp", "ipp/faxout".to_owned())));
    }

    #[test]
    fn a_location_that_is_too_long_is_cut_between_letters() {
        let about = About { location: "ä".repeat(300), ..about() };
        let told = record(Service::Ipp, 631, &about);
        let note = told.iter().find(|(key, _)| *key == "note").map(|(_, value)| value.len());
        assert_eq!(note, Some(250));
    }
}
