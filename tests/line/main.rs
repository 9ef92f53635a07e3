//! The engine without a PBX: whole faxes, conversations, modems and packets on simulated lines,
//! with itself and with the other engine, and what no line, frame or file may do to it.

#[path = "../common/mod.rs"]
mod common;
#[path = "../pages/mod.rs"]
mod pages;
#[path = "../common/programs.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod programs;

mod a_caller_without_end;
mod a_receiver_without_end;
mod any_answer_ends;
mod any_conversation_ends;
mod bit_errors;
mod calls_that_fail;
mod conversations;
mod conversations_sending;
mod every_frame;
#[cfg(feature = "program")]
mod explained;
mod fuzz;
mod image_modems;
mod image_modems_from_spandsp;
mod jbig_and_jbigkit;
mod jbig_calls;
mod lines;
mod modems_where_clocks_differ;
mod peers_on_a_wire;
mod polling;
mod receive_from_spandsp;
mod receive_over_bad_lines;
#[cfg(feature = "program")]
mod recorded_calls;
mod replay;
mod send;
mod send_over_bad_lines;
mod super_g3;
mod t38;
mod t4_golden;
mod t4_other_decoders;
#[cfg(feature = "program")]
mod trouble;
mod v21_link;
mod v8;
mod v8_calls;
