//! `ferrofax pages DIR`, for package maintainers: writes the manual pages and the shell
//! completions. They are generated from the tables by which the program reads its command line and
//! its settings files.

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

/// The sample of ferrofax.conf, the settings of the module in Asterisk. A test compares it with the
/// settings that the module knows.
const MODULE_SAMPLE: &str = include_str!("../../../../asterisk-conf/ferrofax.conf.sample");

/// Writes the manual pages to the folder `man` and the shell completions to `completions`, both in
/// this folder.
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
    // Hidden commands are removed, since shells would offer them for completion.
    let all = Arguments::command();
    let mut shown = clap::Command::new("ferrofax")
        .args(all.get_arguments().cloned())
        .subcommands(all.get_subcommands().filter(|command| !command.is_hide_set()).cloned());
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        clap_complete::generate_to(shell, &mut shown, "ferrofax", folder)?;
    }
    Ok(())
}
