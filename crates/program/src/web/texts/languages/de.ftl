# The German words of the web interface.

moment = %d.%m.%Y %H:%M
short-day = %d.%m.

# Around all pages.
to-content = Zum Inhalt springen
pages = Hauptmenü
received = Eingang
sent = Ausgang
now = Jetzt
own = Mein Konto
log-out = Abmelden
languages = Sprache

# Before there is a spool.
not-ready = Ferrofax ist noch nicht bereit
not-ready-text = Sobald in dieser Liste nichts mehr fehlt, öffnet sich die Weboberfläche auf dieser Seite.

# Received faxes.
withheld = Nummer unterdrückt
unread = ungelesen
unread-mark = Neu
search = Suche
search-hint = Nummer, Name, Notiz …
show = Anzeigen
which-all = Alle
which-unread = Ungelesene
which-mine = Mir zugewiesene
which-free = Nicht zugewiesene
find = Suchen
no-faxes = Noch keine Faxe. Ein empfangenes Fax erscheint hier von selbst.
device = Anschluss
dealt-with-by = zugewiesen an
dealt-with = Zugewiesen an
nobody = niemanden
cut-short = Bisher wurde nur ein Teil der älteren Faxe durchsucht. Die Liste geht unten weiter.
older = Ältere Faxe
mark-these = { $count ->
    [one] Dieses Fax als gelesen markieren
   *[other] Diese { $count } Faxe als gelesen markieren
}
marked = { $count ->
    [one] 1 Fax als gelesen markiert.
   *[other] { $count } Faxe als gelesen markiert.
}
marked-in-part = Ältere Faxe sind möglicherweise noch ungelesen.
undo = Rückgängig
fax-from = Fax von
fetched-from = Abgerufenes Fax von
fetch-from = Faxabruf von
fetches = Abgerufenes Dokument
fax = Fax
the-pages = Seiten
page = Seite
no-pages = Es wurde keine Seite empfangen.
came = Empfangen
line = Leitung
claim = Mir zuweisen
release = Zuweisung aufheben
mark-unread = Als ungelesen markieren
tag = Kennzeichen
note = Notiz
keep = Speichern
pass-on = Weiterleiten
hand-to = An Kollegin oder Kollegen
choose-colleague = (bitte wählen)
hand = Übergeben
mail-to = Per E-Mail an
mail = E-Mail senden
fax-to = Als Fax an
send = Senden
printer = Drucker
own-printer = Drucker des Anschlusses
print = Drucken
delete = Löschen
delete-really = Dieses Fax löschen?
delete-text = Es wird für alle gelöscht und lässt sich nicht wiederherstellen.
keep-it = Behalten
history = Verlauf
back-to-fax = Zurück zum Fax
smaller = Kleiner
larger = Größer
turn-left = Nach links drehen
turn-right = Nach rechts drehen
is-receiving = Wird gerade empfangen
page-now = Seite
is-received = Empfangen
is-incomplete = Unvollständig
is-failed = Fehlgeschlagen
part-so-far = Bisherige Seiten speichern …
part-title = Dieses Fax ist noch nicht vollständig
part-text = Der Anruf läuft noch, und weitere Seiten können folgen. Eine Datei, die Sie jetzt speichern, enthält nur die bisher empfangenen Seiten.
part-pass-on = Als E-Mail, als Fax und auf Papier können Sie es weiterleiten, sobald es vollständig ist.
deed-read = hat es gelesen
deed-claimed = hat es sich zugewiesen
deed-released = hat die Zuweisung aufgehoben
deed-handed = hat es übergeben an
deed-noted = hat eine Notiz geschrieben
deed-mailed = hat es per E-Mail gesendet an
deed-printed = hat es gedruckt auf
deed-faxed = hat es gefaxt an
mail-waiting = in der Warteschlange
mail-delivered = zugestellt
mail-rejected = abgelehnt
mail-failed = konnte nicht zugestellt werden
done-unread = Als ungelesen markiert.
done-claimed = Das Fax ist jetzt Ihnen zugewiesen.
done-released = Das Fax ist niemandem mehr zugewiesen.
done-handed = Übergeben.
done-noted = Gespeichert.
done-mailed = Die E-Mail ist unterwegs.
done-printed = Das Fax wird gedruckt.
done-faxed = Das Fax ist in der Warteschlange; siehe „Ausgang“.
gone = Dieses Fax wurde gelöscht
denied = Dazu fehlt Ihnen die Berechtigung
somebody-has-it = Dieses Fax ist jemand anderem zugewiesen
on-legal-hold = Dafür gilt eine rechtliche Sperre (Legal Hold), deshalb lässt es sich nicht löschen. Die Administration kann sie aufheben
unfit = Das wurde nicht angenommen

# What is sent, and what goes on.
new-fax = Neues Fax
no-jobs = Es wurde noch kein Fax gesendet. Beginnen Sie mit „Neues Fax“.
to = An
no-number = (noch keine Nummer)
number-missing = Nummer fehlt
number-missing-text = Diese Faxe warten auf einen Empfänger. Schreiben Sie einen Namen aus dem Adressbuch oder eine Faxnummer.
number-until = wartet bis
which-open = In Arbeit
which-failed = Fehlgeschlagen
which-done = Gesendet
fax-to-whom = Fax an
confirmed = bestätigt
confirmed-pages = Bestätigte Seiten
taken-in = Aufgegeben
sent-by = Gesendet von
far-machine = Gegenstelle
let-go = Freigeben
hold = Anhalten
cancel = Abbrechen
try-again = Noch einmal versuchen
number = Faxnummer
again-to = Noch einmal senden an
send-again = Noch einmal senden
document-pdf = Dokument (PDF)
sending-report-pdf = Sendebericht (PDF)
report = Bericht
documents = Dokumente
documents-hint = PDF, TIFF, Bilder, Text, HTML{ $more }. Mehrere Dokumente werden nacheinander gesendet.
office-documents = Office-Dokumente
no-document = Es wurde kein Dokument ausgewählt.
from-device = Vom Anschluss
more = Mehr
resolution = Auflösung
as-usual = Voreinstellung
res-standard = Normal
res-fine = Fein
res-superfine = Sehr fein
colour = Farbe
in-colours = Ja, wenn die Gegenstelle das unterstützt
send-at = Nicht vor
cover = Deckblatt
with-cover = Mit Deckblatt
without-cover = Ohne Deckblatt
recipient = Empfänger
company = Firma
calls = Anrufe
no-calls = Zurzeit wird kein Fax gesendet oder empfangen.
lines-free = Freie Leitungen
ladder = Protokoll des Anrufs
we-said = von uns gesendet
we-heard = von uns empfangen
coming-from = Von
talking = Verbindung wird ausgehandelt
dialling = wählt
drop-here = Dokumente hier ablegen
queue = Warteschlange
waiting-line = Warten auf eine Leitung
waiting-time = Warten auf ihren Zeitpunkt
held = Angehalten
oldest = ältestes seit
state-number = Wartet auf eine Nummer
state-suspended = Angehalten
state-pending = Geplant
state-sleeping = Wartet auf den nächsten Versuch
state-blocked = Wartet auf ein anderes Fax an diese Nummer
state-ready = Wartet auf eine Leitung
state-active = Wird gesendet
state-done = Gesendet
state-fetched = Abgerufen
state-failed = Nicht gesendet
state-cancelled = Abgebrochen
done-cancelled = Das Fax wurde abgebrochen.
done-held = Das Fax ist angehalten.
done-goes-on = Es geht weiter.
done-sent = Das Fax wurde angenommen. Es wird gesendet, sobald eine Leitung frei ist.

# Fetching a fax (polling).
fetch-fax = Fax abrufen
fetch-hint = Das Faxgerät unter dieser Nummer wird angerufen und um das Dokument gebeten, das dort bereitliegt (Faxabruf). Das Dokument kommt als empfangenes Fax an.
for-device = Für Anschluss
sep = Nummer des Dokuments (SEP)
sep-hint = Nur wenn dort mehrere Dokumente bereitliegen.
fetch-password = Passwort für das Dokument (PWD)
fetch-password-hint = Ziffern, * und #; nur wenn ein Passwort verlangt wird.
password-again = Falls ein Passwort verlangt wird, geben Sie es bitte noch einmal ein: Es wird nicht gespeichert.
fetch = Abrufen

# A fax that is written.
numbers-hint = Namen oder Gruppen aus dem Adressbuch, oder Faxnummern. Jeder Empfänger bekommt ein eigenes Fax. „Name | Firma <Nummer>“ nennt den Empfänger auf dem Deckblatt.
group-hint = Wörter mit „#“, etwa „#lieferanten“, sind Gruppen. Ein Fax an „#lieferanten“ geht an alle Kontakte der Gruppe.
in-book = Im Adressbuch:
check = Nummern
suggestions = Vorschläge
faxed-lately = kürzlich verwendet
black-and-white = Schwarzweiß
making-page = Seiten werden erstellt …
making-pages = Seiten werden erstellt … Dokument { $this } von { $all }
usual = wie üblich: { $value }
send-at-in = Nicht vor ({ $zone })
unknown-name = „{ $name }“ steht nicht im Adressbuch. Schreiben Sie eine Faxnummer, oder legen Sie den Kontakt im Adressbuch an.
several-numbers = „{ $name }“ hat mehrere Nummern. Wählen Sie eine:
unclear-name = „{ $name }“ ist kein vollständiger Name im Adressbuch. Wählen Sie einen Kontakt:
send-faxes = { $count ->
    [one] Fax senden ({ $pages })
   *[other] { $count } Faxe senden (je { $pages })
}
contacts = Kontakte
book = Adressbuch
up = Nach oben
down = Nach unten
remove = Entfernen
more-documents = Weitere Dokumente
subject = Betreff
message = Nachricht
priority = Priorität
priority-hint = 0 bis 255; 0 wird zuerst gesendet.
look = Vorschau
discard = Verwerfen
preview = Vorschau
preview-hint = Wählen Sie Dokumente und drücken Sie „Vorschau“, um die Seiten so zu sehen, wie sie gesendet werden.
drafts = Entwürfe
drafts-hint = Entwürfe werden eine Woche lang aufbewahrt.
no-room = Sie haben 10 andere Entwürfe.
no-room-text = Dieser wird gelöscht, sobald Sie einen weiteren anlegen. Senden Sie ihn, oder verwerfen Sie einen der anderen.
nothing-written = Es gibt noch nichts anzuzeigen. Geben Sie eine Nummer ein, oder wählen Sie ein Dokument.
sent-in-part = Einige Faxe wurden gesendet. Die übrigen stehen noch hier:
done-discarded = Der Entwurf wurde verworfen.
price-inside = intern
price-local = Ortsgespräch
price-national = Inland
price-abroad = Ausland
price-special = Sonderrufnummer

# Address books.
own-book = Persönlich
house-book = Organisation
which-book = Adressbuch
name-of = Name
new-contact = Neuer Kontakt
change-contact = Kontakt bearbeiten
change = Bearbeiten
no-contacts = Hier gibt es keine Kontakte.
more-contacts = Weitere
fax-chosen = Neues Fax an die ausgewählten Kontakte
import = Importieren
export = Exportieren
import-hint = Eine CSV-Datei (UTF-8), deren erste Zeile die Spalten nennt: name, company, number, note. Entweder werden alle Kontakte importiert oder keiner.
table = Datei
done-put = Gespeichert.
done-deleted = Gelöscht.
done-imported = Die Kontakte wurden importiert.
delete-contact-really = Diesen Kontakt löschen?

# Administration.
administration = Administration
figures = Statistik
health = Zustand
devices = Anschlüsse
users = Benutzer
mails = E-Mails
log = Prüfprotokoll
days = Tage
day = Tag
week = Woche ab
nothing-yet = Nichts in diesem Zeitraum.
as-table = Als Tabelle
went-well = erfolgreich
went-badly = fehlgeschlagen
received-by-day = Empfangene Faxe je Tag
sent-by-day = Gesendete Faxe je Tag
minutes-by-day = Verbindungsminuten je Tag
minutes-in = empfangen
minutes-out = gesendet
sent-by-way = Gesendet, nach Übertragungsart
way = Übertragungsart
sent-by-machine = Gesendet, nach Gegenstelle
calls-by-trunk = Anrufe, nach Trunk
trunk = Trunk
why-not-sent = Warum Faxe nicht gesendet wurden
why-not-received = Warum Faxe nicht vollständig empfangen wurden
faxes-today = Faxe heute (gesendet und empfangen)
failed-today = Heute fehlgeschlagen (gesendet und empfangen)
waiting-jobs = Wartende Aufträge
reason = Grund
count = Anzahl
ended-by-someone = von jemandem abgebrochen
nobody-answered = kein Faxgerät hat geantwortet
alarm = Alarm
alarm-disk = Die Festplatte ist fast voll
alarm-relay = Es werden keine E-Mails gesendet
alarm-failing = Faxe an { $about } schlagen immer wieder fehl
alarm-silent = Lange wurde kein Fax empfangen
alarm-silent-device = { $about } hat lange kein Fax empfangen
alarm-folder = In den Ordner { $about } kann nicht geschrieben werden
alarm-shipping = Faxe werden nicht in die gemeinsame Datenbank übertragen
stuck-mail = Eine E-Mail wartet seit
undeliverable = Unzustellbare E-Mails
mails-paused = E-Mails werden weder angenommen noch gefaxt.
mails-run = E-Mails werden angenommen und gefaxt.
converter-missing = Die Einstellungen nennen ein Programm, das es nicht gibt
converters = Unterstützte Dokumente
folder = Ordner
away-since = nicht beschreibbar seit
the-pbx = Telefonanlage
finding-well = In Ordnung
finding-wrong = FEHLER
finding-warning = Achtung
something-wrong = Es gibt eine Störung: siehe „Zustand“
mails-waiting = E-Mails
prints-waiting = Ausdrucke
the-pbx-text = Das Modul in der Telefonanlage prüft Wählplan, Trunks und Mailserver. Das kann eine Minute dauern.
pbx-asked = Die Telefonanlage hat noch nicht geantwortet.
look-again = Aktualisieren
clean-up = Aufräumen
keep-days = Aufzubewahrende Tage
would-clean-up = Das würde gelöscht:
cleaned-up = Das wurde gelöscht:
cleanup-faxes = Empfangene Faxe
cleanup-jobs = Aufträge
cleanup-keeps = Alte Faxe und Aufträge, die bleiben:
keeps-undelivered = Eine E-Mail, ein Ausdruck oder ein Bericht ist noch nicht zugestellt
keeps-on-hold = Rechtliche Sperre
keeps-unshipped = Noch nicht in der gemeinsamen Datenbank
keeps-unknown = Unbekannte Aufbewahrungsklasse
clean-up-now = Jetzt löschen
ask-pbx = Telefonanlage prüfen
mend = Abhilfe
machines = Server mit Telefonanlage
machine = Server
version = Version
in-calls = Anrufe für die gemeinsame Datenbank
to-ship = Noch zu übertragen
drained-since = Nimmt keine Aufträge seit
lines-in-all = Leitungen aller Server
lines-of-trunk = Leitungen des Trunks
lost-tries = Anrufe, die beim Ausfall eines Servers verloren gingen
taken-for-dead = Als ausgefallen erkannt
went-on = Fortgesetzt von
devices-text = Hier angelegte Anschlüsse können hier geändert werden. Alle anderen stehen in Dateien des Wählplans und können nur dort geändert werden.
mailboxes = Postfächer
format = Format
receives = Empfängt
sends = Sendet
settings = Einstellungen
declared = Festgelegt in
yes = ja
no = nein
usual-settings = Voreinstellungen
users-text = Benutzer in gateway.toml lassen sich nur dort ändern. Benutzer eines Verzeichnisses oder Anmeldedienstes erscheinen nach ihrer ersten Anmeldung.
users-here = Alle anderen legen Sie hier an und ändern sie hier.
role-word = Rolle
addresses = E-Mail-Adressen
groups = Gruppen
members = Mitglieder
sees = Sieht die Faxe von
used = Verbraucht
everything = allen
faxes = Faxe
may-delete = darf löschen
stopped = Gesperrt seit
stop-user = Sperren
let-user-go-on = Entsperren
done-stopped = Der Benutzer ist gesperrt und kann keine Faxe senden.
done-may-go-on = Der Benutzer kann wieder Faxe senden.
role-user = Benutzer
role-desk = Sachbearbeitung
role-administrator = Administration
role-auditor = Prüfung
quota-day = heute
quota-month = diesen Monat
quota-night = heute Nacht
faxmaster = Faxmaster
mail-queue = Eingehende E-Mails
mails-held = Nicht gefaxte E-Mails
no-mails-held = Keine.
mail-sender = Absender
mail-aside = Ferrofax konnte diese E-Mail nicht lesen und versucht es nicht von selbst noch einmal:
mails-refused = Ferrofax speichert abgelehnte E-Mails nicht. Die Gründe finden Sie hier:
pause = Anhalten
resume = Fortsetzen
all-delivered = Keine.
about = Betrifft
given-up = Aufgegeben
all-again = Alle wartenden und fehlgeschlagenen jetzt versuchen
asked = Aktion
decided = Entscheidung
granted = erlaubt
refused = abgelehnt
when = Wann
no-lines = Hier gibt es keine Einträge.
older-lines = Ältere Einträge
check-chain = Protokoll prüfen
chain-well = Das Protokoll ist unverändert.
chain-broken = Das Protokoll wurde verändert:
chain-unchained = Einträge außerhalb der Hash-Kette:
chain-last = Letzter Eintrag und sein Hash, zum Aufbewahren an anderer Stelle:

# One's own.
sessions = Ihre Sitzungen
all-sessions = Sitzungen
sessions-text = Beenden Sie Sitzungen, die Sie nicht kennen, und bitten Sie die Administration um ein neues Passwort.
browser = Browser
address = Adresse
since = Seit
last-seen = Zuletzt benutzt
this-one = diese hier
end = Beenden
choose = Speichern
lists-look = Listen der Faxe
look-pictures = Mit Bildern
look-rows = Kurze Zeilen ohne Bilder
look-text = Dieser Browser merkt sich die Auswahl.
actions = Aktionen
forward-below = Weiterleiten …
appearance = Darstellung
look-system = Wie das System
look-light = Hell
look-dark = Dunkel

# API keys.
keys = API-Schlüssel
keys-text = Programme benutzen die API mit einem Schlüssel. Er hat Ihre Berechtigungen, soweit Sie sie ihm geben.
keys-api = Die Operationen der API
key-name = Zweck
key-for = Berechtigungen
key-days = Gültig für (Tage)
key-test = Testschlüssel: Seine Faxe werden nie gesendet; ihr Ergebnis richtet sich nach der Nummer
key-new = Neuer Schlüssel
key-ends = Läuft ab
key-used = Zuletzt benutzt
key-ended = abgelaufen
key-made = Der neue Schlüssel
key-made-text = Kopieren Sie den Schlüssel jetzt: Er wird nicht noch einmal gezeigt.
scope-faxes-read = Empfangene Faxe lesen
scope-faxes-write = Empfangene Faxe markieren, mit Notizen versehen, weiterleiten und löschen
scope-jobs-read = Aufträge lesen
scope-jobs-write = Faxe senden und Aufträge ändern
scope-events = Änderungen verfolgen
scope-webhooks = Webhooks
scope-log-read = Prüfprotokoll lesen
scope-metrics = Statistik lesen
scope-keys = Eigene Schlüssel, Sitzungen und Sprache
scope-admin = Administration

# Logging in.
log-in = Anmelden
user = Benutzername
password = Passwort
wrong-login = Der Benutzername oder das Passwort ist falsch, oder es gab von Ihrer Adresse zu viele falsche Versuche. Versuchen Sie es in einigen Minuten noch einmal.
directory-away = Benutzername und Passwort lassen sich zurzeit nicht prüfen. Versuchen Sie es später noch einmal.
no-group = Sie dürfen diesen Faxserver nicht benutzen: Sie gehören zu keiner seiner Gruppen.
name-taken = Ihren Benutzernamen hat hier schon jemand anderes. Fragen Sie die Administration.
name-of-password = Dieser Benutzername meldet sich mit einem Passwort an; benutzen Sie das Formular unten. Haben Sie das nie getan, gehört der Name jemand anderem: Fragen Sie die Administration.
name-of-openid = Dieser Benutzername meldet sich nicht mit einem Passwort an; nehmen Sie unten den anderen Weg. Haben Sie das nie getan, gehört der Name jemand anderem: Fragen Sie die Administration.
provider-away = Ihr Anmeldedienst ist zurzeit nicht zu erreichen. Versuchen Sie es später noch einmal.
provider-refused = Ihr Anmeldedienst hat Sie nicht angemeldet.
not-proved = Die Antwort Ihres Anmeldedienstes ist ungültig. Versuchen Sie es noch einmal.
login-stale = Diese Anmeldung hat in einem anderen Browser oder vor zu langer Zeit begonnen. Beginnen Sie neu.
log-in-by = Anmelden mit
left-here = Hier sind Sie abgemeldet.
leave-there = Abmelden bei
log-in-first = Bitte melden Sie sich zuerst an.
session-ended = Ihre Sitzung ist abgelaufen. Melden Sie sich an, um weiterzuschreiben.
again = Weiter, wo Sie waren
again-text = Sie sind wieder angemeldet. Was Sie geschrieben hatten, ist noch da.
go-on = Jetzt absenden

# Links to faxes.
link-title = Ein Fax für Sie
link-with-code = Geben Sie Ihren Code ein und klicken Sie auf „Fax öffnen“. Ihr Browser lädt das Fax dann als PDF-Datei herunter.
link-without-code = Klicken Sie auf „Fax öffnen“. Ihr Browser lädt das Fax dann als PDF-Datei herunter.
link-code = Code
link-open = Fax öffnen
wrong-code = Der Code ist falsch. Nach fünf falschen Codes öffnet der Link das Fax nicht mehr.
no-such-link = Unter diesem Link gibt es kein Fax. Prüfen Sie, ob Sie den ganzen Link kopiert haben. Vielleicht wurde das Fax auch gelöscht.
link-locked = Es wurden zu viele falsche Codes eingegeben, deshalb öffnet dieser Link das Fax nicht mehr. Bitten Sie die Organisation, die Ihnen den Link gesendet hat, das Fax noch einmal zu senden.
link-expired = Dieser Link ist abgelaufen. Bitten Sie die Organisation, die Ihnen den Link gesendet hat, das Fax noch einmal zu senden.
link-used = Dieser Link wurde bereits benutzt. Wenn Sie das nicht waren, benachrichtigen Sie bitte die Organisation, die Ihnen den Link gesendet hat.

# Recorded calls.
recorded-calls = Anrufaufzeichnungen
no-recorded-calls = Hier gibt es keine Anrufaufzeichnungen.
older-calls = Ältere Anrufe
call-of = Anruf vom
its-record = Aufzeichnung des Anrufs
ended = Ergebnis
seconds = Dauer in Sekunden, ab dem ersten Klingeln
a-fax = Fax
a-job = Auftrag
what-went-wrong = Was schiefging
record-cut-off = Die Aufzeichnung endet mitten im Anruf. Das ist, was sie zeigt.
whose-fault = Wahrscheinliche Ursache
what-to-change = Was zu ändern ist
found-too = Außerdem gefunden
verdict-may-be-wrong = Das ist ein Urteil nach dem, was auf der Leitung war, und kann falsch sein.
the-drawing = Diagramm des Anrufs: Meldungen, Pegel, Rauschen und Verluste über die Zeit
run-again = Noch einmal abspielen
run-again-with = Mit anderen Einstellungen
run-again-text = max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh, level=-15 (dBm0), durch Leerzeichen getrennt; leer: wie im Anruf
call-files-word = Dateien dieses Anrufs
file-svg = Diagramm (SVG)
file-png = Diagramm (PNG)
file-json = Alle Befunde (JSON)
file-wav = Ton beider Seiten (WAV)
file-pcap = T.38-Pakete (pcap)
file-received = Empfangene Seiten (TIFF)
file-sent = Zu sendende Seiten (TIFF)
file-record = Die Aufzeichnung selbst
file-anonymous = Die Aufzeichnung ohne Nummern, Namen und Seiten
fault-nobody = keine
fault-line = am ehesten die Telefonleitung
fault-remote = am ehesten die Gegenstelle
fault-network = am ehesten das Netz
fault-us = am ehesten dieser Faxserver

# Refusals.
not-possible = Das hat nicht geklappt
still-here = Was Sie geschrieben haben, ist noch da. Ändern Sie es, und versuchen Sie es noch einmal.
back = Zurück
foreign = Diese Anfrage kam von einer fremden Website, deshalb ist nichts geschehen. Öffnen Sie die Seite hier, und versuchen Sie es noch einmal.
stale = Dieses Formular ist aus einer älteren Sitzung, deshalb ist nichts geschehen. Gehen Sie zurück, laden Sie die Seite neu, und versuchen Sie es noch einmal.
in-the-clear = Auf dieser Verbindung könnten andere mitlesen. Nehmen Sie https:// statt http://.
no-certificate = Auf dieser Verbindung könnten andere mitlesen, und dieser Server hat noch kein Zertifikat. Bitte wenden Sie sich an die Administration.
nothing-there = Diese Seite gibt es nicht.
not-there = Das gibt es nicht, oder Ihnen fehlt die Berechtigung dafür.
wrong-form = Der Server hat dieses Formular nicht verstanden.
not-for-now = Die Daten des Faxservers sind zurzeit nicht zu erreichen. Es wurde nichts geändert. Versuchen Sie es in einer Minute noch einmal.
our-fault = Hier ist etwas schiefgegangen. Die Administration findet mehr im Protokoll.
home = Zum Eingang

# Why a right is denied.
denied-auditor = Die Prüfung liest das Prüfprotokoll und kann keine Faxe senden.
denied-administrators = Das darf nur die Administration.
denied-reads-log = Das Prüfprotokoll lesen nur Administration und Prüfung.
denied-house-book = Das Adressbuch der Organisation ändert nur die Administration.
denied-delete = Sie dürfen keine Faxe löschen.
denied-priority = Sie dürfen die Priorität Ihrer Faxe senken, aber nicht erhöhen.
denied-post-dial = Sie dürfen nach dem Abheben keine Ziffern senden lassen (post_dial).
denied-job-stopped = Das Fax wird für „{ $user }“ gezählt und dieser Benutzer ist gesperrt: { $why }
denied-not-your-job = Auftrag { $job } gehört jemand anderem. Nur dieser und die Sachbearbeitung können ihn ändern.
denied-no-device = „{ $user }“ hat keinen Faxanschluss, von dem gesendet werden kann.
denied-device-away = Den Anschluss, von dem gesendet werden soll, gibt es nicht. Die Administration wurde benachrichtigt.
denied-not-your-device = „{ $user }“ darf nicht vom Anschluss { $device } senden.
denied-device-receives = Vom Anschluss { $device } dürfen keine Faxe gesendet werden.
denied-stranger = Nur Inhaber eines Faxanschlusses können Faxe senden.
denied-stopped = Sie sind für das Senden von Faxen gesperrt, bis die Administration Sie entsperrt: { $why }
denied-forbidden = Faxe an { $beginning }… sind hier gesperrt.
denied-not-among = Faxe können nur an { $beginnings }… gesendet werden.
denied-country-unset = Faxe an Nummern mit Landesvorwahl sind hier gesperrt, solange die eigene (country_code) nicht eingestellt ist.
denied-abroad = Faxe ins Ausland sind hier gesperrt.
denied-premium = Faxe an { $beginning }… (Sonderrufnummern) sind hier gesperrt.
denied-hours = Faxe werden nur in diesen Stunden angenommen: { $hours }
denied-quota = Das überschreitet { $whose ->
    [user] Ihre Grenze
    [device] die Grenze des Anschlusses
   *[all] die Grenze für alle
}: { $most } { $period ->
    [night] in der Nacht
    [month] im Monat
   *[day] am Tag
}.
faxes-and-pages = { $faxes } und { $pages }
denied-without-number = { $count ->
    [one] Eines Ihrer Faxe wartet auf eine Nummer. Geben Sie die Nummer ein, oder brechen Sie das Fax zuerst ab.
   *[other] { $count } Ihrer Faxe warten auf eine Nummer. Geben Sie die Nummern ein, oder brechen Sie die Faxe zuerst ab.
}
denied-pages = Das Fax hat { $pages }; erlaubt sind höchstens { $most }.
denied-not-now = Zurzeit können keine Faxe angenommen werden. Die Administration wurde benachrichtigt.

# Counted things.
count-pages = { $count ->
    [one] { $count } Seite
   *[other] { $count } Seiten
}
count-faxes = { $count ->
    [one] { $count } Fax
   *[other] { $count } Faxe
}

# Users, passwords and second factors.
new-user = Neuer Benutzer
user-name-text = Kleinbuchstaben a bis z, Ziffern, Punkte, Bindestriche und Unterstriche. Der Name lässt sich später nicht ändern.
addresses-text = Durch Kommas getrennt. Wenn Sie keine eingeben, gelten die Postfächer des Anschlusses.
limits-class = Limits (Klasse)
in-gateway = in gateway.toml
not-yet = hat noch kein Passwort gewählt
user-elsewhere = Dieser Benutzer wird nicht hier verwaltet, sondern in gateway.toml, in einem Verzeichnis oder vom Anmeldedienst Ihrer Organisation.
end-user = Benutzer entfernen
end-user-text = Sitzungen, API-Schlüssel und Webhooks des Benutzers enden sofort. Wartende Faxe werden noch gesendet.
done-user-changed = Der Benutzer wurde geändert.
done-user-ended = Der Benutzer wurde entfernt.
invitation-link = Link
invitation-once = Geben Sie diesen Link dem Benutzer. Er wird nur jetzt angezeigt, gilt einmal und läuft nach 7 Tagen ab.
invitation-mailed = Der Link wird auch per E-Mail gesendet an
invitation-text = Über den Link wählt der Benutzer ein neues Passwort. Frühere Links gelten dann nicht mehr. Das bisherige Passwort gilt, bis ein neues gewählt ist.
invitation-new = Link für ein neues Passwort erstellen
second-reset = Zweiten Faktor entfernen
second-reset-text = Für Benutzer, die ihr Telefon und die Wiederherstellungscodes verloren haben. Die Anmeldung fragt dann nur noch nach dem Passwort. Verlangt Ihre Organisation einen zweiten Faktor, muss der Benutzer einen neuen einschalten.
done-second-reset = Der zweite Faktor wurde entfernt.
choose-password = Passwort wählen
no-invitation = Dieser Link ist nicht mehr gültig: Er wurde verwendet, ist abgelaufen, oder es gibt einen neueren. Bitten Sie die Administration um einen neuen Link.
change-password = Passwort ändern
present-password = Aktuelles Passwort
new-password = Neues Passwort (mindestens 8 Zeichen)
new-password-again = Neues Passwort wiederholen
password-elsewhere = Ihr Passwort lässt sich hier nicht ändern: Es steht in gateway.toml oder beim Anmeldedienst Ihrer Organisation. Wenden Sie sich an die Administration.
done-password = Ihr Passwort wurde geändert. Ihre anderen Sitzungen wurden beendet.
second-factor = Zweiter Faktor
second-factor-text = Mit einem zweiten Faktor fragt die Anmeldung auch nach einem Code aus einer App auf Ihrem Telefon. Wer nur Ihr Passwort kennt, kann sich dann nicht anmelden. Verwenden Sie in E-Mail-Programmen und für Drucker einen API-Schlüssel anstelle des Passworts. Der Schlüssel braucht die Berechtigung, Faxe zu senden und Aufträge zu ändern.
second-is-on = Der zweite Faktor ist eingeschaltet.
second-is-off = Der zweite Faktor ist ausgeschaltet.
second-elsewhere = Der zweite Faktor lässt sich hier nicht einschalten. Wenn Sie sich mit dem Konto eines Verzeichnisses oder Anmeldedienstes anmelden, verwenden Sie dessen zweiten Faktor. Wenden Sie sich sonst an die Administration.
second-must = Ihre Organisation verlangt einen zweiten Faktor. Sobald Sie ihn eingeschaltet haben, geht es weiter.
switch-on = Einschalten
switch-off = Ausschalten
second-scan = Scannen Sie dieses Bild mit einer Authenticator-App, oder geben Sie dort den Schlüssel ein. Geben Sie dann den Code ein, den die App anzeigt.
second-key = Schlüssel für die App
second-code = Code aus der App
second-code-or = Code aus der App oder Wiederherstellungscode
second-on-now = Der zweite Faktor ist eingeschaltet. Wenn Sie Ihr Telefon verlieren, ersetzt jeder dieser Wiederherstellungscodes einmal einen Code aus der App. Sie werden nicht noch einmal angezeigt: Bewahren Sie sie sicher auf.
second-continue = Ich habe die Codes gespeichert – weiter
second-step-text = Geben Sie den Code ein, den die App auf Ihrem Telefon anzeigt. Wenn Sie Ihr Telefon nicht zur Hand haben, geben Sie einen Wiederherstellungscode ein.

# Passkeys.
passkeys = Passkeys
passkeys-text = Ein Passkey ist in Ihrem Telefon, Ihrem Computer oder einem Sicherheitsschlüssel. Damit melden Sie sich ohne Passwort an. Solange Sie einen Passkey haben, genügt Ihr Passwort allein nicht. In Mailprogrammen und für Drucker verwenden Sie dann einen API-Schlüssel.
passkey-name = Name des Passkeys
passkey-new = Passkey hinzufügen
passkey-made = Hinzugefügt
passkey-remove = Passkey entfernen
passkey-login = Mit einem Passkey anmelden
passkey-ask = Ihr Browser fragt nach Ihrem Passkey. Wenn nicht, drücken Sie den Knopf.
passkey-go = Weiter
passkey-other = Auf andere Weise anmelden
passkey-script = Passkeys brauchen JavaScript, das in diesem Browser ausgeschaltet ist.
passkey-none = Dieser Browser hat keinen Passkey verwendet. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.
passkey-address = Passkeys funktionieren nur bei einer Webadresse mit einem Namen und HTTPS. Fragen Sie Ihren Administrator.
second-too-late = Die Anmeldung hat zu lange gedauert, oder zu viele Codes waren falsch. Geben Sie Ihr Passwort noch einmal ein.
invitation-subject = Passwort für die Fax-Weboberfläche wählen ({ $house })
invitation-mail =
    Guten Tag,

    für die Fax-Weboberfläche ({ $house }) können Sie jetzt ein Passwort wählen. Ihr Benutzername ist { $user }. Öffnen Sie dazu diese Adresse:

    { $link }

    Der Link gilt einmal und läuft nach 7 Tagen ab. Falls Sie diese E-Mail nicht erwartet haben, ignorieren Sie sie bitte.
# Lists: filters, saved views, selections, and the keyboard.
today-at = heute %H:%M
yesterday-at = gestern %H:%M
day-month = %-d. MMM
months = Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.
more-filters = Weitere Filter
all-devices = Alle Anschlüsse
from-day = Von (Tag)
to-day = Bis (Tag)
sender = Absender
status = Status
newer = Neuere Faxe
nothing-found = Zu diesen Filtern passt kein Fax.
show-all = Alle anzeigen
views = Gespeicherte Ansichten
save-view = Diese Ansicht speichern
view-name = Name der Ansicht
remove-view = Ansicht entfernen
done-view-saved = Die Ansicht wurde gespeichert.
done-view-removed = Die Ansicht wurde entfernt.
select-all = Alle angezeigten auswählen
select-this = Auswählen
with-selected = Aktion für Auswahl
apply = Ausführen
mark-read = Als gelesen markieren
set-tag = Kennzeichen setzen
download-zip = Als ZIP herunterladen
none-selected = Es wurde nichts ausgewählt.
entries-changed = Geändert: { $count }.
entries-refused = Nicht geändert: { $count }.
delete-these = Die ausgewählten Faxe löschen ({ $count })?
delete-all-text = Sie werden für alle gelöscht und lassen sich nicht wiederherstellen.
keep-them = Behalten
search-jobs-hint = Nummer, Name, Kennzeichen, Dokument …
job = Auftrag
no-drafts = Sie haben keine Entwürfe.
shortcuts = Tastenkürzel
shortcuts-on = Diese Tastenkürzel verwenden
next-fax = Nächstes
previous-fax = Vorheriges
close = Schließen
notify-on = In diesem Browser über neue Faxe benachrichtigen
notify-off = Benachrichtigungen abschalten

# Devices, lines and the mail server.
new-device = Neuer Anschluss
device-waits = noch nicht wirksam
device-removed = entfernt; empfängt noch Faxe, bis der Wählplan neu geladen ist
include-text = Asterisk liest diese Anschlüsse noch nicht. Fügen Sie die erste Zeile einmal am Ende von extensions.conf ein, und führen Sie dann die zweite Zeile aus. Wenn ferrofax.conf contexts setzt, muss die Liste fax-devices enthalten.
reload-text = Asterisk hat die letzte Änderung noch nicht gelesen. Führen Sie diese Zeile aus.
extension-word = Nebenstelle
extension-text = Nur Ziffern. Die Nebenstelle kann später nicht geändert werden.
mailboxes-text = E-Mail-Adressen, die die empfangenen Faxe erhalten, durch Kommas getrennt.
station-id = Stationskennung
device-off = Ausgeschaltet: Anrufe werden abgewiesen
printers = Drucker
header-text = Absender in der Kopfzeile
time-zone = Zeitzone
class-of-devices = Klasse von Anschlüssen
account-code = Kontonummer
retention-class = Aufbewahrungsklasse
error-correction = Fehlerkorrektur (ECM)
reports-word = Berichte
end-device = Diesen Anschluss entfernen
end-device-text = Anrufe an diese Nebenstelle werden abgewiesen, sobald Asterisk den Wählplan neu geladen hat. Empfangene Faxe bleiben.
done-device-saved = Der Anschluss wurde gespeichert.
done-device-ended = Der Anschluss wurde entfernt.
lines-and-mail = Leitungen und Mailserver
lines-text = Bei einem leeren Feld gilt ferrofax.conf. Werte, die Sie hier eingeben, haben Vorrang. Ein Neustart ist nicht nötig.
settings-in-effect = Asterisk benutzt diese Einstellungen.
settings-wait = Asterisk hat die letzte Änderung noch nicht gelesen. Solange Asterisk läuft, dauert das einige Sekunden.
lines-word = Telefonleitungen
max-lines = Gleichzeitige Faxanrufe
inbound-lines = Davon für eingehende Faxe reserviert
trunk-text = Der Trunk, über den Faxe gesendet werden, etwa PJSIP/provider.
dial-timeout = Sekunden, die es klingeln darf
country-code = Landesvorwahl
area-code = Ortsvorwahl
outside-prefix = Ziffern für die Amtsholung
mail-server = Mailserver
mail-port = Port
encryption = Verschlüsselung
password-kept = Ein Passwort ist gespeichert. Es bleibt, wenn dieses Feld leer ist.
from-address = Absenderadresse
done-settings-saved = Die Einstellungen wurden gespeichert.
drain = Aufträge an die anderen übergeben
drain-text = Danach beginnt der Server keine Aufträge mehr, und die anderen Server senden, was wartet. Der Server empfängt weiterhin Faxe.
undrain = Wieder Aufträge annehmen
done-drained = Die anderen Server senden nun die wartenden Aufträge.
done-undrained = Der Server nimmt wieder Aufträge an.
