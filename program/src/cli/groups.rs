//! The commands in groups, as the manual and the reference page list them.

/// Groups with their headings. Each command that people use is in one of them.
pub const GROUPS: [(&str, &[&str]); 7] = [
    ("Send", &["send", "poll", "hold-for-polling", "held", "convert", "numbers"]),
    ("Jobs", &["jobs", "cancel", "hold", "release", "retry", "priority", "number"]),
    ("Received faxes", &["faxes", "mail-again", "print-again", "junk"]),
    ("Check and monitor", &["check", "selftest", "show", "call", "report", "audit"]),
    (
        "Service, users and keys",
        &["serve", "mail", "mail-queue", "requeue", "users", "password", "key", "webhook"],
    ),
    ("Keep and delete", &["cleanup", "legal-hold", "export-person", "erase-person"]),
    ("Spool and nodes", &["backup", "restore", "rekey", "index", "node", "import"]),
];

#[cfg(test)]
mod tests {
    use super::super::command_line;
    use super::GROUPS;

    #[test]
    fn each_command_is_in_one_group() {
        let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
        let line = command_line();
        let shown = line.get_subcommands().filter(|command| !command.is_hide_set());
        let mut names: Vec<&str> = shown.map(clap::Command::get_name).collect();
        grouped.sort_unstable();
        names.sort_unstable();
        assert_eq!(grouped, names);
    }
}
