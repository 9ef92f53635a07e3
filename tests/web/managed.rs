//! Devices, telephone lines and the mail server that administrators set in the web interface.

use std::os::unix::fs::PermissionsExt;

use ferrofax::service::DeviceArgs;
use ferrofax::spool::{DeviceRecord, ManagedState, SettingsText, device_marks};

use crate::reader::Reader;
use crate::rig::{Rig, Serving};
use crate::{audited, house};

pub(crate) const DEVICES: &str = "spool/ferrofax-devices.conf";
pub(crate) const SETTINGS: &str = "spool/ferrofax-settings.conf";

/// An administrator who has the form of a new device open.
pub(crate) fn chief(serving: &Serving) -> Reader {
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    chief.get("/admin/devices/new");
    chief
}

pub(crate) fn file(rig: &Rig, name: &str) -> String {
    std::fs::read_to_string(rig.folder.path().join(name)).unwrap_or_default()
}

/// The devices in the file: the extension and the arguments of each.
fn written(rig: &Rig) -> Vec<(String, String)> {
    let of_line = |line: &str| {
        let (extension, rest) = line.strip_prefix("exten => ")?.split_once(",1,FaxDevice(")?;
        Some((extension.to_owned(), rest.strip_suffix(')')?.to_owned()))
    };
    file(rig, DEVICES).lines().filter_map(of_line).collect()
}

/// What the module does after `dialplan reload`: it publishes the devices of the file.
fn reloaded(rig: &Rig) {
    let (devices, path) = (written(rig), rig.folder.path().join(DEVICES));
    let mut records = rig.spool.devices().list().unwrap();
    records.retain(|device| !device.declared_at.contains("ferrofax-devices.conf"));
    records.extend(devices.iter().map(|(extension, args)| DeviceRecord {
        context: "fax-devices".into(),
        extension: extension.clone(),
        mailboxes: DeviceArgs::parse(args).unwrap().mailboxes,
        enabled: true,
        declared_at: format!("{}:4", path.display()),
        ..DeviceRecord::default()
    }));
    rig.spool.devices().publish_devices(&records).unwrap();
    let devices = device_marks(devices.iter().map(|(one, other)| (&**one, &**other)));
    let state = ManagedState { devices, settings: String::new() };
    rig.spool.devices().publish_managed(&state).unwrap();
}

#[test]
fn a_device_is_created_changed_and_removed() {
    let (rig, serving) = house::served();
    let mut chief = chief(&serving);
    let fields = [
        ("extension", "2150"),
        ("addresses", "Erna@example.com, office@example.com"),
        ("format", "tiff"),
        ("name", "Söhne"),
        ("station_id", "+49 991 7"),
    ];
    let made = chief.post("/admin/devices/new", &fields);
    assert_eq!((made.status, made.location()), (303, "/admin/devices?done=device_saved"));
    assert_eq!(
        written(&rig),
        [(
            "2150".to_owned(),
            "Erna@example.com&office@example.com,tiff,n(Söhne)s(+49 991 7)".to_owned()
        )]
    );
    let args = DeviceArgs::parse(&written(&rig)[0].1).unwrap();
    assert_eq!(args.mailboxes, ["Erna@example.com", "office@example.com"]);
    assert_eq!(args.name.as_deref(), Some("Söhne"));
    let path = rig.folder.path().join(DEVICES);
    let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode & 0o137, 0, "{mode:o}");
    // Nothing includes the file yet.
    let listed = chief.get("/admin/devices").text();
    assert!(listed.contains(&format!("#tryinclude {}", path.display())), "{listed}");
    assert!(listed.contains("not in effect yet") && listed.contains("2150@fax-devices"));
    reloaded(&rig);
    let listed = chief.get("/admin/devices").text();
    assert!(!listed.contains("#tryinclude") && !listed.contains("dialplan reload"), "{listed}");
    // A change waits for Asterisk.
    let form = chief.get("/admin/devices/edit?device=2150").text();
    assert!(form.contains("value=\"Söhne\"") && form.contains("Remove this device"), "{form}");
    let change =
        [("extension", "2150"), ("addresses", "erna@example.com"), ("t38", "no"), ("off", "1")];
    assert_eq!(chief.post("/admin/devices/change", &change).status, 303);
    assert_eq!(written(&rig)[0].1, "erna@example.com,pdf,T(no)x");
    let listed = chief.get("/admin/devices").text();
    assert!(listed.contains("has not read the last change"), "{listed}");
    assert!(listed.contains("not in effect yet"), "{listed}");
    reloaded(&rig);
    assert!(!chief.get("/admin/devices").text().contains("not in effect yet"));
    chief.get("/admin/devices/edit?device=2150");
    assert_eq!(chief.post("/admin/devices/end", &[("device", "2150")]).status, 303);
    assert!(written(&rig).is_empty());
    // Until Asterisk reads the file, the removed device receives faxes, but cannot be changed.
    let listed = chief.get("/admin/devices").text();
    assert!(listed.contains("2150@fax-devices") && listed.contains("removed; still"), "{listed}");
    assert!(!listed.contains("edit?device=2150"), "{listed}");
    let change = "addresses: 'Erna@example.com, office@example.com' -> 'erna@example.com'";
    assert_eq!(audited(&rig, &["\"change-device\"", change]), 1);
    assert_eq!(audited(&rig, &["\"new-device\"", "\"2150\"", "\"granted\":true"]), 1);
    assert_eq!(audited(&rig, &["\"change-device\"", "\"granted\":true"]), 1);
    assert_eq!(audited(&rig, &["\"end-device\"", "\"granted\":true"]), 1);
}

#[test]
fn devices_of_the_dialplan_stay_as_they_are() {
    let (rig, serving) = house::served();
    let mut chief = chief(&serving);
    let clash = [("extension", "2101"), ("addresses", "x@example.com")];
    let refused = chief.post("/admin/devices/new", &clash);
    assert!(refused.status == 422 && refused.text().contains("extensions.conf:12"));
    assert!(refused.text().contains("value=\"2101\""), "the form keeps what was entered");
    assert_eq!(chief.get("/admin/devices/edit?device=2101").status, 404);
    chief.get("/admin/devices/new");
    assert_eq!(chief.post("/admin/devices/change", &clash).status, 422);
    assert!(written(&rig).is_empty());
    let listed = chief.get("/admin/devices").text();
    assert!(listed.contains("extensions.conf:12") && !listed.contains("edit?device=2101"));
}

#[test]
fn lines_and_the_mail_server_are_set() {
    let (rig, serving) = house::served();
    let mut chief = chief(&serving);
    chief.get("/admin/lines");
    let lines = [("max_lines", "8"), ("inbound_lines", "2"), ("dialstring", "PJSIP/provider")];
    assert_eq!(chief.post("/admin/lines", &lines).status, 303);
    chief.get("/admin/lines");
    let mail = [
        ("mailserver", "mail.example.com"),
        ("mailtls", "required"),
        ("mailuser", "fax"),
        ("mailpassword", "very secret"),
    ];
    assert_eq!(chief.post("/admin/lines/mail", &mail).status, 303);
    let text = file(&rig, SETTINGS);
    for line in [
        "dialstring = PJSIP/${NUMBER}@provider\n",
        "inbound_lines = 2\n",
        "mailpassword = very secret\n",
        "max_lines = 8\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let page = chief.get("/admin/lines").text();
    assert!(page.contains("value=\"PJSIP/provider\"") && page.contains("A password is stored"));
    assert!(!page.contains("very secret"), "a password is never shown");
    assert_eq!(audited(&rig, &["very secret"]), 0);
    assert_eq!(audited(&rig, &["mailpassword: changed", "mailtls: '' -> 'required'"]), 1);
    assert_eq!(audited(&rig, &["\"set-lines\"", "max_lines: '' -> '8'"]), 1);
    assert!(page.contains("has not read the last change"), "{page}");
    let settings = SettingsText::parse(&text).unwrap().fingerprint();
    let state = ManagedState { settings, ..ManagedState::default() };
    rig.spool.devices().publish_managed(&state).unwrap();
    assert!(chief.get("/admin/lines").text().contains("Asterisk uses these settings."));
    // An empty field takes the setting out, and the password stays.
    let mail = [("mailserver", "mail.example.com"), ("mailtls", "required"), ("mailuser", "fax")];
    assert_eq!(chief.post("/admin/lines/mail", &mail).status, 303);
    chief.get("/admin/lines");
    assert_eq!(chief.post("/admin/lines", &[("max_lines", "")]).status, 303);
    let text = file(&rig, SETTINGS);
    assert!(text.contains("very secret") && !text.contains("max_lines"), "{text}");
    chief.get("/admin/lines");
    let refused = chief.post("/admin/lines", &[("max_lines", "2"), ("inbound_lines", "2")]);
    assert!(refused.status == 422 && refused.text().contains("fewer lines must be reserved"));
    assert_eq!(audited(&rig, &["\"set-lines\"", "\"granted\":true"]), 2);
    assert_eq!(audited(&rig, &["\"set-mail-server\"", "mail.example.com", "\"granted\":true"]), 2);
}

#[test]
fn what_is_set_is_in_a_backup() {
    let (rig, serving) = house::served();
    let fields = [("extension", "2150"), ("addresses", "erna@example.com")];
    assert_eq!(chief(&serving).post("/admin/devices/new", &fields).status, 303);
    let to = rig.folder.path().join("backup");
    std::fs::create_dir(&to).unwrap();
    rig.spool.monitoring().back_up(&to).unwrap();
    let copied = std::fs::read_to_string(to.join("ferrofax-devices.conf")).unwrap();
    assert_eq!(copied, file(&rig, DEVICES));
}
