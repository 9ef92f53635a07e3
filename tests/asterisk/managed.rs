//! Devices and settings from the web interface in a real Asterisk: it reads them through an include
//! whose file may be missing, in addition to the devices of the dialplan.

use std::fs;

use ferrofax::desk::managed::{Device, DeviceForm, dialplan};

use crate::laboratory::{Asterisk, Laboratory, on_each_asterisk};
use crate::watching::eventually;

on_each_asterisk!(devices_and_settings_of_the_web_interface_are_read);

fn devices_and_settings_of_the_web_interface_are_read(asterisk: Asterisk) {
    let lab = Laboratory::start("managed", asterisk);
    let (ours, spool) = (lab.of("ours").join("etc/extensions.conf"), lab.of("ours").join("fax"));
    let text = fs::read_to_string(&ours).expect("lab wrote it");
    let include = "\n#tryinclude /lab/ours/fax/ferrofax-devices.conf\n";
    fs::write(&ours, text + include).expect("it is ours");
    lab.console("dialplan reload");
    assert!(shown(&lab).contains("2101  fax-devices"), "a missing file changes nothing");

    let device = device("2150");
    let args = device.arguments();
    fs::write(spool.join("ferrofax-devices.conf"), dialplan(&[device])).expect("a file");
    lab.console("dialplan reload");
    eventually("the new device is published", 20, || {
        shown(&lab).contains("2150  fax-devices").then_some(())
    });
    let step = lab.console("dialplan show 2150@fax-devices");
    assert!(step.contains(&format!("FaxDevice({args})")), "{args}: {step}");
    assert!(step.contains("ferrofax-devices.conf"), "{step}");
    assert!(!step.contains(" 2. "), "{step}");
    assert!(shown(&lab).contains("2101  fax-devices"), "the other devices stay");

    fs::write(spool.join("ferrofax-settings.conf"), "max_lines = 7\n").expect("a file");
    eventually("the setting is in effect", 20, || {
        let settings = lab.console("ferrofax show settings");
        let mut lines = settings.lines().filter(|line| line.contains("max_lines"));
        lines.any(|line| line.trim_end().ends_with('7')).then_some(())
    });

    fs::write(spool.join("ferrofax-devices.conf"), dialplan(&[])).expect("a file");
    lab.console("dialplan reload");
    eventually("the device is gone", 20, || {
        (!shown(&lab).contains("2150  fax-devices")).then_some(())
    });
}

fn shown(lab: &Laboratory) -> String {
    lab.console("ferrofax show devices")
}

/// Returns a device with a maximum value in each field.
fn device(extension: &str) -> Device {
    let fields = [
        ("extension", extension),
        ("addresses", "alice@example.com, b.o-b+fax@example.com"),
        ("format", "tiff"),
        ("name", "Söhne's shop No. 1 / East"),
        ("station_id", "+49 991 12345"),
        ("ecm", "no"),
        ("t38", "passive"),
        ("record", "all"),
        ("time_zone", "Europe/Berlin"),
        ("priority", "7"),
        ("reports", "failure"),
        ("header_text", "Carol + Co."),
        ("account", "sales-7"),
        ("off", "1"),
    ];
    let form = DeviceForm::of(|name| {
        fields
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value)
            .to_owned()
    });
    Device::checked(&form).expect("it is valid")
}
