# What checks find, in Italian, and how to fix it.

# The module in the PBX.
module-version = Ferrofax { $ferrofax } in Asterisk { $asterisk }
module-other-version = il modulo è Ferrofax { $ferrofax } in Asterisk { $asterisk }, e questo programma ha la versione { $program }
check-failed = un controllo non è riuscito per un errore interno
module-silent = il modulo funziona con questo spool e non risponde da { $seconds } s
module-never-ran = il modulo non ha mai funzionato con questo spool
module-not-running = il modulo non è in esecuzione: gli invii attendono che Asterisk lo carichi
config-complaint = { $complaint }
config-in-order = nessuna riga di ferrofax.conf e nessun interno è errato
mail-servers-cut = { $file }: mailserver = { $server };{ $rest }: viene usato solo { $server }, perché un ; inizia un commento

# Permissions of the spool.
group-works = Asterisk e il servizio Ferrofax possono entrambi lavorare in { $folder }
group-missing = Asterisk non è in esecuzione nel gruppo di { $folder }, quindi Asterisk e il servizio Ferrofax non possono leggere i file l’uno dell’altro: { $reason }
reason-rungroup = `rungroup = { $group }` in asterisk.conf esclude tutti gli altri gruppi
reason-option = `-G { $group }` nel comando che avvia Asterisk esclude tutti gli altri gruppi
reason-no-member = { $user } non è nel gruppo { $group }
reason-started-before = il suo utente è entrato nel gruppo dopo l’avvio di Asterisk
writable-by-all = tutti possono scrivere in { $folder }
readable-by-all = tutti su questa macchina possono leggere { $path }
rights-in-order = tutto il contenuto è di { $owner }
rights-in-order-with-group = tutto il contenuto è di { $owner } e del gruppo della cartella
user-lacks-right = { $path } è di { $owner } con modo { $mode }: { $user } non può { $right ->
    [write] scriverlo
   *[read] leggerlo
}
group-lacks-right = { $path } è di { $owner } con modo { $mode }: il gruppo della cartella non può { $right ->
    [write] scriverlo
   *[read] leggerlo
}
password-readable = { $file } contiene una password e tutti su questa macchina possono leggerlo
passwords-readable = { $file } contiene password e tutti possono leggerlo
folder-unencrypted = { $folder } resta non cifrata, perché il gruppo dello spool non può scriverci

# The spool and its disk.
disk-free = { $mib } MiB liberi in { $folder }
disk-low = solo { $mib } MiB liberi in { $folder }
files-low = in { $folder } c’è posto solo per altri { $files } file
asterisk-installed = { $file } esiste, quindi Asterisk è installato
asterisk-missing = { $file } non esiste, quindi Asterisk non è installato qui
module-installed = il modulo è installato: { $file }
module-missing = app_ferrofax.so non è in { $folder }
spool-missing = non c’è uno spool in { $folder }: il modulo lo crea quando Asterisk lo carica
spool-usable = { $folder } può essere letto e scritto
database-whole = il database è integro
web-files-usable = utenti, interni e impostazioni dell’interfaccia web si possono leggere
web-file-unusable = { $file } non si può usare: { $error }
index-whole = ogni fax ricevuto si trova tramite le sue parole
index-lacks = { $count ->
    [one] { $count } fax ricevuto manca nell’indice delle parole
   *[other] { $count } fax ricevuti mancano nell’indice delle parole
}
index-broken = l’indice delle parole non si può leggere: { $error }

# Devices.
no-devices = nessun interno è conosciuto; il modulo li legge dal dialplan quando viene caricato
no-device-may-send = nessun interno può inviare: sendenabled è no per ciascuno
devices = { $may_send ->
    [one] { $may_send } interno su { $all } può inviare
   *[other] { $may_send } interni su { $all } possono inviare
}
device-unknown = non esiste un interno fax «{ $device }»
device-missing = { $table }: non esiste un interno fax «{ $device }»
device-ambiguous = { $table }: «{ $device }» è un interno in più contesti; lo scriva con @contesto
durable-without-database = { $more ->
    [0] le pagine dell’interno { $device }
   *[other] le pagine dell’interno { $device } e di altri { $more }
} devono essere nella banca dati condivisa prima di essere confermate (durable = shared), e non ce n’è nessuna: nessuna pagina viene confermata
durable-works = { $more ->
    [0] le pagine dell’interno { $device }
   *[other] le pagine dell’interno { $device } e di altri { $more }
} vengono confermate quando la banca dati condivisa le ha
durable-unreported = { $more ->
    [0] le pagine dell’interno { $device }
   *[other] le pagine dell’interno { $device } e di altri { $more }
} devono essere nella banca dati condivisa prima di essere confermate (durable = shared), e questa macchina non comunica con essa: nessuna pagina viene confermata

# The dialplan and the trunks.
dials-channel = le chiamate vanno a { $dial }
context-missing = dialstring = { $dial } in ferrofax.conf, e il dialplan non ha il contesto [{ $context }]
hangup-missing = [{ $context }] { $exten }: niente riaggancia dopo Dial({ $dial }), quindi si perde la causa della fine di una chiamata e, con essa, se un numero è occupato o errato
context-jumps = [{ $context }] prosegue con { $app }({ $args }), che non viene seguito
dial-missing = i fax vengono composti tramite [{ $context }], e niente in esso compone
context-in-order = [{ $context }] compone, e Hangup() dopo trasmette la causa della fine di una chiamata
jitter-step = [{ $context }] { $exten }: { $app }({ $args }) mette un jitter buffer sul percorso dei fax
jitter-setting = { $setting } è attivo in { $file }, da cui passano i fax
no-jitter-buffer = nessun jitter buffer è sul percorso dei fax
no-endpoint-dialled = nessun endpoint PJSIP viene composto con il suo nome, quindi nessuno viene controllato
endpoint-unknown = Asterisk non ha impostazioni per un endpoint PJSIP «{ $endpoint }», tramite il quale vengono composti i fax
codec-good = l’endpoint { $endpoint } offre per primo { $codec }
codec-bad = l’endpoint { $endpoint } offre per primo { $codec }, con cui nessun fax in audio passa
codec-missing = l’endpoint { $endpoint } non offre nessun codec, quindi nessun fax in audio passa
t38-offered = l’endpoint { $endpoint } offre T.38
t38-unwanted = l’endpoint { $endpoint } non ha T.38, e t38 = no in ferrofax.conf
t38-missing = l’endpoint { $endpoint } non offre T.38, la via sicura di un fax su IP

# The mail relay.
relay-by-address = il server di inoltro è indicato con il suo indirizzo
relay-name-known = il nome { $host } del server di inoltro è noto
relay-name-unknown = { $fault }
relay-answers = { $host }:{ $port } risponde
relay-unusable = porta { $port }: { $fault }
faxmaster-missing = nessuno è indicato per ricevere ciò che non è consegnabile
faxmaster-named = { $faxmaster } riceve ciò che non è consegnabile

# The clock.
swept = i dati scaduti sono stati eliminati l’ultima volta alle { $time }
not-swept = i dati scaduti non vengono eliminati da { $time }
clock = { $time }
clock-wrong = l’orologio segna { $time }
clocks-differ = l’orologio segna { $here }, e quello del centralino { $pbx }
clock-behind-fax = l’orologio segna { $time }, e il fax { $fax } è arrivato alle { $received }

# Converters.
conversion-works = i documenti diventano pagine in un processo isolato
converter-missing = «{ $program }» di [convert] { $setting } in gateway.toml non esiste
converters-own = PDF, TIFF, immagini, HTML e testo; non ci sono né Ghostscript né LibreOffice
converters-other = PDF, TIFF, immagini, HTML, testo e, con altri programmi: { $programs }

# gateway.toml.
settings-wrong = { $file }:{ $problem }
settings-warning = { $file }:{ $warning }
settings-in-order = { $file } è in ordine
settings-missing = { $file } non esiste; valgono i valori predefiniti
web-without-login = [web]: nessuno può accedere: nessun [[user]] ha una password (`ferrofax password`), e non ci sono né [ldap] né [openid]
web-without-certificate = [web] listen: { $address } è raggiungibile da altre macchine, ma senza certificato (`certificate` e `key`) o proxy (`proxies`) vengono respinte
network-of-administrator = [[network]] { $network }: ogni client è amministratore senza accesso, e vede tutti i fax e gli invii con il protocollo HylaFAX
network-of-all = [[network]] { $network }: tutto il mondo può inviare fax senza accesso
front-servers-of-all = [mail] trusted_front_servers: ogni indirizzo è considerato affidabile
all-numbers-allowed = [limits] allowed: chi può inviare può farlo in tutto il mondo
cram-md5-without-passwords = [mail] cram_md5: servono password in chiaro, e nessun [[user]] ne ha una
country-code-missing = country_code non è impostato in ferrofax.conf: ogni numero scritto con il prefisso di un paese viene bloccato, e i numeri a sovrapprezzo si riconoscono solo dai prefissi comuni
country-code-set = country_code è { $code } in ferrofax.conf: i numeri che iniziano così sono del proprio paese
senders = { $users ->
    [one] { $users } utente
   *[other] { $users } utenti
} e { $networks ->
    [one] { $networks } rete
   *[other] { $networks } reti
} possono inviare, { $outside ->
    [owners] i titolari di interni possono scrivere da fuori se il loro dominio ne risponde
    [front-servers] i server front-end indicano chi scrive da fuori
   *[nobody] nessun altro
}
mail-off = il fax via e-mail è disattivato
certificate-usable = certificato e chiave sono utilizzabili
certificate-by-acme = il servizio richiede il certificato per { $names } tramite ACME
mail-without-certificate = non c’è un certificato, quindi niente TLS, e si può accedere solo da clear_text_networks
printer-without-certificate = non c’è un certificato, quindi si può accedere solo da clear_text_networks
web-for-this-machine = non c’è un certificato, quindi l’interfaccia web è solo per questa macchina e `proxies`
address-free = { $address } è libero
address-taken = { $address } è occupato; da `ferrofax serve`, se è in esecuzione
address-unusable = { $address }: { $error }
hylafax-without-login = nessuno può accedere: nessun [[user]] ha una password, e nessun [[network]] indica un `user`
token-fetched = è stato ottenuto un token di accesso per il server di posta; scade tra { $minutes ->
    [one] { $minutes } minuto
   *[other] { $minutes } minuti
}
secret-expires = il segreto o certificato per i token di accesso scade il { $day }
keys-readable = file letti con chiavi dei destinatari: { $count }
codes-readable = codici letti per i collegamenti ai fax: { $count }
links-without-web = le e-mail contengono collegamenti ai fax, ma l’interfaccia web è disattivata: impostare listen o tls_listen in [web]
key-expires = la chiave { $key } per le e-mail cifrate scade il { $day }
proof-certificate = il certificato che firma le prove di invio è valido fino al { $day }
mailbox-readable = { $mails ->
    [one] la casella { $user } può essere letta; la sua cartella ha { $mails } messaggio
   *[other] la casella { $user } può essere letta; la sua cartella ha { $mails } messaggi
}
mailbox-folder-missing = nella casella manca la cartella «{ $folder }»; ferrofax serve la crea
filing-reachable = { $server } è raggiungibile
mailbox-without-rule = nessun mittente è provato, quindi ogni messaggio della casella è rifiutato
server-answers = { $url } risponde
provider-answers = { $count ->
    [one] { $url } risponde, con { $count } chiave
   *[other] { $url } risponde, con { $count } chiavi
}

# The shared database.
database-shared = { $count ->
    [one] la banca dati condivisa { $database } ha { $count } nodo
   *[other] la banca dati condivisa { $database } ha { $count } nodi
}
jobs-left = { $count ->
    [one] { $count } invio affidato a questa macchina è in una banca dati condivisa che gateway.toml non indica più: un altro nodo lo invia, e il risultato non viene comunicato qui
   *[other] { $count } invii affidati a questa macchina sono in una banca dati condivisa che gateway.toml non indica più: altri nodi li inviano, e i risultati non vengono comunicati qui
}
node-drained = questa macchina non accetta invii della banca dati condivisa fino a `ferrofax node undrain`
shared-key = i documenti nella banca dati condivisa sono cifrati con la chiave { $key }; senza di essa sono persi, quindi ne conservi una copia altrove
spool-key = i documenti sono cifrati con la chiave { $key }; senza di essa sono persi, quindi ne conservi una copia altrove

# The self-test.
no-device-may-receive = nessun interno con un numero proprio può ricevere
test-without-module = nessuna pagina è stata inviata, perché il modulo non risponde
route-inside = { $from } a { $to }
route-trunk = { $from } tramite il trunk con { $number }
test-not-submitted = { $route }: non inviata: { $error }
test-not-sent = { $route }: non inviata: { $event }
test-timed-out = { $route }: non inviata entro { $seconds } s: l’invio { $job } è nello stato { $state }. { $event }
test-not-received = { $route }: la pagina è stata confermata, e nessun interno di questo centralino l’ha ricevuta
test-broken = { $route }: { $error }
receipt = { $device } come fax { $fax } dopo { $seconds } s, { $is_ecm ->
    [true] { $bps } bit/s con correzione degli errori
   *[false] { $bps } bit/s
}, { $mode }
test-arrived = { $pages ->
    [one] { $route }: { $pages } pagina è arrivata a { $receipt }; tutte le { $rows } righe sono come inviate
   *[other] { $route }: { $pages } pagine sono arrivate a { $receipt }; tutte le { $rows } righe sono come inviate
}
test-differs = { $route }: arrivata a { $receipt }, e { $difference }
difference-unreadable = il confronto non è possibile: { $error }
difference-pages = { $sent } pagine inviate, { $received } arrivate
difference-rows = la pagina { $page } non è come inviata: { $sent_rows } righe di { $sent_pixels } pixel sono diventate { $received_rows } di { $received_pixels }
test-mailed = la pagina di `{ $test }` è stata inviata per e-mail { $recipient ->
    [mailboxes] alle caselle dell’interno
   *[faxmaster] al faxmaster
}; il server di posta ha risposto { $answer }
test-not-mailed = la pagina di `{ $test }` non è stata inviata per e-mail { $recipient ->
    [mailboxes] alle caselle dell’interno
   *[faxmaster] al faxmaster
}: { $error }
test-mail-waits = la pagina di `{ $test }` non è stata inviata per e-mail { $recipient ->
    [mailboxes] alle caselle dell’interno
   *[faxmaster] al faxmaster
}: l’e-mail è in attesa

# Anything else.
path-unreadable = { $path }: { $error }
error = { $error }
text = { $text }

# Fixes: the module in the PBX.
fix-see-asterisk-log = consulti il log di Asterisk
fix-load-module = `asterisk -rx 'module load app_ferrofax.so'`; se non viene caricato, il log di Asterisk ne dice il motivo
fix-install-newer-module = un modulo più vecchio non conosce la domanda: installi modulo e programma della stessa versione, poi riavvii Asterisk
fix-install-one-version = installi entrambi della stessa versione, poi riavvii Asterisk
fix-correct-config-line = corregga quella riga, poi `asterisk -rx 'module reload app_ferrofax.so'`
fix-name-one-mail-server = indichi un solo server di posta; per la ridondanza dia più indirizzi a un nome

# Fixes: permissions of the spool.
fix-share-spool = `systemd-tmpfiles --create ferrofax.conf` condivide lo spool senza il gruppo; oppure { $remedy }; per ciò che è stato ricevuto prima: /usr/share/doc/ferrofax/spool.md
remedy-rungroup = tolga `rungroup = { $group }` da asterisk.conf, e riavvii Asterisk (`systemctl restart asterisk`; `core restart` non basta)
remedy-option = tolga `-G { $group }` dal comando che avvia Asterisk, e riavvii Asterisk (`systemctl restart asterisk`; `core restart` non basta)
remedy-no-member = `usermod -a -G { $group } { $user }`, e riavvii Asterisk (`systemctl restart asterisk`; `core restart` non basta)
remedy-started-before = riavvii Asterisk (`systemctl restart asterisk`; `core restart` non basta)
fix-set-permissions = chown, chgrp e chmod come in /usr/share/doc/ferrofax/spool.md, per { $folder }
fix-close-folder = chmod -R o= { $folder }
fix-close-folder-on-freepbx = chmod -R o= { $folder }, e scriva `directory = { $folder }` sotto [blacklist] in /etc/asterisk/freepbx_chown.conf, o FreePBX la apre di nuovo (/usr/share/doc/ferrofax/freepbx.md)
fix-close-file = chmod o= { $file }
fix-close-file-on-freepbx = chmod o= { $file }, e scriva `item = { $file }` sotto [blacklist] in /etc/asterisk/freepbx_chown.conf, o FreePBX lo apre di nuovo (/usr/share/doc/ferrofax/freepbx.md)
fix-permit-group = carichi nel centralino il modulo di questa versione, che lo permette, oppure chmod g+w { $folder }/received/*

# Fixes: the spool and its disk.
fix-free-space = liberi spazio; `retention_days` in ferrofax.conf e `ferrofax cleanup --keep-days N` eliminano i vecchi fax
fix-install-asterisk = installi Asterisk da 16 a 24: /usr/share/doc/ferrofax/install.md
fix-install-module = installi il pacchetto ferrofax-asterisk, oppure esegua `make install`: /usr/share/doc/ferrofax/install.md
fix-create-spool = avvii Asterisk, oppure carichi il modulo: `asterisk -rx 'module load app_ferrofax.so'`. Per un’altra cartella indichi --spool o FERROFAX_SPOOL
fix-run-as-root = lo esegua come root, oppure aggiunga il suo utente al gruppo della cartella: /usr/share/doc/ferrofax/spool.md
fix-restore-backup = fermi il centralino e metta un backup al suo posto: /usr/share/doc/ferrofax/backup.md
fix-undo-or-remove = annulli la modifica in { $file }, oppure rimuova il file e inserisca di nuovo il contenuto nell’interfaccia web
fix-rebuild-index = `ferrofax index` lo ricostruisce mentre il servizio è in esecuzione

# Fixes: devices.
fix-declare-device = ne dichiari uno in extensions.conf (FreePBX: extensions_custom.conf): [fax-devices], exten => 2101,1,FaxDevice(alice@example.com); poi `dialplan reload`. `contexts` in ferrofax.conf indica i contesti
fix-allow-sending = sendenabled = yes in ferrofax.conf, in [general] o in una classe
fix-name-device = indichi un interno dichiarato nel dialplan
fix-configure-node = metta [node] in gateway.toml (/usr/share/doc/ferrofax/nodes.md), oppure tolga durable = shared da ferrofax.conf e dal dialplan
fix-start-service = systemctl start ferrofax: `ferrofax serve` carica le pagine nella banca dati condivisa; l’errore è nel suo log
fix-resume-deletion = systemctl start ferrofax: il servizio elimina i dati scaduti ogni ora; l’errore è nel suo log
fix-mount-folder = montare di nuovo la cartella e permettere all’utente di Ferrofax di leggerla e scriverla
fix-read-failures = aprire i fax non riusciti: ciascuno mostra perché la chiamata non è riuscita e che cosa aiuta

# Fixes: the dialplan and the trunks.
fix-write-context = in extensions.conf (FreePBX: extensions_custom.conf): [{ $context }], exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) e same => n,Hangup(); poi `dialplan reload`
fix-hang-up = same => n,Hangup() dopo di esso in extensions.conf, poi `dialplan reload`
fix-dial-in-context = lì exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) e same => n,Hangup(), poi `dialplan reload`
fix-remove-jitter-step = un jitter buffer scarta e inventa suono nel mezzo di un fax: tolga quella riga da extensions.conf, poi `dialplan reload`
fix-switch-jitter-off = un jitter buffer scarta e inventa suono nel mezzo di un fax: { $setting } = no per il trunk in { $file }
fix-name-endpoint = indichi un endpoint di pjsip.conf in Dial(); se è lì, `module load func_pjsip_endpoint.so`
fix-allow-g711 = `disallow = all` e `allow = alaw,ulaw` (G.711) per { $endpoint } in pjsip.conf, poi `module reload res_pjsip.so`
fix-offer-t38 = `t38_udptl = yes` per { $endpoint } in pjsip.conf, poi `module reload res_pjsip.so`; se il fornitore non ha T.38, `t38 = no` in ferrofax.conf [general]
fix-check-trunk = inviare un fax di prova a questo numero; se non arriva, controllare la linea e il piano di chiamata

# Fixes: the mail relay.
fix-correct-relay-name = corregga `mailserver = …` in ferrofax.conf [general], oppure /etc/resolv.conf
fix-correct-relay = corregga `mailserver`, `mailport` e le credenziali in ferrofax.conf [general], oppure avvii il server di inoltro; le e-mail in attesa vengono allora inviate
fix-name-faxmaster = scriva `faxmaster = postmaster@example.com` in ferrofax.conf [general], con un Suo indirizzo
fix-retry-mails = correggere l’indirizzo o il relay, poi inviare di nuovo l’e-mail
fix-resume-mails = riprendere le e-mail in questa pagina, o con `ferrofax mail-queue resume`

# Fixes: the clock.
fix-set-clock = regoli l’orologio della macchina: `timedatectl set-ntp true`

# Fixes: converters.
fix-allow-conversion = spazio e permessi nella cartella dei file temporanei; `memory_mb` in [convert] di gateway.toml
fix-install-converter = lo installi, oppure tolga quella riga da [convert]

# Fixes: gateway.toml.
fix-correct-settings = lo corregga; `man gateway.toml` contiene ogni impostazione
fix-correct-table = corregga [{ $table }] in gateway.toml
fix-correct-table-as-in = corregga [{ $table }] in gateway.toml: { $page }
fix-other-address = un altro indirizzo o un’altra porta in [{ $table }] di gateway.toml, oppure il diritto a una porta bassa
fix-other-mail-address = un altro indirizzo o un’altra porta in [mail] di gateway.toml, oppure il diritto di root a una porta bassa
fix-other-hylafax-address = un altro indirizzo o un’altra porta in [hylafax] di gateway.toml
fix-give-passwords = dia una password a chi usa client HylaFAX (`ferrofax password`)
fix-name-plain-user = dia alla rete un utente con role = "user"
fix-limit-senders = permetta in gateway.toml solo chi deve inviare

# Fixes: the shared database.
fix-name-node-again = rimetta [node] in gateway.toml, con share_jobs = false, finché non sono terminati
fix-correct-node = avvii il suo server, oppure corregga [node] in gateway.toml; i fax vengono ricevuti e attendono
fix-correct-node-keys = corregga key_file, key_command o key_name in [node] di gateway.toml: /usr/share/doc/ferrofax/sealed.md; i fax vengono ricevuti e attendono
fix-correct-keys = corregga key_file, key_command o key_name in [sealing] di gateway.toml: /usr/share/doc/ferrofax/sealed.md; nel frattempo i fax vengono ricevuti e inviati

# Fixes: the self-test.
fix-see-devices = si veda `devices` sopra, oppure ne indichi altri con --from e --to
fix-see-module = si veda `module` sopra
fix-see-mail = si vedano `relay` e `faxmaster` sopra; `asterisk -rx 'ferrofax show outbox'` elenca ogni e-mail
fix-see-calls = `asterisk -rx 'ferrofax show calls'` e il log mostrano com’è la linea; /usr/share/doc/ferrofax/rtp.md e /usr/share/doc/ferrofax/t38.md
fix-see-jobs = `ferrofax jobs` mostra gli invii precedenti, e `asterisk -rx 'ferrofax show calls'` se una linea è libera
fix-fix-that-first = corregga prima quello
fix-route-back = il numero deve tornare a un interno fax: Goto(fax-devices,2101,1) nel contesto del trunk
fix-follow-advice = { $failure }

# Fixes: anything else.
fix-text = { $text }
