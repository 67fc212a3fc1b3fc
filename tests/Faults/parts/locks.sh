# Who waits for whom: a writer that is stopped or killed while it holds the write lock, and eight that compete for it.
# Sourced by run.sh.

run_locks() {
    killed_holder
    if [[ -n $short ]]; then
        skip 'stopped while it holds the lock; eight processes at once' 'they take their time; not in the short form'
    else
        stopped_holder
        fairness
    fi
}

# Starts a writer and stops it at a moment at which it holds the write lock, byte 120 of the -shm file. Sets $holder.
stop_a_holder() {
    local inode try
    rm -f log.audit* holder.acks
    "$auditlog" init log.audit >/dev/null
    "$tool" append log.audit --threads 4 >holder.acks 2>/dev/null &
    holder=$!
    until [[ -s holder.acks ]]; do sleep 0.05; done
    inode=$(stat -c %i log.audit-shm)
    for ((try = 0; try < 500; try++)); do
        kill -STOP "$holder"
        grep -q "WRITE $holder [^ ]*:$inode 120 " /proc/locks && return
        kill -CONT "$holder"
        sleep 0.01
    done
    kill -9 "$holder"
    return 1
}

stopped_holder() {
    begin
    stop_a_holder || { skip 'stopped while it holds the lock' 'it was never caught holding it'; return; }
    local start=$SECONDS code=0 waited
    "$auditlog" add log.audit --type waits >acks 2>errors || code=$?
    waited=$((SECONDS - start))
    [[ $code -eq 2 ]] || complain "exit code $code"
    ((waited >= 29 && waited <= 35)) || complain "waited $waited s, and 30 are documented"
    grep -q "process $holder (faulttool)" errors || complain "the holder is not named: $(head -1 errors)"
    # Reading waits for nobody.
    timeout 5 "$auditlog" get log.audit --last 1 >/dev/null || complain 'reading waited too'
    kill -CONT "$holder"
    sleep 0.3
    kill -9 "$holder"
    wait "$holder" 2>/dev/null
    check log.audit acks holder.acks
    [[ $verdict != Intact ]] || verdict="Intact; told after $waited s, by name"
    row 'stopped while it holds the lock' 1 "$acknowledged" "$lost" "$verdict"
}

killed_holder() {
    begin
    stop_a_holder || { skip 'killed while it holds the lock' 'it was never caught holding it'; return; }
    "$auditlog" add log.audit --type waits >acks 2>errors &
    local waiting=$! code=0 start
    sleep 0.5
    kill -0 "$waiting" 2>/dev/null || complain 'it did not wait'
    kill -9 "$holder"
    start=${EPOCHREALTIME/./}
    wait "$waiting" || code=$?
    [[ $code -eq 0 ]] || complain "exit code $code: $(head -1 errors)"
    ((${EPOCHREALTIME/./} - start < 3000000)) || complain 'the others went on only after more than 3 s'
    wait "$holder" 2>/dev/null
    check log.audit acks holder.acks
    row 'killed while it holds the lock, another one waiting' 1 "$acknowledged" "$lost" "$verdict"
}

fairness() {
    begin
    rm -f log.audit* acks*
    "$auditlog" init log.audit >/dev/null
    local i pids=() slowest='' fastest=0 count
    for i in {1..8}; do
        "$tool" append log.audit >"acks.$i" 2>errors &
        pids+=($!)
    done
    # All of them are there before the time begins.
    for ((i = 0; i < 400; i++)); do
        [[ $(find . -name 'acks.*' -size +0 | wc -l) -eq 8 ]] && break
        sleep 0.05
    done
    local before=()
    for i in {1..8}; do before[i]=$(wc -l <"acks.$i"); done
    sleep "$seconds"
    for i in {1..8}; do
        count=$(($(wc -l <"acks.$i") - before[i]))
        [[ -n $slowest && $slowest -le $count ]] || slowest=$count
        ((count <= fastest)) || fastest=$count
    done
    kill -9 "${pids[@]}"
    wait "${pids[@]}" 2>/dev/null
    check log.audit acks.*
    ((slowest * 3 >= fastest)) || complain "the slowest wrote $slowest entries, the fastest $fastest"
    [[ $verdict != Intact ]] || verdict="Intact; slowest $slowest, fastest $fastest"
    row "eight processes at once for $seconds s" 8 "$acknowledged" "$lost" "$verdict"
}
