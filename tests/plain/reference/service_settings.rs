//! The reference of gateway.toml.

use ferrofax_program::settings::reference;

use super::markdown::{Page, code, escaped};

pub(super) fn page() -> String {
    let mut page = Page::new(
        "gateway.toml: settings of the Ferrofax service",
        "the tables of settings in the source code of the service",
    );
    page.say(
        "The file is `/etc/ferrofax/gateway.toml`. `ferrofax check` reports every error in the file, and \
         `systemctl reload ferrofax` applies changes. A setting that is not in the file has its default.",
    );
    for table in reference() {
        let name = if table.name.is_empty() { "Above all tables" } else { table.name };
        page.heading(2, &name.replace('[', "\\[").replace(']', "\\]"));
        page.say(&escaped(table.purpose));
        let rows: Vec<Vec<String>> = table
            .keys
            .iter()
            .map(|key| {
                vec![code(key.name), key.values.clone(), code(key.default), escaped(key.help)]
            })
            .collect();
        page.table(&["Setting", "Values", "Default", "Meaning"], &rows);
        if table.has_limits {
            page.say(
                "The settings of `[limits]` can be set in this table, too, and then limit only the \
                 faxes to which this table applies.",
            );
        }
    }
    page.text()
}
