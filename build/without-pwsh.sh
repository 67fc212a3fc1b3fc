# The verbs of build.sh on a machine without PowerShell 7.6. Sourced by build.sh, in the root of the repository; $out is set.
# The same steps as in build.ps1, without those that PowerShell itself has to do.

dotnet_options=(-c Release --artifacts-path "$out/obj" --nologo --verbosity quiet)

missed() { echo "NOTE: $*"; }

run_build() {
    rm -rf "$out/publish"
    dotnet publish src/AuditCmdlets -o "$out/publish/module" "${dotnet_options[@]}"
    dotnet publish src/AuditCli -o "$out/publish/cli" "${dotnet_options[@]}"
    dotnet publish src/AuditService -o "$out/publish/service" "${dotnet_options[@]}"
    dotnet msbuild build/Layout.proj "-p:Out=$out" -nologo -verbosity:minimal
}

run_test() {
    run_build
    rm -rf "$out/results"
    dotnet build AuditLog.slnx "${dotnet_options[@]}"
    local code=0
    dotnet "$out/obj/bin/AuditChain.Tests/release/AuditChain.Tests.dll" --report-xunit-trx --report-xunit-trx-filename xunit.trx --results-directory "$out/results" --progress off || code=$?
    missed 'THE POWERSHELL TESTS DID NOT RUN: POWERSHELL 7.6 WAS NOT FOUND.'

    local counters='' passed failed total
    if [[ -f $out/results/xunit.trx ]]; then
        counters=$(grep -o '<Counters [^>]*>' "$out/results/xunit.trx")
    else
        missed 'THE XUNIT TESTS ENDED WITHOUT A RESULT: THEIR RUNNER CRASHED.'
    fi
    counter() { [[ $counters =~ \ $1=\"([0-9]+)\" ]] && echo "${BASH_REMATCH[1]}" || echo 0; }
    passed=$(counter passed) failed=$(($(counter failed) + $(counter error) + $(counter timeout) + $(counter aborted))) total=$(counter total)
    echo
    echo "$passed passed, $failed failed, $((total - passed - failed)) skipped"
    [[ $code -eq 0 && $failed -eq 0 && $passed -gt 0 ]]
}

run_demo() {
    run_build
    local cli=$out/native/cli answer
    # A copy, compiled for this machine: it starts faster.
    if ! answer=$(dotnet build build/ReadyToRun -t:CompileAhead "-p:From=$out/cli" "-p:To=$cli" "${dotnet_options[@]}" 2>&1); then
        cli=$out/cli
        missed "the command line is not compiled ahead for this machine, and starts more slowly: $(grep -m 1 error <<<"$answer")"
    fi
    bash build/demo.sh "$cli/auditlog"
}

# The cmdlets are left out, and the table says so.
run_bench() {
    dotnet build bench "${dotnet_options[@]}"
    dotnet "$out/obj/bin/AuditBench/release/AuditBench.dll" "$@"
}

# The table says itself that PowerShell takes no part.
run_matrix() {
    run_build
    dotnet build tests/AttackMatrix "${dotnet_options[@]}"
    dotnet "$out/obj/bin/AttackMatrix/release/AttackMatrix.dll" table --cli "$out/cli/auditlog.dll" "$@"
}

run_fuzz() {
    dotnet build tests/AttackMatrix "${dotnet_options[@]}"
    dotnet "$out/obj/bin/AttackMatrix/release/AttackMatrix.dll" fuzz "$@"
}

run_faults() {
    AUDITLOG_OUT=$out bash tests/Faults/run.sh "$@"
}

run_soak() {
    AUDITLOG_OUT=$out bash tests/Faults/soak.sh "$@"
}

run_package() {
    echo 'build.sh: the package was not made: it needs PowerShell 7.6 and its Compress-PSResource.' >&2
    exit 1
}

run_help() {
    echo 'build.sh: the help was not made: it needs PowerShell 7.6 and platyPS.' >&2
    exit 1
}
