# Perché e-mail e fax da stampare non sono consegnati, in italiano. Ogni testo è parte di una frase.

# Un server di posta rifiuta un'e-mail o non è utilizzabile.
relay = server di posta { $host }: { $fault }
relay-refused = il server di posta { $host } { $step ->
    [greeting] si è presentato con
    [ehlo] ha rifiutato EHLO
    [helo] ha rifiutato HELO
    [starttls] ha rifiutato STARTTLS
    [auth] ha rifiutato AUTH
    [user] ha rifiutato il nome utente
    [login] ha rifiutato l’accesso
    [sender] ha rifiutato il mittente
    [recipient] ha rifiutato il destinatario
    [address] non può accettare l’indirizzo
    [quit] ha rifiutato QUIT
   *[mail] ha rifiutato l’e-mail
}: { $answer }
with-remedy = { $fault }; { $remedy }
relay-name-unresolved = il suo nome non si può risolvere: { $why }
relay-names-silent = il suo nome non si può risolvere: i server dei nomi non rispondono
relay-names-still-silent = il suo nome non si può risolvere: i server dei nomi continuano a non rispondere
relay-connection-refused = { $address } rifiuta la connessione: { $why }
relay-unreachable = nessuna connessione a { $address }: { $why }
relay-no-answer = nessuna connessione a { $address }: nessuna risposta
relay-no-address = non ha un indirizzo raggiungibile da mailsourceaddress
relay-silent = non ha risposto per { $seconds } s
relay-closed = ha chiuso la connessione
relay-broken = la connessione si è interrotta: { $why }
relay-tls = TLS non è riuscito: { $fault }
relay-tls-refused = ha rifiutato STARTTLS: { $answer }
relay-no-tls = non offre STARTTLS
relay-not-smtp = non parla SMTP: «{ $line }»
relay-endless-line = non parla SMTP: una riga della risposta non finisce
relay-password-unprotected = la password non viene inviata, perché la connessione non è protetta da TLS
relay-no-login = non offre né AUTH PLAIN né AUTH LOGIN
relay-login-unwritable = l’accesso non si può scrivere come AUTH PLAIN
relay-no-token = non c’è un token di accesso: { $why }
relay-token-unprotected = il token di accesso non viene inviato, perché la connessione non è protetta da TLS
relay-no-token-login = non offre né AUTH XOAUTH2 né AUTH OAUTHBEARER
relay-stopped = arrestato

# Che cosa aiuta. Il soggetto è il server di posta.
remedy-use-oauth2 = non accetta più password; impostare mailauth = oauth2, vedere docs/mail-login.md
remedy-switch-on-smtp-auth = attivare SMTP autenticato per questa casella e per l’organizzazione; vedere docs/mail-login.md
remedy-grant-mailbox = permettere all’applicazione di inviare per questa casella, e controllare scopes in [mail_login]; vedere docs/mail-login.md
remedy-check-password = controllare mailuser e mailpassword; un account con secondo fattore richiede una password per le app, o mailauth = oauth2
remedy-log-in = richiede un accesso; impostare mailuser, e mailpassword o mailauth = oauth2
remedy-grant-send-as = impostare serveremail e mailenvelopefrom sull’indirizzo di mailuser, o dare a mailuser il diritto di inviare come quell’indirizzo
remedy-assign-licence = assegnare all’account di mailuser una licenza con casella di posta
remedy-empty-mailbox = la casella di mailuser è piena; svuotare la cartella della posta inviata
remedy-wait = limita la quantità inviata; il messaggio sarà inviato più tardi, e questo non conta come tentativo

# TLS.
tls-processor = TLS non è possibile su questa macchina: al suo processore manca { $missing }
tls-file = { $option }: { $path } non è utilizzabile: { $why }
tls-no-authorities = questo sistema non ha certificati di autorità; installi ca-certificates o indichi un file di certificati
tls-bad-name = «{ $server }» non è un nome che può stare in un certificato
tls-setup = TLS non si può configurare: { $why }
tls-early-answer = ha risposto prima della negoziazione TLS
tls-failed = { $why }

# L'e-mail stessa.
bad-address = «{ $address }» non è un indirizzo e-mail
bad-sender = il mittente «{ $address }» non è un indirizzo e-mail; vedere serveremail, mailenvelopefrom e maildomain
mail-not-written = l’e-mail non si può scrivere: { $why }
not-protected = un’e-mail con un fax deve essere cifrata (mailprotect = required), e il server di posta { $host } non è il servizio Ferrofax, che cifra; impostare mailserver sul socket del servizio, e [mail_protection] in gateway.toml
came-back = tornata indietro: { $why }
sent-elsewhere = inviata da { $node }, perché questa macchina non dava notizie
sent-without-fax = l’e-mail è stata inviata senza il fax: { $fault }
given-up = abbandonata dopo { $tries ->
    [one] { $tries } tentativo
   *[other] { $tries } tentativi
}: { $fault }
stopped = arrestato prima che il server di posta accettasse l’e-mail
bug = un errore del software fax ha fermato questa e-mail; i dettagli sono nel suo registro

# Il documento.
encrypted = il documento è cifrato; `ferrofax serve` lo decifra prima
waits-for-explanation = attende la spiegazione della chiamata
document-unreadable = il documento { $path } non è leggibile: { $why }
document-damaged = il documento è danneggiato: { $why }
document-too-large = ha { $megabytes } MB, e il file di un’e-mail ha al massimo { $most } MB
document-empty = il documento { $path } non ha pagine

# Perché il responsabile dei fax riceve un fax.
no-mailbox = l’interno non ha una casella di posta
selftest-page = è la pagina di prova di `ferrofax selftest`, che non va alle caselle dell’interno

# Comandi di stampa.
not-for-printer = non è un fax per una stampante
command = { $program }: { $why }
command-ended = { $program } è terminato con { $status }
command-slow = { $program } non aveva finito dopo { $seconds } s

# Stampanti.
printer = { $fault }
printer-text = { $text }
printer-unreached = la stampante non è raggiungibile: { $why }
printer-silent = la stampante non ha risposto per { $seconds } s
printer-stopped = questo programma si è fermato prima della fine
printer-no-tls = nessun TLS con la stampante: { $why }
printer-tls = { $fault }
printer-broken = la connessione si è interrotta: { $why }
printer-answer-broken = la risposta della stampante si interrompe o non finisce: { $why }
printer-not-ipp = la risposta della stampante non è IPP: { $why }
printer-no-job-number = la stampante ha accettato il lavoro senza dargli un numero
printer-login-required = la stampante richiede un accesso: imposti user e password_file
printer-login-rejected = la stampante rifiuta l’accesso del suo utente
printer-login-unprotected = la stampante richiede la password in chiaro; usi ipps:// nella sua uri
printer-login-unknown = la stampante richiede un tipo di accesso non supportato
printer-redirects = la stampante rimanda a { $to }; lo imposti come sua uri
printer-forbidden = la stampante non fa stampare nessuno da qui (HTTP 403)
printer-no-path = in questo percorso non c’è una stampante (HTTP 404)
printer-tls-required = la stampante richiede TLS; usi ipps:// nella sua uri
printer-http = la stampante risponde con HTTP { $status }
printer-refused = { $refusal ->
    [bad-request] la stampante non capisce la richiesta
    [forbidden] la stampante lo vieta
    [not-logged-in] la stampante richiede un accesso
    [not-allowed] l’utente della stampante non ne ha il permesso
    [not-possible] la stampante ora non può farlo
    [not-found] in questo percorso non c’è niente del genere
    [too-large] il fax è troppo grande per la stampante
    [format] la stampante non supporta questo tipo di documento
    [options] la stampante non supporta un’opzione del lavoro
    [damaged] la stampante dice che il documento è danneggiato
    [operation] la stampante non supporta questa operazione
    [out-of-service] la stampante è fuori servizio
    [version] la stampante parla un’altra versione di IPP
    [passing-fault] la stampante ha un guasto passeggero
    [no-jobs] la stampante non accetta lavori
    [busy] la stampante è occupata
    [cancelled] la stampante ha annullato il lavoro
   *[fault] la stampante ha un guasto
}
printer-refused-with-status = la stampante lo rifiuta con lo stato { $status }
printer-refused-saying = { $fault } ({ $message })
printer-no-description = la stampante non si descrive
printer-no-jobs = la stampante non accetta lavori
printer-no-format = Ferrofax non può inviare alla stampante nessuno dei formati che l’impostazione format di questa stampante ammette; la stampante indica { $formats }
printer-no-format-named = Ferrofax non può inviare alla stampante nessuno dei formati che l’impostazione format di questa stampante ammette; la stampante non indica alcun formato
printer-job-cut-short = il lavoro { $job } è finito prima che tutto fosse stampato
printer-job-aborted = il lavoro { $job } è stato interrotto
printer-job-cancelled = il lavoro { $job } è stato annullato sulla stampante
printer-job-cancelled-early = il lavoro { $job } è stato annullato prima che la stampante avesse tutto
printer-job-unknown = la stampante non conosce più il lavoro; il fax potrebbe essere stato stampato
printer-job-not-printed = il lavoro { $job } non è ancora stampato
printer-job-under-way = il lavoro { $job } è alla stampante
printer-may-still-print = { $fault }; il lavoro { $job } non ha potuto essere ritirato, e la stampante potrebbe ancora stamparlo
printer-explained = { $fault }: { $reasons }

# Ciò che una stampante dice di sé e dei suoi lavori.
reason-aborted-by-system = interrotto dalla stampante
reason-connecting-to-device = connessione all’apparecchio in corso
reason-cover-open = un coperchio è aperto
reason-document-access-error = il documento non era leggibile
reason-document-format-error = il documento sembra danneggiato
reason-document-unprintable-error = il documento non si può stampare
reason-door-open = uno sportello è aperto
reason-fuser-over-temp = il fusore è troppo caldo
reason-input-tray-missing = manca un cassetto della carta
reason-interlock-open = un blocco è aperto
reason-job-canceled-at-device = annullato sulla stampante
reason-job-canceled-by-operator = annullato dal responsabile della stampante
reason-job-canceled-by-user = annullato
reason-job-data-insufficient = attende il resto del documento
reason-job-incoming = il documento sta arrivando
reason-job-printing = in stampa
reason-job-queued = attende altri lavori
reason-marker-supply-empty = inchiostro o toner esaurito
reason-marker-supply-low = poco inchiostro o toner
reason-marker-waste-full = la vaschetta di recupero è piena
reason-media-empty = carta esaurita
reason-media-jam = carta inceppata
reason-media-low = poca carta
reason-media-needed = serve un’altra carta
reason-offline = non in linea
reason-opc-life-over = il tamburo è consumato
reason-output-area-full = il vassoio di uscita è pieno
reason-output-tray-missing = manca il vassoio di uscita
reason-paused = in pausa
reason-printer-stopped = la stampante è ferma
reason-shutdown = spenta
reason-spool-area-full = la memoria è piena
reason-timed-out = non risponde
reason-toner-empty = toner esaurito
reason-toner-low = poco toner
reason-unsupported-document-format = questo tipo di documento non è supportato

# Parole altrui.
text = { $text }
