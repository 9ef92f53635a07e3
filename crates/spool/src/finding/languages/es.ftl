# What checks find, in Spanish, and how to fix it.

# The module in the PBX.
module-version = Ferrofax { $ferrofax } en Asterisk { $asterisk }
module-other-version = el módulo es Ferrofax { $ferrofax } en Asterisk { $asterisk }, y este programa tiene la versión { $program }
check-failed = una comprobación falló por un error interno
module-silent = el módulo funciona con este spool y no ha contestado en { $seconds } s
module-never-ran = el módulo nunca ha funcionado con este spool
module-not-running = el módulo no está en marcha: los envíos esperan hasta que Asterisk lo haya cargado
config-complaint = { $complaint }
config-in-order = ninguna línea de ferrofax.conf y ninguna extensión tiene errores
mail-servers-cut = { $file }: mailserver = { $server };{ $rest }: solo se usa { $server }, porque un ; empieza un comentario

# Permissions of the spool.
group-works = Asterisk y el servicio Ferrofax pueden trabajar en { $folder }
group-missing = Asterisk no se ejecuta en el grupo de { $folder }, así que Asterisk y el servicio Ferrofax no pueden leer los archivos del otro: { $reason }
reason-rungroup = `rungroup = { $group }` en asterisk.conf omite todos los demás grupos
reason-option = `-G { $group }` en la orden que inicia Asterisk omite todos los demás grupos
reason-no-member = { $user } no está en el grupo { $group }
reason-started-before = su usuario entró en el grupo después de que se iniciara Asterisk
writable-by-all = todos pueden escribir en { $folder }
readable-by-all = todos en este equipo pueden leer { $path }
rights-in-order = todo su contenido es de { $owner }
rights-in-order-with-group = todo su contenido es de { $owner } y del grupo de la carpeta
user-lacks-right = { $path } es de { $owner } con el modo { $mode }: { $user } no puede { $right ->
    [write] escribirlo
   *[read] leerlo
}
group-lacks-right = { $path } es de { $owner } con el modo { $mode }: el grupo de la carpeta no puede { $right ->
    [write] escribirlo
   *[read] leerlo
}
password-readable = { $file } contiene una contraseña y todos en este equipo pueden leerlo
passwords-readable = { $file } contiene contraseñas y todos pueden leerlo
folder-unencrypted = { $folder } sigue sin cifrar, porque el grupo del spool no puede escribir allí

# The spool and its disk.
disk-free = hay { $mib } MiB libres en { $folder }
disk-low = solo hay { $mib } MiB libres en { $folder }
files-low = solo caben { $files } archivos más en { $folder }
asterisk-installed = { $file } existe, así que Asterisk está instalado
asterisk-missing = { $file } no existe, así que Asterisk no está instalado aquí
module-installed = el módulo está instalado: { $file }
module-missing = app_ferrofax.so no está en { $folder }
spool-missing = no hay spool en { $folder }: el módulo lo crea cuando Asterisk lo carga
spool-usable = se puede leer y escribir en { $folder }
database-whole = la base de datos no está dañada
web-files-usable = los usuarios, extensiones y ajustes de la interfaz web se pueden leer
web-file-unusable = { $file } no se puede usar: { $error }
index-whole = cada fax recibido se encuentra por sus palabras
index-lacks = { $count ->
    [one] { $count } fax recibido falta en el índice de palabras
   *[other] { $count } faxes recibidos faltan en el índice de palabras
}
index-broken = no se puede leer el índice de palabras: { $error }

# Devices.
no-devices = no se conoce ninguna extensión; el módulo las lee del plan de marcación cuando se carga
no-device-may-send = ninguna extensión puede enviar: sendenabled es no en todas
devices = { $may_send ->
    [one] { $may_send } extensión de { $all } puede enviar
   *[other] { $may_send } extensiones de { $all } pueden enviar
}
device-unknown = no existe la extensión de fax «{ $device }»
device-missing = { $table }: no existe la extensión de fax «{ $device }»
device-ambiguous = { $table }: «{ $device }» es una extensión en varios contextos; escríbala con @contexto
durable-without-database = { $more ->
    [0] las páginas de la extensión { $device }
   *[other] las páginas de la extensión { $device } y de { $more } más
} deben estar en la base de datos compartida antes de confirmarse (durable = shared), y no hay ninguna: no se confirma ninguna página
durable-works = { $more ->
    [0] las páginas de la extensión { $device }
   *[other] las páginas de la extensión { $device } y de { $more } más
} se confirman cuando la base de datos compartida las tiene
durable-unreported = { $more ->
    [0] las páginas de la extensión { $device }
   *[other] las páginas de la extensión { $device } y de { $more } más
} deben estar en la base de datos compartida antes de confirmarse (durable = shared), y este equipo no se comunica con ella: no se confirma ninguna página

# The dialplan and the trunks.
dials-channel = las llamadas van a { $dial }
context-missing = dialstring = { $dial } en ferrofax.conf, y el plan de marcación no tiene el contexto [{ $context }]
hangup-missing = [{ $context }] { $exten }: nada cuelga después de Dial({ $dial }), así que se pierde la causa del fin de una llamada y, con ella, si un número está ocupado o es incorrecto
context-jumps = [{ $context }] continúa con { $app }({ $args }), que no se sigue
dial-missing = los faxes se marcan por [{ $context }], y nada en él marca
context-in-order = [{ $context }] marca, y Hangup() después transmite la causa del fin de una llamada
jitter-step = [{ $context }] { $exten }: { $app }({ $args }) pone un búfer de fluctuación en el camino de los faxes
jitter-setting = { $setting } está activado en { $file }, por donde pasan los faxes
no-jitter-buffer = no hay ningún búfer de fluctuación en el camino de los faxes
no-endpoint-dialled = no se marca ningún endpoint PJSIP por su nombre, así que no se comprueba ninguno
endpoint-unknown = Asterisk no tiene ajustes de un endpoint PJSIP «{ $endpoint }», por el que se marcan los faxes
codec-good = el endpoint { $endpoint } ofrece primero { $codec }
codec-bad = el endpoint { $endpoint } ofrece primero { $codec }, por el que no pasa ningún fax en audio
codec-missing = el endpoint { $endpoint } no ofrece ningún códec, así que no pasa ningún fax en audio
t38-offered = el endpoint { $endpoint } ofrece T.38
t38-unwanted = el endpoint { $endpoint } no tiene T.38, y t38 = no en ferrofax.conf
t38-missing = el endpoint { $endpoint } no ofrece T.38, la vía segura de un fax por IP

# The mail relay.
relay-by-address = el servidor de salida está indicado por su dirección
relay-name-known = el nombre { $host } del servidor de salida es conocido
relay-name-unknown = { $fault }
relay-answers = { $host }:{ $port } contesta
relay-unusable = puerto { $port }: { $fault }
faxmaster-missing = no se ha indicado quién recibe lo que no se puede entregar
faxmaster-named = { $faxmaster } recibe lo que no se puede entregar

# The clock.
swept = los datos caducados se borraron por última vez a las { $time }
not-swept = los datos caducados no se borran desde { $time }
clock = { $time }
clock-wrong = el reloj marca { $time }
clocks-differ = el reloj marca { $here }, y el de la centralita { $pbx }
clock-behind-fax = el reloj marca { $time }, y el fax { $fax } llegó a las { $received }

# Converters.
conversion-works = los documentos se convierten en páginas en un proceso aislado
converter-missing = «{ $program }» de [convert] { $setting } en gateway.toml no existe
converters-own = PDF, TIFF, imágenes, HTML y texto; no están ni Ghostscript ni LibreOffice
converters-other = PDF, TIFF, imágenes, HTML, texto y, con otros programas: { $programs }

# gateway.toml.
settings-wrong = { $file }:{ $problem }
settings-warning = { $file }:{ $warning }
settings-in-order = { $file } está en orden
settings-missing = { $file } no existe; se aplican los valores predeterminados
web-without-login = [web]: nadie puede iniciar sesión: ningún [[user]] tiene contraseña (`ferrofax password`), y no hay ni [ldap] ni [openid]
web-without-certificate = [web] listen: se puede llegar a { $address } desde otros equipos, pero sin certificado (`certificate` y `key`) ni proxy (`proxies`) se rechazan
network-of-administrator = [[network]] { $network }: cada cliente de allí es administrador sin iniciar sesión, y ve todos los faxes y envíos por el protocolo HylaFAX
network-of-all = [[network]] { $network }: todo el mundo puede enviar faxes sin iniciar sesión
front-servers-of-all = [mail] trusted_front_servers: se confía en cualquier dirección
all-numbers-allowed = [limits] allowed: quien puede enviar puede hacerlo a todo el mundo
cram-md5-without-passwords = [mail] cram_md5: necesita contraseñas en texto plano, y ningún [[user]] tiene una
country-code-missing = country_code no está definido en ferrofax.conf: se bloquea cada número escrito con el prefijo de un país, y los números de tarificación especial solo se reconocen por prefijos comunes
country-code-set = country_code es { $code } en ferrofax.conf: los números que empiezan así son de su propio país
senders = { $users ->
    [one] { $users } usuario
   *[other] { $users } usuarios
} y { $networks ->
    [one] { $networks } red
   *[other] { $networks } redes
} pueden enviar, { $outside ->
    [owners] los titulares de extensiones pueden escribir desde fuera si su dominio responde por el correo
    [front-servers] los servidores frontales indican quién escribe desde fuera
   *[nobody] nadie más
}
mail-off = el fax por correo está desactivado
certificate-usable = el certificado y la clave se pueden usar
certificate-by-acme = el servicio solicita el certificado para { $names } mediante ACME
mail-without-certificate = no hay certificado, así que no hay TLS, y solo se puede iniciar sesión desde clear_text_networks
printer-without-certificate = no hay certificado, así que solo se puede iniciar sesión desde clear_text_networks
web-for-this-machine = no hay certificado, así que la interfaz web es solo para este equipo y `proxies`
address-free = { $address } está libre
address-taken = { $address } está ocupada; por `ferrofax serve`, si está en marcha
address-unusable = { $address }: { $error }
hylafax-without-login = nadie puede iniciar sesión: ningún [[user]] tiene contraseña, y ningún [[network]] indica un `user`
token-fetched = se obtuvo un token de acceso para el servidor de correo; caduca en { $minutes ->
    [one] { $minutes } minuto
   *[other] { $minutes } minutos
}
secret-expires = el secreto o certificado para los tokens de acceso caduca el { $day }
keys-readable = archivos leídos con claves de destinatarios: { $count }
codes-readable = códigos leídos para enlaces a faxes: { $count }
links-without-web = los correos contienen enlaces a faxes, pero la interfaz web está desactivada: ponga listen o tls_listen en [web]
key-expires = la clave { $key } para correos cifrados caduca el { $day }
proof-certificate = el certificado que firma las pruebas de envío es válido hasta el { $day }
mailbox-readable = { $mails ->
    [one] el buzón { $user } se puede leer; su carpeta tiene { $mails } mensaje
   *[other] el buzón { $user } se puede leer; su carpeta tiene { $mails } mensajes
}
mailbox-folder-missing = en el buzón falta la carpeta «{ $folder }»; ferrofax serve la crea
filing-reachable = se puede acceder a { $server }
mailbox-without-rule = ningún remitente está probado, así que se rechaza cada mensaje del buzón
server-answers = { $url } contesta
provider-answers = { $count ->
    [one] { $url } contesta, con { $count } clave
   *[other] { $url } contesta, con { $count } claves
}

# The shared database.
database-shared = { $count ->
    [one] la base de datos compartida { $database } tiene { $count } nodo
   *[other] la base de datos compartida { $database } tiene { $count } nodos
}
jobs-left = { $count ->
    [one] { $count } envío entregado a este equipo está en una base de datos compartida que gateway.toml ya no indica: otro nodo lo envía, y su resultado no se comunica aquí
   *[other] { $count } envíos entregados a este equipo están en una base de datos compartida que gateway.toml ya no indica: otros nodos los envían, y sus resultados no se comunican aquí
}
node-drained = este equipo no acepta envíos de la base de datos compartida hasta `ferrofax node undrain`
shared-key = los documentos de la base de datos compartida están cifrados con la clave { $key }; sin ella se pierden, así que guarde una copia en otro lugar
spool-key = los documentos están cifrados con la clave { $key }; sin ella se pierden, así que guarde una copia en otro lugar

# The self-test.
no-device-may-receive = ninguna extensión con número propio puede recibir
test-without-module = no se envió ninguna página, porque el módulo no contesta
route-inside = { $from } a { $to }
route-trunk = { $from } por la troncal con { $number }
test-not-submitted = { $route }: no enviada: { $error }
test-not-sent = { $route }: no enviada: { $event }
test-timed-out = { $route }: no enviada en { $seconds } s: el envío { $job } está en el estado { $state }. { $event }
test-not-received = { $route }: la página se confirmó, y ninguna extensión de esta centralita la ha recibido
test-broken = { $route }: { $error }
receipt = { $device } como fax { $fax } después de { $seconds } s, { $is_ecm ->
    [true] { $bps } bit/s con corrección de errores
   *[false] { $bps } bit/s
}, { $mode }
test-arrived = { $pages ->
    [one] { $route }: { $pages } página llegó a { $receipt }; todas las { $rows } líneas son como se enviaron
   *[other] { $route }: { $pages } páginas llegaron a { $receipt }; todas las { $rows } líneas son como se enviaron
}
test-differs = { $route }: llegó a { $receipt }, y { $difference }
difference-unreadable = no se puede comparar: { $error }
difference-pages = se enviaron { $sent } páginas, llegaron { $received }
difference-rows = la página { $page } no es como se envió: { $sent_rows } líneas de { $sent_pixels } píxeles se convirtieron en { $received_rows } de { $received_pixels }
test-mailed = la página de `{ $test }` se envió por correo { $recipient ->
    [mailboxes] a los buzones de la extensión
   *[faxmaster] al faxmaster
}; el servidor de correo contestó { $answer }
test-not-mailed = la página de `{ $test }` no se ha enviado por correo { $recipient ->
    [mailboxes] a los buzones de la extensión
   *[faxmaster] al faxmaster
}: { $error }
test-mail-waits = la página de `{ $test }` no se ha enviado por correo { $recipient ->
    [mailboxes] a los buzones de la extensión
   *[faxmaster] al faxmaster
}: el correo espera

# Anything else.
path-unreadable = { $path }: { $error }
error = { $error }
text = { $text }

# Fixes: the module in the PBX.
fix-see-asterisk-log = consulte el registro de Asterisk
fix-load-module = `asterisk -rx 'module load app_ferrofax.so'`; si no se carga, el registro de Asterisk dice por qué
fix-install-newer-module = un módulo más antiguo no conoce la pregunta: instale el módulo y el programa de una misma versión, y después reinicie Asterisk
fix-install-one-version = instale ambos de una misma versión, y después reinicie Asterisk
fix-correct-config-line = corrija esa línea, y después `asterisk -rx 'module reload app_ferrofax.so'`
fix-name-one-mail-server = indique un solo servidor de correo; para la tolerancia a fallos, dé varias direcciones a un nombre

# Fixes: permissions of the spool.
fix-share-spool = `systemd-tmpfiles --create ferrofax.conf` comparte el spool sin el grupo; o { $remedy }; para lo recibido antes: /usr/share/doc/ferrofax/spool.md
remedy-rungroup = quite `rungroup = { $group }` de asterisk.conf, y reinicie Asterisk (`systemctl restart asterisk`; `core restart` no basta)
remedy-option = quite `-G { $group }` de la orden que inicia Asterisk, y reinicie Asterisk (`systemctl restart asterisk`; `core restart` no basta)
remedy-no-member = `usermod -a -G { $group } { $user }`, y reinicie Asterisk (`systemctl restart asterisk`; `core restart` no basta)
remedy-started-before = reinicie Asterisk (`systemctl restart asterisk`; `core restart` no basta)
fix-set-permissions = chown, chgrp y chmod como en /usr/share/doc/ferrofax/spool.md, para { $folder }
fix-close-folder = chmod -R o= { $folder }
fix-close-folder-on-freepbx = chmod -R o= { $folder }, y escriba `directory = { $folder }` bajo [blacklist] en /etc/asterisk/freepbx_chown.conf, o FreePBX la abrirá de nuevo (/usr/share/doc/ferrofax/freepbx.md)
fix-close-file = chmod o= { $file }
fix-close-file-on-freepbx = chmod o= { $file }, y escriba `item = { $file }` bajo [blacklist] en /etc/asterisk/freepbx_chown.conf, o FreePBX lo abrirá de nuevo (/usr/share/doc/ferrofax/freepbx.md)
fix-permit-group = cargue en la centralita el módulo de esta versión, que lo permite, o chmod g+w { $folder }/received/*

# Fixes: the spool and its disk.
fix-free-space = libere espacio allí; `retention_days` en ferrofax.conf y `ferrofax cleanup --keep-days N` borran los faxes antiguos
fix-install-asterisk = instale Asterisk 16 a 24: /usr/share/doc/ferrofax/install.md
fix-install-module = instale el paquete ferrofax-asterisk, o ejecute `make install`: /usr/share/doc/ferrofax/install.md
fix-create-spool = inicie Asterisk, o cargue el módulo: `asterisk -rx 'module load app_ferrofax.so'`. Para otra carpeta indique --spool o FERROFAX_SPOOL
fix-run-as-root = ejecute esto como root, o añada su usuario al grupo de la carpeta: /usr/share/doc/ferrofax/spool.md
fix-restore-backup = detenga la centralita y ponga una copia de seguridad en su lugar: /usr/share/doc/ferrofax/backup.md
fix-undo-or-remove = deshaga el cambio en { $file }, o elimine el archivo e introduzca de nuevo su contenido en la interfaz web
fix-rebuild-index = `ferrofax index` lo reconstruye mientras el servicio funciona

# Fixes: devices.
fix-declare-device = declare una en extensions.conf (FreePBX: extensions_custom.conf): [fax-devices], exten => 2101,1,FaxDevice(alice@example.com); después `dialplan reload`. `contexts` en ferrofax.conf indica los contextos
fix-allow-sending = sendenabled = yes en ferrofax.conf, en [general] o en una clase
fix-name-device = indique una extensión que el plan de marcación declare
fix-configure-node = ponga [node] en gateway.toml (/usr/share/doc/ferrofax/nodes.md), o quite durable = shared de ferrofax.conf y del plan de marcación
fix-start-service = systemctl start ferrofax: `ferrofax serve` sube las páginas a la base de datos compartida; el error está en su registro
fix-resume-deletion = systemctl start ferrofax: el servicio borra los datos caducados cada hora; el error está en su registro
fix-mount-folder = montar de nuevo la carpeta y permitir al usuario de Ferrofax leer y escribir en ella
fix-read-failures = abrir los faxes fallidos: cada uno muestra por qué falló su llamada y qué ayuda

# Fixes: the dialplan and the trunks.
fix-write-context = en extensions.conf (FreePBX: extensions_custom.conf): [{ $context }], exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) y same => n,Hangup(); después `dialplan reload`
fix-hang-up = same => n,Hangup() detrás en extensions.conf, después `dialplan reload`
fix-dial-in-context = allí exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) y same => n,Hangup(), después `dialplan reload`
fix-remove-jitter-step = un búfer de fluctuación descarta e inventa sonido en medio de un fax: quite esa línea de extensions.conf, después `dialplan reload`
fix-switch-jitter-off = un búfer de fluctuación descarta e inventa sonido en medio de un fax: { $setting } = no para la troncal en { $file }
fix-name-endpoint = indique un endpoint de pjsip.conf en Dial(); si está allí, `module load func_pjsip_endpoint.so`
fix-allow-g711 = `disallow = all` y `allow = alaw,ulaw` (G.711) para { $endpoint } en pjsip.conf, después `module reload res_pjsip.so`
fix-offer-t38 = `t38_udptl = yes` para { $endpoint } en pjsip.conf, después `module reload res_pjsip.so`; si el proveedor no tiene T.38, `t38 = no` en ferrofax.conf [general]
fix-check-trunk = enviar un fax de prueba a este número; si no llega, comprobar la línea y el plan de marcación

# Fixes: the mail relay.
fix-correct-relay-name = corrija `mailserver = …` en ferrofax.conf [general], o /etc/resolv.conf
fix-correct-relay = corrija `mailserver`, `mailport` y la identificación en ferrofax.conf [general], o inicie el servidor de salida; los correos en espera se envían entonces
fix-name-faxmaster = escriba `faxmaster = postmaster@example.com` en ferrofax.conf [general], con una dirección suya
fix-retry-mails = corregir la dirección o el servidor de correo y enviar de nuevo el correo
fix-resume-mails = reanudar los correos en esta página, o con `ferrofax mail-queue resume`

# Fixes: the clock.
fix-set-clock = ponga en hora el reloj del equipo: `timedatectl set-ntp true`

# Fixes: converters.
fix-allow-conversion = espacio y permisos en la carpeta de archivos temporales; `memory_mb` en [convert] de gateway.toml
fix-install-converter = instálelo, o quite esa línea de [convert]

# Fixes: gateway.toml.
fix-correct-settings = corríjalo; `man gateway.toml` contiene cada ajuste
fix-correct-table = corrija [{ $table }] en gateway.toml
fix-correct-table-as-in = corrija [{ $table }] en gateway.toml: { $page }
fix-other-address = otra dirección u otro puerto en [{ $table }] de gateway.toml, o el permiso para un puerto bajo
fix-other-mail-address = otra dirección u otro puerto en [mail] de gateway.toml, o el permiso de root para un puerto bajo
fix-other-hylafax-address = otra dirección u otro puerto en [hylafax] de gateway.toml
fix-give-passwords = dé una contraseña a quienes usan clientes de HylaFAX (`ferrofax password`)
fix-name-plain-user = dé a la red un usuario con role = "user"
fix-limit-senders = permita en gateway.toml solo a quienes deban enviar

# Fixes: the shared database.
fix-name-node-again = vuelva a poner [node] en gateway.toml, con share_jobs = false, hasta que hayan terminado
fix-correct-node = inicie su servidor, o corrija [node] en gateway.toml; los faxes se reciben y esperan
fix-correct-node-keys = corrija key_file, key_command o key_name en [node] de gateway.toml: /usr/share/doc/ferrofax/sealed.md; los faxes se reciben y esperan
fix-correct-keys = corrija key_file, key_command o key_name en [sealing] de gateway.toml: /usr/share/doc/ferrofax/sealed.md; mientras tanto los faxes se reciben y se envían

# Fixes: the self-test.
fix-see-devices = véase `devices` más arriba, o indique otras con --from y --to
fix-see-module = véase `module` más arriba
fix-see-mail = véanse `relay` y `faxmaster` más arriba; `asterisk -rx 'ferrofax show outbox'` muestra cada correo
fix-see-calls = `asterisk -rx 'ferrofax show calls'` y el registro muestran cómo está la línea; /usr/share/doc/ferrofax/rtp.md y /usr/share/doc/ferrofax/t38.md
fix-see-jobs = `ferrofax jobs` muestra los envíos anteriores, y `asterisk -rx 'ferrofax show calls'` si hay una línea libre
fix-fix-that-first = corrija eso primero
fix-route-back = el número debe volver a una extensión de fax: Goto(fax-devices,2101,1) en el contexto de la troncal
fix-follow-advice = { $failure }

# Fixes: anything else.
fix-text = { $text }
