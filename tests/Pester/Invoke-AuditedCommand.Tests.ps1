# The block behaves as if the command were not there, and the log holds what it was about to do and how it ended.

BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $log = New-TestLog
    # The second entry of the last call.
    function Get-End { Get-AuditEntry -Last 1 }
}

Describe 'The entries' {
    It 'are the intent and the end, tied by their correlation' {
        $seen = Invoke-AuditedCommand { (Get-AuditEntry -Last 1).Outcome } -Type service -Action restart -Target spooler -Actor alice -Source patching -Message m -Data @{ ticket = 17 }
        $seen | Should -Be 'attempted'
        $before, $after = Get-AuditEntry -Last 2
        $after.Outcome | Should -Be 'success'
        $before.CorrelationId | Should -Be $after.CorrelationId
        $before.CorrelationId | Should -Not -BeNullOrEmpty
        foreach ($entry in $before, $after) {
            "$($entry.Type) $($entry.Action) $($entry.Target) $($entry.Actor) $($entry.Source) $($entry.Message) $($entry.Data.ticket)" | Should -Be 'service restart spooler alice patching m 17'
        }
        $before.Data.audited.phase, $after.Data.audited.phase | Should -Be 'before', 'after'
        $before.Data.audited.command | Should -Be '(Get-AuditEntry -Last 1).Outcome'
        $after.Data.audited.durationMs | Should -BeGreaterThan 0
    }
    It 'take a correlation, and leave the text of the block out' {
        Invoke-AuditedCommand { 'hunter2' } -CorrelationId CHG-17 -OmitCommand | Should -Be 'hunter2'
        (Get-AuditEntry -Last 2).CorrelationId | Should -Be 'CHG-17', 'CHG-17'
        (Get-AuditEntry -Last 2 | ConvertTo-Json -Depth 6) | Should -Not -Match 'hunter2'
    }
    It 'have the actor of Use-AuditActor' {
        Use-AuditActor { Invoke-AuditedCommand { 1 } } -Actor bob | Should -Be 1
        (Get-AuditEntry -Last 2).Actor.Id | Should -Be 'bob', 'bob'
    }
    It 'name how it ended: <Ended>, <Outcome>' -ForEach @(
        @{ Block = { throw 'no' }; Outcome = 'failure'; Ended = 'error'; Message = 'no' }
        @{ Block = { Get-Item "$TestDrive/none" -ErrorAction Stop }; Outcome = 'failure'; Ended = 'error'; Message = 'Cannot find path*' }
        @{ Block = { [int]::Parse('x') }; Outcome = 'failure'; Ended = 'error'; Message = '*not in a correct format*' }
        @{ Block = { Get-Item "$TestDrive/none" -ErrorAction SilentlyContinue }; Outcome = 'failure'; Message = 'Cannot find path*' }
        @{ Block = { Write-Error e -ErrorAction SilentlyContinue; 1 }; Outcome = 'success' }
        @{ Block = { break }; Outcome = 'stopped'; Ended = 'break' }
        @{ Block = { continue }; Outcome = 'stopped'; Ended = 'continue' }
        @{ Block = { return }; Outcome = 'success' }
    ) {
        foreach ($once in 1) { try { $null = Invoke-AuditedCommand $Block } catch { $null = $_ } }
        $end = Get-End
        $end.Outcome | Should -Be $Outcome
        $end.Data.audited.ended | Should -Be $Ended
        if ($Message) { $end.Data.audited.error.message | Should -BeLike $Message }
    }
    It 'name the exit code of a program that failed, and of exit' -Skip:$IsWindows {
        Invoke-AuditedCommand { sh -c 'exit 3' }
        $? | Should -BeFalse
        (Get-End).Data.audited.exitCode | Should -Be 3
        (Invoke-Child "`$env:AUDITLOG_PATH = '$log'; Invoke-AuditedCommand { exit 4 }; 'not here'").ExitCode | Should -Be 4
        (Get-End).Outcome, (Get-End).Data.audited.ended, (Get-End).Data.audited.exitCode | Should -Be 'failure', 'exit', 4
    }
    It 'are there when the pipeline is stopped: <Name>' -ForEach @(
        @{ Name = 'Select-Object -First'; Command = { Invoke-AuditedCommand { 1..3 } | Select-Object -First 1 } }
        @{ Name = 'an error upstream'; Command = { try { 1, 2 | ForEach-Object { if ($_ -eq 2) { throw 'up' }; $_ } | Invoke-AuditedCommand { process { $_ } } } catch { 1 } } }
    ) {
        @(& $Command)[0] | Should -Be 1
        (Get-End).Outcome | Should -Be 'stopped'
    }
    It 'are there after Ctrl+C' {
        $shell = [powershell]::Create().AddScript("Import-Module '$modulePath'; `$env:AUDITLOG_PATH = '$log'; Invoke-AuditedCommand { 'started'; Start-Sleep 600 } -Type interrupted")
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        try {
            $null = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            while ($output.Count -eq 0) { Start-Sleep -Milliseconds 20 }
            $shell.Stop()
        }
        finally { $shell.Dispose() }
        (Get-AuditEntry -Type interrupted).Outcome | Should -Be 'attempted', 'stopped'
    }
    It 'refuse data that has the member audited, and run nothing' {
        $ran = $false
        { Invoke-AuditedCommand { $ran = $true } -Data @{ audited = 1 } } | Should -Throw -ErrorId 'AuditEntryInvalid,*'
        $ran | Should -BeFalse
    }
}

Describe 'The block' {
    It 'runs in the scope of the caller' {
        $value = 1
        Invoke-AuditedCommand { $value++ }
        $value | Should -Be 2
        $module = New-Module { function Test-Scope { $inner = 1; Invoke-AuditedCommand { $inner++ }; $inner }; function Test-Block($Block) { Invoke-AuditedCommand $Block } }
        & $module { Test-Scope } | Should -Be 2
        & $module { param($block) Test-Block $block } { $value = 9 }
        $value | Should -Be 9
    }
    It 'streams, object by object' {
        $order = [Collections.Generic.List[string]]::new()
        1..2 | ForEach-Object { $order.Add("in $_"); $_ } | Invoke-AuditedCommand { process { $_ } } | ForEach-Object { $order.Add("out $_") }
        $order | Should -Be 'in 1', 'out 1', 'in 2', 'out 2'
    }
    It 'takes $input, $_, begin, process, end and clean' {
        1..3 | Invoke-AuditedCommand { $input | ForEach-Object { $_ * 2 } } | Should -Be 2, 4, 6
        $cleaned = @{}
        1..2 | Invoke-AuditedCommand { begin { 'b' } process { $_ } end { 'e' } clean { $cleaned.Done = $true } } | Should -Be 'b', 1, 2, 'e'
        $cleaned.Done | Should -BeTrue
    }
    It 'passes <Name> as it is' -ForEach @(
        @{ Name = 'an exception of .NET'; Block = { [int]::Parse('x') } }
        @{ Name = 'a thrown text'; Block = { throw 'text' } }
        @{ Name = 'a thrown exception'; Block = { throw [InvalidOperationException]::new('io') } }
        @{ Name = '-ErrorAction Stop'; Block = { Get-Item "$TestDrive/none" -ErrorAction Stop } }
        @{ Name = 'a parameter that is not there'; Block = { Get-Item -Nope } }
    ) {
        try { & $Block } catch { $bare = $_ }
        try { Invoke-AuditedCommand $Block } catch { $audited = $_ }
        foreach ($property in 'FullyQualifiedErrorId', 'CategoryInfo') { "$($audited.$property)" | Should -Be "$($bare.$property)" }
        $audited.Exception.GetType() | Should -Be $bare.Exception.GetType()
        $audited.InvocationInfo.ScriptLineNumber | Should -Be $bare.InvocationInfo.ScriptLineNumber
    }
    It 'goes on after an error that ends a statement only' {
        $output = Invoke-Child "`$env:AUDITLOG_PATH = '$log'; Invoke-AuditedCommand { [int]::Parse('x'); 'went on' } 2>`$null; 'after'"
        $output.Text | Should -Be "went on`nafter"
    }
    It 'leaves $? as its last statement would: <Block>' -ForEach @(
        @{ Block = { Get-Item "$TestDrive/none" -ErrorAction SilentlyContinue }; Expected = $false }
        @{ Block = { Get-Item "$TestDrive/none" -ErrorAction Ignore }; Expected = $false }
        @{ Block = { Get-Item "$TestDrive/none" -ErrorAction Ignore; 1 }; Expected = $true }
        @{ Block = { 1 }; Expected = $true }
    ) {
        $Error.Clear()
        $null = Invoke-AuditedCommand $Block
        $? | Should -Be $Expected
        $Error.Count | Should -BeLessOrEqual 1
    }
    It 'writes into all streams' {
        $all = Invoke-AuditedCommand { Write-Warning w; Write-Verbose v -Verbose; Write-Debug d -Debug; Write-Information i; Write-Error e; 'o' } -ErrorVariable caught *>&1
        $all.ForEach({ $_.GetType().Name }) | Should -Be 'WarningRecord', 'VerboseRecord', 'DebugRecord', 'InformationRecord', 'ErrorRecord', 'String'
        $caught.Count | Should -Be 1
    }
    It 'leaves the loop of the caller' {
        $seen = foreach ($i in 1..3) { Invoke-AuditedCommand { if ($i -eq 2) { continue }; $i } }
        $seen | Should -Be 1, 3
        $seen = foreach ($i in 1..3) { Invoke-AuditedCommand { if ($i -eq 2) { break }; $i } }
        $seen | Should -Be 1
        $seen = :outer foreach ($i in 1..2) { foreach ($j in 1..2) { Invoke-AuditedCommand { continue outer }; 'not here' } }
        $seen | Should -BeNullOrEmpty
        function Test-Return { Invoke-AuditedCommand { 1; return; 2 }; 3 }
        Test-Return | Should -Be 1, 3
    }
    It 'nests' {
        Invoke-AuditedCommand { Invoke-AuditedCommand { 'in' } -Type inner } -Type outer | Should -Be 'in'
        (Get-AuditEntry -Last 4).ForEach({ "$($_.Type) $($_.Outcome)" }) | Should -Be 'outer attempted', 'inner attempted', 'inner success', 'outer success'
    }
}

Describe 'The log' {
    It 'is checked before anything runs' {
        $ran = $false
        $none = "$TestDrive/none.audit"
        { Invoke-AuditedCommand { $ran = $true } -Path $none } | Should -Throw -ErrorId 'AuditRecordRefused,*' -ExpectedMessage '*did not run*'
        $ran | Should -BeFalse
        $none | Should -Not -Exist
    }
    It 'is closed afterwards' {
        $own = New-TestLog
        Invoke-AuditedCommand { 1 } | Should -Be 1
        "$own-wal" | Should -Not -Exist
        $env:AUDITLOG_PATH = $log
    }
    It 'holds' { Test-AuditChain $log | Should -BeTrue }
}
