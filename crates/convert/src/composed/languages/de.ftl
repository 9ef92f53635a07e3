# The words of the built-in cover page in German.

cover = Fax
label-to = An
label-company = Firma
label-number = Faxnummer
label-from = Von
label-date = Datum
label-pages = Seiten
counted = (mit dieser)
label-subject = Betreff
how-to-answer = Bitte faxen Sie diese Seite mit Ihrer Antwort zurück.
