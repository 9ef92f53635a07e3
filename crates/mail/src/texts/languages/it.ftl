# The texts of the mails that the Ferrofax service writes.

# Words of others, such as the answer of a mail server, which are shown as they are.
original = «{ $text }»

# Labels.
label-number = Numero
label-reason = Motivo
label-advice = Cosa fare
label-subject = Oggetto
label-sender = Mittente
label-origin = Provenienza
label-received = Ricevuta
label-mail = E-mail
label-since = Da
label-held = Sospesi
label-print-job = Stampa
label-printed-by = Stampata da
label-device = Interno
label-faxes = Fax creati
nobody = nessuno
nobody-report = nessuno (un avviso di un server di posta)

# The answer to a mail that is not faxed.
refused-subject = Fax a { $number }: NON INVIATO: { $why }
refused-about-subject = Fax a { $number } ({ $about }): NON INVIATO: { $why }
numbers = { $count ->
    [one] { $count } numero
   *[other] { $count } numeri
}
refused-text = Questa e-mail NON È STATA INVIATA PER FAX.

# A mail on which the fax software fails.
set-aside-subject = L’e-mail { $mail } è stata messa da parte: il software fax non riesce a elaborarla
set-aside-text = Ferrofax ha accettato un’e-mail, ma il software fax ha fallito ogni volta che l’ha elaborata. L’e-mail NON VIENE INVIATA PER FAX. Tutte le altre e-mail vengono elaborate.
set-aside-advice = L’e-mail si trova nella cartella mail/damaged dello spool. Segnali l’errore agli sviluppatori di Ferrofax e invii loro l’e-mail solo se non contiene nulla di riservato. `ferrofax mail-queue retry { $mail }` riprova, `ferrofax mail-queue delete { $mail }` la elimina.

# A mail to the postmaster.
postmaster-subject = Al postmaster: { $subject }
no-subject = (nessun oggetto)
postmaster-text = Questa e-mail è stata scritta al postmaster del server fax. Non viene inviata per fax.
postmaster-mail = L’e-mail:
postmaster-more = { $count ->
    [one] { $count } altro byte non è mostrato
   *[other] { $count } altri byte non sono mostrati
}

# An answer that should give a fax its number.
number-subject = Il fax { $fax } non ha ancora un numero: { $why }
number-unknown-subject = Il fax non ha ancora un numero: { $why }
number-text = La Sua risposta non ha dato alcun numero al fax: { $why }.
number-advice = Risponda ancora una volta all’e-mail che chiede il numero, scrivendo nella prima riga soltanto il numero.

# A user who was blocked automatically.
stopped-subject = L’utente { $user } è bloccato
stopped-text = L’utente { $user } è BLOCCATO e non può inviare fax.
stopped-held = { $count ->
    [one] { $count } fax in attesa di questo utente
   *[other] { $count } fax in attesa di questo utente
}
stopped-advice = Verifichi se l’utente è a conoscenza di questi fax. In caso contrario, cambi prima la password. `ferrofax users go-on { $user }` sblocca l’utente e rilascia i fax sospesi. Il registro di audit (audit.log nella cartella dello spool) li elenca tutti.

# A print job of which faxes were refused.
print-subject = La stampa { $job } ({ $name }) NON VIENE INVIATA PER FAX
print-part-subject = La stampa { $job } ({ $name }) NON VIENE INVIATA PER INTERO
print-text = Una stampa è stata accettata, ma queste parti NON saranno inviate:
print-rest = Le pagine rimanenti: { $why }
print-fax = Il fax: { $why }
print-fax-to = Il fax a { $number }: { $why }
print-more = { $count ->
    [one] … e { $count } altro.
   *[other] … e altri { $count }.
}

# Alarms.
alarm-subject = ALLARME: { $what }
alarm-over-subject = Risolto: { $what }
alarm-again = Riceverà un altro avviso quando il problema sarà risolto.
alarm-began = L’allarme è iniziato il { $date }.
unwatched-subject = l’allarme { $name }
unwatched-text = Le impostazioni non richiedono più questo allarme. Il testo era: { $text }
disk-begins = il disco dello spool è quasi pieno
disk-over = il disco dello spool ha di nuovo spazio sufficiente
disk-text = In { $folder } sono liberi solo { $free } MiB. Se il disco è pieno, non si può ricevere alcun fax.
disk-advice = Liberi spazio sul disco: `retention_days` in ferrofax.conf e `ferrofax cleanup --keep-days N` eliminano i fax vecchi.
relay-begins = non viene inviata alcuna e-mail
relay-over = le e-mail vengono di nuovo inviate
relay-text = Da { $minutes } minuti non è stato possibile inviare alcuna e-mail, benché ci siano e-mail in attesa. Ultima risposta del server di posta: { $why }.
relay-advice = `asterisk -rx 'ferrofax show outbox'` elenca le e-mail; `ferrofax outbox retry --all` le invia subito.
failing-begins = molti fax consecutivi a { $device } sono falliti
failing-over = { $device } riceve di nuovo fax
failing-text = { $count ->
    [one] Nell’ultima chiamata fax a { $device } non è stata ricevuta alcuna pagina.
   *[other] Nelle ultime { $count } chiamate fax a { $device } non è stata ricevuta alcuna pagina.
}
failing-advice = `ferrofax faxes --device { $device }` mostra come è finita ogni chiamata.
silent-begins = da molto tempo non è stato ricevuto alcun fax
silent-over = si ricevono di nuovo fax
silent-text = Da { $minutes } minuti nessun interno ha ricevuto fax.
silent-device-begins = da molto tempo { $device } non ha ricevuto alcun fax
silent-device-over = { $device } riceve di nuovo fax
silent-device-text = Da { $minutes } minuti { $device } non ha ricevuto alcun fax.
silent-hours = I fax sono attesi in questi orari: { $hours }.
silent-last = L’ultimo fax è stato ricevuto il { $last }.
silent-never = Finora non è stato ricevuto alcun fax.
silent-advice = Per provare la linea, esegua `ferrofax selftest`, che invia un fax attraverso il centralino.
folder-begins = i fax non possono essere salvati nella cartella { $folder }
folder-over = i fax vengono di nuovo salvati nella cartella { $folder }
folder-text = Ci sono fax ricevuti in attesa, perché non è possibile scrivere nella cartella { $path } ({ $folder }): { $why }.
folder-kept = Vi saranno salvati appena possibile, a meno che prima non scada il loro periodo di conservazione. Nel frattempo vengono inviati per e-mail come sempre.
folder-works = I fax vengono di nuovo salvati nella cartella { $path } ({ $folder }).
filing-begins = i fax non possono essere archiviati in { $folder }
filing-over = i fax vengono di nuovo archiviati in { $folder }
filing-text = Ci sono fax ricevuti in attesa, perché non possono essere archiviati in { $folder } ({ $path }): { $why }.
filing-kept = Vi saranno archiviati appena possibile, a meno che prima non scada il loro periodo di conservazione. Nel frattempo vengono inviati per e-mail come sempre.
filing-works = I fax vengono di nuovo archiviati in { $folder } ({ $path }).
node-begins = ci sono fax ricevuti in attesa di essere caricati
node-over = i fax ricevuti vengono di nuovo caricati
node-text = { $count ->
    [one] { $count } fax ricevuto attende di essere caricato nel database condiviso { $database }: { $why }.
   *[other] { $count } fax ricevuti attendono di essere caricati nel database condiviso { $database }: { $why }.
}
node-kept = Nessuno va perso: sono nello spool di questa macchina e vengono inviati per e-mail come di consueto. Saranno caricati appena il database li accetta.
node-mails = { $count ->
    [one] { $count } e-mail di un fax del database condiviso attende che si sappia se un’altra macchina l’ha inviata.
   *[other] { $count } e-mail di fax del database condiviso attendono che si sappia se un’altra macchina le ha inviate.
}
node-works = I fax ricevuti vengono di nuovo caricati.
mailbox-begins = la casella di posta non può essere letta
mailbox-over = la casella di posta può di nuovo essere letta
mailbox-text = La casella di posta { $user } su { $place } non può essere letta, quindi le sue e-mail non vengono inviate per fax: { $why }.
mailbox-kept = Nessuna va persa: saranno inviate per fax appena la casella potrà essere letta, a meno che allora non abbiano più di 5 giorni.
mailbox-works = La casella di posta { $user } può di nuovo essere letta.
unclaimed-subject = { $count ->
    [one] { $count } fax non è ancora letto né assegnato
   *[other] { $count } fax non sono ancora letti né assegnati
}
unclaimed-text = { $count ->
    [one] Nessuno ha letto questo fax, e non è assegnato a nessuno. Acceda per aprirlo:
   *[other] Nessuno ha letto questi fax, e non sono assegnati a nessuno. Acceda per aprirli:
}
unclaimed-more = { $count ->
    [one] e { $count } altro fax
   *[other] e altri { $count } fax
}
unclaimed-advice = Ha scelto queste e-mail in «Il mio account», dove può anche disattivarle: { $link }

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
denied-burst = È possibile inviare { $faxes } in { $minutes } min. Ripetere gli altri fax più tardi.
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
