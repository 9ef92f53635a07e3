//! The engine without a PBX: whole faxes, conversations and packets on simulated lines,
//! with itself and with the other engine, and what no line, frame or file may do to it.

mod a_caller_without_end;
mod a_receiver_without_end;
mod any_answer_ends;
mod any_conversation_ends;
mod calls_that_fail;
mod colour_calls;
mod conversations;
mod conversations_sending;
mod every_frame;
#[cfg(feature = "program")]
mod explained;
mod fuzz;
mod jbig_calls;
mod lines;
mod player;
mod polling;
mod receive_from_spandsp;
mod receive_over_bad_lines;
#[cfg(feature = "program")]
mod recorded_calls;
mod replay;
mod rtp_kinds;
mod script;
mod send;
mod send_over_bad_lines;
mod super_g3;
mod t38;
mod terminals;
mod terms;
#[cfg(feature = "program")]
mod trouble;
mod two_machines;
mod unsaid_ends;
mod v8_calls;

use ferrofax_kit::typical_pages as pages;
