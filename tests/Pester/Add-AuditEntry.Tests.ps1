BeforeAll { . "$PSScriptRoot/Session.ps1" }

Describe 'Add-AuditEntry' {
    BeforeEach { $log = New-TestLog }

    Context 'typed at the prompt' {
        It 'records every member under its name' {
            Add-AuditEntry secret 'resolved X' -Action resolve -Target X -Actor alice -Outcome success -Source moat -CorrelationId run-7 -Occurred '2026-11-20T10:00:00+01:00' -Data @{ backend = 'ssm' }
            $line = (Get-AuditEntry).Line | ConvertFrom-Json -AsHashtable
            $line.type | Should -Be 'secret'
            $line.message | Should -Be 'resolved X'
            $line.action | Should -Be 'resolve'
            $line.target.id | Should -Be 'X'
            $line.actor.id | Should -Be 'alice'
            $line.outcome | Should -Be 'success'
            $line.source | Should -Be 'moat'
            $line.correlation | Should -Be 'run-7'
            (Get-AuditEntry).Line | Should -BeLike '*"occurred":"2026-11-20T09:00:00.0000000Z"*'
            $line.data.backend | Should -Be 'ssm'
        }
        It 'is silent' { Add-AuditEntry test | Should -BeNullOrEmpty }
        It 'returns with -PassThru what the log then holds' {
            $entry = Add-AuditEntry test 'hello' -PassThru
            $entry.Seq | Should -Be 1
            $entry | Should -Be (Get-AuditEntry)
        }
        It 'takes an actor and a target as hashtables, with further members' {
            $entry = Add-AuditEntry test -Actor @{ id = 'alice'; type = 'user'; runAs = 'root'; team = 'db' } -Target @{ Id = 'X'; Type = 'env' } -PassThru
            $entry.Line | Should -BeLike '*"actor":{"id":"alice","runAs":"root","team":"db","type":"user"}*'
            $entry.Line | Should -BeLike '*"target":{"id":"X","type":"env"}*'
        }
        It 'refuses an actor without an id' { { Add-AuditEntry test -Actor @{ name = 'Alice' } } | Should -Throw '*The actor has no id.*' }
        It 'names the user by default' { (Add-AuditEntry test -PassThru).Actor.Id | Should -BeLike "*$([Environment]::UserName)" }
        It 'names nobody when asked to' { (Add-AuditEntry test -Actor $null -PassThru).Actor | Should -BeNullOrEmpty }
        It 'names behind sudo the one who typed it' -Skip:($IsWindows -or [Environment]::UserName -ne 'root') {
            $env:SUDO_USER = 'alice'
            try { $actor = (Add-AuditEntry test -PassThru).Actor } finally { $env:SUDO_USER = $null }
            $actor.Id | Should -Be 'alice'
            $actor.RunAs | Should -Be 'root'
        }
        It 'writes an outcome in lower case' { (Add-AuditEntry test -Outcome Denied -PassThru).Outcome | Should -BeExactly 'denied' }
    }

    Context 'from the pipeline' {
        It 'takes text as the message' { ('one', 'two' | Add-AuditEntry test -PassThru).Message | Should -Be 'one', 'two' }
        It 'takes text as the data when there is a message' {
            $entry = 'one' | Add-AuditEntry test 'fixed' -PassThru
            $entry.Message, $entry.Data | Should -Be 'fixed', 'one'
        }
        It 'binds properties by name and keeps all others as data' {
            $entry = [pscustomobject]@{ Type = 'change'; message = 'patched'; Actor = 'bob'; Outcome = 'Success'; Ticket = 'T-1'; Note = '' } | Add-AuditEntry -PassThru
            $entry.Type, $entry.Message, $entry.Actor.Id, $entry.Outcome | Should -Be 'change', 'patched', 'bob', 'success'
            $entry.Line | Should -BeLike '*"data":{"Note":"","Ticket":"T-1"}*'
        }
        It 'keeps a property as data when the parameter of that name was typed' {
            $entry = [pscustomobject]@{ Type = 'theirs'; n = 1 } | Add-AuditEntry -Type mine -PassThru
            $entry.Type, $entry.Data.Type, $entry.Data.n | Should -Be 'mine', 'theirs', 1
        }
        It 'takes an empty column as absent, and nobody as the actor of that row' {
            $entry = [pscustomobject]@{ Type = 't'; Message = ''; Actor = ''; Outcome = '' } | Add-AuditEntry -PassThru
            $entry.Line | Should -Match '^{"prev":"\w{64}","seq":1,"time":"[^"]+","type":"t"}$'
        }
        It 'takes a property named Data as the data when there is no other' {
            ([pscustomobject]@{ Type = 't'; Data = @{ a = 1 } } | Add-AuditEntry -PassThru).Data.a | Should -Be 1
        }
        It 'reads a hashtable as an object' {
            $entry = @{ Type = 't'; n = 1 } | Add-AuditEntry -PassThru
            $entry.Type, $entry.Data.n | Should -Be 't', 1
        }
        It 'takes an AuditEvent whole' {
            $entry = [AuditChain.Entries.AuditEvent]@{ Type = 'event'; Message = 'm'; Outcome = 'granted' } | Add-AuditEntry -PassThru
            $entry.Type, $entry.Message, $entry.Outcome, $entry.Actor | Should -Be 'event', 'm', 'granted', $null
        }
        It 'records an entry of another log as what happened when it was recorded there' {
            $first = Add-AuditEntry test 'hello' -Data @{ n = 1 } -PassThru
            $other = New-TestLog
            $copy = $first | Add-AuditEntry -Path $other -PassThru
            $copy.Type, $copy.Message, $copy.Data.n, $copy.Occurred | Should -Be 'test', 'hello', 1, $first.Time
        }
        It 'takes an error record: its message, and the rest as data' {
            try { Get-Item /there/is/no/such -ErrorAction Stop } catch { $entry = $_ | Add-AuditEntry error -PassThru }
            $entry.Message | Should -BeLike 'Cannot find path*'
            $entry.Data.fullyQualifiedErrorId | Should -Be 'PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand'
            $entry.Data.category | Should -Be 'ObjectNotFound'
        }
        It 'takes objects of .NET by their properties, and what these lead to as text' {
            $data = (Get-Item $PSCommandPath | Add-AuditEntry file -PassThru).Data
            $data.Name | Should -Be (Split-Path $PSCommandPath -Leaf)
            $data.Length | Should -BeGreaterThan 100
            $data.Directory | Should -Be $PSScriptRoot
        }
        It 'records null for a property that cannot be read, and says so with -Verbose' {
            $odd = [pscustomobject]@{ n = 1 } | Add-Member ScriptProperty Broken { throw 'no' } -PassThru
            $said = $odd | Add-AuditEntry test -Verbose 4>&1
            (Get-AuditEntry).Line | Should -BeLike '*"data":{"Broken":null,"n":1}*'
            "$said" | Should -BeLike '*Broken could not be read*'
        }
        It 'refuses a missing type, for each object' {
            $found = Get-OnlyError { 1 | Add-AuditEntry }
            $found.FullyQualifiedErrorId | Should -Be 'AuditEntryInvalid,AuditCmdlets.Commands.AddAuditEntryCommand'
        }
        It 'refuses an object together with -Data' { (Get-OnlyError { @{ a = 1 } | Add-AuditEntry t -Data 1 }).FullyQualifiedErrorId | Should -BeLike 'AuditEntryInvalid,*' }
    }

    Context 'data' {
        It 'writes <Name> as <Json>' -ForEach @(
            @{ Name = 'a date'; Value = { [datetime]::new(2026, 1, 2, 3, 4, 5, [DateTimeKind]::Utc) }; Json = '"2026-01-02T03:04:05.0000000Z"' }
            @{ Name = 'an enum'; Value = { [DayOfWeek]::Monday }; Json = '"Monday"' }
            @{ Name = 'a version'; Value = { [version]'1.2.3' }; Json = '"1.2.3"' }
            @{ Name = 'an IP address'; Value = { [ipaddress]'192.0.2.1' }; Json = '"192.0.2.1"' }
            @{ Name = 'a URI'; Value = { [uri]'https://example.com/a b' }; Json = '"https://example.com/a b"' }
            @{ Name = 'bytes'; Value = { , [byte[]](1, 2, 3) }; Json = '"AQID"' }
            @{ Name = 'a switch'; Value = { [switch] $true }; Json = 'true' }
            @{ Name = 'a script block'; Value = { { 1 + 1 } }; Json = '" 1 + 1 "' }
            @{ Name = 'XML'; Value = { [xml]'<a b="1" />' }; Json = '"<a b=\"1\" />"' }
            @{ Name = 'an array'; Value = { , @(1, @(2, 3), $null) }; Json = '[1,[2,3],null]' }
            @{ Name = 'a hashtable'; Value = { @{ b = 1; a = @{ 5 = 'five' } } }; Json = '{"a":{"5":"five"},"b":1}' }
            @{ Name = 'an ordered hashtable'; Value = { [ordered]@{ z = 1; a = 2 } }; Json = '{"a":2,"z":1}' }
            @{ Name = 'an object'; Value = { [pscustomobject]@{ a = [pscustomobject]@{ b = 1 } } }; Json = '{"a":{"b":1}}' }
            @{ Name = 'a large integer'; Value = { 9007199254740993 }; Json = '"9007199254740993"' }
            @{ Name = 'text'; Value = { "caf$([char]0xe9)" }; Json = "`"caf$([char]0xe9)`"" }
            @{ Name = 'a semantic version in an object'; Value = { @{ v = [semver]'1.2.3-rc.1' } }; Json = '{"v":"1.2.3-rc.1"}' }
            @{ Name = 'an object of .NET in a hashtable'; Value = { @{ f = [IO.FileInfo]::new('/a/b') } }; Json = "{`"f`":`"$($IsWindows ? '\\a\\b' : '/a/b')`"}" }
        ) {
            (Add-AuditEntry test -Data (& $Value) -Actor '' -PassThru).Line | Should -BeExactly "{`"data`":$Json,$((Get-AuditEntry).Line.Substring((Get-AuditEntry).Line.IndexOf('"prev"')))"
        }
        It 'writes the rows of a data table by their columns' {
            $table = [Data.DataTable]::new()
            $null = $table.Columns.Add('Name'), $table.Columns.Add('Id', [int])
            $null = $table.Rows.Add('a', 1), $table.Rows.Add('b', [DBNull]::Value)
            $data = ($table.Rows | Add-AuditEntry test -PassThru).Line
            $data[0] | Should -BeLike '*"data":{"Id":1,"Name":"a"}*'
            $data[1] | Should -BeLike '*"data":{"Id":null,"Name":"b"}*'
        }
        It 'refuses <Name>, and stores nothing of it' -ForEach @(
            @{ Name = 'a SecureString'; Value = { @{ p = ConvertTo-SecureString x -AsPlainText -Force } }; Id = 'AuditValueRefused'; Category = 'InvalidData' }
            @{ Name = 'a PSCredential'; Value = { [pscredential]::new('u', (ConvertTo-SecureString x -AsPlainText -Force)) }; Id = 'AuditValueRefused'; Category = 'InvalidData' }
            @{ Name = 'NaN'; Value = { [double]::NaN }; Id = 'AuditValueRefused'; Category = 'InvalidData' }
            @{ Name = 'a lone surrogate'; Value = { "a$([char]0xd800)" }; Id = 'AuditValueRefused'; Category = 'InvalidData' }
            @{ Name = 'a name given twice'; Value = { $h = @{ 1 = 'a' }; $h['1'] = 'b'; $h }; Id = 'AuditValueRefused'; Category = 'InvalidData' }
            @{ Name = 'a hashtable that contains itself'; Value = { $h = @{}; $h.self = $h; $h }; Id = 'AuditEntryTooDeep'; Category = 'LimitsExceeded' }
            @{ Name = 'what nests 100 levels deep'; Value = { $h = 1; 1..100 | ForEach-Object { $h = @{ a = $h } }; $h }; Id = 'AuditEntryTooDeep'; Category = 'LimitsExceeded' }
            @{ Name = 'more than 1 MiB'; Value = { 'x' * 2MB }; Id = 'AuditEntryTooLarge'; Category = 'LimitsExceeded' }
        ) {
            $value = & $Value
            $found = Get-OnlyError { Add-AuditEntry test -Data $value }
            $found.FullyQualifiedErrorId | Should -Be "$Id,AuditCmdlets.Commands.AddAuditEntryCommand"
            $found.CategoryInfo.Category | Should -Be $Category
            (Get-AuditLog).Count | Should -Be 0
        }
        It 'refuses a type <Name>' -ForEach @(
            @{ Name = 'with a newline'; Type = "a`nb" }
            @{ Name = 'of a million characters'; Type = 'x' * 1000000 }
        ) { (Get-OnlyError { Add-AuditEntry $Type }).FullyQualifiedErrorId | Should -BeLike 'AuditEntryInvalid,*' }
        It 'reports a bad object alone, and stores the others in their order' {
            $stored = 1, [double]::NaN, 3 | Add-AuditEntry test -PassThru -ErrorAction SilentlyContinue -ErrorVariable found
            $stored.Data | Should -Be 1, 3
            [double]::IsNaN($found.TargetObject) | Should -BeTrue
        }
    }

    Context 'written means durable' {
        It 'emits an entry only after its commit' {
            $others = 1..2500 | Add-AuditEntry test -PassThru | ForEach-Object { (Get-AuditEntry -Sequence $_.Seq).Hash -eq $_.Hash }
            $others | Should -Not -Contain $false
            $others.Count | Should -Be 2500
        }
        It 'stores what was taken when <Name> ends the pipeline' -ForEach @(
            @{ Name = 'Select-Object -First'; Command = { 1..1500 | Add-AuditEntry test -PassThru | Select-Object -First 1 }; Least = 1000 }
            @{ Name = 'a throw upstream'; Command = { & { 1..5; throw 'up' } | Add-AuditEntry test }; Least = 5 }
            @{ Name = 'a throw downstream'; Command = { 1..1000 | Add-AuditEntry test -PassThru | ForEach-Object { throw 'down' } }; Least = 1000 }
            @{ Name = 'ErrorAction Stop'; Command = { 1, 2, [double]::NaN, 4 | Add-AuditEntry test -ErrorAction Stop }; Least = 2 }
        ) {
            try { $null = & $Command } catch { Write-Debug "$_" }
            (Get-AuditLog).Count | Should -BeGreaterOrEqual $Least
            Test-AuditChain | Should -BeTrue
        }
        It 'stores what was taken when the pipeline is stopped' {
            $shell = [powershell]::Create()
            $null = $shell.AddScript("Import-Module '$modulePath'; & { 'a'; 'b'; Set-Content '$log.taken' ''; Start-Sleep 60 } | Add-AuditEntry test -Path '$log'")
            $null = $shell.BeginInvoke()
            Wait-Until { Test-Path "$log.taken" }
            $shell.Stop()
            $shell.Dispose()
            (Get-AuditLog).Count | Should -Be 2
        }
        It 'does not keep an entry waiting while the pipeline stalls' {
            $shell = [powershell]::Create()
            $null = $shell.AddScript("Import-Module '$modulePath'; & { 'a'; Start-Sleep 60 } | Add-AuditEntry test -Path '$log'")
            $null = $shell.BeginInvoke()
            try {
                Wait-Until { (Get-AuditLog).Count -eq 1 }
            } finally {
                $shell.Stop()
                $shell.Dispose()
            }
        }
        It 'is not turned off by an inherited -WhatIf' {
            & { $WhatIfPreference = $true; Add-AuditEntry test 'kept' }
            (Get-AuditEntry).Message | Should -Be 'kept'
            (Get-Command Add-AuditEntry).Parameters.Keys | Should -Not -Contain 'WhatIf'
        }
        It 'says how many entries were not stored when the log fails' -Skip:($IsWindows -or -not (Get-Command sqlite3 -ErrorAction Ignore)) {
            $full = "CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT RAISE(ABORT, 'full'); END"
            { & { & sqlite3 $log $full; 1..3 } | Add-AuditEntry test } | Should -Throw '*3 entries were not stored*'
        }
    }

    Context 'which log' {
        It 'never creates a log that was named' {
            { Add-AuditEntry test -Path "$TestDrive/mistyped.audit" } | Should -Throw -ErrorId 'AuditLogNotFound,AuditCmdlets.Commands.AddAuditEntryCommand'
            { $env:AUDITLOG_PATH = "$TestDrive/mistyped.audit"; Add-AuditEntry test } | Should -Throw -ErrorId 'AuditLogNotFound,*'
            "$TestDrive/mistyped.audit" | Should -Not -Exist
        }
        It 'tells so before anything is taken' {
            $taken = 0
            try { 1..3 | ForEach-Object { $taken++; $_ } | Add-AuditEntry test -Path "$TestDrive/mistyped.audit" } catch { Write-Debug "$_" }
            $taken | Should -Be 0
        }
        It 'takes -Path before $env:AUDITLOG_PATH' {
            $env:AUDITLOG_PATH = "$TestDrive/other.audit"
            Add-AuditEntry test -Path $log
            (Get-AuditLog $log).Count | Should -Be 1
        }
        It 'creates the user''s own log on first use, for the user alone' -Skip:$IsWindows {
            $env:AUDITLOG_PATH = $null
            $own = "$env:XDG_STATE_HOME/auditlog/default.audit"
            if ($IsLinux) { Get-OnlyError { Get-AuditEntry } | ForEach-Object FullyQualifiedErrorId | Should -BeLike 'AuditLogNotFound,*' }
            if ($IsLinux) { $own | Should -Not -Exist }
            Add-AuditEntry test 'mine'
            (Get-AuditEntry).Message | Should -Be 'mine'
            if ($IsLinux) { (Get-Item (Split-Path $own)).UnixMode | Should -Be 'drwx------' }
        }
        It 'follows drives and the current location' {
            Push-Location TestDrive:\
            try { Add-AuditEntry test -Path (Split-Path $log -Leaf) } finally { Pop-Location }
            Add-AuditEntry test -Path "TestDrive:\$(Split-Path $log -Leaf)"
            (Get-AuditLog $log).Count | Should -Be 2
        }
        It 'refuses a path that is no file''s' { { Add-AuditEntry test -Path Env:PATH } | Should -Throw -ErrorId 'AuditLogNotFound,*' }
        It 'refuses a pattern that means several' {
            $null = New-TestLog one.audit; $null = New-TestLog two.audit
            { Add-AuditEntry test -Path "$TestDrive/*.audit" } | Should -Throw '*matches several*'
        }
    }
}
