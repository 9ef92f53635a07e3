//! Figures of the quality of networks and telephone lines in calls.

use ferrofax_basics::UnixMs;
/// The quality of the line of a call, or of the part of the call since the last report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineFigures {
    /// The signal-to-noise ratio at the last training of the modem, in dB; none if no modem trained
    /// for received pages.
    pub snr_db: Option<u32>,
    /// The T.38 packets of the call.
    pub t38: T38Packets,
    /// The duration of audio that was lost, in ms.
    pub audio_lost_ms: u64,
    /// The time of the report.
    pub at: UnixMs,
}

/// The counts of T.38 packets from the remote fax machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct T38Packets {
    /// Packets that arrived.
    pub heard: u64,
    /// Packets that never arrived. The next packet may have repeated their contents (T.38 §9.1.4).
    pub missing: u64,
    /// Packets that arrived after they had been given up.
    pub late: u64,
}

impl LineFigures {
    /// The figures since an earlier report, if `told` has the figures of that report.
    #[must_use]
    pub const fn since(&self, told: &Self) -> Self {
        Self {
            snr_db: self.snr_db,
            t38: T38Packets {
                heard: self.t38.heard.saturating_sub(told.t38.heard),
                missing: self.t38.missing.saturating_sub(told.t38.missing),
                late: self.t38.late.saturating_sub(told.t38.late),
            },
            audio_lost_ms: self.audio_lost_ms.saturating_sub(told.audio_lost_ms),
            at: self.at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_told_twice() {
        let t38 = T38Packets { heard: 40, missing: 2, late: 1 };
        let told = LineFigures { snr_db: None, t38, audio_lost_ms: 60, at: UnixMs(0) };
        assert_eq!(told.since(&told), LineFigures::default());
        let t38 = T38Packets { heard: 50, missing: 2, late: 1 };
        let more = LineFigures { t38, ..told }.since(&told);
        assert_eq!(more.t38, T38Packets { heard: 10, ..T38Packets::default() });
    }
}
