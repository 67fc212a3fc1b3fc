# The table and the verdicts. Sourced by run.sh.

columns='%-58s %8s %13s %5s  %s\n'
printf "$columns" fault injected acknowledged lost verdict
total_injected=0 total_acknowledged=0 total_lost=0

# row FAULT INJECTED ACKNOWLEDGED LOST VERDICT…: every verdict but Intact is a failure.
row() {
    printf "$columns" "$1" "$2" "$3" "$4" "${*:5}"
    ((total_injected += $2, total_acknowledged += $3, total_lost += $4))
    [[ $4 -eq 0 && "${*:5}" == Intact* ]] || failed=1
}

skip() { printf "$columns" "$1" - - - "SKIPPED: ${*:2}"; }

# Sums of several checks of one fault: begin, then add for each, then end with a row.
begin() { injected=0 acknowledged=0 lost=0 verdict=Intact; }

# check LOG FILE…: everything acknowledged in these files is there, the log goes on and verifies.
check() {
    local words
    now_acknowledged=0
    words=$("$tool" check "$@" 2>&1) || true
    read -r now_acknowledged now_lost now_verdict <<<"$words"
    if [[ ! $now_lost =~ ^[0-9]+$ ]]; then
        complain "the check failed: $words"
        return
    fi
    ((acknowledged += now_acknowledged, lost += now_lost))
    [[ $now_verdict == Intact ]] || complain "$now_verdict"
}

# complain WHAT: the first thing that is wrong is the verdict of the row.
complain() { [[ $verdict != Intact* ]] || verdict=$*; }

# fail_cleanly CODE ERRORS: whatever ended a command, it was success or one clear message and exit code 2.
fail_cleanly() {
    case $1 in
        0) ;;
        2) grep -q '^\(auditlog\|faulttool\): .' "$2" || complain "exit code 2 without a message" ;;
        *) complain "exit code $1: $(tail -1 "$2")" ;;
    esac
}

finish_table() {
    printf "$columns" total "$total_injected" "$total_acknowledged" "$total_lost" "$([[ $failed -eq 0 ]] && echo 'nothing lost' || echo 'FAILED')"
    exit "$failed"
}

# Where mounting is allowed, in a name space of its own that ends with the command; sets $mounting for unshare.
may_mount() {
    command -v unshare >/dev/null || return 1
    mounting=(--mount)
    unshare --mount true 2>/dev/null && unshare --mount mount -t tmpfs tmpfs /mnt 2>/dev/null && return
    mounting=(--mount --map-root-user)
    unshare --mount --map-root-user mount -t tmpfs tmpfs /mnt 2>/dev/null
}
