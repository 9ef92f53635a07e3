# Installs programs that Ferrofax works with from Debian packages, each into a folder of its own: mail servers, LibreOffice, systemd,
# HylaFAX, PHP and MariaDB.
# Sourced by ../lab.

declare -A program_packages=([postfix]=postfix [exim]=exim4-daemon-light [dovecot]=dovecot-core,dovecot-imapd,dovecot-submissiond
    [office]=libreoffice-writer-nogui,libreoffice-calc-nogui,libreoffice-impress-nogui
    [systemd]=systemd-sysv,curl [hylafax]=hylafax-server,hylafax-client
    [freepbx]=php8.2-cli,php8.2-mysql,php8.2-sqlite3,php8.2-xml,php8.2-mbstring,php8.2-curl,php8.2-intl,mariadb-server,gpg
    [freepbx-php7]=php7.4-cli,php7.4-mysql,php7.4-sqlite3,php7.4-xml,php7.4-mbstring,php7.4-curl,php7.4-intl,mariadb-server,gpg)
# The size of the download, and the size of the folder.
declare -A program_fetched=([postfix]='40 MB' [exim]='40 MB' [dovecot]='40 MB' [office]='160 MB' [systemd]='50 MB' [hylafax]='90 MB'
    [freepbx]='90 MB' [freepbx-php7]='80 MB')
declare -A program_room=([postfix]='130 MB' [exim]='170 MB' [dovecot]='140 MB' [office]='510 MB' [systemd]='110 MB' [hylafax]='250 MB'
    [freepbx]='520 MB' [freepbx-php7]='480 MB')
# The Debian release of each program; trixie if it is not listed.
declare -A program_suites=([dovecot]=bookworm [freepbx]=bookworm [freepbx-php7]=bullseye)

# Prints the folder of a system with this program, which it installs first if it is missing.
program_root() {
    local kind=$1 dir mirror suite
    dir=$lab_store/$kind
    suite=${program_suites[$kind]:-trixie}
    mkdir -p "$lab_store"
    exec 8>"$lab_store/.lock-$kind"
    flock 8
    # If the list of packages has changed, the system is installed again.
    if [ "$(cat "$dir/.packages" 2>/dev/null)" != "${program_packages[$kind]}" ]; then
        [ "$(id -u)" = 0 ] || die "installing $kind from Debian packages into a folder needs root"
        tools_install packages
        mirror=$(root_mirror)
        say "installs $kind: Debian packages (${program_packages[$kind]} of $suite; about ${program_fetched[$kind]}) from" \
            "${mirror:-the default mirror} into $dir (${program_room[$kind]}). Nothing outside that folder changes."
        system_debootstrap "${program_packages[$kind]}" "$suite" "$dir.new" "${mirror:+deb $mirror $suite main}" ||
            system_debootstrap "${program_packages[$kind]}" "$suite" "$dir.new" || die "could not install the packages of $kind; see above"
        mkdir -p "$dir.new/lab"
        echo "${program_packages[$kind]}" >"$dir.new/.packages"
        rm -rf --one-file-system "$dir"
        mv "$dir.new" "$dir"
    fi
    case "$kind" in postfix | exim) program_user "$dir" ;; esac
    exec 8>&-
    echo "$dir"
}

# Creates the user ferrofax, as our package does: Exim rejects settings that name an unknown user.
program_user() { chroot "$1" id ferrofax >/dev/null 2>&1 || chroot "$1" useradd --system --no-create-home ferrofax; }

# Runs a command in the system with this program, and exits with its exit code. The network is that of this machine.
program_run() {
    local kind=$1
    [ $# -ge 2 ] || die "usage: lab $kind DIR [--program FILE] -- COMMAND …"
    local dir=$2 program='' root
    shift 2
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        [ "$1" = --program ] && [ $# -gt 1 ] || die "unknown option \"$1\"; lab help lists them"
        program=$2
        shift 2
    done
    [ $# -gt 1 ] || die "usage: lab $kind DIR [--program FILE] -- COMMAND …"
    shift
    [ "$(id -u)" = 0 ] || die "$kind in a folder needs root"
    root=$(program_root "$kind")
    mkdir -p "$dir"
    dir=$(readlink -f "$dir")
    exec unshare --mount --pid --fork --kill-child --propagation private \
        "$lab_self" program-inside "$dir" "$root" "$program" "$@"
}

program_inside() {
    local dir=$1 root=$2 program=$3
    shift 3
    mount --bind "$dir" "$root/lab"
    mount --bind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    mount -t tmpfs tmp "$root/tmp"
    if [ -n "$program" ]; then
        # The root itself is not changed, because other processes use it at the same time.
        mount -t tmpfs bin "$root/usr/local/bin"
        touch "$root/usr/local/bin/ferrofax"
        mount --bind "$program" "$root/usr/local/bin/ferrofax"
    fi
    exec chroot "$root" env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/tmp LC_ALL=C.UTF-8 "$@"
}
