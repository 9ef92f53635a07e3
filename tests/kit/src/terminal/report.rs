//! The result of a call as one line of JSON, with the keys of `tests/peer/sp_fax.c`.

use super::pipe::Run;
use ferrofax::call::Negotiated;
use ferrofax::ladder::{Rung, Way};
use ferrofax::t30::outcome::{Outcome, Status};

/// The data about a call that both the sender and the receiver collect.
#[derive(Default)]
pub struct Report {
    pub pages: u32,
    pub last: Option<Negotiated>,
    pub far_ident: String,
    pub outcome: Option<Outcome>,
    /// The numbers of FTT, RTN and PPR: received by a sender, sent by a receiver.
    pub counts: [u32; 3],
    pub frames: u32,
    /// Coded image bytes, where they are known.
    pub bytes: u64,
}

impl Report {
    /// Counts a step of the call: received frames, and FTT, RTN and PPR in the direction `way`.
    pub fn trace(&mut self, rung: &Rung, way: Way, show: bool) {
        self.frames += u32::from(rung.way == Way::Heard);
        let frame = rung.step.frame();
        for (count, name) in self.counts.iter_mut().zip(["FTT", "RTN", "PPR"]) {
            *count += u32::from(rung.way == way && frame.as_deref() == Some(name));
        }
        if show {
            eprintln!("{rung}");
        }
    }

    /// Prints the result, with the additional keys in `more`. Returns the exit status.
    pub fn print(&self, run: &Run, more: &str) -> i32 {
        let ok = self.outcome.is_some_and(|outcome| outcome.status == Status::Received);
        let (name, text, phase) = self
            .outcome
            .map_or(("NONE", "The call has no outcome.", String::new()), |outcome| {
                (outcome.cause.name(), outcome.cause.text(), outcome.phase.to_string())
            });
        let text = if ok { "OK" } else { text };
        let coding = self.last.map_or_else(|| "none".to_owned(), |last| last.coding.to_string());
        let resolution = self
            .last
            .map_or(String::new(), |last| format!("{:?}", last.resolution).to_ascii_lowercase());
        let [retrains, rtn, ppr] = self.counts;
        eprintln!(
            "{{\"ok\":{ok},\"text\":\"{text}\",\"pages\":{},\"rate\":{},\"ecm\":{},\"compression\":\"{coding}\",\
             \"resolution\":\"{resolution}\",\"retrains\":{retrains},\"rtn\":{rtn},\"ppr\":{ppr},\"far_ident\":{},\
             \"line_s\":{:.2},\"cpu_s\":{:.4},\"outcome\":\"{name}\",\"phase\":\"{phase}\",\"frames\":{}{more}}}",
            self.pages,
            self.last.map_or(0, |last| last.rate.bps()),
            self.last.is_some_and(|last| last.ecm),
            json_string(&self.far_ident),
            run.line_s(),
            run.cpu.as_secs_f64(),
            self.frames,
        );
        i32::from(!ok)
    }
}

/// Returns `text` as a JSON string. Identifications are printable ASCII.
fn json_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
