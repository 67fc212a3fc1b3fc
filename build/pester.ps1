<#
.SYNOPSIS
    Runs the Pester suite against the built module, in this process of its own, and writes the counts to a file.
#>
param(
    [Parameter(Mandatory)] [string] $Tests,
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Modules,  # where the build puts Pester
    [Parameter(Mandatory)] [string] $Result
)
$ErrorActionPreference = 'Stop'

. "$PSScriptRoot/find-module.ps1"
if (-not ($pester = Find-InstalledModule Pester 5.5 7.0 $Modules)) {
    Write-Host 'NOTE: THE POWERSHELL TESTS DID NOT RUN: PESTER 5.5 TO 6 IS NOT INSTALLED AND ITS PACKAGE COULD NOT BE RESTORED.' -ForegroundColor Yellow
    exit 0
}
Import-Module $pester
# Tests run with the preference that users have.
$ErrorActionPreference = 'Continue'

# Tests import the module from here, never one that happens to be installed.
$env:AUDITLOG_MODULE = Join-Path $Module 'AuditLog.psd1'
$run = Invoke-Pester -Configuration @{
    Run = @{ Path = $Tests; PassThru = $true }
    Output = @{ Verbosity = 'Normal' }
}
# Counts from the run itself: Pester's own report file cannot hold a message with colours in it.
if (-not $run) { exit 1 }

# A file or a block that fails outside of its tests counts as one failure, though no test of it may have failed.
$failed = [math]::Max($run.FailedCount, [int]($run.Result -ne 'Passed'))
@{ Passed = $run.PassedCount; Failed = $failed; Skipped = $run.SkippedCount + $run.NotRunCount + $run.InconclusiveCount } | ConvertTo-Json | Set-Content $Result
exit [int]($failed -gt 0 -or $run.TotalCount -eq 0)
