//! The web pages with the user's own settings: language, API keys, login sessions.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect};
use serde::Deserialize;

use super::House;
use super::agents::known_as;
use super::cookies::{LANGUAGE, LISTS, LOOK};
use super::own_keys::OwnKeys;
use super::page::{Chrome, Here};
use super::passkeys::address;
use super::posted::{Nothing, Posted};
use super::refusal::{Refusal, Result, html};
use super::texts::Texts;
use super::visitor::{ROWS, User, Visit};
use super::words::moment;
use ferrofax_basics::UnixMs;
use ferrofax_desk::metrics::{NotLoaded, module_runs};
use ferrofax_desk::{Desk, LOOKS, REPORTS, Role, START_PAGES, UNCLAIMED_AFTER};
use ferrofax_languages::{COUNT, Language};

const OWN: &str = "/own";

#[derive(Template)]
#[template(path = "web/own.html")]
struct OwnPage<'a> {
    chrome: Chrome<'a>,
    languages: [Language; COUNT],
    sessions: Vec<Row>,
    keys: OwnKeys,
    done: &'static str,
    /// The pages that the user can choose as the start page, each with its name in the navigation.
    starts: [(&'static str, &'static str); 3],
    start: &'static str,
    /// The reports that the user can choose, each with its label.
    all_reports: [(&'static str, &'static str); 4],
    reports: &'static str,
    /// The times after which the user can get a mail about an unclaimed fax, each with its label.
    /// The first is 0: no mail.
    all_unclaimed: [(u32, &'static str); 5],
    unclaimed: u32,
    /// The user's mail address, to which the reports are sent; empty if the user has none.
    address: &'a str,
}

/// The query of a URL that names the action that was just carried out, for the message on the page.
#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    pub(super) done: String,
}

/// A login session in the list of the user's own sessions.
struct Row {
    id: i64,
    is_this: bool,
    browser: String,
    /// The browser's description of itself (User-Agent).
    agent: String,
    address: String,
    since: String,
    seen: String,
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    language: String,
}

/// The look of the lists that the user has chosen.
#[derive(Deserialize)]
pub(super) struct ChosenLists {
    lists: String,
}

/// The look of the web interface that the user has chosen.
#[derive(Deserialize)]
pub(super) struct ChosenLook {
    look: String,
}

/// The start page that the user has chosen.
#[derive(Deserialize)]
pub(super) struct ChosenStart {
    start: String,
}

/// The reports that the user has chosen.
#[derive(Deserialize)]
pub(super) struct ChosenReports {
    reports: String,
}

/// The time after which the user gets a mail about an unclaimed fax, in minutes.
#[derive(Deserialize)]
pub(super) struct ChosenUnclaimed {
    minutes: u32,
}

/// Redirects to the start page that the user has chosen. Until Asterisk has loaded the module for
/// the first time, administrators are redirected to the web page of the system's health, which
/// shows what is missing.
pub(super) async fn home(Visit(house, user): Visit) -> Result<Redirect> {
    let to = match user.person.role {
        // An auditor sees no faxes.
        Role::Auditor => "/admin",
        Role::Administrator if is_bare(&house).await? => "/admin/health",
        _ => {
            let person = user.person;
            house.at_desk(move |desk| desk.start(&person)).await?
        }
    };
    Ok(Redirect::to(to))
}

/// Whether Asterisk has never loaded Ferrofax's module with this spool.
async fn is_bare(house: &House) -> Result<bool> {
    let spool = house.spool.clone();
    house
        .at_work(move || {
            let has_module = spool.is_front() || !spool.devices().list()?.is_empty();
            let runs = module_runs(spool.folder());
            Ok::<_, Refusal>(!has_module && matches!(runs, Err(NotLoaded::NeverWas)))
        })
        .await
}

/// Shows the web page of the user's own settings: login sessions, API keys and language.
pub(super) async fn page(Visit(house, user): Visit, Query(done): Query<Done>) -> Result {
    let done = user.visitor.texts.done(&done.done);
    with_keys(&house, &user, OwnKeys::default(), done).await
}

/// Shows the web page of the user's own settings, with the result of an action on the user's API
/// keys.
pub(super) async fn shown(house: &House, user: &User, keys: OwnKeys) -> Result {
    with_keys(house, user, keys, "").await
}

async fn with_keys(house: &House, user: &User, keys: OwnKeys, done: &'static str) -> Result {
    let (person, life) = (user.person.clone(), house.settings.session_life());
    let keys = keys.with_rows(house, user).await?;
    let own = house
        .at_desk(move |desk| desk.own_sessions(&person, life, UnixMs::now()))
        .await?;
    let person = user.person.clone();
    let (start, reports, unclaimed) = house
        .at_desk(move |desk| {
            Ok((desk.start(&person)?, desk.reports(&person)?, desk.unclaimed_after(&person)?))
        })
        .await?;
    let texts = user.visitor.texts;
    let starts = START_PAGES.map(|page| match page {
        "/out" => (page, texts.sent),
        "/out/new" => (page, texts.new_fax),
        _ => (page, texts.received),
    });
    let rows = own.into_iter().map(|session| Row {
        id: session.id,
        is_this: session.id == user.session.id,
        since: moment(session.began_at, texts),
        seen: moment(session.seen_at, texts),
        browser: known_as(&session.agent),
        agent: session.agent,
        address: session.address,
    });
    let chrome = Chrome::new(house, &user.visitor, Here::Own);
    Ok(html(&OwnPage {
        chrome,
        languages: Language::ALL,
        sessions: rows.collect(),
        keys,
        done,
        starts,
        start,
        all_reports: [
            ("", texts.reports_of_device),
            ("end", texts.reports_end),
            ("failure", texts.reports_failure),
            ("never", texts.reports_never),
        ],
        reports: reports.unwrap_or_default(),
        all_unclaimed: [
            (0, texts.unclaimed_off),
            (15, texts.unclaimed_quarter),
            (60, texts.unclaimed_hour),
            (240, texts.unclaimed_hours),
            (1_440, texts.unclaimed_day),
        ],
        unclaimed: unclaimed.unwrap_or_default(),
        address: user.person.addresses.first().map_or("", String::as_str),
    }))
}

/// Sets the language of the web interface for the user. The language applies whenever the user is
/// logged in. In addition, a cookie keeps it in this browser for the pages before a login.
pub(super) async fn choose_language(Posted { house, user, fields }: Posted<Chosen>) -> Result {
    let Some(texts) = Texts::of(&fields.language) else {
        return Err(Refusal::Form(format!("language={}", fields.language)));
    };
    let person = user.person;
    house
        .at_desk(move |desk| desk.choose_language(&person, Some(texts.language)))
        .await?;
    let cookie = LANGUAGE.set(texts.language, user.visitor.origin.is_secure);
    let headers = AppendHeaders([(LOCATION, OWN.to_owned()), (SET_COOKIE, cookie)]);
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// Sets the look of the lists of faxes in this browser: with pictures, or short rows without them.
pub(super) async fn choose_lists(Posted { user, fields, .. }: Posted<ChosenLists>) -> Result {
    let is_secure = user.visitor.origin.is_secure;
    let cookie = match fields.lists.as_str() {
        ROWS => LISTS.set(ROWS, is_secure),
        "pictures" => LISTS.forget(is_secure),
        other => return Err(Refusal::Form(format!("lists={other}"))),
    };
    let headers = AppendHeaders([(LOCATION, OWN.to_owned()), (SET_COOKIE, cookie)]);
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// Sets the look of the web interface for the user. In addition, this browser keeps it for the pages
/// before a login.
pub(super) async fn choose_look(Posted { house, user, fields }: Posted<ChosenLook>) -> Result {
    let look = LOOKS.into_iter().find(|look| *look == fields.look);
    if look.is_none() && !fields.look.is_empty() {
        return Err(Refusal::Form(format!("look={}", fields.look)));
    }
    let person = user.person;
    house.at_desk(move |desk| desk.choose_look(&person, look)).await?;
    let is_secure = user.visitor.origin.is_secure;
    let cookie = look.map_or_else(|| LOOK.forget(is_secure), |look| LOOK.set(look, is_secure));
    let headers = AppendHeaders([(LOCATION, OWN.to_owned()), (SET_COOKIE, cookie)]);
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// Sets the page on which the user begins after the login.
pub(super) async fn choose_start(
    Posted { house, user, fields }: Posted<ChosenStart>,
) -> Result<Redirect> {
    let Some(start) = START_PAGES.into_iter().find(|page| *page == fields.start) else {
        return Err(Refusal::Form(format!("start={}", fields.start)));
    };
    let person = user.person;
    house.at_desk(move |desk| desk.choose_start(&person, start)).await?;
    Ok(Redirect::to(OWN))
}

/// Stores which reports the user gets on faxes that the user sends in the web interface.
pub(super) async fn choose_reports(
    Posted { house, user, fields }: Posted<ChosenReports>,
) -> Result<Redirect> {
    let reports = REPORTS.into_iter().find(|known| *known == fields.reports);
    if reports.is_none() && !fields.reports.is_empty() {
        return Err(Refusal::Form(format!("reports={}", fields.reports)));
    }
    let person = user.person;
    house.at_desk(move |desk| desk.choose_reports(&person, reports)).await?;
    Ok(Redirect::to(OWN))
}

/// Sets the time after which the user gets a mail about a fax that nobody has claimed or read.
pub(super) async fn choose_unclaimed(
    headers: HeaderMap,
    Posted { house, user, fields: ChosenUnclaimed { minutes } }: Posted<ChosenUnclaimed>,
) -> Result<Redirect> {
    if minutes != 0 && !UNCLAIMED_AFTER.contains(&minutes) {
        return Err(Refusal::Form(format!("minutes={minutes}")));
    }
    let address = address(&house, &user.visitor, &headers);
    let watch = move |desk: &Desk| {
        let watch = (minutes > 0).then_some((minutes, address.as_str()));
        desk.choose_unclaimed(&user.person, watch)
    };
    house.at_desk(watch).await?;
    Ok(Redirect::to(OWN))
}

/// Ends one of the user's own login sessions.
pub(super) async fn end_session(
    Path(id): Path<i64>,
    Posted { house, user, .. }: Posted<Nothing>,
) -> Result<Redirect> {
    let life = house.settings.session_life();
    house
        .at_desk(move |desk| desk.end_own_session(&user.person, id, life, UnixMs::now()))
        .await?;
    Ok(Redirect::to(OWN))
}
