//! Makes the received packets of T.38 anonymous.
//!
//! A frame or a page is spread over several packets, so the position in each is tracked from packet
//! to packet. If a packet is missing, doubled or out of order, the meaning of the following bytes
//! is unknown. They become zeros, up to the end of the frame.

use ferrofax_engine::t30::fcf::Fcf;
use ferrofax_engine::t30::fnv;
use ferrofax_engine::t38::ifp::{DataKind, Encoding, Field, FieldKind, Packet, Reader};

/// The number of bytes at the beginning of a non-standard field that name the country and the maker
/// (T.35 §3).
pub(super) const MAKER: usize = 3;

/// The number of bytes before a frame's field: address, control and the frame's name.
const HEAD: usize = 3;

/// The number of bytes before the data in an ECM frame of a page: the same three, and the frame's
/// number.
const ECM_HEAD: usize = 4;

/// The position in the frames of V.21, or in those of a page with ECM.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// The index of the frame.
    frame: usize,
    /// The number of bytes of this frame so far.
    octets: usize,
    /// The byte with the frame's name (FCF), in T.30's bit order.
    fcf: u8,
    /// The expected number of the next packet.
    next: Option<u16>,
    /// Whether an earlier packet was out of place, so that the position in the frame is unknown.
    is_lost: bool,
}

impl Place {
    /// Notes that the packet with this number was received.
    fn packet(&mut self, number: Option<u16>) {
        if let (Some(number), Some(next)) = (number, self.next)
            && number != next
        {
            self.is_lost = true;
        }
        self.next = number.map(|number| number.wrapping_add(1));
    }

    /// Moves on by one byte, and returns the position of this byte in the frame.
    fn octet(&mut self, octet: u8) -> usize {
        if self.octets == HEAD - 1 {
            self.fcf = octet.reverse_bits();
        }
        self.octets += 1;
        self.octets - 1
    }

    /// Moves past a field of T.38; some kinds of field end a frame.
    fn field(&mut self, kind: FieldKind) {
        if !matches!(kind, FieldKind::HdlcData | FieldKind::Later(_)) {
            self.frame += 1;
            self.octets = 0;
            self.fcf = 0;
            self.is_lost = false;
        }
    }
}

/// The frames of V.21 in a call, and whether each was received undamaged.
#[derive(Debug)]
pub(super) struct Frames {
    place: Place,
    reader: Reader,
    are_whole: Vec<bool>,
}

impl Default for Frames {
    fn default() -> Self {
        let reader = Reader::new(Encoding::Corrected);
        Self { place: Place::default(), reader, are_whole: Vec::new() }
    }
}

impl Frames {
    /// Takes the next packet of the call.
    pub(super) fn look(&mut self, number: Option<u16>, ifp: &[u8]) {
        self.place.packet(number);
        let Ok(Packet::Data(DataKind::V21, fields)) = self.reader.read(ifp) else { return };
        for Field { kind, octets } in fields {
            octets.iter().for_each(|octet| _ = self.place.octet(*octet));
            if !matches!(kind, FieldKind::HdlcData | FieldKind::Later(_)) {
                let is_whole = matches!(kind, FieldKind::HdlcFcsOk | FieldKind::HdlcFcsOkSigEnd);
                self.are_whole.push(is_whole && !self.place.is_lost);
            }
            self.place.field(kind);
        }
    }
}

/// The part of an image signal that is being received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Image {
    /// No byte of the signal was received yet.
    Begins,
    /// A training check: zeros (T.30 §5.3.6.1.3).
    Check,
    /// The page itself.
    Page,
}

/// Replaces the contents of received packets.
#[derive(Debug)]
pub(super) struct Mask {
    frames: Vec<bool>,
    reader: Reader,
    v21: Place,
    ecm: Place,
    image: Image,
    /// The number of bytes so far of the page without ECM.
    page: usize,
    row: Vec<u8>,
}

impl Mask {
    pub(super) fn new(frames: Frames) -> Self {
        Self {
            frames: frames.are_whole,
            reader: Reader::new(Encoding::Corrected),
            v21: Place::default(),
            ecm: Place::default(),
            image: Image::Begins,
            page: 0,
            row: vec![0],
        }
    }

    /// Sets the row of which replaced pages consist: its bytes are repeated.
    pub(super) fn page_row(&mut self, row: Vec<u8>) {
        self.row = row;
    }

    /// Replaces the contents of a packet. An invalid packet becomes another invalid one of the same
    /// length.
    pub(super) fn packet(&mut self, number: Option<u16>, ifp: &mut Vec<u8>) {
        self.v21.packet(number);
        self.ecm.packet(number);
        let Ok(mut packet) = self.reader.read(ifp) else { return ifp.fill(0xFF) };
        match &mut packet {
            Packet::Indicator(_) => (self.image, self.page) = (Image::Begins, 0),
            Packet::Data(DataKind::V21, fields) => {
                for Field { kind, octets } in fields {
                    octets.iter_mut().for_each(|octet| self.v21_octet(octet));
                    self.v21.field(*kind);
                }
            }
            Packet::Data(DataKind::Image(_), fields) => {
                fields.iter_mut().for_each(|field| self.image_field(field));
            }
            Packet::Data(DataKind::Later(_), fields) => {
                fields.iter_mut().for_each(|field| field.octets.fill(0));
            }
        }
        *ifp = packet.encode(self.reader.encoding());
    }

    fn v21_octet(&mut self, octet: &mut u8) {
        let at = self.v21.octet(*octet);
        let is_whole = self.frames.get(self.v21.frame).copied().unwrap_or(false);
        if self.v21.is_lost {
            *octet = 0;
        } else if at >= HEAD && !(is_whole && stays(self.v21.fcf, at - HEAD)) {
            // T.38 has the opposite bit order.
            *octet = blank_octet(self.v21.fcf, octet.reverse_bits()).reverse_bits();
        }
    }

    fn image_field(&mut self, Field { kind, octets }: &mut Field) {
        if matches!(kind, FieldKind::NonEcmData | FieldKind::NonEcmSigEnd) {
            return self.page_octets(octets);
        }
        for octet in octets {
            let at = self.ecm.octet(*octet);
            if self.ecm.is_lost {
                *octet = 0;
            } else if at >= ECM_HEAD {
                *octet = self.row[(at - ECM_HEAD) % self.row.len()];
            }
        }
        self.ecm.field(*kind);
    }

    /// Replaces the bytes of a page without ECM, or of a training check. The first bytes show
    /// whether it is a check.
    fn page_octets(&mut self, octets: &mut [u8]) {
        if self.image == Image::Begins && !octets.is_empty() {
            let zeros = octets.iter().filter(|octet| **octet == 0).count();
            self.image = if zeros * 10 >= octets.len() * 9 { Image::Check } else { Image::Page };
        }
        for octet in octets {
            if self.image == Image::Check {
                // Damaged bytes of a check remain damaged, but get another value.
                *octet = u8::from(*octet != 0);
            } else {
                *octet = self.row[self.page % self.row.len()];
                self.page += 1;
            }
        }
    }
}

/// Makes a complete frame anonymous. The frame is in T.30's bit order.
pub(super) fn blank(frame: &[u8]) -> Vec<u8> {
    let fcf = frame.get(HEAD - 1).copied().unwrap_or_default();
    let octet = |(at, octet): (usize, &u8)| match at.checked_sub(HEAD) {
        Some(at) if !stays(fcf, at) => blank_octet(fcf, *octet),
        _ => *octet,
    };
    frame.iter().enumerate().map(octet).collect()
}

/// Whether a frame is DCS.
pub(super) fn is_dcs(frame: &[u8]) -> bool {
    frame.get(HEAD - 1).is_some_and(|fcf| Fcf::from_byte(*fcf) == Fcf::Dcs)
}

/// Replaces a byte of a frame's field: a character of a text by `0`, any other byte by zero.
/// Spaces, which pad texts, are kept.
fn blank_octet(fcf: u8, octet: u8) -> u8 {
    match (is_text(fcf), octet) {
        (true, b' ') => b' ',
        (true, _) => b'0',
        (false, _) => 0,
    }
}

/// Whether the byte at this position of a frame's field contains nothing personal, so that it is
/// kept.
fn stays(fcf: u8, at: usize) -> bool {
    match Fcf::from_byte(fcf) {
        Fcf::Dis | Fcf::Dcs | Fcf::Dtc | Fcf::Ctc | Fcf::Pps | Fcf::Ppr | Fcf::Eor => true,
        Fcf::Nsf | Fcf::Nss | Fcf::Nsc => at < MAKER,
        // The bits of FNV are kept; the refused value may follow them.
        Fcf::Fnv => at < fnv::BITS,
        _ => false,
    }
}

/// Whether a frame contains text (T.30 §5.3.6.2.4 and following).
fn is_text(fcf: u8) -> bool {
    let fcf = Fcf::from_byte(fcf);
    matches!(
        fcf,
        Fcf::Csi | Fcf::Tsi | Fcf::Cig | Fcf::Sub | Fcf::Sid | Fcf::Sep | Fcf::Pwd | Fcf::Psa
    )
}
