#!/usr/bin/env bash
# soak.sh: everything at once for a long time, and whether memory, handles and the write-ahead log stay flat.
#
#   ./build.sh soak [--minutes N] [--seconds N] [--keep]      10 minutes without options
#
# Two `auditlog add --stdin`, one process with eight threads and, where PowerShell 7.6 is, one Add-AuditEntry append; two
# Get-AuditEntry -Wait follow the log; every three seconds it is attested; exports, copies and verifications run without a
# break. At the end every acknowledged entry is looked for. Needs Linux, for its /proc.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=600 keep='' auditlog=${AUDITLOG:-} tool=${FAULTTOOL:-} module=${AUDITLOG_MODULE:-${AUDITLOG_OUT:-$root/out}/AuditLog/AuditLog.psd1}
while (($#)); do
    case $1 in
        --minutes) seconds=$((${2:?--minutes needs a number} * 60)); shift ;;
        --seconds) seconds=${2:?--seconds needs a number}; shift ;;
        --keep) keep=1 ;;
        *) echo "soak.sh: '$1' is not an option; see the head of tests/Faults/soak.sh." >&2; exit 2 ;;
    esac
    shift
done
source "$here/programs.sh"
source "$root/build/powershell.sh"

work=$(mktemp -d "${TMPDIR:-/tmp}/auditlog-soak.XXXXXX")
declare -A process
ending() {
    kill -9 "${process[@]}" "${loops[@]}" 2>/dev/null
    [[ -n $keep ]] && echo "files: $work" || rm -rf "$work"
}
trap ending EXIT
loops=() failed=0
cd "$work"
exec 2>messages
"$auditlog" init log.audit --origin example.com/soak >/dev/null
"$auditlog" keygen key.pem --name example.com/soak >key.pub

feed() { while printf '{"type":"soak","actor":"feed","message":"an event among many","data":{"n":1}}\n%.0s' {1..20}; do sleep 0.1; done; }
say() { echo "NOTE: $*"; }

for i in 1 2; do
    "$auditlog" add log.audit --stdin < <(feed 2>/dev/null) >"acks.$i" &
    process["auditlog add $i"]=$!
done
"$tool" append log.audit --threads 8 --pause 10 >acks.3 &
process['eight threads']=$!
if find_powershell && [[ -f $module ]]; then
    export POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
    "${powershell[@]}" -NoProfile -NonInteractive -Command "Import-Module '$module'; & { while (\$true) { 'tick'; Start-Sleep -Milliseconds 20 } } | Add-AuditEntry -Type tick -Path log.audit -PassThru | ForEach-Object { \"\$(\$_.Seq) \$(\$_.Hash)\" }" >acks.4 &
    process['Add-AuditEntry']=$!
    for i in 1 2; do
        "${powershell[@]}" -NoProfile -NonInteractive -Command "Import-Module '$module'; Get-AuditEntry -Path log.audit -Wait | ForEach-Object { \$n++; if (\$n % 1000 -eq 0) { \"\$(\$_.Seq)\" } }" >"seen.$i" &
        process["Get-AuditEntry -Wait $i"]=$!
    done
else
    say "NO POWERSHELL TAKES PART: ${why_no_powershell:-the module is missing, see ./build.sh build}."
fi

repeatedly() { while "$@"; do :; done; echo "$1" >>broken; }
attest() { "$auditlog" attest log.audit --key key.pem --out note --force && echo >>attested && sleep 3; }
export_all() { "$auditlog" export log.audit bundle.gz --force >/dev/null && "$auditlog" verify bundle.gz --public-key key.pub >/dev/null && echo >>exported && sleep 1; }
copy_all() { "$auditlog" copy log.audit copy.audit --force >/dev/null && echo >>copied && sleep 5; }
attest
for work_at in attest export_all copy_all; do
    repeatedly "$work_at" &
    loops+=($!)
done

format='%8s %9s %9s %9s'
header() {
    printf "$format" time entries 'log MiB' 'wal MiB'
    for name in "${names[@]}"; do printf ' | %22s' "$name"; done
    echo
}
sample() {
    local entries wal name id memory handles largest=0
    # The largest of some looks: the write-ahead log comes and goes.
    for _ in {1..10}; do
        wal=$(stat -c %s log.audit-wal 2>/dev/null || echo 0)
        ((wal > largest)) && largest=$wal
        sleep 0.1
    done
    entries=$("$auditlog" get log.audit --last 1 | sed 's/.*"seq":\([0-9]*\).*/\1/')
    printf "$format" "$((SECONDS - start)) s" "$entries" "$(($(stat -c %s log.audit) >> 20))" "$((largest >> 20))"
    wals+=($((largest >> 20)))
    for name in "${names[@]}"; do
        id=${process[$name]}
        memory=$(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$id/status" 2>/dev/null)
        handles=$(ls "/proc/$id/fd" 2>/dev/null | wc -l)
        printf ' | %9s MiB %4s open' "${memory:-gone}" "$handles"
        figures[$name]+="${memory:-0} $handles;"
        [[ -n $memory ]] || { failed=1; say "$name ENDED: $(tail -1 messages)"; }
    done
    echo
}

mapfile -t names < <(printf '%s\n' "${!process[@]}" | sort)
declare -A figures
wals=() start=$SECONDS
header
# The first sample when everything has warmed up, then nine more.
for ((i = 1; i <= 10; i++)); do
    until ((SECONDS - start >= seconds * i / 10)); do sleep 0.2; done
    sample
done

kill -9 "${loops[@]}" 2>/dev/null
for name in "${names[@]}"; do [[ $name == Get-* ]] || kill -TERM "${process[$name]}" 2>/dev/null; done
for name in "${names[@]}"; do [[ $name == Get-* ]] || timeout 60 tail --pid "${process[$name]}" -f /dev/null; done
sleep 2
for name in "${names[@]}"; do kill -9 "${process[$name]}" 2>/dev/null; done
wait 2>/dev/null

# Flat: what is there at the end is not much more than after a tenth of the time.
for name in "${names[@]}"; do
    read -r memory handles <<<"${figures[$name]%%;*}"
    last=${figures[$name]%;}
    read -r memory_at_end handles_at_end <<<"${last##*;}"
    ((memory_at_end <= memory * 3 / 2 + 40)) || { failed=1; echo "$name GREW from $memory to $memory_at_end MiB"; }
    ((handles_at_end <= handles + 4)) || { failed=1; echo "$name KEEPS MORE OPEN: $handles, then $handles_at_end"; }
done
((wals[9] <= wals[0] * 2 + 16)) || { failed=1; echo "THE WRITE-AHEAD LOG GREW from ${wals[0]} to ${wals[9]} MiB"; }
for name in $(cat broken 2>/dev/null); do failed=1; echo "$name FAILED: $(grep "^auditlog" messages | grep -v interrupted | tail -1)"; done
read -r acknowledged lost verdict <<<"$("$tool" check log.audit acks.*)"
[[ $lost == 0 && $verdict == Intact ]] || failed=1
echo "$acknowledged acknowledged, $lost lost, $verdict; $(wc -l <attested) attestations, $(wc -l <exported) exports, $(wc -l <copied) copies; $([[ $failed -eq 0 ]] && echo flat || echo FAILED)"
exit "$failed"
