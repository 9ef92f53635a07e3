//! Structs of Asterisk's in the C shim have room behind them for the fields of a newer
//! Asterisk, which writes to its end of a struct whatever headers we were built with.

use std::fs;
use std::path::Path;

/// What Asterisk gets by value or with its length, so that it never writes behind it.
const WITHOUT: [&str; 2] = ["ast_flags", "ast_control_t38_parameters"];

#[test]
fn each_struct_of_asterisk_s_in_our_memory_has_room_behind_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("c-shim");
    let mut with_room = 0;
    for entry in fs::read_dir(folder).expect("it is ours").flatten() {
        let text = fs::read_to_string(entry.path()).expect("it is text");
        for (at, line) in text.lines().enumerate() {
            with_room += usize::from(line.contains("SHIM_WITH_ROOM(struct "));
            let bare = declared(line).filter(|kind| !WITHOUT.contains(kind));
            assert_eq!(
                bare,
                None,
                "{}:{}: SHIM_WITH_ROOM, or a line in WITHOUT and why",
                entry.path().display(),
                at + 1
            );
        }
    }
    assert!(with_room >= 9, "only {with_room} structs have it: does this test still find them?");
}

/// The struct of Asterisk's that this line declares a variable, a member or a constant of, as no pointer.
fn declared(line: &str) -> Option<&str> {
    let words: Vec<&str> = line
        .split_whitespace()
        .skip_while(|word| ["static", "const"].contains(word))
        .collect();
    let &["struct", kind, name, ref rest @ ..] = words.as_slice() else { return None };
    let is_variable = rest.first() == Some(&"=") || name.ends_with([';', ',', ']']);
    (kind.starts_with("ast_") && is_variable && !name.starts_with('*')).then_some(kind)
}

#[test]
fn a_bare_struct_is_found() {
    for line in [
        "static struct ast_custom_function function;",
        "\tstruct ast_party_connected_line line;",
        "static const struct ast_datastore_info info = {",
        "static struct ast_cli_entry entries[] = {",
    ] {
        assert!(declared(line).is_some(), "{line}");
    }
    for line in [
        "\tstruct ast_channel *channel;",
        "struct ast_module *AST_MODULE_SELF_SYM(void)",
        "static struct ast_frame *fax_read(struct ast_fax_session *session);",
        "static const struct ast_custom_function_like *one;",
    ] {
        assert_eq!(declared(line), None, "{line}");
    }
}
