# Every example of docs/help runs as written, in a folder of its own where the files of an admin lie: a log, a key pair, a
# checkpoint, a proof, a witness policy, a bundle and one that was cut short, a CSV file, a file of event types. An example that follows a log is given an
# entry to show, and then stopped.

BeforeDiscovery {
    $examples = foreach ($file in Get-ChildItem "$PSScriptRoot/../../docs/help/*-*.md") {
        $text = Get-Content $file -Raw
        foreach ($match in [regex]::Matches($text, '(?ms)^### (Example \d+: [^\n]+)\n(.*?)(?=^### |^## )')) {
            $code = [regex]::Match($match.Groups[2].Value, '(?ms)^```powershell\n(.*?)^```').Groups[1].Value
            @{ Command = $file.BaseName; Title = $match.Groups[1].Value; Code = $code }
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/Session.ps1"

    # Parallel runspaces and child processes find the module by its name.
    $modulesBefore = $env:PSModulePath
    $env:PSModulePath = (Split-Path (Split-Path $modulePath)) + [IO.Path]::PathSeparator + $env:PSModulePath
    $secret = ConvertTo-SecureString 'a passphrase' -AsPlainText -Force

    # What the examples find: six entries, the first four attested.
    function Enter-ExampleFolder {
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))) -ItemType Directory
        Set-Location $folder
        $null = New-Item keep -ItemType Directory
        $null = New-AuditLog ops.audit -Origin example.com/ops
        $env:AUDITLOG_PATH = Convert-Path ops.audit
        Add-AuditEntry console 'Signed in' -Actor alice -Outcome success
        Add-AuditEntry secret 'Password read' -Actor alice -Action resolve -Target env/DB_PASSWORD -Outcome granted -Data @{ backend = 'vault' }
        Add-AuditEntry secret 'Password read' -Actor bob -Action resolve -Target env/DB_PASSWORD -Outcome denied -Data @{ backend = 'vault' }
        Add-AuditEntry network 'Connection denied' -Actor alice -Target 203.0.113.7 -Outcome denied
        $null = New-AuditKey ops.pem -Name example.com/ops
        $null = New-AuditAttestation -KeyPath ops.pem -DestinationPath keep/ops.note
        $null = Export-AuditBundle nov.auditbundle
        Get-Content nov.auditbundle | Select-Object -SkipLast 1 | Set-Content cut.auditbundle
        # Nobody needs to cosign, and nobody answers under the addresses of the examples: .example is nobody's domain.
        [IO.File]::WriteAllText("$PWD/witnesses.policy", "quorum none`n")
        Set-Content 3.tlog-proof (Get-AuditProof 3).Text -NoNewline
        $null = New-MoatBundle "$PWD/moat-proof.json"
        1..2 | ForEach-Object { "after the attestation $_" } | Add-AuditEntry -Type test
        New-DoorTypeFile doors.psd1
        [pscustomobject]@{ Type = 'ops'; Action = 'deploy'; Actor = 'carol'; Target = 'web-1'; Outcome = 'success'; Message = 'Deployed'; Build = 17 },
        [pscustomobject]@{ Type = 'ops'; Action = 'deploy'; Actor = 'carol'; Target = 'web-2'; Outcome = 'failure'; Message = 'Not deployed'; Build = 17 } | Export-Csv ops.csv
    }

    # The examples that ask for a passphrase get one.
    function Read-Host {
        [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidOverwritingBuiltInCmdlets', '', Justification = 'Nobody is there to type.')]
        param()
        $secret
    }
}

AfterAll {
    Set-Location $PSScriptRoot
    $env:PSModulePath = $modulesBefore
}

Describe 'The examples of <Command>' -ForEach ($examples | Group-Object { $_.Command } | ForEach-Object { @{ Command = $_.Name; Examples = $_.Group } }) {
    It 'are two at least' { $Examples.Count | Should -BeGreaterOrEqual 2 }

    It 'run as written: <Title>' -ForEach $Examples {
        $Code | Should -Match $Command
        Enter-ExampleFolder
        if ($Code -match '-Wait\b') {
            $shell = [powershell]::Create().AddScript("Set-Location '$PWD'`n$Code")
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            try {
                $null = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
                $deadline = [datetime]::UtcNow.AddSeconds(20)
                while ($output.Count -lt 2 -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 20 }
                Add-AuditEntry secret 'one more'
                while ($output.Count -lt 3 -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 20 }
                $shell.Stop()
            }
            finally { $shell.Dispose() }
            $output[-1].Message | Should -Be 'one more'
            return
        }
        $all = @(& ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'`n$Code")) *>&1)
        $all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty
        if ($Command -like 'Add-*') { (Get-AuditLog).Count | Should -BeGreaterThan 6 } else { $all | Should -Not -BeNullOrEmpty }
    }
}

Describe 'What the examples of Test-AuditChain come to' {
    BeforeAll {
        function Get-Result([string] $Title) {
            Enter-ExampleFolder
            $example = $all | Where-Object Title -Like "*$Title*"
            @(& ([scriptblock]::Create($example.Code)) 3>$null)[-1]
        }
    }
    It '<Title>' -ForEach @(
        @{ Title = 'Verify the default log'; Expected = { $_ -eq $true } }
        @{ Title = 'whole report'; Expected = { $_.Verdict -eq 'Intact' -and $_.VouchedSequence -eq 4 -and $_.CheckpointsMatched -eq 1 } }
        @{ Title = 'See a forgery'; Expected = { $_.Verdict -eq 'Tampered' } }
        @{ Title = 'From a scheduled task'; Expected = { $_ -eq 0 } }
    ) {
        $all = foreach ($match in [regex]::Matches((Get-Content "$PSScriptRoot/../../docs/help/Test-AuditChain.md" -Raw), '(?ms)^### (Example \d+: [^\n]+)\n.*?^```powershell\n(.*?)^```')) {
            [pscustomobject]@{ Title = $match.Groups[1].Value; Code = $match.Groups[2].Value }
        }
        Get-Result $Title | Where-Object $Expected | Should -Not -BeNullOrEmpty
    }
}

Describe 'The about topics' {
    BeforeAll {
        function Get-Code([string] $Topic) {
            [regex]::Matches((Get-Content "$PSScriptRoot/../../docs/help/$Topic.md" -Raw), '(?ms)^```powershell\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value }
        }
    }
    It 'about_AuditLog is one session that ends intact' {
        Set-Location (New-Item (Join-Path $TestDrive about) -ItemType Directory)
        $env:AUDITLOG_PATH = $null
        $result = @(& ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'`n$((Get-Code about_AuditLog) -join "`n")")) 3>$null)
        @($result | Where-Object { $_ -is [bool] }) | Should -Be @($true, $true, $true, $true)
    }
    It 'about_AuditLog_Recording: leaves the entries of a call, of a rule, and of the rule itself' {
        Enter-ExampleFolder
        & ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'`n$((Get-Code about_AuditLog_Recording) -join "`n")")) | Should -Not -BeNullOrEmpty
        (Get-AuditEntry -Type audit-rule).Action | Should -Be 'register', 'unregister'
        'old.txt' | Should -Not -Exist
    }
    It 'about_AuditLog_Scheduling: attest.ps1 and verify.ps1 work, and the exit code tells' {
        Enter-ExampleFolder
        $env:AUDITLOG_PATH = $null
        foreach ($code in Get-Code about_AuditLog_Scheduling) { Set-Content ([regex]::Match($code, '^# (\S+\.ps1)').Groups[1].Value) $code }
        Invoke-PowerShell -NoProfile -NonInteractive -File attest.ps1 ops.audit ops.pem keep | Out-Null
        $LASTEXITCODE | Should -Be 0
        @(Get-ChildItem keep/*.note).Count | Should -Be 2
        Invoke-PowerShell -NoProfile -NonInteractive -File verify.ps1 ops.audit ops.pub keep | Should -BeLike '*Intact: *'
        $LASTEXITCODE | Should -Be 0
        Edit-FileText (Convert-Path ops.audit) 'Password read' 'Password lost'
        # Warnings of a child process come among its output.
        (Invoke-PowerShell -NoProfile -NonInteractive -File verify.ps1 ops.audit ops.pub keep) -join "`n" | Should -BeLike '*Tampered at sequence *'
        $LASTEXITCODE | Should -Be 1
        Remove-Item keep/*.note
        Invoke-PowerShell -NoProfile -NonInteractive -File verify.ps1 ops.audit ops.pub keep *> $null
        $LASTEXITCODE | Should -Be 1
    }
}
