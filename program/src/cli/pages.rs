//! `ferrofax pages DIR`, for whoever makes a package: the pages of the manual, and what
//! completes the words of the command line in shells. Both are made of the tables by which
//! the command line and the files of settings are read.

mod command_page;
mod settings_page;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;

use super::End;
use super::args::{Arguments, VERSION};
use crate::settings;
use settings_page::SettingsPage;

/// The module's settings. A test holds the sample to what the module knows.
const MODULE_SAMPLE: &str = include_str!("../../../asterisk-conf/ferrofax.conf.sample");

/// Writes them to `man` and `completions` in this folder.
pub(super) fn run(folder: &Path) -> Result<(), End> {
    let written = manual(&folder.join("man")).and_then(|()| shells(&folder.join("completions")));
    written.map_err(|error| {
        End::Failed(format!("the pages cannot be written to {}: {error}", folder.display()))
    })
}

fn manual(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    command_page::write(Arguments::command(), folder)?;
    let pages = [
        SettingsPage {
            file: "gateway.toml",
            about: "settings of the Ferrofax service",
            mark: '#',
            also: "ferrofax.conf",
            sample: &settings::sample(),
        },
        SettingsPage {
            file: "ferrofax.conf",
            about: "settings of the Ferrofax module in Asterisk",
            mark: ';',
            also: "gateway.toml",
            sample: MODULE_SAMPLE,
        },
    ];
    for page in pages {
        let mut file = File::create(folder.join(format!("{}.5", page.file)))?;
        file.write_all(page.roff(VERSION).as_bytes())?;
    }
    Ok(())
}

fn shells(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    // Less what is not for people: the shells would offer it.
    let all = Arguments::command();
    let mut shown = clap::Command::new("ferrofax")
        .args(all.get_arguments().cloned())
        .subcommands(all.get_subcommands().filter(|command| !command.is_hide_set()).cloned());
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        clap_complete::generate_to(shell, &mut shown, "ferrofax", folder)?;
    }
    Ok(())
}
