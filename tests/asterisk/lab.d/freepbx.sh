# A system with PHP and MariaDB, which FreePBX needs, from Debian packages in a folder, with our module for FreePBX.
# Debian has no package of FreePBX. The caller can name a folder with its sources.
# Sourced by ../lab.

# Prints the kind of system for the sources in $1. FreePBX 17 runs on Debian 12 with PHP 8.2; FreePBX 15 and 16 need PHP 7.4.
freepbx_kind() {
    case "$(sed -n 's,.*<version>\([0-9]*\)\..*,\1,p' "$1/admin/modules/framework/module.xml" 2>/dev/null | head -n1)" in
        15 | 16) echo freepbx-php7 ;;
        *) echo freepbx ;;
    esac
}

# Runs a command in the system, and exits with its exit code. The only network is a loopback interface. All changes are lost at the
# end, except those in DIR, which is /lab there.
freepbx_run() {
    local dir=${1:-} sources='' root kind=freepbx
    [ $# -eq 0 ] || shift
    if [ "${1:-}" = --sources ] && [ $# -gt 1 ]; then
        sources=$(readlink -e "$2") || die "there is no folder $2"
        [ -f "$sources/admin/bootstrap.php" ] || die "$sources has no admin/bootstrap.php: it must be the web root of a FreePBX"
        kind=$(freepbx_kind "$sources")
        shift 2
    fi
    [ -n "$dir" ] && [ "${1:-}" = -- ] && [ $# -gt 1 ] || die "usage: lab freepbx DIR [--sources DIR] -- COMMAND …"
    shift
    [ "$(id -u)" = 0 ] || die "a FreePBX in a folder needs root"
    root=$(program_root "$kind")
    mkdir -p "$dir/at"
    dir=$(readlink -f "$dir")
    exec unshare --mount --net --pid --fork --kill-child --propagation private \
        "$lab_self" freepbx-inside "$dir" "$root" "$sources" "$@"
}

# Runs in the new namespaces. FreePBX is in /var/www/html, with our module in its folder of modules. Without FreePBX, the module is in
# /opt/ferrofax.
freepbx_inside() {
    local dir=$1 root=$2 sources=$3 at=$1/at/root
    shift 3
    ip link set lo up
    fresh_mount "$dir/at" "$root"
    mkdir -p "$at"/{lab,opt/tests,opt/ferrofax}
    mount --bind "$dir" "$at/lab"
    mount --bind "$lab_here/freepbx.d" "$at/opt/tests"
    mount --bind "$lab_top/freepbx/ferrofax" "$at/opt/ferrofax"
    if [ -n "$sources" ]; then
        mkdir -p "$at/var/www/html" "$dir"/at/{www,www-work}
        mount -t overlay sources -o "lowerdir=$sources,upperdir=$dir/at/www,workdir=$dir/at/www-work" "$at/var/www/html"
        rm -rf "$at/var/www/html/admin/modules/ferrofax"
        cp -a "$lab_top/freepbx/ferrofax" "$at/var/www/html/admin/modules/"
    fi
    exec chroot "$at" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LC_ALL=C.UTF-8 "$@"
}
