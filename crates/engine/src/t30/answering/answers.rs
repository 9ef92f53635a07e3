//! What we answered last: a command that comes again gets the same answer again.

use crate::t30::ecm::key_of;
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;

/// The last answer, and what was said last.
#[derive(Clone, Debug, Default)]
pub(super) struct Answers {
    last: Option<Answer>,
    /// The frames that were said last, answer or not.
    said: Vec<Frame>,
    /// How often the last answer was repeated.
    repeats: u32,
}

/// An answer and what it answered.
#[derive(Clone, Debug)]
struct Answer {
    /// The command, without the wish for an operator.
    command: Fcf,
    /// Of PPS and EOR: what follows, page and block.
    key: Vec<u8>,
    answer: Frame,
}

impl Answers {
    /// Keeps the answer to a command, in case the command comes again.
    pub(super) fn remember(&mut self, command: Fcf, key: Vec<u8>, answer: &Frame) {
        self.last = Some(Answer { command, key, answer: answer.clone() });
        self.repeats = 0;
    }

    /// Keeps what is said, in case CRP asks for it again (T.30 §5.3.6.1.8).
    pub(super) fn note_said(&mut self, frames: &[Frame]) {
        self.said = frames.to_vec();
    }

    /// What was said last, to be said again.
    pub(super) fn said(&self) -> &[Frame] {
        &self.said
    }

    /// The caller trains: whatever was answered before is done with.
    pub(super) fn forget_answer(&mut self) {
        self.last = None;
    }

    /// The caller has gone on: what was said before must not be taken for an answer to
    /// what it says now.
    pub(super) fn forget(&mut self) {
        self.last = None;
        self.said.clear();
    }

    /// Whether there is an answer that may have been lost.
    pub(super) const fn is_answered(&self) -> bool {
        self.last.is_some()
    }

    /// Whether the last answer was to this command.
    pub(super) fn was_to(&self, command: Fcf) -> bool {
        self.last.as_ref().is_some_and(|last| last.command == command)
    }

    /// Whether this was the last answer.
    pub(super) fn was(&self, answer: Fcf) -> bool {
        self.last.as_ref().is_some_and(|last| last.answer.fcf == answer)
    }

    /// Whether `frame` is the command that was answered last.
    pub(super) fn is_repeated(&self, frame: &Frame) -> bool {
        let Some(last) = &self.last else { return false };
        let command = frame.fcf.without_interrupt();
        match command {
            // RR asks for the answer, whatever it was to.
            Fcf::Rr => true,
            Fcf::Pps | Fcf::Eor => command == last.command && key_of(frame) == last.key,
            _ => command == last.command,
        }
    }

    /// The last answer, to be given again, unless that was done too often.
    pub(super) fn again(&mut self) -> Again {
        self.repeats += 1;
        match &self.last {
            None => Again::Nothing,
            Some(_) if self.repeats > MAX_REPEATS => Again::TooOften,
            Some(last) => Again::Answer(last.answer.clone()),
        }
    }
}

/// What is to be done about a command that comes again.
#[derive(Clone, Debug)]
pub(super) enum Again {
    /// Nothing was answered.
    Nothing,
    /// The same answer is given.
    Answer(Frame),
    /// The call goes round in circles.
    TooOften,
}

/// How often the same command is answered before the call is ended. A caller that does
/// not hear us repeats a command twice (§5.4.2), some up to six times.
const MAX_REPEATS: u32 = 12;

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(fcf: Fcf) -> Frame {
        Frame::last(fcf, Vec::new())
    }

    /// PPS or EOR about a block of page 1.
    fn end_of(fcf: Fcf, next: Fcf, block: u8, frames: u8) -> Frame {
        Frame::last(fcf, vec![next.to_byte(false), 1, block, frames])
    }

    #[test]
    fn a_command_is_repeated_if_it_is_the_one_that_was_answered() {
        let mut answers = Answers::default();
        assert!(!answers.is_answered() && !answers.is_repeated(&plain(Fcf::Rr)));
        answers.remember(Fcf::Mps, Vec::new(), &plain(Fcf::Mcf));
        assert!(answers.is_answered() && answers.was_to(Fcf::Mps) && answers.was(Fcf::Mcf));
        assert!(!answers.was_to(Fcf::Eop) && !answers.was(Fcf::Rtp));
        for command in [Fcf::Mps, Fcf::Mps.with_interrupt(), Fcf::Rr] {
            assert!(answers.is_repeated(&plain(command)), "{command}");
        }
        assert!(!answers.is_repeated(&plain(Fcf::Eop)));
        answers.forget_answer();
        assert!(!answers.is_answered() && !answers.is_repeated(&plain(Fcf::Mps)));
    }

    /// T.30 §A.4.3: the counters of page and block tell one PPS from another. An MCF that belongs
    /// to another block would confirm what nobody has.
    #[test]
    fn the_end_of_another_block_gets_no_answer_that_was_given_before() {
        let mut answers = Answers::default();
        let first = end_of(Fcf::Pps, Fcf::Mps, 2, 99);
        answers.remember(Fcf::Pps, key_of(&first), &plain(Fcf::Mcf));
        assert!(answers.is_repeated(&first) && answers.is_repeated(&plain(Fcf::Rr)));
        let repeats_a_part = end_of(Fcf::Pps, Fcf::Mps, 2, 3);
        assert!(answers.is_repeated(&repeats_a_part));
        assert!(!answers.is_repeated(&end_of(Fcf::Pps, Fcf::Mps, 3, 99)));
        assert!(!answers.is_repeated(&end_of(Fcf::Pps, Fcf::Eop, 2, 99)));
        assert!(!answers.is_repeated(&end_of(Fcf::Eor, Fcf::Mps, 2, 99)));
        assert!(!answers.is_repeated(&plain(Fcf::Mps)));
    }

    #[test]
    fn the_same_answer_is_given_twelve_times_and_no_more() {
        let mut answers = Answers::default();
        assert!(matches!(answers.again(), Again::Nothing));
        for _ in 0..2 {
            answers.remember(Fcf::Eop, Vec::new(), &plain(Fcf::Mcf));
            for _ in 0..12 {
                assert!(matches!(answers.again(), Again::Answer(Frame { fcf: Fcf::Mcf, .. })));
            }
            assert!(matches!(answers.again(), Again::TooOften));
        }
    }

    /// T.30 §5.3.6.1.8.
    #[test]
    fn crp_gets_what_was_said_last_unless_the_caller_has_gone_on() {
        let mut answers = Answers::default();
        let dis = [plain(Fcf::Csi), plain(Fcf::Dis)];
        answers.note_said(&dis);
        answers.forget_answer();
        assert_eq!(answers.said(), &dis);
        answers.remember(Fcf::Mps, Vec::new(), &plain(Fcf::Mcf));
        answers.forget();
        assert!(answers.said().is_empty() && !answers.is_answered());
    }
}
