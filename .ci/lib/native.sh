# Sourced by the scripts: finds a native-image, and keeps the JDK of the build of this project's own kit beside it.

NATIVE_KIT=${XDG_CACHE_HOME:-$HOME/.cache}/native-kit

# Prints the home of a GraalVM, a Mandrel or the kit that .ci/run prepared; fails when there is none.
find_graalvm() {
    local home
    for home in "${GRAALVM_HOME:-}" "$NATIVE_KIT" "${JAVA_HOME:-}"; do
        if [ -n "$home" ] && [ -x "$home/bin/native-image" ]; then
            echo "$home"
            return
        fi
    done
    return 1
}

# Runs a command with the environment of a native build. The kit brings a JDK prepared for it; a real GraalVM is one.
with_graalvm() { # GRAALVM_HOME COMMAND...
    local home=$1 jdk=$1
    shift
    if [ -x "$home/jdk/bin/javac" ]; then jdk=$home/jdk; fi
    # A quarter of the memory, because the machine may be shared (4 GB were the most that a build took).
    GRAALVM_HOME=$home JAVA_HOME=$jdk NI_RAM_PERCENT=${NI_RAM_PERCENT:-25} "$@"
}
