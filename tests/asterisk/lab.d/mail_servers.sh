# Mail servers from Debian packages in a folder. Postfix and Exim forward mails to Ferrofax; they are set up as docs/mail-servers.md
# describes, with the files of asterisk-conf. Dovecot receives mails from Ferrofax after a login by OAuth 2.0. With --auth, Postfix does
# the same and checks each login with Dovecot. Each server runs in namespaces of its own, and listens only on 127.0.0.1.
# Sourced by ../lab.

# Starts a mail server, prints "ready" when it accepts mails, and stops it at the end of the standard input. To simulate a crash of
# the mail server, kill this process with SIGKILL.
mail_server() {
    [ $# -ge 2 ] || die "usage: lab mailserver DIR postfix|exim|dovecot [options]"
    local dir=$1 kind=$2 root listen=2500 fax=2525 lmtp='' onward=2526 program='' spool='' settings='' introspection='' imap='' auth=''
    shift 2
    case "$kind" in postfix | exim | dovecot) ;; *) die "no mail server is called \"$kind\"; there are postfix, exim and dovecot" ;; esac
    while [ $# -gt 0 ]; do
        [ $# -gt 1 ] || die "$1 wants a value"
        case "$1" in
            --listen) listen=$2 ;;
            --fax) fax=$2 ;;
            --lmtp) lmtp=$2 ;;
            --onward) onward=$2 ;;
            --program) program=$2 ;;
            --spool) spool=$2 ;;
            --settings) settings=$2 ;;
            --introspection) introspection=$2 ;;
            --imap) imap=$2 ;;
            --auth) auth=$2 ;;
            *) die "unknown option \"$1\"; lab help lists them" ;;
        esac
        shift 2
    done
    [ "$(id -u)" = 0 ] || die "a mail server in a folder needs root"
    root=$(program_root "$kind")
    mkdir -p "$dir"
    dir=$(readlink -f "$dir")
    exec setsid unshare --mount --pid --fork --kill-child --propagation private \
        "$lab_self" mailserver-inside "$dir" "$kind" "$root" "$listen" "$fax" "$lmtp" "$onward" "$program" "$spool" "$settings" "$introspection" "$imap" "$auth"
}

# --- inside its namespaces

mail_inside() {
    local dir=$1 kind=$2 root=$3 listen=$4 fax=$5 lmtp=$6 onward=$7 program=$8 spool=$9 settings=${10} introspection=${11} imap=${12} auth=${13} is_new='' place
    trap '' INT
    # The folders of the mail server are copied from the packages once. Their changes are kept in the laboratory's folder.
    for place in $("mail_places_$kind"); do
        if [ ! -d "$dir$place" ]; then
            is_new=yes
            mkdir -p "$dir${place%/*}"
            cp -a "$root$place" "$dir$place"
        fi
        mount --bind "$dir$place" "$root$place"
    done
    mount --bind "$dir" "$root/lab"
    mount --bind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    [ -z "$program" ] || mail_program "$root"
    [ -z "$is_new" ] || "mail_settings_$kind" "$dir" "$root" >>"$dir/console" 2>&1
    "mail_start_$kind" "$root" </dev/null >>"$dir/console" 2>&1 &
    mail_await_port "$(mail_last_port)" || die "$kind did not start; see $dir/console and $dir/var/log"
    echo ready
    while read -r _; do :; done
    "mail_stop_$kind" "$root" >>"$dir/console" 2>&1 || true
}

# Mounts the program, its spool and its settings at the paths of our packages. The spool belongs to the user ferrofax.
mail_program() {
    mkdir -p "$1"/{var/spool/asterisk/ferrofax,etc/ferrofax}
    touch "$1/usr/bin/ferrofax" "$1/etc/ferrofax/gateway.toml"
    mount --bind "$program" "$1/usr/bin/ferrofax"
    mount --bind "$spool" "$1/var/spool/asterisk/ferrofax"
    mount --bind "$settings" "$1/etc/ferrofax/gateway.toml"
    chroot "$1" chown -R ferrofax: /var/spool/asterisk/ferrofax
    chmod 644 "$settings"
}

# Prints the port to wait for. Dovecot opens its other ports at the same time.
mail_last_port() {
    case "$kind" in
        dovecot) echo "${auth:-${imap:-$listen}}" ;;
        *) echo "$listen" ;;
    esac
}

mail_await_port() {
    local try
    for ((try = 0; try < 300; try++)); do
        ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || return 0
        sleep 0.1
    done
    return 1
}

# Prints a file of asterisk-conf with the ports of this mail server, and with its optional lines for fax.example.com.
mail_snippet() {
    sed -e "s/2525/$fax/" -e "s/2524/${lmtp:-2524}/" -e 's/^#fax\.example/fax.example/' -e '/^  domains = \*\.fax$/d' -e 's/^# domains =/  domains =/' \
        "$lab_top/asterisk-conf/$1"
}

# --- Postfix

mail_places_postfix() { echo /etc/postfix /var/spool/postfix /var/lib/postfix /var/log; }

mail_settings_postfix() {
    local etc=$1/etc/postfix
    # The last four settings shorten waits for the tests.
    chroot "$2" postconf -e myhostname=mail.example.com mydestination= inet_interfaces=127.0.0.1 inet_protocols=ipv4 \
        mynetworks=127.0.0.0/8 "relayhost=[127.0.0.1]:$onward" maillog_file=/var/log/postfix.log \
        queue_run_delay=2s minimal_backoff_time=2s maximal_backoff_time=4s transport_retry_time=2s
    if [ -z "$auth" ]; then
        # The steps of docs/mail-servers.md.
        mail_snippet postfix/main.cf >>"$etc/main.cf"
        mail_snippet postfix/master.cf >>"$etc/master.cf"
        mail_snippet postfix/ferrofax.transport >"$etc/ferrofax.transport"
        mail_by_postfix "$etc/ferrofax.transport"
    fi
    # Postfix runs in a chroot already, so its services need none.
    chroot "$2" postconf -F '*/*/chroot = n'
    chroot "$2" postconf -MX smtp/inet
    chroot "$2" postconf -M "127.0.0.1:$listen/inet=127.0.0.1:$listen inet n - n - - smtpd"
    [ -z "$auth" ] || mail_submission_postfix "$1" "$2"
}

# Makes the port a submission port: TLS and a login are required, as in Debian's master.cf. Dovecot's auth service at --auth checks
# each login.
mail_submission_postfix() {
    local each
    install -m 600 "$lab_top"/tests/kit/certs/relay.{pem,key} "$1/etc/postfix"
    chroot "$2" postconf -e smtpd_sasl_type=dovecot "smtpd_sasl_path=inet:127.0.0.1:$auth" \
        smtpd_tls_cert_file=/etc/postfix/relay.pem smtpd_tls_key_file=/etc/postfix/relay.key
    for each in syslog_name=postfix/submission smtpd_tls_security_level=encrypt smtpd_sasl_auth_enable=yes \
        smtpd_tls_auth_only=yes smtpd_client_restrictions= smtpd_helo_restrictions= smtpd_sender_restrictions= \
        smtpd_recipient_restrictions= smtpd_relay_restrictions=permit_sasl_authenticated,reject; do
        chroot "$2" postconf -P "127.0.0.1:$listen/inet/$each"
    done
}

# Enables the line of the map for the program or for LMTP, in place of the first line.
mail_by_postfix() {
    local way=${program:+program}
    way=${way:-${lmtp:+lmtp}}
    [ -z "$way" ] || sed -i -E "s/^\\.fax/#&/; s/^#(\\.fax.*ferrofax-$way)/\\1/" "$1"
}

mail_start_postfix() {
    rm -f "$1/var/spool/postfix/pid/master.pid" # left by a Postfix that was killed
    exec chroot "$1" postfix start-fg
}

mail_stop_postfix() { chroot "$1" postfix stop; }

# --- Exim

mail_places_exim() { echo /etc/exim4 /var/spool/exim4 /var/lib/exim4 /var/log; }

mail_settings_exim() {
    local etc=$1/etc/exim4
    text >"$etc/update-exim4.conf.conf" <<TEXT
dc_eximconfig_configtype='smarthost'
dc_other_hostnames=''
dc_local_interfaces='127.0.0.1.$listen'
dc_readhost='mail.example.com'
dc_relay_domains=''
dc_minimaldns='true'
dc_relay_nets=''
dc_smarthost='127.0.0.1::$onward'
CFILEMODE='644'
dc_use_split_config='true'
dc_hide_mailname='false'
dc_mailname_in_oh='true'
dc_localdelivery='mail_spool'
TEXT
    # The steps of docs/mail-servers.md.
    mail_snippet exim/180_ferrofax-router >"$etc/conf.d/router/180_ferrofax"
    mail_snippet exim/30_ferrofax-transport >"$etc/conf.d/transport/30_ferrofax"
    [ -z "$program" ] || sed -i 's/^  transport = ferrofax$/  transport = ferrofax_program/' "$etc/conf.d/router/180_ferrofax"
    # Retries after two seconds, for the tests; and the next mail server may be on this machine.
    printf '* * F,2h,2s\n' >"$etc/conf.d/retry/20_test"
    sed -i 's/^  no_more/  self = send\n  no_more/' "$etc/conf.d/router/200_exim4-config_primary"
    chroot "$2" update-exim4.conf
}

mail_start_exim() { exec chroot "$1" exim4 -bdf -q2s; }

mail_stop_exim() { kill %1 && wait; }

# --- Dovecot: a submission server (port --listen, STARTTLS), which checks access tokens with the provider at --introspection and
# forwards mails to --onward. --auth: also an auth service, for Postfix. --imap: also an IMAP server (TLS); its users have the password
# "secret", and mailboxes in var/mail.

mail_places_dovecot() { echo /etc/dovecot /var/lib/dovecot /var/log /var/mail; }

mail_settings_dovecot() {
    install -m 600 "$lab_top"/tests/kit/certs/relay.{pem,key} "$1/etc/dovecot"
    text >"$1/etc/dovecot/dovecot.conf" <<TEXT
protocols = submission${imap:+ imap}
listen = 127.0.0.1
log_path = /var/log/dovecot.log
auth_verbose = yes
hostname = localhost
ssl = required
ssl_cert = </etc/dovecot/relay.pem
ssl_key = </etc/dovecot/relay.key
auth_mechanisms =${imap:+ plain}${introspection:+ xoauth2 oauthbearer}
auth_failure_delay = 0
mail_location = maildir:/var/mail/%u
first_valid_uid = 1
submission_relay_host = 127.0.0.1
submission_relay_port = $onward
submission_relay_trusted = no
# Failed logins cause no delay for later logins: Postfix waits at most ten seconds for an answer.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service submission-login {
  inet_listener submission {
    port = $listen
  }
}
userdb {
  driver = static
  args = uid=mail gid=mail home=/var/mail/%u
}
TEXT
    [ -z "$introspection" ] || text >>"$1/etc/dovecot/dovecot.conf" <<TEXT
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = /etc/dovecot/oauth2.conf
}
TEXT
    [ -z "$auth" ] || text >>"$1/etc/dovecot/dovecot.conf" <<TEXT
service auth {
  inet_listener {
    address = 127.0.0.1
    port = $auth
  }
}
TEXT
    [ -z "$imap" ] || text >>"$1/etc/dovecot/dovecot.conf" <<TEXT
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = $imap
    ssl = yes
  }
}
passdb {
  driver = static
  mechanisms = plain
  args = password=secret
}
namespace inbox {
  inbox = yes
}
TEXT
    text >"$1/etc/dovecot/oauth2.conf" <<TEXT
introspection_mode = post
introspection_url = $introspection
username_attribute = username
active_attribute = active
active_value = true
scope = mail
TEXT
    chown -R --reference="$2/var/mail" "$1/var/mail"
}

mail_start_dovecot() {
    # Several servers use the same root at the same time, each in its own namespaces.
    mount -t tmpfs run "$1/run"
    mkdir -p "$1/run/dovecot"
    exec chroot "$1" dovecot -F
}

mail_stop_dovecot() { chroot "$1" doveadm stop; }
