# The texts of the mails that the Ferrofax service writes.

# Words of others, such as the answer of a mail server, which are shown as they are.
original = “{ $text }”

# Labels.
label-number = Number
label-reason = Reason
label-advice = Next step
label-subject = Subject
label-sender = Sent by
label-origin = Came from
label-received = Received
label-mail = Mail
label-since = Since
label-held = Held
label-print-job = Print job
label-printed-by = Printed by
label-device = Device
label-faxes = Faxes created
nobody = nobody
nobody-report = nobody (a report of a mail server)

# The answer to a mail that is not faxed.
refused-subject = Fax to { $number }: NOT SENT: { $why }
refused-about-subject = Fax to { $number } ({ $about }): NOT SENT: { $why }
numbers = { $count ->
    [one] { $count } number
   *[other] { $count } numbers
}
refused-text = This e-mail was NOT FAXED.

# A mail on which the fax software fails.
set-aside-subject = Mail { $mail } was set aside: the fax software failed on it
set-aside-text = Ferrofax accepted a mail, but the fax software failed each time it processed the mail. The mail is NOT FAXED. All other mails are processed.
set-aside-advice = The mail is in the folder mail/damaged of the spool. Please report the fault to the developers of Ferrofax, and send them the mail only if it contains nothing confidential. `ferrofax mail-queue retry { $mail }` retries it, `ferrofax mail-queue delete { $mail }` deletes it.

# A mail to the postmaster.
postmaster-subject = To the postmaster: { $subject }
no-subject = (no subject)
postmaster-text = This mail was written to the postmaster of the fax server. It is not faxed.
postmaster-mail = The mail:
postmaster-more = { $count ->
    [one] { $count } more byte is not shown
   *[other] { $count } more bytes are not shown
}

# An answer that should give a fax its number.
number-subject = Fax { $fax } has no number yet: { $why }
number-unknown-subject = The fax has no number yet: { $why }
number-text = Your reply did not give the fax a number: { $why }.
number-advice = Reply once more to the mail that asks for the number, with the number alone in the first line.

# A user who was blocked automatically.
stopped-subject = Fax user { $user } is blocked
stopped-text = Fax user { $user } is BLOCKED from sending.
stopped-held = { $count ->
    [one] { $count } waiting fax of this user
   *[other] { $count } waiting faxes of this user
}
stopped-advice = Ask the user whether they sent these faxes. If not, change the password first. `ferrofax users go-on { $user }` lets the user send again and releases the held faxes. The audit log (audit.log in the spool's folder) lists all.

# A print job of which faxes were refused.
print-subject = Print job { $job } ({ $name }) is NOT FAXED
print-part-subject = Print job { $job } ({ $name }) is NOT COMPLETELY FAXED
print-text = A print job was accepted, and these parts of it will NOT be sent:
print-rest = The remaining pages: { $why }
print-fax = The fax: { $why }
print-fax-to = The fax to { $number }: { $why }
print-more = { $count ->
    [one] … and { $count } more.
   *[other] … and { $count } more.
}

# Alarms.
alarm-subject = ALARM: { $what }
alarm-over-subject = Over: { $what }
alarm-again = You are notified again when the fault is over.
alarm-began = The alarm began { $date }.
unwatched-subject = the alarm { $name }
unwatched-text = The settings no longer ask for this alarm. It was: { $text }
disk-begins = the spool's disk is nearly full
disk-over = the spool's disk has enough free space again
disk-text = Only { $free } MiB are free in { $folder }. If the disk is full, no fax can be received.
disk-advice = Free some disk space: `retention_days` in ferrofax.conf and `ferrofax cleanup --keep-days N` delete old faxes.
relay-begins = no mails are being sent
relay-over = mails are being sent again
relay-text = No mail could be sent for { $minutes } minutes, although mails wait. The mail server's last answer: { $why }.
relay-advice = `asterisk -rx 'ferrofax show outbox'` lists the mails; `ferrofax outbox retry --all` sends them at once.
failing-begins = many faxes in a row to { $device } have failed
failing-over = { $device } receives faxes again
failing-text = { $count ->
    [one] No page was received in the last { $count } fax call to { $device }.
   *[other] No page was received in the last { $count } fax calls to { $device }.
}
failing-advice = `ferrofax faxes --device { $device }` shows how each call ended.
silent-begins = no fax was received for a long time
silent-over = faxes are received again
silent-text = No fax was received by any device for { $minutes } minutes.
silent-device-begins = no fax was received by { $device } for a long time
silent-device-over = { $device } receives faxes again
silent-device-text = No fax was received by { $device } for { $minutes } minutes.
silent-hours = Faxes are expected at these hours: { $hours }.
silent-last = The last fax was received { $last }.
silent-never = No fax was ever received.
silent-advice = To test the line, run `ferrofax selftest`, which sends a fax through the PBX.
folder-begins = faxes cannot be stored in the folder { $folder }
folder-over = faxes go into the folder { $folder } again
folder-text = Received faxes wait, because the folder { $path } ({ $folder }) cannot be written: { $why }.
folder-kept = They are stored there as soon as the folder can be written, unless they reach their retention time before that. Meanwhile they are mailed as always.
folder-works = Faxes go into the folder { $path } ({ $folder }) again.
filing-begins = faxes cannot be filed at { $folder }
filing-over = faxes are filed at { $folder } again
filing-text = Received faxes wait, because they cannot be filed at { $folder } ({ $path }): { $why }.
filing-kept = They are filed there as soon as possible, unless they reach their retention time before that. Meanwhile they are mailed as always.
filing-works = Faxes are filed at { $folder } ({ $path }) again.
node-begins = received faxes wait to be uploaded
node-over = received faxes are uploaded again
node-text = { $count ->
    [one] { $count } received fax waits to be uploaded to the shared database { $database }: { $why }.
   *[other] { $count } received faxes wait to be uploaded to the shared database { $database }: { $why }.
}
node-kept = None is lost: they are in this machine's spool, and are mailed as usual. They are uploaded as soon as the database accepts them.
node-mails = { $count ->
    [one] { $count } mail with a received fax waits until this machine knows whether another machine has already sent the mail.
   *[other] { $count } mails with received faxes wait until this machine knows whether another machine has already sent them.
}
node-works = Received faxes are uploaded again.
mailbox-begins = the mailbox can't be read
mailbox-over = the mailbox can be read again
mailbox-text = The mailbox { $user } at { $place } cannot be read, so its mails are not faxed: { $why }.
mailbox-kept = None is lost: they are faxed as soon as the mailbox can be read, unless they are then older than 5 days.
mailbox-works = The mailbox { $user } can be read again.
unclaimed-subject = { $count ->
    [one] { $count } fax is still unread and unassigned
   *[other] { $count } faxes are still unread and unassigned
}
unclaimed-text = { $count ->
    [one] Nobody has read this fax, and it is assigned to nobody. Log in to open it:
   *[other] Nobody has read these faxes, and they are assigned to nobody. Log in to open them:
}
unclaimed-more = { $count ->
    [one] and { $count } more fax
   *[other] and { $count } more faxes
}
unclaimed-advice = You have chosen these mails in “My account”, where you can also switch them off: { $link }

# Why a right is denied.
denied-auditor = Auditors read the audit log and cannot send faxes.
denied-administrators = Only administrators can do this.
denied-reads-log = Only administrators and auditors can read the audit log.
denied-house-book = Only administrators can change the organisation's address book.
denied-delete = You are not allowed to delete faxes.
denied-priority = You can lower the priority of your faxes, but not raise it.
denied-post-dial = You are not allowed to have digits sent after the call is answered (post_dial).
denied-job-stopped = The fax is counted for “{ $user }”, who is blocked from sending: { $why }
denied-not-your-job = Job { $job } belongs to somebody else. Only its owner and operators can change it.
denied-no-device = “{ $user }” has no fax device to send from.
denied-device-away = The fax device to send from does not exist. The administrator has been notified.
denied-not-your-device = “{ $user }” may not send from device { $device }.
denied-device-receives = No faxes may be sent from device { $device }.
denied-stranger = Only owners of a fax device can send faxes.
denied-stopped = You are blocked from sending faxes until an administrator unblocks you: { $why }
denied-forbidden = Faxes to { $beginning }… are blocked here.
denied-not-among = Faxes can only be sent to { $beginnings }….
denied-country-unset = Faxes to numbers with a country code are blocked here until our own code (country_code) is set.
denied-abroad = Faxes to other countries are blocked here.
denied-premium = Faxes to { $beginning }… (premium-rate numbers) are blocked here.
denied-hours = Faxes are only accepted at these hours: { $hours }
denied-quota = This exceeds { $whose ->
    [user] your limit
    [device] the limit of the device
   *[all] the limit for everybody
} of { $most } { $period ->
    [night] per night
    [month] per month
   *[day] per day
}.
denied-burst = You can send { $faxes } in { $minutes } min. Retry the other faxes later.
faxes-and-pages = { $faxes } and { $pages }
denied-without-number = { $count ->
    [one] One of your faxes is waiting for a number. Enter the number or cancel the fax first.
   *[other] { $count } of your faxes are waiting for a number. Enter the numbers or cancel the faxes first.
}
denied-pages = The fax has { $pages }; the limit is { $most }.
denied-not-now = Faxes cannot be accepted right now. The administrator has been notified.

# Counted things.
count-pages = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
count-faxes = { $count ->
    [one] { $count } fax
   *[other] { $count } faxes
}
