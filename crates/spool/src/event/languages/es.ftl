# What happens to jobs and faxes, in Spanish.

# A job waits, and is called.
taken-in = Entregado ({ $origin }).
taken-in-without-number = Entregado ({ $origin }). En espera de un número.
# The submission method.
origin = { $method ->
    [cli] línea de comandos
    [ami] AMI
    [drop] carpeta vigilada
    [mail] correo electrónico
    [print] impresora
    [hylafax] cliente HylaFAX
   *[web] interfaz web o API
}
waits-for-line = En espera de una línea.
waits-for-time = En espera de su hora.
clock-put-back = El reloj de esta máquina iba adelantado y se ha atrasado: el fax vuelve a esperar.
dialled = Llamando al número.
dialled-by-node = El nodo { $node } llama al número.
joined-call = Se envía en la misma llamada que otro fax.
put-in-call = Se envía en una llamada que se conectó para él.
fax-machine-answered = Contestó un fax.
not-dialled = No se marcó: { $why }.
not-dialled-by-node = El nodo { $node } no marcó: { $why }.

# An attempt or a job ends.
pages-unanswered = { $count ->
    [one] Se envió { $count } página sin confirmación; puede llegar dos veces.
   *[other] Se enviaron { $count } páginas sin confirmación; pueden llegar dos veces.
}
fetched-before = { $count ->
    [one] Antes se obtuvo { $count } página, como fax { $fax }.
   *[other] Antes se obtuvieron { $count } páginas, como fax { $fax }.
}
given-up-attempts = { $count ->
    [one] Abandonado tras { $count } intento.
   *[other] Abandonado tras { $count } intentos.
}
given-up-calls = { $count ->
    [one] Abandonado tras { $count } llamada.
   *[other] Abandonado tras { $count } llamadas.
}
given-up-calls-alike = { $count ->
    [one] Abandonado tras { $count } llamada que falló así.
   *[other] Abandonado tras { $count } llamadas que fallaron del mismo modo.
}
last-attempt = El último intento: { $why }
sent = { $count ->
    [one] Enviado: { $count } página.
   *[other] Enviado: { $count } páginas.
}
fetched = { $count ->
    [one] Obtenido: { $count } página, como fax { $fax }.
   *[other] Obtenido: { $count } páginas, como fax { $fax }.
}
unconfirmed = { $count ->
    [one] El fax remoto nunca confirmó { $count } de ellas.
   *[other] El fax remoto nunca confirmó { $count } de ellas.
}
perhaps-twice = { $count ->
    [one] { $count } página puede haber llegado dos veces.
   *[other] { $count } páginas pueden haber llegado dos veces.
}

# Somebody changes a job.
cancelled = Cancelado { $by }.
held = Retenido { $by }.
released = Liberado { $by }.
retried = Reintentado { $by }.
changed = Modificado { $by }.
priority-changed = Prioridad cambiada de { $from } a { $to } { $by }.
number-given = Número { $number } indicado { $by }.
held-by-stop = Retenido: «{ $user }» tiene bloqueado el envío ({ $why }).
released-by-stop = Liberado: «{ $user }» puede enviar de nuevo.
held-unfit = Retenido, porque su fila en la base de datos no se puede usar: { $why }.

# Who did it, behind “Cancelled” and the like.
by-user = por { $user }
by-administrator = por la administración
by-ami = por AMI
by-console = por la consola de la centralita
by-printer = por la impresora
by-import = por la importación de HylaFAX
by-shared = por la base de datos compartida
by-node = por el nodo { $node }
by-stop = por el bloqueo de «{ $user }»
by-stop-end = por el desbloqueo de «{ $user }»
by-at-node = { $by } (nodo { $node })

# Why a user may not send.
stopped-by = bloqueado { $by }
stopped-faxes = más de { $most } faxes en { $minutes } min
stopped-refusals = más de { $most } números no permitidos en { $minutes } min

# Several machines share a database.
taken-from-node = Entregado en el nodo { $node }.
shared = Guardado en la base de datos compartida como envío { $job }.
shared-attempt = Un intento para el envío { $job } de la base de datos compartida.
shared-attempt-over = El intento en este nodo ha terminado. La base de datos compartida decide cómo sigue el envío.
shared-asked = { $deed ->
    [cancel] Cancelación solicitada a la base de datos compartida { $by }.
    [hold] Retención solicitada a la base de datos compartida { $by }.
    [release] Liberación solicitada a la base de datos compartida { $by }.
    [retry] Nuevo intento solicitado a la base de datos compartida { $by }.
   *[priority] Cambio de prioridad solicitado a la base de datos compartida { $by }.
}
same-mail-of-node = Es el mismo correo que el envío { $job } del nodo { $node }. Se envía y se informa como ese.
same-mail-of-shared = Es el mismo correo que el envío { $job } de la base de datos compartida. Se envía y se informa como ese.
same-mail = Es el mismo correo que otro que ya recibió otra máquina.
ended-while-away = { $end ->
    [sent] Se envió mientras esta máquina estaba ausente. La base de datos compartida ya ha eliminado el envío.
   *[failed] Falló mientras esta máquina estaba ausente. La base de datos compartida ya ha eliminado el envío.
}
ended-while-away-reported = Informó de ello el nodo { $node }.
reported-elsewhere = Comunicado por { $node }, porque esta máquina no estaba accesible.
ended-before = Ya había terminado antes, según el nodo { $node }.

# A received fax ends.
damaged-more = { $count ->
    [one] Lo mismo ocurrió con { $count } página más.
   *[other] Lo mismo ocurrió con { $count } páginas más.
}
document-trouble = No se pudo leer el documento: { $why }.
page-broken = La página { $page } no se pudo decodificar después de la fila { $row }; { $kept }.
page-long = La página { $page } supera el límite de { $rows } filas; { $kept }.
page-rows = En la página { $page }, { $bad } de { $rows } filas están dañadas; { $kept }.
kept = { $what ->
    [rows-before] se conservan las filas anteriores
    [all] se conserva lo que llegó
   *[beginning] se conserva el principio de lo que llegó
}

# Why an attempt failed, or how a call ended.
call-lost = La centralita nunca comunicó cómo terminó la llamada.
bug = El software de fax falló por un error interno. Su registro contiene los detalles.
ended-for-other-job = La llamada se terminó a causa de otro fax.
spool-not-written = No se pudo guardar nada durante la llamada.
page-not-made = Una página no se puede enviar: { $why }.
page-not-sent = Una página no se pudo entregar a la línea: { $why }.
node-silent = El nodo { $node } hizo la llamada y después no volvió a comunicarse.
node-failed = El nodo { $node } no puede enviarlo: { $why }.
shared-unreachable = El nodo no pudo acceder a la base de datos compartida y terminó la llamada.
page-not-shared = La última página no llegó a tiempo a la base de datos compartida, así que no se confirmó.
caller-fetched = Quien llamó solicitó un documento; no llegó ningún fax.
spool-too-slow = La llamada no se pudo guardar a tiempo y se rechazó.

# Why a job was not dialled, behind “Not dialled:”.
obstacle-taken-out = se quitó de la llamada
obstacle-call-ended = la llamada terminó antes
obstacle-encrypted = sus documentos están cifrados; `ferrofax serve` los descifra primero
obstacle-pbx-refuses = la centralita no hace llamadas ahora: { $why }
obstacle-dial-string = «{ $dial }» no se puede marcar; lo correcto sería Local/número@contexto o PJSIP/número@terminal
obstacle-no-device = no existe la extensión de fax «{ $device }»
obstacle-forbidden = los faxes a { $beginning }… están bloqueados
obstacle-not-begun = su centralita no inició la llamada
obstacle-restarted = el nodo se reinició antes de llamar
obstacle-no-keys = el nodo no puede usar ahora sus claves

# What a call takes care of.
max-rate = Como máximo { $bps } bit/s: velocidades mayores fallaron el { $since }.
without-t38 = No se solicita T.38: interrumpió llamadas a este número, la última vez el { $since }.
without-ecm = Sin corrección de errores, como máximo { $bps } bit/s: con ella fallaron llamadas a este número; sin ella, una tuvo éxito el { $since }.

# What the line was like.
line = Línea: { $line }
line-grade = { $grade ->
    [good] buena
    [fair] regular
   *[poor] mala
}
line-even = { $grade }, { $bps } bit/s.
line-slowed = { $grade }, reducida de { $first } a { $slowest } bit/s.
line-frames = { $count ->
    [one] Se repitió { $count } de { $frames } tramas.
   *[other] Se repitieron { $count } de { $frames } tramas.
}
line-trainings = { $count ->
    [one] Falló { $count } entrenamiento.
   *[other] Fallaron { $count } entrenamientos.
}
line-pages = { $count ->
    [one] Se envió de nuevo { $count } página.
   *[other] Se enviaron de nuevo { $count } páginas.
}
line-commands = { $count ->
    [one] Se repitió { $count } comando.
   *[other] Se repitieron { $count } comandos.
}
line-faint = La señal del fax remoto era débil.
line-noisy = La señal del fax remoto tenía ruido.

# Why a fax was not sent, and what to do about it.
failure-busy = El número estaba ocupado.
advice-busy = Envíe el fax de nuevo más tarde.
failure-no-answer = Nadie contestó.
advice-no-answer = Puede que el fax remoto esté apagado. Compruebe el número o envíe el fax de nuevo más tarde.
failure-no-fax = La llamada se contestó, pero no por un fax.
advice-no-fax = Compruebe que sea un número de fax.
failure-dropped = La llamada terminó antes de que el fax estuviera completo.
advice-dropped = Puede que al fax remoto le falte papel o memoria. Pregunte al destinatario o envíe el fax de nuevo más tarde.
failure-line-too-bad = La línea era demasiado mala para el fax.
advice-line-too-bad = Envíe el fax de nuevo más tarde. Si ocurre a menudo, compruebe el códec, el jitter y la ganancia de la troncal.
failure-unconfirmed = Se envió una página, pero el fax remoto nunca la confirmó. Puede haber llegado.
advice-unconfirmed = Pregunte al destinatario qué páginas llegaron antes de enviar el fax de nuevo.
failure-incompatible = El fax remoto no puede recibir este fax.
advice-incompatible = Puede que no tenga papel, que solo envíe o que pida una subdirección o una contraseña.
failure-nothing-to-fetch = El fax remoto no tiene ningún documento preparado.
advice-nothing-to-fetch = Pregunte cuándo tendrá uno y con qué número (SEP) se solicita.
failure-fetch-refused = El fax remoto no quiso enviar su documento.
advice-fetch-refused = Puede que pida una contraseña (PWD) u otro número de documento (SEP).
failure-field-refused = El fax remoto rechazó la subdirección, la contraseña u otro dato.
advice-field-refused = Pregunte al destinatario qué subdirección y contraseña usar y envíe el fax de nuevo con ellas.
failure-t38-negotiation = El cambio a T.38 falló.
advice-t38-negotiation = Desactive T.38 en esta troncal o consulte a su proveedor.
failure-unknown-number = Este número no existe.
advice-unknown-number = Compruebe el número, su prefijo y las reglas de marcación.
failure-number-changed = El número ha cambiado.
advice-number-changed = Pida el número nuevo al destinatario.
failure-call-rejected = La llamada se rechazó.
advice-call-rejected = El destinatario o la red no acepta llamadas desde esta línea.
failure-no-route = No había ruta hacia el número.
advice-no-route = Compruebe la troncal y la ruta saliente.
failure-lines-full = Todas las líneas estaban ocupadas.
advice-lines-full = Envíe el fax de nuevo más tarde o añada líneas.
failure-bad-number = No es un número de fax válido.
advice-bad-number = Escriba cifras, con + delante del prefijo de país.
failure-no-number = Nadie indicó el número a tiempo.
advice-no-number = Entregue el fax de nuevo, con su número.
failure-forbidden = El remitente no puede enviar faxes a este número.
advice-forbidden = Consulte a la administración.
failure-blocked = Hay otra llamada en curso a este número.
advice-blocked = Nada que hacer: el fax continúa por sí solo.
failure-time-of-day = El fax espera el horario en el que se puede enviar.
advice-time-of-day = Nada que hacer: el fax continúa por sí solo.
failure-expired = El fax no se pudo enviar a tiempo.
advice-expired = Envíelo de nuevo con más tiempo.
failure-conversion-failed = Un documento no se pudo convertir en páginas de fax.
advice-conversion-failed = Abra el documento, guárdelo como PDF y envíe este.
failure-no-converter = Este tipo de documento no se puede enviar por fax.
advice-no-converter = Envíelo como PDF, TIFF o texto.
failure-too-many-pages = El fax tiene más páginas de las permitidas.
advice-too-many-pages = Envíelo en varias partes.
failure-no-document = No hay nada que enviar.
advice-no-document = Añada un documento.
failure-cancelled = El fax se canceló.
advice-cancelled = Nada que hacer.
failure-internal = La centralita o el software de fax se detuvo durante la llamada.
advice-internal = La administración encontrará más detalles en el registro.

# How a T.30 session ended.
cause-ok = El fax se recibió completo.
cause-hangup = La línea se colgó antes de que el fax estuviera completo.
cause-cancelled = La llamada se terminó por nuestra parte.
cause-t1-expired = No se oyó ningún fax en los 35 segundos después de descolgar.
cause-v34-failed = Los módems rápidos (V.34) no se alcanzaron, y sin ellos no se oyó nada.
cause-damaged-commands = Los comandos del emisor estaban demasiado dañados para leerse.
cause-t38-negotiation = Se oyó un fax, pero el cambio a T.38 falló: terminó la llamada, o después no llegó ningún paquete.
cause-dcn-before-page = El emisor cortó la conexión antes de enviar una página.
cause-poll-refused = Quien llamó pidió un documento y no hay ninguno.
cause-nothing-to-fetch = El fax llamado no tiene ningún documento que podamos obtener.
cause-fetch-not-answered = El fax llamado no contestó cuando pedimos su documento.
cause-fetch-refused = El fax llamado no entregó su documento; puede que pida una contraseña u otro número.
cause-wrong-password = Quien llamó no dio contraseña, o dio una incorrecta.
cause-unknown-document = Quien llamó pidió un documento que aquí no está preparado.
cause-not-offered = El emisor quiso enviar de un modo que no se le ofreció.
cause-training-failed = Los módems no lograron ajustarse a ninguna velocidad; la línea es demasiado mala.
cause-no-page = El emisor llegó hasta el principio de la página y no envió ninguna.
cause-no-command-after-page = Después de una página el emisor quedó en silencio.
cause-silence-after-answer = Después de nuestra respuesta a una página el emisor quedó en silencio.
cause-packets-stopped = La red dejó de pasar los paquetes del fax (T.38) en mitad de una página.
cause-dcn-for-end = El fax se recibió completo; el emisor cortó después de la última página sin pedir su confirmación.
cause-dcn-before-end = El emisor cortó la conexión en mitad del fax.
cause-given-up-by-peer = El emisor abandonó una página que no pasaba.
cause-page-not-decoded = Llegó una página que no se pudo decodificar hasta el final.
cause-page-refused = Una página estaba demasiado dañada para aceptarla y no se envió de nuevo.
cause-command-loop = El emisor repitió sin fin el mismo comando.
cause-unexpected-command = El emisor envió un comando que no corresponde en ese punto.
cause-password-refused = El fax remoto rechaza la contraseña (PWD).
cause-selection-refused = El fax remoto no conoce el número del documento (SEP).
cause-subaddress-refused = El fax remoto rechaza la subdirección (SUB).
cause-sender-refused = El fax remoto rechaza la identificación del remitente (SID).
cause-ident-refused = El fax remoto rechaza nuestra identificación (TSI).
cause-field-refused = El fax remoto rechaza uno de nuestros datos.
cause-cannot-receive = El fax llamado no puede recibir un fax nuestro.
cause-no-receiver = El fax llamado indica que no recibe faxes.
cause-damaged-answers = Las respuestas del fax llamado estaban demasiado dañadas para leerse.
cause-no-answer-to-training = El fax llamado no contestó cuando los módems debían ajustarse.
cause-no-answer-to-page = Después de una página el fax llamado no contestó: puede que la tenga o puede que no.
cause-receiver-fell-silent = El fax llamado quedó en silencio en mitad de una página.
cause-dcn-from-receiver = El fax llamado cortó la conexión antes de que el fax estuviera completo.
cause-receiver-not-ready = El fax llamado nos hizo esperar demasiado.
cause-refused-by-receiver = El fax llamado rechazó una página por demasiado dañada todas las veces que se envió.
cause-not-getting-through = Una página no pasó, por más veces que se repitieron sus partes.
cause-no-progress = Durante minutos se repitió lo mismo una y otra vez, y no pasó nada nuevo.
cause-answer-loop = El fax llamado repitió sin fin la misma respuesta.
cause-unexpected-answer = El fax llamado dio una respuesta que no corresponde en ese punto.
cause-page-not-given = Una página no estuvo lista a tiempo para enviarse.
cause-storage = El fax no se pudo guardar.
cause-call-too-long = La llamada duró más de lo permitido.
cause-too-many-pages = El fax tiene más páginas, o es mayor, de lo permitido.
cause-page-too-long = Una página es más larga de lo permitido.
cause-pbx-crashed = La centralita se detuvo mientras se recibía el fax.
cause-internal-error = El software de fax falló; su registro dice más.

# Lo que detuvo una página, un envío o un documento: parte de una frase.
detail-no-page = el documento no tiene página { $page }
detail-file-unreadable = no se puede leer { $path }: { $why }
detail-file-damaged = { $path } está dañado: { $why }
detail-bug = el software de fax falló con ella
detail-page-not-wanted = ahora no se espera ninguna página
detail-resolution = el fax remoto no acepta páginas de esta resolución
detail-too-wide = el fax remoto no acepta páginas tan anchas
detail-wrong-width = la imagen no tiene la anchura indicada
detail-page-empty = la página está vacía
detail-colour = la página en color no se puede enviar: { $why }
detail-row-unreadable = una fila de la base de datos { $path } no se puede leer: { $why }
detail-database-unfit = la base de datos { $path } lo rechaza: { $why }
detail-document-unusable = el documento { $path } no se puede usar: { $why }
detail-no-fax = no hay ningún fax { $fax }
detail-no-job = no hay ningún envío { $job }
detail-no-change = no hay ningún cambio { $change } de un envío
detail-text = { $text }
