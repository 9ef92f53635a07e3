# The explanation of a recorded call, in Spanish.

# What the recording shows. { $end } is the sentence for the end of the call.
nothing-wrong = No hay nada anormal en esta llamada.
nothing-wrong-so-far = La grabación termina en mitad de la llamada. Hasta ahí no hay nada anormal.
unexplained = { $end } Nada de lo que se midió en la línea lo explica.
parts-repeated = El fax llegó, pero hubo que repetir partes del fax o entrenamientos. Nada de lo que se midió en la línea lo explica.
line-noise = La línea tiene ruido: la señal del fax remoto está { $above } dB por encima del ruido.
line-noise-level = La línea tiene ruido: la señal del fax remoto está { $above } dB por encima del ruido ({ $noise } dBm0).
line-clicks = La línea chasquea: hay { $count ->
        [one] un chasquido
       *[other] { $count } chasquidos
    } en la señal del fax remoto.
own-echo = Nuestra propia señal vuelve como eco, { $delay } ms más tarde y { $loss } dB más débil.
clocks-differ = Los relojes de los dos extremos difieren en { $ppm } partes por millón: el reloj remoto { $remote ->
        [fast] adelanta
       *[slow] atrasa
    }.
signal-too-quiet = La señal del fax remoto es demasiado débil: { $level } dBm0.
signal-too-quiet-clipped = La señal del fax remoto es demasiado débil: { $level } dBm0, y el { $percent } % de sus picos está recortado.
signal-too-loud = La señal del fax remoto es demasiado fuerte: { $level } dBm0.
signal-too-loud-clipped = La señal del fax remoto es demasiado fuerte: { $level } dBm0, y el { $percent } % de sus picos está recortado.
audio-lost = Falta el { $percent } % del audio que se nos envió ({ $ms } ms en { $count ->
        [one] un hueco
       *[other] { $count } huecos
    }).
audio-lost-silenced = Falta el { $percent } % del audio que se nos envió ({ $ms } ms en { $count ->
        [one] un hueco
       *[other] { $count } huecos
    }, { $silenced } con silencio añadido antes de llegar aquí).
packets-lost = { $count ->
        [one] Un paquete T.38 no llegó nunca
       *[other] { $count } paquetes T.38 no llegaron nunca
    } ({ $percent } %). Llegaron tarde: { $late }; llegaron dos veces: { $twice }.
samples-slipped = La red omite o inserta muestras de audio: { $count ->
        [one] una vez
       *[other] { $count } veces
    } en la señal del fax remoto.
samples-slipped-regularly = La red omite o inserta muestras de audio: { $count ->
        [one] una vez
       *[other] { $count } veces
    } en la señal del fax remoto, cada { $seconds } s aproximadamente.
jitter-buffer-changed = Un búfer de jitter cambió de longitud durante la llamada: { $count ->
        [one] un fragmento de audio se repitió
       *[other] { $count } fragmentos de audio se repitieron
    } ({ $ms } ms en total).
no-t38-packet = La llamada pasó a T.38 y no llegó ningún paquete T.38.
t38-refused = Se pidió T.38 y fue rechazado. La llamada continuó como audio.
pages-rejected = El fax remoto acepta nuestro entrenamiento ({ $cfr } CFR) y después rechaza las páginas ({ $ppr } PPR, { $rtn } RTN).
training-rejected = El fax remoto rechaza nuestro entrenamiento a todas las velocidades ({ $ftt } FTT), aunque su propia señal llega limpia.
rows-undecodable = El entrenamiento del fax remoto fue bueno y su señal es limpia ({ $snr } dB), pero { $bad } de las { $rows } líneas de sus páginas no se pueden descodificar.
no-frame-sent = El fax remoto anuncia una página con corrección de errores ({ $pps } PPS), pero no llegó ninguna trama de la página, aunque la línea está limpia ({ $snr } dB).
never-trained = El fax remoto anunció { $count ->
        [one] una vez
       *[other] { $count } veces
    } cómo iba a enviar (DCS), pero nunca se entrenó así, aunque la línea está limpia.
call-ended = { $end }
call-ended-in-phase = { $end } La llamada estaba en la fase { $phase }.
no-fax-machine = No se oyó ningún fax en { $seconds } s: { $heard ->
        [interrupted-tone] solo un tono intermitente, como el de ocupado
        [exchange-tone] solo un tono de la central telefónica
        [silence] la línea estaba en silencio
        [fax-tone] solo un tono de fax y nada después
       *[voices] solo voces o música
    }.
page-not-stored = Llegó una página y no se pudo guardar aquí.
page-broken-after-row = La página { $page } llegó con corrección de errores, pero no se puede descodificar después de la línea { $row }.
page-rows-bad = La página { $page } llegó con corrección de errores, pero { $bad } de sus { $rows } líneas no se pueden descodificar.

# Who most likely caused it.
fault-line = La causa más probable es la línea telefónica.
fault-far-machine = La causa más probable es el fax remoto.
fault-network = La causa más probable es la red.
fault-us = La causa más probable es este servidor de fax.

# What to change.
advice-nothing = Nada.
advice-nothing-yet = Nada, si solo ocurre en esta llamada.
advice-try-again = Envíe el fax de nuevo. Si solo vuelven a fallar los faxes a este aparato, pida ayuda a su propietario.
advice-check-line = Haga revisar la línea en los dos extremos. Hasta entonces, limite la velocidad a 9600 o menos y use corrección de errores.
advice-check-connectors = Haga revisar la línea y sus conectores, y use corrección de errores.
advice-remove-echo = Pida al proveedor T.38, o una línea cuyos canceladores de eco obedezcan al tono de 2100 Hz. Si una pasarela conecta líneas analógicas, ajuste bien su impedancia.
advice-synchronise-clocks = Haga que las pasarelas tomen el reloj de la red telefónica, y no cada una de su propio cristal.
advice-correct-gain = Corrija la ganancia de la pasarela o de la tarjeta de línea. Un fax debe llegar con un nivel de entre -10 y -30 dBm0.
advice-find-audio-loss = Busque dónde se pierden los paquetes: un enlace de subida lleno, un enlace inalámbrico, voz sin prioridad. Use T.38 con redundancia si el proveedor lo ofrece.
advice-find-packet-loss = Busque dónde se pierden los paquetes. Haga que ambos extremos repitan cada paquete en los siguientes (redundancia UDPTL).
advice-one-clock-source = Dos relojes difieren en el trayecto. Haga que todas las pasarelas y centrales tomen el reloj de la misma fuente.
advice-fixed-jitter-buffer = Dé a las llamadas de fax un búfer de jitter de longitud fija (100 ms o más) sin ocultación de pérdidas de paquetes, o use T.38.
advice-allow-udptl = Permita UDPTL en el cortafuegos y el NAT (sus puertos están en udptl.conf), o desactive T.38 para esta troncal.
advice-ask-about-t38 = Si el proveedor dice que admite T.38, pregúntele por qué lo rechaza. Si no, no pida T.38 en esta troncal.
advice-limit-rate = Limite la velocidad para este número o cambie la corrección de errores: desactívela si estaba activada, actívela si no. Si otros aparatos aceptan nuestros faxes, este necesita una revisión.
advice-find-who-hung-up = Busque en el sistema telefónico quién terminó la llamada y por qué. Puede que una persona colgara al otro lado.
advice-check-remote-machine = El fax remoto terminó la llamada por sí mismo. Puede que le falte papel o memoria, o que exija una contraseña o una identificación.
advice-check-nat-timeouts = Puede que un router que traduce direcciones (NAT) o un cortafuegos cierre la conexión UDP en mitad de la llamada. Compruebe sus tiempos de espera, y t38_udptl_nat de la troncal.
advice-lower-rate = O el fax remoto no nos oye, o nosotros no lo oímos. Pruebe una velocidad menor, y sin T.38 si se usó.
advice-update-remote-machine = El fax remoto no cumple T.30. Pruebe sin corrección de errores y haga actualizar su software.
advice-avoid-repetition = El fax remoto envía una y otra vez la misma petición o respuesta. Pruebe sin corrección de errores y a una velocidad menor.
advice-check-number = Compruebe el número, y que allí responda un fax a esta hora.
advice-compare-capabilities = Compare su DIS o DCS, en el protocolo de la llamada, con las velocidades y codificaciones permitidas aquí.
advice-ask-owner = Pregunte al propietario del fax qué valor espera. Una llamada con el mismo valor volvería a ser rechazada.
advice-free-space = Libere espacio en el disco del spool y busque en el registro por qué no se escribió la página.
advice-nothing-if-intended = Nada, si era lo deseado. El registro indica quién terminó la llamada.
advice-find-late-page = Busque en el registro por qué la página siguiente no estaba lista: un disco lento, o un documento que no se pudo leer.
advice-raise-limit = Aumente el límite de la extensión si se desean faxes así.
advice-shorter-pages = Pida al remitente que divida el documento en páginas más cortas.
advice-report-bug = Comunique este error, con el registro y esta grabación.
advice-send-again = El documento del fax contiene lo que llegó. Haga enviar la página de nuevo; si vuelve a fallar, sin MMR ni JBIG.
