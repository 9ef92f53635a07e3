//! The commands of README, quick start and the how-to pages, as printed: each page is followed from its
//! first command to its last, as root of a system of its own, with a spool of faxes, jobs and calls.
//!
//! [`steps`] has what the reader of a page does besides, as its words tell.

mod site;
mod steps;

use std::collections::BTreeSet;
use std::thread;

use site::Site;
use steps::{JUNK_PAGE, STORE_PAGES};

use super::planted_links::is_root;
use super::postgresql::server;
use super::programs::skip;
use crate::printed_commands::{Command, Run, commands};

/// What runs here, page by page.
fn pages() -> Vec<(String, Vec<Command>)> {
    let is_here = |command: &Command| matches!(command.run, Run::Here | Run::HereUntilStopped);
    let mut pages: Vec<(String, Vec<Command>)> = Vec::new();
    for command in commands().into_iter().filter(is_here) {
        match pages.last_mut() {
            Some((page, commands)) if *page == command.page => commands.push(command),
            _ => pages.push((command.page.clone(), vec![command])),
        }
    }
    pages
}

/// Whether a system of its own can be had.
fn can_follow() -> bool {
    is_root() && {
        let can = Site::can_be();
        if !can {
            skip("makes a system of its own in namespaces, which this machine does not let it");
        }
        can
    }
}

/// Follows these pages at once; with `PAGE=…` those alone whose names have this.
fn follow(pages: &[(String, Vec<Command>)], store: Option<&str>) {
    let only = std::env::var("PAGE").ok();
    let has_junk = pages.iter().any(|(page, _)| page == JUNK_PAGE);
    let usual = steps::prepare(false, store.is_none());
    let with_junk = has_junk.then(|| steps::prepare(true, store.is_none()));
    let prepared = |page: &str| match &with_junk {
        Some(folder) if page == JUNK_PAGE => folder.path(),
        _ => usual.path(),
    };
    let sites: Vec<Site> = pages
        .iter()
        .filter(|(page, _)| only.as_ref().is_none_or(|only| page.contains(only)))
        .map(|(page, commands)| Site::new(page, commands, prepared(page), store))
        .collect();
    let ended = thread::scope(|scope| {
        let running: Vec<_> = sites.into_iter().map(|site| scope.spawn(|| site.follow())).collect();
        running.into_iter().map(|one| one.join().expect("no panic")).collect::<Vec<_>>()
    });
    let wrong: Vec<String> = ended.iter().filter_map(|end| end.as_ref().err().cloned()).collect();
    let left_out: BTreeSet<String> = ended.into_iter().filter_map(Result::ok).flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    if !left_out.is_empty() {
        let programs: Vec<String> = left_out.into_iter().collect();
        skip(&format!("leaves out the commands of what is not installed: {}", programs.join(", ")));
    }
}

/// The pages with calls among them.
#[test]
fn the_pages_are_followed_as_printed_those_on_calls_too() {
    if can_follow() {
        let mut pages = pages();
        pages.retain(|(page, _)| !STORE_PAGES.contains(&page.as_str()));
        assert!(pages.len() > 20, "only {} pages have commands", pages.len());
        follow(&pages, None);
    }
}

#[test]
fn the_pages_on_nodes_are_followed_as_printed() {
    let this = "printed::the_pages_on_nodes_are_followed_as_printed";
    if !can_follow() {
        return;
    }
    if let Some(store) = server(this, "printed") {
        let mut pages = pages();
        pages.retain(|(page, _)| STORE_PAGES.contains(&page.as_str()));
        follow(&pages, Some(&store));
    }
}
