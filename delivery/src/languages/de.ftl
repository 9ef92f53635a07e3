# The German words of mails and reports.

date = %d.%m.%Y, %H:%M Uhr

# The mail of a received fax.
fax-subject = Fax von { $caller } (Seiten: { $pages })
fax-headline = Ein Fax für { $device } ist angekommen.
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

# The report of a sent fax.
report-subject = Fax an { $destination }: { $result }
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
recording-shows = Die Aufzeichnung des Anrufs zeigt: { $what }
report-not-attached = Das Fax ist nicht angehängt: { $why }.
first-page = Die erste Seite
no-number-yet = noch keine Nummer

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
advice-answer-with-number = Antworten Sie auf diese E-Mail bis { $until } mit der Nummer als erster Zeile, oder geben Sie sie mit `ferrofax number { $job } NUMMER` an. Ohne Nummer wird das Fax dann aufgegeben.
advice-give-number = Geben Sie die Nummer bis { $until } mit `ferrofax number { $job } NUMMER` an. Ohne Nummer wird das Fax dann aufgegeben.

# Why a fax was not sent, and what to do about it.
failure-busy = Die Nummer war besetzt.
advice-busy = Senden Sie das Fax später noch einmal.
failure-no-answer = Niemand hat abgehoben.
advice-no-answer = Das Faxgerät ist vielleicht ausgeschaltet. Prüfen Sie die Nummer, oder senden Sie das Fax später noch einmal.
failure-no-fax = Der Anruf wurde angenommen, aber nicht von einem Faxgerät.
advice-no-fax = Prüfen Sie, ob das eine Faxnummer ist.
failure-dropped = Die Verbindung endete, bevor das Fax vollständig war.
advice-dropped = Der Gegenstelle fehlt vielleicht Papier oder Speicher. Fragen Sie den Empfänger, oder senden Sie das Fax später noch einmal.
failure-line-too-bad = Die Leitung war zu schlecht für das Fax.
advice-line-too-bad = Senden Sie das Fax später noch einmal. Kommt das oft vor, prüfen Sie Codec, Jitter und Pegel des Trunks.
failure-unconfirmed = Eine Seite wurde gesendet, aber die Gegenstelle hat sie nie bestätigt. Sie ist vielleicht angekommen.
advice-unconfirmed = Fragen Sie den Empfänger, welche Seiten angekommen sind, bevor Sie das Fax noch einmal senden.
failure-incompatible = Die Gegenstelle kann dieses Fax nicht empfangen.
advice-incompatible = Ihr fehlt vielleicht Papier, sie kann nur senden, oder sie verlangt eine Subadresse oder ein Passwort.
failure-nothing-to-fetch = Die Gegenstelle hält kein Dokument zum Abruf bereit.
advice-nothing-to-fetch = Fragen Sie, wann eines bereitliegt und welche Nummer (SEP) es hat.
failure-fetch-refused = Die Gegenstelle hat ihr Dokument nicht gesendet.
advice-fetch-refused = Sie verlangt vielleicht ein Passwort (PWD) oder eine andere Nummer des Dokuments (SEP).
failure-field-refused = Die Gegenstelle hat die Subadresse, das Passwort oder eine andere Angabe abgelehnt.
advice-field-refused = Fragen Sie den Empfänger nach Subadresse und Passwort, und senden Sie das Fax damit noch einmal.
failure-t38-negotiation = Der Wechsel zu T.38 ist fehlgeschlagen.
advice-t38-negotiation = Schalten Sie T.38 für diesen Trunk ab, oder fragen Sie den Anbieter.
failure-unknown-number = Die Nummer gibt es nicht.
advice-unknown-number = Prüfen Sie die Nummer, die Vorwahl und die Wählregeln.
failure-number-changed = Die Nummer hat sich geändert.
advice-number-changed = Fragen Sie den Empfänger nach der neuen Nummer.
failure-call-rejected = Der Anruf wurde abgelehnt.
advice-call-rejected = Der Empfänger oder das Netz nimmt keine Anrufe von diesem Anschluss an.
failure-no-route = Es gab keinen Weg zu dieser Nummer.
advice-no-route = Prüfen Sie den Trunk und die ausgehende Route.
failure-lines-full = Alle Leitungen waren belegt.
advice-lines-full = Senden Sie das Fax später noch einmal, oder richten Sie mehr Leitungen ein.
failure-bad-number = Das ist keine gültige Faxnummer.
advice-bad-number = Geben Sie Ziffern ein, mit + vor einer Landesvorwahl.
failure-no-number = Niemand hat die Nummer rechtzeitig angegeben.
advice-no-number = Geben Sie das Fax noch einmal auf, mit seiner Nummer.
failure-forbidden = Der Absender darf keine Faxe an diese Nummer senden.
advice-forbidden = Fragen Sie die Administration.
failure-blocked = Ein anderer Anruf an diese Nummer läuft gerade.
advice-blocked = Nichts zu tun: Das Fax geht von selbst weiter.
failure-time-of-day = Das Fax wartet auf die Stunden, in denen es gesendet werden darf.
advice-time-of-day = Nichts zu tun: Das Fax geht von selbst weiter.
failure-expired = Das Fax konnte nicht rechtzeitig gesendet werden.
advice-expired = Senden Sie es noch einmal mit mehr Zeit.
failure-conversion-failed = Ein Dokument ließ sich nicht in Faxseiten umwandeln.
advice-conversion-failed = Öffnen Sie das Dokument, speichern Sie es als PDF, und senden Sie dieses.
failure-no-converter = Diese Art von Dokument kann nicht gefaxt werden.
advice-no-converter = Senden Sie es als PDF, TIFF oder Text.
failure-too-many-pages = Das Fax hat mehr Seiten als erlaubt.
advice-too-many-pages = Senden Sie es in mehreren Teilen.
failure-no-document = Es gibt nichts zu senden.
advice-no-document = Fügen Sie ein Dokument hinzu.
failure-cancelled = Das Fax wurde abgebrochen.
advice-cancelled = Nichts zu tun.
failure-internal = Die Telefonanlage oder die Faxsoftware ist während des Anrufs ausgefallen.
advice-internal = Die Administration findet mehr im Protokoll.
