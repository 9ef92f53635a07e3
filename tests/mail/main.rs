//! The mail gateway: what people and mail servers hand over, and what becomes of it. One
//! subject a module.

#[path = "../common/programs.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod programs;
#[path = "../common/random.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with other tests, which use more of it")]
mod random;

mod clock;
mod crash;
mod desk;
mod dns;
mod docs;
mod door;
mod fraud;
mod gate;
mod hostile;
mod jobs;
mod letters;
mod number_by_mail;
mod office_machines;
mod outside;
mod paper;
mod parts;
mod poison;
mod rig;
mod rights;
mod settings;
#[path = "../common/waiting.rs"]
mod waiting;
