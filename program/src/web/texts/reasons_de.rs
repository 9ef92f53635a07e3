//! Why a right is denied, in German.

use crate::rights::{OverLimit, Period, Reason, Whose};
use ferrofax_spool::numbers::Closed;

/// The sentence for it.
pub(super) fn of(reason: &Reason) -> String {
    match reason {
        Reason::Auditor => "Die Prüfung liest das Protokoll und sendet keine Faxe.".to_owned(),
        Reason::Administrators => "Das ist der Verwaltung vorbehalten.".to_owned(),
        Reason::ReadsLog => {
            "Das Protokoll der Entscheidungen lesen Verwaltung und Prüfung.".to_owned()
        }
        Reason::HouseBook => "Das Adressbuch des Hauses pflegt die Verwaltung.".to_owned(),
        Reason::MayNotDelete => "Sie dürfen keine Faxe löschen.".to_owned(),
        Reason::Priority => "Sie dürfen Ihre Faxe hinter andere stellen, nicht vor sie.".to_owned(),
        Reason::PostDial => {
            "Sie dürfen nach dem Abheben keine Ziffern senden lassen (`post_dial`).".to_owned()
        }
        Reason::JobStopped { user, why } => {
            format!("„{user}“, für den das Fax gezählt wird, ist angehalten: {why}")
        }
        Reason::NotYourJob(id) => format!(
            "Auftrag {id} gehört jemand anderem; dieser und die Sachbearbeitung dürfen ihn ändern."
        ),
        Reason::NoDevice { user } => {
            format!("„{user}“ hat keinen Faxanschluss, von dem gesendet werden kann.")
        }
        Reason::DeviceAway => "Den Anschluss, von dem gesendet werden soll, gibt es nicht; die \
                               Verwaltung hat davon erfahren."
            .to_owned(),
        Reason::NotYourDevice { user, device } => {
            format!("„{user}“ darf nicht vom Anschluss {device} senden.")
        }
        Reason::DeviceReceives(device) => {
            format!("Vom Anschluss {device} dürfen keine Faxe gesendet werden.")
        }
        Reason::Stranger => {
            "Faxe werden nur von Inhabern eines Faxanschlusses angenommen.".to_owned()
        }
        Reason::Stopped(why) => {
            format!("Sie dürfen keine Faxe senden, bis die Verwaltung es wieder erlaubt: {why}")
        }
        Reason::Number(closed) => of_number(closed),
        Reason::Hours(hours) => {
            format!("Faxe werden nur in diesen Stunden angenommen: {hours}")
        }
        Reason::Quota(over) => of_limit(*over),
        Reason::WithoutNumber(most) => format!(
            "{most} Ihrer Faxe warten auf eine Nummer; geben Sie diese zuerst an, oder brechen Sie \
             sie ab."
        ),
        Reason::Pages { pages, most } => {
            format!("Das Fax hat {pages} Seiten, und {most} sind erlaubt.")
        }
        Reason::NotNow => {
            "Zurzeit können keine Faxe angenommen werden; die Verwaltung hat davon erfahren."
                .to_owned()
        }
    }
}

fn of_number(closed: &Closed) -> String {
    match closed {
        Closed::Forbidden { beginning } => format!("Faxe an {beginning}… sind hier nicht erlaubt."),
        Closed::NotAmong { only } => format!("Faxe dürfen nur an {}… gehen.", only.join("…, ")),
        Closed::CountryUnset => {
            "Faxe an Nummern mit Landesvorwahl sind hier nicht erlaubt, solange \
                                 die eigene (country_code) nicht eingestellt ist."
                .to_owned()
        }
        Closed::Abroad => "Faxe ins Ausland sind hier nicht erlaubt.".to_owned(),
        Closed::Dear { beginning } => {
            format!("Faxe an {beginning}… (Sonderrufnummern) sind hier nicht erlaubt.")
        }
    }
}

fn of_limit(over: OverLimit) -> String {
    let OverLimit { whose, period, faxes, pages } = over;
    let whose = match whose {
        Whose::User => "Ihre Grenze",
        Whose::Device => "die Grenze des Anschlusses",
        Whose::All => "die Grenze aller",
    };
    let period = match period {
        Period::Day => "am Tag",
        Period::Month => "im Monat",
        Period::Night => "in der Nacht",
    };
    let most = match (faxes, pages) {
        (0, pages) => format!("{pages} Seiten"),
        (faxes, 0) => format!("{faxes} Faxe"),
        (faxes, pages) => format!("{faxes} Faxe und {pages} Seiten"),
    };
    format!("Das geht über {whose} hinaus: {most} {period}.")
}
