# The README's sessions run as written, each in a shell of its own whose home is empty and whose ./out is the build's.

BeforeDiscovery {
    $module = $env:AUDITLOG_MODULE ? $env:AUDITLOG_MODULE : (Join-Path $PSScriptRoot '../../out/AuditLog/AuditLog.psd1')
    $hasCli = (Test-Path "$(Split-Path (Split-Path $module))/cli") -and (Get-Command bash -ErrorAction Ignore)
}

BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $readme = Get-Content "$PSScriptRoot/../../README.md" -Raw
    $root = New-Item (Join-Path $TestDrive root) -ItemType Directory
    $null = New-Item (Join-Path $root out) -ItemType ($IsWindows ? 'Junction' : 'SymbolicLink') -Target (Split-Path (Split-Path $modulePath))

    function Get-Session([string] $Language, [string] $Containing) {
        [regex]::Matches($readme, "(?ms)^``````$Language\n(.*?)^``````").ForEach({ $_.Groups[1].Value }) -match $Containing
    }
    function Invoke-InHome([string] $Name, [scriptblock] $Run) {
        $homes = $env:HOME, $env:USERPROFILE
        $env:HOME = $env:USERPROFILE = New-Item (Join-Path $TestDrive $Name) -ItemType Directory
        Push-Location $root
        try { & $Run } finally {
            Pop-Location
            $env:HOME, $env:USERPROFILE = $homes
        }
    }
}

Describe 'README.md' {
    It 'runs the session in PowerShell, up to the forgery that shows' {
        $file = Join-Path $root session.ps1
        Set-Content $file (Get-Session powershell 'Import-Module')
        $lines = Invoke-InHome one { Invoke-PowerShell -NoProfile -NonInteractive -File $file 2>&1 | ForEach-Object { "$_" } }
        $text = $lines -join "`n"
        @($lines -match '^(True|False)$') | Should -Be @('True', 'True', 'False')
        ($text -replace '\s*(\e\[[0-9;]*m|\|)\s*', ' ' -replace '\s+', ' ') | Should -Match 'is Tampered at sequence 2\.'
        [regex]::Matches($text, '(?m)^.*Exception|error').Count | Should -Be 0
    }
    It 'runs the session of the command line' -Skip:(-not $hasCli) {
        $file = Join-Path $root session.sh
        Set-Content $file ((Get-Session sh 'auditlog init') -replace "`r")
        $lines = Invoke-InHome two { & bash $file 2>&1 | ForEach-Object { "$_" } }
        $LASTEXITCODE | Should -Be 1
        @($lines -match '^(Intact|Tampered)') -replace ':.*' | Should -Be @('Intact', 'Tampered at sequence 1')
        $lines -match '^auditlog:' | Should -BeNullOrEmpty
    }
    It 'links to files that are there' {
        foreach ($link in [regex]::Matches($readme, '\]\(([^)#:]+)\)')) { Join-Path "$PSScriptRoot/../.." $link.Groups[1].Value | Should -Exist }
    }
}
