# The Italian words of mails and reports.

date = %d/%m/%Y, %H:%M

# The mail of a received fax.
fax-subject = Fax da { $caller } (pagine: { $pages })
fax-headline = È arrivato un fax per { $device }.
failed-headline = Un fax per { $device } non è arrivato.
polled-subject = Fax prelevato da { $caller } (pagine: { $pages })
polled-headline = È arrivato un fax prelevato per { $device }.
label-from = Da
label-machine = Apparecchio fax
label-date = Data
label-pages = Pagine
label-resolution = Risoluzione
label-file = File
unknown = sconosciuto
unknown-caller = un mittente sconosciuto
polled-by-job = È stato prelevato con l’invio { $job }.
incomplete-subject = [Incompleto] { $subject }
failed-subject = [Non riuscito] { $subject }
no-page = NON È STATA RICEVUTA ALCUNA PAGINA DI QUESTO FAX.
incomplete = { $count ->
    [one] QUESTO FAX È INCOMPLETO: è stata ricevuta { $count } pagina.
   *[other] QUESTO FAX È INCOMPLETO: sono state ricevute { $count } pagine.
}
page-broke-off = La pagina { $page } è troncata.
line-at-last = Stato della linea alla fine: { $line }.
not-attached-subject = [Non allegato] { $subject }
not-attached = QUESTO FAX NON È ALLEGATO: { $why }.
not-attached-what-to-do = Il server fax lo conserva come fax { $fax }. È possibile scaricarlo dall’interfaccia web o chiedere all’amministrazione di inviarlo in altro modo.

# What goes to the faxmaster.
undeliverable-subject = Non consegnabile: { $subject }
no-mailbox = Per questo fax non è definita alcuna casella di posta.
fax-undelivered = Non è stato possibile consegnare questo fax a { $mailbox }.
report-undelivered = Non è stato possibile consegnare questo rapporto a { $mailbox }.
letter-undelivered = Non è stato possibile consegnare questa e-mail a { $mailbox }.
undelivered-reason = Motivo: { $reason }
not-attached-either = Non è nemmeno possibile allegarlo: { $why }

# The test mail.
test-subject = E-mail di prova del server fax
test-text = Questa è una prova. I fax ricevuti arriveranno nello stesso modo di questa e-mail.

# The subject outside of an encrypted mail, and the notices instead of one.
protected-subject = Fax
withheld-subject = È arrivato un fax
withheld-text = È arrivato un fax per Lei. Non è stato possibile inviarlo per e-mail: le e-mail con fax devono essere cifrate e non c’è una Sua chiave utilizzabile. Può vedere il fax nell’interfaccia web. L’amministratore è stato avvisato.
withheld-report-subject = Un rapporto su un fax
withheld-report-text = C’è un rapporto su un fax che ha inviato. Non è stato possibile inviarlo per e-mail: le e-mail con fax devono essere cifrate e non c’è una Sua chiave utilizzabile. Può vedere il fax nell’interfaccia web. L’amministratore è stato avvisato.
withheld-fault-subject = Un fax non è stato inviato per e-mail a { $mailbox }
withheld-fault-text = { $mailbox } ha ricevuto un avviso invece di un fax o di un rapporto, perché l’e-mail non si poteva cifrare. Motivo (in inglese): { $why }.
link-text = È arrivato un fax per Lei. Questo collegamento lo apre:
link-code = Per aprire il fax serve il Suo codice, che non viene mai inviato per e-mail. Se non ne ha uno, si rivolga a { $faxmaster }.
link-login = Per aprire il fax, acceda all’interfaccia web.
link-once = Il collegamento apre il fax una sola volta.
link-until = Il collegamento è valido fino al { $until }.

# The report of a sent fax.
report-subject = Fax a { $destination }: { $result }
report-no-number-subject = Fax senza numero ({ $documents }): { $result }
report-polled-subject = Fax da { $destination }: { $result }
label-reason = Motivo
label-doubt = In dubbio
label-advice = Che cosa fare
label-next-try = Prossimo tentativo
label-number = Numero
label-tag = Etichetta
label-recipient = Destinatario
label-sent-from = Inviato da
label-documents = Documenti
label-left-out = Non incluso
label-pages-sent = Pagine inviate
pages-of = { $done } di { $all }
label-polled = Prelevato
label-calls = Chiamate
at-most = { $count } di { $most } al massimo
label-tries = Tentativi
tries-at-most = { $count } di { $most } al massimo (chiamate a cui ha risposto un fax)
label-answered-by = Ha risposto
label-line = Linea
label-submitted = Accettato
label-job = Invio
label-technical = Dati tecnici
sending-report = Rapporto di trasmissione
label-started = Inizio
label-ended = Fine
label-duration = Durata
label-rate = Velocità
label-result = Risultato
label-page = Pagina
label-document = Documento
page-confirmed = confermata
page-not-confirmed = non confermata
page-in-doubt = incerta
further-pages = Altre pagine: { $count }
proof-of-sending = Prova di invio
label-server = Server
label-document-hash = SHA-256 del documento
label-recording-hash = SHA-256 della registrazione
label-signature = Firma
label-time-stamp = Marca temporale
label-attached = Allegato
no-time-stamp-service = nessuna (nessun servizio è configurato)
no-time-stamp = nessuna ({ $why })
proof-attached = { $files }. Il comando ferrofax verify controlla questo file.
recording-shows = La registrazione della chiamata mostra: { $what }
report-not-attached = Il fax non è allegato: { $why }.
first-page = La prima pagina
no-number-yet = ancora senza numero

# Why the fax is not attached, behind “not attached:”.
missing-unreadable = non è possibile leggere il documento: { $why }
missing-damaged = il documento è danneggiato: { $why }
missing-file-too-large = occupa { $megabytes } MB, e il file di un’e-mail può averne al massimo { $most }
missing-no-pages = non ha pagine
missing-too-much = occupa più di { $most } MB, il massimo di un rapporto
missing-document-too-large = «{ $name }» è troppo grande per un’e-mail
missing-page-too-large = «{ $name }» ha una pagina troppo grande
missing-document-unreadable = «{ $name }» non può essere letto ({ $why })
missing-document-damaged = «{ $name }» è danneggiato ({ $why })

# The result in a few words, behind “Fax to 1234:”.
because = { $result }: { $reason }
result-sent = inviato
result-in-doubt = { $count ->
    [one] inviato, ma la pagina { $list } è in dubbio
   *[other] inviato, ma le pagine { $list } sono in dubbio
}
result-twice = { $count ->
    [one] inviato, pagina { $list } forse doppia
   *[other] inviato, pagine { $list } forse doppie
}
result-number-wanted = manca il numero
result-not-yet = non ancora inviato
result-part-so-far = { $done } di { $all } pagine inviate finora
result-cancelled = annullato
result-cancelled-after = annullato dopo { $done } di { $all } pagine
result-not-sent = NON INVIATO
result-part = SOLO { $done } di { $all } pagine inviate
result-polled = prelevato
result-not-polled-yet = non ancora prelevato
result-not-polled = NON PRELEVATO
result-polled-in-part = PRELEVATO SOLO IN PARTE
result-sent-and = inviato, e { $result }
polled-pages = { $count ->
    [one] { $count } pagina, come fax { $fax }
   *[other] { $count } pagine, come fax { $fax }
}

# The result as a sentence.
summary-sent = Il fax a { $number } è stato inviato.
summary-in-doubt = { $count ->
    [one] Il fax a { $number } è stato inviato, ma la pagina { $list } potrebbe non essere arrivata.
   *[other] Il fax a { $number } è stato inviato, ma le pagine { $list } potrebbero non essere arrivate.
}
summary-number-wanted = Il fax è stato consegnato senza numero. Verrà inviato quando ne avrà uno.
summary-not-yet = Il fax a { $number } non è ancora stato inviato. { $next }
summary-part-so-far = Il fax a { $number } non è ancora completo: sono state inviate { $done } di { $all } pagine. { $next }
next-held = È sospeso finché non viene rilasciato.
next-try = Verrà fatto un nuovo tentativo.
summary-cancelled = Il fax a { $number } è stato annullato.
summary-cancelled-after = Il fax a { $number } è stato annullato dopo { $done } di { $all } pagine.
summary-timed-out = Il fax a { $number } NON È STATO INVIATO in tempo.
summary-not-sent = Il fax a { $number } NON È STATO INVIATO.
summary-part = SOLO { $done } di { $all } pagine del fax a { $number } sono state inviate.
summary-polled = Il fax da { $number } è stato prelevato.
summary-not-polled-yet = Il fax da { $number } non è ancora stato prelevato. Verrà fatto un nuovo tentativo.
summary-poll-cancelled = Il fax da { $number } non è stato prelevato: la richiesta è stata annullata.
summary-not-polled = Il fax da { $number } NON È STATO PRELEVATO.
summary-polled-in-part = Il fax da { $number } è stato prelevato SOLO IN PARTE.
summary-sent-and = Il fax a { $number } è stato inviato. { $rest }

# Pages whose arrival is not sure.
doubt-resent = { $count ->
    [one] La pagina { $list } è stata inviata, ma non confermata. Può arrivare due volte se il fax viene inviato di nuovo.
   *[other] Le pagine { $list } sono state inviate, ma non confermate. Possono arrivare due volte se il fax viene inviato di nuovo.
}
doubt-once = { $count ->
    [one] La pagina { $list } è stata inviata, ma non confermata. Non è certo che sia arrivata.
   *[other] Le pagine { $list } sono state inviate, ma non confermate. Non è certo che siano arrivate.
}
doubt-both = { $count ->
    [one] La pagina { $list } è stata inviata più di una volta e mai confermata. Può essere arrivata una volta, due volte o mai.
   *[other] Le pagine { $list } sono state inviate più di una volta e mai confermate. Possono essere arrivate una volta, due volte o mai.
}
doubt-twice = { $count ->
    [one] La pagina { $list } potrebbe essere arrivata due volte.
   *[other] Le pagine { $list } potrebbero essere arrivate due volte.
}

# What to do.
advice-answer-with-number = Rispondere a questa e-mail entro { $until } con il numero nella prima riga, oppure indicarlo con `ferrofax number { $job } NUMERO`. Senza numero il fax verrà allora abbandonato.
advice-give-number = Indicare il numero entro { $until } con `ferrofax number { $job } NUMERO`. Senza numero il fax verrà allora abbandonato.
