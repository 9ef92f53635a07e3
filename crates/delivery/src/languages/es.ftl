# The Spanish words of mails and reports.

date = %d/%m/%Y, %H:%M

# The mail of a received fax.
fax-subject = Fax de { $caller } (páginas: { $pages })
fax-headline = Ha llegado un fax para { $device }.
failed-headline = Un fax para { $device } no ha llegado.
polled-subject = Fax solicitado a { $caller } (páginas: { $pages })
polled-headline = Ha llegado un fax solicitado para { $device }.
label-from = De
label-machine = Aparato de fax
label-date = Fecha
label-pages = Páginas
label-resolution = Resolución
label-file = Archivo
unknown = desconocido
unknown-caller = un remitente desconocido
polled-by-job = Lo solicitó el envío { $job }.
incomplete-subject = [Incompleto] { $subject }
failed-subject = [Fallido] { $subject }
no-page = NO SE RECIBIÓ NINGUNA PÁGINA DE ESTE FAX.
incomplete = { $count ->
    [one] ESTE FAX ESTÁ INCOMPLETO: se recibió { $count } página.
   *[other] ESTE FAX ESTÁ INCOMPLETO: se recibieron { $count } páginas.
}
page-broke-off = La página { $page } está cortada.
line-at-last = Estado de la línea al final: { $line }.
not-attached-subject = [No adjunto] { $subject }
not-attached = ESTE FAX NO VA ADJUNTO: { $why }.
not-attached-what-to-do = El servidor de fax lo conserva como fax { $fax }. Puede descargarlo en la interfaz web o pedir a la administración que se lo envíe de otro modo.

# What goes to the faxmaster.
undeliverable-subject = No se pudo entregar: { $subject }
no-mailbox = No hay ningún buzón definido para este fax.
fax-undelivered = Este fax no se pudo entregar a { $mailbox }.
report-undelivered = Este informe no se pudo entregar a { $mailbox }.
letter-undelivered = Este correo no se pudo entregar a { $mailbox }.
undelivered-reason = Motivo: { $reason }
not-attached-either = Tampoco se puede adjuntar: { $why }

# The test mail.
test-subject = Correo de prueba del servidor de fax
test-text = Esto es una prueba. Los faxes recibidos llegarán del mismo modo que este correo.

# The subject outside of an encrypted mail, and the notices instead of one.
protected-subject = Fax
withheld-subject = Ha llegado un fax
withheld-text = Ha llegado un fax para usted. No se pudo enviar por correo: los correos con faxes deben ir cifrados y no hay ninguna clave suya que se pueda usar. Consulte el fax en la interfaz web. El administrador está avisado.
withheld-report-subject = Un informe sobre un fax
withheld-report-text = Hay un informe sobre un fax que usted envió. No se pudo enviar por correo: los correos con faxes deben ir cifrados y no hay ninguna clave suya que se pueda usar. Consulte el fax en la interfaz web. El administrador está avisado.
withheld-fault-subject = Un fax no se envió por correo a { $mailbox }
withheld-fault-text = { $mailbox } recibió un aviso en lugar de un fax o de un informe, porque el correo no se pudo cifrar. Motivo (en inglés): { $why }.
link-text = Ha llegado un fax para usted. Este enlace lo abre:
link-code = Para abrir el fax necesita su código, que nunca se envía por correo electrónico. Si no tiene ninguno, pregunte a { $faxmaster }.
link-login = Para abrir el fax, inicie sesión en la interfaz web.
link-once = El enlace abre el fax una sola vez.
link-until = El enlace es válido hasta el { $until }.

# The report of a sent fax.
report-subject = Fax a { $destination }: { $result }
report-no-number-subject = Fax sin número ({ $documents }): { $result }
report-polled-subject = Fax de { $destination }: { $result }
label-reason = Motivo
label-doubt = Dudoso
label-advice = Qué hacer
label-next-try = Próximo intento
label-number = Número
label-tag = Etiqueta
label-recipient = Destinatario
label-sent-from = Enviado desde
label-documents = Documentos
label-left-out = No incluido
label-pages-sent = Páginas enviadas
pages-of = { $done } de { $all }
label-polled = Solicitado
label-calls = Llamadas
at-most = { $count } de { $most } como máximo
label-tries = Intentos
tries-at-most = { $count } de { $most } como máximo (llamadas que contestó un fax)
label-answered-by = Contestó
label-line = Línea
label-submitted = Aceptado
label-job = Envío
label-technical = Datos técnicos
sending-report = Informe de envío
label-started = Inicio
label-ended = Fin
label-duration = Duración
label-rate = Velocidad
label-result = Resultado
label-page = Página
label-document = Documento
page-confirmed = confirmada
page-not-confirmed = no confirmada
page-in-doubt = incierta
further-pages = Otras páginas: { $count }
proof-of-sending = Prueba de envío
label-server = Servidor
label-document-hash = SHA-256 del documento
label-recording-hash = SHA-256 de la grabación
label-signature = Firma
label-time-stamp = Sello de tiempo
label-attached = Adjunto
no-time-stamp-service = ninguno (no hay ningún servicio configurado)
no-time-stamp = ninguno ({ $why })
proof-attached = { $files }. El comando ferrofax verify comprueba este archivo.
recording-shows = La grabación de la llamada muestra: { $what }
report-not-attached = El fax no va adjunto: { $why }.
first-page = La primera página
no-number-yet = aún sin número

# Why the fax is not attached, behind “not attached:”.
missing-unreadable = no se puede leer el documento: { $why }
missing-damaged = el documento está dañado: { $why }
missing-file-too-large = ocupa { $megabytes } MB, y el archivo de un correo puede ocupar como máximo { $most } MB
missing-no-pages = no tiene páginas
missing-too-much = ocupa más de { $most } MB, el máximo de un informe
missing-document-too-large = «{ $name }» es demasiado grande para un correo
missing-page-too-large = «{ $name }» tiene una página demasiado grande
missing-document-unreadable = «{ $name }» no se puede leer ({ $why })
missing-document-damaged = «{ $name }» está dañado ({ $why })

# The result in a few words, behind “Fax to 1234:”.
because = { $result }: { $reason }
result-sent = enviado
result-in-doubt = { $count ->
    [one] enviado, pero la página { $list } es dudosa
   *[other] enviado, pero las páginas { $list } son dudosas
}
result-twice = { $count ->
    [one] enviado, página { $list } quizá por duplicado
   *[other] enviado, páginas { $list } quizá por duplicado
}
result-number-wanted = falta el número
result-not-yet = aún no enviado
result-part-so-far = { $done } de { $all } páginas enviadas hasta ahora
result-cancelled = cancelado
result-cancelled-after = cancelado tras { $done } de { $all } páginas
result-not-sent = NO ENVIADO
result-part = SOLO { $done } de { $all } páginas enviadas
result-polled = recibido
result-not-polled-yet = aún no recibido
result-not-polled = NO RECIBIDO
result-polled-in-part = RECIBIDO SOLO EN PARTE
result-sent-and = enviado, y lo solicitado { $result }
polled-pages = { $count ->
    [one] { $count } página, como fax { $fax }
   *[other] { $count } páginas, como fax { $fax }
}

# The result as a sentence.
summary-sent = El fax a { $number } se ha enviado.
summary-in-doubt = { $count ->
    [one] El fax a { $number } se ha enviado, pero puede que la página { $list } no haya llegado.
   *[other] El fax a { $number } se ha enviado, pero puede que las páginas { $list } no hayan llegado.
}
summary-number-wanted = El fax se entregó sin número. Se enviará cuando lo tenga.
summary-not-yet = El fax a { $number } todavía no se ha enviado. { $next }
summary-part-so-far = El fax a { $number } todavía no está completo: se han enviado { $done } de { $all } páginas. { $next }
next-held = Está retenido hasta que se libere.
next-try = Se volverá a intentar.
summary-cancelled = El fax a { $number } se ha cancelado.
summary-cancelled-after = El fax a { $number } se ha cancelado tras { $done } de { $all } páginas.
summary-timed-out = El fax a { $number } NO SE HA ENVIADO a tiempo.
summary-not-sent = El fax a { $number } NO SE HA ENVIADO.
summary-part = SOLO se han enviado { $done } de { $all } páginas del fax a { $number }.
summary-polled = El fax de { $number } se ha recibido.
summary-not-polled-yet = El fax de { $number } todavía no se ha recibido. Se volverá a intentar.
summary-poll-cancelled = El fax de { $number } no se ha recibido: la solicitud se ha cancelado.
summary-not-polled = El fax de { $number } NO SE HA RECIBIDO.
summary-polled-in-part = El fax de { $number } se ha recibido SOLO EN PARTE.
summary-sent-and = El fax a { $number } se ha enviado. { $rest }

# Pages whose arrival is not sure.
doubt-resent = { $count ->
    [one] La página { $list } se envió, pero no se confirmó. Puede llegar por duplicado si el fax se envía de nuevo.
   *[other] Las páginas { $list } se enviaron, pero no se confirmaron. Pueden llegar por duplicado si el fax se envía de nuevo.
}
doubt-once = { $count ->
    [one] La página { $list } se envió, pero no se confirmó. Puede haber llegado o no.
   *[other] Las páginas { $list } se enviaron, pero no se confirmaron. Pueden haber llegado o no.
}
doubt-both = { $count ->
    [one] La página { $list } se envió más de una vez y nunca se confirmó. Puede haber llegado una vez, dos veces o ninguna.
   *[other] Las páginas { $list } se enviaron más de una vez y nunca se confirmaron. Pueden haber llegado una vez, dos veces o ninguna.
}
doubt-twice = { $count ->
    [one] La página { $list } puede haber llegado por duplicado.
   *[other] Las páginas { $list } pueden haber llegado por duplicado.
}

# What to do.
advice-answer-with-number = Responda a este correo antes del { $until } con el número en la primera línea, o indíquelo con `ferrofax number { $job } NÚMERO`. Sin número, el fax se abandonará entonces.
advice-give-number = Indique el número antes del { $until } con `ferrofax number { $job } NÚMERO`. Sin número, el fax se abandonará entonces.
