//! What CI, CM and JM say: categories of what a station is for and can (ITU-T V.8 §5–6).
//!
//! An octet is a category's, with a tag in b0–b3, b4 = 0 and three options in b5–b7, or an
//! extension of the category before it, with b3 b4 b5 = 0 1 0 and five options in b0–b2 and
//! b6–b7. So no octet looks like HDLC's flag. b0 is the lowest bit and the first on the line.
//!
//! A [`Menu`] keeps what came, in its order and with all that it does not know, and says what
//! is known of it. Modulation modes, which three octets tell of, are [`Modulations`].

use super::modulations::Modulations;
use std::fmt;

/// The categories of a CI, CM or JM.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Menu {
    categories: Vec<Category>,
}

/// One category, with its extension octets as they are on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Which it is.
    pub tag: Tag,
    /// b5, b6 and b7, b5 the lowest.
    pub options: u8,
    /// The octets that follow it, up to the next category.
    pub extensions: Vec<u8>,
}

/// The tag of a category (V.8 table 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// Call function.
    CallFunction,
    /// Modulation modes.
    Modulations,
    /// Protocols.
    Protocols,
    /// PSTN access.
    PstnAccess,
    /// Non-standard facilities.
    NonStandard,
    /// PCM modem availability.
    PcmAvailability,
    /// Defined in ITU-T T.66.
    T66,
    /// One that V.8 does not know; b0–b3, b0 the lowest.
    Unknown(u8),
}

/// What the call is for (V.8 table 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallFunction {
    /// To be determined by ITU-T.
    Reserved,
    /// H.324 multimedia terminal.
    H324,
    /// V.18 textphone.
    V18,
    /// T.101 videotext.
    T101,
    /// Transmit facsimile from the call terminal (T.30 table 4).
    TransmitFax,
    /// Receive facsimile at the call terminal (T.30 table 4).
    ReceiveFax,
    /// Data, by modulations of the V series.
    Data,
    /// Told by an extension octet.
    Extended,
}

/// What is told of protocols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// LAPM by V.42.
    Lapm,
    /// Told by an extension octet.
    Extended,
    /// One that V.8 does not know; b5–b7, b5 the lowest.
    Unknown(u8),
}

/// What is told of the access to the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PstnAccess {
    /// The station that calls is in a cellular network.
    pub caller_cellular: bool,
    /// The station that answers is in a cellular network.
    pub answerer_cellular: bool,
    /// The station that says this has a digital connection.
    pub digital: bool,
}

/// What is told of PCM modems.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PcmAvailability {
    /// An analogue V.90 or V.92 modem.
    pub v90_analogue: bool,
    /// A digital V.90 or V.92 modem.
    pub v90_digital: bool,
    /// V.91.
    pub v91: bool,
}

impl Menu {
    /// A menu of a call function and modulation modes, which take as many octets as they need.
    pub fn new(function: CallFunction, modulations: Modulations) -> Self {
        Self::default()
            .with(Category::plain(Tag::CallFunction, function.options()))
            .with(Category::of_modulations(modulations, modulations.octets()))
    }

    /// The same with one category more.
    #[must_use]
    pub fn with(mut self, category: Category) -> Self {
        self.categories.push(category);
        self
    }

    /// The same with the protocols category.
    #[must_use]
    pub fn with_protocol(self, protocol: Protocol) -> Self {
        let options = match protocol {
            Protocol::Lapm => 1,
            Protocol::Extended => 7,
            Protocol::Unknown(options) => options & 7,
        };
        self.with(Category::plain(Tag::Protocols, options))
    }

    /// The same with the category of PSTN access.
    #[must_use]
    pub fn with_pstn_access(self, access: PstnAccess) -> Self {
        let options = u8::from(access.caller_cellular)
            | u8::from(access.answerer_cellular) << 1
            | u8::from(access.digital) << 2;
        self.with(Category::plain(Tag::PstnAccess, options))
    }

    /// The same with the category of PCM availability.
    #[must_use]
    pub fn with_pcm(self, pcm: PcmAvailability) -> Self {
        let options =
            u8::from(pcm.v90_analogue) | u8::from(pcm.v90_digital) << 1 | u8::from(pcm.v91) << 2;
        self.with(Category::plain(Tag::PcmAvailability, options))
    }

    /// Reads the octets of a sequence, without that of its synchronisation. Extension octets
    /// before any category belong to nothing and are passed over.
    pub fn decode(octets: &[u8]) -> Self {
        let mut menu = Self::default();
        for &octet in octets {
            if octet & CATEGORY_MASK == 0 {
                menu.categories.push(Category::plain(Tag::of(octet & TAG_MASK), octet >> 5));
            } else if let Some(category) = menu.categories.last_mut() {
                category.extensions.push(octet);
            }
        }
        menu
    }

    /// The octets on the line, without that of the synchronisation.
    pub fn encode(&self) -> Vec<u8> {
        let mut octets = Vec::new();
        for category in &self.categories {
            octets.push(category.tag.bits() | (category.options & 7) << 5);
            octets.extend_from_slice(&category.extensions);
        }
        octets
    }

    /// All categories, in their order.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// What the call is for.
    pub fn call_function(&self) -> Option<CallFunction> {
        self.first(Tag::CallFunction).map(|category| CallFunction::of(category.options))
    }

    /// The modulation modes; none where the category is missing.
    pub fn modulations(&self) -> Modulations {
        self.first(Tag::Modulations).map_or_else(Modulations::default, |category| {
            Modulations::read(category.options, &category.extensions)
        })
    }

    /// How many octets the modulation modes take.
    pub fn modulation_octets(&self) -> usize {
        self.first(Tag::Modulations).map_or(0, |category| 1 + category.extensions.len())
    }

    /// Protocols.
    pub fn protocol(&self) -> Option<Protocol> {
        self.first(Tag::Protocols).map(|category| match category.options {
            1 => Protocol::Lapm,
            7 => Protocol::Extended,
            other => Protocol::Unknown(other),
        })
    }

    /// The access to the network.
    pub fn pstn_access(&self) -> Option<PstnAccess> {
        self.first(Tag::PstnAccess).map(|category| PstnAccess {
            caller_cellular: category.options & 1 != 0,
            answerer_cellular: category.options & 2 != 0,
            digital: category.options & 4 != 0,
        })
    }

    /// PCM modems.
    pub fn pcm(&self) -> Option<PcmAvailability> {
        self.first(Tag::PcmAvailability).map(|category| PcmAvailability {
            v90_analogue: category.options & 1 != 0,
            v90_digital: category.options & 2 != 0,
            v91: category.options & 4 != 0,
        })
    }

    /// Non-standard facilities, as they are on the line.
    pub fn non_standard(&self) -> Option<&Category> {
        self.first(Tag::NonStandard)
    }

    /// The JM that answers this CM, of a station that can `can` for a call function in
    /// `functions` (V.8 §8.2.3): the same function and the modes that both have, in as many
    /// octets. Of a call function that it does not serve, the first of its own, and no mode.
    pub fn answered_by(&self, can: Modulations, functions: &[CallFunction]) -> Self {
        let asked = self.call_function();
        let is_served = asked.is_some_and(|asked| functions.contains(&asked));
        let own = functions.first().copied().unwrap_or(CallFunction::Reserved);
        let function = asked.filter(|_| is_served).unwrap_or(own);
        let common = if is_served { self.modulations().and(can) } else { Modulations::default() };
        // §8.2.3: in as many octets as in CM, of those that are known.
        Self::default()
            .with(Category::plain(Tag::CallFunction, function.options()))
            .with(Category::of_modulations(common, self.modulation_octets()))
    }

    fn first(&self, tag: Tag) -> Option<&Category> {
        self.categories.iter().find(|category| category.tag == tag)
    }
}

/// For traces: `transmit facsimile; V.34 half-duplex, V.17, V.29, V.27ter`.
impl fmt::Display for Menu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.call_function() {
            Some(function) => write!(f, "{function}; {}", self.modulations())?,
            None => write!(f, "no call function; {}", self.modulations())?,
        }
        if self.protocol() == Some(Protocol::Lapm) {
            write!(f, "; LAPM")?;
        }
        let others = self.categories.iter().filter(|category| {
            !matches!(category.tag, Tag::CallFunction | Tag::Modulations | Tag::Protocols)
        });
        others.into_iter().try_for_each(|category| {
            write!(f, "; {:?} {:03b}", category.tag, category.options)?;
            category.extensions.iter().try_for_each(|octet| write!(f, " {octet:02X}"))
        })
    }
}

impl Category {
    /// Modulation modes in so many octets, one to three.
    fn of_modulations(modulations: Modulations, octets: usize) -> Self {
        let (options, extensions) = modulations.emit(octets);
        Self { tag: Tag::Modulations, options, extensions }
    }

    /// One without extension octets.
    pub const fn plain(tag: Tag, options: u8) -> Self {
        Self { tag, options, extensions: Vec::new() }
    }
}

impl Tag {
    /// The tag of b0–b3.
    const fn of(bits: u8) -> Self {
        match bits {
            0x1 => Self::CallFunction,
            0x5 => Self::Modulations,
            0x7 => Self::PcmAvailability,
            0xA => Self::Protocols,
            0xD => Self::PstnAccess,
            0xE => Self::T66,
            0xF => Self::NonStandard,
            other => Self::Unknown(other),
        }
    }

    /// b0–b3 of the tag.
    const fn bits(self) -> u8 {
        match self {
            Self::CallFunction => 0x1,
            Self::Modulations => 0x5,
            Self::PcmAvailability => 0x7,
            Self::Protocols => 0xA,
            Self::PstnAccess => 0xD,
            Self::T66 => 0xE,
            Self::NonStandard => 0xF,
            Self::Unknown(bits) => bits & TAG_MASK,
        }
    }
}

impl CallFunction {
    /// In the order of b5–b7, b5 the lowest.
    const ALL: [Self; 8] = [
        Self::Reserved,
        Self::H324,
        Self::V18,
        Self::T101,
        Self::TransmitFax,
        Self::ReceiveFax,
        Self::Data,
        Self::Extended,
    ];

    const fn of(options: u8) -> Self {
        Self::ALL[(options & 7) as usize]
    }

    const fn options(self) -> u8 {
        self as u8
    }
}

impl fmt::Display for CallFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reserved => "a reserved call function",
            Self::H324 => "H.324",
            Self::V18 => "V.18 textphone",
            Self::T101 => "T.101 videotext",
            Self::TransmitFax => "transmit facsimile",
            Self::ReceiveFax => "receive facsimile",
            Self::Data => "data",
            Self::Extended => "an extended call function",
        })
    }
}

/// b4 of a category.
const CATEGORY_MASK: u8 = 0x10;
const TAG_MASK: u8 = 0x0F;

#[cfg(test)]
#[path = "menu_tests.rs"]
mod tests;
