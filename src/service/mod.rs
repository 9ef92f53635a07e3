//! What the module does, told apart from how Asterisk is asked: devices and settings, calls, storage, mail, retention.
//!
//! `bridge` drives it through [`Service`] and [`FaxCall`], and is asked through the traits in [`host`].

pub mod config;
pub mod host;

use config::{Declaration, RawConfig};
use host::{CallHost, CallInfo, HeardFrame, Host};
use std::sync::Arc;

/// The running service: one for the module's life.
pub struct Service {}

/// Why the service could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A thread could not be started.
    #[error("can't start a thread: {0}")]
    Thread(std::io::Error),
}

/// Why it can't stop now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} fax calls are running")]
pub struct CallsRunning(pub usize);

/// Why a call is not taken. The caller is not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Refusal {
    /// FAXERROR's word.
    pub error: &'static str,
    /// What was wrong, and what would be right.
    pub text: String,
    /// Q.850 cause for the hang-up: 17 user busy, 21 rejected, 38 network out of order…
    pub hangup_cause: u8,
}

impl Service {
    /// Starts with a configuration and the devices that the dialplan declares. What is wrong in them is logged, and the rest works.
    ///
    /// # Errors
    /// [`StartError`]
    pub fn start(
        _config: &RawConfig,
        _declared: &[Declaration],
        _host: Arc<dyn Host>,
    ) -> Result<Arc<Self>, StartError> {
        Ok(Arc::new(Self {}))
    }

    /// Takes a changed configuration or dialplan. Calls in progress go on as they began.
    pub fn reload(&self, _config: &RawConfig, _declared: &[Declaration]) {}

    /// Stops and joins every thread.
    ///
    /// # Errors
    /// [`CallsRunning`]: nothing was stopped.
    pub fn stop(&self) -> Result<(), CallsRunning> {
        Ok(())
    }

    /// The contexts in which devices are declared.
    pub fn contexts(_config: &RawConfig) -> Vec<String> {
        vec!["fax-devices".into()]
    }

    /// Fax calls now.
    pub fn active_calls(&self) -> usize {
        0
    }

    /// A call has reached `FaxDevice(args)` and is not answered yet.
    ///
    /// # Errors
    /// [`Refusal`]: the caller should be hung up on without an answer.
    pub fn begin_call(
        self: &Arc<Self>,
        _info: CallInfo,
        _args: &str,
        _host: &mut dyn CallHost,
    ) -> Result<FaxCall, Refusal> {
        Ok(FaxCall {})
    }

    /// The text that a CLI command prints, `None` if it is not one of ours. `words` come without the leading `ferrofax`.
    pub fn command(&self, _words: &[&str]) -> Option<String> {
        None
    }

    /// The words that may stand at `position` (0 = the first after `ferrofax`) after `words`.
    pub fn complete(&self, _words: &[&str], _position: usize) -> Vec<String> {
        Vec::new()
    }
}

/// One fax call, owned by its channel's thread. Dropping it without [`FaxCall::finish`] files the call as broken.
pub struct FaxCall {}

impl FaxCall {
    /// An audio frame came from the line at `now_ms` of a steady clock.
    pub fn frame(&mut self, _now_ms: u64, _frame: HeardFrame<'_>) {}

    /// To be called at least every 20 ms.
    pub fn tick(&mut self, _now_ms: u64) {}

    /// True: `out` is to be written to the line now. To be called after each `frame` and `tick` until it says false.
    pub fn take_speech(&mut self, _out: &mut [i16; 160]) -> bool {
        false
    }

    /// The far end or the PBX has hung up.
    pub fn hung_up(&mut self) {}

    /// Everything is said; the channel may be hung up.
    pub fn is_over(&self) -> bool {
        false
    }

    /// Files the fax and sets the channel's result variables.
    pub fn finish(self, _host: &mut dyn CallHost) {}
}
