# Roots: folders with an Asterisk, installed from Debian packages, or a folder with only a file `own`, which stands for the
# Asterisk of this machine.
# Sourced by ../lab.

# The Debian release that has each version of Asterisk.
declare -A root_suite=([22]=sid [16]=bullseye)

root_dir() { printf '%s/asterisk-%s\n' "$lab_store" "$1"; }

# Prints the kind of an Asterisk: own or 22 for `auto`, else $1.
root_kind() {
    case "$1" in
        auto) if root_own_serves; then echo own; else echo 22; fi ;;
        22 | 16 | own) echo "$1" ;;
        *)
            [ -e "$(root_dir "${1:-.}")" ] || die "no Asterisk is called \"$1\"; there are 22, 16, own, auto and what \`lab source\` has built"
            echo "$1"
            ;;
    esac
}

root_own_serves() {
    command -v asterisk >/dev/null && [ -f /usr/include/asterisk/buildopts.h ] && [ -n "$(root_own_modules)" ] &&
        [ -f "$(root_own_modules)/res_fax_spandsp.so" ] && [ -f "$(root_own_modules)/chan_pjsip.so" ]
}

root_own_modules() {
    local dir
    for dir in "$(sed -n 's/^astmoddir *=>* *//p' /etc/asterisk/asterisk.conf 2>/dev/null | head -n1)" \
        /usr/lib/asterisk/modules /usr/lib/*/asterisk/modules /usr/lib64/asterisk/modules; do
        if [ -n "$dir" ] && [ -d "$dir" ]; then
            echo "$dir"
            return
        fi
    done
}

root_get() {
    [ $# -eq 1 ] || die "usage: lab get 22|16|own|auto"
    local kind dir
    kind=$(root_kind "$1")
    dir=$(root_dir "$kind")
    mkdir -p "$lab_store"
    exec 8>"$lab_store/.lock-$kind"
    flock 8 # if two processes do this at once, the second waits, and then uses the root of the first
    if [ ! -e "$dir" ]; then
        case "$kind" in
            own) root_make_own "$dir" ;;
            *) root_make_debian "$kind" "$dir" ;;
        esac
    fi
    exec 8>&-
    echo "$dir"
}

root_make_own() {
    root_own_serves || die "the Asterisk of this machine cannot be used: asterisk, its headers (/usr/include/asterisk)," \
        "res_fax_spandsp.so and chan_pjsip.so must be installed"
    mkdir -p "$1"
    touch "$1/own"
}

root_make_debian() {
    local kind=$1 dir=$2 suite=${root_suite[$1]} mirror
    [ "$(id -u)" = 0 ] || die "installing Asterisk $kind from Debian packages into a folder, and running it there by chroot," \
        "needs root. Run this as root, or install asterisk and asterisk-dev on this machine and use \"own\""
    tools_install packages
    mirror=$(root_mirror)
    say "installs Asterisk $kind: Debian packages (asterisk, asterisk-dev, libc6-dev of $suite; about 100 MB) from" \
        "${mirror:-the default mirror} into $dir (400 MB). Nothing outside that folder changes."
    root_debootstrap "$suite" "$dir.new" "${mirror:+deb $mirror $suite main}" ||
        root_debootstrap "$suite" "$dir.new" "" ||
        die "could not install the packages of Asterisk $kind; see above"
    root_relative_links "$dir.new"
    mkdir -p "$dir.new/lab" # the place where a laboratory is mounted
    mv "$dir.new" "$dir"
    say "Asterisk $kind is installed: $(chroot "$dir" asterisk -V)"
}

# Installs the system once. $3 is a line of sources.list; if it is empty, mmdebstrap chooses the mirror.
root_debootstrap() { system_debootstrap asterisk,asterisk-dev,libc6-dev,ca-certificates "$@"; }

# Files that are not installed, because nothing there uses them: a third of the folder. They include the compiler of asterisk-dev.
system_without=('/usr/share/man/*' '/usr/share/doc/*' '/usr/share/info/*' '/usr/share/locale/*' '/usr/share/lintian/*'
    '/usr/libexec/gcc/*' '/usr/lib/gcc/*/cc1' '/usr/lib/gcc/*/lto1' '/usr/bin/*lto-dump*' '/usr/lib/*/lib*san.so.*')

# Installs a system with these packages into a folder. An unfinished folder of an earlier attempt is deleted first. Packages that are
# installed later get all their files.
system_debootstrap() {
    local packages=$1 suite=$2 dir=$3 source=${4:-}
    rm -rf --one-file-system "$dir"
    mmdebstrap --variant=minbase --include="$packages" --aptopt='APT::Install-Recommends "false"' \
        --aptopt='Acquire::Check-Valid-Until "false"' "${system_without[@]/#/--dpkgopt=path-exclude=}" \
        --customize-hook='rm -f "$1/etc/dpkg/dpkg.cfg.d/99mmdebstrap"' "$suite" "$dir" ${source:+"$source"} >&2
}

# Makes absolute links relative, so that the folder can be a linker's sysroot: a linker follows absolute links out of the folder.
root_relative_links() {
    local link
    find "$1/lib64" "$1/usr/lib" -maxdepth 2 -type l -lname '/*' | while read -r link; do
        ln -sfnr "$1$(readlink "$link")" "$link"
    done
}

# Runs a script inside a root, after an update of its package lists.
root_apt() {
    cp -L /etc/resolv.conf "$1/etc/resolv.conf" 2>/dev/null || true
    chroot "$1" sh -ec "apt-get -o Acquire::Check-Valid-Until=false update -qq; $2
        apt-get clean; rm -rf /var/lib/apt/lists/*" >/dev/null 2>&1
}

# Installs Valgrind inside a root. Valgrind must be of the same system, and needs the symbols of its C library.
root_need_valgrind() {
    ! root_is_own "$1" || { command -v valgrind >/dev/null || die "--valgrind needs valgrind (and libc6-dbg) on this machine"; return; }
    [ ! -x "$1/usr/bin/valgrind" ] || return 0
    say "installs valgrind and libc6-dbg into $1"
    root_apt "$1" 'DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends valgrind libc6-dbg' ||
        die "valgrind could not be installed into $1"
}

# Installs DAHDI's channel driver inside a root, and prints "yes" if it is installed. Debian's package would also build a kernel module, so
# only the files that Asterisk loads are taken from it.
root_need_dahdi() {
    local dir modules
    dir=$(root_get "$@")
    modules=$(root_prefix "$dir")$(root_modules "$dir")
    if [ ! -e "$modules/chan_dahdi.so" ] && ! root_is_own "$dir"; then
        say "installs DAHDI's channel driver into $dir (2 MB)"
        root_apt "$dir" 'into=$(mktemp -d); cd "$into"
            apt-get -qq download asterisk-dahdi libopenr2-3 libpri1.4 libss7-2.0 libtonezone2.0
            for file in *.deb; do dpkg-deb -x "$file" .; done
            cp -a usr/lib/. /usr/lib/; ldconfig; rm -rf "$into"' || true
    fi
    [ ! -e "$modules/chan_dahdi.so" ] || echo yes
}

# Prints the Debian mirror of this machine, so that a private or near mirror is used here too. Prints nothing if there is none.
root_mirror() {
    { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || true; } |
        sed -nE 's/^deb +(\[[^]]*\] +)?([^ ]+\/debian\/?) .*/\2/p' >"$lab_store/.mirror"
    { cat /etc/apt/sources.list.d/*.sources 2>/dev/null || true; } |
        sed -nE 's/^URIs: *([^ ]+\/debian\/?)( .*)?$/\1/p' >>"$lab_store/.mirror"
    sed 's,/$,,' "$lab_store/.mirror" | head -n1
    rm -f "$lab_store/.mirror"
}

# Prints the Debian mirror of this machine, or that in MIRROR. It is an error if there is none.
root_mirror_known() {
    local mirror
    mkdir -p "$lab_store"
    mirror=${MIRROR:-$(root_mirror)}
    [ "$mirror" ] || die "the apt sources of this machine name no Debian mirror; set MIRROR=ADDRESS"
    echo "$mirror"
}

# --- paths inside a root

root_is_own() { [ -f "$1/own" ]; }
root_prefix() { root_is_own "$1" || printf '%s' "$1"; }

# Prints the folder of Asterisk's modules, as Asterisk sees it.
root_modules() {
    local prefix dir
    prefix=$(root_prefix "$1")
    if [ -z "$prefix" ]; then
        root_own_modules
        return
    fi
    for dir in "$prefix"/usr/lib/asterisk/modules "$prefix"/usr/lib/*/asterisk/modules; do
        if [ -d "$dir" ]; then
            printf '%s\n' "${dir#"$prefix"}"
            return
        fi
    done
    die "$1 has no folder of Asterisk modules"
}

root_data() {
    local dir
    for dir in /usr/share/asterisk /var/lib/asterisk; do
        if [ -d "$(root_prefix "$1")$dir/documentation" ]; then
            echo "$dir"
            return
        fi
    done
    echo /var/lib/asterisk
}

root_include() { printf '%s/usr/include\n' "$(root_prefix "$(root_get "$@")")"; }

root_sysroot() { root_get 16; }

# --- builds of the module and the program

# Builds the module, as for a release or (dev) as for the tests. The headers and the C library are those of Asterisk 16, the oldest, so
# one module serves all versions.
root_module() { root_part module/app_ferrofax.so "$@"; }

# Builds the program in the same way.
root_binary() { root_part program/ferrofax "$@"; }

root_part() {
    local file=$1 root
    [ "${2:-dev}" = dev ] || die "usage: lab module|binary [dev]"
    if [ $# -eq 1 ]; then
        root_keep "$(released_build)/${file##*/}" "$file"
        return
    fi
    root=$(root_sysroot)
    say "builds ${file##*/} for the tests"
    export ASTERISK_INCLUDE=$root/usr/include ASTERISK_SYSROOT=$root
    # Both builds have the features of `make check` and the same environment, so that nothing is built twice.
    case "$file" in
        module/*) root_build "$file" --lib --features asterisk,program ;;
        *) root_build "$file" --bin ferrofax --features asterisk,program ;;
    esac
}

# Runs cargo build with the arguments after $1, and copies the built file to $1 in the store.
root_build() {
    local file=$1 made=${1##*/}
    [ "$made" != app_ferrofax.so ] || made=libferrofax.so
    shift
    exec 8>"$lab_store/.lock-module"
    flock 8
    (cd "$lab_top" && cargo build --locked "$@" 8>&-) >&2
    root_keep "$(tools_target)/debug/$made" "$file"
    exec 8>&-
}

# Copies a file to the store. Processes that run the old file are not disturbed.
root_keep() {
    local file=$lab_store/$2
    mkdir -p "${file%/*}"
    cp "$1" "$file.new"
    mv "$file.new" "$file"
    echo "$file"
}
