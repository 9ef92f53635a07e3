# What happens to jobs and faxes, in Dutch.

# A job waits, and is called.
taken-in = Aangeboden ({ $origin }).
taken-in-without-number = Aangeboden ({ $origin }). Wacht op een nummer.
# The submission method.
origin = { $method ->
    [cli] opdrachtregel
    [ami] AMI
    [drop] bewaakte map
    [mail] e-mail
    [print] printer
    [hylafax] HylaFAX-client
   *[web] webinterface of API
}
waits-for-line = Wacht op een lijn.
waits-for-time = Wacht op zijn tijd.
clock-put-back = De klok van deze machine liep voor en is teruggezet: de fax wacht opnieuw.
dialled = Het nummer wordt gebeld.
dialled-by-node = Knooppunt { $node } belt het nummer.
joined-call = Wordt verzonden in dezelfde oproep als een andere fax.
put-in-call = Wordt verzonden in een oproep die ervoor is verbonden.
fax-machine-answered = Een faxapparaat antwoordde.
not-dialled = Niet gebeld: { $why }.
not-dialled-by-node = Niet gebeld door knooppunt { $node }: { $why }.

# An attempt or a job ends.
pages-unanswered = { $count ->
    [one] { $count } pagina is verzonden maar niet bevestigd en komt misschien dubbel aan.
   *[other] { $count } pagina’s zijn verzonden maar niet bevestigd en komen misschien dubbel aan.
}
fetched-before = { $count ->
    [one] Daarvoor is { $count } pagina opgehaald, als fax { $fax }.
   *[other] Daarvoor zijn { $count } pagina’s opgehaald, als fax { $fax }.
}
given-up-attempts = { $count ->
    [one] Opgegeven na { $count } poging.
   *[other] Opgegeven na { $count } pogingen.
}
given-up-calls = { $count ->
    [one] Opgegeven na { $count } oproep.
   *[other] Opgegeven na { $count } oproepen.
}
given-up-calls-alike = { $count ->
    [one] Opgegeven na { $count } oproep die zo mislukte.
   *[other] Opgegeven na { $count } oproepen die op dezelfde manier mislukten.
}
last-attempt = De laatste poging: { $why }
sent = { $count ->
    [one] Verzonden: { $count } pagina.
   *[other] Verzonden: { $count } pagina’s.
}
fetched = { $count ->
    [one] Opgehaald: { $count } pagina, als fax { $fax }.
   *[other] Opgehaald: { $count } pagina’s, als fax { $fax }.
}
unconfirmed = { $count ->
    [one] Het externe faxapparaat heeft { $count } daarvan nooit bevestigd.
   *[other] Het externe faxapparaat heeft { $count } daarvan nooit bevestigd.
}
perhaps-twice = { $count ->
    [one] { $count } pagina is misschien dubbel aangekomen.
   *[other] { $count } pagina’s zijn misschien dubbel aangekomen.
}

# Somebody changes a job.
cancelled = Geannuleerd { $by }.
held = Vastgehouden { $by }.
released = Vrijgegeven { $by }.
retried = Opnieuw geprobeerd { $by }.
changed = Gewijzigd { $by }.
priority-changed = Prioriteit gewijzigd van { $from } naar { $to } { $by }.
number-given = Nummer { $number } opgegeven { $by }.
held-by-stop = Vastgehouden: verzenden is geblokkeerd voor ‘{ $user }’ ({ $why }).
released-by-stop = Vrijgegeven: ‘{ $user }’ mag weer verzenden.
held-unfit = Vastgehouden, omdat de rij in de database onbruikbaar is: { $why }.

# Who did it, behind “Cancelled” and the like.
by-user = door { $user }
by-administrator = door de beheerder
by-ami = door AMI
by-console = door de console van de telefooncentrale
by-printer = door de printer
by-import = door de overname uit HylaFAX
by-shared = door de gedeelde database
by-node = door knooppunt { $node }
by-stop = door de blokkering van ‘{ $user }’
by-stop-end = door de deblokkering van ‘{ $user }’
by-at-node = { $by } (knooppunt { $node })

# Why a user may not send.
stopped-by = geblokkeerd { $by }
stopped-faxes = meer dan { $most } faxen in { $minutes } min
stopped-refusals = meer dan { $most } niet-toegestane nummers in { $minutes } min

# Several machines share a database.
taken-from-node = Aangeboden op knooppunt { $node }.
shared = Opgeslagen in de gedeelde database als opdracht { $job }.
shared-attempt = Een poging voor opdracht { $job } van de gedeelde database.
shared-attempt-over = De poging op dit knooppunt is beëindigd. De gedeelde database bepaalt hoe de opdracht verdergaat.
shared-asked = { $deed ->
    [cancel] Aan de gedeelde database is { $by } gevraagd de opdracht te annuleren.
    [hold] Aan de gedeelde database is { $by } gevraagd de opdracht vast te houden.
    [release] Aan de gedeelde database is { $by } gevraagd de opdracht vrij te geven.
    [retry] Aan de gedeelde database is { $by } gevraagd de opdracht opnieuw te proberen.
   *[priority] Aan de gedeelde database is { $by } gevraagd de prioriteit van de opdracht te wijzigen.
}
same-mail-of-node = Dit is dezelfde e-mail als opdracht { $job } van knooppunt { $node }. Hij wordt als die opdracht verzonden en gemeld.
same-mail-of-shared = Dit is dezelfde e-mail als opdracht { $job } van de gedeelde database. Hij wordt als die opdracht verzonden en gemeld.
same-mail = Dit is dezelfde e-mail als een die een andere machine al kreeg.
ended-while-away = { $end ->
    [sent] Verzonden terwijl deze machine weg was. De gedeelde database heeft de opdracht inmiddels verwijderd.
   *[failed] Mislukt terwijl deze machine weg was. De gedeelde database heeft de opdracht inmiddels verwijderd.
}
ended-while-away-reported = Gemeld door knooppunt { $node }.
reported-elsewhere = Gemeld door { $node }, omdat deze machine niet bereikbaar was.
ended-before = Volgens knooppunt { $node } was het al eerder afgelopen.

# A received fax ends.
damaged-more = { $count ->
    [one] Hetzelfde gebeurde met nog { $count } pagina.
   *[other] Hetzelfde gebeurde met nog { $count } pagina’s.
}
document-trouble = Het document kon niet worden gelezen: { $why }.
page-broken = Pagina { $page } kon na rij { $row } niet verder worden gedecodeerd; { $kept }.
page-long = Pagina { $page } is langer dan de limiet van { $rows } rijen; { $kept }.
page-rows = Op pagina { $page } zijn { $bad } van { $rows } rijen beschadigd; { $kept }.
kept = { $what ->
    [rows-before] de rijen daarvoor zijn bewaard
    [all] wat aankwam, is bewaard
   *[beginning] het begin van wat aankwam, is bewaard
}

# Why an attempt failed, or how a call ended.
call-lost = De telefooncentrale heeft nooit gemeld hoe de oproep eindigde.
bug = De faxsoftware faalde door een interne fout. De details staan in het log.
ended-for-other-job = De oproep is beëindigd vanwege een andere fax.
spool-not-written = Tijdens de oproep kon niets worden opgeslagen.
page-not-made = Een pagina kan niet worden verzonden: { $why }.
page-not-sent = Een pagina kon niet aan de lijn worden doorgegeven: { $why }.
node-silent = Knooppunt { $node } belde en liet daarna niets meer van zich horen.
node-failed = Knooppunt { $node } kan de fax niet verzenden: { $why }.
shared-unreachable = Het knooppunt kon de gedeelde database niet bereiken en beëindigde de oproep.
page-not-shared = De laatste pagina bereikte de gedeelde database niet op tijd en is daarom niet bevestigd.
caller-fetched = De beller heeft een document opgehaald; er kwam geen fax.
spool-too-slow = De oproep kon niet op tijd worden opgeslagen en is geweigerd.

# Why a job was not dialled, behind “Not dialled:”.
obstacle-taken-out = hij is uit de oproep gehaald
obstacle-call-ended = de oproep eindigde ervoor
obstacle-encrypted = de documenten zijn versleuteld; `ferrofax serve` ontsleutelt ze eerst
obstacle-pbx-refuses = de telefooncentrale belt nu niet: { $why }
obstacle-dial-string = ‘{ $dial }’ kan niet worden gebeld; juist zou zijn Local/nummer@context of PJSIP/nummer@eindpunt
obstacle-no-device = er is geen faxtoestel ‘{ $device }’
obstacle-forbidden = faxen naar { $beginning }… zijn geblokkeerd
obstacle-not-begun = de telefooncentrale is niet met de oproep begonnen
obstacle-restarted = het knooppunt is opnieuw gestart voordat het belde
obstacle-no-keys = het knooppunt kan zijn sleutels nu niet gebruiken

# What a call takes care of.
max-rate = Hoogstens { $bps } bit/s: hogere snelheden mislukten op { $since }.
without-t38 = T.38 wordt niet gevraagd: het brak oproepen naar dit nummer af, het laatst op { $since }.
without-ecm = Zonder foutcorrectie, hoogstens { $bps } bit/s: ermee mislukten oproepen naar dit nummer, zonder lukte er een op { $since }.

# What the line was like.
line = Lijn: { $line }
line-grade = { $grade ->
    [good] goed
    [fair] matig
   *[poor] slecht
}
line-even = { $grade }, { $bps } bit/s.
line-slowed = { $grade }, vertraagd van { $first } naar { $slowest } bit/s.
line-frames = { $count ->
    [one] { $count } van { $frames } frames is herhaald.
   *[other] { $count } van { $frames } frames zijn herhaald.
}
line-trainings = { $count ->
    [one] { $count } training is mislukt.
   *[other] { $count } trainingen zijn mislukt.
}
line-pages = { $count ->
    [one] { $count } pagina is opnieuw verzonden.
   *[other] { $count } pagina’s zijn opnieuw verzonden.
}
line-commands = { $count ->
    [one] { $count } commando is herhaald.
   *[other] { $count } commando’s zijn herhaald.
}
line-faint = Het signaal van het externe faxapparaat was zwak.
line-noisy = Het signaal van het externe faxapparaat bevatte ruis.

# Why a fax was not sent, and what to do about it.
failure-busy = Het nummer was bezet.
advice-busy = Verzend de fax later opnieuw.
failure-no-answer = Niemand nam op.
advice-no-answer = Het externe faxapparaat staat misschien uit. Controleer het nummer of verzend de fax later opnieuw.
failure-no-fax = De oproep werd beantwoord, maar niet door een faxapparaat.
advice-no-fax = Controleer of dit een faxnummer is.
failure-dropped = De verbinding eindigde voordat de fax volledig was.
advice-dropped = Het externe faxapparaat heeft misschien geen papier of geheugen meer. Vraag het de ontvanger of verzend de fax later opnieuw.
failure-line-too-bad = De lijn was te slecht voor de fax.
advice-line-too-bad = Verzend de fax later opnieuw. Gebeurt dit vaak, controleer dan codec, jitter en versterking van de trunk.
failure-unconfirmed = Een pagina is verzonden, maar het externe faxapparaat heeft die nooit bevestigd. Ze is misschien aangekomen.
advice-unconfirmed = Vraag de ontvanger welke pagina’s zijn aangekomen voordat u de fax opnieuw verzendt.
failure-incompatible = Het externe faxapparaat kan deze fax niet ontvangen.
advice-incompatible = Het heeft misschien geen papier, kan alleen verzenden, of vraagt om een subadres of wachtwoord.
failure-nothing-to-fetch = Het externe faxapparaat heeft geen document klaarliggen.
advice-nothing-to-fetch = Vraag wanneer er een klaarligt en welk nummer (SEP) het heeft.
failure-fetch-refused = Het externe faxapparaat weigerde zijn document te verzenden.
advice-fetch-refused = Het vraagt misschien om een wachtwoord (PWD) of een ander documentnummer (SEP).
failure-field-refused = Het externe faxapparaat weigerde het subadres, het wachtwoord of een ander gegeven.
advice-field-refused = Vraag de ontvanger welk subadres en wachtwoord u moet gebruiken en verzend de fax daarmee opnieuw.
failure-t38-negotiation = De overgang naar T.38 is mislukt.
advice-t38-negotiation = Schakel T.38 voor deze trunk uit of vraag de provider.
failure-unknown-number = Het nummer bestaat niet.
advice-unknown-number = Controleer het nummer, het netnummer en de kiesregels.
failure-number-changed = Het nummer is gewijzigd.
advice-number-changed = Vraag de ontvanger om het nieuwe nummer.
failure-call-rejected = De oproep is geweigerd.
advice-call-rejected = De ontvanger of het netwerk accepteert geen oproepen van deze lijn.
failure-no-route = Er was geen route naar dit nummer.
advice-no-route = Controleer de trunk en de uitgaande route.
failure-lines-full = Alle lijnen waren bezet.
advice-lines-full = Verzend de fax later opnieuw of voeg lijnen toe.
failure-bad-number = Dit is geen geldig faxnummer.
advice-bad-number = Voer cijfers in, met + voor een landcode.
failure-no-number = Niemand heeft het nummer op tijd opgegeven.
advice-no-number = Bied de fax opnieuw aan, met het nummer.
failure-forbidden = De afzender mag geen faxen naar dit nummer verzenden.
advice-forbidden = Vraag het de beheerder.
failure-blocked = Er is nog een oproep naar dit nummer bezig.
advice-blocked = Niets te doen: de fax gaat vanzelf verder.
failure-time-of-day = De fax wacht op de uren waarin hij mag worden verzonden.
advice-time-of-day = Niets te doen: de fax gaat vanzelf verder.
failure-expired = De fax kon niet op tijd worden verzonden.
advice-expired = Verzend hem opnieuw met meer tijd.
failure-conversion-failed = Een document kon niet in faxpagina’s worden omgezet.
advice-conversion-failed = Open het document, sla het op als PDF en verzend dat.
failure-no-converter = Dit soort document kan niet worden gefaxt.
advice-no-converter = Verzend het als PDF, TIFF of tekst.
failure-too-many-pages = De fax heeft meer pagina’s dan toegestaan.
advice-too-many-pages = Verzend hem in delen.
failure-no-document = Er is niets om te verzenden.
advice-no-document = Voeg een document toe.
failure-cancelled = De fax is geannuleerd.
advice-cancelled = Niets te doen.
failure-internal = De telefooncentrale of de faxsoftware stopte tijdens de oproep.
advice-internal = De beheerder vindt meer in het log.

# How a T.30 session ended.
cause-ok = De fax is volledig ontvangen.
cause-hangup = De lijn is opgehangen voordat de fax volledig was.
cause-cancelled = De oproep is aan onze kant beëindigd.
cause-t1-expired = Binnen 35 seconden na het opnemen was geen faxapparaat te horen.
cause-v34-failed = De snelle modems (V.34) bereikten elkaar niet, en zonder hen was niets te horen.
cause-damaged-commands = De commando’s van de afzender waren te beschadigd om te lezen.
cause-t38-negotiation = Er was een faxapparaat te horen, maar de overgang naar T.38 mislukte: de oproep eindigde ermee, of daarna kwam er geen pakket.
cause-dcn-before-page = De afzender verbrak de verbinding voordat hij een pagina verzond.
cause-poll-refused = De beller wilde een document ophalen, en er is er geen.
cause-nothing-to-fetch = Het gebelde apparaat heeft geen document dat wij kunnen ophalen.
cause-fetch-not-answered = Het gebelde apparaat antwoordde niet toen wij om zijn document vroegen.
cause-fetch-refused = Het gebelde apparaat gaf zijn document niet; het wil misschien een wachtwoord of een ander nummer.
cause-wrong-password = De beller gaf geen wachtwoord, of een verkeerd.
cause-unknown-document = De beller vroeg om een document dat hier niet klaarligt.
cause-not-offered = De afzender wilde verzenden op een manier die hem niet was aangeboden.
cause-training-failed = De modems konden op geen enkele snelheid afstemmen; de lijn is te slecht.
cause-no-page = De afzender kwam tot het begin van de pagina en verzond er geen.
cause-no-command-after-page = Na een pagina werd de afzender stil.
cause-silence-after-answer = Na ons antwoord op een pagina werd de afzender stil.
cause-packets-stopped = Het netwerk gaf midden in een pagina de pakketten van de fax (T.38) niet meer door.
cause-dcn-for-end = De fax is volledig ontvangen; de afzender verbrak na de laatste pagina de verbinding zonder om bevestiging te vragen.
cause-dcn-before-end = De afzender verbrak de verbinding midden in de fax.
cause-given-up-by-peer = De afzender gaf een pagina op die niet doorkwam.
cause-page-not-decoded = Er kwam een pagina aan die niet tot het einde kon worden gedecodeerd.
cause-page-refused = Een pagina was te beschadigd om te accepteren en is niet opnieuw verzonden.
cause-command-loop = De afzender herhaalde eindeloos hetzelfde commando.
cause-unexpected-command = De afzender stuurde een commando dat daar niet hoort.
cause-password-refused = Het externe faxapparaat weigert het wachtwoord (PWD).
cause-selection-refused = Het externe faxapparaat kent het nummer van het document (SEP) niet.
cause-subaddress-refused = Het externe faxapparaat weigert het subadres (SUB).
cause-sender-refused = Het externe faxapparaat weigert de identificatie van de afzender (SID).
cause-ident-refused = Het externe faxapparaat weigert onze identificatie (TSI).
cause-field-refused = Het externe faxapparaat weigert een van onze gegevens.
cause-cannot-receive = Het gebelde apparaat kan van ons geen fax ontvangen.
cause-no-receiver = Het gebelde apparaat meldt dat het geen faxen ontvangt.
cause-damaged-answers = De antwoorden van het gebelde apparaat waren te beschadigd om te lezen.
cause-no-answer-to-training = Het gebelde apparaat antwoordde niet toen de modems moesten afstemmen.
cause-no-answer-to-page = Na een pagina antwoordde het gebelde apparaat niet; misschien heeft het die, misschien niet.
cause-receiver-fell-silent = Het gebelde apparaat werd midden in een pagina stil.
cause-dcn-from-receiver = Het gebelde apparaat verbrak de verbinding voordat de fax volledig was.
cause-receiver-not-ready = Het gebelde apparaat liet ons te lang wachten.
cause-refused-by-receiver = Het gebelde apparaat weigerde een pagina als te beschadigd, hoe vaak die ook werd verzonden.
cause-not-getting-through = Een pagina kwam niet door, hoe vaak de delen ervan ook werden herhaald.
cause-no-progress = Minutenlang werd steeds hetzelfde herhaald, en er kwam niets nieuws door.
cause-answer-loop = Het gebelde apparaat herhaalde eindeloos hetzelfde antwoord.
cause-unexpected-answer = Het gebelde apparaat gaf een antwoord dat daar niet hoort.
cause-page-not-given = Een pagina was niet op tijd klaar voor verzending.
cause-storage = De fax kon niet worden opgeslagen.
cause-call-too-long = De oproep duurde langer dan toegestaan.
cause-too-many-pages = De fax heeft meer pagina’s, of is groter, dan toegestaan.
cause-page-too-long = Een pagina is langer dan toegestaan.
cause-pbx-crashed = De telefooncentrale stopte terwijl de fax werd ontvangen.
cause-internal-error = De faxsoftware faalde; het log vermeldt meer.

# Wat een pagina, een opdracht of een document tegenhield: een zinsdeel.
detail-no-page = het document heeft geen pagina { $page }
detail-file-unreadable = { $path } kan niet worden gelezen: { $why }
detail-file-damaged = { $path } is beschadigd: { $why }
detail-bug = de faxsoftware faalde erop
detail-page-not-wanted = er wordt nu geen pagina verwacht
detail-resolution = het externe faxapparaat accepteert geen pagina met deze resolutie
detail-too-wide = het externe faxapparaat accepteert geen pagina die zo breed is
detail-wrong-width = de afbeelding heeft niet de opgegeven breedte
detail-page-empty = de pagina is leeg
detail-colour = de pagina in kleur kan niet worden verzonden: { $why }
detail-row-unreadable = een rij van de database { $path } kan niet worden gelezen: { $why }
detail-database-unfit = de database { $path } weigert het: { $why }
detail-document-unusable = het document { $path } is niet bruikbaar: { $why }
detail-no-fax = er is geen fax { $fax }
detail-no-job = er is geen opdracht { $job }
detail-no-change = er is geen wijziging { $change } van een opdracht
detail-text = { $text }
