# What checks find, in English, and how to fix it.

# The module in the PBX.
module-version = Ferrofax { $ferrofax } in Asterisk { $asterisk }
module-other-version = it is Ferrofax { $ferrofax } in Asterisk { $asterisk }, and this program is { $program }
check-failed = a check failed with an internal error
module-silent = it works with this spool and has not answered for { $seconds } s
module-never-ran = it has never worked with this spool
module-not-running = it is not running: jobs wait until Asterisk has loaded it
config-complaint = { $complaint }
config-in-order = no line of ferrofax.conf and no device is wrong
mail-servers-cut = { $file }: mailserver = { $server };{ $rest }: only { $server } is used, because a ; begins a comment

# Permissions of the spool.
group-works = Asterisk and the Ferrofax service can both work in { $folder }
group-missing = Asterisk does not run in the group of { $folder }, so it and the Ferrofax service cannot read each other's files: { $reason }
reason-rungroup = `rungroup = { $group }` in asterisk.conf leaves out all other groups
reason-option = `-G { $group }` in the command that starts Asterisk leaves out all other groups
reason-no-member = { $user } is not in the group { $group }
reason-started-before = its user has joined the group since Asterisk was started
writable-by-all = everybody may write { $folder }
readable-by-all = everybody on this machine can read { $path }
rights-in-order = everything in it belongs to { $owner }
rights-in-order-with-group = everything in it belongs to { $owner } and the folder's group
user-lacks-right = { $path } belongs to { $owner } and has mode { $mode }: { $user } can't { $right ->
    [write] write
   *[read] read
} it
group-lacks-right = { $path } belongs to { $owner } and has mode { $mode }: the folder's group can't { $right ->
    [write] write
   *[read] read
} it
password-readable = { $file } holds a password and everybody on this machine can read it
passwords-readable = { $file } holds passwords and everybody may read it
folder-unencrypted = { $folder } remains unencrypted, because the spool's group cannot write into it

# The spool and its disk.
disk-free = { $mib } MiB are free in { $folder }
disk-low = only { $mib } MiB are free in { $folder }
files-low = only { $files } more files fit in { $folder }
asterisk-installed = { $file } is there, so Asterisk is installed
asterisk-missing = { $file } does not exist, so Asterisk is not installed here
module-installed = the module is installed: { $file }
module-missing = app_ferrofax.so is not in { $folder }
spool-missing = there is no spool in { $folder }: the module creates it when Asterisk loads it
spool-usable = { $folder } can be read and written
database-whole = it is whole
web-files-usable = users, devices and settings of the web interface can be read
web-file-unusable = { $file } cannot be used: { $error }
index-whole = each received fax can be found by its words
index-lacks = { $count ->
    [one] { $count } received fax is not in the index of words
   *[other] { $count } received faxes are not in the index of words
}
index-broken = the index of words can't be read: { $error }

# Devices.
no-devices = none is published; the module publishes them from the dialplan when it is loaded
no-device-may-send = none may send: sendenabled is no for each
devices = { $may_send ->
    [one] { $may_send } device of { $all } may send
   *[other] { $may_send } devices of { $all } may send
}
device-unknown = there is no fax device '{ $device }'
device-missing = { $table }: there is no fax device '{ $device }'
device-ambiguous = { $table }: '{ $device }' is a device in several contexts; write it with @context
durable-without-database = { $more ->
    [0] pages of device { $device }
   *[other] pages of device { $device } and { $more } more
} must be in the shared database before they are confirmed (durable = shared), and there is none: no page is confirmed
durable-works = { $more ->
    [0] pages of device { $device }
   *[other] pages of device { $device } and { $more } more
} are confirmed when the shared database has them
durable-unreported = { $more ->
    [0] pages of device { $device }
   *[other] pages of device { $device } and { $more } more
} must be in the shared database before they are confirmed (durable = shared), and this machine does not report to it: no page is confirmed

# The dialplan and the trunks.
dials-channel = calls go to { $dial }
context-missing = dialstring = { $dial } in ferrofax.conf, and the dialplan has no context [{ $context }]
hangup-missing = [{ $context }] { $exten }: there is no Hangup() after Dial({ $dial }), so the cause of a call's end is lost: Ferrofax cannot see whether a number is busy or wrong
context-jumps = [{ $context }] continues with { $app }({ $args }), which this check does not follow
dial-missing = [{ $context }] is the context in which faxes are dialled, but it has no Dial()
context-in-order = [{ $context }] calls Dial(), and Hangup() after it passes on the cause of a call's end
jitter-step = [{ $context }] { $exten }: { $app }({ $args }) turns on a jitter buffer, through which faxes pass
jitter-setting = { $setting } is on in { $file }, so faxes pass through a jitter buffer
no-jitter-buffer = faxes do not pass through a jitter buffer
no-endpoint-dialled = no PJSIP endpoint is dialled by its name, so none is checked
endpoint-unknown = Asterisk has no settings of a PJSIP endpoint '{ $endpoint }', through which faxes are dialled
codec-good = endpoint { $endpoint } prefers the codec { $codec }
codec-bad = endpoint { $endpoint } prefers the codec { $codec }, with which no fax in audio succeeds
codec-missing = endpoint { $endpoint } has no codec, so no fax in audio succeeds
t38-offered = endpoint { $endpoint } offers T.38
t38-unwanted = endpoint { $endpoint } offers no T.38, and t38 = no is set in ferrofax.conf
t38-missing = endpoint { $endpoint } offers no T.38, the reliable method for faxes over IP

# The mail relay.
relay-by-address = the relay is named by its address
relay-name-known = the relay's name { $host } can be resolved
relay-name-unknown = { $fault }
relay-answers = { $host }:{ $port } answers
relay-unusable = port { $port }: { $fault }
faxmaster-missing = no faxmaster is set, so nobody gets the faxes and mails that cannot be delivered
faxmaster-named = { $faxmaster } gets the faxes and mails that cannot be delivered

# The clock.
swept = expired data was deleted last at { $time }
not-swept = expired data has not been deleted since { $time }
clock = { $time }
clock-wrong = the clock says { $time }
clocks-differ = the clock says { $here }, and the PBX's clock says { $pbx }
clock-behind-fax = the clock says { $time }, but fax { $fax } arrived later, at { $received }

# Converters.
conversion-works = documents become pages in a confined process
converter-missing = '{ $program }' of [convert] { $setting } in gateway.toml does not exist
converters-own = PDF, TIFF, pictures, HTML and text; neither Ghostscript nor LibreOffice is installed
converters-other = PDF, TIFF, pictures, HTML, text, and by other programs: { $programs }

# gateway.toml.
settings-wrong = { $file }:{ $problem }
settings-warning = { $file }:{ $warning }
settings-in-order = { $file } is in order
settings-missing = there is no { $file }; the defaults apply
web-without-login = [web]: nobody can log in: no [[user]] has a password (`ferrofax password`), and there is neither [ldap] nor [openid]
web-without-certificate = [web] listen: { $address } can be reached from other machines, but without a certificate (`certificate` and `key`) or a proxy (`proxies`) their requests are rejected
network-of-administrator = [[network]] { $network }: every client there is an administrator without a login, and sees all faxes and jobs by the HylaFAX protocol
network-of-all = [[network]] { $network }: the whole world may send faxes without a login
front-servers-of-all = [mail] trusted_front_servers: every address is trusted
all-numbers-allowed = [limits] allowed: everybody who may send faxes may send them to every number in the world
cram-md5-without-passwords = [mail] cram_md5: it needs plain passwords, and no [[user]] has one
country-code-missing = country_code is not set in ferrofax.conf: each number that is written with a country's code is blocked, and premium-rate numbers are known by common prefixes alone
country-code-set = country_code is { $code } in ferrofax.conf: numbers that begin with it belong to your own country
senders = { $users ->
    [one] { $users } user
   *[other] { $users } users
} and { $networks ->
    [one] { $networks } network
   *[other] { $networks } networks
} may send, { $outside ->
    [owners] owners of devices may send from outside, if DKIM (or SPF with spf_alone) confirms their mail address
    [front-servers] senders from outside may send, if a trusted front server has verified them
   *[nobody] nobody else
}
mail-off = fax by mail is switched off
certificate-usable = certificate and key can be used
certificate-by-acme = the service orders the certificate for { $names } by ACME
mail-without-certificate = there is no certificate, so there is no TLS, and users can log in only from clear_text_networks
printer-without-certificate = there is no certificate, so users can log in only from clear_text_networks
web-for-this-machine = there is no certificate, so only this machine and `proxies` can use the web interface
address-free = { $address } is free
address-taken = { $address } is in use, by `ferrofax serve` or by another program
address-unusable = { $address }: { $error }
hylafax-without-login = nobody can log in: no [[user]] has a password, and no [[network]] names a `user`
token-fetched = an access token for the mail server was fetched; it expires in { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}
secret-expires = the secret or certificate for access tokens expires on { $day }
keys-readable = files with keys of recipients that Ferrofax has read: { $count }
codes-readable = codes for links to faxes that Ferrofax has read: { $count }
links-without-web = mails contain links to faxes, but the web interface is off: set listen or tls_listen in [web]
key-expires = the key { $key } for encrypted mails expires on { $day }
proof-certificate = the certificate that signs proofs of sending is valid until { $day }
mailbox-readable = { $mails ->
    [one] the mailbox { $user } can be read; its folder has { $mails } mail
   *[other] the mailbox { $user } can be read; its folder has { $mails } mails
}
mailbox-folder-missing = the folder “{ $folder }” is missing in the mailbox; ferrofax serve creates it
filing-reachable = { $server } can be reached
mailbox-without-rule = no sender can be verified, so each mail in the mailbox is refused
server-answers = { $url } answers
provider-answers = { $count ->
    [one] { $url } answers, with { $count } key
   *[other] { $url } answers, with { $count } keys
}

# The shared database.
database-shared = { $count ->
    [one] the shared database { $database } has { $count } node
   *[other] the shared database { $database } has { $count } nodes
}
jobs-left = { $count ->
    [one] { $count } job that was submitted on this machine is in a shared database that gateway.toml no longer names: another node sends the job, and this machine does not report the result
   *[other] { $count } jobs that were submitted on this machine are in a shared database that gateway.toml no longer names: other nodes send the jobs, and this machine does not report the results
}
node-drained = this machine is drained: it takes no jobs of the shared database until `ferrofax node undrain`
shared-key = documents in the shared database are encrypted with the key { $key }; without it they are lost, so keep a copy elsewhere
spool-key = documents are encrypted with the key { $key }; without it they are lost, so keep a copy elsewhere

# The self-test.
no-device-may-receive = no device that has its own number may receive faxes
test-without-module = no page was sent, because the module does not answer
route-inside = { $from } to { $to }
route-trunk = { $from } over the trunk by { $number }
test-not-submitted = { $route }: not sent: { $error }
test-not-sent = { $route }: not sent: { $event }
test-timed-out = { $route }: not sent within { $seconds } s: job { $job } is { $state }. { $event }
test-not-received = { $route }: the page was confirmed, and no device of this PBX has received it
test-broken = { $route }: { $error }
receipt = { $device } as fax { $fax } after { $seconds } s, { $is_ecm ->
    [true] { $bps } bit/s with error correction
   *[false] { $bps } bit/s
}, { $mode }
test-arrived = { $pages ->
    [one] { $route }: { $pages } page arrived at { $receipt }; all { $rows } rows are unchanged
   *[other] { $route }: { $pages } pages arrived at { $receipt }; all { $rows } rows are unchanged
}
test-differs = { $route }: arrived at { $receipt }, and { $difference }
difference-unreadable = can't be compared: { $error }
difference-pages = { $sent } pages were sent, and { $received } arrived
difference-rows = page { $page } was changed on the way: { $sent_rows } rows of { $sent_pixels } pixels became { $received_rows } of { $received_pixels }
test-mailed = the page by `{ $test }` was mailed to { $recipient ->
    [mailboxes] the device's mailboxes
   *[faxmaster] the faxmaster
}; the mail server answered { $answer }
test-not-mailed = the page by `{ $test }` is not mailed to { $recipient ->
    [mailboxes] the device's mailboxes
   *[faxmaster] the faxmaster
}: { $error }
test-mail-waits = the page by `{ $test }` is not mailed to { $recipient ->
    [mailboxes] the device's mailboxes
   *[faxmaster] the faxmaster
}: it waits

# Anything else.
path-unreadable = { $path }: { $error }
error = { $error }
text = { $text }

# Fixes: the module in the PBX.
fix-see-asterisk-log = see Asterisk's log
fix-load-module = `asterisk -rx 'module load app_ferrofax.so'`; if it does not load, Asterisk's log says why
fix-install-newer-module = an older module cannot answer: install module and program of one version, then restart Asterisk
fix-install-one-version = install both of one version, then restart Asterisk
fix-correct-config-line = correct that line, then `asterisk -rx 'module reload app_ferrofax.so'`
fix-name-one-mail-server = name one mail server; for failover give one name several addresses

# Fixes: permissions of the spool.
fix-share-spool = `systemd-tmpfiles --create ferrofax.conf` shares the spool without the group; or { $remedy }; for faxes that were received before, see /usr/share/doc/ferrofax/spool.md
remedy-rungroup = remove `rungroup = { $group }` from asterisk.conf, and restart Asterisk (`systemctl restart asterisk`; `core restart` is not enough)
remedy-option = remove `-G { $group }` from the command that starts Asterisk, and restart Asterisk (`systemctl restart asterisk`; `core restart` is not enough)
remedy-no-member = `usermod -a -G { $group } { $user }`, and restart Asterisk (`systemctl restart asterisk`; `core restart` is not enough)
remedy-started-before = restart Asterisk (`systemctl restart asterisk`; `core restart` is not enough)
fix-set-permissions = set the owner, the group and the mode of { $folder } (chown, chgrp, chmod) as described in /usr/share/doc/ferrofax/spool.md
fix-close-folder = chmod -R o= { $folder }
fix-close-folder-on-freepbx = chmod -R o= { $folder }, and write `directory = { $folder }` below [blacklist] in /etc/asterisk/freepbx_chown.conf, or FreePBX opens it again (/usr/share/doc/ferrofax/freepbx.md)
fix-close-file = chmod o= { $file }
fix-close-file-on-freepbx = chmod o= { $file }, and write `item = { $file }` below [blacklist] in /etc/asterisk/freepbx_chown.conf, or FreePBX opens it again (/usr/share/doc/ferrofax/freepbx.md)
fix-permit-group = load the Asterisk module of this version, which gives the group this permission, or run chmod g+w { $folder }/received/*

# Fixes: the spool and its disk.
fix-free-space = make room there; `retention_days` in ferrofax.conf and `ferrofax cleanup --keep-days N` delete old faxes
fix-install-asterisk = install Asterisk 16 to 24: /usr/share/doc/ferrofax/install.md
fix-install-module = install the package ferrofax-asterisk, or run `make install`: /usr/share/doc/ferrofax/install.md
fix-create-spool = start Asterisk, or load the module: `asterisk -rx 'module load app_ferrofax.so'`. For another folder give --spool or FERROFAX_SPOOL
fix-run-as-root = run this as root, or add its user to the folder's group: /usr/share/doc/ferrofax/spool.md
fix-restore-backup = stop the PBX and restore a backup: /usr/share/doc/ferrofax/backup.md
fix-undo-or-remove = undo the change in { $file }, or remove the file and enter its content again in the web interface
fix-rebuild-index = `ferrofax index` rebuilds it while the service runs

# Fixes: devices.
fix-declare-device = declare one in extensions.conf (FreePBX: extensions_custom.conf): [fax-devices], exten => 2101,1,FaxDevice(alice@example.com); then `dialplan reload`. `contexts` in ferrofax.conf names the contexts
fix-allow-sending = sendenabled = yes in ferrofax.conf, in [general] or in a class
fix-name-device = name a device that the dialplan declares
fix-configure-node = put [node] into gateway.toml (/usr/share/doc/ferrofax/nodes.md), or remove durable = shared from ferrofax.conf and the dialplan
fix-start-service = systemctl start ferrofax: `ferrofax serve` uploads pages to the shared database; its log has the error
fix-resume-deletion = systemctl start ferrofax: the service deletes expired data each hour; its log has the error
fix-mount-folder = mount the folder again, and give Ferrofax's user permission to read and write it
fix-read-failures = open the failed faxes: each shows why its call failed and what helps

# Fixes: the dialplan and the trunks.
fix-write-context = in extensions.conf (FreePBX: extensions_custom.conf): [{ $context }], exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) and same => n,Hangup(); then `dialplan reload`
fix-hang-up = add same => n,Hangup() after it in extensions.conf, then `dialplan reload`
fix-dial-in-context = exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) and same => n,Hangup() there, then `dialplan reload`
fix-remove-jitter-step = a jitter buffer removes and inserts sound in the middle of a fax: remove that line from extensions.conf, then `dialplan reload`
fix-switch-jitter-off = a jitter buffer removes and inserts sound in the middle of a fax: set { $setting } = no for the trunk in { $file }
fix-name-endpoint = name an endpoint of pjsip.conf in Dial(); if it is there, `module load func_pjsip_endpoint.so`
fix-allow-g711 = `disallow = all` and `allow = alaw,ulaw` (G.711) for { $endpoint } in pjsip.conf, then `module reload res_pjsip.so`
fix-offer-t38 = `t38_udptl = yes` for { $endpoint } in pjsip.conf, then `module reload res_pjsip.so`; where the provider has none, `t38 = no` in ferrofax.conf [general]
fix-check-trunk = send a test fax to this number; if it does not arrive, check the trunk and the dialplan

# Fixes: the mail relay.
fix-correct-relay-name = correct `mailserver = …` in ferrofax.conf [general], or /etc/resolv.conf
fix-correct-relay = correct `mailserver`, `mailport` and the login in ferrofax.conf [general], or start the relay; waiting mails are then sent
fix-name-faxmaster = write `faxmaster = postmaster@example.com` in ferrofax.conf [general], with an address of yours
fix-retry-mails = correct the address or the relay, then retry the mail
fix-resume-mails = resume the mails on this page, or with `ferrofax mail-queue resume`

# Fixes: the clock.
fix-set-clock = set the machine's clock: `timedatectl set-ntp true`

# Fixes: converters.
fix-allow-conversion = the folder for temporary files needs free space and the right to write; or raise `memory_mb` in [convert] of gateway.toml
fix-install-converter = install it, or remove that line from [convert]

# Fixes: gateway.toml.
fix-correct-settings = correct the file; `man gateway.toml` describes each setting
fix-correct-table = correct [{ $table }] in gateway.toml
fix-correct-table-as-in = correct [{ $table }] in gateway.toml: { $page }
fix-other-address = set another address or port in [{ $table }] of gateway.toml, or permit the service to use a low port
fix-other-mail-address = set another address or port in [mail] of gateway.toml, or start the service as root to use a low port
fix-other-hylafax-address = set another address or port in [hylafax] of gateway.toml
fix-give-passwords = give a password to those who use HylaFAX's clients (`ferrofax password`)
fix-name-plain-user = give the network a user with role = "user"
fix-limit-senders = in gateway.toml, allow only the users and networks that are to send faxes

# Fixes: the shared database.
fix-name-node-again = put [node] back into gateway.toml, with share_jobs = false, until they have ended
fix-correct-node = start its server, or correct [node] in gateway.toml; faxes are received and wait
fix-correct-node-keys = correct key_file, key_command or key_name in [node] of gateway.toml: /usr/share/doc/ferrofax/sealed.md; faxes are received and wait
fix-correct-keys = correct key_file, key_command or key_name in [sealing] of gateway.toml: /usr/share/doc/ferrofax/sealed.md; faxes are received and sent meanwhile

# Fixes: the self-test.
fix-see-devices = see `devices` above, or name others by --from and --to
fix-see-module = see `module` above
fix-see-mail = see `relay` and `faxmaster` above; `asterisk -rx 'ferrofax show outbox'` lists each mail
fix-see-calls = `asterisk -rx 'ferrofax show calls'` and the log show the quality of the line; see /usr/share/doc/ferrofax/rtp.md and /usr/share/doc/ferrofax/t38.md
fix-see-jobs = `ferrofax jobs` shows the jobs before it, and `asterisk -rx 'ferrofax show calls'` whether a line is free
fix-fix-that-first = fix that first
fix-route-back = the number must lead back to a fax device: Goto(fax-devices,2101,1) in the context of the trunk
fix-follow-advice = { $failure }

# Fixes: anything else.
fix-text = { $text }
