//! What refusals, notes on documents and the state of the service say in English, in German:
//! whole sentences, with `{}` for what is put into them.

/// Each sentence with its translation. What stands in the places is translated, too, where it
/// is a sentence; so those that begin with a place come last.
pub(super) const REFUSALS: &[(&str, &str)] = &[
    // Numbers.
    ("'{}' holds no digits", "„{}“ enthält keine Ziffern"),
    (
        "'{}' is not a number: '{}' can't be dialled; digits, a leading + and the signs - . / ( ) for the eye can be written",
        "„{}“ ist keine Nummer: „{}“ kann nicht gewählt werden; erlaubt sind Ziffern, ein + am Anfang und die Trennzeichen - . / ( )",
    ),
    ("'{}' has more than 20 digits", "„{}“ hat mehr als 20 Ziffern"),
    ("'{}' can't be a telephone number: {}", "„{}“ kann keine Telefonnummer sein: {}"),
    (
        "it is a prefix, and no number stands behind it",
        "es ist eine Vorwahl, und dahinter steht keine Nummer",
    ),
    ("it is too short", "sie ist zu kurz"),
    (
        "no country's code begins with 0; 0{} would be a number at home, +{} one of a country",
        "keine Landesvorwahl beginnt mit 0; 0{} wäre eine Nummer im Inland, +{} eine mit Landesvorwahl",
    ),
    (
        "behind +{} no number begins with 0; +{} would be right",
        "hinter +{} beginnt keine Nummer mit 0; richtig wäre +{}",
    ),
    (
        "this is +{}, and behind +{} no number begins with 0",
        "das ist +{}, und hinter +{} beginnt keine Nummer mit 0",
    ),
    (
        "it is too short: behind +{} stand at least {} digits",
        "sie ist zu kurz: hinter +{} stehen mindestens {} Ziffern",
    ),
    (
        "it is too long: a number has at most {} digits with its country's code",
        "sie ist zu lang: eine Nummer hat mit Landesvorwahl höchstens {} Ziffern",
    ),
    (
        "faxes to {}… are forbidden by the setting 'forbidden'",
        "Faxe an {}… sind durch die Einstellung „forbidden“ verboten",
    ),
    // What else is written in a form.
    ("'{}' is none of {}", "„{}“ ist keines von {}"),
    ("'{}' is neither yes nor no", "„{}“ ist weder yes noch no"),
    (
        "'{}' is not a priority; a number from 0 (first) to 255 (last) would be",
        "„{}“ ist kein Rang; erlaubt ist eine Zahl von 0 (zuerst) bis 255 (zuletzt)",
    ),
    ("'{}' is not a number from {} to {}", "„{}“ ist keine Zahl von {} bis {}"),
    (
        "'{}' is not a time; 14:30, 2026-11-20 14:30, +2h or 2026-11-20T14:30:00+01:00 would be",
        "„{}“ ist keine Zeit; richtig wäre 14:30, 2026-11-20 14:30, +2h oder 2026-11-20T14:30:00+01:00",
    ),
    (
        "'{}' is not an e-mail address; name@example.com would be",
        "„{}“ ist keine E-Mail-Adresse; richtig wäre name@example.com",
    ),
    (
        "character {} can't be sent; digits, *, #, + and blanks can",
        "das Zeichen {} kann nicht gesendet werden; erlaubt sind Ziffern, *, #, + und Leerzeichen",
    ),
    ("it is longer than {} characters", "es ist länger als {} Zeichen"),
    ("'{}' holds '{}'; digits alone would be right", "„{}“ enthält „{}“; erlaubt sind nur Ziffern"),
    (
        "'{}' is no name of a machine or a trunk; letters, digits, -, _, ., /, @ and : are",
        "„{}“ ist kein Name einer Maschine oder eines Trunks; erlaubt sind Buchstaben, Ziffern, -, _, ., /, @ und :",
    ),
    (
        "'{}' is not the beginning of a number; +49900 would be",
        "„{}“ ist kein Anfang einer Nummer; richtig wäre +49900",
    ),
    (
        "no number is given; who shall get the fax?",
        "es ist keine Nummer angegeben; wer soll das Fax bekommen?",
    ),
    (
        "no device is given; a fax is sent from a fax device, by its extension, as 2101",
        "es ist kein Anschluss angegeben; ein Fax wird von einem Faxanschluss gesendet, etwa 2101",
    ),
    (
        "there is no fax device '{}'; `ferrofax show devices` on Asterisk's command line tells which there are",
        "es gibt keinen Faxanschluss „{}“; `ferrofax show devices` auf der Kommandozeile von Asterisk zeigt, welche es gibt",
    ),
    (
        "there is no fax device '{}': none is published in this spool; has the module been loaded with it?",
        "es gibt keinen Faxanschluss „{}“: in diesem Spool ist keiner bekannt; ist das Modul mit ihm geladen?",
    ),
    (
        "extension {} is a device in several contexts; write {}@{} or {}@{}",
        "die Nebenstelle {} ist in mehreren Kontexten ein Anschluss; schreiben Sie {}@{} oder {}@{}",
    ),
    (
        "device {} may not send faxes: sendenabled = no, or its option x",
        "der Anschluss {} darf keine Faxe senden: sendenabled = no, oder seine Option x",
    ),
    (
        "no document is given; there is nothing to send",
        "es ist kein Dokument angegeben; es gibt nichts zu senden",
    ),
    ("'{}' is unknown; {} are known", "„{}“ ist unbekannt; bekannt sind {}"),
    ("expires: {} is not after the time to send", "expires: {} ist nicht nach der Sendezeit"),
    ("there is no document to send", "es gibt kein Dokument zu senden"),
    (
        "a fax goes to no more than {} numbers at once",
        "ein Fax geht an höchstens {} Nummern zugleich",
    ),
    (
        "you have {} drafts; send one, or delete one",
        "Sie haben {} Entwürfe; senden oder verwerfen Sie einen",
    ),
    (
        "documents: it has no {}, or it was named before",
        "Dokumente: {} gibt es nicht, oder es wurde schon genannt",
    ),
    ("you have no device to send from", "Sie haben keinen Anschluss, von dem Sie senden können"),
    ("'{}' is no device: {}", "„{}“ ist kein Anschluss: {}"),
    // Received faxes.
    ("There is no user '{}' who sees this fax", "Kein Benutzer „{}“ sieht dieses Fax"),
    (
        "the tag is too long: no more than {} letters",
        "das Kennzeichen ist zu lang: höchstens {} Buchstaben",
    ),
    (
        "the note is too long: no more than {} letters",
        "die Notiz ist zu lang: höchstens {} Buchstaben",
    ),
    (
        "control signs can't stand in a tag or a note",
        "in Kennzeichen und Notizen können keine Steuerzeichen stehen",
    ),
    (
        "fax {} has no mailbox of its own; name an address",
        "Fax {} hat kein eigenes Postfach; geben Sie eine Adresse an",
    ),
    (
        "nothing is printed from here; the machine where the fax came in can",
        "von hier wird nicht gedruckt; das kann die Maschine, auf der das Fax empfangen wurde",
    ),
    ("there is no printer '{}'", "es gibt keinen Drucker „{}“"),
    (
        "the device of fax {} has no printer; name one",
        "der Anschluss von Fax {} hat keinen Drucker; wählen Sie einen",
    ),
    ("something is sent to 1 to {} numbers at once", "gesendet wird an 1 bis {} Nummern zugleich"),
    (
        "a fax is mailed to no more than {} addresses at once",
        "ein Fax wird an höchstens {} Adressen zugleich gemailt",
    ),
    ("'{}' is a printer", "„{}“ ist ein Drucker"),
    (
        "fax {} is still coming in; it can be passed on when it has come",
        "Fax {} wird noch empfangen; Sie können es weitergeben, sobald es vollständig ist",
    ),
    ("fax {} is still coming in", "Fax {} wird noch empfangen"),
    ("fax {} has no pages", "Fax {} hat keine Seiten"),
    (
        "fax {} is still on its way to somebody; once that is over, or `ferrofax mail-queue` has no more of it, it can be deleted",
        "Fax {} ist noch unterwegs; Sie können es löschen, sobald es angekommen ist oder `ferrofax mail-queue` nichts mehr davon hat",
    ),
    (
        "fax {} is on legal hold: nobody can delete it before an administrator releases it",
        "Fax {} ist rechtlich gesperrt: niemand kann es löschen, bis die Verwaltung es freigibt",
    ),
    ("{} deals with fax {} already", "{} bearbeitet Fax {} schon"),
    ("{} was deleted on {}: {}", "{} wurde am {} gelöscht: {}"),
    ("deleted by {}", "gelöscht von {}"),
    ("older than {} days", "älter als {} Tage"),
    ("it has changed since it was read", "es hat sich geändert, seit es gelesen wurde"),
    ("{} has changed since it was read", "{} hat sich geändert, seit Sie es gelesen haben"),
    ("there is no fax {}", "es gibt kein Fax {}"),
    ("there is no job {}", "es gibt keinen Auftrag {}"),
    ("there is no contact {}", "es gibt keinen Kontakt {}"),
    ("there is no draft {}", "es gibt keinen Entwurf {}"),
    ("there is no session {}", "es gibt keine Anmeldung {}"),
    ("there is no record {}", "es gibt keine Aufzeichnung {}"),
    ("fax {}", "Fax {}"),
    ("job {}", "Auftrag {}"),
    ("contact {}", "Kontakt {}"),
    ("draft {}", "Entwurf {}"),
    // Jobs.
    ("job {} is {} already", "Auftrag {} ist schon {}"),
    (
        "job {} waits for a number: `ferrofax number {} NUMBER` gives it one, and it goes on",
        "Auftrag {} wartet auf eine Nummer: `ferrofax number {} NUMMER` gibt ihm eine",
    ),
    (
        "job {} has a number already, and keeps it; only one that waits for a number can be given one",
        "Auftrag {} hat schon eine Nummer und behält sie; nur einem, der auf eine wartet, kann man eine geben",
    ),
    (
        "job {} is in the store that nodes share, where this can't be changed",
        "Auftrag {} liegt in der gemeinsamen Datenbank, wo das nicht geändert werden kann",
    ),
    ("done", "erledigt"),
    ("failed", "fehlgeschlagen"),
    ("active", "in einem Anruf"),
    ("suspended", "angehalten"),
    // Address books.
    ("the table has more than {} MiB", "die Tabelle hat mehr als {} MiB"),
    (
        "the table is not UTF-8; save it as \"CSV UTF-8\"",
        "die Tabelle ist nicht in UTF-8; speichern Sie sie als „CSV UTF-8“",
    ),
    ("the table is empty", "die Tabelle ist leer"),
    (
        "the first line has to name the columns: name, company, number, note; name and number must be there",
        "die erste Zeile muss die Spalten nennen: name, company, number, note; name und number müssen dabei sein",
    ),
    ("the table has more than {} contacts", "die Tabelle hat mehr als {} Kontakte"),
    ("the table cannot be read: {}", "die Tabelle kann nicht gelesen werden: {}"),
    (
        "a cell with a quotation mark must stand in quotation marks, and each in it must be doubled",
        "ein Feld mit einem Anführungszeichen muss in Anführungszeichen stehen, und jedes darin muss verdoppelt sein",
    ),
    (
        "the quotation mark that begins there has no end",
        "das Anführungszeichen, das dort beginnt, hat kein Ende",
    ),
    ("the name", "der Name"),
    ("the company", "die Firma"),
    ("the number", "die Nummer"),
    ("the note", "die Notiz"),
    ("{} is too long: no more than {} letters", "{} ist zu lang: höchstens {} Buchstaben"),
    ("control signs can't stand in {}", "Steuerzeichen sind nicht erlaubt: {}"),
    ("a contact has a name", "ein Kontakt braucht einen Namen"),
    ("a book has room for {} contacts", "ein Adressbuch fasst {} Kontakte"),
    ("line {}", "Zeile {}"),
    // One's own, and administration.
    ("there are no pages in '{}'; {} are there", "es gibt keine Seiten in „{}“; es gibt {}"),
    ("there is no key {}", "es gibt keinen Schlüssel {}"),
    ("there is no user '{}'", "es gibt keinen Benutzer „{}“"),
    ("stopped by {}", "angehalten von {}"),
    ("{} is not there for this user", "{} gibt es für diesen Benutzer nicht"),
    (
        "[web] metrics_networks does not name this address",
        "[web] metrics_networks nennt diese Adresse nicht",
    ),
    (
        "Nothing is deleted: the machine's clock was put forward or back within the last hour.",
        "Es wird nichts gelöscht: Die Uhr der Maschine wurde in der letzten Stunde vor- oder zurückgestellt.",
    ),
    // Requests.
    (
        "The request is none that a page of ours makes",
        "Eine solche Anfrage stellt keine unserer Seiten",
    ),
    ("no folder for documents: {}", "kein Ordner für Dokumente: {}"),
    ("more than {} fields", "mehr als {} Felder"),
    ("more than {} documents", "mehr als {} Dokumente"),
    (
        "the documents are too large; [web] max_upload_mb is the limit",
        "die Dokumente sind zu groß; die Grenze ist [web] max_upload_mb",
    ),
    ("more than {} bytes of words", "mehr als {} Bytes an Text"),
    // Documents.
    ("a fax has no more than {} documents", "ein Fax hat höchstens {} Dokumente"),
    (
        "the documents of a fax have no more than {} MiB",
        "die Dokumente eines Faxes haben höchstens {} MiB",
    ),
    ("it is gone; add it again", "es ist nicht mehr da; fügen Sie es noch einmal hinzu"),
    (
        "its pages are gone; take it out and add it again",
        "seine Seiten sind nicht mehr da; entfernen Sie es, und fügen Sie es noch einmal hinzu",
    ),
    ("the file is empty", "die Datei ist leer"),
    ("it is not a plain file", "es ist keine gewöhnliche Datei"),
    ("it is empty", "es ist leer"),
    ("it has more than {} MiB", "es hat mehr als {} MiB"),
    ("page {} was not ready after {} seconds", "Seite {} war nach {} Sekunden nicht fertig"),
    (
        "the whole fax was not ready after {} seconds",
        "das ganze Fax war nach {} Sekunden nicht fertig",
    ),
    (
        "the conversion of {} cannot be started: {}",
        "die Umwandlung von {} kann nicht gestartet werden: {}",
    ),
    (
        "the program that reads it cannot be confined: {}",
        "das Programm, das es liest, kann nicht eingegrenzt werden: {}",
    ),
    ("{} cannot be confined: {}", "{} kann nicht eingegrenzt werden: {}"),
    ("its pages cannot be written ({})", "seine Seiten können nicht geschrieben werden ({})"),
    ("the pages that were made cannot be read", "die erzeugten Seiten können nicht gelesen werden"),
    ("it is not one document", "es ist nicht ein einziges Dokument"),
    (
        "no field is looked for in it: its words are not known",
        "darin wird kein Feld gesucht: sein Text ist nicht bekannt",
    ),
    ("it cannot be read ({})", "es kann nicht gelesen werden ({})"),
    ("it was made shorter while it was read", "es wurde gekürzt, während es gelesen wurde"),
    (
        "a document was made shorter while it was read",
        "ein Dokument wurde gekürzt, während es gelesen wurde",
    ),
    ("there is no task", "es gibt keine Aufgabe"),
    ("no program is named", "es ist kein Programm angegeben"),
    ("its {} is missing", "sein {} fehlt"),
    (
        "the fax from page {} on has more than {} pages",
        "das Fax ab Seite {} hat mehr als {} Seiten",
    ),
    (
        "its elements are nested in each other by the thousand",
        "seine Elemente sind tausendfach ineinander verschachtelt",
    ),
    ("it has nothing to show", "es enthält nichts, was man zeigen kann"),
    (
        "{}; PDF, TIFF, PNG, JPEG, GIF, BMP, WebP, HTML and text can be faxed",
        "{}; gefaxt werden können PDF, TIFF, PNG, JPEG, GIF, BMP, WebP, HTML und Text",
    ),
    (
        "it is an SVG drawing; it can be faxed as PDF or PNG",
        "es ist eine SVG-Zeichnung; als PDF oder PNG kann sie gefaxt werden",
    ),
    ("it is neither a picture nor text", "es ist weder ein Bild noch Text"),
    ("it is of the type {}, which nothing here reads", "es ist vom Typ {}, den hier nichts liest"),
    (
        "it is PostScript, for which Ghostscript is not installed here",
        "es ist PostScript, und Ghostscript ist hier nicht installiert",
    ),
    (
        "it is an office document, for which LibreOffice is not installed here",
        "es ist ein Office-Dokument, und LibreOffice ist hier nicht installiert",
    ),
    ("nothing here reads it", "hier liest es nichts"),
    ("it is a recording", "es ist eine Tonaufnahme"),
    ("it is a film", "es ist ein Film"),
    ("it is a program", "es ist ein Programm"),
    ("it is a gzip archive", "es ist ein gzip-Archiv"),
    ("it is a RAR archive", "es ist ein RAR-Archiv"),
    ("it is a 7-Zip archive", "es ist ein 7-Zip-Archiv"),
    ("it is a ZIP archive", "es ist ein ZIP-Archiv"),
    ("it is a file of an old office program", "es ist eine Datei eines alten Office-Programms"),
    ("it is a printer's data (PJL)", "es sind Daten eines Druckers (PJL)"),
    (
        "it is encrypted and needs a password; save it without one",
        "es ist verschlüsselt und braucht ein Passwort; speichern Sie es ohne",
    ),
    (
        "it is encrypted in a way that is not known here",
        "es ist auf eine Art verschlüsselt, die hier nicht bekannt ist",
    ),
    ("{} was not started: {}", "{} wurde nicht gestartet: {}"),
    (
        "{} was ended: it started too many processes",
        "{} wurde beendet: es hat zu viele Prozesse gestartet",
    ),
    (
        "{} was ended: it wrote too much to the disk",
        "{} wurde beendet: es hat zu viel auf die Platte geschrieben",
    ),
    ("{} cannot read it", "{} kann es nicht lesen"),
    ("{} cannot read it ({})", "{} kann es nicht lesen ({})"),
    (
        "{} made no PDF, TIFF, picture or text of it",
        "{} hat kein PDF, TIFF, Bild und keinen Text daraus gemacht",
    ),
    ("{}-{} is no range of pages", "{}-{} ist kein Seitenbereich"),
    (
        "{}-{} does not stand behind the range before it",
        "{}-{} steht nicht hinter dem Bereich davor",
    ),
    ("more than {} ranges of pages are asked for", "mehr als {} Seitenbereiche sind verlangt"),
    (
        "its end is missing; it was not copied whole",
        "sein Ende fehlt; es wurde nicht vollständig kopiert",
    ),
    ("it should have {} pages, but {} were found", "es sollte {} Seiten haben, gefunden wurden {}"),
    (
        "a picture on page {} may have wrong edges: its colours are mixed with a ground (Matte)",
        "ein Bild auf Seite {} hat vielleicht falsche Ränder: seine Farben sind mit einem Grund gemischt (Matte)",
    ),
    (
        "a drawing that was put onto a page without its looks is missing",
        "eine Zeichnung, die ohne ihr Aussehen auf eine Seite gesetzt wurde, fehlt",
    ),
    (
        "{} drawings that were put onto pages without their looks are missing",
        "{} Zeichnungen, die ohne ihr Aussehen auf Seiten gesetzt wurden, fehlen",
    ),
    ("a picture on page {} cannot be read", "ein Bild auf Seite {} kann nicht gelesen werden"),
    (
        "a font on page {} cannot be read, and its text would be missing",
        "eine Schrift auf Seite {} kann nicht gelesen werden, und ihr Text würde fehlen",
    ),
    (
        "the {} text on page {} would be missing: its font is neither in the document nor installed here",
        "der Text ({}) auf Seite {} würde fehlen: seine Schrift ist weder im Dokument noch hier installiert",
    ),
    (
        "it is damaged and cannot be read as PDF",
        "es ist beschädigt und kann nicht als PDF gelesen werden",
    ),
    (
        "it is damaged and cannot be read as a picture",
        "es ist beschädigt und kann nicht als Bild gelesen werden",
    ),
    (
        "page {} would be {} mm long; a fax page may have {} mm",
        "Seite {} wäre {} mm lang; eine Faxseite darf {} mm haben",
    ),
    (
        "it would be {} mm long; a fax page may have {} mm",
        "es wäre {} mm lang; eine Faxseite darf {} mm haben",
    ),
    ("page {} has too many pixels", "Seite {} hat zu viele Bildpunkte"),
    ("it has too many pixels", "es hat zu viele Bildpunkte"),
    ("page {} is asked for, and it has {}", "Seite {} ist verlangt, und es hat {}"),
    ("it has no pages", "es hat keine Seiten"),
    (
        "it has {} pages, with {} before it, and a fax may have {}",
        "es hat {} Seiten, mit {} davor, und ein Fax darf {} haben",
    ),
    ("it has {} pages, and a fax may have {}", "es hat {} Seiten, und ein Fax darf {} haben"),
    ("more than {}", "mehr als {}"),
    ("1 letter that no font has is missing", "1 Zeichen fehlt, das keine Schrift enthält"),
    ("{} letters that no font has are missing", "{} Zeichen fehlen, die keine Schrift enthält"),
    ("its pages have more than {} MiB", "seine Seiten haben mehr als {} MiB"),
    ("it is cut off in its head", "es ist im Kopf abgeschnitten"),
    (
        "it is cut off: it has {} of the {} pages that it says",
        "es ist abgeschnitten: es hat {} der {} angekündigten Seiten",
    ),
    ("page {} is cut off in its head", "Seite {} ist im Kopf abgeschnitten"),
    (
        "page {} has no size: it is {} × {} pixels",
        "Seite {} hat keine Größe: sie hat {} × {} Bildpunkte",
    ),
    (
        "page {} has a resolution of {} × {} dpi, which no printer has",
        "Seite {} hat eine Auflösung von {} × {} dpi, die kein Drucker hat",
    ),
    ("page {} has too many pixels: {} × {}", "Seite {} hat zu viele Bildpunkte: {} × {}"),
    (
        "page {} has rows of {} bytes, and its pixels take {}",
        "Seite {} hat Zeilen von {} Bytes, und ihre Bildpunkte brauchen {}",
    ),
    (
        "page {} has colours that can't be faxed (colour space {}, {} bits a pixel); black, sGray and sRGB can",
        "Seite {} hat Farben, die nicht gefaxt werden können (Farbraum {}, {} Bit je Bildpunkt); black, sGray und sRGB können es",
    ),
    (
        "page {} is cut off: it has {} of {} rows",
        "Seite {} ist abgeschnitten: sie hat {} von {} Zeilen",
    ),
    ("page {} is damaged in row {}", "Seite {} ist in Zeile {} beschädigt"),
    ("page {} is damaged", "Seite {} ist beschädigt"),
    ("page {} is cut off", "Seite {} ist abgeschnitten"),
    ("behind page {}: {}", "hinter Seite {}: {}"),
    ("damaged rows on page {}: {}", "beschädigte Zeilen auf Seite {}: {}"),
    ("it cannot be faxed", "es kann nicht gefaxt werden"),
    ("page {} takes too much processor time", "Seite {} braucht zu viel Rechenzeit"),
    ("page {} makes too large a file", "Seite {} ergibt eine zu große Datei"),
    (
        "page {} takes too much memory, or is nested too deeply",
        "Seite {} braucht zu viel Speicher oder ist zu tief verschachtelt",
    ),
    (
        "page {} breaks the program that reads it",
        "Seite {} bringt das Programm zum Absturz, das sie liest",
    ),
    (
        "it begins as text and goes on as something else",
        "es beginnt als Text und geht als etwas anderes weiter",
    ),
    ("it has no text", "es enthält keinen Text"),
    (
        "page {} has no FAX field, and none came before it; nobody knows who gets it",
        "Seite {} hat kein FAX-Feld, und davor kam keines; niemand weiß, wer sie bekommt",
    ),
    (
        "page {} says two things in its {} fields: '{}' and '{}'",
        "Seite {} sagt zweierlei in ihren Feldern {}: „{}“ und „{}“",
    ),
    (
        "page {}: {} is '{}' here and '{}' on a page of the same fax before it",
        "Seite {}: {} ist hier „{}“ und auf einer Seite desselben Faxes davor „{}“",
    ),
    (
        "page {}: '{}' begins as a {} field and is none that can be read",
        "Seite {}: „{}“ beginnt als Feld {} und kann nicht als solches gelesen werden",
    ),
    (
        "{} is being worked on; please come again in a moment",
        "{} wird gerade bearbeitet; bitte versuchen Sie es gleich noch einmal",
    ),
    ("1 control character in it is left out", "1 Steuerzeichen darin ist weggelassen"),
    ("{} control characters in it are left out", "{} Steuerzeichen darin sind weggelassen"),
    (
        "page {} was not ready after {} seconds of work",
        "Seite {} war nach {} Sekunden Arbeit nicht fertig",
    ),
    (
        "the whole fax was not ready after {} seconds of work",
        "das ganze Fax war nach {} Sekunden Arbeit nicht fertig",
    ),
    ("it was not ready after {} seconds of work", "es war nach {} Sekunden Arbeit nicht fertig"),
    ("{} was not ready after {} seconds of work", "{} war nach {} Sekunden Arbeit nicht fertig"),
    ("it is an xz archive", "es ist ein xz-Archiv"),
    ("it is a cabinet archive", "es ist ein Cabinet-Archiv"),
    ("it is an ar archive", "es ist ein ar-Archiv"),
    ("it is a cpio archive", "es ist ein cpio-Archiv"),
    ("it is a bzip2 archive", "es ist ein bzip2-Archiv"),
    ("it is a Zstandard archive", "es ist ein Zstandard-Archiv"),
    ("it is a tar archive", "es ist ein tar-Archiv"),
    ("it is a winmail.dat of Outlook", "es ist eine winmail.dat von Outlook"),
    ("it is a mail with a PDF in it", "es ist eine E-Mail, in der ein PDF steckt"),
    ("it is called a PDF, and its content is none", "es heißt PDF, und sein Inhalt ist keines"),
    (
        "page {} ends early: {} of the {} rows that the file names are not in it",
        "Seite {} endet zu früh: {} der {} Zeilen, die die Datei angibt, fehlen",
    ),
    (
        "1 annotation that is marked as not for printing is left out",
        "1 Anmerkung, die nicht zum Drucken bestimmt ist, ist weggelassen",
    ),
    (
        "{} annotations that are marked as not for printing are left out",
        "{} Anmerkungen, die nicht zum Drucken bestimmt sind, sind weggelassen",
    ),
    (
        "what only a screen shows of it may be on the pages, or what only a print shows be missing",
        "auf den Seiten kann stehen, was nur ein Bildschirm zeigen soll, oder fehlen, was nur im Druck erscheint",
    ),
    (
        "it is a portfolio, and the files in it are not faxed",
        "es ist ein Portfolio, und die Dateien darin werden nicht gefaxt",
    ),
    (
        "it is a form that only some programs can show (dynamic XFA), and its page says no more than that; print it from such a program as a PDF, and that can be faxed",
        "es ist ein Formular, das nur manche Programme zeigen können (dynamisches XFA), und seine Seite sagt nur das; drucken Sie es aus einem solchen Programm als PDF, das kann gefaxt werden",
    ),
    (
        "it is only the wrapping of an encrypted document, which is not read here",
        "es ist nur die Hülle eines verschlüsselten Dokuments, das hier nicht gelesen wird",
    ),
    // How the service is.
    ("ok: {}", "in Ordnung: {}"),
    ("WRONG: {}", "FEHLER: {}"),
    ("disk", "Platte"),
    ("module", "Modul"),
    ("it can be read", "kann gelesen werden"),
    ("it works with this spool", "arbeitet mit diesem Spool"),
    ("it has never worked with this spool", "hat noch nie mit diesem Spool gearbeitet"),
    (
        "it does not run: jobs wait until Asterisk has loaded it",
        "läuft nicht: Aufträge warten, bis Asterisk es geladen hat",
    ),
    ("only {} MiB are free", "nur {} MiB sind frei"),
    ("{} MiB are free", "{} MiB sind frei"),
    // What begins with what it is about.
    ("{}; the setting '{}' says so", "{}; so sagt es die Einstellung „{}“"),
    ("{}; near it: {}", "{}; ähnlich sind: {}"),
    ("{}: {} is in the past", "{}: {} liegt in der Vergangenheit"),
    ("there is no {}", "es gibt nicht: {}"),
    ("{}: {}", "{}: {}"),
];
