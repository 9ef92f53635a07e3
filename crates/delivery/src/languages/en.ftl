# The English words of mails and reports.

# A date and a time (strftime).
date = %A, %B %d, %Y at %r

# The mail of a received fax.
fax-subject = Fax from { $caller } (pages: { $pages })
fax-headline = A fax has arrived for { $device }.
failed-headline = A fax for { $device } did not arrive.
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

# The subject outside of an encrypted mail, and the notices instead of one.
protected-subject = Fax
withheld-subject = A fax has arrived
withheld-text = A fax has arrived for you. It could not be sent by e-mail, because e-mails with faxes must be encrypted and there is no key of yours that can be used. Please see the fax in the web interface. The administrator has been notified.
withheld-report-subject = A report on a fax
withheld-report-text = There is a report on a fax that you have sent. It could not be sent by e-mail, because e-mails with faxes must be encrypted and there is no key of yours that can be used. Please see the fax in the web interface. The administrator has been notified.
withheld-fault-subject = A fax was not sent by e-mail to { $mailbox }
withheld-fault-text = { $mailbox } got a notice instead of a fax or a report, because the e-mail could not be encrypted. Reason: { $why }.
link-text = A fax has arrived for you. This link opens it:
link-code = To open the fax, you need your code, which is never sent by e-mail. If you have no code, ask { $faxmaster }.
link-login = To open the fax, log in to the web interface.
link-once = The link opens the fax only once.
link-until = The link is valid until { $until }.

# The report of a sent fax.
report-subject = Fax to { $destination }: { $result }
report-no-number-subject = Fax without a number ({ $documents }): { $result }
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
sending-report = Sending report
label-started = Started
label-ended = Ended
label-duration = Duration
label-rate = Rate
label-result = Result
label-page = Page
label-document = Document
page-confirmed = confirmed
page-not-confirmed = not confirmed
page-in-doubt = in doubt
further-pages = Further pages: { $count }
proof-of-sending = Proof of sending
label-server = Server
label-document-hash = SHA-256 of document
label-recording-hash = SHA-256 of recording
label-signature = Signature
label-time-stamp = Time stamp
label-attached = Attached
no-time-stamp-service = none (no service is configured)
no-time-stamp = none ({ $why })
proof-attached = { $files }. The command ferrofax verify checks this file.
recording-shows = The call recording shows: { $what }
report-not-attached = The fax is not attached: { $why }.
first-page = The first page
no-number-yet = no number yet

# Why the fax is not attached, behind “not attached:”.
missing-unreadable = the document cannot be read: { $why }
missing-damaged = the document is damaged: { $why }
missing-file-too-large = it has { $megabytes } MB, and the file of a mail has { $most } MB at most
missing-no-pages = it has no pages
missing-too-much = it has more than { $most } MB, which is all that a report may carry
missing-document-too-large = "{ $name }" is too large for a mail
missing-page-too-large = "{ $name }" has a page that is too large
missing-document-unreadable = "{ $name }" cannot be read ({ $why })
missing-document-damaged = "{ $name }" is damaged ({ $why })

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
advice-answer-with-number = Reply to this e-mail by { $until } with the number as its first line, or enter it with `ferrofax number { $job } NUMBER`. Without a number, the fax is not sent after that.
advice-give-number = Enter the number by { $until } with `ferrofax number { $job } NUMBER`. Without a number, the fax is not sent after that.
