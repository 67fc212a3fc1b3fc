BeforeAll { . "$PSScriptRoot/Session.ps1" }

Describe 'Get-AuditEntry' {
    BeforeAll {
        $log = New-TestLog
        Add-AuditEntry secret 'one' -Actor alice -Action resolve -Target DB -Outcome success -Source moat -CorrelationId r1 -Data @{ backend = 'ssm'; n = 1; d = 1.5; list = 1, 2; nested = @{ a = $true } }
        Add-AuditEntry secret 'two' -Actor bob -Action resolve -Target API -Outcome denied -Source moat -CorrelationId r2
        Add-AuditEntry network 'three' -Actor alice -Action connect -Target example.com -Outcome granted -Source proxy -CorrelationId r1
        Start-Sleep -Milliseconds 50
        $middle = Get-Date
        Add-AuditEntry console 'four' -Actor carol
        Add-AuditEntry secrets 'five' -Actor alice -Outcome denied
        $bundle = (Export-AuditBundle "$TestDrive/b.auditbundle" -WarningAction Ignore).FullName
    }

    It 'streams all entries, ascending' { (Get-AuditEntry).Seq | Should -Be 1, 2, 3, 4, 5 }
    It 'filters by <Name> <Value>' -ForEach @(
        @{ Name = 'Type'; Value = 'secret'; Expected = 1, 2 }
        @{ Name = 'Type'; Value = 'SECRET'; Expected = 1, 2 }
        @{ Name = 'Type'; Value = 'sec*'; Expected = 1, 2, 5 }
        @{ Name = 'Type'; Value = 'network', 'console'; Expected = 3, 4 }
        @{ Name = 'Type'; Value = 'n*', 'console'; Expected = 3, 4 }
        @{ Name = 'Actor'; Value = 'alice'; Expected = 1, 3, 5 }
        @{ Name = 'Actor'; Value = '?ob'; Expected = 2 }
        @{ Name = 'Actor'; Value = '[A-B]*'; Expected = 1, 2, 3, 5 }
        @{ Name = 'Target'; Value = 'd`b', '`*'; Expected = 1 }
        @{ Name = 'Action'; Value = 'Resolve'; Expected = 1, 2 }
        @{ Name = 'Target'; Value = '*.com'; Expected = 3 }
        @{ Name = 'Outcome'; Value = 'denied'; Expected = 2, 5 }
        @{ Name = 'Source'; Value = 'proxy'; Expected = 3 }
        @{ Name = 'CorrelationId'; Value = 'r1'; Expected = 1, 3 }
        @{ Name = 'Sequence'; Value = 2, 4, 99; Expected = 2, 4 }
        @{ Name = 'Last'; Value = 2; Expected = 4, 5 }
        @{ Name = 'Tail'; Value = 1; Expected = 5 }
        @{ Name = 'Newest'; Value = 1; Expected = 5 }
        @{ Name = 'First'; Value = 2; Expected = 1, 2 }
        @{ Name = 'Skip'; Value = 3; Expected = 4, 5 }
        @{ Name = 'Descending'; Value = $true; Expected = 5, 4, 3, 2, 1 }
    ) {
        $filter = @{ $Name = $Value }
        (Get-AuditEntry @filter).Seq | Should -Be $Expected
        if ($Name -ne 'CorrelationId') { (Get-AuditEntry @filter -Path $bundle).Seq | Should -Be $Expected }
    }
    It 'matches what -like matches: <_>' -ForEach 'a*', '[!a]*', '*[c-e]', 'ali`ce', '`alice', '?[k-m]*', '*`*', '[[]*', '*[]o]*', '[]' {
        $pattern = $_
        $like = try { (Get-AuditEntry).Where{ $_.Actor.Id -like $pattern }.Seq } catch { 'refused' }
        $got = try { (Get-AuditEntry -Actor $pattern -ErrorAction Stop).Seq }
        catch {
            $_.FullyQualifiedErrorId | Should -BeLike 'AuditPatternInvalid,*'
            'refused'
        }
        $got | Should -Be $like
    }
    It 'combines filters: all must match' { (Get-AuditEntry -Type secret -Actor alice).Seq | Should -Be 1 }
    It 'filters by time, with the aliases of Get-WinEvent' {
        (Get-AuditEntry -After $middle).Seq | Should -Be 4, 5
        (Get-AuditEntry -Before $middle).Seq | Should -Be 1, 2, 3
        (Get-AuditEntry -StartTime (Get-AuditEntry -Sequence 2).Time -EndTime (Get-AuditEntry -Sequence 4).Time).Seq | Should -Be 2, 3
    }
    It 'takes the newest of those that match, in either order' {
        (Get-AuditEntry -Type secret -Last 1).Seq | Should -Be 2
        (Get-AuditEntry -Last 2 -Descending).Seq | Should -Be 5, 4
    }
    It 'counts all that match with -IncludeTotalCount' {
        $all = Get-AuditEntry -Actor alice -First 1 -IncludeTotalCount
        $all[0] | Should -Be 3
        $all[1].Seq | Should -Be 1
    }
    It 'says nothing for no match' {
        Get-AuditEntry -Type nothing -ErrorVariable found | Should -BeNullOrEmpty
        $found | Should -BeNullOrEmpty
    }
    It 'reads several logs, by wildcard, name and pipeline' {
        $here = New-Item -ItemType Directory "$TestDrive/several"
        foreach ($name in 'a', 'b') { $null = New-AuditLog "$here/$name.audit"; Add-AuditEntry test $name -Path "$here/$name.audit" }
        (Get-AuditEntry -Path "$here/*.audit").Message | Should -Be 'a', 'b'
        (Get-AuditEntry -Path "$here/b.audit", "$here/a.audit").Message | Should -Be 'b', 'a'
        (Get-ChildItem "$here/*.audit" | Get-AuditEntry).Message | Should -Be 'a', 'b'
    }
    It 'takes -LiteralPath as it stands' {
        $null = New-AuditLog "$TestDrive/x[1].audit"
        Add-AuditEntry test 'odd' -Path "$TestDrive/x[1].audit"
        (Get-AuditEntry -LiteralPath "$TestDrive/x[1].audit").Message | Should -Be 'odd'
        (Get-OnlyError { Get-AuditEntry -LiteralPath "$TestDrive/*.audit" }).FullyQualifiedErrorId | Should -BeLike 'AuditLogNotFound,*'
    }
    It 'reports a log that is not there, and goes on' {
        $found = Get-OnlyError { Get-AuditEntry -Path "$TestDrive/none.audit", $log }
        $found.FullyQualifiedErrorId | Should -Be 'AuditLogNotFound,AuditCmdlets.Commands.GetAuditEntryCommand'
        $found.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        @(Get-AuditEntry -Path "$TestDrive/none.audit", $log -ErrorAction Ignore).Count | Should -Be 5
        "$TestDrive/none.audit" | Should -Not -Exist
    }
    It 'reports a pattern that matches nothing: a verification of nothing must not look like success' {
        (Get-OnlyError { Get-AuditEntry -Path "$TestDrive/*.nothing" }).FullyQualifiedErrorId | Should -BeLike 'AuditLogNotFound,*'
    }
    It 'warns when the type is the name of a file: what was meant is -Path' {
        Push-Location $TestDrive
        try {
            Get-AuditEntry (Split-Path $log -Leaf) -WarningVariable said -WarningAction SilentlyContinue | Should -BeNullOrEmpty
            "$said" | Should -BeLike '*there is a file of that name*named with -Path*'
            Get-AuditEntry *.audit -WarningVariable said -WarningAction SilentlyContinue | Should -BeNullOrEmpty
            "$said" | Should -BeLike '*named with -Path*'
            $null = New-Item secret
            Get-AuditEntry secret -WarningVariable said | Should -HaveCount 2
            Get-AuditEntry nothing -WarningVariable more | Should -BeNullOrEmpty
            @($said) + @($more) | Should -BeNullOrEmpty
        } finally { Pop-Location }
    }
    It 'says of a log that $env:AUDITLOG_PATH names and that is not there who names it' {
        $env:AUDITLOG_PATH = "$TestDrive/gone.audit"
        try { "$(Get-OnlyError { Get-AuditEntry })" | Should -BeLike '*gone.audit*, which $env:AUDITLOG_PATH names.*' } finally { $env:AUDITLOG_PATH = $log }
    }
    It 'reports <Name> as <Id>' -ForEach @(
        @{ Name = 'an empty file'; Content = ''; Id = 'AuditBundleInvalid' }
        @{ Name = 'some other file'; Content = "hello`n"; Id = 'AuditLogNotRecognized' }
    ) {
        Set-Content "$TestDrive/other.txt" $Content -NoNewline
        (Get-OnlyError { Get-AuditEntry -Path "$TestDrive/other.txt" }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    Context 'an entry' {
        BeforeAll { $entry = Get-AuditEntry -Sequence 1 }
        It 'carries its data as properties: text, integers, decimals, arrays, objects' {
            $entry.Data.backend, $entry.Data.n, $entry.Data.d, $entry.Data.nested.a | Should -Be 'ssm', 1, 1.5, $true
            $entry.Data.n | Should -BeOfType [long]
            $entry.Data.list | Should -Be 1, 2
        }
        It 'gives members whose names differ by case alone as a dictionary' {
            $null = New-TestLog
            (Add-AuditEntry test -Data ('{"a":1,"A":2}' | ConvertFrom-Json -AsHashtable) -PassThru).Data['A'] | Should -Be 2
            $env:AUDITLOG_PATH = $log
        }
        It 'has times to compare with Get-Date' {
            $entry.Time.Kind | Should -Be 'Local'
            ((Get-Date) - $entry.Time).TotalMinutes | Should -BeLessThan 5
        }
        It 'has hashes as text, each linked to the one before' {
            $entry.Hash | Should -Match '^[0-9a-f]{64}$'
            (Get-AuditEntry -Sequence 2).Prev | Should -Be $entry.Hash
        }
        It 'is comparable: sorted by sequence, equal when the lines are' {
            (Get-AuditEntry | Sort-Object -Descending)[0].Seq | Should -Be 5
            $entry -eq (Get-AuditEntry -Sequence 1) | Should -BeTrue
            $entry -eq (Get-AuditEntry -Sequence 2) | Should -BeFalse
            Get-AuditEntry | Should -Contain $entry
        }
        It 'goes through ConvertTo-Json, Export-Csv and Select-Object in plain values' {
            $json = $entry | ConvertTo-Json -Depth 5 | ConvertFrom-Json
            $json.Data.backend, $json.Hash, $json.Actor.Id | Should -Be 'ssm', $entry.Hash, 'alice'
            $row = $entry | ConvertTo-Csv | ConvertFrom-Csv
            $row.Actor | Should -Be 'alice'
            ($row.Data | ConvertFrom-Json).nested.a | Should -BeTrue -Because 'the payload is a column of JSON'
        }
        It 'keeps its data, its time and its actor in a job' {
            $job = Start-Job { Import-Module $using:modulePath; Get-AuditEntry -Path $using:log -First 1 }
            $copy = $job | Receive-Job -Wait -AutoRemoveJob
            $copy.Data.backend, $copy.Actor.Id | Should -Be 'ssm', 'alice'
            $copy.Time.Ticks | Should -Be $entry.Time.Ticks
        }
    }

    Context '-Wait' {
        BeforeEach {
            $live = New-TestLog -Entries 3
            $shell = [powershell]::Create()
            $seen = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $none = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $none.Complete()
            $script = "Import-Module '$modulePath'; Get-AuditEntry -Path '$live' -Wait"
        }
        AfterEach {
            $shell.Stop()
            $shell.Dispose()
            $env:AUDITLOG_PATH = $log
        }
        It 'follows the appends of another process, in their order' {
            $null = $shell.AddScript("$script -Last 20 | ForEach-Object Message")
            $null = $shell.BeginInvoke($none, $seen)
            Wait-Until { $seen.Count -ge 3 }
            (Invoke-Child "Add-AuditEntry late 'hello' -Path '$live'; Add-AuditEntry other 'bye' -Path '$live'").ExitCode | Should -Be 0
            Wait-Until { $seen.Count -ge 5 }
            $seen.ReadAll() | Should -Be 'entry 1', 'entry 2', 'entry 3', 'hello', 'bye'
        }
        It 'filters what comes' {
            $null = $shell.AddScript("$script -Type late | ForEach-Object Message")
            $null = $shell.BeginInvoke($none, $seen)
            Add-AuditEntry early 'no'
            Add-AuditEntry late 'yes'
            Add-AuditEntry late 'again'
            Wait-Until { $seen.Count -ge 2 }
            $seen.ReadAll() | Should -Be 'yes', 'again'
        }
        It 'looks often enough to show an entry within half a second' {
            # Half a second is twice the longest pause between two looks, with room for the look itself. No clock is asked.
            $store = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'AuditChain.Sqlite' } | Select-Object -First 1
            $pause = $store.GetType('AuditChain.Sqlite.SqliteAuditLog').GetField('s_pollInterval', 'NonPublic, Static').GetValue($null).TotalMilliseconds
            $pause | Should -BeGreaterOrEqual 50
            $pause | Should -BeLessOrEqual 250
        }
        It 'does not keep a processor busy while nothing comes' {
            $follower = Start-PowerShell -OutputPath "$TestDrive/followed" -ArgumentList @(
                '-NoProfile', '-NonInteractive', '-Command', "Import-Module '$modulePath'; Get-AuditEntry -Path '$live' -Wait | ForEach-Object Seq")
            try {
                Wait-Until { @(Get-Content "$TestDrive/followed").Count -ge 3 }
                $before = $follower.TotalProcessorTime
                Start-Sleep -Seconds 2
                $follower.Refresh()
                # Ten looks take some milliseconds of it; a busy loop would take all two seconds.
                ($follower.TotalProcessorTime - $before).TotalSeconds | Should -BeLessThan 1
            } finally {
                $follower.Kill()
                $follower.WaitForExit()
            }
        }
        It 'starts with -Last, and ends with -First' {
            $null = $shell.AddScript("$script -Last 2 -First 3")
            $running = $shell.BeginInvoke($none, $seen)
            Wait-Until { $seen.Count -ge 2 }
            Add-AuditEntry test 'more'
            Wait-Until { $running.IsCompleted }
            $seen.ReadAll().Message | Should -Be 'entry 2', 'entry 3', 'more'
        }
        It 'ends when it is stopped, as by Ctrl+C, and says nothing' {
            $null = $shell.AddScript($script)
            $null = $shell.BeginInvoke($none, $seen)
            Wait-Until { $seen.Count -ge 3 }
            $stopping = $shell.BeginStop($null, $null)
            Wait-Until { $stopping.IsCompleted }
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        It 'refuses a bundle, which does not grow, several logs, and -Descending' {
            (Get-OnlyError { Get-AuditEntry -Path $bundle -Wait }).FullyQualifiedErrorId | Should -BeLike 'AuditLogNotRecognized,*'
            { Get-AuditEntry -Wait -Path $log, $live } | Should -Throw -ErrorId 'AuditRangeInvalid,*'
            { Get-AuditEntry -Wait -Descending } | Should -Throw -ErrorId 'AuditRangeInvalid,*'
        }
    }
}
