# The words of the built-in cover page in Dutch.

cover = Fax
label-to = Aan
label-company = Bedrijf
label-number = Faxnummer
label-from = Van
label-date = Datum
label-pages = Pagina’s
counted = (inclusief deze)
label-subject = Onderwerp
how-to-answer = Fax deze pagina met uw antwoord terug.
