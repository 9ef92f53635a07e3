//! The image modems behind one face.

use crate::modem::v17::V17Receiver;
use crate::modem::v27ter::V27terReceiver;
use crate::modem::v29::V29Receiver;
use crate::modem::{Rate, Receiver};

/// A receiver for one rate.
#[derive(Debug)]
pub(super) struct ImageReceiver {
    rate: Rate,
    modem: Modem,
}

#[derive(Debug)]
enum Modem {
    V27ter(Box<V27terReceiver>),
    V29(Box<V29Receiver>),
    V17(Box<V17Receiver>),
}

impl ImageReceiver {
    pub(super) fn new(rate: Rate) -> Self {
        let modem = match rate {
            Rate::V27ter2400 | Rate::V27ter4800 => Modem::V27ter(Box::new(V27terReceiver::new(rate))),
            Rate::V29At7200 | Rate::V29At9600 => Modem::V29(Box::new(V29Receiver::new(rate))),
            Rate::V17At7200 | Rate::V17At9600 | Rate::V17At12000 | Rate::V17At14400 => {
                Modem::V17(Box::new(V17Receiver::new(rate)))
            }
        };
        Self { rate, modem }
    }

    pub(super) const fn rate(&self) -> Rate {
        self.rate
    }

    /// Ready for the next signal of the call, if that may come with the short training: then what was learnt of the line is kept.
    pub(super) fn restarted(mut self) -> Option<Self> {
        if let Modem::V17(modem) = &mut self.modem {
            modem.restart();
            return Some(self);
        }
        None
    }

    pub(super) fn receiver(&mut self) -> &mut dyn Receiver {
        match &mut self.modem {
            Modem::V27ter(modem) => modem.as_mut(),
            Modem::V29(modem) => modem.as_mut(),
            Modem::V17(modem) => modem.as_mut(),
        }
    }
}
