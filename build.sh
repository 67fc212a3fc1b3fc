#!/usr/bin/env bash
# build.sh [build|test|demo|bench|matrix|fuzz|faults|soak|package|help] [options]: the same verbs as build.ps1. Needs the
# .NET SDK 10 and nothing else: where there is no pwsh 7.6 on PATH, it fetches PowerShell as a .NET tool. build.ps1 does the
# work. Where PowerShell cannot be had, build/without-pwsh.sh does what can be done without, and says what it left out.
# AUDITLOG_OUT names another folder than out/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
out=${AUDITLOG_OUT:-$PWD/out}
task=$(tr '[:upper:]' '[:lower:]' <<<"${1:-build}")
shift $(($# > 0))

case $task in
    build | test | demo | bench | matrix | fuzz | faults | soak | package | help) ;;
    *)
        echo "build.sh: expected build, test, demo, bench, matrix, fuzz, faults, soak, package or help; found '$task'." >&2
        exit 2
        ;;
esac

if ! command -v dotnet >/dev/null; then
    echo "build.sh: the .NET SDK 10 is needed, and there is no 'dotnet' on PATH. See https://dot.net/download." >&2
    exit 2
fi

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=${DOTNET_CLI_TELEMETRY_OPTOUT:-1}
# A node of MSBuild that another build left running keeps that one's home folder, and so its feeds and its cache of packages.
export MSBUILDDISABLENODEREUSE=1
export POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
# Without a locale, PowerShell writes no character beyond ASCII.
[[ -n ${LC_ALL:-}${LANG:-} ]] || export LANG=C.UTF-8

source build/restore.sh
[[ $task == help ]] || restore_packages || exit 1

source build/powershell.sh
if find_powershell; then
    exec "${powershell[@]}" -NoProfile -NonInteractive -File build.ps1 -Task "$task" "$@"
fi
echo "NOTE: POWERSHELL IS NOT USED: $why_no_powershell"

source build/without-pwsh.sh
"run_$task" "$@"
