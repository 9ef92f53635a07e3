# Warum E-Mails und gedruckte Faxe nicht zugestellt sind, auf Deutsch. Jeder Text ist ein Satzteil.

# Ein Mailserver lehnt eine E-Mail ab oder ist nicht nutzbar.
relay = Mailserver { $host }: { $fault }
relay-refused = Mailserver { $host } { $step ->
    [greeting] meldete sich mit
    [ehlo] lehnte EHLO ab
    [helo] lehnte HELO ab
    [starttls] lehnte STARTTLS ab
    [auth] lehnte AUTH ab
    [user] lehnte den Benutzernamen ab
    [login] lehnte die Anmeldung ab
    [sender] lehnte den Absender ab
    [recipient] lehnte den Empfänger ab
    [address] kann die Adresse nicht annehmen
    [quit] lehnte QUIT ab
   *[mail] lehnte die E-Mail ab
}: { $answer }
with-remedy = { $fault }; { $remedy }
relay-name-unresolved = sein Name lässt sich nicht auflösen: { $why }
relay-names-silent = sein Name lässt sich nicht auflösen: die Nameserver antworten nicht
relay-names-still-silent = sein Name lässt sich nicht auflösen: die Nameserver antworten noch immer nicht
relay-connection-refused = { $address } nimmt keine Verbindung an: { $why }
relay-unreachable = keine Verbindung zu { $address }: { $why }
relay-no-answer = keine Verbindung zu { $address }: keine Antwort
relay-no-address = er hat keine Adresse, die von mailsourceaddress aus erreichbar ist
relay-silent = er antwortete { $seconds } s lang nicht
relay-closed = er hat die Verbindung geschlossen
relay-broken = die Verbindung brach ab: { $why }
relay-tls = TLS schlug fehl: { $fault }
relay-tls-refused = er lehnte STARTTLS ab: { $answer }
relay-no-tls = er bietet kein STARTTLS an
relay-not-smtp = er spricht kein SMTP: „{ $line }“
relay-endless-line = er spricht kein SMTP: eine Zeile seiner Antwort endet nicht
relay-password-unprotected = das Passwort wird nicht gesendet, weil die Verbindung nicht durch TLS geschützt ist
relay-no-login = er bietet weder AUTH PLAIN noch AUTH LOGIN an
relay-login-unwritable = die Anmeldung lässt sich nicht als AUTH PLAIN schreiben
relay-no-token = es gibt kein Zugriffstoken: { $why }
relay-token-unprotected = das Zugriffstoken wird nicht gesendet, weil die Verbindung nicht durch TLS geschützt ist
relay-no-token-login = er bietet weder AUTH XOAUTH2 noch AUTH OAUTHBEARER an
relay-stopped = beendet

# Was hilft. „Er“ ist der Mailserver.
remedy-use-oauth2 = er nimmt keine Passwörter mehr an; setzen Sie mailauth = oauth2, siehe docs/mail-login.md
remedy-switch-on-smtp-auth = schalten Sie authentifiziertes SMTP für dieses Postfach und für die Organisation ein; siehe docs/mail-login.md
remedy-grant-mailbox = erlauben Sie der Anwendung, für dieses Postfach zu senden, und prüfen Sie die Einstellung scopes in [mail_login]; siehe docs/mail-login.md
remedy-check-password = prüfen Sie mailuser und mailpassword; ein Konto mit zweitem Faktor braucht ein App-Passwort oder mailauth = oauth2
remedy-log-in = er verlangt eine Anmeldung; setzen Sie mailuser und entweder mailpassword oder mailauth = oauth2
remedy-grant-send-as = setzen Sie serveremail und mailenvelopefrom auf die Adresse von mailuser, oder geben Sie mailuser das Recht, als diese Adresse zu senden
remedy-assign-licence = weisen Sie dem Konto in mailuser eine Lizenz mit Postfach zu
remedy-empty-mailbox = das Postfach von mailuser ist voll; leeren Sie dessen Ordner mit gesendeten E-Mails
remedy-wait = er begrenzt, wie viel gesendet wird; die E-Mail wird später gesendet, und dies zählt nicht als Versuch

# TLS.
tls-processor = TLS ist auf diesem Rechner nicht möglich: seinem Prozessor fehlt { $missing }
tls-file = { $option }: { $path } ist nicht verwendbar: { $why }
tls-no-authorities = dieses System hat keine Zertifikate von Zertifizierungsstellen; installieren Sie ca-certificates, oder geben Sie eine Datei mit Zertifikaten an
tls-bad-name = „{ $server }“ ist kein Name, der in einem Zertifikat stehen kann
tls-setup = TLS lässt sich nicht einrichten: { $why }
tls-early-answer = er antwortete schon vor dem Handshake
tls-failed = { $why }

# Die E-Mail selbst.
bad-address = „{ $address }“ ist keine E-Mail-Adresse
bad-sender = der Absender „{ $address }“ ist keine E-Mail-Adresse; siehe serveremail, mailenvelopefrom und maildomain
mail-not-written = die E-Mail lässt sich nicht schreiben: { $why }
not-protected = eine E-Mail mit einem Fax muss verschlüsselt sein (mailprotect = required), und der Mailserver { $host } ist nicht der Ferrofax-Dienst, der verschlüsselt; mailserver auf den Socket des Dienstes setzen, und [mail_protection] in gateway.toml
came-back = kam zurück: { $why }
sent-elsewhere = von { $node } verschickt, weil dieser Rechner sich nicht meldete
sent-without-fax = die E-Mail wurde ohne das Fax verschickt: { $fault }
given-up = aufgegeben nach { $tries ->
    [one] { $tries } Versuch
   *[other] { $tries } Versuchen
}: { $fault }
stopped = beendet, bevor der Mailserver die E-Mail angenommen hatte
bug = ein Fehler der Fax-Software hielt diese E-Mail auf; Näheres steht in ihrem Protokoll

# Das Dokument.
encrypted = das Dokument ist verschlüsselt; `ferrofax serve` entschlüsselt es zuerst
waits-for-explanation = wartet auf die Erklärung des Anrufs
document-unreadable = das Dokument { $path } lässt sich nicht lesen: { $why }
document-damaged = das Dokument ist beschädigt: { $why }
document-too-large = es hat { $megabytes } MB, und die Datei einer E-Mail hat höchstens { $most } MB
document-empty = das Dokument { $path } hat keine Seiten

# Warum der Faxmaster ein Fax bekommt.
no-mailbox = der Anschluss hat kein Postfach
selftest-page = dies ist die Testseite von `ferrofax selftest`, die nicht an die Postfächer des Anschlusses geht

# Druckbefehle.
not-for-printer = es ist kein Fax für einen Drucker
command = { $program }: { $why }
command-ended = { $program } endete mit { $status }
command-slow = { $program } war nach { $seconds } s nicht fertig

# Drucker.
printer = { $fault }
printer-text = { $text }
printer-unreached = der Drucker ist nicht erreichbar: { $why }
printer-silent = der Drucker antwortete { $seconds } s lang nicht
printer-stopped = dieses Programm wurde vorher beendet
printer-no-tls = zum Drucker kommt kein TLS zustande: { $why }
printer-tls = { $fault }
printer-broken = die Verbindung brach ab: { $why }
printer-answer-broken = die Antwort des Druckers bricht ab oder endet nicht: { $why }
printer-not-ipp = die Antwort des Druckers ist kein IPP: { $why }
printer-no-job-number = der Drucker nahm den Auftrag an und nannte keine Nummer dafür
printer-login-required = der Drucker verlangt eine Anmeldung: setzen Sie user und password_file
printer-login-rejected = der Drucker lehnt die Anmeldung ab
printer-login-unprotected = der Drucker verlangt das Passwort unverschlüsselt; verwenden Sie ipps:// in seiner uri
printer-login-unknown = der Drucker verlangt eine Art der Anmeldung, die nicht unterstützt wird
printer-redirects = der Drucker verweist auf { $to }; setzen Sie seine uri darauf
printer-forbidden = der Drucker lässt von hier niemanden drucken (HTTP 403)
printer-no-path = unter diesem Pfad gibt es keinen Drucker (HTTP 404)
printer-tls-required = der Drucker verlangt TLS; verwenden Sie ipps:// in seiner uri
printer-http = der Drucker antwortet mit HTTP { $status }
printer-refused = { $refusal ->
    [bad-request] der Drucker versteht die Anfrage nicht
    [forbidden] der Drucker verbietet das
    [not-logged-in] der Drucker verlangt eine Anmeldung
    [not-allowed] der Benutzer des Druckers darf das nicht
    [not-possible] der Drucker kann das jetzt nicht
    [not-found] unter diesem Pfad gibt es nichts dergleichen
    [too-large] das Fax ist zu groß für den Drucker
    [format] der Drucker unterstützt diese Art von Dokument nicht
    [options] der Drucker unterstützt eine Option des Auftrags nicht
    [damaged] der Drucker hält das Dokument für beschädigt
    [operation] der Drucker unterstützt diesen Vorgang nicht
    [out-of-service] der Drucker ist außer Betrieb
    [version] der Drucker spricht eine andere Version von IPP
    [passing-fault] der Drucker hat vorübergehend einen Fehler
    [no-jobs] der Drucker nimmt keine Aufträge an
    [busy] der Drucker ist beschäftigt
    [cancelled] der Drucker hat den Auftrag abgebrochen
   *[fault] der Drucker hat einen Fehler
}
printer-refused-with-status = der Drucker lehnt das mit Status { $status } ab
printer-refused-saying = { $fault } ({ $message })
printer-no-description = der Drucker beschreibt sich nicht
printer-no-jobs = der Drucker nimmt keine Aufträge an
printer-no-format = Ferrofax kann dem Drucker keines der Formate senden, die die Einstellung format dieses Druckers zulässt; der Drucker nennt { $formats }
printer-no-format-named = Ferrofax kann dem Drucker keines der Formate senden, die die Einstellung format dieses Druckers zulässt; der Drucker nennt keine Formate
printer-job-cut-short = Auftrag { $job } endete, bevor alles gedruckt war
printer-job-aborted = Auftrag { $job } wurde abgebrochen
printer-job-cancelled = Auftrag { $job } wurde am Drucker storniert
printer-job-cancelled-early = Auftrag { $job } wurde storniert, bevor der Drucker alles hatte
printer-job-unknown = der Drucker kennt den Auftrag nicht mehr; das Fax ist vielleicht gedruckt
printer-job-not-printed = Auftrag { $job } ist noch nicht gedruckt
printer-job-under-way = Auftrag { $job } ist beim Drucker
printer-may-still-print = { $fault }; Auftrag { $job } konnte nicht zurückgezogen werden und wird möglicherweise noch gedruckt
printer-explained = { $fault }: { $reasons }

# Was ein Drucker über sich und seine Aufträge sagt.
reason-aborted-by-system = vom Drucker abgebrochen
reason-connecting-to-device = Verbindung zum Gerät wird hergestellt
reason-cover-open = eine Abdeckung ist offen
reason-document-access-error = das Dokument war nicht lesbar
reason-document-format-error = das Dokument gilt als beschädigt
reason-document-unprintable-error = das Dokument lässt sich nicht drucken
reason-door-open = eine Klappe ist offen
reason-fuser-over-temp = die Fixiereinheit ist zu heiß
reason-input-tray-missing = ein Papierfach fehlt
reason-interlock-open = eine Verriegelung ist offen
reason-job-canceled-at-device = am Drucker storniert
reason-job-canceled-by-operator = vom Verwalter des Druckers storniert
reason-job-canceled-by-user = storniert
reason-job-data-insufficient = wartet auf den Rest des Dokuments
reason-job-incoming = das Dokument wird übertragen
reason-job-printing = wird gedruckt
reason-job-queued = wartet auf andere Aufträge
reason-marker-supply-empty = Tinte oder Toner leer
reason-marker-supply-low = wenig Tinte oder Toner
reason-marker-waste-full = der Resttonerbehälter ist voll
reason-media-empty = kein Papier
reason-media-jam = Papierstau
reason-media-low = wenig Papier
reason-media-needed = anderes Papier nötig
reason-offline = offline
reason-opc-life-over = die Trommel ist verbraucht
reason-output-area-full = das Ausgabefach ist voll
reason-output-tray-missing = das Ausgabefach fehlt
reason-paused = angehalten
reason-printer-stopped = der Drucker steht
reason-shutdown = ausgeschaltet
reason-spool-area-full = der Speicher ist voll
reason-timed-out = keine Antwort
reason-toner-empty = Toner leer
reason-toner-low = wenig Toner
reason-unsupported-document-format = diese Art von Dokument wird nicht unterstützt

# Worte anderer.
text = { $text }
