//! The user or the part of Ferrofax that changed a job, and the reason why a user may not send.
//!
//! Both are stored, and shown by the API, as words. The name of a user and an administrator's own
//! words are stored as they are, everything else as the words listed here. Each value is read back
//! from its words, and from the words of earlier versions, so that people read it in their own
//! language.

use std::fmt;

use ferrofax_basics::pattern;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The user or the part of Ferrofax that changed a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A user, an API key or a network of the printer, by name.
    User(String),
    /// An administrator who gave no name.
    Administrator,
    /// A client of AMI.
    Ami,
    /// The user of the console of the PBX.
    Console,
    /// The network printer, after its print job was cancelled.
    Printer,
    /// The import from HylaFAX.
    Import,
    /// The shared database, without a user's name.
    Shared,
    /// A node of the shared database.
    Node(String),
    /// The block of the user with this name, who may not send.
    Stop(String),
    /// The end of the block of the user with this name.
    StopEnd(String),
    /// A user at a node of the shared database.
    AtNode {
        /// The user there.
        by: Box<Self>,
        /// The node.
        node: String,
    },
}

/// The reason why a user may not send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// An administrator blocked the user.
    By(Actor),
    /// The user sent too many faxes.
    Faxes {
        /// The greatest number of faxes.
        most: u32,
        /// The period in minutes in which the user may send this many faxes.
        minutes: i64,
    },
    /// Too many faxes of the user were refused for their numbers.
    Refusals {
        /// The greatest number of refused faxes.
        most: u32,
        /// The period in minutes in which this many faxes may be refused.
        minutes: i64,
    },
    /// An administrator's own words.
    Words(String),
}

impl Actor {
    /// The stored name of [`Actor::Administrator`].
    pub const ADMINISTRATOR: &'static str = "the administrator";
    /// The stored name of [`Actor::Ami`].
    pub const AMI: &'static str = "AMI";
    /// The stored name of [`Actor::Console`].
    pub const CONSOLE: &'static str = "the console of the PBX";
    /// The stored name of [`Actor::Printer`].
    pub const PRINTER: &'static str = "the printer";
    /// The stored name of [`Actor::Import`].
    pub const IMPORT: &'static str = "the import from HylaFAX";
    /// The stored name of [`Actor::Shared`].
    pub const SHARED: &'static str = "the shared database";

    /// Returns the stored name of a user who gave a command at another node of the shared database.
    pub(crate) fn at_node(by: &str, node: &str) -> String {
        Self::AtNode { by: Box::new(by.into()), node: node.to_owned() }.to_string()
    }
}

/// Writes the words with which the actor is stored.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(name) => f.write_str(name),
            Self::Administrator => f.write_str(Self::ADMINISTRATOR),
            Self::Ami => f.write_str(Self::AMI),
            Self::Console => f.write_str(Self::CONSOLE),
            Self::Printer => f.write_str(Self::PRINTER),
            Self::Import => f.write_str(Self::IMPORT),
            Self::Shared => f.write_str(Self::SHARED),
            Self::Node(node) => write!(f, "node {node}"),
            Self::Stop(user) => write!(f, "the block of user {user}"),
            Self::StopEnd(user) => write!(f, "the unblocking of user {user}"),
            Self::AtNode { by, node } => write!(f, "{by} (node {node})"),
        }
    }
}

impl From<&str> for Actor {
    fn from(words: &str) -> Self {
        match words {
            Self::ADMINISTRATOR => return Self::Administrator,
            Self::AMI => return Self::Ami,
            Self::CONSOLE | "the command line of the PBX" => return Self::Console,
            Self::PRINTER => return Self::Printer,
            Self::IMPORT | "the take-over from HylaFAX" => return Self::Import,
            Self::SHARED | "the store" => return Self::Shared,
            _ => {}
        }
        if let Some((by, node)) =
            words.strip_suffix(')').and_then(|words| words.rsplit_once(" (node "))
        {
            return Self::AtNode { by: Box::new(by.into()), node: node.to_owned() };
        }
        let one = |pattern| pattern::values(pattern, words).map(|values| values.concat());
        if let Some(node) = one("node {}") {
            Self::Node(node)
        } else if let Some(user) =
            one("the block of user {}").or_else(|| one("the stop of user {}"))
        {
            Self::Stop(user)
        } else if let Some(user) =
            one("the unblocking of user {}").or_else(|| one("the end of the stop of user {}"))
        {
            Self::StopEnd(user)
        } else {
            Self::User(words.to_owned())
        }
    }
}

/// Writes the words with which the reason is stored.
impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::By(by) => write!(f, "stopped by {by}"),
            Self::Faxes { most, minutes } => {
                write!(f, "more than {most} faxes within {minutes} minutes")
            }
            Self::Refusals { most, minutes } => {
                write!(f, "more than {most} numbers that are not allowed within {minutes} minutes")
            }
            Self::Words(words) => f.write_str(words),
        }
    }
}

impl From<&str> for StopReason {
    fn from(words: &str) -> Self {
        if let Some(by) = words.strip_prefix("stopped by ").filter(|by| !by.is_empty()) {
            return Self::By(by.into());
        }
        let limit = |pattern| {
            let values = pattern::values(pattern, words)?;
            let [most, minutes] = values.as_slice() else { return None };
            Some((most.parse().ok()?, minutes.parse().ok()?))
        };
        if let Some((most, minutes)) = limit("more than {} faxes within {} minutes") {
            Self::Faxes { most, minutes }
        } else if let Some((most, minutes)) =
            limit("more than {} numbers that are not allowed within {} minutes")
        {
            Self::Refusals { most, minutes }
        } else {
            Self::Words(words.to_owned())
        }
    }
}

/// Stores a type as its words.
macro_rules! by_words {
    ($($of:ty),+) => {$(
        impl Serialize for $of {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $of {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(|words| words.as_str().into())
            }
        }
    )+};
}

by_words!(Actor, StopReason);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_read_back_from_its_words_and_from_earlier_ones() {
        let name = || "a. b".to_owned();
        let alice = || Actor::User("alice".to_owned());
        for actor in [
            alice(),
            Actor::Administrator,
            Actor::Ami,
            Actor::Console,
            Actor::Printer,
            Actor::Import,
            Actor::Shared,
            Actor::Node(name()),
            Actor::Stop(name()),
            Actor::StopEnd(name()),
            Actor::AtNode { by: Box::new(alice()), node: name() },
        ] {
            assert_eq!(Actor::from(actor.to_string().as_str()), actor);
        }
        for (words, actor) in [
            ("the command line of the PBX", Actor::Console),
            ("the take-over from HylaFAX", Actor::Import),
            ("the store", Actor::Shared),
            ("the stop of user a. b", Actor::Stop(name())),
            ("the end of the stop of user a. b", Actor::StopEnd(name())),
        ] {
            assert_eq!(Actor::from(words), actor, "{words}");
        }
        for why in [
            StopReason::By(Actor::Console),
            StopReason::Refusals { most: 20, minutes: 10 },
            StopReason::Words("too many faxes".to_owned()),
            StopReason::Words("stopped by ".to_owned()),
        ] {
            assert_eq!(StopReason::from(why.to_string().as_str()), why);
        }
    }
}
