# The Spanish texts of what other parts of Ferrofax say in English: see en.ftl.

# Frames around other sentences.
about = { $about }: { $said }
near-it = { $said }; parecidos: { $near }
limited = { $said }; el límite es el ajuste «{ $setting }»
only-these = { $said }; se pueden enviar por fax PDF, TIFF, PNG, JPEG, GIF, BMP, WebP, HTML y texto
line = línea { $line }
page = la página { $page }
text = { $text }
it = el documento

# Numbers.
number-no-digits = «{ $number }» no contiene cifras
number-sign = «{ $number }» no es un número: «{ $sign }» no se puede marcar; use cifras, un + inicial y los separadores - . / ( )
number-long = «{ $number }» tiene más de 20 cifras
number-wrong = «{ $number }» no es un número de teléfono válido: { $why }
number-prefix = es solo un prefijo, sin número
number-short = es demasiado corto
number-zero-country = ningún prefijo de país empieza por 0; 0{ $rest } es un número nacional, +{ $rest } uno internacional
number-zero = después de +{ $code } ningún número empieza por 0; escriba +{ $right }
number-zero-meant = significa +{ $meant }, y después de +{ $code } ningún número empieza por 0
number-short-country = es demasiado corto: después de +{ $code } un número tiene al menos { $least } cifras
number-long-country = es demasiado largo: con el prefijo de país, un número tiene como máximo { $most } cifras
number-forbidden = los faxes a { $beginning }… están bloqueados por el ajuste «forbidden»

# Values.
value-none-of = «{ $value }» no está entre { $known }
value-yes-no = «{ $value }» no es ni yes ni no
value-priority = «{ $value }» no es una prioridad; escriba un número de 0 (primero) a 255 (último)
value-number = «{ $value }» no es un número de { $least } a { $most }
value-time = «{ $value }» no es una hora; escriba 14:30, 2026-11-20 14:30, +2h o 2026-11-20T14:30:00+01:00
value-window = { $value } no es una franja horaria; escríbala como Mon-Fri 08:00-18:00
value-zone = la zona horaria { $value } es desconocida
value-address = «{ $value }» no es una dirección de correo; escríbala como name@example.com
value-addresses = como máximo { $most } direcciones de correo pueden recibir los informes de un fax
value-sign = el carácter n.º { $place } no se puede enviar; use cifras, *, #, + y espacios
value-long = tiene más de { $most } caracteres
value-digits = «{ $value }» contiene «{ $found }»; use solo cifras
value-name = «{ $value }» no es el nombre de un servidor ni de una troncal; use letras, cifras, -, _, ., /, @ y :
value-beginning = «{ $value }» no es el principio de un número; escríbalo como +49900
value-device = «{ $value }» no es una extensión; escriba 2101 o 2101@context
value-unknown = «{ $value }» es desconocido; se conocen { $known }

# What a fax needs.
no-number = no se indica ningún número; introduzca el número de fax del destinatario
no-device = no se indica ninguna extensión; nombre una extensión de fax, por ejemplo 2101
unknown-device = no existe la extensión de fax «{ $device }»; `ferrofax show devices` en la consola de Asterisk muestra las que existen
no-devices = no existe la extensión de fax «{ $device }»: este spool no conoce ninguna; compruebe que Asterisk ha cargado el módulo
ambiguous-device = la extensión { $exten } existe en varios contextos; escriba { $exten }@{ $first } o { $exten }@{ $second }
device-receives = desde la extensión { $device } no se pueden enviar faxes: sendenabled es no, o tiene la opción x
no-document = no se indica ningún documento; no hay nada que enviar
no-documents = no hay ningún documento que enviar
time-past = { $what }: { $time } ya ha pasado
expires-first = expires: { $time } no es posterior a la hora de envío
too-many-numbers = un fax se puede enviar como máximo a { $most } números a la vez
some-numbers = un fax se puede enviar a entre 1 y { $most } números a la vez
own-no-device = no tiene ninguna extensión desde la que enviar

# Drafts.
too-many-drafts = tiene { $most } borradores; envíe o descarte uno
draft-order = documentos: { $document } no existe, o se nombra dos veces
draft-documents = un fax tiene como máximo { $most } documentos
draft-size = los documentos de un fax tienen como máximo { $most } MiB
draft-gone = ya no existe; añádalo de nuevo
draft-pages-gone = sus páginas ya no existen; quítelo y añádalo de nuevo

# Received faxes.
hand-to-nobody = no hay ningún usuario «{ $user }» que pueda ver este fax
move-on-hold = el fax { $fax } está sujeto a retención legal: no se puede mover hasta que un administrador la levante
move-junk = el fax { $fax } está archivado como no deseado; entréguelo primero
move-shared = los faxes no se pueden mover si varias máquinas comparten una base de datos
move-nowhere = no hay ninguna otra extensión «{ $device }» a la que pueda mover este fax
too-long = { $what } tiene más de { $most } caracteres
control-character = { $what } contiene un carácter de control
the-tag = la etiqueta
the-note = la nota
the-tag-or-note = la etiqueta o la nota
no-mailbox = el fax { $fax } no tiene buzón propio; introduzca una dirección
no-printing = este servidor no imprime; puede hacerlo el servidor que recibió el fax
no-printer = no existe la impresora «{ $printer }»
device-no-printer = la extensión del fax { $fax } no tiene impresora; elija una
too-many-addresses = un fax se puede enviar como máximo a { $most } direcciones de correo a la vez
coming = el fax { $fax } aún se está recibiendo
coming-later = el fax { $fax } aún se está recibiendo; podrá reenviarlo cuando esté completo
no-fax-pages = el fax { $fax } no tiene páginas
fax-not-junk = el fax { $fax } no está archivado como no deseado
fax-received-elsewhere = este servidor no entrega faxes; puede liberar el fax { $fax } el servidor que lo recibió
undelivered = el fax { $fax } aún se está entregando; podrá eliminarlo después, o cuando `ferrofax mail-queue` ya no lo muestre
on-hold = el fax { $fax } está sujeto a retención legal: nadie puede eliminarlo hasta que un administrador la levante
claimed = { $user } ya se ocupa del fax { $fax }
deleted = { $thing } se eliminó el { $date }: { $why }
deleted-by = por { $user }
older = con más de { $days ->
    [one] { $days } día
   *[other] { $days } días
}
older-class = con más de { $days ->
    [one] { $days } día
   *[other] { $days } días
} (clase { $class })
changed = { $thing } ha cambiado entretanto
busy = otra persona está cambiando { $thing }; inténtelo de nuevo en un momento
there-is-no = { $thing } no existe
not-for-user = { $thing } no existe para este usuario
thing-fax = el fax { $fax }
thing-job = el envío { $job }
thing-contact = el contacto { $contact }
thing-draft = el borrador { $draft }
thing-session = la sesión { $session }
thing-view = la vista { $view }
thing-record = la grabación { $record }
thing-key = la clave { $key }

# Jobs.
job-ended = el envío { $job } ya está { $state }
job-done = terminado
job-failed = fallido
job-no-number = el envío { $job } espera un número; `ferrofax number { $job } NÚMERO` lo establece
job-has-number = el envío { $job } ya tiene un número, que no se puede cambiar
job-in-store = el envío { $job } está en la base de datos compartida, donde esto no se puede cambiar
job-without-number = el envío no tiene número
job-number-too-much = el envío ya tiene un número, o no tiene plazo para esperarlo
job-without-document = el envío no tiene documento
job-no-attempt = el envío no permite ningún intento
job-past = la hora de envío ya ha pasado
job-expires = el envío caducaría antes de realizarse
document-pages = { $document } tiene { $count } páginas; un fax tiene como máximo { $most }
document-unfit = { $document } no se puede enviar por fax: { $why }
document-empty = { $document } está vacío

# Address books.
table-large = la tabla tiene más de { $most } MiB
table-not-utf8 = la tabla no está en UTF-8; guárdela como «CSV UTF-8»
table-empty = la tabla está vacía
table-columns = la primera línea debe nombrar las columnas name, company, number y note; name y number son obligatorias
table-contacts = la tabla tiene más de { $most } contactos
table-unreadable = la tabla no se puede leer: { $why }
table-quote = ponga entre comillas la celda que contenga una comilla, y duplique cada una de las que contiene
table-quote-open = la comilla que empieza ahí no se cierra
the-name = el nombre
the-company = la empresa
the-number = el número
contact-name = un contacto necesita un nombre
book-full = una libreta de direcciones contiene como máximo { $most } contactos
contact-unclear = ningún contacto de la libreta de direcciones con un solo número se llama «{ $name }»; escriba un número de fax

# One's own, and administration.
no-pages-in = no hay páginas en el idioma «{ $language }»; elija entre { $known }
no-user = no existe el usuario «{ $user }»
metrics-network = [web] metrics_networks no nombra esta dirección
clock-changed = No se elimina nada: en la última hora el reloj del servidor se adelantó o se atrasó, o Ferrofax se inició tras más de un día de parada.
key-name = una clave necesita una finalidad de 1 a { $most } caracteres, sin caracteres de control
key-scope = una clave necesita al menos un permiso: { $known }
key-days = una clave es válida de 1 a { $most } días
key-test-scope = una clave de prueba solo puede tener estos permisos: { $known }
key-many = este usuario ya tiene { $most } claves; termine antes una de ellas

# Requests.
no-such-request = Ninguna página de este servidor hace tal petición
no-folder = no hay carpeta para los documentos: { $why }
many-fields = más de { $most } campos
many-documents = más de { $most } documentos
many-bytes = más de { $most } bytes de texto
field-bytes = tiene más de { $most } bytes
form-large = los documentos son demasiado grandes; el límite es [web] max_upload_mb
form-bytes = tiene más de { $most } bytes; el límite es [web] max_upload_mb
form-empty = el documento está vacío
form-unstored = el documento no se puede guardar: { $why }
internal-error = un error interno

# Call recordings.

# The spool.
cannot = ha fallado un acceso ({ $action }): { $why }
no-space = no queda espacio para { $file }: { $why }; Ferrofax continúa cuando haya espacio
database-failed = la base de datos del spool { $file } ha fallado: { $why }
database-unsure = la base de datos del spool { $file } no confirmó el cambio, que quizá se hizo: { $why }
database-unfit = la base de datos del spool { $file } lo rechaza: { $why }
database-row = una fila de la base de datos del spool { $file } no se puede leer: { $why }
database-damaged = la base de datos del spool { $file } está dañada ({ $why }) y no se usa; detenga Asterisk y el servicio Ferrofax y restaure una copia de seguridad: véase docs/backup.md
document-unusable = el documento { $file } no se puede usar: { $why }
database-other = la base de datos compartida se restauró o se sustituyó; este servidor le comunica primero sus envíos
database-keys = los documentos de la base de datos compartida no se pueden cifrar ni descifrar: { $why }
bug = se ha producido un error interno; véase el registro

# How the service is.
health-ok = correcto: { $said }
health-wrong = ERROR: { $said }
disk = disco
module = módulo
spool = spool
health-read = se puede leer
health-works = funciona con este spool
health-never = nunca ha funcionado con este spool
health-stopped = no está en marcha: los envíos esperan a que Asterisk lo haya cargado
health-free = hay { $count } MiB libres
health-free-gib = hay { $count } GiB libres
health-little = solo hay { $count } MiB libres

# Documents as files.
plain-file = no es un archivo normal
empty = está vacío
large = tiene más de { $most } MiB
large-pages = sus páginas tienen más de { $most } MiB
unreadable = no se puede leer ({ $why })
unwritable = sus páginas no se pueden escribir ({ $why })
pages-unreadable = las páginas creadas no se pueden leer
truncated = se truncó mientras se leía
document-truncated = un documento se truncó mientras se leía
not-one = no es un único documento
no-task = no hay ninguna tarea
its-missing = falta: { $what }
not-faxable = no se puede enviar por fax
the-mail-text = el texto del correo
the-cover-page = la portada

# What a document is.
is-sound = es una grabación de sonido
is-gzip = es un archivo gzip
is-bzip2 = es un archivo bzip2
is-xz = es un archivo xz
is-zstandard = es un archivo Zstandard
is-rar = es un archivo RAR
is-7zip = es un archivo 7-Zip
is-zip = es un archivo ZIP
is-cabinet = es un archivo Cabinet
is-ar = es un archivo ar
is-cpio = es un archivo cpio
is-tar = es un archivo tar
is-winmail = es un winmail.dat de Outlook
is-old-office = es un archivo de un programa de oficina antiguo
is-printer-data = son datos de impresora (PJL)
is-program = es un programa
is-mail = es un correo que contiene un PDF
is-svg = es un dibujo SVG; se puede enviar por fax como PDF o PNG
is-called-pdf = su nombre dice PDF, pero su contenido no es PDF
is-neither = no es ni una imagen ni texto
is-type = es del tipo { $type }, que no se admite
is-unsupported = su formato no se admite
is-postscript = es PostScript, y Ghostscript no está instalado
is-office = es un documento de oficina, y LibreOffice no está instalado
is-locked = está cifrado y necesita una contraseña; guárdelo sin contraseña
is-encrypted = está cifrado de una forma desconocida
is-portfolio = es una cartera PDF, y los archivos que contiene no se envían por fax
is-xfa = es un formulario que solo algunos programas pueden mostrar (XFA dinámico); imprímalo como PDF desde uno de ellos y envíe ese PDF por fax
is-wrapper = es solo la envoltura de un documento cifrado, que no se puede leer
is-half-text = empieza como texto, pero no todo es texto
is-without-text = no tiene texto
is-invisible = no tiene contenido visible
is-blank = sus páginas están vacías
is-nested = sus elementos están anidados a demasiada profundidad
is-no-pdf = está dañado y no se puede leer como PDF
is-no-picture = está dañado y no se puede leer como imagen

# Programs that convert.
no-child = la conversión de { $document } no se puede iniciar: { $why }
conversion-files = { $said }; la conversión usa archivos temporales en { $folder }
unconfined = el programa que lo lee no se puede aislar: { $why }
unconfined-limit = no se puede limitar: { $what } ({ $why })
unconfined-calls = sus llamadas al sistema no se pueden filtrar ({ $why })
unconfined-files = su acceso a los archivos no se puede limitar, porque este núcleo no tiene Landlock ({ $why })
limit-life = duración
limit-memory = memoria
limit-time = tiempo de cálculo
limit-output = salida
limit-core = archivo core
limit-processes = número de procesos
program-unconfined = { $program } no se puede aislar: { $why }
program-unnamed = no se indica ningún programa
program-not-started = { $program } no se pudo iniciar: { $why }
program-processes = { $program } se detuvo: inició demasiados procesos
program-disk = { $program } se detuvo: escribió demasiado en el disco
program-memory = { $program } se detuvo: usó demasiada memoria
program-cannot = { $program } no puede leerlo
program-cannot-why = { $program } no puede leerlo ({ $why })
program-nothing = { $program } no produjo ni PDF, ni TIFF, ni imagen, ni texto
slow = { $part } necesita más de { $seconds } segundos de cálculo
slow-fax = el fax completo no estaba listo después de { $seconds } segundos
broke-time = { $part } necesita demasiado tiempo de cálculo
broke-file = { $part } produce un archivo demasiado grande
broke-memory = { $part } necesita demasiada memoria o tiene demasiados niveles anidados
broke-crash = { $part } hace fallar el programa de lectura

# Pages.
no-pages = no tiene páginas
many-pages = tiene { $count } páginas; un fax tiene como máximo { $most }
many-pages-after = tiene { $count } páginas después de otras { $before }; un fax tiene como máximo { $most }
more-than = más de { $most }
not-that-page = se pidió la página { $page }, pero el número de páginas es { $count }
range-wrong = { $first }-{ $last } no es un intervalo de páginas
range-order = { $first }-{ $last } no sigue al intervalo anterior
range-many = se piden más de { $most } intervalos de páginas
end-missing = falta el final; el documento no se copió entero
pages-missing = debería tener { $declared } páginas, pero se encontraron { $count }
header-cut = { $part } se corta en la cabecera
cut-pages = está cortado: tiene { $count } de { $declared } páginas
cut-rows = { $part } se corta antes de tiempo: tiene { $count } de { $declared } líneas
cut-off = { $part } se corta antes de tiempo
ends-early = la página { $page } termina antes de tiempo: faltan { $missing } de { $rows } líneas
after-page = después de la página { $page }: { $damage }
damaged-row = { $part } tiene un daño en la línea { $row }
damaged-rows = líneas dañadas en la página { $page }: { $rows }
damaged-part = { $part } tiene daños
no-size = { $part } no tiene tamaño: { $width } × { $height } píxeles
no-resolution = { $part } tiene una resolución de { $x } × { $y } ppp, que no tiene ninguna impresora
pixels = { $part } tiene demasiados píxeles
pixels-size = { $part } tiene demasiados píxeles: { $width } × { $height }
row-bytes = { $part } tiene líneas de { $found } bytes, pero los píxeles necesitan { $least }
colours = { $part } tiene colores que no se pueden enviar por fax (espacio de color { $space }, { $bits } bits por píxel); se admiten black, sGray y sRGB
too-long-page = { $part } mediría { $length } mm de largo; una página de fax mide como máximo { $most } mm
picture-unreadable = una imagen de la página { $page } no se puede leer
picture-edges = una imagen de la página { $page } puede tener bordes incorrectos: sus colores están mezclados con un fondo (Matte)
font-unreadable = una fuente de la página { $page } no se puede leer, y faltaría su texto
font-missing = faltaría texto ({ $language }) en la página { $page }: su fuente no está en el documento ni instalada
language-japanese = japonés
language-chinese = chino
language-traditional = chino tradicional
language-korean = coreano
drawings-missing = { $count ->
    [one] falta { $count } dibujo que se añadió sin su apariencia
   *[other] faltan { $count } dibujos que se añadieron sin su apariencia
}
annotations-left-out = { $count ->
    [one] se omite { $count } anotación marcada para no imprimirse
   *[other] se omiten { $count } anotaciones marcadas para no imprimirse
}
characters-missing = { $count ->
    [one] falta { $count } carácter que no tiene ninguna fuente
   *[other] faltan { $count } caracteres que no tiene ninguna fuente
}
controls-left-out = { $count ->
    [one] se omite { $count } carácter de control
   *[other] se omiten { $count } caracteres de control
}
objects-left-out = { $count ->
    [one] se omite { $count } dibujo u otro objeto incrustado
   *[other] se omiten { $count } dibujos u otros objetos incrustados
}
layers = las páginas pueden mostrar lo que es solo para la pantalla, o no mostrar lo que es solo para imprimir

# Fields in printed documents.
fields-not-looked-for = no se busca ningún campo en él: no se conoce su texto
fields-fax-pages = el fax a partir de la página { $page } tiene más de { $most } páginas
fields-no-number = la página { $page } no tiene un campo FAX ni sigue a ninguno, así que no tiene destinatario
fields-two = la página { $page } tiene dos campos { $field } distintos: «{ $first }» y «{ $second }»
fields-differ = página { $page }: { $field } es aquí «{ $second }», y «{ $first }» en una página anterior del mismo fax
fields-unreadable = página { $page }: «{ $text }» parece un campo { $field }, pero no se puede leer como tal

# Faults of a TIFF file.
tiff-no-tiff = no se puede leer como TIFF (no empieza ni por II ni por MM)
tiff-short = no se puede leer como TIFF (termina en la cabecera)
tiff-version = no se puede leer como TIFF (su versión es { $version } y no 42)
tiff-many-pages = tiene más de { $most } páginas
tiff-linked = está enlazado por segunda vez
tiff-directory = su directorio está fuera del archivo
tiff-field = { $field } no se puede leer
tiff-no-width = no tiene anchura
tiff-no-length = no tiene longitud
tiff-width = mide { $width } píxeles de ancho
tiff-rows = tiene { $rows } líneas
tiff-pixels = tiene demasiados píxeles ({ $width } × { $height })
tiff-no-tiles = sus teselas no tienen tamaño
tiff-tiles = sus teselas son demasiado grandes ({ $width } × { $height })
tiff-many-parts = su imagen tiene demasiadas partes ({ $count })
tiff-no-strips = no tiene franjas
tiff-parts = su imagen tiene { $found } partes; se necesitan { $wanted }
tiff-lengths = falta la longitud de algunas partes
tiff-outside = su imagen está fuera del archivo
tiff-only-black = su compresión ({ $number }) es solo para blanco y negro
tiff-not-black = su compresión ({ $number }) no es para blanco y negro
tiff-compression = su compresión ({ $number }) es desconocida para grises y colores
tiff-uncompressed = usa el modo sin comprimir de T.{ $number }
tiff-fill-order = su orden de bits ({ $number }) es desconocido
tiff-large = tiene { $width } × { $height } píxeles en gris o color, más de { $most } millones
tiff-pixel-kind = sus píxeles ({ $samples } valores de { $bits } bits) son de un tipo desconocido
tiff-sample-kind = sus valores de { $bits } bits son de un tipo desconocido
tiff-fractions = sus valores no son números enteros
tiff-predictor = su predictor ({ $number }) es desconocido para { $bits } bits
tiff-samples = sus píxeles tienen { $found } valores; se necesitan { $wanted }
tiff-ycbcr = su forma de YCbCr es desconocida
tiff-shared-colours = sus píxeles comparten colores de una forma desconocida ({ $way })
tiff-colours = sus colores son de un tipo desconocido (interpretación fotométrica { $number })
tiff-no-palette = no tiene paleta
tiff-old-jpeg = su compresión es la forma antigua de JPEG (6), sin pérdida, que aquí se desconoce
tiff-old-jpeg-tables = su compresión es la forma antigua de JPEG (6), y no tiene ni un JPEG ni tablas

# La cadena del registro de decisiones.
chain-changed = esta línea se modificó después de escribirse
chain-replaced = esta línea ocupa el lugar de otra: la siguiente sigue a una línea con otro hash
chain-put-in = esta línea se insertó
chain-taken-out = antes de esta línea se quitó: { $lines }
chain-cut-off = después de esta línea se cortó lo que audit.head conoce: { $lines }
chain-line = línea { $first } de la cadena
chain-lines = líneas { $first } a { $last } de la cadena
chain-unchained = antes de esta línea se quitaron líneas sin lugar en la cadena
chain-moved = antes de esta línea falta la línea { $number } de la cadena; se movió a { $place }
chain-again = la cadena empieza de nuevo con esta línea: se quitaron un registro anterior y audit.head

# Users and passwords.
people-name = un nombre de usuario tiene de 1 a 64 letras minúsculas de la a a la z, cifras, puntos, guiones y guiones bajos, y empieza por una letra o una cifra
people-name-taken = el nombre «{ $name }» pertenece a otra persona
people-address-many = un usuario tiene como máximo 20 direcciones de correo y 50 grupos
people-address-taken = la dirección «{ $address }» pertenece a otro usuario
people-group = no hay ningún grupo «{ $group }»
people-group-name = un nombre de grupo tiene de 1 a 64 letras minúsculas de la a a la z, cifras, puntos, guiones y guiones bajos, y empieza por una letra o una cifra
people-group-taken = ya hay un grupo «{ $group }»
people-no-group = no hay ningún grupo «{ $group }» en users.toml
people-group-devices = un grupo tiene como máximo 500 extensiones
people-group-many = ya hay 200 grupos
people-class = no hay ninguna clase «{ $class }» en gateway.toml
people-device = no hay ninguna extensión de fax «{ $device }» que puedan tener los usuarios
people-role = no hay ningún rol «{ $role }»
people-short = una contraseña necesita al menos 8 caracteres
people-long = una contraseña tiene como máximo 200 caracteres
people-differ = las dos contraseñas nuevas son distintas
people-in-settings = «{ $name }» está en gateway.toml y solo se puede cambiar allí
people-not-ours = su contraseña no está en users.toml
people-no-user = no hay ningún usuario «{ $user }» en users.toml
people-yourself = no puede hacer esto con su propio usuario; pídaselo a otro administrador
people-full = users.toml está lleno
people-no-link = el enlace ya no es válido
people-wrong-password = la contraseña actual es incorrecta
people-wrong-code = el código es incorrecto o ya se ha usado
people-passkey = la llave de acceso no se ha aceptado
people-passkey-name = una llave de acceso necesita un nombre de 80 caracteres como máximo
people-many-passkeys = un usuario tiene 10 llaves de acceso como máximo
people-no-passkey = no hay tal llave de acceso
people-on = el segundo factor ya está activado
people-off = el segundo factor está desactivado
people-required = su organización exige el segundo factor
people-file = users.toml no se puede leer o escribir ahora; el registro del servicio dice por qué
people-front = un nodo sin estado no tiene users.toml
people-unknown = Las contraseñas no se pueden comprobar ahora porque users.toml no se puede leer

# Webhooks.
webhook-not-there = No hay ningún webhook { $id }
webhook-many-wait = Demasiados mensajes esperan para este webhook. Su último error dice por qué.
webhook-too-soon = Este webhook recibió un mensaje de prueba en los últimos diez segundos.
webhook-event = «{ $word }» no es un evento; lo son { $known }, y job.*, fax.* y *
webhook-many = { $user } tiene { $count } webhooks, y no se permiten más (max_per_user)
webhook-address = «{ $text }» no es una dirección de un servidor web; https://example.com/fax lo es
webhook-number = «{ $text }» es un número; una dirección tiene cuatro, 192.0.2.1, o es un nombre
webhook-login = una dirección no debe contener un nombre ni una contraseña
webhook-https-here = http:// es solo para esta máquina; se necesita https://
webhook-not-public = { $ip } no es una dirección pública; también se permiten las redes de allow
webhook-target = el destino de { $host } no es una dirección pública, o su puerto no está en ports
webhook-https = se necesita https://; http:// es para las redes de allow
webhook-port = el puerto { $port } no está en ports
# Lists.
no-day = «{ $day }» no es un día; escriba un día como 2026-03-01
view-name-needed = una vista guardada necesita un nombre
views-full = ya tiene { $most } vistas guardadas de esta lista; quite una primero
many-at-once = como máximo se pueden cambiar { $most } a la vez
archive-empty = un archivo ZIP necesita al menos un fax
archive-many = un archivo ZIP tiene como máximo { $most } faxes
archive-large = los faxes de un archivo ZIP tienen juntos como máximo { $most } MB
pdf-many = un PDF tiene como máximo { $most } faxes
pdf-large = los faxes de un PDF tienen juntos como máximo { $most } MB
pdf-pages = un PDF tiene como máximo { $most } páginas
no-mail-address = introduzca una dirección de correo electrónico
many-passed-on = se pueden crear como máximo { $most } correos o impresiones a la vez
user-name-long = un nombre de usuario tiene como máximo { $most } caracteres
the-view = la vista
# Devices, lines and the mail server.
device-extension = un número de extensión tiene de 1 a 30 cifras
device-addresses = una extensión tiene de 1 a 20 direcciones de correo, con un máximo de 1500 caracteres en total
device-text = '{ $text }' puede tener como máximo 60 letras, cifras, espacios y los caracteres . - ' / +
device-word = '{ $text }' puede tener como máximo 40 letras, cifras, puntos, guiones y guiones bajos
device-ident = una identificación de estación tiene como máximo 20 cifras, espacios y signos +
device-digits = '{ $text }' puede tener como máximo 10 cifras
device-zone = no existe la zona horaria '{ $zone }'
line-trunk = '{ $trunk }' no es un troncal; escriba PJSIP/provider
mail-server-name = '{ $server }' no es el nombre de un servidor de correo; escriba mail.example.com
mail-secret = un nombre de usuario o una contraseña tiene como máximo 200 caracteres y ningún carácter de control
mail-password-again = introduzca de nuevo la contraseña, porque el servidor de correo o su usuario ha cambiado
mail-no-user = una contraseña necesita un nombre de usuario
lines-reserved = hay que reservar menos líneas de las que hay
lines-both = introduzca los dos números de líneas o ninguno; 0 no reserva ninguna línea
device-clash = la extensión { $extension } ya está declarada en { $place }
device-not-here = la extensión { $extension } no se creó aquí
device-full = ya hay 2000 extensiones
managed-changed = otra persona ha cambiado esto entretanto; compruébelo e introduzca de nuevo su cambio
managed-file = el archivo { $file } no se puede leer o escribir ahora, o fue cambiado a mano; el registro del servicio indica el motivo
managed-front = un nodo sin estado no tiene extensiones ni líneas propias
last-node = los trabajos de este nodo no se pueden entregar: ningún otro nodo acepta trabajos ahora
no-node = no existe ese nodo

# Mails that are to be faxed.
mail-empty = el correo está vacío: no hay nada que enviar
mail-attachments-alone = el correo no tiene adjuntos, y aquí solo se envían adjuntos por fax (mode = 1)
mail-no-attachment = el correo no tiene ningún adjunto para enviar por fax
mail-nothing = nada del correo se puede enviar por fax
mail-parts = algunas partes no se pueden enviar por fax
part-signature = es una firma digital
part-encrypted = está cifrado y solo el destinatario podría leerlo
part-logo = es una imagen pequeña del diseño, por ejemplo un logotipo
part-small-picture = es una imagen pequeña, por ejemplo un logotipo o un icono
part-card = es una tarjeta de visita electrónica
part-calendar = es una cita de calendario
part-report = es un informe para programas
part-elsewhere = está en otro lugar y no en este correo
part-damaged = está dañado y no se pudo leer
part-sound = es sonido o vídeo
part-too-deep = está anidado a demasiada profundidad en otros correos y partes
mail-no-mail = esto no es un correo: no empieza con líneas de cabecera
mail-many-parts = tiene más de { $most } partes
mail-slow = el correo no se pudo leer en { $seconds } s
mail-ended = el programa terminó cada vez que procesó el correo
mail-bug = un error del programa de fax afecta a este correo; el registro dice más
mail-unread = no se puede leer: { $why }
mail-reader = no se puede iniciar el programa que lee los correos: { $why }
mail-temp-file = no se puede leer o escribir un archivo temporal del correo en { $folder }: { $why }
mail-no-sender = su sobre no indica ningún remitente, como en los informes de entrega
mail-is-report = es un informe sobre otro correo
mail-is-answer = es una respuesta automática
mail-is-loop = está en un bucle
mail-is-ours = este servidor de fax lo escribió
mail-is-of-program = un programa lo escribió (Auto-Submitted)
mail-is-bulk = es de una lista de correo o un envío masivo
mail-not-faxed = Este correo no se envía por fax: { $why }
mail-own = Este correo del servidor de fax volvió a él: un bucle
wish-unknown = «{ $word }» no es una opción de fax; se conocen { $known }
parts-large = sus partes suman más de { $most } MB (max_joined_mb)
parts-behind = el correo llegó en partes, y no llegó ninguna después de la parte { $last }
parts-missing = el correo llegó en { $total } partes, y falta { $parts }
parts-missing-last = el correo llegó en partes, y falta { $parts } y la última
the-part = la parte { $part }
the-parts = las partes { $parts } y { $last }
part-unnumbered = es una parte de un correo (message/partial) y no dice cuál
part-many = es una parte de un correo con más de { $most } partes
part-nested = sus partes forman otra parte de un correo
part-coded = es una parte de un correo (message/partial) que se codificó de forma desconocida en el camino
part-base64 = es una parte de un correo (message/partial) que se codificó en base64 y se dañó en el camino
number-not-asked = no se le pidió el número a usted
number-no-line = su primera línea no contiene ningún número
number-no-question = no responde a ningún correo que pida el número de un fax, o ese fax ya no existe
mailbox-many = Aquí un correo puede tener como máximo { $most } destinatarios
mailbox-no-address = Para y Cc no contienen ninguna dirección de fax
mailbox-no-address-form = Para y Cc no contienen ninguna dirección de fax; { $local }+NUMERO@{ $domain } es una, con el número de fax en lugar de NUMERO

# Por qué no se lee un buzón o no se acepta un correo.
mailbox-unreachable = no se puede acceder al servidor { $server }: { $why }
mailbox-no-tls = no hay TLS con { $server }: { $why }
mailbox-password = [mailbox] password_file: { $why }
mailbox-no-token = el inicio de sesión necesita un token de acceso: { $why }
mailbox-login = el servidor rechaza el inicio de sesión: { $why }
mailbox-forbidden = el servidor deniega el acceso al buzón: { $why }; la aplicación necesita el permiso Mail.ReadWrite para este buzón
mailbox-none = no existe ese buzón: { $why }; compare `user` con su dirección y compruebe si tiene una licencia
mailbox-limited = el servidor limita la lectura; se le preguntará otra vez en { $seconds } s
mailbox-folder = la carpeta «{ $folder }»: { $why }
mailbox-refused = el servidor rechaza { $command }: { $why }
mailbox-late = el servidor no respondió a { $command } en { $seconds } s
mailbox-answer-long = la respuesta del servidor a { $command } tiene más de { $most } bytes
mailbox-answer-strange = no se entiende la respuesta del servidor a { $command }: { $why }
mailbox-ended = la conexión con el servidor terminó: { $why }
mailbox-server-says = el servidor dice: { $why }
service-stopping = el servicio se está deteniendo
mailbox-is-missing = falta
mailbox-login-characters = el nombre de usuario o la contraseña tiene caracteres inusuales
mailbox-no-password-login = no acepta el inicio de sesión con contraseña
mailbox-no-token-login = no acepta el inicio de sesión con token
mailbox-token-tls = un token no se envía sin TLS
mailbox-folder-missing = falta y no se puede crear: { $why }
mailbox-read-only = es de solo lectura, por lo que no se puede mover ningún correo
mailbox-name-unwritable = el nombre no se puede escribir
mailbox-no-name = no tiene nombre
mailbox-exists-nowhere = Graph dice que existe, pero no dónde
mailbox-no-list = no es una lista
mailbox-mail-no-id = un correo no tiene ID
mailbox-mail-no-time = un correo no tiene hora
mailbox-no-next = su enlace a la página siguiente no es válido
mailbox-circle = sus páginas forman un círculo
mailbox-is-page = es una página web; puede haber un proxy en medio
mailbox-status = un estado que no es el de un correo
mailbox-bytes-of-it = { $count } bytes de ella
mailbox-answer-unread = una respuesta sobre un correo no se puede leer
mailbox-no-address-of-name = el nombre no tiene dirección
mailbox-no-certificate = ningún certificado puede tener este nombre
mailbox-greeting = el saludo del servidor no es OK
mailbox-ask-folder = la petición de una carpeta
mailbox-ask-list = la petición de la lista de correos
mailbox-ask-mail = la petición de un correo
mailbox-ask-move = la petición de mover un correo
mailbox-closed = el servidor la ha cerrado
mailbox-closed-connection = el servidor ha cerrado la conexión
mailbox-early = el servidor envió una respuesta antes del saludo TLS
mailbox-no-starttls = el servidor rechaza STARTTLS
mailbox-starttls-late = el servidor no responde a STARTTLS
mailbox-endless = el servidor envía una línea sin fin
mailbox-other-piece = el fragmento no es el que se pidió
mailbox-long-piece = el fragmento es más largo de lo pedido
mail-scanned = El programa de control de aquí rechaza este correo
mail-scanned-why = El programa de control de aquí rechaza este correo: { $why }
mail-scan-later = Este correo no se puede examinar por ahora
mail-spam = El correo está marcado como no deseado, y eso no se envía por fax
mail-only-bounces = Esta dirección es solo para los rebotes de los correos del servidor de fax
mail-bounces-alone = Esta dirección solo acepta correos devueltos del servidor de fax, sin otros destinatarios
mail-came-back = Un correo devuelto no se envía por fax
mail-reply-alone = Una respuesta con el número de un fax debe tener su dirección como único destinatario
mail-unproved = El remitente del correo no está probado: { $why }

# Fax addresses.
address-none = esto no es una dirección; number@domain o name@number.fax lo sería
address-not-ours = aquí no se envían faxes a este dominio, y los correos no se reenvían
address-no-number = no hay ningún número de fax en «{ $address }»; lo correcto sería number@domain o FAX=number@domain
address-sign = «{ $number }» no es un número de fax: «{ $sign }» no se puede marcar; se permiten cifras, un + al principio, * y #, y los signos - . ( ) para separar
address-backwards = «{ $number }» no es un número escrito de la última cifra a la primera; 1.6.0.0.7.2.1.9.9.9.4 sería +49991270061
address-long = el número de fax de esta dirección tiene más de 40 signos
address-two = esta dirección contiene dos números de fax, «{ $first }» y «{ $second }»; escriba solo uno
address-sub = «{ $sub }» no es una subdirección: se permiten hasta 20 cifras, * y #
address-not-obeyed = «{ $word }=» en una dirección no se aplica aquí, por lo que el fax no se envía; quítelo
address-unknown-word = «{ $word }» en esta dirección no se conoce; se conocen { $known }
sender-none = Un correo sin remitente no es un fax
sender-no-address = El remitente no es una dirección de correo
sender-gone = El usuario «{ $login }» ya no existe
sender-other = «{ $login }» no puede enviar en nombre de este remitente
sender-no-device = Este remitente no tiene ninguna extensión de fax que se pueda usar desde aquí
mail-unknown = Es posible que el fax ya se haya enviado, y el resultado se desconoce. Pregunte al destinatario antes de volver a enviarlo

# Print jobs.
print-unknown = El fax se estaba entregando cuando el programa se detuvo, y el resultado se desconoce.
print-fields-changed = [fields] se cambió mientras la impresión se dividía en faxes. Los faxes creados están en la lista de envíos; no se crea ninguno más.
print-no-page = No contiene ninguna página.
print-client-stopped = El programa de impresión dejó de enviar documentos.

# The login of [mail_login] at the mail server, by an access token.
login-fetched-none = `ferrofax serve` no ha obtenido ningún token de acceso
login-expired = el token de acceso ha caducado y `ferrofax serve` no ha obtenido otro
login-nobody = nadie ha iniciado sesión; ejecute `ferrofax login mail`
login-secret = [mail_login] secret_file: { $why }
login-secret-unreadable = no se puede leer { $file }: { $why }
login-secret-empty = no hay ningún secreto en la primera línea de { $file }
login-command = [mail_login] command { $program }: { $why }
login-command-unheard = no se puede leer su salida
login-command-late = sin respuesta después de { $seconds } segundos
login-command-ended = terminó con { $status }
login-file = [mail_login] { $key }: { $file } no se puede usar: { $why }
login-file-no-rsa = no es una clave RSA
login-file-large = ocupa más de 64 kB
login-file-account = no es un archivo de claves de una cuenta de servicio en JSON
login-file-no-key = su private_key no es una clave
login-file-no-rsa-key = su private_key no es una clave RSA
login-unsigned = la clave de [mail_login] no puede firmar: { $why }
login-no-random = no hay números aleatorios: { $why }
login-other-issuer = { $url } pertenece a «{ $found }» y no a «{ $issuer }» de [mail_login] issuer
login-answers = { $url } responde { $status }
login-no-metadata = { $issuer } no tiene metadatos
login-answers-kind = { $url } responde con { $kind }; puede haber un proxy o una página de inicio de sesión en medio
login-kind-page = una página HTML
login-kind-no-json = algo que no es JSON
login-token-kind = el token de acceso no es de tipo Bearer
login-token-none = la respuesta no contiene ningún token de acceso
login-token-long = el token de acceso tiene más de 10.000 bytes
login-token-characters = el token de acceso contiene caracteres no permitidos
login-refused-remedy = el proveedor lo rechaza ({ $error }): { $said }; { $remedy }
login-refused = el proveedor lo rechaza ({ $error }): { $said }
login-secret-expired = el secreto de cliente ha caducado; cree uno nuevo en el centro de administración de Entra y escriba su valor en secret_file
login-secret-wrong = el secreto de cliente es incorrecto; secret_file necesita el valor del secreto, no su ID
login-certificate = el certificado no está registrado para la aplicación o key no es su clave; súbalo en el centro de administración de Entra
login-clock = el reloj de esta máquina está mal; ajústelo por NTP
login-no-application = no hay ninguna aplicación con este client_id en el inquilino; compare ambos con el centro de administración de Entra
login-no-tenant = no existe ese inquilino; compare tenant con el centro de administración de Entra
login-no-consent-entra = falta el consentimiento; lo concede un administrador en el centro de administración de Entra
login-no-permission = falta el permiso SMTP.SendAsApp; añádalo en el centro de administración de Entra y conceda el consentimiento
login-scopes = scopes es incorrecto; déjelo vacío para usar los habituales
login-public = la aplicación debe permitir flujos de clientes públicos o necesita secret_file
login-conditional = una regla de acceso condicional prohíbe el inicio de sesión; exceptúe esta cuenta o aplicación
login-second-factor = la cuenta necesita un segundo factor; ejecute de nuevo `ferrofax login mail`
login-over = el inicio de sesión ha caducado; ejecute de nuevo `ferrofax login mail`
login-revoked-password = se revocó el inicio de sesión o se cambió la contraseña; ejecute de nuevo `ferrofax login mail`
login-disabled = la cuenta está deshabilitada
login-revoked = se revocó el inicio de sesión; ejecute de nuevo `ferrofax login mail`
login-key-deleted = se borró la clave de la cuenta de servicio; cree una nueva
login-delegation = falta la delegación de todo el dominio; añada el ID de cliente de la cuenta de servicio con el ámbito https://mail.google.com/ en la consola de administración de Google
login-no-account = no existe esa cuenta en la organización
login-client = compare client_id y el secreto o certificado con el registro en el proveedor
login-way = la aplicación no puede iniciar sesión de este modo; permítalo en el proveedor
login-grant = el inicio de sesión ha caducado o se revocó; ejecute de nuevo `ferrofax login mail`
login-no-consent = falta el consentimiento; lo concede un administrador en el proveedor
login-again = ejecute de nuevo `ferrofax login mail`
login-denied = se rechazó el inicio de sesión en el navegador
login-code-expired = el código ha caducado; ejecute de nuevo `ferrofax login mail`

# What is stored with faxes and jobs that were imported from HylaFAX.
hylafax-sent = Enviado por HylaFAX, como su trabajo { $job }: { $count ->
    [one] { $count } página
   *[other] { $count } páginas
}.
hylafax-not-sent = No enviado por HylaFAX, como su trabajo { $job }.
hylafax-not-sent-why = No enviado por HylaFAX, como su trabajo { $job }. HylaFAX escribió: { $why }
hylafax-received = Recibido por HylaFAX e importado.
hylafax-received-why = Recibido por HylaFAX e importado. HylaFAX escribió: { $why }.
hylafax-received-notes = Recibido por HylaFAX e importado. Notas sobre su archivo: { $notes }.
hylafax-received-why-notes = Recibido por HylaFAX e importado. HylaFAX escribió: { $why }. Notas sobre su archivo: { $notes }.
