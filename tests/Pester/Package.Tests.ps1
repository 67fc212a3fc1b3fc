# The package as others get it: made from the module under test, offered by a folder as a repository, installed into an
# empty module path, and used by the session of the README. The user's own repositories and modules are not touched: the
# home of the child processes is a folder of the test.

BeforeDiscovery {
    # PSResourceGet comes with PowerShell; an installation may have been made without it.
    $hasResourceGet = @(Get-Command Compress-PSResource, Register-PSResourceRepository, Install-PSResource -ErrorAction Ignore).Count -eq 3
    # On Windows the folders of the user do not follow the environment.
    $canInstall = $hasResourceGet -and -not $IsWindows
}

Describe 'The package' -Skip:(-not $canInstall) {
    BeforeAll {
        . "$PSScriptRoot/Session.ps1"
        $root = (Resolve-Path "$PSScriptRoot/../..").ProviderPath
        $feed = "$(New-Item (Join-Path $TestDrive feed) -ItemType Directory)"
        $homeFolder = "$(New-Item (Join-Path $TestDrive home) -ItemType Directory)"
        $repository = "auditlog-test-$PID"

        # Runs a script in a PowerShell whose user has nothing yet.
        function Invoke-AsNewUser([string] $Script) {
            $kept = @{}
            foreach ($name in 'HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'PSModulePath', 'AUDITLOG_PATH', 'NO_COLOR') {
                $kept[$name] = [Environment]::GetEnvironmentVariable($name)
                [Environment]::SetEnvironmentVariable($name, $null)
            }
            $env:HOME = $homeFolder
            $env:NO_COLOR = '1'
            try {
                Set-Content "$TestDrive/script.ps1" "Set-Location '$homeFolder'`n$Script"
                $text = Invoke-PowerShell -NoProfile -NonInteractive -File "$TestDrive/script.ps1" 2>&1 | ForEach-Object { "$_" }
                [pscustomobject]@{ ExitCode = $LASTEXITCODE; Lines = @($text) }
            } finally {
                foreach ($name in $kept.Keys) { [Environment]::SetEnvironmentVariable($name, $kept[$name]) }
            }
        }

        $made = Invoke-AsNewUser "& '$root/build/package.ps1' -Module '$(Split-Path $modulePath)' -Destination '$feed'"
        $version = (Import-PowerShellDataFile $modulePath).ModuleVersion
    }

    It 'is one nupkg, named by the module and its version' {
        $made.ExitCode | Should -Be 0 -Because ($made.Lines -join "`n")
        (Get-ChildItem $feed).Name | Should -Be "AuditLog.$version.nupkg"
    }
    It 'holds the module as it was assembled, and says what it is' {
        $zip = [IO.Compression.ZipFile]::OpenRead("$feed/AuditLog.$version.nupkg")
        try {
            $names = $zip.Entries.FullName
            $module = Split-Path $modulePath
            foreach ($file in Get-ChildItem $module -Recurse -File) { $names | Should -Contain ([IO.Path]::GetRelativePath($module, $file.FullName) -replace '\\', '/') }
            $names | Should -Not -Match '\.pdb$'
            $reader = [IO.StreamReader]::new($zip.GetEntry('AuditLog.nuspec').Open())
            $data = ([xml] $reader.ReadToEnd()).package.metadata
            $data.id, $data.version | Should -Be 'AuditLog', $version
            $data.tags | Should -BeLike '*PSModule*'
            $data.description | Should -BeLike '*tamper-evident*'
        } finally { $zip.Dispose() }
    }
    It 'is installed from a folder into an empty module path, and runs the session of the README' {
        $installed = Invoke-AsNewUser @"
Register-PSResourceRepository -Name $repository -Uri '$feed' -Trusted
Get-Module AuditLog -ListAvailable
Install-PSResource AuditLog -Repository $repository -Scope CurrentUser -Quiet
Get-InstalledPSResource AuditLog | ForEach-Object { "installed `$(`$_.Name) `$(`$_.Version)" }
(Get-Module AuditLog -ListAvailable).ModuleBase
"@
        $base = Join-Path $homeFolder ".local/share/powershell/Modules/AuditLog/$version"
        if ($IsMacOS) { $base = $installed.Lines[-1] }
        $installed.Lines | Should -Be @("installed AuditLog $version", $base)

        $readme = Get-Content "$root/README.md" -Raw
        $session = [regex]::Matches($readme, '(?ms)^```powershell\n(.*?)^```').ForEach({ $_.Groups[1].Value }) -match 'Import-Module \./out/AuditLog'
        @($session).Count | Should -Be 1
        $run = Invoke-AsNewUser "$($session[0] -replace 'Import-Module \./out/AuditLog', 'Import-Module AuditLog')`n(Get-Module AuditLog).ModuleBase"
        @($run.Lines -match '^(True|False)$') | Should -Be @('True', 'True', 'False') -Because ($run.Lines -join "`n")
        ($run.Lines -join ' ' -replace '[\s|]+', ' ') | Should -BeLike '*is Tampered at sequence 2.*'
        $run.Lines | Should -Contain $base
    }
    It 'brings its help with it' {
        (Invoke-AsNewUser 'Import-Module AuditLog; (Get-Help Test-AuditChain -Parameter Checkpoint).description.Text; (Get-Help about_AuditLog) -join "" -match "attestation"').Lines[-1] | Should -Be 'True'
    }
    It 'is found without being imported, by its commands' {
        (Invoke-AsNewUser "New-AuditLog auto.audit | ForEach-Object Count; Add-AuditEntry test -Path auto.audit; Test-AuditChain auto.audit").Lines | Should -Be '0', 'True'
    }
}
