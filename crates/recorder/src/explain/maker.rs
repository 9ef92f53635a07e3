//! Identifies the maker of a fax machine by its NSF, NSS or NSC (ITU-T T.30 §5.3.6.2.7). These
//! fields contain a country by ITU-T T.35, the maker's code as that country assigned it, and data
//! of the maker's choice. If these data contain a readable name, it is shown.
//!
//! Since 2003, T.30 requires that these bytes are sent with their highest bit first, unlike all
//! others in its frames. Fax machines use either order, so countries and makers are looked for in
//! both. The makers' codes are facts that operators of HylaFAX and spandsp collected. Codes of
//! makers that have no fax machine are left out.

use super::fields::hex;
use super::makers::{COUNTRIES, MAKERS, MODELS, Maker};

/// The facts that a non-standard field shows about a fax machine; `None` if a fact is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Machine {
    /// The country, by T.35.
    pub country: Option<&'static str>,
    /// The maker of the machine.
    pub maker: Option<&'static str>,
    /// The model of the machine.
    pub model: Option<&'static str>,
}

/// Identifies the machine that sends this field, and reads the name that its owner gave it.
pub fn machine(fif: &[u8]) -> (Machine, Option<String>) {
    let maker = MAKERS.iter().find(|maker| fif.starts_with(maker.code));
    let model = maker.and_then(|maker| {
        let rest = fif.get(maker.code.len()..)?;
        MODELS
            .iter()
            .find(|model| model.of == maker.code && rest.starts_with(model.begins))
    });
    let machine = Machine {
        country: country(fif, maker),
        maker: maker.map(|maker| maker.name),
        model: model.map(|model| model.name),
    };
    let is_backwards = maker.is_some_and(|maker| maker.is_backwards);
    (machine, station(fif.get(3..).unwrap_or_default(), is_backwards))
}

/// The contents of NSF, NSS or NSC as names and values.
pub(super) fn fields(fif: &[u8]) -> Vec<(&'static str, String)> {
    let (machine, station) = machine(fif);
    let mut said = Vec::new();
    said.extend(machine.country.map(|country| ("country", country.to_owned())));
    said.extend(machine.maker.map(|maker| ("maker", maker.to_owned())));
    said.extend(machine.model.map(|model| ("model", model.to_owned())));
    said.extend(station.map(|name| ("station", ferrofax_ground::pii::Pii(name).to_string())));
    said.push(("octets", format!("{}: {}", fif.len(), hex(&fif[..fif.len().min(3)]))));
    said
}

fn country(fif: &[u8], maker: Option<&Maker>) -> Option<&'static str> {
    if let Some(maker) = maker {
        return Some(maker.country);
    }
    let code = fif.first()?;
    let named =
        |code: u8| COUNTRIES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name);
    // In T.30's bit order, a byte is the reverse of its form in the table of countries.
    named(code.reverse_bits()).or_else(|| named(*code))
}

/// The longest run of printable characters, if it is likely to be a name.
fn station(octets: &[u8], is_backwards: bool) -> Option<String> {
    const SHORTEST: usize = 4;
    let is_letter = |octet: &u8| (0x20..0x7F).contains(octet);
    let longest = octets.split(|octet| !is_letter(octet)).max_by_key(|run| run.len())?;
    let mut name: Vec<u8> = longest.to_vec();
    if is_backwards {
        name.reverse();
    }
    let name = String::from_utf8(name).ok()?;
    let name = name.trim();
    let is_name = name.len() >= SHORTEST
        && name.chars().filter(|c| c.is_alphanumeric()).count() * 2 > name.len();
    is_name.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makers_and_models_are_known_by_their_octets() {
        for (fif, country, maker, model) in [
            (
                &[0x00, 0x00, 0x11, 0x80, 0x00, 0x80, 0x49, 0x10, 1][..],
                "Japan",
                "Canon",
                Some("Fax B100"),
            ),
            (&[0x00, 0x00, 0x25, 0, 0], "Japan", "Ricoh", None),
            (
                &[0xAD, 0x00, 0x36, 0x40, 0x80, 0x84, 0x01, 0xF0],
                "United States",
                "HP",
                Some("OfficeJet"),
            ),
            (&[0xB5, 0x00, 0xAA], "United States", "HylaFAX", None),
            (&[0x20, 0x41, 0x59], "Germany", "Siemens", None),
            (&[0x86, 0x00, 0x8C, 0, 0, 1, 0], "Korea", "Samsung", Some("SF-2010")),
        ] {
            let (known, _) = machine(fif);
            assert_eq!(known.country, Some(country), "{fif:?}");
            assert_eq!((known.maker, known.model), (Some(maker), model), "{fif:?}");
        }
    }

    #[test]
    fn a_country_is_known_without_its_maker() {
        assert_eq!(machine(&[0x20, 0xEE, 0xEE]).0.country, Some("Germany"));
        assert_eq!(machine(&[0xB4, 0xEE, 0xEE]).0.country, Some("United Kingdom"));
        assert_eq!(machine(&[0xFF, 0xFF]).0, Machine { country: None, maker: None, model: None });
    }

    #[test]
    fn a_name_is_read_forwards_and_backwards() {
        let named =
            |begin: &[u8], name: &[u8]| machine(&[begin, &[0, 0x81], name, &[0, 7]].concat()).1;
        assert_eq!(named(&[0x00, 0x00, 0x11], b"FRONT OFFICE"), Some("FRONT OFFICE".into()));
        assert_eq!(named(&[0x00, 0x00, 0x25], b"ECIFFO"), Some("OFFICE".into()));
        assert_eq!(named(&[0x00, 0x00, 0x11], b"AB"), None);
        assert_eq!(named(&[0x00, 0x00, 0x11], b"...... "), None);
    }
}
