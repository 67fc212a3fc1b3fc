BeforeAll { . "$PSScriptRoot/Session.ps1" }

Describe 'Test-AuditChain' {
    BeforeEach {
        $log = New-TestLog -Entries 10
        $key = New-TestKey
    }

    Context 'the answer' {
        It 'is true for a log that holds' { Test-AuditChain | Should -BeExactly $true }
        It 'is false and an error that names verdict and sequence for one that does not' {
            Edit-FileText $log '"entry 7"' '"entry X"'
            Test-AuditChain -ErrorAction SilentlyContinue | Should -BeExactly $false
            $found = Get-OnlyError { Test-AuditChain }
            $found.FullyQualifiedErrorId | Should -Be 'AuditChainBroken,AuditCmdlets.Commands.TestAuditChainCommand'
            $found.CategoryInfo.Category | Should -Be 'SecurityError'
            "$found" | Should -BeLike "*'$log' is Tampered at sequence 7.*"
            $found.TargetObject.Sequence | Should -Be 7
        }
        It 'is the report with -Detailed, and no error' {
            Edit-FileText $log '"entry 7"' '"entry X"'
            $report = Test-AuditChain -Detailed -ErrorVariable found
            $report.Verdict, $report.Sequence, $report.IsValid, $report.LastSequence | Should -Be 'Tampered', 7, $false, 6
            $found | Should -BeNullOrEmpty
        }
        It 'is an error and nothing else for a log that is not there' {
            $all = Test-AuditChain "$TestDrive/none.audit" 2>&1
            $all.FullyQualifiedErrorId | Should -Be 'AuditLogNotFound,AuditCmdlets.Commands.TestAuditChainCommand'
            "$TestDrive/none.audit" | Should -Not -Exist
        }
        It 'has no verdict of value zero' { [int[]] [enum]::GetValues([AuditChain.Verdict]) | Should -Not -Contain 0 }
        It 'throws under ErrorActionPreference Stop' {
            Edit-FileText $log '"entry 7"' '"entry X"'
            { $ErrorActionPreference = 'Stop'; Test-AuditChain } | Should -Throw -ErrorId 'AuditChainBroken,*'
        }
        It 'goes on to the next file' {
            $bad = New-TestLog -Entries 2
            Edit-FileText $bad '"entry 2"' '"entry X"'
            Test-AuditChain $bad, $log -ErrorAction SilentlyContinue | Should -Be $false, $true
        }
        It 'calls a file that is none of ours malformed' {
            Set-Content "$TestDrive/junk.txt" 'hello'
            (Test-AuditChain "$TestDrive/junk.txt" -Detailed).Verdict | Should -Be 'Malformed'
        }
    }

    Context 'warnings' {
        It 'says of a signed log without a key that signatures were not checked' {
            $null = New-AuditAttestation -Key $key
            Test-AuditChain -WarningVariable said -WarningAction SilentlyContinue | Should -BeTrue
            "$said" | Should -BeLike '*Signatures were not checked*'
        }
        It 'says of an empty log that nothing was verified' {
            $null = New-TestLog
            Test-AuditChain -WarningVariable said -WarningAction SilentlyContinue | Should -BeTrue
            "$said" | Should -BeLike '*nothing was verified*'
        }
        It 'says nothing when all was checked' {
            $null = New-AuditAttestation -Key $key
            Test-AuditChain -PublicKey $key.PublicKeyPath -WarningVariable said | Should -BeTrue
            $said | Should -BeNullOrEmpty
        }
        It 'says with a checkpoint alone only what it leaves open' {
            $checkpoint = New-AuditAttestation -Key $key
            Test-AuditChain -Checkpoint $checkpoint -WarningVariable said | Should -BeTrue
            $said | Should -BeNullOrEmpty
            Add-AuditEntry test 'after'
            Test-AuditChain -Checkpoint $checkpoint -WarningVariable said -WarningAction SilentlyContinue | Should -BeTrue
            "$said" | Should -BeLike '*Signatures were not checked*the checkpoint vouches up to entry 10 of 11.*'
        }
        It 'says of a part of a log that it is one, where that is known' {
            $null = New-AuditAttestation -Key $key
            $report = Export-AuditBundle "$TestDrive/part.auditbundle" -Last 4 -Force | Test-AuditChain -AllowPart -Detailed -WarningVariable said -WarningAction SilentlyContinue
            $report.Reason | Should -BeLike 'This is a part of the log*, the entries 1 to 4. The 4 entries in it hold together*'
            "$said" | Should -BeLike '*a part of a log. It ends at entry 4, and an attestation covers 10.*'
            $report.AttestationsSeen | Should -Be 1
            (Test-AuditChain -Detailed -WarningAction Ignore).Reason | Should -BeLike 'All 10 entries hold together*'
        }
        It 'says of a key of others to check it, and not to keep the file' {
            $null = New-AuditAttestation -Key $key
            "$(Get-OnlyError { Test-AuditChain -PublicKey (New-TestKey other) })" | Should -BeLike '*is Unverifiable*Check which key or checkpoint belongs to it.*'
        }
        It 'tells with -Verbose what a scheduled task''s log should hold' {
            "$(Test-AuditChain -Verbose 4>&1)" | Should -BeLike "*'$log': Intact:*10 entries in*"
        }
    }

    Context 'keys and checkpoints' {
        BeforeEach { $attestation = New-AuditAttestation -Key $key -DestinationPath "$TestDrive/cp.note" -Force }
        It 'takes the public key as a file, as a line, and as what New-AuditKey returned' {
            foreach ($given in $key.PublicKeyPath, $key.VerifierKey, $key) {
                $report = Test-AuditChain -PublicKey $given -Detailed
                $report.Verdict, $report.VouchedSequence, $report.VouchedBy[0].KeyName | Should -Be 'Intact', 10, 'ops'
            }
        }
        It 'is Unverifiable when no attestation is by the key handed over' {
            (Test-AuditChain -PublicKey (New-TestKey other) -Detailed).Verdict | Should -Be 'Unverifiable'
        }
        It 'takes a checkpoint as a file, as text, and as an attestation' {
            foreach ($given in "$TestDrive/cp.note", $attestation.Note, $attestation, (Get-Item "$TestDrive/cp.note")) {
                (Test-AuditChain -Checkpoint $given -PublicKey $key -Detailed).CheckpointsMatched | Should -Be 1
            }
        }
        It 'takes a checkpoint that Set-Content saved, with another line end' {
            Set-Content "$TestDrive/saved.note" ($attestation.Note -replace "`n", "`r`n")
            Test-AuditChain -Checkpoint "$TestDrive/saved.note" -PublicKey $key | Should -BeTrue
        }
        It 'finds entries cut off behind a checkpoint' {
            $whole = (Export-AuditBundle "$TestDrive/whole.auditbundle" -Force).FullName
            $lines = [IO.File]::ReadAllLines($whole)
            [IO.File]::WriteAllText("$TestDrive/cut.jsonl", ($lines[0..8] -join "`n") + "`n")
            $report = Test-AuditChain "$TestDrive/cut.jsonl" -Checkpoint $attestation -Detailed
            $report.Verdict, $report.Sequence | Should -Be 'Truncated', 9
        }
        It 'finds a log that went on separately from the checkpoint' {
            $null = New-TestLog -Entries 10
            (Test-AuditChain -Checkpoint $attestation -Detailed).Verdict | Should -Be 'Forked'
        }
        It 'ends with <Id> for <Name>' -ForEach @(
            @{ Name = 'a key file that is not there'; Given = @{ PublicKey = 'none.pub' }; Id = 'AuditKeyNotFound' }
            @{ Name = 'a key file that is none'; Given = @{ PublicKey = 'cp.note' }; Id = 'AuditKeyInvalid' }
            @{ Name = 'a checkpoint that is not there'; Given = @{ Checkpoint = 'none.note' }; Id = 'AuditCheckpointInvalid' }
            @{ Name = 'a checkpoint that is none'; Given = @{ Checkpoint = 'junk.txt' }; Id = 'AuditCheckpointInvalid' }
        ) {
            Set-Content "$TestDrive/junk.txt" 'hello'
            Push-Location $TestDrive
            try { { Test-AuditChain $log @Given } | Should -Throw -ErrorId "$Id,*" } finally { Pop-Location }
        }
    }

    Context 'files' {
        It 'verifies a log, a bundle, a compressed bundle and a mirror file' {
            $bundle = Export-AuditBundle "$TestDrive/a.auditbundle" -Force -WarningAction Ignore
            $packed = Export-AuditBundle "$TestDrive/a.auditbundle.gz" -Force -WarningAction Ignore
            [IO.File]::WriteAllText("$TestDrive/a.jsonl", ([IO.File]::ReadAllLines($bundle)[0..10] -join "`n") + "`n")
            $reports = Test-AuditChain $log, $bundle, $packed, "$TestDrive/a.jsonl" -Detailed
            $reports.Kind | Should -Be 'Log', 'Bundle', 'Bundle', 'Mirror'
            $reports.Verdict | Should -Be 'Intact', 'Intact', 'Intact', 'Intact'
        }
        It 'binds files, logs and reports from the pipeline' {
            Get-Item $log | Test-AuditChain | Should -BeTrue
            Get-AuditLog | Test-AuditChain | Should -BeTrue
            Test-AuditChain -Detailed | Test-AuditChain | Should -BeTrue
            $log | Test-AuditChain | Should -BeTrue
        }
        It 'finds an index that no longer agrees with the lines' -Skip:(-not (Get-Command sqlite3 -ErrorAction Ignore)) {
            & sqlite3 $log "INSERT INTO blocks VALUES (1 << 40, x'0100')"
            (Test-AuditChain -Detailed).IsValid | Should -BeFalse
        }
    }
}
