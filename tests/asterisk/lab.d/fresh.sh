# A Debian with Asterisk as its own packages set it up, for packages of ours: a root of Debian packages (roots.sh) below a layer that
# is gone at the end. It has a network of its own, in which nobody else is.
# Sourced by ../lab.

# What a usual Debian has and such a root lacks.
fresh_packages=(systemd logrotate)

# The layer in which these are, made once.
fresh_get() {
    local root layer
    root=$(root_get "$1")
    ! root_is_own "$root" || die "a fresh system is 22 or 16"
    layer=$lab_store/fresh-$1
    exec 8>"$lab_store/.lock-fresh-$1"
    flock 8
    if [ ! -d "$layer" ]; then
        say "installs ${fresh_packages[*]} above $root (25 MB, in $layer)"
        rm -rf --one-file-system "$layer.new"
        mkdir -p "$layer.new/at"
        unshare --mount --propagation private "$lab_self" fresh-layer "$layer.new" "$root" >&2 8>&- ||
            die "${fresh_packages[*]} could not be had; see above"
        mv "$layer.new/layer" "$layer"
        rm -rf --one-file-system "$layer.new"
    fi
    exec 8>&-
    echo "$layer"
}

# Inside: what is installed goes to the folder's `layer`.
fresh_layer() {
    local at=$1/at
    fresh_mount "$at" "$2"
    cp -L /etc/resolv.conf "$at/root/etc/resolv.conf"
    chroot "$at/root" sh -ec 'install="apt-get -o Acquire::Check-Valid-Until=false"
        export DEBIAN_FRONTEND=noninteractive
        $install install -qq -y --no-install-recommends "$@" || {
            $install update -qq; $install install -qq -y --no-install-recommends "$@"; }
        apt-get clean; rm -rf /var/lib/apt/lists/* /etc/resolv.conf' sh "${fresh_packages[@]}" >/dev/null
    umount "$at/root/proc" "$at/root/dev"
    cp -a "$at/upper" "$1/layer"
}

# A system at $1/root; what is written there stays in memory. The lower layers follow, the upper one first.
fresh_mount() {
    local at=$1 layers
    shift
    layers=$(IFS=:; echo "$*")
    mount -t tmpfs fresh "$at"
    mkdir "$at"/{upper,work,root}
    mount -t overlay fresh -o "lowerdir=$layers,upperdir=$at/upper,workdir=$at/work" "$at/root"
    mount --bind /dev "$at/root/dev"
    mount -t proc proc "$at/root/proc"
}

# Holds a fresh system until the standard input ends. DIR is /lab in it.
fresh_hold() {
    [ $# -eq 2 ] || die "usage: lab fresh 22|16 DIR"
    [ "$(id -u)" = 0 ] || die "a fresh system in a folder needs root"
    local root layer
    root=$(root_get "$1")
    layer=$(fresh_get "$1")
    mkdir -p "$2/at"
    exec unshare --mount --net --pid --fork --kill-child --propagation private \
        "$lab_self" fresh-inside "$(readlink -f "$2")" "$layer" "$root"
}

fresh_inside() {
    local dir=$1 pid
    shift
    read -r pid _ </proc/self/stat # the outer namespace's number: /proc is still the outer one
    ip link set lo up
    fresh_mount "$dir/at" "$@"
    mount --bind "$dir" "$dir/at/root/lab"
    install -d -m 755 -o 101 -g 101 "$dir/at/root/run/asterisk"
    echo "$pid" >"$dir/pid"
    echo ready
    while read -r _; do :; done
}

# Runs a command in it, as root.
fresh_run() {
    local dir=$1 pid
    shift
    pid=$(cat "$dir/pid" 2>/dev/null) && kill -0 "$pid" 2>/dev/null || die "there is no fresh system in $dir"
    exec nsenter --target "$pid" --mount --net --pid chroot "$dir/at/root" \
        env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"
}
