# The pipelines of the design, as typed. Each runs on a log of its own.

BeforeAll { . "$PSScriptRoot/Session.ps1" }

Describe 'Pipelines as typed' {
    BeforeEach {
        $log = New-TestLog
        Push-Location $TestDrive
    }
    AfterEach { Pop-Location }

    It 'Get-AuditEntry | Where Type -eq secret' {
        Add-AuditEntry secret; Add-AuditEntry other
        (Get-AuditEntry | Where-Object Type -EQ secret).Seq | Should -Be 1
    }
    It 'Get-AuditEntry | Where Type -eq secret | Where { $_.Data.backend -eq ''ssm'' }' {
        Add-AuditEntry secret -Data @{ backend = 'vault' }; Add-AuditEntry secret -Data @{ backend = 'ssm' }; Add-AuditEntry other -Data 5; Add-AuditEntry secret
        (Get-AuditEntry | Where-Object Type -EQ secret | Where-Object { $_.Data.backend -eq 'ssm' }).Seq | Should -Be 2
    }
    It 'Get-AuditEntry -Type secret -Outcome denied -After (Get-Date).AddDays(-1) | Group-Object { $_.Actor.Id } -NoElement' {
        foreach ($actor in 'alice', 'bob', 'alice') { Add-AuditEntry secret -Outcome denied -Actor $actor }
        Add-AuditEntry secret -Outcome granted -Actor carol
        $groups = Get-AuditEntry -Type secret -Outcome denied -After (Get-Date).AddDays(-1) | Group-Object { $_.Actor.Id } -NoElement
        $groups.Name | Should -Be 'alice', 'bob'
        $groups.ForEach('Count') | Should -Be 2, 1
    }
    It "Get-AuditEntry -After -1h -Message '*denied*' | Where-Object Actor -eq alice" {
        Add-AuditEntry secret 'Access DENIED to env/DB' -Actor alice
        Add-AuditEntry secret 'denied' -Actor bob
        Add-AuditEntry secret 'granted' -Actor alice
        Add-AuditEntry secret -Outcome denied -Actor alice
        (Get-AuditEntry -After -1h -Message '*denied*' | Where-Object Actor -eq alice).Seq | Should -Be 1
    }
    It 'Import-Csv ops.csv | Add-AuditEntry' {
        Set-Content ops.csv @'
Type,Message,Actor,Action,Target,Outcome,Source,CorrelationId,Occurred,Ticket
change,patched web01,alice,update,web01,Success,deploy,run-1,2026-11-20T10:00:00Z,T-1
change,,bob,reboot,web02,DENIED,,,,T-2
'@
        Import-Csv ops.csv | Add-AuditEntry
        $lines = (Get-AuditEntry).Line
        $lines[0] | Should -BeLike '{"action":"update","actor":{"id":"alice"},"correlation":"run-1","data":{"Ticket":"T-1"},"message":"patched web01","occurred":"2026-11-20T10:00:00.0000000Z","outcome":"success","prev":*,"source":"deploy","target":{"id":"web01"},"time":*,"type":"change"}'
        $lines[1] | Should -BeLike '{"action":"reboot","actor":{"id":"bob"},"data":{"Ticket":"T-2"},"outcome":"denied","prev":*,"target":{"id":"web02"},"time":*,"type":"change"}'
    }
    It 'Get-Process | Select-Object Name, Id | Add-AuditEntry -Type inventory' {
        Get-Process | Select-Object Name, Id | Add-AuditEntry -Type inventory
        $mine = Get-AuditEntry -Type inventory | Where-Object { $_.Data.Id -eq $PID }
        $mine.Data.Name | Should -Be (Get-Process -Id $PID).Name
        $mine.Data.Id | Should -BeOfType [long]
    }
    It 'Get-ChildItem *.audit | Test-AuditChain -Detailed | Where-Object -Not IsValid' {
        $bad = New-TestLog -Entries 2
        Edit-FileText $bad '"entry 1"' '"entry X"'
        $found = Get-ChildItem *.audit | Test-AuditChain -Detailed -WarningAction Ignore | Where-Object -Not IsValid
        $found.Path | Should -Be $bad
    }
    It 'Export-AuditBundle -After 2026-11-01 -DestinationPath nov.auditbundle | Test-AuditChain -PublicKey ops.pub' {
        Add-AuditEntry test
        $null = New-AuditKey ops.pem -Name ops -Force
        $null = New-AuditAttestation -KeyPath ops.pem
        Export-AuditBundle -After 2000-11-01 -DestinationPath nov.auditbundle | Test-AuditChain -PublicKey ops.pub | Should -BeTrue
    }
    It '1..100 | ForEach-Object -Parallel { Add-AuditEntry -Type job -Message "n $_" }' {
        # As typed it finds the module by its name, on the module path; here it is imported by its own.
        1..100 | ForEach-Object -Parallel { Import-Module $using:modulePath; Add-AuditEntry -Type job -Message "n $_" }
        (Get-AuditEntry -Type job).Message | Sort-Object { [int] $_.Substring(2) } | Should -Be (1..100 | ForEach-Object { "n $_" })
        Test-AuditChain | Should -BeTrue
    }
    It 'Get-AuditEntry | Add-AuditEntry -Path other.audit' {
        Add-AuditEntry secret 'm' -Actor @{ id = 'alice'; team = 'db' } -Outcome denied -Data @{ list = 1, @{ a = $null } }
        $null = New-AuditLog copy.audit
        Get-AuditEntry | Add-AuditEntry -Path copy.audit
        $from, $to = (Get-AuditEntry), (Get-AuditEntry -Path copy.audit)
        foreach ($member in 'Type', 'Message', 'Outcome') { $to.$member | Should -Be $from.$member }
        $to.Data | ConvertTo-Json -Depth 5 | Should -Be ($from.Data | ConvertTo-Json -Depth 5)
        $to.Actor.More['team'] | Should -Be 'db'
    }
    It 'a million objects stay in constant memory' -Tag Slow -Skip:(-not $env:AUDITLOG_SLOW) {
        $peak = { [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 }
        & { for ($i = 0; $i -lt 100000; $i++) { $i } } | Add-AuditEntry -Type warm
        $before = & $peak
        & { for ($i = 0; $i -lt 1000000; $i++) { $i } } | Add-AuditEntry -Type many
        Get-AuditEntry | ForEach-Object { $_ } | Measure-Object | ForEach-Object Count | Should -Be 1100000
        Test-AuditChain | Should -BeTrue
        ((& $peak) - $before) / 1MB | Should -BeLessThan 50
    }
}
