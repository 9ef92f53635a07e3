# The texts of the mails that the Ferrofax service writes.

# Words of others, such as the answer of a mail server, which are shown as they are.
original = «{ $text }»

# Labels.
label-number = Número
label-reason = Motivo
label-advice = Qué hacer
label-subject = Asunto
label-sender = Remitente
label-origin = Procedencia
label-received = Recibido
label-mail = Correo
label-since = Desde
label-held = Retenidos
label-print-job = Impresión
label-printed-by = Impreso por
label-device = Extensión
label-faxes = Faxes creados
nobody = nadie
nobody-report = nadie (un informe de un servidor de correo)

# The answer to a mail that is not faxed.
refused-subject = Fax a { $number }: NO ENVIADO: { $why }
refused-about-subject = Fax a { $number } ({ $about }): NO ENVIADO: { $why }
numbers = { $count ->
    [one] { $count } número
   *[other] { $count } números
}
refused-text = Este correo NO SE HA ENVIADO POR FAX.

# A mail on which the fax software fails.
set-aside-subject = El correo { $mail } se ha apartado: el programa de fax falla al procesarlo
set-aside-text = Ferrofax aceptó un correo, pero el programa de fax falló cada vez que lo procesó. El correo NO SE ENVÍA POR FAX. Todos los demás correos se procesan.
set-aside-advice = El correo está en la carpeta mail/damaged del spool. Informe del fallo a los desarrolladores de Ferrofax y envíeles el correo solo si no contiene nada confidencial. `ferrofax mail-queue retry { $mail }` lo intenta de nuevo, `ferrofax mail-queue delete { $mail }` lo borra.

# A mail to the postmaster.
postmaster-subject = Para el postmaster: { $subject }
no-subject = (sin asunto)
postmaster-text = Este correo se escribió al postmaster del servidor de fax. No se envía por fax.
postmaster-mail = El correo:
postmaster-more = { $count ->
    [one] { $count } byte más no se muestra
   *[other] { $count } bytes más no se muestran
}

# An answer that should give a fax its number.
number-subject = El fax { $fax } aún no tiene número: { $why }
number-unknown-subject = El fax aún no tiene número: { $why }
number-text = Su respuesta no ha dado ningún número al fax: { $why }.
number-advice = Responda otra vez al correo que pide el número y escriba solo el número en la primera línea.

# A user who was blocked automatically.
stopped-subject = El usuario { $user } está bloqueado
stopped-text = El usuario { $user } está BLOQUEADO y no puede enviar faxes.
stopped-held = { $count ->
    [one] { $count } fax en espera de este usuario
   *[other] { $count } faxes en espera de este usuario
}
stopped-advice = Averigüe si el usuario conoce estos faxes. Si no los conoce, cambie primero la contraseña. `ferrofax users go-on { $user }` desbloquea al usuario y libera los faxes retenidos. El registro de auditoría (audit.log en la carpeta del spool) los contiene todos.

# A print job of which faxes were refused.
print-subject = La impresión { $job } ({ $name }) NO SE ENVÍA POR FAX
print-part-subject = La impresión { $job } ({ $name }) NO SE ENVÍA COMPLETA POR FAX
print-text = Se aceptó una impresión, pero estas partes NO se enviarán:
print-rest = Las páginas restantes: { $why }
print-fax = El fax: { $why }
print-fax-to = El fax a { $number }: { $why }
print-more = { $count ->
    [one] … y { $count } más.
   *[other] … y { $count } más.
}

# Alarms.
alarm-subject = ALARMA: { $what }
alarm-over-subject = Resuelto: { $what }
alarm-again = Recibirá otro aviso cuando el problema se haya resuelto.
alarm-began = La alarma comenzó el { $date }.
unwatched-subject = la alarma { $name }
unwatched-text = La configuración ya no pide esta alarma. Su texto era: { $text }
disk-begins = el disco del spool está casi lleno
disk-over = el disco del spool vuelve a tener espacio suficiente
disk-text = Solo quedan { $free } MiB libres en { $folder }. Si el disco se llena, no se puede recibir ningún fax.
disk-advice = Libere espacio: `retention_days` en ferrofax.conf y `ferrofax cleanup --keep-days N` borran los faxes antiguos.
relay-begins = no se envía ningún correo
relay-over = los correos se envían de nuevo
relay-text = Desde hace { $minutes } minutos no se ha podido enviar ningún correo, aunque hay correos en espera. Última respuesta del servidor de correo: { $why }.
relay-advice = `asterisk -rx 'ferrofax show outbox'` muestra los correos; `ferrofax outbox retry --all` los envía de inmediato.
failing-begins = han fallado muchos faxes seguidos a { $device }
failing-over = { $device } vuelve a recibir faxes
failing-text = { $count ->
    [one] No se recibió ninguna página en la última llamada de fax a { $device }.
   *[other] No se recibió ninguna página en las últimas { $count } llamadas de fax a { $device }.
}
failing-advice = `ferrofax faxes --device { $device }` muestra cómo terminó cada llamada.
silent-begins = no se ha recibido ningún fax desde hace mucho tiempo
silent-over = se vuelven a recibir faxes
silent-text = Ninguna extensión ha recibido un fax desde hace { $minutes } minutos.
silent-device-begins = { $device } no ha recibido ningún fax desde hace mucho tiempo
silent-device-over = { $device } vuelve a recibir faxes
silent-device-text = { $device } no ha recibido ningún fax desde hace { $minutes } minutos.
silent-hours = Se esperan faxes en este horario: { $hours }.
silent-last = El último fax se recibió el { $last }.
silent-never = Todavía no se ha recibido ningún fax.
silent-advice = Para probar la línea, ejecute `ferrofax selftest`, que envía un fax a través de la centralita.
folder-begins = los faxes no se pueden guardar en la carpeta { $folder }
folder-over = los faxes se guardan de nuevo en la carpeta { $folder }
folder-text = Hay faxes recibidos en espera porque no se puede escribir en la carpeta { $path } ({ $folder }): { $why }.
folder-kept = Se guardarán allí en cuanto sea posible, salvo que antes termine su plazo de conservación. Mientras tanto se envían por correo como siempre.
folder-works = Los faxes se guardan de nuevo en la carpeta { $path } ({ $folder }).
filing-begins = los faxes no se pueden archivar en { $folder }
filing-over = los faxes se archivan de nuevo en { $folder }
filing-text = Hay faxes recibidos en espera porque no se pueden archivar en { $folder } ({ $path }): { $why }.
filing-kept = Se archivarán allí en cuanto sea posible, salvo que antes termine su plazo de conservación. Mientras tanto se envían por correo como siempre.
filing-works = Los faxes se archivan de nuevo en { $folder } ({ $path }).
node-begins = hay faxes recibidos que esperan su transferencia
node-over = los faxes recibidos se transfieren de nuevo
node-text = { $count ->
    [one] { $count } fax recibido espera su transferencia a la base de datos compartida { $database }: { $why }.
   *[other] { $count } faxes recibidos esperan su transferencia a la base de datos compartida { $database }: { $why }.
}
node-kept = No se pierde ninguno: están en el spool de esta máquina y se envían por correo como de costumbre. Se transferirán en cuanto la base de datos los acepte.
node-mails = { $count ->
    [one] { $count } correo de un fax de la base de datos compartida espera hasta que se sepa si otra máquina lo ha enviado.
   *[other] { $count } correos de faxes de la base de datos compartida esperan hasta que se sepa si otra máquina los ha enviado.
}
node-works = Los faxes recibidos se transfieren de nuevo.
mailbox-begins = no se puede leer el buzón
mailbox-over = el buzón se puede leer de nuevo
mailbox-text = No se puede leer el buzón { $user } en { $place }, por lo que sus correos no se envían por fax: { $why }.
mailbox-kept = No se pierde ninguno: se enviarán por fax en cuanto se pueda leer el buzón, salvo que entonces tengan más de 5 días.
mailbox-works = El buzón { $user } se puede leer de nuevo.
unclaimed-subject = { $count ->
    [one] { $count } fax sigue sin leer y sin asignar
   *[other] { $count } faxes siguen sin leer y sin asignar
}
unclaimed-text = { $count ->
    [one] Nadie ha leído este fax y no está asignado a nadie. Inicie sesión para abrirlo:
   *[other] Nadie ha leído estos faxes y no están asignados a nadie. Inicie sesión para abrirlos:
}
unclaimed-more = { $count ->
    [one] y { $count } fax más
   *[other] y { $count } faxes más
}
unclaimed-advice = Usted ha elegido estos correos en «Mi cuenta», donde también puede desactivarlos: { $link }

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
denied-burst = Puede enviar { $faxes } en { $minutes } min. Repita los demás faxes más tarde.
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
