BeforeAll { . "$PSScriptRoot/Session.ps1" }

Describe 'Get-AuditAttestation' {
    BeforeEach {
        $log = New-TestLog -Entries 2
        $key = New-TestKey
    }

    It 'says nothing for a log without any' { Get-AuditAttestation | Should -BeNullOrEmpty }
    It 'returns them in the order in which they were signed' {
        $null = New-AuditAttestation -Key $key
        Add-AuditEntry test
        $null = New-AuditAttestation -Key $key
        $all = Get-AuditAttestation
        $all.Size | Should -Be 2, 3
        $all[0].KeyName, $all[0].KeyId, $all[0].Origin, $all[0].Path | Should -Be 'ops', $key.KeyId, (Get-AuditLog).Origin, $log
    }
    It 'returns those of a bundle' {
        $made = New-AuditAttestation -Key $key
        $bundle = Export-AuditBundle "$TestDrive/$([guid]::NewGuid()).auditbundle"
        (Get-AuditAttestation $bundle).Note | Should -Be $made.Note
        (Get-Item $bundle | Get-AuditAttestation).Size | Should -Be 2
    }
    It 'hands out notes that serve as checkpoints' {
        $null = New-AuditAttestation -Key $key
        Test-AuditChain -Checkpoint (Get-AuditAttestation) -PublicKey $key | Should -BeTrue
    }
    It 'reports a file that holds none of ours' {
        Set-Content "$TestDrive/junk.txt" 'hello'
        (Get-OnlyError { Get-AuditAttestation "$TestDrive/junk.txt" }).FullyQualifiedErrorId | Should -Be 'AuditLogNotRecognized,AuditCmdlets.Commands.GetAuditAttestationCommand'
        Set-Content "$TestDrive/empty.txt" '' -NoNewline
        (Get-OnlyError { Get-AuditAttestation "$TestDrive/empty.txt" }).CategoryInfo.Category | Should -Be 'InvalidData'
    }
}
