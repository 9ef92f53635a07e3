//! Every relative link of the documents leads to a file that is there, and to a heading
//! that the file has; and the book lists each page.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::files::{TOP, files, read};

/// A link of a page.
struct Link {
    line: usize,
    target: String,
}

/// What a page has of both.
#[derive(Default)]
struct Page {
    links: Vec<Link>,
    anchors: Vec<String>,
}

/// The test: each link of each page.
pub(crate) fn lead_somewhere() {
    let pages = pages();
    let mut wrong = Vec::new();
    for (file, page) in &pages {
        for link in page.links.iter().filter(|link| !is_elsewhere(&link.target)) {
            if let Some(why) = broken(&pages, file, &link.target) {
                wrong.push(format!("{file}:{}: {}: {why}", link.line, link.target));
            }
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The test: SUMMARY.md and the index list each page.
pub(crate) fn are_in_the_book() {
    let pages = pages();
    let all = files("docs", "md").into_iter();
    let all: Vec<String> = all
        .filter(|file| !["docs/SUMMARY.md", "docs/README.md"].contains(&file.as_str()))
        .collect();
    for list in ["docs/SUMMARY.md", "docs/README.md"] {
        let links = &pages[list].links;
        let listed: Vec<String> = links
            .iter()
            .filter_map(|link| Some(resolved(list, without_anchor(&link.target))?.0))
            .collect();
        let missing: Vec<&String> = all.iter().filter(|file| !listed.contains(file)).collect();
        assert!(missing.is_empty(), "{list} does not list {missing:?}");
    }
}

/// The documents at the top, and all below docs.
fn pages() -> HashMap<String, Page> {
    let top = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(str::to_owned);
    let security = Some("SECURITY.md".to_owned()).filter(|file| Path::new(TOP).join(file).exists());
    let all = top.into_iter().chain(security).chain(files("docs", "md"));
    all.map(|file| {
        let page = page(&read(&file));
        (file, page)
    })
    .collect()
}

fn page(text: &str) -> Page {
    let mut page = Page::default();
    let mut heading: Option<String> = None;
    let text_line = |at: usize| text[..at].matches('\n').count() + 1;
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES);
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let line = text_line(range.start);
                page.links.push(Link { line, target: dest_url.into_string() });
            }
            Event::Html(text) | Event::InlineHtml(text) => {
                let line = text_line(range.start);
                let targets = ["href=\"", "src=\"", "srcset=\""].into_iter();
                let targets = targets.flat_map(|name| text.split(name).skip(1));
                let targets = targets.filter_map(|rest| rest.split('"').next());
                page.links
                    .extend(targets.map(|target| Link { line, target: target.to_owned() }));
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let slug = slug(&heading.take().unwrap_or_default());
                let same = page.anchors.iter().filter(|anchor| **anchor == slug).count();
                page.anchors.push(if same > 0 { format!("{slug}-{same}") } else { slug });
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut heading {
                    *heading += &words;
                }
            }
            _ => {}
        }
    }
    page
}

/// The anchor of a heading: small letters, digits, `_` and `-`, and `-` for each blank.
fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().filter_map(|c| match c {
        c if c.is_alphanumeric() || matches!(c, '_' | '-') => Some(c.to_lowercase().to_string()),
        c if c.is_whitespace() => Some("-".to_owned()),
        _ => None,
    });
    kept.collect()
}

fn is_elsewhere(target: &str) -> bool {
    target.contains("://") || target.starts_with("mailto:")
}

/// Why a link leads nowhere.
fn broken(pages: &HashMap<String, Page>, from: &str, target: &str) -> Option<&'static str> {
    let anchor = target.split_once('#').map(|(_, anchor)| anchor);
    let Some((file, is_there)) = resolved(from, without_anchor(target)) else {
        return Some("it leads out of the repository");
    };
    if !is_there {
        return Some("there is no such file");
    }
    let (page, anchor) = (pages.get(&file)?, anchor?);
    (!page.anchors.iter().any(|known| known == anchor)).then_some("the page has no such heading")
}

fn without_anchor(target: &str) -> &str {
    target.split('#').next().unwrap_or_default()
}

/// The file that a link leads to, from the top of the repository, and whether it is there.
fn resolved(from: &str, target: &str) -> Option<(String, bool)> {
    if target.is_empty() {
        return Some((from.to_owned(), true));
    }
    let mut path = PathBuf::new();
    for part in Path::new(from).parent()?.join(target).components() {
        match part {
            Component::ParentDir => path.pop().then_some(())?,
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    let is_there = Path::new(TOP).join(&path).exists();
    Some((path.to_string_lossy().into_owned(), is_there))
}

/// `site FOLDER`: every link of the HTML pages below this folder leads to a file that is
/// there. Returns whether all do.
pub(crate) fn check_site(arguments: &[String]) -> bool {
    let [folder] = arguments else {
        eprintln!("usage: site FOLDER");
        std::process::exit(2);
    };
    let (folder, mut wrong, mut count) = (PathBuf::from(folder), 0, 0);
    let mut folders = vec![folder.clone()];
    while let Some(inner) = folders.pop() {
        for entry in std::fs::read_dir(inner).expect("the folder can be read").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "html") {
                let (links, broken) = of_html(&path);
                count += links;
                for target in broken {
                    wrong += 1;
                    println!("{}: {target}", path.strip_prefix(&folder).unwrap_or(&path).display());
                }
            }
        }
    }
    println!("{count} links, {wrong} broken");
    wrong == 0
}

/// How many links a page has, and those that lead nowhere.
fn of_html(page: &Path) -> (usize, Vec<String>) {
    // The page for a wrong address is shown at any depth.
    if page.ends_with("404.html") {
        return (0, Vec::new());
    }
    let text = std::fs::read_to_string(page).expect("the page can be read");
    let attributes = ["href=\"", "src=\"", "srcset=\""]
        .into_iter()
        .flat_map(|name| text.split(name).skip(1));
    let targets = attributes.filter_map(|rest| rest.split('"').next());
    let targets: Vec<&str> = targets
        .filter(|target| !is_elsewhere(target) && !target.starts_with("data:"))
        .collect();
    let leads = |target: &&str| {
        let file = target.split(['#', '?']).next().unwrap_or_default();
        file.is_empty() || page.parent().is_some_and(|folder| folder.join(file).exists())
    };
    let broken = targets
        .iter()
        .filter(|target| !leads(target))
        .map(|target| (*target).to_owned());
    (targets.len(), broken.collect())
}
