# What other parts of Ferrofax say in English, word for word: reasons why something was refused,
# notes on documents, the state of the service. A page recognises a sentence by this file, and
# shows the text of the same name in its language. A value in a sentence may be a sentence itself,
# unless it is between quotation marks.

# Frames around other sentences.
about = { $about }: { $said }
near-it = { $said }; near it: { $near }
limited = { $said }; the limit is the setting '{ $setting }'
only-these = { $said }; PDF, TIFF, PNG, JPEG, GIF, BMP, WebP, HTML and text can be faxed
line = line { $line }
page = page { $page }
text = { $text }
it = it

# Numbers.
number-no-digits = '{ $number }' has no digits
number-sign = '{ $number }' is not a number: '{ $sign }' can't be dialled; use digits, a leading + and the separators - . / ( )
number-long = '{ $number }' has more than 20 digits
number-wrong = '{ $number }' is not a valid telephone number: { $why }
number-prefix = it is only a prefix, without a number
number-short = it is too short
number-zero-country = no country code begins with 0; 0{ $rest } is a national number, +{ $rest } an international one
number-zero = after +{ $code }, a number does not begin with 0; write +{ $right }
number-zero-meant = it means +{ $meant }, and after +{ $code } a number does not begin with 0
number-short-country = it is too short: after +{ $code }, a number has at least { $least } digits
number-long-country = it is too long: with its country code, a number has at most { $most } digits
number-forbidden = faxes to { $beginning }… are blocked by the setting 'forbidden'

# Values.
value-none-of = '{ $value }' is not one of { $known }
value-yes-no = '{ $value }' is neither yes nor no
value-priority = '{ $value }' is not a priority; write a number from 0 (first) to 255 (last)
value-number = '{ $value }' is not a number from { $least } to { $most }
value-time = '{ $value }' is not a time; write 14:30, 2026-11-20 14:30, +2h or 2026-11-20T14:30:00+01:00
value-window = { $value } is not a time window; write it as Mon-Fri 08:00-18:00
value-zone = the time zone { $value } is unknown
value-address = '{ $value }' is not an e-mail address; write it as name@example.com
value-addresses = at most { $most } e-mail addresses can get reports on a fax
value-sign = character { $place } can't be sent; use digits, *, #, + and blanks
value-long = it has more than { $most } characters
value-digits = '{ $value }' contains '{ $found }'; use digits only
value-name = '{ $value }' is not the name of a machine or a trunk; use letters, digits, -, _, ., /, @ and :
value-beginning = '{ $value }' is not the beginning of a number; write it as +49900
value-device = '{ $value }' is not a device; write 2101 or 2101@context
value-unknown = '{ $value }' is unknown; { $known } are known

# What a fax needs.
no-number = no number is given; enter the recipient's fax number
no-device = no device is given; name a fax device by its extension, such as 2101
unknown-device = there is no fax device '{ $device }'; `ferrofax show devices` on Asterisk's command line lists those that exist
no-devices = there is no fax device '{ $device }': this spool knows none; check that Asterisk has loaded the module
ambiguous-device = extension { $exten } is a device in several contexts; write { $exten }@{ $first } or { $exten }@{ $second }
device-receives = device { $device } may not send faxes: sendenabled is no, or it has option x
no-document = no document is given; there is nothing to send
no-documents = there is no document to send
time-past = { $what }: { $time } is in the past
expires-first = expires: { $time } is not after the time to send
too-many-numbers = a fax can be sent to at most { $most } numbers at once
some-numbers = a fax can be sent to 1 to { $most } numbers at once
own-no-device = you have no device to send from

# Drafts.
too-many-drafts = you have { $most } drafts; send or delete one
draft-order = documents: { $document } does not exist, or is named twice
draft-documents = a fax has at most { $most } documents
draft-size = the documents of a fax have at most { $most } MiB
draft-gone = it no longer exists; add it again
draft-pages-gone = its pages no longer exist; remove it and add it again

# Received faxes.
hand-to-nobody = there is no user '{ $user }' who can see this fax
move-on-hold = fax { $fax } is on legal hold and cannot move until an administrator releases it
move-junk = fax { $fax } is filed as junk; release it first
move-shared = faxes do not move where several machines share a database
move-nowhere = there is no other device '{ $device }' to which you can move this fax
too-long = { $what } has more than { $most } characters
control-character = { $what } contains a control character
the-tag = the tag
the-note = the note
the-tag-or-note = the tag or the note
no-mailbox = fax { $fax } has no mailbox of its own; enter an address
no-printing = this machine prints nothing; the machine that received the fax can
no-printer = there is no printer '{ $printer }'
device-no-printer = the device of fax { $fax } has no printer; choose one
too-many-addresses = a fax can be sent by e-mail to at most { $most } addresses at once
coming = fax { $fax } is still being received
coming-later = fax { $fax } is still being received; it can be forwarded when it is complete
no-fax-pages = fax { $fax } has no pages
fax-not-junk = fax { $fax } is not filed as junk
fax-received-elsewhere = this machine delivers no faxes; the machine that received fax { $fax } can release it
undelivered = fax { $fax } is still being delivered; it can be deleted after that, or when `ferrofax mail-queue` no longer lists it
on-hold = fax { $fax } is on legal hold: nobody can delete it until an administrator releases it
claimed = { $user } is already dealing with fax { $fax }
deleted = { $thing } was deleted on { $date }: { $why }
deleted-by = deleted by { $user }
older = older than { $days } days
older-class = older than { $days } days (class { $class })
changed = { $thing } has changed since it was read
busy = { $thing } is being changed by somebody else; try again in a moment
there-is-no = there is no { $thing }
not-for-user = { $thing } is not there for this user
thing-fax = fax { $fax }
thing-job = job { $job }
thing-contact = contact { $contact }
thing-draft = draft { $draft }
thing-session = session { $session }
thing-view = view { $view }
thing-record = record { $record }
thing-key = key { $key }

# Jobs.
job-ended = job { $job } is already { $state }
job-done = done
job-failed = failed
job-no-number = job { $job } waits for a number; `ferrofax number { $job } NUMBER` sets it
job-has-number = job { $job } already has a number, which cannot be changed
job-in-store = job { $job } is in the shared database, where this cannot be changed
job-without-number = the job has no number
job-number-too-much = the job has a number already, or no time to wait for one
job-without-document = the job has no document
job-no-attempt = the job allows no attempt
job-past = the time to send is in the past
job-expires = the job would expire before it is sent
document-pages = { $document } has { $count } pages, and a fax has at most { $most }
document-unfit = { $document } cannot be faxed: { $why }
document-empty = { $document } is empty

# Address books.
table-large = the table has more than { $most } MiB
table-not-utf8 = the table is not UTF-8; save it as "CSV UTF-8"
table-empty = the table is empty
table-columns = the first line must name the columns name, company, number and note; name and number are required
table-contacts = the table has more than { $most } contacts
table-unreadable = the table cannot be read: { $why }
table-quote = put a cell with a quotation mark in quotation marks, and double each one inside
table-quote-open = the quotation mark that begins there is not closed
the-name = the name
the-company = the company
the-number = the number
contact-name = a contact needs a name
book-full = an address book holds at most { $most } contacts
contact-unclear = no contact of the address book with exactly one number has the name '{ $name }'; write a fax number

# One's own, and administration.
no-pages-in = there are no pages in the language '{ $language }'; choose from { $known }
no-user = there is no user '{ $user }'
metrics-network = [web] metrics_networks does not name this address
clock-changed = Nothing is deleted: within the last hour, the machine's clock was put forward or back, or Ferrofax started after more than a day.
key-name = a key needs a name of 1 to { $most } characters without control characters
key-scope = a key needs at least one permission: { $known }
key-days = a key is valid for 1 to { $most } days
key-test-scope = a test key can have only these permissions: { $known }
key-many = this user already has { $most } keys; revoke one first

# Requests.
no-such-request = No page of this server makes such a request
no-folder = no folder for documents: { $why }
many-fields = more than { $most } fields
many-documents = more than { $most } documents
many-bytes = more than { $most } bytes of text
field-bytes = it has more than { $most } bytes
form-large = the documents are too large; [web] max_upload_mb is the limit
form-bytes = it has more than { $most } bytes; the limit is [web] max_upload_mb
form-empty = the document is empty
form-unstored = the document cannot be stored: { $why }
internal-error = an internal error

# Call recordings.

# The spool.
cannot = cannot { $action }: { $why }
no-space = no space left for { $file }: { $why }; Ferrofax continues when there is space
database-failed = the spool's database { $file } failed: { $why }
database-unsure = the spool's database { $file } did not confirm the change, which may have been made: { $why }
database-unfit = the spool's database { $file } rejects it: { $why }
database-row = a row of the spool's database { $file } cannot be read: { $why }
database-damaged = the spool's database { $file } is damaged ({ $why }) and is not used; stop Asterisk and the Ferrofax service, then restore a backup: see docs/backup.md
document-unusable = the document { $file } cannot be used: { $why }
database-other = the shared database was restored or replaced; this machine first reports its jobs to it
database-keys = documents of the shared database cannot be encrypted or decrypted: { $why }
bug = an internal error occurred; see the log

# How the service is.
health-ok = ok: { $said }
health-wrong = WRONG: { $said }
disk = disk
module = module
spool = spool
health-read = it can be read
health-works = it works with this spool
health-never = it has never worked with this spool
health-stopped = it is not running: jobs wait until Asterisk has loaded it
health-free = { $count } MiB are free
health-free-gib = { $count } GiB are free
health-little = only { $count } MiB are free

# Documents as files.
plain-file = it is not a plain file
empty = it is empty
large = it has more than { $most } MiB
large-pages = its pages have more than { $most } MiB
unreadable = it cannot be read ({ $why })
unwritable = its pages cannot be written ({ $why })
pages-unreadable = the pages that were made cannot be read
truncated = it was truncated while it was read
document-truncated = a document was truncated while it was read
not-one = it is not one document
no-task = there is no task
its-missing = its { $what } is missing
not-faxable = it cannot be faxed
the-mail-text = the mail's text
the-cover-page = cover page

# What a document is.
is-sound = it is a sound recording
is-gzip = it is a gzip archive
is-bzip2 = it is a bzip2 archive
is-xz = it is an xz archive
is-zstandard = it is a Zstandard archive
is-rar = it is a RAR archive
is-7zip = it is a 7-Zip archive
is-zip = it is a ZIP archive
is-cabinet = it is a cabinet archive
is-ar = it is an ar archive
is-cpio = it is a cpio archive
is-tar = it is a tar archive
is-winmail = it is a winmail.dat of Outlook
is-old-office = it is a file of an old office program
is-printer-data = it is a printer's data (PJL)
is-program = it is a program
is-mail = it is a mail with a PDF in it
is-svg = it is an SVG drawing; it can be faxed as PDF or PNG
is-called-pdf = its name says PDF, but its content is not PDF
is-neither = it is neither a picture nor text
is-type = it has the type { $type }, which is not supported
is-unsupported = its format is not supported
is-postscript = it is PostScript, and Ghostscript is not installed
is-office = it is an office document, and LibreOffice is not installed
is-locked = it is encrypted and needs a password; save it without one
is-encrypted = its kind of encryption is not supported
is-portfolio = it is a portfolio, and the files in it are not faxed
is-xfa = it is a form that only some programs can show (dynamic XFA); print it to a PDF from such a program, and fax that PDF
is-wrapper = it is only the wrapper of an encrypted document, which cannot be read
is-half-text = it begins as text, but not all of it is text
is-without-text = it has no text
is-invisible = it has no visible content
is-blank = its pages are empty
is-nested = its elements are nested too deeply
is-no-pdf = it is damaged and cannot be read as PDF
is-no-picture = it is damaged and cannot be read as a picture

# Programs that convert.
no-child = the conversion of { $document } cannot be started: { $why }
conversion-files = { $said }; the conversion uses temporary files in { $folder }
unconfined = the program that reads it cannot be confined: { $why }
unconfined-limit = its { $what } cannot be limited ({ $why })
unconfined-calls = its system calls cannot be filtered ({ $why })
unconfined-files = its access to files cannot be limited, because this kernel has no Landlock ({ $why })
limit-life = life
limit-memory = memory
limit-time = processor time
limit-output = output
limit-core = core file
limit-processes = number of processes
program-unconfined = { $program } cannot be confined: { $why }
program-unnamed = no program is named
program-not-started = { $program } could not be started: { $why }
program-processes = { $program } was stopped: it started too many processes
program-disk = { $program } was stopped: it wrote too much to the disk
program-memory = { $program } was stopped: it used too much memory
program-cannot = { $program } cannot read it
program-cannot-why = { $program } cannot read it ({ $why })
program-nothing = { $program } produced no PDF, TIFF, picture or text
slow = { $part } was not ready after { $seconds } seconds of work
slow-fax = the whole fax was not ready after { $seconds } seconds
broke-time = { $part } needs too much processor time
broke-file = { $part } produces too large a file
broke-memory = { $part } needs too much memory or is nested too deeply
broke-crash = { $part } crashes the program that reads it

# Pages.
no-pages = it has no pages
many-pages = it has { $count } pages, and a fax has at most { $most }
many-pages-after = it has { $count } pages after { $before } others, and a fax has at most { $most }
more-than = more than { $most }
not-that-page = page { $page } was requested, but the number of pages is { $count }
range-wrong = { $first }-{ $last } is not a range of pages
range-order = { $first }-{ $last } does not come after the range before it
range-many = more than { $most } ranges of pages are requested
end-missing = its end is missing; it was not copied completely
pages-missing = it should have { $declared } pages, but { $count } were found
header-cut = { $part } is cut off in its header
cut-pages = it is cut off: it has { $count } of { $declared } pages
cut-rows = { $part } is cut off: it has { $count } of { $declared } rows
cut-off = { $part } is cut off
ends-early = page { $page } ends early: { $missing } of its { $rows } rows are missing
after-page = after page { $page }: { $damage }
damaged-row = { $part } is damaged in row { $row }
damaged-rows = damaged rows on page { $page }: { $rows }
damaged-part = { $part } is damaged
no-size = { $part } has no size: it is { $width } × { $height } pixels
no-resolution = { $part } has a resolution of { $x } × { $y } dpi, which no printer has
pixels = { $part } has too many pixels
pixels-size = { $part } has too many pixels: { $width } × { $height }
row-bytes = { $part } has rows of { $found } bytes, but its pixels need { $least }
colours = { $part } has colours that can't be faxed (colour space { $space }, { $bits } bits a pixel); black, sGray and sRGB can
too-long-page = { $part } would be { $length } mm long; a fax page has at most { $most } mm
picture-unreadable = a picture on page { $page } cannot be read
picture-edges = a picture on page { $page } may have wrong edges: its colours are mixed with a background (Matte)
font-unreadable = a font on page { $page } cannot be read, and its text would be missing
font-missing = the { $language } text on page { $page } would be missing: its font is neither in the document nor installed
language-japanese = Japanese
language-chinese = Chinese
language-traditional = traditional Chinese
language-korean = Korean
drawings-missing = { $count ->
    [one] 1 drawing that was added without its appearance is missing
   *[other] { $count } drawings that were added without their appearance are missing
}
annotations-left-out = { $count ->
    [one] 1 annotation that is marked as not for printing is left out
   *[other] { $count } annotations that are marked as not for printing are left out
}
characters-missing = { $count ->
    [one] 1 character that no font has is missing
   *[other] { $count } characters that no font has are missing
}
controls-left-out = { $count ->
    [one] 1 control character in it is left out
   *[other] { $count } control characters in it are left out
}
objects-left-out = { $count ->
    [one] 1 drawing or other embedded object is left out
   *[other] { $count } drawings or other embedded objects are left out
}
layers = the pages may show what is only for the screen, or lack what is only for printing

# Fields in printed documents.
fields-not-looked-for = no field is looked for in it: its words are not known
fields-fax-pages = the fax from page { $page } on has more than { $most } pages
fields-no-number = page { $page } has no FAX field and follows none, so it has no recipient
fields-two = page { $page } has two different { $field } fields: '{ $first }' and '{ $second }'
fields-differ = page { $page }: { $field } is '{ $second }' here and '{ $first }' on a page of the same fax before it
fields-unreadable = page { $page }: '{ $text }' looks like a { $field } field, but cannot be read as one

# Faults of a TIFF file.
tiff-no-tiff = it cannot be read as TIFF (it begins with neither II nor MM)
tiff-short = it cannot be read as TIFF (it ends within its header)
tiff-version = it cannot be read as TIFF (its version is { $version }, not 42)
tiff-many-pages = it has more than { $most } pages
tiff-linked = it is linked to a second time
tiff-directory = its directory is outside the file
tiff-field = its { $field } cannot be read
tiff-no-width = it has no width
tiff-no-length = it has no length
tiff-width = it is { $width } pixels wide
tiff-rows = it has { $rows } rows
tiff-pixels = it has too many pixels ({ $width } × { $height })
tiff-no-tiles = its tiles have no size
tiff-tiles = its tiles are too large ({ $width } × { $height })
tiff-many-parts = its image is in too many parts ({ $count })
tiff-no-strips = it has no strips
tiff-parts = its image has { $found } parts where { $wanted } are needed
tiff-lengths = it lacks the length of some parts
tiff-outside = its image is outside the file
tiff-only-black = its compression ({ $number }) is only for black and white
tiff-not-black = its compression ({ $number }) is not for black and white
tiff-compression = its compression ({ $number }) is unknown for greys and colours
tiff-uncompressed = it uses T.{ $number }'s uncompressed mode
tiff-fill-order = its fill order ({ $number }) is unknown
tiff-large = it has { $width } × { $height } pixels of grey or colour, more than { $most } million
tiff-pixel-kind = its pixels ({ $samples } samples of { $bits } bits) are of an unknown kind
tiff-sample-kind = its samples of { $bits } bits are of an unknown kind
tiff-fractions = its samples are not whole numbers
tiff-predictor = its predictor ({ $number }) is unknown for { $bits } bits
tiff-samples = its pixels have { $found } samples where { $wanted } are needed
tiff-ycbcr = its form of YCbCr is unknown
tiff-shared-colours = its pixels share colours in an unknown way ({ $way })
tiff-colours = its colours are of an unknown kind (photometric interpretation { $number })
tiff-no-palette = it has no palette
tiff-old-jpeg = its compression is JPEG's old form (6) without loss, which is unknown here
tiff-old-jpeg-tables = its compression is JPEG's old form (6), and it has neither a JPEG nor tables

# The chain of the audit log.
chain-changed = this line was changed after it was written
chain-replaced = this line was put in the place of another: the next one follows a line of another hash
chain-put-in = this line was put in
chain-taken-out = before this line, { $lines } taken out
chain-cut-off = after this line, { $lines } cut off: audit.head knows of them
chain-line = line { $first } of the chain was
chain-lines = lines { $first } to { $last } of the chain were
chain-unchained = before this line, lines without a place in the chain were taken out
chain-moved = before this line, line { $number } of the chain is missing; it was moved to { $place }
chain-again = the chain begins again with this line: an older log and audit.head were taken away

# Users and passwords.
people-name = a user name has 1 to 64 small letters a to z, digits, dots, hyphens and underscores, and begins with a letter or a digit
people-name-taken = the name '{ $name }' belongs to somebody else
people-address-many = a user has at most 20 mail addresses and 50 groups
people-address-taken = the address '{ $address }' belongs to another user
people-group = there is no group '{ $group }'
people-group-name = a group name has 1 to 64 small letters a to z, digits, dots, hyphens and underscores, and begins with a letter or a digit
people-group-taken = there is a group '{ $group }' already
people-no-group = there is no group '{ $group }' in users.toml
people-group-devices = a group has at most 500 devices
people-group-many = there are 200 groups already
people-class = there is no class '{ $class }' in gateway.toml
people-device = there is no fax device '{ $device }' that users can have
people-role = there is no role '{ $role }'
people-short = a password needs at least 8 characters
people-long = a password has at most 200 characters
people-differ = the two new passwords differ
people-in-settings = '{ $name }' is in gateway.toml, and can only be changed there
people-not-ours = your password is not kept in users.toml
people-no-user = there is no user '{ $user }' in users.toml
people-yourself = you cannot do this to your own user; ask another administrator
people-full = users.toml is full
people-no-link = the link is not valid any more
people-wrong-password = the current password is wrong
people-wrong-code = the code is wrong, or was used before
people-passkey = the passkey was not accepted
people-passkey-name = a passkey needs a name of at most 80 characters
people-many-passkeys = a user has at most 10 passkeys
people-no-passkey = there is no such passkey
people-on = the second factor is on already
people-off = the second factor is off
people-required = your organisation requires the second factor, so you cannot switch it off; if you have a new phone, ask an administrator to remove it
people-file = users.toml cannot be read or written now; the log of the service says why
people-front = a stateless node has no users.toml
people-unknown = Passwords cannot be checked now, because users.toml cannot be read

# Webhooks.
webhook-not-there = There is no webhook { $id }
webhook-many-wait = Too many messages wait for this webhook. Its last error says why.
webhook-too-soon = This webhook got a test message within the last ten seconds.
webhook-event = '{ $word }' is no event; { $known } are, and job.*, fax.* and *
webhook-many = { $user } has { $count } webhooks, and no more are allowed (max_per_user)
webhook-address = '{ $text }' is no address of a web server; https://example.com/fax is one
webhook-number = '{ $text }' is a number; write an IP address (192.0.2.1) or a name
webhook-login = an address must not have a name and a password in it
webhook-https-here = http:// is for this machine alone; https:// is needed
webhook-not-public = { $ip } is no public address; networks that allow names are asked, too
webhook-target = the target of { $host } is no public address, or not at a port that ports names
webhook-https = https:// is needed; http:// is for networks that allow names
webhook-port = port { $port } is not in ports
# Lists.
no-day = '{ $day }' is not a day; write a day as 2026-03-01
view-name-needed = a saved view needs a name
views-full = you already have { $most } saved views of this list; remove one first
many-at-once = at most { $most } can be changed at once
archive-empty = an archive needs at least one fax
archive-many = an archive has at most { $most } faxes
archive-large = the faxes of an archive have at most { $most } MB together
pdf-many = one PDF has at most { $most } faxes
pdf-large = the faxes of one PDF have at most { $most } MB together
pdf-pages = one PDF has at most { $most } pages
no-mail-address = enter an e-mail address
many-passed-on = at most { $most } e-mails or prints can be made at once
user-name-long = a user name has at most { $most } characters
the-view = the view
# Devices, lines and the mail server.
device-extension = an extension has 1 to 30 digits
device-addresses = a device has 1 to 20 e-mail addresses, with at most 1,500 characters together
device-text = '{ $text }' may have at most 60 letters, digits, blanks and the characters . - ' / +
device-word = '{ $text }' may have at most 40 letters, digits, dots, hyphens and underscores
device-ident = a station identification has at most 20 digits, blanks and + characters
device-digits = '{ $text }' may have at most 10 digits
device-zone = there is no time zone '{ $zone }'
line-trunk = '{ $trunk }' is not a trunk; write it as PJSIP/provider
mail-server-name = '{ $server }' is not the name of a mail server; write it as mail.example.com
mail-secret = a user name or password has at most 200 characters, and no control characters
mail-password-again = enter the password again, since the mail server or its user has changed
mail-no-user = a password needs a user name
lines-reserved = fewer lines must be reserved than there are
lines-both = enter both numbers of lines or none; 0 reserves no line
device-clash = extension { $extension } is a device already, declared in { $place }
device-not-here = the device { $extension } was not created here
device-full = there are 2,000 devices already
managed-changed = somebody else has changed this meanwhile; please check it, and enter your change again
managed-file = the file { $file } cannot be read or written now, or was changed by hand; the log of the service says why
managed-front = a stateless node has no devices and lines of its own
last-node = the jobs of this node cannot be handed over: no other node takes jobs now
no-node = there is no such node

# Mails that are to be faxed.
mail-empty = the mail is empty: there is nothing to send
mail-attachments-alone = the mail has no attachment, and attachments alone are faxed here (mode = 1)
mail-no-attachment = the mail has no attachment to be faxed
mail-nothing = nothing in the mail can be faxed
mail-parts = parts of it can't be faxed
part-signature = it is a digital signature
part-encrypted = it is encrypted, and only its receiver could read it
part-logo = it is a small picture of the mail's design, such as a logo
part-small-picture = it is a small picture, such as a logo or an icon
part-card = it is an electronic visiting card
part-calendar = it is an entry for a calendar
part-report = it is a report for programs
part-elsewhere = it is somewhere else, not in this mail
part-damaged = it could not be read: it is damaged
part-sound = it is an audio or video file
part-too-deep = it is too deep inside other mails and parts
mail-no-mail = this is no mail: it does not begin with header lines
mail-many-parts = it has more than { $most } parts
mail-slow = the mail could not be read within { $seconds } seconds
mail-ended = the program ended each time while it handled the mail
mail-bug = a bug in the fax software met this mail; its log tells more
mail-unread = it can't be read: { $why }
mail-reader = the program that reads mails cannot be started: { $why }
mail-temp-file = a temporary file of the mail in { $folder } cannot be read or written: { $why }
mail-no-sender = its envelope names no sender, as those of delivery reports do
mail-is-report = it is a report on another mail
mail-is-answer = it is an automatic answer
mail-is-loop = it is in a mail loop
mail-is-ours = this fax server wrote it
mail-is-of-program = a program wrote it (Auto-Submitted)
mail-is-bulk = it is a mailing list's or bulk mail
mail-not-faxed = This mail is not faxed: { $why }
mail-own = This mail of the fax server came back to it: a mail loop
wish-unknown = '{ $word }' is not a known option; the options are { $known }
parts-large = its parts have together more than { $most } MB (max_joined_mb)
parts-behind = the mail came in parts, and no part after part { $last } arrived
parts-missing = the mail came in parts, and { $parts } of { $total } did not arrive
parts-missing-last = the mail came in parts, and { $parts } and the last one did not arrive
the-part = part { $part }
the-parts = parts { $parts } and { $last }
part-unnumbered = it is a part of a mail (message/partial) and does not say which one
part-many = it is a part of a mail with more than { $most } parts
part-nested = its parts make another part of a mail
part-coded = it is a part of a mail (message/partial) that was coded in an unknown way on its way here
part-base64 = it is a part of a mail (message/partial) that was coded in base64 on its way here and damaged
number-not-asked = you were not asked for the number
number-no-line = its first line holds no number
number-no-question = it is not a reply to a mail that asks for the number of a fax, or that fax was deleted
mailbox-many = A mail may have { $most } recipients here
mailbox-no-address = To and Cc have no fax address
mailbox-no-address-form = To and Cc have no fax address; { $local }+NUMBER@{ $domain } is one, with the fax number instead of NUMBER

# Why a mailbox cannot be read, and why a mail is not accepted.
mailbox-unreachable = the server { $server } can't be reached: { $why }
mailbox-no-tls = there is no TLS with { $server }: { $why }
mailbox-password = [mailbox] password_file: { $why }
mailbox-no-token = the login needs an access token: { $why }
mailbox-login = the server refuses the login: { $why }
mailbox-forbidden = the server refuses access to the mailbox: { $why }; the application needs the permission Mail.ReadWrite for this mailbox
mailbox-none = there is no such mailbox: { $why }; compare `user` with its address, and look whether it has a licence
mailbox-limited = the server limits how much is read; it is asked again in { $seconds } s
mailbox-folder = the folder '{ $folder }': { $why }
mailbox-refused = the server refuses { $command }: { $why }
mailbox-late = the server did not answer { $command } within { $seconds } seconds
mailbox-answer-long = the server's answer to { $command } is longer than { $most } bytes
mailbox-answer-strange = the server's answer to { $command } can't be understood: { $why }
mailbox-ended = the connection to the server ended: { $why }
mailbox-server-says = the server says: { $why }
service-stopping = the service is stopping
mailbox-is-missing = it is missing
mailbox-login-characters = the user name or password has unusual characters
mailbox-no-password-login = it takes no login by a password
mailbox-no-token-login = it takes no login by a token
mailbox-token-tls = a token is not sent without TLS
mailbox-folder-missing = it is missing and can't be created: { $why }
mailbox-read-only = it can only be read, so no mail can be moved
mailbox-name-unwritable = the name can't be written
mailbox-no-name = it has no name
mailbox-exists-nowhere = Graph says that it exists, but not where
mailbox-no-list = it is no list
mailbox-mail-no-id = a mail has no ID
mailbox-mail-no-time = a mail has no time
mailbox-no-next = its link to the next page is none
mailbox-circle = its pages go round in a circle
mailbox-is-page = it is a page; a proxy may be in between
mailbox-status = a status that is none of a mail
mailbox-bytes-of-it = { $count } bytes of it
mailbox-answer-unread = an answer about a mail can't be read
mailbox-no-address-of-name = the name has no address
mailbox-no-certificate = no certificate can have this name
mailbox-greeting = the server's greeting is not OK
mailbox-ask-folder = the request for a folder
mailbox-ask-list = the request for the list of mails
mailbox-ask-mail = the request for a mail
mailbox-ask-move = the request to move a mail
mailbox-closed = the server has closed it
mailbox-closed-connection = the server has closed the connection
mailbox-early = the server sent an answer before the handshake
mailbox-no-starttls = the server refuses STARTTLS
mailbox-starttls-late = the server does not answer STARTTLS
mailbox-endless = the server sends a line without end
mailbox-other-piece = the piece is another than was asked for
mailbox-long-piece = the piece is longer than was asked for
mail-scanned = This mail is refused by the scanner here
mail-scanned-why = This mail is refused by the scanner here: { $why }
mail-scan-later = This mail can't be looked at for now
mail-spam = The mail is marked as spam, which is not faxed
mail-only-bounces = This address is only for bounces of the fax server's mails
mail-bounces-alone = This address takes mails of the fax server that come back alone
mail-came-back = A mail that comes back is not faxed
mail-reply-alone = A reply with the number of a fax must have its address as the only recipient
mail-unproved = The mail's sender is not proved: { $why }

# Fax addresses.
address-none = this is no address; examples: number@domain, name@number.fax
address-not-ours = this domain is not one to which faxes are sent here, and no mail is passed on
address-no-number = there is no fax number in '{ $address }'; examples: number@domain, FAX=number@domain
address-sign = '{ $number }' is no fax number: '{ $sign }' can't be dialled; digits, a leading +, * and #, and the signs - . ( ) for the eye can be written
address-backwards = '{ $number }' is no number with its digits in reverse order; 1.6.0.0.7.2.1.9.9.9.4 means +49991270061
address-long = the fax number in this address has more than 40 signs
address-two = this address holds two fax numbers, '{ $first }' and '{ $second }'; write one
address-sub = '{ $sub }' is no subaddress: a subaddress has up to 20 digits, * and #
address-not-obeyed = '{ $word }=' in an address is not obeyed here, so the fax is not sent; leave it out
address-unknown-word = '{ $word }' in this address is not known; { $known } are
sender-none = A mail without a sender is no fax
sender-no-address = The sender is not an e-mail address
sender-gone = There is no user '{ $login }' any more
sender-other = '{ $login }' may not send in the name of this sender
sender-no-device = This sender owns no fax device that may be used from here
mail-unknown = The fax was possibly sent before, and the result is unknown. Ask its recipient before you send it again

# Print jobs.
print-unknown = It was being submitted when the program stopped, and the result is unknown.
print-fields-changed = [fields] was changed while the print job was cut into faxes. Those that were made are in the list of jobs; no others are made.
print-no-page = There is no page in it.
print-client-stopped = The client stopped sending documents.

# The login of [mail_login] at the mail server, by an access token.
login-fetched-none = `ferrofax serve` has fetched no access token
login-expired = the access token has expired, and `ferrofax serve` has fetched no other
login-nobody = nobody has logged in; run `ferrofax login mail`
login-secret = [mail_login] secret_file: { $why }
login-secret-unreadable = { $file } cannot be read: { $why }
login-secret-empty = there is no secret in the first line of { $file }
login-command = [mail_login] command { $program }: { $why }
login-command-unheard = its output can't be read
login-command-late = no answer after { $seconds } seconds
login-command-ended = it ended with { $status }
login-file = [mail_login] { $key }: { $file } cannot be used: { $why }
login-file-no-rsa = it is no RSA key
login-file-large = it is larger than 64 kB
login-file-account = it is no key file of a service account in the form JSON
login-file-no-key = its private_key is no key
login-file-no-rsa-key = its private_key is no RSA key
login-unsigned = the key of [mail_login] cannot sign: { $why }
login-no-random = there are no random numbers: { $why }
login-other-issuer = { $url } is of '{ $found }', and not of [mail_login] issuer '{ $issuer }'
login-answers = { $url } answers { $status }
login-no-metadata = { $issuer } has no metadata
login-answers-kind = { $url } answers with { $kind }; a proxy or a login page may be in between
login-kind-page = a page of HTML
login-kind-no-json = no JSON
login-token-kind = the access token is of another kind than Bearer
login-token-none = there is no access token in the answer
login-token-long = the access token is longer than 10,000 bytes
login-token-characters = the access token has characters that no token has
login-refused-remedy = the provider refuses ({ $error }): { $said }; { $remedy }
login-refused = the provider refuses ({ $error }): { $said }
login-secret-expired = the client secret has expired; make a new one in the Entra admin center, and write its value into secret_file
login-secret-wrong = the client secret is wrong; secret_file needs the secret's value, not its ID
login-certificate = the certificate is not registered for the application, or key is not its key; upload it in the Entra admin center
login-clock = the clock of this machine is wrong; set it by NTP
login-no-application = there is no application with this client_id in the tenant; compare both with the Entra admin center
login-no-tenant = there is no such tenant; compare tenant with the Entra admin center
login-no-consent-entra = consent is missing; an administrator grants it in the Entra admin center
login-no-permission = the permission SMTP.SendAsApp is missing; add it in the Entra admin center and grant consent
login-scopes = scopes is wrong; leave it empty for the usual ones
login-public = the application must allow public client flows, or needs secret_file
login-conditional = a rule of Conditional Access forbids the login; exempt this account or application
login-second-factor = the account needs a second factor; run `ferrofax login mail` again
login-over = the login has expired; run `ferrofax login mail` again
login-revoked-password = the login was revoked, or the password was changed; run `ferrofax login mail` again
login-disabled = the account is disabled
login-revoked = the login was revoked; run `ferrofax login mail` again
login-key-deleted = the key of the service account was deleted; make a new one
login-delegation = domain-wide delegation is missing; add the service account's client ID with the scope https://mail.google.com/ in the Google Admin console
login-no-account = there is no such account in the organisation
login-client = compare client_id and the secret or certificate with the registration at the provider
login-way = the application may not log in in this way; allow it at the provider
login-grant = the login has expired or was revoked; run `ferrofax login mail` again
login-no-consent = consent is missing; an administrator grants it at the provider
login-again = run `ferrofax login mail` again
login-denied = the login was refused in the browser
login-code-expired = the code has expired; run `ferrofax login mail` again

# What is stored with faxes and jobs that were imported from HylaFAX.
hylafax-sent = { $count ->
    [one] Sent by HylaFAX, as its job { $job }: 1 page.
   *[other] Sent by HylaFAX, as its job { $job }: { $count } pages.
}
hylafax-not-sent = Not sent by HylaFAX, as its job { $job }.
hylafax-not-sent-why = Not sent by HylaFAX, as its job { $job }. HylaFAX wrote: { $why }
hylafax-received = Received by HylaFAX, and imported.
hylafax-received-why = Received by HylaFAX, and imported. HylaFAX wrote: { $why }.
hylafax-received-notes = Received by HylaFAX, and imported. Notes on its file: { $notes }.
hylafax-received-why-notes = Received by HylaFAX, and imported. HylaFAX wrote: { $why }. Notes on its file: { $notes }.
