# The words of the built-in cover page in Spanish.

cover = Fax
label-to = Para
label-company = Empresa
label-number = Número de fax
label-from = De
label-date = Fecha
label-pages = Páginas
counted = (incluida esta)
label-subject = Asunto
how-to-answer = Para responder, envíe por fax esta página con su respuesta.
