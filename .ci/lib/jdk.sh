# Sourced by the scripts: finds a JDK of at least the version that the build needs.

JDK_LEAST=25

# The feature version of a JDK directory; read from its `release` file, because starting a JVM only to ask takes 50 ms.
jdk_version() { # HOME
    local version
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null) || true
    echo "${version:-0}"
}

jdk_is_usable() { # HOME PROGRAM
    [ -x "$1/bin/$2" ] && [ "$(jdk_version "$1")" -ge "$JDK_LEAST" ]
}

# Prints the first JDK home that has PROGRAM (javac to build, java to run) and is new enough; fails when there is none.
find_jdk() { # PROGRAM
    local home
    if [ -n "${JAVA_HOME:-}" ] && jdk_is_usable "$JAVA_HOME" "$1"; then
        echo "$JAVA_HOME"
        return
    fi
    if home=$(readlink -f "$(command -v "$1" 2>/dev/null)" 2>/dev/null); then
        home=${home%/bin/*}
        if jdk_is_usable "$home" "$1"; then
            echo "$home"
            return
        fi
    fi
    # The exact version first: the static analysis of the build is tested with that one.
    for home in /usr/lib/jvm/*"$JDK_LEAST"* /usr/lib/jvm/* /opt/java/* "${HOME:-}"/.sdkman/candidates/java/*; do
        if jdk_is_usable "$home" "$1"; then
            echo "$home"
            return
        fi
    done
    return 1
}

jdk_remedy() {
    echo "no JDK $JDK_LEAST found in JAVA_HOME, on the PATH or in /usr/lib/jvm: install openjdk-$JDK_LEAST-jdk-headless" \
        "(Debian 13) or temurin-$JDK_LEAST-jdk (Adoptium's repository), or set JAVA_HOME"
}
