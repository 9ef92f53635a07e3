# The words of the built-in cover page in Italian.

cover = Fax
label-to = A
label-company = Azienda
label-number = Numero di fax
label-from = Da
label-date = Data
label-pages = Pagine
counted = (compresa questa)
label-subject = Oggetto
how-to-answer = Per rispondere, inviare via fax questa pagina con la risposta.
