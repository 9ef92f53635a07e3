//! `ferrofax login mail`: logs in the account from which mails are sent, by OAuth 2.0.

use super::args::{Login, LoginWork};
use super::noted::Audit;
use super::password::{line, say};
use super::{End, print};
use crate::settings::Settings;
use ferrofax_mail::mail_login::{Asked, LogIn};
use ferrofax_spool::{MailLogin, Spool};

pub(super) fn run(spool: &Spool, settings: &Settings, words: &Login) -> Result<(), End> {
    let LoginWork::Mail { remove } = &words.work;
    let (audit, login) = (Audit::of(spool, settings)?, MailLogin::of(spool.folder()));
    let about = [("account", &*settings.mail_login.account)];
    if *remove {
        audit.done("mail-login-remove", &about)?;
        login.remove().map_err(End::of_spool)?;
        return print("The stored tokens are removed.\n");
    }
    let begun = LogIn::begin(&settings.mail_login).map_err(End::failed)?;
    audit.done("mail-login", &about)?;
    let pasted = match begun.asked() {
        Asked::Code { url, code } => {
            say(&format!("Open {url} in a browser, and enter the code {code}\n"))?;
            String::new()
        }
        Asked::Paste { url } => {
            say(&format!(
                "Open this URL in a browser, and log in:\n\n{url}\n\nAt the end the browser shows an error, since \
                 it cannot open http://127.0.0.1/. Paste the address of that page: "
            ))?;
            line()?
        }
    };
    begun.end(&pasted, &login).map_err(End::failed)?;
    print("Logged in. `ferrofax serve` renews the login from now on.\n")
}
