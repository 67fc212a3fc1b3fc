# The module beside others: load contexts, importing again, runspaces. Whole sessions, so each runs in a child.

BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $log = New-TestLog iso.audit
    $env:AUDITLOG_PATH = $log
}

Describe 'Load contexts' {
    It 'keeps the store and every package out of PowerShell''s own' {
        $text = (Invoke-Child {
                $null = New-AuditLog "$env:AUDITLOG_PATH.new"
                Add-AuditEntry test
                $null = New-AuditKey "$env:AUDITLOG_PATH.pem"
                foreach ($assembly in [AppDomain]::CurrentDomain.GetAssemblies()) {
                    $name = $assembly.GetName().Name
                    if ($name -match 'Sqlite|SQLitePCL|NSec|^Audit') { "$name=$([System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($assembly).Name)" }
                }
            }).Text -split "`n"
        $text | Should -Contain 'AuditCmdlets=Default'
        $text | Should -Contain 'AuditChain=Default'
        $text | Should -Contain 'AuditChain.Sqlite=AuditLog'
        $text | Should -Contain 'Microsoft.Data.Sqlite=AuditLog'
        $text | Should -Contain 'NSec.Cryptography=AuditLog'
        $text -match 'Sqlite|SQLitePCL|NSec' -notmatch '=AuditLog$' | Should -BeNullOrEmpty
    }
    It 'loads beside another module with another Microsoft.Data.Sqlite, whichever comes first' {
        $other = Join-Path $TestDrive Microsoft.Data.Sqlite.dll
        $null = Invoke-Child "Add-Type -OutputAssembly '$other' -TypeDefinition 'namespace Microsoft.Data.Sqlite { public class SqliteConnection { public string Who => `"other`"; } }'"
        foreach ($order in "Add-Type -Path '$other'; Add-AuditEntry test", "Add-AuditEntry test; Add-Type -Path '$other'") {
            (Invoke-Child "$order; [Microsoft.Data.Sqlite.SqliteConnection]::new().Who; (Get-AuditEntry -Last 1).Type").Text | Should -Be "other`ntest"
        }
    }
    It 'loads NSec and its native when a key is first used, and that native alone' -Skip:(-not $IsLinux) {
        $loaded = '((Get-Content /proc/self/maps) -match "NSec|sodium" -replace "^[^/]*") | Sort-Object -Unique'
        (Invoke-Child "Add-AuditEntry test; `$null = Test-AuditChain; $loaded").Text | Should -BeNullOrEmpty
        $null = New-TestLog keys.audit 1
        $lib = Join-Path (Split-Path $modulePath) lib
        $native = "$lib/runtimes/$([System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier)/native/libsodium.so"
        # The strict rule for points is a call of our own: it has to reach the library that NSec has.
        $text = (Invoke-Child "`$key = New-AuditKey '$TestDrive/first.pem'; `$null = New-AuditAttestation -Key `$key; Test-AuditChain -PublicKey `$key.VerifierKey; $loaded").Text -split "`n"
        $env:AUDITLOG_PATH = $log
        $text[0] | Should -Be 'True'
        $text -match 'sodium' | Should -Be $native
    }
    It 'signs beside another module with another NSec, whichever comes first' {
        $other = Join-Path $TestDrive NSec.Cryptography.dll
        $null = Invoke-Child "Add-Type -OutputAssembly '$other' -TypeDefinition 'namespace NSec.Cryptography { public class Key { public string Who => `"other`"; } }'"
        foreach ($order in "Add-Type -Path '$other'; New-AuditKey `$file", "New-AuditKey `$file; Add-Type -Path '$other'") {
            (Invoke-Child "`$file = '$TestDrive/$([guid]::NewGuid()).pem'; `$null = . { $order }; [NSec.Cryptography.Key]::new().Who; Test-Path `$file").Text | Should -Be "other`nTrue"
        }
    }
    It 'works beside a module that uses the real one, with a SQLite of its own, in the same process' -Skip:(-not $IsLinux) {
        # What such modules look like: the assemblies in their folder, loaded into PowerShell's own context on import.
        $folder = New-Item (Join-Path $TestDrive OtherSqlite) -ItemType Directory
        $lib = Join-Path (Split-Path $modulePath) lib
        Copy-Item "$lib/Microsoft.Data.Sqlite.dll", "$lib/SQLitePCLRaw.*.dll" $folder
        Copy-Item "$lib/runtimes/$([System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier)/native/*e_sqlite3*" $folder
        New-ModuleManifest "$folder/OtherSqlite.psd1" -RootModule OtherSqlite.psm1 -RequiredAssemblies 'SQLitePCLRaw.core.dll', 'SQLitePCLRaw.provider.e_sqlite3.dll', 'SQLitePCLRaw.batteries_v2.dll', 'Microsoft.Data.Sqlite.dll' -FunctionsToExport Invoke-OtherSqlite
        Set-Content "$folder/OtherSqlite.psm1" @'
function Invoke-OtherSqlite([string] $Path, [string] $Sql) {
    [SQLitePCL.Batteries_V2]::Init()
    $connection = [Microsoft.Data.Sqlite.SqliteConnection]::new("Data Source=$Path")
    $connection.Open()
    try { $command = $connection.CreateCommand(); $command.CommandText = $Sql; $command.ExecuteScalar() } finally { $connection.Dispose() }
}
'@
        $other = "Import-Module '$folder/OtherSqlite.psd1'; Invoke-OtherSqlite '$TestDrive/other.db' 'SELECT 6 * 7'"
        $ours = "`$null = New-AuditLog `"$TestDrive/`$([guid]::NewGuid()).audit`"; Add-AuditEntry beside; (Get-AuditEntry -Last 1).Type"
        $contexts = "@([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.GetName().Name -eq 'Microsoft.Data.Sqlite' } | ForEach-Object { [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext(`$_).Name } | Sort-Object) -join ','"
        (Invoke-Child "$other; $ours; $contexts").Text | Should -Be "42`nbeside`nAuditLog,Default"
        (Invoke-Child "$ours; $other; Add-AuditEntry beside; (Get-AuditEntry -Last 1).Type; Test-AuditChain; $contexts").Text | Should -Be "beside`n42`nbeside`nTrue`nAuditLog,Default"
    }
    It 'ships no assembly of PowerShell or of others beside its own two' {
        (Get-ChildItem (Split-Path $modulePath) -Filter *.dll).Name | Sort-Object | Should -Be 'AuditChain.dll', 'AuditCmdlets.dll'
    }
}

Describe 'Import and remove' {
    It 'works after <Name>' -ForEach @(
        @{ Name = 'Import-Module -Force'; Again = "Import-Module '{0}' -Force" }
        @{ Name = 'Remove-Module and Import-Module'; Again = "Remove-Module AuditLog; Import-Module '{0}'" }
        @{ Name = 'another runspace removed it'; Again = "[powershell]::Create().AddScript(""Import-Module '{0}'; Remove-Module AuditLog"").Invoke()" }
    ) {
        # Twice: once before the store was ever loaded, and once after.
        $text = (Invoke-Child "$($Again -f $modulePath); Add-AuditEntry test 'one'; $($Again -f $modulePath); Add-AuditEntry test 'two'; (Get-AuditEntry -Last 2).Message -join ','").Text
        $text | Should -Be 'one,two'
    }
    It 'leaves no command behind' {
        (Invoke-Child 'Remove-Module AuditLog; (Get-Command *-Audit* -Module AuditLog).Count').Text | Should -Be '0'
    }
    It 'exports the commands that the manifest names and nothing else' {
        (Get-Command -Module AuditLog).Name | Sort-Object | Should -Be (Import-PowerShellDataFile $modulePath).CmdletsToExport
        (Get-Module AuditLog).ExportedCommands.Values.CommandType | Select-Object -Unique | Should -Be 'Cmdlet'
    }
}

Describe 'Runspaces' {
    It '32 at once share a log: every acknowledged entry is there, one chain' {
        $null = New-TestLog parallel.audit
        $hashes = 1..32 | ForEach-Object -ThrottleLimit 32 -Parallel {
            Import-Module $using:modulePath
            1..20 | Add-AuditEntry "r$_" -PassThru | ForEach-Object Hash
        }
        $hashes.Count | Should -Be 640
        (Get-AuditEntry).Hash | Sort-Object | Should -Be ($hashes | Sort-Object)
        Test-AuditChain | Should -BeTrue
        $env:AUDITLOG_PATH = $log
    }
    It 'two pipelines of one session write to one log, the one inside the other' {
        $nested = New-TestLog nested.audit
        1..3 | ForEach-Object { Add-AuditEntry inner; $_ } | Add-AuditEntry outer
        (Get-AuditLog $nested).Count | Should -Be 6
        Test-AuditChain | Should -BeTrue
        $env:AUDITLOG_PATH = $log
    }
}
