//! A printer of our own that does what a test tells it, byte by byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use ferrofax::listeners::print::PrinterOut;

pub(super) const PRINT_JOB: u16 = 0x0002;
pub(super) const VALIDATE_JOB: u16 = 0x0004;
pub(super) const CREATE_JOB: u16 = 0x0005;
pub(super) const SEND_DOCUMENT: u16 = 0x0006;
pub(super) const CANCEL_JOB: u16 = 0x0008;
pub(super) const GET_JOB: u16 = 0x0009;
pub(super) const GET_JOBS: u16 = 0x000A;
pub(super) const GET_PRINTER_ATTRIBUTES: u16 = 0x000B;

/// States of jobs.
pub(super) const HELD: i32 = 4;
pub(super) const PROCESSING: i32 = 5;
pub(super) const CANCELED: i32 = 7;
pub(super) const ABORTED: i32 = 8;
pub(super) const COMPLETED: i32 = 9;

/// What it was asked.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) operation: u16,
    pub(super) document: Vec<u8>,
    /// The head of the HTTP request, in small letters.
    pub(super) head: String,
    job_name: Option<String>,
    job_id: Option<i32>,
}

/// A job that it has.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) id: i32,
    pub(super) name: String,
    pub(super) state: i32,
    pub(super) reason: &'static str,
    pub(super) document: Vec<u8>,
    /// The sides that it says it has printed; 0 if it does not say so.
    pub(super) impressions: i32,
}

/// What it is, which tests change as they like.
pub(super) struct State {
    pub(super) jobs: Vec<Job>,
    /// All that it was asked, in order.
    pub(super) asked: Vec<Asked>,
    pub(super) operations: Vec<u16>,
    pub(super) format: &'static str,
    pub(super) reason: &'static str,
    pub(super) takes_jobs: bool,
    pub(super) up_seconds: i32,
    /// The state of a job that has its document.
    pub(super) then: i32,
    /// Of the next question of this operation.
    pub(super) next: Option<(u16, Twist)>,
    last_id: i32,
}

/// Something that it does wrong.
#[derive(Clone, Debug)]
pub(super) enum Twist {
    /// Does what is asked, and closes without an answer.
    DoneAndClosed,
    /// Closes without doing it, after so many bytes of the body.
    Closed(usize),
    /// Answers this in place of HTTP.
    Says(Vec<u8>),
    /// Answers with the first bytes alone.
    CutTo(usize),
    /// Is silent.
    Silent,
    /// Refuses with this status of IPP.
    Refuses(u16),
}

/// The printer, until dropped.
pub(super) struct BadPrinter {
    pub(super) address: SocketAddr,
    pub(super) state: Arc<Mutex<State>>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl BadPrinter {
    /// A printer that takes PDF and does all that it is asked.
    pub(super) fn new() -> Self {
        let state = State {
            jobs: Vec::new(),
            asked: Vec::new(),
            operations: vec![PRINT_JOB, CREATE_JOB, SEND_DOCUMENT, GET_JOBS],
            format: "application/pdf",
            reason: "none",
            takes_jobs: true,
            up_seconds: 1_000_000,
            then: COMPLETED,
            next: None,
            last_id: 0,
        };
        let state = Arc::new(Mutex::new(state));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let is_over = Arc::new(AtomicBool::new(false));
        let (of_thread, ends) = (Arc::clone(&state), Arc::clone(&is_over));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ends.load(Ordering::SeqCst) {
                    return;
                }
                // One after the other, as small printers work. Who goes away may.
                let _ = serve(stream.unwrap(), &of_thread, &ends);
            }
        });
        Self { address, state, is_over, thread: Some(thread) }
    }

    pub(super) fn out(&self) -> PrinterOut {
        let uri = format!("ipp://{}/ipp/print", self.address);
        PrinterOut { uri: Some(uri.parse().unwrap()), ..PrinterOut::default() }
    }

    /// Changes what it is.
    pub(super) fn set<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap())
    }

    /// At the next question of this operation.
    pub(super) fn will(&self, operation: u16, twist: Twist) {
        self.set(|state| state.next = Some((operation, twist)));
    }

    /// How often it was asked to do this.
    pub(super) fn times(&self, operation: u16) -> usize {
        self.set(|state| state.asked.iter().filter(|asked| asked.operation == operation).count())
    }

    /// Jobs that are printed.
    pub(super) fn printed(&self) -> usize {
        self.set(|state| state.jobs.iter().filter(|job| job.state == COMPLETED).count())
    }
}

impl Drop for BadPrinter {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        drop(self.thread.take().map(JoinHandle::join));
    }
}

fn serve(stream: TcpStream, state: &Mutex<State>, ends: &AtomicBool) -> std::io::Result<()> {
    stream.set_read_timeout(Some(std::time::Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(());
        }
    }
    let head = head.to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length = length.map(|length| length.trim().parse::<usize>().unwrap());
    let mut body = Vec::new();
    // The operation stands in the first bytes.
    read_some(&mut reader, length, 8, &mut body)?;
    let operation = u16::from_be_bytes([body[2], body[3]]);
    let twist = {
        let mut state = state.lock().unwrap();
        let is_now = state.next.as_ref().is_some_and(|(of, _)| *of == operation);
        if is_now { state.next.take().map(|(_, twist)| twist) } else { None }
    };
    if let Some(Twist::Closed(after)) = twist {
        return read_some(&mut reader, length, after.saturating_sub(8), &mut body);
    }
    read_some(&mut reader, length, usize::MAX, &mut body)?;
    if let Some(Twist::Silent) = twist {
        while !ends.load(Ordering::SeqCst) && stream.peek(&mut [0]).is_ok_and(|count| count > 0) {}
        return Ok(());
    }
    let mut state = state.lock().unwrap();
    let answer = match &twist {
        Some(Twist::Says(bytes)) => return stream.write_all(bytes),
        Some(Twist::Refuses(status)) => answer(*status, &[]),
        _ => state.answer(&read(&body, head)),
    };
    let answer = match twist {
        Some(Twist::DoneAndClosed) => return Ok(()),
        Some(Twist::CutTo(count)) => answer[..count.min(answer.len())].to_vec(),
        _ => answer,
    };
    stream.write_all(&over_http(&answer))
}

/// An answer of IPP over HTTP.
fn over_http(answer: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: {}\r\n\r\n",
        answer.len()
    );
    [head.as_bytes(), answer].concat()
}

/// Reads on in a body of this length, or in chunks, for at least so many bytes or to its end.
fn read_some(
    reader: &mut BufReader<TcpStream>,
    length: Option<usize>,
    count: usize,
    body: &mut Vec<u8>,
) -> std::io::Result<()> {
    let wanted = body.len().saturating_add(count);
    if let Some(length) = length {
        let mut more = vec![0; length.min(wanted).saturating_sub(body.len())];
        reader.read_exact(&mut more)?;
        body.extend(more);
        return Ok(());
    }
    while body.len() < wanted {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Ok(size) = usize::from_str_radix(line.trim(), 16) else { return Ok(()) };
        let mut chunk = vec![0; size + 2];
        reader.read_exact(&mut chunk)?;
        if size == 0 {
            return Ok(());
        }
        body.extend(&chunk[..size]);
    }
    Ok(())
}

/// What is asked.
fn read(body: &[u8], head: String) -> Asked {
    let mut asked = Asked {
        operation: u16::from_be_bytes([body[2], body[3]]),
        document: Vec::new(),
        head,
        job_name: None,
        job_id: None,
    };
    let mut at = 8;
    loop {
        let tag = body[at];
        at += 1;
        if tag == 3 {
            break;
        }
        if tag < 0x10 {
            continue;
        }
        let mut part = || {
            let length = usize::from(u16::from_be_bytes([body[at], body[at + 1]]));
            at += 2 + length;
            &body[at - length..at]
        };
        match (part(), part()) {
            (b"job-name", value) => {
                asked.job_name = Some(String::from_utf8(value.to_vec()).unwrap())
            }
            (b"job-id", value) => {
                asked.job_id = Some(i32::from_be_bytes(value.try_into().unwrap()))
            }
            _ => {}
        }
    }
    asked.document = body[at..].to_vec();
    asked
}

/// A value: its tag, its name, its bytes.
type Value = (u8, &'static str, Vec<u8>);

/// An answer with groups of values.
fn answer(status: u16, groups: &[(u8, Vec<Value>)]) -> Vec<u8> {
    let mut bytes = vec![2, 0];
    bytes.extend(status.to_be_bytes());
    bytes.extend([0, 0, 0, 1]);
    let own = vec![
        (0x47, "attributes-charset", b"utf-8".to_vec()),
        (0x48, "attributes-natural-language", b"en".to_vec()),
    ];
    for (tag, values) in [(1, own)].iter().chain(groups) {
        bytes.push(*tag);
        for (tag, name, value) in values {
            bytes.push(*tag);
            bytes.extend((name.len() as u16).to_be_bytes());
            bytes.extend(name.as_bytes());
            bytes.extend((value.len() as u16).to_be_bytes());
            bytes.extend(value);
        }
    }
    bytes.push(3);
    bytes
}

impl State {
    /// Does what is asked.
    fn answer(&mut self, asked: &Asked) -> Vec<u8> {
        self.asked.push(asked.clone());
        let number = |number: i32| number.to_be_bytes().to_vec();
        let of_job = |job: &Job| {
            let values = vec![
                (0x21, "job-id", number(job.id)),
                (0x42, "job-name", job.name.clone().into_bytes()),
                (0x23, "job-state", number(job.state)),
                (0x44, "job-state-reasons", job.reason.as_bytes().to_vec()),
                (0x21, "job-impressions-completed", number(job.impressions)),
            ];
            (2_u8, values)
        };
        let named = |state: &mut Self, document: &[u8], job_state, reason| {
            state.last_id += 1;
            state.jobs.push(Job {
                id: state.last_id,
                name: asked.job_name.clone().unwrap_or_default(),
                state: job_state,
                reason,
                document: document.to_vec(),
                impressions: 0,
            });
            answer(0, &[of_job(state.jobs.last().unwrap())])
        };
        let then = self.then;
        match asked.operation {
            GET_PRINTER_ATTRIBUTES => answer(0, &[(4, self.attributes())]),
            CREATE_JOB => named(self, &[], HELD, "job-incoming"),
            PRINT_JOB => named(self, &asked.document, then, "none"),
            VALIDATE_JOB => answer(0, &[]),
            GET_JOBS => answer(0, &self.jobs.iter().map(of_job).collect::<Vec<_>>()),
            _ => {
                let Some(job) = self.jobs.iter_mut().find(|job| Some(job.id) == asked.job_id)
                else {
                    return answer(0x0406, &[]);
                };
                match asked.operation {
                    SEND_DOCUMENT => {
                        job.document.clone_from(&asked.document);
                        (job.state, job.reason) = (then, "none");
                    }
                    CANCEL_JOB => (job.state, job.reason) = (CANCELED, "job-canceled-by-user"),
                    _ => {}
                }
                answer(0, &[of_job(job)])
            }
        }
    }

    fn attributes(&self) -> Vec<Value> {
        let mut values: Vec<Value> = vec![
            (0x49, "document-format-supported", self.format.as_bytes().to_vec()),
            (0x22, "printer-is-accepting-jobs", vec![u8::from(self.takes_jobs)]),
            (0x44, "printer-state-reasons", self.reason.as_bytes().to_vec()),
            (0x21, "printer-up-time", self.up_seconds.to_be_bytes().to_vec()),
            (0x44, "pwg-raster-document-type-supported", b"sgray_8".to_vec()),
            (0x44, "compression-supported", b"gzip".to_vec()),
        ];
        // 300 dots an inch, both ways.
        let dots = [300_i32.to_be_bytes(), 300_i32.to_be_bytes()].concat();
        let resolution = [&dots[..], &[3]].concat();
        values.push((0x32, "pwg-raster-document-resolution-supported", resolution));
        for (index, operation) in self.operations.iter().enumerate() {
            let name = if index == 0 { "operations-supported" } else { "" };
            values.push((0x23, name, i32::from(*operation).to_be_bytes().to_vec()));
        }
        values
    }
}
