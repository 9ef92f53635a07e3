# The explanation of a recorded call, in German.

# What the recording shows. { $end } is the sentence for the end of the call.
nothing-wrong = Mit diesem Anruf ist alles in Ordnung.
nothing-wrong-so-far = Die Aufzeichnung endet mitten im Anruf. Bis dahin ist alles in Ordnung.
unexplained = { $end } Nichts, was auf der Leitung gemessen wurde, erklärt das.
parts-repeated = Das Fax ist angekommen, aber Teile davon oder Einmessungen mussten wiederholt werden. Nichts, was auf der Leitung gemessen wurde, erklärt das.
line-noise = Die Leitung rauscht: Das Signal der Gegenstelle liegt { $above } dB über dem Rauschen.
line-noise-level = Die Leitung rauscht: Das Signal der Gegenstelle liegt { $above } dB über dem Rauschen ({ $noise } dBm0).
line-clicks = Die Leitung knackt: Im Signal der Gegenstelle { $count ->
        [one] ist ein Knacken
       *[other] sind { $count } Knackgeräusche
    } zu hören.
own-echo = Unser eigenes Signal kommt als Echo zurück, { $delay } ms später und { $loss } dB schwächer.
clocks-differ = Die Takte der beiden Seiten weichen um { $ppm } Millionstel voneinander ab: Der Takt der Gegenstelle geht { $remote ->
        [fast] vor
       *[slow] nach
    }.
signal-too-quiet = Das Signal der Gegenstelle ist zu leise: { $level } dBm0.
signal-too-quiet-clipped = Das Signal der Gegenstelle ist zu leise: { $level } dBm0, und { $percent } % seiner Spitzen sind abgeschnitten.
signal-too-loud = Das Signal der Gegenstelle ist zu laut: { $level } dBm0.
signal-too-loud-clipped = Das Signal der Gegenstelle ist zu laut: { $level } dBm0, und { $percent } % seiner Spitzen sind abgeschnitten.
audio-lost = { $percent } % des Tons, der an uns gesendet wurde, fehlen ({ $ms } ms in { $count ->
        [one] einer Lücke
       *[other] { $count } Lücken
    }).
audio-lost-silenced = { $percent } % des Tons, der an uns gesendet wurde, fehlen ({ $ms } ms in { $count ->
        [one] einer Lücke
       *[other] { $count } Lücken
    }, davon { $silenced } mit Stille gefüllt, bevor der Ton bei uns ankam).
packets-lost = { $count ->
        [one] Ein T.38-Paket ist
       *[other] { $count } T.38-Pakete sind
    } nie angekommen ({ $percent } %). { $late } kamen zu spät und { $twice } zweimal.
samples-slipped = Das Netz lässt Abtastwerte aus oder fügt welche ein: { $count ->
        [one] einmal
       *[other] { $count }-mal
    } im Signal der Gegenstelle.
samples-slipped-regularly = Das Netz lässt Abtastwerte aus oder fügt welche ein: { $count ->
        [one] einmal
       *[other] { $count }-mal
    } im Signal der Gegenstelle, etwa alle { $seconds } s.
jitter-buffer-changed = Ein Jitterpuffer hat während des Anrufs seine Länge geändert: { $count ->
        [one] Ein Stück Ton wurde
       *[other] { $count } Stücke Ton wurden
    } wiederholt (zusammen { $ms } ms).
no-t38-packet = Der Anruf wechselte zu T.38, aber es kam kein einziges T.38-Paket an.
t38-refused = T.38 wurde verlangt und abgelehnt. Der Anruf lief als Ton weiter.
pages-rejected = Die Gegenstelle nimmt unsere Einmessung an ({ $cfr } CFR) und weist dann die Seiten zurück ({ $ppr } PPR, { $rtn } RTN).
training-rejected = Die Gegenstelle weist unsere Einmessung bei jeder Geschwindigkeit zurück ({ $ftt } FTT), obwohl ihr eigenes Signal sauber ankommt.
rows-undecodable = Die Einmessung der Gegenstelle war gut und ihr Signal ist sauber ({ $snr } dB), aber { $bad } von { $rows } Zeilen ihrer Seiten lassen sich nicht dekodieren.
no-frame-sent = Die Gegenstelle meldet eine Seite mit Fehlerkorrektur ({ $pps } PPS), aber kein Rahmen der Seite kam an, obwohl die Leitung sauber ist ({ $snr } dB).
never-trained = Die Gegenstelle kündigte { $count ->
        [one] einmal
       *[other] { $count }-mal
    } an, wie sie senden will (DCS), maß sich aber nie so ein, obwohl die Leitung sauber ist.
call-ended = { $end }
call-ended-in-phase = { $end } Der Anruf war in Phase { $phase }.
no-fax-machine = In { $seconds } s war kein Faxgerät zu hören: { $heard ->
        [interrupted-tone] nur ein unterbrochener Ton, etwa ein Besetztton
        [exchange-tone] nur ein Ton der Vermittlung
        [silence] die Leitung war still
        [fax-tone] nur der Ton eines Faxgeräts und danach nichts
       *[voices] nur Stimmen oder Musik
    }.
page-not-stored = Eine Seite kam an und konnte hier nicht gespeichert werden.
page-broken-after-row = Seite { $page } kam mit Fehlerkorrektur an, lässt sich aber nach Zeile { $row } nicht weiter dekodieren.
page-rows-bad = Seite { $page } kam mit Fehlerkorrektur an, aber { $bad } ihrer { $rows } Zeilen lassen sich nicht dekodieren.

# Who most likely caused it.
fault-line = Am ehesten liegt es an der Telefonleitung.
fault-far-machine = Am ehesten liegt es an der Gegenstelle.
fault-network = Am ehesten liegt es am Netz.
fault-us = Am ehesten liegt es an diesem Faxserver.

# What to change.
advice-nothing = Nichts.
advice-nothing-yet = Nichts, wenn es bei diesem einen Anruf bleibt.
advice-try-again = Das Fax noch einmal senden. Misslingen nur Faxe an dieses Gerät wieder, den Besitzer des Geräts um Hilfe bitten.
advice-check-line = Die Leitung an beiden Enden prüfen lassen. Bis dahin die Geschwindigkeit auf 9600 oder weniger begrenzen und Fehlerkorrektur benutzen.
advice-check-connectors = Die Leitung und ihre Stecker prüfen lassen und Fehlerkorrektur benutzen.
advice-remove-echo = Beim Anbieter nach T.38 fragen oder nach einer Leitung, deren Echosperren dem Ton von 2100 Hz gehorchen. Verbindet ein Gateway analoge Leitungen, dessen Impedanz richtig einstellen.
advice-synchronise-clocks = Die Gateways sollen ihren Takt aus dem Telefonnetz beziehen und nicht jedes von seinem eigenen Quarz.
advice-correct-gain = Die Verstärkung des Gateways oder der Leitungskarte richtig einstellen. Ein Fax soll mit einem Pegel von -10 bis -30 dBm0 ankommen.
advice-find-audio-loss = Suchen, wo die Pakete verloren gehen: eine volle Anbindung, eine Funkstrecke, Sprache ohne Vorrang. T.38 mit Redundanz benutzen, wenn der Anbieter es hat.
advice-find-packet-loss = Suchen, wo die Pakete verloren gehen. Beide Seiten sollen jedes Paket in den folgenden wiederholen (UDPTL-Redundanz).
advice-one-clock-source = Zwei Takte unterwegs weichen voneinander ab. Alle Gateways und Vermittlungen sollen ihren Takt aus derselben Quelle beziehen.
advice-fixed-jitter-buffer = Faxanrufen einen Jitterpuffer fester Länge geben (100 ms oder mehr), der Paketverluste nicht verdeckt, oder T.38 benutzen.
advice-allow-udptl = UDPTL durch Firewall und NAT lassen (die Ports stehen in udptl.conf) oder T.38 für diesen Trunk abschalten.
advice-ask-about-t38 = Sagt der Anbieter, dass er T.38 unterstützt, dann fragen, warum er es ablehnt. Sonst auf diesem Trunk kein T.38 verlangen.
advice-limit-rate = Die Geschwindigkeit für diese Nummer begrenzen oder die Fehlerkorrektur ändern: ausschalten, wenn sie an war, einschalten, wenn sie aus war. Nehmen andere Geräte unsere Faxe an, braucht dieses Gerät den Kundendienst.
advice-find-who-hung-up = In der Telefonanlage nachsehen, wer den Anruf beendet hat und warum. Vielleicht hat am anderen Ende ein Mensch aufgelegt.
advice-check-remote-machine = Die Gegenstelle hat den Anruf selbst beendet. Vielleicht fehlt ihr Papier oder Speicher, oder sie will ein Passwort oder eine Kennung.
advice-check-nat-timeouts = Ein Router, der Adressen übersetzt (NAT), oder eine Firewall schließt vielleicht die UDP-Verbindung mitten im Anruf. Deren Zeitlimits prüfen und t38_udptl_nat des Trunks.
advice-lower-rate = Entweder hört die Gegenstelle uns nicht, oder wir hören sie nicht. Mit geringerer Geschwindigkeit versuchen, und ohne T.38, wenn es benutzt wurde.
advice-update-remote-machine = Die Gegenstelle hält sich nicht an T.30. Ohne Fehlerkorrektur versuchen und ihre Software aktualisieren lassen.
advice-avoid-repetition = Die Gegenstelle sendet immer wieder dieselbe Anfrage oder Antwort. Ohne Fehlerkorrektur und mit geringerer Geschwindigkeit versuchen.
advice-check-number = Die Nummer prüfen, und ob dort um diese Zeit ein Faxgerät antwortet.
advice-compare-capabilities = Im Protokoll des Anrufs ihr DIS oder DCS ansehen und mit den Geschwindigkeiten und Kodierungen vergleichen, die hier erlaubt sind.
advice-ask-owner = Den Besitzer des Geräts fragen, welchen Wert es verlangt. Ein Anruf mit demselben Wert würde wieder abgelehnt.
advice-free-space = Auf der Platte des Spools Platz schaffen und im Protokoll des Servers nachsehen, warum die Seite nicht geschrieben wurde.
advice-nothing-if-intended = Nichts, wenn das beabsichtigt war. Im Protokoll des Servers steht, wer den Anruf beendet hat.
advice-find-late-page = Im Protokoll des Servers nachsehen, warum die nächste Seite nicht bereit war: eine langsame Platte oder ein Dokument, das nicht zu lesen war.
advice-raise-limit = Das Limit des Anschlusses erhöhen, wenn solche Faxe gewünscht sind.
advice-shorter-pages = Den Absender bitten, das Dokument in kürzere Seiten zu teilen.
advice-report-bug = Das als Fehler melden, mit dem Protokoll des Servers und dieser Aufzeichnung.
advice-send-again = Das Dokument des Fax enthält, was angekommen ist. Die Seite noch einmal senden lassen; misslingt es wieder, ohne MMR und JBIG.
