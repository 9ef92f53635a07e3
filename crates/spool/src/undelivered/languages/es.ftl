# Por qué no se entregan correos y faxes para imprimir, en español. Cada texto es parte de una frase.

# Un servidor de correo rechaza un correo o no se puede usar.
relay = servidor de correo { $host }: { $fault }
relay-refused = el servidor de correo { $host } { $step ->
    [greeting] se presentó con
    [ehlo] rechazó EHLO
    [helo] rechazó HELO
    [starttls] rechazó STARTTLS
    [auth] rechazó AUTH
    [user] rechazó el nombre de usuario
    [login] rechazó el inicio de sesión
    [sender] rechazó el remitente
    [recipient] rechazó el destinatario
    [address] no puede aceptar la dirección
    [quit] rechazó QUIT
   *[mail] rechazó el correo
}: { $answer }
with-remedy = { $fault }; { $remedy }
relay-name-unresolved = su nombre no se puede resolver: { $why }
relay-names-silent = su nombre no se puede resolver: los servidores de nombres no responden
relay-names-still-silent = su nombre no se puede resolver: los servidores de nombres siguen sin responder
relay-connection-refused = { $address } rechaza la conexión: { $why }
relay-unreachable = no hay conexión con { $address }: { $why }
relay-no-answer = no hay conexión con { $address }: sin respuesta
relay-no-address = no tiene ninguna dirección accesible desde mailsourceaddress
relay-silent = no respondió durante { $seconds } s
relay-closed = cerró la conexión
relay-broken = la conexión se interrumpió: { $why }
relay-tls = TLS falló: { $fault }
relay-tls-refused = rechazó STARTTLS: { $answer }
relay-no-tls = no ofrece STARTTLS
relay-not-smtp = no habla SMTP: «{ $line }»
relay-endless-line = no habla SMTP: una línea de su respuesta no termina
relay-password-unprotected = la contraseña no se envía, porque la conexión no está protegida por TLS
relay-no-login = no ofrece ni AUTH PLAIN ni AUTH LOGIN
relay-login-unwritable = el inicio de sesión no se puede escribir como AUTH PLAIN
relay-no-token = no hay token de acceso: { $why }
relay-token-unprotected = el token de acceso no se envía, porque la conexión no está protegida por TLS
relay-no-token-login = no ofrece ni AUTH XOAUTH2 ni AUTH OAUTHBEARER
relay-stopped = detenido

# Qué ayuda. El sujeto es el servidor de correo.
remedy-use-oauth2 = ya no acepta contraseñas; ponga mailauth = oauth2, véase docs/mail-login.md
remedy-switch-on-smtp-auth = active SMTP autenticado para este buzón y para la organización; véase docs/mail-login.md
remedy-grant-mailbox = permita a la aplicación enviar por este buzón, y compruebe scopes en [mail_login]; véase docs/mail-login.md
remedy-check-password = compruebe mailuser y mailpassword; una cuenta con segundo factor necesita una contraseña de aplicación, o mailauth = oauth2
remedy-log-in = exige un inicio de sesión; ponga mailuser, y mailpassword o mailauth = oauth2
remedy-grant-send-as = ponga en serveremail y mailenvelopefrom la dirección de mailuser, o dé a mailuser el derecho de enviar como esa dirección
remedy-assign-licence = asigne a la cuenta de mailuser una licencia con buzón
remedy-empty-mailbox = el buzón de mailuser está lleno; vacíe su carpeta de correos enviados
remedy-wait = limita cuánto se envía; el correo se enviará más tarde, y esto no cuenta como intento

# TLS.
tls-processor = TLS no es posible en esta máquina: a su procesador le falta { $missing }
tls-file = { $option }: { $path } no se puede usar: { $why }
tls-no-authorities = este sistema no tiene certificados de autoridades; instale ca-certificates o indique un archivo de certificados
tls-bad-name = «{ $server }» no es un nombre que pueda figurar en un certificado
tls-setup = TLS no se puede configurar: { $why }
tls-early-answer = respondió antes de la negociación TLS
tls-failed = { $why }

# El propio correo.
bad-address = «{ $address }» no es una dirección de correo
bad-sender = el remitente «{ $address }» no es una dirección de correo; véanse serveremail, mailenvelopefrom y maildomain
mail-not-written = el correo no se puede escribir: { $why }
not-protected = un correo con un fax debe ir cifrado (mailprotect = required), y el servidor de correo { $host } no es el servicio Ferrofax, que cifra; ponga en mailserver el socket del servicio, y [mail_protection] en gateway.toml
came-back = devuelto: { $why }
sent-elsewhere = enviado por { $node }, porque no se sabía nada de esta máquina
sent-without-fax = el correo se envió sin el fax: { $fault }
given-up = abandonado después de { $tries ->
    [one] { $tries } intento
   *[other] { $tries } intentos
}: { $fault }
stopped = detenido antes de que el servidor de correo aceptara el correo
bug = un error del software de fax detuvo este correo; su registro contiene los detalles

# El documento.
encrypted = su documento está cifrado; `ferrofax serve` lo descifra primero
waits-for-explanation = espera la explicación de la llamada
document-unreadable = el documento { $path } no se puede leer: { $why }
document-damaged = el documento está dañado: { $why }
document-too-large = tiene { $megabytes } MB, y el archivo de un correo tiene { $most } MB como máximo
document-empty = el documento { $path } no tiene páginas

# Por qué el responsable de fax recibe un fax.
no-mailbox = la extensión no tiene buzón
selftest-page = es la página de prueba de `ferrofax selftest`, que no va a los buzones de la extensión

# Órdenes de impresión.
not-for-printer = no es un fax para una impresora
command = { $program }: { $why }
command-ended = { $program } terminó con { $status }
command-slow = { $program } no había terminado después de { $seconds } s

# Impresoras.
printer = { $fault }
printer-text = { $text }
printer-unreached = no se puede acceder a la impresora: { $why }
printer-silent = la impresora no respondió durante { $seconds } s
printer-stopped = este programa se detuvo antes de terminar
printer-no-tls = no hay TLS con la impresora: { $why }
printer-tls = { $fault }
printer-broken = la conexión se interrumpió: { $why }
printer-answer-broken = la respuesta de la impresora se interrumpe o no termina: { $why }
printer-not-ipp = la respuesta de la impresora no es IPP: { $why }
printer-no-job-number = la impresora aceptó el trabajo y no le dio número
printer-login-required = la impresora exige iniciar sesión: indique user y password_file
printer-login-rejected = la impresora rechaza el inicio de sesión de su usuario
printer-login-unprotected = la impresora exige la contraseña sin cifrar; use ipps:// en su uri
printer-login-unknown = la impresora exige una clase de inicio de sesión no compatible
printer-redirects = la impresora remite a { $to }; póngalo en su uri
printer-forbidden = la impresora no deja imprimir a nadie desde aquí (HTTP 403)
printer-no-path = no hay ninguna impresora en esta ruta (HTTP 404)
printer-tls-required = la impresora exige TLS; use ipps:// en su uri
printer-http = la impresora responde con HTTP { $status }
printer-refused = { $refusal ->
    [bad-request] la impresora no entiende la petición
    [forbidden] la impresora lo prohíbe
    [not-logged-in] la impresora exige iniciar sesión
    [not-allowed] el usuario de la impresora no tiene permiso
    [not-possible] la impresora no puede hacerlo ahora
    [not-found] no hay nada parecido en esta ruta
    [too-large] el fax es demasiado grande para la impresora
    [format] la impresora no admite esta clase de documento
    [options] la impresora no admite una opción del trabajo
    [damaged] la impresora dice que el documento está dañado
    [operation] la impresora no admite esta operación
    [out-of-service] la impresora está fuera de servicio
    [version] la impresora habla otra versión de IPP
    [passing-fault] la impresora tiene una avería pasajera
    [no-jobs] la impresora no acepta trabajos
    [busy] la impresora está ocupada
    [cancelled] la impresora canceló el trabajo
   *[fault] la impresora tiene una avería
}
printer-refused-with-status = la impresora lo rechaza con el estado { $status }
printer-refused-saying = { $fault } ({ $message })
printer-no-description = la impresora no se describe
printer-no-jobs = la impresora no acepta trabajos
printer-no-format = Ferrofax no puede enviar a la impresora ninguno de los formatos que permite el ajuste format de esta impresora; la impresora indica { $formats }
printer-no-format-named = Ferrofax no puede enviar a la impresora ninguno de los formatos que permite el ajuste format de esta impresora; la impresora no indica ningún formato
printer-job-cut-short = el trabajo { $job } terminó antes de imprimirse todo
printer-job-aborted = el trabajo { $job } se interrumpió
printer-job-cancelled = el trabajo { $job } se canceló en la impresora
printer-job-cancelled-early = el trabajo { $job } se canceló antes de que la impresora lo tuviera todo
printer-job-unknown = la impresora ya no conoce el trabajo; es posible que el fax se haya impreso
printer-job-not-printed = el trabajo { $job } sigue sin imprimirse
printer-job-under-way = el trabajo { $job } está en la impresora
printer-may-still-print = { $fault }; el trabajo { $job } no se pudo retirar, y es posible que la impresora aún lo imprima
printer-explained = { $fault }: { $reasons }

# Lo que una impresora dice de sí misma y de sus trabajos.
reason-aborted-by-system = interrumpido por la impresora
reason-connecting-to-device = conectando con el aparato
reason-cover-open = hay una tapa abierta
reason-document-access-error = no se pudo leer el documento
reason-document-format-error = el documento parece dañado
reason-document-unprintable-error = el documento no se puede imprimir
reason-door-open = hay una puerta abierta
reason-fuser-over-temp = el fusor está demasiado caliente
reason-input-tray-missing = falta una bandeja de papel
reason-interlock-open = hay un cierre abierto
reason-job-canceled-at-device = cancelado en la impresora
reason-job-canceled-by-operator = cancelado por el encargado de la impresora
reason-job-canceled-by-user = cancelado
reason-job-data-insufficient = espera el resto del documento
reason-job-incoming = el documento está llegando
reason-job-printing = imprimiendo
reason-job-queued = espera a otros trabajos
reason-marker-supply-empty = sin tinta o tóner
reason-marker-supply-low = queda poca tinta o poco tóner
reason-marker-waste-full = el depósito de residuos está lleno
reason-media-empty = sin papel
reason-media-jam = atasco de papel
reason-media-low = queda poco papel
reason-media-needed = hace falta otro papel
reason-offline = sin conexión
reason-opc-life-over = el tambor está gastado
reason-output-area-full = la bandeja de salida está llena
reason-output-tray-missing = falta la bandeja de salida
reason-paused = en pausa
reason-printer-stopped = la impresora está parada
reason-shutdown = apagada
reason-spool-area-full = la memoria está llena
reason-timed-out = no responde
reason-toner-empty = sin tóner
reason-toner-low = queda poco tóner
reason-unsupported-document-format = esta clase de documento no se admite

# Palabras de otros.
text = { $text }
