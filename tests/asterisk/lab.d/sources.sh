# Builds Asterisks from checkouts of their sources, for versions without a Debian package. Sourced by ../lab.
#
# Each is built and runs in a Debian 12 system of its own. This project contains no sources of Asterisk.

sources_suite=bookworm
# wget is here because Asterisk's configure requires a download program, although it downloads nothing.
sources_packages=build-essential,patch,bzip2,xz-utils,wget,ca-certificates,libedit-dev,libjansson-dev,libsqlite3-dev,libxml2-dev,uuid-dev,libssl-dev,libspandsp-dev,libtiff-dev,libncurses-dev,libsrtp2-dev
# Asterisk's build downloads PJSIP from a site that some networks block. Debian has the same sources.
sources_pjsip=pool/main/a/asterisk/asterisk_22.10.1+dfsg+~cs6.17.60671434.orig-Xpjproject.tar.xz
sources_pjsip_version=2.17

# FOLDER NAME: builds the Asterisk sources in FOLDER into asterisk-NAME of the store, and prints that folder. FOLDER is not changed.
sources_build() {
    [ $# -eq 2 ] || die "usage: lab source FOLDER NAME"
    local from name=$2 dir
    from=$(readlink -e "$1") && [ -f "$from/main/asterisk.c" ] || die "\"$1\" has no sources of Asterisk"
    case "$name" in *[!A-Za-z0-9.-]* | '') die "NAME may contain letters, digits, dots and hyphens, but is \"$name\"" ;; esac
    dir=$(root_dir "$name")
    mkdir -p "$lab_store"
    exec 8>"$lab_store/.lock-$name"
    flock 8
    if [ ! -e "$dir" ]; then
        [ "$(id -u)" = 0 ] || die "building Asterisk in a system of its own needs root"
        sources_builder
        rm -rf "$dir.new"
        cp -al "$(root_dir builder)" "$dir.new"
        sources_copy "$from" "$dir.new/src"
        say "builds Asterisk $name from $from; the log is $lab_store/asterisk-$name.log"
        sources_inside "$dir.new" >"$lab_store/asterisk-$name.log" 2>&1 || die "could not build Asterisk $name; see $lab_store/asterisk-$name.log"
        rm -rf "$dir.new/src"
        mkdir -p "$dir.new/lab"
        mv "$dir.new" "$dir"
        say "Asterisk $name is built: $(chroot "$dir" asterisk -V)"
    fi
    exec 8>&-
    echo "$dir"
}

# Installs a Debian system with a compiler and the libraries that Asterisk needs.
sources_builder() {
    local dir mirror
    dir=$(root_dir builder)
    [ ! -e "$dir" ] || return 0
    tools_install packages
    mirror=$(root_mirror)
    say "installs a Debian system for the build of Asterisk (170 MB, 530 MB unpacked) into $dir"
    (
        # This system needs the compiler.
        system_without=('/usr/share/man/*' '/usr/share/doc/*' '/usr/share/locale/*')
        system_debootstrap "$sources_packages" "$sources_suite" "$dir.new" "${mirror:+deb $mirror $sources_suite main}"
    ) || die "could not install the packages; see above"
    sources_get_pjsip "$dir.new" "$(root_mirror_known)"
    mv "$dir.new" "$dir"
}

# Downloads PJSIP's sources into an archive with the name that Asterisk's build expects.
sources_get_pjsip() {
    local into=$1/externals made
    made=$into/pjproject-$sources_pjsip_version
    mkdir -p "$made"
    curl -fsSL "$2/$sources_pjsip" | tar -xJ --strip-components 1 -C "$made" || die "could not download PJSIP's sources from $2"
    # Debian's sources lack a driver for Windows, but the build needs its file.
    : >"$made/pjmedia/src/pjmedia-audiodev/bdimad_dev.c"
    tar -C "$into" -cjf "$made.tar.bz2" "${made##*/}"
    rm -rf "$made"
}

# Copies the sources, so that the build does not change the original. /externals has only one PJSIP, so branches that want an older PJSIP are
# built with that one.
sources_copy() {
    mkdir "$2"
    tar -C "$1" --exclude=.git -c . | tar -x -C "$2"
    # Asterisk reads its version from this file, or from git.
    [ -f "$2/.version" ] || echo "GIT-${1##*/}-$(git -C "$1" rev-parse --short HEAD 2>/dev/null || echo 0)" >"$2/.version"
    local wanted
    wanted=$(sed -nE 's/^PJPROJECT_VERSION *= *//p' "$2/third-party/versions.mak")
    if [ "$wanted" != "$sources_pjsip_version" ]; then
        say "uses PJSIP $sources_pjsip_version in place of $wanted, without the patches for $wanted"
        sed -i "s/^PJPROJECT_VERSION.*/PJPROJECT_VERSION = $sources_pjsip_version/" "$2/third-party/versions.mak"
        rm -f "$2"/third-party/pjproject/patches/*.patch
        # Older versions of Asterisk leave out libsrtp with an option that a newer PJSIP ignores.
        grep -q -e --disable-libsrtp "$2/third-party/pjproject/Makefile.rules" ||
            sed -i 's/--without-external-srtp/--without-external-srtp --disable-libsrtp/' "$2/third-party/pjproject/Makefile.rules"
    fi
    (cd "$(root_dir builder)/externals" && md5sum "pjproject-$sources_pjsip_version.tar.bz2") \
        >"$2/third-party/pjproject/pjproject-$sources_pjsip_version.tar.bz2.md5"
}

sources_inside() {
    chroot "$1" bash -exc '
        cd /src
        ./configure --with-pjproject-bundled --with-externals-cache=/externals --without-jansson-bundled --disable-asteriskssl
        # Without this, the build would begin with `make clean`.
        cp .cleancount .lastclean
        make menuselect.makeopts
        # One call for each module, because menuselect stops at a name that this version does not have.
        menuselect/menuselect --disable-all --enable OPTIONAL_API menuselect.makeopts
        for module in '"${modules_both[*]} ${modules_world[*]}"'; do menuselect/menuselect --enable "$module" menuselect.makeopts || true; done
        make -j2 OPTIMIZE=-O1 DEBUG=-g0
        make install install-headers
        ldconfig'
}
