# What a crash leaves in the write-ahead log: recovered by a writer, read correctly by a reader, also where nothing can be
# written. Sourced by run.sh.

run_wal() {
    "$auditlog" init log.audit >/dev/null
    "$tool" append log.audit --threads 8 >acks &
    local writer=$!
    for _ in {1..400}; do
        (($(wc -l <acks) > 500)) && break
        sleep 0.05
    done
    kill -9 "$writer"
    wait "$writer" 2>/dev/null
    [[ -s log.audit-wal ]] || { skip 'a write-ahead log left behind' 'the crash left none'; return; }

    begin
    cp log.audit writer.audit
    cp log.audit-wal writer.audit-wal
    check writer.audit acks
    row 'a write-ahead log left behind, met by a writer' 1 "$acknowledged" "$lost" "$verdict"

    begin
    cp log.audit reader.audit
    cp log.audit-wal reader.audit-wal
    check reader.audit acks --read
    row 'a write-ahead log left behind, met by a reader' 1 "$acknowledged" "$lost" "$verdict"

    # Three ways in which nothing can be written, and a symbolic link to the log from elsewhere.
    mkdir media
    cp log.audit log.audit-wal media
    begin
    if in_mounts "mount --bind media media && mount -o remount,bind,ro media && $(reading media/log.audit)"; then
        row 'the same on read-only media' 1 "$acknowledged" "$lost" "$verdict"
        begin
        ln -s "$PWD/media/log.audit" link.audit
        in_mounts "mount --bind media media && mount -o remount,bind,ro media && $(reading link.audit)"
        row 'the same through a symbolic link' 1 "$acknowledged" "$lost" "$verdict"
        begin
        cp log.audit-shm media 2>/dev/null || : >media/log.audit-shm
        in_mounts "mount --bind media media && mount -o remount,bind,ro media && $(reading media/log.audit)"
        row 'the same with the -shm file of the crash beside it' 1 "$acknowledged" "$lost" "$verdict"
    else
        skip 'the same on read-only media' 'nothing may be mounted here: it needs root, or unprivileged user namespaces'
    fi
}

reading() { echo "{ '$tool' check $1 acks --read >result 2>&1; '$auditlog' get $1 | wc -l >count; true; }"; }

# Runs a command where it may mount, and takes its result for that of a check. False where that is not allowed.
in_mounts() {
    rm -f result count
    may_mount || return 1
    unshare "${mounting[@]}" bash -c "$1" 2>errors
    [[ -s result ]] || { complain "nothing was read: $(head -1 errors)"; return 0; }
    read -r now_acknowledged now_lost now_verdict <result
    [[ $now_lost =~ ^[0-9]+$ ]] || { complain "$(cat result)"; return 0; }
    ((acknowledged += now_acknowledged, lost += now_lost))
    [[ $now_verdict == Intact ]] || complain "$now_verdict"
    (($(cat count) >= now_acknowledged)) || complain "get shows only $(cat count) entries"
}
