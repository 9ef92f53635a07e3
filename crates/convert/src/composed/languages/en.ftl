# The words of the built-in cover page in English.

cover = Fax
label-to = To
label-company = Company
label-number = Fax number
label-from = From
label-date = Date
label-pages = Pages
counted = (including this one)
label-subject = Subject
how-to-answer = To answer, please fax this page with your reply.
