# A Debian system with systemd as process 1, in namespaces and control groups of its own, to test our unit file.
# Its only network is the loopback, so all ports are free. All changes are lost at its end, except those in DIR.
# Sourced by ../lab.

# Starts the system, prints "ready" when systemd has started everything, and ends it at the end of the standard input. DIR is /lab
# there, and DIR/spool is the spool.
system_hold() {
    [ $# -eq 1 ] || die "usage: lab system DIR"
    [ "$(id -u)" = 0 ] || die "a systemd of its own needs root"
    local dir=$1 root
    root=$(program_root systemd)
    mkdir -p "$dir"/{spool,system,changes}
    dir=$(readlink -f "$dir")
    rm -f "$dir/pid"
    system_groups "ferrofax-lab-$$"
    # This process becomes unshare. When it ends, the kernel ends all processes that it has started.
    exec 6<&0
    system_watch "$dir" $$ &
    exec setsid --wait unshare --mount --pid --net --uts --ipc --cgroup --fork --kill-child --propagation private \
        "$lab_self" system-inside "$dir" "$root" </dev/null >"$dir/console" 2>&1 6<&-
}

# Prints the hierarchies of control groups for systemd: those of version 1 if the machine has them, else `.` for version 2.
system_hierarchies() {
    if [ -d /sys/fs/cgroup/memory ]; then echo memory pids systemd; else echo .; fi
}

# Moves this process into a new control group, which is the top group for systemd.
system_groups() {
    local name
    echo +memory +pids 2>/dev/null >/sys/fs/cgroup/cgroup.subtree_control || true
    for name in $(system_hierarchies); do
        mkdir "/sys/fs/cgroup/$name/$1" && echo $$ >"/sys/fs/cgroup/$name/$1/cgroup.procs" ||
            die "cannot create control groups on this machine (/sys/fs/cgroup/$name)"
    done
}

# Runs outside the namespaces: prints "ready", ends the system at the end of the standard input, and deletes its control groups.
system_watch() {
    local dir=$1 holder=$2 try name
    trap '' INT TERM HUP
    for ((try = 0; try < 600; try++)); do
        kill -0 "$holder" || break
        case "$(system_run "$dir" systemctl is-system-running 2>/dev/null)" in running | degraded) echo ready && break ;; esac
        sleep 0.1
    done
    while read -r _ <&6; do :; done
    kill -9 "$(cat "$dir/pid")" "$holder" 2>/dev/null || true
    for name in $(system_hierarchies); do
        echo $BASHPID >"/sys/fs/cgroup/$name/cgroup.procs"
        for ((try = 0; try < 50; try++)); do
            find "/sys/fs/cgroup/$name/ferrofax-lab-$holder" -depth -type d -exec rmdir {} + 2>/dev/null && break
            sleep 0.1
        done
    done
}

# Runs a command in the system, as root.
system_run() {
    [ $# -ge 2 ] || die "usage: lab system-run DIR COMMAND …"
    local dir=$1
    shift
    nsenter --target "$(cat "$dir/pid")" --all --root --wdns=/ env -i PATH=/usr/sbin:/usr/bin LC_ALL=C.UTF-8 "$@"
}

# --- inside its namespaces

system_inside() {
    local dir=$1 root=$2 new=$1/system device pid place
    read -r pid _ </proc/self/stat # the process id in the outer namespace: /proc is still that of the outer namespace
    mount -t tmpfs changes "$dir/changes"
    mkdir "$dir"/changes/{upper,work}
    mount -t overlay -o "lowerdir=$root,upperdir=$dir/changes/upper,workdir=$dir/changes/work" system "$new"
    mkdir -p "$new/var/spool/asterisk/ferrofax"
    mount --bind "$dir" "$new/lab"
    mount --bind "$dir/spool" "$new/var/spool/asterisk/ferrofax"
    mount -t proc proc "$new/proc"
    mount -t sysfs -o ro sysfs "$new/sys"
    for place in run tmp dev; do mount -t tmpfs -o mode=755 "$place" "$new/$place"; done
    chmod 1777 "$new/tmp"
    for device in null zero full random urandom tty; do
        touch "$new/dev/$device"
        mount --bind "/dev/$device" "$new/dev/$device"
    done
    ln -s /proc/self/fd "$new/dev/fd"
    mkdir "$new"/dev/{shm,pts}
    mount -t tmpfs -o mode=1777 shm "$new/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=666 devpts "$new/dev/pts"
    ln -s pts/ptmx "$new/dev/ptmx"
    system_mount_groups "$new/sys/fs/cgroup"
    mkdir "$new/.before"
    cd "$new"
    echo "$pid" >"$dir/pid"
    pivot_root . .before
    umount -l /.before
    # Control groups of version 1 must be requested. systemd ignores these options if version 1 is missing.
    exec env -i container=ferrofax-lab PATH=/usr/sbin:/usr/bin /lib/systemd/systemd --system --log-target=journal \
        systemd.unified_cgroup_hierarchy="$system_unified" SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1
}

system_mount_groups() {
    local name
    system_unified=1
    if [ "$(system_hierarchies)" = . ]; then
        mount -t cgroup2 cgroup2 "$1"
        return
    fi
    system_unified=0
    mount -t tmpfs -o mode=755 cgroup "$1"
    for name in memory pids systemd; do mkdir "$1/$name"; done
    for name in memory pids; do mount -t cgroup -o "$name" cgroup "$1/$name"; done
    mount -t cgroup -o none,name=systemd cgroup "$1/systemd"
}
