#!/usr/bin/env bash
# demo.sh AUDITLOG: from the first entry to a detected forgery on a machine without PowerShell, with real entries: the
# processes of this machine, and this repository's history where git is. Every command is shown as one would type it.
set -euo pipefail
auditlog=$1
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/auditlog-demo-XXXXXX")
cd "$folder"
export LC_ALL=C.UTF-8
[[ -t 1 && -z ${NO_COLOR:-} ]] && dim=$'\e[90m' cyan=$'\e[96m' plain=$'\e[0m' || dim='' cyan='' plain=''

why() { printf '\n%s# %s%s\n' "$dim" "$1" "$plain"; }
auditlog() { "$auditlog" "$@"; }
run() {
    printf '%s$ %s%s\n' "$cyan" "$plain" "$1"
    eval "$1"
}

# Text on its way into JSON: backslashes and quotes escaped, control characters dropped.
clean() { tr -d '\000-\010\013-\037' | sed 's/\\/\\\\/g; s/"/\\"/g'; }

# User, process id, name. A small container has no ps.
running() {
    if command -v ps >/dev/null; then
        ps -eo user=,pid=,comm=
        return
    fi
    for entry in /proc/[0-9]*; do
        printf '%s %s %s\n' "$(stat -c %U "$entry")" "${entry#/proc/}" "$(<"$entry/comm")"
    done 2>/dev/null
}

# Columns, separated by tabs, to events.
commits() {
    git -C "$repository" log -n 200 --reverse --format='%an%x09%cI%x09%h%x09%s' 2>/dev/null | clean |
        awk -F'\t' '{printf "{\"type\":\"commit\",\"actor\":\"%s\",\"occurred\":\"%s\",\"action\":\"commit\",\"target\":\"%s\",\"message\":\"%s\"}\n", $1, $2, $3, $4}'
}
processes() {
    running | clean |
        awk '{printf "{\"type\":\"process\",\"actor\":\"%s\",\"target\":\"%s\",\"data\":{\"pid\":%s}}\n", $1, $3, $2}'
}

# Lines of entries as a table. Members of canonical JSON have one spelling, so a small pattern finds them.
table() {
    awk '
        function member(name,    text) {
            if (!match($0, "\"" name "\":(\\{\"id\":)?(\"([^\"\\\\]|\\\\.)*\"|[0-9]+)")) return ""
            text = substr($0, RSTART, RLENGTH)
            sub("^\"" name "\":({\"id\":)?\"?", "", text)
            sub("\"$", "", text)
            return text
        }
        BEGIN { printf "%6s  %-19s  %-8s %-12s %-9s %-16s %s\n", "Seq", "Time", "Type", "Actor", "Outcome", "Target", "Message" }
        { printf "%6s  %-19.19s  %-8.8s %-12.12s %-9.9s %-16.16s %.40s\n", member("seq"), member("time"), member("type"), member("actor"), member("outcome"), member("target"), member("message") }'
}

echo "AuditLog demo. Everything below happens in $folder"

why 'A log of its own. --origin is its name in every signature.'
run 'auditlog init ops.audit --origin demo.example/ops'

if commits >commits.jsonl && [[ -s commits.jsonl ]]; then
    why "One JSON event a line: the last $(wc -l <commits.jsonl) commits of this repository."
    run 'auditlog add ops.audit --stdin --quiet < commits.jsonl'
fi
processes >processes.jsonl
why "What is running on this machine now: $(wc -l <processes.jsonl) processes."
run 'auditlog add ops.audit --stdin --quiet < processes.jsonl'

why 'One entry by hand. Its sequence and hash are printed once it is on the disk.'
run "auditlog add ops.audit --type secret --action resolve --actor $(id -un) --target env/DB_PASSWORD --outcome denied --message 'read for the nightly backup'"

why 'What the log says. The time, the sequence and the links come from the log, never from the caller.'
run 'auditlog get ops.audit --last 10 | table'

why 'A key, and a signed checkpoint over everything up to here. Keep the note where nobody can reach it from this machine.'
run 'auditlog keygen ops.key --name demo.example/ops | tee ops.pub'
run 'auditlog attest ops.audit --key ops.key | tee ops.note'

why 'A proof bundle: entries and attestations in one file, to be sent to whoever audits.'
run 'auditlog export ops.audit ops.auditbundle'

why 'The auditor has the bundle and the public key, no log and no network.'
run 'auditlog verify ops.auditbundle --public-key ops.pub'

# The header is line 1, so entry n is line n + 1. "process" becomes "frocess".
forged=$(($(auditlog get ops.audit | wc -l) - 1))
why "Someone changes one byte of entry $forged in a copy:"
run "sed '$((forged + 1))s/\"type\":\"process\"}\$/\"type\":\"frocess\"}/' ops.auditbundle > forged.auditbundle"
{ cmp -l ops.auditbundle forged.auditbundle || true; } | awk '{printf "  byte %s: octal %s became %s\n", $1, $2, $3}'

why "The same check refuses it, and says where: the next entry holds the hash of what entry $forged was."
code=0
run 'auditlog verify forged.auditbundle --public-key ops.pub' || code=$?

if [[ $code -ne 1 ]]; then
    echo "demo.sh: the forgery should have been refused with exit code 1; it was $code." >&2
    exit 1
fi
printf '\nThe forgery was refused. The files are in %s\n' "$folder"
