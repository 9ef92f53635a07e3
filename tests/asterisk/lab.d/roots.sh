# Where an Asterisk comes from: this machine's own, or Debian packages in a folder of their own.
# A root is a folder; the machine's own is the folder that holds nothing but a file `own`.
# Sourced by ../lab.

# Debian releases that carry the two versions between which administrators live.
declare -A root_suite=([22]=sid [16]=bullseye)

root_dir() { printf '%s/asterisk-%s\n' "$lab_store" "$1"; }

# The kind that `auto` stands for here.
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
    flock 8 # two builds at once: the second waits and finds it there
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
    root_own_serves || die "this machine has no Asterisk that serves: asterisk, its headers (/usr/include/asterisk)," \
        "res_fax_spandsp.so and chan_pjsip.so are needed"
    mkdir -p "$1"
    touch "$1/own"
}

root_make_debian() {
    local kind=$1 dir=$2 suite=${root_suite[$1]} mirror
    [ "$(id -u)" = 0 ] || die "installing Asterisk $kind from Debian packages needs root (it makes a system in a folder and" \
        "runs Asterisk there by chroot). Run this as root, or install asterisk and asterisk-dev and use own"
    tools_install packages
    mirror=$(root_mirror)
    say "gets Asterisk $kind: Debian packages (asterisk, asterisk-dev, libc6-dev of $suite; about 100 MB) from" \
        "${mirror:-the default mirror} into $dir (400 MB). Nothing outside that folder changes."
    root_debootstrap "$suite" "$dir.new" "${mirror:+deb $mirror $suite main}" ||
        root_debootstrap "$suite" "$dir.new" "" ||
        die "the packages of Asterisk $kind could not be had; see above"
    root_relative_links "$dir.new"
    mkdir -p "$dir.new/lab" # the place where a laboratory is mounted
    mv "$dir.new" "$dir"
    say "Asterisk $kind is there: $(chroot "$dir" asterisk -V)"
}

# One try; $3 is a line of sources.list, empty for mmdebstrap's own choice.
root_debootstrap() { system_debootstrap asterisk,asterisk-dev,libc6-dev,ca-certificates "$@"; }

# What nobody reads or runs there: a third of an Asterisk's folder. asterisk-dev brings a compiler.
system_without=('/usr/share/man/*' '/usr/share/doc/*' '/usr/share/info/*' '/usr/share/locale/*' '/usr/share/lintian/*'
    '/usr/libexec/gcc/*' '/usr/lib/gcc/*/cc1' '/usr/lib/gcc/*/lto1' '/usr/bin/*lto-dump*' '/usr/lib/*/lib*san.so.*')

# A system of these packages in a folder, anew if one was left half made. What is installed there later is whole.
system_debootstrap() {
    local packages=$1 suite=$2 dir=$3 source=${4:-}
    rm -rf --one-file-system "$dir"
    mmdebstrap --variant=minbase --include="$packages" --aptopt='APT::Install-Recommends "false"' \
        --aptopt='Acquire::Check-Valid-Until "false"' "${system_without[@]/#/--dpkgopt=path-exclude=}" \
        --customize-hook='rm -f "$1/etc/dpkg/dpkg.cfg.d/99mmdebstrap"' "$suite" "$dir" ${source:+"$source"} >&2
}

# So that the folder also serves as a linker's sysroot: a linker follows an absolute link out of it.
root_relative_links() {
    local link
    find "$1/lib64" "$1/usr/lib" -maxdepth 2 -type l -lname '/*' | while read -r link; do
        ln -sfnr "$1$(readlink "$link")" "$link"
    done
}

# Runs a script inside a root, with fresh lists of the packages there are.
root_apt() {
    cp -L /etc/resolv.conf "$1/etc/resolv.conf" 2>/dev/null || true
    chroot "$1" sh -ec "apt-get -o Acquire::Check-Valid-Until=false update -qq; $2
        apt-get clean; rm -rf /var/lib/apt/lists/*" >/dev/null 2>&1
}

# Valgrind inside a root: it must be of the same system, and know the symbols of its C library.
root_need_valgrind() {
    ! root_is_own "$1" || { command -v valgrind >/dev/null || die "--valgrind needs valgrind (and libc6-dbg) on this machine"; return; }
    [ ! -x "$1/usr/bin/valgrind" ] || return 0
    say "installs valgrind and libc6-dbg into $1"
    root_apt "$1" 'DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends valgrind libc6-dbg' ||
        die "valgrind could not be installed into $1"
}

# DAHDI's channel driver inside a root, "yes" if it is there. Debian has it in a package that wants a kernel's module built; only
# what Asterisk loads is taken of it.
root_need_dahdi() {
    local dir modules
    dir=$(root_get "$@")
    modules=$(root_prefix "$dir")$(root_modules "$dir")
    if [ ! -e "$modules/chan_dahdi.so" ] && ! root_is_own "$dir"; then
        say "gets DAHDI's channel driver into $dir (2 MB)"
        root_apt "$dir" 'into=$(mktemp -d); cd "$into"
            apt-get -qq download asterisk-dahdi libopenr2-3 libpri1.4 libss7-2.0 libtonezone2.0
            for file in *.deb; do dpkg-deb -x "$file" .; done
            cp -a usr/lib/. /usr/lib/; ldconfig; rm -rf "$into"' || true
    fi
    [ ! -e "$modules/chan_dahdi.so" ] || echo yes
}

# The machine's own Debian mirror, so that a private or a near one is used here too; empty if it has none.
root_mirror() {
    { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || true; } |
        sed -nE 's/^deb +(\[[^]]*\] +)?([^ ]+\/debian\/?) .*/\2/p' >"$lab_store/.mirror"
    { cat /etc/apt/sources.list.d/*.sources 2>/dev/null || true; } |
        sed -nE 's/^URIs: *([^ ]+\/debian\/?)( .*)?$/\1/p' >>"$lab_store/.mirror"
    sed 's,/$,,' "$lab_store/.mirror" | head -n1
    rm -f "$lab_store/.mirror"
}

# The same where there must be one.
root_mirror_known() {
    local mirror
    mkdir -p "$lab_store"
    mirror=${MIRROR:-$(root_mirror)}
    [ "$mirror" ] || die "this machine's lists of apt name no mirror of Debian; MIRROR=ADDRESS names one"
    echo "$mirror"
}

# --- what a root is like inside

root_is_own() { [ -f "$1/own" ]; }
root_prefix() { root_is_own "$1" || printf '%s' "$1"; }

# Its folder of modules, as Asterisk inside sees it.
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

# --- what is built for them

# One module serves each Asterisk: it is made with the headers and the C library of the oldest one. As the tests are built (dev), or as it is
# released.
root_module() { root_part module/app_ferrofax.so "$@"; }

# The program likewise.
root_binary() { root_part program/ferrofax "$@"; }

root_part() {
    local file=$1 root
    [ "${2:-dev}" = dev ] || die "usage: lab module|binary [dev]"
    if [ $# -eq 1 ]; then
        root_keep "$(released_build)/${file##*/}" "$file"
        return
    fi
    root=$(root_sysroot)
    say "builds ${file##*/} as the tests are built"
    export ASTERISK_INCLUDE=$root/usr/include ASTERISK_SYSROOT=$root
    # Both have the features of `make check` and the same environment: then nothing is built twice.
    case "$file" in
        module/*) root_build "$file" --lib --features asterisk,program ;;
        *) root_build "$file" --bin ferrofax --features asterisk,program ;;
    esac
}

# Builds with the words that follow, and keeps what was made in the store as $1.
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

# A copy in the store, which whoever runs the old one does not notice.
root_keep() {
    local file=$lab_store/$2
    mkdir -p "${file%/*}"
    cp "$1" "$file.new"
    mv "$file.new" "$file"
    echo "$file"
}
