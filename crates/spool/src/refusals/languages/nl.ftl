# The Dutch texts of what other parts of Ferrofax say in English: see en.ftl.

# Frames around other sentences.
about = { $about }: { $said }
near-it = { $said }; lijkt op: { $near }
limited = { $said }; de grens is de instelling ‘{ $setting }’
only-these = { $said }; PDF, TIFF, PNG, JPEG, GIF, BMP, WebP, HTML en tekst kunnen worden gefaxt
line = regel { $line }
page = pagina { $page }
text = { $text }
it = het document

# Numbers.
number-no-digits = ‘{ $number }’ bevat geen cijfers
number-sign = ‘{ $number }’ is geen nummer: ‘{ $sign }’ kan niet worden gekozen; gebruik cijfers, een + aan het begin en de scheidingstekens - . / ( )
number-long = ‘{ $number }’ heeft meer dan 20 cijfers
number-wrong = ‘{ $number }’ is geen geldig telefoonnummer: { $why }
number-prefix = het is alleen een voorvoegsel, zonder nummer
number-short = het is te kort
number-zero-country = geen landnummer begint met 0; 0{ $rest } is een nationaal nummer, +{ $rest } een internationaal nummer
number-zero = na +{ $code } begint een nummer niet met 0; schrijf +{ $right }
number-zero-meant = het betekent +{ $meant }, en na +{ $code } begint een nummer niet met 0
number-short-country = het is te kort: na +{ $code } heeft een nummer minstens { $least } cijfers
number-long-country = het is te lang: met het landnummer heeft een nummer hoogstens { $most } cijfers
number-forbidden = faxen naar { $beginning }… zijn geblokkeerd door de instelling ‘forbidden’

# Values.
value-none-of = ‘{ $value }’ is geen van { $known }
value-yes-no = ‘{ $value }’ is noch yes noch no
value-priority = ‘{ $value }’ is geen prioriteit; schrijf een getal van 0 (eerst) tot 255 (laatst)
value-number = ‘{ $value }’ is geen getal van { $least } tot { $most }
value-time = ‘{ $value }’ is geen tijd; schrijf 14:30, 2026-11-20 14:30, +2h of 2026-11-20T14:30:00+01:00
value-window = { $value } is geen tijdvenster; schrijf het als Mon-Fri 08:00-18:00
value-zone = de tijdzone { $value } is onbekend
value-address = ‘{ $value }’ is geen e-mailadres; schrijf het als name@example.com
value-addresses = hoogstens { $most } e-mailadressen kunnen rapporten over een fax krijgen
value-sign = teken { $place } kan niet worden verzonden; gebruik cijfers, *, #, + en spaties
value-long = het heeft meer dan { $most } tekens
value-digits = ‘{ $value }’ bevat ‘{ $found }’; gebruik alleen cijfers
value-name = ‘{ $value }’ is geen naam van een server of trunk; gebruik letters, cijfers, -, _, ., /, @ en :
value-beginning = ‘{ $value }’ is geen begin van een nummer; schrijf het als +49900
value-device = ‘{ $value }’ is geen toestel; schrijf 2101 of 2101@context
value-unknown = ‘{ $value }’ is onbekend; bekend zijn { $known }

# What a fax needs.
no-number = er is geen nummer opgegeven; vul het faxnummer van de ontvanger in
no-device = er is geen toestel opgegeven; noem een faxtoestel met zijn nummer, bijvoorbeeld 2101
unknown-device = faxtoestel ‘{ $device }’ bestaat niet; `ferrofax show devices` op de opdrachtregel van Asterisk toont welke er zijn
no-devices = faxtoestel ‘{ $device }’ bestaat niet: deze spool kent er geen; controleer of Asterisk de module heeft geladen
ambiguous-device = toestel { $exten } bestaat in meerdere contexten; schrijf { $exten }@{ $first } of { $exten }@{ $second }
device-receives = vanaf toestel { $device } mogen geen faxen worden verzonden: sendenabled is no, of het heeft optie x
no-document = er is geen document opgegeven; er is niets te verzenden
no-documents = er is geen document om te verzenden
time-past = { $what }: { $time } is al voorbij
expires-first = expires: { $time } is niet na de verzendtijd
too-many-numbers = een fax kan naar hoogstens { $most } nummers tegelijk worden verzonden
some-numbers = een fax kan naar 1 tot { $most } nummers tegelijk worden verzonden
own-no-device = u hebt geen toestel om vanaf te verzenden

# Drafts.
too-many-drafts = u hebt { $most } concepten; verzend er een of gooi er een weg
draft-order = documenten: { $document } bestaat niet, of wordt twee keer genoemd
draft-documents = een fax heeft hoogstens { $most } documenten
draft-size = de documenten van een fax hebben hoogstens { $most } MiB
draft-gone = het bestaat niet meer; voeg het opnieuw toe
draft-pages-gone = de pagina’s bestaan niet meer; verwijder het document en voeg het opnieuw toe

# Received faxes.
hand-to-nobody = er is geen gebruiker ‘{ $user }’ die deze fax kan zien
move-on-hold = voor fax { $fax } geldt een wettelijke bewaarplicht: hij kan niet worden verplaatst tot een beheerder die opheft
move-junk = fax { $fax } is als ongewenst opgeslagen; bezorg hem eerst
move-shared = faxen kunnen niet worden verplaatst als meerdere machines een database delen
move-nowhere = er is geen ander toestel ‘{ $device }’ waarheen u deze fax kunt verplaatsen
too-long = { $what } heeft meer dan { $most } tekens
control-character = { $what } bevat een stuurteken
the-tag = het label
the-note = de notitie
the-tag-or-note = het label of de notitie
no-mailbox = fax { $fax } heeft geen eigen postvak; vul een adres in
no-printing = deze server drukt niet af; de server die de fax heeft ontvangen kan dat
no-printer = printer ‘{ $printer }’ bestaat niet
device-no-printer = het toestel van fax { $fax } heeft geen printer; kies er een
too-many-addresses = een fax kan naar hoogstens { $most } e-mailadressen tegelijk worden verzonden
coming = fax { $fax } wordt nog ontvangen
coming-later = fax { $fax } wordt nog ontvangen; u kunt hem doorsturen zodra hij compleet is
no-fax-pages = fax { $fax } heeft geen pagina’s
fax-not-junk = fax { $fax } is niet als ongewenst opgeslagen
fax-received-elsewhere = deze server levert geen faxen af; de server die fax { $fax } heeft ontvangen kan hem vrijgeven
undelivered = fax { $fax } wordt nog afgeleverd; u kunt hem daarna verwijderen, of zodra `ferrofax mail-queue` hem niet meer toont
on-hold = voor fax { $fax } geldt een wettelijke bewaarplicht: niemand kan hem verwijderen tot een beheerder die opheft
claimed = { $user } behandelt fax { $fax } al
deleted = { $thing } is op { $date } verwijderd: { $why }
deleted-by = verwijderd door { $user }
older = ouder dan { $days ->
    [one] { $days } dag
   *[other] { $days } dagen
}
older-class = ouder dan { $days ->
    [one] { $days } dag
   *[other] { $days } dagen
} (klasse { $class })
changed = { $thing } is intussen veranderd
busy = { $thing } wordt nu door iemand anders gewijzigd; probeer het zo dadelijk opnieuw
there-is-no = { $thing } bestaat niet
not-for-user = { $thing } bestaat niet voor deze gebruiker
thing-fax = fax { $fax }
thing-job = opdracht { $job }
thing-contact = contact { $contact }
thing-draft = concept { $draft }
thing-session = sessie { $session }
thing-view = weergave { $view }
thing-record = opname { $record }
thing-key = sleutel { $key }

# Jobs.
job-ended = opdracht { $job } is al { $state }
job-done = klaar
job-failed = mislukt
job-no-number = opdracht { $job } wacht op een nummer; `ferrofax number { $job } NUMMER` stelt het in
job-has-number = opdracht { $job } heeft al een nummer, dat niet kan worden gewijzigd
job-in-store = opdracht { $job } staat in de gedeelde database, waar dit niet kan worden gewijzigd
job-without-number = de opdracht heeft geen nummer
job-number-too-much = de opdracht heeft al een nummer, of geen tijd om op een nummer te wachten
job-without-document = de opdracht heeft geen document
job-no-attempt = de opdracht staat geen poging toe
job-past = de verzendtijd is al voorbij
job-expires = de opdracht zou verlopen voordat hij wordt verzonden
document-pages = { $document } heeft { $count } pagina’s; een fax heeft er hoogstens { $most }
document-unfit = { $document } kan niet worden gefaxt: { $why }
document-empty = { $document } is leeg

# Address books.
table-large = de tabel heeft meer dan { $most } MiB
table-not-utf8 = de tabel is geen UTF-8; sla haar op als ‘CSV UTF-8’
table-empty = de tabel is leeg
table-columns = de eerste regel moet de kolommen name, company, number en note noemen; name en number zijn verplicht
table-contacts = de tabel heeft meer dan { $most } contacten
table-unreadable = de tabel kan niet worden gelezen: { $why }
table-quote = zet een cel met een aanhalingsteken tussen aanhalingstekens, en verdubbel elk aanhalingsteken erin
table-quote-open = het aanhalingsteken dat daar begint, is niet gesloten
the-name = de naam
the-company = het bedrijf
the-number = het nummer
contact-name = een contact heeft een naam nodig
book-full = een adresboek bevat hoogstens { $most } contacten
contact-unclear = geen contact in het adresboek met precies één nummer heet ‘{ $name }’; schrijf een faxnummer

# One's own, and administration.
no-pages-in = er zijn geen pagina’s in de taal ‘{ $language }’; kies uit { $known }
no-user = gebruiker ‘{ $user }’ bestaat niet
metrics-network = [web] metrics_networks noemt dit adres niet
clock-changed = Er wordt niets verwijderd: in het afgelopen uur is de klok van de server vooruit- of achteruitgezet, of is Ferrofax na meer dan een dag weer gestart.
key-name = een sleutel heeft een doel nodig van 1 tot { $most } tekens, zonder stuurtekens
key-scope = een sleutel heeft minstens één toestemming nodig: { $known }
key-days = een sleutel is 1 tot { $most } dagen geldig
key-test-scope = een testsleutel kan alleen deze rechten hebben: { $known }
key-many = deze gebruiker heeft al { $most } sleutels; beëindig er eerst een

# Requests.
no-such-request = Geen pagina van deze server doet zo’n verzoek
no-folder = geen map voor documenten: { $why }
many-fields = meer dan { $most } velden
many-documents = meer dan { $most } documenten
many-bytes = meer dan { $most } bytes tekst
field-bytes = het heeft meer dan { $most } bytes
form-large = de documenten zijn te groot; de grens is [web] max_upload_mb
form-bytes = het heeft meer dan { $most } bytes; de grens is [web] max_upload_mb
form-empty = het document is leeg
form-unstored = het document kan niet worden opgeslagen: { $why }
internal-error = een interne fout

# Call recordings.

# The spool.
cannot = een toegang is mislukt ({ $action }): { $why }
no-space = geen ruimte meer voor { $file }: { $why }; Ferrofax gaat verder zodra er ruimte is
database-failed = de database van de spool { $file } is mislukt: { $why }
database-unsure = de database van de spool { $file } heeft de wijziging niet bevestigd, die misschien is gemaakt: { $why }
database-unfit = de database van de spool { $file } weigert het: { $why }
database-row = een rij van de database van de spool { $file } kan niet worden gelezen: { $why }
database-damaged = de database van de spool { $file } is beschadigd ({ $why }) en wordt niet gebruikt; stop Asterisk en de Ferrofax-dienst en zet een back-up terug: zie docs/backup.md
document-unusable = het document { $file } kan niet worden gebruikt: { $why }
database-other = de gedeelde database is hersteld of vervangen; deze server meldt er eerst zijn opdrachten aan
database-keys = documenten van de gedeelde database kunnen niet worden versleuteld of ontsleuteld: { $why }
bug = er is een interne fout opgetreden; zie het log

# How the service is.
health-ok = in orde: { $said }
health-wrong = FOUT: { $said }
disk = schijf
module = module
spool = spool
health-read = kan worden gelezen
health-works = werkt met deze spool
health-never = heeft nog nooit met deze spool gewerkt
health-stopped = is niet actief: opdrachten wachten tot Asterisk hem heeft geladen
health-free = { $count } MiB vrij
health-free-gib = { $count } GiB vrij
health-little = slechts { $count } MiB vrij

# Documents as files.
plain-file = het is geen gewoon bestand
empty = het is leeg
large = het heeft meer dan { $most } MiB
large-pages = de pagina’s hebben meer dan { $most } MiB
unreadable = het kan niet worden gelezen ({ $why })
unwritable = de pagina’s kunnen niet worden geschreven ({ $why })
pages-unreadable = de gemaakte pagina’s kunnen niet worden gelezen
truncated = het is tijdens het lezen ingekort
document-truncated = een document is tijdens het lezen ingekort
not-one = het is niet één document
no-task = er is geen taak
its-missing = er ontbreekt: { $what }
not-faxable = het kan niet worden gefaxt
the-mail-text = de tekst van de e-mail
the-cover-page = het voorblad

# What a document is.
is-sound = het is een geluidsopname
is-gzip = het is een gzip-archief
is-bzip2 = het is een bzip2-archief
is-xz = het is een xz-archief
is-zstandard = het is een Zstandard-archief
is-rar = het is een RAR-archief
is-7zip = het is een 7-Zip-archief
is-zip = het is een ZIP-archief
is-cabinet = het is een Cabinet-archief
is-ar = het is een ar-archief
is-cpio = het is een cpio-archief
is-tar = het is een tar-archief
is-winmail = het is een winmail.dat van Outlook
is-old-office = het is een bestand van een oud kantoorprogramma
is-printer-data = het zijn printergegevens (PJL)
is-program = het is een programma
is-mail = het is een e-mail met een PDF erin
is-svg = het is een SVG-tekening; als PDF of PNG kan zij worden gefaxt
is-called-pdf = volgens de naam is het een PDF, maar de inhoud is geen PDF
is-neither = het is geen afbeelding en geen tekst
is-type = het heeft het type { $type }, dat niet wordt ondersteund
is-unsupported = het formaat wordt niet ondersteund
is-postscript = het is PostScript, en Ghostscript is niet geïnstalleerd
is-office = het is een kantoordocument, en LibreOffice is niet geïnstalleerd
is-locked = het is versleuteld en heeft een wachtwoord nodig; sla het op zonder wachtwoord
is-encrypted = het is op een onbekende manier versleuteld
is-portfolio = het is een PDF-portfolio, en de bestanden erin worden niet gefaxt
is-xfa = het is een formulier dat alleen sommige programma’s kunnen tonen (dynamisch XFA); druk het vanuit zo’n programma af als PDF en fax die PDF
is-wrapper = het is alleen de verpakking van een versleuteld document, dat niet kan worden gelezen
is-half-text = het begint als tekst, maar niet alles is tekst
is-without-text = het bevat geen tekst
is-invisible = het heeft geen zichtbare inhoud
is-blank = de pagina’s zijn leeg
is-nested = de elementen zijn te diep genest
is-no-pdf = het is beschadigd en kan niet als PDF worden gelezen
is-no-picture = het is beschadigd en kan niet als afbeelding worden gelezen

# Programs that convert.
no-child = de omzetting van { $document } kan niet worden gestart: { $why }
conversion-files = { $said }; de conversie gebruikt tijdelijke bestanden in { $folder }
unconfined = het programma dat het leest, kan niet worden afgeschermd: { $why }
unconfined-limit = niet te begrenzen: { $what } ({ $why })
unconfined-calls = de systeemaanroepen kunnen niet worden gefilterd ({ $why })
unconfined-files = de toegang tot bestanden kan niet worden begrensd, omdat deze kernel geen Landlock heeft ({ $why })
limit-life = levensduur
limit-memory = geheugen
limit-time = rekentijd
limit-output = uitvoer
limit-core = core-bestand
limit-processes = aantal processen
program-unconfined = { $program } kan niet worden afgeschermd: { $why }
program-unnamed = er is geen programma opgegeven
program-not-started = { $program } kon niet worden gestart: { $why }
program-processes = { $program } is gestopt: het startte te veel processen
program-disk = { $program } is gestopt: het schreef te veel naar de schijf
program-memory = { $program } is gestopt: het gebruikte te veel geheugen
program-cannot = { $program } kan het niet lezen
program-cannot-why = { $program } kan het niet lezen ({ $why })
program-nothing = { $program } heeft geen PDF, TIFF, afbeelding of tekst gemaakt
slow = { $part } was na { $seconds } seconden rekentijd niet klaar
slow-fax = de hele fax was na { $seconds } seconden niet klaar
broke-time = { $part } heeft te veel rekentijd nodig
broke-file = { $part } levert een te groot bestand op
broke-memory = { $part } heeft te veel geheugen nodig of is te diep genest
broke-crash = { $part } laat het leesprogramma vastlopen

# Pages.
no-pages = het heeft geen pagina’s
many-pages = het heeft { $count } pagina’s; een fax heeft er hoogstens { $most }
many-pages-after = het heeft { $count } pagina’s na { $before } andere; een fax heeft er hoogstens { $most }
more-than = meer dan { $most }
not-that-page = pagina { $page } is gevraagd, maar het aantal pagina’s is { $count }
range-wrong = { $first }-{ $last } is geen paginabereik
range-order = { $first }-{ $last } volgt niet op het vorige bereik
range-many = er zijn meer dan { $most } paginabereiken gevraagd
end-missing = het einde ontbreekt; het document is niet volledig gekopieerd
pages-missing = het zou { $declared } pagina’s moeten hebben, maar er zijn er { $count } gevonden
header-cut = { $part } is in de kop afgebroken
cut-pages = het is afgebroken: het heeft { $count } van { $declared } pagina’s
cut-rows = { $part } is afgebroken: { $count } van { $declared } rijen zijn aanwezig
cut-off = { $part } is afgebroken
ends-early = pagina { $page } eindigt te vroeg: { $missing } van { $rows } rijen ontbreken
after-page = na pagina { $page }: { $damage }
damaged-row = { $part } is in rij { $row } beschadigd
damaged-rows = beschadigde rijen op pagina { $page }: { $rows }
damaged-part = { $part } is beschadigd
no-size = { $part } heeft geen afmetingen: { $width } × { $height } pixels
no-resolution = { $part } heeft een resolutie van { $x } × { $y } dpi, die geen printer heeft
pixels = { $part } heeft te veel pixels
pixels-size = { $part } heeft te veel pixels: { $width } × { $height }
row-bytes = { $part } heeft rijen van { $found } bytes, maar de pixels hebben er { $least } nodig
colours = { $part } heeft kleuren die niet kunnen worden gefaxt (kleurruimte { $space }, { $bits } bits per pixel); black, sGray en sRGB kunnen wel
too-long-page = { $part } zou { $length } mm lang zijn; een faxpagina heeft hoogstens { $most } mm
picture-unreadable = een afbeelding op pagina { $page } kan niet worden gelezen
picture-edges = een afbeelding op pagina { $page } heeft misschien verkeerde randen: de kleuren zijn gemengd met een achtergrond (Matte)
font-unreadable = een lettertype op pagina { $page } kan niet worden gelezen, en de tekst ervan zou ontbreken
font-missing = tekst ({ $language }) op pagina { $page } zou ontbreken: het lettertype staat niet in het document en is niet geïnstalleerd
language-japanese = Japans
language-chinese = Chinees
language-traditional = traditioneel Chinees
language-korean = Koreaans
drawings-missing = { $count ->
    [one] { $count } tekening die zonder haar uiterlijk is toegevoegd, ontbreekt
   *[other] { $count } tekeningen die zonder hun uiterlijk zijn toegevoegd, ontbreken
}
annotations-left-out = { $count ->
    [one] { $count } aantekening die niet bedoeld is om af te drukken, is weggelaten
   *[other] { $count } aantekeningen die niet bedoeld zijn om af te drukken, zijn weggelaten
}
characters-missing = { $count ->
    [one] { $count } teken dat in geen lettertype voorkomt, ontbreekt
   *[other] { $count } tekens die in geen lettertype voorkomen, ontbreken
}
controls-left-out = { $count ->
    [one] { $count } stuurteken erin is weggelaten
   *[other] { $count } stuurtekens erin zijn weggelaten
}
objects-left-out = { $count ->
    [one] { $count } tekening of ander ingesloten object is weggelaten
   *[other] { $count } tekeningen of andere ingesloten objecten zijn weggelaten
}
layers = de pagina’s kunnen tonen wat alleen voor het scherm is, of missen wat alleen voor het afdrukken is

# Fields in printed documents.
fields-not-looked-for = er wordt geen veld in gezocht: de tekst is niet bekend
fields-fax-pages = de fax vanaf pagina { $page } heeft meer dan { $most } pagina’s
fields-no-number = pagina { $page } heeft geen FAX-veld en volgt er geen, dus heeft zij geen ontvanger
fields-two = pagina { $page } heeft twee verschillende velden { $field }: ‘{ $first }’ en ‘{ $second }’
fields-differ = pagina { $page }: { $field } is hier ‘{ $second }’, en ‘{ $first }’ op een eerdere pagina van dezelfde fax
fields-unreadable = pagina { $page }: ‘{ $text }’ lijkt op een veld { $field }, maar kan niet zo worden gelezen

# Faults of a TIFF file.
tiff-no-tiff = het kan niet als TIFF worden gelezen (het begint niet met II of MM)
tiff-short = het kan niet als TIFF worden gelezen (het eindigt in de kop)
tiff-version = het kan niet als TIFF worden gelezen (de versie is { $version } en niet 42)
tiff-many-pages = het heeft meer dan { $most } pagina’s
tiff-linked = het is een tweede keer gekoppeld
tiff-directory = de map ligt buiten het bestand
tiff-field = { $field } kan niet worden gelezen
tiff-no-width = het heeft geen breedte
tiff-no-length = het heeft geen lengte
tiff-width = het is { $width } pixels breed
tiff-rows = het heeft { $rows } rijen
tiff-pixels = het heeft te veel pixels ({ $width } × { $height })
tiff-no-tiles = de tegels hebben geen afmetingen
tiff-tiles = de tegels zijn te groot ({ $width } × { $height })
tiff-many-parts = de afbeelding heeft te veel delen ({ $count })
tiff-no-strips = het heeft geen stroken
tiff-parts = de afbeelding heeft { $found } delen; er zijn er { $wanted } nodig
tiff-lengths = de lengte van sommige delen ontbreekt
tiff-outside = de afbeelding ligt buiten het bestand
tiff-only-black = de compressie ({ $number }) is alleen voor zwart-wit
tiff-not-black = de compressie ({ $number }) is niet voor zwart-wit
tiff-compression = de compressie ({ $number }) is onbekend voor grijstinten en kleuren
tiff-uncompressed = het gebruikt de ongecomprimeerde modus van T.{ $number }
tiff-fill-order = de bitvolgorde ({ $number }) is onbekend
tiff-large = het heeft { $width } × { $height } pixels in grijs of kleur, meer dan { $most } miljoen
tiff-pixel-kind = de pixels ({ $samples } waarden van { $bits } bits) zijn van een onbekende soort
tiff-sample-kind = de waarden van { $bits } bits zijn van een onbekende soort
tiff-fractions = de waarden zijn geen gehele getallen
tiff-predictor = de predictor ({ $number }) is onbekend voor { $bits } bits
tiff-samples = de pixels hebben { $found } waarden; er zijn er { $wanted } nodig
tiff-ycbcr = de vorm van YCbCr is onbekend
tiff-shared-colours = de pixels delen kleuren op een onbekende manier ({ $way })
tiff-colours = de kleuren zijn van een onbekende soort (photometric interpretation { $number })
tiff-no-palette = het heeft geen palet
tiff-old-jpeg = de compressie is de oude vorm van JPEG (6), verliesvrij, die hier onbekend is
tiff-old-jpeg-tables = de compressie is de oude vorm van JPEG (6), en er is geen JPEG en er zijn geen tabellen

# De keten van het beslissingslog.
chain-changed = deze regel is na het schrijven gewijzigd
chain-replaced = deze regel staat op de plaats van een andere: de volgende sluit aan op een regel met een andere hash
chain-put-in = deze regel is ingevoegd
chain-taken-out = vóór deze regel is verwijderd: { $lines }
chain-cut-off = na deze regel is afgesneden wat audit.head kent: { $lines }
chain-line = regel { $first } van de keten
chain-lines = regels { $first } tot { $last } van de keten
chain-unchained = vóór deze regel zijn regels zonder plaats in de keten verwijderd
chain-moved = vóór deze regel ontbreekt regel { $number } van de keten; die is verplaatst naar { $place }
chain-again = de keten begint opnieuw met deze regel: een ouder log en audit.head zijn verwijderd

# Users and passwords.
people-name = een gebruikersnaam heeft 1 tot 64 kleine letters a tot z, cijfers, punten, koppeltekens en liggende streepjes, en begint met een letter of een cijfer
people-name-taken = de naam ‘{ $name }’ is van iemand anders
people-address-many = een gebruiker heeft hoogstens 20 e-mailadressen en 50 groepen
people-address-taken = het adres ‘{ $address }’ is van een andere gebruiker
people-group = er is geen groep ‘{ $group }’
people-group-name = een groepsnaam heeft 1 tot 64 kleine letters a tot z, cijfers, punten, koppeltekens en liggende streepjes, en begint met een letter of een cijfer
people-group-taken = er is al een groep ‘{ $group }’
people-no-group = er is geen groep ‘{ $group }’ in users.toml
people-group-devices = een groep heeft hoogstens 500 toestellen
people-group-many = er zijn al 200 groepen
people-class = er is geen klasse ‘{ $class }’ in gateway.toml
people-device = er is geen faxtoestel ‘{ $device }’ dat gebruikers kunnen hebben
people-role = er is geen rol ‘{ $role }’
people-short = een wachtwoord heeft minstens 8 tekens nodig
people-long = een wachtwoord heeft hoogstens 200 tekens
people-differ = de twee nieuwe wachtwoorden zijn verschillend
people-in-settings = ‘{ $name }’ staat in gateway.toml en kan alleen daar worden gewijzigd
people-not-ours = uw wachtwoord staat niet in users.toml
people-no-user = er is geen gebruiker ‘{ $user }’ in users.toml
people-yourself = dit kunt u niet doen met uw eigen gebruiker; vraag een andere beheerder
people-full = users.toml is vol
people-no-link = de link is niet meer geldig
people-wrong-password = het huidige wachtwoord is verkeerd
people-wrong-code = de code is verkeerd of is al gebruikt
people-passkey = de passkey is niet geaccepteerd
people-passkey-name = een passkey heeft een naam van hoogstens 80 tekens nodig
people-many-passkeys = een gebruiker heeft hoogstens 10 passkeys
people-no-passkey = er is geen dergelijke passkey
people-on = de tweede factor is al ingeschakeld
people-off = de tweede factor is uitgeschakeld
people-required = uw organisatie vereist de tweede factor
people-file = users.toml kan nu niet worden gelezen of geschreven; het logboek van de dienst zegt waarom
people-front = een toestandsloze node heeft geen users.toml
people-unknown = Wachtwoorden kunnen nu niet worden gecontroleerd, omdat users.toml niet kan worden gelezen

# Webhooks.
webhook-not-there = Er is geen webhook { $id }
webhook-many-wait = Er wachten te veel berichten voor deze webhook. De laatste fout zegt waarom.
webhook-too-soon = Deze webhook kreeg in de laatste tien seconden al een testbericht.
webhook-event = ‘{ $word }’ is geen gebeurtenis; wel { $known }, en job.*, fax.* en *
webhook-many = { $user } heeft { $count } webhooks, en meer zijn niet toegestaan (max_per_user)
webhook-address = ‘{ $text }’ is geen adres van een webserver; https://example.com/fax wel
webhook-number = ‘{ $text }’ is een getal; een adres heeft er vier, 192.0.2.1, of is een naam
webhook-login = in een adres mag geen naam met wachtwoord staan
webhook-https-here = http:// is alleen voor deze machine; https:// is nodig
webhook-not-public = { $ip } is geen openbaar adres; netwerken van allow zijn ook toegestaan
webhook-target = het doel van { $host } is geen openbaar adres, of de poort staat niet in ports
webhook-https = https:// is nodig; http:// is voor netwerken van allow
webhook-port = poort { $port } staat niet in ports
# Lists.
no-day = ‘{ $day }’ is geen dag; schrijf een dag als 2026-03-01
view-name-needed = een opgeslagen weergave heeft een naam nodig
views-full = u hebt al { $most } opgeslagen weergaven van deze lijst; verwijder er eerst een
many-at-once = hoogstens { $most } kunnen tegelijk worden gewijzigd
archive-empty = een archief heeft ten minste één fax nodig
archive-many = een archief bevat hoogstens { $most } faxen
archive-large = de faxen van een archief zijn samen hoogstens { $most } MB
pdf-many = een PDF bevat hoogstens { $most } faxen
pdf-large = de faxen van een PDF zijn samen hoogstens { $most } MB
pdf-pages = een PDF heeft hoogstens { $most } pagina’s
no-mail-address = voer een e-mailadres in
many-passed-on = er kunnen hoogstens { $most } e-mails of afdrukken tegelijk worden gemaakt
user-name-long = een gebruikersnaam heeft hoogstens { $most } tekens
the-view = de weergave
# Devices, lines and the mail server.
device-extension = een toestelnummer heeft 1 tot 30 cijfers
device-addresses = een toestel heeft 1 tot 20 e-mailadressen met samen hoogstens 1.500 tekens
device-text = '{ $text }' mag hoogstens 60 letters, cijfers, spaties en de tekens . - ' / + hebben
device-word = '{ $text }' mag hoogstens 40 letters, cijfers, punten, koppeltekens en liggende streepjes hebben
device-ident = een stationsidentificatie heeft hoogstens 20 cijfers, spaties en plustekens
device-digits = '{ $text }' mag hoogstens 10 cijfers hebben
device-zone = er is geen tijdzone '{ $zone }'
line-trunk = '{ $trunk }' is geen trunk; schrijf PJSIP/provider
mail-server-name = '{ $server }' is niet de naam van een mailserver; schrijf mail.example.com
mail-secret = een gebruikersnaam of wachtwoord heeft hoogstens 200 tekens en geen stuurtekens
mail-password-again = voer het wachtwoord opnieuw in, want de mailserver of de gebruiker ervan is gewijzigd
mail-no-user = een wachtwoord heeft een gebruikersnaam nodig
lines-reserved = er moeten minder lijnen gereserveerd zijn dan er zijn
lines-both = vul beide aantallen lijnen in of geen; 0 reserveert geen lijn
device-clash = toestelnummer { $extension } is al een toestel, opgegeven in { $place }
device-not-here = het toestel { $extension } is niet hier gemaakt
device-full = er zijn al 2.000 toestellen
managed-changed = iemand anders heeft dit intussen gewijzigd; controleer het en voer uw wijziging opnieuw in
managed-file = het bestand { $file } kan nu niet worden gelezen of geschreven, of is met de hand gewijzigd; het logboek van de dienst noemt de reden
managed-front = een toestandsloos knooppunt heeft geen eigen toestellen en lijnen
last-node = de opdrachten van dit knooppunt kunnen niet worden overgedragen: geen ander knooppunt neemt nu opdrachten aan
no-node = dat knooppunt bestaat niet

# Mails that are to be faxed.
mail-empty = de e-mail is leeg: er is niets te verzenden
mail-attachments-alone = de e-mail heeft geen bijlage, en hier worden alleen bijlagen gefaxt (mode = 1)
mail-no-attachment = de e-mail heeft geen bijlage om te faxen
mail-nothing = niets in de e-mail kan worden gefaxt
mail-parts = delen ervan kunnen niet worden gefaxt
part-signature = het is een digitale handtekening
part-encrypted = het is versleuteld, en alleen de ontvanger kan het lezen
part-logo = het is een kleine afbeelding van de opmaak, zoals een logo
part-small-picture = het is een kleine afbeelding, zoals een logo of een pictogram
part-card = het is een elektronisch visitekaartje
part-calendar = het is een agenda-item
part-report = het is een melding voor programma’s
part-elsewhere = het staat ergens anders en niet in deze e-mail
part-damaged = het is beschadigd en kon niet worden gelezen
part-sound = het is geluid of video
part-too-deep = het zit te diep in andere e-mails en delen
mail-no-mail = dit is geen e-mail: het begint niet met kopregels
mail-many-parts = die heeft meer dan { $most } delen
mail-slow = de e-mail kon niet binnen { $seconds } s worden gelezen
mail-ended = het programma stopte elke keer dat het de e-mail verwerkte
mail-bug = een fout in de faxsoftware treft deze e-mail; het logboek vermeldt meer
mail-unread = die kan niet worden gelezen: { $why }
mail-reader = het programma dat e-mails leest, kan niet worden gestart: { $why }
mail-temp-file = een tijdelijk bestand van de e-mail in { $folder } kan niet worden gelezen of geschreven: { $why }
mail-no-sender = de envelop noemt geen afzender, zoals bij bezorgmeldingen
mail-is-report = het is een melding over een andere e-mail
mail-is-answer = het is een automatisch antwoord
mail-is-loop = het zit in een lus
mail-is-ours = deze faxserver heeft die geschreven
mail-is-of-program = een programma heeft die geschreven (Auto-Submitted)
mail-is-bulk = het is van een mailinglijst of een massamail
mail-not-faxed = Deze e-mail wordt niet gefaxt: { $why }
mail-own = Deze e-mail van de faxserver kwam bij hem terug: een lus
wish-unknown = ‘{ $word }’ is geen optie voor een fax; bekend zijn { $known }
parts-large = de delen zijn samen groter dan { $most } MB (max_joined_mb)
parts-behind = de e-mail kwam in delen, en na deel { $last } kwam er geen meer
parts-missing = de e-mail kwam in { $total } delen, en { $parts } ontbreekt
parts-missing-last = de e-mail kwam in delen, en { $parts } en het laatste deel ontbreken
the-part = deel { $part }
the-parts = deel { $parts } en { $last }
part-unnumbered = het is een deel van een e-mail (message/partial) en zegt niet welk
part-many = het is een deel van een e-mail met meer dan { $most } delen
part-nested = de delen vormen opnieuw een deel van een e-mail
part-coded = het is een deel van een e-mail (message/partial) dat onderweg op onbekende wijze is gecodeerd
part-base64 = het is een deel van een e-mail (message/partial) dat onderweg in base64 is gecodeerd en beschadigd
number-not-asked = u bent niet om het nummer gevraagd
number-no-line = de eerste regel bevat geen nummer
number-no-question = dit beantwoordt geen e-mail die om het nummer van een fax vraagt, of die fax bestaat niet meer
mailbox-many = Een e-mail mag hier hoogstens { $most } ontvangers hebben
mailbox-no-address = Aan en Cc bevatten geen faxadres
mailbox-no-address-form = Aan en Cc bevatten geen faxadres; { $local }+NUMMER@{ $domain } is er een, met het faxnummer in plaats van NUMMER

# Waarom een mailbox niet wordt gelezen of een e-mail niet wordt aangenomen.
mailbox-unreachable = de server { $server } is niet bereikbaar: { $why }
mailbox-no-tls = geen TLS met { $server }: { $why }
mailbox-password = [mailbox] password_file: { $why }
mailbox-no-token = de aanmelding heeft een toegangstoken nodig: { $why }
mailbox-login = de server weigert de aanmelding: { $why }
mailbox-forbidden = de server weigert de toegang tot de mailbox: { $why }; de toepassing heeft voor deze mailbox de machtiging Mail.ReadWrite nodig
mailbox-none = die mailbox bestaat niet: { $why }; vergelijk `user` met het adres ervan, en controleer of ze een licentie heeft
mailbox-limited = de server beperkt hoeveel er wordt gelezen; de volgende aanvraag volgt over { $seconds } s
mailbox-folder = de map ‘{ $folder }’: { $why }
mailbox-refused = de server weigert { $command }: { $why }
mailbox-late = de server antwoordde niet binnen { $seconds } s op { $command }
mailbox-answer-long = het antwoord van de server op { $command } is langer dan { $most } bytes
mailbox-answer-strange = het antwoord van de server op { $command } is onbegrijpelijk: { $why }
mailbox-ended = de verbinding met de server eindigde: { $why }
mailbox-server-says = de server meldt: { $why }
service-stopping = de dienst wordt gestopt
mailbox-is-missing = het ontbreekt
mailbox-login-characters = de gebruikersnaam of het wachtwoord bevat ongebruikelijke tekens
mailbox-no-password-login = hij neemt geen aanmelding met een wachtwoord aan
mailbox-no-token-login = hij neemt geen aanmelding met een token aan
mailbox-token-tls = een token wordt niet zonder TLS verzonden
mailbox-folder-missing = die ontbreekt en kan niet worden gemaakt: { $why }
mailbox-read-only = die is alleen-lezen, dus er kan geen e-mail worden verplaatst
mailbox-name-unwritable = de naam kan niet worden geschreven
mailbox-no-name = die heeft geen naam
mailbox-exists-nowhere = Graph meldt dat die bestaat, maar niet waar
mailbox-no-list = het is geen lijst
mailbox-mail-no-id = een e-mail heeft geen ID
mailbox-mail-no-time = een e-mail heeft geen tijd
mailbox-no-next = de link naar de volgende pagina is ongeldig
mailbox-circle = de pagina’s lopen in een kring
mailbox-is-page = het is een webpagina; misschien zit er een proxy tussen
mailbox-status = een status die niet bij een e-mail hoort
mailbox-bytes-of-it = { $count } bytes ervan
mailbox-answer-unread = een antwoord over een e-mail is onleesbaar
mailbox-no-address-of-name = de naam heeft geen adres
mailbox-no-certificate = geen certificaat kan deze naam hebben
mailbox-greeting = de begroeting van de server is niet OK
mailbox-ask-folder = de aanvraag van een map
mailbox-ask-list = de aanvraag van de lijst van e-mails
mailbox-ask-mail = de aanvraag van een e-mail
mailbox-ask-move = de aanvraag om een e-mail te verplaatsen
mailbox-closed = de server heeft die gesloten
mailbox-closed-connection = de server heeft de verbinding gesloten
mailbox-early = de server stuurde een antwoord vóór de handshake
mailbox-no-starttls = de server weigert STARTTLS
mailbox-starttls-late = de server antwoordt niet op STARTTLS
mailbox-endless = de server stuurt een regel zonder einde
mailbox-other-piece = het stuk is een ander dan het gevraagde
mailbox-long-piece = het stuk is langer dan gevraagd
mail-scanned = Deze e-mail wordt hier door het controleprogramma geweigerd
mail-scanned-why = Deze e-mail wordt hier door het controleprogramma geweigerd: { $why }
mail-scan-later = Deze e-mail kan nu niet worden onderzocht
mail-spam = De e-mail is als spam gemarkeerd, en spam wordt niet gefaxt
mail-only-bounces = Dit adres is alleen voor teruggestuurde e-mails van de faxserver
mail-bounces-alone = Dit adres neemt alleen teruggestuurde e-mails van de faxserver aan, zonder andere ontvangers
mail-came-back = Een teruggestuurde e-mail wordt niet gefaxt
mail-reply-alone = Een antwoord met het nummer van een fax moet het adres daarvoor als enige ontvanger hebben
mail-unproved = De afzender van de e-mail is niet bewezen: { $why }

# Fax addresses.
address-none = dit is geen adres; number@domain of name@number.fax is er een
address-not-ours = naar dit domein worden hier geen faxen verzonden, en e-mails worden niet doorgestuurd
address-no-number = er staat geen faxnummer in ‘{ $address }’; juist is number@domain of FAX=number@domain
address-sign = ‘{ $number }’ is geen faxnummer: ‘{ $sign }’ kan niet worden gekozen; toegestaan zijn cijfers, een + aan het begin, * en #, en de tekens - . ( ) als scheiding
address-backwards = ‘{ $number }’ is geen nummer van het laatste cijfer naar het eerste; 1.6.0.0.7.2.1.9.9.9.4 is +49991270061
address-long = het faxnummer in dit adres heeft meer dan 40 tekens
address-two = dit adres bevat twee faxnummers, ‘{ $first }’ en ‘{ $second }’; schrijf er maar een
address-sub = ‘{ $sub }’ is geen subadres: toegestaan zijn hoogstens 20 cijfers, * en #
address-not-obeyed = ‘{ $word }=’ in een adres wordt hier niet opgevolgd, daarom wordt de fax niet verzonden; laat het weg
address-unknown-word = ‘{ $word }’ in dit adres is niet bekend; bekend zijn { $known }
sender-none = Een e-mail zonder afzender is geen fax
sender-no-address = De afzender is geen e-mailadres
sender-gone = De gebruiker ‘{ $login }’ bestaat niet meer
sender-other = ‘{ $login }’ mag niet namens deze afzender verzenden
sender-no-device = Deze afzender heeft geen faxtoestel dat van hieruit mag worden gebruikt
mail-unknown = De fax is mogelijk al verzonden, en het resultaat is onbekend. Vraag het de ontvanger voordat u de fax opnieuw verzendt

# Print jobs.
print-unknown = De fax werd net overgedragen toen het programma stopte, en het resultaat is onbekend.
print-fields-changed = [fields] is gewijzigd terwijl de afdruktaak in faxen werd verdeeld. De gemaakte faxen staan in de lijst met opdrachten; er worden geen andere gemaakt.
print-no-page = Er zit geen pagina in.
print-client-stopped = Het afdrukprogramma is gestopt met het verzenden van documenten.

# The login of [mail_login] at the mail server, by an access token.
login-fetched-none = `ferrofax serve` heeft geen toegangstoken opgehaald
login-expired = het toegangstoken is verlopen en `ferrofax serve` heeft geen ander opgehaald
login-nobody = niemand heeft zich aangemeld; voer `ferrofax login mail` uit
login-secret = [mail_login] secret_file: { $why }
login-secret-unreadable = { $file } is niet leesbaar: { $why }
login-secret-empty = in de eerste regel van { $file } staat geen geheim
login-command = [mail_login] command { $program }: { $why }
login-command-unheard = de uitvoer ervan is niet leesbaar
login-command-late = geen antwoord na { $seconds } seconden
login-command-ended = het eindigde met { $status }
login-file = [mail_login] { $key }: { $file } is niet bruikbaar: { $why }
login-file-no-rsa = het is geen RSA-sleutel
login-file-large = het is groter dan 64 kB
login-file-account = het is geen sleutelbestand van een serviceaccount in JSON
login-file-no-key = de private_key ervan is geen sleutel
login-file-no-rsa-key = de private_key ervan is geen RSA-sleutel
login-unsigned = de sleutel van [mail_login] kan niet ondertekenen: { $why }
login-no-random = er zijn geen willekeurige getallen: { $why }
login-other-issuer = { $url } hoort bij ‘{ $found }’ en niet bij ‘{ $issuer }’ van [mail_login] issuer
login-answers = { $url } antwoordt { $status }
login-no-metadata = { $issuer } heeft geen metadata
login-answers-kind = { $url } antwoordt met { $kind }; misschien zit er een proxy of een aanmeldpagina tussen
login-kind-page = een HTML-pagina
login-kind-no-json = iets dat geen JSON is
login-token-kind = het toegangstoken is niet van het type Bearer
login-token-none = in het antwoord staat geen toegangstoken
login-token-long = het toegangstoken is langer dan 10.000 bytes
login-token-characters = het toegangstoken bevat tekens die niet zijn toegestaan
login-refused-remedy = de provider weigert ({ $error }): { $said }; { $remedy }
login-refused = de provider weigert ({ $error }): { $said }
login-secret-expired = het clientgeheim is verlopen; maak een nieuw in het Entra-beheercentrum, en schrijf de waarde ervan in secret_file
login-secret-wrong = het clientgeheim is onjuist; in secret_file hoort de waarde van het geheim, niet de ID
login-certificate = het certificaat is niet geregistreerd voor de toepassing, of key is niet de sleutel ervan; upload het in het Entra-beheercentrum
login-clock = de klok van deze machine loopt verkeerd; zet hem gelijk met NTP
login-no-application = er is geen toepassing met deze client_id in de tenant; vergelijk beide met het Entra-beheercentrum
login-no-tenant = die tenant bestaat niet; vergelijk tenant met het Entra-beheercentrum
login-no-consent-entra = de toestemming ontbreekt; een beheerder verleent deze in het Entra-beheercentrum
login-no-permission = de machtiging SMTP.SendAsApp ontbreekt; voeg haar toe in het Entra-beheercentrum en verleen toestemming
login-scopes = scopes is onjuist; laat het leeg voor de gebruikelijke
login-public = de toepassing moet openbare clientstromen toestaan, of heeft secret_file nodig
login-conditional = een regel van voorwaardelijke toegang verbiedt de aanmelding; zonder dit account of deze toepassing uit
login-second-factor = het account heeft een tweede factor nodig; voer `ferrofax login mail` opnieuw uit
login-over = de aanmelding is verlopen; voer `ferrofax login mail` opnieuw uit
login-revoked-password = de aanmelding is ingetrokken of het wachtwoord is gewijzigd; voer `ferrofax login mail` opnieuw uit
login-disabled = het account is uitgeschakeld
login-revoked = de aanmelding is ingetrokken; voer `ferrofax login mail` opnieuw uit
login-key-deleted = de sleutel van het serviceaccount is verwijderd; maak een nieuwe
login-delegation = delegatie voor het hele domein ontbreekt; voeg de client-ID van het serviceaccount met het bereik https://mail.google.com/ toe in de Google Beheerdersconsole
login-no-account = dat account bestaat niet in de organisatie
login-client = vergelijk client_id en het geheim of certificaat met de registratie bij de provider
login-way = de toepassing mag zich niet op deze manier aanmelden; sta het toe bij de provider
login-grant = de aanmelding is verlopen of ingetrokken; voer `ferrofax login mail` opnieuw uit
login-no-consent = de toestemming ontbreekt; een beheerder verleent deze bij de provider
login-again = voer `ferrofax login mail` opnieuw uit
login-denied = de aanmelding is in de browser geweigerd
login-code-expired = de code is verlopen; voer `ferrofax login mail` opnieuw uit

# What is stored with faxes and jobs that were imported from HylaFAX.
hylafax-sent = Verzonden door HylaFAX, als opdracht { $job } daarvan: { $count ->
    [one] { $count } pagina
   *[other] { $count } pagina’s
}.
hylafax-not-sent = Niet verzonden door HylaFAX, als opdracht { $job } daarvan.
hylafax-not-sent-why = Niet verzonden door HylaFAX, als opdracht { $job } daarvan. HylaFAX schreef: { $why }
hylafax-received = Ontvangen door HylaFAX en geïmporteerd.
hylafax-received-why = Ontvangen door HylaFAX en geïmporteerd. HylaFAX schreef: { $why }.
hylafax-received-notes = Ontvangen door HylaFAX en geïmporteerd. Opmerkingen over het bestand: { $notes }.
hylafax-received-why-notes = Ontvangen door HylaFAX en geïmporteerd. HylaFAX schreef: { $why }. Opmerkingen over het bestand: { $notes }.
