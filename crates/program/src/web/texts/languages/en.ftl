# The English words of the web interface.

# Moments (strftime): a date and a time, and a day of this year.
moment = %Y-%m-%d %H:%M
short-day = %m-%d

# Around all pages.
to-content = Skip to content
pages = Main menu
received = Received
sent = Sent
now = Now
own = My account
log-out = Log out
languages = Language

# Before there is a spool.
not-ready = Ferrofax is not ready yet
not-ready-text = As soon as nothing in this list is missing, the web interface opens on this page.

# Received faxes.
withheld = Number withheld
unread = unread
unread-mark = New
search = Search
search-hint = Number, name, note …
show = Show
which-all = All
which-unread = Unread
which-mine = Assigned to me
which-free = Unassigned
find = Search
no-faxes = No faxes yet. A received fax appears here by itself.
device = Device
dealt-with-by = assigned to
dealt-with = Assigned to
nobody = nobody
cut-short = Only some of the older faxes have been searched so far. The list continues below.
older = Older faxes
mark-these = { $count ->
    [one] Mark this fax as read
   *[other] Mark these { $count } faxes as read
}
marked = { $count ->
    [one] 1 fax marked as read.
   *[other] { $count } faxes marked as read.
}
marked-in-part = Older ones may still be unread.
undo = Undo
fax-from = Fax from
fetched-from = Polled fax from
fetch-from = Fax polled from
fetches = Polled document
fax = Fax
the-pages = Pages
page = Page
no-pages = No page was received.
came = Received
line = Line
claim = Assign to me
release = Unassign
mark-unread = Mark as unread
tag = Tag
note = Note
keep = Save
pass-on = Forward
hand-to = To a colleague
choose-colleague = (choose)
hand = Hand over
mail-to = By e-mail to
mail = Send e-mail
fax-to = As a fax to
send = Send
printer = Printer
own-printer = The device's own printer
print = Print
delete = Delete
delete-really = Delete this fax?
delete-text = It is deleted for everybody and cannot be restored.
keep-it = Keep it
history = History
back-to-fax = Back to the fax
smaller = Smaller
larger = Larger
turn-left = Turn left
turn-right = Turn right
is-receiving = Being received
page-now = page
is-received = Received
is-incomplete = Incomplete
is-failed = Failed
part-so-far = Save the pages received so far …
part-title = This fax is not complete yet
part-text = The call is still in progress, and more pages may follow. A file that you save now contains only the pages received so far.
part-pass-on = You can e-mail, fax and print it once it is complete.
deed-read = read it
deed-claimed = assigned it to themselves
deed-released = unassigned it
deed-handed = handed it over to
deed-noted = wrote a note
deed-mailed = e-mailed it to
deed-printed = printed it on
deed-faxed = faxed it to
mail-waiting = queued
mail-delivered = delivered
mail-rejected = rejected
mail-failed = could not be delivered
done-unread = Marked as unread.
done-claimed = The fax is now assigned to you.
done-released = The fax is no longer assigned to anybody.
done-handed = Handed over.
done-noted = Saved.
done-mailed = The e-mail is on its way.
done-printed = The fax is being printed.
done-faxed = The fax is in the queue; see “Sent”.
gone = This fax was deleted
denied = You do not have permission to do this
somebody-has-it = This fax is assigned to somebody else
on-legal-hold = This is on legal hold and cannot be deleted. An administrator can release it
unfit = This was not accepted

# What is sent, and what goes on.
new-fax = New fax
no-jobs = No fax has been sent yet. Start with “New fax”.
to = To
no-number = (no number yet)
number-missing = Number missing
number-missing-text = These faxes wait for a recipient. Write a name of the address book or a fax number.
number-until = waits until
which-open = In progress
which-failed = Failed
which-done = Sent
fax-to-whom = Fax to
confirmed = confirmed
confirmed-pages = Pages confirmed
taken-in = Submitted
sent-by = Sent by
far-machine = Remote fax machine
let-go = Release
hold = Hold
cancel = Cancel
try-again = Try again
number = Fax number
again-to = Send again to
send-again = Send again
document-pdf = Document (PDF)
sending-report-pdf = Sending report (PDF)
report = Report
documents = Documents
documents-hint = PDF, TIFF, images, text, HTML{ $more }. Several documents are sent one after the other.
office-documents = office documents
no-document = No document was chosen.
from-device = From device
more = More
resolution = Resolution
as-usual = Default
res-standard = Standard
res-fine = Fine
res-superfine = Superfine
colour = Colour
in-colours = Yes, where the remote fax machine supports it
send-at = Not before
cover = Cover page
with-cover = With cover page
without-cover = Without cover page
recipient = Recipient
company = Company
calls = Calls
no-calls = No fax is being sent or received right now.
lines-free = Free lines
ladder = Protocol of the call
we-said = sent by us
we-heard = received by us
coming-from = From
talking = negotiating
dialling = dialling
drop-here = Drop documents here
queue = Queue
waiting-line = Waiting for a line
waiting-time = Waiting until later
held = On hold
oldest = oldest since
state-number = Waiting for a number
state-suspended = On hold
state-pending = Scheduled
state-sleeping = Waiting to be retried
state-blocked = Waiting for another fax to this number
state-ready = Waiting for a line
state-active = Being sent
state-done = Sent
state-fetched = Polled
state-failed = Not sent
state-cancelled = Cancelled
done-cancelled = The fax was cancelled.
done-held = The fax is on hold.
done-goes-on = It continues now.
done-sent = The fax was accepted. It is sent as soon as a line is free.

# Fetching a fax (polling).
fetch-fax = Poll a fax
fetch-hint = The fax machine at this number is called and asked for the document that it holds ready (polling). The document arrives as a received fax.
for-device = For device
sep = Number of the document (SEP)
sep-hint = Only where the remote fax machine holds several documents.
fetch-password = Password for the document (PWD)
fetch-password-hint = Digits, * and #; only where a password is needed.
password-again = If a password is needed, please enter it again: it is not stored.
fetch = Poll

# A fax that is written.
numbers-hint = Names or groups of the address book, or fax numbers. Each recipient gets a separate fax. “Name | Company <number>” names the recipient on the cover page.
group-hint = Words with “#”, such as “#suppliers”, are groups. A fax to “#suppliers” is sent to all contacts of the group.
in-book = In the address book:
check = Numbers
suggestions = Suggestions
faxed-lately = recently used
black-and-white = Black and white
making-page = Making pages …
making-pages = Making pages … document { $this } of { $all }
usual = as usual: { $value }
send-at-in = Not before ({ $zone })
unknown-name = “{ $name }” is not in the address book. Write a fax number, or add the contact to the address book.
several-numbers = “{ $name }” has several numbers. Choose one:
unclear-name = “{ $name }” is not a whole name of the address book. Choose a contact:
send-faxes = { $count ->
    [one] Send fax ({ $pages })
   *[other] Send { $count } faxes ({ $pages } each)
}
contacts = Contacts
book = Address book
up = Move up
down = Move down
remove = Remove
more-documents = More documents
subject = Subject
message = Message
priority = Priority
priority-hint = 0 to 255; 0 is sent first.
look = Preview
discard = Discard
preview = Preview
preview-hint = Choose documents and press “Preview” to see the pages as they will be sent.
drafts = Drafts
drafts-hint = Drafts are kept for a week.
no-room = You have 10 other drafts.
no-room-text = This one is deleted when you start another. Send it, or discard one of the others.
nothing-written = There is nothing to preview yet. Enter a number or choose a document.
sent-in-part = Some faxes were sent. The others are still here:
done-discarded = The draft was discarded.
price-inside = internal
price-local = local
price-national = national
price-abroad = international
price-special = premium rate

# Address books.
own-book = Personal
house-book = Organisation
which-book = Address book
name-of = Name
new-contact = New contact
change-contact = Edit contact
change = Edit
no-contacts = There are no contacts to show.
more-contacts = More
fax-chosen = New fax to selected contacts
import = Import
export = Export
import-hint = A CSV file (UTF-8) whose first line names the columns: name, company, number, note. Either all contacts are imported or none.
table = File
done-put = Saved.
done-deleted = Deleted.
done-imported = The contacts were imported.
delete-contact-really = Delete this contact?

# Administration.
administration = Administration
figures = Statistics
health = Health
devices = Devices
users = Users
mails = E-mails
log = Audit log
days = Days
day = Day
week = Week from
nothing-yet = Nothing in this period.
as-table = As a table
went-well = succeeded
went-badly = failed
received-by-day = Received faxes by day
sent-by-day = Sent faxes by day
minutes-by-day = Call minutes by day
minutes-in = received
minutes-out = sent
sent-by-way = Sent, by transport
way = Transport
sent-by-machine = Sent, by remote fax machine
calls-by-trunk = Calls, by trunk
trunk = Trunk
why-not-sent = Why faxes were not sent
why-not-received = Why faxes were not received completely
faxes-today = Faxes today (sent and received)
failed-today = Failed today (sent and received)
waiting-jobs = Waiting jobs
reason = Reason
count = Count
ended-by-someone = cancelled by a user
nobody-answered = no fax machine answered
alarm = Alarm
alarm-disk = The disk is nearly full
alarm-relay = No e-mails are being sent
alarm-failing = Faxes to { $about } fail again and again
alarm-silent = No fax was received for a long time
alarm-silent-device = { $about } has not received a fax for a long time
alarm-folder = The folder { $about } cannot be written
alarm-shipping = Faxes are not being uploaded to the shared database
stuck-mail = An e-mail has been waiting since
undeliverable = Undeliverable e-mails
mails-paused = E-mails are neither accepted nor faxed.
mails-run = E-mails are accepted and faxed.
converter-missing = The settings name a program that does not exist
converters = Supported documents
folder = Folder
away-since = cannot be written since
the-pbx = PBX
finding-well = OK
finding-wrong = WRONG
finding-warning = Attention
something-wrong = A health check has found a fault: see “Health”
mails-waiting = E-mails
prints-waiting = Prints
the-pbx-text = The module in the PBX checks the dialplan, the trunks and the mail relay. This may take a minute.
pbx-asked = The PBX has not answered yet.
look-again = Refresh
clean-up = Clean up
keep-days = Days to keep
would-clean-up = These would be deleted:
cleaned-up = These were deleted:
cleanup-faxes = Received faxes
cleanup-jobs = Jobs
cleanup-keeps = Old faxes and jobs that are kept:
keeps-undelivered = An e-mail, print or report is still to be delivered
keeps-on-hold = Legal hold
keeps-unshipped = Not yet in the shared database
keeps-unknown = Unknown retention class
clean-up-now = Delete now
ask-pbx = Check the PBX
mend = How to fix it
machines = Servers with a PBX
machine = Server
version = Version
in-calls = Calls for the shared database
to-ship = To upload
drained-since = Takes no jobs since
lines-in-all = Lines of all servers
lines-of-trunk = Lines of the trunk
lost-tries = Calls lost when a server failed
taken-for-dead = Declared failed
went-on = Continued by
devices-text = Devices that were created here can be changed here. All others are declared in files of the dialplan and can only be changed there.
mailboxes = Mailboxes
format = Format
receives = Receives
sends = Sends
settings = Settings
declared = Declared in
yes = yes
no = no
usual-settings = Defaults
users-text = Users in gateway.toml can only be changed there. Users of a directory or login provider are listed after their first login.
users-here = You create and change all others here.
role-word = Role
addresses = E-mail addresses
groups = Groups
members = Members
sees = Can see the faxes of
used = Used
everything = everybody
faxes = Faxes
may-delete = may delete
stopped = Blocked since
stop-user = Block
let-user-go-on = Unblock
done-stopped = The user is blocked and cannot send faxes.
done-may-go-on = The user can send faxes again.
role-user = User
role-desk = Operator
role-administrator = Administrator
role-auditor = Auditor
quota-day = today
quota-month = this month
quota-night = tonight
faxmaster = the faxmaster
mail-queue = Incoming e-mails
mails-held = E-mails that were not faxed
no-mails-held = None.
mail-sender = Sender
mail-aside = Ferrofax could not read this e-mail, and does not retry it by itself:
mails-refused = Ferrofax does not store rejected e-mails. The audit log has the reasons:
pause = Pause
resume = Resume
all-delivered = None.
about = Concerns
given-up = Given up
all-again = Retry all waiting and failed e-mails now
asked = Action
decided = Decision
granted = allowed
refused = denied
when = When
no-lines = There are no entries to show.
older-lines = Older entries
check-chain = Verify the log
chain-well = The log is unchanged.
chain-broken = The log was changed:
chain-unchained = Entries outside the hash chain:
chain-last = Last entry and its hash; keep a copy elsewhere:

# One's own.
sessions = Your sessions
all-sessions = Sessions
sessions-text = End any session that you do not recognise, and ask your administrator for a new password.
browser = Browser
address = Address
since = Since
last-seen = Last used
this-one = this one
end = End
choose = Save
lists-look = Lists of faxes
look-pictures = With pictures
look-rows = Short rows without pictures
look-text = This browser remembers the choice.
actions = Actions
forward-below = Forward …
appearance = Look
look-system = As the system
look-light = Light
look-dark = Dark

# API keys.
keys = API keys
keys-text = Programs use the API with a key. A key has your permissions, as far as you grant them.
keys-api = The operations of the API
key-name = Purpose
key-for = Permissions
key-days = Valid for (days)
key-test = Test key: its faxes are never sent, and end as their numbers say
key-new = New key
key-ends = Expires
key-used = Last used
key-ended = expired
key-made = The new key
key-made-text = Copy the key now: it is not shown again.
scope-faxes-read = Read received faxes
scope-faxes-write = Mark, annotate, forward and delete received faxes
scope-jobs-read = Read jobs
scope-jobs-write = Send faxes and change jobs
scope-events = Follow changes
scope-webhooks = Webhooks
scope-log-read = Read the audit log
scope-metrics = Read statistics
scope-keys = Own keys, sessions and language
scope-admin = Administration

# Logging in.
log-in = Log in
user = User name
password = Password
wrong-login = The user name or password is wrong, or there were too many wrong attempts from your address. Try again in a few minutes.
directory-away = Your user name and password cannot be checked right now. Try again later.
no-group = You do not have permission to use this fax server: you are in none of its groups.
name-taken = Somebody else here already has your user name. Ask your administrator.
name-of-password = This user name logs in with a password; use the form below. If you have never done so, the name belongs to somebody else: ask your administrator.
name-of-openid = This user name does not log in with a password; use the other method below. If you have never done so, the name belongs to somebody else: ask your administrator.
provider-away = Your login provider cannot be reached right now. Try again later.
provider-refused = Your login provider did not let you in.
not-proved = The answer of your login provider is not valid. Try again.
login-stale = This login was started in another browser or too long ago. Start again.
log-in-by = Log in with
left-here = You are logged out here.
leave-there = Log out of
log-in-first = Please log in first.
session-ended = Your session has expired. Log in to continue with what you were writing.
again = Continue where you were
again-text = You are logged in again. Your text is still here.
go-on = Send it now

# Links to faxes.
link-title = A fax for you
link-with-code = Enter your code, and press “Open the fax”. Your browser then downloads the fax as a PDF file.
link-without-code = Press “Open the fax”. Your browser then downloads the fax as a PDF file.
link-code = Code
link-open = Open the fax
wrong-code = The code is wrong. After five wrong codes, the link no longer opens the fax.
no-such-link = There is no fax at this link. Check whether you have copied the whole link. The fax may also have been deleted.
link-locked = Too many wrong codes were entered, so this link no longer opens the fax. Please ask the organisation that sent you the link to send the fax again.
link-expired = This link has expired. Please ask the organisation that sent you the link to send the fax again.
link-used = This link has already been used. If that was not you, please tell the organisation that sent you the link.

# Recorded calls.
recorded-calls = Call recordings
no-recorded-calls = There are no call recordings to show.
older-calls = Older calls
call-of = Call on
its-record = Recording of the call
ended = Result
seconds = Duration in seconds, from the first ring
a-fax = Fax
a-job = Job
what-went-wrong = What went wrong
record-cut-off = The recording ends in the middle of the call. This is what it shows.
whose-fault = Likely cause
what-to-change = What to change
found-too = Also found
verdict-may-be-wrong = This is a judgement from what was on the line, and may be wrong.
the-drawing = Diagram of the call: messages, levels, noise and losses over time
run-again = Replay
run-again-with = With other settings
run-again-text = max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh, level=-15 (dBm0), separated by spaces; empty: as in the call
call-files-word = Files of this call
file-svg = Diagram (SVG)
file-png = Diagram (PNG)
file-json = All findings (JSON)
file-wav = Audio of both sides (WAV)
file-pcap = T.38 packets (pcap)
file-received = Received pages (TIFF)
file-sent = Pages to be sent (TIFF)
file-record = The recording itself
file-anonymous = The recording without numbers, names and pages
fault-nobody = none
fault-line = most likely the telephone line
fault-remote = most likely the remote fax machine
fault-network = most likely the network
fault-us = most likely this fax server

# Refusals.
not-possible = That did not work
still-here = Your input is still here. Change it and try again.
back = Back
foreign = This request came from another website, so nothing was done. Open the page here and try again.
stale = This form is from an older session, so nothing was done. Go back, reload the page and try again.
in-the-clear = Others could read this connection. Use https:// instead of http://.
no-certificate = Others could read this connection, and this server has no certificate yet. Please ask the administrator.
nothing-there = There is no such page.
not-there = This does not exist, or you do not have permission to see it.
wrong-form = The server did not understand this form.
not-for-now = The data of the fax server cannot be reached right now. Nothing was changed. Try again in a minute.
our-fault = Something went wrong. The administrator finds more in the log.
home = Go to received faxes

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

# Users, passwords and second factors.
new-user = New user
user-name-text = Lower-case letters a to z, digits, dots, hyphens and underscores. The name cannot be changed later.
addresses-text = Separated by commas. If you enter none, the mailboxes of the device are used.
limits-class = Limits (class)
in-gateway = in gateway.toml
not-yet = has not chosen a password yet
user-elsewhere = This user is not managed here, but in gateway.toml, in a directory, or by your organisation’s login provider.
end-user = Remove this user
end-user-text = The user’s sessions, API keys and webhooks end at once. Faxes that wait are still sent.
done-user-changed = The user was changed.
done-user-ended = The user was removed.
new-group = New group
group-text = The members see and send the faxes of all devices of their group. A group of gateway.toml can only be changed there.
group-name-text = Lower-case letters a to z, digits, dots, hyphens and underscores. The name cannot be changed later.
end-group = Remove this group
end-group-text = The members keep their logins, but no longer see the devices of this group.
done-group-saved = The group was saved.
done-group-ended = The group was removed.
invitation-link = Link
invitation-once = Give this link to the user. It is shown only now, works once, and expires after 7 days.
invitation-mailed = The link is also sent by e-mail to
invitation-text = With the link, the user chooses a new password. Earlier links are no longer valid. The current password is valid until the user has chosen a new one.
invitation-new = Make a link for a new password
second-reset = Remove the second factor
second-reset-text = Do this if the user has lost the phone and the recovery codes. The login then asks for the password only. If your organisation requires a second factor, the user must switch on a new one.
done-second-reset = The second factor was removed.
choose-password = Choose a password
no-invitation = This link is no longer valid: it was used, it has expired, or there is a newer one. Please ask your administrator for a new link.
change-password = Change password
present-password = Current password
new-password = New password (at least 8 characters)
new-password-again = Repeat the new password
password-elsewhere = Your password cannot be changed here. It is in gateway.toml, in your organisation’s directory, or with its login provider. Ask your administrator.
done-password = Your password was changed. Your other sessions have ended.
second-factor = Second factor
second-factor-text = With a second factor, the login also asks for a code from an app on your phone. Somebody who has only your password cannot log in then. In mail programs and for printers, use an API key in place of the password. The key needs the permission to send faxes and change jobs.
second-is-on = The second factor is on.
second-is-off = The second factor is off.
second-elsewhere = The second factor cannot be switched on here. If you log in with an account of a directory or login provider, use the second factor of that account. Otherwise ask your administrator.
second-must = Your organisation requires a second factor. After you have switched it on, you can continue.
switch-on = Switch on
switch-off = Switch off
second-scan = Scan this picture with an authenticator app, or enter the key there. Then enter the code that the app shows.
second-key = Key for the app
second-code = Code from the app
second-code-or = Code from the app, or recovery code
second-on-now = The second factor is on. If you lose your phone, each of these recovery codes replaces a code from the app once. They are not shown again: please keep them in a safe place.
second-continue = I have stored the codes: continue
second-step-text = Enter the code that the app on your phone shows. If you do not have your phone, enter a recovery code.

# Passkeys.
passkeys = Passkeys
passkeys-text = A passkey is in your phone, your computer or a security key. You log in with it without a password. While you have a passkey, your password alone is not enough. In mail programs and for printers, use an API key then.
passkey-name = Name of the passkey
passkey-new = Add a passkey
passkey-made = Added
passkey-remove = Remove the passkey
passkey-login = Log in with a passkey
passkey-ask = Your browser asks for your passkey. If it does not, press the button.
passkey-go = Continue
passkey-other = Log in another way
passkey-script = Passkeys need JavaScript, which is off in this browser.
passkey-none = This browser did not use a passkey. Try again, or choose another way.
passkey-address = Passkeys work only at a web address with a name and HTTPS. Ask your administrator.
second-too-late = This login took too long, or too many codes were wrong. Please enter your password again.
invitation-subject = Choose your password for the fax web interface ({ $house })
invitation-mail =
    Hello,

    you can now choose a password for the fax web interface ({ $house }). Your user name is { $user }. Open this address:

    { $link }

    The link works once, and expires after 7 days. If you did not expect this e-mail, please ignore it.
# Lists: filters, saved views, selections, and the keyboard.
today-at = today %H:%M
yesterday-at = yesterday %H:%M
day-month = %-d MMM
months = Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec
more-filters = More filters
all-devices = All devices
from-day = From (day)
to-day = Until (day)
sender = Sender
status = Status
newer = Newer faxes
nothing-found = No fax matches these filters.
show-all = Show all
views = Saved views
save-view = Save this view
view-name = Name of the view
remove-view = Remove view
done-view-saved = The view is saved.
done-view-removed = The view is removed.
select-all = Select all shown
select-this = Select
with-selected = Action for selected
apply = Apply
mark-read = Mark as read
set-tag = Set tag
download-zip = Download as ZIP
none-selected = Nothing was selected.
entries-changed = Changed: { $count }.
entries-refused = Not changed: { $count }.
delete-these = Delete the selected faxes ({ $count })?
delete-all-text = They are deleted for everybody and cannot be restored.
keep-them = Keep them
search-jobs-hint = Number, name, tag, document …
job = Job
no-drafts = You have no drafts.
shortcuts = Keyboard shortcuts
shortcuts-on = Use these shortcuts
next-fax = Next
previous-fax = Previous
close = Close
notify-on = Notify me of new faxes in this browser
notify-off = Stop the notifications

# Devices, lines and the mail server.
new-device = New device
device-waits = not in effect yet
device-removed = removed; still receives faxes until the dialplan is reloaded
include-text = Asterisk does not read these devices yet. Add the first line once at the end of extensions.conf, and then run the second line. If ferrofax.conf sets contexts, the list must have fax-devices.
reload-text = Asterisk has not read the last change yet. Run this line.
extension-word = Extension
extension-text = Only digits. The extension cannot be changed later.
mailboxes-text = E-mail addresses that get the received faxes, separated by commas.
station-id = Station identification
device-off = Switched off: calls are rejected
printers = Printers
header-text = Sender in the header line
time-zone = Time zone
class-of-devices = Class of devices
account-code = Account code
retention-class = Class of retention
error-correction = Error correction (ECM)
reports-word = Reports
end-device = Remove this device
end-device-text = Calls to this extension are rejected as soon as Asterisk has reloaded the dialplan. Received faxes are kept.
done-device-saved = The device was saved.
done-device-ended = The device was removed.
lines-and-mail = Lines and mail server
lines-text = An empty field means that ferrofax.conf decides. Values that you enter here take precedence. No restart is needed.
settings-in-effect = Asterisk uses these settings.
settings-wait = Asterisk has not read the last change yet. While Asterisk runs, this takes a few seconds.
lines-word = Telephone lines
max-lines = Fax calls at the same time
inbound-lines = Of these, reserved for incoming faxes
trunk-text = The trunk by which faxes are sent, such as PJSIP/provider.
dial-timeout = Seconds to let the telephone ring
country-code = Country code
area-code = Area code
outside-prefix = Digits for an outside line
mail-server = Mail server
mail-port = Port
encryption = Encryption
password-kept = A password is stored. It is kept if you leave this field empty.
from-address = Sender’s e-mail address
done-settings-saved = The settings were saved.
drain = Hand jobs to the others
drain-text = After this, the server starts no more jobs, and the other servers send what waits. The server still receives faxes.
undrain = Take jobs again
done-drained = The other servers now send the jobs that wait.
done-undrained = The server takes jobs again.
