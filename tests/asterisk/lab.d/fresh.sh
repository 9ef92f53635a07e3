# A Debian system with Asterisk from its own packages, in which our packages are installed: a root of Debian packages (roots.sh), below
# a layer for changes that is deleted at the end. The system has a network of its own, with only a loopback interface.
# Sourced by ../lab.

# The packages of each layer above a root. fresh: packages of a usual Debian system that the root lacks. ansible: Ansible.
declare -A fresh_packages=([fresh]='systemd logrotate' [ansible]='ansible-core ansible-lint ufw')
declare -A fresh_room=([fresh]='25 MB' [ansible]='250 MB')

# Prints the layers above the root of 22 or 16, the uppermost first. Each layer is installed once.
fresh_get() {
    local root layers='' name
    root=$(root_get "$1")
    ! root_is_own "$root" || die "a fresh system is 22 or 16"
    for name in fresh ${2:+"$2"}; do
        [ -n "${fresh_packages[$name]:-}" ] || die "there is no layer \"$name\""
        fresh_need "$1" "$name" $layers "$root"
        layers="$lab_store/$name-$1${layers:+ $layers}"
    done
    echo "$layers"
}

# Installs layer $2 above the layers that follow, unless it exists.
fresh_need() {
    local name=$2 layer=$lab_store/$2-$1 packages
    shift 2
    read -ra packages <<<"${fresh_packages[$name]}"
    exec 8>"$lab_store/.lock-${layer##*/}"
    flock 8
    if [ ! -d "$layer" ]; then
        say "installs ${packages[*]} for $1 into $layer (${fresh_room[$name]})"
        rm -rf --one-file-system "$layer.new"
        mkdir -p "$layer.new/at"
        unshare --mount --propagation private "$lab_self" fresh-layer "$layer.new" "${packages[*]}" "$@" >&2 8>&- ||
            die "could not install ${packages[*]}; see above"
        mv "$layer.new/layer" "$layer"
        rm -rf --one-file-system "$layer.new"
    fi
    exec 8>&-
}

# Runs in the new namespaces. Installs the packages, and copies the new files to `layer` in the folder.
fresh_layer() {
    local at=$1/at packages
    read -ra packages <<<"$2"
    shift 2
    fresh_mount "$at" "$@"
    cp -L /etc/resolv.conf "$at/root/etc/resolv.conf"
    chroot "$at/root" sh -ec 'install="apt-get -o Acquire::Check-Valid-Until=false"
        export DEBIAN_FRONTEND=noninteractive
        $install install -qq -y --no-install-recommends "$@" || {
            $install update -qq; $install install -qq -y --no-install-recommends "$@"; }
        apt-get clean; rm -rf /var/lib/apt/lists/* /etc/resolv.conf' sh "${packages[@]}" >/dev/null
    umount "$at/root/proc" "$at/root/dev"
    cp -a "$at/upper" "${at%/at}/layer"
}

# Mounts a system at $1/root. Changes are stored in memory. The other arguments are the layers below, the uppermost first.
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

# Runs a fresh system until the end of the standard input. DIR is /lab in it.
fresh_hold() {
    [ $# -eq 2 ] || [ $# -eq 3 ] || die "usage: lab fresh 22|16 DIR [ansible]"
    [ "$(id -u)" = 0 ] || die "a fresh system in a folder needs root"
    local root layers
    root=$(root_get "$1")
    layers=$(fresh_get "$1" "${3:-}")
    mkdir -p "$2/at"
    exec unshare --mount --net --pid --fork --kill-child --propagation private \
        "$lab_self" fresh-inside "$(readlink -f "$2")" $layers "$root"
}

fresh_inside() {
    local dir=$1 pid
    shift
    read -r pid _ </proc/self/stat # the process id in the outer namespace: /proc is still that of the outer namespace
    ip link set lo up
    fresh_mount "$dir/at" "$@"
    mount --bind "$dir" "$dir/at/root/lab"
    install -d -m 755 -o 101 -g 101 "$dir/at/root/run/asterisk"
    echo "$pid" >"$dir/pid"
    echo ready
    while read -r _; do :; done
}

# Runs a command in a fresh system, as root.
fresh_run() {
    local dir=$1 pid
    shift
    pid=$(cat "$dir/pid" 2>/dev/null) && kill -0 "$pid" 2>/dev/null || die "there is no fresh system in $dir"
    exec nsenter --target "$pid" --mount --net --pid chroot "$dir/at/root" \
        env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"
}
