<#
.SYNOPSIS
    Turns docs/help into the help that Get-Help reads: one MAML file, and the about topics as text.
.DESCRIPTION
    What it makes is kept in module/en-US, so that a build needs no platyPS; tests/Pester/HelpFiles.Tests.ps1 compares.
    $env:PLATYPS_MODULE names the manifest of Microsoft.PowerShell.PlatyPS where it is not on PSModulePath.
#>
param(
    [Parameter(Mandatory)] [string] $Source,       # platyPS Markdown
    [Parameter(Mandatory)] [string] $Destination   # the folder en-US of the module
)
$ErrorActionPreference = 'Stop'

. "$PSScriptRoot/find-module.ps1"
$platyPS = $env:PLATYPS_MODULE ? $env:PLATYPS_MODULE : (Find-InstalledModule Microsoft.PowerShell.PlatyPS 1.0 2.0)
if (-not $platyPS) {
    throw 'The help was not made: Microsoft.PowerShell.PlatyPS 1.x is not installed. Install it (Install-PSResource Microsoft.PowerShell.PlatyPS), or name its manifest in $env:PLATYPS_MODULE.'
}
Import-Module $platyPS
. "$PSScriptRoot/readable-help.ps1"

$commands = @(Get-ChildItem "$Source/*-*.md")
$topics = @(Get-ChildItem "$Source/about_*.md")
$folder = Join-Path ([IO.Path]::GetTempPath()) "auditlog-help-$PID"
try {
    $help = Import-MarkdownCommandHelp -Path $commands.FullName
    $null = $help | Export-MamlCommandHelp -OutputFolder $folder -Force
    $maml = Get-ChildItem $folder -Recurse -Filter *-Help.xml
    if (@($maml).Count -ne 1) { throw "Expected one help file for all commands, found $(@($maml).Count): the 'external help file' of docs/help/*.md differs." }
    Repair-Maml $maml.FullName $help
    Remove-Item $Destination -Recurse -Force -ErrorAction Ignore
    $null = New-Item $Destination -ItemType Directory -Force
    $text = [IO.File]::ReadAllText($maml.FullName).Replace("`r`n", "`n").TrimEnd() + "`n"
    [IO.File]::WriteAllText("$Destination/AuditCmdlets.dll-Help.xml", $text)
    foreach ($topic in $topics) { [IO.File]::WriteAllText("$Destination/$($topic.BaseName).help.txt", (Get-TopicText $topic)) }
}
finally { Remove-Item $folder -Recurse -Force -ErrorAction Ignore }
Write-Host "  help:    $($commands.Count) commands, $($topics.Count) topics in $Destination"
