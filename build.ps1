#Requires -Version 7.6
<#
.SYNOPSIS
    Builds, tests, shows, measures and packages AuditLog. Needs the .NET SDK 10; build.sh fetches PowerShell as well.
.DESCRIPTION
    Everything ends up in out/ (or in the folder that AUDITLOG_OUT names): the module in out/AuditLog, the command line in
    out/cli. build.sh has the same verbs, and does without PowerShell what can be done without.
.EXAMPLE
    ./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    # Build: module and program. Test: both test suites. Demo: a log from first entry to detected forgery. Bench: speed
    # against the raw limits. Matrix: every attack through engine, command line and PowerShell. Fuzz: mutated files. Faults:
    # crashes, full disks, failing calls. Soak: everything at once for ten minutes. Package: the nupkg that
    # Publish-PSResource would push. Help: module/en-US from docs/help, with platyPS.
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Bench', 'Matrix', 'Fuzz', 'Faults', 'Soak', 'Package', 'Help')]
    [string] $Task = 'Build',

    # What the program behind Bench, Matrix, Fuzz, Faults and Soak is told; each lists its options when it is told nonsense.
    [Parameter(ValueFromRemainingArguments)]
    [string[]] $Option = @()
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0

$root = $PSScriptRoot
. "$root/build/child-powershell.ps1"
# What the programs start that this script starts: build/ChildPowerShell.cs, build/powershell.sh.
$env:AUDITLOG_PWSH = @(Get-PowerShellCommand)[-1]
$out = $env:AUDITLOG_OUT ? $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($env:AUDITLOG_OUT) : (Join-Path $root 'out')
$dotnet = @('-c', 'Release', '--artifacts-path', "$out/obj", '--nologo', '--verbosity', 'quiet')

# Runs a program; when it fails, its own messages stand above ours.
function Invoke-Program {
    $name, $rest = $args
    $rest = @($rest)
    & $name @rest | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "'$name $($rest -join ' ')' ended with exit code $LASTEXITCODE." }
}

# What did not run must not be overlooked in a green result.
function Write-Missed([string] $What) { Write-Host "NOTE: $What" -ForegroundColor Yellow }

function Invoke-Build {
    Remove-Item "$out/publish" -Recurse -Force -ErrorAction Ignore
    Invoke-Program dotnet publish "$root/src/AuditCmdlets" -o "$out/publish/module" @dotnet
    Invoke-Program dotnet publish "$root/src/AuditCli" -o "$out/publish/cli" @dotnet
    Invoke-Program dotnet publish "$root/src/AuditService" -o "$out/publish/service" @dotnet
    Invoke-Program dotnet msbuild "$root/build/Layout.proj" "-p:Out=$out" --nologo '-verbosity:minimal'
}

# Pester comes from the package feed. Where that cannot be reached, an installed one will do.
function Install-Pester {
    $project = "$root/build/PowerShellModules/PowerShellModules.csproj"
    $answer = & dotnet build $project -t:CopyModules "-p:Out=$out" @dotnet 2>&1
    if ($LASTEXITCODE -ne 0) { Write-Missed "the package of Pester could not be restored: $(@($answer -match 'error')[0])" }
}

function Invoke-Test {
    Invoke-Build
    Install-Pester
    Remove-Item "$out/results" -Recurse -Force -ErrorAction Ignore
    Invoke-Program dotnet build "$root/AuditLog.slnx" @dotnet

    # Both suites run to their end, whatever the first one says.
    $xunit = '--report-xunit-trx', '--report-xunit-trx-filename', 'xunit.trx', '--results-directory', "$out/results", '--progress', 'off'
    & dotnet "$out/obj/bin/AuditChain.Tests/release/AuditChain.Tests.dll" @xunit | Out-Host
    $codes = @($LASTEXITCODE)
    Invoke-PowerShell -NoProfile -NonInteractive -File "$root/build/pester.ps1" -Tests "$root/tests/Pester" -Module "$out/AuditLog" -Modules "$out/modules" -Result "$out/results/pester.json" | Out-Host
    $codes += $LASTEXITCODE
    if (-not (Test-Path "$out/results/xunit.trx")) { Write-Missed 'THE XUNIT TESTS ENDED WITHOUT A RESULT: THEIR RUNNER CRASHED.' }
    if ($codes[1] -ne 0 -and -not (Test-Path "$out/results/pester.json")) { Write-Missed 'THE POWERSHELL TESTS ENDED WITHOUT A RESULT: THEIR RUNNER CRASHED.' }

    $sum = & "$root/build/sum-results.ps1" -Folder "$out/results"
    Write-Host ''
    Write-Host "$($sum.Passed) passed, $($sum.Failed) failed, $($sum.Skipped) skipped"
    if ($codes -ne 0 -or $sum.Failed -gt 0 -or $sum.Passed -eq 0) { exit 1 }
}

# A copy of what was built, compiled for this machine: it starts faster. Returns where it is; where crossgen cannot be had,
# that is what was built.
function Get-CompiledAhead([string] $Name) {
    $answer = & dotnet build "$root/build/ReadyToRun" -t:CompileAhead "-p:From=$out/$Name" "-p:To=$out/native/$Name" "-p:PowerShellHome=$PSHOME" @dotnet 2>&1
    if ($LASTEXITCODE -eq 0) { return "$out/native/$Name" }
    Write-Missed "$Name is not compiled ahead for this machine, and starts more slowly: $(@($answer -match 'error')[0])"
    "$out/$Name"
}

function Invoke-Demo {
    Invoke-Build
    $module = Get-CompiledAhead AuditLog
    Invoke-Program Invoke-PowerShell -NoProfile -NonInteractive -File "$root/build/demo.ps1" -Module $module
}

function Invoke-Bench([string[]] $Option) {
    Invoke-Build
    $module = Get-CompiledAhead AuditLog
    Invoke-Program dotnet build "$root/bench" @dotnet
    Invoke-Program dotnet "$out/obj/bin/AuditBench/release/AuditBench.dll" --module "$module/AuditLog.psd1" @Option
}

function Invoke-Matrix([string[]] $Option) {
    Invoke-Build
    Invoke-Program dotnet build "$root/tests/AttackMatrix" @dotnet
    Invoke-Program dotnet "$out/obj/bin/AttackMatrix/release/AttackMatrix.dll" table --cli "$out/cli/auditlog.dll" --module "$out/AuditLog/AuditLog.psd1" @Option
}

function Invoke-Fuzz([string[]] $Option) {
    Invoke-Program dotnet build "$root/tests/AttackMatrix" @dotnet
    Invoke-Program dotnet "$out/obj/bin/AttackMatrix/release/AttackMatrix.dll" fuzz @Option
}

function Invoke-LinuxScript([string] $Script, [string[]] $Option) {
    if (-not (Get-Command bash -ErrorAction Ignore)) { throw "$Script needs Linux: its bash, strace, mounts and /proc." }
    Invoke-Build
    $env:AUDITLOG_OUT = $out
    Invoke-Program bash "$root/tests/Faults/$Script" @Option
}

function Invoke-Package {
    Invoke-Build
    & "$root/build/package.ps1" -Module "$out/AuditLog" -Destination $out
}

function Invoke-Help { & "$root/build/help.ps1" -Source "$root/docs/help" -Destination "$root/module/en-US" }

try {
    switch ($Task) {
        'Faults' { Invoke-LinuxScript run.sh $Option }
        'Soak' { Invoke-LinuxScript soak.sh $Option }
        { $_ -in 'Bench', 'Matrix', 'Fuzz' } { & "Invoke-$_" $Option }
        default { & "Invoke-$_" }
    }
}
catch {
    Write-Host "build.ps1: $($_.Exception.Message)" -ForegroundColor Red
    exit 1
}
