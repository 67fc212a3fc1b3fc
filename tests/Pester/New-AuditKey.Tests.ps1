BeforeAll { . "$PSScriptRoot/Session.ps1" }

Describe 'New-AuditKey' {
    It 'writes the private key for its owner alone, and the public one beside it' {
        $key = New-AuditKey "$TestDrive/a.pem" -Name example.com/ops
        Get-Content $key.Path -First 1 | Should -Be '-----BEGIN PRIVATE KEY-----'
        if (-not $IsWindows) { (Get-Item $key.Path).UnixMode | Should -Be '-rw-------' }
        $key.PublicKeyPath | Should -Be (Join-Path $TestDrive 'a.pub')
        Get-Content $key.PublicKeyPath | Should -Be $key.VerifierKey
        $key.VerifierKey | Should -BeLike "example.com/ops+$($key.KeyId)+*"
        $key.KeyId | Should -Match '^[0-9a-f]{8}$'
    }
    It 'has a name by default that can be signed with' { (New-AuditKey "$TestDrive/my key.pem").Name | Should -Be "$([Environment]::MachineName)/my-key" }
    It 'encrypts with a passphrase' {
        $key = New-AuditKey "$TestDrive/b.pem" -Passphrase (ConvertTo-SecureString 'x y' -AsPlainText -Force)
        Get-Content $key.Path -First 1 | Should -Be '-----BEGIN ENCRYPTED PRIVATE KEY-----'
    }
    It 'is a key that openssl reads' -Skip:(-not (Get-Command openssl -ErrorAction Ignore)) {
        $key = New-AuditKey "$TestDrive/c.pem"
        (& openssl pkey -in $key.Path -noout -text) -join "`n" | Should -BeLike '*ED25519 Private-Key*'
    }
    It 'overwrites neither of the two without -Force' {
        $key = New-AuditKey "$TestDrive/d.pem"
        $found = Get-OnlyError { New-AuditKey "$TestDrive/d.pem" }
        $found.FullyQualifiedErrorId | Should -Be 'AuditKeyExists,AuditCmdlets.Commands.NewAuditKeyCommand'
        $found.CategoryInfo.Category | Should -Be 'ResourceExists'
        Remove-Item $key.Path
        (Get-OnlyError { New-AuditKey "$TestDrive/d.pem" }).FullyQualifiedErrorId | Should -BeLike 'AuditKeyExists,*'
        $key.Path | Should -Not -Exist
        (New-AuditKey "$TestDrive/d.pem" -Force).VerifierKey | Should -Not -Be $key.VerifierKey
    }
    It 'makes nothing with -WhatIf' {
        New-AuditKey "$TestDrive/e.pem" -WhatIf | Should -BeNullOrEmpty
        "$TestDrive/e.p*" | Should -Not -Exist
    }
    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a name with a space'; Given = @{ Path = 'f.pem'; Name = 'a b' }; Id = 'AuditKeyInvalid' }
        @{ Name = 'a private key where the public one would go'; Given = @{ Path = 'f.pub' }; Id = 'AuditDestinationInvalid' }
        @{ Name = 'a folder that is not there'; Given = @{ Path = 'none/f.pem' }; Id = 'AuditDestinationInvalid' }
    ) {
        Push-Location $TestDrive
        try { (Get-OnlyError { New-AuditKey @Given }).FullyQualifiedErrorId | Should -BeLike "$Id,*" } finally { Pop-Location }
        "$TestDrive/f.p*" | Should -Not -Exist
    }
}
