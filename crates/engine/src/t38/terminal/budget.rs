//! How much the carriers of one peer may bring: no more than their modems could, and bursts.
//!
//! A packet says which modem its data came by. By a telephone line that modem brings its rate;
//! by packets anybody may bring a thousand times as much. A gateway that hands on what a modem
//! brings, and catches up after its network has stalled, is never above the budget.

use crate::t38::ifp::{DataKind, Field, FieldKind};
use ferrofax_signal::time::SampleTime;

/// What the carriers may still bring.
#[derive(Debug)]
pub(super) struct Budget {
    v21: Bucket,
    image: Bucket,
}

/// A token bucket.
#[derive(Debug)]
struct Bucket {
    /// In [`SHARES`] of an octet.
    left: u64,
    most: u64,
    counted_at: SampleTime,
}

impl Budget {
    pub(super) const fn new() -> Self {
        Self { v21: Bucket::new(V21_BURST), image: Bucket::new(IMAGE_BURST) }
    }

    /// Whether these fields may come now. They are paid for if so.
    pub(super) fn takes(&mut self, now: SampleTime, kind: DataKind, fields: &[Field]) -> bool {
        let (bucket, bps) = match kind {
            DataKind::V21 | DataKind::Later(_) => (&mut self.v21, V21_BPS),
            DataKind::Image(rate) => (&mut self.image, rate.bps()),
        };
        bucket.take(now, bps, fields.iter().map(|field| on_line(kind, field)).sum())
    }
}

impl Bucket {
    const fn new(octets: u64) -> Self {
        Self { left: octets * SHARES, most: octets * SHARES, counted_at: SampleTime(0) }
    }

    fn take(&mut self, now: SampleTime, bps: u32, octets: u64) -> bool {
        let passed = now.0.saturating_sub(self.counted_at.0);
        self.counted_at = now;
        // A rate of 1 bit/s brings 1/64,000 octets in a sample; half as much again is allowed.
        let came = passed.saturating_mul(u64::from(bps) * 3);
        self.left = self.left.saturating_add(came).min(self.most);
        let price = octets * SHARES;
        let is_enough = price <= self.left;
        if is_enough {
            self.left -= price;
        }
        is_enough
    }
}

/// The octets that a field takes on a telephone line at least.
fn on_line(kind: DataKind, field: &Field) -> u64 {
    let octets = field.octets.len() as u64;
    match field.kind {
        FieldKind::HdlcData => octets,
        FieldKind::HdlcFcsOk
        | FieldKind::HdlcFcsBad
        | FieldKind::HdlcFcsOkSigEnd
        | FieldKind::HdlcFcsBadSigEnd => octets + FCS_AND_FLAG,
        FieldKind::NonEcmData | FieldKind::NonEcmSigEnd if kind != DataKind::V21 => octets,
        // Of these nothing is heard.
        FieldKind::NonEcmData
        | FieldKind::NonEcmSigEnd
        | FieldKind::HdlcSigEnd
        | FieldKind::Later(_) => 0,
    }
}

/// Shares of an octet: what a rate of 1 bit/s brings in a sample is half of one, three times.
const SHARES: u64 = 128_000;
const V21_BPS: u32 = 300;
/// What may come by V.21 at once, in octets: what it brings in a hundred seconds.
const V21_BURST: u64 = 4_000;
/// What may come by image modems at once, in octets: a whole block of ECM of a sender that does
/// not keep the modem's time (256 frames of 260 octets, their FCS and flags), and what the
/// fastest modem brings in 36 seconds.
const IMAGE_BURST: u64 = 80_000;
/// Behind a frame there are two octets of FCS, and a flag.
const FCS_AND_FLAG: u64 = 3;

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_signal::modem::Rate;
    use ferrofax_signal::time::Millis;

    fn page(octets: usize) -> Vec<Field> {
        vec![Field::new(FieldKind::NonEcmData, vec![0; octets])]
    }

    #[test]
    fn all_that_a_modem_can_bring_is_taken_also_at_once_after_a_stall() {
        for rate in Rate::ALL {
            let (mut budget, mut now) = (Budget::new(), SampleTime(0));
            for minute in 0..600 {
                // Stalls of up to 30 s, and what the modem brought meanwhile behind them.
                let stall = Millis(40 + minute % 8 * 4_000);
                now += stall;
                let octets = (rate.bps() / 8 * stall.0).div_ceil(1_000);
                for piece in page(octets as usize)[0].octets.chunks(270) {
                    assert!(budget.takes(now, DataKind::Image(rate), &page(piece.len())));
                }
            }
        }
    }

    #[test]
    fn more_than_half_as_much_again_is_refused_whatever_the_carriers_do() {
        let rates = [Rate::V27ter2400, Rate::V17At14400];
        for rate in rates {
            let (mut budget, mut now, mut taken) = (Budget::new(), SampleTime(0), 0);
            for _ in 0..60_000 {
                now += Millis(1);
                if budget.takes(now, DataKind::Image(rate), &page(1_400)) {
                    taken += 1_400;
                }
            }
            let fair = u64::from(rate.bps()) / 8 * 60 * 3 / 2 + IMAGE_BURST;
            assert!(taken <= fair && taken > fair - 2_800, "{taken} of {fair}");
        }
    }

    #[test]
    fn a_block_of_ecm_may_come_at_once_and_frames_of_one_octet_each_are_counted() {
        let kind = DataKind::Image(Rate::V17At14400);
        let frame = || {
            let data = Field::new(FieldKind::HdlcData, vec![0; 260]);
            vec![data, Field::mark(FieldKind::HdlcFcsOk)]
        };
        let mut budget = Budget::new();
        assert!((0..256).all(|_| budget.takes(SampleTime(0), kind, &frame())));
        let mut budget = Budget::new();
        let frames = std::iter::from_fn(|| {
            let frame =
                [Field::new(FieldKind::HdlcData, vec![0xFF]), Field::mark(FieldKind::HdlcFcsOk)];
            budget.takes(SampleTime(0), DataKind::V21, &frame).then_some(())
        });
        assert_eq!(frames.count(), 1_000);
    }
}
