# Builds the module and the program of a release: for each processor one file of each, which runs on all named Linux systems.
# Sourced by ../lab.

# Zig's compiler can link with an old C library, and for another processor, on any machine.
zig_requirements=tests/asterisk/zig_requirements.txt
zigbuild_version=0.24.1
# The C library of Debian 10, Ubuntu 18.10 and RHEL 8.
released_libc=2.28

released_dir() { printf '%s/released-%s\n' "$lab_store" "$1"; }

# Builds the module and the program for a processor, with symbols, and prints their folder.
released_build() {
    local cpu=${1:-$(uname -m)} dir
    case "$cpu" in x86_64 | aarch64) ;; *) die "usage: lab released [x86_64|aarch64]" ;; esac
    [ $# -le 1 ] || die "usage: lab released [x86_64|aarch64]"
    tools_install released
    released_need_target "$cpu-unknown-linux-gnu"
    dir=$(released_dir "$cpu")
    mkdir -p "$dir"
    exec 8>"$lab_store/.lock-module"
    flock 8
    say "builds app_ferrofax.so and ferrofax of a release for $cpu"
    released_cargo "$cpu" --release --lib --features asterisk
    released_cargo "$cpu" --profile service --bin ferrofax --features program
    local made
    made=$(tools_target)/$cpu-unknown-linux-gnu
    cp "$made/release/libferrofax.so" "$dir/app_ferrofax.so.new"
    cp "$made/service/ferrofax" "$dir/ferrofax.new"
    mv "$dir/app_ferrofax.so.new" "$dir/app_ferrofax.so"
    mv "$dir/ferrofax.new" "$dir/ferrofax"
    exec 8>&-
    released_is_old_enough "$dir/app_ferrofax.so"
    released_is_old_enough "$dir/ferrofax"
    echo "$dir"
}

# Runs cargo for that processor. The built files contain no path of this machine, so the same sources give the same bytes in any folder.
released_cargo() {
    local cpu=$1 target=$1-unknown-linux-gnu home=${CARGO_HOME:-$HOME/.cargo}
    local flags="-ffile-prefix-map=$lab_top=. -ffile-prefix-map=$home=cargo"
    shift
    (
        cd "$lab_top"
        PATH=$lab_store/zigbuild/bin:$PATH
        ASTERISK_INCLUDE=$(root_prefix "$(root_get 16)")/usr/include
        CARGO_ZIGBUILD_ZIG_PATH=$(released_zig)
        RUSTFLAGS="--remap-path-prefix=$lab_top=. --remap-path-prefix=$home=cargo"
        export PATH ASTERISK_INCLUDE CARGO_ZIGBUILD_ZIG_PATH RUSTFLAGS ASTERISK_SYSROOT='' CARGO_INCREMENTAL=0
        export "CFLAGS_${target//-/_}=$flags" "CXXFLAGS_${target//-/_}=$flags"
        cargo zigbuild --locked --target "$target.$released_libc" "$@" 8>&-
    ) >&2
}

released_zig() { echo "$lab_store"/zig/lib/python3*/site-packages/ziglang/zig; }

# Checks that a file needs no newer C library than $released_libc; otherwise it would not start on the oldest supported systems.
released_is_old_enough() {
    local newest
    newest=$(readelf -W --dyn-syms "$1" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n1)
    printf '%s\nGLIBC_%s\n' "$newest" "$released_libc" | sort -CV || die "$1 needs $newest, but must not need more than GLIBC_$released_libc"
}

# Registers qemu for that processor with the kernel, as systemd does for the package qemu-user-static.
released_emulate() {
    local cpu=${1:-}
    case "$cpu" in x86_64 | aarch64) ;; *) die "usage: lab emulate x86_64|aarch64" ;; esac
    local kernel=/proc/sys/fs/binfmt_misc
    [ "$cpu" != "$(uname -m)" ] || return 0
    # Without systemd, binfmt_misc is not mounted yet.
    [ -e "$kernel/register" ] || mount -t binfmt_misc binfmt_misc "$kernel" || die "this kernel cannot run programs for $cpu"
    [ -e "$kernel/qemu-$cpu" ] || grep "^:qemu-$cpu:" "/usr/lib/binfmt.d/qemu-$cpu.conf" >"$kernel/register"
}

released_need_target() {
    local libraries
    libraries=$(rustc --print sysroot)/lib/rustlib/$1/lib
    [ ! -d "$libraries" ] || return 0
    command -v rustup >/dev/null || die "needs Rust's standard library for $1, and there is no rustup to get it"
    say "installs Rust's standard library for $1 with rustup (150 MB)"
    rustup target add "$1" >&2 || die "could not install Rust's standard library for $1; see above"
}

tools_for_releases() {
    local dir=$lab_store/zigbuild
    tools_from_pypi zig "$zig_requirements" "Zig's compiler" 400
    [ -x "$(released_zig)" ] || die "needs Zig's compiler; see above"
    [ "$(cat "$dir/.version" 2>/dev/null)" != "$zigbuild_version" ] || return 0
    say "builds cargo-zigbuild $zigbuild_version into $dir"
    cargo install --locked --debug --quiet --root "$dir" --version "$zigbuild_version" cargo-zigbuild >&2 ||
        die "could not build cargo-zigbuild; see above"
    echo "$zigbuild_version" >"$dir/.version"
}
