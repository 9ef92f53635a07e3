//! `ferrofax setup` asks some questions and creates the settings of a first installation. It writes
//! both settings files, adds an administrator with a password, creates a certificate, checks the
//! installation, and prints the remaining steps.

mod answers;
mod files;
mod lines;
mod steps;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use answers::{Answers, Usual};
use lines::{get, set};
use steps::{Dialplan, next_steps};

use super::args::{Check, Setup};
use super::check_spool::is_freepbx;
use super::{End, check, print};
use crate::certificate;
use crate::settings::{Settings, sample};
use ferrofax_basics::UnixMs;
use ferrofax_basics::show::formatted;
use ferrofax_network::asker::password::hash;

/// The system group that may read ferrofax.conf, the settings of the module in Asterisk, which may
/// contain passwords. The next constant is the group that may read gateway.toml.
const GROUP_OF_MODULE: &str = "asterisk";
const GROUP_OF_SERVICE: &str = "ferrofax";

/// The files to write, in this order: the path, the text, and the group that may read the file.
struct Plan {
    files: Vec<(PathBuf, String, &'static str)>,
    /// The path of the certificate that the web interface uses.
    certificate: PathBuf,
    is_new_certificate: bool,
}

pub(super) fn run(spool: &Path, config: &Path, words: &Setup) -> Result<(), End> {
    let module = files::read(&words.module_settings)?.unwrap_or_else(|| "[general]\n".to_owned());
    let service = files::read(config)?.unwrap_or_else(sample);
    let present = |key| get(&module, ';', "general", key).map(str::to_owned);
    let usual = Usual {
        mail_server: present("mailserver"),
        sender: present("serveremail"),
        country_code: present("country_code"),
        area_code: present("area_code"),
    };
    let answers = answers::take(words, &usual)?;
    let plan = plan(words, config, &answers, (&module, &service))?;
    if words.dry_run {
        for (file, text, _) in &plan.files {
            print(&format!("--- {}\n{text}", file.display()))?;
        }
        return Ok(());
    }
    for (file, text, group) in &plan.files {
        files::write(file, text, group)?;
        print(&format!("wrote {}\n", file.display()))?;
    }
    let dialplan = if is_freepbx() { Dialplan::OfFreepbx } else { Dialplan::OfAsterisk };
    print(&next_steps(spool, words, &answers, &plan, dialplan))?;
    // The faults that the check finds are further steps for the administrator, not an error of this
    // command.
    let words = Check { around: words.around.clone(), json: false };
    match check::run(spool, config, &words) {
        Ok(()) | Err(End::Silent) => Ok(()),
        Err(error) => Err(error),
    }
}

fn plan(
    words: &Setup,
    config: &Path,
    answers: &Answers,
    (module, service): (&str, &str),
) -> Result<Plan, End> {
    let folder = config.parent().unwrap_or(Path::new("."));
    let (certificate, key) = (folder.join("fax.pem"), folder.join("fax.key"));
    let service = of_service(service, answers, words, (&certificate, &key))?;
    let mut files = vec![
        (words.module_settings.clone(), of_module(module, answers), GROUP_OF_MODULE),
        (config.to_path_buf(), service, GROUP_OF_SERVICE),
    ];
    // An existing certificate is kept, since a certificate authority may have signed it.
    let is_new_certificate = !words.acme && !certificate.exists() && !key.exists();
    if is_new_certificate {
        let year = formatted(UnixMs::now(), "%Y").and_then(|year| year.parse().ok());
        let names = certificate::names_of(&words.host_name());
        let made = certificate::self_signed(&names, year.unwrap_or(2026));
        let made = made.map_err(End::refused)?;
        files.push((certificate.clone(), made.certificate, GROUP_OF_SERVICE));
        files.push((key, made.key, GROUP_OF_SERVICE));
    }
    Ok(Plan { files, certificate, is_new_certificate })
}

/// Returns the text of `ferrofax.conf` with the administrator's answers to the questions of
/// `ferrofax setup` as settings.
fn of_module(text: &str, answers: &Answers) -> String {
    let (host, port) = match answers.mail_server.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (answers.mail_server.as_str(), None),
    };
    let mut text = set(text, ';', "general", "mailserver", host);
    if let Some(port) = port {
        text = set(&text, ';', "general", "mailport", port);
    }
    text = set(&text, ';', "general", "serveremail", &answers.sender);
    for (key, code) in [("country_code", &answers.country_code), ("area_code", &answers.area_code)]
    {
        if !code.is_empty() {
            text = set(&text, ';', "general", key, code);
        }
    }
    set(&text, ';', "general", "faxmaster", &answers.address)
}

/// Returns the text of `gateway.toml` with the administrator's answers to the questions of
/// `ferrofax setup` as settings. If that text is not valid, returns an error.
fn of_service(
    text: &str,
    answers: &Answers,
    words: &Setup,
    (certificate, key): (&Path, &Path),
) -> Result<String, End> {
    let Answers { name, address, extension, password, .. } = answers;
    let before = Settings::parse(text).map_err(|problems| refused(&problems, "as it is"))?;
    if before.rights.users.iter().any(|user| &user.name == name) {
        return Err(End::Refused(format!(
            "gateway.toml has a [[user]] {name} already: name another administrator, or remove that user first"
        )));
    }
    let mut text = text.to_owned();
    let string = |path: &Path| format!("{:?}", path.display().to_string());
    if before.web.http.listen.is_empty() && before.web.http.tls_listen.is_empty() {
        text = set(&text, '#', "web", "listen", &format!("[\"{}\"]", words.listen));
    }
    if words.acme {
        text = set(&text, '#', "acme", "names", &format!("[\"{}\"]", words.host_name()));
        text = set(&text, '#', "acme", "contact", &format!("\"{address}\""));
    } else if before.web.http.certificate.is_none() {
        text = set(&text, '#', "web", "certificate", &string(certificate));
        text = set(&text, '#', "web", "key", &string(key));
    }
    let hash = hash(password).map_err(End::refused)?;
    let _ = write!(
        text,
        "\n[[user]]\nname = \"{name}\"\npassword = \"{hash}\"\naddresses = [\"{address}\"]\ndevice = \"{extension}\"\nrole = \"administrator\"\n"
    );
    Settings::parse(&text).map_err(|problems| refused(&problems, "with the answers"))?;
    Ok(text)
}

fn refused(problems: &[ferrofax_gateway_toml::Problem], when: &str) -> End {
    let first = problems.first().map(ToString::to_string).unwrap_or_default();
    End::Refused(format!("gateway.toml is not valid {when}, and nothing was written: line {first}"))
}

#[cfg(test)]
mod tests;
