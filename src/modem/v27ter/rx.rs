//! V.27ter's receiver.

use super::tables::check;
use crate::modem::{Rate, Receiver, RxEvent};

/// Hears V.27ter at one rate.
#[derive(Clone, Debug)]
pub struct V27terReceiver {
    rate: Rate,
}

impl V27terReceiver {
    /// For signals at `rate`.
    ///
    /// # Panics
    /// If `rate` is not one of V.27ter's.
    pub fn new(rate: Rate) -> Self {
        check(rate);
        Self { rate }
    }
}

impl Receiver for V27terReceiver {
    fn push(&mut self, _samples: &[i16], _sink: &mut dyn FnMut(RxEvent)) {
        let _ = self.rate;
    }

    fn reset(&mut self) {
        *self = Self::new(self.rate);
    }
}
