# The Spanish words of the web interface.

moment = %d/%m/%Y %H:%M
short-day = %d/%m

# Around all pages.
to-content = Ir al contenido
pages = Menú principal
received = Recibidos
sent = Enviados
now = Ahora
own = Mi cuenta
log-out = Cerrar sesión
languages = Idioma

# Before there is a spool.
not-ready = Ferrofax aún no está listo
not-ready-text = En cuanto no falte nada en esta lista, la interfaz web se abrirá en esta página.

# Received faxes.
withheld = Número oculto
unread = sin leer
unread-mark = Nuevo
search = Búsqueda
search-hint = Número, nombre, nota…
show = Mostrar
which-all = Todos
which-unread = Sin leer
which-mine = Asignados a mí
which-free = Sin asignar
find = Buscar
no-faxes = Todavía no hay faxes. Un fax recibido aparece aquí por sí solo.
device = Extensión
dealt-with-by = asignado a
dealt-with = Asignado a
nobody = nadie
cut-short = Hasta ahora solo se ha buscado en una parte de los faxes anteriores. La lista continúa abajo.
older = Faxes anteriores
mark-these = { $count ->
    [one] Marcar este fax como leído
   *[other] Marcar estos { $count } faxes como leídos
}
marked = { $count ->
    [one] 1 fax marcado como leído.
   *[other] { $count } faxes marcados como leídos.
}
marked-in-part = Puede que haya faxes anteriores sin leer.
undo = Deshacer
fax-from = Fax de
fetched-from = Fax solicitado a
fetch-from = Solicitud de fax a
fetches = Documento solicitado
fax = Fax
the-pages = Páginas
page = Página
no-pages = No se recibió ninguna página.
came = Recibido
line = Línea
claim = Asignármelo
release = Quitar asignación
mark-unread = Marcar como no leído
tag = Etiqueta
note = Nota
keep = Guardar
pass-on = Reenviar
hand-to = A un compañero o compañera
choose-colleague = (elegir)
hand = Traspasar
mail-to = Por correo electrónico a
mail = Enviar correo
fax-to = Por fax a
send = Enviar
printer = Impresora
own-printer = Impresora de la extensión
print = Imprimir
delete = Eliminar
delete-really = ¿Eliminar este fax?
delete-text = Se elimina para todos y no se puede recuperar.
keep-it = Conservar
history = Historial
back-to-fax = Volver al fax
smaller = Reducir
larger = Ampliar
turn-left = Girar a la izquierda
turn-right = Girar a la derecha
is-receiving = Recibiéndose
page-now = página
is-received = Recibido
is-incomplete = Incompleto
is-failed = Fallido
part-so-far = Guardar las páginas recibidas hasta ahora…
part-title = Este fax todavía no está completo
part-text = La llamada sigue en curso y pueden llegar más páginas. Un archivo guardado ahora solo contiene las páginas recibidas hasta este momento.
part-pass-on = Podrá enviarlo por correo o por fax e imprimirlo cuando esté completo.
deed-read = lo ha leído
deed-claimed = se ha hecho cargo
deed-released = ha quitado la asignación
deed-handed = lo ha traspasado a
deed-noted = ha escrito una nota
deed-mailed = lo ha enviado por correo a
deed-printed = lo ha imprimido en
deed-faxed = lo ha enviado por fax a
mail-waiting = en cola
mail-delivered = entregado
mail-rejected = rechazado
mail-failed = no se pudo entregar
done-unread = Marcado como no leído.
done-claimed = El fax está ahora asignado a usted.
done-released = El fax ya no está asignado a nadie.
done-handed = Fax traspasado.
done-noted = Guardado.
done-mailed = El correo está en camino.
done-printed = El fax se está imprimiendo.
done-faxed = El fax está en la cola; véase «Enviados».
gone = Este fax fue eliminado
denied = No tiene permiso para hacer esto
somebody-has-it = Este fax está asignado a otra persona
on-legal-hold = Esto está sujeto a retención legal y no se puede eliminar. Un administrador puede levantarla
unfit = No se ha aceptado

# What is sent, and what goes on.
new-fax = Nuevo fax
no-jobs = Todavía no se ha enviado ningún fax. Empiece con «Nuevo fax».
to = Para
no-number = (aún sin número)
number-missing = Falta el número
number-missing-text = Estos faxes esperan un destinatario. Escriba un nombre de la libreta de direcciones o un número de fax.
number-until = espera hasta
which-open = En curso
which-failed = Fallidos
which-done = Enviados
fax-to-whom = Fax para
confirmed = confirmadas
confirmed-pages = Páginas confirmadas
taken-in = Aceptado
sent-by = Enviado por
far-machine = Fax remoto
let-go = Liberar
hold = Retener
cancel = Cancelar
try-again = Reintentar
number = Número de fax
again-to = Enviar de nuevo a
send-again = Enviar de nuevo
document-pdf = Documento (PDF)
sending-report-pdf = Informe de envío (PDF)
report = Informe
documents = Documentos
documents-hint = PDF, TIFF, imágenes, texto, HTML{ $more }. Si hay varios documentos, se envían uno tras otro.
office-documents = documentos de oficina
no-document = No se ha elegido ningún documento.
from-device = Desde la extensión
more = Más
resolution = Resolución
as-usual = Predeterminado
res-standard = Estándar
res-fine = Fina
res-superfine = Superfina
colour = Color
in-colours = Sí, si el fax remoto lo admite
send-at = No antes de
cover = Portada
with-cover = Con portada
without-cover = Sin portada
recipient = Destinatario
company = Empresa
calls = Llamadas
no-calls = En este momento no se envía ni se recibe ningún fax.
lines-free = Líneas libres
ladder = Protocolo de la llamada
we-said = enviado por nosotros
we-heard = recibido por nosotros
coming-from = De
talking = negociando
dialling = marcando
drop-here = Suelte los documentos aquí
queue = Cola
waiting-line = En espera de una línea
waiting-time = En espera de su hora
held = Retenidos
oldest = el más antiguo desde
state-number = En espera de un número
state-suspended = Retenido
state-pending = Programado
state-sleeping = En espera de un nuevo intento
state-blocked = En espera de otro fax a este número
state-ready = En espera de una línea
state-active = Enviándose
state-done = Enviado
state-fetched = Solicitado y recibido
state-failed = No enviado
state-cancelled = Cancelado
done-cancelled = El fax se ha cancelado.
done-held = El fax está retenido.
done-goes-on = La operación continúa.
done-sent = El fax se ha aceptado. Se enviará en cuanto haya una línea libre.

# Fetching a fax (polling).
fetch-fax = Solicitar un fax
fetch-hint = Se llama al fax de este número y se le pide el documento que tiene preparado (sondeo o polling). El documento llega como un fax recibido.
for-device = Para la extensión
sep = Número del documento (SEP)
sep-hint = Solo si el fax remoto tiene varios documentos preparados.
fetch-password = Contraseña del documento (PWD)
fetch-password-hint = Cifras, * y #; solo si se pide una contraseña.
password-again = Si se pide una contraseña, escríbala de nuevo: no se guarda.
fetch = Solicitar

# A fax that is written.
numbers-hint = Nombres o grupos de la libreta de direcciones, o números de fax. Cada destinatario recibe su propio fax. «Nombre | Empresa <número>» indica el destinatario en la portada.
group-hint = Las palabras con «#», como «#proveedores», son grupos. Un fax a «#proveedores» se envía a todos los contactos del grupo.
in-book = En la libreta de direcciones:
check = Números
suggestions = Sugerencias
faxed-lately = usado recientemente
black-and-white = Blanco y negro
making-page = Creando las páginas…
making-pages = Creando las páginas… documento { $this } de { $all }
usual = como siempre: { $value }
send-at-in = No antes de ({ $zone })
unknown-name = «{ $name }» no está en la libreta de direcciones. Escriba un número de fax, o añada el contacto a la libreta.
several-numbers = «{ $name }» tiene varios números. Elija uno:
unclear-name = «{ $name }» no es un nombre completo de la libreta de direcciones. Elija un contacto:
send-faxes = { $count ->
    [one] Enviar el fax ({ $pages })
   *[other] Enviar { $count } faxes ({ $pages } cada uno)
}
contacts = Contactos
book = Libreta de direcciones
up = Subir
down = Bajar
remove = Quitar
more-documents = Más documentos
subject = Asunto
message = Mensaje
priority = Prioridad
priority-hint = De 0 a 255; el 0 se envía primero.
look = Vista previa
discard = Descartar
preview = Vista previa
preview-hint = Elija documentos y pulse «Vista previa» para ver las páginas tal como se enviarán.
drafts = Borradores
drafts-hint = Los borradores se conservan una semana.
no-room = Tiene otros 10 borradores.
no-room-text = Este se eliminará cuando empiece otro. Envíelo o descarte uno de los demás.
nothing-written = Todavía no hay nada que mostrar. Escriba un número o elija un documento.
sent-in-part = Algunos faxes se han enviado. Los demás siguen aquí:
done-discarded = El borrador se ha descartado.
price-inside = interno
price-local = local
price-national = nacional
price-abroad = internacional
price-special = tarificación especial

# Address books.
own-book = Personal
house-book = Organización
which-book = Libreta de direcciones
name-of = Nombre
new-contact = Nuevo contacto
change-contact = Editar contacto
change = Editar
no-contacts = No hay contactos que mostrar.
more-contacts = Más
fax-chosen = Nuevo fax a los contactos seleccionados
import = Importar
export = Exportar
import-hint = Un archivo CSV (UTF-8) cuya primera línea nombra las columnas: name, company, number, note. Se importan todos los contactos o ninguno.
table = Archivo
done-put = Guardado.
done-deleted = Eliminado.
done-imported = Los contactos se han importado.
delete-contact-really = ¿Eliminar este contacto?

# Administration.
administration = Administración
figures = Estadísticas
health = Estado
devices = Extensiones
users = Usuarios
mails = Correos
log = Registro de auditoría
days = Días
day = Día
week = Semana del
nothing-yet = Nada en este periodo.
as-table = Como tabla
went-well = correctos
went-badly = fallidos
received-by-day = Faxes recibidos por día
sent-by-day = Faxes enviados por día
minutes-by-day = Minutos de llamada por día
minutes-in = recibidos
minutes-out = enviados
sent-by-way = Enviados, por modo de transmisión
way = Transmisión
sent-by-machine = Enviados, por fax remoto
calls-by-trunk = Llamadas, por troncal
trunk = Troncal
why-not-sent = Por qué no se enviaron faxes
why-not-received = Por qué no se recibieron faxes por completo
faxes-today = Faxes de hoy (enviados y recibidos)
failed-today = Fallidos hoy (enviados y recibidos)
waiting-jobs = Envíos en espera
reason = Motivo
count = Cantidad
ended-by-someone = cancelado por alguien
nobody-answered = no contestó ningún fax
alarm = Alarma
alarm-disk = El disco está casi lleno
alarm-relay = No se envían correos
alarm-failing = Los faxes a { $about } fallan una y otra vez
alarm-silent = Hace mucho que no se recibe ningún fax
alarm-silent-device = { $about } no ha recibido ningún fax desde hace mucho
alarm-folder = No se puede escribir en la carpeta { $about }
alarm-shipping = Los faxes no se transfieren a la base de datos compartida
stuck-mail = Un correo espera desde
undeliverable = Correos que no se pudieron entregar
mails-paused = Los correos no se aceptan ni se envían por fax.
mails-run = Los correos se aceptan y se envían por fax.
converter-missing = La configuración nombra un programa que no existe
converters = Documentos admitidos
folder = Carpeta
away-since = no se puede escribir desde
the-pbx = Centralita (PBX)
finding-well = Correcto
finding-wrong = ERROR
finding-warning = Atención
something-wrong = Hay un problema: consulte el estado del sistema
mails-waiting = Correos
prints-waiting = Impresiones
the-pbx-text = El módulo de la centralita comprueba el plan de marcación, las troncales y el servidor de correo. Puede tardar un minuto.
pbx-asked = La centralita aún no ha contestado.
look-again = Actualizar
clean-up = Limpieza
keep-days = Días que se conservan
would-clean-up = Se eliminarían:
cleaned-up = Se han eliminado:
cleanup-faxes = Faxes recibidos
cleanup-jobs = Envíos
cleanup-keeps = Faxes y envíos antiguos que se conservan:
keeps-undelivered = Un correo, una impresión o un informe aún no se ha entregado
keeps-on-hold = Retención legal
keeps-unshipped = Aún no está en la base de datos compartida
keeps-unknown = Clase de conservación desconocida
clean-up-now = Eliminar ahora
ask-pbx = Comprobar la centralita
mend = Cómo solucionarlo
machines = Servidores con centralita
machine = Servidor
version = Versión
in-calls = Llamadas para la base de datos compartida
to-ship = Por transferir
drained-since = No acepta envíos desde
lines-in-all = Líneas de todos los servidores
lines-of-trunk = Líneas de la troncal
lost-tries = Llamadas perdidas al fallar un servidor
taken-for-dead = Declarado averiado
went-on = Continuado por
devices-text = Las extensiones creadas aquí se pueden cambiar aquí. Todas las demás están declaradas en archivos del plan de marcación y solo se pueden cambiar allí.
mailboxes = Buzones
format = Formato
receives = Recibe
sends = Envía
settings = Configuración
declared = Declarado en
yes = sí
no = no
usual-settings = Valores predeterminados
users-text = Los usuarios de gateway.toml solo se pueden modificar allí. Los de un directorio o servicio de inicio de sesión aparecen tras su primer inicio de sesión.
users-here = Todos los demás se crean y modifican aquí.
role-word = Rol
addresses = Direcciones de correo
groups = Grupos
members = Miembros
sees = Puede ver los faxes de
used = Usado
everything = todos
faxes = Faxes
may-delete = puede eliminar
stopped = Bloqueado desde
stop-user = Bloquear
let-user-go-on = Desbloquear
done-stopped = El usuario está bloqueado y no puede enviar faxes.
done-may-go-on = El usuario puede volver a enviar faxes.
role-user = Usuario
role-desk = Operador
role-administrator = Administrador
role-auditor = Auditor
quota-day = hoy
quota-month = este mes
quota-night = esta noche
faxmaster = el responsable de fax
mail-queue = Correos entrantes
mails-held = Correos que no se enviaron por fax
no-mails-held = Ninguno.
mail-sender = Remitente
mail-aside = Ferrofax no ha podido leer este correo y no lo reintenta por sí solo:
mails-refused = Ferrofax no guarda los correos rechazados. Los motivos de los rechazos:
pause = Pausar
resume = Reanudar
all-delivered = Ninguno.
about = Se refiere a
given-up = Abandonado
all-again = Reintentar ahora todos los correos en espera y fallidos
asked = Acción
decided = Decisión
granted = permitido
refused = denegado
when = Cuándo
no-lines = No hay entradas que mostrar.
older-lines = Entradas anteriores
check-chain = Verificar el registro
chain-well = El registro no se ha modificado.
chain-broken = El registro se ha modificado:
chain-unchained = Entradas fuera de la cadena de hashes:
chain-last = Última entrada y su hash; guarde una copia en otro lugar:

# One's own.
sessions = Sus sesiones
all-sessions = Sesiones
sessions-text = Cierre las sesiones que no reconozca y pida a la administración una contraseña nueva.
browser = Navegador
address = Dirección
since = Desde
last-seen = Último uso
this-one = esta
end = Cerrar
choose = Guardar
lists-look = Listas de faxes
look-pictures = Con imágenes
look-rows = Filas cortas sin imágenes
look-text = Este navegador recuerda la elección.
actions = Acciones
forward-below = Reenviar…
appearance = Apariencia
look-system = Como el sistema
look-light = Clara
look-dark = Oscura

# API keys.
keys = Claves de API
keys-text = Los programas usan la API con una clave. Una clave tiene los permisos de usted, en la medida en que se los conceda.
keys-api = Las operaciones de la API
key-name = Finalidad
key-for = Permisos
key-days = Válida (días)
key-test = Clave de prueba: sus faxes nunca se envían; su resultado depende del número
key-new = Nueva clave
key-ends = Caduca
key-used = Último uso
key-ended = caducada
key-made = La clave nueva
key-made-text = Copie la clave ahora: no se volverá a mostrar.
scope-faxes-read = Leer los faxes recibidos
scope-faxes-write = Marcar, anotar, reenviar y eliminar los faxes recibidos
scope-jobs-read = Leer los envíos
scope-jobs-write = Enviar faxes y cambiar los envíos
scope-events = Seguir los cambios
scope-webhooks = Webhooks
scope-log-read = Leer el registro de auditoría
scope-metrics = Leer las estadísticas
scope-keys = Claves, sesiones e idioma propios
scope-admin = Administración

# Logging in.
log-in = Iniciar sesión
user = Nombre de usuario
password = Contraseña
wrong-login = El nombre de usuario o la contraseña no son correctos, o hubo demasiados intentos fallidos desde su dirección. Inténtelo de nuevo en unos minutos.
directory-away = En este momento no se pueden comprobar el nombre de usuario ni la contraseña. Inténtelo más tarde.
no-group = No tiene permiso para usar este servidor de fax: no pertenece a ninguno de sus grupos.
name-taken = Otra persona ya tiene aquí su nombre de usuario. Consulte a la administración.
name-of-password = Este nombre de usuario inicia sesión con contraseña; use el formulario de abajo. Si nunca lo ha hecho, el nombre pertenece a otra persona: consulte a la administración.
name-of-openid = Este nombre de usuario no inicia sesión con contraseña; use el otro método de abajo. Si nunca lo ha hecho, el nombre pertenece a otra persona: consulte a la administración.
provider-away = En este momento no se puede contactar con su proveedor de identidad. Inténtelo más tarde.
provider-refused = Su proveedor de identidad no permitió el acceso.
not-proved = La respuesta de su proveedor de identidad no es válida. Inténtelo de nuevo.
login-stale = Este inicio de sesión empezó en otro navegador o hace demasiado tiempo. Empiece de nuevo.
log-in-by = Iniciar sesión con
left-here = Ha cerrado la sesión aquí.
leave-there = Cerrar sesión en
log-in-first = Inicie sesión primero.
session-ended = Su sesión ha caducado. Inicie sesión para seguir con lo que estaba escribiendo.
again = Continuar donde estaba
again-text = Ha vuelto a iniciar sesión. Lo que estaba escribiendo sigue aquí.
go-on = Enviar ahora

# Links to faxes.
link-title = Un fax para usted
link-with-code = Introduzca su código y pulse «Abrir el fax». Su navegador descarga entonces el fax como archivo PDF.
link-without-code = Pulse «Abrir el fax». Su navegador descarga entonces el fax como archivo PDF.
link-code = Código
link-open = Abrir el fax
wrong-code = El código es incorrecto. Tras cinco códigos incorrectos, el enlace ya no abre el fax.
no-such-link = No hay ningún fax en este enlace. Compruebe si ha copiado el enlace completo. También es posible que el fax se haya eliminado.
link-locked = Se han introducido demasiados códigos incorrectos, por lo que este enlace ya no abre el fax. Pida a la organización que le envió el enlace que envíe el fax de nuevo.
link-expired = Este enlace ha caducado. Pida a la organización que le envió el enlace que envíe el fax de nuevo.
link-used = Este enlace ya se ha utilizado. Si no ha sido usted, avise a la organización que le envió el enlace.

# Recorded calls.
recorded-calls = Grabaciones de llamadas
no-recorded-calls = No hay grabaciones de llamadas que mostrar.
older-calls = Llamadas anteriores
call-of = Llamada del
its-record = Grabación de la llamada
ended = Resultado
seconds = Duración en segundos, desde el primer tono
a-fax = Fax
a-job = Envío
what-went-wrong = Qué falló
record-cut-off = La grabación termina en mitad de la llamada. Esto es lo que muestra.
whose-fault = Causa probable
what-to-change = Qué cambiar
found-too = También se observó
verdict-may-be-wrong = Es una valoración a partir de lo que hubo en la línea y puede ser errónea.
the-drawing = Diagrama de la llamada: mensajes, niveles, ruido y pérdidas a lo largo del tiempo
run-again = Reproducir de nuevo
run-again-with = Con otros ajustes
run-again-text = max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh, level=-15 (dBm0), separados por espacios; vacío: como en la llamada
call-files-word = Archivos de esta llamada
file-svg = Diagrama (SVG)
file-png = Diagrama (PNG)
file-json = Todos los datos (JSON)
file-wav = Audio de ambos lados (WAV)
file-pcap = Paquetes T.38 (pcap)
file-received = Páginas recibidas (TIFF)
file-sent = Páginas por enviar (TIFF)
file-record = La grabación misma
file-anonymous = La grabación sin números, nombres ni páginas
fault-nobody = ninguna
fault-line = muy probablemente la línea telefónica
fault-remote = muy probablemente el fax remoto
fault-network = muy probablemente la red
fault-us = muy probablemente este servidor de fax

# Refusals.
not-possible = No ha funcionado
still-here = Lo que escribió sigue aquí. Cámbielo e inténtelo de nuevo.
back = Volver
foreign = Esta petición vino de otro sitio web, por lo que no se hizo nada. Abra la página aquí e inténtelo de nuevo.
stale = Este formulario es de una sesión anterior, por lo que no se hizo nada. Vuelva atrás, recargue la página e inténtelo de nuevo.
in-the-clear = Otros podrían leer esta conexión. Use https:// en lugar de http://.
no-certificate = Otros podrían leer esta conexión y este servidor todavía no tiene certificado. Consulte a la administración.
nothing-there = Esta página no existe.
not-there = No existe, o no tiene permiso para verlo.
wrong-form = El servidor no entendió este formulario.
not-for-now = En este momento no se puede acceder a los datos del servidor de fax. No se ha cambiado nada. Inténtelo de nuevo en un minuto.
our-fault = Algo ha fallado. La administración encontrará más detalles en el registro.
home = Ir a los faxes recibidos

# Why a right is denied.
denied-auditor = Los auditores leen el registro de auditoría y no pueden enviar faxes.
denied-administrators = Esto solo pueden hacerlo los administradores.
denied-reads-log = Solo los administradores y auditores pueden leer el registro de auditoría.
denied-house-book = Solo los administradores pueden cambiar la libreta de direcciones de la organización.
denied-delete = No tiene permiso para eliminar faxes.
denied-priority = Puede bajar la prioridad de sus faxes, pero no subirla.
denied-post-dial = No tiene permiso para que se envíen cifras después de contestar la llamada (post_dial).
denied-job-stopped = El fax cuenta para «{ $user }», que tiene bloqueado el envío: { $why }
denied-not-your-job = El envío { $job } pertenece a otra persona. Solo su propietario y los operadores pueden cambiarlo.
denied-no-device = «{ $user }» no tiene ninguna extensión de fax desde la que enviar.
denied-device-away = La extensión desde la que se debe enviar no existe. Se ha avisado a la administración.
denied-not-your-device = «{ $user }» no puede enviar desde la extensión { $device }.
denied-device-receives = Desde la extensión { $device } no se pueden enviar faxes.
denied-stranger = Solo los titulares de una extensión de fax pueden enviar faxes.
denied-stopped = Tiene bloqueado el envío de faxes hasta que un administrador lo desbloquee: { $why }
denied-forbidden = Los faxes a { $beginning }… están bloqueados aquí.
denied-not-among = Solo se pueden enviar faxes a { $beginnings }….
denied-country-unset = Los faxes a números con prefijo de país están bloqueados aquí hasta que se configure el propio (country_code).
denied-abroad = Los faxes a otros países están bloqueados aquí.
denied-premium = Los faxes a { $beginning }… (números de tarificación especial) están bloqueados aquí.
denied-hours = Los faxes solo se aceptan en este horario: { $hours }
denied-quota = Esto supera { $whose ->
    [user] su límite
    [device] el límite de la extensión
   *[all] el límite para todos
} de { $most } { $period ->
    [night] por noche
    [month] al mes
   *[day] al día
}.
faxes-and-pages = { $faxes } y { $pages }
denied-without-number = { $count ->
    [one] Uno de sus faxes espera un número. Escriba primero el número o cancele el fax.
   *[other] { $count } de sus faxes esperan un número. Escriba primero los números o cancele los faxes.
}
denied-pages = El fax tiene { $pages }; el límite es { $most }.
denied-not-now = En este momento no se pueden aceptar faxes. Se ha avisado a la administración.

# Counted things.
count-pages = { $count ->
    [one] { $count } página
   *[other] { $count } páginas
}
count-faxes = { $count ->
    [one] { $count } fax
   *[other] { $count } faxes
}

# Users, passwords and second factors.
new-user = Nuevo usuario
user-name-text = Letras minúsculas de la a a la z, cifras, puntos, guiones y guiones bajos. El nombre no se puede cambiar después.
addresses-text = Separadas por comas. Si no indica ninguna, se usan los buzones de la extensión.
limits-class = Clase de límites
in-gateway = en gateway.toml
not-yet = aún no ha elegido una contraseña
user-elsewhere = Este usuario no se administra aquí, sino en gateway.toml o en el servicio de inicio de sesión de su organización.
end-user = Eliminar este usuario
end-user-text = Las sesiones, las claves de API y los webhooks del usuario terminan de inmediato. Los faxes en espera todavía se envían.
done-user-changed = El usuario se ha modificado.
done-user-ended = El usuario se ha eliminado.
invitation-link = Enlace
invitation-once = Entregue este enlace al usuario. Solo se muestra ahora, sirve una vez y caduca a los 7 días.
invitation-mailed = El enlace también se envía por correo a
invitation-text = Con un enlace, el usuario elige una contraseña nueva. Los enlaces anteriores dejan de ser válidos. La contraseña actual vale hasta que se elija una nueva.
invitation-new = Crear un enlace para una contraseña nueva
second-reset = Eliminar el segundo factor
second-reset-text = Para un usuario que ha perdido el teléfono y los códigos de recuperación. Después, el inicio de sesión solo pide la contraseña. Si su organización exige un segundo factor, el usuario debe activar uno nuevo.
done-second-reset = El segundo factor se ha eliminado.
choose-password = Elegir una contraseña
no-invitation = Este enlace ya no es válido: se ha usado, ha caducado o hay uno más reciente. Pida un enlace nuevo a su administrador.
change-password = Cambiar la contraseña
present-password = Contraseña actual
new-password = Contraseña nueva (al menos 8 caracteres)
new-password-again = Repetir la contraseña nueva
password-elsewhere = Su contraseña no se puede cambiar aquí: está en gateway.toml o en el servicio de inicio de sesión de su organización. Pregunte a su administrador.
done-password = Su contraseña se ha cambiado. Sus demás sesiones han terminado.
second-factor = Segundo factor
second-factor-text = Con un segundo factor, el inicio de sesión pide también un código de una aplicación de su teléfono. Quien solo tenga su contraseña no podrá entrar. En los programas de correo y para las impresoras, use una clave de API en lugar de la contraseña.
second-is-on = El segundo factor está activado.
second-is-off = El segundo factor está desactivado.
second-elsewhere = El segundo factor no se puede activar aquí. Si inicia sesión con la cuenta de un directorio o servicio de inicio de sesión, use el segundo factor de esa cuenta. En otro caso, pregunte a su administrador.
second-must = Su organización exige un segundo factor. Cuando lo haya activado, podrá continuar.
switch-on = Activar
switch-off = Desactivar
second-scan = Escanee esta imagen con una aplicación de autenticación o introduzca allí la clave. Después introduzca el código que muestra la aplicación.
second-key = Clave para la aplicación
second-code = Código de la aplicación
second-code-or = Código de la aplicación o código de recuperación
second-on-now = El segundo factor está activado. Si pierde el teléfono, cada uno de estos códigos de recuperación sustituye una vez a un código de la aplicación. No se mostrarán de nuevo: guárdelos en un lugar seguro.
second-continue = He guardado los códigos: continuar
second-step-text = Introduzca el código que muestra la aplicación de su teléfono. Si no tiene el teléfono, introduzca un código de recuperación.

# Passkeys.
passkeys = Llaves de acceso
passkeys-text = Una llave de acceso está en su teléfono, su ordenador o una llave de seguridad. Con ella inicia sesión sin contraseña. Mientras tenga una llave de acceso, la contraseña sola no basta. En los programas de correo y para las impresoras, use entonces una clave de API.
passkey-name = Nombre de la llave de acceso
passkey-new = Añadir una llave de acceso
passkey-made = Añadida
passkey-remove = Quitar la llave de acceso
passkey-login = Iniciar sesión con una llave de acceso
passkey-ask = Su navegador pide su llave de acceso. Si no lo hace, pulse el botón.
passkey-go = Continuar
passkey-other = Iniciar sesión de otra manera
passkey-script = Las llaves de acceso necesitan JavaScript, que está desactivado en este navegador.
passkey-none = Este navegador no ha usado ninguna llave de acceso. Inténtelo de nuevo o elija otra manera.
passkey-address = Las llaves de acceso solo funcionan en una dirección web con nombre y HTTPS. Pregunte a su administrador.
second-too-late = El inicio de sesión ha tardado demasiado o demasiados códigos eran incorrectos. Introduzca de nuevo su contraseña.
invitation-subject = Su acceso a { $house }
invitation-mail =
    Hola:

    hay un acceso para usted en { $house }. Su nombre de usuario es { $user }. Elija una contraseña en esta dirección:

    { $link }

    El enlace sirve una vez y caduca a los 7 días. Si no esperaba este mensaje, ignórelo.
# Lists: filters, saved views, selections, and the keyboard.
today-at = hoy %H:%M
yesterday-at = ayer %H:%M
day-month = %-d MMM
months = ene feb mar abr may jun jul ago sept oct nov dic
more-filters = Más filtros
all-devices = Todas las extensiones
from-day = Desde (día)
to-day = Hasta (día)
sender = Remitente
status = Estado
newer = Faxes más recientes
nothing-found = Ningún fax coincide con estos filtros.
show-all = Mostrar todos
views = Vistas guardadas
save-view = Guardar esta vista
view-name = Nombre de la vista
remove-view = Quitar la vista
done-view-saved = La vista se ha guardado.
done-view-removed = La vista se ha quitado.
select-all = Seleccionar todo lo mostrado
select-this = Seleccionar
with-selected = Con los seleccionados
apply = Aplicar
mark-read = Marcar como leído
set-tag = Poner etiqueta
download-zip = Descargar como ZIP
none-selected = No se ha seleccionado nada.
entries-changed = Cambiados: { $count }.
entries-refused = No cambiados: { $count }.
delete-these = ¿Eliminar los faxes seleccionados ({ $count })?
delete-all-text = Se eliminan para todos y no se pueden recuperar.
keep-them = Conservar
search-jobs-hint = Número, nombre, etiqueta, documento…
job = Envío
no-drafts = No tiene borradores.
shortcuts = Atajos de teclado
shortcuts-on = Usar estos atajos
next-fax = Siguiente
previous-fax = Anterior
close = Cerrar
notify-on = Avisarme de los faxes nuevos en este navegador
notify-off = Desactivar los avisos

# Devices, lines and the mail server.
new-device = Nueva extensión
device-waits = aún no está en vigor
device-removed = eliminada; aún recibe faxes hasta que se recargue el plan de marcación
include-text = Asterisk aún no lee estas extensiones. Añada una vez la primera línea al final de extensions.conf y ejecute después la segunda línea. Si ferrofax.conf define contexts, la lista debe contener fax-devices.
reload-text = Asterisk aún no ha leído el último cambio. Ejecute esta línea.
extension-word = Número de extensión
extension-text = Solo cifras. El número no se puede cambiar más tarde.
mailboxes-text = Direcciones de correo que reciben los faxes, separadas por comas.
station-id = Identificación de estación
device-off = Desactivado: se rechazan las llamadas
printers = Impresoras
header-text = Remitente en el encabezado
time-zone = Zona horaria
class-of-devices = Clase de extensiones
account-code = Código de cuenta
retention-class = Clase de conservación
error-correction = Corrección de errores (ECM)
reports-word = Informes
end-device = Quitar esta extensión
end-device-text = Las llamadas a esta extensión se rechazan en cuanto Asterisk ha recargado el plan de marcación. Los faxes recibidos permanecen.
done-device-saved = La extensión se ha guardado.
done-device-ended = La extensión se ha quitado.
lines-and-mail = Líneas y servidor de correo
lines-text = Si un campo está vacío, decide ferrofax.conf. Los valores introducidos aquí tienen prioridad. No hace falta reiniciar.
settings-in-effect = Asterisk usa estos ajustes.
settings-wait = Asterisk aún no ha leído el último cambio. Mientras Asterisk funciona, tarda unos segundos.
lines-word = Líneas telefónicas
max-lines = Llamadas de fax simultáneas
inbound-lines = De ellas, reservadas para faxes entrantes
trunk-text = El troncal por el que se envían los faxes, por ejemplo PJSIP/provider.
dial-timeout = Segundos de timbre
country-code = Prefijo de país
area-code = Prefijo de zona
outside-prefix = Cifras para línea exterior
mail-server = Servidor de correo
mail-port = Puerto
encryption = Cifrado
password-kept = Hay una contraseña guardada. Se mantiene si este campo está vacío.
from-address = Dirección del remitente
done-settings-saved = Los ajustes se han guardado.
drain = Pasar los trabajos a los demás
drain-text = Después, el servidor no empieza más trabajos y los demás servidores envían lo que espera. El servidor sigue recibiendo faxes.
undrain = Volver a aceptar trabajos
done-drained = Los demás servidores envían ahora los trabajos que esperan.
done-undrained = El servidor vuelve a aceptar trabajos.
