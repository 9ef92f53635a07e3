# The words of the built-in cover page in French.

cover = Télécopie
label-to = À
label-company = Société
label-number = Numéro de fax
label-from = De
label-date = Date
label-pages = Pages
counted = (celle-ci comprise)
label-subject = Objet
how-to-answer = Pour répondre, veuillez renvoyer cette page par télécopie avec votre réponse.
