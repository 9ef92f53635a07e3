//! The attributes by which Ferrofax, as a network printer, describes itself to IPP clients: RFC
//! 8011 §5.4, PWG 5100.14 (IPP Everywhere), PWG 5100.15 (FaxOut).

use super::cover;
use super::described::{Described, LARGE};
use super::operations::OPERATIONS;
use super::queue::Queue;
use super::subscriptions::{EVENT_LIFE_SECONDS, EventKind, LEASE_SECONDS, LONGEST_LEASE_SECONDS};
use super::ticket::MOST_SECONDS;
use super::worker::OPEN_MS;
use super::{Caller, Printer};
use crate::ipp::{Value, each, text_of, value};
use ferrofax_basics::UnixMs;

/// The document formats that IPP clients may send, as media types (IPP: document-format-supported).
pub(super) const FORMATS: &[&str] = &[
    "application/octet-stream",
    "application/pdf",
    "application/postscript",
    "image/jpeg",
    "image/png",
    "image/pwg-raster",
    "image/tiff",
    "image/urf",
    "text/plain",
];

/// Apple's list of URF capabilities: version, copies, depths, colours, resolutions, input and
/// output.
pub(super) const URF: &[&str] = &["V1.4", "CP1", "W8", "SRGB24", "RS200-300", "IS1", "MT1", "OB9"];

/// The network printer's make and model, as clients show it.
pub(super) const MODEL: &str = "Ferrofax Fax";

/// The media of fax pages: name, width and length in hundredths of a millimetre (PWG 5101.1).
pub(super) const MEDIA: &[(&str, i32, i32)] = &[
    ("iso_a4_210x297mm", 21_000, 29_700),
    ("na_letter_8.5x11in", 21_590, 27_940),
    ("na_legal_8.5x14in", 21_590, 35_560),
    ("iso_a5_148x210mm", 14_800, 21_000),
];

/// The margins of a page that clients can choose, in hundredths of a millimetre: a usual one, and
/// none. The whole page is sent in both cases. Without a usual margin, CUPS would not show a medium
/// under its usual name, and would apply margins of its own.
const MARGINS: [i32; 2] = [423, 0];

/// The IPP attributes that clients can set for a print job when they create it.
pub(super) const CREATION: &[&str] = &[
    "copies",
    "finishings",
    "ipp-attribute-fidelity",
    "job-hold-until",
    "job-name",
    "job-priority",
    "media",
    "media-col",
    "multiple-document-handling",
    "orientation-requested",
    "output-bin",
    "page-ranges",
    "print-color-mode",
    "print-content-optimize",
    "print-quality",
    "print-rendering-intent",
    "printer-resolution",
    "sides",
    "destination-uris",
    "confirmation-sheet-print",
    "cover-sheet-info",
    "job-hold-until-time",
    "number-of-retries",
    "retry-interval",
    "retry-time-out",
];

const WHICH_JOBS: &[&str] = &[
    "completed",
    "not-completed",
    "all",
    "pending",
    "pending-held",
    "processing",
    "aborted",
    "canceled",
];

impl Printer {
    /// The URIs under which this IPP client reaches a queue of the network printer, and for each
    /// URI whether it uses TLS. There is a URI with TLS if the settings have a certificate.
    fn uris(&self, queue: &Queue, caller: &Caller) -> (Vec<Value>, Vec<Value>) {
        let (host, path) = (&caller.host, queue.path());
        let mut ways = Vec::new();
        if !self.settings.http.listen.is_empty() {
            ways.push(("ipp", "none"));
        }
        if self.settings.http.certificate.is_some() {
            ways.push(("ipps", "tls"));
        }
        let uris = ways.iter().map(|(scheme, _)| value::uri(&format!("{scheme}://{host}{path}")));
        (uris.collect(), ways.iter().map(|(_, security)| value::keyword(security)).collect())
    }

    /// All IPP attributes of a queue, as this IPP client sees them.
    pub(super) fn description(&self, queue: &Queue, caller: &Caller) -> Described {
        let mut of = Described::default();
        of.group("printer-description");
        self.identity(&mut of, queue, caller);
        self.state(&mut of);
        protocol(&mut of);
        events(&mut of);
        pages(&mut of);
        fax(&mut of, queue);
        of.group("job-template");
        template(&mut of);
        self.retries(&mut of);
        of.group(LARGE);
        of.put("media-col-database", value::set(media_cols()));
        of
    }

    /// Adds to the network printer's description the IPP attributes about the repetition of failed
    /// fax calls.
    fn retries(&self, of: &mut Described) {
        let usual = self.spool.devices().sending().map_or(0, |sending| sending.defaults.dials);
        of.put("number-of-retries-default", value::number(usual.saturating_sub(1)));
        of.put("number-of-retries-supported", value::range(0, 99));
        // There is no single default interval, since the interval depends on the failure.
        of.put("retry-interval-default", value::none());
        of.put("retry-interval-supported", value::range(1, MOST_SECONDS));
        of.put("retry-time-out-default", value::none());
        of.put("retry-time-out-supported", value::range(1, MOST_SECONDS));
    }

    /// Adds to the network printer's description the IPP attributes about the network printer's
    /// identity and URIs.
    fn identity(&self, of: &mut Described, queue: &Queue, caller: &Caller) {
        let (uris, security) = self.uris(queue, caller);
        let login = if self.is_named_place(caller) { "requesting-user-name" } else { "basic" };
        let authentication = value::set(vec![value::keyword(login); uris.len()]);
        of.put("printer-uri-supported", value::set(uris));
        of.put("uri-security-supported", value::set(security));
        of.put("uri-authentication-supported", authentication);
        let name = queue.path().rsplit('/').next().unwrap_or_default().to_owned();
        of.put("printer-name", value::name(&name));
        let info = match queue.device() {
            Some(device) => format!("{} {device}", self.settings.name),
            None => self.settings.name.clone(),
        };
        of.put("printer-info", value::text(&info));
        of.put("printer-dns-sd-name", value::name(&info));
        of.put("printer-location", value::text(&self.settings.location));
        of.put("printer-geo-location", value::unknown());
        of.put("printer-organization", value::text(""));
        of.put("printer-organizational-unit", value::text(""));
        of.put("printer-make-and-model", value::text(MODEL));
        let id = "MFG:Ferrofax;MDL:Fax;CLS:PRINTER;CMD:PDF,POSTSCRIPT,JPEG,PWGRaster,URF;";
        of.put("printer-device-id", value::text(id));
        of.put("printer-uuid", value::uri(&format!("urn:uuid:{}", self.store.uuid())));
        let about = value::uri(&format!("http://{}/", caller.host));
        of.put("printer-more-info", about.clone());
        of.put("printer-fax-log-uri", about.clone());
        of.put("printer-supply-info-uri", about);
        of.put("printer-icons", value::uri(&format!("http://{}/icon.png", caller.host)));
    }

    /// The number of print jobs in the network printer from which not all faxes were made yet.
    fn open_jobs(&self) -> usize {
        self.store.which(|record| !record.is_settled()).len()
    }

    /// The network printer's state: idle or processing (RFC 8011 §5.4.11).
    pub(super) fn state_number(&self) -> i32 {
        if self.open_jobs() == 0 { 3 } else { 4 }
    }

    /// Adds to the network printer's description the IPP attributes about the network printer's
    /// state.
    fn state(&self, of: &mut Described) {
        let (now, begun) = (UnixMs::now(), self.begun_at);
        let open = self.open_jobs();
        of.put("printer-state", value::choice(self.state_number()));
        of.put("printer-state-reasons", value::keyword("none"));
        of.put("printer-state-message", value::text(""));
        of.put("printer-alert", Value::OctetString(Default::default()));
        of.put("printer-alert-description", value::text(""));
        of.put("printer-is-accepting-jobs", value::flag(true));
        of.put("queued-job-count", value::number(open));
        of.put("printer-up-time", value::number(seconds(now)));
        of.put("printer-current-time", value::moment(now));
        for what in ["state", "config"] {
            of.put(&format!("printer-{what}-change-time"), value::number(seconds(begun)));
            of.put(&format!("printer-{what}-change-date-time"), value::moment(begun));
        }
        let most = i32::try_from(self.settings.max_job >> 10).unwrap_or(i32::MAX);
        of.put("job-k-octets-supported", value::range(0, most));
    }
}

/// Adds to the network printer's description the IPP attributes about the protocols and operations
/// that the network printer supports.
fn protocol(of: &mut Described) {
    of.put("charset-configured", value::charset("utf-8"));
    of.put("charset-supported", value::charset("utf-8"));
    of.put("natural-language-configured", value::language("en"));
    of.put("generated-natural-language-supported", value::language("en"));
    of.put("ipp-versions-supported", value::keywords(&["1.1", "2.0"]));
    of.put("operations-supported", value::choices(&OPERATIONS.map(i32::from)));
    of.put("compression-supported", value::keywords(&["none", "gzip", "deflate"]));
    let formats = FORMATS.iter().map(|format| value::mime(format)).collect();
    of.put("document-format-supported", value::set(formats));
    of.put("document-format-default", value::mime("application/octet-stream"));
    of.put("document-password-supported", value::number(0));
    of.put("pdl-override-supported", value::keyword("attempted"));
    of.put("which-jobs-supported", value::keywords(WHICH_JOBS));
    of.put("job-ids-supported", value::flag(true));
    of.put("preferred-attributes-supported", value::flag(false));
    of.put("multiple-document-jobs-supported", value::flag(true));
    of.put("multiple-operation-time-out", value::number(OPEN_MS / 1_000));
    of.put("multiple-operation-time-out-action", value::keyword("abort-job"));
    of.put("job-creation-attributes-supported", value::keywords(CREATION));
    of.put(
        "printer-get-attributes-supported",
        value::keywords(&["document-format", "destination-uri", "destination-uris"]),
    );
    of.put("identify-actions-default", value::keyword("display"));
    of.put("identify-actions-supported", value::keyword("display"));
}

/// Adds to the network printer's description the IPP attributes about events to which clients can
/// subscribe (RFC 3995 §5.3.3, RFC 3996 §8).
fn events(of: &mut Described) {
    let kinds = EventKind::ALL.map(EventKind::keyword);
    of.put("notify-events-default", value::keyword(EventKind::JobCompleted.keyword()));
    of.put("notify-events-supported", value::keywords(&kinds));
    of.put("notify-lease-duration-default", value::number(LEASE_SECONDS));
    of.put("notify-lease-duration-supported", value::range(60, LONGEST_LEASE_SECONDS));
    of.put("notify-max-events-supported", value::number(kinds.len()));
    of.put("notify-pull-method-supported", value::keyword("ippget"));
    of.put("ippget-event-life", value::number(EVENT_LIFE_SECONDS));
}

/// Adds to the network printer's description the IPP attributes about pages: colours, media,
/// resolutions and supplies.
fn pages(of: &mut Described) {
    of.put("color-supported", value::flag(false));
    of.put("pages-per-minute", value::number(2));
    of.put("media-size-supported", value::set(MEDIA.iter().map(media_size).collect()));
    of.put("media-col-supported", value::keywords(MEDIA_MEMBERS));
    of.put("media-source-supported", value::keyword("auto"));
    of.put("media-type-supported", value::keyword("stationery"));
    for side in ["bottom", "left", "right", "top"] {
        let margins = MARGINS.map(value::number);
        of.put(&format!("media-{side}-margin-supported"), value::set(margins.into()));
    }
    of.put("printer-output-tray", Value::OctetString(TRAY.into()));
    of.put("pwg-raster-document-resolution-supported", value::set(resolutions()));
    of.put("pwg-raster-document-sheet-back", value::keyword("normal"));
    let types = ["black_1", "sgray_8", "srgb_8"];
    of.put("pwg-raster-document-type-supported", value::keywords(&types));
    of.put("urf-supported", value::keywords(URF));
    // The printer has no supplies, but IPP Everywhere requires an entry.
    of.put("printer-supply", Value::OctetString(SUPPLY.into()));
    of.put("printer-supply-description", value::text("None"));
    // Options for single pages have no meaning for a fax.
    of.put("overrides-supported", value::keywords(&["document-number", "pages"]));
    of.put("print-scaling-default", value::keyword("auto"));
    of.put("print-scaling-supported", value::keyword("auto"));
}

/// Adds to the network printer's description the IPP attributes about faxes and their destinations.
fn fax(of: &mut Described, queue: &Queue) {
    let features = match queue {
        Queue::FaxOut => value::keywords(&["faxout"]),
        Queue::SendFax | Queue::Print | Queue::Of(_) => {
            value::keywords(&["faxout", "ipp-everywhere"])
        }
    };
    of.put("ipp-features-supported", features);
    of.put("destination-uri-schemes-supported", value::uri_scheme("tel"));
    let members = ["destination-uri", "post-dial-string", "pre-dial-string", "t33-subaddress"];
    of.put("destination-uris-supported", value::keywords(&members));
    of.put("multiple-destination-uris-supported", value::flag(true));
    of.put("cover-sheet-info-default", value::none());
    of.put("cover-sheet-info-supported", value::keywords(&cover::MEMBERS.map(|(name, _)| name)));
    for name in ["from-name", "message", "organization-name", "subject", "to-name"] {
        of.put(&format!("{name}-supported"), value::number(1_023));
    }
    of.put(
        "logo-uri-formats-supported",
        value::set(["image/jpeg", "image/png"].map(value::mime).into()),
    );
    of.put("logo-uri-schemes-supported", value::uri_scheme("file"));
    of.put("confirmation-sheet-print-default", value::flag(false));
}

/// Adds to the description of the network printer the job options that IPP clients can set, with
/// their defaults.
fn template(of: &mut Described) {
    let one = |of: &mut Described, name: &str, only: Value| {
        of.put(&format!("{name}-default"), only.clone());
        of.put(&format!("{name}-supported"), only);
    };
    of.put("copies-default", value::number(1));
    of.put("copies-supported", value::range(1, 1));
    one(of, "finishings", value::choice(3));
    of.put("job-account-id-supported", value::flag(false));
    of.put("job-accounting-user-id-supported", value::flag(false));
    of.put("job-hold-until-default", value::keyword("no-hold"));
    of.put("job-hold-until-supported", value::keywords(&["no-hold", "indefinite"]));
    of.put("job-hold-until-time-supported", value::flag(true));
    of.put("job-priority-default", value::number(50));
    of.put("job-priority-supported", value::number(100));
    one(of, "job-sheets", value::keyword("none"));
    let names: Vec<&str> = MEDIA.iter().map(|(name, ..)| *name).collect();
    of.put("media-default", value::keyword(names.first().copied().unwrap_or_default()));
    of.put("media-supported", value::keywords(&names));
    of.put("media-ready", value::keywords(&names));
    of.put("media-col-default", value::set(media_cols().into_iter().take(1).collect()));
    of.put("media-col-ready", value::set(media_cols()));
    one(of, "multiple-document-handling", value::keyword("separate-documents-collated-copies"));
    one(of, "number-up", value::number(1));
    of.put("page-ranges-supported", value::flag(true));
    of.put("orientation-requested-default", value::none());
    of.put("orientation-requested-supported", value::choices(&[3, 4, 5, 6]));
    one(of, "output-bin", value::keyword("face-up"));
    of.put("print-color-mode-default", value::keyword("monochrome"));
    of.put("print-color-mode-supported", value::keywords(&["auto", "monochrome"]));
    one(of, "print-content-optimize", value::keyword("auto"));
    of.put("print-quality-default", value::choice(4));
    of.put("print-quality-supported", value::choices(&[3, 4, 5]));
    one(of, "print-rendering-intent", value::keyword("auto"));
    of.put("printer-resolution-default", value::resolution(300, 300));
    of.put("printer-resolution-supported", value::set(resolutions()));
    one(of, "sides", value::keyword("one-sided"));
}

/// Whether the network printer supports the value `said` of the IPP attribute `name`. If `said` is
/// a list, whether the printer supports each value in it.
pub(super) fn is_supported(name: &str, said: &Value) -> bool {
    let mut of = Described::default();
    pages(&mut of);
    template(&mut of);
    let Some(supported) = of.value_of(&format!("{name}-supported")) else { return false };
    each(said).all(|one| each(supported).any(|known| is_within(one, known)))
}

fn is_within(one: &Value, known: &Value) -> bool {
    match (one, known) {
        (Value::Integer(number), Value::RangeOfInteger { min, max }) => {
            (*min..=*max).contains(number)
        }
        // A name that IPP defines has the type "keyword", but a client may send it with the type
        // "name".
        (one, known) => {
            one == known || text_of(one).is_some_and(|text| text_of(known) == Some(text))
        }
    }
}

/// The resolutions that IPP clients can choose: 200 and 300 dots per inch.
fn resolutions() -> Vec<Value> {
    vec![value::resolution(200, 200), value::resolution(300, 300)]
}

/// The names of the members of the IPP attribute `media-col` that the network printer supports (PWG
/// 5100.7 §6.3).
const MEDIA_MEMBERS: &[&str] = &[
    "media-bottom-margin",
    "media-left-margin",
    "media-right-margin",
    "media-size",
    "media-source",
    "media-top-margin",
    "media-type",
];

/// The network printer's description of its only output tray (PWG 5100.13 §6.5.24).
const TRAY: &str = "type=unRemovableBin;maxcapacity=-2;remaining=-2;status=0;name=face-up;stackingorder=unknown;pagedelivery=faceUp;";

/// The description of the network printer's supplies (ink or toner), of which there are none (PWG
/// 5100.13 §6.5.28).
const SUPPLY: &str = "type=other;maxcapacity=-2;level=-2;class=other;unit=other;colorantname=none;";

fn media_size((_, width, length): &(&str, i32, i32)) -> Value {
    value::collection(vec![
        ("x-dimension", value::number(*width)),
        ("y-dimension", value::number(*length)),
    ])
}

/// All combinations of a medium and a margin that the network printer offers.
fn media_cols() -> Vec<Value> {
    MARGINS
        .iter()
        .flat_map(|margin| MEDIA.iter().map(|media| media_col(media, *margin)))
        .collect()
}

fn media_col(media: &(&str, i32, i32), margin: i32) -> Value {
    value::collection(vec![
        ("media-size", media_size(media)),
        ("media-bottom-margin", value::number(margin)),
        ("media-left-margin", value::number(margin)),
        ("media-right-margin", value::number(margin)),
        ("media-top-margin", value::number(margin)),
        ("media-source", value::keyword("auto")),
        ("media-type", value::keyword("stationery")),
    ])
}

/// Converts a time to seconds of the system clock, the unit of the IPP attribute `printer-up-time`.
pub(super) fn seconds(at: UnixMs) -> i64 {
    at.0.div_euclid(1_000).max(1)
}
