BeforeAll { . "$PSScriptRoot/Session.ps1" }

Describe 'New-AuditAttestation' {
    BeforeEach {
        $log = New-TestLog -Entries 3
        $key = New-TestKey
    }

    It 'signs the log as it stands, stores the note and returns it' {
        $attestation = New-AuditAttestation -KeyPath $key.Path
        $attestation.Size, $attestation.Head, $attestation.LogId | Should -Be 3, (Get-AuditEntry -Last 1).Hash, (Get-AuditLog).LogId
        $attestation.Time.Kind | Should -Be 'Local'
        (Get-AuditAttestation).Note | Should -Be $attestation.Note
        Test-AuditChain -PublicKey $key.PublicKeyPath | Should -BeTrue
    }
    It 'takes the name of the key from the .pub file beside it, so that this file checks the signature' {
        (New-AuditAttestation -KeyPath $key.Path).KeyName | Should -Be 'ops'
    }
    It 'takes the name of the log when there is none' {
        Remove-Item $key.PublicKeyPath
        (New-AuditAttestation -KeyPath $key.Path).KeyName | Should -Be (Get-AuditLog).Origin
    }
    It 'takes the name that is given' { (New-AuditAttestation -KeyPath $key.Path -KeyName special).KeyName | Should -Be 'special' }
    It 'takes what New-AuditKey returned' { (New-AuditAttestation -Key $key).KeyId | Should -Be $key.KeyId }
    It 'writes a copy to keep elsewhere, byte for byte' {
        $attestation = New-AuditAttestation -Key $key -DestinationPath "$TestDrive/a.note"
        [IO.File]::ReadAllText("$TestDrive/a.note") | Should -BeExactly $attestation.Note
    }
    It 'signs nothing when the copy cannot be written' {
        Set-Content "$TestDrive/b.note" 'mine'
        (Get-OnlyError { New-AuditAttestation -Key $key -DestinationPath "$TestDrive/b.note" }).FullyQualifiedErrorId | Should -Be 'AuditDestinationExists,AuditCmdlets.Commands.NewAuditAttestationCommand'
        (Get-OnlyError { New-AuditAttestation -Key $key -DestinationPath "$TestDrive/none/b.note" }).FullyQualifiedErrorId | Should -BeLike 'AuditDestinationInvalid,*'
        Get-AuditAttestation | Should -BeNullOrEmpty
        (Get-OnlyError { New-AuditAttestation -Key $key -DestinationPath "$TestDrive/b.note" -Force }).FullyQualifiedErrorId | Should -BeLike 'AuditDestinationInvalid,*'
        Get-AuditAttestation | Should -BeNullOrEmpty
        Clear-Content "$TestDrive/b.note"
        $null = New-AuditAttestation -Key $key -DestinationPath "$TestDrive/b.note" -Force
        Get-Content "$TestDrive/b.note" -Raw | Should -Be (Get-AuditAttestation).Note
    }
    It 'hands over to a successor, which whoever has the first key then trusts, and -Since reads only what came after' {
        $next = New-AuditKey -Path "$TestDrive/$([guid]::NewGuid()).pem" -Name next
        $last = New-AuditAttestation -Key $key -Successor $next.PublicKeyPath -Retire
        $whole = Test-AuditChain -PublicKey $key.PublicKeyPath -Detailed -WarningAction Ignore
        Add-AuditEntry late 'after the change'
        $first = New-AuditAttestation -Key $next
        $report = Test-AuditChain -PublicKey $key.PublicKeyPath -Since $last -EarlierReport $whole -Detailed -WarningAction Ignore
        $report.Verdict, $report.VerifiedBefore, $report.VouchedSequence | Should -Be 'Intact', $last.Size, $first.Size
        # A note alone does not tell who followed whom: nobody vouches for what came after.
        (Test-AuditChain -PublicKey $key.PublicKeyPath -Since $last -Detailed -WarningAction Ignore).VouchedSequence | Should -Be $last.Size
        Test-AuditChain -PublicKey $key.PublicKeyPath -WarningAction Ignore | Should -BeTrue
        $null = New-AuditAttestation -Key $key
        (Test-AuditChain -PublicKey $key.PublicKeyPath -Detailed -WarningAction Ignore).Notes | Where-Object { $_ -like '*was retired before*' } | Should -HaveCount 1
    }
    It 'takes no successor without a name' {
        (Get-OnlyError { New-AuditAttestation -Key $key -Successor 'nokey' }).FullyQualifiedErrorId | Should -BeLike 'AuditKey*'
        (Get-AuditLog).Count | Should -Be 3
    }
    It 'signs nothing with -WhatIf' {
        New-AuditAttestation -Key $key -WhatIf | Should -BeNullOrEmpty
        Get-AuditAttestation | Should -BeNullOrEmpty
    }
    It 'signs all logs of a folder from the pipeline' {
        $here = New-Item -ItemType Directory "$TestDrive/$([guid]::NewGuid())"
        foreach ($name in 'a', 'b') { $null = New-AuditLog "$here/$name.audit" }
        (Get-AuditLog "$here/*.audit" | New-AuditAttestation -Key $key).Count | Should -Be 2
        Get-ChildItem "$here/*.audit" | New-AuditAttestation -Key $key | Should -HaveCount 2
    }
    It 'uses an encrypted key with its passphrase alone' {
        $secret = ConvertTo-SecureString 'correct horse' -AsPlainText -Force
        $sealed = New-AuditKey "$TestDrive/sealed.pem" -Name ops -Passphrase $secret -Force
        (New-AuditAttestation -KeyPath $sealed.Path -Passphrase $secret).KeyId | Should -Be $sealed.KeyId
        foreach ($given in @{}, @{ Passphrase = ConvertTo-SecureString 'wrong' -AsPlainText -Force }) {
            $found = Get-OnlyError { New-AuditAttestation -KeyPath $sealed.Path @given }
            $found.FullyQualifiedErrorId | Should -BeLike 'AuditKeyPassphrase,*'
            $found.CategoryInfo.Category | Should -Be 'AuthenticationError'
        }
    }
    It 'does not sign again what contradicts an older signature' {
        $null = New-AuditAttestation -Key $key
        # The leaf hash beside the last entry that was attested, as the bytes that the file holds.
        $hash = [Text.Encoding]::Latin1.GetString([Convert]::FromHexString((Get-AuditEntry -Sequence 3).Hash))
        Edit-FileText $log $hash ('x' * 32)
        $found = Get-OnlyError { New-AuditAttestation -Key $key }
        $found.FullyQualifiedErrorId | Should -Be 'AuditChainBroken,AuditCmdlets.Commands.NewAuditAttestationCommand'
        "$found" | Should -BeLike '*Nothing was signed*'
        Get-AuditAttestation | Should -HaveCount 1
    }
    It 'ends with <Id> for <Name>' -ForEach @(
        @{ Name = 'a key that is not there'; File = 'none.pem'; Id = 'AuditKeyNotFound' }
        @{ Name = 'a file that is no key'; File = 'junk.pem'; Id = 'AuditKeyInvalid' }
    ) {
        Set-Content "$TestDrive/junk.pem" 'hello'
        (Get-OnlyError { New-AuditAttestation -KeyPath "$TestDrive/$File" }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }
}
