//! Codings, modems and what strangers send, as `tests/kit/src/fuzz/table.rs` has it.

mod coded;
mod colours;
#[cfg(feature = "program")]
mod forms;
#[cfg(feature = "program")]
mod prints;
#[cfg(feature = "program")]
mod strangers;
mod t43;
mod tiff;
mod v34;
mod v8;

use ferrofax::t4::Coding;
use ferrofax_kit::fuzz::{damage, runner, table};
use runner::{Case, Target};

const TARGETS: &[Target] = &[
    Target {
        name: "mh",
        step: "a coded page",
        apart: false,
        work: |case: &mut Case| coded::case(case, Coding::Mh),
    },
    Target {
        name: "mr",
        step: "a coded page",
        apart: false,
        work: |case: &mut Case| coded::case(case, Coding::Mr),
    },
    Target {
        name: "mmr",
        step: "a coded page",
        apart: false,
        work: |case: &mut Case| coded::case(case, Coding::Mmr),
    },
    Target {
        name: "jbig",
        step: "a coded page",
        apart: false,
        work: |case: &mut Case| coded::case(case, Coding::Jbig),
    },
    Target { name: "jpeg", step: "a page in colours", apart: false, work: colours::case },
    Target { name: "t43", step: "a page in colours", apart: false, work: t43::case },
    Target { name: "tiff", step: "a file", apart: false, work: tiff::case },
    Target { name: "v8", step: "some menus in bits", apart: false, work: v8::menus },
    Target {
        name: "v8-stations",
        step: "20 ms of one of two stations",
        apart: false,
        work: v8::two_stations,
    },
    Target { name: "info", step: "an INFO0 or INFOh", apart: false, work: v34::sequences::info },
    Target { name: "mph", step: "some MPh", apart: false, work: v34::sequences::mph },
    Target { name: "v34-coding", step: "a mapping frame", apart: false, work: v34::symbols::case },
    Target {
        name: "v34-phase2",
        step: "20 ms of one of two ends",
        apart: false,
        work: v34::signals::phase_2,
    },
    Target {
        name: "v34-control",
        step: "20 ms of one end",
        apart: false,
        work: v34::signals::control,
    },
    Target {
        name: "v34-primary",
        step: "20 ms of one end",
        apart: false,
        work: v34::signals::primary,
    },
    Target {
        name: "v34-links",
        step: "20 ms of one of two ends",
        apart: false,
        work: v34::links::case,
    },
    #[cfg(feature = "program")]
    Target { name: "mime", step: "a mail", apart: false, work: strangers::mime },
    #[cfg(feature = "program")]
    Target { name: "tnef", step: "a winmail.dat", apart: false, work: strangers::tnef },
    #[cfg(feature = "program")]
    Target { name: "rtf", step: "an RTF of one", apart: false, work: strangers::rtf },
    #[cfg(feature = "program")]
    Target { name: "smtp", step: "a session", apart: false, work: strangers::smtp },
    #[cfg(feature = "program")]
    Target { name: "job", step: "a job file", apart: false, work: strangers::job_file },
    #[cfg(feature = "program")]
    Target { name: "fields", step: "text of pages", apart: false, work: strangers::fields },
    #[cfg(feature = "program")]
    Target { name: "ipp", step: "a request, an answer", apart: false, work: prints::ipp },
    #[cfg(feature = "program")]
    Target { name: "ipp-jobs", step: "a print job", apart: false, work: prints::ipp_jobs },
    #[cfg(feature = "program")]
    Target { name: "http", step: "a connection", apart: false, work: prints::http },
    #[cfg(feature = "program")]
    Target { name: "forms", step: "a form in two ways", apart: false, work: forms::forms },
    #[cfg(feature = "program")]
    Target { name: "html", step: "HTML, to pages", apart: true, work: strangers::html },
    #[cfg(feature = "program")]
    Target { name: "pdf", step: "a PDF, to pages", apart: true, work: strangers::pdf },
    #[cfg(feature = "program")]
    Target {
        name: "raster",
        step: "what a printer is sent, to pages",
        apart: false,
        work: strangers::raster,
    },
];

/// A few steps of one target.
fn short(name: &str, steps: u64) {
    table::short(TARGETS, name, steps);
}

#[test]
fn coded_pages() {
    for coding in ["mh", "mr", "mmr", "jbig"] {
        short(coding, 1_500);
    }
}

#[test]
fn pages_in_colours() {
    short("jpeg", 3_000);
    short("t43", 2_000);
}

#[test]
fn tiff_files() {
    short("tiff", 3_000);
}

#[test]
fn menus_of_v8_and_stations_that_say_them() {
    short("v8", 5_000);
    short("v8-stations", 20_000);
}

#[test]
fn sequences_and_symbols_of_v34() {
    for (name, steps) in [("info", 20_000), ("mph", 5_000), ("v34-coding", 4_000)] {
        short(name, steps);
    }
}

#[test]
fn signals_of_v34_on_a_line_that_does_anything() {
    for name in ["v34-phase2", "v34-control", "v34-primary", "v34-links"] {
        short(name, 3_000);
    }
}

#[cfg(feature = "program")]
#[test]
fn what_strangers_write() {
    for (name, steps) in [
        ("mime", 600),
        ("tnef", 3_000),
        ("rtf", 3_000),
        ("smtp", 3_000),
        ("job", 5_000),
        ("fields", 2_000),
        ("ipp", 5_000),
        ("ipp-jobs", 5_000),
        ("http", 500),
        ("forms", 2_000),
    ] {
        short(name, steps);
    }
}

#[cfg(feature = "program")]
#[test]
fn documents_of_strangers() {
    for name in ["html", "pdf"] {
        short(name, 50);
    }
    short("raster", 1_000);
    for number in 0..10 {
        strangers::through_the_child(&mut Case::new("child", 1, number));
    }
}

/// What another process of these tests starts for targets whose cases may end it.
#[test]
#[ignore = "is started by the others"]
fn cases_of_another_process() {
    table::serve_another(TARGETS);
}

/// `make fuzz`.
#[test]
#[ignore = "takes minutes: make fuzz"]
fn ten_million_steps() {
    table::ten_million_steps(TARGETS);
}
