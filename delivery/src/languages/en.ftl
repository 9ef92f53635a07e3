# The English words of mails and reports.

# A date and a time (strftime).
date = %A, %B %d, %Y at %r

# The mail of a received fax.
fax-subject = Fax from { $caller } (pages: { $pages })
fax-headline = A fax has arrived for { $device }.
polled-subject = Polled fax from { $caller } (pages: { $pages })
polled-headline = A polled fax has arrived for { $device }.
label-from = From
label-machine = Fax machine
label-date = Date
label-pages = Pages
label-resolution = Resolution
label-file = File
unknown = unknown
unknown-caller = an unknown caller
polled-by-job = It was polled by job { $job }.
incomplete-subject = [Incomplete] { $subject }
failed-subject = [Failed] { $subject }
no-page = NO PAGE OF THIS FAX WAS RECEIVED.
incomplete = { $count ->
    [one] THIS FAX IS INCOMPLETE: { $count } page was received.
   *[other] THIS FAX IS INCOMPLETE: { $count } pages were received.
}
page-broke-off = Page { $page } is cut off.
line-at-last = State of the line at the end: { $line }.
not-attached-subject = [Not attached] { $subject }
not-attached = THIS FAX IS NOT ATTACHED: { $why }.
not-attached-what-to-do = The fax server keeps it as fax { $fax }. You can download it from the web interface, or ask the administrator to send it another way.

# What goes to the faxmaster.
undeliverable-subject = Undeliverable: { $subject }
no-mailbox = This fax has no mailbox to be sent to.
fax-undelivered = This fax could not be delivered to { $mailbox }.
report-undelivered = This report could not be delivered to { $mailbox }.
letter-undelivered = This e-mail could not be delivered to { $mailbox }.
undelivered-reason = Reason: { $reason }
not-attached-either = It cannot be attached either: { $why }

# The test mail.
test-subject = Test mail from the fax server
test-text = This is a test. Received faxes will be sent to you in the same way as this e-mail.

# The report of a sent fax.
report-subject = Fax to { $destination }: { $result }
report-polled-subject = Fax from { $destination }: { $result }
label-reason = Reason
label-doubt = In doubt
label-advice = Next step
label-next-try = Next attempt
label-number = Number
label-tag = Tag
label-recipient = Recipient
label-sent-from = Sent from
label-documents = Documents
label-left-out = Left out
label-pages-sent = Pages sent
pages-of = { $done } of { $all }
label-polled = Polled
label-calls = Calls
at-most = { $count } of at most { $most }
label-tries = Attempts
tries-at-most = { $count } of at most { $most } (calls that a fax machine answered)
label-answered-by = Answered by
label-line = Line
label-submitted = Submitted
label-job = Job
label-technical = Technical
recording-shows = The call recording shows: { $what }
report-not-attached = The fax is not attached: { $why }.
first-page = The first page
no-number-yet = no number yet

# The result in a few words, behind “Fax to 1234:”.
because = { $result }: { $reason }
result-sent = sent
result-in-doubt = { $count ->
    [one] sent, but page { $list } is in doubt
   *[other] sent, but pages { $list } are in doubt
}
result-twice = { $count ->
    [one] sent, page { $list } perhaps twice
   *[other] sent, pages { $list } perhaps twice
}
result-number-wanted = needs a number
result-not-yet = not yet sent
result-part-so-far = { $done } of { $all } pages sent so far
result-cancelled = cancelled
result-cancelled-after = cancelled after { $done } of { $all } pages
result-not-sent = NOT SENT
result-part = ONLY { $done } of { $all } pages sent
result-polled = polled
result-not-polled-yet = not yet polled
result-not-polled = NOT POLLED
result-polled-in-part = ONLY PARTLY POLLED
result-sent-and = sent, and { $result }
polled-pages = { $count ->
    [one] { $count } page, as fax { $fax }
   *[other] { $count } pages, as fax { $fax }
}

# The result as a sentence.
summary-sent = The fax to { $number } was sent.
summary-in-doubt = { $count ->
    [one] The fax to { $number } was sent, but page { $list } may not have arrived.
   *[other] The fax to { $number } was sent, but pages { $list } may not have arrived.
}
summary-number-wanted = The fax was submitted without a number. It will be sent when it has one.
summary-not-yet = The fax to { $number } has not been sent yet. { $next }
summary-part-so-far = The fax to { $number } is not complete yet: { $done } of { $all } pages were sent. { $next }
next-held = It is on hold until it is released.
next-try = It will be tried again.
summary-cancelled = The fax to { $number } was cancelled.
summary-cancelled-after = The fax to { $number } was cancelled after { $done } of { $all } pages.
summary-timed-out = The fax to { $number } was NOT SENT in time.
summary-not-sent = The fax to { $number } was NOT SENT.
summary-part = ONLY { $done } of { $all } pages of the fax to { $number } were sent.
summary-polled = The fax from { $number } was polled.
summary-not-polled-yet = The fax from { $number } has not been polled yet. It will be tried again.
summary-poll-cancelled = The fax from { $number } was not polled: it was cancelled.
summary-not-polled = The fax from { $number } was NOT POLLED.
summary-polled-in-part = The fax from { $number } was ONLY PARTLY polled.
summary-sent-and = The fax to { $number } was sent. { $rest }

# Pages whose arrival is not sure.
doubt-resent = { $count ->
    [one] Page { $list } was sent, but not confirmed. It may arrive twice when the fax is sent again.
   *[other] Pages { $list } were sent, but not confirmed. They may arrive twice when the fax is sent again.
}
doubt-once = { $count ->
    [one] Page { $list } was sent, but not confirmed. It may or may not have arrived.
   *[other] Pages { $list } were sent, but not confirmed. They may or may not have arrived.
}
doubt-both = { $count ->
    [one] Page { $list } was sent more than once and never confirmed. It may have arrived once, twice or not at all.
   *[other] Pages { $list } were sent more than once and never confirmed. They may have arrived once, twice or not at all.
}
doubt-twice = { $count ->
    [one] Page { $list } may have arrived twice.
   *[other] Pages { $list } may have arrived twice.
}

# What to do.
advice-answer-with-number = Reply to this e-mail by { $until } with the number as its first line, or enter it with `ferrofax number { $job } NUMBER`. Without a number, the fax is given up then.
advice-give-number = Enter the number by { $until } with `ferrofax number { $job } NUMBER`. Without a number, the fax is given up then.

# Why a fax was not sent, and what to do about it.
failure-busy = The number was busy.
advice-busy = Send the fax again later.
failure-no-answer = Nobody answered.
advice-no-answer = The remote fax machine may be switched off. Check the number, or send the fax again later.
failure-no-fax = The call was answered, but not by a fax machine.
advice-no-fax = Check that this is a fax number.
failure-dropped = The call ended before the fax was complete.
advice-dropped = The remote fax machine may be out of paper or memory. Ask the recipient, or send the fax again later.
failure-line-too-bad = The line was too bad for the fax to get through.
advice-line-too-bad = Send the fax again later. If this happens often, check the codec, jitter and gain of the trunk.
failure-unconfirmed = A page was sent, but the remote fax machine never confirmed it. It may have arrived.
advice-unconfirmed = Ask the recipient which pages arrived before you send the fax again.
failure-incompatible = The remote fax machine cannot receive this fax.
advice-incompatible = It may be out of paper, unable to receive, or need a subaddress or password.
failure-nothing-to-fetch = The remote fax machine has no document to be polled.
advice-nothing-to-fetch = Ask its owner when it has one, and which document number (SEP) to use.
failure-fetch-refused = The remote fax machine refused to send its document.
advice-fetch-refused = It may need a password (PWD) or another document number (SEP).
failure-field-refused = The remote fax machine rejected the subaddress, the password or another field.
advice-field-refused = Ask the recipient which subaddress and password to use, and send the fax again with them.
failure-t38-negotiation = The switch to T.38 failed.
advice-t38-negotiation = Turn off T.38 for this trunk, or ask its provider.
failure-unknown-number = There is no such number.
advice-unknown-number = Check the number, its area code and the dialling rules.
failure-number-changed = The number has changed.
advice-number-changed = Ask the recipient for the new number.
failure-call-rejected = The call was rejected.
advice-call-rejected = The recipient or the network does not accept calls from this line.
failure-no-route = There was no route to the number.
advice-no-route = Check the trunk and the outbound route.
failure-lines-full = All lines were busy.
advice-lines-full = Send the fax again later, or add lines.
failure-bad-number = This is not a valid fax number.
advice-bad-number = Enter digits, with + before a country code.
failure-no-number = Nobody entered the number in time.
advice-no-number = Submit the fax again, with its number.
failure-forbidden = The sender may not send faxes to this number.
advice-forbidden = Ask the administrator.
failure-blocked = Another call to this number is in progress.
advice-blocked = Nothing to do: the fax continues by itself.
failure-time-of-day = The fax waits for the hours in which it may be sent.
advice-time-of-day = Nothing to do: the fax continues by itself.
failure-expired = The fax could not be sent in time.
advice-expired = Send it again with more time.
failure-conversion-failed = A document could not be converted to fax pages.
advice-conversion-failed = Open the document, save it as PDF and send that.
failure-no-converter = This kind of document cannot be faxed.
advice-no-converter = Send it as PDF, TIFF or text.
failure-too-many-pages = The fax has more pages than allowed.
advice-too-many-pages = Send it in several parts.
failure-no-document = There is nothing to send.
advice-no-document = Add a document.
failure-cancelled = The fax was cancelled.
advice-cancelled = Nothing to do.
failure-internal = The PBX or the fax software stopped during the call.
advice-internal = The administrator finds more in the log.
