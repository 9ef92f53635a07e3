//! The pages about mail-to-fax tell the truth: what they show of gateway.toml is taken as
//! it stands there.

use ferrofax::program::settings::Settings;

const PAGES: [(&str, &str); 3] = [
    ("docs/mail-to-fax.md", include_str!("../../docs/mail-to-fax.md")),
    ("docs/mail-servers.md", include_str!("../../docs/mail-servers.md")),
    ("docs/office-machines.md", include_str!("../../docs/office-machines.md")),
];

/// The blocks of a page that are settings.
fn settings_in(page: &str) -> Vec<&str> {
    page.split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect()
}

#[test]
fn the_settings_that_the_pages_show_are_taken() {
    for (name, page) in PAGES {
        let blocks = settings_in(page);
        assert!(!blocks.is_empty(), "{name}");
        for block in blocks {
            let read = Settings::parse(block);
            assert!(
                read.as_ref().is_ok_and(|settings| settings.mail.enabled),
                "{name}:\n{block}\n{read:?}"
            );
        }
    }
}
