//! The devices that the dialplan declares, the faults in them, and the rules by which a device may
//! receive.
//!
//! Receiving is allowed on three levels. A prohibition on a higher level takes precedence:
//!
//! 1. `faxenabled` in `[general]`: receiving is allowed unless the value is `no`.
//! 2. `faxenabled` in the section of the device's class of devices: receiving is forbidden unless
//!    the value is `yes`. A device without a class skips this level.
//! 3. The device's option `x`: receiving is allowed unless the option is given.

use super::{CallerId, DeviceArgs, Durable, FaxOptions, ModemList, Settings, retention, value};
use crate::service::config::{Complaint, Declaration};
use ferrofax_basics::UnixMs;
use ferrofax_spool::sending::option;
use ferrofax_spool::{DeviceName, DeviceRecord, NewFax, SHARED_WITHIN_S, to_printer};
use std::collections::BTreeMap;

/// One fax device that the dialplan declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The context in which the fax device is declared.
    pub context: String,
    /// The extension in which the fax device is declared.
    pub exten: String,
    /// The arguments of the `FaxDevice(…)` in the dialplan that declares the device.
    pub args: DeviceArgs,
    /// The place in the dialplan where the fax device is declared, for messages.
    pub place: String,
}

/// The reason why a fax device is not allowed to receive faxes now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Prohibition {
    /// The section `[general]` of ferrofax.conf, or an operator's switch for all fax devices,
    /// forbids reception.
    #[error("fax reception is switched off for all (faxenabled in [general])")]
    All,
    /// The fax device's class of devices (`c(class)`) does not allow reception.
    #[error("class [{0}] is not enabled; faxenabled = yes there would allow it")]
    Class(String),
    /// The class of fax devices that the device names by `c(class)` does not exist.
    #[error("class [{0}] is not in ferrofax.conf; add a section [{0}] with type = class")]
    UnknownClass(String),
    /// The fax device itself is switched off: by its option `x`, or by an operator's switch.
    #[error("the device is switched off by its option x")]
    Device,
}

impl Device {
    /// The data about the fax device that are stored in the spool for the Ferrofax service.
    pub(in crate::service) fn record(&self, settings: &Settings) -> DeviceRecord {
        DeviceRecord {
            context: self.context.clone(),
            extension: self.exten.clone(),
            mailboxes: self.args.mailboxes.clone(),
            format: self.args.format,
            class: self.args.class.clone(),
            enabled: self.allowed(settings).is_ok(),
            options: self.published(settings),
            declared_at: self.place.clone(),
        }
    }
}

impl Device {
    pub(in crate::service) fn name(&self) -> DeviceName {
        DeviceName::new(&self.exten, &self.context)
    }

    /// Whether the fax device is allowed to receive faxes; see [`allowed`].
    ///
    /// # Errors
    /// The prohibition; if several levels forbid reception, that of the highest level.
    pub(in crate::service) fn allowed(&self, settings: &Settings) -> Result<(), Prohibition> {
        allowed(&self.name().to_string(), &self.args, settings)
    }

    /// The settings of the fax device that are stored with each of its jobs (see
    /// [`ferrofax_spool::sending`]), and the mail texts of its class.
    fn published(&self, settings: &Settings) -> BTreeMap<String, String> {
        let class = self.args.class.as_ref().map(|name| settings.classes.get(name));
        let mut published = class.flatten().map(|class| class.mail.clone()).unwrap_or_default();
        let options = options(&self.args, settings);
        published.extend(options.job.clone());
        // A class that does not exist allows nothing.
        if self.args.off || matches!(class, Some(None)) {
            published.insert("sendenabled".into(), "no".into());
        }
        let caller = self.caller(&options);
        let mut put = |name: &str, value: Option<String>| {
            published.extend(
                value.filter(|value| !value.is_empty()).map(|value| (name.to_owned(), value)),
            );
        };
        put(option::NAME, self.args.name.clone());
        put(option::IDENT, options.ident);
        put(option::HEADER, options.header.map(str::to_owned));
        put(option::HEADER_FORMAT, options.header_format);
        put(option::HEADER_TEXT, options.header_text);
        put(option::TIME_ZONE, options.time_zone);
        put(option::ECM, options.ecm.map(|ecm| if ecm { "yes" } else { "no" }.to_owned()));
        put(
            option::MODEMS,
            options.modems.map(|modems| ModemList::names(&modems.rates, modems.v34)),
        );
        put(option::MAX_RATE, options.max_rate_bps.map(|rate| rate.to_string()));
        put(option::CODINGS, options.codings.map(|codings| value::coding_names(&codings)));
        put(option::T38, options.t38.map(|t38| t38.word().to_owned()));
        put(option::RECORD, options.record.map(|record| record.word().to_owned()));
        put(option::RETENTION, options.retention);
        let is_shared = options.durable == Some(Durable::Shared);
        put(option::DURABLE, is_shared.then(|| Durable::Shared.word().to_owned()));
        put(option::CALLER_NUMBER, Some(caller.number));
        put(option::CALLER_NAME, Some(caller.name));
        put(option::ACCOUNT, options.account);
        put(option::PRINTERS, Some(self.args.printers.join("+")));
        published
    }

    /// The caller id that called machines see. Its number is the first of these that is set: the
    /// device's option `s(number)`, the number in the setting `callerid`, the setting
    /// `localstationid` of the device's class or of `[general]`, the device's extension. Its name is
    /// the device's option `n(name)`, or else the name in `callerid`.
    fn caller(&self, options: &FaxOptions) -> CallerId {
        let configured = options.caller.clone().unwrap_or_default();
        let number_of = |ident: &Option<String>| ident.as_ref().map(|ident| ident.replace(' ', ""));
        let is_number = |number: &String| !number.is_empty();
        let number = number_of(&self.args.options.ident)
            .filter(is_number)
            .or_else(|| Some(configured.number).filter(is_number))
            .or_else(|| number_of(&options.ident).filter(is_number))
            .unwrap_or_else(|| self.exten.clone());
        CallerId { number, name: self.args.name.clone().unwrap_or(configured.name) }
    }
}

/// Reads the fax devices that the dialplan declares. A device with a fault is left out and
/// reported; the others work.
pub(in crate::service) fn read(
    declared: &[Declaration],
    settings: &Settings,
) -> (Vec<Device>, Vec<Complaint>) {
    let mut devices: BTreeMap<(String, String), Device> = BTreeMap::new();
    let mut complaints = Vec::new();
    for declaration in declared {
        let place = place(declaration);
        let mut complain = |text: String| complaints.push(Complaint { place: place.clone(), text });
        // The arguments are not repeated in the complaint: they contain names, numbers and
        // addresses.
        let args = match DeviceArgs::parse(&declaration.args) {
            Ok(args) => args,
            Err(error) => {
                complain(error.to_string());
                continue;
            }
        };
        if let Err(prohibition @ Prohibition::UnknownClass(_)) = allowed("", &args, settings) {
            complain(prohibition.to_string());
        }
        // Unknown classes that [general] or a class of devices names are reported there.
        let unknown = args.options.retention.as_ref();
        let unknown = unknown.filter(|name| !name.is_empty());
        if let Some(name) = unknown.filter(|name| !settings.retention.contains_key(*name)) {
            complain(retention::unknown(name));
        }
        let key = (declaration.context.clone(), declaration.exten.clone());
        if let Some(first) = devices.get(&key) {
            complain(format!(
                "device {} is declared twice; the one at {} holds",
                declaration.exten, first.place
            ));
            continue;
        }
        if let Some(first) = devices.values().find(|device| device.exten == declaration.exten) {
            complain(format!(
                "extension {} is also a device in [{}]; mails to it could mean either",
                first.exten, first.context
            ));
        }
        devices.insert(
            key,
            Device {
                context: declaration.context.clone(),
                exten: declaration.exten.clone(),
                args,
                place,
            },
        );
    }
    (devices.into_values().collect(), complaints)
}

/// Whether the fax device (`extension@context`) is allowed to receive faxes. The levels are checked
/// from the highest (`[general]`) down to the device. On each level an operator's switch takes
/// precedence over the configuration.
///
/// # Errors
/// The prohibition; if several levels forbid reception, that of the highest level.
pub(in crate::service) fn allowed(
    device: &str,
    args: &DeviceArgs,
    settings: &Settings,
) -> Result<(), Prohibition> {
    let switches = &settings.switches;
    if !switches.all.unwrap_or(settings.fax_enabled) {
        return Err(Prohibition::All);
    }
    if let Some(name) = &args.class {
        match settings.classes.get(name) {
            None => return Err(Prohibition::UnknownClass(name.clone())),
            Some(class) if !switches.classes.get(name).copied().unwrap_or(class.fax_enabled) => {
                return Err(Prohibition::Class(name.clone()));
            }
            Some(_) => {}
        }
    }
    let may = switches.devices.get(device).copied().unwrap_or(!args.off);
    if may { Ok(()) } else { Err(Prohibition::Device) }
}

/// The options that apply to a fax device. An option of the device takes precedence over the option
/// of its class of devices, and that over the option in `[general]`.
pub(in crate::service) fn options(args: &DeviceArgs, settings: &Settings) -> FaxOptions {
    match args.class.as_ref().and_then(|name| settings.classes.get(name)) {
        Some(class) => args.options.over(&class.options).over(&settings.options),
        None => args.options.over(&settings.options),
    }
}

/// The data with which the spool stores a new fax of this device. They contain everything that the
/// delivery of the fax needs, even if the PBX crashes before the call ends.
pub(in crate::service) fn new_fax(
    device: &DeviceName,
    args: &DeviceArgs,
    settings: &Settings,
) -> NewFax {
    let class = args.class.as_ref().and_then(|name| settings.classes.get(name));
    let mut snapshot = class.map(|class| class.mail.clone()).unwrap_or_default();
    snapshot.extend(args.name.clone().map(|name| ("name".to_owned(), name)));
    let FaxOptions { time_zone, retention, durable, durable_within_s, .. } =
        options(args, settings);
    snapshot.extend(time_zone.map(|zone| ("tz".to_owned(), zone)));
    let retention = retention.filter(|class| !class.is_empty());
    snapshot.extend(retention.map(|class| (option::RETENTION.to_owned(), class)));
    if durable == Some(Durable::Shared) {
        snapshot.insert(option::DURABLE.to_owned(), Durable::Shared.word().to_owned());
        let within = durable_within_s.unwrap_or(SHARED_WITHIN_S);
        snapshot.insert(option::DURABLE_WITHIN.to_owned(), within.to_string());
    }
    let printers = args.printers.iter().map(|name| to_printer(name));
    NewFax {
        device: device.clone(),
        class: args.class.clone(),
        started_at: UnixMs::now(),
        mailboxes: args.mailboxes.iter().cloned().chain(printers).collect(),
        format: args.format,
        options: snapshot,
        ..NewFax::default()
    }
}

fn place(declaration: &Declaration) -> String {
    let exten = format!("[{}] {},{}", declaration.context, declaration.exten, declaration.priority);
    match (&declaration.file, declaration.line) {
        (Some(file), Some(line)) if line > 0 => format!("{file}:{line} ({exten})"),
        (Some(file), _) => format!("{file} ({exten})"),
        (None, _) => exten,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::config::RawConfig;

    fn declaration(exten: &str, args: &str) -> Declaration {
        Declaration {
            context: "fax-devices".into(),
            exten: exten.into(),
            priority: 1,
            args: args.into(),
            ..Declaration::default()
        }
    }

    #[test]
    fn a_bad_device_is_named_and_the_others_stay() {
        let declared = [
            declaration("1", "a@example.com"),
            declaration("2", "nobody"),
            declaration("1", "b@example.com"),
            declaration("3", "c@example.com,pdf,c(none)"),
        ];
        let (devices, complaints) = read(&declared, &Settings::default());
        assert_eq!(devices.iter().map(|d| d.exten.as_str()).collect::<Vec<_>>(), ["1", "3"]);
        assert_eq!(devices[0].args.mailboxes, ["a@example.com"]);
        let said: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        assert!(
            said[0].starts_with("[fax-devices] 2,1: 'nobody' is not an e-mail address"),
            "{said:?}"
        );
        assert!(said[1].contains("device 1 is declared twice"));
        assert!(said[2].contains("class [none] is not in ferrofax.conf"));
    }

    /// This test checks that receiving is allowed only if all three levels allow it.
    #[test]
    fn a_prohibition_above_wins() {
        for general in [true, false] {
            for class in [Some(true), Some(false), None] {
                for on in [true, false] {
                    let class_line = class.map_or(String::new(), |yes| {
                        format!("faxenabled = {}\n", if yes { "yes" } else { "no" })
                    });
                    let text = format!(
                        "[general]\nfaxenabled = {}\n[sales]\ntype = class\n{class_line}",
                        if general { "yes" } else { "no" }
                    );
                    let (settings, complaints) =
                        Settings::read(&RawConfig::parse("ferrofax.conf", &text));
                    assert_eq!(complaints, []);
                    let args = DeviceArgs::parse(if on {
                        "a@example.com,pdf,c(sales)"
                    } else {
                        "a@example.com,pdf,c(sales)x"
                    })
                    .unwrap();
                    let want = if !general {
                        Err(Prohibition::All)
                    } else if class != Some(true) {
                        Err(Prohibition::Class("sales".into()))
                    } else if !on {
                        Err(Prohibition::Device)
                    } else {
                        Ok(())
                    };
                    assert_eq!(allowed("", &args, &settings), want, "{general} {class:?} {on}");
                }
            }
        }
    }

    #[test]
    fn what_is_published_of_a_device_goes_with_its_jobs() {
        let text = "[general]\nlocalstationid = +49991\nheader = over\n[sales]\ntype = class\nfaxenabled = yes\n\
                    priority = 250\nfaxmaster = boss\ncallerid = Sales <0991>\n";
        let (settings, complaints) = Settings::read(&RawConfig::parse("ferrofax.conf", text));
        assert_eq!(complaints, []);
        let published = |args: &str| {
            let (devices, _) = read(&[declaration("2101", args)], &settings);
            devices[0].record(&settings).options
        };
        let sales = published("a@example.com,pdf,c(sales)u(skip)n(Carol)");
        let found = [
            "priority",
            "unknown",
            "header",
            "localstationid",
            "callernumber",
            "callername",
            "faxmaster",
        ]
        .map(|key| sales[key].as_str());
        assert_eq!(found, ["250", "skip", "over", "+49991", "0991", "Carol", "boss"]);
        assert_eq!(published("a@example.com,pdf,s(+49 991 7)")["callernumber"], "+499917");
        assert_eq!(published("a@example.com,pdf,x")["sendenabled"], "no");
        assert_eq!(published("a@example.com,pdf,c(none)")["sendenabled"], "no");
    }

    #[test]
    fn a_device_says_by_which_class_its_faxes_and_jobs_are_kept() {
        let text = "[general]\nretention = law\n[law]\ntype = retention\nreceived_days = 3650\n\
                    [ads]\ntype = retention\nreceived_days = 1\n[sales]\ntype = class\nretention = ads\n";
        let (settings, complaints) = Settings::read(&RawConfig::parse("ferrofax.conf", text));
        assert_eq!(complaints, []);
        for (args, class) in [
            ("a@example.com", "law"),
            ("a@example.com,pdf,c(sales)", "ads"),
            ("a@example.com,pdf,c(sales)R(law)", "law"),
        ] {
            let (devices, complaints) = read(&[declaration("2101", args)], &settings);
            assert_eq!(complaints, []);
            assert_eq!(devices[0].record(&settings).options["retention"], class, "{args}");
            let fax = new_fax(&devices[0].name(), &devices[0].args, &settings);
            assert_eq!(fax.options["retention"], class, "{args}");
        }
        let (devices, complaints) =
            read(&[declaration("2101", "a@example.com,pdf,R()")], &settings);
        assert_eq!(complaints, []);
        let record = devices[0].record(&settings);
        let fax = new_fax(&devices[0].name(), &devices[0].args, &settings);
        assert!(
            !record.options.contains_key("retention") && !fax.options.contains_key("retention")
        );
    }

    /// The retention class is reported as unknown. New faxes still name it, so that none of them is
    /// deleted early.
    #[test]
    fn a_retention_class_that_is_not_there_is_named_with_its_place() {
        let device = Declaration {
            file: Some("extensions.conf".into()),
            line: Some(12),
            ..declaration("2101", "a@example.com,pdf,R(lax)")
        };
        let (devices, complaints) = read(&[device], &Settings::default());
        let said: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 1, "{said:?}");
        let place = "extensions.conf:12 ([fax-devices] 2101,1): ";
        assert!(said[0].starts_with(place), "{said:?}");
        for words in [
            "retention class [lax]",
            "type = retention",
            "no fax and no job of this class is deleted",
        ] {
            assert!(said[0].contains(words), "{said:?}");
        }
        let fax = new_fax(&devices[0].name(), &devices[0].args, &Settings::default());
        assert_eq!(fax.options["retention"], "lax");
    }

    #[test]
    fn without_a_class_there_is_none_to_ask() {
        assert_eq!(
            allowed("", &DeviceArgs::parse("a@example.com").unwrap(), &Settings::default()),
            Ok(())
        );
    }
}
