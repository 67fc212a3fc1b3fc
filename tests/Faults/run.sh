#!/usr/bin/env bash
# run.sh: does to a log what crashes, full disks and broken hardware do, and looks whether anything acknowledged is lost.
#
#   ./build.sh faults [--short] [--rounds N] [--seconds N] [--only PART] [--keep]
#     --short      a sample of everything, in less than 20 seconds
#     --rounds N   how often writers are killed (60)
#     --seconds N  how long eight writers compete for one log (60)
#     --only PART  kill, calls, room, locks, wal or recorder
#     --keep       leaves the files of the run behind
#
# strace makes system calls fail; it comes with the system (Debian: apt install strace). A full disk, read-only media and
# hidden folders need mounts, so root, or unprivileged user namespaces. What is missing is said, and skipped.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

short='' rounds='' seconds='' only='' keep='' auditlog=${AUDITLOG:-} tool=${FAULTTOOL:-}
while (($#)); do
    case $1 in
        --short) short=1 ;;
        --keep) keep=1 ;;
        --rounds | --seconds | --only) printf -v "${1#--}" %s "${2:?$1 needs a value}"; shift ;;
        *) echo "run.sh: '$1' is not an option; see the head of tests/Faults/run.sh." >&2; exit 2 ;;
    esac
    shift
done
rounds=${rounds:-${short:+2}} rounds=${rounds:-60}
seconds=${seconds:-60}

source "$here/programs.sh"

work=$(mktemp -d "${TMPDIR:-/tmp}/auditlog-faults.XXXXXX")
trap '[[ -n $keep ]] && echo "files: $work" || rm -rf "$work"' EXIT
export AUDITLOG_PASSPHRASE='' DOTNET_TieredPGO=0 DOTNET_TieredCompilation=1
failed=0
# The shell reports every process that is killed, and here that is most of them.
exec 2>"$work/messages"
source "$here/table.sh"
for part in kill calls room locks wal recorder; do
    [[ -z $only || $only == "$part" ]] || continue
    source "$here/parts/$part.sh"
    mkdir -p "$work/$part" && cd "$work/$part" && "run_$part"
done
finish_table
