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
mod ports;
mod readme;
mod root_scripts;
mod shim;
mod wishes_told;

#[cfg(feature = "program")]
use ferrofax_kit::packages as packages_made;
use ferrofax_kit::programs;
