# Runs a script in a system with Ferrofax like that after an installation of its packages, but without systemd. Changes are stored in
# memory. The network has the addresses of the documents. $1: a folder with the spool, the script `follow`, and its `files`; $2: the
# program; $3: the sources; $4: the folder of PostgreSQL's socket, or empty.
mkdir "$1/at"
mount -t tmpfs memory "$1/at"
mkdir "$1"/at/{upper,work,root}
mount -t overlay root -o "lowerdir=/,upperdir=$1/at/upper,workdir=$1/at/work" "$1/at/root"
root=$1/at/root
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs memory "$root/tmp"
mkdir -p "$root"/{run,etc/ferrofax,var/spool/asterisk/ferrofax,var/backups,srv,etc/asterisk,root/here,usr/bin}
mount --bind "$1/spool" "$root/var/spool/asterisk/ferrofax"
[ -z "$4" ] || { mkdir -p "$root$4"; mount --bind "$4" "$root$4"; }
touch "$root/usr/bin/ferrofax"
mount --bind "$2" "$root/usr/bin/ferrofax"
mkdir -p "$root/root/here/asterisk-conf"
cp -r "$3/asterisk-conf/." "$root/root/here/asterisk-conf"
[ ! -e "$1/files" ] || cp -r "$1/files/." "$root/root/here"
cp "$1/follow" "$root/root/follow"
ip link set lo up
for address in 192.0.2.1 192.0.2.7 203.0.113.7; do ip address add "$address/32" dev lo; done
grep -q '^ferrofax:' "$root/etc/group" || echo 'ferrofax:x:2901:' >>"$root/etc/group"
grep -q '^asterisk:' "$root/etc/group" || echo 'asterisk:x:2902:' >>"$root/etc/group"
grep -q '^ferrofax:' "$root/etc/passwd" || echo 'ferrofax:x:2901:2901::/:/usr/sbin/nologin' >>"$root/etc/passwd"
echo 'scripts:x:2903:' >>"$root/etc/group"
install -m 640 -g ferrofax /dev/null "$root/etc/ferrofax/gateway.toml" 2>/dev/null || install -m 640 /dev/null "$root/etc/ferrofax/gateway.toml"

# A stub of systemctl, for the commands in the documents.
rm -f "$root/usr/bin/systemctl"
cat >"$root/usr/bin/systemctl" <<'STUB'
#!/bin/bash
verb=$1
shift
for unit; do
    case $verb-$unit in
    enable-ferrofax | start-ferrofax)
        # Waits until the service is ready, as systemd does for units of the type notify.
        rm -f /run/notify
        perl -MSocket -e '
            socket(HEARD, PF_UNIX, SOCK_DGRAM, 0) && bind(HEARD, sockaddr_un("/run/notify")) or die "$!\n";
            $SIG{ALRM} = $SIG{CHLD} = sub { die "ferrofax serve is not ready\n" };
            defined(my $pid = fork) or die "$!\n";
            if (!$pid) {
                $ENV{NOTIFY_SOCKET} = "/run/notify";
                open STDOUT, ">", "/run/ferrofax.log";
                open STDERR, ">&STDOUT";
                exec @ARGV;
            }
            open FILE, ">", "/run/ferrofax.pid";
            print FILE $pid;
            close FILE;
            alarm 30;
            my $told = "";
            recv(HEARD, $told, 4096, 0) while $told !~ /READY=1/;
        ' ferrofax --spool /var/spool/asterisk/ferrofax serve --config /etc/ferrofax/gateway.toml ||
            { cat /run/ferrofax.log >&2; exit 1; }
        ;;
    stop-ferrofax)
        if [ -e /run/ferrofax.pid ]; then
            pid=$(cat /run/ferrofax.pid)
            kill "$pid"
            # An ended process remains as a zombie here, because no process waits for it.
            while grep -q '^State:[[:space:]]*[A-Y]' "/proc/$pid/status" 2>/dev/null; do sleep 0.02; done
            rm /run/ferrofax.pid
        fi
        ;;
    reload-ferrofax) kill -HUP "$(cat /run/ferrofax.pid)" && sleep 0.2 && kill -0 "$(cat /run/ferrofax.pid)" ;;
    enable---now | daemon-reload- | start-asterisk | stop-asterisk | stop-hylafax | stop-faxq | stop-hfaxd | stop-faxgetty@* | stop-iaxmodem) ;;
    *) echo "no systemctl $verb $unit" >&2; exit 1 ;;
    esac
done
STUB
# A mail program that discards mails.
printf '#!/bin/sh\ncat >/dev/null\n' >"$root/usr/bin/mail"
chmod 755 "$root/usr/bin/systemctl" "$root/usr/bin/mail"
chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 bash -c 'cd /root/here && exec bash -e -o pipefail /root/follow'
