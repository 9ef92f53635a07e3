# What happens to jobs and faxes, in German.

# A job waits, and is called.
taken-in = Aufgegeben ({ $origin }).
taken-in-without-number = Aufgegeben ({ $origin }). Wartet auf eine Nummer.
# The submission method.
origin = { $method ->
    [cli] Kommandozeile
    [ami] AMI
    [drop] überwachter Ordner
    [mail] E-Mail
    [print] Drucker
    [hylafax] HylaFAX-Client
   *[web] Weboberfläche oder API
}
waits-for-line = Wartet auf eine Leitung.
waits-for-time = Wartet auf seine Zeit.
clock-put-back = Die Uhr dieses Rechners ging vor und wurde zurückgestellt; das Fax wartet von neuem.
dialled = Die Nummer wird angerufen.
dialled-by-node = Knoten { $node } ruft die Nummer an.
joined-call = Es wird im selben Anruf wie ein anderes Fax gesendet.
put-in-call = Es wird in einem Anruf gesendet, der dafür verbunden wurde.
fax-machine-answered = Ein Faxgerät hat geantwortet.
not-dialled = Nicht gewählt: { $why }.
not-dialled-by-node = Von Knoten { $node } nicht gewählt: { $why }.

# An attempt or a job ends.
pages-unanswered = { $count ->
    [one] { $count } Seite wurde gesendet, aber nicht bestätigt; sie kommt vielleicht doppelt an.
   *[other] { $count } Seiten wurden gesendet, aber nicht bestätigt; sie kommen vielleicht doppelt an.
}
fetched-before = { $count ->
    [one] Davor wurde { $count } Seite abgerufen, als Fax { $fax }.
   *[other] Davor wurden { $count } Seiten abgerufen, als Fax { $fax }.
}
given-up-attempts = { $count ->
    [one] Nach { $count } Versuch aufgegeben.
   *[other] Nach { $count } Versuchen aufgegeben.
}
given-up-calls = { $count ->
    [one] Nach { $count } Anruf aufgegeben.
   *[other] Nach { $count } Anrufen aufgegeben.
}
given-up-calls-alike = { $count ->
    [one] Nach { $count } Anruf aufgegeben, der so endete.
   *[other] Nach { $count } Anrufen aufgegeben, die alle so endeten.
}
last-attempt = Der letzte Versuch: { $why }
sent = { $count ->
    [one] Gesendet: { $count } Seite.
   *[other] Gesendet: { $count } Seiten.
}
fetched = { $count ->
    [one] Abgerufen: { $count } Seite, als Fax { $fax }.
   *[other] Abgerufen: { $count } Seiten, als Fax { $fax }.
}
unconfirmed = { $count ->
    [one] Davon hat die Gegenstelle { $count } Seite nie bestätigt.
   *[other] Davon hat die Gegenstelle { $count } Seiten nie bestätigt.
}
perhaps-twice = { $count ->
    [one] { $count } Seite ist vielleicht doppelt angekommen.
   *[other] { $count } Seiten sind vielleicht doppelt angekommen.
}

# Somebody changes a job.
cancelled = Abgebrochen { $by }.
held = Angehalten { $by }.
released = Freigegeben { $by }.
retried = Wird jetzt versucht, veranlasst { $by }.
changed = Geändert { $by }.
priority-changed = Priorität von { $from } auf { $to } geändert { $by }.
number-given = Nummer { $number } angegeben { $by }.
held-by-stop = Angehalten: „{ $user }“ ist für das Senden gesperrt ({ $why }).
released-by-stop = Freigegeben: „{ $user }“ darf wieder senden.
held-unfit = Angehalten, weil sein Eintrag in der Datenbank nicht verwendbar ist: { $why }.

# Who did it, behind “Cancelled” and the like.
by-user = von { $user }
by-administrator = von der Administration
by-ami = über AMI
by-console = an der Konsole der Telefonanlage
by-printer = vom Drucker
by-import = von der Übernahme aus HylaFAX
by-shared = von der gemeinsamen Datenbank
by-node = von Knoten { $node }
by-stop = wegen der Sperre von „{ $user }“
by-stop-end = wegen des Endes der Sperre von „{ $user }“
by-at-node = { $by } (Knoten { $node })

# Why a user may not send.
stopped-by = gesperrt { $by }
stopped-faxes = mehr als { $most } Faxe in { $minutes } min
stopped-refusals = mehr als { $most } nicht erlaubte Nummern in { $minutes } min

# Several machines share a database.
taken-from-node = Aufgegeben auf Knoten { $node }.
shared = In der gemeinsamen Datenbank gespeichert, als Auftrag { $job }.
shared-attempt = Ein Versuch für Auftrag { $job } der gemeinsamen Datenbank.
shared-attempt-over = Der Versuch auf diesem Knoten ist beendet. Die gemeinsame Datenbank entscheidet, wie es mit dem Auftrag weitergeht.
shared-asked = { $deed ->
    [cancel] Die gemeinsame Datenbank soll den Auftrag abbrechen, veranlasst { $by }.
    [hold] Die gemeinsame Datenbank soll den Auftrag anhalten, veranlasst { $by }.
    [release] Die gemeinsame Datenbank soll den Auftrag freigeben, veranlasst { $by }.
    [retry] Die gemeinsame Datenbank soll den Auftrag jetzt versuchen, veranlasst { $by }.
   *[priority] Die gemeinsame Datenbank soll die Priorität des Auftrags ändern, veranlasst { $by }.
}
same-mail-of-node = Das ist dieselbe E-Mail wie Auftrag { $job } von Knoten { $node }. Sie wird als dieser gesendet und gemeldet.
same-mail-of-shared = Das ist dieselbe E-Mail wie Auftrag { $job } der gemeinsamen Datenbank. Sie wird als dieser gesendet und gemeldet.
same-mail = Das ist dieselbe E-Mail wie eine, die ein anderer Rechner zuvor bekam.
ended-while-away = { $end ->
    [sent] Es wurde gesendet, während dieser Rechner weg war. Die gemeinsame Datenbank hat den Auftrag inzwischen gelöscht.
   *[failed] Es ist fehlgeschlagen, während dieser Rechner weg war. Die gemeinsame Datenbank hat den Auftrag inzwischen gelöscht.
}
ended-while-away-reported = Gemeldet hat es Knoten { $node }.
reported-elsewhere = Gemeldet von { $node }, weil dieser Rechner nicht erreichbar war.
ended-before = Laut Knoten { $node } war es schon zu Ende.

# A received fax ends.
damaged-more = { $count ->
    [one] Dasselbe geschah mit { $count } weiteren Seite.
   *[other] Dasselbe geschah mit { $count } weiteren Seiten.
}
document-trouble = Das Dokument konnte nicht gelesen werden: { $why }.
page-broken = Seite { $page } ließ sich nach Zeile { $row } nicht weiter lesen; { $kept }.
page-long = Seite { $page } ist länger als die Grenze von { $rows } Zeilen; { $kept }.
page-rows = Auf Seite { $page } sind { $bad } von { $rows } Zeilen beschädigt; { $kept }.
kept = { $what ->
    [rows-before] die Zeilen bis dahin sind aufbewahrt
    [all] was ankam, ist aufbewahrt
   *[beginning] der Anfang dessen, was ankam, ist aufbewahrt
}

# Why an attempt failed, or how a call ended.
call-lost = Die Telefonanlage hat nie gemeldet, wie der Anruf endete.
bug = Die Faxsoftware hat durch einen internen Fehler versagt. Näheres steht in ihrem Protokoll.
ended-for-other-job = Der Anruf wurde wegen eines anderen Faxes darin beendet.
spool-not-written = Während des Anrufs konnte nichts gespeichert werden.
page-not-made = Eine Seite kann nicht gesendet werden: { $why }.
page-not-sent = Eine Seite konnte der Leitung nicht übergeben werden: { $why }.
node-silent = Knoten { $node } hat angerufen und sich danach nicht mehr gemeldet.
node-failed = Knoten { $node } kann es nicht senden: { $why }.
shared-unreachable = Der Knoten konnte die gemeinsame Datenbank nicht erreichen und hat den Anruf beendet.
page-not-shared = Die letzte Seite erreichte die gemeinsame Datenbank nicht rechtzeitig und wurde deshalb nicht bestätigt.
caller-fetched = Der Anrufer hat ein Dokument abgerufen; ein Fax kam nicht.
spool-too-slow = Der Anruf konnte nicht rechtzeitig gespeichert werden und wurde abgewiesen.

# Why a job was not dialled, behind “Not dialled:”.
obstacle-taken-out = es wurde aus dem Anruf genommen
obstacle-call-ended = der Anruf endete vorher
obstacle-encrypted = die Dokumente sind verschlüsselt; `ferrofax serve` entschlüsselt sie zuerst
obstacle-pbx-refuses = die Telefonanlage baut zurzeit keinen Anruf auf: { $why }
obstacle-dial-string = „{ $dial }“ kann nicht gewählt werden; richtig wäre Local/nummer@kontext oder PJSIP/nummer@endpunkt
obstacle-no-device = es gibt keinen Faxanschluss „{ $device }“
obstacle-forbidden = Faxe an { $beginning }… sind gesperrt
obstacle-not-begun = die Telefonanlage hat den Anruf nicht begonnen
obstacle-restarted = der Knoten wurde neu gestartet, bevor er anrief
obstacle-no-keys = der Knoten kann seine Schlüssel zurzeit nicht verwenden

# What a call takes care of.
max-rate = Höchstens { $bps } bit/s: Höhere Geschwindigkeiten schlugen am { $since } fehl.
without-t38 = T.38 wird nicht angefragt: Es ließ Anrufe zu dieser Nummer abbrechen, zuletzt am { $since }.
without-ecm = Ohne Fehlerkorrektur, höchstens { $bps } bit/s: Mit ihr schlugen Anrufe zu dieser Nummer fehl, ohne sie gelang einer am { $since }.

# What the line was like.
line = Leitung: { $line }
line-grade = { $grade ->
    [good] gut
    [fair] mäßig
   *[poor] schlecht
}
line-even = { $grade }, { $bps } bit/s.
line-slowed = { $grade }, von { $first } auf { $slowest } bit/s verlangsamt.
line-frames = { $count ->
    [one] { $count } von { $frames } Rahmen wurde wiederholt.
   *[other] { $count } von { $frames } Rahmen wurden wiederholt.
}
line-trainings = { $count ->
    [one] { $count } Training ist fehlgeschlagen.
   *[other] { $count } Trainings sind fehlgeschlagen.
}
line-pages = { $count ->
    [one] { $count } Seite wurde noch einmal gesendet.
   *[other] { $count } Seiten wurden noch einmal gesendet.
}
line-commands = { $count ->
    [one] { $count } Kommando wurde wiederholt.
   *[other] { $count } Kommandos wurden wiederholt.
}
line-faint = Das Signal der Gegenstelle war schwach.
line-noisy = Das Signal der Gegenstelle war verrauscht.

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

# How a T.30 session ended.
cause-ok = Das Fax wurde vollständig empfangen.
cause-hangup = Es wurde aufgelegt, bevor das Fax vollständig war.
cause-cancelled = Der Anruf wurde auf unserer Seite beendet.
cause-t1-expired = In 35 Sekunden nach dem Abheben war kein Faxgerät zu hören.
cause-v34-failed = Die schnellen Modems (V.34) haben einander nicht erreicht, und ohne sie war nichts zu hören.
cause-damaged-commands = Die Befehle des Absenders waren zu stark gestört, um gelesen zu werden.
cause-t38-negotiation = Ein Faxgerät war zu hören, aber der Wechsel zu T.38 misslang: der Anruf endete damit, oder danach kam kein Paket.
cause-dcn-before-page = Der Absender hat die Verbindung beendet, bevor er eine Seite sandte.
cause-poll-refused = Der Absender wollte ein Dokument abholen, und es gibt keines.
cause-nothing-to-fetch = Der Angerufene hat kein Dokument, das wir abholen könnten.
cause-fetch-not-answered = Der Angerufene antwortete nicht, als wir nach seinem Dokument fragten.
cause-fetch-refused = Der Angerufene gab sein Dokument nicht her; vielleicht will er ein Passwort oder eine andere Nummer dafür.
cause-wrong-password = Der Absender nannte kein Passwort oder ein falsches.
cause-unknown-document = Der Absender wollte ein Dokument, das hier nicht bereitliegt.
cause-not-offered = Der Absender wollte auf eine Art senden, die ihm nicht angeboten wurde.
cause-training-failed = Die Modems konnten sich bei keiner Geschwindigkeit einstellen; die Leitung ist zu schlecht.
cause-no-page = Der Absender kam bis zum Anfang der Seite und sandte keine.
cause-no-command-after-page = Nach einer Seite verstummte der Absender.
cause-silence-after-answer = Nach unserer Antwort auf eine Seite verstummte der Absender.
cause-packets-stopped = Das Netz brachte die Pakete des Faxes (T.38) mitten in einer Seite nicht mehr.
cause-dcn-for-end = Das Fax kam vollständig an; der Absender trennte nach der letzten Seite, ohne nach ihrer Bestätigung zu fragen.
cause-dcn-before-end = Der Absender hat die Verbindung mitten im Fax beendet.
cause-given-up-by-peer = Der Absender hat eine Seite aufgegeben, die nicht durchkam.
cause-page-not-decoded = Eine Seite kam an, die sich nicht bis zum Ende lesen ließ.
cause-page-refused = Eine Seite war zu stark gestört und wurde nicht noch einmal gesendet.
cause-command-loop = Der Absender wiederholte denselben Befehl ohne Ende.
cause-unexpected-command = Der Absender sandte einen Befehl, der dort nicht hingehört.
cause-password-refused = Die Gegenstelle lehnt das Passwort (PWD) ab.
cause-selection-refused = Die Gegenstelle kennt die Nummer des Dokuments (SEP) nicht.
cause-subaddress-refused = Die Gegenstelle lehnt die Subadresse (SUB) ab.
cause-sender-refused = Die Gegenstelle lehnt die Absenderkennung (SID) ab.
cause-ident-refused = Die Gegenstelle lehnt unsere Kennung (TSI) ab.
cause-field-refused = Die Gegenstelle lehnt eine Angabe von uns ab.
cause-cannot-receive = Der Empfänger kann von uns kein Fax empfangen.
cause-no-receiver = Der Empfänger sagt, dass er keine Faxe empfängt.
cause-damaged-answers = Die Antworten des Empfängers waren zu stark gestört, um gelesen zu werden.
cause-no-answer-to-training = Der Empfänger antwortete nicht, als sich die Modems einstellen sollten.
cause-no-answer-to-page = Nach einer Seite antwortete der Empfänger nicht; vielleicht hat er sie, vielleicht nicht.
cause-receiver-fell-silent = Der Empfänger verstummte mitten in einer Seite.
cause-dcn-from-receiver = Der Empfänger hat die Verbindung beendet, bevor das Fax vollständig war.
cause-receiver-not-ready = Der Empfänger ließ uns zu lange warten.
cause-refused-by-receiver = Der Empfänger wies eine Seite als zu stark gestört zurück, so oft sie auch gesendet wurde.
cause-not-getting-through = Eine Seite kam nicht durch, so oft ihre Teile auch wiederholt wurden.
cause-no-progress = Minutenlang wurde immer wieder dasselbe gesagt, und nichts Neues kam durch.
cause-answer-loop = Der Empfänger wiederholte dieselbe Antwort ohne Ende.
cause-unexpected-answer = Der Empfänger antwortete, was dort nicht hingehört.
cause-page-not-given = Eine Seite war nicht rechtzeitig zum Senden bereit.
cause-storage = Das Fax konnte nicht gespeichert werden.
cause-call-too-long = Der Anruf dauerte länger, als erlaubt ist.
cause-too-many-pages = Das Fax hat mehr Seiten oder ist größer, als erlaubt ist.
cause-page-too-long = Eine Seite ist länger, als erlaubt ist.
cause-pbx-crashed = Die Telefonanlage hielt an, während das Fax empfangen wurde.
cause-internal-error = Die Faxsoftware hat versagt; mehr steht in ihrem Protokoll.

# Was eine Seite, einen Auftrag oder ein Dokument aufhielt: ein Satzteil.
detail-no-page = das Dokument hat keine Seite { $page }
detail-file-unreadable = { $path } lässt sich nicht lesen: { $why }
detail-file-damaged = { $path } ist beschädigt: { $why }
detail-bug = die Faxsoftware hat dabei versagt
detail-page-not-wanted = gerade wird keine Seite gebraucht
detail-resolution = die Gegenstelle nimmt keine Seite mit dieser Auflösung an
detail-too-wide = die Gegenstelle nimmt keine so breite Seite an
detail-wrong-width = das Bild hat nicht die Breite, die dafür angegeben ist
detail-page-empty = die Seite ist leer
detail-colour = die farbige Seite kann nicht gesendet werden: { $why }
detail-row-unreadable = eine Zeile der Datenbank { $path } ist unlesbar: { $why }
detail-database-unfit = die Datenbank { $path } lehnt es ab: { $why }
detail-document-unusable = das Dokument { $path } ist nicht verwendbar: { $why }
detail-no-fax = es gibt kein Fax { $fax }
detail-no-job = es gibt keinen Auftrag { $job }
detail-no-change = es gibt keine Änderung { $change } eines Auftrags
detail-text = { $text }
