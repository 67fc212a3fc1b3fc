<#
.SYNOPSIS
    Adds up what the runners themselves wrote: xunit.trx, and pester.json where that suite ran.
#>
param([Parameter(Mandatory)] [string] $Folder)
$ErrorActionPreference = 'Stop'

$sum = [pscustomobject]@{ Passed = 0; Failed = 0; Skipped = 0 }
if (Test-Path "$Folder/xunit.trx") {
    $counters = ([xml](Get-Content "$Folder/xunit.trx" -Raw)).TestRun.ResultSummary.Counters
    $sum.Passed = [int]$counters.passed
    $sum.Failed = [int]$counters.failed + [int]$counters.error + [int]$counters.timeout + [int]$counters.aborted
    $sum.Skipped = [int]$counters.total - $sum.Passed - $sum.Failed
}
if (Test-Path "$Folder/pester.json") {
    $pester = Get-Content "$Folder/pester.json" -Raw | ConvertFrom-Json
    foreach ($name in 'Passed', 'Failed', 'Skipped') { $sum.$name += $pester.$name }
}
$sum
