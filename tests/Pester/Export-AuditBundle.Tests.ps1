BeforeAll { . "$PSScriptRoot/Session.ps1" }

Describe 'Export-AuditBundle' {
    BeforeEach {
        $log = New-TestLog -Entries 10
        $key = New-TestKey
        $null = New-AuditAttestation -Key $key
        $destination = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).auditbundle"
    }

    It 'returns the file that it wrote, which verifies with the public key alone' {
        $file = Export-AuditBundle $destination
        $file | Should -BeOfType [IO.FileInfo]
        $file.FullName | Should -Be $destination
        $file.PSPath, $file.PSChildName, $file.PSParentPath | Should -Be (Get-Item $destination).PSPath, (Split-Path $destination -Leaf), (Get-Item $destination).PSParentPath
        $file | Test-AuditChain -PublicKey $key.PublicKeyPath | Should -BeTrue
    }
    It 'is found out when one byte of it is changed' {
        $file = Export-AuditBundle $destination
        Edit-FileText $file '"entry 4"' '"entry X"'
        $report = Test-AuditChain $file -PublicKey $key -Detailed
        $report.Verdict | Should -Be 'Tampered'
        $report.Sequence | Should -BeIn 4, 5 # entry 5 no longer links to entry 4
    }
    It 'exports the range <First> to <Last>, with what vouches for it' -ForEach @(
        @{ First = 3; Last = 5 }
        @{ First = 1; Last = 4 }
        @{ First = 7; Last = 10 }
    ) {
        $report = Export-AuditBundle $destination -First $First -Last $Last | Test-AuditChain -PublicKey $key -AllowPart -Detailed
        $report.Verdict, $report.FirstSequence, $report.LastSequence, $report.VouchedSequence | Should -Be 'Intact', $First, $Last, $Last
    }
    It 'turns times into the range between them' {
        $times = (Get-AuditEntry).Time
        Start-Sleep -Milliseconds 20
        Add-AuditEntry test 'later'
        $later = (Get-AuditEntry -Last 1).Time
        $report = Export-AuditBundle $destination -After $times[0] -Before $later -WarningAction Ignore | Test-AuditChain -Detailed -WarningAction Ignore
        $report.FirstSequence, $report.LastSequence | Should -Be 1, 10
        $report = Export-AuditBundle "$destination.2" -After $later -WarningAction Ignore | Test-AuditChain -Detailed -WarningAction Ignore
        $report.FirstSequence, $report.LastSequence | Should -Be 11, 11
    }
    It 'compresses when the name ends in .gz' {
        $file = Export-AuditBundle "$destination.gz"
        [IO.File]::ReadAllBytes($file)[0..1] | Should -Be 0x1f, 0x8b
        Test-AuditChain $file -PublicKey $key | Should -BeTrue
    }
    It 'warns when no attestation covers it' {
        $null = New-TestLog -Entries 2
        $null = Export-AuditBundle $destination -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike '*No attestation covers*'
    }
    It 'does not overwrite without -Force' {
        $before = (Export-AuditBundle $destination -Last 4 | Get-FileHash).Hash
        (Get-OnlyError { Export-AuditBundle $destination }).FullyQualifiedErrorId | Should -Be 'AuditDestinationExists,AuditCmdlets.Commands.ExportAuditBundleCommand'
        (Get-FileHash $destination).Hash | Should -Be $before
        Export-AuditBundle $destination -Force | Test-AuditChain -PublicKey $key | Should -BeTrue
    }
    It 'overwrites nothing but a bundle, with -Force too' {
        Set-Content $destination 'mine'
        (Get-OnlyError { Export-AuditBundle $destination -Force }).FullyQualifiedErrorId | Should -Be 'AuditDestinationInvalid,AuditCmdlets.Commands.ExportAuditBundleCommand'
        Get-Content $destination | Should -Be 'mine'
    }
    It 'writes nothing with -WhatIf' {
        Export-AuditBundle $destination -WhatIf | Should -BeNullOrEmpty
        $destination | Should -Not -Exist
    }
    It 'ends with <Id> for <Name>' -ForEach @(
        @{ Name = 'a range that the log does not hold'; Given = @{ First = 500 }; Id = 'AuditRangeInvalid' }
        @{ Name = 'a range that ends before it begins'; Given = @{ First = 5; Last = 4 }; Id = 'AuditRangeInvalid' }
        @{ Name = 'a time after the last entry'; Given = @{ After = '2100-01-01' }; Id = 'AuditRangeInvalid' }
        @{ Name = 'a time before the first'; Given = @{ Before = '2000-01-01' }; Id = 'AuditRangeInvalid' }
        @{ Name = 'a log that is not there'; Given = @{ Path = 'none.audit' }; Id = 'AuditLogNotFound' }
    ) {
        (Get-OnlyError { Export-AuditBundle $destination @Given }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $destination | Should -Not -Exist
    }
    It 'says of a folder that is not there what is missing' {
        (Get-OnlyError { Export-AuditBundle "$TestDrive/none/x.auditbundle" }).FullyQualifiedErrorId | Should -BeLike 'AuditDestinationInvalid,*'
    }
    It 'exports an empty log' {
        $null = New-TestLog
        Export-AuditBundle $destination -WarningAction Ignore | Test-AuditChain -WarningAction Ignore | Should -BeTrue
    }
}
