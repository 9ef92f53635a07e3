//! What networks and lines did to calls, in figures.

use ferrofax_basics::UnixMs;
/// What was seen of the line of a call, or of the part of a call since this was told last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineFigures {
    /// Signal to noise at the modem's last training, in dB; none where none trained for pages
    /// that came.
    pub snr_db: Option<u32>,
    /// Packets of T.38.
    pub t38: T38Packets,
    /// Milliseconds of audio that never came.
    pub audio_lost_ms: u64,
    /// When it was told.
    pub at: UnixMs,
}

/// Packets of T.38 from the remote end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct T38Packets {
    /// They came.
    pub heard: u64,
    /// They never came. What was in them may have come again in the next (T.38 §9.1.4).
    pub missing: u64,
    /// They came after they had been given up.
    pub late: u64,
}

impl LineFigures {
    /// What has been added since `told` was all.
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
