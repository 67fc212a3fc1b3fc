# Each system call that changes something, or opens a file, failed once with EIO and once with ENOSPC. Sourced by run.sh.
#
# A first run under strace writes down which of an operation's calls concern its files; what the runtime does to start is not
# meant. Then the operation is run once for each of them and each error, with that one call failing.

calls=openat,write,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,link,linkat,unlink,unlinkat

run_calls() {
    if ! command -v strace >/dev/null; then
        skip 'failing system calls' 'strace is not installed (apt install strace)'
        return
    fi
    if ! strace -o trace -e trace=write -e inject=write:error=EIO:when=1 true 2>/dev/null; then
        skip 'failing system calls' 'strace may not trace here'
        return
    fi
    "$auditlog" init base.audit --origin example.com/faults >/dev/null
    "$auditlog" keygen key.pem --name example.com/faults >key.pub
    "$tool" append base.audit --threads 16 --entries 60 >base.acks
    "$auditlog" attest base.audit --key key.pem >/dev/null
    leave_crash

    inject append base "$tool" append log.audit --entries 3
    inject 'append after a crash' crashed "$tool" append log.audit --entries 2
    inject 'auditlog add' base "$auditlog" add log.audit --type fault
    inject attest base "$auditlog" attest log.audit --key key.pem --out out.file
    inject export base "$auditlog" export log.audit out.file
    inject keygen base "$auditlog" keygen out.file --name example.com/new
    inject copy base "$auditlog" copy log.audit out.file
    inject init base "$auditlog" init out.file
    "$auditlog" export base.audit old.bundle --to 10 >/dev/null
    old=old.bundle
    inject 'export over an old one' base "$auditlog" export log.audit out.file --force
    old=''
}

# A log whose writer was killed: most of it is in the write-ahead log.
leave_crash() {
    cp base.audit crashed.audit
    "$tool" append crashed.audit --threads 8 >crashed.acks &
    sleep 0.6
    kill -9 $!
    wait $! 2>/dev/null
    cat base.acks >>crashed.acks
}

fresh() {
    rm -f log.audit* out.file*
    cp "$1.audit" log.audit
    [[ ! -e $1.audit-wal ]] || cp "$1.audit-wal" log.audit-wal
    [[ -z ${old:-} ]] || cp "$old" out.file
}

# inject NAME LOG COMMAND…
inject() {
    local name=$1 log=$2 call number error code places place step=0 lines
    shift 2
    fresh "$log"
    strace -y -o trace -e trace="$calls" "$@" >acks 2>errors || { begin; complain "it does not even work untouched: $(tail -1 errors)"; row "$name" 0 0 0 "$verdict"; return; }
    mapfile -t places < <(awk -v folder="$PWD" '{ call = $1; sub(/\(.*/, "", call); number[call]++; sub(/AT_FDCWD<[^>]*>/, "") } index($0, folder) || /^write\(1</ { print call, number[call] }' trace)
    local kinds=$(printf '%s\n' "${places[@]}" | cut -d' ' -f1 | sort -u)
    for call in $kinds; do
        begin
        for place in "${places[@]}"; do
            [[ $place == "$call "* ]] || continue
            number=${place#* }
            for error in EIO ENOSPC; do
                # The short form takes a sample, a different one of each kind.
                ((++step))
                [[ -z $short || $((step % 61)) -eq 3 ]] || continue
                fresh "$log"
                code=0
                timeout -s KILL 60 strace -y -o trace -e trace="$call" -e inject="$call:error=$error:when=$number" "$@" >acks 2>errors || code=$?
                grep -q INJECTED trace && ((injected++))
                fail_cleanly "$code" errors
                check log.audit acks "$log.acks"
                ((acknowledged -= now_acknowledged - $(grep -c ' ' acks)))
                check_output "$name" "$code" "$call" "$log"
                [[ $verdict == Intact || -n ${where:-} ]] || where="$call $number $error: "
            done
        done
        [[ $verdict == Intact ]] || verdict="${where:-}$verdict"
        where=''
        [[ $injected -eq 0 ]] || row "$name: $call" "$injected" "$acknowledged" "$lost" "$verdict"
    done
}

# A file that an operation makes is there whole, or not at all; and nothing half done lies beside it.
check_output() {
    local leftovers
    # A new log is opened after it was made, which can fail too; what cannot be printed is done all the same.
    if [[ $2 -ne 0 && -z ${old:-} && -e out.file && $3 != write && $1 != init ]]; then complain 'it failed, and its file is there'; fi
    # In the place of an old one is the old one or the new one, at every moment.
    [[ -z ${old:-} || -e out.file ]] || complain 'neither the old file nor the new one is there'
    [[ -z ${old:-} || $2 -ne 0 ]] || ! cmp -s "$old" out.file || complain 'it says that it is done, and the old file is there'
    if [[ -e out.file ]]; then
        case $1 in
            attest) "$auditlog" verify log.audit --checkpoint out.file --public-key key.pub >/dev/null 2>errors || complain "the note is not whole: $(head -1 errors)" ;;
            export*) "$auditlog" verify out.file --public-key key.pub >/dev/null 2>errors || complain "the bundle is not whole: $(head -1 errors)" ;;
            keygen) "$auditlog" attest log.audit --key out.file >/dev/null 2>errors || complain "the key is not whole: $(head -1 errors)" ;;
            init) check out.file ;;
            copy) check out.file "$4.acks" ;;
        esac
    fi
    leftovers=$(ls out.file.* 2>/dev/null)
    [[ -z $leftovers || $3 == unlink* ]] || complain "left behind: $leftovers"
}
