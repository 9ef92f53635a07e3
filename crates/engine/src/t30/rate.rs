//! Rates as DIS, DCS and CTC write them (T.30 table 2, bits 11–14), and the ladder of fall-back.

use super::frame::Fields;
use ferrofax_signal::modem::Rate;

/// The rate that a DCS or CTC commands, or its four bits if we do not know it.
pub fn commanded(fields: &Fields) -> Result<Rate, u8> {
    match fields.number(11..=14) {
        0b0000 => Ok(Rate::V27ter2400),
        0b0100 => Ok(Rate::V27ter4800),
        0b1000 => Ok(Rate::V29At9600),
        0b1100 => Ok(Rate::V29At7200),
        0b1101 => Ok(Rate::V17At7200),
        0b1001 => Ok(Rate::V17At9600),
        0b0101 => Ok(Rate::V17At12000),
        0b0001 => Ok(Rate::V17At14400),
        other => Err(other),
    }
}

/// The rate that the field of a CTC commands, which has bits 1–16 of a DCS (T.30 §A.4.3). None if
/// we do not know it, or the field is too short to name one: the rate is as before then.
pub(crate) fn continued(fif: &[u8]) -> Option<Rate> {
    if fif.len() < CTC_FIELD {
        return None;
    }
    commanded(&Fields(fif.to_vec())).ok()
}

/// Writes `rate` into a DCS or CTC.
pub fn command(fields: &mut Fields, rate: Rate) {
    let bits: &[usize] = match rate {
        Rate::V27ter2400 => &[],
        Rate::V27ter4800 => &[12],
        Rate::V29At9600 => &[11],
        Rate::V29At7200 => &[11, 12],
        Rate::V17At7200 => &[11, 12, 14],
        Rate::V17At9600 => &[11, 14],
        Rate::V17At12000 => &[12, 14],
        Rate::V17At14400 => &[14],
    };
    bits.iter().for_each(|bit| fields.set(*bit));
}

/// Writes the modems behind `rates` into a DIS. A rate of an offered modem that is not
/// among them is refused by FTT.
pub(crate) fn offer(fields: &mut Fields, rates: &[Rate]) {
    let v17 = rates.iter().any(|rate| is_v17(*rate));
    if v17 || rates.iter().any(|rate| matches!(rate, Rate::V29At7200 | Rate::V29At9600)) {
        fields.set(11);
    }
    // V.17 is offered together with both of the others alone; there is no code for it by itself.
    if v17 {
        fields.set(12);
        fields.set(14);
    }
    // Without bit 12 V.27ter means its fall-back rate alone, and beside V.29 no V.27ter at all.
    let v29 = fields.bit(11);
    if rates.contains(&Rate::V27ter4800) || (v29 && rates.contains(&Rate::V27ter2400)) {
        fields.set(12);
    }
}

/// The rates of the modems that a DIS offers, the fastest first.
pub(crate) fn offered(fields: &Fields) -> Vec<Rate> {
    let mut rates = Vec::new();
    if fields.bit(11) && fields.bit(12) && fields.bit(14) {
        rates.extend([Rate::V17At14400, Rate::V17At12000, Rate::V17At9600, Rate::V17At7200]);
    }
    if fields.bit(11) {
        rates.extend([Rate::V29At9600, Rate::V29At7200]);
    }
    if fields.bit(12) {
        rates.push(Rate::V27ter4800);
    }
    if fields.bit(12) || !fields.bit(11) {
        rates.push(Rate::V27ter2400);
    }
    rates
}

/// Those of `rates` that are not faster than so many bit/s; all of them where `bps` is 0,
/// or none is so slow.
pub(crate) fn up_to(rates: &[Rate], bps: u32) -> Vec<Rate> {
    let kept: Vec<Rate> =
        rates.iter().copied().filter(|rate| bps == 0 || rate.bps() <= bps).collect();
    if kept.is_empty() { rates.to_vec() } else { kept }
}

/// Whether `rate` is one of V.17's.
pub const fn is_v17(rate: Rate) -> bool {
    matches!(rate, Rate::V17At7200 | Rate::V17At9600 | Rate::V17At12000 | Rate::V17At14400)
}

/// The name of four rate bits that we cannot receive.
pub(crate) const fn unknown_name(bits: u8) -> Option<&'static str> {
    match bits {
        0b0010 | 0b0110 => Some("V.33"),
        _ => None,
    }
}

/// Octets in the field of a CTC.
pub const CTC_FIELD: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rate_is_commanded_and_read_back() {
        for rate in Rate::ALL {
            let mut fields = Fields(vec![0; 3]);
            command(&mut fields, rate);
            assert_eq!(commanded(&fields), Ok(rate));
        }
    }

    #[test]
    fn a_ctc_commands_a_rate_only_by_its_whole_field() {
        for rate in Rate::ALL {
            let mut fields = Fields(vec![0; 2]);
            command(&mut fields, rate);
            assert_eq!(continued(&fields.0), Some(rate));
        }
        for short in [&[][..], &[0]] {
            assert_eq!(continued(short), None, "{short:?}");
        }
        assert_eq!(continued(&[0, 0b0001_0000]), None, "V.33");
    }

    #[test]
    fn an_offer_names_the_modems() {
        let offer_of = |rates: &[Rate]| {
            let mut fields = Fields(vec![0; 3]);
            offer(&mut fields, rates);
            offered(&fields)
        };
        assert_eq!(offer_of(&[Rate::V27ter2400]), [Rate::V27ter2400]);
        assert_eq!(offer_of(&[Rate::V27ter4800]), [Rate::V27ter4800, Rate::V27ter2400]);
        assert_eq!(offer_of(&[Rate::V29At7200]), [Rate::V29At9600, Rate::V29At7200]);
        assert_eq!(offer_of(&[Rate::V29At9600, Rate::V27ter2400]).len(), 4);
        assert_eq!(
            offer_of(&[Rate::V17At14400])[..4],
            [Rate::V17At14400, Rate::V17At12000, Rate::V17At9600, Rate::V17At7200]
        );
    }

    #[test]
    fn v33_is_known_by_name_only() {
        let mut fields = Fields(vec![0; 3]);
        fields.set(13);
        assert_eq!(commanded(&fields), Err(0b0010));
        assert_eq!(unknown_name(0b0010), Some("V.33"));
    }

    /// T.30 table 2: V.17 has one code, and it names V.27ter and V.29 as well.
    #[test]
    fn bits_without_a_meaning_offer_no_v17() {
        let offered_by = |bits: [usize; 2]| {
            let mut fields = Fields(vec![0; 3]);
            bits.iter().for_each(|bit| fields.set(*bit));
            offered(&fields)
        };
        assert_eq!(offered_by([12, 14]), [Rate::V27ter4800, Rate::V27ter2400]);
        assert_eq!(offered_by([11, 14]), [Rate::V29At9600, Rate::V29At7200]);
    }

    #[test]
    fn a_slow_line_leaves_the_rates_that_it_carries() {
        let rates = [Rate::V29At9600, Rate::V27ter4800, Rate::V27ter2400];
        assert_eq!(up_to(&rates, 0), rates);
        assert_eq!(up_to(&rates, 4_800), rates[1..]);
        assert_eq!(up_to(&rates, 1_200), rates, "something has to be tried");
    }
}
