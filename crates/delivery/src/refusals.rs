//! Finds advice for an administrator after a mail relay has refused a login or a mail, by the
//! relay's answer. The known answers are those of Exchange Online, Microsoft Graph and Gmail, from
//! their public documentation.

use super::connection::Reply;
use super::settings::Auth;
use ferrofax_spool::undelivered::{RelayRemedy, RelayStep};

/// An answer of a mail relay for which there is advice. It is recognised by an enhanced status code
/// (RFC 3463), by words, or by both.
struct Known {
    /// The enhanced status code that the relay's answer must contain; empty if the code does not
    /// matter.
    status: &'static str,
    /// Words, in lower case, that the relay's answer must contain; empty if the words do not
    /// matter.
    says: &'static str,
    remedy: RelayRemedy,
}

const fn known(status: &'static str, says: &'static str, remedy: RelayRemedy) -> Known {
    Known { status, says, remedy }
}

/// The known answers of mail relays, each with its advice. If several rows fit an answer, the first
/// one is used.
const KNOWN: &[Known] = &[
    known("", "smtpclientauthentication is disabled", RelayRemedy::SwitchOnSmtpAuth),
    known("", "basic authentication is disabled", RelayRemedy::UseOauth2),
    known("5.7.30", "", RelayRemedy::UseOauth2),
    known("5.2.251", "", RelayRemedy::EmptyMailbox),
    known("", "storedrv.submission.exception:quotaexceeded", RelayRemedy::EmptyMailbox),
    known("5.2.252", "", RelayRemedy::GrantSendAs),
    known("", "sendasdenied", RelayRemedy::GrantSendAs),
    known("5.7.60", "send as this sender", RelayRemedy::GrantSendAs),
    known("5.2.253", "", RelayRemedy::AssignLicence),
    known("", "invalid license", RelayRemedy::AssignLicence),
    known("5.1.90", "", RelayRemedy::Wait),
    known("", "submissionquotaexceeded", RelayRemedy::Wait),
    known("4.3.2", "concurrent connection", RelayRemedy::Wait),
    known("", "sender thread limit exceeded", RelayRemedy::Wait),
    known("4.7.500", "", RelayRemedy::Wait),
    known("5.4.5", "sending", RelayRemedy::Wait),
    known("4.2.1", "smtp relay limit exceeded", RelayRemedy::Wait),
    known("4.7.0", "too many login attempts", RelayRemedy::Wait),
    // The replies of our own socket for Microsoft Graph, with Graph's codes.
    known("", "graph limits how much", RelayRemedy::Wait),
    known("", "graph: erroraccessdenied", RelayRemedy::GrantMailbox),
    known("", "graph: errorquotaexceeded", RelayRemedy::EmptyMailbox),
    known("", "graph: mailboxnotenabledforrestapi", RelayRemedy::AssignLicence),
];

/// The advice for an administrator after the mail relay has answered a step of the SMTP session
/// with a refusal. `step` is the refused step, such as the login or the command MAIL, and `reply`
/// is the answer. `None` if there is no advice. `auth` is the kind of login in the settings, if
/// there is one.
pub(super) fn remedy(step: RelayStep, reply: &Reply, auth: Option<Auth>) -> Option<RelayRemedy> {
    let text = without_addresses(&reply.text());
    let has_status = |status: &str| text.split_whitespace().any(|word| word == status);
    let fits = |known: &&Known| {
        (known.status.is_empty() || has_status(known.status)) && text.contains(known.says)
    };
    if let Some(known) = KNOWN.iter().find(fits) {
        return Some(known.remedy.clone());
    }
    match (step, reply.code, auth) {
        // RFC 4954 §6: authentication required, and credentials invalid.
        (_, 530, None) => Some(RelayRemedy::LogIn),
        (RelayStep::Login, 534 | 535, Some(Auth::Password)) => Some(RelayRemedy::CheckPassword),
        (RelayStep::Login, 535, Some(Auth::OAuth2)) => Some(RelayRemedy::GrantMailbox),
        _ => None,
    }
}

/// The answer in lower case, without mail addresses. Relays repeat the address of a recipient, which
/// may contain the words of a known answer.
fn without_addresses(answer: &str) -> String {
    let words: Vec<&str> = answer.split_whitespace().filter(|word| !word.contains('@')).collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(step: RelayStep, answer: &str, auth: Option<Auth>) -> Option<RelayRemedy> {
        let (code, text) = answer.split_once(' ').unwrap();
        remedy(step, &Reply { code: code.parse().unwrap(), lines: vec![text.to_owned()] }, auth)
    }

    #[test]
    fn refusals_of_exchange_online_and_gmail_have_a_remedy() {
        use RelayRemedy::*;
        let (login, mail) = (RelayStep::Login, RelayStep::Mail);
        for (step, answer, remedy) in [
            (
                login,
                "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
                SwitchOnSmtpAuth,
            ),
            (
                login,
                "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
                UseOauth2,
            ),
            (
                login,
                "550 5.7.30 Basic authentication is not supported for Client Submission.",
                UseOauth2,
            ),
            (login, "535 5.7.3 Authentication unsuccessful", GrantMailbox),
            (login, "535-5.7.8 Username and Password not accepted", GrantMailbox),
            (
                mail,
                "554 5.2.252 SendAsDenied; fax@example.com not allowed to send as alice@example.com",
                GrantSendAs,
            ),
            (
                mail,
                "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied",
                GrantSendAs,
            ),
            (
                mail,
                "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
                GrantSendAs,
            ),
            (
                mail,
                "550 5.2.253 Sender throttled due to continuous invalid license errors.",
                AssignLicence,
            ),
            (
                mail,
                "554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded",
                EmptyMailbox,
            ),
            (
                mail,
                "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message",
                Wait,
            ),
            (mail, "432 4.3.2 Concurrent connections limit exceeded.", Wait),
            (login, "454 4.7.0 Too many login attempts, please try again later.", Wait),
            (mail, "550 5.4.5 Daily user sending limit exceeded.", Wait),
        ] {
            let answer = answer.replace("535-", "535 ");
            assert_eq!(found(step, &answer, Some(Auth::OAuth2)), Some(remedy), "{answer}");
        }
        let required = "530 5.7.57 Client not authenticated to send mail.";
        assert_eq!(found(RelayStep::Sender, required, None), Some(LogIn));
        let wrong = "535 5.7.8 Error: authentication failed";
        assert_eq!(found(login, wrong, Some(Auth::Password)), Some(CheckPassword));
    }

    #[test]
    fn a_refusal_of_a_mail_or_a_recipient_has_none() {
        for answer in [
            "550 5.1.1 No such user",
            "550 5.1.1 <license@example.com>: Recipient address rejected: User unknown",
            "550 5.1.1 sendasdenied@example.com: no such user",
            "450 4.1.2 license.example.com: host not found",
            "554 5.7.1 Spam",
            "552 5.3.4 Too big",
            "421 4.3.2 Closing down",
            "452 4.2.2 The email account that you tried to reach is over quota.",
        ] {
            assert_eq!(found(RelayStep::Recipient, answer, Some(Auth::OAuth2)), None, "{answer}");
        }
    }
}
