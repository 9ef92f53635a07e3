//! What stands around the program: what `make install` puts where, the packages, the unit and its
//! user, what Asterisk's console says of us, and the list of what is shown by which test.

mod config_sample;
mod coverage;
#[cfg(feature = "program")]
mod deb;
mod documentation;
mod install;
mod interfaces;
mod layering;
mod limits;
mod makefile;
#[cfg(feature = "program")]
mod monitoring;
#[cfg(feature = "program")]
#[path = "../common/packages.rs"]
mod packages_made;
mod ports;
#[path = "../common/programs.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod programs;
mod readme;
mod shim;
mod wishes_told;
