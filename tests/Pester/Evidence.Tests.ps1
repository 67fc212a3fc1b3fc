# Evidence of others, as an admin meets it: proofs, tiles, witnesses that are not there, time stamps by openssl.

BeforeAll {
    . "$PSScriptRoot/Session.ps1"

    # A time-stamp authority: openssl, behind a listener in another runspace.
    function Start-TestAuthority {
        [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A process of the test.')]
        param()
        $folder = (New-Item -ItemType Directory "$TestDrive/tsa-$([guid]::NewGuid().ToString('n'))").FullName
        Set-Content "$folder/serial" '01'
        Set-Content "$folder/tsa.cnf" @"
[tsa]
default_tsa = config
[config]
serial = $folder/serial
signer_cert = $folder/tsa.pem
signer_key = $folder/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
[req]
distinguished_name = dn
[dn]
[ext]
extendedKeyUsage = critical,timeStamping
"@
        $null = openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$folder/tsa.key" -out "$folder/tsa.pem" -subj /CN=Pester -days 30 -config "$folder/tsa.cnf" -extensions ext 2>&1
        $probe = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $probe.Start()
        $address = "http://127.0.0.1:$($probe.LocalEndpoint.Port)"
        $probe.Stop()
        $listener = [Net.HttpListener]::new()
        $listener.Prefixes.Add("$address/")
        $listener.Start()
        $worker = [powershell]::Create().AddScript({
                param($listener, $folder)
                while ($listener.IsListening) {
                    $context = $listener.GetContext()
                    $query = [IO.File]::Create("$folder/q.tsq")
                    $context.Request.InputStream.CopyTo($query)
                    $query.Dispose()
                    $null = openssl ts -reply -config "$folder/tsa.cnf" -queryfile "$folder/q.tsq" -out "$folder/r.tsr" 2>&1
                    $reply = [IO.File]::ReadAllBytes("$folder/r.tsr")
                    $context.Response.ContentType = 'application/timestamp-reply'
                    $context.Response.OutputStream.Write($reply, 0, $reply.Length)
                    $context.Response.Close()
                }
            }).AddArgument($listener).AddArgument($folder)
        $null = $worker.BeginInvoke()
        [pscustomobject]@{ Address = $address; Certificate = "$folder/tsa.pem"; Listener = $listener; Worker = $worker }
    }

    function Stop-TestAuthority([object] $Authority) {
        $Authority.Listener.Close()
        $Authority.Worker.Stop()
        $Authority.Worker.Dispose()
    }
}

Describe 'Get-AuditProof and Test-AuditProof' {
    BeforeEach {
        $log = New-TestLog -Entries 20
        $key = New-TestKey
        $null = New-AuditAttestation -KeyPath $key.Path
    }

    It 'proves an entry that comes down the pipeline, for whoever has the key' {
        Get-AuditEntry -Sequence 7 | Get-AuditProof | Test-AuditProof -PublicKey $key.PublicKeyPath | Should -BeTrue
        $proof = Get-AuditProof 3, 20 -Path $log
        $proof.Seq | Should -Be 3, 20
        $proof.Size | Should -Be 20, 20
        $proof[0].Text | Should -Match '^c2sp\.org/tlog-proof@v1\nextra [^\n]+\nindex 2\n'
    }
    It 'gives a file that needs nothing else, and shows the entry in it' {
        (Get-AuditProof 5).Text | Set-Content "$TestDrive/5.tlog-proof" -NoNewline
        Remove-Item $log
        Test-AuditProof "$TestDrive/5.tlog-proof" -PublicKey $key.PublicKeyPath | Should -BeTrue
        $found = Get-Item "$TestDrive/5.tlog-proof" | Test-AuditProof -PublicKey $key.PublicKeyPath -Detailed
        $found.Verdict, $found.Seq, $found.Entry.Seq, $found.SignedBy | Should -Be 'Valid', 5, 5, 'ops'
    }
    It 'takes it from a bundle as well' {
        $null = Export-AuditBundle "$TestDrive/whole.auditbundle" -Path $log -Force
        Get-AuditProof 9 -Path "$TestDrive/whole.auditbundle" | Test-AuditProof -PublicKey $key.PublicKeyPath | Should -BeTrue
    }
    It 'exports entries by their sequences, as long as they follow one another' {
        $null = Export-AuditBundle "$TestDrive/two.auditbundle" -Path $log -Sequence 12, 11 -Force
        (Get-AuditEntry -Path "$TestDrive/two.auditbundle").Seq | Should -Be 11, 12
        Test-AuditChain "$TestDrive/two.auditbundle" -PublicKey $key.PublicKeyPath -AllowPart -WarningAction Ignore | Should -BeTrue
        (Get-OnlyError { Export-AuditBundle "$TestDrive/gap.auditbundle" -Path $log -Sequence 11, 13 }).FullyQualifiedErrorId | Should -BeLike 'AuditRangeInvalid,*'
        (Get-OnlyError { Export-AuditBundle "$TestDrive/gap.auditbundle" -Path $log -Sequence 11 -Last 12 }).FullyQualifiedErrorId | Should -BeLike 'AuditRangeInvalid,*'
        Test-Path "$TestDrive/gap.auditbundle" | Should -BeFalse
    }
    It 'says false and why, when it does not hold or nobody vouches' {
        $text = (Get-AuditProof 5).Text
        (Get-OnlyError { Test-AuditProof -Proof $text }).FullyQualifiedErrorId | Should -Be 'AuditChainBroken,AuditCmdlets.Commands.TestAuditProofCommand'
        Test-AuditProof -Proof ($text -replace 'index 4', 'index 3') -PublicKey $key.PublicKeyPath -ErrorAction Ignore | Should -BeFalse
        (Test-AuditProof -Proof $text -PublicKey (New-TestKey other).PublicKeyPath -Detailed).Verdict | Should -Be 'Unverifiable'
        (Get-OnlyError { Test-AuditProof -Proof 'junk' -PublicKey $key.PublicKeyPath }).FullyQualifiedErrorId | Should -BeLike 'AuditProofInvalid,*'
    }
    It 'has none of an entry that is not there or not attested' {
        Add-AuditEntry test later
        (Get-OnlyError { Get-AuditProof 21 }).FullyQualifiedErrorId | Should -BeLike 'AuditRangeInvalid,*'
        (Get-OnlyError { Get-AuditProof 22 }).FullyQualifiedErrorId | Should -BeLike 'AuditRangeInvalid,*'
    }
}

Describe 'Export-AuditTile' {
    BeforeEach {
        $log = New-TestLog -Entries 300
        $key = New-TestKey
        $folder = "$TestDrive/$([guid]::NewGuid().ToString('n'))"
    }

    It 'writes the attested part, and adds what is new' {
        (Get-OnlyError { Export-AuditTile $folder }).FullyQualifiedErrorId | Should -Be 'AuditRangeInvalid,AuditCmdlets.Commands.ExportAuditTileCommand'
        $attestation = New-AuditAttestation -KeyPath $key.Path
        $tiles = Export-AuditTile $folder
        $tiles.Size, $tiles.Resumed | Should -Be 300, 0
        Get-Content "$folder/checkpoint" -Raw | Should -Be $attestation.Note
        (Get-Item "$folder/tile/0/000").Length, (Get-Item "$folder/tile/0/001.p/44").Length | Should -Be 8192, (44 * 32)
        Add-AuditEntry test more
        $null = New-AuditAttestation -KeyPath $key.Path
        $tiles = $log | ForEach-Object { Export-AuditTile $folder -Path $_ }
        $tiles.Size, $tiles.Resumed | Should -Be 301, 300
    }
    It 'publishes nothing of the contents with -HashesOnly, and nothing at all with -WhatIf' {
        $null = New-AuditAttestation -KeyPath $key.Path
        Export-AuditTile $folder -WhatIf
        Test-Path $folder | Should -BeFalse
        $null = Export-AuditTile $folder -HashesOnly
        Test-Path "$folder/tile/entries" | Should -BeFalse
    }
    It 'refuses a folder that holds more of the log' {
        $null = New-AuditAttestation -KeyPath $key.Path
        $null = Export-AuditTile $folder
        $older = Copy-AuditLog $log "$TestDrive/$([guid]::NewGuid().ToString('n')).audit"
        Add-AuditEntry test more
        $null = New-AuditAttestation -KeyPath $key.Path
        $null = Export-AuditTile $folder
        (Get-OnlyError { Export-AuditTile $folder -Path $older.Path }).FullyQualifiedErrorId | Should -Be 'AuditLogForked,AuditCmdlets.Commands.ExportAuditTileCommand'
    }
}

Describe 'Evidence of others' {
    BeforeEach {
        $log = New-TestLog -Entries 5
        $key = New-TestKey
    }

    It 'asks a time-stamp authority, records it, and verifies offline' -Skip:(-not (Get-Command openssl -ErrorAction Ignore)) {
        $authority = Start-TestAuthority
        try { $null = New-AuditAttestation -KeyPath $key.Path -TimestampUri $authority.Address -Record } finally { Stop-TestAuthority $authority }
        (Get-AuditEntry -Last 1).Type | Should -Be 'auditlog.anchor'
        $report = Test-AuditChain -PublicKey $key.PublicKeyPath -TimestampCertificate $authority.Certificate -MaxAge 1:00:00 -Detailed -WarningAction Ignore
        $report.Verdict, $report.TimedSequence, $report.Evidence[0].By, $report.Evidence[0].AnchoredAt | Should -Be 'Intact', 5, 'Pester', 6
        $null = Export-AuditBundle "$TestDrive/t.auditbundle" -Path $log -Force
        Test-AuditChain "$TestDrive/t.auditbundle" -PublicKey $key.PublicKeyPath -TimestampCertificate $authority.Certificate -AllowPart -WarningAction Ignore | Should -BeTrue
        (Test-AuditChain -PublicKey $key.PublicKeyPath -Detailed -WarningAction Ignore).Evidence[0].Standing | Should -Be 'Unknown'
    }
    It 'keeps the attestation when nobody answers, warns, and asks again' {
        $attestation = New-AuditAttestation -KeyPath $key.Path -TimestampUri http://127.0.0.1:1 -WarningVariable warned -WarningAction SilentlyContinue
        $attestation.Size | Should -Be 5
        "$warned" | Should -BeLike '*http://127.0.0.1:1*Submit-AuditAttestation*'
        (Submit-AuditAttestation -TimestampUri http://127.0.0.1:1 -WarningAction Ignore).State | Should -Be 'Pending'
    }
    It 'refuses what is demanded and missing, and files that are none' {
        $null = New-AuditAttestation -KeyPath $key.Path
        Set-Content "$TestDrive/none.policy" "quorum none`n" -NoNewline
        Set-Content "$TestDrive/cut.policy" 'quorum none' -NoNewline
        Test-AuditChain -PublicKey $key.PublicKeyPath -Policy "$TestDrive/none.policy" | Should -BeTrue
        { Test-AuditChain -Policy "$TestDrive/cut.policy" } | Should -Throw -ErrorId 'AuditPolicyInvalid,AuditCmdlets.Commands.TestAuditChainCommand'
        { Test-AuditChain -TimestampCertificate "$TestDrive/none.policy" } | Should -Throw -ErrorId 'AuditTrustInvalid,AuditCmdlets.Commands.TestAuditChainCommand'
        { Test-AuditChain -RekorRoot "$TestDrive/none.policy" } | Should -Throw -ErrorId 'AuditTrustInvalid,AuditCmdlets.Commands.TestAuditChainCommand'
        (Get-OnlyError { Submit-AuditAttestation }).FullyQualifiedErrorId | Should -Be 'AuditPolicyInvalid,AuditCmdlets.Commands.SubmitAuditAttestationCommand'
        (Test-AuditChain -PublicKey $key.PublicKeyPath -MaxAge 00:00:00.0000001 -Detailed).Verdict | Should -Be 'Unverifiable'
        Test-AuditChain -PublicKey $key.PublicKeyPath -MaxAge 1.00:00:00 | Should -BeTrue
    }
    It 'exchanges the key, and the published one leads to the new one' {
        Remove-Item $key.PublicKeyPath
        $published = $key.VerifierKey -replace '^[^+]+'
        $first = New-AuditAttestation -KeyPath $key.Path -KeyName ops
        $second = New-AuditAttestation -KeyPath $key.Path -KeyName ops -Evolve
        $first.KeyName, $second.KeyName, $second.Size | Should -Be 'ops', 'ops', 6
        $first.KeyId | Should -Not -Be $second.KeyId
        $report = Test-AuditChain -PublicKey "ops$published" -Detailed -WarningAction Ignore
        $report.Verdict, $report.VouchedSequence | Should -Be 'Intact', 6
        (Get-OnlyError { New-AuditAttestation -KeyPath $key.Path -Evolve -Retire }).FullyQualifiedErrorId | Should -BeLike 'AuditKeyInvalid,*'
    }
}
