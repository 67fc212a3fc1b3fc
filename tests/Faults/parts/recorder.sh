# Operations under a failure policy while the log breaks and is mended: grants are open and go on, denials are closed and are
# refused, and afterwards the log says how many of each it did not get. Sourced by run.sh.

run_recorder() {
    source "$here/parts/locks.sh" # for a process that is stopped while it holds the lock
    taken_folder
    stalled_lock
    no_permission
    if may_mount; then
        filled_disk
    else
        skip 'recorder: a full disk' 'nothing may be mounted here: it needs root, or unprivileged user namespaces'
    fi
}

# Starts a recorder of the log $1, under the prefix that follows, if any.
start() {
    local log=$1
    shift
    rm -f in answers
    mkfifo in
    "$@" "$tool" record "$log" --timeout 1000 <in >answers 2>errors &
    recorder=$!
    exec 7>in
}

# One operation; returns with its answer.
operate() {
    local before
    before=$(wc -l <answers)
    echo "$*" >&7
    until (($(wc -l <answers) > before)); do
        kill -0 "$recorder" 2>/dev/null || return 1
        sleep 0.02
    done
}

# Three grants and two denials.
five() {
    local i
    for i in grant grant grant deny deny; do operate "$i" "$1"; done
}

finish() {
    exec 7>&-
    wait "$recorder"
}

# settle LOG ANSWERS ACCOUNT ERROR: r recorded, o went on, x refused, in this order; and what the log says of them in the end.
settle() {
    local answers words
    answers=$(sed -E 's/^[0-9]+ [0-9a-f]{64}$/r/; s/^open .*/o/; s/^refused .*/x/' answers | tr -d '\n')
    [[ $answers == "$2" ]] || complain "answered $answers and not $2: $(head -1 errors)"
    words=$("$tool" account "$1" 2>&1)
    [[ $words == "$3" ]] || complain "the log accounts for '$words' and not '$3'"
    [[ $(grep -c "^\(open\|refused\) $4\$" answers) -eq 5 ]] || complain "not because of $4: $(grep -m1 '^\(open\|refused\)' answers)"
    check "$1" answers
}

taken_folder() {
    begin
    mkdir -p there
    "$auditlog" init there/log.audit >/dev/null
    start there/log.audit
    five 10
    mv there gone
    five 10
    mv gone there
    operate grant 10
    finish || complain "exit code $?"
    settle there/log.audit rrrrroooxxr '6 3 2' AuditLogNotFound
    row 'recorder: the folder taken away, then put back' 1 "$acknowledged" "$lost" "$verdict"
}

stalled_lock() {
    begin
    stop_a_holder || { skip 'recorder: the holder of the lock stopped, then killed' 'it was never caught holding it'; return; }
    start log.audit
    five 10
    kill -9 "$holder"
    wait "$holder" 2>/dev/null
    five 10
    finish || complain "exit code $?"
    settle log.audit oooxxrrrrr '5 3 2' AuditLogBusy
    check log.audit holder.acks
    row 'recorder: the holder of the lock stopped, then killed' 1 "$acknowledged" "$lost" "$verdict"
}

no_permission() {
    begin
    local name='recorder: no permission, then given' as=()
    # Root may do everything: the recorder has to be somebody else.
    if ((EUID == 0)); then
        as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
        chmod go+x "$work" .
        "${as[@]}" test -x "$tool" -a -x . 2>/dev/null || { skip "$name" 'there is no setpriv, or others may not run the programs'; return; }
    fi
    mkdir -p closed
    "$auditlog" init closed/log.audit >/dev/null
    ((EUID == 0)) && chown 65534 closed closed/log.audit
    chmod 0 closed
    start closed/log.audit "${as[@]}"
    five 10
    chmod 700 closed
    five 10
    finish || complain "exit code $?"
    settle closed/log.audit oooxxrrrrr '5 3 2' AuditLogAccessDenied
    row "$name" 1 "$acknowledged" "$lost" "$verdict"
}

filled_disk() {
    begin
    mkdir -p disk
    unshare "${mounting[@]}" bash -c '
        '"$(declare -f start operate five finish settle complain check)"'
        auditlog=$0 tool=$1 verdict=Intact acknowledged=0 lost=0
        mount -t tmpfs -o size=3m tmpfs disk || exit 9
        "$auditlog" init disk/log.audit >/dev/null
        start disk/log.audit
        five 10
        dd if=/dev/zero of=disk/filler bs=4k 2>/dev/null
        five 300000
        rm disk/filler
        operate grant 300000
        finish || complain "exit code $?"
        settle disk/log.audit rrrrroooxxr "6 3 2" AuditLogWriteFailed
        echo "$acknowledged $lost $verdict" >result
    ' "$auditlog" "$tool" 2>messages || complain "$(head -1 messages)"
    read -r acknowledged lost verdict <result
    row 'recorder: a full disk, then room again' 1 "$acknowledged" "$lost" "$verdict"
}
