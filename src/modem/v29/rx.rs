//! V.29's receiver.

use super::tables::check;
use crate::modem::{Rate, Receiver, RxEvent};

/// Hears V.29 at one rate.
#[derive(Clone, Debug)]
pub struct V29Receiver {
    rate: Rate,
}

impl V29Receiver {
    /// For signals at `rate`.
    ///
    /// # Panics
    /// If `rate` is not one of V.29's.
    pub fn new(rate: Rate) -> Self {
        check(rate);
        Self { rate }
    }
}

impl Receiver for V29Receiver {
    fn push(&mut self, _samples: &[i16], _sink: &mut dyn FnMut(RxEvent)) {
        let _ = self.rate;
    }

    fn reset(&mut self) {
        *self = Self::new(self.rate);
    }
}
