//! The mails that the service writes itself are in the language of their reader: the language that
//! the user has chosen, else that of the device, else that of the settings.

use ferrofax::network::asker::{Envelope, Recipient};
use ferrofax::rights::UserSettings;
use ferrofax::spool::NewLetter;
use ferrofax::spool::sending::SendingSettings;
use ferrofax_kit::english;

use super::desk::{CALENDAR, EMPTY, NOW, Office, envelope, recipient};

const CODES: [&str; 8] = ["en", "de", "fr", "es", "it", "nl", "pl", "pt"];
const NUMBERS: &str = "number@fax.example.com";

fn office(language: &str) -> Office {
    let mut office = Office::new();
    let mut settings = SendingSettings::default();
    assert!(settings.set("language", language).unwrap());
    office.spool.devices().publish_sending(&settings, 4).unwrap();
    office.settings.mail.policy.numbers = Some(NUMBERS.to_owned());
    office
}

/// The letter that answers a mail.
fn answered(office: &Office, envelope: &Envelope, mail: &str) -> NewLetter {
    office.put(envelope, mail);
    office.work(NOW);
    office.letter()
}

fn refused(office: &Office) -> NewLetter {
    answered(office, &envelope("alice@example.com", &[recipient("0991")]), EMPTY)
}

#[test]
fn each_answer_is_in_each_language() {
    let two = [recipient("0990"), recipient("0991")];
    let numbers = Recipient { address: NUMBERS.to_owned(), ..recipient("0991") };
    let postmaster = Recipient::new("postmaster@fax.example.com");
    let quoted = "From: a@example.com\r\nSubject: \r\n\r\nBonjour.\r\n";
    for (recipients, mail, values) in [
        (&two[..], CALENDAR, &["0990", "0991", "invite.ics (", "alice@example.com"][..]),
        (&two[..1], EMPTY, &["0990", "2026-"][..]),
        (&[numbers][..], EMPTY, &[][..]),
        (&[postmaster][..], quoted, &["alice@example.com", "192.0.2.7", "Bonjour."][..]),
    ] {
        let mut subjects = Vec::new();
        for code in CODES {
            let office = office(code);
            let envelope = envelope("alice@example.com", recipients);
            let letter = answered(&office, &envelope, mail);
            for value in values {
                assert!(letter.text.contains(value), "{code}: {value} in {}", letter.text);
            }
            // The headers of the quoted mail are as they came.
            let own = letter.text.replace("From: a@", "");
            english::assert_none(&letter.subject, code);
            english::assert_none(&own, code);
            assert!(!subjects.contains(&letter.subject), "{code}: {}", letter.subject);
            subjects.push(letter.subject);
        }
    }
}

#[test]
fn the_language_of_the_device_comes_before_that_of_the_settings() {
    let office = office("fr");
    let mut device = office.spool.devices().list().unwrap().remove(0);
    device.options.insert("language".to_owned(), "it".to_owned());
    office.spool.devices().publish_devices(&[device]).unwrap();
    let letter = refused(&office);
    assert_eq!(
        letter.subject,
        "Fax a 0991: NON INVIATO: l’e-mail è vuota: non c’è nulla da inviare"
    );
    // The faxmaster has no device.
    let to_postmaster =
        envelope("eve@example.org", &[Recipient::new("postmaster@fax.example.com")]);
    office.put(&to_postmaster, EMPTY);
    office.work(NOW);
    let letters = office.letters();
    assert_eq!(letters[1].new.subject, "Au postmaster : (sans objet)");
}

#[test]
fn the_language_that_the_user_has_chosen_comes_first() {
    let mut office = office("fr");
    let alice = UserSettings { name: "alice".into(), ..UserSettings::default() };
    office.settings.rights.users.push(alice);
    office.spool.logins().choose_language("alice", "password", Some("pl")).unwrap();
    let letter = refused(&office);
    assert_eq!(letter.subject, "Faks na 0991: NIE WYSŁANO: e-mail jest pusty: nie ma czego wysłać");
    assert!(letter.text.starts_with("Ten e-mail NIE ZOSTAŁ WYSŁANY FAKSEM.\n"), "{}", letter.text);
}
