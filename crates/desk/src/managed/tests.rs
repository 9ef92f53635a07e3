use super::*;
use std::os::unix::fs::{PermissionsExt, symlink};

fn files(folder: &Path) -> ManagedFiles {
    ManagedFiles { folder: Some(folder.to_owned()) }
}

fn form(fields: &[(&str, &str)]) -> DeviceForm {
    let all = [("extension", "2101"), ("addresses", "alice@example.com")];
    let all: Vec<_> = fields.iter().chain(&all).collect();
    DeviceForm::of(|name| {
        all.iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value)
            .to_owned()
    })
}

fn full() -> DeviceForm {
    form(&[
        ("addresses", "sales@example.com, bob@example.com"),
        ("format", "tiff"),
        ("name", "Söhne's shop No. 1"),
        ("station_id", "+49 991 12345"),
        ("class", "sales"),
        ("printers", "office archive"),
        ("ecm", "no"),
        ("t38", "passive"),
        ("record", "all"),
        ("time_zone", "Europe/Berlin"),
        ("priority", "7"),
        ("reports", "failure"),
        ("header_text", "Carol + Co."),
        ("account", "sales-7"),
        ("retention", "long"),
        ("off", "1"),
    ])
}

fn put(files: &ManagedFiles, form: &DeviceForm) -> Result<(), ManagedError> {
    let device = Device::checked(form)?;
    let version = files.devices()?.version;
    files.change_devices(&version, |devices| {
        devices.push(device);
        Ok(())
    })
}

#[test]
fn a_device_is_a_line_of_the_dialplan_and_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    assert_eq!(files.devices().unwrap(), Versioned::default());
    put(&files, &full()).unwrap();
    let other = form(&[("extension", "17"), ("addresses", "alice@example.com")]);
    put(&files, &other).unwrap();
    let text = std::fs::read_to_string(folder.path().join(DEVICES_FILE)).unwrap();
    let lines: Vec<&str> = text.lines().skip(2).collect();
    assert_eq!(
        lines,
        [
            "[fax-devices]",
            "exten => 17,1,FaxDevice(alice@example.com,pdf)",
            "exten => 2101,1,FaxDevice(sales@example.com&bob@example.com,tiff,n(Söhne's shop No. 1)\
             s(+49 991 12345)c(sales)P(office+archive)e(no)T(passive)k(all)z(Europe/Berlin)p(7)\
             N(failure)t(Carol + Co.)a(sales-7)R(long)x)",
        ]
    );
    let Versioned { content, version } = files.devices().unwrap();
    let mut expected = full();
    expected.options.insert("printers", "office+archive".to_owned());
    assert_eq!(content[1].form(), expected);
    assert_eq!(version.len(), 16);
}

/// Texts that end a line or an argument, begin another one, or begin a variable or a comment.
const HOSTILE: [&str; 22] = [
    "a\nexten => 66,1,System(id)",
    "a\rb",
    "a)",
    "(a",
    "a,b",
    "a&b",
    "a;b",
    "${SHELL(id)}",
    "$[1]",
    "a|b",
    "a\"b",
    "a\\b",
    "a\0b",
    "a\u{2028}b",
    "{a}",
    "[default]",
    "#exec id",
    "#include /etc/passwd",
    "a=>b",
    "<a>",
    "a`id`",
    "a%0ab",
];

#[test]
fn no_field_takes_a_text_that_means_something_in_a_dialplan() {
    let names = OPTIONS.iter().map(|(_, name)| *name).filter(|name| *name != "printers");
    let names: Vec<&str> = names.chain(["extension", "addresses", "format"]).collect();
    for text in HOSTILE {
        for name in &names {
            for value in [text.to_owned(), format!("1{text}"), format!("a@example.com{text}")] {
                let checked = Device::checked(&form(&[(*name, &value)]));
                let Ok(device) = checked else { continue };
                // The addresses in a list may be separated by commas, semicolons and line ends.
                let line = device.arguments();
                assert!(*name == "addresses" && !line.contains(text), "{name} {value:?}: {line}");
            }
        }
        let device = Device::checked(&form(&[("printers", text)]));
        assert!(device.is_err() || text == "a,b", "{text:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    for (at, list) in [",", "+", " + , ", "a,", "+a"].into_iter().enumerate() {
        for (_, name) in OPTIONS {
            let extension = format!("{at}");
            let form = form(&[(name, list), ("extension", &extension)]);
            let Ok(device) = Device::checked(&form) else { continue };
            assert!(!device.arguments().contains("()"), "{name} {list:?}");
            let version = files.devices().unwrap().version;
            files
                .change_devices::<ManagedError>(&version, |devices| {
                    *devices = vec![device.clone()];
                    Ok(())
                })
                .unwrap();
            assert_eq!(files.devices().unwrap().content, [device], "{name} {list:?}");
        }
    }
    for wrong in ["_X.", "s", "h", "", "2101@x", "+49", "-1", &"1".repeat(31)] {
        assert!(Device::checked(&form(&[("extension", wrong)])).is_err(), "{wrong}");
    }
}

#[test]
fn large_values_are_refused() {
    let many: Vec<String> = (0..21).map(|at| format!("a{at}@example.com")).collect();
    let (many, long) = (many.join(","), "a".repeat(100_000));
    for (name, value) in [("addresses", many.as_str()), ("name", &long), ("class", &long)] {
        let refused = Device::checked(&form(&[(name, value)])).unwrap_err().to_string();
        assert!(refused.len() < 250, "{refused}");
    }
    let address = format!("{}@{}.example.com", "a".repeat(64), "b".repeat(60));
    let long: Vec<String> = (0..20).map(|at| format!("{at}{}", &address[1..])).collect();
    assert!(Device::checked(&form(&[("addresses", &long.join(" "))])).is_err());
}

#[test]
fn a_file_that_somebody_has_changed_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let (files, path) = (files(folder.path()), folder.path().join(DEVICES_FILE));
    put(&files, &full()).unwrap();
    let good = std::fs::read_to_string(&path).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o137, 0);
    for line in [
        "exten => 66,1,System(id)",
        "exten => 67,1,FaxDevice(a@example.com,pdf) ; mine",
        "exten => 2101,1,FaxDevice(a@example.com,pdf)",
        "#include other.conf",
        "exten => 68,1,FaxDevice(a@example.com,pdf,q(1))",
        "exten => 69,2,FaxDevice(a@example.com,pdf)",
    ] {
        std::fs::write(&path, format!("{good}{line}\n")).unwrap();
        let refused = put(&files, &form(&[("extension", "70")]));
        assert!(matches!(refused, Err(ManagedError::File(DEVICES_FILE))), "{line}");
        assert!(std::fs::read_to_string(&path).unwrap().contains(line));
    }
    let elsewhere = folder.path().join("elsewhere");
    std::fs::write(&elsewhere, &good).unwrap();
    std::fs::remove_file(&path).unwrap();
    symlink(&elsewhere, &path).unwrap();
    assert!(matches!(put(&files, &form(&[])), Err(ManagedError::File(_))));
    assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), good);
}

#[test]
fn a_file_that_others_can_write_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let (files, path) = (files(folder.path()), folder.path().join(DEVICES_FILE));
    put(&files, &full()).unwrap();
    assert_eq!(fault(folder.path()), None);
    for mode in [0o660, 0o642] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let (file, why) = fault(folder.path()).unwrap();
        assert_eq!((file, why.as_str()), (path.clone(), "others can write to it"));
    }
}

#[test]
fn of_two_changes_of_one_version_one_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    let version = files.settings().unwrap().version;
    let set = |lines: &str| {
        let lines = lines.to_owned();
        files.change_settings(&version, |settings| {
            settings.set(Part::Lines, |name| match name {
                "max_lines" => lines.clone(),
                "inbound_lines" => "0".to_owned(),
                _ => String::new(),
            })
        })
    };
    set("8").unwrap();
    assert!(matches!(set("9"), Err(ManagedError::Changed)));
    assert_eq!(files.settings().unwrap().content.shown("max_lines"), "8");
}

fn mail(settings: &mut Settings, fields: &[(&str, &str)]) -> Result<(), ManagedError> {
    settings.set(Part::Mail, |name| {
        fields
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value)
            .to_owned()
    })
}

#[test]
fn a_stored_password_is_not_shown_and_does_not_go_to_another_server() {
    let mut settings = Settings::default();
    let all = [
        ("mailserver", "mail.example.com"),
        ("mailport", "587"),
        ("mailtls", "required"),
        ("mailuser", "fax"),
        ("mailpassword", "se;c = ret"),
        ("faxmaster", "admin@example.com"),
    ];
    mail(&mut settings, &all).unwrap();
    assert_eq!(settings.shown("mailpassword"), "");
    assert!(settings.has_password() && !format!("{settings:?}").contains("se;c"));
    assert_eq!(Settings::parse(&settings.written()).unwrap(), settings);
    let with = |name: &'static str, value: &'static str| {
        let mut fields = all.map(|(known, it)| (known, if known == name { value } else { it }));
        fields[4].1 = "";
        fields
    };
    for (name, value) in [
        ("mailserver", "evil.example"),
        ("mailport", "25"),
        ("mailtls", "none"),
        ("mailuser", "other"),
    ] {
        let refused = mail(&mut settings, &with(name, value));
        assert!(matches!(refused, Err(ManagedError::PasswordAgain)), "{name}");
    }
    mail(&mut settings, &with("faxmaster", "it@example.com")).unwrap();
    assert!(settings.has_password());
    mail(&mut settings, &with("mailuser", "")).unwrap();
    assert!(!settings.has_password(), "without a user there is no password");
}

#[test]
fn nothing_that_is_shown_tells_the_password() {
    let with = |password: &str, revision: &str| {
        let text = format!("; revision {revision}\nmailpassword = {password}\nmailserver = m\n");
        Settings::parse(&text).unwrap()
    };
    assert_eq!(with("a", "1").fingerprint(), with("b", "1").fingerprint());
    assert_ne!(with("a", "1").fingerprint(), with("a", "2").fingerprint());
    assert_eq!(with("a", "1").changes(&with("b", "1")), "mailpassword: changed");
    let text = with("a", "1").written();
    let plain = <Sha256 as sha2::Digest>::digest(text.as_bytes());
    let plain: String = plain[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    assert_ne!(version(&text), plain);
    assert_eq!(version(&text), version(&text));
}

#[test]
fn both_numbers_of_lines_are_entered_or_none() {
    let set = |all: &str, reserved: &str| {
        Settings::default().set(Part::Lines, |name| match name {
            "max_lines" => all.to_owned(),
            "inbound_lines" => reserved.to_owned(),
            _ => String::new(),
        })
    };
    assert!(set("8", "0").is_ok() && set("", "").is_ok());
    assert!(matches!(set("8", ""), Err(ManagedError::BothLines)));
    assert!(matches!(set("", "4"), Err(ManagedError::BothLines)));
    assert!(matches!(set("4", "4"), Err(ManagedError::Reserved)));
}

#[test]
fn settings_have_values_of_one_line_that_fit() {
    for text in HOSTILE {
        let mut settings = Settings::default();
        for name in ["mailserver", "mailport", "mailtls", "serveremail", "faxmaster"] {
            assert!(mail(&mut settings, &[(name, text)]).is_err(), "{name} {text:?}");
        }
        for name in Part::Lines.names() {
            let set = settings
                .set(Part::Lines, |it| if it == *name { text.to_owned() } else { String::new() });
            assert!(set.is_err(), "{name} {text:?}");
        }
    }
    let mut settings = Settings::default();
    for password in ["a\nb", " a", "a\0", &"a".repeat(201)] {
        let fields = [("mailserver", "m"), ("mailuser", "u"), ("mailpassword", password)];
        assert!(mail(&mut settings, &fields).is_err(), "{password:?}");
    }
    for trunk in [
        "PJSIP",
        "PJSIP/",
        "/x",
        "PJSIP/a/b",
        "Console/dsp",
        "PJSIP/${X}",
        "PJSIP/a@b",
        "Local/default",
        "Local/fax-outbound2",
    ] {
        let set = settings.set(Part::Lines, |name| {
            if name == "dialstring" { trunk.to_owned() } else { String::new() }
        });
        assert!(matches!(set, Err(ManagedError::Trunk(_))), "{trunk}");
    }
    for trunk in ["PJSIP/provider", "Local/fax-outbound", "DAHDI/g1"] {
        settings
            .set(
                Part::Lines,
                |name| {
                    if name == "dialstring" { trunk.to_owned() } else { String::new() }
                },
            )
            .unwrap();
        assert_eq!(settings.shown("dialstring"), trunk);
        assert!(settings.written().contains("${NUMBER}"));
    }
}
