//! What is on the line: the remote terminal's carriers, the flags of a frame that is on
//! its way, and whether its burst of frames could be read. Both sides listen alike.

use super::fcf::Fcf;
use super::{Input, Listen, timers};
use ferrofax_signal::time::{Millis, SampleTime};

/// The line as the session perceives it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LineSense {
    listening: Option<Listen>,
    v21_carrier: bool,
    v21_went_at: Option<SampleTime>,
    image_carrier: bool,
    /// When the image carrier came last.
    image_came_at: Option<SampleTime>,
    /// Since when flags are heard of a frame that has not ended.
    flags_since: Option<SampleTime>,
    /// When the command that was heard last began, by its first flags.
    command_began: Option<SampleTime>,
    burst: Burst,
    /// Damaged frames in the call.
    damaged_frames: u32,
    /// Commands in a row that could not be read and were given more time.
    unread_commands: u32,
    /// When we had said what we said last, and whether a carrier was there right
    /// afterwards: our own echo.
    said_at: SampleTime,
    echo_heard: bool,
    /// By packets: they stopped in the middle of an image signal, and nothing was heard since.
    packets_stopped: bool,
}

/// The frames since the V.21 carrier came.
#[derive(Clone, Copy, Debug, Default)]
struct Burst {
    /// A damaged frame was heard, and no good one after it.
    damaged: bool,
    /// How many damaged frames were heard, whatever came after them.
    lost: u32,
    /// The last good frame.
    last: Option<Fcf>,
}

impl LineSense {
    /// Takes note of what was heard or said.
    pub(super) fn note(&mut self, input: &Input, now: SampleTime) {
        match input {
            Input::PacketsStopped => self.packets_stopped = true,
            Input::ImageUp | Input::V21Carrier(true) => self.packets_stopped = false,
            _ => {}
        }
        match input {
            Input::Flags if self.flags_since.is_none() => {
                self.flags_since = Some(now);
                self.command_began = Some(now);
            }
            Input::DamagedFrame => {
                self.damaged_frames += 1;
                self.burst.damaged = true;
                self.burst.lost += 1;
            }
            Input::Frame(_) => {
                self.burst.damaged = false;
                self.unread_commands = 0;
            }
            Input::Said => (self.said_at, self.echo_heard) = (now, false),
            Input::V21Carrier(true) => {
                self.v21_carrier = true;
                self.echo_heard |= now < self.said_at + AT_ONCE;
                self.burst = Burst::default();
            }
            // After the carrier has gone a state may still ask what the burst was.
            Input::V21Carrier(false) => {
                self.v21_carrier = false;
                self.v21_went_at = Some(now);
                self.flags_since = None;
            }
            Input::ImageUp => {
                self.image_carrier = true;
                self.image_came_at = Some(now);
            }
            Input::ImageDown(_) => self.image_carrier = false,
            _ => {}
        }
    }

    /// Whether packets (T.38) stopped in the middle of an image signal, and nothing came since. A
    /// machine that gives up ends its signal, and a gateway tells when its line falls silent: so
    /// it was the network.
    pub(super) const fn packets_stopped(&self) -> bool {
        self.packets_stopped
    }

    /// A frame of the remote terminal was read.
    pub(super) const fn note_frame(&mut self, fcf: Fcf) {
        self.burst.last = Some(fcf);
    }

    /// The last frame of a burst ends its flags.
    pub(super) const fn end_burst(&mut self) {
        self.flags_since = None;
    }

    /// What is listened for.
    pub(super) const fn listening(&self) -> Option<Listen> {
        self.listening
    }

    /// This is listened for from now on, from scratch.
    pub(super) fn listen(&mut self, listen: Listen) {
        let from_nothing = matches!(self.listening, None | Some(Listen::Nothing));
        self.listening = Some(listen);
        if !matches!(listen, Listen::Carrier(_)) {
            self.image_carrier = false;
            self.image_came_at = None;
        }
        if from_nothing || listen == Listen::Nothing {
            self.forget_v21();
        }
    }

    /// What was heard up to now was another line.
    pub(super) fn forget_line(&mut self) {
        self.listening = None;
        self.image_carrier = false;
        self.image_came_at = None;
        self.forget_v21();
    }

    fn forget_v21(&mut self) {
        self.v21_carrier = false;
        self.v21_went_at = None;
        self.flags_since = None;
        self.burst = Burst::default();
    }

    /// Whether a frame is being heard. It is not waited for without end.
    pub(super) fn is_hearing(&self, now: SampleTime) -> bool {
        self.flags_since.is_some_and(|since| now < since + timers::COMMAND_LENGTH)
    }

    /// Whether flags are heard, for however long.
    pub(super) const fn has_flags(&self) -> bool {
        self.flags_since.is_some()
    }

    /// Whether the V.21 carrier is there.
    pub(super) const fn has_v21_carrier(&self) -> bool {
        self.v21_carrier
    }

    /// When the V.21 carrier went last.
    pub(super) const fn v21_went_at(&self) -> Option<SampleTime> {
        self.v21_went_at
    }

    /// Whether the image carrier is there.
    pub(super) const fn has_image_carrier(&self) -> bool {
        self.image_carrier
    }

    /// Whether the image carrier has been, or was, there for longer than this.
    pub(super) fn image_lasted(&self, length: Millis, now: SampleTime) -> bool {
        self.image_came_at.is_some_and(|came| now.since(came) > length)
    }

    /// When the command that was heard last began.
    pub(super) const fn command_began(&self) -> Option<SampleTime> {
        self.command_began
    }

    /// Whether damaged frames were heard in the call.
    pub(super) const fn heard_damage(&self) -> bool {
        self.damaged_frames > 0
    }

    /// Whether the burst ended with a frame that could not be read.
    pub(super) const fn is_burst_damaged(&self) -> bool {
        self.burst.damaged
    }

    /// The same; the burst is dealt with.
    pub(super) fn take_damage(&mut self) -> bool {
        std::mem::take(&mut self.burst.damaged)
    }

    /// How many frames of the burst could not be read.
    pub(super) const fn lost_in_burst(&self) -> u32 {
        self.burst.lost
    }

    /// Whether the burst ended with CSI or NSF, or of a caller CIG and the like: the DIS or DTC
    /// that they stand before (T.30 §5.3.6.1.1–2) could not be read. The burst is dealt with.
    pub(super) fn take_unread_dis(&mut self) -> bool {
        matches!(self.burst.last.take(), Some(Fcf::Csi | Fcf::Nsf | Fcf::Cig | Fcf::Nsc | Fcf::Sep))
    }

    /// Whether more time is given for a command that could not be read: the caller will
    /// repeat it, but is not waited for without end.
    pub(super) const fn bears_unread_command(&mut self) -> bool {
        let bears = self.unread_commands < MAX_UNREAD_COMMANDS;
        self.unread_commands += bears as u32;
        bears
    }

    /// Whether the command that was heard last is no echo of what we said: an echo is
    /// there as soon as we listen, or, after a pause in it, not for long.
    pub(super) fn is_beyond_echo(&self) -> bool {
        !self.echo_heard
            || self.command_began.is_some_and(|began| began > self.said_at + LONGEST_ECHO)
    }
}

/// Damaged commands in a row that make us wait for longer.
const MAX_UNREAD_COMMANDS: u32 = 8;
/// No remote terminal answers as quickly as this.
const AT_ONCE: Millis = Millis(150);
/// The longest delay of an echo. A caller that did not hear us repeats its command after
/// T4, 2.55 s at least.
const LONGEST_ECHO: Millis = Millis(1_800);

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_signal::modem::{LineQuality, Rate};

    fn at(ms: u32) -> SampleTime {
        SampleTime(0) + Millis(ms)
    }

    /// Commands are listened for, and this is heard, each at so many milliseconds.
    fn after(inputs: &[(u32, Input)]) -> LineSense {
        let mut sense = LineSense::default();
        sense.listen(Listen::Commands);
        inputs.iter().for_each(|(ms, input)| sense.note(input, at(*ms)));
        sense
    }

    #[test]
    fn carriers_come_and_go() {
        let mut sense = after(&[(0, Input::V21Carrier(true)), (10, Input::ImageUp)]);
        assert!(sense.has_v21_carrier() && sense.has_image_carrier());
        assert_eq!(sense.v21_went_at(), None);
        sense.note(&Input::V21Carrier(false), at(700));
        sense.note(&Input::ImageDown(LineQuality::default()), at(810));
        assert!(!sense.has_v21_carrier() && !sense.has_image_carrier());
        assert_eq!(sense.v21_went_at(), Some(at(700)));
        assert!(sense.image_lasted(Millis(799), at(810)));
        assert!(!sense.image_lasted(Millis(800), at(810)));
    }

    #[test]
    fn what_was_heard_before_counts_no_more_for_who_listens_from_scratch() {
        let heard = [
            (0, Input::V21Carrier(true)),
            (100, Input::Flags),
            (200, Input::DamagedFrame),
            (300, Input::V21Carrier(false)),
            (400, Input::V21Carrier(true)),
            (500, Input::Flags),
            (600, Input::DamagedFrame),
            (700, Input::ImageUp),
        ];
        let nothing_of_v21 = |sense: &LineSense| {
            let burst = (sense.is_burst_damaged(), sense.lost_in_burst());
            !sense.has_v21_carrier()
                && !sense.has_flags()
                && sense.v21_went_at().is_none()
                && burst == (false, 0)
        };
        let mut sense = after(&heard);
        sense.listen(Listen::Carrier(Rate::V29At9600));
        assert_eq!(sense.listening(), Some(Listen::Carrier(Rate::V29At9600)));
        assert!(sense.has_image_carrier() && sense.image_lasted(Millis(1), at(800)));
        sense.listen(Listen::Commands);
        assert!(!sense.has_image_carrier() && !sense.image_lasted(Millis(1), at(800)));
        assert!(sense.has_v21_carrier() && sense.has_flags() && sense.lost_in_burst() == 1);
        assert_eq!(sense.v21_went_at(), Some(at(300)));
        sense.listen(Listen::Nothing);
        assert!(nothing_of_v21(&sense));
        sense.note(&Input::V21Carrier(true), at(900));
        sense.listen(Listen::Commands);
        assert!(nothing_of_v21(&sense), "our own signal");

        let mut sense = after(&heard);
        sense.forget_line();
        assert!(nothing_of_v21(&sense) && sense.listening().is_none());
        assert!(!sense.has_image_carrier() && !sense.image_lasted(Millis(1), at(800)));
    }

    /// T.30 §5.4.3.1: a command holds the timers from its first flags on.
    #[test]
    fn a_command_is_heard_from_its_first_flags_to_the_last_frame_of_its_burst() {
        let mut sense = after(&[(100, Input::Flags), (200, Input::Flags)]);
        let limit = at(100) + timers::COMMAND_LENGTH;
        assert!(sense.is_hearing(at(200)) && sense.has_flags());
        assert!(sense.is_hearing(limit - Millis(1)) && !sense.is_hearing(limit));
        assert_eq!(sense.command_began(), Some(at(100)));
        sense.end_burst();
        assert!(!sense.is_hearing(at(300)) && !sense.has_flags());
        sense.note(&Input::Flags, at(900));
        assert_eq!(sense.command_began(), Some(at(900)));
        sense.note(&Input::V21Carrier(false), at(950));
        assert!(!sense.is_hearing(at(950)), "the carrier has gone");
    }

    #[test]
    fn a_good_frame_behind_damaged_ones_can_be_read_but_does_not_bring_them_back() {
        let mut sense = after(&[(0, Input::V21Carrier(true))]);
        assert!(!sense.heard_damage() && !sense.is_burst_damaged() && !sense.take_damage());
        sense.note(&Input::DamagedFrame, at(100));
        sense.note(&Input::DamagedFrame, at(200));
        assert!(sense.heard_damage() && sense.is_burst_damaged());
        sense.note(&Input::Frame(Vec::new()), at(300));
        assert!(!sense.is_burst_damaged());
        assert_eq!(sense.lost_in_burst(), 2);
        sense.note(&Input::DamagedFrame, at(400));
        assert!(sense.take_damage() && !sense.take_damage());
        sense.note(&Input::V21Carrier(true), at(500));
        assert_eq!((sense.lost_in_burst(), sense.heard_damage()), (0, true));
    }

    /// T.30 §5.3.6.1.1: CSI is sent before DIS, so that DIS was there behind it.
    #[test]
    fn a_burst_that_ends_with_who_it_is_lacks_its_dis() {
        let mut sense = after(&[(0, Input::V21Carrier(true))]);
        sense.note_frame(Fcf::Csi);
        assert!(sense.take_unread_dis() && !sense.take_unread_dis());
        sense.note_frame(Fcf::Csi);
        sense.note_frame(Fcf::Dis);
        assert!(!sense.take_unread_dis());
        sense.note_frame(Fcf::Csi);
        sense.note(&Input::V21Carrier(true), at(900));
        assert!(!sense.take_unread_dis(), "another burst");
    }

    #[test]
    fn commands_that_cannot_be_read_are_not_waited_for_without_end() {
        let mut sense = after(&[]);
        for _ in 0..2 {
            let borne = (0..20).take_while(|_| sense.bears_unread_command()).count();
            assert_eq!(borne, 8);
            sense.note(&Input::Frame(Vec::new()), at(0));
        }
    }

    #[test]
    fn a_carrier_right_behind_what_we_said_is_our_echo() {
        let heard = |carrier: u32, flags: u32| {
            let up = Input::V21Carrier(true);
            after(&[(1_000, Input::Said), (carrier, up), (flags, Input::Flags)])
        };
        assert!(!heard(1_149, 1_200).is_beyond_echo());
        assert!(heard(1_150, 1_200).is_beyond_echo(), "nobody else answers as quickly");
        assert!(!heard(1_149, 2_800).is_beyond_echo());
        assert!(heard(1_149, 2_801).is_beyond_echo(), "no echo comes so late");
        let mut sense = heard(1_149, 1_200);
        sense.note(&Input::V21Carrier(true), at(2_000));
        assert!(!sense.is_beyond_echo(), "the echo had a pause");
        sense.note(&Input::Said, at(5_000));
        assert!(sense.is_beyond_echo());
    }

    #[test]
    fn packets_have_stopped_until_a_carrier_comes() {
        for carrier in [Input::ImageUp, Input::V21Carrier(true)] {
            let mut sense = after(&[(0, Input::ImageUp)]);
            assert!(!sense.packets_stopped());
            sense.note(&Input::PacketsStopped, at(100));
            sense.note(&Input::V21Carrier(false), at(200));
            assert!(sense.packets_stopped());
            sense.note(&carrier, at(300));
            assert!(!sense.packets_stopped());
        }
    }
}
