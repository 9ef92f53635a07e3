# Installs the programs that builds and tests need on this machine. Sourced by ../lab.

# Installs the missing programs for one purpose:
#   build       builds                              packages    roots of Debian packages
#   released    builds of a release                 release     the tree of packages that is published
#   demo        the demo                            docs        the documents' website
#   test        the tests                           debian      of these, the Debian packages
#   registries  of these, the packages from the registries of Python and npm, and Debian packages that are only unpacked
tools_install() {
    local missing=()
    case "${1:-}" in
        build) tools_for_building ;;
        packages) tools_for_packages ;;
        demo) tools_for_building && tools_need curl curl ;;
        debian | test) tools_for_building && tools_for_tests && tools_for_browser ;;
        docs) tools_rust ;;
        released) tools_for_building && tools_for_packages && tools_need readelf binutils && tools_need python3 python3-venv ;;
        release) tools_for_packages && tools_for_publishing ;;
        registries) ;;
        *) die "usage: lab tools build|packages|demo|docs|test|released|release|debian|registries" ;;
    esac
    [ ${#missing[@]} -eq 0 ] || tools_get
    case "$1" in
        test | registries) tools_from_registries ;;
        docs) tools_mdbook ;;
        released) tools_for_releases ;;
    esac
}

# Installs the packages from registries, all at the same time, because they mostly wait for the network.
tools_from_registries() {
    local tool
    for tool in tools_driver tools_for_the_api tools_mcp tools_s3 tools_filing tools_sshd tools_provider tools_linter tools_python_client tools_typescript_client tools_prometheus; do "$tool" & done
    wait
}

# Installs the packages in `missing`.
tools_get() {
    command -v apt-get >/dev/null || die "needs ${missing[*]} (Debian's names), and this machine has no apt-get to install them"
    [ "$(id -u)" = 0 ] || die "needs to install ${missing[*]}, and that needs root"
    say "installs these packages on this machine: ${missing[*]}"
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}")
    if ! "${install[@]}" >/dev/null 2>&1; then
        # The package lists are missing or old.
        apt-get update -qq >&2
        "${install[@]}" >&2 || die "could not install ${missing[*]}"
    fi
    rm -f "$tools_no_cluster"
}

tools_need() { command -v "$1" >/dev/null || missing+=("$2"); }

# Succeeds if a file matches one of these patterns.
tools_file() {
    local pattern
    for pattern in "$@"; do
        ! compgen -G "$pattern" >/dev/null || return 0
    done
    return 1
}

tools_for_building() {
    tools_rust
    tools_need cc gcc
    [ -f /usr/include/stdio.h ] || missing+=(libc6-dev)
    # bindgen reads our C header with libclang, which needs its own headers.
    tools_file '/usr/lib/llvm-*/lib/libclang*.so*' '/usr/lib/*/libclang*.so*' &&
        tools_file '/usr/lib/llvm-*/lib/clang/*/include' '/usr/lib/clang/*/include' || missing+=(libclang-dev)
}

tools_for_packages() {
    tools_need mmdebstrap mmdebstrap
    [ -f /usr/share/keyrings/debian-archive-keyring.gpg ] || missing+=(debian-archive-keyring)
}

# Programs that build packages, repositories and images (packaging/release), also for the other processor.
tools_for_publishing() {
    tools_need dh debhelper
    tools_need rpmbuild rpm
    tools_need createrepo_c createrepo-c
    tools_need apt-ftparchive apt-utils
    tools_need gpg gnupg
    tools_need ip iproute2
    tools_need python3 python3
    case "$(uname -m)" in
        x86_64) tools_need aarch64-linux-gnu-strip binutils-aarch64-linux-gnu ;;
        aarch64) tools_need x86_64-linux-gnu-strip binutils-x86-64-linux-gnu ;;
    esac
    tools_need qemu-aarch64-static qemu-user-static
    tools_need arch-test arch-test
}

# spandsp for tests on a simulated line, programs that read the files that Ferrofax writes, and servers that Ferrofax works with.
tools_for_tests() {
    tools_need tiffcp libtiff-tools
    tools_need pbmtojbg85 jbigkit-bin
    tools_need djpeg libjpeg-turbo-progs
    tools_need pdftoppm poppler-utils
    tools_need gs ghostscript
    tools_need tesseract tesseract-ocr
    tools_need systemd-analyze systemd
    tools_need systemd-sysusers systemd
    tools_need logrotate logrotate
    tools_need dh debhelper
    tools_need lintian lintian
    tools_need ip iproute2
    /usr/bin/python3 -c 'import prometheus_client' 2>/dev/null || missing+=(python3-prometheus-client)
    # An LDAP server for logins. The package must not set up a directory on this machine.
    if [ ! -x /usr/sbin/slapd ]; then
        ! command -v debconf-set-selections >/dev/null || echo 'slapd slapd/no_configuration boolean true' | debconf-set-selections || :
        missing+=(slapd)
    fi
    tools_need ldapmodify ldap-utils
    # A test server for ACME certificates, if the system has its package.
    ! apt-cache show pebble >/dev/null 2>&1 || tools_need pebble pebble
    # A database server. The package must not set up a server on this machine.
    if ! tools_file '/usr/lib/postgresql/*/bin/postgres'; then
        tools_no_cluster
        missing+=(postgresql)
    fi
    # Programs that print and find printers.
    tools_need curl curl
    tools_need cupsd cups-daemon
    tools_file '/usr/lib/cups/daemon/cups-driverd' || missing+=(cups)
    tools_need lp cups-client
    tools_need ipptool cups-ipp-utils
    tools_file '/usr/lib/cups/filter/pdftopdf' || missing+=(cups-filters)
    tools_file '/usr/lib/cups/driver/foomatic-db-compressed-ppds' || missing+=(foomatic-db-compressed-ppds)
    # HylaFAX's own clients.
    tools_need sendfax hylafax-client
    # The SFTP client, which Ferrofax uses to file received faxes.
    tools_need sftp openssh-client
    tools_need dbus-daemon dbus
    tools_need avahi-daemon avahi-daemon
    tools_need avahi-browse avahi-utils
    tools_file '/usr/include/spandsp.h' '/usr/include/*/spandsp.h' || missing+=(libspandsp-dev)
    tools_file '/usr/include/tiffio.h' '/usr/include/*/tiffio.h' || missing+=(libtiff-dev)
}

# Writes a setting that prevents the package postgresql from creating and starting a server.
tools_no_cluster=/etc/postgresql-common/createcluster.d/ferrofax-lab.conf
tools_no_cluster() {
    [ "$(id -u)" != 0 ] || { mkdir -p "${tools_no_cluster%/*}" && echo 'create_main_cluster = false' >"$tools_no_cluster"; }
}

# The browser of the tests of the web interface, and the default font of its pages.
tools_for_browser() {
    # The headless shell is Chromium without windows and takes a third less CPU time. Older systems lack its package.
    if apt-cache show chromium-headless-shell >/dev/null 2>&1; then
        tools_need chromium-headless-shell chromium-headless-shell
    else
        tools_need chromium chromium
    fi
    tools_file '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' || missing+=(fonts-dejavu-core)
    python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
}

# Playwright, which drives the browser. It is installed without a browser of its own.
tools_driver() { tools_from_pypi browser tests/web/browser/requirements.txt 'Playwright for Python' 200; }

# Programs that check the description of the API, and send random requests to the API.
tools_for_the_api() { tools_from_pypi api tests/web/api_requirements.txt 'Schemathesis and openapi-spec-validator' 80; }

# A client of the Model Context Protocol.
tools_mcp() { tools_from_pypi mcp tests/web/mcp_requirements.txt 'the client library of the Model Context Protocol' 60; }

# An S3 server.
tools_s3() { tools_from_pypi s3 tests/kit/s3_requirements.txt 'moto, an S3 server,' 140; }

# Servers to which Ferrofax files received faxes.
tools_filing() { tools_from_pypi filing tests/kit/filing_requirements.txt 'servers of WebDAV and HL7, and a FHIR validator,' 60; }

# FOLDER LIST NAME MB: installs the packages in LIST from Python's registry into FOLDER of the store. If that fails, the tests that need
# them are skipped.
tools_from_pypi() {
    local dir=$lab_store/$1 wanted=$lab_top/$2
    ! cmp -s "$wanted" "$dir/requirements.txt" || return 0
    say "installs $3 into $dir ($4 MB)"
    mkdir -p "$lab_store"
    rm -rf "$dir"
    if python3 -m venv "$dir" && "$dir/bin/pip" install -q --disable-pip-version-check --retries 1 -r "$wanted" >&2; then
        cp "$wanted" "$dir/requirements.txt"
    else
        rm -rf "$dir"
        say "could not install $3; see above. The tests that need it will be skipped."
    fi
}

# An OpenID Connect provider for logins.
tools_provider() { tools_from_npm oidc-provider oidc-provider 8.8.1 9; }

# A linter for the description of the API.
tools_linter() { tools_from_npm redocly @redocly/openapi-core 2.64.0 29; }

# Programs that generate clients in Python and TypeScript from the description of the API.
tools_python_client() { tools_from_pypi openapi-python tests/web/client_requirements.txt 'openapi-python-client' 70; }
tools_typescript_client() { tools_from_npm openapi-typescript openapi-typescript 7.13.0 35 openapi-fetch@0.17.0 typescript@5.9.3; }

# FOLDER PACKAGE VERSION MB [PACKAGE@VERSION…]: installs packages from npm's registry into FOLDER of the store. If that fails, or without npm,
# the tests that need them are skipped.
tools_from_npm() {
    local dir=$lab_store/$1 package=$2 version=$3 size=$4
    shift 4
    [ "$(cat "$dir/.version" 2>/dev/null)" != "$version" ] || return 0
    command -v npm >/dev/null || { say "npm is not installed: tests that need $package will be skipped"; return 0; }
    say "installs $package $version from npm's registry into $dir ($size MB)"
    rm -rf "$dir"
    mkdir -p "$dir"
    # npm waits without limit if its registry does not answer.
    local install=(timeout 120 npm install --prefix "$dir" --ignore-scripts --no-audit --no-fund --silent "$package@$version" "$@")
    if "${install[@]}" >&2 || "${install[@]}" >&2; then
        echo "$version" >"$dir/.version"
    else
        say "could not install $package: tests that need it will be skipped"
    fi
}

# Prometheus. Only the programs are unpacked, because an installed package would start a service.
tools_prometheus() {
    local dir=$lab_store/prometheus programs=(./usr/bin/prometheus ./usr/bin/promtool)
    [ ! -d "$dir" ] || return 0
    say "unpacks Prometheus from Debian's package into $dir (95 MB)"
    rm -rf "$dir.new"
    mkdir -p "$dir.new"
    if tools_download prometheus "$dir.new" && dpkg-deb --fsys-tarfile "$dir.new"/prometheus_*.deb | tar -x -C "$dir.new" "${programs[@]}"; then
        rm "$dir.new"/*.deb
        mv "$dir.new" "$dir"
    else
        say "could not download Prometheus: tests that need it will be skipped"
    fi
}

# OpenSSH's server. Only the program is unpacked, because an installed package would start a service.
tools_sshd() {
    local dir=$lab_store/sshd
    [ ! -d "$dir" ] || return 0
    say "unpacks OpenSSH's server from Debian's package into $dir (2 MB)"
    rm -rf "$dir.new"
    mkdir -p "$dir.new"
    if tools_download openssh-server "$dir.new" && dpkg-deb --fsys-tarfile "$dir.new"/openssh-server_*.deb | tar -x -C "$dir.new" ./usr/sbin/sshd; then
        rm "$dir.new"/*.deb
        mv "$dir.new" "$dir"
    else
        say "could not download OpenSSH's server: tests that need it will be skipped"
    fi
}

# PACKAGE FOLDER: downloads the file of a Debian package into FOLDER.
tools_download() {
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return
    local download=(apt-get -qq -o APT::Sandbox::User=root download "$1")
    (cd "$2" && { "${download[@]}" 2>/dev/null || { apt-get -qq update && "${download[@]}"; }; }) >&2
}

# mdbook, which builds the documents' website. If this machine lacks it, it is built into the store, in a few minutes.
tools_mdbook_version=0.5.4
tools_mdbook() {
    local dir=$lab_store/mdbook
    ! "$(tools_mdbook_path)" --version >/dev/null 2>&1 || return 0
    say "builds mdbook $tools_mdbook_version into $dir"
    # Without its preview server.
    cargo install --locked --debug --quiet --root "$dir" --version "$tools_mdbook_version" \
        --no-default-features --features search mdbook >&2 ||
        die "could not build mdbook; see above"
}

# Prints the path of mdbook.
tools_mdbook_path() {
    case "$(command -v mdbook >/dev/null && mdbook --version)" in
        "mdbook v$tools_mdbook_version") command -v mdbook ;;
        *) echo "$lab_store/mdbook/bin/mdbook" ;;
    esac
}

tools_rust() {
    local needed found
    needed=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$lab_top/Cargo.toml")
    command -v cargo >/dev/null || die "needs Rust $needed or newer, but cargo is not installed; see rustup.rs"
    found=$(cargo --version | cut -d' ' -f2)
    printf '%s\n%s\n' "$needed" "$found" | sort -CV || die "needs Rust $needed or newer; cargo is $found (rustup update)"
}

# Prints cargo's target folder.
tools_target() {
    (cd "$lab_top" && cargo metadata --format-version 1 --no-deps --offline) | sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p'
}
