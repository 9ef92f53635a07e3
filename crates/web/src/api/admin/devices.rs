//! The fax devices (extensions of the dialplan), with their settings as read from the dialplan.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Result;
use crate::api::lists::list;
use crate::api::parts::{By, Json};
use ferrofax_spool::DeviceRecord;

/// A fax device, which is an extension that the dialplan declares.
#[derive(Serialize, ToSchema)]
pub(super) struct Device {
    /// The name of the fax device, with extension and context: `2101@fax-devices`.
    name: String,
    /// The extension of the device.
    extension: String,
    /// The context of the dialplan in which the device is.
    context: String,
    /// The recipients of the faxes that the device receives: mail addresses and printers.
    mailboxes: Vec<String>,
    /// The format in which the recipients get the faxes: `pdf`, `tiff`, `inlinegif`, …
    format: &'static str,
    /// The class of fax devices in `ferrofax.conf` to which the device belongs.
    class: Option<String>,
    /// Whether the device is allowed to receive faxes.
    may_receive: bool,
    /// Whether the device is allowed to send faxes.
    may_send: bool,
    /// The device's own settings, by their names in `ferrofax.conf`.
    options: BTreeMap<String, String>,
    /// The place where the device is declared: `file:line`, or the part of Asterisk that created
    /// it.
    declared_at: String,
}

list! {
    /// A list of fax devices, sorted by context and extension.
    pub(super) DeviceList, devices, Device {
        /// The general settings for sending, by their names. They apply to each device that has no
        /// value of its own for a setting.
        usual: BTreeMap<&'static str, String>,
    }
}

/// Lists the devices that the dialplan declares.
#[utoipa::path(
    get,
    path = "/admin/devices",
    tag = "administration",
    operation_id = "list_devices",
    security(("key" = ["admin"])),
    responses((status = 200, description = "The devices.", body = DeviceList))
)]
pub(super) async fn list(By(api, caller): By) -> Result<Json<DeviceList>> {
    let found = api.at_desk(move |desk| desk.house_devices(&caller.person));
    let (devices, settings) = found.await?;
    let of = |device: DeviceRecord| Device {
        name: device.name().to_string(),
        may_receive: device.enabled,
        may_send: settings.defaults_of(&device).enabled,
        format: device.format.name(),
        extension: device.extension,
        context: device.context,
        mailboxes: device.mailboxes,
        class: device.class,
        options: device.options,
        declared_at: device.declared_at,
    };
    let devices = devices.into_iter().map(of);
    let usual = settings.pairs().into_iter().collect();
    Ok(Json(DeviceList::of(devices, None, usual)))
}
