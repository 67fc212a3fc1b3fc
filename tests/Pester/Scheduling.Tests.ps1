# What a scheduled task sees: a PowerShell of its own, no profile, nobody watching. Exit codes are measured, not assumed.

BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $log = New-TestLog good.audit -Entries 3
    $bad = New-TestLog bad.audit -Entries 3
    Edit-FileText $bad '"entry 2"' '"entry X"'
    $env:AUDITLOG_PATH = $null
}

Describe 'pwsh -NoProfile -NonInteractive -Command' {
    It 'ends in <ExitCode> for <Name>' -ForEach @(
        @{ Name = 'a log that holds'; Command = { Test-AuditChain good.audit }; ExitCode = 0 }
        @{ Name = 'a broken chain'; Command = { Test-AuditChain bad.audit }; ExitCode = 1 }
        @{ Name = 'a broken chain under ErrorActionPreference Stop'; Command = { $ErrorActionPreference = 'Stop'; Test-AuditChain bad.audit; 'still here' }; ExitCode = 1; Not = '*still here*' }
        @{ Name = 'a broken chain among several files'; Command = { Test-AuditChain bad.audit, good.audit }; ExitCode = 1 }
        @{ Name = 'a log that is not there'; Command = { Test-AuditChain none.audit }; ExitCode = 1 }
        @{ Name = 'a pattern that matches nothing'; Command = { Test-AuditChain *.nothing }; ExitCode = 1 }
        @{ Name = 'a key that is not there'; Command = { Test-AuditChain good.audit -PublicKey none.pub }; ExitCode = 1 }
        @{ Name = 'a missing mandatory parameter, without a prompt'; Command = { Add-AuditEntry }; ExitCode = 1 }
        @{ Name = 'an entry into a mistyped log'; Command = { Add-AuditEntry test -Path none.audit }; ExitCode = 1 }
        @{ Name = 'an entry'; Command = { Add-AuditEntry test 'from a task' -Path good.audit }; ExitCode = 0 }
        @{ Name = 'an empty log, with a warning'; Command = { New-AuditLog empty.audit | Out-Null; Test-AuditChain empty.audit }; ExitCode = 0; Like = '*nothing was verified*' }
    ) {
        $child = Invoke-Child "Set-Location '$TestDrive'; $Command"
        $child.ExitCode | Should -Be $ExitCode -Because $child.Text
        if ($Like) { $child.Text | Should -BeLike $Like }
        if ($Not) { $child.Text | Should -Not -BeLike $Not }
    }
    It 'names verdict, file and sequence in what it leaves in the task''s log' {
        $text = (Invoke-Child "`$PSStyle.OutputRendering = 'PlainText'; Test-AuditChain '$bad'").Text -replace '[\s|]+', ' '
        $text | Should -BeLike '*bad.audit'' is Tampered at sequence 2.*'
    }
}

Describe 'pwsh -File' {
    It 'ends in the exit code that the script asks for' {
        $script = Join-Path $TestDrive verify.ps1
        Set-Content $script "Import-Module '$modulePath'; exit [int](-not (Test-AuditChain `$args[0] -ErrorAction Ignore))"
        foreach ($case in @($log, 0), @($bad, 1)) {
            Invoke-PowerShell -NoProfile -NonInteractive -File $script $case[0] 2>&1 | Out-Null
            $LASTEXITCODE | Should -Be $case[1]
        }
    }
    It 'ends in 1 when the script stops at errors' {
        $script = Join-Path $TestDrive stop.ps1
        Set-Content $script "`$ErrorActionPreference = 'Stop'; Import-Module '$modulePath'; Test-AuditChain `$args[0]; exit 0"
        Invoke-PowerShell -NoProfile -NonInteractive -File $script $bad 2>&1 | Out-Null
        $LASTEXITCODE | Should -Be 1
    }
}

Describe 'eight processes at once' {
    It 'append to one log: every acknowledged entry is there, one chain' {
        $shared = New-TestLog shared.audit
        $children = foreach ($n in 1..8) {
            Start-PowerShell -OutputPath "$TestDrive/out$n" -ArgumentList @(
                '-NoProfile', '-NonInteractive', '-Command', "Import-Module '$modulePath'; 1..50 | ForEach-Object { Add-AuditEntry p$n `$_ -Path '$shared' -PassThru } | ForEach-Object Hash")
        }
        $children | Wait-Process -Timeout 120
        $acknowledged = Get-Content (1..8 | ForEach-Object { "$TestDrive/out$_" })
        $acknowledged.Count | Should -Be 400
        (Get-AuditEntry).Hash | Sort-Object | Should -Be ($acknowledged | Sort-Object)
        Test-AuditChain | Should -BeTrue
    }
}
