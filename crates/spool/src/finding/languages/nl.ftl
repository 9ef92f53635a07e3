# What checks find, in Dutch, and how to fix it.

# The module in the PBX.
module-version = Ferrofax { $ferrofax } in Asterisk { $asterisk }
module-other-version = de module is Ferrofax { $ferrofax } in Asterisk { $asterisk }, en dit programma heeft versie { $program }
check-failed = een controle is mislukt door een interne fout
module-silent = de module werkt met deze spool en heeft { $seconds } s niet geantwoord
module-never-ran = de module heeft nog nooit met deze spool gewerkt
module-not-running = de module draait niet: opdrachten wachten tot Asterisk haar heeft geladen
config-complaint = { $complaint }
config-in-order = geen regel van ferrofax.conf en geen toestel heeft een fout
mail-servers-cut = { $file }: mailserver = { $server };{ $rest }: alleen { $server } wordt gebruikt, want met ; begint commentaar

# Permissions of the spool.
group-works = Asterisk en de Ferrofax-dienst kunnen beide in { $folder } werken
group-missing = Asterisk draait niet in de groep van { $folder }, dus Asterisk en de Ferrofax-dienst kunnen elkaars bestanden niet lezen: { $reason }
reason-rungroup = `rungroup = { $group }` in asterisk.conf laat alle andere groepen weg
reason-option = `-G { $group }` in het commando dat Asterisk start laat alle andere groepen weg
reason-no-member = { $user } zit niet in de groep { $group }
reason-started-before = de gebruiker van Asterisk is pas na de start van Asterisk aan de groep toegevoegd
writable-by-all = iedereen mag in { $folder } schrijven
readable-by-all = iedereen op deze computer kan { $path } lezen
rights-in-order = alles erin is van { $owner }
rights-in-order-with-group = alles erin is van { $owner } en de groep van de map
user-lacks-right = { $path } is van { $owner } met modus { $mode }: { $user } kan het niet { $right ->
    [write] schrijven
   *[read] lezen
}
group-lacks-right = { $path } is van { $owner } met modus { $mode }: de groep van de map kan het niet { $right ->
    [write] schrijven
   *[read] lezen
}
password-readable = { $file } bevat een wachtwoord en iedereen op deze computer kan het lezen
passwords-readable = { $file } bevat wachtwoorden en iedereen mag het lezen
folder-unencrypted = { $folder } blijft onversleuteld, omdat de groep van de spool er niet kan schrijven

# The spool and its disk.
disk-free = { $mib } MiB vrij in { $folder }
disk-low = slechts { $mib } MiB vrij in { $folder }
files-low = er passen nog maar { $files } bestanden in { $folder }
asterisk-installed = { $file } bestaat, dus Asterisk is geïnstalleerd
asterisk-missing = { $file } bestaat niet, dus Asterisk is hier niet geïnstalleerd
module-installed = de module is geïnstalleerd: { $file }
module-missing = app_ferrofax.so staat niet in { $folder }
spool-missing = er is geen spool in { $folder }: de module maakt hem wanneer Asterisk haar laadt
spool-usable = { $folder } kan worden gelezen en geschreven
database-whole = de database is onbeschadigd
web-files-usable = gebruikers, toestellen en instellingen van de webinterface kunnen worden gelezen
web-file-unusable = { $file } kan niet worden gebruikt: { $error }
index-whole = elke ontvangen fax is op zijn woorden te vinden
index-lacks = { $count ->
    [one] { $count } ontvangen fax ontbreekt in de woordenindex
   *[other] { $count } ontvangen faxen ontbreken in de woordenindex
}
index-broken = de woordenindex kan niet worden gelezen: { $error }

# Devices.
no-devices = er is geen toestel bekend; de module leest ze uit het kiesplan wanneer ze wordt geladen
no-device-may-send = geen toestel mag verzenden: sendenabled is bij elk no
devices = { $may_send ->
    [one] { $may_send } toestel van { $all } mag verzenden
   *[other] { $may_send } toestellen van { $all } mogen verzenden
}
device-unknown = er is geen faxtoestel ‘{ $device }’
device-missing = { $table }: er is geen faxtoestel ‘{ $device }’
device-ambiguous = { $table }: ‘{ $device }’ is een toestel in meerdere contexten; schrijf het met @context
durable-without-database = { $more ->
    [0] pagina’s van toestel { $device }
   *[other] pagina’s van toestel { $device } en nog { $more } andere
} moeten in de gedeelde database staan voordat ze worden bevestigd (durable = shared), en die is er niet: geen pagina wordt bevestigd
durable-works = { $more ->
    [0] pagina’s van toestel { $device }
   *[other] pagina’s van toestel { $device } en nog { $more } andere
} worden bevestigd zodra de gedeelde database ze heeft
durable-unreported = { $more ->
    [0] pagina’s van toestel { $device }
   *[other] pagina’s van toestel { $device } en nog { $more } andere
} moeten in de gedeelde database staan voordat ze worden bevestigd (durable = shared), en deze computer meldt zich daar niet: geen pagina wordt bevestigd

# The dialplan and the trunks.
dials-channel = oproepen gaan naar { $dial }
context-missing = dialstring = { $dial } in ferrofax.conf, en het kiesplan heeft geen context [{ $context }]
hangup-missing = [{ $context }] { $exten }: niets hangt op na Dial({ $dial }), dus gaat verloren waarom een oproep eindigde, en daarmee of een nummer bezet of onjuist is
context-jumps = [{ $context }] gaat verder met { $app }({ $args }), wat niet wordt gevolgd
dial-missing = via [{ $context }] worden faxen gekozen, en niets daarin kiest
context-in-order = [{ $context }] kiest, en Hangup() daarna geeft door waarom een oproep eindigde
jitter-step = [{ $context }] { $exten }: { $app }({ $args }) zet een jitterbuffer in de weg van faxen
jitter-setting = { $setting } staat aan in { $file }, waarover faxen gaan
no-jitter-buffer = er zit geen jitterbuffer in de weg van faxen
no-endpoint-dialled = geen PJSIP-endpoint wordt bij naam gekozen, dus wordt er geen gecontroleerd
endpoint-unknown = Asterisk heeft geen instellingen van een PJSIP-endpoint ‘{ $endpoint }’, waarover faxen worden gekozen
codec-good = endpoint { $endpoint } biedt eerst { $codec } aan
codec-bad = endpoint { $endpoint } biedt eerst { $codec } aan, waar geen fax als geluid doorheen komt
codec-missing = endpoint { $endpoint } biedt geen codec aan, dus komt er geen fax als geluid doorheen
t38-offered = endpoint { $endpoint } biedt T.38 aan
t38-unwanted = endpoint { $endpoint } heeft geen T.38, en t38 = no in ferrofax.conf
t38-missing = endpoint { $endpoint } biedt geen T.38 aan, de veilige weg voor een fax via IP

# The mail relay.
relay-by-address = het relay is met zijn adres opgegeven
relay-name-known = de naam { $host } van het relay is bekend
relay-name-unknown = { $fault }
relay-answers = { $host }:{ $port } antwoordt
relay-unusable = poort { $port }: { $fault }
faxmaster-missing = er is niemand opgegeven die krijgt wat onbestelbaar is
faxmaster-named = { $faxmaster } krijgt wat onbestelbaar is

# The clock.
swept = verlopen gegevens zijn het laatst verwijderd om { $time }
not-swept = verlopen gegevens zijn sinds { $time } niet verwijderd
clock = { $time }
clock-wrong = de klok staat op { $time }
clocks-differ = de klok staat op { $here }, en die van de centrale op { $pbx }
clock-behind-fax = de klok staat op { $time }, en fax { $fax } kwam om { $received }

# Converters.
conversion-works = documenten worden pagina’s in een afgeschermd proces
converter-missing = ‘{ $program }’ van [convert] { $setting } in gateway.toml bestaat niet
converters-own = PDF, TIFF, afbeeldingen, HTML en tekst; Ghostscript noch LibreOffice is geïnstalleerd
converters-other = PDF, TIFF, afbeeldingen, HTML, tekst, en met andere programma’s: { $programs }

# gateway.toml.
settings-wrong = { $file }:{ $problem }
settings-warning = { $file }:{ $warning }
settings-in-order = { $file } is in orde
settings-missing = { $file } bestaat niet; de standaardwaarden gelden
web-without-login = [web]: niemand kan inloggen: geen [[user]] heeft een wachtwoord (`ferrofax password`), en er is geen [ldap] of [openid]
web-without-certificate = [web] listen: { $address } is bereikbaar vanaf andere computers, maar zonder certificaat (`certificate` en `key`) of proxy (`proxies`) worden ze geweigerd
network-of-administrator = [[network]] { $network }: elke client daar is beheerder zonder in te loggen, en ziet alle faxen en opdrachten via het HylaFAX-protocol
network-of-all = [[network]] { $network }: de hele wereld mag zonder inloggen faxen verzenden
front-servers-of-all = [mail] trusted_front_servers: elk adres wordt vertrouwd
all-numbers-allowed = [limits] allowed: wie mag verzenden, mag naar de hele wereld verzenden
cram-md5-without-passwords = [mail] cram_md5: daarvoor zijn wachtwoorden in leesbare tekst nodig, en geen [[user]] heeft er een
country-code-missing = country_code is niet ingesteld in ferrofax.conf: elk nummer dat met een landcode is geschreven wordt geblokkeerd, en betaalnummers worden alleen aan algemene voorvoegsels herkend
country-code-set = country_code is { $code } in ferrofax.conf: nummers die daarmee beginnen horen bij het eigen land
senders = { $users ->
    [one] { $users } gebruiker
   *[other] { $users } gebruikers
} en { $networks ->
    [one] { $networks } netwerk
   *[other] { $networks } netwerken
} mogen verzenden, { $outside ->
    [owners] eigenaars van toestellen mogen van buiten schrijven als hun domein ervoor instaat
    [front-servers] voorgeschakelde servers melden wie van buiten schrijft
   *[nobody] verder niemand
}
mail-off = fax per e-mail is uitgeschakeld
certificate-usable = certificaat en sleutel kunnen worden gebruikt
certificate-by-acme = de dienst bestelt het certificaat voor { $names } via ACME
mail-without-certificate = er is geen certificaat, dus geen TLS, en inloggen kan alleen vanuit clear_text_networks
printer-without-certificate = er is geen certificaat, dus inloggen kan alleen vanuit clear_text_networks
web-for-this-machine = er is geen certificaat, dus de webinterface is alleen voor deze computer en `proxies`
address-free = { $address } is vrij
address-taken = { $address } is bezet; door `ferrofax serve`, als dat draait
address-unusable = { $address }: { $error }
hylafax-without-login = niemand kan inloggen: geen [[user]] heeft een wachtwoord, en geen [[network]] noemt een `user`
token-fetched = een toegangstoken voor de mailserver is opgehaald; het verloopt over { $minutes ->
    [one] { $minutes } minuut
   *[other] { $minutes } minuten
}
secret-expires = het geheim of certificaat voor toegangstokens verloopt op { $day }
keys-readable = gelezen bestanden met sleutels van ontvangers: { $count }
codes-readable = gelezen codes voor links naar faxen: { $count }
links-without-web = e-mails bevatten links naar faxen, maar de webinterface is uit: stel listen of tls_listen in onder [web]
key-expires = de sleutel { $key } voor versleutelde e-mails verloopt op { $day }
proof-certificate = het certificaat dat verzendbewijzen ondertekent, is geldig tot { $day }
mailbox-readable = { $mails ->
    [one] het postvak { $user } kan worden gelezen; de map heeft { $mails } mail
   *[other] het postvak { $user } kan worden gelezen; de map heeft { $mails } mails
}
mailbox-folder-missing = in het postvak ontbreekt de map “{ $folder }”; ferrofax serve maakt ze aan
filing-reachable = { $server } is bereikbaar
mailbox-without-rule = geen afzender is bewezen, dus elke mail in het postvak wordt geweigerd
server-answers = { $url } antwoordt
provider-answers = { $count ->
    [one] { $url } antwoordt, met { $count } sleutel
   *[other] { $url } antwoordt, met { $count } sleutels
}

# The shared database.
database-shared = { $count ->
    [one] de gedeelde database { $database } heeft { $count } knooppunt
   *[other] de gedeelde database { $database } heeft { $count } knooppunten
}
jobs-left = { $count ->
    [one] { $count } opdracht die deze computer kreeg, staat in een gedeelde database die gateway.toml niet meer noemt: een ander knooppunt verzendt haar, en het resultaat wordt hier niet gemeld
   *[other] { $count } opdrachten die deze computer kreeg, staan in een gedeelde database die gateway.toml niet meer noemt: andere knooppunten verzenden ze, en de resultaten worden hier niet gemeld
}
node-drained = deze computer neemt geen opdrachten van de gedeelde database aan tot `ferrofax node undrain`
shared-key = documenten in de gedeelde database zijn versleuteld met de sleutel { $key }; zonder die sleutel zijn ze verloren, bewaar dus elders een kopie
spool-key = documenten zijn versleuteld met de sleutel { $key }; zonder die sleutel zijn ze verloren, bewaar dus elders een kopie

# The self-test.
no-device-may-receive = geen toestel met een eigen nummer mag ontvangen
test-without-module = er is geen pagina verzonden, omdat de module niet antwoordt
route-inside = { $from } naar { $to }
route-trunk = { $from } via de trunk met { $number }
test-not-submitted = { $route }: niet verzonden: { $error }
test-not-sent = { $route }: niet verzonden: { $event }
test-timed-out = { $route }: niet binnen { $seconds } s verzonden: opdracht { $job } heeft de status { $state }. { $event }
test-not-received = { $route }: de pagina is bevestigd, en geen toestel van deze centrale heeft haar ontvangen
test-broken = { $route }: { $error }
receipt = { $device } als fax { $fax } na { $seconds } s, { $is_ecm ->
    [true] { $bps } bit/s met foutcorrectie
   *[false] { $bps } bit/s
}, { $mode }
test-arrived = { $pages ->
    [one] { $route }: { $pages } pagina kwam aan bij { $receipt }; alle { $rows } rijen zijn zoals verzonden
   *[other] { $route }: { $pages } pagina’s kwamen aan bij { $receipt }; alle { $rows } rijen zijn zoals verzonden
}
test-differs = { $route }: aangekomen bij { $receipt }, en { $difference }
difference-unreadable = vergelijken is niet mogelijk: { $error }
difference-pages = { $sent } pagina’s verzonden, { $received } aangekomen
difference-rows = pagina { $page } is niet zoals verzonden: { $sent_rows } rijen van { $sent_pixels } pixels werden { $received_rows } van { $received_pixels }
test-mailed = de pagina van `{ $test }` is gemaild naar { $recipient ->
    [mailboxes] de postbussen van het toestel
   *[faxmaster] de faxmaster
}; de mailserver antwoordde { $answer }
test-not-mailed = de pagina van `{ $test }` is niet gemaild naar { $recipient ->
    [mailboxes] de postbussen van het toestel
   *[faxmaster] de faxmaster
}: { $error }
test-mail-waits = de pagina van `{ $test }` is niet gemaild naar { $recipient ->
    [mailboxes] de postbussen van het toestel
   *[faxmaster] de faxmaster
}: de e-mail wacht

# Anything else.
path-unreadable = { $path }: { $error }
error = { $error }
text = { $text }

# Fixes: the module in the PBX.
fix-see-asterisk-log = bekijk het log van Asterisk
fix-load-module = `asterisk -rx 'module load app_ferrofax.so'`; als dat niet lukt, staat de reden in het log van Asterisk
fix-install-newer-module = een oudere module kent de vraag niet: installeer module en programma van dezelfde versie, en herstart daarna Asterisk
fix-install-one-version = installeer beide in dezelfde versie, en herstart daarna Asterisk
fix-correct-config-line = verbeter die regel, daarna `asterisk -rx 'module reload app_ferrofax.so'`
fix-name-one-mail-server = geef één mailserver op; geef voor uitwijk één naam meerdere adressen

# Fixes: permissions of the spool.
fix-share-spool = `systemd-tmpfiles --create ferrofax.conf` deelt de spool zonder de groep; of { $remedy }; voor wat eerder is ontvangen: /usr/share/doc/ferrofax/spool.md
remedy-rungroup = haal `rungroup = { $group }` uit asterisk.conf, en herstart Asterisk (`systemctl restart asterisk`; `core restart` is niet genoeg)
remedy-option = haal `-G { $group }` uit het commando dat Asterisk start, en herstart Asterisk (`systemctl restart asterisk`; `core restart` is niet genoeg)
remedy-no-member = `usermod -a -G { $group } { $user }`, en herstart Asterisk (`systemctl restart asterisk`; `core restart` is niet genoeg)
remedy-started-before = herstart Asterisk (`systemctl restart asterisk`; `core restart` is niet genoeg)
fix-set-permissions = chown, chgrp en chmod zoals in /usr/share/doc/ferrofax/spool.md, voor { $folder }
fix-close-folder = chmod -R o= { $folder }
fix-close-folder-on-freepbx = chmod -R o= { $folder }, en zet `directory = { $folder }` onder [blacklist] in /etc/asterisk/freepbx_chown.conf, anders opent FreePBX de map weer (/usr/share/doc/ferrofax/freepbx.md)
fix-close-file = chmod o= { $file }
fix-close-file-on-freepbx = chmod o= { $file }, en zet `item = { $file }` onder [blacklist] in /etc/asterisk/freepbx_chown.conf, anders opent FreePBX het bestand weer (/usr/share/doc/ferrofax/freepbx.md)
fix-permit-group = laad in de centrale de module van deze versie, die het toestaat, of chmod g+w { $folder }/received/*

# Fixes: the spool and its disk.
fix-free-space = maak daar ruimte; `retention_days` in ferrofax.conf en `ferrofax cleanup --keep-days N` verwijderen oude faxen
fix-install-asterisk = installeer Asterisk 16 tot en met 24: /usr/share/doc/ferrofax/install.md
fix-install-module = installeer het pakket ferrofax-asterisk, of voer `make install` uit: /usr/share/doc/ferrofax/install.md
fix-create-spool = start Asterisk, of laad de module: `asterisk -rx 'module load app_ferrofax.so'`. Geef voor een andere map --spool of FERROFAX_SPOOL op
fix-run-as-root = voer dit uit als root, of voeg de gebruiker toe aan de groep van de map: /usr/share/doc/ferrofax/spool.md
fix-restore-backup = stop de centrale en zet een back-up op die plaats: /usr/share/doc/ferrofax/backup.md
fix-undo-or-remove = maak de wijziging in { $file } ongedaan, of verwijder het bestand en voer de inhoud opnieuw in de webinterface in
fix-rebuild-index = `ferrofax index` bouwt hem opnieuw op terwijl de dienst draait

# Fixes: devices.
fix-declare-device = leg er een vast in extensions.conf (FreePBX: extensions_custom.conf): [fax-devices], exten => 2101,1,FaxDevice(alice@example.com); daarna `dialplan reload`. `contexts` in ferrofax.conf noemt de contexten
fix-allow-sending = sendenabled = yes in ferrofax.conf, in [general] of in een klasse
fix-name-device = geef een toestel op dat het kiesplan vastlegt
fix-configure-node = zet [node] in gateway.toml (/usr/share/doc/ferrofax/nodes.md), of haal durable = shared uit ferrofax.conf en het kiesplan
fix-start-service = systemctl start ferrofax: `ferrofax serve` brengt pagina’s naar de gedeelde database; de fout staat in zijn log
fix-resume-deletion = systemctl start ferrofax: de service verwijdert verlopen gegevens elk uur; de fout staat in zijn log
fix-mount-folder = koppel de map weer aan en geef de gebruiker van Ferrofax lees- en schrijfrechten
fix-read-failures = open de mislukte faxen: elke fax toont waarom de oproep mislukte en wat helpt

# Fixes: the dialplan and the trunks.
fix-write-context = in extensions.conf (FreePBX: extensions_custom.conf): [{ $context }], exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) en same => n,Hangup(); daarna `dialplan reload`
fix-hang-up = same => n,Hangup() erachter in extensions.conf, daarna `dialplan reload`
fix-dial-in-context = daar exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) en same => n,Hangup(), daarna `dialplan reload`
fix-remove-jitter-step = een jitterbuffer laat midden in een fax geluid weg en verzint geluid: haal die regel uit extensions.conf, daarna `dialplan reload`
fix-switch-jitter-off = een jitterbuffer laat midden in een fax geluid weg en verzint geluid: { $setting } = no voor de trunk in { $file }
fix-name-endpoint = noem in Dial() een endpoint van pjsip.conf; als het daar staat, `module load func_pjsip_endpoint.so`
fix-allow-g711 = `disallow = all` en `allow = alaw,ulaw` (G.711) voor { $endpoint } in pjsip.conf, daarna `module reload res_pjsip.so`
fix-offer-t38 = `t38_udptl = yes` voor { $endpoint } in pjsip.conf, daarna `module reload res_pjsip.so`; heeft de provider geen T.38, dan `t38 = no` in ferrofax.conf [general]
fix-check-trunk = stuur een testfax naar dit nummer; komt die niet aan, controleer dan de lijn en het belplan

# Fixes: the mail relay.
fix-correct-relay-name = verbeter `mailserver = …` in ferrofax.conf [general], of /etc/resolv.conf
fix-correct-relay = verbeter `mailserver`, `mailport` en de login in ferrofax.conf [general], of start het relay; wachtende e-mails worden dan verzonden
fix-name-faxmaster = schrijf `faxmaster = postmaster@example.com` in ferrofax.conf [general], met een eigen adres
fix-retry-mails = verbeter het adres of de relay en verzend de e-mail opnieuw
fix-resume-mails = hervat de e-mails op deze pagina, of met `ferrofax mail-queue resume`

# Fixes: the clock.
fix-set-clock = zet de klok van de computer goed: `timedatectl set-ntp true`

# Fixes: converters.
fix-allow-conversion = ruimte en rechten in de map voor tijdelijke bestanden; `memory_mb` in [convert] van gateway.toml
fix-install-converter = installeer het, of haal die regel uit [convert]

# Fixes: gateway.toml.
fix-correct-settings = verbeter dit; `man gateway.toml` bevat elke instelling
fix-correct-table = verbeter [{ $table }] in gateway.toml
fix-correct-table-as-in = verbeter [{ $table }] in gateway.toml: { $page }
fix-other-address = een ander adres of een andere poort in [{ $table }] van gateway.toml, of het recht op een lage poort
fix-other-mail-address = een ander adres of een andere poort in [mail] van gateway.toml, of het recht van root op een lage poort
fix-other-hylafax-address = een ander adres of een andere poort in [hylafax] van gateway.toml
fix-give-passwords = geef een wachtwoord aan wie HylaFAX-clients gebruikt (`ferrofax password`)
fix-name-plain-user = geef het netwerk een gebruiker met role = "user"
fix-limit-senders = sta in gateway.toml alleen toe wie moet verzenden

# Fixes: the shared database.
fix-name-node-again = zet [node] terug in gateway.toml, met share_jobs = false, tot ze beëindigd zijn
fix-correct-node = start de server ervan, of verbeter [node] in gateway.toml; faxen worden ontvangen en wachten
fix-correct-node-keys = verbeter key_file, key_command of key_name in [node] van gateway.toml: /usr/share/doc/ferrofax/sealed.md; faxen worden ontvangen en wachten
fix-correct-keys = verbeter key_file, key_command of key_name in [sealing] van gateway.toml: /usr/share/doc/ferrofax/sealed.md; faxen worden intussen ontvangen en verzonden

# Fixes: the self-test.
fix-see-devices = zie `devices` hierboven, of noem andere met --from en --to
fix-see-module = zie `module` hierboven
fix-see-mail = zie `relay` en `faxmaster` hierboven; `asterisk -rx 'ferrofax show outbox'` toont elke e-mail
fix-see-calls = `asterisk -rx 'ferrofax show calls'` en het log tonen hoe de lijn is; /usr/share/doc/ferrofax/rtp.md en /usr/share/doc/ferrofax/t38.md
fix-see-jobs = `ferrofax jobs` toont de opdrachten ervoor, en `asterisk -rx 'ferrofax show calls'` of er een lijn vrij is
fix-fix-that-first = los dat eerst op
fix-route-back = het nummer moet terugleiden naar een faxtoestel: Goto(fax-devices,2101,1) in de context van de trunk
fix-follow-advice = { $failure }

# Fixes: anything else.
fix-text = { $text }
