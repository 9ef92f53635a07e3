# The explanation of a recorded call, in Dutch.

# What the recording shows. { $end } is the sentence for the end of the call.
nothing-wrong = Met deze oproep is niets mis.
nothing-wrong-so-far = De opname eindigt midden in de oproep. Tot daar is er niets mis.
unexplained = { $end } Niets van wat op de lijn is gemeten, verklaart dit.
parts-repeated = De fax is aangekomen, maar delen van de fax of trainingen moesten worden herhaald. Niets van wat op de lijn is gemeten, verklaart dit.
line-noise = De lijn ruist: het signaal van het externe faxapparaat ligt { $above } dB boven de ruis.
line-noise-level = De lijn ruist: het signaal van het externe faxapparaat ligt { $above } dB boven de ruis ({ $noise } dBm0).
line-clicks = De lijn kraakt: { $count ->
        [one] één tik
       *[other] { $count } tikken
    } in het signaal van het externe faxapparaat.
own-echo = Ons eigen signaal komt terug als echo, { $delay } ms later en { $loss } dB zwakker.
clocks-differ = De klokken van de twee kanten verschillen { $ppm } miljoensten: de externe klok loopt { $remote ->
        [fast] voor
       *[slow] achter
    }.
signal-too-quiet = Het signaal van het externe faxapparaat is te zacht: { $level } dBm0.
signal-too-quiet-clipped = Het signaal van het externe faxapparaat is te zacht: { $level } dBm0, en { $percent } % van de pieken is afgekapt.
signal-too-loud = Het signaal van het externe faxapparaat is te hard: { $level } dBm0.
signal-too-loud-clipped = Het signaal van het externe faxapparaat is te hard: { $level } dBm0, en { $percent } % van de pieken is afgekapt.
audio-lost = Van het geluid dat naar ons is verzonden, ontbreekt { $percent } % ({ $ms } ms in { $count ->
        [one] één gat
       *[other] { $count } gaten
    }).
audio-lost-silenced = Van het geluid dat naar ons is verzonden, ontbreekt { $percent } % ({ $ms } ms in { $count ->
        [one] één gat
       *[other] { $count } gaten
    }, waarvan { $silenced } met stilte gevuld voordat het geluid hier aankwam).
packets-lost = { $count ->
        [one] Eén T.38-pakket is
       *[other] { $count } T.38-pakketten zijn
    } nooit aangekomen ({ $percent } %). Te laat aangekomen: { $late }; twee keer aangekomen: { $twice }.
samples-slipped = Het netwerk laat geluidsmonsters weg of voegt ze toe: { $count } keer in het signaal van het externe faxapparaat.
samples-slipped-regularly = Het netwerk laat geluidsmonsters weg of voegt ze toe: { $count } keer in het signaal van het externe faxapparaat, ongeveer elke { $seconds } s.
jitter-buffer-changed = Een jitterbuffer veranderde tijdens de oproep van lengte: { $count ->
        [one] één stuk geluid is
       *[other] { $count } stukken geluid zijn
    } herhaald (samen { $ms } ms).
no-t38-packet = De oproep ging over op T.38, en er kwam geen enkel T.38-pakket aan.
t38-refused = T.38 is gevraagd en geweigerd. De oproep ging verder als geluid.
pages-rejected = Het externe faxapparaat aanvaardt onze training ({ $cfr } CFR) en wijst daarna de pagina’s af ({ $ppr } PPR, { $rtn } RTN).
training-rejected = Het externe faxapparaat wijst onze training bij elke snelheid af ({ $ftt } FTT), hoewel zijn eigen signaal schoon aankomt.
rows-undecodable = De training van het externe faxapparaat was goed en zijn signaal is schoon ({ $snr } dB), maar { $bad } van de { $rows } regels van zijn pagina’s zijn niet te decoderen.
no-frame-sent = Het externe faxapparaat meldt een pagina met foutcorrectie ({ $pps } PPS), maar er kwam geen frame van de pagina aan, hoewel de lijn schoon is ({ $snr } dB).
never-trained = Het externe faxapparaat kondigde { $count } keer aan hoe het zou verzenden (DCS), maar trainde nooit zo, hoewel de lijn schoon is.
call-ended = { $end }
call-ended-in-phase = { $end } De oproep was in fase { $phase }.
no-fax-machine = In { $seconds } s was er geen faxapparaat te horen: { $heard ->
        [interrupted-tone] alleen een onderbroken toon, zoals een bezettoon
        [exchange-tone] alleen een toon van de telefooncentrale
        [silence] de lijn was stil
        [fax-tone] alleen een faxtoon en daarna niets
       *[voices] alleen stemmen of muziek
    }.
page-not-stored = Er kwam een pagina aan die hier niet kon worden opgeslagen.
page-broken-after-row = Pagina { $page } kwam aan met foutcorrectie, maar is na regel { $row } niet te decoderen.
page-rows-bad = Pagina { $page } kwam aan met foutcorrectie, maar { $bad } van de { $rows } regels zijn niet te decoderen.

# Who most likely caused it.
fault-line = De waarschijnlijkste oorzaak is de telefoonlijn.
fault-far-machine = De waarschijnlijkste oorzaak is het externe faxapparaat.
fault-network = De waarschijnlijkste oorzaak is het netwerk.
fault-us = De waarschijnlijkste oorzaak is deze faxserver.

# What to change.
advice-nothing = Niets.
advice-nothing-yet = Niets, als het bij deze ene oproep blijft.
advice-try-again = Verzend de fax opnieuw. Mislukken alleen faxen naar dit apparaat weer, vraag dan de eigenaar om hulp.
advice-check-line = Laat de lijn aan beide kanten controleren. Beperk tot dan de snelheid tot 9600 of minder en gebruik foutcorrectie.
advice-check-connectors = Laat de lijn en de stekkers controleren, en gebruik foutcorrectie.
advice-remove-echo = Vraag de provider om T.38, of om een lijn waarvan de echo-onderdrukkers op de toon van 2100 Hz reageren. Verbindt een gateway analoge lijnen, stel dan de impedantie juist in.
advice-synchronise-clocks = Laat de gateways hun klok van het telefoonnet nemen en niet elk van het eigen kristal.
advice-correct-gain = Stel de versterking van de gateway of de lijnkaart juist in. Een fax moet aankomen met een niveau tussen -10 en -30 dBm0.
advice-find-audio-loss = Zoek waar de pakketten verloren gaan: een volle uplink, een draadloze verbinding, spraak zonder voorrang. Gebruik T.38 met redundantie als de provider dat aanbiedt.
advice-find-packet-loss = Zoek waar de pakketten verloren gaan. Laat beide kanten elk pakket herhalen in de volgende (UDPTL-redundantie).
advice-one-clock-source = Twee klokken onderweg verschillen. Laat alle gateways en centrales hun klok van dezelfde bron nemen.
advice-fixed-jitter-buffer = Geef faxoproepen een jitterbuffer van vaste lengte (100 ms of meer) die pakketverlies niet verhult, of gebruik T.38.
advice-allow-udptl = Laat UDPTL door de firewall en NAT (de poorten staan in udptl.conf), of schakel T.38 voor deze trunk uit.
advice-ask-about-t38 = Zegt de provider dat hij T.38 ondersteunt, vraag dan waarom hij het weigert. Vraag anders op deze trunk niet om T.38.
advice-limit-rate = Beperk de snelheid voor dit nummer of wijzig de foutcorrectie: uit als die aan was, aan als die uit was. Nemen andere apparaten onze faxen aan, dan heeft dit apparaat onderhoud nodig.
advice-find-who-hung-up = Zoek in het telefoonsysteem wie de oproep heeft beëindigd en waarom. Misschien heeft iemand aan de andere kant opgehangen.
advice-check-remote-machine = Het externe faxapparaat heeft de oproep zelf beëindigd. Misschien heeft het geen papier of geheugen meer, of wil het een wachtwoord of een identificatie.
advice-check-nat-timeouts = Een router die adressen vertaalt (NAT) of een firewall sluit misschien de UDP-verbinding midden in de oproep. Controleer de time-outs daarvan, en t38_udptl_nat van de trunk.
advice-lower-rate = Of het externe faxapparaat hoort ons niet, of wij horen het niet. Probeer een lagere snelheid, en zonder T.38 als dat werd gebruikt.
advice-update-remote-machine = Het externe faxapparaat houdt zich niet aan T.30. Probeer het zonder foutcorrectie en laat de software bijwerken.
advice-avoid-repetition = Het externe faxapparaat verzendt steeds hetzelfde verzoek of antwoord. Probeer het zonder foutcorrectie en met een lagere snelheid.
advice-check-number = Controleer het nummer, en of daar op dit tijdstip een faxapparaat antwoordt.
advice-compare-capabilities = Vergelijk zijn DIS of DCS, in het protocol van de oproep, met de snelheden en coderingen die hier zijn toegestaan.
advice-ask-owner = Vraag de eigenaar van het apparaat welke waarde het verwacht. Een oproep met dezelfde waarde zou weer worden geweigerd.
advice-free-space = Maak ruimte vrij op de schijf van de spool en zoek in het logboek waarom de pagina niet is geschreven.
advice-nothing-if-intended = Niets, als dat de bedoeling was. In het logboek staat wie de oproep heeft beëindigd.
advice-find-late-page = Zoek in het logboek waarom de volgende pagina niet klaar was: een trage schijf, of een document dat niet te lezen was.
advice-raise-limit = Verhoog de limiet van het toestel als zulke faxen gewenst zijn.
advice-shorter-pages = Vraag de afzender het document in kortere pagina’s te verdelen.
advice-report-bug = Meld dit als fout, met het logboek en deze opname.
advice-send-again = Het document van de fax bevat wat is aangekomen. Laat de pagina opnieuw verzenden; mislukt dat weer, dan zonder MMR en JBIG.
