<#
.SYNOPSIS
    Turns docs/help into the help that Get-Help reads: one MAML file, and the about topics as text.
#>
param(
    [Parameter(Mandatory)] [string] $Source,  # platyPS Markdown
    [Parameter(Mandatory)] [string] $Module,  # the assembled module
    [Parameter(Mandatory)] [string] $Modules  # where a fetched PlatyPS is kept
)
$ErrorActionPreference = 'Stop'

$commands = @(Get-ChildItem "$Source/*-*.md" -ErrorAction Ignore)
$topics = @(Get-ChildItem "$Source/about_*.md" -ErrorAction Ignore)
if (-not $commands -and -not $topics) {
    Write-Host 'NOTE: the help was not built: there is no Markdown in docs/help.' -ForegroundColor Yellow
    return
}

$target = New-Item "$Module/en-US" -ItemType Directory -Force
. "$PSScriptRoot/readable-help.ps1"
foreach ($topic in $topics) { ConvertTo-Topic $topic | Set-Content "$target/$($topic.BaseName).help.txt" }

. "$PSScriptRoot/find-module.ps1"
if (-not ($platyPS = Resolve-GalleryModule Microsoft.PowerShell.PlatyPS '[1.0.0, 2.0.0)' $Modules)) {
    Write-Host 'NOTE: the help was not built: Microsoft.PowerShell.PlatyPS 1.x is not installed and could not be fetched from the gallery.' -ForegroundColor Yellow
    return
}
Import-Module $platyPS
$folder = Join-Path ([IO.Path]::GetTempPath()) "auditlog-help-$PID"
try {
    $help = Import-MarkdownCommandHelp -Path $commands.FullName
    $null = $help | Export-MamlCommandHelp -OutputFolder $folder -Force
    $maml = Get-ChildItem $folder -Recurse -Filter *-Help.xml
    if (@($maml).Count -ne 1) { throw "Expected one help file for all commands, found $(@($maml).Count): the 'external help file' of docs/help/*.md differs." }
    Repair-Maml $maml.FullName $help
    Copy-Item $maml "$target/AuditCmdlets.dll-Help.xml"
    Write-Host "  help:    $($commands.Count) commands, $($topics.Count) topics"
}
finally { Remove-Item $folder -Recurse -Force -ErrorAction Ignore }
