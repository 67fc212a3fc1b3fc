# No room, no permission, no folder: a clear error, nothing acknowledged lost, and afterwards it goes on. Sourced by run.sh.

run_room() {
    size_limit
    removed_folder
    if may_mount; then
        full_disk
        read_only
    else
        skip 'a full disk' 'nothing may be mounted here: it needs root, or unprivileged user namespaces'
        skip 'a file system that turns read-only' 'the same'
    fi
}

many() { yes '{"type":"fault","message":"one of many, until there is no room","data":{"n":1}}' | head -n "$1"; }

# refused CODE ERRORS WORDS: it has to have failed, and said why.
refused() {
    [[ $1 -eq 2 ]] || complain "exit code $1 where it had to fail"
    fail_cleanly "$1" "$2"
    grep -qi "$3" "$2" || complain "the message does not say why: $(head -1 "$2")"
}

size_limit() {
    begin
    "$auditlog" init limit.audit >/dev/null
    local code=0
    # The runtime itself needs large files to start, unless it is told to map its code in another way.
    (ulimit -f 500 && DOTNET_EnableWriteXorExecute=0 "$auditlog" add limit.audit --stdin < <(many 20000) >acks 2>errors) || code=$?
    refused "$code" errors 'too large\|full'
    [[ -s acks ]] || complain 'nothing was acknowledged before the limit'
    check limit.audit acks
    code=0
    (ulimit -f 1 && DOTNET_EnableWriteXorExecute=0 "$auditlog" export limit.audit bundle >/dev/null 2>errors) || code=$?
    refused "$code" errors 'too large'
    [[ ! -e bundle ]] || complain 'half a bundle was left'
    row 'a file-size limit (ulimit -f)' 2 "$acknowledged" "$lost" "$verdict"
}

removed_folder() {
    begin
    mkdir -p there
    rm -f acks
    "$auditlog" init there/log.audit >/dev/null
    "$tool" append "$PWD/there/log.audit" --threads 8 >acks 2>errors &
    local writer=$! code=0
    until [[ -s acks ]]; do sleep 0.05; done
    sleep 0.2
    # Moved, so that it can be looked into: for the writer it is removed all the same.
    mv there gone
    timeout 20 tail --pid "$writer" -f /dev/null || complain 'the writer does not notice'
    wait "$writer" || code=$?
    refused "$code" errors 'moved, removed or replaced'
    check gone/log.audit acks
    row 'the folder of the log taken away from under a writer' 1 "$acknowledged" "$lost" "$verdict"
}

full_disk() {
    begin
    mkdir -p disk
    unshare "${mounting[@]}" bash -c '
        mount -t tmpfs -o size=3m tmpfs disk || exit 9
        "$0" init disk/log.audit >/dev/null
        '"$(declare -f many)"'
        code=0; many 60000 | "$0" add disk/log.audit --stdin >acks.1 2>errors.1 || code=$?; echo "$code" >code.1
        code=0; "$0" export disk/log.audit disk/bundle >/dev/null 2>errors.2 || code=$?; echo "$code" >code.2
        ls disk >listing
        "$1" check disk/log.audit acks.1 --read >result.1 2>&1
        mount -o remount,size=60m disk
        many 2000 | "$0" add disk/log.audit --stdin >acks.2 2>errors.3; echo $? >code.3
        "$1" check disk/log.audit acks.1 acks.2 >result.2 2>&1
    ' "$auditlog" "$tool" 2>errors || complain "$(head -1 errors)"
    refused "$(cat code.1)" errors.1 'full\|no space'
    [[ -s acks.1 ]] || complain 'nothing was acknowledged before it was full'
    refused "$(cat code.2)" errors.2 'no space'
    grep -q bundle listing && complain 'half a bundle was left'
    [[ $(cat code.3) -eq 0 ]] || complain "it does not go on when there is room: $(head -1 errors.3)"
    grep -q ' 0 Intact$' result.1 || complain "while it is full: $(cat result.1)"
    read -r now_acknowledged now_lost now_verdict <result.2
    ((acknowledged += now_acknowledged, lost += now_lost))
    [[ $now_verdict == Intact ]] || complain "$now_verdict"
    row 'a full disk, then room again' 2 "$acknowledged" "$lost" "$verdict"
}

read_only() {
    begin
    mkdir -p media
    "$auditlog" init media/log.audit >/dev/null
    many 1000 | "$auditlog" add media/log.audit --stdin >acks.1
    unshare "${mounting[@]}" bash -c '
        mount --bind media media && mount -o remount,bind,ro media || exit 9
        code=0; "$0" add media/log.audit --type fault >acks.2 2>errors.1 || code=$?; echo "$code" >code.1
        code=0; "$0" init media/new.audit >/dev/null 2>errors.2 || code=$?; echo "$code" >code.2
        code=0; "$0" export media/log.audit media/bundle >/dev/null 2>errors.3 || code=$?; echo "$code" >code.3
        code=0; "$0" keygen media/key --name x >/dev/null 2>errors.4 || code=$?; echo "$code" >code.4
        "$1" check media/log.audit acks.1 --read >result 2>&1
    ' "$auditlog" "$tool" 2>errors || complain "$(head -1 errors)"
    local i
    for i in 1 2 3 4; do refused "$(cat code.$i)" errors.$i 'read-only\|readonly\|may not be written'; done
    grep -q ' 0 Intact$' result || complain "reading: $(cat result)"
    check media/log.audit acks.1 acks.2
    [[ $(ls media) == log.audit ]] || complain "left there: $(ls media | tr '\n' ' ')"
    row 'a read-only file system' 4 "$acknowledged" "$lost" "$verdict"
}
