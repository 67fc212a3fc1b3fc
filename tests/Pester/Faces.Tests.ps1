# Rules 17, 19, 20, 23, 24 and 26 of the surface: what is overwritten, shown, compared, piped, and how a table shares its width.
BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $hostile = "x`e]0;t`a`u{202e}y`u{9b}2J`u{200b}`nz"
    $acts = '[\u0000-\u0009\u000b-\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b]'
    function Get-Text([Parameter(ValueFromPipeline)] $InputObject, [int] $Width = 200) {
        begin { $all = @() } process { $all += $InputObject }
        end {
            $rendering, $PSStyle.OutputRendering = $PSStyle.OutputRendering, 'PlainText'
            try { $all | Out-String -Width $Width } finally { $PSStyle.OutputRendering = $rendering }
        }
    }
}

Describe 'Nothing of value is overwritten (17)' {
    BeforeAll {
        $log, $other, $key = (New-TestLog -Entries 2), (New-TestLog -Entries 1), (New-TestKey)
        $files = @{ log = $log; other = $other; private = $key.Path; public = $key.PublicKeyPath; wal = "$log-wal" }
        $before = $files.GetEnumerator().Where({ Test-Path $_.Value }).ForEach({ (Get-FileHash $_.Value).Hash }) -join ' '
    }
    It '<Name> refuses a log, a key and the files of a log, with -Force too' -ForEach @(
        @{ Name = 'Export-AuditBundle'; Command = { Export-AuditBundle $path -Path $log -Force }; Own = '' }
        @{ Name = 'New-AuditAttestation'; Command = { New-AuditAttestation -Path $other -Key $key -DestinationPath $path -Force }; Own = '' }
        @{ Name = 'Copy-AuditLog'; Command = { Copy-AuditLog $log $path -Force }; Own = '' }
        @{ Name = 'New-AuditKey'; Command = { New-AuditKey $path -Force }; Own = 'private' }
    ) {
        foreach ($kind in $files.Keys.Where({ $_ -ne $Own })) {
            $path = $files[$kind]
            (Get-OnlyError $Command).FullyQualifiedErrorId | Should -BeLike 'AuditDestinationInvalid,*' -Because "$Name would lose the $kind"
        }
        $files.GetEnumerator().Where({ Test-Path $_.Value }).ForEach({ (Get-FileHash $_.Value).Hash }) -join ' ' | Should -Be $before
    }
}

Describe 'What comes from a log is shown, never obeyed (19)' {
    BeforeAll {
        $log = New-TestLog
        Add-AuditEntry 'secret' $hostile -Actor @{ id = 'alice'; name = $hostile; more = $hostile } -Target @{ id = 'env'; what = $hostile } -Data @{ text = $hostile }
        Add-AuditEntry 'secret' -Data @{ text = $hostile } -Target "t`u{202e}"
    }
    It 'in <Name>' -ForEach @(
        @{ Name = 'the table'; Command = { Get-AuditEntry | Get-Text } }
        @{ Name = 'the list'; Command = { Get-AuditEntry | Format-List | Get-Text } }
        @{ Name = 'a table of several logs'; Command = { Get-AuditEntry -Path $log, $log | Get-Text } }
        @{ Name = 'the text of an entry'; Command = { "$(Get-AuditEntry -First 1)" } }
        @{ Name = 'a report of a hostile record kind'; Command = {
                Export-AuditBundle "$TestDrive/k.bundle" -WarningAction Ignore | Out-Null
                $lines = [IO.File]::ReadAllLines("$TestDrive/k.bundle")
                $kind = $hostile.Replace("`e", '').Replace("`a", '').Replace("`n", '')
                [IO.File]::WriteAllText("$TestDrive/k.bundle", (($lines[0..($lines.Count - 2)] + "{""$kind"":1}" + $lines[-1]) -join "`n") + "`n")
                Test-AuditChain "$TestDrive/k.bundle" -Detailed -WarningVariable warned -WarningAction SilentlyContinue | Get-Text; "$warned"
            }
        }
        @{ Name = 'an error about a hostile name'; Command = { "$(Get-OnlyError { Test-AuditChain -LiteralPath "$TestDrive/$hostile" })" } }
    ) { (& $Command) -join '' | Should -Not -Match $acts }
    It 'while the object keeps the value' { (Get-AuditEntry -First 1).Message | Should -BeExactly $hostile }
    It 'and completion spells it out, as the same name' {
        $found = (TabExpansion2 'Get-AuditEntry -Target t' 24).CompletionMatches[0]
        "$($found.CompletionText)$($found.ListItemText)$($found.ToolTip)" | Should -Not -Match $acts
        Invoke-Expression $found.CompletionText | Should -BeExactly "t`u{202e}"
    }
}

Describe 'An actor or target is its id (20)' {
    BeforeAll {
        $null = New-TestLog
        Add-AuditEntry t 1 -Actor @{ id = 'bob'; machine = 'M2' }
        Add-AuditEntry t 2 -Actor @{ id = 'alice'; session = '1'; machine = 'M1' } -Target @{ id = 'db'; region = 'eu' }
        Add-AuditEntry t 3 -Actor @{ id = 'Alice'; session = '2' } -Target db
    }
    It 'compares' { (Get-AuditEntry | Where-Object Actor -EQ alice).Seq | Should -Be 2, 3; (Get-AuditEntry | Where-Object Target -EQ DB).Seq | Should -Be 2, 3 }
    It 'groups' { (Get-AuditEntry | Group-Object Actor | ForEach-Object Count | Sort-Object) | Should -Be 1, 2 -Because 'bob is one, alice two' }
    It 'sorts' { (Get-AuditEntry | Sort-Object Actor -Stable).Seq | Should -Be 2, 3, 1 }
    It 'has what else is said as properties' { (Get-AuditEntry -Sequence 2).Actor.machine | Should -Be 'M1'; (Get-AuditEntry -Sequence 2).Target.region | Should -Be 'eu' }
    It '-<_> $null is an error, not all' -ForEach 'Type', 'Actor', 'Action', 'Target', 'Outcome', 'Source', 'CorrelationId', 'After', 'Before', 'Sequence', 'Last' {
        $given = @{ $_ = $null }
        { Get-AuditEntry @given } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }
}

Describe 'A pipeline object goes where an admin expects (23)' {
    BeforeAll { $log = New-TestLog -Entries 3; $null = New-AuditAttestation -Key ($key = New-TestKey); $null = New-AuditAttestation -Key $key }
    It 'verifies the log of entries once' { Get-AuditEntry -Last 2 | Test-AuditChain -WarningAction Ignore | Should -HaveCount 1 }
    It 'verifies the log of attestations once' { Get-AuditAttestation | Test-AuditChain -WarningAction Ignore | Should -HaveCount 1 }
    It 'signs with a key that is piped in, and verifies that log' { New-AuditKey "$TestDrive/p.pem" | New-AuditAttestation | Test-AuditChain -WarningAction Ignore | Should -BeTrue }
    It 'takes logs by name' { (Get-AuditLog "$TestDrive/*.audit" | Test-AuditChain -Detailed -WarningAction Ignore).Verdict | Should -Not -Contain 'Malformed' }
    It 'says of an entry whose it is' { (Get-AuditEntry -First 1).Path | Should -Be $log; Get-AuditEntry -Path $log, (New-TestLog -Entries 1) | Get-Text | Should -Match "(?m)^ +Log: .*$([regex]::Escape((Split-Path $log -Leaf)))" }
    It 'says the verdict in JSON as a word' { Test-AuditChain $log -Detailed -WarningAction Ignore | ConvertTo-Json | Should -Match '"Verdict": "Intact"' }
}

Describe 'A passphrase (24)' {
    BeforeAll {
        $null = New-TestLog -Entries 1
        $null = New-AuditKey "$TestDrive/s.pem" -Passphrase (ConvertTo-SecureString 'correct horse' -AsPlainText -Force)
        function Add-Attestation { New-AuditAttestation -KeyPath "$TestDrive/s.pem" @args }
    }
    AfterEach { $env:AUDITLOG_PASSPHRASE = $null }
    It 'comes from the environment' { $env:AUDITLOG_PASSPHRASE = 'correct horse'; (Add-Attestation).Size | Should -Be 1 }
    It 'comes from a file that its owner alone may read' -Skip:$IsWindows {
        Set-Content "$TestDrive/pass" 'correct horse'
        chmod 644 "$TestDrive/pass"
        (Get-OnlyError { Add-Attestation -PassphrasePath "$TestDrive/pass" }).FullyQualifiedErrorId | Should -BeLike 'AuditKeyPassphrase,*'
        chmod 600 "$TestDrive/pass"
        (Add-Attestation -PassphrasePath "$TestDrive/pass").Size | Should -Be 1
    }
    It 'comes from a vault where there is one' {
        (Get-OnlyError { Add-Attestation -PassphraseSecret none }).FullyQualifiedErrorId | Should -BeLike 'AuditKeyPassphrase,*'
        New-Module Microsoft.PowerShell.SecretManagement { function Get-Secret { param($Name, $Vault) "$Vault $Name" -replace '^work ', 'correct ' } } | Import-Module
        try { (Add-Attestation -PassphraseSecret work/horse).Size | Should -Be 1 } finally { Remove-Module Microsoft.PowerShell.SecretManagement }
    }
}

Describe 'Columns share the width that there is (26)' {
    It 'shows long ids and the message at the width of the window' {
        $null = New-TestLog
        Add-AuditEntry credential.access.rotated.by.policy 'the message of it all' -Action rotate -Actor a-rather-long-name-of-a-service -Target vault/prod/a/very/long/path -Outcome success
        $width = $Host.UI.RawUI.BufferSize.Width
        $view = (Get-AuditEntry | Get-Text -Width $width) -split '\r?\n' | Where-Object { $_.Trim() }
        -split $view[0] | Should -Be 'Seq', 'Time', 'Type', 'Actor', 'Action', 'Target', 'Outcome', 'Message'
        $view[2] | Should -Match 'credent\S+ +a-rat\S+ +rotate +vault\S+ +success +the mess'
        ($view | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $width
    }
    It 'gives a column what its entries need' {
        $null = New-TestLog
        Add-AuditEntry credential.rotated m -Action a -Actor bob -Target db -Outcome success
        Get-AuditEntry | Get-Text -Width 80 | Should -Match 'credential.rotated bob   a'
    }
}
