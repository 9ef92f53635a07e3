use super::*;
use clap::Parser;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::super::args::Arguments;

#[derive(Parser)]
struct Words {
    #[command(flatten)]
    setup: Setup,
}

fn answers() -> Answers {
    let text = str::to_owned;
    Answers {
        mail_server: text("mail.example.com:587"),
        sender: text("fax@example.com"),
        country_code: text("49"),
        area_code: text("991"),
        extension: text("2101"),
        mailbox: text("alice@example.com"),
        name: text("admin"),
        address: text("admin@example.com"),
        password: text("a long secret"),
    }
}

/// The options of `ferrofax setup` for settings files in this folder, with more options.
fn words(folder: &Path, more: &[&str]) -> Setup {
    let file = folder.join("ferrofax.conf");
    let file = format!("--module-settings={}", file.display());
    let fixed = ["setup", &file, "--host", "pbx.example.com"];
    Words::parse_from(fixed.iter().chain(more)).setup
}

fn planned(folder: &Path, module: &str, service: &str) -> Result<Plan, End> {
    plan(&words(folder, &[]), &folder.join("gateway.toml"), &answers(), (module, service))
}

#[test]
fn the_samples_become_valid_settings() {
    let folder = tempfile::tempdir().unwrap();
    let conf = include_str!("../../../../../asterisk-conf/ferrofax.conf.sample");
    let plan = planned(folder.path(), conf, &sample()).unwrap();
    let [module, service, certificate, key] = &plan.files[..] else { panic!("four files") };
    for line in [
        "\nmailserver = mail.example.com\n",
        "\nmailport = 587\n",
        "\nserveremail = fax@example.com\n",
        "\nfaxmaster = admin@example.com\n",
        "\ncountry_code = 49\n",
        "\narea_code = 991\n",
    ] {
        assert_eq!(module.1.matches(line).count(), 1, "{line}");
    }
    // All other lines of the file are unchanged.
    assert_eq!(module.1.lines().count(), conf.lines().count());
    let settings = Settings::parse(&service.1).unwrap();
    let user = &settings.rights.users[0];
    assert_eq!((user.name.as_str(), user.role), ("admin", ferrofax_rights::Role::Administrator));
    assert_eq!(settings.web.http.listen, ["0.0.0.0:8443".parse().unwrap()]);
    assert_eq!(settings.web.http.certificate.as_deref(), Some(&*certificate.0));
    assert!(key.1.starts_with("-----BEGIN PRIVATE KEY-----\n"));
}

#[test]
fn the_steps_name_the_files_of_freepbx_and_the_checks_that_fail_for_now() {
    let folder = tempfile::tempdir().unwrap();
    let plan = planned(folder.path(), "", &sample()).unwrap();
    let steps = |dialplan| {
        next_steps(Path::new("/spool"), &words(folder.path(), &[]), &answers(), &plan, dialplan)
    };
    let [plain, freepbx] = [Dialplan::OfAsterisk, Dialplan::OfFreepbx].map(steps);
    for text in [&plain, &freepbx] {
        assert!(text.contains("exten => 2101,1,FaxDevice(alice@example.com)"), "{text}");
        assert!(text.contains("module, dialplan, relay and senders can fail until"), "{text}");
    }
    assert!(plain.contains("exten => _+X.,1,Dial(PJSIP/${EXTEN}@trunk)\n"), "{plain}");
    assert!(plain.contains("pjsip show endpoints") && !plain.contains("custom"), "{plain}");
    assert!(freepbx.contains("add these lines to\n/etc/asterisk/extensions_custom.conf"));
    assert!(freepbx.contains("exten => _+X.,1,Goto(from-internal,${EXTEN},1)\n"), "{freepbx}");
}

#[test]
fn what_was_set_stays() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = folder.path().join("fax.pem");
    fs::write(&certificate, "of an authority").unwrap();
    let service = "# ours\n[web]\nlisten = [\"127.0.0.1:80\"]\n\n[[user]]\nname = \"alice\"\n";
    let plan = planned(folder.path(), "[general]\nretention_days = 9 ; ours\n", service).unwrap();
    assert!(plan.files[0].1.contains("\nretention_days = 9 ; ours\n"));
    assert!(plan.files[1].1.starts_with("# ours\n[web]\n"));
    assert!(plan.files[1].1.contains("\nlisten = [\"127.0.0.1:80\"]\n"));
    assert_eq!(plan.files.len(), 2, "the certificate is not written over");

    let error = planned(folder.path(), "", "[[user]]\nname = \"admin\"\n").err().unwrap();
    assert!(format!("{error:?}").contains("[[user]] admin already"), "{error:?}");
    let error = planned(folder.path(), "", "[web]\nlissen = 1\n").err().unwrap();
    assert!(
        format!("{error:?}").contains("nothing was written: line 2: [web] lissen"),
        "{error:?}"
    );
}

#[test]
fn a_file_keeps_its_mode_and_a_new_one_is_for_its_group() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    fs::write(&old, "before").unwrap();
    fs::set_permissions(&old, fs::Permissions::from_mode(0o604)).unwrap();
    for file in [&old, &new] {
        files::write(file, "text", "no such group").unwrap();
        assert_eq!(fs::read_to_string(file).unwrap(), "text");
    }
    let mode = |file: &Path| fs::metadata(file).unwrap().permissions().mode() & 0o7777;
    assert_eq!((mode(&old), mode(&new)), (0o604, 0o640));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
}

#[test]
fn the_command_is_in_the_help() {
    let command = <Arguments as clap::CommandFactory>::command();
    assert!(command.get_subcommands().any(|command| command.get_name() == "setup"));
}

#[test]
fn a_certificate_is_ordered_instead_of_made() {
    let folder = tempfile::tempdir().unwrap();
    let words = words(folder.path(), &["--acme"]);
    let texts = ("", sample());
    let plan = plan(&words, &folder.path().join("gateway.toml"), &answers(), (texts.0, &texts.1));
    let plan = plan.unwrap();
    assert_eq!(plan.files.len(), 2, "no certificate");
    let settings = Settings::parse(&plan.files[1].1).unwrap();
    assert_eq!(settings.acme.names, ["pbx.example.com"]);
    assert_eq!(settings.acme.contact.as_deref(), Some("admin@example.com"));
    assert_eq!(settings.web.http.certificate, Some("/var/lib/ferrofax/acme/fax.pem".into()));
}
