# Sourced by build.sh and by the scripts of tests/Faults. Sets `powershell` to the command line that starts a PowerShell 7.6:
# the one of AUDITLOG_PWSH (a pwsh, or a pwsh.dll), else the pwsh on PATH, else the .NET tool that .config/dotnet-tools.json
# pins. Where there is none, `why_no_powershell` says why and the answer is false.
# build/child-powershell.ps1 and build/ChildPowerShell.cs do the same for PowerShell and C#.

find_powershell() {
    local home answer
    why_no_powershell=''
    if [[ -n ${AUDITLOG_PWSH:-} ]]; then
        [[ $AUDITLOG_PWSH == *.dll ]] && powershell=(dotnet "$AUDITLOG_PWSH") || powershell=("$AUDITLOG_PWSH")
        _is_new_enough && return
        why_no_powershell="AUDITLOG_PWSH names no PowerShell 7.6: $AUDITLOG_PWSH"
        return 1
    fi
    powershell=(pwsh)
    if command -v pwsh >/dev/null && _is_new_enough; then
        AUDITLOG_PWSH=$(command -v pwsh)
        export AUDITLOG_PWSH
        return
    fi
    if ! answer=$(_in_repository dotnet tool restore --verbosity quiet 2>&1); then
        why_no_powershell="there is no pwsh 7.6 on PATH, and the .NET tool of .config/dotnet-tools.json could not be restored: $(_first_error "$answer")"
        return 1
    fi
    if ! home=$(_in_repository dotnet tool run pwsh -- -NoProfile -NonInteractive -Command '$PSHOME' 2>&1); then
        why_no_powershell="the .NET tool of .config/dotnet-tools.json does not start: $(_first_error "$home")"
        return 1
    fi
    export AUDITLOG_PWSH=$home/pwsh.dll
    powershell=(dotnet "$AUDITLOG_PWSH")
    _is_new_enough && return
    why_no_powershell="the .NET tool of .config/dotnet-tools.json is not PowerShell 7.6 or newer: $AUDITLOG_PWSH"
    return 1
}

# The manifest of the tools is looked for from the current folder upwards.
_in_repository() { (cd "$(dirname "${BASH_SOURCE[0]}")/.." && "$@"); }

_is_new_enough() {
    "${powershell[@]}" -NoProfile -NonInteractive -Command 'exit [int]($PSVersionTable.PSVersion -lt [version]"7.6")' >/dev/null 2>&1
}

# The first line that names an error, else the last one; without the words that dotnet puts before it.
_first_error() { { grep -m 1 -i 'error' <<<"$1" || tail -n 1 <<<"$1"; } | sed 's/^Unhandled exception: //'; }
