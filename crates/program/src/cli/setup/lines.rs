//! Changes single lines of a settings file, so that its comments and all other lines stay as they
//! are. This works for `ferrofax.conf` and `gateway.toml`, which differ only in the character
//! before a comment.

/// Sets `key = value` in the section `[section]` of a text whose comments begin with `comment`. The
/// line replaces the present line of the key, or else its first commented-out line. If there is
/// neither, the line is inserted at the beginning of the section. A missing section is added at the
/// end.
pub(super) fn set(text: &str, comment: char, section: &str, key: &str, value: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let heading = format!("[{section}]");
    let line = format!("{key} = {value}");
    match lines.iter().position(|line| line.trim_end() == heading) {
        None => lines.extend([String::new(), heading, line]),
        Some(at) => {
            let first = at + 1;
            let end = lines[first..].iter().position(|line| line.starts_with('['));
            let inside = &lines[first..end.map_or(lines.len(), |end| first + end)];
            let is = |before: &str| {
                inside.iter().position(|line| {
                    line.strip_prefix(before).is_some_and(|line| is_of_key(line, key))
                })
            };
            match is("").or_else(|| is(&comment.to_string())) {
                Some(found) => lines[first + found] = line,
                None => lines.insert(first, line),
            }
        }
    }
    lines.join("\n") + "\n"
}

/// Whether a line sets this key: `key = value` or `key => value`.
fn is_of_key(line: &str, key: &str) -> bool {
    line.split_once('=').is_some_and(|(name, _)| name.trim() == key)
}

/// The value of `key` in `[section]`; none if its line is commented out or missing.
pub(super) fn get<'t>(text: &'t str, comment: char, section: &str, key: &str) -> Option<&'t str> {
    let heading = format!("[{section}]");
    let mut inside = text.lines().skip_while(|line| line.trim_end() != heading).skip(1);
    let line = inside
        .by_ref()
        .take_while(|line| !line.starts_with('['))
        .find(|line| is_of_key(line, key))?;
    let (_, value) = line.split_once('=')?;
    let value = value.split(comment).next()?.trim_start_matches('>').trim();
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONF: &str =
        "; above\n[general]\n;mailserver = localhost\nfaxmaster = old\n\n[sales]\ntype = class\n";

    #[test]
    fn a_line_replaces_its_own_or_the_one_that_was_commented_out() {
        let set = |text: &str, key: &str, value: &str| set(text, ';', "general", key, value);
        let text = set(CONF, "faxmaster", "new");
        let text = set(&text, "mailserver", "mail.example.com");
        let text = set(&text, "serveremail", "fax@example.com");
        assert_eq!(
            text,
            "; above\n[general]\nserveremail = fax@example.com\nmailserver = mail.example.com\nfaxmaster = new\n\n[sales]\ntype = class\n"
        );
        assert_eq!(set(&text, "faxmaster", "new"), text);
    }

    #[test]
    fn a_section_that_is_missing_is_added() {
        assert_eq!(set("", '#', "web", "listen", "[]"), "\n[web]\nlisten = []\n");
        let key_of_another = set("[mail]\nlisten = []\n[web]\n", '#', "web", "listen", "[1]");
        assert_eq!(key_of_another, "[mail]\nlisten = []\n[web]\nlisten = [1]\n");
    }

    #[test]
    fn a_value_is_read_without_its_comment() {
        assert_eq!(get(CONF, ';', "general", "faxmaster"), Some("old"));
        assert_eq!(get(CONF, ';', "general", "mailserver"), None);
        assert_eq!(get("[general]\na => b ; c\n", ';', "general", "a"), Some("b"));
        assert_eq!(get(CONF, ';', "sales", "faxmaster"), None);
    }
}
