//! The page that lists the devices, and the pages by which administrators create, change and remove
//! devices in the web interface.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::house::Done;
use super::{Fields, Ways, ways};
use crate::House;
use crate::lists::field;
use crate::page::{Chrome, Here};
use crate::posted::Posted;
use crate::refusal::{Refusal, Result, form_page, html};
use crate::texts::Sentence;
use crate::visitor::{User, Visit};
use ferrofax_desk::managed::{CONTEXT, DeviceForm, ManagedError};
use ferrofax_desk::{DeskError, InEffect, ManagedDevices};
use ferrofax_spool::{DeviceRecord, Format};

#[derive(Template)]
#[template(path = "web/admin/devices.html")]
struct DevicesPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    rows: Vec<DeviceRow>,
    /// The default settings, which apply to devices without settings of their own. Each entry is
    /// the name of a setting and its value.
    usual: Vec<(&'static str, String)>,
    done: &'static str,
    /// Whether administrators can create devices on this machine.
    manages: bool,
    in_effect: InEffect,
    /// The line by which the dialplan includes the devices of the web interface.
    include: String,
    /// The reason why the devices of the web interface cannot be shown; empty if they can.
    problem: Sentence,
}

impl DevicesPage<'_> {
    fn needs_include(&self) -> bool {
        self.in_effect == InEffect::NotIncluded
    }

    fn needs_reload(&self) -> bool {
        self.in_effect == InEffect::NotYet
    }
}

struct DeviceRow {
    device: DeviceRecord,
    may_send: bool,
    /// Whether the device was created in the web interface.
    is_managed: bool,
    /// Whether the last change of the device is not in effect yet.
    waits: bool,
    /// Whether the device was removed in the web interface, but still receives faxes.
    is_removed: bool,
}

#[derive(Template)]
#[template(path = "web/admin/device.html")]
struct DevicePage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    is_new: bool,
    form: DeviceForm,
    version: String,
    formats: [&'static str; 3],
    /// The names and labels of the text fields that the form lists last, such as the printers.
    others: [(&'static str, &'static str); 7],
    problem: Sentence,
}

#[derive(Deserialize)]
struct Which {
    device: String,
}

#[derive(Deserialize)]
struct ToEnd {
    device: String,
    version: String,
}

pub(super) fn routes() -> Router<House> {
    Router::new()
        .route("/admin/devices", get(devices))
        .route("/admin/devices/new", get(form_for_new).post(new))
        .route("/admin/devices/edit", get(form))
        .route("/admin/devices/change", post(change))
        .route("/admin/devices/end", post(end))
}

/// Shows the devices: those of the dialplan, and those of the web interface.
async fn devices(Visit(house, user): Visit, Query(done): Query<Done>) -> Result {
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let (found, managed) = house
        .at_desk(move |desk| {
            let (devices, settings) = desk.house_devices(&person)?;
            let devices = devices.into_iter().map(|device| (desk.is_managed(&device), device));
            let found = (devices.collect::<Vec<_>>(), settings);
            match desk.managed_devices(&person) {
                Ok(managed) => Ok((found, Ok(managed))),
                Err(DeskError::Managed(error)) => Ok((found, Err(error))),
                Err(error) => Err(error),
            }
        })
        .await?;
    let (devices, settings) = found;
    let row = |(is_managed, device)| DeviceRow {
        may_send: settings.defaults_of(&device).enabled,
        is_managed,
        waits: false,
        is_removed: false,
        device,
    };
    let mut rows: Vec<DeviceRow> = devices.into_iter().map(row).collect();
    let (in_effect, path, problem) = match managed {
        Ok(managed) => {
            mark(&mut rows, &managed);
            let ManagedDevices { devices, in_effect, path, .. } = managed;
            add_waiting(&mut rows, devices, &path);
            (in_effect, path, Sentence::default())
        }
        Err(ManagedError::Front) => (InEffect::Yes, String::new(), Sentence::default()),
        Err(error) => (InEffect::Yes, String::new(), texts.said(&error.to_string())),
    };
    let page = DevicesPage {
        chrome: Chrome::new(&house, &user.visitor, Here::Admin),
        ways: ways(&house, &user),
        way: "/admin/devices",
        rows,
        usual: settings.pairs(),
        done: texts.done(&done.done),
        manages: house.desk.manages_devices() && problem.is_empty(),
        in_effect,
        include: format!("#tryinclude {path}"),
        problem,
    };
    Ok(html(&page))
}

/// Marks those devices of the web interface that were changed or removed, if Asterisk has not read
/// the change or removal yet.
fn mark(rows: &mut [DeviceRow], managed: &ManagedDevices) {
    for row in rows.iter_mut().filter(|row| row.is_managed) {
        let extension = &row.device.extension;
        row.waits = managed.waiting.contains(extension);
        row.is_removed = !managed.devices.iter().any(|form| form.extension == *extension);
    }
}

/// Adds the devices that were created in the web interface, but that Asterisk has not read yet.
fn add_waiting(rows: &mut Vec<DeviceRow>, devices: Vec<DeviceForm>, path: &str) {
    let waiting = devices.into_iter().filter(|form| {
        !rows.iter().any(|row| row.is_managed && row.device.extension == form.extension)
    });
    let waiting: Vec<DeviceRow> = waiting
        .map(|form| {
            let mailboxes = form.addresses.split(", ").map(str::to_owned).collect();
            let format = Format::from_name(&form.format).unwrap_or_default();
            let device = DeviceRecord {
                context: CONTEXT.to_owned(),
                extension: form.extension,
                mailboxes,
                format,
                declared_at: path.to_owned(),
                ..DeviceRecord::default()
            };
            DeviceRow { device, may_send: false, is_managed: true, waits: true, is_removed: false }
        })
        .collect();
    rows.extend(waiting);
    rows.sort_by(|one, other| one.device.extension.cmp(&other.device.extension));
}

/// Shows the form for a new device.
async fn form_for_new(Visit(house, user): Visit) -> Result {
    let managed = managed(&house, &user).await?;
    let form = DeviceForm::default();
    Ok(shown(&house, &user, form, true, managed.version, Sentence::default()))
}

/// Shows the form of an existing device.
async fn form(Visit(house, user): Visit, Query(which): Query<Which>) -> Result {
    let managed = managed(&house, &user).await?;
    let found = managed.devices.into_iter().find(|form| form.extension == which.device);
    let form = found.ok_or(Refusal::Nothing)?;
    Ok(shown(&house, &user, form, false, managed.version, Sentence::default()))
}

async fn managed(house: &House, user: &User) -> Result<ManagedDevices> {
    let person = user.person.clone();
    house.at_desk(move |desk| desk.managed_devices(&person)).await
}

fn shown(
    house: &House,
    user: &User,
    form: DeviceForm,
    is_new: bool,
    version: String,
    problem: Sentence,
) -> Response {
    let t = user.visitor.texts;
    let page = DevicePage {
        chrome: Chrome::new(house, &user.visitor, Here::Admin),
        ways: ways(house, user),
        way: "/admin/devices",
        is_new,
        form,
        version,
        formats: Format::ALL.map(Format::name),
        others: [
            ("printers", t.printers),
            ("header_text", t.header_text),
            ("time_zone", t.time_zone),
            ("priority", t.priority),
            ("class", t.class_of_devices),
            ("account", t.account_code),
            ("retention", t.retention_class),
        ],
        problem,
    };
    form_page(&page, page.problem.is_empty())
}

/// Creates a device from the submitted form.
async fn new(posted: Posted<Fields>) -> Result {
    put(posted, true).await
}

/// Changes a device as the submitted form says.
async fn change(posted: Posted<Fields>) -> Result {
    put(posted, false).await
}

async fn put(Posted { house, user, fields }: Posted<Fields>, is_new: bool) -> Result {
    let form = DeviceForm::of(|name| field(&fields, name).to_owned());
    let version = field(&fields, "version").to_owned();
    let (person, new, of) = (user.person.clone(), form.clone(), version.clone());
    let done = house
        .at_desk(move |desk| correctable(desk.put_device(&person, &of, &new, is_new)))
        .await?;
    match done {
        Ok(()) => Ok(Redirect::to("/admin/devices?done=device_saved").into_response()),
        Err(error) => {
            let problem = user.visitor.texts.said(&error.to_string());
            Ok(shown(&house, &user, form, is_new, version, problem))
        }
    }
}

/// Removes a device.
async fn end(Posted { house, user, fields }: Posted<ToEnd>) -> Result<Redirect> {
    let (person, ToEnd { device, version }) = (user.person, fields);
    house.at_desk(move |desk| desk.end_device(&person, &version, &device)).await?;
    Ok(Redirect::to("/admin/devices?done=device_ended"))
}

/// Separates two kinds of errors of a change. The inner `Result` has an error that the
/// administrator can correct in the form. The outer one has any other error, for an error page.
pub(super) fn correctable(
    done: Result<(), DeskError>,
) -> Result<Result<(), ManagedError>, DeskError> {
    use ManagedError::{Changed, File, Front};
    Ok(match done {
        Err(DeskError::Managed(error)) if !matches!(error, Changed | File(_) | Front) => Err(error),
        done => Ok(done?),
    })
}
