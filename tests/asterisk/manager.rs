//! A client of a PBX's manager interface (AMI).

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::laboratory::Laboratory;

/// A connection after the login.
pub struct Manager {
    stream: BufReader<TcpStream>,
    asked: u32,
}

/// A message: its headers in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message(Vec<(String, String)>);

impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|(key, value)| writeln!(f, "{key}: {value}"))
    }
}

impl Message {
    /// Returns the names of the headers, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    /// Returns the first header with this name; empty if there is none.
    pub fn get(&self, key: &str) -> &str {
        self.0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
            .unwrap_or_default()
    }
}

impl Manager {
    /// Logs in to our PBX.
    pub fn of(lab: &Laboratory) -> Self {
        let env = fs::read_to_string(lab.of("env")).expect("lab wrote it");
        let port = env
            .lines()
            .find_map(|line| line.strip_prefix("ours_ami="))
            .and_then(|port| port.parse().ok());
        let stream = TcpStream::connect(("127.0.0.1", port.expect("lab wrote it")))
            .expect("Asterisk listens there");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("it can have one");
        let mut manager = Self { stream: BufReader::new(stream), asked: 0 };
        let mut greeting = String::new();
        manager.stream.read_line(&mut greeting).expect("Asterisk greets");
        let answer =
            manager.ask("Login", &[("Username", "lab"), ("Secret", "lab"), ("Events", "off")]);
        assert_eq!(answer.get("Response"), "Success", "{answer:?}");
        manager
    }

    /// Sends an action, and returns its answer.
    pub fn ask(&mut self, action: &str, fields: &[(&str, &str)]) -> Message {
        self.asked += 1;
        let mut text = format!("Action: {action}\r\nActionID: {}\r\n", self.asked);
        for (key, value) in fields {
            text += &format!("{key}: {value}\r\n");
        }
        self.stream
            .get_mut()
            .write_all(format!("{text}\r\n").as_bytes())
            .expect("Asterisk listens");
        loop {
            let answer = self.read();
            if answer.get("ActionID") == self.asked.to_string()
                && !answer.get("Response").is_empty()
            {
                return answer;
            }
        }
    }

    /// Sends an action that returns a list, and returns its events without the one that ends the
    /// list.
    pub fn list(&mut self, action: &str, fields: &[(&str, &str)]) -> Result<Vec<Message>, Message> {
        let answer = self.ask(action, fields);
        if answer.get("Response") != "Success" {
            return Err(answer);
        }
        assert_eq!(answer.get("EventList"), "start", "{answer:?}");
        let mut events = Vec::new();
        loop {
            let event = self.read();
            if event.get("ActionID") != self.asked.to_string() {
                continue;
            }
            if event.get("EventList") == "Complete" {
                assert_eq!(event.get("ListItems"), events.len().to_string(), "{event:?}");
                return Ok(events);
            }
            events.push(event);
        }
    }

    /// Returns what `pick` selects from the events that arrive within this time.
    pub fn events<T>(&mut self, within: Duration, pick: impl Fn(&Message) -> Option<T>) -> Vec<T> {
        // The answer to an action shows that all earlier events have been sent.
        let until = Instant::now() + within;
        let mut found = Vec::new();
        while Instant::now() < until {
            self.asked += 1;
            let asked = self.asked.to_string();
            let text = format!("Action: Ping\r\nActionID: {asked}\r\n\r\n");
            self.stream.get_mut().write_all(text.as_bytes()).expect("Asterisk listens");
            loop {
                let message = self.read();
                found.extend(pick(&message));
                if message.get("ActionID") == asked && !message.get("Response").is_empty() {
                    break;
                }
            }
            sleep(Duration::from_millis(100));
        }
        found
    }

    /// Sends an action, and returns the events of its answer up to and including the event `last`.
    pub fn events_to(&mut self, action: &str, fields: &[(&str, &str)], last: &str) -> Vec<Message> {
        let answer = self.ask(action, fields);
        assert_eq!(answer.get("Response"), "Success", "{answer:?}");
        let mut events = Vec::new();
        loop {
            let event = self.read();
            if event.get("ActionID") == self.asked.to_string() {
                let is_last = event.get("Event") == last;
                events.push(event);
                if is_last {
                    return events;
                }
            }
        }
    }

    fn read(&mut self) -> Message {
        let mut message = Message::default();
        loop {
            let mut line = String::new();
            let read = self.stream.read_line(&mut line).expect("Asterisk answers");
            assert!(read > 0, "Asterisk has closed the connection");
            match line.trim_end().split_once(": ").or_else(|| line.trim_end().split_once(':')) {
                Some((key, value)) => message.0.push((key.to_owned(), value.to_owned())),
                None if !message.0.is_empty() => return message,
                None => {}
            }
        }
    }
}
