//! The text on the steps that only the administrator can do: change Asterisk's dialplan, load the
//! module, and start the service.

use std::path::Path;

use super::answers::Answers;
use super::{Plan, Setup};
use crate::certificate;
use ferrofax_spool::DEVICES_FILE;

/// The program that writes the dialplan. It determines to which file the administrator adds lines,
/// and how outgoing calls are routed.
#[derive(Clone, Copy)]
pub(super) enum Dialplan {
    OfAsterisk,
    OfFreepbx,
}

impl Dialplan {
    /// A sentence for the administrator that names the file to which the lines of the dialplan are
    /// added.
    fn place(self) -> &'static str {
        match self {
            Self::OfAsterisk => {
                "Add these lines to /etc/asterisk/extensions.conf. Replace 'trunk' with the name of your trunk's endpoint\n\
                 (asterisk -rx 'pjsip show endpoints' lists the names)."
            }
            Self::OfFreepbx => {
                "FreePBX overwrites /etc/asterisk/extensions.conf. Add fax devices at Connectivity > Ferrofax in FreePBX\n\
                 (/usr/share/doc/ferrofax/freepbx.md). Without Ferrofax's FreePBX module, add these lines to\n\
                 /etc/asterisk/extensions_custom.conf."
            }
        }
    }

    /// The dialplan application, with its arguments, that calls the number `${EXTEN}`.
    fn call(self) -> &'static str {
        match self {
            Self::OfAsterisk => "Dial(PJSIP/${EXTEN}@trunk)",
            Self::OfFreepbx => "Goto(from-internal,${EXTEN},1)",
        }
    }
}

/// The text on the steps that the administrator must still do. It ends with the heading under which
/// `ferrofax setup` then prints the results of `ferrofax check`.
pub(super) fn next_steps(
    spool: &Path,
    words: &Setup,
    answers: &Answers,
    plan: &Plan,
    dialplan: Dialplan,
) -> String {
    let (host, port, spool) = (words.host_name(), words.listen.port(), spool.display());
    let (name, certificate) = (&answers.name, of_certificate(words, plan));
    let (place, lines) = (dialplan.place(), lines_of(answers, dialplan.call()));
    let Answers { extension, mailbox, .. } = answers;
    format!(
        "{certificate}
{place}

{lines}
Without s(...), faxes that you send have the caller ID {extension}, which many providers reject. Write your fax number into s(...):

    exten => {extension},1,FaxDevice({mailbox},pdf,s(+499911234500))

Then run these commands.

    asterisk -rx 'dialplan reload'
    asterisk -rx 'module load app_ferrofax.so'
    systemctl enable --now ferrofax

If Asterisk says that the module is loaded already, run asterisk -rx 'module reload app_ferrofax.so'.

Web interface: https://{host}:{port}/ (log in as {name}).

Optional: for devices that you create in the web interface, add this line at the end of the same file. With this line,
members of the group of {spool} can run programs as Asterisk's user.

    #tryinclude {spool}/{DEVICES_FILE}

Results of `ferrofax check` now. The lines spool, devices, module, dialplan, relay and senders can fail until you have done
the steps above; then run `ferrofax check` again.

"
    )
}

/// The lines of the dialplan: the first device, and the route of outgoing faxes.
fn lines_of(answers: &Answers, call: &str) -> String {
    let Answers { extension, mailbox, .. } = answers;
    format!(
        "    [fax-devices]
    exten => {extension},1,FaxDevice({mailbox})

    [fax-outbound]
    exten => _X.,1,{call}
     same => n,Hangup()
    exten => _+X.,1,{call}
     same => n,Hangup()
"
    )
}

/// The text on the certificate of the web interface; empty if an existing certificate is kept.
fn of_certificate(words: &Setup, plan: &Plan) -> String {
    let host = words.host_name();
    if plan.is_new_certificate {
        format!(
            "{} is signed by this machine itself, for {host} and {} years: browsers warn of it. To replace it, write the \
             certificate of an authority into the same file, and its key into fax.key beside it.\n",
            plan.certificate.display(),
            certificate::YEARS
        )
    } else if words.acme {
        format!(
            "The service orders a certificate for {host} from Let's Encrypt. For its check, port 80 of this machine must be \
             reachable from the internet as {host}, and the service must be allowed to open it: \
             /usr/share/doc/ferrofax/network.md\n"
        )
    } else {
        String::new()
    }
}
