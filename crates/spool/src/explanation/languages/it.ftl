# The explanation of a recorded call, in Italian.

# What the recording shows. { $end } is the sentence for the end of the call.
nothing-wrong = Questa chiamata non presenta anomalie.
nothing-wrong-so-far = La registrazione si interrompe a metà della chiamata. Fino a quel punto non ci sono anomalie.
unexplained = { $end } Nulla di quanto misurato sulla linea lo spiega.
parts-repeated = Il fax è arrivato, ma è stato necessario ripetere parti del fax o addestramenti. Nulla di quanto misurato sulla linea lo spiega.
line-noise = La linea è rumorosa: il segnale del fax remoto supera il rumore di { $above } dB.
line-noise-level = La linea è rumorosa: il segnale del fax remoto supera il rumore ({ $noise } dBm0) di { $above } dB.
line-clicks = La linea ha dei clic: { $count ->
        [one] un clic
       *[other] { $count } clic
    } nel segnale del fax remoto.
own-echo = Il nostro segnale ritorna come eco, { $delay } ms più tardi e { $loss } dB più debole.
clocks-differ = I clock delle due estremità differiscono di { $ppm } parti per milione: il clock remoto è { $remote ->
        [fast] in anticipo
       *[slow] in ritardo
    }.
signal-too-quiet = Il segnale del fax remoto è troppo debole: { $level } dBm0.
signal-too-quiet-clipped = Il segnale del fax remoto è troppo debole: { $level } dBm0, e il { $percent } % dei suoi picchi è tagliato.
signal-too-loud = Il segnale del fax remoto è troppo forte: { $level } dBm0.
signal-too-loud-clipped = Il segnale del fax remoto è troppo forte: { $level } dBm0, e il { $percent } % dei suoi picchi è tagliato.
audio-lost = Manca il { $percent } % dell’audio che ci è stato inviato ({ $ms } ms in { $count ->
        [one] un’interruzione
       *[other] { $count } interruzioni
    }).
audio-lost-silenced = Manca il { $percent } % dell’audio che ci è stato inviato ({ $ms } ms in { $count ->
        [one] un’interruzione
       *[other] { $count } interruzioni
    }, di cui { $silenced } riempite di silenzio prima di arrivare qui).
packets-lost = { $count ->
        [one] Un pacchetto T.38 non è mai arrivato
       *[other] { $count } pacchetti T.38 non sono mai arrivati
    } ({ $percent } %). Arrivati in ritardo: { $late }; arrivati due volte: { $twice }.
samples-slipped = La rete omette o inserisce campioni audio: { $count ->
        [one] una volta
       *[other] { $count } volte
    } nel segnale del fax remoto.
samples-slipped-regularly = La rete omette o inserisce campioni audio: { $count ->
        [one] una volta
       *[other] { $count } volte
    } nel segnale del fax remoto, circa ogni { $seconds } s.
jitter-buffer-changed = Un buffer di jitter ha cambiato lunghezza durante la chiamata: { $count ->
        [one] un frammento di audio è stato ripetuto
       *[other] { $count } frammenti di audio sono stati ripetuti
    } ({ $ms } ms in tutto).
no-t38-packet = La chiamata è passata a T.38 e non è arrivato nessun pacchetto T.38.
t38-refused = T.38 è stato richiesto e rifiutato. La chiamata è continuata in audio.
pages-rejected = Il fax remoto accetta il nostro addestramento ({ $cfr } CFR) e poi respinge le pagine ({ $ppr } PPR, { $rtn } RTN).
training-rejected = Il fax remoto respinge il nostro addestramento a ogni velocità ({ $ftt } FTT), anche se il suo segnale arriva pulito.
rows-undecodable = L’addestramento del fax remoto era buono e il suo segnale è pulito ({ $snr } dB), ma { $bad } righe su { $rows } delle sue pagine non si possono decodificare.
no-frame-sent = Il fax remoto annuncia una pagina con correzione degli errori ({ $pps } PPS), ma non è arrivato nessun frame della pagina, anche se la linea è pulita ({ $snr } dB).
never-trained = Il fax remoto ha annunciato { $count ->
        [one] una volta
       *[other] { $count } volte
    } come avrebbe inviato (DCS), ma non si è mai addestrato in quel modo, anche se la linea è pulita.
call-ended = { $end }
call-ended-in-phase = { $end } La chiamata era nella fase { $phase }.
no-fax-machine = Nessun fax rilevato in { $seconds } s: { $heard ->
        [interrupted-tone] solo un tono intermittente, come il tono di occupato
        [exchange-tone] solo un tono della centrale telefonica
        [silence] la linea era silenziosa
        [fax-tone] solo un tono di fax e poi nulla
       *[voices] solo voci o musica
    }.
page-not-stored = Una pagina è arrivata e non è stato possibile salvarla qui.
page-broken-after-row = La pagina { $page } è arrivata con correzione degli errori, ma non si può decodificare dopo la riga { $row }.
page-rows-bad = La pagina { $page } è arrivata con correzione degli errori, ma { $bad } delle sue { $rows } righe non si possono decodificare.

# Who most likely caused it.
fault-line = La causa più probabile è la linea telefonica.
fault-far-machine = La causa più probabile è il fax remoto.
fault-network = La causa più probabile è la rete.
fault-us = La causa più probabile è questo server fax.

# What to change.
advice-nothing = Nulla.
advice-nothing-yet = Nulla, se accade solo in questa chiamata.
advice-try-again = Inviare di nuovo il fax. Se falliscono ancora solo i fax a questo apparecchio, chiedere aiuto al proprietario.
advice-check-line = Far controllare la linea alle due estremità. Fino ad allora limitare la velocità a 9600 o meno e usare la correzione degli errori.
advice-check-connectors = Far controllare la linea e i suoi connettori, e usare la correzione degli errori.
advice-remove-echo = Chiedere al fornitore T.38, o una linea i cui cancellatori d’eco obbediscano al tono di 2100 Hz. Se un gateway collega linee analogiche, impostarne correttamente l’impedenza.
advice-synchronise-clocks = Far prendere ai gateway il clock della rete telefonica, non quello del proprio quarzo.
advice-correct-gain = Correggere il guadagno del gateway o della scheda di linea. Un fax deve arrivare con un livello tra -10 e -30 dBm0.
advice-find-audio-loss = Cercare dove si perdono i pacchetti: un collegamento in uscita saturo, un collegamento senza fili, voce senza priorità. Usare T.38 con ridondanza se il fornitore lo offre.
advice-find-packet-loss = Cercare dove si perdono i pacchetti. Far ripetere da entrambi i lati ogni pacchetto in quelli successivi (ridondanza UDPTL).
advice-one-clock-source = Due clock lungo il percorso differiscono. Far prendere a tutti i gateway e le centrali il clock dalla stessa fonte.
advice-fixed-jitter-buffer = Dare alle chiamate fax un buffer di jitter di lunghezza fissa (100 ms o più) senza mascheramento delle perdite, o usare T.38.
advice-allow-udptl = Consentire UDPTL nel firewall e nel NAT (le porte sono in udptl.conf), o disattivare T.38 per questo trunk.
advice-ask-about-t38 = Se il fornitore dichiara di supportare T.38, chiedere perché lo rifiuta. Altrimenti non richiedere T.38 su questo trunk.
advice-limit-rate = Limitare la velocità per questo numero o cambiare la correzione degli errori: disattivarla se era attiva, attivarla se non lo era. Se altri apparecchi accettano i nostri fax, questo ha bisogno di assistenza.
advice-find-who-hung-up = Cercare nel sistema telefonico chi ha terminato la chiamata e perché. Forse una persona ha riagganciato all’altro capo.
advice-check-remote-machine = Il fax remoto ha terminato la chiamata da solo. Potrebbe mancargli carta o memoria, o potrebbe volere una password o un’identificazione.
advice-check-nat-timeouts = Un router che traduce gli indirizzi (NAT) o un firewall potrebbe chiudere la connessione UDP a metà della chiamata. Controllarne i timeout, e t38_udptl_nat del trunk.
advice-lower-rate = O il fax remoto non ci sente, o noi non sentiamo lui. Provare una velocità più bassa, e senza T.38 se era usato.
advice-update-remote-machine = Il fax remoto non rispetta T.30. Provare senza correzione degli errori e farne aggiornare il software.
advice-avoid-repetition = Il fax remoto invia sempre la stessa richiesta o risposta. Provare senza correzione degli errori e a una velocità più bassa.
advice-check-number = Controllare il numero, e che a quest’ora vi risponda un fax.
advice-compare-capabilities = Confrontare il suo DIS o DCS, nel protocollo della chiamata, con le velocità e le codifiche ammesse qui.
advice-ask-owner = Chiedere al proprietario dell’apparecchio quale valore si aspetta. Una chiamata con lo stesso valore sarebbe di nuovo rifiutata.
advice-free-space = Liberare spazio sul disco dello spool e cercare nel log perché la pagina non è stata scritta.
advice-nothing-if-intended = Nulla, se era voluto. Il log indica chi ha terminato la chiamata.
advice-find-late-page = Cercare nel log perché la pagina successiva non era pronta: un disco lento, o un documento illeggibile.
advice-raise-limit = Aumentare il limite dell’interno se si desiderano fax simili.
advice-shorter-pages = Chiedere al mittente di dividere il documento in pagine più corte.
advice-report-bug = Segnalare questo errore, con il log e questa registrazione.
advice-send-again = Il documento del fax contiene ciò che è arrivato. Far inviare di nuovo la pagina; se fallisce ancora, senza MMR e JBIG.
