#!/bin/bash
# Makes this host a node: checks what it needs, makes directories, configuration and secrets, and starts what node.env says. Run it
# again whenever you like: what is as it should be is left alone, and it says so.
#
#   ./bootstrap.sh [--dry-run] [--no-input] [--no-start] [--root DIR]
#
#   --dry-run    only say what would be done
#   --no-input   ask nothing: what node.env and the environment do not have is an error
#   --no-start   make and check everything, start nothing
#   --root DIR   make it all below DIR and start nothing: to look at it, or for an image of a host
#
# Exit codes: 0 the node is as it should be, 1 a check failed, 2 bad usage, or something that it cannot know.
set -euo pipefail
# What is piped into a function counts its changes here, not in a shell of its own.
shopt -s lastpipe

HERE=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
ROOT='' DRY=no INPUT=auto START=yes
CHANGED=0 FAILED=0
declare -A SETTINGS=() TOUCHED=()

say() { echo "bootstrap: $*"; }
warn() { echo "bootstrap: WARNING: $*" >&2; }
die() {
    echo "bootstrap: $*" >&2
    exit 2
}

usage() { sed -n '2,13s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

while [ $# -gt 0 ]; do
    case $1 in
        --dry-run) DRY=yes START=no ;;
        --no-input) INPUT=no ;;
        --no-start) START=no ;;
        --root)
            [ $# -ge 2 ] || die "--root wants a directory"
            ROOT=$(readlink -m "$2") START=no
            shift
            ;;
        -h | --help)
            usage
            exit
            ;;
        *) die "unknown argument '$1'; see --help" ;;
    esac
    shift
done
if [ $INPUT = auto ]; then
    INPUT=no
    if [ -t 0 ] && [ -t 1 ]; then INPUT=yes; fi
fi

# ---- settings: node.env, then the environment, then a question

KEYS=(NODE NODE_ADDRESS NODES DOMAIN ACME_EMAIL ACME_CA PROFILES REDIS_PRIMARY REDIS_QUORUM LOKI_URL BOLABADEN_ETC BOLABADEN_STATE)

default_of() { # KEY
    case $1 in
        NODE) hostname -f 2>/dev/null || true ;;
        NODES) echo "${SETTINGS[NODE]}=${SETTINGS[NODE_ADDRESS]}" ;;
        DOMAIN) echo "${SETTINGS[NODE]#*.}" ;;
        ACME_EMAIL) echo "admin@${SETTINGS[DOMAIN]}" ;;
        ACME_CA) echo https://acme-v02.api.letsencrypt.org/directory ;;
        PROFILES) echo edge ;;
        REDIS_PRIMARY) echo "${SETTINGS[NODE_ADDRESS]}" ;;
        REDIS_QUORUM) echo $(($(wc -w <<<"${SETTINGS[NODES]}") / 2 + 1)) ;;
        LOKI_URL) echo http://127.0.0.1:3100/loki/api/v1/push ;;
        BOLABADEN_ETC) echo /etc/bolabaden ;;
        BOLABADEN_STATE) echo /var/lib/bolabaden ;;
    esac
}

# Those that only the operator knows; the others have a good default.
must_be_known() { case $1 in NODE | NODE_ADDRESS | ACME_EMAIL | DOMAIN) return 0 ;; *) return 1 ;; esac }

explain() { # KEY
    case $1 in
        NODE) echo "this node's name, as in services.yaml" ;;
        NODE_ADDRESS) echo "its private address, at which the other nodes reach it" ;;
        NODES) echo "all nodes, as NAME=ADDRESS separated by blanks" ;;
        DOMAIN) echo "the domain of the services" ;;
        ACME_EMAIL) echo "whom the certificate authority writes to" ;;
        PROFILES) echo "what runs here: edge, redis, observability" ;;
        *) echo "see node.env.example" ;;
    esac
}

pattern_of() { # KEY
    case $1 in
        NODE | DOMAIN) echo '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$' ;;
        NODE_ADDRESS | REDIS_PRIMARY) echo '^[0-9A-Fa-f.:]+$' ;;
        NODES) echo '^[A-Za-z0-9.-]+=[0-9A-Fa-f.:]+( [A-Za-z0-9.-]+=[0-9A-Fa-f.:]+)*$' ;;
        ACME_EMAIL) echo '^[^@[:space:]"]+@[^@[:space:]"]+$' ;;
        PROFILES) echo '^(edge|redis|observability)( (edge|redis|observability))*$' ;;
        REDIS_QUORUM) echo '^[1-9][0-9]?$' ;;
        ACME_CA | LOKI_URL) echo '^https?://[^[:space:]"]+$' ;;
        *) echo '^/[A-Za-z0-9._/-]+$' ;;
    esac
}

read_settings() { # FILE
    local line key value
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in '' | '#'*) continue ;; esac
        key=${line%%=*} value=${line#*=}
        value=${value%\"} value=${value#\"}
        [[ " ${KEYS[*]} " == *" $key "* ]] || die "$1: unknown key '$key', expected one of: ${KEYS[*]}"
        SETTINGS[$key]=$value
    done <"$1"
}

ask() { # KEY
    local key=$1 value default
    default=$(default_of "$key")
    read -r -p "$key, $(explain "$key")${default:+ [$default]}: " value || die "no answer for $key"
    echo "${value:-$default}"
}

settle() {
    local key
    for key in "${KEYS[@]}"; do
        if [ -z "${SETTINGS[$key]:-}" ]; then
            if [ -n "${!key:-}" ]; then
                SETTINGS[$key]=${!key}
            elif [ $INPUT = yes ]; then
                SETTINGS[$key]=$(ask "$key")
            elif must_be_known "$key"; then
                die "$key is not known ($(explain "$key")): write it into $ENV_FILE, or set it in the environment"
            else
                SETTINGS[$key]=$(default_of "$key")
            fi
        fi
        [[ ${SETTINGS[$key]} =~ $(pattern_of "$key") ]] ||
            die "$key is '${SETTINGS[$key]}', which is not $(explain "$key")"
    done
    [[ " ${SETTINGS[NODES]} " == *" ${SETTINGS[NODE]}=${SETTINGS[NODE_ADDRESS]} "* ]] ||
        die "NODES lacks this node: it should have ${SETTINGS[NODE]}=${SETTINGS[NODE_ADDRESS]} among '${SETTINGS[NODES]}'"
}

has_profile() { [[ " ${SETTINGS[PROFILES]} " == *" $1 "* ]]; }

# ---- files: each is written only when it differs

own() { # OWNER PATH
    if [ "$(id -u)" -ne 0 ] || [ "$(stat -c %u:%g "$2")" = "$1" ]; then return; fi
    if [ $DRY = no ]; then chown "$1" "$2"; fi
    changed "$2: owner $1"
}

mode() { # MODE PATH
    if [ "$(stat -c %a "$2")" = "${1#0}" ]; then return; fi
    if [ $DRY = no ]; then chmod "$1" "$2"; fi
    changed "$2: mode $1"
}

changed() { # WHAT
    CHANGED=$((CHANGED + 1))
    if [ $DRY = yes ]; then say "would change $1"; else say "changed $1"; fi
}

directory() { # MODE OWNER PATH
    if [ ! -d "$ROOT$3" ]; then
        changed "$ROOT$3: made"
        if [ $DRY = yes ]; then return; fi
        mkdir -p "$ROOT$3"
    fi
    # The owner first: a change of owner clears the bit that hands the group on.
    own "$2" "$ROOT$3"
    mode "$1" "$ROOT$3"
}

# Replaces a file by standard input if that is another; beside it and by a rename, so that nobody reads half of it.
put() { # MODE OWNER PATH
    local path=$ROOT$3 next
    next=$(mktemp)
    cat >"$next"
    if ! cmp -s "$next" "$path"; then
        changed "$path"
        TOUCHED[$3]=yes
        if [ $DRY = no ]; then
            cp "$next" "$path.next"
            chmod "$1" "$path.next"
            mv "$path.next" "$path"
        fi
    fi
    rm -f "$next"
    if [ -e "$path" ]; then
        own "$2" "$path"
        mode "$1" "$path"
    fi
}

# The same for what becomes somebody else's once it is there.
put_once() { # MODE OWNER PATH
    if [ -e "$ROOT$3" ]; then
        cat >/dev/null
        own "$2" "$ROOT$3"
        mode "$1" "$ROOT$3"
    else
        put "$@"
    fi
}

fill() { # TEMPLATE: its @KEY@s replaced
    local text key
    text=$(<"$HERE/$1")
    for key in "${KEYS[@]}"; do text=${text//"@$key@"/${SETTINGS[$key]}}; done
    text=${text//@REDIS_PASSWORD@/$(secret redis_password)}
    text=${text//@MIN_REPLICAS@/$(($(wc -w <<<"${SETTINGS[NODES]}") > 1))}
    printf '%s\n' "$text"
}

secret() { # NAME
    local file=$ROOT${SETTINGS[BOLABADEN_ETC]}/secrets/$1
    # In a dry run on a fresh host it is not made yet.
    if [ -r "$file" ]; then head -n 1 "$file"; fi
}

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# The password is one for all nodes: made on the first, given to the others.
know_redis_password() {
    local file=${SETTINGS[BOLABADEN_ETC]}/secrets/redis_password
    if ! has_profile redis || [ -e "$ROOT$file" ] || [ -n "${REDIS_PASSWORD:-}" ]; then return; fi
    if [ "${SETTINGS[REDIS_PRIMARY]}" = "${SETTINGS[NODE_ADDRESS]}" ]; then return; fi
    if [ $INPUT = yes ]; then
        read -r -s -p "REDIS_PASSWORD, the first line of $file on ${SETTINGS[REDIS_PRIMARY]}: " REDIS_PASSWORD || die "no answer"
        echo
    fi
    [ -n "${REDIS_PASSWORD:-}" ] ||
        die "the password of Redis is not known: copy $file from the node at ${SETTINGS[REDIS_PRIMARY]}, or set REDIS_PASSWORD in the environment"
}

make_secrets() {
    local etc=${SETTINGS[BOLABADEN_ETC]}
    directory 0751 0:0 "$etc/secrets"
    # A file's group is that of the program that reads it: Outrider 65532, which Redis' health check is in too, Grafana 472.
    random | put_once 0640 0:65532 "$etc/secrets/api_token"
    if [ -n "${REDIS_PASSWORD:-}" ]; then printf '%s' "$REDIS_PASSWORD"; else random; fi | put_once 0640 0:65532 "$etc/secrets/redis_password"
    random | put_once 0640 0:472 "$etc/secrets/grafana_password"
    printf '%s\n' "${CF_DNS_API_TOKEN:-}" | put_once 0400 0:0 "$etc/secrets/cf_api_token"
    if has_profile edge && [ -e "$ROOT$etc/secrets/cf_api_token" ] && [ -z "$(secret cf_api_token)" ]; then
        warn "$ROOT$etc/secrets/cf_api_token is empty: without a token of Cloudflare for the DNS of ${SETTINGS[DOMAIN]} Traefik gets no certificate"
    fi
}

make_directories() {
    local etc=${SETTINGS[BOLABADEN_ETC]} state=${SETTINGS[BOLABADEN_STATE]}
    directory 0755 0:0 "$etc"
    local name
    for name in traefik haproxy prometheus loki alloy grafana grafana/provisioning grafana/provisioning/dashboards \
        grafana/provisioning/datasources grafana/dashboards; do
        directory 0755 0:0 "$etc/$name"
    done
    # Outrider writes into these two, and the proxies read.
    directory 0755 65532:65532 "$etc/traefik/dynamic"
    directory 0755 65532:65532 "$etc/haproxy/conf.d"
    directory 0755 0:0 "$state"
    directory 0700 0:0 "$state/traefik"
    # HAProxy's sockets: its own user's, and the group hands on.
    directory 2770 99:99 "$state/haproxy-run"
    directory 0750 65532:65532 "$state/outrider"
    directory 0750 999:999 "$state/redis"
    directory 0750 999:999 "$state/sentinel"
    directory 0750 65534:65534 "$state/prometheus"
    directory 0750 10001:10001 "$state/loki"
    directory 0750 0:0 "$state/alloy"
    directory 0750 472:472 "$state/grafana"
}

targets() {
    local node
    for node in ${SETTINGS[NODES]}; do
        printf -- '- {targets: ["%s:9180"], labels: {instance: %s}}\n' "${node#*=}" "${node%%=*}"
    done
}

registry() {
    local node
    echo "# What runs where; the same file on every node. bootstrap.sh wrote this beginning once, the rest is yours: docs/GETTING-STARTED.md."
    echo "version: 1"
    echo "nodes:"
    for node in ${SETTINGS[NODES]}; do echo "  ${node%%=*}: {address: ${node#*=}}"; done
    if ! has_profile redis; then return; fi
    echo "tcp:"
    echo "  redis-main:"
    echo "    port: 6379"
    echo "    sentinel:"
    echo "      master: redis-main"
    printf '      sentinels: ['
    local separator=''
    for node in ${SETTINGS[NODES]}; do
        printf '%s"%s:26379"' "$separator" "${node#*=}"
        separator=', '
    done
    echo ']'
    echo "      password-file: /run/secrets/redis_password"
    echo "    backends:"
    for node in ${SETTINGS[NODES]}; do echo "      - {host: ${node%%=*}, port: 6380}"; done
}

node_env() {
    local key
    echo "# This node; see node.env.example beside bootstrap.sh, which wrote this."
    for key in "${KEYS[@]}"; do printf '%s="%s"\n' "$key" "${SETTINGS[$key]}"; done
}

# Traefik's, for those who ask for a name that it has no other for.
default_certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout - -out - -days 3650 -subj /CN=traefik 2>/dev/null
}

make_files() {
    local etc=${SETTINGS[BOLABADEN_ETC]} state=${SETTINGS[BOLABADEN_STATE]} file
    node_env | put_once 0644 0:0 "$etc/node.env"
    registry | put_once 0644 0:0 "$etc/services.yaml"
    fill outrider/watcher.yaml.in | put_once 0644 0:0 "$etc/watcher.yaml"
    default_certificate | put_once 0600 0:0 "$etc/traefik/default.pem"
    fill traefik/traefik.yml.in | put 0644 0:0 "$etc/traefik/traefik.yml"
    fill traefik/dynamic/certificates.yaml.in | put 0644 0:0 "$etc/traefik/dynamic/certificates.yaml"
    put 0644 0:0 "$etc/haproxy/base.cfg" <"$HERE/haproxy/base.cfg"
    for file in scrape-file-sd.yml outrider.rules.yml; do
        put 0644 0:0 "$etc/prometheus/$file" <"$HERE/prometheus/$file"
    done
    targets | put 0644 0:0 "$etc/prometheus/outrider-targets.yml"
    put 0644 0:0 "$etc/loki/loki.yaml" <"$HERE/loki/loki.yaml"
    put 0644 0:0 "$etc/alloy/outrider.alloy" <"$HERE/alloy/outrider.alloy"
    for file in dashboards/outrider.yaml datasources/outrider.yaml; do
        put 0644 0:0 "$etc/grafana/provisioning/$file" <"$HERE/grafana/provisioning/$file"
    done
    for file in "$HERE"/grafana/*.json; do put 0644 0:0 "$etc/grafana/dashboards/${file##*/}" <"$file"; done
    { fill redis/redis.conf.in && follow_primary; } | put_once 0600 999:999 "$state/redis/redis.conf"
    fill redis/sentinel.conf.in | put_once 0600 999:999 "$state/sentinel/sentinel.conf"
}

follow_primary() {
    if [ "${SETTINGS[REDIS_PRIMARY]}" != "${SETTINGS[NODE_ADDRESS]}" ]; then echo "replicaof ${SETTINGS[REDIS_PRIMARY]} 6380"; fi
}

# ---- checks of the host; each says what it found. No grep -q behind a pipe: it leaves at the first hit, the program before it dies
# of that, and with pipefail the hit counts as none.

ok() { say "ok: $*"; }
fail() {
    echo "bootstrap: FAILED: $*" >&2
    FAILED=$((FAILED + 1))
}

running_here() { # SERVICE
    [ "$(docker inspect -f '{{.State.Running}}' "bolabaden-$1-1" 2>/dev/null)" = true ]
}

check_port() { # PORT SERVICE
    if ! command -v ss >/dev/null; then return; fi
    if [ -z "$(ss -Hltn "sport = :$1")" ]; then
        ok "port $1 is free for $2"
    elif running_here "$2"; then
        ok "port $1 is held by $2"
    else
        fail "port $1, which $2 wants, is held by another program: $(ss -Hltnp "sport = :$1" | awk '{print $NF; exit}'); stop that, or leave its profile out of PROFILES"
    fi
}

check_ports() {
    local pair
    command -v ss >/dev/null || warn "no program ss (package iproute2): whether the ports are free is not known"
    if has_profile edge; then for pair in 80:traefik 443:traefik 8080:traefik 8082:traefik 8404:haproxy 9180:outrider; do check_port "${pair%:*}" "${pair#*:}"; done; fi
    if has_profile redis; then for pair in 6380:redis 26379:sentinel; do check_port "${pair%:*}" "${pair#*:}"; done; fi
    if has_profile observability; then for pair in 9090:prometheus 3100:loki 3000:grafana 12345:alloy; do check_port "${pair%:*}" "${pair#*:}"; done; fi
}

check_docker() {
    if ! command -v docker >/dev/null; then
        fail "docker is not installed: see docs.docker.com/engine/install, or use the Debian package of Outrider and systemd instead"
    elif ! docker info >/dev/null 2>&1; then
        fail "docker's daemon does not answer: systemctl start docker, and be root or of the group docker"
    elif ! docker compose version >/dev/null 2>&1; then
        fail "docker has no compose: install the package docker-compose-plugin"
    else
        ok "docker and compose answer"
    fi
}

check_clock() {
    local state
    if state=$(timedatectl show -p NTPSynchronized --value 2>/dev/null) && [ "$state" = yes ]; then
        ok "the clock is synchronised"
    elif command -v chronyc >/dev/null && chronyc -n tracking 2>/dev/null | grep '^Leap status *: Normal' >/dev/null; then
        ok "the clock is synchronised by chrony"
    else
        warn "the clock is not known to be synchronised: certificates, drains and logs rely on it; install chrony or systemd-timesyncd"
    fi
}

check_address() {
    if ! command -v ip >/dev/null; then
        warn "no program ip (package iproute2): whether ${SETTINGS[NODE_ADDRESS]} is an address of this host is not known"
    elif ip -o addr show | awk '{print $4}' | cut -d/ -f1 | grep -xF -- "${SETTINGS[NODE_ADDRESS]}" >/dev/null; then
        ok "${SETTINGS[NODE_ADDRESS]} is an address of this host"
    else
        fail "NODE_ADDRESS ${SETTINGS[NODE_ADDRESS]} is no address of this host: bring the private network up, or correct $ENV_FILE"
    fi
}

check_dns() {
    if getent ahosts "${SETTINGS[NODE]}" >/dev/null; then
        ok "${SETTINGS[NODE]} resolves"
    else
        warn "${SETTINGS[NODE]} does not resolve: give it an A record, see docs/DNS.md"
    fi
    if getent ahosts "$(sed -E 's|^https?://([^/:]+).*|\1|' <<<"${SETTINGS[ACME_CA]}")" >/dev/null; then
        ok "the certificate authority resolves"
    else
        warn "the host of ${SETTINGS[ACME_CA]} does not resolve: no certificate can be had"
    fi
}

check_firewall() {
    local private="9180"
    if has_profile redis; then private+=" 6379 6380 26379"; fi
    if command -v ufw >/dev/null && ufw status 2>/dev/null | grep '^Status: active' >/dev/null; then
        ok "ufw is active; let the nodes reach TCP $private at ${SETTINGS[NODE_ADDRESS]}, and everybody 80 and 443"
    elif command -v nft >/dev/null && nft list ruleset 2>/dev/null | grep 'hook input.*policy drop' >/dev/null; then
        ok "nftables drops by default; let the nodes reach TCP $private at ${SETTINGS[NODE_ADDRESS]}, and everybody 80 and 443"
    else
        warn "no firewall that drops by default is seen: TCP $private listen at ${SETTINGS[NODE_ADDRESS]} and are for the nodes alone"
    fi
}

# ---- what runs

compose() {
    local profiles=() profile
    for profile in ${SETTINGS[PROFILES]}; do profiles+=(--profile "$profile"); done
    docker compose -f "$HERE/compose.yaml" --env-file "$ENV_FILE" "${profiles[@]}" "$@"
}

touched() { # PREFIX below BOLABADEN_ETC
    local path
    for path in "${!TOUCHED[@]}"; do
        if [[ $path == "${SETTINGS[BOLABADEN_ETC]}/$1"* ]]; then return 0; fi
    done
    return 1
}

start() {
    # outrider-edge is made of this one; minutes, once.
    if has_profile edge && ! docker image inspect outrider:0.1.0 >/dev/null 2>&1; then
        docker build -f "$HERE/../src/main/docker/Dockerfile.native" -t outrider:0.1.0 "$HERE/.."
    fi
    compose up -d --remove-orphans
    # What reads its configuration only at the start. HAProxy reloads without losing a connection.
    if has_profile edge; then
        if touched traefik/traefik.yml; then compose restart traefik; fi
        if touched haproxy/base.cfg; then compose kill -s USR2 haproxy; fi
    fi
    if has_profile observability; then
        if touched prometheus/; then compose kill -s HUP prometheus; fi
        if touched loki/; then compose restart loki; fi
        if touched alloy/; then compose restart alloy; fi
    fi
}

status() {
    say "node ${SETTINGS[NODE]} at ${SETTINGS[NODE_ADDRESS]}, profiles ${SETTINGS[PROFILES]}, of $(wc -w <<<"${SETTINGS[NODES]}") nodes"
    if [ $START = yes ]; then
        compose ps --format 'table {{.Service}}\t{{.Status}}'
        if has_profile edge; then compose exec -T outrider outrider status || true; fi
    fi
}

ENV_FILE=$ROOT${BOLABADEN_ETC:-/etc/bolabaden}/node.env
if [ -z "$ROOT" ] && [ $DRY = no ] && [ "$(id -u)" -ne 0 ]; then die "has to be root, or be given --dry-run or --root DIR"; fi
if [ -e "$ENV_FILE" ]; then read_settings "$ENV_FILE"; fi
settle

if [ -z "$ROOT" ]; then
    check_docker
    check_address
    check_ports
    check_clock
    check_dns
    check_firewall
    if [ $FAILED -gt 0 ] && [ $DRY = no ]; then
        say "$FAILED checks failed; nothing was changed"
        exit 1
    fi
fi
command -v openssl >/dev/null || die "no program openssl (package openssl), which makes Traefik's default certificate"
know_redis_password
make_directories
make_secrets
make_files
if [ $START = yes ]; then start; fi
status
if [ $CHANGED -eq 0 ]; then
    say "nothing changed"
elif [ $DRY = yes ]; then
    say "$CHANGED changes would be made"
else
    say "$CHANGED changes made"
fi
[ $FAILED -eq 0 ]
