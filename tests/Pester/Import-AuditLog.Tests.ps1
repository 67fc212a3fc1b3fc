BeforeDiscovery {
    $reference = Join-Path $PSScriptRoot '../../../shared/data/moat'
    $files = 'small.db', 'small.bundle.json', 'small.bundle.compact.json', 'small.collector.db', 'small.collector.bundle.json' |
        ForEach-Object { @{ Name = $_; Path = Join-Path $reference $_ } }
}

BeforeAll { . "$PSScriptRoot/Session.ps1" }

Describe 'A bundle of moat' {
    It 'is verified as it is' {
        $old = New-MoatBundle
        Test-AuditChain $old | Should -BeTrue
        $report = Test-AuditChain $old -Detailed
        $report.Verdict, $report.Kind, $report.Count | Should -Be 'Intact', 'MoatBundle', 3
    }
    It 'gives its entries' {
        $old = New-MoatBundle
        $entries = Get-AuditEntry -Path $old
        $entries.Seq | Should -Be 1, 2, 3
        ($entries | Where-Object Type -EQ secret).Data.backend | Should -Be 'ssm'
        $entries[2].Prev | Should -Be $entries[1].Hash
        (Get-AuditEntry -Path $old -Type exec).Seq | Should -Be 3
        Get-AuditEntry -Path $old -Type nothing | Should -BeNullOrEmpty
        (Get-AuditEntry -Path $old -Last 1).Seq | Should -Be 3
    }
    It 'is refused where something was changed, with the place' {
        $old = New-MoatBundle
        Edit-FileText $old '"ssm"' '"ssn"'
        $found = Get-OnlyError { Test-AuditChain $old | Should -BeFalse }
        $found.FullyQualifiedErrorId | Should -Be 'AuditChainBroken,AuditCmdlets.Commands.TestAuditChainCommand'
        $found.Exception.Message | Should -BeLike '*Tampered at sequence 2*'
    }
    It 'is exported as a bundle of ours' {
        $made = Export-AuditBundle "$TestDrive/of-moat.auditbundle" -Path (New-MoatBundle) -WarningAction SilentlyContinue
        (Test-AuditChain $made.FullName -Detailed).Kind | Should -Be 'Bundle'
        (Get-AuditEntry -Path $made.FullName).Data.seq | Should -Be 1, 2, 3
    }
    It 'has no attestations that are signed notes' {
        $old = New-MoatBundle
        (Get-OnlyError { Get-AuditAttestation -Path $old }).FullyQualifiedErrorId | Should -BeLike 'AuditLogNotRecognized,*'
    }
}

Describe 'Import-AuditLog' {
    It 'makes a log that carries the old sequence, hash and time' {
        $old = New-MoatBundle
        $log = Import-AuditLog $old "$TestDrive/a.audit" -Origin example.com/old
        $log.Count, $log.Origin, $log.Path | Should -Be 3, 'example.com/old', (Join-Path $TestDrive 'a.audit')
        Test-AuditChain $log.Path | Should -BeTrue
        $before, $after = (Get-AuditEntry -Path $old), (Get-AuditEntry -Path $log.Path)
        $after.Data.seq | Should -Be $before.Seq
        $after.Data.hash | Should -Be $before.Hash
        $after.Occurred | Should -Be $before.Time
        $after[1].Data.data.name, $after[1].Type | Should -Be 'DB', 'secret'
        $after[0].Data.ts | Should -Be '2026-11-21T08:00:01.123456789Z'
    }
    It 'takes what the pipeline brings' {
        $old = New-MoatBundle
        $made = Get-Item $old | Select-Object FullName, @{ n = 'DestinationPath'; e = { "$TestDrive/piped.audit" } } | Import-AuditLog
        $made.Count | Should -Be 3
    }
    It 'creates nothing with -WhatIf' {
        Import-AuditLog (New-MoatBundle) "$TestDrive/b.audit" -WhatIf | Should -BeNullOrEmpty
        "$TestDrive/b.audit" | Should -Not -Exist
    }
    It 'refuses a log that does not hold, and leaves nothing behind' {
        $old = New-MoatBundle
        Edit-FileText $old '"started"' '"stopped"'
        $found = Get-OnlyError { Import-AuditLog $old "$TestDrive/c.audit" }
        $found.FullyQualifiedErrorId | Should -Be 'AuditChainBroken,AuditCmdlets.Commands.ImportAuditLogCommand'
        $found.CategoryInfo.Category, $found.TargetObject | Should -Be 'SecurityError', $old
        Get-ChildItem $TestDrive -Filter 'c.audit*' | Should -BeNullOrEmpty
    }
    It 'refuses one for which no key that was handed over vouches' {
        $found = Get-OnlyError { Import-AuditLog (New-MoatBundle) "$TestDrive/d.audit" -PublicKey (New-TestKey).PublicKeyPath }
        $found.Exception.Message | Should -BeLike '*Unverifiable*'
        "$TestDrive/d.audit" | Should -Not -Exist
    }
    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a file that is there already'; Id = 'AuditLogExists'; Category = 'ResourceExists'; Arrange = { Set-Content "$TestDrive/e.audit" 'mine'; (New-MoatBundle), "$TestDrive/e.audit" } }
        @{ Name = 'a log of ours'; Id = 'AuditLogNotRecognized'; Category = 'InvalidData'; Arrange = { (New-TestLog), "$TestDrive/f.audit" } }
        @{ Name = 'a file that is not there'; Id = 'AuditLogNotFound'; Category = 'ObjectNotFound'; Arrange = { "$TestDrive/none.db", "$TestDrive/f.audit" } }
    ) {
        $old, $new = & $Arrange
        $found = Get-OnlyError { Import-AuditLog $old $new }
        $found.FullyQualifiedErrorId, $found.CategoryInfo.Category | Should -Be "$Id,AuditCmdlets.Commands.ImportAuditLogCommand", $Category
    }
}

Describe 'A file that moat made' {
    It '<Name> is intact and becomes a log of ours' -ForEach $files {
        if (-not (Test-Path $Path)) { return Set-ItResult -Skipped -Because 'it is not beside the repository' }
        Test-AuditChain $Path -WarningAction SilentlyContinue | Should -BeTrue
        $log = Import-AuditLog $Path "$TestDrive/$Name.audit"
        $log.Count | Should -Be 200
        Test-AuditChain $log.Path | Should -BeTrue
        (Get-AuditEntry -Path $log.Path).Data.seq | Should -Be (1..200)
    }
}
