#Requires -Version 7.6
<#
.SYNOPSIS
    AuditLog from the first entry to a detected forgery, with real entries: the processes of this machine, and this
    repository's history where git is. Every command is shown as one would type it.
#>
param([Parameter(Mandatory)] [string] $Module)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0

Import-Module (Resolve-Path "$Module/AuditLog.psd1").Path
$repository = Split-Path $PSScriptRoot
$folder = New-Item (Join-Path ([IO.Path]::GetTempPath()) "auditlog-demo-$(Get-Date -Format yyyyMMdd-HHmmss)-$PID") -ItemType Directory
Set-Location $folder

if ([Console]::IsOutputRedirected) { $PSStyle.OutputRendering = 'PlainText' }
$width = [Console]::IsOutputRedirected ? 120 : $Host.UI.RawUI.BufferSize.Width

# Prints why and what, runs it, and prints what came of it.
function Step([string] $Why, [scriptblock] $What) {
    Write-Host "`n$($PSStyle.Foreground.BrightBlack)# $Why$($PSStyle.Reset)"
    foreach ($line in $What.ToString().Trim() -split '\r?\n *') { Write-Host "$($PSStyle.Foreground.BrightCyan)PS> $($PSStyle.Reset)$line" }
    $text = (& $What 2>&1 | Out-String -Width $width).TrimEnd()
    if ($text) { Write-Host $text }
}

# The newest commits as objects whose properties are those of an entry.
function Get-Commit {
    if (-not (Get-Command git -CommandType Application -ErrorAction Ignore)) { return }
    git -C $repository log -n 200 --reverse --format='%an%x1f%cI%x1f%h%x1f%s' 2>$null | ForEach-Object {
        $author, $when, $id, $subject = $_ -split [char]0x1f
        [pscustomobject]@{ Actor = $author; Action = 'commit'; Target = $id; Occurred = [DateTimeOffset] $when; Message = $subject }
    }
}

Write-Host "AuditLog demo. Everything below happens in $folder"

Step 'A log of its own. -Origin is its name in every signature.' {
    New-AuditLog ops.audit -Origin demo.example/ops | Out-Null
}
if ($commits = @(Get-Commit)) {
    Step "Objects whose properties are named like an entry's bind by themselves: the last $($commits.Count) commits of this repository." {
        $commits | Add-AuditEntry -Type commit -Path ops.audit
    }
}
Step 'Any other object becomes the data of an entry: what is running on this machine now.' {
    Get-Process | Select-Object Name, Id, WorkingSet64, StartTime | Add-AuditEntry -Type process -Source ([Environment]::MachineName) -Path ops.audit
}
Step 'One entry by hand.' {
    Add-AuditEntry secret 'read for the nightly backup' -Action resolve -Target env/DB_PASSWORD -Outcome denied -Path ops.audit
}
Step 'What the log says. Who and when come from the system, the sequence and the links from the log.' {
    Get-AuditEntry -Last 10 -Path ops.audit
}
if ($commits) {
    Step 'Filters take several values and wildcards, and are answered by indexes.' {
        Get-AuditEntry -Type commit -Action comm* -Last 5 -Path ops.audit
    }
}
Step 'A key, and a signed checkpoint over everything up to here. Keep the note where nobody can reach it from this machine.' {
    New-AuditKey ops.key -Name demo.example/ops | Format-List Name, PublicKeyPath, VerifierKey
    New-AuditAttestation -Path ops.audit -KeyPath ops.key -DestinationPath ops.note
}
Step 'A proof bundle: entries and attestations in one file, to be sent to whoever audits.' {
    Export-AuditBundle -Path ops.audit -DestinationPath ops.auditbundle | Format-Table Name, Length
}
Step 'The auditor has the bundle and the public key, no log and no network.' {
    Test-AuditChain ops.auditbundle -PublicKey ops.pub
    Test-AuditChain ops.auditbundle -PublicKey ops.pub -Detailed
}
$intact = Test-AuditChain ops.auditbundle -PublicKey ops.pub

# The header is line 0, so entry n is line n. "process" becomes "frocess".
$lines = [IO.File]::ReadAllLines("$folder/ops.auditbundle")
$forged = (Get-AuditLog ops.audit).Count - 1
$at = $lines[$forged].LastIndexOf('"type":"process"', [StringComparison]::Ordinal)
$before, $after = $lines[$forged], $lines[$forged].Remove($at + 8, 1).Insert($at + 8, 'f')
$lines[$forged] = $after
[IO.File]::WriteAllText("$folder/forged.auditbundle", ($lines -join "`n") + "`n")
Write-Host "`n$($PSStyle.Foreground.BrightBlack)# Someone changes one byte of entry $forged in a copy:$($PSStyle.Reset)"
Write-Host "  was  ...$($before.Substring($at - 40))`n  is   ...$($after.Substring($at - 40))"

Step "The same check refuses it, and says where: the next entry holds the hash of what entry $forged was." {
    Test-AuditChain forged.auditbundle -PublicKey ops.pub -ErrorAction Continue
}
$report = Test-AuditChain forged.auditbundle -PublicKey ops.pub -Detailed

Set-Location $repository
if ($intact -ne $true -or $report.IsValid) { throw 'The demo did not end as it should: the bundle has to be Intact and the forgery refused.' }
Write-Host "`nThe forgery was refused: $($report.Verdict) at sequence $($report.Sequence). The files are in $folder"
