//! Our engine as a terminal on a packet network, with an owner who stores pages and gives
//! pages when told to.

use crate::t38::network::PacketTerminal;
use ferrofax::call::{
    AnswerConfig, Call, CallEvent, OriginateConfig, PageToSend, ReceivedPage, T38Stats, T38Terms,
};
use ferrofax::t4::{Bitmap, Resolution};
use ferrofax::t30::outcome::Outcome;
use ferrofax_kit::calling::to_send;

/// A call of ours in T.38 and all that it reported.
pub(crate) struct Ours {
    pub call: Call,
    to_send: Vec<PageToSend>,
    pub pages: Vec<ReceivedPage>,
    pub confirmed: u32,
    /// Pages whose ends were reported.
    pub said: u32,
    pub trace: Vec<String>,
    pub outcome: Option<Outcome>,
    pub wants_t38: u32,
    ticks_after: u32,
}

impl Ours {
    pub(crate) fn answering(config: AnswerConfig, terms: T38Terms) -> Self {
        Self::new(Call::answer(config), Vec::new(), Some(terms))
    }

    pub(crate) fn calling(config: OriginateConfig, pages: &[Bitmap], terms: T38Terms) -> Self {
        Self::new(Call::originate(config), to_send(pages, Resolution::Standard), Some(terms))
    }

    pub(crate) fn new(mut call: Call, to_send: Vec<PageToSend>, terms: Option<T38Terms>) -> Self {
        if let Some(terms) = terms {
            call.switch_to_t38(terms);
        }
        let (pages, trace) = (Vec::new(), Vec::new());
        Self {
            call,
            to_send,
            pages,
            confirmed: 0,
            said: 0,
            trace,
            outcome: None,
            wants_t38: 0,
            ticks_after: 0,
        }
    }

    pub(crate) fn stats(&self) -> T38Stats {
        self.call.t38_stats().expect("it is a call in T.38")
    }

    pub(crate) fn drain(&mut self) {
        while let Some(event) = self.call.poll_event() {
            match event {
                CallEvent::WantPage { index, .. } => {
                    self.call
                        .give_page(self.to_send[index as usize].clone())
                        .expect("the page is taken");
                }
                CallEvent::PageSaid { .. } => self.said += 1,
                CallEvent::PageConfirmed { .. } => self.confirmed += 1,
                CallEvent::Page(page) => {
                    let number = page.number;
                    self.pages.push(page);
                    self.call.page_stored(number);
                }
                CallEvent::Trace(rung) => self.trace.push(rung.to_string()),
                CallEvent::Ended(outcome) => self.outcome = Some(outcome),
                CallEvent::WantT38 => self.wants_t38 += 1,
                _ => {}
            }
        }
    }
}

impl PacketTerminal for Ours {
    fn tick(&mut self, heard: &[(u16, Vec<u8>)], said: &mut Vec<Vec<u8>>) -> bool {
        for (number, packet) in heard {
            self.call.hear_packet(Some(*number), packet);
        }
        self.call.pass_time(160);
        self.drain();
        while let Some(packet) = self.call.poll_packet() {
            said.push(packet);
        }
        // The owner lets what was said last go out before it hangs up.
        self.ticks_after += u32::from(self.call.is_over());
        self.ticks_after < 20
    }
}
