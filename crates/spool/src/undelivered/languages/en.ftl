# Why mails and printed faxes are not delivered, in English. Each text is a part of a sentence.

# A relay refuses a mail, or cannot be used.
relay = relay { $host }: { $fault }
relay-refused = relay { $host } { $step ->
    [greeting] greeted us with
    [ehlo] refused EHLO
    [helo] refused HELO
    [starttls] refused STARTTLS
    [auth] refused AUTH
    [user] refused the user name
    [login] refused the login
    [sender] refused the sender
    [recipient] refused the recipient
    [address] cannot take the address
    [quit] refused QUIT
   *[mail] refused the mail
}: { $answer }
with-remedy = { $fault }; { $remedy }
relay-name-unresolved = its name cannot be resolved: { $why }
relay-names-silent = its name cannot be resolved: the name servers do not answer
relay-names-still-silent = its name cannot be resolved: the name servers still do not answer
relay-connection-refused = no connection to { $address }: { $why }
relay-unreachable = no connection to { $address }: { $why }
relay-no-answer = no connection to { $address }: no answer
relay-no-address = it has no address that can be reached from mailsourceaddress
relay-silent = it kept silent for { $seconds } s
relay-closed = it closed the connection
relay-broken = the connection broke: { $why }
relay-tls = TLS failed: { $fault }
relay-tls-refused = refused STARTTLS: { $answer }
relay-no-tls = it does not offer STARTTLS
relay-not-smtp = it does not speak SMTP: '{ $line }'
relay-endless-line = it does not speak SMTP: 'a line without end'
relay-password-unprotected = the password is not sent, because the connection is not protected by TLS
relay-no-login = it offers neither AUTH PLAIN nor AUTH LOGIN
relay-login-unwritable = the login cannot be written as AUTH PLAIN
relay-no-token = there is no access token: { $why }
relay-token-unprotected = the access token is not sent, because the connection is not protected by TLS
relay-no-token-login = it offers neither AUTH XOAUTH2 nor AUTH OAUTHBEARER
relay-stopped = stopped

# What helps. “It” is the mail server.
remedy-use-oauth2 = it accepts no passwords any more; set mailauth = oauth2, see docs/mail-login.md
remedy-switch-on-smtp-auth = switch on authenticated SMTP for this mailbox, and for the organisation; see docs/mail-login.md
remedy-grant-mailbox = let the application send mails for this mailbox, and check the setting scopes in [mail_login]; see docs/mail-login.md
remedy-check-password = check mailuser and mailpassword; an account with a second factor needs an app password, or mailauth = oauth2
remedy-log-in = it requires a login; set mailuser, and mailpassword or mailauth = oauth2
remedy-grant-send-as = set serveremail and mailenvelopefrom to the address of mailuser, or give mailuser the right to send as that address
remedy-assign-licence = assign a licence with a mailbox to the account that mailuser names
remedy-empty-mailbox = the mailbox of mailuser is full; empty its folder of sent mails
remedy-wait = it limits how much is sent; the mail is sent later, and this does not count as an attempt

# TLS.
tls-processor = TLS is not possible on this machine: its processor lacks { $missing }
tls-file = { $option }: { $path } cannot be used: { $why }
tls-no-authorities = this system has no certificates of authorities; install ca-certificates, or name a file of them
tls-bad-name = '{ $server }' is no name that a certificate could bear
tls-setup = TLS cannot be set up: { $why }
tls-early-answer = it sent answers ahead of the handshake
tls-failed = { $why }

# The mail itself.
bad-address = '{ $address }' is not an e-mail address
bad-sender = the sender '{ $address }' is no mail address; see serveremail, mailenvelopefrom and maildomain
mail-not-written = the mail cannot be written: { $why }
not-protected = a mail with a fax must be encrypted (mailprotect = required), and the mail server { $host } is not the Ferrofax service, which encrypts; set mailserver to the socket of the service, and [mail_protection] in gateway.toml
came-back = came back: { $why }
sent-elsewhere = mailed by { $node }, because this machine could not be reached
sent-without-fax = its mail was sent without the fax: { $fault }
given-up = given up after { $tries ->
    [one] { $tries } attempt
   *[other] { $tries } attempts
}: { $fault }
stopped = stopped before the relay accepted the mail
bug = a bug in the fax software stopped this mail; its log has the details

# The document.
encrypted = its document is encrypted; `ferrofax serve` decrypts it first
waits-for-explanation = it waits for the explanation of the call
document-unreadable = the document { $path } cannot be read: { $why }
document-damaged = the document is damaged: { $why }
document-too-large = it has { $megabytes } MB, and the file of a mail has { $most } MB at most
document-empty = the document { $path } has no pages

# Why the faxmaster gets a fax.
no-mailbox = the device has no mailbox
selftest-page = this is the test page of `ferrofax selftest`, and not for the device's mailboxes

# Print commands.
not-for-printer = it is no fax for a printer
command = { $program }: { $why }
command-ended = { $program } ended with { $status }
command-slow = { $program } was not done after { $seconds } seconds

# Printers. “It” is the printer.
printer = { $fault }
printer-text = { $text }
printer-unreached = it cannot be reached: { $why }
printer-silent = it did not answer for { $seconds } seconds
printer-stopped = the Ferrofax service stopped before the job was printed
printer-no-tls = a TLS connection could not be established: { $why }
printer-tls = { $fault }
printer-broken = the connection broke: { $why }
printer-answer-broken = its answer is incomplete or too long: { $why }
printer-not-ipp = its answer is not IPP: { $why }
printer-no-job-number = it accepted the job, but returned no job number
printer-login-required = it requires a login: set user and password_file
printer-login-rejected = it rejects the login of its user
printer-login-unprotected = it requires the password unencrypted; use ipps:// in its uri
printer-login-unknown = it requires a kind of login that is not supported
printer-redirects = it redirects to { $to }; set its uri to that
printer-forbidden = it allows nobody to print from here (HTTP 403)
printer-no-path = there is no printer at this path (HTTP 404)
printer-tls-required = it requires TLS; use ipps:// in its uri
printer-http = it answers with HTTP { $status }
printer-refused = { $refusal ->
    [bad-request] it does not understand the request
    [forbidden] it forbids this
    [not-logged-in] it requires a login
    [not-allowed] its user may not do this
    [not-possible] it cannot do this now
    [not-found] there is nothing of the kind at this path
    [too-large] the fax is too large for it
    [format] it does not support this kind of document
    [options] it does not support an option of the job
    [damaged] it says that the document is damaged
    [operation] it does not support this operation
    [out-of-service] it is out of service
    [version] it speaks another version of IPP
    [passing-fault] it has a fault that will pass
    [no-jobs] it accepts no jobs
    [busy] it is busy
    [cancelled] it cancelled the job
   *[fault] it has a fault
}
printer-refused-with-status = it refuses this with status { $status }
printer-refused-saying = { $fault } ({ $message })
printer-no-description = it returned no description of itself
printer-no-jobs = it accepts no jobs
printer-no-format = Ferrofax can send it none of the formats that the setting format of this printer allows; the printer lists { $formats }
printer-no-format-named = Ferrofax can send it none of the formats that the setting format of this printer allows; the printer lists no formats
printer-job-cut-short = job { $job } ended before all of it was printed
printer-job-aborted = job { $job } was aborted
printer-job-cancelled = job { $job } was cancelled at the printer
printer-job-cancelled-early = job { $job } was cancelled before the printer had received all of it
printer-job-unknown = the printer no longer knows the job; the fax may have been printed
printer-job-not-printed = job { $job } is still not printed
printer-job-under-way = the printer is still working on job { $job }
printer-may-still-print = { $fault }; job { $job } could not be withdrawn, and the printer may still print it
printer-explained = { $fault }: { $reasons }

# What a printer says of itself and of its jobs.
reason-aborted-by-system = the printer aborted it
reason-connecting-to-device = it connects to the device
reason-cover-open = a cover is open
reason-document-access-error = it could not read the document
reason-document-format-error = it says that the document is damaged
reason-document-unprintable-error = it cannot print the document
reason-door-open = it is open
reason-fuser-over-temp = its fuser is too hot
reason-input-tray-missing = a paper tray is missing
reason-interlock-open = it is open
reason-job-canceled-at-device = somebody cancelled it at the printer
reason-job-canceled-by-operator = the printer's operator cancelled it
reason-job-canceled-by-user = somebody cancelled it
reason-job-data-insufficient = it waits for the rest of the document
reason-job-incoming = the document is arriving
reason-job-printing = it is being printed
reason-job-queued = it waits for other jobs
reason-marker-supply-empty = out of ink or toner
reason-marker-supply-low = little ink or toner is left
reason-marker-waste-full = its waste bin is full
reason-media-empty = out of paper
reason-media-jam = a paper jam
reason-media-low = little paper is left
reason-media-needed = it needs other paper
reason-offline = it is offline
reason-opc-life-over = its drum is used up
reason-output-area-full = its output tray is full
reason-output-tray-missing = its output tray is missing
reason-paused = it is paused
reason-printer-stopped = it has stopped
reason-shutdown = it is switched off
reason-spool-area-full = its memory is full
reason-timed-out = it does not answer
reason-toner-empty = out of toner
reason-toner-low = little toner is left
reason-unsupported-document-format = it does not support this kind of document

# The words of others.
text = { $text }
