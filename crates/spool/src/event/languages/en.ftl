# What happens to jobs and faxes, in English.

# A job waits, and is called.
taken-in = Submitted ({ $origin }).
taken-in-without-number = Submitted ({ $origin }). Waits for a number.
# The submission method.
origin = { $method ->
    [cli] command line
    [ami] AMI
    [drop] watched folder
    [mail] e-mail
    [print] printer
    [hylafax] HylaFAX client
   *[web] web interface or API
}
waits-for-line = Waits for a line.
waits-for-time = Waits for its time.
clock-put-back = The clock of this machine was ahead and was set back, so the fax waits again.
dialled = Calling the number.
dialled-by-node = Node { $node } calls the number.
joined-call = The fax is sent in the same call as another fax.
put-in-call = The fax is sent by the dialplan application FaxSend, in a call that Ferrofax did not dial.
fax-machine-answered = A fax machine answered.
not-dialled = Not dialled: { $why }.
not-dialled-by-node = Not dialled by node { $node }: { $why }.

# An attempt or a job ends.
pages-unanswered = { $count ->
    [one] { $count } page was sent but not confirmed, and may arrive twice.
   *[other] { $count } pages were sent but not confirmed, and may arrive twice.
}
fetched-before = { $count ->
    [one] Before that, { $count } page was polled, as fax { $fax }.
   *[other] Before that, { $count } pages were polled, as fax { $fax }.
}
given-up-attempts = { $count ->
    [one] Given up after { $count } attempt.
   *[other] Given up after { $count } attempts.
}
given-up-calls = { $count ->
    [one] Given up after { $count } call.
   *[other] Given up after { $count } calls.
}
given-up-calls-alike = { $count ->
    [one] Given up after { $count } call that failed in this way.
   *[other] Given up after { $count } calls that failed in the same way.
}
last-attempt = The last attempt: { $why }
sent = { $count ->
    [one] Sent: { $count } page.
   *[other] Sent: { $count } pages.
}
fetched = { $count ->
    [one] Polled: { $count } page, as fax { $fax }.
   *[other] Polled: { $count } pages, as fax { $fax }.
}
unconfirmed = { $count ->
    [one] The remote fax machine never confirmed { $count } page of these.
   *[other] The remote fax machine never confirmed { $count } pages of these.
}
perhaps-twice = { $count ->
    [one] { $count } page may have arrived twice.
   *[other] { $count } pages may have arrived twice.
}

# Somebody changes a job.
cancelled = Cancelled { $by }.
held = Held { $by }.
released = Released { $by }.
retried = Retried now { $by }.
changed = Changed { $by }.
priority-changed = Priority changed from { $from } to { $to } { $by }.
number-given = Number { $number } entered { $by }.
held-by-stop = Held: user { $user } is blocked from sending ({ $why }).
released-by-stop = Released: user { $user } may send again.
held-unfit = Held, because its row in the database cannot be used: { $why }.

# Who did it, behind “Cancelled” and the like.
by-user = by { $user }
by-administrator = by the administrator
by-ami = by AMI
by-console = by the console of the PBX
by-printer = by the printer
by-import = by the import from HylaFAX
by-shared = by the shared database
by-node = by node { $node }
by-stop = by the block of user { $user }
by-stop-end = by the unblocking of user { $user }
by-at-node = { $by } (node { $node })

# Why a user may not send.
stopped-by = blocked { $by }
stopped-faxes = more than { $most } faxes in { $minutes } min
stopped-refusals = more than { $most } numbers that are not allowed in { $minutes } min

# Several machines share a database.
taken-from-node = Submitted on node { $node }.
shared = Stored in the shared database as job { $job }.
shared-attempt = An attempt for job { $job } of the shared database.
shared-attempt-over = The attempt on this node has ended. The shared database decides how the job continues.
shared-asked = { $deed ->
    [cancel] The shared database was asked { $by } to cancel the job.
    [hold] The shared database was asked { $by } to hold the job.
    [release] The shared database was asked { $by } to release the job.
    [retry] The shared database was asked { $by } to retry the job.
   *[priority] The shared database was asked { $by } to change the priority of the job.
}
same-mail-of-node = This is the same e-mail as job { $job } of node { $node }. The fax is sent and reported as that job.
same-mail-of-shared = This is the same e-mail as job { $job } of the shared database. The fax is sent and reported as that job.
same-mail = This is the same e-mail as one that another machine received before.
ended-while-away = { $end ->
    [sent] The fax was sent while this machine had no connection to the shared database. The shared database has deleted the job since.
   *[failed] The fax failed while this machine had no connection to the shared database. The shared database has deleted the job since.
}
ended-while-away-reported = Reported by node { $node }.
reported-elsewhere = Reported by { $node }, because this machine could not be reached.
ended-before = The job had ended before, according to node { $node }.

# A received fax ends.
damaged-more = { $count ->
    [one] The same happened to { $count } more page.
   *[other] The same happened to { $count } more pages.
}
document-trouble = The document could not be read: { $why }.
page-broken = Page { $page } could not be decoded after row { $row }; { $kept }.
page-long = Page { $page } is longer than the limit of { $rows } rows; { $kept }.
page-rows = On page { $page }, { $bad } of { $rows } rows are damaged; { $kept }.
kept = { $what ->
    [rows-before] the rows before that are kept
    [all] what arrived is kept
   *[beginning] the beginning of what arrived is kept
}

# Why an attempt failed, or how a call ended.
call-lost = The PBX never reported how the call ended.
bug = The fax software failed with an internal error. Its log has the details.
ended-for-other-job = The call was ended because of another fax in the same call.
spool-not-written = The spool could not be written during the call.
page-not-made = A page cannot be sent: { $why }.
page-not-sent = A page could not be given to the line: { $why }.
node-silent = Node { $node } made the call and then stopped reporting.
node-failed = Node { $node } cannot send the fax: { $why }.
shared-unreachable = The node could not reach the shared database and ended the call.
page-not-shared = The last page did not reach the shared database in time, so it was not confirmed.
caller-fetched = The caller polled a document; no fax came.
spool-too-slow = The spool took too long to store the call, so the call was rejected.

# Why a job was not dialled, behind “Not dialled:”.
obstacle-taken-out = it was removed from the call
obstacle-call-ended = the call ended before it
obstacle-encrypted = its documents are encrypted; `ferrofax serve` decrypts them first
obstacle-pbx-refuses = the PBX makes no calls now: { $why }
obstacle-dial-string = '{ $dial }' cannot be dialled; examples: Local/number@context, PJSIP/number@endpoint
obstacle-no-device = there is no fax device '{ $device }'
obstacle-forbidden = faxes to { $beginning }… are blocked
obstacle-not-begun = its PBX did not start the call
obstacle-restarted = the node was restarted before it called
obstacle-no-keys = the node cannot use its keys now

# What a call takes care of.
max-rate = At most { $bps } bit/s: faster rates failed on { $since }.
without-t38 = T.38 is not requested: it broke calls to this number, last on { $since }.
without-ecm = Without error correction, at most { $bps } bit/s: calls to this number failed with it, and one without it succeeded on { $since }.

# What the line was like.
line = Line: { $line }
line-grade = { $grade ->
    [good] good
    [fair] fair
   *[poor] poor
}
line-even = { $grade }, { $bps } bit/s.
line-slowed = { $grade }, slowed down from { $first } to { $slowest } bit/s.
line-frames = { $count ->
    [one] { $count } of { $frames } frames was repeated.
   *[other] { $count } of { $frames } frames were repeated.
}
line-trainings = { $count ->
    [one] { $count } training failed.
   *[other] { $count } trainings failed.
}
line-pages = { $count ->
    [one] { $count } page was sent again.
   *[other] { $count } pages were sent again.
}
line-commands = { $count ->
    [one] { $count } command was repeated.
   *[other] { $count } commands were repeated.
}
line-faint = The remote fax machine's signal was faint.
line-noisy = The remote fax machine's signal was noisy.

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

# How a T.30 session ended: `Cause::text` in `crates/ground/src/outcome.rs` has these sentences in English.

# What stopped a page, a job or a document: a part of a sentence.
detail-no-page = the document has no page { $page }
detail-file-unreadable = { $path }: cannot read it: { $why }
detail-file-damaged = { $path }: { $why }
detail-bug = the fax software failed on it
detail-page-not-wanted = no page is wanted now
detail-resolution = the remote fax machine takes no page of this resolution
detail-too-wide = the remote fax machine takes no page as wide as this
detail-wrong-width = the image has not the width that is given for it
detail-page-empty = the page is empty
detail-colour = the page in colours cannot be sent: { $why }
detail-row-unreadable = a row of the spool's database { $path } cannot be read: { $why }
detail-database-unfit = the spool's database { $path } rejects it: { $why }
detail-document-unusable = the document { $path } cannot be used: { $why }
detail-no-fax = there is no fax { $fax }
detail-no-job = there is no job { $job }
detail-no-change = there is no change { $change } of any job
detail-text = { $text }
