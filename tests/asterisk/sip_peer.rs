//! A scripted SIP peer with a fax terminal, for behaviour about T.38 that a second Asterisk cannot
//! be configured for.
//!
//! It handles one call in one thread. On the loopback nothing is lost, so it never sends anything
//! again.

use std::net::{SocketAddr, UdpSocket};
use std::thread::sleep;
use std::time::{Duration, Instant};

use ferrofax::t4::Bitmap;
use ferrofax::t30::outcome::Outcome;

use crate::fax_end::FaxEnd;
use crate::sip_text::{Media, SipText};

/// How the peer answers a request for T.38.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Accept,
    /// Rejects it with this status line, such as `488 Not Acceptable Here`.
    Refuse(&'static str),
    /// Accepts it after this time.
    Late(Duration),
    /// Accepts it, but sends no packets until it gets a request for audio.
    Mute,
    /// Answers `200 OK` with a description that declines the stream.
    PortZero,
    /// Sends its own request for T.38 at the same moment.
    Cross,
}

/// The behaviour of the peer.
#[derive(Clone, Copy, Debug)]
pub struct Script {
    pub answer: Answer,
    /// When it requests T.38, after the call was answered.
    pub asks_after: Option<Duration>,
    /// How often it sends its description again, as session timers do.
    pub refreshes_every: Option<Duration>,
}

impl Default for Script {
    fn default() -> Self {
        Self { answer: Answer::Accept, asks_after: None, refreshes_every: None }
    }
}

/// The result of a call.
#[derive(Debug)]
pub struct Told {
    pub outcome: Option<Outcome>,
    pub pages: Vec<Bitmap>,
    /// The messages that switched the call, in order: `theirs image`, `ours image 200` and so on.
    pub story: Vec<String>,
    pub datagrams: u32,
    /// Whether the call ended in T.38.
    pub is_t38: bool,
    pub trace: Vec<String>,
}

/// See the module's documentation.
pub struct SipPeer {
    socket: UdpSocket,
    ip: String,
    script: Script,
    end: FaxEnd,
    /// The address of the other side, once known.
    to: Option<SocketAddr>,
    dialogue: Option<Dialogue>,
    up_at: Option<Instant>,
    story: Vec<String>,
    version: u32,
    /// The peer's own request that waits for its answer.
    asked: Option<Media>,
    ask_at: Option<Instant>,
    refresh_at: Option<Instant>,
    /// The request that will be accepted late.
    late: Option<(Instant, SipText)>,
    /// The number of the last INVITE, and its answer. If the sender repeats the INVITE, it gets the
    /// same answer (RFC 3261 §17.2.1).
    answered: Option<(String, SipText)>,
    is_ended: bool,
}

/// The data for the peer's own requests within the call.
#[derive(Clone, Debug)]
struct Dialogue {
    target: String,
    from: String,
    to: String,
    call_id: String,
    sequence: u32,
}

const TAG: &str = "scripted";

impl SipPeer {
    /// Creates a peer at `ip`, with pages to send or none.
    pub fn new(ip: &str, script: Script, to_send: Vec<Bitmap>) -> Self {
        Self::at(ip, 0, script, to_send)
    }

    /// Creates a peer at `ip` and `port`.
    pub fn at(ip: &str, port: u16, script: Script, to_send: Vec<Bitmap>) -> Self {
        let socket = UdpSocket::bind((ip, port)).expect("a port of the loopback");
        socket.set_nonblocking(true).expect("it can");
        Self {
            socket,
            ip: ip.to_owned(),
            script,
            end: FaxEnd::new(ip, to_send),
            to: None,
            dialogue: None,
            up_at: None,
            story: Vec::new(),
            version: 1,
            asked: None,
            ask_at: None,
            refresh_at: None,
            late: None,
            answered: None,
            is_ended: false,
        }
    }

    /// Returns the SIP port of the peer.
    pub fn port(&self) -> u16 {
        self.socket.local_addr().expect("it is bound").port()
    }

    /// Returns the number by which the laboratory's dialplan calls the peer.
    pub fn number(&self) -> String {
        format!("16{}", self.port())
    }

    /// Calls `number` at `port` of the same address from the number `from`, and faxes.
    pub fn call(mut self, port: u16, number: &str, from: &str, within: Duration) -> Told {
        let at = SocketAddr::new(self.ip.parse().expect("an address"), port);
        self.to = Some(at);
        let dialogue = Dialogue {
            target: format!("sip:{number}@{at}"),
            from: format!("<sip:{from}@{}>;tag={TAG}", self.ip),
            to: format!("<sip:{number}@{at}>"),
            call_id: format!("{:?}", Instant::now()).replace(|c: char| !c.is_ascii_digit(), ""),
            sequence: 0,
        };
        self.dialogue = Some(dialogue);
        self.invite(Media::Audio(self.end.rtp_port()));
        self.run(within)
    }

    /// Waits for a call, and answers it.
    pub fn answer(self, within: Duration) -> Told {
        self.run(within)
    }

    fn run(mut self, within: Duration) -> Told {
        let until = Instant::now() + within;
        while !self.is_ended && Instant::now() < until {
            self.hear();
            if self.up_at.is_some() {
                self.end.step();
                self.do_what_is_due();
                if self.end.is_over() {
                    self.request("BYE", String::new());
                    self.is_ended = true;
                }
            }
            sleep(Duration::from_millis(3));
        }
        self.end.hang_up();
        Told {
            outcome: self.end.outcome,
            datagrams: self.end.datagrams,
            is_t38: self.end.is_t38(),
            pages: std::mem::take(&mut self.end.pages),
            trace: std::mem::take(&mut self.end.trace),
            story: self.story,
        }
    }

    fn do_what_is_due(&mut self) {
        let now = Instant::now();
        if self.ask_at.is_some_and(|at| now >= at) && self.asked.is_none() {
            self.ask_at = None;
            if !self.end.is_t38() {
                self.invite(Media::Image(self.end.udptl_port()));
            }
        }
        if self.refresh_at.is_some_and(|at| now >= at) && self.asked.is_none() {
            self.refresh_at = self.script.refreshes_every.map(|every| now + every);
            self.story.push("refresh".to_owned());
            self.invite(self.own_media());
        }
        if let Some((at, _)) = self.late
            && now >= at
            && let Some((_, request)) = self.late.take()
        {
            self.accept(&request);
        }
    }

    fn own_media(&self) -> Media {
        if self.end.is_t38() {
            Media::Image(self.end.udptl_port())
        } else {
            Media::Audio(self.end.rtp_port())
        }
    }

    fn hear(&mut self) {
        let mut bytes = [0; 8000];
        while let Ok((length, from)) = self.socket.recv_from(&mut bytes) {
            let Some(message) = SipText::parse(&bytes[..length]) else { continue };
            self.to.get_or_insert(from);
            match message.status() {
                Some(status) => self.responded(status, &message),
                None => self.requested(&message),
            }
        }
    }

    fn responded(&mut self, status: u16, response: &SipText) {
        let (number, method) = response.sequence();
        let Some(dialogue) = self.dialogue.as_mut().filter(|_| method == "INVITE" && status >= 200)
        else {
            return;
        };
        if number != dialogue.sequence {
            return;
        }
        response.header("To").clone_into(&mut dialogue.to);
        if status < 300 && !response.header("Contact").is_empty() {
            response.address("Contact").clone_into(&mut dialogue.target);
        }
        self.acknowledge();
        let Some(asked) = self.asked.take() else { return };
        if self.up_at.is_some() {
            let kind = if matches!(asked, Media::Image(_)) { "image" } else { "audio" };
            self.story.push(format!("ours {kind} {status}"));
        }
        match status {
            200..300 => self.goes_over(response),
            491 => self.ask_at = Some(Instant::now() + Duration::from_millis(1200)),
            _ if self.up_at.is_none() => self.is_ended = true,
            _ => {}
        }
    }

    /// Switches to the media that both sides have agreed on.
    fn goes_over(&mut self, theirs: &SipText) {
        let address = theirs.media_address().parse().unwrap_or_else(|_| [127, 0, 0, 1].into());
        match theirs.media() {
            Some(Media::Audio(port)) => self.end.audio(SocketAddr::new(address, port)),
            Some(Media::Image(port)) if port > 0 => self.end.t38(SocketAddr::new(address, port)),
            _ => {}
        }
        if self.up_at.is_none() {
            let now = Instant::now();
            self.up_at = Some(now);
            self.ask_at = self.script.asks_after.map(|after| now + after);
            self.refresh_at = self.script.refreshes_every.map(|every| now + every);
        }
    }

    fn requested(&mut self, request: &SipText) {
        match request.method() {
            "INVITE" if self.has_answered(request) => {}
            "INVITE" if self.up_at.is_none() => self.take_call(request),
            "INVITE" => self.take_invite(request),
            "BYE" => {
                self.respond(request, "200 OK", String::new());
                self.is_ended = true;
            }
            "ACK" => {}
            _ => self.respond(request, "200 OK", String::new()),
        }
    }

    fn take_call(&mut self, request: &SipText) {
        self.dialogue = Some(Dialogue {
            target: request.address("Contact").to_owned(),
            from: format!("{};tag={TAG}", request.header("To")),
            to: request.header("From").to_owned(),
            call_id: request.header("Call-ID").to_owned(),
            sequence: 0,
        });
        let description = Media::Audio(self.end.rtp_port()).description(&self.ip, self.version);
        self.respond(request, "200 OK", description);
        self.goes_over(request);
    }

    fn take_invite(&mut self, request: &SipText) {
        let is_image = matches!(request.media(), Some(Media::Image(port)) if port > 0);
        self.story.push(format!("theirs {}", if is_image { "image" } else { "audio" }));
        if self.asked.is_some() {
            return self.respond(request, "491 Request Pending", String::new());
        }
        match self.script.answer {
            _ if !is_image || self.end.is_t38() => self.accept(request),
            Answer::Accept => self.accept(request),
            Answer::Refuse(line) => self.respond(request, line, String::new()),
            Answer::Late(after) => {
                self.respond(request, "100 Trying", String::new());
                self.late = Some((Instant::now() + after, request.clone()));
            }
            Answer::Mute => {
                self.end.is_mute = true;
                self.accept(request);
            }
            Answer::PortZero => {
                self.version += 1;
                let description = Media::Image(0).description(&self.ip, self.version);
                self.respond(request, "200 OK", description);
            }
            Answer::Cross => {
                self.script.answer = Answer::Accept;
                self.invite(Media::Image(self.end.udptl_port()));
                self.respond(request, "491 Request Pending", String::new());
            }
        }
    }

    fn accept(&mut self, request: &SipText) {
        self.version += 1;
        let media = match request.media() {
            Some(Media::Image(_)) => Media::Image(self.end.udptl_port()),
            _ => Media::Audio(self.end.rtp_port()),
        };
        self.respond(request, "200 OK", media.description(&self.ip, self.version));
        self.goes_over(request);
    }

    fn respond(&mut self, request: &SipText, status: &str, body: String) {
        let response = request.response(status, TAG, &self.contact(), body);
        self.send(&response);
        if request.method() == "INVITE" {
            self.answered = Some((request.header("CSeq").to_owned(), response));
        }
    }

    /// Answers a repeated INVITE with the same answer as before.
    fn has_answered(&self, request: &SipText) -> bool {
        let of_it = |(number, _): &&(String, SipText)| number == request.header("CSeq");
        let Some((_, response)) = self.answered.as_ref().filter(of_it) else { return false };
        self.send(response);
        true
    }

    fn invite(&mut self, media: Media) {
        self.version += 1;
        self.asked = Some(media);
        self.request("INVITE", media.description(&self.ip, self.version));
    }

    fn acknowledge(&mut self) {
        if let Some(dialogue) = &mut self.dialogue {
            // An ACK has the number of its INVITE.
            dialogue.sequence -= 1;
        }
        self.request("ACK", String::new());
    }

    fn request(&mut self, method: &str, body: String) {
        let contact = self.contact();
        let Some(dialogue) = &mut self.dialogue else { return };
        dialogue.sequence += 1;
        let at = self.socket.local_addr().expect("it is bound");
        let via = format!(
            "SIP/2.0/UDP {at};branch=z9hG4bK{}-{}{method};rport",
            at.port(),
            dialogue.sequence
        );
        let sequence = format!("{} {method}", dialogue.sequence);
        let headers = [
            ("Via", via.as_str()),
            ("From", &dialogue.from),
            ("To", &dialogue.to),
            ("Call-ID", &dialogue.call_id),
            ("CSeq", &sequence),
            ("Contact", &contact),
            ("Max-Forwards", "70"),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let message =
            SipText { first: format!("{method} {} SIP/2.0", dialogue.target), headers, body };
        self.send(&message);
    }

    fn contact(&self) -> String {
        format!("<sip:peer@{}>", self.socket.local_addr().expect("it is bound"))
    }

    fn send(&self, message: &SipText) {
        if let Some(to) = self.to {
            let _ = self.socket.send_to(message.text().as_bytes(), to);
        }
    }
}
