//! The mail gateway: what people and mail servers hand over, and what becomes of it. One
//! subject a module.

mod clock;
mod crash;
mod desk;
mod disk_errors;
mod dns;
mod docs;
mod door;
mod fraud;
mod from_mail_to_job;
mod gate;
mod hostile;
mod jobs;
mod languages;
mod letters;
mod number_by_mail;
mod office_machines;
mod outside;
mod paper;
mod parts;
mod poison;
mod rights;
mod settings;

use ferrofax_kit::{programs, random, rig, waiting};
