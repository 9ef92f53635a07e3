# Why nothing can be made of a call recording, in Spanish.

no-recording = Esto no es una grabación de llamada: el archivo no empieza como una.
other-version = Esta grabación de llamada tiene la versión { $version }. Este Ferrofax lee la versión { $reads }.
no-settings = Esta grabación de llamada termina antes de los ajustes de la llamada.
damaged = Esta grabación de llamada está dañada en el byte { $at }.
corrupt = El archivo de esta grabación de llamada está dañado.
no-memory = Esta grabación de llamada necesita más memoria de la que hay.
too-long = Esta grabación de llamada es más larga que cualquier llamada.
no-page-received = En esta llamada no llegó ninguna página.
no-page-to-send = En esta llamada no había ninguna página que enviar.
no-t38 = Esta llamada no usó T.38, por eso no tiene paquetes.
no-setting = «{ $setting }» no es un ajuste de llamada. Los ajustes son max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh y level=-15 (dBm0).
too-slow = La grabación de llamada no se pudo examinar en { $seconds ->
        [one] un segundo
       *[other] { $seconds } segundos
    }. La orden `ferrofax call` no tiene ese límite.
broke-time = Examinar la grabación de llamada requiere demasiado tiempo de procesador.
broke-memory = Examinar la grabación de llamada requiere demasiada memoria.
broke-crash = La grabación de llamada hace fallar el programa que la examina.
too-large = El resultado es demasiado grande para obtenerlo aquí. La orden `ferrofax call export` lo escribe en un archivo.
busy = Se están examinando otras grabaciones de llamadas. Inténtelo de nuevo en un minuto.
no-child = No se puede iniciar el programa que examina las grabaciones de llamadas.
no-file = No se puede leer la grabación de llamada.
