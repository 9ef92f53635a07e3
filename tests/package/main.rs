//! What stands around the program: what `make install` puts where, the unit and its user,
//! and the list of what is shown by which test.

mod coverage;
mod install;
#[path = "../common/programs.rs"]
mod programs;
