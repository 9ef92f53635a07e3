//! `ferrofax send`: documents to a number.

use std::fs::File;
use std::io::Read;

use serde_json::json;

use super::args::Send;
use super::show::counted;
use super::{End, print, wait};
use crate::gateway::convert::{MAX_BYTES, open_path};
use crate::gateway::order::{Order, Taken, now, submit};
use crate::gateway::settings::Settings;
use crate::gateway::user;
use crate::spool::Spool;
use crate::spool::jobs::Origin;
use crate::spool::submission::Draft;

/// The file that is the standard input.
const STANDARD_INPUT: &str = "-";

pub(super) fn run(spool: &Spool, settings: &Settings, words: &Send) -> Result<(), End> {
    let inputs = words.files.iter().filter(|path| path.as_os_str() == STANDARD_INPUT).count();
    let input = match inputs {
        0 => None,
        1 => Some(standard_input()?),
        _ => return Err(End::refused("the standard input (-) can be sent but once")),
    };
    let order = order(words, input.as_ref());
    let taken = submit(spool, &order, &settings.workshop(), now()).map_err(|error| End::of_order(&error))?;
    match (words.wait, words.json) {
        (true, json) => wait::follow(spool, taken.job, json),
        (false, true) => print(&format!("{}\n", json!({"job": taken.job.0, "pages": taken.pages}))),
        (false, false) => print(&said(taken, words)),
    }
}

fn said(taken: Taken, words: &Send) -> String {
    let Taken { job, pages } = taken;
    format!("job {job}: {} to {} from {}\n", counted(pages, "page"), words.number.trim(), words.from.trim())
}

/// What comes in, in a file without a name.
fn standard_input() -> Result<File, End> {
    let mut file = tempfile::tempfile().map_err(End::failed)?;
    // What is too large is refused like any other document, so a byte more than that is enough.
    std::io::copy(&mut std::io::stdin().lock().take(MAX_BYTES + 1), &mut file).map_err(End::failed)?;
    Ok(file)
}

fn order(words: &Send, input: Option<&File>) -> Order {
    let draft = Draft {
        number: words.number.clone(),
        device: words.from.clone(),
        owner: user::current(),
        created_by: Origin::Cli,
        priority: words.priority.clone(),
        tries: words.tries.clone(),
        dials: words.dials.clone(),
        at: words.at.clone(),
        expires: words.expires.clone(),
        hours: words.window.clone(),
        hold: words.hold.then(|| "yes".to_owned()),
        tag: words.tag.clone(),
        notify: (!words.notify.is_empty()).then(|| words.notify.join(",")),
        report: words.report.clone(),
        report_format: words.report_format.clone(),
        sub: words.sub.clone(),
        pwd: words.pwd.clone(),
        unknown: words.unknown.clone(),
        header: words.header.clone(),
        ..Draft::default()
    };
    let documents = words.files.iter().map(|path| {
        if let Some(input) = input.filter(|_| path.as_os_str() == STANDARD_INPUT) {
            return (open_path(input), "standard input".to_owned());
        }
        let name = path.file_name().unwrap_or(path.as_os_str());
        (path.clone(), name.to_string_lossy().into_owned())
    });
    Order { draft, documents: documents.collect(), resolution: words.resolution.map(Into::into), mark: None }
}
