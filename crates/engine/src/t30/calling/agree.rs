//! What both sides can: DIS read against our terms, and the DCS that says what was chosen
//! (T.30 table 2).

use super::terms::{CallTerms, FarCapabilities, PageFacts, PageLength};
use crate::t30::dcs::Dcs;
use crate::t30::dis::Capabilities;
use crate::t30::frame::Fields;
use crate::t30::outcome::Cause;
use crate::t30::{FarIdent, Negotiated, fnv, rate};
use ferrofax_ground::t4::{Coding, Resolution};
use ferrofax_signal::modem::{PageRate, Rate};

/// What a DIS offers that we can use.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Offer {
    pub can: FarCapabilities,
    /// There is a document to be fetched (bit 9); in a DTC: and then one comes the other way.
    pub has_document: bool,
    /// Rows take half the time at 7.7 rows a millimetre and finer (bits 21–23).
    halves_row_time: bool,
    /// And half of that at 15.4 rows a millimetre (bit 46).
    halves_it_again: bool,
    /// It says which field it refuses, to who says that he understands it.
    says_fnv: bool,
}

impl Offer {
    /// Reads the information field of a DIS, or of a DTC if `is_asked`: who fetches receives,
    /// whatever bit 10 says. Of `by_v34` see `annex_f`. The error says why nothing can be sent to this machine.
    pub(super) fn read(
        field: &[u8],
        is_asked: bool,
        by_v34: bool,
        far: &FarIdent,
        terms: &CallTerms,
    ) -> Result<Self, Cause> {
        let fields = Fields(field.to_vec());
        let offered = Capabilities::parse(field);
        // T.30 table 2, bit 10.
        if !offered.can_receive && !is_asked {
            return Err(Cause::NoReceiver);
        }
        let rates = ladder(&offered.rates, terms);
        if rates.is_empty() && !by_v34 {
            return Err(Cause::CannotReceive);
        }
        let ecm = by_v34 || offered.ecm && terms.ecm;
        let common =
            |coding: &Coding| offered.codings.contains(coding) && terms.codings.contains(coding);
        // Of black and white, the one that takes the fewest octets, which for a page that is not very empty is the
        // newest one that both have.
        let coding = Coding::ALL
            .into_iter()
            .rev()
            .find(|coding| common(coding) && (ecm || !coding.needs_ecm()))
            .unwrap_or(Coding::Mh);
        let max_length = match (fields.bit(19), fields.bit(20)) {
            (false, true) => PageLength::Unlimited,
            (true, false) => PageLength::B4,
            _ => PageLength::A4,
        };
        let row_time = fields.number(21..=23);
        let can = FarCapabilities {
            ident: far.ident.clone(),
            nsf: far.nss.clone(),
            rates,
            ecm,
            coding,
            colour: ecm && common(&Coding::Jpeg),
            lossless_colour: ecm && common(&Coding::T43),
            resolutions: offered.resolutions,
            max_width: offered.max_width,
            max_length,
            min_row_ms: if ecm { 0 } else { offered.min_row_ms },
            sub: fields.bit(49),
            sid: fields.bit(50),
        };
        Ok(Self {
            can,
            has_document: offered.has_document,
            halves_row_time: matches!(row_time, 0b011 | 0b110 | 0b101),
            halves_it_again: fields.bit(46),
            says_fnv: fields.bit(fnv::CAPABLE),
        })
    }

    /// Whether a page may be sent so.
    pub(super) fn takes(&self, page: &PageFacts) -> bool {
        let takes_pixels = match page.colour {
            Some(coding) => self.can.takes(coding),
            None => self.can.resolutions.contains(&page.resolution),
        };
        takes_pixels && page.width <= self.can.max_width
    }

    /// How `page` will go at `rate`.
    pub(super) const fn negotiate(&self, page: &PageFacts, rate: PageRate) -> Negotiated {
        Negotiated {
            rate,
            ecm: self.can.ecm,
            coding: match page.colour {
                Some(coding) => coding,
                None => self.can.coding,
            },
            resolution: page.resolution,
            width: page.width,
        }
    }

    /// The shortest time of a row in ms. With ECM there is none (T.30 table 2, note on bit 27).
    pub(super) const fn min_row_ms(&self, resolution: Resolution) -> u8 {
        let at_standard = self.can.min_row_ms;
        let finer = if self.halves_row_time { at_standard / 2 } else { at_standard };
        match resolution {
            Resolution::Standard | Resolution::R200x100 => at_standard,
            Resolution::Fine | Resolution::R200 | Resolution::R300 => finer,
            Resolution::Superfine
            | Resolution::Ultrafine
            | Resolution::R200x400
            | Resolution::R400 => {
                // A DCS has no code for less than 5 ms but 0.
                if self.halves_it_again && finer > 5 { finer / 2 } else { finer }
            }
        }
    }

    /// The information field of DCS.
    pub(super) fn dcs(&self, negotiated: Negotiated, terms: &CallTerms) -> Vec<u8> {
        let Negotiated { rate, ecm, coding, resolution, width } = negotiated;
        let min_row_ms = self.min_row_ms(resolution);
        let frame_octets = terms.frame_octets;
        let dcs = Dcs {
            // With V.34 bits 11–14 are 0 (table 2, note 33).
            rate: rate.image().ok_or(0),
            ecm,
            frame_octets,
            coding,
            resolution,
            width,
            min_row_ms,
            foreign: None,
        };
        let mut fields = Fields(dcs.emit());
        match self.can.max_length {
            PageLength::Unlimited => fields.set(20),
            PageLength::B4 => fields.set(19),
            PageLength::A4 => {}
        }
        if self.says_fnv {
            fields.set(fnv::CAPABLE);
        }
        if self.says_sub(terms) {
            fields.set(49);
        }
        if self.says_sid(terms) {
            fields.set(50);
        }
        fields.0
    }

    pub(super) const fn says_sub(&self, terms: &CallTerms) -> bool {
        self.can.sub && terms.sub.is_some()
    }

    pub(super) const fn says_sid(&self, terms: &CallTerms) -> bool {
        self.can.sid && (terms.sid.is_some() || terms.pwd.is_some())
    }
}

/// The rates that both sides have, the fastest first; where two modems have one rate, the
/// more robust first: V.17, whose code gains 3 dB over V.29.
fn ladder(offered: &[Rate], terms: &CallTerms) -> Vec<Rate> {
    let mut rates: Vec<Rate> = offered
        .iter()
        .copied()
        .filter(|rate| terms.rates.contains(rate) && rate.bps() >= terms.min_rate_bps)
        .collect();
    rates.sort_by_key(|each| (std::cmp::Reverse(each.bps()), !rate::is_v17(*each)));
    rates.dedup();
    rates
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_ground::t4::PageWidth;

    fn terms() -> CallTerms {
        CallTerms {
            rates: vec![Rate::V27ter2400, Rate::V27ter4800, Rate::V29At7200, Rate::V29At9600],
            ..CallTerms::default()
        }
    }

    fn read(bits: &[usize], terms: &CallTerms) -> Result<Offer, Cause> {
        let mut fields = Fields(vec![0; 3]);
        fields.set(10);
        bits.iter().for_each(|bit| fields.set(*bit));
        Offer::read(&fields.0, false, false, &FarIdent::default(), terms)
    }

    #[test]
    fn the_best_common_set_is_chosen() {
        let offer = read(&[11, 12, 15, 16, 20, 21, 22, 23, 27, 31], &terms()).unwrap();
        assert_eq!((offer.can.coding, offer.can.ecm), (Coding::Mmr, true));
        assert_eq!(
            offer.can.rates,
            [Rate::V29At9600, Rate::V29At7200, Rate::V27ter4800, Rate::V27ter2400]
        );
        assert_eq!(offer.can.resolutions, [Resolution::Standard, Resolution::Fine]);
        assert_eq!(offer.can.max_length, PageLength::Unlimited);
        let offer =
            read(&[11, 12, 16, 27, 31], &CallTerms { ecm: false, min_rate_bps: 4800, ..terms() })
                .unwrap();
        assert_eq!(
            (offer.can.coding, offer.can.ecm, offer.can.min_row_ms),
            (Coding::Mr, false, 20)
        );
        assert_eq!(offer.can.rates.last(), Some(&Rate::V27ter4800));
        assert_eq!(offer.can.max_length, PageLength::A4);
    }

    #[test]
    fn jbig_is_taken_where_both_have_it_with_error_correction() {
        let jbig = CallTerms { codings: Coding::ALL.to_vec(), ..terms() };
        let coding = |bits: &[usize], terms: &CallTerms| read(bits, terms).unwrap().can.coding;
        assert_eq!(coding(&[16, 27, 31, 78, 79], &jbig), Coding::Jbig);
        assert_eq!(coding(&[16, 27, 78], &jbig), Coding::Jbig);
        assert_eq!(coding(&[16, 27, 31, 79], &jbig), Coding::Mmr);
        assert_eq!(coding(&[16, 31, 78], &jbig), Coding::Mr);
        assert_eq!(coding(&[16, 27, 31, 78], &CallTerms { ecm: false, ..jbig }), Coding::Mr);
        assert_eq!(coding(&[16, 27, 31, 78], &terms()), Coding::Mmr);
    }

    #[test]
    fn colours_go_where_both_have_them_with_error_correction() {
        let mut codings = CallTerms::default().codings;
        codings.push(Coding::Jpeg);
        let colours = CallTerms { codings, ..terms() };
        let all = [11, 12, 15, 16, 27, 31, 44, 68, 69];
        let offer = read(&all, &colours).unwrap();
        assert!(offer.can.colour && offer.can.coding == Coding::Mmr);
        let page = PageFacts {
            resolution: Resolution::R200,
            colour: Some(Coding::Jpeg),
            ..PageFacts::STANDARD
        };
        let chosen = offer.negotiate(&page, Rate::V29At9600.into());
        let dcs = Dcs::parse(&offer.dcs(chosen, &colours));
        assert_eq!((dcs.coding, dcs.resolution), (Coding::Jpeg, Resolution::R200));
        assert!(offer.takes(&page) && offer.takes(&PageFacts::STANDARD));
        let plain = offer.negotiate(&PageFacts::STANDARD, Rate::V29At9600.into());
        assert_eq!(Dcs::parse(&offer.dcs(plain, &colours)).coding, Coding::Mmr);
        for (left_out, terms) in
            [(27, &colours), (68, &colours), (69, &colours), (15, &colours), (0, &terms())]
        {
            let bits: Vec<usize> = all.into_iter().filter(|bit| *bit != left_out).collect();
            let offer = read(&bits, terms).unwrap();
            assert!(!offer.can.colour && !offer.takes(&page), "{left_out}");
        }
        let without = CallTerms { ecm: false, ..colours.clone() };
        assert!(!read(&all, &without).unwrap().can.colour);
        // T.43 goes to who has it beside JPEG, from who has it.
        let page = PageFacts { colour: Some(Coding::T43), ..page };
        let lossless = CallTerms { codings: Coding::WITH_COLOUR.to_vec(), ..colours.clone() };
        for (bits, terms, goes) in
            [(&[36][..], &lossless, true), (&[], &lossless, false), (&[36], &colours, false)]
        {
            let offer = read(&[&all[..], bits].concat(), terms).unwrap();
            assert_eq!((offer.can.lossless_colour, offer.takes(&page)), (goes, goes), "{bits:?}");
            assert!(offer.can.colour);
        }
        let offer = read(&[&all[..], &[36]].concat(), &lossless).unwrap();
        let chosen = offer.negotiate(&page, Rate::V29At9600.into());
        let dcs = Dcs::parse(&offer.dcs(chosen, &lossless));
        assert_eq!((dcs.coding, dcs.resolution), (Coding::T43, Resolution::R200));
    }

    #[test]
    fn rows_of_finer_pages_may_take_half_the_time() {
        let without_ecm = CallTerms { ecm: false, ..terms() };
        let offer = read(&[15, 21, 22], &without_ecm).unwrap();
        assert_eq!([Resolution::Standard, Resolution::Fine].map(|r| offer.min_row_ms(r)), [20, 10]);
        let offer = read(&[15, 22], &without_ecm).unwrap();
        assert_eq!([Resolution::Standard, Resolution::Fine].map(|r| offer.min_row_ms(r)), [10, 10]);
        let each =
            [Resolution::R200x100, Resolution::R300, Resolution::Superfine, Resolution::R400];
        let offer = read(&[15, 21, 22, 46], &without_ecm).unwrap();
        assert_eq!(each.map(|r| offer.min_row_ms(r)), [20, 10, 5, 5]);
        let offer = read(&[15, 21, 46], &without_ecm).unwrap();
        assert_eq!(each.map(|r| offer.min_row_ms(r)), [5, 5, 5, 5]);
        // With ECM rows have no shortest time.
        assert_eq!(read(&[15, 27], &terms()).unwrap().min_row_ms(Resolution::Fine), 0);
    }

    /// T.30 table 2, bits 19 and 20.
    #[test]
    fn the_longest_page_is_read_and_commanded() {
        for (bits, length, mm) in [
            (&[20][..], PageLength::Unlimited, None),
            (&[19], PageLength::B4, Some(364)),
            (&[], PageLength::A4, Some(297)),
            (&[19, 20], PageLength::A4, Some(297)),
        ] {
            let offer = read(bits, &terms()).unwrap();
            assert_eq!((offer.can.max_length, offer.can.max_length.mm()), (length, mm));
            let chosen = offer.negotiate(&PageFacts::STANDARD, Rate::V27ter2400.into());
            let dcs = Fields(offer.dcs(chosen, &terms()));
            let commanded = [length == PageLength::B4, length == PageLength::Unlimited];
            assert_eq!([19, 20].map(|bit| dcs.bit(bit)), commanded);
        }
    }

    #[test]
    fn of_two_modems_with_one_rate_v17_goes_first() {
        use Rate::{V17At7200, V17At9600, V29At7200, V29At9600};
        let offer = read(&[11, 12, 14], &CallTerms::default()).unwrap();
        assert_eq!(offer.can.rates[2..6], [V17At9600, V29At9600, V17At7200, V29At7200]);
    }

    #[test]
    fn a_machine_that_says_so_is_no_receiver() {
        let mut fields = Fields(vec![0; 3]);
        let offer =
            |field: &[u8]| Offer::read(field, false, false, &FarIdent::default(), &terms()).err();
        assert_eq!([offer(&[]), offer(&fields.0)], [Some(Cause::NoReceiver); 2]);
        fields.set(9);
        assert_eq!(offer(&fields.0), Some(Cause::NoReceiver));
        let asked = Offer::read(&fields.0, true, false, &FarIdent::default(), &terms());
        assert!(asked.is_ok_and(|offer| offer.has_document));
        fields.set(10);
        assert_eq!(offer(&fields.0), None);
        let no_rate = read(&[], &CallTerms { rates: vec![Rate::V29At9600], ..terms() });
        assert_eq!(no_rate.err(), Some(Cause::CannotReceive));
    }

    #[test]
    fn any_offer_is_read_and_the_dcs_says_what_was_chosen() {
        let page = PageFacts { resolution: Resolution::Fine, ..PageFacts::STANDARD };
        for length in 0..30 {
            let offer =
                Offer::read(&vec![0xFF; length], false, false, &FarIdent::default(), &terms());
            let Ok(offer) = offer else { continue };
            let chosen = offer.negotiate(&page, Rate::V29At7200.into());
            let dcs = Dcs::parse(&offer.dcs(chosen, &terms()));
            assert_eq!(
                (dcs.rate, dcs.ecm, dcs.coding),
                (Ok(Rate::V29At7200), chosen.ecm, chosen.coding)
            );
            assert_eq!(
                (dcs.resolution, dcs.width, dcs.foreign),
                (Resolution::Fine, PageWidth::A4, None)
            );
        }
    }

    #[test]
    fn who_says_what_it_refuses_is_told_that_it_is_understood() {
        let page = PageFacts::STANDARD;
        for (bits, is_told) in [(&[11, fnv::CAPABLE][..], true), (&[11], false)] {
            let offer = read(bits, &terms()).unwrap();
            let chosen = offer.negotiate(&page, Rate::V29At9600.into());
            assert_eq!(Fields(offer.dcs(chosen, &terms())).bit(fnv::CAPABLE), is_told);
        }
    }

    #[test]
    fn addresses_are_said_only_to_those_who_understand_them() {
        let ours = CallTerms { sub: Some("1".into()), pwd: Some("2".into()), ..terms() };
        let offer = read(&[49, 50], &ours).unwrap();
        assert!(offer.says_sub(&ours) && offer.says_sid(&ours));
        let offer = read(&[49], &ours).unwrap();
        assert!(offer.says_sub(&ours) && !offer.says_sid(&ours));
        assert!(!read(&[], &ours).unwrap().says_sub(&ours));
    }
}
