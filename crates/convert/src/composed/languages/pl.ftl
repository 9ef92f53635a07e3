# The words of the built-in cover page in Polish.

cover = Faks
label-to = Do
label-company = Firma
label-number = Numer faksu
label-from = Od
label-date = Data
label-pages = Strony
counted = (łącznie z tą)
label-subject = Temat
how-to-answer = Aby odpowiedzieć, proszę odesłać faksem tę stronę z odpowiedzią.
