//! Events in German.

use super::super::failure::Failure;
use super::{
    Damage, DamagedPage, Event, Fetched, GivenUp, Kept, Limit, Obstacle, Precaution, Reason,
};
use ferrofax_ground::outcome::Cause;
use ferrofax_ground::sent_line::{LineGrade, SentLine, SignalFault};

/// The sentences for an event.
pub fn event(event: &Event) -> String {
    match event {
        Event::TakenIn { by, waits_for_number: false } => format!("Angenommen ({}).", by.name()),
        Event::TakenIn { by, waits_for_number: true } => {
            format!("Angenommen ({}). Wartet auf eine Nummer.", by.name())
        }
        Event::WaitsForLine => "Wartet auf eine Leitung.".to_owned(),
        Event::WaitsForTime => "Wartet auf seine Zeit.".to_owned(),
        Event::WaitsForHours => failure(Failure::TimeOfDay).to_owned(),
        Event::WaitsForNumber => failure(Failure::Blocked).to_owned(),
        Event::ClockPutBack => {
            "Die Uhr des Rechners ging vor und wurde zurückgestellt: wartet von neuem.".to_owned()
        }
        Event::Dialled { node: None } => "Wird gewählt.".to_owned(),
        Event::Dialled { node: Some(node) } => format!("Wird von Knoten {node} gewählt."),
        Event::JoinedCall => "Geht in einem Anruf mit, der schon besteht.".to_owned(),
        Event::PutInCall => "Geht in einem Anruf, der dafür verbunden wurde.".to_owned(),
        Event::FaxMachineAnswered => "Ein Faxgerät hat geantwortet.".to_owned(),
        Event::Remembered { precautions } => {
            precautions.iter().map(precaution).collect::<Vec<_>>().join(" ")
        }
        Event::NotDialled { node: None, obstacle: why } => {
            format!("Nicht gewählt: {}.", obstacle(why))
        }
        Event::NotDialled { node: Some(node), obstacle: why } => {
            format!("Nicht gewählt (Knoten {node}): {}.", obstacle(why))
        }
        Event::AttemptFailed { reason: why, pages_unanswered: 0 } => reason(why),
        Event::AttemptFailed { reason: why, pages_unanswered: 1 } => format!(
            "{} 1 Seite wurde ganz gesendet, ohne Antwort, und kommt vielleicht zweimal an.",
            reason(why)
        ),
        Event::AttemptFailed { reason: why, pages_unanswered } => format!(
            "{} {pages_unanswered} Seiten wurden ganz gesendet, ohne Antwort, und kommen \
             vielleicht zweimal an.",
            reason(why)
        ),
        Event::Failed { reason: why, given_up, fetched } => {
            let mut text = reason(why);
            if let Some(Fetched { pages, fax }) = fetched {
                text += &match pages {
                    1 => format!(" Davor kam 1 Seite, als Fax {fax}."),
                    _ => format!(" Davor kamen {pages} Seiten, als Fax {fax}."),
                };
            }
            if let Some(given_up) = given_up {
                text += &format!(" {}", after(*given_up));
            }
            text
        }
        Event::Expired { last: None } => failure(Failure::Expired).to_owned(),
        Event::Expired { last: Some(last) } => {
            format!("{} Der letzte Versuch: {}", failure(Failure::Expired), failure(*last))
        }
        Event::Done { pages, pages_unconfirmed, pages_perhaps_twice, fetched } => {
            done(*pages, (*pages_unconfirmed, *pages_perhaps_twice), fetched.as_ref())
        }
        Event::Cancelled { by } => format!("Abgebrochen von {by}."),
        Event::Held { by } => format!("Angehalten von {by}."),
        Event::Released { by } => format!("Freigegeben von {by}."),
        Event::Retried { by } => format!("Wird jetzt versucht, durch {by}."),
        Event::Changed { by } => format!("Geändert von {by}."),
        Event::PriorityChanged { from, to, by } => {
            format!("Rang {from} auf {to} geändert von {by}.")
        }
        Event::NumberGiven { number, by } => format!("Nummer {number} angegeben von {by}."),
        Event::HeldByStop { user, why } => {
            format!("Angehalten: „{user}“ darf nicht senden ({why}).")
        }
        Event::ReleasedByStop { user } => format!("Freigegeben: „{user}“ darf wieder senden."),
        Event::HeldUnfit { why } => {
            format!("Angehalten, weil der Auftrag nicht gelesen werden kann: {why}.")
        }
        Event::TakenFromNode { node } => format!("Von Knoten {node} angenommen."),
        Event::Shared { job } => {
            format!("Ist in der gemeinsamen Datenbank, als Auftrag {job}.")
        }
        Event::SharedAttempt { job } => {
            format!("Ein Versuch für Auftrag {job} der gemeinsamen Datenbank.")
        }
        Event::SharedAttemptOver => "Die gemeinsame Datenbank hat ihren Auftrag zurück.".to_owned(),
        Event::SharedAsked { deed, by } => asked(deed, by),
        Event::SameMail { node, job } => same_mail(node.as_deref(), job.as_deref()),
        Event::EndedWhileAway { is_sent, told_by } => {
            ended_while_away(*is_sent, told_by.as_deref())
        }
        Event::ReportedElsewhere { event: what, by } => format!(
            "{} Gemeldet von {by}, weil von diesem Rechner nichts zu hören war.",
            self::event(what)
        ),
        Event::EndedBefore { node } => {
            format!("Der Auftrag war schon zu Ende, wie Knoten {node} weiß.")
        }
        Event::FaxEnded { reason: why, damaged, damaged_more, trouble } => {
            let mut text = reason(why);
            for page in damaged {
                text += &format!(" {}", damaged_page(page));
            }
            if *damaged_more > 0 {
                text += &format!(" Dasselbe geschah mit {damaged_more} weiteren.");
            }
            if let Some(trouble) = trouble {
                text += &format!(" Das Dokument konnte nicht gelesen werden: {trouble}.");
            }
            text
        }
        Event::Text { text } => text.clone(),
    }
}

/// The sentence for a reason.
pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Failure { failure: which } => failure(*which).to_owned(),
        Reason::Session { cause: which } => cause(*which).to_owned(),
        Reason::NotDialled { obstacle: why } => format!("Nicht gewählt: {}.", obstacle(why)),
        Reason::CallLost => {
            "Die Telefonanlage hat nie gemeldet, was aus dem Anruf wurde.".to_owned()
        }
        Reason::Bug => {
            "Die Faxsoftware hat dabei versagt; mehr steht in ihrem Protokoll.".to_owned()
        }
        Reason::EndedForOtherJob => {
            "Der Anruf wurde wegen eines anderen Faxes darin beendet.".to_owned()
        }
        Reason::SpoolNotWritten => {
            "Während des Anrufs konnte nichts gespeichert werden.".to_owned()
        }
        Reason::PageNotMade { why } => format!("Eine Seite kann nicht gesendet werden: {why}."),
        Reason::PageNotSent { why } => {
            format!("Eine Seite konnte der Leitung nicht übergeben werden: {why}.")
        }
        Reason::NodeSilent { node } => {
            format!("Von Knoten {node}, der gewählt hatte, war nichts mehr zu hören.")
        }
        Reason::NodeFailed { node, why } => {
            format!("Knoten {node} kann den Auftrag nicht senden: {why}.")
        }
        Reason::SharedUnreachable => {
            "Der Knoten konnte die gemeinsame Datenbank nicht erreichen und brach den Anruf ab."
                .to_owned()
        }
        Reason::PageNotShared => {
            "Die gemeinsame Datenbank bekam die letzte Seite nicht rechtzeitig; deshalb wurde \
             diese nicht bestätigt."
                .to_owned()
        }
        Reason::CallerFetched => {
            "Der Anrufer hat ein Dokument abgeholt; ein Fax kam nicht.".to_owned()
        }
        Reason::SpoolTooSlow => {
            "Der Anruf konnte nicht rechtzeitig gespeichert werden und wurde abgewiesen.".to_owned()
        }
        Reason::Text { text } => text.clone(),
    }
}

/// The part of a sentence for an obstacle.
pub fn obstacle(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::TakenOut => "der Auftrag wurde aus dem Anruf genommen".to_owned(),
        Obstacle::CallEnded => "der Anruf endete vorher".to_owned(),
        Obstacle::Encrypted => {
            "die Dokumente sind verschlüsselt; `ferrofax serve` entschlüsselt sie zuerst".to_owned()
        }
        Obstacle::PbxRefuses { why } => {
            format!("die Telefonanlage baut zurzeit keinen Anruf auf: {why}")
        }
        Obstacle::DialString { dial } => format!(
            "„{dial}“ kann nicht gewählt werden; richtig wäre Local/nummer@kontext oder \
             PJSIP/nummer@endpunkt"
        ),
        Obstacle::NoDevice { device } => format!("es gibt keinen Faxanschluss „{device}“"),
        Obstacle::NotBegun => "die Telefonanlage hat nicht damit begonnen".to_owned(),
        Obstacle::Restarted => "der Knoten wurde neu gestartet, bevor er wählte".to_owned(),
        Obstacle::NoKeys => "die Schlüssel des Knotens sind zurzeit nicht verwendbar".to_owned(),
        Obstacle::Text { text } => text.clone(),
    }
}

/// The sentence for a precaution.
pub fn precaution(precaution: &Precaution) -> String {
    match precaution {
        Precaution::MaxRate { bps, since } => {
            format!("Höchstens {bps} bit/s: schneller hielt es am {since} nicht.")
        }
        Precaution::WithoutT38 { since } => format!(
            "T.38 wird nicht erfragt: es ließ Anrufe zu dieser Nummer abbrechen, zuletzt am {since}."
        ),
        Precaution::WithoutEcm { bps, since } => format!(
            "Ohne Fehlerkorrektur, höchstens {bps} bit/s: mit ihr misslangen Anrufe zu dieser \
             Nummer, ohne sie gelang einer am {since}."
        ),
    }
}

/// What the line of a sent fax was like.
pub fn line(line: &SentLine) -> String {
    let grade = match line.grade() {
        LineGrade::Good => "gut",
        LineGrade::Fair => "mäßig",
        LineGrade::Poor => "schlecht",
    };
    let (first, slowest) = (line.first_bps, line.slowest_bps);
    let mut text = if first == slowest {
        format!("{grade}, {first} bit/s.")
    } else {
        format!("{grade}, von {first} auf {slowest} bit/s verlangsamt.")
    };
    let frames = line.frames;
    text += &match line.frames_again {
        0 => String::new(),
        1 => format!(" 1 von {frames} Rahmen wurde wiederholt."),
        again => format!(" {again} von {frames} Rahmen wurden wiederholt."),
    };
    text += &match line.trainings_refused {
        0 => String::new(),
        1 => " 1 Training misslang.".to_owned(),
        several => format!(" {several} Trainings misslangen."),
    };
    text += &match line.pages_again {
        0 => String::new(),
        1 => " 1 Seite wurde noch einmal gesendet.".to_owned(),
        several => format!(" {several} Seiten wurden noch einmal gesendet."),
    };
    text += &match line.commands_again {
        0 => String::new(),
        1 => " 1 Kommando wurde wiederholt.".to_owned(),
        several => format!(" {several} Kommandos wurden wiederholt."),
    };
    text += match line.fault_of_answers() {
        None => "",
        Some(SignalFault::Faint) => " Das Signal der Gegenstelle war schwach.",
        Some(SignalFault::Noisy) => " Das Signal der Gegenstelle war verrauscht.",
    };
    text
}

fn pages(count: u32) -> String {
    if count == 1 { "1 Seite".to_owned() } else { format!("{count} Seiten") }
}

fn after(GivenUp { limit, count }: GivenUp) -> String {
    match (limit, count) {
        (Limit::Attempts, 1) => "Nach 1 Versuch aufgegeben.".to_owned(),
        (Limit::Attempts, _) => format!("Nach {count} Versuchen aufgegeben."),
        (Limit::Calls, 1) => "Nach 1 Anruf aufgegeben.".to_owned(),
        (Limit::Calls, _) => format!("Nach {count} Anrufen aufgegeben."),
        (Limit::CallsAlike, 1) => "Nach 1 Anruf aufgegeben, der so endete.".to_owned(),
        (Limit::CallsAlike, _) => format!("Nach {count} Anrufen aufgegeben, die so endeten."),
    }
}

fn done(sent: u32, (unconfirmed, twice): (u32, u32), fetched: Option<&Fetched>) -> String {
    let mut sentences = Vec::new();
    if sent > 0 {
        sentences.push(format!("Gesendet: {}.", pages(sent)));
    }
    if let Some(Fetched { pages: came, fax }) = fetched {
        sentences.push(format!("Abgeholt: {}, als Fax {fax}.", pages(*came)));
    }
    if unconfirmed > 0 {
        let never = pages(unconfirmed);
        sentences.push(format!("Davon hat der Empfänger {never} nie bestätigt."));
    }
    if twice > 0 {
        let verb = if twice == 1 { "ist" } else { "sind" };
        sentences.push(format!("{} {verb} vielleicht zweimal angekommen.", pages(twice)));
    }
    sentences.join(" ")
}

fn asked(deed: &str, by: &str) -> String {
    let wish = match deed {
        "cancel" => "den Auftrag abzubrechen",
        "hold" => "den Auftrag anzuhalten",
        "release" => "den Auftrag freizugeben",
        "retry" => "den Auftrag jetzt zu versuchen",
        _ => "den Rang des Auftrags zu ändern",
    };
    format!("{by} bittet die gemeinsame Datenbank, {wish}.")
}

fn same_mail(node: Option<&str>, job: Option<&str>) -> String {
    match (node, job) {
        (Some(node), job) => format!(
            "Ist dieselbe Mail wie Auftrag {}, den Knoten {node} bekam: wird als dieser gesendet \
             und gemeldet.",
            job.unwrap_or_default()
        ),
        (None, Some(job)) => format!(
            "Ist dieselbe Mail wie Auftrag {job} der gemeinsamen Datenbank: wird als dieser \
             gesendet und gemeldet."
        ),
        (None, None) => "Ist dieselbe Mail wie eine, die ein anderer Rechner bekam.".to_owned(),
    }
}

fn ended_while_away(is_sent: bool, told_by: Option<&str>) -> String {
    let what = if is_sent { "Wurde gesendet" } else { "Ist misslungen" };
    let mut text = format!(
        "{what}, während dieser Rechner weg war; die gemeinsame Datenbank hat den Auftrag \
         inzwischen gelöscht."
    );
    if let Some(by) = told_by {
        text += &format!(" Gemeldet hat es {by}.");
    }
    text
}

/// The sentence for a damaged page.
pub fn damaged_page(DamagedPage { page, damage, kept }: &DamagedPage) -> String {
    let damage = match damage {
        Damage::BrokenAfter { row } => {
            format!("Seite {page} ließ sich nach Zeile {row} nicht weiter lesen")
        }
        Damage::LongerThan { rows } => {
            format!("Seite {page} ist länger als die Grenze von {rows} Zeilen")
        }
        Damage::BadRows { bad, rows } => {
            format!("Auf Seite {page} sind {bad} von {rows} Zeilen beschädigt")
        }
    };
    let kept = match kept {
        Kept::RowsBefore => "die Zeilen bis dahin sind aufbewahrt",
        Kept::All => "was ankam, ist aufbewahrt",
        Kept::Beginning => "der Anfang dessen, was ankam, ist aufbewahrt",
    };
    format!("{damage}; {kept}.")
}

/// The sentence for a failure.
pub const fn failure(failure: Failure) -> &'static str {
    match failure {
        Failure::Busy => "Die Nummer war besetzt.",
        Failure::NoAnswer => "Niemand hat abgehoben.",
        Failure::NoFax => "Es wurde abgehoben, aber nicht von einem Faxgerät.",
        Failure::Dropped => "Der Anruf brach ab, bevor das Fax vollständig war.",
        Failure::LineTooBad => "Die Leitung war zu schlecht, das Fax kam nicht durch.",
        Failure::Unconfirmed => {
            "Eine Seite wurde ganz gesendet, aber die Gegenstelle hat sie nie bestätigt; vielleicht ist sie angekommen."
        }
        Failure::Incompatible => "Die Gegenstelle kann dieses Fax nicht empfangen.",
        Failure::NothingToFetch => "Die Gegenstelle hat kein Dokument, das abgeholt werden kann.",
        Failure::FetchRefused => "Die Gegenstelle hat ihr Dokument nicht herausgegeben.",
        Failure::FieldRefused => {
            "Die Gegenstelle hat die Subadresse, das Passwort oder etwas anderes abgelehnt, das ihr gesagt wurde."
        }
        Failure::T38Negotiation => "Der Wechsel zu T.38 ist misslungen.",
        Failure::UnknownNumber => "Diese Nummer gibt es nicht.",
        Failure::NumberChanged => "Die Nummer hat sich geändert.",
        Failure::Rejected => "Der Anruf wurde abgelehnt.",
        Failure::NoRoute => "Es gab keinen Weg zu der Nummer.",
        Failure::LinesFull => "Alle Leitungen waren belegt.",
        Failure::BadNumber => "Was als Nummer angegeben wurde, ist keine.",
        Failure::NoNumber => "Niemand hat rechtzeitig eine Nummer angegeben.",
        Failure::Forbidden => "Der Absender darf an diese Nummer nicht faxen.",
        Failure::Blocked => "Ein anderer Anruf bei dieser Nummer läuft noch.",
        Failure::TimeOfDay => "Es wartet auf die Stunden, in denen es gesendet werden darf.",
        Failure::Expired => "Die Zeit, in der es gesendet werden sollte, ist vorbei.",
        Failure::ConversionFailed => "Aus einem Dokument konnten keine Faxseiten gemacht werden.",
        Failure::NoConverter => "Dokumente dieser Art können nicht gefaxt werden.",
        Failure::TooManyPages => "Das Fax hat mehr Seiten, als erlaubt sind.",
        Failure::NoDocument => "Es gibt nichts zu senden.",
        Failure::Cancelled => "Das Fax wurde abgebrochen.",
        Failure::Internal => "Die Telefonanlage oder die Faxsoftware hielt während des Anrufs an.",
    }
}

/// The sentence for the cause of a T.30 session's end.
pub const fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Ok => "Das Fax wurde vollständig empfangen.",
        Cause::Hangup => "Es wurde aufgelegt, bevor das Fax vollständig war.",
        Cause::Cancelled => "Der Anruf wurde auf unserer Seite beendet.",
        Cause::T1Expired => "In 35 Sekunden nach dem Abheben war kein Faxgerät zu hören.",
        Cause::V34Failed => {
            "Die schnellen Modems (V.34) haben einander nicht erreicht, und ohne sie war nichts zu hören."
        }
        Cause::DamagedCommands => {
            "Die Befehle des Absenders waren zu stark gestört, um gelesen zu werden."
        }
        Cause::T38Negotiation => {
            "Ein Faxgerät war zu hören, aber der Wechsel zu T.38 misslang: der Anruf endete damit, oder danach kam kein Paket."
        }
        Cause::DcnBeforePage => {
            "Der Absender hat die Verbindung beendet, bevor er eine Seite sandte."
        }
        Cause::PollRefused => "Der Absender wollte ein Dokument abholen, und es gibt keines.",
        Cause::NothingToFetch => "Der Angerufene hat kein Dokument, das wir abholen könnten.",
        Cause::FetchNotAnswered => {
            "Der Angerufene antwortete nicht, als wir nach seinem Dokument fragten."
        }
        Cause::FetchRefused => {
            "Der Angerufene gab sein Dokument nicht her; vielleicht will er ein Passwort oder eine andere Nummer dafür."
        }
        Cause::WrongPassword => "Der Absender nannte kein Passwort oder ein falsches.",
        Cause::UnknownDocument => "Der Absender wollte ein Dokument, das hier nicht bereitliegt.",
        Cause::NotOffered => {
            "Der Absender wollte auf eine Art senden, die ihm nicht angeboten wurde."
        }
        Cause::TrainingFailed => {
            "Die Modems konnten sich bei keiner Geschwindigkeit einstellen; die Leitung ist zu schlecht."
        }
        Cause::NoPage => "Der Absender kam bis zum Anfang der Seite und sandte keine.",
        Cause::NoCommandAfterPage => "Nach einer Seite verstummte der Absender.",
        Cause::SilenceAfterAnswer => "Nach unserer Antwort auf eine Seite verstummte der Absender.",
        Cause::PacketsStopped => {
            "Das Netz brachte die Pakete des Faxes (T.38) mitten in einer Seite nicht mehr."
        }
        Cause::DcnForEnd => {
            "Das Fax kam vollständig an; der Absender trennte nach der letzten Seite, ohne nach ihrer Bestätigung zu fragen."
        }
        Cause::DcnBeforeEnd => "Der Absender hat die Verbindung mitten im Fax beendet.",
        Cause::GivenUpByPeer => "Der Absender hat eine Seite aufgegeben, die nicht durchkam.",
        Cause::PageNotDecoded => "Eine Seite kam an, die sich nicht bis zum Ende lesen ließ.",
        Cause::PageRefused => {
            "Eine Seite war zu stark gestört und wurde nicht noch einmal gesendet."
        }
        Cause::CommandLoop => "Der Absender wiederholte denselben Befehl ohne Ende.",
        Cause::UnexpectedCommand => "Der Absender sandte einen Befehl, der dort nicht hingehört.",
        Cause::PasswordRefused => "Die Gegenstelle lehnt das Passwort (PWD) ab.",
        Cause::SelectionRefused => "Die Gegenstelle kennt die Nummer des Dokuments (SEP) nicht.",
        Cause::SubaddressRefused => "Die Gegenstelle lehnt die Subadresse (SUB) ab.",
        Cause::SenderRefused => "Die Gegenstelle lehnt die Absenderkennung (SID) ab.",
        Cause::IdentRefused => "Die Gegenstelle lehnt unsere Kennung (TSI) ab.",
        Cause::FieldRefused => "Die Gegenstelle lehnt eine Angabe von uns ab.",
        Cause::CannotReceive => "Der Empfänger kann von uns kein Fax empfangen.",
        Cause::NoReceiver => "Der Empfänger sagt, dass er keine Faxe empfängt.",
        Cause::DamagedAnswers => {
            "Die Antworten des Empfängers waren zu stark gestört, um gelesen zu werden."
        }
        Cause::NoAnswerToTraining => {
            "Der Empfänger antwortete nicht, als sich die Modems einstellen sollten."
        }
        Cause::NoAnswerToPage => {
            "Nach einer Seite antwortete der Empfänger nicht; vielleicht hat er sie, vielleicht nicht."
        }
        Cause::ReceiverFellSilent => "Der Empfänger verstummte mitten in einer Seite.",
        Cause::DcnFromReceiver => {
            "Der Empfänger hat die Verbindung beendet, bevor das Fax vollständig war."
        }
        Cause::ReceiverNotReady => "Der Empfänger ließ uns zu lange warten.",
        Cause::RefusedByReceiver => {
            "Der Empfänger wies eine Seite als zu stark gestört zurück, so oft sie auch gesendet wurde."
        }
        Cause::NotGettingThrough => {
            "Eine Seite kam nicht durch, so oft ihre Teile auch wiederholt wurden."
        }
        Cause::NoProgress => {
            "Minutenlang wurde immer wieder dasselbe gesagt, und nichts Neues kam durch."
        }
        Cause::AnswerLoop => "Der Empfänger wiederholte dieselbe Antwort ohne Ende.",
        Cause::UnexpectedAnswer => "Der Empfänger antwortete, was dort nicht hingehört.",
        Cause::PageNotGiven => "Eine Seite war nicht rechtzeitig zum Senden bereit.",
        Cause::Storage => "Das Fax konnte nicht gespeichert werden.",
        Cause::CallTooLong => "Der Anruf dauerte länger, als erlaubt ist.",
        Cause::TooManyPages => "Das Fax hat mehr Seiten oder ist größer, als erlaubt ist.",
        Cause::PageTooLong => "Eine Seite ist länger, als erlaubt ist.",
        Cause::PbxCrashed => "Die Telefonanlage hielt an, während das Fax empfangen wurde.",
        Cause::InternalError => "Die Faxsoftware hat versagt; mehr steht in ihrem Protokoll.",
    }
}
