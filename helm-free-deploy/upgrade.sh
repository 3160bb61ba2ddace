#!/bin/bash
# Brings this node to the versions of compose.yaml and of the checkout that this file is in, without a lost request: takes the node out
# on all nodes, updates, waits until everything is healthy, gives it back. One node after the other.
#
#   ./upgrade.sh [--dry-run] [--for DURATION]
#
#   --dry-run        only say what would be done
#   --for DURATION   the drain ends by itself after this time (30m), should this script not come to its end
#
# Exit codes: 0 done, 1 something is not healthy: the node stays out until the drain ends, 2 bad usage.
set -euo pipefail

HERE=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
ENV_FILE=${BOLABADEN_ETC:-/etc/bolabaden}/node.env
DRY=no DURATION=30m

say() { echo "upgrade: $*"; }
die() {
    echo "upgrade: $*" >&2
    exit 2
}

while [ $# -gt 0 ]; do
    case $1 in
        --dry-run) DRY=yes ;;
        --for)
            [ $# -ge 2 ] || die "--for wants a duration such as 30m"
            DURATION=$2
            shift
            ;;
        -h | --help)
            sed -n '2,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
            exit
            ;;
        *) die "unknown argument '$1'; see --help" ;;
    esac
    shift
done
[[ $DURATION =~ ^[0-9]+(s|m|h)$ ]] || die "--for is '$DURATION', expected a duration such as 30m"
[ -r "$ENV_FILE" ] || die "$ENV_FILE cannot be read: ./bootstrap.sh makes it"

setting() { sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" "$ENV_FILE"; }
NODE=$(setting NODE)
PROFILES=$(setting PROFILES)
if [ -z "$NODE" ] || [ -z "$PROFILES" ]; then die "$ENV_FILE lacks NODE or PROFILES: ./bootstrap.sh completes it"; fi

run() {
    say "\$ $*"
    if [ $DRY = yes ]; then return; fi
    "$@"
}

compose() {
    local words=(docker compose -f "$HERE/compose.yaml" --env-file "$ENV_FILE") profile
    for profile in $PROFILES; do words+=(--profile "$profile"); done
    run "${words[@]}" "$@"
}

has_edge() { [[ " $PROFILES " == *" edge "* ]]; }

outrider() { compose exec -T outrider outrider "$@"; }

drained=no
report() {
    local exit=$?
    if [ $exit -ne 0 ] && [ $drained = yes ]; then
        echo "upgrade: did not come to its end: $NODE takes no new sessions until the drain ends ($DURATION after it began);" \
            "see docs/RUNBOOKS.md, and 'outrider undrain $NODE' when it is well" >&2
        exit 1
    fi
}
trap report EXIT

# What can be fetched and built while the node still serves.
compose pull --ignore-buildable
if has_edge; then
    run docker build -f "$HERE/../src/main/docker/Dockerfile.native" -t outrider:0.1.0 "$HERE/.."
    compose build outrider
    # A primary on this node moves first, and sessions end by themselves as far as they do.
    move=()
    if [[ " $PROFILES " == *" redis "* ]]; then move=(--move-primary); fi
    drained=yes
    outrider drain "$NODE" --for "$DURATION" --reason upgrade "${move[@]}" --wait --timeout 5m || {
        [ $? -eq 1 ] || exit 1
        say "sessions are left after five minutes; they end now"
    }
fi
compose up -d --remove-orphans --wait --wait-timeout 120
if has_edge; then
    outrider undrain "$NODE"
    drained=no
    outrider status || true
fi
say "$NODE is up to date"
