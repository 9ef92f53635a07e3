# What checks find, in German, and how to fix it.

# The module in the PBX.
module-version = Ferrofax { $ferrofax } in Asterisk { $asterisk }
module-other-version = das Modul ist Ferrofax { $ferrofax } in Asterisk { $asterisk }, dieses Programm hat die Version { $program }
check-failed = eine Prüfung ist an einem internen Fehler gescheitert
module-silent = das Modul arbeitet mit diesem Spool und hat { $seconds } s lang nicht geantwortet
module-never-ran = das Modul hat noch nie mit diesem Spool gearbeitet
module-not-running = das Modul läuft nicht: Aufträge warten, bis Asterisk es geladen hat
config-complaint = { $complaint }
config-in-order = keine Zeile in ferrofax.conf und kein Anschluss ist fehlerhaft
mail-servers-cut = { $file }: mailserver = { $server };{ $rest }: nur { $server } wird verwendet, denn mit ; beginnt ein Kommentar

# Permissions of the spool.
group-works = Asterisk und der Ferrofax-Dienst können beide in { $folder } arbeiten
group-missing = Asterisk läuft nicht in der Gruppe von { $folder }, daher können Asterisk und der Ferrofax-Dienst die Dateien des jeweils anderen nicht lesen: { $reason }
reason-rungroup = `rungroup = { $group }` in asterisk.conf lässt alle anderen Gruppen weg
reason-option = `-G { $group }` im Befehl, der Asterisk startet, lässt alle anderen Gruppen weg
reason-no-member = { $user } ist nicht in der Gruppe { $group }
reason-started-before = der Benutzer von Asterisk ist erst nach dem Start von Asterisk in die Gruppe aufgenommen worden
writable-by-all = alle dürfen in { $folder } schreiben
readable-by-all = alle auf diesem Rechner können { $path } lesen
rights-in-order = alles darin gehört { $owner }
rights-in-order-with-group = alles darin gehört { $owner } und der Gruppe des Ordners
user-lacks-right = { $path } gehört { $owner } und hat den Modus { $mode }: { $user } kann die Datei nicht { $right ->
    [write] schreiben
   *[read] lesen
}
group-lacks-right = { $path } gehört { $owner } und hat den Modus { $mode }: die Gruppe des Ordners kann die Datei nicht { $right ->
    [write] schreiben
   *[read] lesen
}
password-readable = { $file } enthält ein Passwort, und alle auf diesem Rechner können die Datei lesen
passwords-readable = { $file } enthält Passwörter, und alle dürfen die Datei lesen
folder-unencrypted = { $folder } bleibt unverschlüsselt, weil die Gruppe des Spools dort nicht schreiben kann

# The spool and its disk.
disk-free = { $mib } MiB sind frei in { $folder }
disk-low = nur { $mib } MiB sind frei in { $folder }
files-low = nur { $files } weitere Dateien passen in { $folder }
asterisk-installed = { $file } ist da, also ist Asterisk installiert
asterisk-missing = { $file } gibt es nicht, also ist Asterisk hier nicht installiert
module-installed = das Modul ist installiert: { $file }
module-missing = app_ferrofax.so ist nicht in { $folder }
spool-missing = in { $folder } ist kein Spool: das Modul legt ihn an, wenn Asterisk es lädt
spool-usable = { $folder } kann gelesen und beschrieben werden
database-whole = die Datenbank ist unbeschädigt
web-files-usable = Benutzer, Anschlüsse und Einstellungen der Weboberfläche können gelesen werden
web-file-unusable = { $file } kann nicht benutzt werden: { $error }
index-whole = jedes empfangene Fax ist über seine Wörter zu finden
index-lacks = { $count ->
    [one] { $count } empfangenes Fax fehlt im Wortverzeichnis
   *[other] { $count } empfangene Faxe fehlen im Wortverzeichnis
}
index-broken = das Wortverzeichnis kann nicht gelesen werden: { $error }

# Devices.
no-devices = kein Anschluss ist bekannt; das Modul liest sie aus dem Wählplan, wenn es geladen wird
no-device-may-send = kein Anschluss darf senden: sendenabled ist bei jedem no
devices = { $may_send ->
    [one] { $may_send } Anschluss von { $all } darf senden
   *[other] { $may_send } Anschlüsse von { $all } dürfen senden
}
device-unknown = es gibt keinen Faxanschluss „{ $device }“
device-missing = { $table }: es gibt keinen Faxanschluss „{ $device }“
device-ambiguous = { $table }: „{ $device }“ ist ein Anschluss in mehreren Kontexten; schreiben Sie ihn mit @Kontext
durable-without-database = { $more ->
    [0] Seiten von Anschluss { $device }
   *[other] Seiten von Anschluss { $device } und { $more } weiteren
} müssen in der gemeinsamen Datenbank sein, bevor sie bestätigt werden (durable = shared), und es gibt keine: keine Seite wird bestätigt
durable-works = { $more ->
    [0] Seiten von Anschluss { $device }
   *[other] Seiten von Anschluss { $device } und { $more } weiteren
} werden bestätigt, sobald die gemeinsame Datenbank sie hat
durable-unreported = { $more ->
    [0] Seiten von Anschluss { $device }
   *[other] Seiten von Anschluss { $device } und { $more } weiteren
} müssen in der gemeinsamen Datenbank sein, bevor sie bestätigt werden (durable = shared), und dieser Rechner meldet sich nicht bei ihr: keine Seite wird bestätigt

# The dialplan and the trunks.
dials-channel = Anrufe gehen an { $dial }
context-missing = dialstring = { $dial } in ferrofax.conf, und der Wählplan hat keinen Kontext [{ $context }]
hangup-missing = [{ $context }] { $exten }: nach Dial({ $dial }) legt nichts auf, daher geht verloren, warum ein Anruf endete, und damit auch, ob eine Nummer besetzt oder falsch ist
context-jumps = [{ $context }] springt mit { $app }({ $args }) weiter; dorthin reicht die Prüfung nicht
dial-missing = über [{ $context }] werden Faxe gewählt, und nichts darin wählt
context-in-order = [{ $context }] wählt, und Hangup() danach gibt weiter, warum ein Anruf endete
jitter-step = [{ $context }] { $exten }: { $app }({ $args }) schaltet einen Jitterbuffer ein, durch den Faxe laufen
jitter-setting = { $setting } ist in { $file } eingeschaltet, und darüber laufen Faxe
no-jitter-buffer = Faxe laufen durch keinen Jitterbuffer
no-endpoint-dialled = kein PJSIP-Endpunkt wird mit seinem Namen gewählt, daher wird keiner geprüft
endpoint-unknown = Asterisk hat keine Einstellungen für einen PJSIP-Endpunkt „{ $endpoint }“, über den Faxe gewählt werden
codec-good = Endpunkt { $endpoint } bietet zuerst { $codec } an
codec-bad = Endpunkt { $endpoint } bietet zuerst { $codec } an, und damit kommt kein Fax als Ton an
codec-missing = Endpunkt { $endpoint } bietet keinen Codec an, und so kommt kein Fax als Ton an
t38-offered = Endpunkt { $endpoint } bietet T.38 an
t38-unwanted = Endpunkt { $endpoint } hat kein T.38, und in ferrofax.conf steht t38 = no
t38-missing = Endpunkt { $endpoint } bietet kein T.38 an, den sicheren Weg für ein Fax über IP

# The mail relay.
relay-by-address = das Relay ist mit seiner Adresse angegeben
relay-name-known = der Name { $host } des Relays ist bekannt
relay-name-unknown = { $fault }
relay-answers = { $host }:{ $port } antwortet
relay-unusable = Port { $port }: { $fault }
faxmaster-missing = niemand ist angegeben, der Unzustellbares bekommt
faxmaster-named = { $faxmaster } bekommt Unzustellbares

# The clock.
swept = abgelaufene Daten wurden zuletzt um { $time } gelöscht
not-swept = abgelaufene Daten wurden seit { $time } nicht mehr gelöscht
clock = { $time }
clock-wrong = die Uhr zeigt { $time }
clocks-differ = die Uhr zeigt { $here }, die der Telefonanlage { $pbx }
clock-behind-fax = die Uhr zeigt { $time }, und Fax { $fax } kam um { $received }

# Converters.
conversion-works = Dokumente werden in einem abgeschotteten Prozess zu Seiten
converter-missing = „{ $program }“ aus [convert] { $setting } in gateway.toml gibt es nicht
converters-own = PDF, TIFF, Bilder, HTML und Text; weder Ghostscript noch LibreOffice ist installiert
converters-other = PDF, TIFF, Bilder, HTML, Text und durch andere Programme: { $programs }

# gateway.toml.
settings-wrong = { $file }:{ $problem }
settings-warning = { $file }:{ $warning }
settings-in-order = { $file } ist in Ordnung
settings-missing = { $file } gibt es nicht; es gelten die Vorgaben
web-without-login = [web]: niemand kann sich anmelden: kein [[user]] hat ein Passwort (`ferrofax password`), und es gibt weder [ldap] noch [openid]
web-without-certificate = [web] listen: { $address } ist von anderen Rechnern erreichbar, aber ohne Zertifikat (`certificate` und `key`) oder Proxy (`proxies`) werden sie abgewiesen
network-of-administrator = [[network]] { $network }: jeder Client dort hat ohne Anmeldung die Rechte der Administration und sieht über das HylaFAX-Protokoll alle Faxe und Aufträge
network-of-all = [[network]] { $network }: die ganze Welt darf ohne Anmeldung Faxe senden
front-servers-of-all = [mail] trusted_front_servers: jeder Adresse wird vertraut
all-numbers-allowed = [limits] allowed: wer senden darf, darf in die ganze Welt senden
cram-md5-without-passwords = [mail] cram_md5: dafür sind Passwörter im Klartext nötig, und kein [[user]] hat eines
country-code-missing = country_code ist in ferrofax.conf nicht gesetzt: jede Nummer, die mit einer Landesvorwahl geschrieben ist, wird gesperrt, und Sonderrufnummern werden nur an allgemeinen Vorwahlen erkannt
country-code-set = country_code ist in ferrofax.conf auf { $code } gesetzt: Nummern, die damit beginnen, gehören zum eigenen Land
senders = { $users ->
    [one] { $users } Benutzer
   *[other] { $users } Benutzer
} und { $networks ->
    [one] { $networks } Netz
   *[other] { $networks } Netze
} dürfen senden, { $outside ->
    [owners] Inhaber von Anschlüssen dürfen von außen schreiben, wenn ihre Domain dafür bürgt
    [front-servers] vorgelagerte Server melden, wer von außen schreibt
   *[nobody] sonst niemand
}
mail-off = Fax per E-Mail ist ausgeschaltet
certificate-usable = Zertifikat und Schlüssel sind verwendbar
certificate-by-acme = der Dienst bestellt das Zertifikat für { $names } über ACME
mail-without-certificate = es gibt kein Zertifikat, also kein TLS, und eine Anmeldung ist nur aus clear_text_networks möglich
printer-without-certificate = es gibt kein Zertifikat, daher ist eine Anmeldung nur aus clear_text_networks möglich
web-for-this-machine = es gibt kein Zertifikat, daher ist die Weboberfläche nur für diesen Rechner und `proxies` da
address-free = { $address } ist frei
address-taken = { $address } ist belegt; von `ferrofax serve`, falls das läuft
address-unusable = { $address }: { $error }
hylafax-without-login = niemand kann sich anmelden: kein [[user]] hat ein Passwort, und kein [[network]] nennt einen `user`
token-fetched = ein Zugriffstoken für den Mailserver wurde geholt; es läuft in { $minutes ->
    [one] { $minutes } Minute
   *[other] { $minutes } Minuten
} ab
secret-expires = das Geheimnis oder Zertifikat für Zugriffstokens läuft am { $day } ab
keys-readable = gelesene Dateien mit Schlüsseln von Empfängern: { $count }
codes-readable = gelesene Codes für Links zu Faxen: { $count }
links-without-web = E-Mails enthalten Links zu Faxen, aber die Weboberfläche ist ausgeschaltet: setzen Sie listen oder tls_listen in [web]
key-expires = der Schlüssel { $key } für verschlüsselte E-Mails läuft am { $day } ab
proof-certificate = das Zertifikat, das Sendenachweise signiert, gilt bis { $day }
mailbox-readable = { $mails ->
    [one] das Postfach { $user } kann gelesen werden; sein Ordner hat { $mails } E-Mail
   *[other] das Postfach { $user } kann gelesen werden; sein Ordner hat { $mails } E-Mails
}
mailbox-folder-missing = im Postfach fehlt der Ordner „{ $folder }“; ferrofax serve legt ihn an
filing-reachable = { $server } ist erreichbar
mailbox-without-rule = kein Absender gilt als bewiesen, also wird jede E-Mail im Postfach abgelehnt
server-answers = { $url } antwortet
provider-answers = { $count ->
    [one] { $url } antwortet, mit { $count } Schlüssel
   *[other] { $url } antwortet, mit { $count } Schlüsseln
}

# The shared database.
database-shared = { $count ->
    [one] die gemeinsame Datenbank { $database } hat { $count } Knoten
   *[other] die gemeinsame Datenbank { $database } hat { $count } Knoten
}
jobs-left = { $count ->
    [one] { $count } Auftrag, der diesem Rechner gegeben wurde, ist in einer gemeinsamen Datenbank, die gateway.toml nicht mehr nennt: ein anderer Knoten sendet ihn, und das Ergebnis wird hier nicht gemeldet
   *[other] { $count } Aufträge, die diesem Rechner gegeben wurden, sind in einer gemeinsamen Datenbank, die gateway.toml nicht mehr nennt: andere Knoten senden sie, und die Ergebnisse werden hier nicht gemeldet
}
node-drained = dieser Rechner nimmt keine Aufträge der gemeinsamen Datenbank an, bis zu `ferrofax node undrain`
shared-key = Dokumente in der gemeinsamen Datenbank sind mit dem Schlüssel { $key } verschlüsselt; ohne ihn sind sie verloren, bewahren Sie deshalb anderswo eine Kopie auf
spool-key = Dokumente sind mit dem Schlüssel { $key } verschlüsselt; ohne ihn sind sie verloren, bewahren Sie deshalb anderswo eine Kopie auf

# The self-test.
no-device-may-receive = kein Anschluss mit eigener Nummer darf empfangen
test-without-module = es wurde keine Seite gesendet, weil das Modul nicht antwortet
route-inside = { $from } an { $to }
route-trunk = { $from } über den Trunk mit { $number }
test-not-submitted = { $route }: nicht gesendet: { $error }
test-not-sent = { $route }: nicht gesendet: { $event }
test-timed-out = { $route }: nicht innerhalb von { $seconds } s gesendet: Auftrag { $job } hat den Zustand { $state }. { $event }
test-not-received = { $route }: die Seite wurde bestätigt, und kein Anschluss dieser Telefonanlage hat sie empfangen
test-broken = { $route }: { $error }
receipt = { $device } als Fax { $fax } nach { $seconds } s, { $is_ecm ->
    [true] { $bps } bit/s mit Fehlerkorrektur
   *[false] { $bps } bit/s
}, { $mode }
test-arrived = { $pages ->
    [one] { $route }: { $pages } Seite kam an bei { $receipt }; alle { $rows } Zeilen sind wie gesendet
   *[other] { $route }: { $pages } Seiten kamen an bei { $receipt }; alle { $rows } Zeilen sind wie gesendet
}
test-differs = { $route }: angekommen bei { $receipt }, und { $difference }
difference-unreadable = ein Vergleich ist nicht möglich: { $error }
difference-pages = { $sent } Seiten wurden gesendet, { $received } kamen an
difference-rows = Seite { $page } ist nicht wie gesendet: aus { $sent_rows } Zeilen zu { $sent_pixels } Pixeln wurden { $received_rows } zu { $received_pixels }
test-mailed = die Seite von `{ $test }` wurde per E-Mail an { $recipient ->
    [mailboxes] die Postfächer des Anschlusses
   *[faxmaster] den Faxmaster
} gesendet; der Mailserver antwortete { $answer }
test-not-mailed = die Seite von `{ $test }` wurde nicht per E-Mail an { $recipient ->
    [mailboxes] die Postfächer des Anschlusses
   *[faxmaster] den Faxmaster
} gesendet: { $error }
test-mail-waits = die Seite von `{ $test }` wurde nicht per E-Mail an { $recipient ->
    [mailboxes] die Postfächer des Anschlusses
   *[faxmaster] den Faxmaster
} gesendet: die E-Mail wartet

# Anything else.
path-unreadable = { $path }: { $error }
error = { $error }
text = { $text }

# Fixes: the module in the PBX.
fix-see-asterisk-log = sehen Sie im Log von Asterisk nach
fix-load-module = `asterisk -rx 'module load app_ferrofax.so'`; wird es nicht geladen, steht der Grund im Log von Asterisk
fix-install-newer-module = ein älteres Modul kennt die Frage nicht: installieren Sie Modul und Programm in einer Version, und starten Sie dann Asterisk neu
fix-install-one-version = installieren Sie beide in einer Version, und starten Sie dann Asterisk neu
fix-correct-config-line = berichtigen Sie diese Zeile, dann `asterisk -rx 'module reload app_ferrofax.so'`
fix-name-one-mail-server = geben Sie einen Mailserver an; geben Sie zur Ausfallsicherheit einem Namen mehrere Adressen

# Fixes: permissions of the spool.
fix-share-spool = `systemd-tmpfiles --create ferrofax.conf` gibt den Spool ohne die Gruppe frei; oder { $remedy }; zu vorher Empfangenem: /usr/share/doc/ferrofax/spool.md
remedy-rungroup = nehmen Sie `rungroup = { $group }` aus asterisk.conf heraus, und starten Sie Asterisk neu (`systemctl restart asterisk`; `core restart` genügt nicht)
remedy-option = nehmen Sie `-G { $group }` aus dem Befehl heraus, der Asterisk startet, und starten Sie Asterisk neu (`systemctl restart asterisk`; `core restart` genügt nicht)
remedy-no-member = `usermod -a -G { $group } { $user }`, und starten Sie Asterisk neu (`systemctl restart asterisk`; `core restart` genügt nicht)
remedy-started-before = starten Sie Asterisk neu (`systemctl restart asterisk`; `core restart` genügt nicht)
fix-set-permissions = chown, chgrp und chmod, wie es in /usr/share/doc/ferrofax/spool.md steht, für { $folder }
fix-close-folder = chmod -R o= { $folder }
fix-close-folder-on-freepbx = chmod -R o= { $folder }, und schreiben Sie `directory = { $folder }` unter [blacklist] in /etc/asterisk/freepbx_chown.conf, sonst öffnet FreePBX den Ordner wieder (/usr/share/doc/ferrofax/freepbx.md)
fix-close-file = chmod o= { $file }
fix-close-file-on-freepbx = chmod o= { $file }, und schreiben Sie `item = { $file }` unter [blacklist] in /etc/asterisk/freepbx_chown.conf, sonst öffnet FreePBX die Datei wieder (/usr/share/doc/ferrofax/freepbx.md)
fix-permit-group = laden Sie in der Telefonanlage das Modul dieser Version, das es erlaubt, oder chmod g+w { $folder }/received/*

# Fixes: the spool and its disk.
fix-free-space = schaffen Sie dort Platz; `retention_days` in ferrofax.conf und `ferrofax cleanup --keep-days N` löschen alte Faxe
fix-install-asterisk = installieren Sie Asterisk 16 bis 24: /usr/share/doc/ferrofax/install.md
fix-install-module = installieren Sie das Paket ferrofax-asterisk, oder führen Sie `make install` aus: /usr/share/doc/ferrofax/install.md
fix-create-spool = starten Sie Asterisk, oder laden Sie das Modul: `asterisk -rx 'module load app_ferrofax.so'`. Einen anderen Ordner nennen Sie mit --spool oder FERROFAX_SPOOL
fix-run-as-root = führen Sie dies als root aus, oder nehmen Sie den Benutzer in die Gruppe des Ordners auf: /usr/share/doc/ferrofax/spool.md
fix-restore-backup = beenden Sie die Telefonanlage, und spielen Sie eine Sicherung ein: /usr/share/doc/ferrofax/backup.md
fix-undo-or-remove = machen Sie die Änderung in { $file } rückgängig, oder entfernen Sie die Datei, und geben Sie den Inhalt in der Weboberfläche neu ein
fix-rebuild-index = `ferrofax index` baut es neu auf, während der Dienst läuft

# Fixes: devices.
fix-declare-device = legen Sie einen in extensions.conf (FreePBX: extensions_custom.conf) fest: [fax-devices], exten => 2101,1,FaxDevice(alice@example.com); dann `dialplan reload`. `contexts` in ferrofax.conf nennt die Kontexte
fix-allow-sending = sendenabled = yes in ferrofax.conf, in [general] oder in einer Klasse
fix-name-device = geben Sie einen Anschluss an, den der Wählplan festlegt
fix-configure-node = nehmen Sie [node] in gateway.toml auf (/usr/share/doc/ferrofax/nodes.md), oder nehmen Sie durable = shared aus ferrofax.conf und dem Wählplan heraus
fix-start-service = systemctl start ferrofax: `ferrofax serve` überträgt Seiten in die gemeinsame Datenbank; der Fehler steht in seinem Log
fix-resume-deletion = systemctl start ferrofax: der Dienst löscht abgelaufene Daten jede Stunde; der Fehler steht in seinem Log
fix-mount-folder = den Ordner wieder einhängen und dem Benutzer von Ferrofax das Lesen und Schreiben erlauben
fix-read-failures = die fehlgeschlagenen Faxe öffnen: jedes zeigt, warum sein Anruf fehlschlug und was hilft

# Fixes: the dialplan and the trunks.
fix-write-context = in extensions.conf (FreePBX: extensions_custom.conf): [{ $context }], exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) und same => n,Hangup(); dann `dialplan reload`
fix-hang-up = same => n,Hangup() dahinter in extensions.conf, dann `dialplan reload`
fix-dial-in-context = dort exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) und same => n,Hangup(), dann `dialplan reload`
fix-remove-jitter-step = ein Jitterbuffer verwirft und erfindet Ton mitten in einem Fax: nehmen Sie diese Zeile aus extensions.conf heraus, dann `dialplan reload`
fix-switch-jitter-off = ein Jitterbuffer verwirft und erfindet Ton mitten in einem Fax: { $setting } = no für den Trunk in { $file }
fix-name-endpoint = geben Sie in Dial() einen Endpunkt aus pjsip.conf an; ist er dort, `module load func_pjsip_endpoint.so`
fix-allow-g711 = `disallow = all` und `allow = alaw,ulaw` (G.711) für { $endpoint } in pjsip.conf, dann `module reload res_pjsip.so`
fix-offer-t38 = `t38_udptl = yes` für { $endpoint } in pjsip.conf, dann `module reload res_pjsip.so`; hat der Anbieter kein T.38, `t38 = no` in ferrofax.conf [general]
fix-check-trunk = ein Testfax an diese Nummer senden; wenn es nicht ankommt, die Leitung und den Wählplan prüfen

# Fixes: the mail relay.
fix-correct-relay-name = berichtigen Sie `mailserver = …` in ferrofax.conf [general] oder /etc/resolv.conf
fix-correct-relay = berichtigen Sie `mailserver`, `mailport` und die Anmeldung in ferrofax.conf [general], oder starten Sie das Relay; wartende E-Mails werden dann gesendet
fix-name-faxmaster = schreiben Sie `faxmaster = postmaster@example.com` in ferrofax.conf [general], mit einer Adresse von Ihnen
fix-retry-mails = die Adresse oder das Relay berichtigen und die E-Mail noch einmal senden
fix-resume-mails = die E-Mails auf dieser Seite fortsetzen oder mit `ferrofax mail-queue resume`

# Fixes: the clock.
fix-set-clock = stellen Sie die Uhr des Rechners: `timedatectl set-ntp true`

# Fixes: converters.
fix-allow-conversion = Platz und Rechte im Ordner für temporäre Dateien; `memory_mb` in [convert] von gateway.toml
fix-install-converter = installieren Sie es, oder nehmen Sie die Zeile aus [convert] heraus

# Fixes: gateway.toml.
fix-correct-settings = berichtigen Sie dies; `man gateway.toml` enthält jede Einstellung
fix-correct-table = berichtigen Sie [{ $table }] in gateway.toml
fix-correct-table-as-in = berichtigen Sie [{ $table }] in gateway.toml: { $page }
fix-other-address = eine andere Adresse oder ein anderer Port in [{ $table }] von gateway.toml, oder das Recht auf einen niedrigen Port
fix-other-mail-address = eine andere Adresse oder ein anderer Port in [mail] von gateway.toml, oder das Recht von root auf einen niedrigen Port
fix-other-hylafax-address = eine andere Adresse oder ein anderer Port in [hylafax] von gateway.toml
fix-give-passwords = geben Sie denen ein Passwort, die HylaFAX-Clients benutzen (`ferrofax password`)
fix-name-plain-user = geben Sie dem Netz einen Benutzer mit role = "user"
fix-limit-senders = erlauben Sie es in gateway.toml nur denen, die senden sollen

# Fixes: the shared database.
fix-name-node-again = nehmen Sie [node] wieder in gateway.toml auf, mit share_jobs = false, bis sie beendet sind
fix-correct-node = starten Sie ihren Server, oder berichtigen Sie [node] in gateway.toml; Faxe werden empfangen und warten
fix-correct-node-keys = berichtigen Sie key_file, key_command oder key_name in [node] von gateway.toml: /usr/share/doc/ferrofax/sealed.md; Faxe werden empfangen und warten
fix-correct-keys = berichtigen Sie key_file, key_command oder key_name in [sealing] von gateway.toml: /usr/share/doc/ferrofax/sealed.md; Faxe werden unterdessen empfangen und gesendet

# Fixes: the self-test.
fix-see-devices = siehe `devices` oben, oder geben Sie andere mit --from und --to an
fix-see-module = siehe `module` oben
fix-see-mail = siehe `relay` und `faxmaster` oben; `asterisk -rx 'ferrofax show outbox'` listet jede E-Mail auf
fix-see-calls = `asterisk -rx 'ferrofax show calls'` und das Log zeigen, wie die Leitung ist; /usr/share/doc/ferrofax/rtp.md und /usr/share/doc/ferrofax/t38.md
fix-see-jobs = `ferrofax jobs` zeigt die Aufträge davor, und `asterisk -rx 'ferrofax show calls'`, ob eine Leitung frei ist
fix-fix-that-first = beheben Sie das zuerst
fix-route-back = die Nummer muss zu einem Faxanschluss zurückführen: Goto(fax-devices,2101,1) im Kontext des Trunks
fix-follow-advice = { $failure }

# Fixes: anything else.
fix-text = { $text }
