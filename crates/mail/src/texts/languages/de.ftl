# The texts of the mails that the Ferrofax service writes.

# Words of others, such as the answer of a mail server, which are shown as they are.
original = „{ $text }“

# Labels.
label-number = Nummer
label-reason = Grund
label-advice = Was zu tun ist
label-subject = Betreff
label-sender = Absender
label-origin = Kam von
label-received = Eingegangen
label-mail = E-Mail
label-since = Seit
label-held = Angehalten
label-print-job = Druckauftrag
label-printed-by = Gedruckt von
label-device = Anschluss
label-faxes = Erstellte Faxe
nobody = niemand
nobody-report = niemand (eine Meldung eines Mailservers)

# The answer to a mail that is not faxed.
refused-subject = Fax an { $number }: NICHT GESENDET: { $why }
refused-about-subject = Fax an { $number } ({ $about }): NICHT GESENDET: { $why }
numbers = { $count ->
    [one] { $count } Nummer
   *[other] { $count } Nummern
}
refused-text = Diese E-Mail wurde NICHT GEFAXT.

# A mail on which the fax software fails.
set-aside-subject = Die E-Mail { $mail } wurde beiseitegelegt: Die Faxsoftware scheitert an ihr
set-aside-text = Ferrofax hat eine E-Mail angenommen, aber bei jeder Verarbeitung ist die Faxsoftware gescheitert. Die E-Mail wird NICHT GEFAXT. Alle anderen E-Mails werden verarbeitet.
set-aside-advice = Die E-Mail liegt im Ordner mail/damaged des Spools. Bitte melden Sie den Fehler den Entwicklern von Ferrofax, und senden Sie ihnen die E-Mail nur, wenn sie nichts Vertrauliches enthält. `ferrofax mail-queue retry { $mail }` versucht es noch einmal, `ferrofax mail-queue delete { $mail }` löscht sie.

# A mail to the postmaster.
postmaster-subject = An den Postmaster: { $subject }
no-subject = (kein Betreff)
postmaster-text = Diese E-Mail wurde an den Postmaster des Faxservers geschrieben. Sie wird nicht gefaxt.
postmaster-mail = Die E-Mail:
postmaster-more = { $count ->
    [one] { $count } weiteres Byte wird nicht gezeigt
   *[other] { $count } weitere Bytes werden nicht gezeigt
}

# An answer that should give a fax its number.
number-subject = Fax { $fax } hat noch keine Nummer: { $why }
number-unknown-subject = Das Fax hat noch keine Nummer: { $why }
number-text = Ihre Antwort hat dem Fax keine Nummer gegeben: { $why }.
number-advice = Bitte antworten Sie noch einmal auf die E-Mail, die nach der Nummer fragt. Schreiben Sie in die erste Zeile nur die Nummer.

# A user who was blocked automatically.
stopped-subject = Faxbenutzer { $user } ist gesperrt
stopped-text = Faxbenutzer { $user } ist für das Senden GESPERRT.
stopped-held = { $count ->
    [one] { $count } wartendes Fax dieses Benutzers
   *[other] { $count } wartende Faxe dieses Benutzers
}
stopped-advice = Klären Sie, ob der Benutzer von diesen Faxen weiß. Wenn nicht, ändern Sie zuerst das Passwort. `ferrofax users go-on { $user }` entsperrt den Benutzer und gibt die angehaltenen Faxe frei. Das Prüfprotokoll (audit.log im Ordner des Spools) nennt alle Faxe.

# A print job of which faxes were refused.
print-subject = Druckauftrag { $job } ({ $name }) wird NICHT GEFAXT
print-part-subject = Druckauftrag { $job } ({ $name }) wird NICHT VOLLSTÄNDIG GEFAXT
print-text = Ein Druckauftrag wurde angenommen, aber diese Teile davon werden NICHT gesendet:
print-rest = Die übrigen Seiten: { $why }
print-fax = Das Fax: { $why }
print-fax-to = Das Fax an { $number }: { $why }
print-more = { $count ->
    [one] … und { $count } weiteres.
   *[other] … und { $count } weitere.
}

# Alarms.
alarm-subject = ALARM: { $what }
alarm-over-subject = Vorbei: { $what }
alarm-again = Sie werden wieder benachrichtigt, wenn die Störung vorbei ist.
alarm-began = Der Alarm begann { $date }.
unwatched-subject = der Alarm { $name }
unwatched-text = Die Einstellungen verlangen diesen Alarm nicht mehr. Er lautete: { $text }
disk-begins = die Festplatte des Spools ist fast voll
disk-over = die Festplatte des Spools hat wieder genug Platz
disk-text = In { $folder } sind nur noch { $free } MiB frei. Wenn die Festplatte voll ist, kann kein Fax empfangen werden.
disk-advice = Schaffen Sie Platz: `retention_days` in ferrofax.conf und `ferrofax cleanup --keep-days N` löschen alte Faxe.
relay-begins = es werden keine E-Mails gesendet
relay-over = E-Mails werden wieder gesendet
relay-text = Seit { $minutes } Minuten konnte keine E-Mail gesendet werden, obwohl E-Mails warten. Letzte Antwort des Mailservers: { $why }.
relay-advice = `asterisk -rx 'ferrofax show outbox'` zeigt die E-Mails, `ferrofax outbox retry --all` sendet sie sofort.
failing-begins = viele Faxe nacheinander an { $device } sind gescheitert
failing-over = { $device } empfängt wieder Faxe
failing-text = { $count ->
    [one] Beim letzten Faxanruf bei { $device } wurde keine Seite empfangen.
   *[other] Bei den letzten { $count } Faxanrufen bei { $device } wurde keine Seite empfangen.
}
failing-advice = `ferrofax faxes --device { $device }` zeigt, wie jeder Anruf endete.
silent-begins = seit langer Zeit wurde kein Fax empfangen
silent-over = es werden wieder Faxe empfangen
silent-text = Seit { $minutes } Minuten hat kein Anschluss ein Fax empfangen.
silent-device-begins = seit langer Zeit hat { $device } kein Fax empfangen
silent-device-over = { $device } empfängt wieder Faxe
silent-device-text = Seit { $minutes } Minuten hat { $device } kein Fax empfangen.
silent-hours = Faxe werden zu diesen Zeiten erwartet: { $hours }.
silent-last = Das letzte Fax wurde { $last } empfangen.
silent-never = Bisher wurde noch kein Fax empfangen.
silent-advice = Prüfen Sie die Leitung mit `ferrofax selftest`. Dieser Befehl sendet ein Fax durch die Telefonanlage.
folder-begins = Faxe können nicht im Ordner { $folder } abgelegt werden
folder-over = Faxe werden wieder im Ordner { $folder } abgelegt
folder-text = Empfangene Faxe warten, weil in den Ordner { $path } ({ $folder }) nicht geschrieben werden kann: { $why }.
folder-kept = Sie werden dort abgelegt, sobald der Ordner beschreibbar ist, außer ihre Aufbewahrungszeit endet vorher. Per E-Mail werden sie inzwischen wie immer zugestellt.
folder-works = Faxe werden wieder im Ordner { $path } ({ $folder }) abgelegt.
filing-begins = Faxe können nicht in { $folder } abgelegt werden
filing-over = Faxe werden wieder in { $folder } abgelegt
filing-text = Empfangene Faxe warten, weil sie nicht in { $folder } ({ $path }) abgelegt werden können: { $why }.
filing-kept = Sie werden dort abgelegt, sobald es möglich ist, außer ihre Aufbewahrungszeit endet vorher. Per E-Mail werden sie inzwischen wie immer zugestellt.
filing-works = Faxe werden wieder in { $folder } ({ $path }) abgelegt.
node-begins = empfangene Faxe warten auf das Hochladen
node-over = empfangene Faxe werden wieder hochgeladen
node-text = { $count ->
    [one] { $count } empfangenes Fax wartet auf das Hochladen in die gemeinsame Datenbank { $database }: { $why }.
   *[other] { $count } empfangene Faxe warten auf das Hochladen in die gemeinsame Datenbank { $database }: { $why }.
}
node-kept = Keines ist verloren: Sie liegen im Spool dieses Rechners und werden wie üblich per E-Mail zugestellt. Sie werden hochgeladen, sobald die Datenbank sie annimmt.
node-mails = { $count ->
    [one] { $count } E-Mail mit einem Fax aus der gemeinsamen Datenbank wartet, bis feststeht, ob ein anderer Rechner sie gesendet hat.
   *[other] { $count } E-Mails mit Faxen aus der gemeinsamen Datenbank warten, bis feststeht, ob ein anderer Rechner sie gesendet hat.
}
node-works = Empfangene Faxe werden wieder hochgeladen.
mailbox-begins = das Postfach kann nicht gelesen werden
mailbox-over = das Postfach kann wieder gelesen werden
mailbox-text = Das Postfach { $user } bei { $place } kann nicht gelesen werden, deshalb werden seine E-Mails nicht gefaxt: { $why }.
mailbox-kept = Keine ist verloren: Sie werden gefaxt, sobald das Postfach wieder gelesen werden kann, es sei denn, sie sind dann älter als 5 Tage.
mailbox-works = Das Postfach { $user } kann wieder gelesen werden.
unclaimed-subject = { $count ->
    [one] { $count } Fax ist noch ungelesen und nicht zugewiesen
   *[other] { $count } Faxe sind noch ungelesen und nicht zugewiesen
}
unclaimed-text = { $count ->
    [one] Niemand hat dieses Fax gelesen, und es ist niemandem zugewiesen. Melden Sie sich an, um es zu öffnen:
   *[other] Niemand hat diese Faxe gelesen, und sie sind niemandem zugewiesen. Melden Sie sich an, um sie zu öffnen:
}
unclaimed-more = { $count ->
    [one] und { $count } weiteres Fax
   *[other] und { $count } weitere Faxe
}
unclaimed-advice = Sie haben diese E-Mails unter „Mein Konto“ gewählt. Dort können Sie sie auch abschalten: { $link }

# Why a right is denied.
denied-auditor = Die Prüfung liest das Prüfprotokoll und kann keine Faxe senden.
denied-administrators = Das darf nur die Administration.
denied-reads-log = Das Prüfprotokoll lesen nur Administration und Prüfung.
denied-house-book = Das Adressbuch der Organisation ändert nur die Administration.
denied-delete = Sie dürfen keine Faxe löschen.
denied-priority = Sie dürfen die Priorität Ihrer Faxe senken, aber nicht erhöhen.
denied-post-dial = Sie dürfen nach dem Abheben keine Ziffern senden lassen (post_dial).
denied-job-stopped = Das Fax wird für „{ $user }“ gezählt und dieser Benutzer ist gesperrt: { $why }
denied-not-your-job = Auftrag { $job } gehört jemand anderem. Nur dieser und die Sachbearbeitung können ihn ändern.
denied-no-device = „{ $user }“ hat keinen Faxanschluss, von dem gesendet werden kann.
denied-device-away = Den Anschluss, von dem gesendet werden soll, gibt es nicht. Die Administration wurde benachrichtigt.
denied-not-your-device = „{ $user }“ darf nicht vom Anschluss { $device } senden.
denied-device-receives = Vom Anschluss { $device } dürfen keine Faxe gesendet werden.
denied-stranger = Nur Inhaber eines Faxanschlusses können Faxe senden.
denied-stopped = Sie sind für das Senden von Faxen gesperrt, bis die Administration Sie entsperrt: { $why }
denied-forbidden = Faxe an { $beginning }… sind hier gesperrt.
denied-not-among = Faxe können nur an { $beginnings }… gesendet werden.
denied-country-unset = Faxe an Nummern mit Landesvorwahl sind hier gesperrt, solange die eigene (country_code) nicht eingestellt ist.
denied-abroad = Faxe ins Ausland sind hier gesperrt.
denied-premium = Faxe an { $beginning }… (Sonderrufnummern) sind hier gesperrt.
denied-hours = Faxe werden nur in diesen Stunden angenommen: { $hours }
denied-quota = Das überschreitet { $whose ->
    [user] Ihre Grenze
    [device] die Grenze des Anschlusses
   *[all] die Grenze für alle
}: { $most } { $period ->
    [night] in der Nacht
    [month] im Monat
   *[day] am Tag
}.
denied-burst = Sie können { $faxes } in { $minutes } min senden. Wiederholen Sie die übrigen Faxe später.
faxes-and-pages = { $faxes } und { $pages }
denied-without-number = { $count ->
    [one] Eines Ihrer Faxe wartet auf eine Nummer. Geben Sie die Nummer ein, oder brechen Sie das Fax zuerst ab.
   *[other] { $count } Ihrer Faxe warten auf eine Nummer. Geben Sie die Nummern ein, oder brechen Sie die Faxe zuerst ab.
}
denied-pages = Das Fax hat { $pages }; erlaubt sind höchstens { $most }.
denied-not-now = Zurzeit können keine Faxe angenommen werden. Die Administration wurde benachrichtigt.

# Counted things.
count-pages = { $count ->
    [one] { $count } Seite
   *[other] { $count } Seiten
}
count-faxes = { $count ->
    [one] { $count } Fax
   *[other] { $count } Faxe
}
