# The words of the built-in cover page in Portuguese.

cover = Fax
label-to = Para
label-company = Empresa
label-number = Número de fax
label-from = De
label-date = Data
label-pages = Páginas
counted = (incluindo esta)
label-subject = Assunto
how-to-answer = Para responder, envie esta página por fax com a sua resposta.
