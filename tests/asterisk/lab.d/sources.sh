# Asterisks built from checkouts of their sources, for versions of which Debian has no package. Sourced by ../lab.
#
# They are built and run in a Debian 12 of their own. Nothing of their sources is kept in this project.

sources_suite=bookworm
# Asterisk's configure wants a program for downloads, although it downloads nothing here.
sources_packages=build-essential,patch,bzip2,xz-utils,wget,ca-certificates,libedit-dev,libjansson-dev,libsqlite3-dev,libxml2-dev,uuid-dev,libssl-dev,libspandsp-dev,libtiff-dev,libncurses-dev,libsrtp2-dev
# Asterisk downloads PJSIP while it is built, from a place that not each network reaches. Debian has the same sources.
sources_pjsip=pool/main/a/asterisk/asterisk_22.10.1+dfsg+~cs6.17.60671434.orig-Xpjproject.tar.xz
sources_pjsip_version=2.17

# FOLDER NAME: builds the Asterisk in that folder, which is left as it is, as asterisk-NAME of the store, and prints where it is.
sources_build() {
    [ $# -eq 2 ] || die "usage: lab source FOLDER NAME"
    local from name=$2 dir
    from=$(readlink -e "$1") && [ -f "$from/main/asterisk.c" ] || die "there are no sources of Asterisk in \"$1\""
    case "$name" in *[!A-Za-z0-9.-]* | '') die "a name has letters, digits, dots and hyphens alone, not \"$name\"" ;; esac
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
        say "builds Asterisk $name from $from; its words are in $lab_store/asterisk-$name.log"
        sources_inside "$dir.new" >"$lab_store/asterisk-$name.log" 2>&1 || die "Asterisk $name could not be built; see $lab_store/asterisk-$name.log"
        rm -rf "$dir.new/src"
        mkdir -p "$dir.new/lab"
        mv "$dir.new" "$dir"
        say "Asterisk $name is there: $(chroot "$dir" asterisk -V)"
    fi
    exec 8>&-
    echo "$dir"
}

# A Debian with a compiler and the libraries that Asterisk needs.
sources_builder() {
    local dir mirror
    dir=$(root_dir builder)
    [ ! -e "$dir" ] || return 0
    tools_install packages
    mirror=$(root_mirror)
    say "gets a Debian to build Asterisk in (170 MB, 530 MB unpacked) into $dir"
    (
        # Here the compiler is wanted.
        system_without=('/usr/share/man/*' '/usr/share/doc/*' '/usr/share/locale/*')
        system_debootstrap "$sources_packages" "$sources_suite" "$dir.new" "${mirror:+deb $mirror $sources_suite main}"
    ) || die "the packages could not be had; see above"
    sources_get_pjsip "$dir.new" "$(root_mirror_known)"
    mv "$dir.new" "$dir"
}

# As Asterisk looks for it: one archive by the name of its release.
sources_get_pjsip() {
    local into=$1/externals made
    made=$into/pjproject-$sources_pjsip_version
    mkdir -p "$made"
    curl -fsSL "$2/$sources_pjsip" | tar -xJ --strip-components 1 -C "$made" || die "PJSIP's sources could not be had from $2"
    # Debian leaves out a driver of Windows, whose file is wanted all the same.
    : >"$made/pjmedia/src/pjmedia-audiodev/bdimad_dev.c"
    tar -C "$into" -cjf "$made.tar.bz2" "${made##*/}"
    rm -rf "$made"
}

# A copy that can be built in. Branches that want an older PJSIP get the part of a newer one: /externals has but one.
sources_copy() {
    mkdir "$2"
    tar -C "$1" --exclude=.git -c . | tar -x -C "$2"
    # Asterisk takes its version from here, or from git.
    [ -f "$2/.version" ] || echo "GIT-${1##*/}-$(git -C "$1" rev-parse --short HEAD 2>/dev/null || echo 0)" >"$2/.version"
    local wanted
    wanted=$(sed -nE 's/^PJPROJECT_VERSION *= *//p' "$2/third-party/versions.mak")
    if [ "$wanted" != "$sources_pjsip_version" ]; then
        say "it wants PJSIP $wanted and gets $sources_pjsip_version, without the patches for the other"
        sed -i "s/^PJPROJECT_VERSION.*/PJPROJECT_VERSION = $sources_pjsip_version/" "$2/third-party/versions.mak"
        rm -f "$2"/third-party/pjproject/patches/*.patch
        # Older versions of Asterisk leave out this library in another way, which a newer PJSIP does not know.
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
        # Only what git knows would be cleaned otherwise.
        cp .cleancount .lastclean
        make menuselect.makeopts
        # One by one: it stops at a name that this version does not have.
        menuselect/menuselect --disable-all --enable OPTIONAL_API menuselect.makeopts
        for module in '"${modules_both[*]} ${modules_world[*]}"'; do menuselect/menuselect --enable "$module" menuselect.makeopts || true; done
        make -j2 OPTIMIZE=-O1 DEBUG=-g0
        make install install-headers
        ldconfig'
}
