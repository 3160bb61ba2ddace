# Sourced by the scripts: installs Debian packages that are missing, without starting a system service. Needs `say`.

POLICY=/usr/sbin/policy-rc.d

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

missing_packages() { # PACKAGE...
    local package
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
    done
}

# Debian starts a service as its package is installed, unless this policy says no (101). Where one says so already it is
# left alone; another one is put back afterwards.
services_stay_stopped() {
    local answer=0
    if [ -x "$POLICY" ]; then "$POLICY" haproxy start >/dev/null 2>&1 || answer=$?; fi
    if [ "$answer" -eq 101 ]; then return; fi
    trap services_as_before EXIT
    trap 'exit 1' INT TERM
    if [ -e "$POLICY" ]; then as_root mv "$POLICY" "$POLICY.before-outrider"; fi
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$POLICY" >/dev/null
    as_root chmod 755 "$POLICY"
}

services_as_before() {
    as_root rm -f "$POLICY"
    if [ -e "$POLICY.before-outrider" ]; then as_root mv "$POLICY.before-outrider" "$POLICY"; fi
}

can_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }
}

# Installs those of the packages that are missing; where that cannot be done, says what to install.
install_packages() { # PACKAGE...
    local missing
    missing=$(missing_packages "$@" | xargs)
    if [ -z "$missing" ]; then return; fi
    if ! can_install; then
        say "cannot install packages here (it takes apt-get, and root or sudo): please install $missing"
        return 1
    fi
    say "installing Debian packages, without starting any service: $missing"
    (
        services_stay_stopped
        # One broken third-party source is no reason to stop: the install below tells whether it mattered.
        as_root apt-get update -qq >&2 || say "apt-get update had errors; going on"
        # shellcheck disable=SC2086 # one word a package
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o Dpkg::Use-Pty=0 \
            --no-install-recommends $missing </dev/null >&2
    )
}

# Installs a JDK from whatever source the machine has; where there is none, says what to do. Needs jdk.sh.
install_jdk() {
    local package
    if can_install; then
        as_root apt-get update -qq >&2 || true
        for package in "openjdk-$JDK_LEAST-jdk-headless" "temurin-$JDK_LEAST-jdk"; do
            if apt-cache show "$package" >/dev/null 2>&1; then
                install_packages "$package"
                return
            fi
        done
    fi
    say "$(jdk_remedy)"
    return 1
}
