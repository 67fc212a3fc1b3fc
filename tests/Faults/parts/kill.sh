# Writers that are killed at any moment, with many appends pending. Sourced by run.sh.

event='{"type":"fault","actor":"feeder","message":"an event among many","data":{"n":1}}'

run_kill() {
    begin
    local round i pids before=0
    for ((round = 1; round <= rounds; round++)); do
        # Five times in a row the same log, so that what a crash left behind meets the next crash.
        if ((round % 5 == 1)); then
            rm -rf log* acks*
            before=0
            "$auditlog" init log.audit >/dev/null
        fi
        pids=()
        for i in 1 2 3; do
            "$auditlog" add log.audit --stdin < <(yes "$event" 2>/dev/null) >"acks.$round.$i" 2>/dev/null &
            pids+=($!)
        done
        "$tool" append log.audit --threads 32 >"acks.$round.t" 2>/dev/null &
        pids+=($!)
        # At any moment from the first acknowledgement on; every fourth time already while they start.
        for ((i = 0; i < 400 && round % 4; i++)); do
            grep -q . "acks.$round".* && break
            sleep 0.05
        done
        sleep "0.$((RANDOM % 500 + 100))"
        kill -9 "${pids[@]}" 2>/dev/null
        wait "${pids[@]}" 2>/dev/null
        ((injected += ${#pids[@]}))
        # What was acknowledged in the rounds before is looked for again, and counted once.
        check log.audit acks.*
        ((acknowledged -= before, before = now_acknowledged))
        [[ $verdict == Intact ]] || break
    done
    row 'kill -9 of three processes and of one with 32 threads' "$injected" "$acknowledged" "$lost" "$verdict"
}
