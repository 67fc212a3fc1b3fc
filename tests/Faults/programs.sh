# Builds the two programs unless they are handed over in AUDITLOG and FAULTTOOL. Sourced.

if [[ $(uname) != Linux ]]; then
    echo "${0##*/}: THIS DID NOT RUN: it needs Linux, its strace, its mounts and its /proc." >&2
    exit 2
fi
if [[ -z $auditlog || -z $tool ]]; then
    out=${AUDITLOG_OUT:-$root/out}
    for project in "$root/src/AuditCli" "$here"; do
        dotnet build "$project" -c Release --artifacts-path "$out/obj" --nologo --verbosity quiet || exit 2
    done
    auditlog=$out/obj/bin/AuditCli/release/auditlog tool=$out/obj/bin/Faults/release/faulttool
fi
