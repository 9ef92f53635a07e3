# What happens to jobs and faxes, in Italian.

# A job waits, and is called.
taken-in = Consegnato ({ $origin }).
taken-in-without-number = Consegnato ({ $origin }). In attesa di un numero.
# The submission method.
origin = { $method ->
    [cli] riga di comando
    [ami] AMI
    [drop] cartella sorvegliata
    [mail] e-mail
    [print] stampante
    [hylafax] client HylaFAX
   *[web] interfaccia web o API
}
waits-for-line = In attesa di una linea.
waits-for-time = In attesa della sua ora.
clock-put-back = L’orologio di questa macchina era avanti ed è stato riportato indietro: il fax attende di nuovo.
dialled = Chiamata al numero in corso.
dialled-by-node = Il nodo { $node } chiama il numero.
joined-call = Viene inviato nella stessa chiamata di un altro fax.
put-in-call = Viene inviato in una chiamata collegata apposta.
fax-machine-answered = Un fax ha risposto.
not-dialled = Numero non composto: { $why }.
not-dialled-by-node = Numero non composto dal nodo { $node }: { $why }.

# An attempt or a job ends.
pages-unanswered = { $count ->
    [one] { $count } pagina è stata inviata ma non confermata; potrebbe arrivare due volte.
   *[other] { $count } pagine sono state inviate ma non confermate; potrebbero arrivare due volte.
}
fetched-before = { $count ->
    [one] Prima è stata prelevata { $count } pagina, come fax { $fax }.
   *[other] Prima sono state prelevate { $count } pagine, come fax { $fax }.
}
given-up-attempts = { $count ->
    [one] Abbandonato dopo { $count } tentativo.
   *[other] Abbandonato dopo { $count } tentativi.
}
given-up-calls = { $count ->
    [one] Abbandonato dopo { $count } chiamata.
   *[other] Abbandonato dopo { $count } chiamate.
}
given-up-calls-alike = { $count ->
    [one] Abbandonato dopo { $count } chiamata fallita in questo modo.
   *[other] Abbandonato dopo { $count } chiamate fallite allo stesso modo.
}
last-attempt = L’ultimo tentativo: { $why }
sent = { $count ->
    [one] Inviato: { $count } pagina.
   *[other] Inviato: { $count } pagine.
}
fetched = { $count ->
    [one] Prelevato: { $count } pagina, come fax { $fax }.
   *[other] Prelevato: { $count } pagine, come fax { $fax }.
}
unconfirmed = { $count ->
    [one] Il fax remoto non ne ha mai confermata { $count }.
   *[other] Il fax remoto non ne ha mai confermate { $count }.
}
perhaps-twice = { $count ->
    [one] { $count } pagina potrebbe essere arrivata due volte.
   *[other] { $count } pagine potrebbero essere arrivate due volte.
}

# Somebody changes a job.
cancelled = Annullato { $by }.
held = Sospeso { $by }.
released = Rilasciato { $by }.
retried = Ritentato { $by }.
changed = Modificato { $by }.
priority-changed = Priorità cambiata da { $from } a { $to } { $by }.
number-given = Numero { $number } indicato { $by }.
held-by-stop = Sospeso: gli invii di «{ $user }» sono bloccati ({ $why }).
released-by-stop = Rilasciato: «{ $user }» può di nuovo inviare.
held-unfit = Sospeso, perché la sua riga nella banca dati non è utilizzabile: { $why }.

# Who did it, behind “Cancelled” and the like.
by-user = da { $user }
by-administrator = dall’amministrazione
by-ami = da AMI
by-console = dalla console del centralino
by-printer = dalla stampante
by-import = dall’importazione da HylaFAX
by-shared = dalla banca dati condivisa
by-node = dal nodo { $node }
by-stop = dal blocco di «{ $user }»
by-stop-end = dallo sblocco di «{ $user }»
by-at-node = { $by } (nodo { $node })

# Why a user may not send.
stopped-by = bloccato { $by }
stopped-faxes = più di { $most } fax in { $minutes } min
stopped-refusals = più di { $most } numeri non consentiti in { $minutes } min

# Several machines share a database.
taken-from-node = Consegnato sul nodo { $node }.
shared = Salvato nella banca dati condivisa come invio { $job }.
shared-attempt = Un tentativo per l’invio { $job } della banca dati condivisa.
shared-attempt-over = Il tentativo su questo nodo è terminato. La banca dati condivisa decide come prosegue l’invio.
shared-asked = { $deed ->
    [cancel] Annullamento richiesto alla banca dati condivisa { $by }.
    [hold] Sospensione richiesta alla banca dati condivisa { $by }.
    [release] Rilascio richiesto alla banca dati condivisa { $by }.
    [retry] Nuovo tentativo richiesto alla banca dati condivisa { $by }.
   *[priority] Cambio di priorità richiesto alla banca dati condivisa { $by }.
}
same-mail-of-node = È la stessa e-mail dell’invio { $job } del nodo { $node }. Viene inviata e segnalata come quello.
same-mail-of-shared = È la stessa e-mail dell’invio { $job } della banca dati condivisa. Viene inviata e segnalata come quello.
same-mail = È la stessa e-mail che un’altra macchina ha già ricevuto.
ended-while-away = { $end ->
    [sent] È stato inviato mentre questa macchina era assente. Nel frattempo la banca dati condivisa ha eliminato l’invio.
   *[failed] È fallito mentre questa macchina era assente. Nel frattempo la banca dati condivisa ha eliminato l’invio.
}
ended-while-away-reported = Lo ha segnalato il nodo { $node }.
reported-elsewhere = Segnalato da { $node }, perché questa macchina non era raggiungibile.
ended-before = Era già terminato prima, secondo il nodo { $node }.

# A received fax ends.
damaged-more = { $count ->
    [one] Lo stesso è accaduto a un’altra pagina ({ $count }).
   *[other] Lo stesso è accaduto ad altre { $count } pagine.
}
document-trouble = Non è stato possibile leggere il documento: { $why }.
page-broken = Non è stato possibile decodificare la pagina { $page } dopo la riga { $row }; { $kept }.
page-long = La pagina { $page } supera il limite di { $rows } righe; { $kept }.
page-rows = Nella pagina { $page } sono danneggiate { $bad } righe su { $rows }; { $kept }.
kept = { $what ->
    [rows-before] le righe precedenti sono conservate
    [all] ciò che è arrivato è conservato
   *[beginning] l’inizio di ciò che è arrivato è conservato
}

# Why an attempt failed, or how a call ended.
call-lost = Il centralino non ha mai comunicato come è terminata la chiamata.
bug = Il software fax si è interrotto per un errore interno. I dettagli sono nel suo registro.
ended-for-other-job = La chiamata è stata terminata a causa di un altro fax.
spool-not-written = Durante la chiamata non è stato possibile salvare nulla.
page-not-made = Una pagina non può essere inviata: { $why }.
page-not-sent = Una pagina non è stata accettata dalla linea: { $why }.
node-silent = Il nodo { $node } ha effettuato la chiamata e poi non ha più dato notizie.
node-failed = Il nodo { $node } non può inviarlo: { $why }.
shared-unreachable = Il nodo non ha potuto raggiungere la banca dati condivisa e ha terminato la chiamata.
page-not-shared = L’ultima pagina non è arrivata in tempo alla banca dati condivisa, quindi non è stata confermata.
caller-fetched = Chi ha chiamato ha prelevato un documento; non è arrivato alcun fax.
spool-too-slow = Non è stato possibile salvare la chiamata in tempo, ed è stata rifiutata.

# Why a job was not dialled, behind “Not dialled:”.
obstacle-taken-out = è stato tolto dalla chiamata
obstacle-call-ended = la chiamata è terminata prima
obstacle-encrypted = i suoi documenti sono cifrati; `ferrofax serve` li decifra prima
obstacle-pbx-refuses = il centralino ora non effettua chiamate: { $why }
obstacle-dial-string = «{ $dial }» non può essere composto; sarebbe corretto Local/numero@contesto o PJSIP/numero@terminale
obstacle-no-device = non esiste un interno fax «{ $device }»
obstacle-forbidden = i fax verso { $beginning }… sono bloccati
obstacle-not-begun = il suo centralino non ha iniziato la chiamata
obstacle-restarted = il nodo è stato riavviato prima di chiamare
obstacle-no-keys = il nodo ora non può usare le sue chiavi

# What a call takes care of.
max-rate = Al massimo { $bps } bit/s: velocità superiori sono fallite il { $since }.
without-t38 = T.38 non viene richiesto: ha interrotto chiamate a questo numero, l’ultima volta il { $since }.
without-ecm = Senza correzione d’errore, al massimo { $bps } bit/s: con essa sono fallite chiamate a questo numero, senza una è riuscita il { $since }.

# What the line was like.
line = Linea: { $line }
line-grade = { $grade ->
    [good] buona
    [fair] discreta
   *[poor] cattiva
}
line-even = { $grade }, { $bps } bit/s.
line-slowed = { $grade }, rallentata da { $first } a { $slowest } bit/s.
line-frames = { $count ->
    [one] È stata ripetuta { $count } trama su { $frames }.
   *[other] Sono state ripetute { $count } trame su { $frames }.
}
line-trainings = { $count ->
    [one] { $count } addestramento è fallito.
   *[other] { $count } addestramenti sono falliti.
}
line-pages = { $count ->
    [one] { $count } pagina è stata inviata di nuovo.
   *[other] { $count } pagine sono state inviate di nuovo.
}
line-commands = { $count ->
    [one] { $count } comando è stato ripetuto.
   *[other] { $count } comandi sono stati ripetuti.
}
line-faint = Il segnale del fax remoto era debole.
line-noisy = Il segnale del fax remoto era disturbato.

# Why a fax was not sent, and what to do about it.
failure-busy = Il numero era occupato.
advice-busy = Inviare di nuovo il fax più tardi.
failure-no-answer = Nessuno ha risposto.
advice-no-answer = Il fax remoto potrebbe essere spento. Controllare il numero o inviare di nuovo il fax più tardi.
failure-no-fax = Alla chiamata è stato risposto, ma non da un fax.
advice-no-fax = Verificare che sia un numero di fax.
failure-dropped = La chiamata è terminata prima che il fax fosse completo.
advice-dropped = Al fax remoto potrebbe mancare carta o memoria. Chiedere al destinatario o inviare di nuovo il fax più tardi.
failure-line-too-bad = La linea era troppo disturbata per il fax.
advice-line-too-bad = Inviare di nuovo il fax più tardi. Se accade spesso, controllare codec, jitter e guadagno del trunk.
failure-unconfirmed = Una pagina è stata inviata, ma il fax remoto non l’ha mai confermata. Potrebbe essere arrivata.
advice-unconfirmed = Chiedere al destinatario quali pagine sono arrivate prima di inviare di nuovo il fax.
failure-incompatible = Il fax remoto non può ricevere questo fax.
advice-incompatible = Potrebbe essere senza carta, poter solo inviare, o richiedere un sottoindirizzo o una password.
failure-nothing-to-fetch = Il fax remoto non ha documenti da prelevare.
advice-nothing-to-fetch = Chiedere quando ne avrà uno e con quale numero (SEP) si preleva.
failure-fetch-refused = Il fax remoto ha rifiutato di inviare il documento.
advice-fetch-refused = Potrebbe richiedere una password (PWD) o un altro numero del documento (SEP).
failure-field-refused = Il fax remoto ha rifiutato il sottoindirizzo, la password o un altro dato.
advice-field-refused = Chiedere al destinatario quale sottoindirizzo e quale password usare e inviare di nuovo il fax.
failure-t38-negotiation = Il passaggio a T.38 non è riuscito.
advice-t38-negotiation = Disattivare T.38 per questo trunk o rivolgersi al fornitore.
failure-unknown-number = Questo numero non esiste.
advice-unknown-number = Controllare il numero, il prefisso e le regole di composizione.
failure-number-changed = Il numero è cambiato.
advice-number-changed = Chiedere al destinatario il nuovo numero.
failure-call-rejected = La chiamata è stata rifiutata.
advice-call-rejected = Il destinatario o la rete non accetta chiamate da questa linea.
failure-no-route = Non c’era una rotta verso il numero.
advice-no-route = Controllare il trunk e la rotta in uscita.
failure-lines-full = Tutte le linee erano occupate.
advice-lines-full = Inviare di nuovo il fax più tardi o aggiungere linee.
failure-bad-number = Non è un numero di fax valido.
advice-bad-number = Inserire cifre, con + davanti al prefisso internazionale.
failure-no-number = Nessuno ha indicato il numero in tempo.
advice-no-number = Consegnare di nuovo il fax, con il numero.
failure-forbidden = Il mittente non può inviare fax a questo numero.
advice-forbidden = Rivolgersi all’amministrazione.
failure-blocked = È in corso un’altra chiamata a questo numero.
advice-blocked = Niente da fare: il fax prosegue da solo.
failure-time-of-day = Il fax attende l’orario in cui può essere inviato.
advice-time-of-day = Niente da fare: il fax prosegue da solo.
failure-expired = Non è stato possibile inviare il fax in tempo.
advice-expired = Inviarlo di nuovo con più tempo.
failure-conversion-failed = Non è stato possibile convertire un documento in pagine di fax.
advice-conversion-failed = Aprire il documento, salvarlo come PDF e inviare questo.
failure-no-converter = Questo tipo di documento non può essere inviato via fax.
advice-no-converter = Inviarlo come PDF, TIFF o testo.
failure-too-many-pages = Il fax ha più pagine di quelle consentite.
advice-too-many-pages = Inviarlo in più parti.
failure-no-document = Non c’è niente da inviare.
advice-no-document = Aggiungere un documento.
failure-cancelled = Il fax è stato annullato.
advice-cancelled = Niente da fare.
failure-internal = Il centralino o il software fax si è fermato durante la chiamata.
advice-internal = L’amministrazione trova altri dettagli nel registro.

# How a T.30 session ended.
cause-ok = Il fax è stato ricevuto completamente.
cause-hangup = La linea è stata riagganciata prima che il fax fosse completo.
cause-cancelled = La chiamata è stata terminata da parte nostra.
cause-t1-expired = Nessun fax si è fatto sentire entro 35 secondi dalla risposta.
cause-v34-failed = I modem veloci (V.34) non si sono raggiunti, e senza di essi non si è sentito nulla.
cause-damaged-commands = I comandi del mittente erano troppo danneggiati per essere letti.
cause-t38-negotiation = Si è sentito un fax, ma il passaggio a T.38 non è riuscito: ha terminato la chiamata, o dopo non è arrivato alcun pacchetto.
cause-dcn-before-page = Il mittente ha chiuso la connessione prima di inviare una pagina.
cause-poll-refused = Il chiamante ha chiesto di prelevare un documento, e non ce n’è.
cause-nothing-to-fetch = Il fax chiamato non ha documenti che possiamo prelevare.
cause-fetch-not-answered = Il fax chiamato non ha risposto quando abbiamo chiesto il suo documento.
cause-fetch-refused = Il fax chiamato non ha ceduto il suo documento; forse richiede una password o un altro numero.
cause-wrong-password = Il chiamante non ha dato la password, o ne ha data una errata.
cause-unknown-document = Il chiamante ha chiesto un documento che qui non è disponibile.
cause-not-offered = Il mittente voleva inviare in un modo che non gli era stato offerto.
cause-training-failed = I modem non si sono accordati a nessuna velocità; la linea è troppo disturbata.
cause-no-page = Il mittente è arrivato all’inizio della pagina e non ne ha inviata alcuna.
cause-no-command-after-page = Dopo una pagina il mittente è rimasto in silenzio.
cause-silence-after-answer = Dopo la nostra risposta a una pagina il mittente è rimasto in silenzio.
cause-packets-stopped = La rete ha smesso di passare i pacchetti del fax (T.38) a metà di una pagina.
cause-dcn-for-end = Il fax è stato ricevuto completamente; il mittente ha chiuso dopo l’ultima pagina senza chiederne la conferma.
cause-dcn-before-end = Il mittente ha chiuso la connessione a metà del fax.
cause-given-up-by-peer = Il mittente ha abbandonato una pagina che non passava.
cause-page-not-decoded = È arrivata una pagina che non è stato possibile decodificare fino alla fine.
cause-page-refused = Una pagina era troppo danneggiata per essere accettata e non è stata inviata di nuovo.
cause-command-loop = Il mittente ha ripetuto senza fine lo stesso comando.
cause-unexpected-command = Il mittente ha inviato un comando fuori posto.
cause-password-refused = Il fax remoto rifiuta la password (PWD).
cause-selection-refused = Il fax remoto non conosce il numero del documento (SEP).
cause-subaddress-refused = Il fax remoto rifiuta il sottoindirizzo (SUB).
cause-sender-refused = Il fax remoto rifiuta l’identificazione del mittente (SID).
cause-ident-refused = Il fax remoto rifiuta la nostra identificazione (TSI).
cause-field-refused = Il fax remoto rifiuta uno dei nostri dati.
cause-cannot-receive = Il fax chiamato non può ricevere un fax da noi.
cause-no-receiver = Il fax chiamato comunica che non riceve fax.
cause-damaged-answers = Le risposte del fax chiamato erano troppo danneggiate per essere lette.
cause-no-answer-to-training = Il fax chiamato non ha risposto quando i modem dovevano accordarsi.
cause-no-answer-to-page = Dopo una pagina il fax chiamato non ha risposto: forse l’ha ricevuta, forse no.
cause-receiver-fell-silent = Il fax chiamato è rimasto in silenzio a metà di una pagina.
cause-dcn-from-receiver = Il fax chiamato ha chiuso la connessione prima che il fax fosse completo.
cause-receiver-not-ready = Il fax chiamato ci ha fatto attendere troppo.
cause-refused-by-receiver = Il fax chiamato ha rifiutato una pagina come troppo danneggiata, ogni volta che è stata inviata.
cause-not-getting-through = Una pagina non è passata, per quante volte le sue parti siano state ripetute.
cause-no-progress = Per minuti si è ripetuta sempre la stessa cosa, e nulla di nuovo è passato.
cause-answer-loop = Il fax chiamato ha ripetuto senza fine la stessa risposta.
cause-unexpected-answer = Il fax chiamato ha dato una risposta fuori posto.
cause-page-not-given = Una pagina non era pronta in tempo per l’invio.
cause-storage = Non è stato possibile salvare il fax.
cause-call-too-long = La chiamata è durata più di quanto consentito.
cause-too-many-pages = Il fax ha più pagine, o è più grande, di quanto consentito.
cause-page-too-long = Una pagina è più lunga di quanto consentito.
cause-pbx-crashed = Il centralino si è fermato durante la ricezione del fax.
cause-internal-error = Il software fax si è interrotto; il suo registro dice di più.

# Ciò che ha fermato una pagina, un invio o un documento: parte di una frase.
detail-no-page = il documento non ha una pagina { $page }
detail-file-unreadable = { $path } non è leggibile: { $why }
detail-file-damaged = { $path } è danneggiato: { $why }
detail-bug = il software fax non è riuscito a elaborarla
detail-page-not-wanted = ora non è attesa nessuna pagina
detail-resolution = il fax remoto non accetta pagine con questa risoluzione
detail-too-wide = il fax remoto non accetta pagine così larghe
detail-wrong-width = l’immagine non ha la larghezza indicata
detail-page-empty = la pagina è vuota
detail-colour = la pagina a colori non si può inviare: { $why }
detail-row-unreadable = una riga della banca dati { $path } non è leggibile: { $why }
detail-database-unfit = la banca dati { $path } lo rifiuta: { $why }
detail-document-unusable = il documento { $path } non è utilizzabile: { $why }
detail-no-fax = non c’è un fax { $fax }
detail-no-job = non c’è un invio { $job }
detail-no-change = non c’è una modifica { $change } di un invio
detail-text = { $text }
