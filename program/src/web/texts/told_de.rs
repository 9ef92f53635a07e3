//! What the spool and the calls say in English, in German: whole sentences, with `{}` for what
//! is put into them. A number that decides on the words is written in them.

/// Each sentence with its translation.
pub(super) const TOLD: &[(&str, &str)] = &[
    // What happened to a job.
    ("Taken in ({}).", "Angenommen ({})."),
    ("Waits for a number.", "Wartet auf eine Nummer."),
    ("Waits for a line.", "Wartet auf eine Leitung."),
    ("Waits for its time.", "Wartet auf seine Zeit."),
    ("Is dialled.", "Wird gewählt."),
    ("Goes in a call that is there.", "Geht in einem Anruf mit, der schon besteht."),
    (
        "Goes in a call that was connected for it.",
        "Geht in einem Anruf, der dafür verbunden wurde.",
    ),
    ("A fax machine answered.", "Ein Faxgerät hat geantwortet."),
    // What was known of its number.
    (
        "At most {} bit/s: faster did not hold on {}.",
        "Höchstens {} bit/s: schneller hielt es am {} nicht.",
    ),
    (
        "T.38 is not asked for: it broke calls to this number, last on {}.",
        "T.38 wird nicht erfragt: es ließ Anrufe zu dieser Nummer abbrechen, zuletzt am {}.",
    ),
    (
        "Without error correction, at most {} bit/s: with it calls to this number failed, without it one went well on {}.",
        "Ohne Fehlerkorrektur, höchstens {} bit/s: mit ihr misslangen Anrufe zu dieser Nummer, ohne sie gelang einer am {}.",
    ),
    ("Cancelled by {}.", "Abgebrochen von {}."),
    ("Held by {}.", "Angehalten von {}."),
    ("Released by {}.", "Freigegeben von {}."),
    ("To be tried now, by {}.", "Wird jetzt versucht, durch {}."),
    ("Priority {} made {} by {}.", "Rang {} auf {} geändert von {}."),
    ("Number {} given by {}.", "Nummer {} angegeben von {}."),
    ("Not dialled: {}.", "Nicht gewählt: {}."),
    (
        "The machine's clock was ahead and was put back: waits anew.",
        "Die Uhr des Rechners ging vor und wurde zurückgestellt: wartet von neuem.",
    ),
    ("Sent: 1 page.", "Gesendet: 1 Seite."),
    ("Sent: {} pages.", "Gesendet: {} Seiten."),
    (
        "Of these the receiver never confirmed 1 page.",
        "Davon hat der Empfänger 1 Seite nie bestätigt.",
    ),
    (
        "Of these the receiver never confirmed {} pages.",
        "Davon hat der Empfänger {} Seiten nie bestätigt.",
    ),
    ("Fetched: 1 page, as fax {}.", "Abgeholt: 1 Seite, als Fax {}."),
    ("Fetched: {} pages, as fax {}.", "Abgeholt: {} Seiten, als Fax {}."),
    ("Before that 1 page came, as fax {}.", "Davor kam 1 Seite, als Fax {}."),
    ("Before that {} pages came, as fax {}.", "Davor kamen {} Seiten, als Fax {}."),
    ("1 page may have arrived twice.", "1 Seite ist vielleicht zweimal angekommen."),
    ("{} pages may have arrived twice.", "{} Seiten sind vielleicht zweimal angekommen."),
    (
        "1 page was sent whole without an answer and may arrive twice.",
        "1 Seite wurde ganz gesendet, ohne Antwort, und kommt vielleicht zweimal an.",
    ),
    (
        "{} pages were sent whole without an answer and may arrive twice.",
        "{} Seiten wurden ganz gesendet, ohne Antwort, und kommen vielleicht zweimal an.",
    ),
    ("Given up after 1 try.", "Nach 1 Versuch aufgegeben."),
    ("Given up after {} tries.", "Nach {} Versuchen aufgegeben."),
    ("Given up after 1 call that ended so.", "Nach 1 Anruf aufgegeben, der so endete."),
    ("Given up after {} calls that ended so.", "Nach {} Anrufen aufgegeben, die so endeten."),
    ("Given up after 1 call.", "Nach 1 Anruf aufgegeben."),
    ("Given up after {} calls.", "Nach {} Anrufen aufgegeben."),
    ("The last try:", "Der letzte Versuch:"),
    // What the line of a call was like.
    (
        "Line: fair, slowed down from {} to {} bit/s.",
        "Leitung: mäßig, von {} auf {} bit/s verlangsamt.",
    ),
    (
        "Line: poor, slowed down from {} to {} bit/s.",
        "Leitung: schlecht, von {} auf {} bit/s verlangsamt.",
    ),
    ("Line: good, {} bit/s.", "Leitung: gut, {} bit/s."),
    ("Line: fair, {} bit/s.", "Leitung: mäßig, {} bit/s."),
    ("Line: poor, {} bit/s.", "Leitung: schlecht, {} bit/s."),
    ("1 of {} frames was repeated.", "1 von {} Rahmen wurde wiederholt."),
    ("{} of {} frames were repeated.", "{} von {} Rahmen wurden wiederholt."),
    ("1 training failed.", "1 Training misslang."),
    ("{} trainings failed.", "{} Trainings misslangen."),
    ("1 page was sent again.", "1 Seite wurde noch einmal gesendet."),
    ("{} pages were sent again.", "{} Seiten wurden noch einmal gesendet."),
    ("1 command was repeated.", "1 Kommando wurde wiederholt."),
    ("{} commands were repeated.", "{} Kommandos wurden wiederholt."),
    ("The far machine's signal was faint.", "Das Signal der Gegenstelle war schwach."),
    ("The far machine's signal was noisy.", "Das Signal der Gegenstelle war verrauscht."),
    // Why a fax was not sent.
    ("The number was busy.", "Die Nummer war besetzt."),
    ("Nobody answered.", "Niemand hat abgehoben."),
    (
        "The call was answered, but not by a fax machine.",
        "Es wurde abgehoben, aber nicht von einem Faxgerät.",
    ),
    (
        "The call broke before the fax was complete.",
        "Der Anruf brach ab, bevor das Fax vollständig war.",
    ),
    (
        "The line was too bad for the fax to get through.",
        "Die Leitung war zu schlecht, das Fax kam nicht durch.",
    ),
    (
        "A page was sent whole, but the far machine never confirmed it; it may have arrived.",
        "Eine Seite wurde ganz gesendet, aber die Gegenstelle hat sie nie bestätigt; vielleicht \
         ist sie angekommen.",
    ),
    (
        "The far machine cannot receive this fax.",
        "Die Gegenstelle kann dieses Fax nicht empfangen.",
    ),
    (
        "The far machine has no document that could be fetched.",
        "Die Gegenstelle hat kein Dokument, das abgeholt werden kann.",
    ),
    (
        "The far machine did not give its document.",
        "Die Gegenstelle hat ihr Dokument nicht herausgegeben.",
    ),
    (
        "The far machine refused the subaddress, the password or something else that was said to it.",
        "Die Gegenstelle hat die Subadresse, das Passwort oder etwas anderes abgelehnt, das ihr \
         gesagt wurde.",
    ),
    ("The switch to T.38 failed.", "Der Wechsel zu T.38 ist misslungen."),
    ("There is no such number.", "Diese Nummer gibt es nicht."),
    ("The number has changed.", "Die Nummer hat sich geändert."),
    ("The call was refused.", "Der Anruf wurde abgelehnt."),
    ("There was no way to the number.", "Es gab keinen Weg zu der Nummer."),
    ("All lines were taken.", "Alle Leitungen waren belegt."),
    ("What was given as the number is not one.", "Was als Nummer angegeben wurde, ist keine."),
    ("Nobody gave its number in time.", "Niemand hat rechtzeitig eine Nummer angegeben."),
    ("The sender may not fax to this number.", "Der Absender darf an diese Nummer nicht faxen."),
    ("Another call to this number is going on.", "Ein anderer Anruf bei dieser Nummer läuft noch."),
    (
        "It waits for the hours in which it may be sent.",
        "Es wartet auf die Stunden, in denen es gesendet werden darf.",
    ),
    (
        "The time in which it was to be sent is over.",
        "Die Zeit, in der es gesendet werden sollte, ist vorbei.",
    ),
    (
        "A document could not be made into fax pages.",
        "Aus einem Dokument konnten keine Faxseiten gemacht werden.",
    ),
    ("This kind of document cannot be faxed.", "Dokumente dieser Art können nicht gefaxt werden."),
    ("The fax has more pages than are allowed.", "Das Fax hat mehr Seiten, als erlaubt sind."),
    ("A page is longer than is allowed.", "Eine Seite ist länger, als erlaubt ist."),
    (
        "The fax has more pages, or is larger, than is allowed.",
        "Das Fax hat mehr Seiten oder ist größer, als erlaubt ist.",
    ),
    ("There is nothing to send.", "Es gibt nichts zu senden."),
    ("The fax was cancelled.", "Das Fax wurde abgebrochen."),
    (
        "The telephone system or the fax software stopped during the call.",
        "Die Telefonanlage oder die Faxsoftware hielt während des Anrufs an.",
    ),
    // How a call ended.
    ("The fax was received completely.", "Das Fax wurde vollständig empfangen."),
    (
        "The line was hung up before the fax was complete.",
        "Es wurde aufgelegt, bevor das Fax vollständig war.",
    ),
    ("The call was ended on our side.", "Der Anruf wurde auf unserer Seite beendet."),
    (
        "No fax machine was heard within 35 seconds of answering.",
        "In 35 Sekunden nach dem Abheben war kein Faxgerät zu hören.",
    ),
    (
        "The fast modems (V.34) did not reach each other, and nothing was heard without them.",
        "Die schnellen Modems (V.34) haben einander nicht erreicht, und ohne sie war nichts zu \
         hören.",
    ),
    (
        "The commands of the sending machine were too damaged to be read.",
        "Die Befehle des Absenders waren zu stark gestört, um gelesen zu werden.",
    ),
    (
        "The sending machine disconnected before it sent a page.",
        "Der Absender hat die Verbindung beendet, bevor er eine Seite sandte.",
    ),
    (
        "The calling machine asked to fetch a document, and there is none.",
        "Der Absender wollte ein Dokument abholen, und es gibt keines.",
    ),
    (
        "The called machine has no document that we could fetch.",
        "Der Angerufene hat kein Dokument, das wir abholen könnten.",
    ),
    (
        "The called machine did not answer when we asked for its document.",
        "Der Angerufene antwortete nicht, als wir nach seinem Dokument fragten.",
    ),
    (
        "The called machine did not give its document; it may want a password, or another number for it.",
        "Der Angerufene gab sein Dokument nicht her; vielleicht will er ein Passwort oder eine \
         andere Nummer dafür.",
    ),
    (
        "The calling machine gave no password, or a wrong one.",
        "Der Absender nannte kein Passwort oder ein falsches.",
    ),
    (
        "The calling machine asked for a document that is not held here.",
        "Der Absender wollte ein Dokument, das hier nicht bereitliegt.",
    ),
    (
        "The sending machine wanted to send in a way that was not offered to it.",
        "Der Absender wollte auf eine Art senden, die ihm nicht angeboten wurde.",
    ),
    (
        "The modems could not train at any speed; the line is too bad.",
        "Die Modems konnten sich bei keiner Geschwindigkeit einstellen; die Leitung ist zu \
         schlecht.",
    ),
    (
        "The sending machine got through to the start of the page and sent none.",
        "Der Absender kam bis zum Anfang der Seite und sandte keine.",
    ),
    ("After a page the sending machine fell silent.", "Nach einer Seite verstummte der Absender."),
    (
        "After our answer to a page the sending machine fell silent.",
        "Nach unserer Antwort auf eine Seite verstummte der Absender.",
    ),
    (
        "A fax machine was heard, but the change to T.38 failed: it ended the call, or no packet came after it.",
        "Ein Faxgerät war zu hören, aber der Wechsel zu T.38 misslang: der Anruf endete damit, oder danach kam kein Paket.",
    ),
    (
        "The network stopped passing the packets of the fax (T.38) in the middle of a page.",
        "Das Netz brachte die Pakete des Faxes (T.38) mitten in einer Seite nicht mehr.",
    ),
    (
        "The fax was received completely; the sending machine disconnected after the last page without asking for its confirmation.",
        "Das Fax kam vollständig an; der Absender trennte nach der letzten Seite, ohne nach ihrer Bestätigung zu fragen.",
    ),
    (
        "The sending machine disconnected in the middle of the fax.",
        "Der Absender hat die Verbindung mitten im Fax beendet.",
    ),
    (
        "The sending machine gave up a page that would not go through.",
        "Der Absender hat eine Seite aufgegeben, die nicht durchkam.",
    ),
    (
        "A page arrived that could not be decoded to its end.",
        "Eine Seite kam an, die sich nicht bis zum Ende lesen ließ.",
    ),
    (
        "Page {} could not be decoded after row {}; what arrived is kept.",
        "Seite {} ließ sich nach Zeile {} nicht weiter lesen; was ankam, ist aufbewahrt.",
    ),
    (
        "Page {} could not be decoded after row {}; the beginning of what arrived is kept.",
        "Seite {} ließ sich nach Zeile {} nicht weiter lesen; der Anfang dessen, was ankam, ist aufbewahrt.",
    ),
    (
        "Page {} has {} of {} rows that are damaged; what arrived is kept.",
        "Auf Seite {} sind {} von {} Zeilen beschädigt; was ankam, ist aufbewahrt.",
    ),
    (
        "Page {} has {} of {} rows that are damaged; the beginning of what arrived is kept.",
        "Auf Seite {} sind {} von {} Zeilen beschädigt; der Anfang dessen, was ankam, ist aufbewahrt.",
    ),
    (
        "Page {} is longer than the limit of {} rows; what arrived is kept.",
        "Seite {} ist länger als die Grenze von {} Zeilen; was ankam, ist aufbewahrt.",
    ),
    (
        "Page {} is longer than the limit of {} rows; the beginning of what arrived is kept.",
        "Seite {} ist länger als die Grenze von {} Zeilen; der Anfang dessen, was ankam, ist aufbewahrt.",
    ),
    (
        "Page {} is longer than the limit of {} rows; the rows before that are kept.",
        "Seite {} ist länger als die Grenze von {} Zeilen; die Zeilen bis dahin sind aufbewahrt.",
    ),
    ("The same happened to {} more.", "Dasselbe geschah mit {} weiteren."),
    (
        "A page was too damaged to be accepted and was not sent again.",
        "Eine Seite war zu stark gestört und wurde nicht noch einmal gesendet.",
    ),
    (
        "The sending machine repeated the same command without end.",
        "Der Absender wiederholte denselben Befehl ohne Ende.",
    ),
    (
        "The sending machine sent a command that has no place there.",
        "Der Absender sandte einen Befehl, der dort nicht hingehört.",
    ),
    ("The far machine refuses the password (PWD).", "Die Gegenstelle lehnt das Passwort (PWD) ab."),
    (
        "The far machine does not know the number of the document (SEP).",
        "Die Gegenstelle kennt die Nummer des Dokuments (SEP) nicht.",
    ),
    (
        "The far machine refuses the subaddress (SUB).",
        "Die Gegenstelle lehnt die Subadresse (SUB) ab.",
    ),
    (
        "The far machine refuses the sender's identification (SID).",
        "Die Gegenstelle lehnt die Absenderkennung (SID) ab.",
    ),
    (
        "The far machine refuses our identification (TSI).",
        "Die Gegenstelle lehnt unsere Kennung (TSI) ab.",
    ),
    (
        "The far machine refuses a field of what we said to it.",
        "Die Gegenstelle lehnt eine Angabe von uns ab.",
    ),
    (
        "The called machine cannot receive a fax from us.",
        "Der Empfänger kann von uns kein Fax empfangen.",
    ),
    (
        "The called machine says that it does not receive faxes.",
        "Der Empfänger sagt, dass er keine Faxe empfängt.",
    ),
    (
        "The answers of the called machine were too damaged to be read.",
        "Die Antworten des Empfängers waren zu stark gestört, um gelesen zu werden.",
    ),
    (
        "The called machine did not answer when the modems were to train.",
        "Der Empfänger antwortete nicht, als sich die Modems einstellen sollten.",
    ),
    (
        "After a page the called machine did not answer, so it may have it or not.",
        "Nach einer Seite antwortete der Empfänger nicht; vielleicht hat er sie, vielleicht nicht.",
    ),
    (
        "The called machine fell silent in the middle of a page.",
        "Der Empfänger verstummte mitten in einer Seite.",
    ),
    (
        "The called machine disconnected before the fax was complete.",
        "Der Empfänger hat die Verbindung beendet, bevor das Fax vollständig war.",
    ),
    ("The called machine kept us waiting for too long.", "Der Empfänger ließ uns zu lange warten."),
    (
        "The called machine refused a page as too damaged, however often it was sent.",
        "Der Empfänger wies eine Seite als zu stark gestört zurück, so oft sie auch gesendet \
         wurde.",
    ),
    (
        "A page did not get through, however often its parts were sent again.",
        "Eine Seite kam nicht durch, so oft ihre Teile auch wiederholt wurden.",
    ),
    (
        "The same things were said again and again for minutes, and nothing new came through.",
        "Minutenlang wurde immer wieder dasselbe gesagt, und nichts Neues kam durch.",
    ),
    (
        "The called machine repeated the same answer without end.",
        "Der Empfänger wiederholte dieselbe Antwort ohne Ende.",
    ),
    (
        "The called machine answered what has no place there.",
        "Der Empfänger antwortete, was dort nicht hingehört.",
    ),
    (
        "A page was not ready to be sent in time.",
        "Eine Seite war nicht rechtzeitig zum Senden bereit.",
    ),
    ("The fax could not be stored.", "Das Fax konnte nicht gespeichert werden."),
    (
        "The spool could not be written during the call.",
        "Während des Anrufs konnte nichts gespeichert werden.",
    ),
    ("The call took longer than is allowed.", "Der Anruf dauerte länger, als erlaubt ist."),
    (
        "The telephone system stopped while the fax was being received.",
        "Die Telefonanlage hielt an, während das Fax empfangen wurde.",
    ),
    (
        "The fax software failed; its log tells more.",
        "Die Faxsoftware hat versagt; mehr steht in ihrem Protokoll.",
    ),
];
