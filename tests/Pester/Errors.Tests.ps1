# docs/errors.md against what the module really puts into its error records: every id of the table is provoked here. That
# the table lists every error of the engine, the tests of the engine check.

BeforeDiscovery {
    # What an admin does wrong, or meets: each runs in a folder of its own, with a log of three entries as the default.
    $cases = @(
        @{ Id = 'AuditLogNotFound'; Command = { Get-AuditLog none.audit } }
        @{ Id = 'AuditLogExists'; Command = { New-AuditLog ops.audit } }
        @{ Id = 'AuditLogNotRecognized'; Command = { Set-Content text.txt 'hello'; Get-AuditEntry -Path text.txt } }
        @{ Id = 'AuditLogTooNew'; Command = { Set-Byte ops.audit 63 99; Get-AuditLog ops.audit } }
        @{ Id = 'AuditLogDamaged'; Command = { 4096..8191 | Set-Byte ops.audit -Value 0xFF; Get-AuditEntry } }
        @{ Id = 'AuditLogBusy'; Command = { Invoke-WhileLocked { Add-AuditEntry test } } }
        @{ Id = 'AuditLogAccessDenied'; Command = { Get-AuditLog $PWD } }
        @{ Id = 'AuditLogWriteFailed'; Command = { New-AuditLog none/x.audit } }
        @{ Id = 'AuditEntryTooLarge'; Command = { Add-AuditEntry test ('x' * 2MB) } }
        @{ Id = 'AuditEntryTooDeep'; Command = { $self = @{}; $self.self = $self; Add-AuditEntry test -Data $self } }
        @{ Id = 'AuditEntryInvalid'; Command = { Add-AuditEntry test -Outcome 'not a word' } }
        @{ Id = 'AuditValueRefused'; Command = { Add-AuditEntry test -Data ([double]::NaN) } }
        @{ Id = 'AuditEventInvalid'; Command = { Add-AuditEntry secret -Strict -Data @{ name = 'DB'; backend = 'ssm'; value = 'x' } }; Says = '*data.value is not a member*' }
        @{ Id = 'AuditEventTypeUnknown'; Command = { Add-AuditEntry my-own -Strict }; Says = '*Get-AuditEventType*' }
        @{ Id = 'AuditEventTypeExists'; Command = { Set-Content types.json '{ "version": "1", "types": { "name": "secret", "meaning": "Ours." } }'; Register-AuditEventType types.json } }
        @{ Id = 'AuditCatalogueInvalid'; Command = { Set-Content types.psd1 '@{ Version = Get-Date }'; Register-AuditEventType types.psd1 }; Says = '*values and no code*' }
        @{ Id = 'AuditKeyInvalid'; Command = { Set-Content text.pem 'hello'; New-AuditAttestation -KeyPath text.pem } }
        @{ Id = 'AuditKeyExists'; Command = { New-AuditKey ops.pem } }
        @{ Id = 'AuditKeyNotFound'; Command = { New-AuditAttestation -KeyPath none.pem } }
        @{ Id = 'AuditKeyPassphrase'; Command = { $null = New-AuditKey sealed.pem -Passphrase $secret; New-AuditAttestation -KeyPath sealed.pem }; Says = '*-Passphrase*' }
        @{ Id = 'AuditCheckpointInvalid'; Command = { Set-Content text.note 'hello'; Test-AuditChain -Checkpoint text.note }; Says = '*text.note*' }
        @{ Id = 'AuditBundleInvalid'; Command = { $null = New-Item empty.auditbundle; Get-AuditEntry -Path empty.auditbundle }; Says = '*is empty*' }
        @{ Id = 'AuditDestinationExists'; Command = { Export-AuditBundle ops.pem } }
        @{ Id = 'AuditDestinationInvalid'; Command = { Export-AuditBundle none/x.auditbundle } }
        @{ Id = 'AuditRangeInvalid'; Command = { Export-AuditBundle x.auditbundle -First 500 } }
        @{ Id = 'AuditRuleInvalid'; Command = { Register-AuditRule No-Such } }
        @{ Id = 'AuditLanguageMode'; Command = { Invoke-Constrained { Invoke-AuditedCommand { 1 } } }; Says = '*FullLanguage*' }
        @{ Id = 'AuditRuleNotFound'; Command = { Unregister-AuditRule none } }
        @{ Id = 'AuditChainBroken'; Command = { Edit-FileText (Convert-Path ops.audit) '"entry 2"' '"entry X"'; Test-AuditChain } }
    )
}

BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $secret = ConvertTo-SecureString 'a passphrase' -AsPlainText -Force
    $rows = @{}
    foreach ($line in Get-Content "$PSScriptRoot/../../docs/errors.md" | Where-Object { $_ -match '^\| `(\w+)` \| (\w+) \|' }) {
        $null = $line -match '^\| `(\w+)` \| (\w+) \|'
        $rows[$Matches[1]] = $Matches[2]
    }

    # What a failing disk does.
    function Set-Byte {
        [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A file in TestDrive.')]
        param([string] $Path, [Parameter(ValueFromPipeline)] [long] $Offset, [byte] $Value)
        begin { $file = [IO.File]::Open((Convert-Path $Path), 'Open', 'ReadWrite', 'ReadWrite') }
        process { $file.Position = $Offset; $file.WriteByte($Value) }
        end { $file.Dispose() }
    }

    # Runs a block in a session whose language is constrained, and writes its errors here.
    function Invoke-Constrained {
        [CmdletBinding()]
        param([scriptblock] $Block)
        $shell = [powershell]::Create().AddScript("Import-Module '$modulePath'; `$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'")
        try {
            $null = $shell.Invoke()
            $shell.Commands.Clear()
            try { $shell.AddScript("$Block").Invoke() } catch { $shell.Streams.Error.Add($_.Exception.InnerException.ErrorRecord) }
            $shell.Streams.Error | ForEach-Object { $PSCmdlet.WriteError($_) }
        }
        finally { $shell.Dispose() }
    }

    # Another program holds the write lock for longer than the 30 seconds that ours waits.
    function Invoke-WhileLocked([scriptblock] $Command) {
        $assemblies = [AppDomain]::CurrentDomain.GetAssemblies()
        $connection = $assemblies.Where({ $_.GetName().Name -eq 'Microsoft.Data.Sqlite' })[0].GetType('Microsoft.Data.Sqlite.SqliteConnection').GetConstructor([type[]] @([string])).Invoke(@("Data Source=$env:AUDITLOG_PATH;Pooling=False"))
        $connection.Open()
        $lock = $connection.CreateCommand()
        $lock.CommandText = 'BEGIN IMMEDIATE'
        $null = $lock.ExecuteNonQuery()
        try { & $Command } finally { $connection.Dispose() }
    }
}

Describe 'docs/errors.md' {
    It 'names the category of every error' {
        $assembly = (Get-Command Add-AuditEntry).ImplementingType.Assembly
        $category = $assembly.GetType('AuditCmdlets.Errors.ErrorTable').GetMethod('CategoryOf')
        foreach ($name in [enum]::GetNames($category.GetParameters()[0].ParameterType)) {
            [object[]] $arguments = , [enum]::Parse($category.GetParameters()[0].ParameterType, $name).psobject.BaseObject
            $rows[$name] | Should -Be $category.Invoke($null, $arguments) -Because $name
        }
        $rows.Values | Should -Not -Contain 'NotSpecified'
    }
    It 'has a test for every error: here, or where the command or the part of the engine is tested that alone has it' -ForEach @{ Ids = $cases.Id + 'AuditLibsodiumMissing' } {
        $Ids | Where-Object { -not $rows.ContainsKey($_) } | Should -BeNullOrEmpty
        $elsewhere = Get-ChildItem "$PSScriptRoot/*.Tests.ps1", "$PSScriptRoot/../AuditChain.Tests" -Include *.Tests.ps1, *.cs -Recurse
        foreach ($id in $rows.Keys | Where-Object { $_ -notin $Ids }) { $elsewhere | Select-String $id -SimpleMatch -List | Should -Not -BeNullOrEmpty -Because "$id is to be provoked" }
    }
}

Describe 'Every error is reachable' {
    BeforeEach {
        Push-Location (New-Item (Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))) -ItemType Directory)
        $env:AUDITLOG_PATH = (New-AuditLog ops.audit).Path
        1..3 | ForEach-Object { "entry $_" } | Add-AuditEntry -Type test
        $null = New-AuditKey ops.pem
    }
    AfterEach { Pop-Location }

    It '<Id>: id, category, target and a message that ends like a sentence' -ForEach $cases {
        $found = $null
        try { $found = Get-OnlyError $Command } catch { $found = $_ }
        ($found.FullyQualifiedErrorId -split ',')[0] | Should -Be $Id -Because "$found"
        $found.CategoryInfo.Category | Should -Be $rows[$Id]
        $found.TargetObject | Should -Not -BeNullOrEmpty
        "$found" | Should -Match '^[^\r\n]{20,}[.]$'
        if ($Says) { "$found" | Should -BeLike $Says }
    }
    # The tests of the command line (xunit) hide NSec and the native as well.
    It 'AuditLibsodiumMissing: <Name>, and entries are recorded and verified without' -ForEach @(
        @{ Name = 'NSec is gone'; Files = 'NSec.Cryptography.dll'; Text = $null; Says = '*NSec.Cryptography.dll is missing*Install AuditLog again*' }
        @{ Name = 'the native is no library'; Files = 'runtimes/*/native/*sodium*'; Text = 'no library'; Says = '*libsodium for * is missing*Install AuditLog again*' }
    ) {
        $copy = Join-Path $TestDrive $Name
        Copy-Item (Split-Path $modulePath) $copy -Recurse
        foreach ($file in Get-Item "$copy/lib/$Files") { if ($Text) { Set-Content $file $Text } else { Remove-Item $file } }
        $modulePath = "$copy/AuditLog.psd1"
        $child = Invoke-Child "try { New-AuditKey '$copy.pem' -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId; `$_.CategoryInfo.Category; `"`$_`" }; `$log = (New-AuditLog '$copy.audit').Path; Add-AuditEntry test -Path `$log; Test-AuditChain `$log"
        $lines = $child.Text -split "`n"
        $lines[0..1] | Should -Be 'AuditLibsodiumMissing,AuditCmdlets.Commands.NewAuditKeyCommand', 'NotInstalled' -Because $child.Text
        $lines[2] | Should -BeLike $Says
        $lines[3] | Should -Be 'True'
        "$copy.pem" | Should -Not -Exist
    }
}
