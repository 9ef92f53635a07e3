//! Decides whether and when a call switches to T.38, and back. For this, it handles messages of the
//! channel and requests of the fax engine, and makes requests to the channel.
//!
//! The side that answers the call asks for T.38, as T.38's gateways do (ITU-T T.38 annex D). A
//! receiver asks when it sends its first flags. A sender asks only if it hears a fax machine, and
//! if the remote end has not asked for T.38 for a while. The engine chooses the moment
//! ([`ferrofax_engine::call::AskT38`]). A side that is asked accepts at any moment. The fax
//! continues in audio until the answer comes. So a refusal costs nothing, and neither does an
//! answer that comes late or never. If both sides ask at once, the channel driver resolves the
//! conflict and reports once that the line carries T.38.
//!
//! If a remote end accepts our request and then sends nothing, the call returns to audio after
//! [`SILENT_MS`], while there is still time for an audio fax. If the remote end itself asked for
//! T.38, the call remains in T.38: if Ferrofax then asked Asterisk (22 and before) to return to
//! audio, Asterisk would send an empty session description, without an offer of audio.
//!
//! When the fax is over, a line in T.38 remains in T.38 until it is hung up: carriers refuse a
//! return to audio at that time.

use crate::service::host::{T38Action, T38Told, T38Wish};
use crate::service::settings::T38Use;
use ferrofax_engine::call::{RateManagement, T38Terms};
use ferrofax_signal::modem::Rate;
use ferrofax_spool::T38Fate;
use std::collections::VecDeque;

/// The longest time to wait for the first T.38 packet of a remote end that has accepted T.38, in
/// milliseconds. After that the call returns to audio. The time is longer than the 3 s within which
/// a fax machine answers a DIS. It is also much shorter than the 35 s (T.30's T1) after which a
/// calling fax machine gives up, so that an audio fax can still begin.
const SILENT_MS: u64 = 10_000;

/// The longest time that the channel may take to report that T.38 has ended, after it was asked
/// to end T.38, in milliseconds.
const END_MS: u64 = 2_000;

/// The greatest number of switches to T.38 in a call. A remote end that switches more often is kept
/// in audio.
const MOST_SWITCHES: u32 = 4;

/// The version of T.38 that we ask for. All remote ends understand this version, and later versions
/// only add V.34.
const ASKED_VERSION: u8 = 0;

/// The latest version of T.38 that we accept.
const LATEST_VERSION: u8 = 3;

/// The longest packet that we accept, in bytes. We could handle longer packets, but a packet of
/// this length fits into a datagram together with three repeated packets.
const MAX_IFP: u16 = 400;

/// The divisor for the length of our packets: they have at most half the length that Asterisk
/// permits. If T.38's error correction is FEC, Asterisk computes its limit for one correction
/// packet in each datagram. But it sends three, and silently drops those that do not fit. Asterisk
/// does not report whether the error correction is FEC.
const IFP_PART: u16 = 2;

/// A switch of the telephone line between audio and T.38, or a failed switch, to which the fax
/// engine must adapt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::service) enum Change {
    /// The telephone line has switched to T.38, with these terms.
    ToT38(T38Terms),
    /// The call has returned from T.38 to audio, and continues in audio.
    ToAudio,
    /// The call remains in audio, and the fax engine need not ask for T.38 again.
    Stays,
}

/// The state of T.38 on the telephone line of one call.
#[derive(Debug)]
pub(in crate::service) struct Switch {
    wanted: T38Use,
    max_bit_rate: u32,
    line: Line,
    /// Whether we have asked the remote end for T.38 and the remote end has not answered yet.
    asked: bool,
    /// Whether the remote end has asked for T.38 and we have accepted.
    accepted: bool,
    /// Whether the remote end or the channel has refused our request for T.38.
    was_refused: bool,
    /// Whether the remote end accepted T.38 but sent nothing, so that the call returned to audio.
    was_silent: bool,
    /// Whether a T.38 packet has come from the remote end in this call.
    was_heard: bool,
    switches: u32,
    wishes: VecDeque<T38Wish>,
    notes: VecDeque<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Audio,
    /// The telephone line is in T.38 mode, but no packet has come yet.
    Silent {
        since_ms: u64,
        by_us: bool,
    },
    T38,
    /// We have asked the channel to end T.38, and the channel has not reported the end yet.
    Ending {
        since_ms: u64,
    },
}

impl Switch {
    /// The state of T.38 at the start of a call, whose line is in audio. `wanted` is the configured
    /// use of T.38; `max_bit_rate` is the highest rate that the call may use, in bit/s.
    pub(in crate::service) const fn new(wanted: T38Use, max_bit_rate: u32) -> Self {
        Self {
            wanted,
            max_bit_rate,
            line: Line::Audio,
            asked: false,
            accepted: false,
            was_refused: false,
            was_silent: false,
            was_heard: false,
            switches: 0,
            wishes: VecDeque::new(),
            notes: VecDeque::new(),
        }
    }

    /// Whether the telephone line is in T.38 mode now.
    pub(in crate::service) const fn is_t38(&self) -> bool {
        !matches!(self.line, Line::Audio)
    }

    /// Whether T.38 did not work in this call. The next call to or from the same telephone number
    /// should then not ask for T.38. `arrived` says whether the fax reached its receiver. If
    /// packets came and the fax failed nevertheless, T.38 is not blamed: audio would hardly have
    /// done better.
    pub(in crate::service) const fn went_wrong(&self, arrived: bool) -> bool {
        self.was_silent || (!arrived && (self.asked || self.brought_nothing()))
    }

    /// Whether one side has asked for T.38, and the request was neither accepted nor refused.
    pub(in crate::service) const fn was_negotiating(&self) -> bool {
        self.asked || self.accepted
    }

    /// Whether T.38 was agreed on, and not one packet came.
    pub(in crate::service) const fn brought_nothing(&self) -> bool {
        self.switches > 0 && !self.was_heard
    }

    /// The result of T.38 in this call (for example that T.38 worked), which is remembered for the
    /// telephone number.
    pub(in crate::service) const fn fate(&self, arrived: bool) -> T38Fate {
        if self.went_wrong(arrived) {
            T38Fate::Broke
        } else if self.was_heard {
            T38Fate::Used
        } else if self.was_refused {
            T38Fate::Refused
        } else {
            T38Fate::Unknown
        }
    }

    /// Takes the next request about T.38 from the queue; the calling function passes the request to
    /// the channel.
    pub(in crate::service) fn take_wish(&mut self) -> Option<T38Wish> {
        self.wishes.pop_front()
    }

    /// Takes the oldest note about T.38 from this call's queue of notes; `None` if the queue is
    /// empty. The calling function logs the note.
    pub(in crate::service) fn take_note(&mut self) -> Option<String> {
        self.notes.pop_front()
    }

    /// Asks for T.38, because the fax engine wants it now.
    pub(in crate::service) fn want(&mut self) {
        if self.wanted == T38Use::Yes && self.line == Line::Audio && !self.asked && !self.accepted {
            self.asked = true;
            self.wish(T38Action::Ask, T38Terms { version: ASKED_VERSION, ..T38Terms::default() });
        }
    }

    /// Handles a message of the channel driver about T.38. Returns the [`Change`] that the fax
    /// engine must handle, if the message switches the telephone line to T.38 or to audio, or says
    /// that the line is not switched. Otherwise returns `None`.
    pub(in crate::service) fn told(&mut self, now_ms: u64, told: T38Told) -> Option<Change> {
        match told {
            T38Told::Requested(theirs) => self.requested(theirs),
            T38Told::Negotiated(theirs) => return self.negotiated(now_ms, theirs),
            T38Told::Refused if self.asked => {
                (self.asked, self.was_refused) = (false, true);
                self.note("T.38 was refused: the fax remains in audio");
                return Some(Change::Stays);
            }
            T38Told::Unavailable if self.asked => {
                self.asked = false;
                return Some(Change::Stays);
            }
            T38Told::Terminated => return self.left("T.38 has ended: the line is audio"),
            T38Told::Refused | T38Told::Unavailable => {}
        }
        None
    }

    /// Records that a T.38 packet came from the remote end.
    pub(in crate::service) fn heard(&mut self) {
        self.was_heard = true;
        if matches!(self.line, Line::Silent { .. }) {
            self.line = Line::T38;
        }
    }

    /// Advances the time to `now_ms`. If the remote end has accepted T.38 but sends nothing, asks
    /// the channel to end T.38. If the channel does not report that end in time, returns the switch
    /// to audio, for the fax engine.
    pub(in crate::service) fn tick(&mut self, now_ms: u64) -> Option<Change> {
        match self.line {
            Line::Silent { since_ms, by_us: true } if now_ms >= since_ms + SILENT_MS => {
                self.note(&format!(
                    "T.38 was accepted, but nothing came for {} s: back to audio",
                    SILENT_MS / 1000
                ));
                self.wish(T38Action::End, T38Terms::default());
                self.was_silent = true;
                self.line = Line::Ending { since_ms: now_ms };
            }
            Line::Ending { since_ms } if now_ms >= since_ms + END_MS => {
                return self.left("the channel does not say that T.38 has ended");
            }
            _ => {}
        }
        None
    }

    fn requested(&mut self, theirs: T38Terms) {
        if self.wanted == T38Use::No || self.switches >= MOST_SWITCHES {
            self.note("the remote side asked for T.38 and was refused");
            return self.wish(T38Action::Refuse, theirs);
        }
        self.accepted = true;
        self.wish(
            T38Action::Accept,
            T38Terms { version: theirs.version.min(LATEST_VERSION), ..theirs },
        );
    }

    fn negotiated(&mut self, now_ms: u64, theirs: T38Terms) -> Option<Change> {
        if self.is_t38() {
            return None;
        }
        if self.wanted == T38Use::No {
            self.wish(T38Action::End, theirs);
            return None;
        }
        let by_us = self.asked && !self.accepted;
        (self.asked, self.accepted) = (false, false);
        self.switches += 1;
        self.line = Line::Silent { since_ms: now_ms, by_us };
        let version = theirs.version.min(if by_us { ASKED_VERSION } else { LATEST_VERSION });
        let local =
            if theirs.rate_management == RateManagement::Local { ", local TCF" } else { "" };
        let max_ifp = longest_ifp(theirs.max_ifp);
        self.note(&format!(
            "the line is T.38 version {version}{local}, by {} wish, our packets up to {max_ifp} \
             bytes",
            if by_us { "our" } else { "the remote side's" },
        ));
        Some(Change::ToT38(T38Terms { version, max_ifp, ..theirs }))
    }

    fn left(&mut self, why: &str) -> Option<Change> {
        if !self.is_t38() {
            return None;
        }
        self.line = Line::Audio;
        self.note(why);
        Some(Change::ToAudio)
    }

    /// Puts a request to the channel into the queue, and sets those terms of T.38 that we choose
    /// ourselves.
    fn wish(&mut self, action: T38Action, terms: T38Terms) {
        let terms = T38Terms {
            max_ifp: MAX_IFP,
            max_bit_rate: self.max_bit_rate,
            // Pages are passed on as they were coded, without fill bits.
            fill_bit_removal: true,
            transcoding_mmr: false,
            transcoding_jbig: false,
            ..terms
        };
        self.wishes.push_back(T38Wish { action, terms });
    }

    fn note(&mut self, text: &str) {
        self.notes.push_back(text.to_owned());
    }
}

/// The maximum length of our packets, in bytes, if Asterisk permits packets of the length
/// `permitted`. This length is 0 if the terms are not known, for example because the channel was in
/// T.38 before the call began.
pub(in crate::service) fn longest_ifp(permitted: u16) -> u16 {
    if permitted == 0 { T38Terms::default().max_ifp } else { permitted / IFP_PART }
}

/// The highest of these rates, in bit/s. An empty list means that all rates may be used.
pub(in crate::service) fn fastest(rates: &[Rate]) -> u32 {
    let rates = if rates.is_empty() { &Rate::ALL[..] } else { rates };
    rates.iter().map(|rate| rate.bps()).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEIRS: T38Terms = T38Terms {
        version: 2,
        max_ifp: 170,
        rate_management: RateManagement::Local,
        fill_bit_removal: true,
        transcoding_mmr: true,
        transcoding_jbig: false,
        max_bit_rate: 9600,
        repeat: false,
    };

    fn wished(switch: &mut Switch) -> Vec<T38Action> {
        std::iter::from_fn(|| switch.take_wish()).map(|wish| wish.action).collect()
    }

    #[test]
    fn who_is_asked_takes_it_on_terms_that_both_have() {
        let mut switch = Switch::new(T38Use::Passive, 14_400);
        assert_eq!(
            switch.told(0, T38Told::Requested(THEIRS)),
            None,
            "the line is audio until the channel says otherwise"
        );
        let wish = switch.take_wish().expect("an answer");
        assert_eq!(
            (wish.action, wish.terms.version, wish.terms.max_ifp),
            (T38Action::Accept, 2, MAX_IFP)
        );
        assert_eq!(
            (wish.terms.rate_management, wish.terms.max_bit_rate),
            (RateManagement::Local, 14_400)
        );
        assert!(
            wish.terms.fill_bit_removal && !wish.terms.transcoding_mmr,
            "what we do, and what not"
        );
        let ours = T38Terms { max_ifp: 85, ..THEIRS };
        assert_eq!(switch.told(9, T38Told::Negotiated(THEIRS)), Some(Change::ToT38(ours)));
        assert!(switch.is_t38());
    }

    /// The channel was in T.38 before the call began, so it does not report the other side's terms.
    #[test]
    fn a_length_of_packets_that_is_not_known_is_the_usual_one() {
        let mut switch = Switch::new(T38Use::Yes, 14_400);
        let unknown = T38Terms { max_ifp: 0, ..THEIRS };
        let usual = T38Terms { max_ifp: T38Terms::default().max_ifp, ..THEIRS };
        assert_eq!(switch.told(0, T38Told::Negotiated(unknown)), Some(Change::ToT38(usual)));
        let note = switch.take_note().expect("the switch is noted");
        assert!(!note.contains("up to 0 bytes"), "{note}");
    }

    #[test]
    fn the_engines_wish_is_asked_for_where_it_is_allowed() {
        for (wanted, expected) in
            [(T38Use::Yes, vec![T38Action::Ask]), (T38Use::Passive, vec![]), (T38Use::No, vec![])]
        {
            let mut switch = Switch::new(wanted, 14_400);
            switch.want();
            switch.want();
            assert_eq!(wished(&mut switch), expected, "{wanted:?}");
        }
    }

    #[test]
    fn where_audio_is_wanted_nobody_is_followed() {
        let mut switch = Switch::new(T38Use::No, 14_400);
        assert_eq!(switch.told(0, T38Told::Requested(THEIRS)), None);
        assert_eq!(wished(&mut switch), [T38Action::Refuse]);
        assert_eq!(switch.told(0, T38Told::Negotiated(THEIRS)), None);
        assert_eq!(wished(&mut switch), [T38Action::End]);
        assert!(!switch.is_t38());
    }

    #[test]
    fn a_refusal_leaves_the_line_as_it_is_and_they_may_still_ask() {
        let mut switch = Switch::new(T38Use::Yes, 14_400);
        switch.want();
        assert_eq!(switch.told(40_000, T38Told::Refused), Some(Change::Stays));
        assert_eq!(switch.told(40_000, T38Told::Refused), None, "nothing was asked");
        assert_eq!(wished(&mut switch), [T38Action::Ask]);
        switch.told(41_000, T38Told::Requested(THEIRS));
        assert_eq!(wished(&mut switch), [T38Action::Accept]);
        assert!(switch.told(41_000, T38Told::Negotiated(THEIRS)).is_some());
    }

    #[test]
    fn an_answer_may_come_late() {
        let mut switch = Switch::new(T38Use::Yes, 14_400);
        switch.want();
        assert_eq!(switch.tick(31_000), None);
        let terms = T38Terms { version: 0, max_ifp: 85, ..THEIRS };
        assert_eq!(
            switch.told(31_000, T38Told::Negotiated(THEIRS)),
            Some(Change::ToT38(terms)),
            "the version we asked for"
        );
    }

    #[test]
    fn questions_that_cross_switch_once() {
        let mut switch = Switch::new(T38Use::Yes, 14_400);
        switch.want();
        switch.told(0, T38Told::Requested(THEIRS));
        assert_eq!(wished(&mut switch), [T38Action::Ask, T38Action::Accept]);
        assert!(switch.told(0, T38Told::Negotiated(THEIRS)).is_some());
        assert_eq!(
            switch.told(0, T38Told::Negotiated(THEIRS)),
            None,
            "a session refresh begins nothing anew"
        );
    }

    #[test]
    fn a_silent_far_end_is_left_if_we_had_asked() {
        let mut switch = Switch::new(T38Use::Yes, 14_400);
        switch.want();
        switch.told(1_000, T38Told::Negotiated(THEIRS));
        assert_eq!(switch.tick(1_000 + SILENT_MS - 1), None);
        assert_eq!(wished(&mut switch), [T38Action::Ask]);
        assert_eq!(switch.tick(1_000 + SILENT_MS), None);
        assert_eq!(wished(&mut switch), [T38Action::End]);
        assert_eq!(switch.told(1_001 + SILENT_MS, T38Told::Terminated), Some(Change::ToAudio));
        assert!(!switch.is_t38());
        switch.want();
        assert_eq!(switch.tick(90_000), None);
    }

    #[test]
    fn one_that_has_spoken_or_had_asked_itself_is_not_left() {
        let mut spoke = Switch::new(T38Use::Yes, 14_400);
        spoke.want();
        spoke.told(0, T38Told::Negotiated(THEIRS));
        spoke.heard();
        let mut asked = Switch::new(T38Use::Yes, 14_400);
        asked.told(0, T38Told::Requested(THEIRS));
        asked.told(0, T38Told::Negotiated(THEIRS));
        for switch in [&mut spoke, &mut asked] {
            switch.tick(60_000);
            assert!(!wished(switch).contains(&T38Action::End));
        }
    }

    #[test]
    fn a_channel_that_does_not_say_that_it_left_is_left_all_the_same() {
        let mut switch = Switch::new(T38Use::Yes, 14_400);
        switch.want();
        switch.told(0, T38Told::Negotiated(THEIRS));
        switch.tick(SILENT_MS);
        assert_eq!(switch.tick(SILENT_MS + END_MS), Some(Change::ToAudio));
        assert_eq!(switch.told(SILENT_MS + END_MS, T38Told::Terminated), None);
    }

    #[test]
    fn who_goes_to_and_fro_is_held_in_audio() {
        let mut switch = Switch::new(T38Use::Yes, 14_400);
        for _ in 0..MOST_SWITCHES {
            switch.told(0, T38Told::Requested(THEIRS));
            switch.told(0, T38Told::Negotiated(THEIRS));
            switch.told(0, T38Told::Terminated);
        }
        wished(&mut switch);
        switch.told(0, T38Told::Requested(THEIRS));
        assert_eq!(wished(&mut switch), [T38Action::Refuse]);
    }

    #[test]
    fn what_went_wrong_is_known_afterwards() {
        let mut cut = Switch::new(T38Use::Yes, 14_400);
        assert!(!cut.went_wrong(false), "T.38 had no part in it");
        cut.want();
        assert!(cut.went_wrong(false) && !cut.went_wrong(true), "hung up instead of an answer");
        assert_eq!([cut.fate(false), cut.fate(true)], [T38Fate::Broke, T38Fate::Unknown]);
        cut.told(0, T38Told::Refused);
        assert!(!cut.went_wrong(false));
        assert_eq!(cut.fate(false), T38Fate::Refused);
        let mut silent = Switch::new(T38Use::Yes, 14_400);
        silent.want();
        silent.told(0, T38Told::Negotiated(THEIRS));
        assert!(silent.went_wrong(false), "nothing came");
        let mut lossy = Switch::new(T38Use::Yes, 14_400);
        lossy.told(0, T38Told::Negotiated(THEIRS));
        lossy.heard();
        assert!(!lossy.went_wrong(false), "a bad network is no better for audio");
        assert_eq!(lossy.fate(false), T38Fate::Used);
        silent.tick(SILENT_MS);
        assert!(silent.went_wrong(true));
    }
}
