//! The image modems behind one face each way.

use super::v17::{V17Receiver, V17Transmitter};
use super::v27ter::{V27terReceiver, V27terTransmitter};
use super::v29::{V29Receiver, V29Transmitter};
use super::{BitSource, Rate, Receiver, Transmitter};

/// A receiver for one rate.
#[derive(Debug)]
pub struct ImageReceiver {
    rate: Rate,
    modem: Hears,
}

#[derive(Debug)]
enum Hears {
    V27ter(Box<V27terReceiver>),
    V29(Box<V29Receiver>),
    V17(Box<V17Receiver>),
}

impl ImageReceiver {
    /// One that has heard nothing.
    pub fn new(rate: Rate) -> Self {
        let modem = match rate {
            Rate::V27ter2400 | Rate::V27ter4800 => {
                Hears::V27ter(Box::new(V27terReceiver::new(rate)))
            }
            Rate::V29At7200 | Rate::V29At9600 => Hears::V29(Box::new(V29Receiver::new(rate))),
            Rate::V17At7200 | Rate::V17At9600 | Rate::V17At12000 | Rate::V17At14400 => {
                Hears::V17(Box::new(V17Receiver::new(rate)))
            }
        };
        Self { rate, modem }
    }

    /// Its rate.
    pub const fn rate(&self) -> Rate {
        self.rate
    }

    /// Ready for the next signal of the call, if that may come with the short training:
    /// then what was learnt of the line is kept.
    pub fn restarted(mut self) -> Option<Self> {
        if let Hears::V17(modem) = &mut self.modem {
            modem.restart();
            return Some(self);
        }
        None
    }

    /// The modem.
    ///
    /// Never inlined into another crate: that would make a modem of its own there, compiled as
    /// that crate is, tests without optimisation.
    #[inline(never)]
    pub fn receiver(&mut self) -> &mut dyn Receiver {
        match &mut self.modem {
            Hears::V27ter(modem) => modem.as_mut(),
            Hears::V29(modem) => modem.as_mut(),
            Hears::V17(modem) => modem.as_mut(),
        }
    }
}

/// A transmitter for one signal.
#[derive(Debug)]
pub struct ImageTransmitter(Says);

#[derive(Debug)]
enum Says {
    V27ter(Box<V27terTransmitter>),
    V29(Box<V29Transmitter>),
    V17(Box<V17Transmitter>),
}

impl ImageTransmitter {
    /// With V.17, `short_training` is the one that a receiver understands which has
    /// learnt the line from a long one.
    pub fn new(rate: Rate, short_training: bool, level_dbm0: f32) -> Self {
        Self(match rate {
            Rate::V27ter2400 | Rate::V27ter4800 => {
                Says::V27ter(Box::new(V27terTransmitter::new(rate, level_dbm0)))
            }
            Rate::V29At7200 | Rate::V29At9600 => {
                Says::V29(Box::new(V29Transmitter::new(rate, level_dbm0)))
            }
            Rate::V17At7200 | Rate::V17At9600 | Rate::V17At12000 | Rate::V17At14400 => {
                Says::V17(Box::new(V17Transmitter::new(rate, level_dbm0, short_training)))
            }
        })
    }

    /// For saying again what was not heard: V.17 with the carrier turned by half
    /// ([`V17Transmitter::turned`]).
    pub fn turned(self) -> Self {
        Self(match self.0 {
            Says::V17(modem) => Says::V17(Box::new(modem.turned())),
            other => other,
        })
    }
}

impl Transmitter for ImageTransmitter {
    fn pull(&mut self, bits: &mut dyn BitSource, out: &mut [i16]) -> usize {
        match &mut self.0 {
            Says::V27ter(modem) => modem.pull(bits, out),
            Says::V29(modem) => modem.pull(bits, out),
            Says::V17(modem) => modem.pull(bits, out),
        }
    }
}
