//! Builds the bridge to Asterisk, with feature `asterisk`: compiles `c-shim/` and converts its
//! `bridge.h` to Rust. It also sets how the module and the program are linked: for their system,
//! and in a developer's build for a quick start.
//!
//! - `ASTERISK_INCLUDE`: the folder with `asterisk.h` and `asterisk/` (default `/usr/include`).
//! - `ASTERISK_SYSROOT`: the root folder of the system for which that Asterisk was built, if it is
//!   another release than this one. The module and the program then need no newer C library than
//!   that system has. The folder must contain the C library's development files. (Releases are
//!   linked by `tests/asterisk/lab released` for a still older C library.)
//!
//! The shim's objects are passed to the linker one by one. Asterisk finds a module by a
//! constructor. In a static library the linker would drop it, because nothing refers to it.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    link_for_its_system();
    link_for_a_quick_start();
    #[cfg(feature = "asterisk")]
    asterisk::build();
}

fn link_for_its_system() {
    println!("cargo:rerun-if-env-changed=ASTERISK_SYSROOT");
    let Some(sysroot) = std::env::var_os("ASTERISK_SYSROOT").filter(|root| !root.is_empty()) else {
        return;
    };
    let sysroot = std::path::Path::new(&sysroot).display();
    let arch = std::env::var("CARGO_CFG_TARGET_ARCH").expect("cargo sets it");
    for what in ["cdylib", "bins"] {
        println!("cargo:rustc-link-arg-{what}=--sysroot={sysroot}");
        // A native gcc looks into its own system's folder first, even with a sysroot. The option -B
        // takes precedence over that folder.
        println!("cargo:rustc-link-arg-{what}=-B{sysroot}/usr/lib/{arch}-linux-gnu");
        // Functions that the older system's libgcc lacks come from the compiler's own archive.
        println!("cargo:rustc-link-arg-{what}=-L{sysroot}/lib/{arch}-linux-gnu");
    }
}

/// Links the tests and the program so that they start quickly, since the tests start them some ten
/// thousand times. A program that can run at any address, as released ones can, must adjust 300,000
/// pointers at each start. That takes half of its processor time and two thirds of its page faults.
fn link_for_a_quick_start() {
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "debug") {
        for what in ["bins", "tests"] {
            println!("cargo:rustc-link-arg-{what}=-no-pie");
        }
    }
}

#[cfg(feature = "asterisk")]
mod asterisk {
    use std::env;
    use std::fs;
    use std::path::{Path, PathBuf};

    const SOURCES: &[&str] = &[
        "module",
        "actions",
        "app_call",
        "app_faxdevice",
        "app_faxsend",
        "call_loop",
        "channel",
        "cli",
        "config",
        "dialplan",
        "documentation",
        "fax_gateway",
        "fax_line",
        "fax_loop",
        "fax_session",
        "fax_show",
        "fax_tech",
        "gather",
        "items",
        "logger",
        "manager",
        "notes",
        "pcm",
        "place_call",
        "shapes",
        "t38",
        "t38_terms",
        "visit",
    ];

    pub(super) fn build() {
        println!("cargo:rerun-if-changed=c-shim");
        println!("cargo:rerun-if-env-changed=ASTERISK_INCLUDE");
        let include =
            PathBuf::from(env::var_os("ASTERISK_INCLUDE").unwrap_or_else(|| "/usr/include".into()));
        if !include.join("asterisk.h").is_file() {
            panic!(
                "no asterisk.h in {}: install Asterisk's headers (Debian: asterisk-dev) or set ASTERISK_INCLUDE to their folder",
                include.display()
            );
        }
        let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
        compile(&only_asterisk(&include, &out), &out);
        bind(&out);
    }

    /// Makes a folder with Asterisk's headers alone. The folder in which they are installed may
    /// also contain the C library of another release.
    fn only_asterisk(include: &Path, out: &Path) -> PathBuf {
        let include =
            include.canonicalize().expect("the folder is there: asterisk.h was found in it");
        let only = out.join("include");
        let _ = fs::remove_dir_all(&only);
        fs::create_dir_all(&only).expect("OUT_DIR can be written");
        for name in ["asterisk.h", "asterisk"] {
            std::os::unix::fs::symlink(include.join(name), only.join(name))
                .expect("OUT_DIR can be written");
        }
        only
    }

    fn compile(include: &Path, out: &Path) {
        let mut build = cc::Build::new();
        build
            .pic(true)
            .opt_level(2)
            .debug(true)
            .warnings(true)
            .extra_warnings(true)
            .cargo_metadata(false);
        // Asterisk's headers count as system headers, so that all warnings are about our own code.
        build
            .flag("-isystem")
            .flag(include)
            .flag("-Wno-unused-parameter")
            .flag("-Wno-sign-compare")
            .flag("-fvisibility=hidden")
            // Clang can read Asterisk's headers only with "blocks" (a language extension), which we
            // do not use.
            .flag_if_supported("-fblocks");
        harden(&mut build, out);
        build.flag(format!(
            "-ffile-prefix-map={}=.",
            env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")
        ));
        let version = env::var("CARGO_PKG_VERSION").expect("cargo sets it");
        build.define("FERROFAX_VERSION", format!("\"{version}\"").as_str());
        build.out_dir(out);
        for source in SOURCES {
            build.file(format!("c-shim/{source}.c"));
        }
        for object in build.compile_intermediates() {
            println!("cargo:rustc-link-arg-cdylib={}", object.display());
        }
    }

    /// Switches on the protection of the compiler and the linker against attacks through bugs in C.
    fn harden(build: &mut cc::Build, out: &Path) {
        build
            .flag("-fstack-protector-strong")
            .flag("-Wformat")
            .flag("-Wformat-security");
        // A distribution's compiler may have set a level of its own.
        let level = if takes_level_3(out) { "3" } else { "2" };
        build.flag("-U_FORTIFY_SOURCE").flag(format!("-D_FORTIFY_SOURCE={level}"));
        for option in ["relro", "now"] {
            println!("cargo:rustc-link-arg-cdylib=-Wl,-z,{option}");
        }
    }

    /// Whether the compiler and the C library support level 3 of `_FORTIFY_SOURCE`. Older ones
    /// warn, and use level 2.
    fn takes_level_3(out: &Path) -> bool {
        let source = out.join("fortify.c");
        fs::write(&source, "#include <string.h>\n").expect("OUT_DIR can be written");
        let mut compiler =
            cc::Build::new().opt_level(2).cargo_metadata(false).get_compiler().to_command();
        compiler
            .args(["-Werror", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=3", "-c"])
            .arg(&source);
        compiler.arg("-o").arg(out.join("fortify.o"));
        compiler.output().is_ok_and(|done| done.status.success())
    }

    fn bind(out: &Path) {
        bindgen::Builder::default()
            .header("c-shim/bridge.h")
            .allowlist_item("(ferrofax|FERROFAX)_.*")
            .blocklist_function("ferrofax_bridge")
            .generate()
            .expect("c-shim/bridge.h is plain C")
            .write_to_file(out.join("bridge_abi.rs"))
            .expect("OUT_DIR can be written");
    }
}
