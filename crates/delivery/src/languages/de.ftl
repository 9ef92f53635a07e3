# The German words of mails and reports.

date = %d.%m.%Y, %H:%M Uhr

# The mail of a received fax.
fax-subject = Fax von { $caller } (Seiten: { $pages })
fax-headline = Ein Fax für { $device } ist angekommen.
failed-headline = Ein Fax für { $device } ist nicht angekommen.
polled-subject = Abgerufenes Fax von { $caller } (Seiten: { $pages })
polled-headline = Ein abgerufenes Fax für { $device } ist angekommen.
label-from = Von
label-machine = Faxgerät
label-date = Datum
label-pages = Seiten
label-resolution = Auflösung
label-file = Datei
unknown = unbekannt
unknown-caller = unbekanntem Absender
polled-by-job = Es wurde mit Auftrag { $job } abgerufen.
incomplete-subject = [Unvollständig] { $subject }
failed-subject = [Fehlgeschlagen] { $subject }
no-page = VON DIESEM FAX WURDE KEINE SEITE EMPFANGEN.
incomplete = { $count ->
    [one] DIESES FAX IST UNVOLLSTÄNDIG: { $count } Seite wurde empfangen.
   *[other] DIESES FAX IST UNVOLLSTÄNDIG: { $count } Seiten wurden empfangen.
}
page-broke-off = Seite { $page } ist abgeschnitten.
line-at-last = Zustand der Leitung am Ende: { $line }.
not-attached-subject = [Nicht angehängt] { $subject }
not-attached = DIESES FAX IST NICHT ANGEHÄNGT: { $why }.
not-attached-what-to-do = Der Faxserver bewahrt es als Fax { $fax } auf. Sie können es auf der Weboberfläche herunterladen oder die Administration bitten, es anders zu senden.

# What goes to the faxmaster.
undeliverable-subject = Unzustellbar: { $subject }
no-mailbox = Für dieses Fax ist kein Postfach festgelegt.
fax-undelivered = Dieses Fax konnte nicht an { $mailbox } zugestellt werden.
report-undelivered = Dieser Bericht konnte nicht an { $mailbox } zugestellt werden.
letter-undelivered = Diese E-Mail konnte nicht an { $mailbox } zugestellt werden.
undelivered-reason = Grund: { $reason }
not-attached-either = Es kann auch nicht angehängt werden: { $why }

# The test mail.
test-subject = Test-E-Mail vom Faxserver
test-text = Das ist ein Test. Empfangene Faxe kommen auf demselben Weg wie diese E-Mail.

# The subject outside of an encrypted mail, and the notices instead of one.
protected-subject = Fax
withheld-subject = Ein Fax ist eingetroffen
withheld-text = Für Sie ist ein Fax eingetroffen. Es konnte nicht als E-Mail gesendet werden: E-Mails mit Faxen müssen verschlüsselt sein, und von Ihnen liegt kein verwendbarer Schlüssel vor. Bitte sehen Sie das Fax in der Weboberfläche an. Die Administration wurde benachrichtigt.
withheld-report-subject = Ein Bericht über ein Fax
withheld-report-text = Es gibt einen Bericht über ein Fax, das Sie gesendet haben. Er konnte nicht als E-Mail gesendet werden: E-Mails mit Faxen müssen verschlüsselt sein, und von Ihnen liegt kein verwendbarer Schlüssel vor. Bitte sehen Sie das Fax in der Weboberfläche an. Die Administration wurde benachrichtigt.
withheld-fault-subject = Ein Fax wurde nicht als E-Mail an { $mailbox } gesendet
withheld-fault-text = { $mailbox } erhielt statt eines Faxes oder Berichts nur einen Hinweis, denn die E-Mail ließ sich nicht verschlüsseln. Grund (englisch): { $why }.
link-text = Für Sie ist ein Fax eingetroffen. Dieser Link öffnet es:
link-code = Zum Öffnen benötigen Sie Ihren Code, der nie per E-Mail gesendet wird. Wenn Sie keinen Code haben, wenden Sie sich an { $faxmaster }.
link-login = Zum Öffnen melden Sie sich bitte an der Weboberfläche an.
link-once = Der Link öffnet das Fax nur einmal.
link-until = Der Link ist bis { $until } gültig.

# The report of a sent fax.
report-subject = Fax an { $destination }: { $result }
report-no-number-subject = Fax ohne Nummer ({ $documents }): { $result }
report-polled-subject = Fax von { $destination }: { $result }
label-reason = Grund
label-doubt = Unklar
label-advice = Was zu tun ist
label-next-try = Nächster Versuch
label-number = Nummer
label-tag = Kennzeichen
label-recipient = Empfänger
label-sent-from = Gesendet von
label-documents = Dokumente
label-left-out = Nicht enthalten
label-pages-sent = Gesendete Seiten
pages-of = { $done } von { $all }
label-polled = Abgerufen
label-calls = Anrufe
at-most = { $count } von höchstens { $most }
label-tries = Versuche
tries-at-most = { $count } von höchstens { $most } (Anrufe, die ein Faxgerät annahm)
label-answered-by = Gegenstelle
label-line = Leitung
label-submitted = Aufgegeben
label-job = Auftrag
label-technical = Technisch
sending-report = Sendebericht
label-started = Beginn
label-ended = Ende
label-duration = Dauer
label-rate = Geschwindigkeit
label-result = Ergebnis
label-page = Seite
label-document = Dokument
page-confirmed = bestätigt
page-not-confirmed = nicht bestätigt
page-in-doubt = ungewiss
further-pages = Weitere Seiten: { $count }
proof-of-sending = Sendenachweis
label-server = Server
label-document-hash = SHA-256 des Dokuments
label-recording-hash = SHA-256 der Aufzeichnung
label-signature = Signatur
label-time-stamp = Zeitstempel
label-attached = Angehängt
no-time-stamp-service = keiner (kein Dienst ist eingestellt)
no-time-stamp = keiner ({ $why })
proof-attached = { $files }. Der Befehl ferrofax verify prüft diese Datei.
recording-shows = Die Aufzeichnung des Anrufs zeigt: { $what }
report-not-attached = Das Fax ist nicht angehängt: { $why }.
first-page = Die erste Seite
no-number-yet = noch keine Nummer

# Why the fax is not attached, behind “not attached:”.
missing-unreadable = das Dokument kann nicht gelesen werden: { $why }
missing-damaged = das Dokument ist beschädigt: { $why }
missing-file-too-large = es hat { $megabytes } MB, und die Datei einer E-Mail darf höchstens { $most } MB haben
missing-no-pages = es hat keine Seiten
missing-too-much = es hat mehr als { $most } MB; mehr darf ein Bericht nicht enthalten
missing-document-too-large = „{ $name }“ ist zu groß für eine E-Mail
missing-page-too-large = „{ $name }“ hat eine Seite, die zu groß ist
missing-document-unreadable = „{ $name }“ kann nicht gelesen werden ({ $why })
missing-document-damaged = „{ $name }“ ist beschädigt ({ $why })

# The result in a few words, behind “Fax to 1234:”.
because = { $result }: { $reason }
result-sent = gesendet
result-in-doubt = { $count ->
    [one] gesendet, aber Seite { $list } ist unsicher
   *[other] gesendet, aber die Seiten { $list } sind unsicher
}
result-twice = { $count ->
    [one] gesendet, Seite { $list } vielleicht doppelt
   *[other] gesendet, Seiten { $list } vielleicht doppelt
}
result-number-wanted = braucht eine Nummer
result-not-yet = noch nicht gesendet
result-part-so-far = bisher { $done } von { $all } Seiten gesendet
result-cancelled = abgebrochen
result-cancelled-after = abgebrochen nach { $done } von { $all } Seiten
result-not-sent = NICHT GESENDET
result-part = NUR { $done } von { $all } Seiten gesendet
result-polled = abgerufen
result-not-polled-yet = noch nicht abgerufen
result-not-polled = NICHT ABGERUFEN
result-polled-in-part = NUR TEILWEISE ABGERUFEN
result-sent-and = gesendet, und { $result }
polled-pages = { $count ->
    [one] { $count } Seite, als Fax { $fax }
   *[other] { $count } Seiten, als Fax { $fax }
}

# The result as a sentence.
summary-sent = Das Fax an { $number } wurde gesendet.
summary-in-doubt = { $count ->
    [one] Das Fax an { $number } wurde gesendet, aber Seite { $list } ist vielleicht nicht angekommen.
   *[other] Das Fax an { $number } wurde gesendet, aber die Seiten { $list } sind vielleicht nicht angekommen.
}
summary-number-wanted = Das Fax wurde ohne Nummer aufgegeben. Es wird gesendet, sobald es eine hat.
summary-not-yet = Das Fax an { $number } ist noch nicht gesendet. { $next }
summary-part-so-far = Das Fax an { $number } ist noch nicht vollständig: { $done } von { $all } Seiten wurden gesendet. { $next }
next-held = Es ist angehalten, bis es freigegeben wird.
next-try = Es wird noch einmal versucht.
summary-cancelled = Das Fax an { $number } wurde abgebrochen.
summary-cancelled-after = Das Fax an { $number } wurde nach { $done } von { $all } Seiten abgebrochen.
summary-timed-out = Das Fax an { $number } wurde NICHT rechtzeitig GESENDET.
summary-not-sent = Das Fax an { $number } wurde NICHT GESENDET.
summary-part = NUR { $done } von { $all } Seiten des Faxes an { $number } wurden gesendet.
summary-polled = Das Fax von { $number } wurde abgerufen.
summary-not-polled-yet = Das Fax von { $number } ist noch nicht abgerufen. Es wird noch einmal versucht.
summary-poll-cancelled = Das Fax von { $number } wurde nicht abgerufen: Der Abruf wurde abgebrochen.
summary-not-polled = Das Fax von { $number } wurde NICHT ABGERUFEN.
summary-polled-in-part = Das Fax von { $number } wurde NUR TEILWEISE abgerufen.
summary-sent-and = Das Fax an { $number } wurde gesendet. { $rest }

# Pages whose arrival is not sure.
doubt-resent = { $count ->
    [one] Seite { $list } wurde gesendet, aber nicht bestätigt. Sie kommt vielleicht doppelt an, wenn das Fax noch einmal gesendet wird.
   *[other] Die Seiten { $list } wurden gesendet, aber nicht bestätigt. Sie kommen vielleicht doppelt an, wenn das Fax noch einmal gesendet wird.
}
doubt-once = { $count ->
    [one] Seite { $list } wurde gesendet, aber nicht bestätigt. Ob sie angekommen ist, ist unklar.
   *[other] Die Seiten { $list } wurden gesendet, aber nicht bestätigt. Ob sie angekommen sind, ist unklar.
}
doubt-both = { $count ->
    [one] Seite { $list } wurde mehr als einmal gesendet und nie bestätigt. Sie kann einmal, zweimal oder gar nicht angekommen sein.
   *[other] Die Seiten { $list } wurden mehr als einmal gesendet und nie bestätigt. Sie können einmal, zweimal oder gar nicht angekommen sein.
}
doubt-twice = { $count ->
    [one] Seite { $list } ist vielleicht doppelt angekommen.
   *[other] Die Seiten { $list } sind vielleicht doppelt angekommen.
}

# What to do.
advice-answer-with-number = Antworten Sie auf diese E-Mail bis { $until } mit der Nummer als erster Zeile, oder geben Sie sie mit `ferrofax number { $job } NUMMER` an. Ohne Nummer wird das Fax danach nicht gesendet.
advice-give-number = Geben Sie die Nummer bis { $until } mit `ferrofax number { $job } NUMMER` an. Ohne Nummer wird das Fax danach nicht gesendet.
