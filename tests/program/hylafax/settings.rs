//! `[hylafax]` of gateway.toml: closed unless opened, and never wide open.

use ferrofax::program::settings::Settings;

fn problems(text: &str) -> Vec<String> {
    let settings = Settings::parse(text);
    settings
        .err()
        .into_iter()
        .flatten()
        .map(|problem| problem.to_string())
        .collect()
}

#[test]
fn the_door_is_shut_unless_it_is_opened_and_then_for_this_machine() {
    let settings = Settings::parse("").unwrap();
    assert!(!settings.hylafax.enabled);
    let settings = Settings::parse("[hylafax]\nenabled = true\n").unwrap();
    assert!(settings.hylafax.enabled);
    assert_eq!(settings.hylafax.listen, ["127.0.0.1:4559".parse().unwrap()]);
}

#[test]
fn a_door_that_is_wide_open_is_refused_with_what_would_be_right() {
    let open = "[hylafax]\nenabled = true\nlisten = [\"0.0.0.0:4559\"]\n";
    let found = problems(open);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("3: [hylafax] listen: 0.0.0.0:4559 can be reached by other"));
    assert!(found[0].contains("no TLS") && found[0].contains("`networks` must say which"));
    let named = "networks = [\"192.0.2.0/24\"]\n";
    assert_eq!(problems(&format!("{open}{named}")), Vec::<String>::new());
    let found = problems(&format!("{open}networks = [\"0.0.0.0/0\"]\n"));
    assert!(found[0].starts_with("4: [hylafax] networks: 0.0.0.0/0 is everybody"), "{found:?}");
    let found = problems("[hylafax]\nenabled = true\nlisten = []\n");
    assert!(
        found[0].starts_with("3: [hylafax] listen: no address to listen on is set"),
        "{found:?}"
    );
    // What is shut may say what it likes.
    assert_eq!(problems("[hylafax]\nlisten = [\"0.0.0.0:4559\"]\n"), Vec::<String>::new());
}
