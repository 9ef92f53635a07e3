# The Dutch words of the web interface.

moment = %d-%m-%Y %H:%M
short-day = %d-%m

# Around all pages.
to-content = Naar de inhoud
pages = Hoofdmenu
received = Ontvangen
sent = Verzonden
now = Nu
own = Mijn account
log-out = Afmelden
languages = Taal

# Before there is a spool.
not-ready = Ferrofax is nog niet klaar
not-ready-text = Zodra in deze lijst niets meer ontbreekt, opent de webinterface op deze pagina.

# Received faxes.
withheld = Nummer afgeschermd
unread = ongelezen
unread-mark = Nieuw
search = Zoeken
search-hint = Nummer, naam, notitie…
show = Tonen
which-all = Alle
which-unread = Ongelezen
which-mine = Aan mij toegewezen
which-free = Niet toegewezen
find = Zoeken
no-faxes = Nog geen faxen. Een ontvangen fax verschijnt hier vanzelf.
device = Toestel
dealt-with-by = toegewezen aan
dealt-with = Toegewezen aan
nobody = niemand
cut-short = Tot nu toe is maar een deel van de oudere faxen doorzocht. De lijst gaat hieronder verder.
older = Oudere faxen
mark-these = { $count ->
    [one] Deze fax als gelezen markeren
   *[other] Deze { $count } faxen als gelezen markeren
}
marked = { $count ->
    [one] 1 fax als gelezen gemarkeerd.
   *[other] { $count } faxen als gelezen gemarkeerd.
}
marked-in-part = Oudere faxen kunnen nog ongelezen zijn.
undo = Ongedaan maken
fax-from = Fax van
fetched-from = Opgehaalde fax van
fetch-from = Fax ophalen bij
fetches = Opgehaald document
fax = Fax
the-pages = Pagina’s
page = Pagina
no-pages = Er is geen pagina ontvangen.
came = Ontvangen
line = Lijn
claim = Aan mij toewijzen
release = Toewijzing opheffen
mark-unread = Als ongelezen markeren
tag = Label
note = Notitie
keep = Opslaan
pass-on = Doorsturen
hand-to = Aan een collega
choose-colleague = (kies)
hand = Overdragen
mail-to = Per e-mail aan
mail = E-mail verzenden
fax-to = Per fax aan
send = Verzenden
printer = Printer
own-printer = Printer van het toestel
print = Afdrukken
delete = Verwijderen
delete-really = Deze fax verwijderen?
delete-text = De fax wordt voor iedereen verwijderd en kan niet worden hersteld.
keep-it = Bewaren
history = Geschiedenis
back-to-fax = Terug naar de fax
smaller = Kleiner
larger = Groter
turn-left = Linksom draaien
turn-right = Rechtsom draaien
is-receiving = Wordt ontvangen
page-now = pagina
is-received = Ontvangen
is-incomplete = Onvolledig
is-failed = Mislukt
part-so-far = Tot nu toe ontvangen pagina’s opslaan…
part-title = Deze fax is nog niet volledig
part-text = De oproep is nog bezig en er kunnen nog pagina’s komen. Een bestand dat u nu opslaat, bevat alleen de pagina’s die tot nu toe zijn ontvangen.
part-pass-on = U kunt de fax e-mailen, faxen en afdrukken zodra hij volledig is.
deed-read = heeft de fax gelezen
deed-claimed = heeft de fax op zich genomen
deed-released = heeft de toewijzing opgeheven
deed-handed = heeft de fax overgedragen aan
deed-noted = heeft een notitie geschreven
deed-mailed = heeft de fax gemaild aan
deed-printed = heeft de fax afgedrukt op
deed-faxed = heeft de fax gefaxt aan
mail-waiting = in de wachtrij
mail-delivered = bezorgd
mail-rejected = geweigerd
mail-failed = kon niet worden bezorgd
done-unread = Als ongelezen gemarkeerd.
done-claimed = De fax is nu aan u toegewezen.
done-released = De fax is aan niemand meer toegewezen.
done-handed = Overgedragen.
done-noted = Opgeslagen.
done-mailed = De e-mail is onderweg.
done-printed = De fax wordt afgedrukt.
done-faxed = De fax staat in de wachtrij; zie ‘Verzonden’.
gone = Deze fax is verwijderd
denied = U hebt hiervoor geen toestemming
somebody-has-it = Deze fax is aan iemand anders toegewezen
on-legal-hold = Hiervoor geldt een wettelijke bewaarplicht, dus verwijderen kan niet. Een beheerder kan die opheffen
unfit = Dit is niet geaccepteerd

# What is sent, and what goes on.
new-fax = Nieuwe fax
no-jobs = Er is nog geen fax verzonden. Begin met ‘Nieuwe fax’.
to = Aan
no-number = (nog geen nummer)
number-missing = Nummer ontbreekt
number-missing-text = Deze faxen wachten op een ontvanger. Schrijf een naam uit het adresboek of een faxnummer.
number-until = wacht tot
which-open = Bezig
which-failed = Mislukt
which-done = Verzonden
fax-to-whom = Fax aan
confirmed = bevestigd
confirmed-pages = Bevestigde pagina’s
taken-in = Aangeboden
sent-by = Verzonden door
far-machine = Extern faxapparaat
let-go = Vrijgeven
hold = Vasthouden
cancel = Annuleren
try-again = Opnieuw proberen
number = Faxnummer
again-to = Opnieuw verzenden aan
send-again = Opnieuw verzenden
document-pdf = Document (pdf)
sending-report-pdf = Verzendrapport (pdf)
report = Rapport
documents = Documenten
documents-hint = PDF, TIFF, afbeeldingen, tekst, HTML{ $more }. Meerdere documenten worden na elkaar verzonden.
office-documents = Office-documenten
no-document = Er is geen document gekozen.
from-device = Vanaf toestel
more = Meer
resolution = Resolutie
as-usual = Standaardinstelling
res-standard = Standaard
res-fine = Fijn
res-superfine = Superfijn
colour = Kleur
in-colours = Ja, als het externe faxapparaat dat ondersteunt
send-at = Niet vóór
cover = Voorblad
with-cover = Met voorblad
without-cover = Zonder voorblad
recipient = Ontvanger
company = Bedrijf
calls = Oproepen
no-calls = Er wordt nu geen fax verzonden of ontvangen.
lines-free = Vrije lijnen
ladder = Protocol van de oproep
we-said = door ons verzonden
we-heard = door ons ontvangen
coming-from = Van
talking = onderhandelen
dialling = kiezen
drop-here = Sleep documenten hierheen
queue = Wachtrij
waiting-line = Wachten op een lijn
waiting-time = Wachten op hun tijd
held = Vastgehouden
oldest = oudste sinds
state-number = Wacht op een nummer
state-suspended = Vastgehouden
state-pending = Gepland
state-sleeping = Wacht op een nieuwe poging
state-blocked = Wacht op een andere fax aan dit nummer
state-ready = Wacht op een lijn
state-active = Wordt verzonden
state-done = Verzonden
state-fetched = Opgehaald
state-failed = Niet verzonden
state-cancelled = Geannuleerd
done-cancelled = De fax is geannuleerd.
done-held = De fax wordt vastgehouden.
done-goes-on = Het gaat nu verder.
done-sent = De fax is geaccepteerd. Hij wordt verzonden zodra er een lijn vrij is.

# Fetching a fax (polling).
fetch-fax = Fax ophalen
fetch-hint = Het faxapparaat op dit nummer wordt gebeld en om het document gevraagd dat daar klaarligt (polling). Het document komt binnen als ontvangen fax.
for-device = Voor toestel
sep = Nummer van het document (SEP)
sep-hint = Alleen als daar meerdere documenten klaarliggen.
fetch-password = Wachtwoord voor het document (PWD)
fetch-password-hint = Cijfers, * en #; alleen als om een wachtwoord wordt gevraagd.
password-again = Als er een wachtwoord nodig is, voer het dan opnieuw in: het wordt niet bewaard.
fetch = Ophalen

# A fax that is written.
numbers-hint = Namen of groepen uit het adresboek, of faxnummers. Iedere ontvanger krijgt een eigen fax. ‘Naam | Bedrijf <nummer>’ zet de naam van de ontvanger op het voorblad.
group-hint = Woorden met ‘#’, zoals ‘#leveranciers’, zijn groepen. Een fax aan ‘#leveranciers’ gaat naar alle contacten van de groep.
in-book = In het adresboek:
check = Nummers
suggestions = Suggesties
faxed-lately = onlangs gebruikt
black-and-white = Zwart-wit
making-page = Pagina’s worden gemaakt …
making-pages = Pagina’s worden gemaakt … document { $this } van { $all }
usual = zoals gewoonlijk: { $value }
send-at-in = Niet vóór ({ $zone })
unknown-name = ‘{ $name }’ staat niet in het adresboek. Schrijf een faxnummer, of voeg het contact toe aan het adresboek.
several-numbers = ‘{ $name }’ heeft meer dan één nummer. Kies er een:
unclear-name = ‘{ $name }’ is geen volledige naam in het adresboek. Kies een contact:
send-faxes = { $count ->
    [one] Fax verzenden ({ $pages })
   *[other] { $count } faxen verzenden (elk { $pages })
}
contacts = Contacten
book = Adresboek
up = Omhoog
down = Omlaag
remove = Verwijderen
more-documents = Meer documenten
subject = Onderwerp
message = Bericht
priority = Prioriteit
priority-hint = 0 tot 255; 0 wordt het eerst verzonden.
look = Voorbeeld
discard = Weggooien
preview = Voorbeeld
preview-hint = Kies documenten en druk op ‘Voorbeeld’ om de pagina’s te zien zoals ze worden verzonden.
drafts = Concepten
drafts-hint = Concepten worden een week bewaard.
no-room = U hebt 10 andere concepten.
no-room-text = Dit concept wordt verwijderd als u er nog een begint. Verzend het of gooi een van de andere weg.
nothing-written = Er is nog niets om te tonen. Voer een nummer in of kies een document.
sent-in-part = Sommige faxen zijn verzonden. De andere staan hier nog:
done-discarded = Het concept is weggegooid.
price-inside = intern
price-local = lokaal
price-national = nationaal
price-abroad = internationaal
price-special = betaalnummer

# Address books.
own-book = Persoonlijk
house-book = Organisatie
which-book = Adresboek
name-of = Naam
new-contact = Nieuw contact
change-contact = Contact bewerken
change = Bewerken
no-contacts = Er zijn geen contacten om te tonen.
more-contacts = Meer
fax-chosen = Nieuwe fax aan geselecteerde contacten
import = Importeren
export = Exporteren
import-hint = Een CSV-bestand (UTF-8) waarvan de eerste regel de kolommen noemt: name, company, number, note. Alle contacten worden geïmporteerd, of geen enkel.
table = Bestand
done-put = Opgeslagen.
done-deleted = Verwijderd.
done-imported = De contacten zijn geïmporteerd.
delete-contact-really = Dit contact verwijderen?

# Administration.
administration = Beheer
figures = Statistieken
health = Status
devices = Toestellen
users = Gebruikers
mails = E-mails
log = Auditlog
days = Dagen
day = Dag
week = Week vanaf
nothing-yet = Niets in deze periode.
as-table = Als tabel
went-well = gelukt
went-badly = mislukt
received-by-day = Ontvangen faxen per dag
sent-by-day = Verzonden faxen per dag
minutes-by-day = Belminuten per dag
minutes-in = ontvangen
minutes-out = verzonden
sent-by-way = Verzonden, per soort verbinding
way = Verbinding
sent-by-machine = Verzonden, per extern faxapparaat
calls-by-trunk = Oproepen, per trunk
trunk = Trunk
why-not-sent = Waarom faxen niet zijn verzonden
why-not-received = Waarom faxen niet volledig zijn ontvangen
faxes-today = Faxen vandaag (verzonden en ontvangen)
failed-today = Vandaag mislukt (verzonden en ontvangen)
waiting-jobs = Wachtende opdrachten
reason = Reden
count = Aantal
ended-by-someone = door iemand geannuleerd
nobody-answered = geen faxapparaat nam op
alarm = Alarm
alarm-disk = De schijf is bijna vol
alarm-relay = Er worden geen e-mails verzonden
alarm-failing = Faxen naar { $about } mislukken steeds
alarm-silent = Er is al lang geen fax ontvangen
alarm-silent-device = { $about } heeft al lang geen fax ontvangen
alarm-folder = Naar de map { $about } kan niet worden geschreven
alarm-shipping = Faxen worden niet naar de gedeelde database overgebracht
stuck-mail = Een e-mail wacht sinds
undeliverable = Onbestelbare e-mails
mails-paused = E-mails worden niet geaccepteerd en niet gefaxt.
mails-run = E-mails worden geaccepteerd en gefaxt.
converter-missing = De instellingen noemen een programma dat niet bestaat
converters = Ondersteunde documenten
folder = Map
away-since = niet beschrijfbaar sinds
the-pbx = Telefooncentrale (PBX)
finding-well = In orde
finding-wrong = FOUT
finding-warning = Let op
something-wrong = Er is een storing: zie de toestand van het systeem
mails-waiting = E-mails
prints-waiting = Afdrukken
the-pbx-text = De module in de centrale controleert het kiesplan, de trunks en de mailserver. Dit kan een minuut duren.
pbx-asked = De centrale heeft nog niet geantwoord.
look-again = Vernieuwen
clean-up = Opruimen
keep-days = Te bewaren dagen
would-clean-up = Dit zou worden verwijderd:
cleaned-up = Dit is verwijderd:
cleanup-faxes = Ontvangen faxen
cleanup-jobs = Opdrachten
cleanup-keeps = Oude faxen en opdrachten die worden bewaard:
keeps-undelivered = Een e-mail, afdruk of rapport is nog niet bezorgd
keeps-on-hold = Wettelijke bewaarplicht
keeps-unshipped = Nog niet in de gedeelde database
keeps-unknown = Onbekende bewaarklasse
clean-up-now = Nu verwijderen
ask-pbx = Centrale controleren
mend = Oplossing
machines = Servers met een centrale
machine = Server
version = Versie
in-calls = Oproepen voor de gedeelde database
to-ship = Nog over te dragen
drained-since = Neemt geen opdrachten aan sinds
lines-in-all = Lijnen van alle servers
lines-of-trunk = Lijnen van de trunk
lost-tries = Oproepen die verloren gingen toen een server uitviel
taken-for-dead = Als uitgevallen aangemerkt
went-on = Voortgezet door
devices-text = Toestellen die hier zijn gemaakt, kunnen hier worden gewijzigd. Alle andere staan in bestanden van het kiesplan en kunnen alleen daar worden gewijzigd.
mailboxes = Postvakken
format = Formaat
receives = Ontvangt
sends = Verzendt
settings = Instellingen
declared = Vastgelegd in
yes = ja
no = nee
usual-settings = Standaardwaarden
users-text = Gebruikers in gateway.toml kunnen alleen daar worden gewijzigd. Gebruikers van een directory of aanmelddienst verschijnen na hun eerste aanmelding.
users-here = Alle andere maakt en wijzigt u hier.
role-word = Rol
addresses = E-mailadressen
groups = Groepen
members = Leden
sees = Ziet de faxen van
used = Gebruikt
everything = iedereen
faxes = Faxen
may-delete = mag verwijderen
stopped = Geblokkeerd sinds
stop-user = Blokkeren
let-user-go-on = Deblokkeren
done-stopped = De gebruiker is geblokkeerd en kan geen faxen verzenden.
done-may-go-on = De gebruiker kan weer faxen verzenden.
role-user = Gebruiker
role-desk = Operator
role-administrator = Beheerder
role-auditor = Auditor
quota-day = vandaag
quota-month = deze maand
quota-night = vannacht
faxmaster = de faxbeheerder
mail-queue = Inkomende e-mails
mails-held = E-mails die niet gefaxt zijn
no-mails-held = Geen.
mail-sender = Afzender
mail-aside = Ferrofax kon deze e-mail niet lezen en probeert het niet vanzelf opnieuw:
mails-refused = Ferrofax bewaart geweigerde e-mails niet. De redenen van de weigeringen:
pause = Pauzeren
resume = Hervatten
all-delivered = Geen.
about = Betreft
given-up = Opgegeven
all-again = Alle wachtende en mislukte e-mails nu opnieuw proberen
asked = Actie
decided = Beslissing
granted = toegestaan
refused = geweigerd
when = Wanneer
no-lines = Er zijn geen regels om te tonen.
older-lines = Oudere regels
check-chain = Log controleren
chain-well = Het log is ongewijzigd.
chain-broken = Het log is gewijzigd:
chain-unchained = Regels buiten de hashketen:
chain-last = Laatste regel en de hash ervan; bewaar elders een kopie:

# One's own.
sessions = Uw sessies
all-sessions = Sessies
sessions-text = Beëindig sessies die u niet herkent en vraag de beheerder om een nieuw wachtwoord.
browser = Browser
address = Adres
since = Sinds
last-seen = Laatst gebruikt
this-one = deze
end = Beëindigen
choose = Opslaan
lists-look = Lijsten van faxen
look-pictures = Met afbeeldingen
look-rows = Korte regels zonder afbeeldingen
look-text = Deze browser onthoudt de keuze.
actions = Acties
forward-below = Doorsturen …
appearance = Weergave
look-system = Zoals het systeem
look-light = Licht
look-dark = Donker

# API keys.
keys = API-sleutels
keys-text = Programma’s gebruiken de API met een sleutel. Een sleutel heeft uw rechten, voor zover u die toekent.
keys-api = De bewerkingen van de API
key-name = Doel
key-for = Rechten
key-days = Geldig voor (dagen)
key-test = Testsleutel: de faxen worden nooit verzonden; het resultaat hangt van het nummer af
key-new = Nieuwe sleutel
key-ends = Verloopt
key-used = Laatst gebruikt
key-ended = verlopen
key-made = De nieuwe sleutel
key-made-text = Kopieer de sleutel nu: hij wordt niet opnieuw getoond.
scope-faxes-read = Ontvangen faxen lezen
scope-faxes-write = Ontvangen faxen markeren, van notities voorzien, doorsturen en verwijderen
scope-jobs-read = Opdrachten lezen
scope-jobs-write = Faxen verzenden en opdrachten wijzigen
scope-events = Wijzigingen volgen
scope-webhooks = Webhooks
scope-log-read = Auditlog lezen
scope-metrics = Statistieken lezen
scope-keys = Eigen sleutels, sessies en taal
scope-admin = Beheer

# Logging in.
log-in = Aanmelden
user = Gebruikersnaam
password = Wachtwoord
wrong-login = De gebruikersnaam of het wachtwoord is onjuist, of er waren te veel onjuiste pogingen vanaf uw adres. Probeer het over enkele minuten opnieuw.
directory-away = Uw gebruikersnaam en wachtwoord kunnen nu niet worden gecontroleerd. Probeer het later opnieuw.
no-group = U hebt geen toestemming om deze faxserver te gebruiken: u zit in geen van de groepen.
name-taken = Iemand anders heeft hier uw gebruikersnaam al. Vraag het de beheerder.
name-of-password = Deze gebruikersnaam meldt zich aan met een wachtwoord; gebruik het formulier hieronder. Hebt u dat nooit gedaan, dan is de naam van iemand anders: vraag het de beheerder.
name-of-openid = Deze gebruikersnaam meldt zich niet aan met een wachtwoord; gebruik de andere methode hieronder. Hebt u dat nooit gedaan, dan is de naam van iemand anders: vraag het de beheerder.
provider-away = Uw aanmeldservice is nu niet bereikbaar. Probeer het later opnieuw.
provider-refused = Uw aanmeldservice heeft u niet toegelaten.
not-proved = Het antwoord van uw aanmeldservice is ongeldig. Probeer het opnieuw.
login-stale = Deze aanmelding is in een andere browser of te lang geleden begonnen. Begin opnieuw.
log-in-by = Aanmelden met
left-here = U bent hier afgemeld.
leave-there = Afmelden bij
log-in-first = Meld u eerst aan.
session-ended = Uw sessie is verlopen. Meld u aan om verder te gaan met schrijven.
again = Verdergaan waar u was
again-text = U bent weer aangemeld. Wat u had geschreven, staat er nog.
go-on = Nu verzenden

# Links to faxes.
link-title = Een fax voor u
link-with-code = Voer uw code in en klik op ‘Fax openen’. Uw browser downloadt de fax daarna als pdf-bestand.
link-without-code = Klik op ‘Fax openen’. Uw browser downloadt de fax daarna als pdf-bestand.
link-code = Code
link-open = Fax openen
wrong-code = De code is onjuist. Na vijf onjuiste codes opent de link de fax niet meer.
no-such-link = Onder deze link is er geen fax. Controleer of u de hele link hebt gekopieerd. De fax kan ook verwijderd zijn.
link-locked = Er zijn te veel onjuiste codes ingevoerd, dus deze link opent de fax niet meer. Vraag de organisatie die u de link heeft gestuurd, de fax opnieuw te sturen.
link-expired = Deze link is verlopen. Vraag de organisatie die u de link heeft gestuurd, de fax opnieuw te sturen.
link-used = Deze link is al gebruikt. Was u dat niet, meld het dan aan de organisatie die u de link heeft gestuurd.

# Recorded calls.
recorded-calls = Oproepopnamen
no-recorded-calls = Er zijn geen oproepopnamen om te tonen.
older-calls = Oudere oproepen
call-of = Oproep van
its-record = Opname van de oproep
ended = Resultaat
seconds = Duur in seconden, vanaf de eerste beltoon
a-fax = Fax
a-job = Opdracht
what-went-wrong = Wat er misging
record-cut-off = De opname eindigt midden in de oproep. Dit is wat ze laat zien.
whose-fault = Waarschijnlijke oorzaak
what-to-change = Wat te wijzigen
found-too = Ook gevonden
verdict-may-be-wrong = Dit is een oordeel op grond van wat op de lijn was, en kan onjuist zijn.
the-drawing = Diagram van de oproep: berichten, niveaus, ruis en verlies in de tijd
run-again = Opnieuw afspelen
run-again-with = Met andere instellingen
run-again-text = max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh, level=-15 (dBm0), gescheiden door spaties; leeg: zoals in de oproep
call-files-word = Bestanden van deze oproep
file-svg = Diagram (SVG)
file-png = Diagram (PNG)
file-json = Alle bevindingen (JSON)
file-wav = Geluid van beide kanten (WAV)
file-pcap = T.38-pakketten (pcap)
file-received = Ontvangen pagina’s (TIFF)
file-sent = Te verzenden pagina’s (TIFF)
file-record = De opname zelf
file-anonymous = De opname zonder nummers, namen en pagina’s
fault-nobody = geen
fault-line = waarschijnlijk de telefoonlijn
fault-remote = waarschijnlijk het externe faxapparaat
fault-network = waarschijnlijk het netwerk
fault-us = waarschijnlijk deze faxserver

# Refusals.
not-possible = Dat is niet gelukt
still-here = Wat u hebt geschreven, staat er nog. Wijzig het en probeer het opnieuw.
back = Terug
foreign = Dit verzoek kwam van een andere website, dus er is niets gedaan. Open de pagina hier en probeer het opnieuw.
stale = Dit formulier is van een eerdere sessie, dus er is niets gedaan. Ga terug, laad de pagina opnieuw en probeer het nog eens.
in-the-clear = Anderen kunnen deze verbinding meelezen. Gebruik https:// in plaats van http://.
no-certificate = Anderen kunnen deze verbinding meelezen en deze server heeft nog geen certificaat. Vraag het de beheerder.
nothing-there = Deze pagina bestaat niet.
not-there = Dit bestaat niet, of u hebt geen toestemming om het te zien.
wrong-form = De server begreep dit formulier niet.
not-for-now = De gegevens van de faxserver zijn nu niet bereikbaar. Er is niets gewijzigd. Probeer het over een minuut opnieuw.
our-fault = Er is iets misgegaan. De beheerder vindt meer in het log.
home = Naar ontvangen faxen

# Why a right is denied.
denied-auditor = Auditors lezen het auditlog en kunnen geen faxen verzenden.
denied-administrators = Dit kunnen alleen beheerders.
denied-reads-log = Alleen beheerders en auditors kunnen het auditlog lezen.
denied-house-book = Alleen beheerders kunnen het adresboek van de organisatie wijzigen.
denied-delete = U mag geen faxen verwijderen.
denied-priority = U mag de prioriteit van uw faxen verlagen, maar niet verhogen.
denied-post-dial = U mag na het opnemen geen cijfers laten verzenden (post_dial).
denied-job-stopped = De fax telt voor ‘{ $user }’, voor wie verzenden is geblokkeerd: { $why }
denied-not-your-job = Opdracht { $job } is van iemand anders. Alleen de eigenaar en operators kunnen die wijzigen.
denied-no-device = ‘{ $user }’ heeft geen faxtoestel om vanaf te verzenden.
denied-device-away = Het toestel waarvan verzonden moet worden, bestaat niet. De beheerder is gewaarschuwd.
denied-not-your-device = ‘{ $user }’ mag niet vanaf toestel { $device } verzenden.
denied-device-receives = Vanaf toestel { $device } mogen geen faxen worden verzonden.
denied-stranger = Alleen houders van een faxtoestel kunnen faxen verzenden.
denied-stopped = Verzenden van faxen is voor u geblokkeerd tot een beheerder u deblokkeert: { $why }
denied-forbidden = Faxen aan { $beginning }… zijn hier geblokkeerd.
denied-not-among = Faxen kunnen alleen aan { $beginnings }… worden verzonden.
denied-country-unset = Faxen aan nummers met een landcode zijn hier geblokkeerd zolang de eigen landcode (country_code) niet is ingesteld.
denied-abroad = Faxen naar andere landen zijn hier geblokkeerd.
denied-premium = Faxen aan { $beginning }… (betaalnummers) zijn hier geblokkeerd.
denied-hours = Faxen worden alleen op deze tijden geaccepteerd: { $hours }
denied-quota = Dit overschrijdt { $whose ->
    [user] uw limiet
    [device] de limiet van het toestel
   *[all] de limiet voor iedereen
} van { $most } { $period ->
    [night] per nacht
    [month] per maand
   *[day] per dag
}.
faxes-and-pages = { $faxes } en { $pages }
denied-without-number = { $count ->
    [one] Een van uw faxen wacht op een nummer. Voer eerst het nummer in of annuleer de fax.
   *[other] { $count } van uw faxen wachten op een nummer. Voer eerst de nummers in of annuleer de faxen.
}
denied-pages = De fax heeft { $pages }; de limiet is { $most }.
denied-not-now = Er kunnen nu geen faxen worden geaccepteerd. De beheerder is gewaarschuwd.

# Counted things.
count-pages = { $count ->
    [one] { $count } pagina
   *[other] { $count } pagina’s
}
count-faxes = { $count ->
    [one] { $count } fax
   *[other] { $count } faxen
}

# Users, passwords and second factors.
new-user = Nieuwe gebruiker
user-name-text = Kleine letters a tot z, cijfers, punten, koppeltekens en liggende streepjes. De naam kan later niet worden gewijzigd.
addresses-text = Gescheiden door komma’s. Als u er geen invult, gelden de postvakken van het toestel.
limits-class = Klasse van limieten
in-gateway = in gateway.toml
not-yet = heeft nog geen wachtwoord gekozen
user-elsewhere = Deze gebruiker wordt niet hier beheerd, maar in gateway.toml of door de aanmelddienst van uw organisatie.
end-user = Gebruiker verwijderen
end-user-text = De sessies, API-sleutels en webhooks van de gebruiker eindigen meteen. Wachtende faxen worden nog verzonden.
done-user-changed = De gebruiker is gewijzigd.
done-user-ended = De gebruiker is verwijderd.
invitation-link = Link
invitation-once = Geef deze link aan de gebruiker. Hij wordt alleen nu getoond, werkt één keer en verloopt na 7 dagen.
invitation-mailed = De link wordt ook per e-mail verzonden naar
invitation-text = Met een link kiest de gebruiker een nieuw wachtwoord. Eerdere links zijn dan niet meer geldig. Het huidige wachtwoord geldt totdat er een nieuw is gekozen.
invitation-new = Link voor een nieuw wachtwoord maken
second-reset = Tweede factor verwijderen
second-reset-text = Voor een gebruiker die de telefoon en de herstelcodes kwijt is. Bij het aanmelden wordt dan alleen het wachtwoord gevraagd. Als uw organisatie een tweede factor eist, moet de gebruiker een nieuwe inschakelen.
done-second-reset = De tweede factor is verwijderd.
choose-password = Kies een wachtwoord
no-invitation = Deze link is niet meer geldig: hij is gebruikt, hij is verlopen of er is een nieuwere. Vraag uw beheerder om een nieuwe link.
change-password = Wachtwoord wijzigen
present-password = Huidig wachtwoord
new-password = Nieuw wachtwoord (minstens 8 tekens)
new-password-again = Nieuw wachtwoord herhalen
password-elsewhere = Uw wachtwoord kan hier niet worden gewijzigd: het staat in gateway.toml of bij de aanmelddienst van uw organisatie. Vraag het uw beheerder.
done-password = Uw wachtwoord is gewijzigd. Uw andere sessies zijn beëindigd.
second-factor = Tweede factor
second-factor-text = Met een tweede factor wordt bij het aanmelden ook een code van een app op uw telefoon gevraagd. Wie alleen uw wachtwoord heeft, kan zich dan niet aanmelden. Gebruik in mailprogramma’s en voor printers een API-sleutel in plaats van het wachtwoord.
second-is-on = De tweede factor is ingeschakeld.
second-is-off = De tweede factor is uitgeschakeld.
second-elsewhere = De tweede factor kan hier niet worden ingeschakeld. Als u zich aanmeldt met een account van een directory of aanmelddienst, gebruik dan de tweede factor van dat account. Vraag het anders uw beheerder.
second-must = Uw organisatie vereist een tweede factor. Zodra u die hebt ingeschakeld, kunt u verdergaan.
switch-on = Inschakelen
switch-off = Uitschakelen
second-scan = Scan deze afbeelding met een authenticator-app of voer daar de sleutel in. Voer daarna de code in die de app toont.
second-key = Sleutel voor de app
second-code = Code van de app
second-code-or = Code van de app of herstelcode
second-on-now = De tweede factor is ingeschakeld. Als u uw telefoon kwijtraakt, vervangt elk van deze herstelcodes één keer een code van de app. Ze worden niet nog eens getoond: bewaar ze op een veilige plaats.
second-continue = Ik heb de codes bewaard: verder
second-step-text = Voer de code in die de app op uw telefoon toont. Als u uw telefoon niet bij u hebt, voer dan een herstelcode in.

# Passkeys.
passkeys = Passkeys
passkeys-text = Een passkey zit in uw telefoon, uw computer of een beveiligingssleutel. Daarmee meldt u zich aan zonder wachtwoord. Zolang u een passkey hebt, is uw wachtwoord alleen niet genoeg. Gebruik in mailprogramma’s en voor printers dan een API-sleutel.
passkey-name = Naam van de passkey
passkey-new = Passkey toevoegen
passkey-made = Toegevoegd
passkey-remove = Passkey verwijderen
passkey-login = Aanmelden met een passkey
passkey-ask = Uw browser vraagt om uw passkey. Zo niet, druk dan op de knop.
passkey-go = Verder
passkey-other = Op een andere manier aanmelden
passkey-script = Passkeys hebben JavaScript nodig, dat in deze browser is uitgeschakeld.
passkey-none = Deze browser heeft geen passkey gebruikt. Probeer het opnieuw of kies een andere manier.
passkey-address = Passkeys werken alleen op een webadres met een naam en HTTPS. Vraag het uw beheerder.
second-too-late = Het aanmelden duurde te lang of er waren te veel verkeerde codes. Voer uw wachtwoord opnieuw in.
invitation-subject = Uw aanmelding bij { $house }
invitation-mail =
    Goedendag,

    er is een aanmelding voor u bij { $house }. Uw gebruikersnaam is { $user }. Kies een wachtwoord op dit adres:

    { $link }

    De link werkt één keer en verloopt na 7 dagen. Als u deze e-mail niet verwachtte, kunt u hem negeren.
# Lists: filters, saved views, selections, and the keyboard.
today-at = vandaag %H:%M
yesterday-at = gisteren %H:%M
day-month = %-d MMM
months = jan feb mrt apr mei jun jul aug sep okt nov dec
more-filters = Meer filters
all-devices = Alle toestellen
from-day = Van (dag)
to-day = Tot en met (dag)
sender = Afzender
status = Status
newer = Nieuwere faxen
nothing-found = Geen fax voldoet aan deze filters.
show-all = Alles tonen
views = Opgeslagen weergaven
save-view = Deze weergave opslaan
view-name = Naam van de weergave
remove-view = Weergave verwijderen
done-view-saved = De weergave is opgeslagen.
done-view-removed = De weergave is verwijderd.
select-all = Alles wat wordt getoond selecteren
select-this = Selecteren
with-selected = Met de geselecteerde
apply = Uitvoeren
mark-read = Als gelezen markeren
set-tag = Label instellen
download-zip = Downloaden als ZIP
none-selected = Er is niets geselecteerd.
entries-changed = Gewijzigd: { $count }.
entries-refused = Niet gewijzigd: { $count }.
delete-these = De geselecteerde faxen verwijderen ({ $count })?
delete-all-text = De faxen worden voor iedereen verwijderd en kunnen niet worden hersteld.
keep-them = Bewaren
search-jobs-hint = Nummer, naam, label, document…
job = Opdracht
no-drafts = U hebt geen concepten.
shortcuts = Sneltoetsen
shortcuts-on = Deze sneltoetsen gebruiken
next-fax = Volgende
previous-fax = Vorige
close = Sluiten
notify-on = Meld nieuwe faxen in deze browser
notify-off = Meldingen uitzetten

# Devices, lines and the mail server.
new-device = Nieuw toestel
device-waits = nog niet van kracht
device-removed = verwijderd; ontvangt nog faxen tot het kiesplan opnieuw is geladen
include-text = Asterisk leest deze toestellen nog niet. Voeg de eerste regel één keer toe aan het einde van extensions.conf en voer daarna de tweede regel uit. Als ferrofax.conf contexts instelt, moet de lijst fax-devices bevatten.
reload-text = Asterisk heeft de laatste wijziging nog niet gelezen. Voer deze regel uit.
extension-word = Toestelnummer
extension-text = Alleen cijfers. Het toestelnummer kan later niet worden gewijzigd.
mailboxes-text = E-mailadressen die de ontvangen faxen krijgen, gescheiden door komma’s.
station-id = Stationsidentificatie
device-off = Uitgeschakeld: oproepen worden geweigerd
printers = Printers
header-text = Afzender in de kopregel
time-zone = Tijdzone
class-of-devices = Klasse van toestellen
account-code = Rekeningcode
retention-class = Bewaarklasse
error-correction = Foutcorrectie (ECM)
reports-word = Rapporten
end-device = Dit toestel verwijderen
end-device-text = Oproepen naar dit toestelnummer worden geweigerd zodra Asterisk het kiesplan opnieuw heeft geladen. Ontvangen faxen blijven.
done-device-saved = Het toestel is opgeslagen.
done-device-ended = Het toestel is verwijderd.
lines-and-mail = Lijnen en mailserver
lines-text = Bij een leeg veld beslist ferrofax.conf. Waarden die u hier invoert, hebben voorrang. Een herstart is niet nodig.
settings-in-effect = Asterisk gebruikt deze instellingen.
settings-wait = Asterisk heeft de laatste wijziging nog niet gelezen. Terwijl Asterisk draait, duurt dat enkele seconden.
lines-word = Telefoonlijnen
max-lines = Gelijktijdige faxoproepen
inbound-lines = Waarvan gereserveerd voor inkomende faxen
trunk-text = De trunk waarover faxen worden verzonden, zoals PJSIP/provider.
dial-timeout = Seconden laten overgaan
country-code = Landnummer
area-code = Netnummer
outside-prefix = Cijfers voor een buitenlijn
mail-server = Mailserver
mail-port = Poort
encryption = Versleuteling
password-kept = Er is een wachtwoord opgeslagen. Het blijft als dit veld leeg is.
from-address = Afzenderadres
done-settings-saved = De instellingen zijn opgeslagen.
drain = Opdrachten aan de anderen geven
drain-text = Daarna begint de server geen opdrachten meer, en de andere servers verzenden wat wacht. De server ontvangt nog steeds faxen.
undrain = Weer opdrachten aannemen
done-drained = De andere servers verzenden nu de wachtende opdrachten.
done-undrained = De server neemt weer opdrachten aan.
