#!/usr/bin/env bash
# build.sh [build|test|demo|bench|matrix|fuzz|faults|soak|package] [options]: the same verbs as build.ps1. Needs the .NET SDK 10 and nothing else.
# Where PowerShell 7.6 is, build.ps1 does the work. Where it is not, build/without-pwsh.sh does what can be done without,
# and says what it left out. AUDITLOG_OUT names another folder than out/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
out=${AUDITLOG_OUT:-$PWD/out}
task=$(tr '[:upper:]' '[:lower:]' <<<"${1:-build}")
shift $(($# > 0))

case $task in
    build | test | demo | bench | matrix | fuzz | faults | soak | package) ;;
    *)
        echo "build.sh: expected build, test, demo, bench, matrix, fuzz, faults, soak or package; found '$task'." >&2
        exit 2
        ;;
esac

if ! command -v dotnet >/dev/null; then
    echo "build.sh: the .NET SDK 10 is needed, and there is no 'dotnet' on PATH. See https://dot.net/download." >&2
    exit 2
fi

has_pwsh() {
    command -v pwsh >/dev/null && pwsh -NoProfile -NonInteractive -Command 'exit [int]($PSVersionTable.PSVersion -lt [version]"7.6")'
}

if has_pwsh; then
    exec pwsh -NoProfile -NonInteractive -File build.ps1 -Task "$task" "$@"
fi

source build/without-pwsh.sh
"run_$task" "$@"
