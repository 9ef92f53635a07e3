# The German texts of what other parts of Ferrofax say in English: see en.ftl.

# Frames around other sentences.
about = { $about }: { $said }
near-it = { $said }; ähnlich sind: { $near }
limited = { $said }; die Grenze ist die Einstellung „{ $setting }“
only-these = { $said }; gefaxt werden können PDF, TIFF, PNG, JPEG, GIF, BMP, WebP, HTML und Text
line = Zeile { $line }
page = Seite { $page }
text = { $text }
it = es

# Numbers.
number-no-digits = „{ $number }“ enthält keine Ziffern
number-sign = „{ $number }“ ist keine Nummer: „{ $sign }“ kann nicht gewählt werden; erlaubt sind Ziffern, ein + am Anfang und die Trennzeichen - . / ( )
number-long = „{ $number }“ hat mehr als 20 Ziffern
number-wrong = „{ $number }“ ist keine gültige Telefonnummer: { $why }
number-prefix = sie ist nur eine Vorwahl ohne Nummer
number-short = sie ist zu kurz
number-zero-country = keine Landesvorwahl beginnt mit 0; 0{ $rest } ist eine nationale, +{ $rest } eine internationale Nummer
number-zero = nach +{ $code } beginnt keine Nummer mit 0; schreiben Sie +{ $right }
number-zero-meant = sie bedeutet +{ $meant }, und nach +{ $code } beginnt keine Nummer mit 0
number-short-country = sie ist zu kurz: nach +{ $code } hat eine Nummer mindestens { $least } Ziffern
number-long-country = sie ist zu lang: mit Landesvorwahl hat eine Nummer höchstens { $most } Ziffern
number-forbidden = Faxe an { $beginning }… sind durch die Einstellung „forbidden“ gesperrt

# Values.
value-none-of = „{ $value }“ ist keiner der Werte { $known }
value-yes-no = „{ $value }“ ist weder yes noch no
value-priority = „{ $value }“ ist keine Priorität; erlaubt ist eine Zahl von 0 (zuerst) bis 255 (zuletzt)
value-number = „{ $value }“ ist keine Zahl von { $least } bis { $most }
value-time = „{ $value }“ ist keine Zeit; schreiben Sie 14:30, 2026-11-20 14:30, +2h oder 2026-11-20T14:30:00+01:00
value-window = { $value } ist kein Zeitfenster; schreiben Sie es wie Mon-Fri 08:00-18:00
value-zone = die Zeitzone { $value } ist unbekannt
value-address = „{ $value }“ ist keine E-Mail-Adresse; schreiben Sie sie wie name@example.com
value-addresses = Höchstens { $most } E-Mail-Adressen können Berichte zu einem Fax erhalten
value-sign = das Zeichen an Stelle { $place } kann nicht gesendet werden; erlaubt sind Ziffern, *, #, + und Leerzeichen
value-long = es hat mehr als { $most } Zeichen
value-digits = „{ $value }“ enthält „{ $found }“; erlaubt sind nur Ziffern
value-name = „{ $value }“ ist kein Name eines Servers oder eines Trunks; erlaubt sind Buchstaben, Ziffern, -, _, ., /, @ und :
value-beginning = „{ $value }“ ist kein Anfang einer Nummer; schreiben Sie ihn wie +49900
value-device = „{ $value }“ ist kein Anschluss; schreiben Sie 2101 oder 2101@context
value-unknown = „{ $value }“ ist unbekannt; bekannt sind { $known }

# What a fax needs.
no-number = es ist keine Nummer angegeben; geben Sie die Faxnummer des Empfängers ein
no-device = es ist kein Anschluss angegeben; nennen Sie einen Faxanschluss mit seiner Nebenstelle, etwa 2101
unknown-device = es gibt keinen Faxanschluss „{ $device }“; `ferrofax show devices` auf der Kommandozeile von Asterisk zeigt alle
no-devices = es gibt keinen Faxanschluss „{ $device }“: in diesem Spool ist keiner bekannt; prüfen Sie, ob Asterisk das Modul geladen hat
ambiguous-device = die Nebenstelle { $exten } ist in mehreren Kontexten ein Anschluss; schreiben Sie { $exten }@{ $first } oder { $exten }@{ $second }
device-receives = vom Anschluss { $device } dürfen keine Faxe gesendet werden: sendenabled ist no, oder er hat die Option x
no-document = es ist kein Dokument angegeben; es gibt nichts zu senden
no-documents = es gibt kein Dokument zu senden
time-past = { $what }: { $time } liegt in der Vergangenheit
expires-first = expires: { $time } ist nicht nach der Sendezeit
too-many-numbers = ein Fax kann an höchstens { $most } Nummern zugleich gesendet werden
some-numbers = ein Fax kann an 1 bis { $most } Nummern zugleich gesendet werden
own-no-device = Sie haben keinen Anschluss, von dem Sie senden können

# Drafts.
too-many-drafts = Sie haben { $most } Entwürfe; senden oder verwerfen Sie einen
draft-order = Dokumente: { $document } gibt es nicht, oder es ist zweimal genannt
draft-documents = ein Fax hat höchstens { $most } Dokumente
draft-size = die Dokumente eines Faxes haben höchstens { $most } MiB
draft-gone = es ist nicht mehr vorhanden; fügen Sie es noch einmal hinzu
draft-pages-gone = die Seiten sind nicht mehr vorhanden; entfernen Sie das Dokument und fügen Sie es noch einmal hinzu

# Received faxes.
hand-to-nobody = es gibt keinen Benutzer „{ $user }“, der dieses Fax sehen darf
move-on-hold = für Fax { $fax } gilt eine rechtliche Sperre: es lässt sich nicht verschieben, bis die Administration sie aufhebt
move-junk = Fax { $fax } ist als unerwünscht abgelegt; stellen Sie es zuerst zu
move-shared = Faxe lassen sich nicht verschieben, wenn mehrere Rechner eine Datenbank teilen
move-nowhere = es gibt keinen anderen Anschluss „{ $device }“, an den Sie dieses Fax verschieben können
too-long = { $what } hat mehr als { $most } Zeichen
control-character = { $what } enthält ein Steuerzeichen
the-tag = das Kennzeichen
the-note = die Notiz
the-tag-or-note = das Kennzeichen oder die Notiz
no-mailbox = Fax { $fax } hat kein eigenes Postfach; geben Sie eine Adresse an
no-printing = dieser Server druckt nicht; das kann der Server, der das Fax empfangen hat
no-printer = es gibt keinen Drucker „{ $printer }“
device-no-printer = der Anschluss von Fax { $fax } hat keinen Drucker; wählen Sie einen
too-many-addresses = ein Fax kann an höchstens { $most } E-Mail-Adressen zugleich gesendet werden
coming = Fax { $fax } wird noch empfangen
coming-later = Fax { $fax } wird noch empfangen; Sie können es weiterleiten, sobald es vollständig ist
no-fax-pages = Fax { $fax } hat keine Seiten
fax-not-junk = Fax { $fax } ist nicht als unerwünscht abgelegt
fax-received-elsewhere = dieser Server stellt keine Faxe zu; der Server, der Fax { $fax } empfangen hat, kann es freigeben
undelivered = Fax { $fax } wird noch zugestellt; Sie können es danach löschen, oder sobald `ferrofax mail-queue` es nicht mehr aufführt
on-hold = für Fax { $fax } gilt eine rechtliche Sperre: niemand kann es löschen, bis die Administration sie aufhebt
claimed = { $user } bearbeitet Fax { $fax } bereits
deleted = { $thing } wurde am { $date } gelöscht: { $why }
deleted-by = gelöscht von { $user }
older = älter als { $days ->
    [one] { $days } Tag
   *[other] { $days } Tage
}
older-class = älter als { $days ->
    [one] { $days } Tag
   *[other] { $days } Tage
} (Klasse { $class })
changed = { $thing } hat sich inzwischen geändert
busy = { $thing } wird gerade von jemand anderem geändert; versuchen Sie es gleich noch einmal
there-is-no = { $thing } gibt es nicht
not-for-user = { $thing } gibt es für diesen Benutzer nicht
thing-fax = Fax { $fax }
thing-job = Auftrag { $job }
thing-contact = Kontakt { $contact }
thing-draft = Entwurf { $draft }
thing-session = Sitzung { $session }
thing-view = Ansicht { $view }
thing-record = Aufzeichnung { $record }
thing-key = Schlüssel { $key }

# Jobs.
job-ended = Auftrag { $job } ist bereits { $state }
job-done = erledigt
job-failed = fehlgeschlagen
job-no-number = Auftrag { $job } wartet auf eine Nummer; `ferrofax number { $job } NUMMER` setzt sie
job-has-number = Auftrag { $job } hat bereits eine Nummer, die nicht geändert werden kann
job-in-store = Auftrag { $job } ist in der gemeinsamen Datenbank, wo sich das nicht ändern lässt
job-without-number = der Auftrag hat keine Nummer
job-number-too-much = der Auftrag hat bereits eine Nummer, oder keine Zeit, auf eine zu warten
job-without-document = der Auftrag hat kein Dokument
job-no-attempt = der Auftrag erlaubt keinen Versuch
job-past = die Sendezeit liegt in der Vergangenheit
job-expires = der Auftrag würde ablaufen, bevor er gesendet wird
document-pages = { $document } hat { $count } Seiten; ein Fax hat höchstens { $most }
document-unfit = { $document } kann nicht gefaxt werden: { $why }
document-empty = { $document } ist leer

# Address books.
table-large = die Tabelle hat mehr als { $most } MiB
table-not-utf8 = die Tabelle ist nicht in UTF-8; speichern Sie sie als „CSV UTF-8“
table-empty = die Tabelle ist leer
table-columns = die erste Zeile muss die Spalten name, company, number und note nennen; name und number sind erforderlich
table-contacts = die Tabelle hat mehr als { $most } Kontakte
table-unreadable = die Tabelle kann nicht gelesen werden: { $why }
table-quote = setzen Sie ein Feld mit einem Anführungszeichen in Anführungszeichen, und verdoppeln Sie jedes darin
table-quote-open = das Anführungszeichen, das dort beginnt, ist nicht geschlossen
the-name = der Name
the-company = die Firma
the-number = die Nummer
contact-name = ein Kontakt braucht einen Namen
book-full = ein Adressbuch fasst höchstens { $most } Kontakte
contact-unclear = kein Kontakt im Adressbuch mit genau einer Nummer heißt „{ $name }“; schreiben Sie eine Faxnummer

# One's own, and administration.
no-pages-in = es gibt keine Seiten in der Sprache „{ $language }“; wählen Sie aus { $known }
no-user = es gibt keinen Benutzer „{ $user }“
metrics-network = [web] metrics_networks nennt diese Adresse nicht
clock-changed = Es wird nichts gelöscht: In der letzten Stunde wurde die Uhr des Servers vor- oder zurückgestellt, oder Ferrofax wurde nach mehr als einem Tag wieder gestartet.
key-name = ein Schlüssel braucht einen Zweck aus 1 bis { $most } Zeichen ohne Steuerzeichen
key-scope = ein Schlüssel braucht mindestens eine Berechtigung: { $known }
key-days = ein Schlüssel gilt 1 bis { $most } Tage
key-test-scope = ein Testschlüssel kann nur diese Berechtigungen haben: { $known }
key-many = dieser Benutzer hat bereits { $most } Schlüssel; beenden Sie zuerst einen

# Requests.
no-such-request = Keine Seite dieses Servers stellt eine solche Anfrage
no-folder = kein Ordner für Dokumente: { $why }
many-fields = mehr als { $most } Felder
many-documents = mehr als { $most } Dokumente
many-bytes = mehr als { $most } Bytes Text
field-bytes = es hat mehr als { $most } Bytes
form-large = die Dokumente sind zu groß; die Grenze ist [web] max_upload_mb
form-bytes = es hat mehr als { $most } Bytes; die Grenze ist [web] max_upload_mb
form-empty = das Dokument ist leer
form-unstored = das Dokument kann nicht gespeichert werden: { $why }
internal-error = ein interner Fehler

# Call recordings.

# The spool.
cannot = ein Zugriff ist fehlgeschlagen ({ $action }): { $why }
no-space = kein Platz mehr für { $file }: { $why }; Ferrofax arbeitet weiter, sobald Platz da ist
database-failed = die Datenbank des Spools { $file } ist fehlgeschlagen: { $why }
database-unsure = die Datenbank des Spools { $file } hat die Änderung nicht bestätigt, die vielleicht gemacht wurde: { $why }
database-unfit = die Datenbank des Spools { $file } lehnt es ab: { $why }
database-row = eine Zeile der Datenbank des Spools { $file } kann nicht gelesen werden: { $why }
database-damaged = die Datenbank des Spools { $file } ist beschädigt ({ $why }) und wird nicht benutzt; beenden Sie Asterisk und den Ferrofax-Dienst und spielen Sie eine Sicherung ein: siehe docs/backup.md
document-unusable = das Dokument { $file } kann nicht benutzt werden: { $why }
database-other = die gemeinsame Datenbank wurde wiederhergestellt oder ersetzt; dieser Server meldet ihr zuerst seine Aufträge
database-keys = Dokumente der gemeinsamen Datenbank können nicht ver- oder entschlüsselt werden: { $why }
bug = ein interner Fehler ist aufgetreten; siehe das Log

# How the service is.
health-ok = in Ordnung: { $said }
health-wrong = FEHLER: { $said }
disk = Festplatte
module = Modul
spool = Spool
health-read = er kann gelesen werden
health-works = es arbeitet mit diesem Spool
health-never = es hat noch nie mit diesem Spool gearbeitet
health-stopped = es läuft nicht: Aufträge warten, bis Asterisk es geladen hat
health-free = { $count } MiB sind frei
health-free-gib = { $count } GiB sind frei
health-little = nur { $count } MiB sind frei

# Documents as files.
plain-file = es ist keine gewöhnliche Datei
empty = es ist leer
large = es hat mehr als { $most } MiB
large-pages = die Seiten haben mehr als { $most } MiB
unreadable = es kann nicht gelesen werden ({ $why })
unwritable = die Seiten können nicht geschrieben werden ({ $why })
pages-unreadable = die erzeugten Seiten können nicht gelesen werden
truncated = es wurde gekürzt, während es gelesen wurde
document-truncated = ein Dokument wurde gekürzt, während es gelesen wurde
not-one = es ist nicht ein einziges Dokument
no-task = es gibt keine Aufgabe
its-missing = es fehlt: { $what }
not-faxable = es kann nicht gefaxt werden
the-mail-text = der Text der E-Mail
the-cover-page = das Deckblatt

# What a document is.
is-sound = es ist eine Tonaufnahme
is-gzip = es ist ein gzip-Archiv
is-bzip2 = es ist ein bzip2-Archiv
is-xz = es ist ein xz-Archiv
is-zstandard = es ist ein Zstandard-Archiv
is-rar = es ist ein RAR-Archiv
is-7zip = es ist ein 7-Zip-Archiv
is-zip = es ist ein ZIP-Archiv
is-cabinet = es ist ein Cabinet-Archiv
is-ar = es ist ein ar-Archiv
is-cpio = es ist ein cpio-Archiv
is-tar = es ist ein tar-Archiv
is-winmail = es ist eine winmail.dat von Outlook
is-old-office = es ist eine Datei eines alten Office-Programms
is-printer-data = es sind Daten eines Druckers (PJL)
is-program = es ist ein Programm
is-mail = es ist eine E-Mail, die ein PDF enthält
is-svg = es ist eine SVG-Zeichnung; als PDF oder PNG kann sie gefaxt werden
is-called-pdf = der Name sagt PDF, aber der Inhalt ist kein PDF
is-neither = es ist weder ein Bild noch Text
is-type = es hat den Typ { $type }, der nicht unterstützt wird
is-unsupported = das Format wird nicht unterstützt
is-postscript = es ist PostScript, und Ghostscript ist nicht installiert
is-office = es ist ein Office-Dokument, und LibreOffice ist nicht installiert
is-locked = es ist verschlüsselt und braucht ein Passwort; speichern Sie es ohne Passwort
is-encrypted = es ist auf eine unbekannte Art verschlüsselt
is-portfolio = es ist ein Portfolio, und die Dateien darin werden nicht gefaxt
is-xfa = es ist ein Formular, das nur manche Programme zeigen können (dynamisches XFA); drucken Sie es aus einem solchen Programm als PDF, und faxen Sie dieses PDF
is-wrapper = es ist nur die Hülle eines verschlüsselten Dokuments, das nicht gelesen werden kann
is-half-text = es beginnt als Text, aber nicht alles darin ist Text
is-without-text = es enthält keinen Text
is-invisible = es hat keinen sichtbaren Inhalt
is-blank = die Seiten sind leer
is-nested = die Elemente sind zu tief verschachtelt
is-no-pdf = es ist beschädigt und kann nicht als PDF gelesen werden
is-no-picture = es ist beschädigt und kann nicht als Bild gelesen werden

# Programs that convert.
no-child = die Umwandlung von { $document } kann nicht gestartet werden: { $why }
conversion-files = { $said }; die Umwandlung verwendet temporäre Dateien in { $folder }
unconfined = das Programm, das es liest, kann nicht abgeschottet werden: { $why }
unconfined-limit = nicht begrenzbar: { $what } ({ $why })
unconfined-calls = die Systemaufrufe können nicht gefiltert werden ({ $why })
unconfined-files = der Zugriff auf Dateien kann nicht begrenzt werden, weil dieser Kernel kein Landlock hat ({ $why })
limit-life = Lebensdauer
limit-memory = Speicher
limit-time = Rechenzeit
limit-output = Ausgabe
limit-core = Core-Datei
limit-processes = Zahl der Prozesse
program-unconfined = { $program } kann nicht abgeschottet werden: { $why }
program-unnamed = es ist kein Programm angegeben
program-not-started = { $program } konnte nicht gestartet werden: { $why }
program-processes = { $program } wurde beendet: es hat zu viele Prozesse gestartet
program-disk = { $program } wurde beendet: es hat zu viel auf die Festplatte geschrieben
program-memory = { $program } wurde beendet: es hat zu viel Speicher belegt
program-cannot = { $program } kann es nicht lesen
program-cannot-why = { $program } kann es nicht lesen ({ $why })
program-nothing = { $program } hat weder PDF noch TIFF, Bild oder Text erzeugt
slow = { $part } war nach { $seconds } Sekunden Rechenzeit nicht fertig
slow-fax = das ganze Fax war nach { $seconds } Sekunden nicht fertig
broke-time = { $part } braucht zu viel Rechenzeit
broke-file = { $part } ergibt eine zu große Datei
broke-memory = { $part } braucht zu viel Speicher oder ist zu tief verschachtelt
broke-crash = { $part } bringt das Programm zum Absturz, das die Daten liest

# Pages.
no-pages = es hat keine Seiten
many-pages = es hat { $count } Seiten; ein Fax hat höchstens { $most }
many-pages-after = es hat { $count } Seiten nach { $before } anderen; ein Fax hat höchstens { $most }
more-than = mehr als { $most }
not-that-page = Seite { $page } wurde verlangt, aber die Zahl der Seiten ist { $count }
range-wrong = { $first }-{ $last } ist kein Seitenbereich
range-order = { $first }-{ $last } kommt nicht nach dem Bereich davor
range-many = mehr als { $most } Seitenbereiche sind verlangt
end-missing = das Ende fehlt; das Dokument wurde nicht vollständig kopiert
pages-missing = es sollte { $declared } Seiten haben, gefunden wurden { $count }
header-cut = { $part } ist im Kopf abgeschnitten
cut-pages = es ist abgeschnitten: es hat { $count } von { $declared } Seiten
cut-rows = { $part } ist abgeschnitten: { $count } von { $declared } Zeilen sind vorhanden
cut-off = { $part } ist abgeschnitten
ends-early = Seite { $page } endet zu früh: { $missing } von { $rows } Zeilen fehlen
after-page = nach Seite { $page }: { $damage }
damaged-row = { $part } ist in Zeile { $row } beschädigt
damaged-rows = beschädigte Zeilen auf Seite { $page }: { $rows }
damaged-part = { $part } ist beschädigt
no-size = { $part } hat keine Größe: { $width } × { $height } Bildpunkte
no-resolution = { $part } hat eine Auflösung von { $x } × { $y } dpi, die kein Drucker hat
pixels = { $part } hat zu viele Bildpunkte
pixels-size = { $part } hat zu viele Bildpunkte: { $width } × { $height }
row-bytes = { $part } hat Zeilen von { $found } Bytes, aber die Bildpunkte brauchen { $least }
colours = { $part } hat Farben, die nicht gefaxt werden können (Farbraum { $space }, { $bits } Bit je Bildpunkt); möglich sind black, sGray und sRGB
too-long-page = { $part } wäre { $length } mm lang; eine Faxseite hat höchstens { $most } mm
picture-unreadable = ein Bild auf Seite { $page } kann nicht gelesen werden
picture-edges = ein Bild auf Seite { $page } hat vielleicht falsche Ränder: seine Farben sind mit einem Hintergrund gemischt (Matte)
font-unreadable = eine Schrift auf Seite { $page } kann nicht gelesen werden, und ihr Text würde fehlen
font-missing = Text ({ $language }) auf Seite { $page } würde fehlen: seine Schrift ist weder im Dokument noch installiert
language-japanese = Japanisch
language-chinese = Chinesisch
language-traditional = traditionelles Chinesisch
language-korean = Koreanisch
drawings-missing = { $count ->
    [one] { $count } Zeichnung fehlt, die ohne ihr Aussehen hinzugefügt wurde
   *[other] { $count } Zeichnungen fehlen, die ohne ihr Aussehen hinzugefügt wurden
}
annotations-left-out = { $count ->
    [one] { $count } Anmerkung, die nicht zum Drucken bestimmt ist, ist weggelassen
   *[other] { $count } Anmerkungen, die nicht zum Drucken bestimmt sind, sind weggelassen
}
characters-missing = { $count ->
    [one] { $count } Zeichen fehlt, das keine Schrift enthält
   *[other] { $count } Zeichen fehlen, die keine Schrift enthält
}
controls-left-out = { $count ->
    [one] { $count } Steuerzeichen darin ist weggelassen
   *[other] { $count } Steuerzeichen darin sind weggelassen
}
objects-left-out = { $count ->
    [one] { $count } Zeichnung oder anderes eingebettetes Objekt ist weggelassen
   *[other] { $count } Zeichnungen oder andere eingebettete Objekte sind weggelassen
}
layers = auf den Seiten kann stehen, was nur für den Bildschirm ist, oder fehlen, was nur für den Druck ist

# Fields in printed documents.
fields-not-looked-for = darin wird kein Feld gesucht: der Text ist nicht bekannt
fields-fax-pages = das Fax ab Seite { $page } hat mehr als { $most } Seiten
fields-no-number = Seite { $page } hat kein FAX-Feld und folgt auf keines; sie hat keinen Empfänger
fields-two = Seite { $page } hat zwei verschiedene Felder { $field }: „{ $first }“ und „{ $second }“
fields-differ = Seite { $page }: { $field } ist hier „{ $second }“ und auf einer früheren Seite desselben Faxes „{ $first }“
fields-unreadable = Seite { $page }: „{ $text }“ sieht wie ein Feld { $field } aus, kann aber nicht als solches gelesen werden

# Faults of a TIFF file.
tiff-no-tiff = es kann nicht als TIFF gelesen werden (es beginnt weder mit II noch mit MM)
tiff-short = es kann nicht als TIFF gelesen werden (es endet im Kopf)
tiff-version = es kann nicht als TIFF gelesen werden (die Version ist { $version } und nicht 42)
tiff-many-pages = es hat mehr als { $most } Seiten
tiff-linked = es ist ein zweites Mal verkettet
tiff-directory = das Verzeichnis liegt außerhalb der Datei
tiff-field = { $field } kann nicht gelesen werden
tiff-no-width = die Breite fehlt
tiff-no-length = die Länge fehlt
tiff-width = es ist { $width } Bildpunkte breit
tiff-rows = es hat { $rows } Zeilen
tiff-pixels = es hat zu viele Bildpunkte ({ $width } × { $height })
tiff-no-tiles = die Kacheln haben keine Größe
tiff-tiles = die Kacheln sind zu groß ({ $width } × { $height })
tiff-many-parts = das Bild besteht aus zu vielen Teilen ({ $count })
tiff-no-strips = die Streifen fehlen
tiff-parts = das Bild hat { $found } Teile, gebraucht werden { $wanted }
tiff-lengths = die Länge mancher Teile fehlt
tiff-outside = das Bild liegt außerhalb der Datei
tiff-only-black = die Kompression ({ $number }) ist nur für Schwarzweiß
tiff-not-black = die Kompression ({ $number }) ist nicht für Schwarzweiß
tiff-compression = die Kompression ({ $number }) ist für Graustufen und Farben unbekannt
tiff-uncompressed = es benutzt den unkomprimierten Modus von T.{ $number }
tiff-fill-order = die Bitreihenfolge ({ $number }) ist unbekannt
tiff-large = es hat { $width } × { $height } Bildpunkte in Grau oder Farbe, mehr als { $most } Millionen
tiff-pixel-kind = die Art der Bildpunkte ({ $samples } Werte von { $bits } Bit) ist unbekannt
tiff-sample-kind = die Art der Werte von { $bits } Bit ist unbekannt
tiff-fractions = die Werte sind keine ganzen Zahlen
tiff-predictor = der Prädiktor ({ $number }) ist für { $bits } Bit unbekannt
tiff-samples = die Bildpunkte haben { $found } Werte, gebraucht werden { $wanted }
tiff-ycbcr = die Form von YCbCr ist unbekannt
tiff-shared-colours = die Bildpunkte teilen Farben auf unbekannte Art ({ $way })
tiff-colours = die Art der Farben ist unbekannt (Photometric Interpretation { $number })
tiff-no-palette = die Palette fehlt
tiff-old-jpeg = die Kompression ist die alte Form von JPEG (6), verlustfrei, die hier unbekannt ist
tiff-old-jpeg-tables = die Kompression ist die alte Form von JPEG (6), und weder ein JPEG noch Tabellen sind vorhanden

# Die Kette des Protokolls der Entscheidungen.
chain-changed = diese Zeile wurde nachträglich geändert
chain-replaced = diese Zeile steht an der Stelle einer anderen: die nächste folgt auf eine Zeile mit anderem Hash
chain-put-in = diese Zeile wurde eingefügt
chain-taken-out = vor dieser Zeile wurde entfernt: { $lines }
chain-cut-off = nach dieser Zeile wurde abgeschnitten, was audit.head kennt: { $lines }
chain-line = Zeile { $first } der Kette
chain-lines = Zeilen { $first } bis { $last } der Kette
chain-unchained = vor dieser Zeile wurden Zeilen ohne Platz in der Kette entfernt
chain-moved = vor dieser Zeile fehlt Zeile { $number } der Kette; sie wurde nach { $place } verschoben
chain-again = die Kette beginnt mit dieser Zeile neu: ein älteres Protokoll und audit.head wurden entfernt

# Users and passwords.
people-name = ein Benutzername besteht aus 1 bis 64 Kleinbuchstaben a bis z, Ziffern, Punkten, Bindestrichen und Unterstrichen und beginnt mit einem Buchstaben oder einer Ziffer
people-name-taken = der Name „{ $name }“ gehört jemand anderem
people-address-many = ein Benutzer hat höchstens 20 E-Mail-Adressen und 50 Gruppen
people-address-taken = die Adresse „{ $address }“ gehört einem anderen Benutzer
people-group = es gibt keine Gruppe „{ $group }“
people-group-name = ein Gruppenname besteht aus 1 bis 64 Kleinbuchstaben a bis z, Ziffern, Punkten, Bindestrichen und Unterstrichen und beginnt mit einem Buchstaben oder einer Ziffer
people-group-taken = es gibt schon eine Gruppe „{ $group }“
people-no-group = in users.toml gibt es keine Gruppe „{ $group }“
people-group-devices = eine Gruppe hat höchstens 500 Anschlüsse
people-group-many = es gibt schon 200 Gruppen
people-class = in gateway.toml gibt es keine Klasse „{ $class }“
people-device = es gibt keinen Faxanschluss „{ $device }“, den Benutzer haben können
people-role = es gibt keine Rolle „{ $role }“
people-short = ein Passwort braucht mindestens 8 Zeichen
people-long = ein Passwort hat höchstens 200 Zeichen
people-differ = die beiden neuen Passwörter stimmen nicht überein
people-in-settings = „{ $name }“ steht in gateway.toml und kann nur dort geändert werden
people-not-ours = Ihr Passwort steht nicht in users.toml
people-no-user = in users.toml gibt es keinen Benutzer „{ $user }“
people-yourself = für Ihr eigenes Konto geht das nicht; bitten Sie jemand anderen aus der Administration darum
people-full = users.toml ist voll
people-no-link = der Link ist nicht mehr gültig
people-wrong-password = das aktuelle Passwort ist falsch
people-wrong-code = der Code ist falsch oder wurde schon verwendet
people-passkey = der Passkey wurde nicht akzeptiert
people-passkey-name = ein Passkey braucht einen Namen mit höchstens 80 Zeichen
people-many-passkeys = ein Benutzer hat höchstens 10 Passkeys
people-no-passkey = es gibt keinen solchen Passkey
people-on = der zweite Faktor ist bereits eingeschaltet
people-off = der zweite Faktor ist ausgeschaltet
people-required = Ihre Organisation verlangt den zweiten Faktor, deshalb lässt er sich nicht ausschalten; bitten Sie bei einem neuen Telefon die Administration, ihn zu entfernen
people-file = users.toml kann jetzt nicht gelesen oder geschrieben werden; der Grund steht im Protokoll des Dienstes
people-front = ein zustandsloser Knoten hat keine users.toml
people-unknown = Passwörter können jetzt nicht geprüft werden, weil users.toml nicht gelesen werden kann

# Webhooks.
webhook-not-there = Es gibt keinen Webhook { $id }
webhook-many-wait = Für diesen Webhook warten zu viele Nachrichten. Sein letzter Fehler sagt, warum.
webhook-too-soon = Dieser Webhook hat in den letzten zehn Sekunden schon eine Testnachricht bekommen.
webhook-event = „{ $word }“ ist kein Ereignis; es gibt { $known } und job.*, fax.* und *
webhook-many = { $user } hat { $count } Webhooks, und mehr sind nicht erlaubt (max_per_user)
webhook-address = „{ $text }“ ist keine Adresse eines Webservers; https://example.com/fax ist eine
webhook-number = „{ $text }“ ist eine Zahl; eine Adresse hat vier davon, 192.0.2.1, oder ist ein Name
webhook-login = in einer Adresse darf kein Name mit Passwort stehen
webhook-https-here = http:// ist nur für diese Maschine; nötig ist https://
webhook-not-public = { $ip } ist keine öffentliche Adresse; erlaubt sind auch die Netze, die allow nennt
webhook-target = das Ziel von { $host } ist keine öffentliche Adresse, oder der Port ist keiner, den ports nennt
webhook-https = https:// ist nötig; http:// ist für Netze, die allow nennt
webhook-port = Port { $port } steht nicht in ports
# Lists.
no-day = „{ $day }“ ist kein Tag; schreiben Sie einen Tag wie 2026-03-01
view-name-needed = eine gespeicherte Ansicht braucht einen Namen
views-full = Sie haben für diese Liste schon { $most } gespeicherte Ansichten; entfernen Sie zuerst eine
many-at-once = höchstens { $most } lassen sich auf einmal ändern
archive-empty = ein Archiv braucht mindestens ein Fax
archive-many = ein Archiv hat höchstens { $most } Faxe
archive-large = die Faxe eines Archivs haben zusammen höchstens { $most } MB
pdf-many = ein PDF hat höchstens { $most } Faxe
pdf-large = die Faxe eines PDFs haben zusammen höchstens { $most } MB
pdf-pages = ein PDF hat höchstens { $most } Seiten
no-mail-address = geben Sie eine E-Mail-Adresse an
many-passed-on = höchstens { $most } E-Mails oder Ausdrucke können auf einmal erzeugt werden
user-name-long = ein Benutzername hat höchstens { $most } Zeichen
the-view = die Ansicht
# Devices, lines and the mail server.
device-extension = eine Nebenstelle hat 1 bis 30 Ziffern
device-addresses = ein Anschluss hat 1 bis 20 E-Mail-Adressen mit zusammen höchstens 1.500 Zeichen
device-text = '{ $text }' darf höchstens 60 Buchstaben, Ziffern, Leerzeichen und die Zeichen . - ' / + haben
device-word = '{ $text }' darf höchstens 40 Buchstaben, Ziffern, Punkte, Bindestriche und Unterstriche haben
device-ident = eine Stationskennung hat höchstens 20 Ziffern, Leerzeichen und Pluszeichen
device-digits = '{ $text }' darf höchstens 10 Ziffern haben
device-zone = es gibt keine Zeitzone '{ $zone }'
line-trunk = '{ $trunk }' ist kein Trunk; schreiben Sie PJSIP/provider
mail-server-name = '{ $server }' ist nicht der Name eines Mailservers; schreiben Sie mail.example.com
mail-secret = ein Benutzername oder Passwort hat höchstens 200 Zeichen und keine Steuerzeichen
mail-password-again = geben Sie das Passwort noch einmal ein, da sich der Mailserver oder sein Benutzer geändert hat
mail-no-user = ein Passwort braucht einen Benutzernamen
lines-reserved = es müssen weniger Leitungen reserviert sein, als es gibt
lines-both = geben Sie beide Leitungszahlen ein oder keine; 0 hält keine Leitung frei
device-clash = die Nebenstelle { $extension } ist schon ein Anschluss, angegeben in { $place }
device-not-here = der Anschluss { $extension } wurde nicht hier angelegt
device-full = es gibt schon 2.000 Anschlüsse
managed-changed = jemand anders hat dies inzwischen geändert; bitte prüfen Sie es, und geben Sie Ihre Änderung noch einmal ein
managed-file = die Datei { $file } kann jetzt nicht gelesen oder geschrieben werden oder wurde von Hand geändert; das Protokoll des Dienstes nennt den Grund
managed-front = ein zustandsloser Knoten hat keine eigenen Anschlüsse und Leitungen
last-node = die Aufträge dieses Knotens können nicht übergeben werden: kein anderer Knoten nimmt jetzt Aufträge an
no-node = es gibt keinen solchen Knoten

# Mails that are to be faxed.
mail-empty = die E-Mail ist leer: Es gibt nichts zu senden
mail-attachments-alone = die E-Mail hat keinen Anhang, und hier werden nur Anhänge gefaxt (mode = 1)
mail-no-attachment = die E-Mail hat keinen Anhang, der gefaxt werden kann
mail-nothing = nichts in der E-Mail kann gefaxt werden
mail-parts = Teile davon können nicht gefaxt werden
part-signature = es ist eine digitale Signatur
part-encrypted = es ist verschlüsselt, und nur der Empfänger könnte es lesen
part-logo = es ist ein kleines Bild der Gestaltung, zum Beispiel ein Logo
part-small-picture = es ist ein kleines Bild, zum Beispiel ein Logo oder ein Symbol
part-card = es ist eine elektronische Visitenkarte
part-calendar = es ist ein Kalendereintrag
part-report = es ist eine Meldung für Programme
part-elsewhere = es liegt woanders und nicht in dieser E-Mail
part-damaged = es ist beschädigt und konnte nicht gelesen werden
part-sound = es ist Ton oder Video
part-too-deep = es ist zu tief in anderen E-Mails und Teilen verschachtelt
mail-no-mail = das ist keine E-Mail: Es beginnt nicht mit Kopfzeilen
mail-many-parts = sie hat mehr als { $most } Teile
mail-slow = die E-Mail konnte nicht innerhalb von { $seconds } s gelesen werden
mail-ended = das Programm wurde jedes Mal beendet, als es die E-Mail verarbeitet hat
mail-bug = ein Fehler in der Faxsoftware betrifft diese E-Mail; mehr steht im Protokoll
mail-unread = sie kann nicht gelesen werden: { $why }
mail-reader = das Programm, das E-Mails liest, kann nicht gestartet werden: { $why }
mail-temp-file = eine temporäre Datei der E-Mail in { $folder } kann nicht gelesen oder geschrieben werden: { $why }
mail-no-sender = ihr Umschlag nennt keinen Absender, wie bei Zustellberichten
mail-is-report = sie ist ein Bericht über eine andere E-Mail
mail-is-answer = sie ist eine automatische Antwort
mail-is-loop = sie ist in einer Schleife
mail-is-ours = dieser Faxserver hat sie geschrieben
mail-is-of-program = ein Programm hat sie geschrieben (Auto-Submitted)
mail-is-bulk = sie kommt von einer Mailingliste oder ist eine Massensendung
mail-not-faxed = Diese E-Mail wird nicht gefaxt: { $why }
mail-own = Diese E-Mail des Faxservers kam zu ihm zurück: eine Schleife
wish-unknown = „{ $word }“ ist keine Option für ein Fax; bekannt sind { $known }
parts-large = ihre Teile haben zusammen mehr als { $most } MB (max_joined_mb)
parts-behind = die E-Mail kam in Teilen, und nach Teil { $last } kam keiner mehr
parts-missing = die E-Mail kam in { $total } Teilen, und es fehlt { $parts }
parts-missing-last = die E-Mail kam in Teilen, und es fehlt { $parts } und der letzte Teil
the-part = Teil { $part }
the-parts = Teil { $parts } und { $last }
part-unnumbered = sie ist ein Teil einer E-Mail (message/partial) und sagt nicht, welcher
part-many = sie ist ein Teil einer E-Mail mit mehr als { $most } Teilen
part-nested = ihre Teile ergeben wieder einen Teil einer E-Mail
part-coded = sie ist ein Teil einer E-Mail (message/partial), der unterwegs auf unbekannte Weise codiert wurde
part-base64 = sie ist ein Teil einer E-Mail (message/partial), der unterwegs in Base64 codiert und beschädigt wurde
number-not-asked = Sie wurden nicht nach der Nummer gefragt
number-no-line = die erste Zeile enthält keine Nummer
number-no-question = sie antwortet auf keine E-Mail, die nach der Nummer eines Faxes fragt, oder es gibt dieses Fax nicht mehr
mailbox-many = Eine E-Mail darf hier höchstens { $most } Empfänger haben
mailbox-no-address = in An und Cc steht keine Faxadresse
mailbox-no-address-form = in An und Cc steht keine Faxadresse; { $local }+NUMMER@{ $domain } wäre eine, mit der Faxnummer statt NUMMER

# Warum ein Postfach nicht gelesen und eine E-Mail nicht angenommen wird.
mailbox-unreachable = der Server { $server } ist nicht erreichbar: { $why }
mailbox-no-tls = kein TLS mit { $server }: { $why }
mailbox-password = [mailbox] password_file: { $why }
mailbox-no-token = die Anmeldung braucht ein Zugriffstoken: { $why }
mailbox-login = der Server lehnt die Anmeldung ab: { $why }
mailbox-forbidden = der Server verweigert den Zugriff auf das Postfach: { $why }; die Anwendung braucht die Berechtigung Mail.ReadWrite für dieses Postfach
mailbox-none = dieses Postfach gibt es nicht: { $why }; vergleichen Sie `user` mit seiner Adresse, und prüfen Sie, ob es eine Lizenz hat
mailbox-limited = der Server begrenzt, wie viel gelesen wird; die nächste Anfrage folgt in { $seconds } s
mailbox-folder = der Ordner „{ $folder }“: { $why }
mailbox-refused = der Server lehnt { $command } ab: { $why }
mailbox-late = der Server hat auf { $command } nicht innerhalb von { $seconds } s geantwortet
mailbox-answer-long = die Antwort des Servers auf { $command } ist länger als { $most } Bytes
mailbox-answer-strange = die Antwort des Servers auf { $command } ist unverständlich: { $why }
mailbox-ended = die Verbindung zum Server endete: { $why }
mailbox-server-says = der Server meldet: { $why }
service-stopping = der Dienst wird beendet
mailbox-is-missing = sie fehlt
mailbox-login-characters = der Benutzername oder das Passwort enthält ungewöhnliche Zeichen
mailbox-no-password-login = er nimmt keine Anmeldung mit Passwort an
mailbox-no-token-login = er nimmt keine Anmeldung mit Token an
mailbox-token-tls = ein Token wird nicht ohne TLS gesendet
mailbox-folder-missing = er fehlt und kann nicht angelegt werden: { $why }
mailbox-read-only = er kann nur gelesen werden, deshalb kann keine E-Mail verschoben werden
mailbox-name-unwritable = der Name kann nicht geschrieben werden
mailbox-no-name = er hat keinen Namen
mailbox-exists-nowhere = Graph meldet, dass er existiert, aber nicht wo
mailbox-no-list = sie ist keine Liste
mailbox-mail-no-id = eine E-Mail hat keine ID
mailbox-mail-no-time = eine E-Mail hat keine Uhrzeit
mailbox-no-next = ihr Verweis auf die nächste Seite ist keiner
mailbox-circle = ihre Seiten laufen im Kreis
mailbox-is-page = sie ist eine Webseite; vielleicht ist ein Proxy dazwischen
mailbox-status = einen Status, den keine E-Mail hat
mailbox-bytes-of-it = { $count } Bytes davon
mailbox-answer-unread = eine Antwort zu einer E-Mail ist nicht lesbar
mailbox-no-address-of-name = der Name hat keine Adresse
mailbox-no-certificate = kein Zertifikat kann diesen Namen haben
mailbox-greeting = die Begrüßung des Servers ist nicht OK
mailbox-ask-folder = die Anfrage nach einem Ordner
mailbox-ask-list = die Anfrage nach der Liste der E-Mails
mailbox-ask-mail = die Anfrage nach einer E-Mail
mailbox-ask-move = die Anfrage, eine E-Mail zu verschieben
mailbox-closed = der Server hat sie geschlossen
mailbox-closed-connection = der Server hat die Verbindung geschlossen
mailbox-early = der Server hat vor dem Handshake eine Antwort gesendet
mailbox-no-starttls = der Server lehnt STARTTLS ab
mailbox-starttls-late = der Server antwortet nicht auf STARTTLS
mailbox-endless = der Server sendet eine Zeile ohne Ende
mailbox-other-piece = das Stück ist ein anderes als das angeforderte
mailbox-long-piece = das Stück ist länger als angefordert
mail-scanned = Diese E-Mail wurde hier vom Prüfprogramm abgewiesen
mail-scanned-why = Diese E-Mail wurde hier vom Prüfprogramm abgewiesen: { $why }
mail-scan-later = Diese E-Mail kann zurzeit nicht geprüft werden
mail-spam = Die E-Mail ist als Spam markiert, und Spam wird nicht gefaxt
mail-only-bounces = Diese Adresse ist nur für Rückläufer der E-Mails des Faxservers
mail-bounces-alone = Diese Adresse nimmt nur einzeln zurückkommende E-Mails des Faxservers an
mail-came-back = Eine zurückkommende E-Mail wird nicht gefaxt
mail-reply-alone = Eine Antwort mit der Nummer eines Faxes darf nur die dafür vorgesehene Adresse als Empfänger haben
mail-unproved = Der Absender der E-Mail ist nicht nachgewiesen: { $why }

# Fax addresses.
address-none = das ist keine Adresse; eine wäre number@domain oder name@number.fax
address-not-ours = an diese Domain werden hier keine Faxe gesendet, und E-Mails werden nicht weitergeleitet
address-no-number = in „{ $address }“ steht keine Faxnummer; richtig wäre number@domain oder FAX=number@domain
address-sign = „{ $number }“ ist keine Faxnummer: „{ $sign }“ kann nicht gewählt werden; erlaubt sind Ziffern, ein + am Anfang, * und #, und zur Gliederung die Zeichen - . ( )
address-backwards = „{ $number }“ ist keine Nummer von der letzten Ziffer zur ersten; 1.6.0.0.7.2.1.9.9.9.4 wäre +49991270061
address-long = die Faxnummer in dieser Adresse hat mehr als 40 Zeichen
address-two = diese Adresse enthält zwei Faxnummern, „{ $first }“ und „{ $second }“; schreiben Sie nur eine
address-sub = „{ $sub }“ ist keine Unteradresse: Erlaubt sind bis zu 20 Ziffern, * und #
address-not-obeyed = „{ $word }=“ in einer Adresse wird hier nicht befolgt, deshalb wird das Fax nicht gesendet; lassen Sie es weg
address-unknown-word = „{ $word }“ in dieser Adresse ist nicht bekannt; bekannt sind { $known }
sender-none = Eine E-Mail ohne Absender ist kein Fax
sender-no-address = Der Absender ist keine E-Mail-Adresse
sender-gone = Den Benutzer „{ $login }“ gibt es nicht mehr
sender-other = „{ $login }“ darf nicht im Namen dieses Absenders senden
sender-no-device = Diesem Absender gehört kein Faxanschluss, der von hier benutzt werden darf
mail-unknown = Das Fax wurde möglicherweise schon gesendet, und das Ergebnis ist unbekannt. Fragen Sie den Empfänger, bevor Sie es noch einmal senden

# Print jobs.
print-unknown = Das Fax wurde gerade übergeben, als das Programm endete, und das Ergebnis ist unbekannt.
print-fields-changed = [fields] wurde geändert, während der Druckauftrag in Faxe geteilt wurde. Die erstellten Faxe stehen in der Liste der Aufträge, weitere werden nicht erstellt.
print-no-page = Darin ist keine Seite.
print-client-stopped = Das Druckprogramm hat aufgehört, Dokumente zu senden.

# The login of [mail_login] at the mail server, by an access token.
login-fetched-none = `ferrofax serve` hat kein Zugriffstoken geholt
login-expired = das Zugriffstoken ist abgelaufen, und `ferrofax serve` hat kein anderes geholt
login-nobody = niemand hat sich angemeldet; rufen Sie `ferrofax login mail` auf
login-secret = [mail_login] secret_file: { $why }
login-secret-unreadable = { $file } ist nicht lesbar: { $why }
login-secret-empty = in der ersten Zeile von { $file } steht kein Geheimnis
login-command = [mail_login] command { $program }: { $why }
login-command-unheard = seine Ausgabe ist nicht lesbar
login-command-late = keine Antwort nach { $seconds } Sekunden
login-command-ended = es endete mit { $status }
login-file = [mail_login] { $key }: { $file } ist nicht verwendbar: { $why }
login-file-no-rsa = es ist kein RSA-Schlüssel
login-file-large = die Datei ist größer als 64 kB
login-file-account = es ist keine Schlüsseldatei eines Dienstkontos in JSON
login-file-no-key = sein private_key ist kein Schlüssel
login-file-no-rsa-key = sein private_key ist kein RSA-Schlüssel
login-unsigned = der Schlüssel von [mail_login] ist nicht zum Signieren verwendbar: { $why }
login-no-random = es gibt keine Zufallszahlen: { $why }
login-other-issuer = { $url } gehört zu „{ $found }“ und nicht zu „{ $issuer }“ aus [mail_login] issuer
login-answers = { $url } antwortet mit { $status }
login-no-metadata = { $issuer } hat keine Metadaten
login-answers-kind = { $url } antwortet mit { $kind }; vielleicht ist ein Proxy oder eine Anmeldeseite dazwischen
login-kind-page = einer HTML-Seite
login-kind-no-json = etwas anderem als JSON
login-token-kind = das Zugriffstoken ist nicht von der Art Bearer
login-token-none = in der Antwort ist kein Zugriffstoken
login-token-long = das Zugriffstoken ist länger als 10.000 Bytes
login-token-characters = das Zugriffstoken enthält unzulässige Zeichen
login-refused-remedy = der Anbieter lehnt ab ({ $error }): { $said }; { $remedy }
login-refused = der Anbieter lehnt ab ({ $error }): { $said }
login-secret-expired = der geheime Clientschlüssel ist abgelaufen; erstellen Sie im Entra Admin Center einen neuen, und schreiben Sie seinen Wert in secret_file
login-secret-wrong = der geheime Clientschlüssel ist falsch; in secret_file gehört sein Wert, nicht seine ID
login-certificate = das Zertifikat ist für die Anwendung nicht registriert, oder key ist nicht sein Schlüssel; laden Sie es im Entra Admin Center hoch
login-clock = die Uhr dieses Rechners geht falsch; stellen Sie sie mit NTP
login-no-application = im Mandanten gibt es keine Anwendung mit dieser client_id; vergleichen Sie beides mit dem Entra Admin Center
login-no-tenant = diesen Mandanten gibt es nicht; vergleichen Sie tenant mit dem Entra Admin Center
login-no-consent-entra = die Zustimmung fehlt; die Administration erteilt sie im Entra Admin Center
login-no-permission = die Berechtigung SMTP.SendAsApp fehlt; fügen Sie sie im Entra Admin Center hinzu, und erteilen Sie die Zustimmung
login-scopes = scopes ist falsch; lassen Sie es leer, dann gelten die üblichen
login-public = die Anwendung muss öffentliche Clientflows erlauben, oder secret_file ist nötig
login-conditional = eine Regel des bedingten Zugriffs verbietet die Anmeldung; nehmen Sie dieses Konto oder diese Anwendung davon aus
login-second-factor = das Konto braucht einen zweiten Faktor; rufen Sie `ferrofax login mail` noch einmal auf
login-over = die Anmeldung ist abgelaufen; rufen Sie `ferrofax login mail` noch einmal auf
login-revoked-password = die Anmeldung wurde widerrufen, oder das Passwort wurde geändert; rufen Sie `ferrofax login mail` noch einmal auf
login-disabled = das Konto ist deaktiviert
login-revoked = die Anmeldung wurde widerrufen; rufen Sie `ferrofax login mail` noch einmal auf
login-key-deleted = der Schlüssel des Dienstkontos wurde gelöscht; erstellen Sie einen neuen
login-delegation = die domainweite Delegierung fehlt; fügen Sie die Client-ID des Dienstkontos mit dem Bereich https://mail.google.com/ in der Google-Admin-Konsole hinzu
login-no-account = dieses Konto gibt es in der Organisation nicht
login-client = vergleichen Sie client_id und das Geheimnis oder Zertifikat mit der Registrierung beim Anbieter
login-way = die Anwendung darf sich nicht auf diese Weise anmelden; erlauben Sie es beim Anbieter
login-grant = die Anmeldung ist abgelaufen oder wurde widerrufen; rufen Sie `ferrofax login mail` noch einmal auf
login-no-consent = die Zustimmung fehlt; die Administration erteilt sie beim Anbieter
login-again = rufen Sie `ferrofax login mail` noch einmal auf
login-denied = die Anmeldung wurde im Browser abgelehnt
login-code-expired = der Code ist abgelaufen; rufen Sie `ferrofax login mail` noch einmal auf

# What is stored with faxes and jobs that were imported from HylaFAX.
hylafax-sent = Von HylaFAX gesendet, als dessen Auftrag { $job }: { $count ->
    [one] { $count } Seite
   *[other] { $count } Seiten
}.
hylafax-not-sent = Von HylaFAX nicht gesendet, als dessen Auftrag { $job }.
hylafax-not-sent-why = Von HylaFAX nicht gesendet, als dessen Auftrag { $job }. HylaFAX schrieb: { $why }
hylafax-received = Von HylaFAX empfangen und übernommen.
hylafax-received-why = Von HylaFAX empfangen und übernommen. HylaFAX schrieb: { $why }.
hylafax-received-notes = Von HylaFAX empfangen und übernommen. Hinweise zur Datei: { $notes }.
hylafax-received-why-notes = Von HylaFAX empfangen und übernommen. HylaFAX schrieb: { $why }. Hinweise zur Datei: { $notes }.
