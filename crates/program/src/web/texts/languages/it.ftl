# The Italian words of the web interface.

moment = %d/%m/%Y %H:%M
short-day = %d/%m

# Around all pages.
to-content = Vai al contenuto
pages = Menu principale
received = Ricevuti
sent = Inviati
now = In corso
own = Il mio account
log-out = Esci
languages = Lingua

# Before there is a spool.
not-ready = Ferrofax non è ancora pronto
not-ready-text = Appena in questo elenco non manca più nulla, l’interfaccia web si apre su questa pagina.

# Received faxes.
withheld = Numero nascosto
unread = da leggere
unread-mark = Nuovo
search = Ricerca
search-hint = Numero, nome, nota…
show = Mostra
which-all = Tutti
which-unread = Da leggere
which-mine = Assegnati a me
which-free = Non assegnati
find = Cerca
no-faxes = Ancora nessun fax. Un fax ricevuto appare qui da solo.
device = Interno
dealt-with-by = assegnato a
dealt-with = Assegnato a
nobody = nessuno
cut-short = Finora è stata esaminata solo una parte dei fax meno recenti. L’elenco continua più sotto.
older = Fax meno recenti
mark-these = { $count ->
    [one] Segna questo fax come letto
   *[other] Segna questi { $count } fax come letti
}
marked = { $count ->
    [one] 1 fax segnato come letto.
   *[other] { $count } fax segnati come letti.
}
marked-in-part = Altri fax meno recenti potrebbero essere ancora da leggere.
undo = Annulla operazione
fax-from = Fax da
fetched-from = Fax prelevato da
fetch-from = Prelievo fax da
fetches = Documento prelevato
fax = Fax
the-pages = Pagine
page = Pagina
no-pages = Non è stata ricevuta alcuna pagina.
came = Ricevuto
line = Linea
claim = Assegna a me
release = Rimuovi assegnazione
mark-unread = Segna come da leggere
tag = Etichetta
note = Nota
keep = Salva
pass-on = Inoltra
hand-to = A un collega o una collega
choose-colleague = (scegli)
hand = Affida
mail-to = Per e-mail a
mail = Invia e-mail
fax-to = Via fax a
send = Invia
printer = Stampante
own-printer = Stampante dell’interno
print = Stampa
delete = Elimina
delete-really = Eliminare questo fax?
delete-text = Il fax viene eliminato per tutti e non può essere ripristinato.
keep-it = Conserva
history = Cronologia
back-to-fax = Torna al fax
smaller = Riduci
larger = Ingrandisci
turn-left = Ruota a sinistra
turn-right = Ruota a destra
is-receiving = In ricezione
page-now = pagina
is-received = Ricevuto
is-incomplete = Incompleto
is-failed = Non riuscito
part-so-far = Salva le pagine ricevute finora…
part-title = Questo fax non è ancora completo
part-text = La chiamata è ancora in corso e possono arrivare altre pagine. Un file salvato ora contiene solo le pagine ricevute finora.
part-pass-on = Potrà essere inviato per e-mail o via fax e stampato quando sarà completo.
deed-read = lo ha letto
deed-claimed = lo ha preso in carico
deed-released = ha rimosso l’assegnazione
deed-handed = lo ha affidato a
deed-noted = ha scritto una nota
deed-mailed = lo ha inviato per e-mail a
deed-printed = lo ha stampato su
deed-faxed = lo ha inviato via fax a
mail-waiting = in coda
mail-delivered = consegnato
mail-rejected = rifiutato
mail-failed = non consegnabile
done-unread = Segnato come da leggere.
done-claimed = Il fax è ora assegnato a lei.
done-released = Il fax non è più assegnato a nessuno.
done-handed = Fax affidato.
done-noted = Salvato.
done-mailed = L’e-mail è in fase di invio.
done-printed = Il fax è in stampa.
done-faxed = Il fax è in coda; vedere «Inviati».
gone = Questo fax è stato eliminato
denied = Non dispone dell’autorizzazione necessaria
somebody-has-it = Questo fax è assegnato a qualcun altro
on-legal-hold = Questo elemento è soggetto a conservazione legale e non può essere eliminato. Un amministratore può rimuoverla
unfit = La richiesta non è stata accettata

# What is sent, and what goes on.
new-fax = Nuovo fax
no-jobs = Nessun fax è stato ancora inviato. Si comincia da «Nuovo fax».
to = A
no-number = (ancora senza numero)
number-missing = Numero mancante
number-missing-text = Questi fax attendono un destinatario. Scrivere un nome della rubrica o un numero di fax.
number-until = attende fino al
which-open = In corso
which-failed = Non riusciti
which-done = Inviati
fax-to-whom = Fax a
confirmed = confermate
confirmed-pages = Pagine confermate
taken-in = Accettato
sent-by = Inviato da
far-machine = Fax remoto
let-go = Rilascia
hold = Sospendi
cancel = Annulla
try-again = Riprova
number = Numero di fax
again-to = Invia di nuovo a
send-again = Invia di nuovo
document-pdf = Documento (PDF)
sending-report-pdf = Rapporto di trasmissione (PDF)
report = Rapporto
documents = Documenti
documents-hint = PDF, TIFF, immagini, testo, HTML{ $more }. Più documenti vengono inviati uno dopo l’altro.
office-documents = documenti Office
no-document = Non è stato scelto alcun documento.
from-device = Dall’interno
more = Altro
resolution = Risoluzione
as-usual = Predefinito
res-standard = Standard
res-fine = Fine
res-superfine = Superfine
colour = Colore
in-colours = Sì, se il fax remoto lo supporta
send-at = Non prima di
cover = Copertina
with-cover = Con copertina
without-cover = Senza copertina
recipient = Destinatario
company = Azienda
calls = Chiamate
no-calls = Al momento non si invia né si riceve alcun fax.
lines-free = Linee libere
ladder = Protocollo della chiamata
we-said = inviato da noi
we-heard = ricevuto da noi
coming-from = Da
talking = negoziazione in corso
dialling = composizione del numero
drop-here = Trascinare qui i documenti
queue = Coda
waiting-line = In attesa di una linea
waiting-time = In attesa dell’orario
held = Sospesi
oldest = il più vecchio dal
state-number = In attesa di un numero
state-suspended = Sospeso
state-pending = Programmato
state-sleeping = In attesa di un nuovo tentativo
state-blocked = In attesa di un altro fax a questo numero
state-ready = In attesa di una linea
state-active = Invio in corso
state-done = Inviato
state-fetched = Prelevato
state-failed = Non inviato
state-cancelled = Annullato
done-cancelled = Il fax è stato annullato.
done-held = Il fax è sospeso.
done-goes-on = L’operazione prosegue.
done-sent = Il fax è stato accettato. Verrà inviato appena una linea sarà libera.

# Fetching a fax (polling).
fetch-fax = Preleva un fax
fetch-hint = Il fax a questo numero viene chiamato per richiedere il documento che tiene pronto (polling). Il documento arriva come fax ricevuto.
for-device = Per l’interno
sep = Numero del documento (SEP)
sep-hint = Solo se il fax remoto tiene pronti più documenti.
fetch-password = Password del documento (PWD)
fetch-password-hint = Cifre, * e #; solo se è richiesta una password.
password-again = Se è richiesta una password, inserirla di nuovo: non viene conservata.
fetch = Preleva

# A fax that is written.
numbers-hint = Nomi o gruppi della rubrica, oppure numeri di fax. Ogni destinatario riceve un fax separato. «Nome | Azienda <numero>» indica il destinatario sulla copertina.
group-hint = Le parole con «#», come «#fornitori», sono gruppi. Un fax a «#fornitori» va a tutti i contatti del gruppo.
in-book = Nella rubrica:
check = Numeri
suggestions = Suggerimenti
faxed-lately = usato di recente
black-and-white = Bianco e nero
making-page = Creazione delle pagine…
making-pages = Creazione delle pagine… documento { $this } di { $all }
usual = come al solito: { $value }
send-at-in = Non prima di ({ $zone })
unknown-name = «{ $name }» non è nella rubrica. Scrivere un numero di fax, o aggiungere il contatto alla rubrica.
several-numbers = «{ $name }» ha più numeri. Sceglierne uno:
unclear-name = «{ $name }» non è un nome completo della rubrica. Scegliere un contatto:
send-faxes = { $count ->
    [one] Invia il fax ({ $pages })
   *[other] Invia { $count } fax ({ $pages } ciascuno)
}
contacts = Contatti
book = Rubrica
up = Sposta su
down = Sposta giù
remove = Rimuovi
more-documents = Altri documenti
subject = Oggetto
message = Messaggio
priority = Priorità
priority-hint = Da 0 a 255; lo 0 viene inviato per primo.
look = Anteprima
discard = Scarta
preview = Anteprima
preview-hint = Scegliere i documenti e premere «Anteprima» per vedere le pagine come saranno inviate.
drafts = Bozze
drafts-hint = Le bozze vengono conservate per una settimana.
no-room = Sono presenti altre 10 bozze.
no-room-text = Questa verrà eliminata quando se ne inizia un’altra. Inviarla o scartare una delle altre.
nothing-written = Non c’è ancora niente da mostrare. Inserire un numero o scegliere un documento.
sent-in-part = Alcuni fax sono stati inviati. Gli altri sono ancora qui:
done-discarded = La bozza è stata scartata.
price-inside = interno
price-local = locale
price-national = nazionale
price-abroad = internazionale
price-special = numero a sovrapprezzo

# Address books.
own-book = Personale
house-book = Organizzazione
which-book = Rubrica
name-of = Nome
new-contact = Nuovo contatto
change-contact = Modifica contatto
change = Modifica
no-contacts = Nessun contatto da mostrare.
more-contacts = Altri
fax-chosen = Nuovo fax ai contatti selezionati
import = Importa
export = Esporta
import-hint = Un file CSV (UTF-8) la cui prima riga indica le colonne: name, company, number, note. Vengono importati tutti i contatti o nessuno.
table = File
done-put = Salvato.
done-deleted = Eliminato.
done-imported = I contatti sono stati importati.
delete-contact-really = Eliminare questo contatto?

# Administration.
administration = Amministrazione
figures = Statistiche
health = Stato
devices = Interni
users = Utenti
mails = E-mail
log = Registro di controllo
days = Giorni
day = Giorno
week = Settimana dal
nothing-yet = Niente in questo periodo.
as-table = Come tabella
went-well = riusciti
went-badly = non riusciti
received-by-day = Fax ricevuti al giorno
sent-by-day = Fax inviati al giorno
minutes-by-day = Minuti di chiamata al giorno
minutes-in = in ricezione
minutes-out = in invio
sent-by-way = Inviati, per tipo di trasmissione
way = Trasmissione
sent-by-machine = Inviati, per fax remoto
calls-by-trunk = Chiamate, per trunk
trunk = Trunk
why-not-sent = Perché alcuni fax non sono stati inviati
why-not-received = Perché alcuni fax non sono stati ricevuti per intero
faxes-today = Fax di oggi (inviati e ricevuti)
failed-today = Non riusciti oggi (inviati e ricevuti)
waiting-jobs = Invii in attesa
reason = Motivo
count = Numero
ended-by-someone = annullato da qualcuno
nobody-answered = nessun fax ha risposto
alarm = Allarme
alarm-disk = Il disco è quasi pieno
alarm-relay = Non vengono inviate e-mail
alarm-failing = I fax a { $about } falliscono di continuo
alarm-silent = Da molto tempo non si riceve alcun fax
alarm-silent-device = { $about } non riceve fax da molto tempo
alarm-folder = Non si può scrivere nella cartella { $about }
alarm-shipping = I fax non vengono trasferiti nel database condiviso
stuck-mail = Un’e-mail è in attesa dal
undeliverable = E-mail non consegnabili
mails-paused = Le e-mail non vengono né accettate né inviate via fax.
mails-run = Le e-mail vengono accettate e inviate via fax.
converter-missing = Le impostazioni indicano un programma inesistente
converters = Documenti supportati
folder = Cartella
away-since = non scrivibile dal
the-pbx = Centralino (PBX)
finding-well = OK
finding-wrong = ERRORE
finding-warning = Attenzione
something-wrong = C’è un problema: vedere lo stato del sistema
mails-waiting = E-mail
prints-waiting = Stampe
the-pbx-text = Il modulo nel centralino controlla il dialplan, i trunk e il server di posta. L’operazione può richiedere un minuto.
pbx-asked = Il centralino non ha ancora risposto.
look-again = Aggiorna
clean-up = Pulizia
keep-days = Giorni da conservare
would-clean-up = Elementi che verrebbero eliminati:
cleaned-up = Elementi eliminati:
cleanup-faxes = Fax ricevuti
cleanup-jobs = Invii
cleanup-keeps = Vecchi fax e invii che vengono conservati:
keeps-undelivered = Un’e-mail, una stampa o un rapporto non è ancora stato consegnato
keeps-on-hold = Conservazione legale
keeps-unshipped = Non ancora nel database condiviso
keeps-unknown = Classe di conservazione sconosciuta
clean-up-now = Elimina ora
ask-pbx = Controlla il centralino
mend = Come rimediare
machines = Server con centralino
machine = Server
version = Versione
in-calls = Chiamate per il database condiviso
to-ship = Da trasferire
drained-since = Non accetta invii dal
lines-in-all = Linee di tutti i server
lines-of-trunk = Linee del trunk
lost-tries = Chiamate perse per il guasto di un server
taken-for-dead = Dichiarato guasto
went-on = Proseguito da
devices-text = Gli interni creati qui si possono modificare qui. Tutti gli altri sono dichiarati in file del piano di numerazione e si possono modificare solo lì.
mailboxes = Caselle di posta
format = Formato
receives = Riceve
sends = Invia
settings = Impostazioni
declared = Dichiarato in
yes = sì
no = no
usual-settings = Valori predefiniti
users-text = Gli utenti in gateway.toml si possono modificare solo lì. Quelli di una directory o di un servizio di accesso compaiono dopo il primo accesso.
users-here = Tutti gli altri si creano e si modificano qui.
role-word = Ruolo
addresses = Indirizzi e-mail
groups = Gruppi
members = Membri
sees = Vede i fax di
used = Utilizzato
everything = tutti
faxes = Fax
may-delete = può eliminare
stopped = Bloccato dal
stop-user = Blocca
let-user-go-on = Sblocca
done-stopped = L’utente è bloccato e non può inviare fax.
done-may-go-on = L’utente può di nuovo inviare fax.
role-user = Utente
role-desk = Operatore
role-administrator = Amministratore
role-auditor = Revisore
quota-day = oggi
quota-month = questo mese
quota-night = stanotte
faxmaster = il responsabile dei fax
mail-queue = E-mail in arrivo
mails-held = E-mail non inviate per fax
no-mails-held = Nessuna.
mail-sender = Mittente
mail-aside = Ferrofax non ha potuto leggere questa e-mail e non riprova da solo:
mails-refused = Ferrofax non conserva le e-mail rifiutate. I motivi dei rifiuti:
pause = Sospendi
resume = Riprendi
all-delivered = Nessuna.
about = Riguarda
given-up = Abbandonato
all-again = Ritenta ora tutte le e-mail in attesa e non riuscite
asked = Azione
decided = Decisione
granted = consentito
refused = negato
when = Quando
no-lines = Nessuna voce da mostrare.
older-lines = Voci meno recenti
check-chain = Verifica il registro
chain-well = Il registro è invariato.
chain-broken = Il registro è stato modificato:
chain-unchained = Voci fuori dalla catena di hash:
chain-last = Ultima voce e relativo hash, da conservare altrove:

# One's own.
sessions = Le sue sessioni
all-sessions = Sessioni
sessions-text = Chiudere le sessioni non riconosciute e chiedere una nuova password all’amministrazione.
browser = Browser
address = Indirizzo
since = Dal
last-seen = Ultimo utilizzo
this-one = questa
end = Chiudi
choose = Salva
lists-look = Elenchi dei fax
look-pictures = Con immagini
look-rows = Righe brevi senza immagini
look-text = Questo browser ricorda la scelta.
actions = Azioni
forward-below = Inoltra…
appearance = Aspetto
look-system = Come il sistema
look-light = Chiaro
look-dark = Scuro

# API keys.
keys = Chiavi API
keys-text = I programmi usano le API con una chiave. Una chiave ha le autorizzazioni di chi la crea, nella misura in cui vengono concesse.
keys-api = Le operazioni dell’API
key-name = Scopo
key-for = Autorizzazioni
key-days = Valida per (giorni)
key-test = Chiave di prova: i suoi fax non vengono mai inviati; il risultato dipende dal numero
key-new = Nuova chiave
key-ends = Scade
key-used = Ultimo utilizzo
key-ended = scaduta
key-made = La nuova chiave
key-made-text = Copiare la chiave adesso: non verrà mostrata di nuovo.
scope-faxes-read = Leggere i fax ricevuti
scope-faxes-write = Segnare, annotare, inoltrare ed eliminare i fax ricevuti
scope-jobs-read = Leggere gli invii
scope-jobs-write = Inviare fax e modificare gli invii
scope-events = Seguire le modifiche
scope-webhooks = Webhook
scope-log-read = Leggere il registro di controllo
scope-metrics = Leggere le statistiche
scope-keys = Chiavi, sessioni e lingua proprie
scope-admin = Amministrazione

# Logging in.
log-in = Accedi
user = Nome utente
password = Password
wrong-login = Il nome utente o la password non è corretto, oppure ci sono stati troppi tentativi errati dal suo indirizzo. Riprovare tra qualche minuto.
directory-away = Al momento non è possibile verificare nome utente e password. Riprovare più tardi.
no-group = Non è autorizzato a usare questo server fax: non appartiene a nessuno dei suoi gruppi.
name-taken = Il suo nome utente è già in uso da un’altra persona. Rivolgersi all’amministrazione.
name-of-password = Questo nome utente accede con una password; usare il modulo qui sotto. Se non lo ha mai fatto, il nome appartiene a un’altra persona: rivolgersi all’amministrazione.
name-of-openid = Questo nome utente non accede con una password; usare l’altro metodo qui sotto. Se non lo ha mai fatto, il nome appartiene a un’altra persona: rivolgersi all’amministrazione.
provider-away = Il provider di accesso non è raggiungibile al momento. Riprovare più tardi.
provider-refused = Il provider di accesso non ha consentito l’accesso.
not-proved = La risposta del provider di accesso non è valida. Riprovare.
login-stale = Questo accesso è stato iniziato in un altro browser o troppo tempo fa. Ricominciare.
log-in-by = Accedi con
left-here = La sessione qui è stata chiusa.
leave-there = Esci da
log-in-first = Effettuare prima l’accesso.
session-ended = La sessione è scaduta. Accedere per continuare a scrivere.
again = Continua da dove era rimasto
again-text = L’accesso è di nuovo attivo. Quello che stava scrivendo è ancora qui.
go-on = Invia ora

# Links to faxes.
link-title = Un fax per Lei
link-with-code = Inserisca il Suo codice e prema «Apri il fax». Il browser scarica poi il fax come file PDF.
link-without-code = Prema «Apri il fax». Il browser scarica poi il fax come file PDF.
link-code = Codice
link-open = Apri il fax
wrong-code = Il codice è errato. Dopo cinque codici errati il collegamento non apre più il fax.
no-such-link = A questo collegamento non c’è alcun fax. Controlli di avere copiato il collegamento intero. Il fax potrebbe anche essere stato eliminato.
link-locked = Sono stati inseriti troppi codici errati, perciò questo collegamento non apre più il fax. Chieda all’organizzazione che Le ha inviato il collegamento di inviare di nuovo il fax.
link-expired = Questo collegamento è scaduto. Chieda all’organizzazione che Le ha inviato il collegamento di inviare di nuovo il fax.
link-used = Questo collegamento è già stato usato. Se non è stato Lei, avvisi l’organizzazione che Le ha inviato il collegamento.

# Recorded calls.
recorded-calls = Registrazioni delle chiamate
no-recorded-calls = Nessuna registrazione da mostrare.
older-calls = Chiamate meno recenti
call-of = Chiamata del
its-record = Registrazione della chiamata
ended = Esito
seconds = Durata in secondi, dal primo squillo
a-fax = Fax
a-job = Invio
what-went-wrong = Che cosa non ha funzionato
record-cut-off = La registrazione si interrompe a metà della chiamata. Questo è ciò che mostra.
whose-fault = Causa probabile
what-to-change = Che cosa cambiare
found-too = Inoltre
verdict-may-be-wrong = È una valutazione basata su ciò che era sulla linea e può essere errata.
the-drawing = Diagramma della chiamata: messaggi, livelli, rumore e perdite nel tempo
run-again = Riesegui
run-again-with = Con altre impostazioni
run-again-text = max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh, level=-15 (dBm0), separati da spazi; vuoto: come nella chiamata
call-files-word = File di questa chiamata
file-svg = Diagramma (SVG)
file-png = Diagramma (PNG)
file-json = Tutti i rilevamenti (JSON)
file-wav = Audio di entrambi i lati (WAV)
file-pcap = Pacchetti T.38 (pcap)
file-received = Pagine ricevute (TIFF)
file-sent = Pagine da inviare (TIFF)
file-record = La registrazione stessa
file-anonymous = La registrazione senza numeri, nomi e pagine
fault-nobody = nessuna
fault-line = molto probabilmente la linea telefonica
fault-remote = molto probabilmente il fax remoto
fault-network = molto probabilmente la rete
fault-us = molto probabilmente questo server fax

# Refusals.
not-possible = Operazione non riuscita
still-here = Quello che ha scritto è ancora qui. Modificarlo e riprovare.
back = Indietro
foreign = Questa richiesta proviene da un altro sito, quindi non è stato fatto nulla. Aprire la pagina qui e riprovare.
stale = Questo modulo appartiene a una sessione precedente, quindi non è stato fatto nulla. Tornare indietro, ricaricare la pagina e riprovare.
in-the-clear = Altri potrebbero leggere questa connessione. Usare https:// invece di http://.
no-certificate = Altri potrebbero leggere questa connessione e questo server non ha ancora un certificato. Rivolgersi all’amministrazione.
nothing-there = Questa pagina non esiste.
not-there = L’elemento non esiste, oppure non è autorizzato a vederlo.
wrong-form = Il server non ha riconosciuto questo modulo.
not-for-now = I dati del server fax non sono raggiungibili al momento. Non è stato modificato nulla. Riprovare tra un minuto.
our-fault = Si è verificato un errore. L’amministrazione trova altri dettagli nel registro.
home = Vai ai fax ricevuti

# Why a right is denied.
denied-auditor = I revisori leggono il registro di controllo e non possono inviare fax.
denied-administrators = L’operazione è riservata agli amministratori.
denied-reads-log = Solo amministratori e revisori possono leggere il registro di controllo.
denied-house-book = Solo gli amministratori possono modificare la rubrica dell’organizzazione.
denied-delete = Non è autorizzato a eliminare fax.
denied-priority = È possibile abbassare la priorità dei propri fax, ma non aumentarla.
denied-post-dial = Non è autorizzato a far inviare cifre dopo la risposta (post_dial).
denied-job-stopped = Il fax viene conteggiato per «{ $user }», i cui invii sono bloccati: { $why }
denied-not-your-job = L’invio { $job } appartiene a qualcun altro. Solo il proprietario e gli operatori possono modificarlo.
denied-no-device = «{ $user }» non ha un interno fax da cui inviare.
denied-device-away = L’interno da cui inviare non esiste. L’amministrazione è stata avvisata.
denied-not-your-device = «{ $user }» non può inviare dall’interno { $device }.
denied-device-receives = Dall’interno { $device } non si possono inviare fax.
denied-stranger = Solo i titolari di un interno fax possono inviare fax.
denied-stopped = L’invio di fax è bloccato finché un amministratore non lo sblocca: { $why }
denied-forbidden = I fax a { $beginning }… sono bloccati qui.
denied-not-among = I fax possono essere inviati solo a { $beginnings }….
denied-country-unset = I fax a numeri con prefisso internazionale sono bloccati qui finché non è impostato il proprio (country_code).
denied-abroad = I fax verso altri paesi sono bloccati qui.
denied-premium = I fax a { $beginning }… (numeri a sovrapprezzo) sono bloccati qui.
denied-hours = I fax vengono accettati solo in questi orari: { $hours }
denied-quota = Questo supera { $whose ->
    [user] il suo limite
    [device] il limite dell’interno
   *[all] il limite per tutti
} di { $most } { $period ->
    [night] per notte
    [month] al mese
   *[day] al giorno
}.
faxes-and-pages = { $faxes } e { $pages }
denied-without-number = { $count ->
    [one] Uno dei suoi fax attende un numero. Inserire prima il numero o annullare il fax.
   *[other] { $count } dei suoi fax attendono un numero. Inserire prima i numeri o annullare i fax.
}
denied-pages = Il fax ha { $pages }; il limite è { $most }.
denied-not-now = Al momento non è possibile accettare fax. L’amministrazione è stata avvisata.

# Counted things.
count-pages = { $count ->
    [one] { $count } pagina
   *[other] { $count } pagine
}
count-faxes = { $count ->
    [one] { $count } fax
   *[other] { $count } fax
}

# Users, passwords and second factors.
new-user = Nuovo utente
user-name-text = Lettere minuscole dalla a alla z, cifre, punti, trattini e trattini bassi. Il nome non si può cambiare in seguito.
addresses-text = Separati da virgole. Se non ne indica nessuno, valgono le caselle di posta dell’interno.
limits-class = Classe di limiti
in-gateway = in gateway.toml
not-yet = non ha ancora scelto una password
user-elsewhere = Questo utente non si gestisce qui, ma in gateway.toml o nel servizio di accesso della Sua organizzazione.
end-user = Elimina questo utente
end-user-text = Le sessioni, le chiavi API e i webhook dell’utente terminano subito. I fax in attesa vengono ancora inviati.
done-user-changed = L’utente è stato modificato.
done-user-ended = L’utente è stato eliminato.
invitation-link = Link
invitation-once = Consegni questo link all’utente. Viene mostrato solo ora, vale una volta e scade dopo 7 giorni.
invitation-mailed = Il link viene inviato anche per e-mail a
invitation-text = Con un link l’utente sceglie una nuova password. I link precedenti non valgono più. La password attuale vale finché non ne viene scelta una nuova.
invitation-new = Crea un link per una nuova password
second-reset = Rimuovi il secondo fattore
second-reset-text = Per un utente che ha perso il telefono e i codici di recupero. L’accesso chiede poi solo la password. Se la Sua organizzazione richiede un secondo fattore, l’utente deve attivarne uno nuovo.
done-second-reset = Il secondo fattore è stato rimosso.
choose-password = Scelga una password
no-invitation = Questo link non è più valido: è stato usato, è scaduto oppure ce n’è uno più recente. Chieda un nuovo link all’amministrazione.
change-password = Cambia password
present-password = Password attuale
new-password = Nuova password (almeno 8 caratteri)
new-password-again = Ripeta la nuova password
password-elsewhere = La Sua password non si può cambiare qui: si trova in gateway.toml o nel servizio di accesso della Sua organizzazione. Si rivolga all’amministrazione.
done-password = La Sua password è stata cambiata. Le Sue altre sessioni sono terminate.
second-factor = Secondo fattore
second-factor-text = Con un secondo fattore, l’accesso chiede anche un codice di un’app sul Suo telefono. Chi ha solo la Sua password non può quindi accedere. Nei programmi di posta e per le stampanti usi una chiave API al posto della password.
second-is-on = Il secondo fattore è attivo.
second-is-off = Il secondo fattore non è attivo.
second-elsewhere = Il secondo fattore non si può attivare qui. Se accede con l’account di una directory o di un servizio di accesso, usi il secondo fattore di quell’account. Altrimenti si rivolga all’amministrazione.
second-must = La Sua organizzazione richiede un secondo fattore. Dopo averlo attivato potrà continuare.
switch-on = Attiva
switch-off = Disattiva
second-scan = Inquadri questa immagine con un’app di autenticazione, oppure inserisca lì la chiave. Poi inserisca il codice mostrato dall’app.
second-key = Chiave per l’app
second-code = Codice dell’app
second-code-or = Codice dell’app o codice di recupero
second-on-now = Il secondo fattore è attivo. Se perde il telefono, ciascuno di questi codici di recupero sostituisce una volta un codice dell’app. Non verranno mostrati di nuovo: li conservi in un luogo sicuro.
second-continue = Ho conservato i codici: continua
second-step-text = Inserisca il codice mostrato dall’app sul Suo telefono. Se non ha il telefono, inserisca un codice di recupero.

# Passkeys.
passkeys = Passkey
passkeys-text = Una passkey si trova nel telefono, nel computer o in una chiave di sicurezza. Con essa si accede senza password. Finché ha una passkey, la sola password non basta. Nei programmi di posta e per le stampanti usi allora una chiave API.
passkey-name = Nome della passkey
passkey-new = Aggiungi una passkey
passkey-made = Aggiunta
passkey-remove = Rimuovi la passkey
passkey-login = Accedi con una passkey
passkey-ask = Il browser chiede la passkey. Se non lo fa, prema il pulsante.
passkey-go = Continua
passkey-other = Accedi in un altro modo
passkey-script = Le passkey richiedono JavaScript, che in questo browser è disattivato.
passkey-none = Questo browser non ha usato una passkey. Riprovi o scelga un altro modo.
passkey-address = Le passkey funzionano solo a un indirizzo web con un nome e HTTPS. Chieda al Suo amministratore.
second-too-late = L’accesso ha richiesto troppo tempo, o troppi codici erano sbagliati. Inserisca di nuovo la Sua password.
invitation-subject = Il Suo accesso a { $house }
invitation-mail =
    Buongiorno,

    è stato creato per Lei un accesso a { $house }. Il Suo nome utente è { $user }. Scelga una password a questo indirizzo:

    { $link }

    Il link vale una volta e scade dopo 7 giorni. Se non aspettava questa e-mail, la ignori.
# Lists: filters, saved views, selections, and the keyboard.
today-at = oggi %H:%M
yesterday-at = ieri %H:%M
day-month = %-d MMM
months = gen feb mar apr mag giu lug ago set ott nov dic
more-filters = Altri filtri
all-devices = Tutti gli interni
from-day = Dal (giorno)
to-day = Al (giorno)
sender = Mittente
status = Stato
newer = Fax più recenti
nothing-found = Nessun fax corrisponde a questi filtri.
show-all = Mostra tutti
views = Viste salvate
save-view = Salva questa vista
view-name = Nome della vista
remove-view = Rimuovi la vista
done-view-saved = La vista è stata salvata.
done-view-removed = La vista è stata rimossa.
select-all = Seleziona tutti quelli mostrati
select-this = Seleziona
with-selected = Con quelli selezionati
apply = Applica
mark-read = Segna come letto
set-tag = Imposta etichetta
download-zip = Scarica come ZIP
none-selected = Non è stato selezionato nulla.
entries-changed = Modificati: { $count }.
entries-refused = Non modificati: { $count }.
delete-these = Eliminare i fax selezionati ({ $count })?
delete-all-text = Vengono eliminati per tutti e non possono essere ripristinati.
keep-them = Conserva
search-jobs-hint = Numero, nome, etichetta, documento…
job = Invio
no-drafts = Non ci sono bozze.
shortcuts = Scorciatoie da tastiera
shortcuts-on = Usa queste scorciatoie
next-fax = Successivo
previous-fax = Precedente
close = Chiudi
notify-on = Avvisami dei nuovi fax in questo browser
notify-off = Disattiva gli avvisi

# Devices, lines and the mail server.
new-device = Nuovo interno
device-waits = non ancora in vigore
device-removed = rimosso; riceve ancora fax finché il piano di numerazione non viene ricaricato
include-text = Asterisk non legge ancora questi interni. Aggiunga una volta la prima riga alla fine di extensions.conf e poi esegua la seconda riga. Se ferrofax.conf imposta contexts, l’elenco deve contenere fax-devices.
reload-text = Asterisk non ha ancora letto l’ultima modifica. Esegua questa riga.
extension-word = Numero dell’interno
extension-text = Solo cifre. Il numero non si può modificare in seguito.
mailboxes-text = Indirizzi e-mail che ricevono i fax, separati da virgole.
station-id = Identificazione della stazione
device-off = Disattivato: le chiamate vengono rifiutate
printers = Stampanti
header-text = Mittente nell’intestazione
time-zone = Fuso orario
class-of-devices = Classe di interni
account-code = Codice conto
retention-class = Classe di conservazione
error-correction = Correzione degli errori (ECM)
reports-word = Rapporti
end-device = Rimuovi questo interno
end-device-text = Le chiamate a questo interno vengono rifiutate appena Asterisk ha ricaricato il piano di numerazione. I fax ricevuti restano.
done-device-saved = L’interno è stato salvato.
done-device-ended = L’interno è stato rimosso.
lines-and-mail = Linee e server di posta
lines-text = Se un campo è vuoto, decide ferrofax.conf. I valori inseriti qui hanno la precedenza. Non serve un riavvio.
settings-in-effect = Asterisk usa queste impostazioni.
settings-wait = Asterisk non ha ancora letto l’ultima modifica. Se Asterisk è in funzione, bastano pochi secondi.
lines-word = Linee telefoniche
max-lines = Chiamate fax contemporanee
inbound-lines = Di queste, riservate ai fax in arrivo
trunk-text = Il trunk con cui si inviano i fax, per esempio PJSIP/provider.
dial-timeout = Secondi di squillo
country-code = Prefisso del paese
area-code = Prefisso locale
outside-prefix = Cifre per la linea esterna
mail-server = Server di posta
mail-port = Porta
encryption = Cifratura
password-kept = Una password è memorizzata. Resta se questo campo è vuoto.
from-address = Indirizzo del mittente
done-settings-saved = Le impostazioni sono state salvate.
drain = Passa i lavori agli altri
drain-text = Dopo, il server non inizia altri lavori e gli altri server inviano ciò che attende. Il server riceve ancora fax.
undrain = Accetta di nuovo lavori
done-drained = Gli altri server ora inviano i lavori in attesa.
done-undrained = Il server accetta di nuovo lavori.
