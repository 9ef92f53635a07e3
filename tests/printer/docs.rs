//! The page about printing tells the truth: what it shows of gateway.toml is taken as it
//! stands there.

use ferrofax::program::settings::Settings;

const PAGE: &str = include_str!("../../docs/printing.md");

#[test]
fn the_settings_that_the_page_shows_are_taken() {
    let blocks = PAGE.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let blocks: Vec<&str> = blocks.collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        let read = Settings::parse(block);
        assert!(read.as_ref().is_ok_and(|it| it.printer.is_on()), "{block}\n{read:?}");
    }
}
