BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    # message -> actor of everything in the log.
    function Get-ActorByMessage {
        $actors = @{}
        foreach ($entry in Get-AuditEntry) { $actors[$entry.Message] = $entry.Actor.Id }
        $actors
    }
}

Describe 'Use-AuditActor' {
    BeforeEach {
        $null = New-TestLog
        $default = (Add-AuditEntry t 'default' -PassThru).Actor.Id
    }

    Context 'the actor' {
        It 'is that of everything recorded inside, and of nothing outside' {
            Use-AuditActor { Add-AuditEntry t 'in'; 'piped' | Add-AuditEntry t; & { Add-AuditEntry t 'deeper' } } -Actor alice
            Add-AuditEntry t 'out'
            $actors = Get-ActorByMessage
            $actors['in'], $actors['piped'], $actors['deeper'] | Should -Be 'alice', 'alice', 'alice'
            $actors['out'] | Should -Be $default
        }
        It 'can have all its members' {
            Use-AuditActor { Add-AuditEntry t 'in' } @{ id = 'alice'; type = 'user'; session = 's1'; runAs = 'svc'; team = 'db' }
            (Get-AuditEntry -Last 1).Line | Should -BeLike '*"actor":{"id":"alice","runAs":"svc","session":"s1","team":"db","type":"user"}*'
        }
        It 'gives way to one that is named' {
            Use-AuditActor { Add-AuditEntry t 'named' -Actor bob; [pscustomobject]@{ Message = 'of an object'; Actor = 'carol' } | Add-AuditEntry t; Add-AuditEntry t 'none' -Actor $null } alice
            $actors = Get-ActorByMessage
            $actors['named'], $actors['of an object'], $actors['none'] | Should -Be 'bob', 'carol', $null
        }
        It 'is the inner one of two' {
            Use-AuditActor { Use-AuditActor { Add-AuditEntry t 'inner' } bob; Add-AuditEntry t 'outer' } alice
            $actors = Get-ActorByMessage
            $actors['inner'], $actors['outer'] | Should -Be 'bob', 'alice'
        }
        It 'is not that of the next command of the pipeline, which is outside' {
            Use-AuditActor { 1; Add-AuditEntry t 'in' } alice | ForEach-Object { Add-AuditEntry t 'down the pipeline' }
            $actors = Get-ActorByMessage
            $actors['in'], $actors['down the pipeline'] | Should -Be 'alice', $default
        }
        It 'is gone however the block is left' {
            try { Use-AuditActor { throw 'x' } alice } catch { Add-AuditEntry t 'throw' }
            foreach ($i in 1) { Use-AuditActor { break } alice }
            Add-AuditEntry t 'break'
            $null = Use-AuditActor { 1..100 } alice | Select-Object -First 1
            Add-AuditEntry t 'first'
            try { Use-AuditActor { Write-Error 'x' -ErrorAction Stop } alice } catch { $null = $_ }
            Add-AuditEntry t 'stop'
            $actors = Get-ActorByMessage
            foreach ($message in 'throw', 'break', 'first', 'stop') { $actors[$message] | Should -Be $default -Because $message }
        }
        It 'is gone after Ctrl+C' {
            $shell = [powershell]::Create()
            try {
                $null = $shell.AddScript("Import-Module '$modulePath'; Use-AuditActor { 'started'; Start-Sleep 60 } alice")
                $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
                $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
                while (-not $output.Count -and -not $running.IsCompleted) { Start-Sleep -Milliseconds 20 }
                $shell.Stop()
                $output[0] | Should -Be 'started'
                $shell.Commands.Clear()
                $shell.AddScript('(Add-AuditEntry t after -PassThru).Actor.Id').Invoke() | Should -Be $default
            }
            finally { $shell.Dispose() }
        }
    }

    Context 'other runspaces' {
        It 'does not leak into -Parallel, jobs of threads and new runspaces' {
            Use-AuditActor {
                1..4 | ForEach-Object -Parallel { Import-Module $using:modulePath; Add-AuditEntry t "parallel $_" }
                Start-ThreadJob { Import-Module $using:modulePath; Add-AuditEntry t 'job' } | Receive-Job -Wait -AutoRemoveJob
                $shell = [powershell]::Create()
                $null = $shell.AddScript("Import-Module '$modulePath'; Add-AuditEntry t 'runspace'").Invoke()
                $shell.Dispose()
                Add-AuditEntry t 'here'
            } alice
            $actors = Get-ActorByMessage
            foreach ($message in 'parallel 1', 'parallel 2', 'parallel 3', 'parallel 4', 'job', 'runspace') { $actors[$message] | Should -Be $default -Because $message }
            $actors['here'] | Should -Be 'alice'
        }
        It 'is passed on with $using:' {
            Use-AuditActor {
                $who = 'alice'
                1..4 | ForEach-Object -Parallel {
                    Import-Module $using:modulePath
                    $n = $_
                    Use-AuditActor { Add-AuditEntry t "passed $n" } $using:who
                    Add-AuditEntry t "not passed $n"
                }
            } bob
            $actors = Get-ActorByMessage
            foreach ($n in 1..4) { $actors["passed $n"], $actors["not passed $n"] | Should -Be 'alice', $default }
        }
        It 'is not seen by a runspace of another thread that is in a scope of its own' {
            Use-AuditActor {
                $job = Start-ThreadJob { Import-Module $using:modulePath; Use-AuditActor { Add-AuditEntry t 'theirs' } bob; Add-AuditEntry t 'after theirs' }
                Add-AuditEntry t 'ours'
                $job | Receive-Job -Wait -AutoRemoveJob
            } alice
            $actors = Get-ActorByMessage
            $actors['ours'], $actors['theirs'], $actors['after theirs'] | Should -Be 'alice', 'bob', $default
        }
        It 'is shared by C# and PowerShell in the same runspace' {
            $scope = [AuditChain.Recording.ActorScope]::Enter('alice')
            try {
                Add-AuditEntry t 'in'
                1 | ForEach-Object -Parallel { Import-Module $using:modulePath; Add-AuditEntry t 'parallel' }
            }
            finally { $scope.Dispose() }
            Use-AuditActor { [AuditChain.Recording.ActorScope]::Current.Id } bob | Should -Be 'bob'
            $actors = Get-ActorByMessage
            $actors['in'], $actors['parallel'] | Should -Be 'alice', $default
        }
    }

    Context 'the block runs as if the command were not there' {
        It 'in the scope of its caller' {
            $n = 1
            Use-AuditActor { $n = 2; $made = 'here' } alice
            $n, $made | Should -Be 2, 'here'
        }
        It 'passes output on as it comes, one object at a time, arrays as they are' {
            (Use-AuditActor { , @(1, 2); $null; 'x' } alice | ForEach-Object { "$($_.Count)" }) -join ' ' | Should -Be '2 0 1'
            $seen = [System.Collections.Generic.List[string]]::new()
            Use-AuditActor { foreach ($i in 1, 2) { $seen.Add("made $i"); $i } } alice | ForEach-Object { $seen.Add("got $_") }
            $seen -join ', ' | Should -Be 'made 1, got 1, made 2, got 2'
        }
        It 'passes input on' {
            1..3 | Use-AuditActor { process { $_ * 2 } } alice | Should -Be 2, 4, 6
            1..3 | Use-AuditActor { "$input" } alice | Should -Be '1 2 3'
        }
        It 'passes errors and streams on, and $?' {
            $all = Use-AuditActor { Write-Error 'e'; Write-Warning 'w'; Write-Information 'i'; 'o' } alice -ErrorAction Continue *>&1
            $all | ForEach-Object { $_.GetType().Name } | Should -Be 'ErrorRecord', 'WarningRecord', 'InformationRecord', 'String'
            Use-AuditActor { 1 } alice | Out-Null
            $? | Should -BeTrue
            Use-AuditActor { Write-Error 'e' -ErrorAction SilentlyContinue } alice
            $? | Should -BeFalse
        }
        It 'passes exceptions on as they are' {
            $caught = try { Use-AuditActor { throw [FormatException] 'bad' } alice } catch [FormatException] { $_.Exception.Message }
            $caught | Should -Be 'bad'
        }
        It 'lets break and continue reach the loop around it' {
            $seen = foreach ($i in 1..5) { Use-AuditActor { if ($i -eq 2) { continue }; if ($i -eq 4) { break }; $i } alice }
            $seen | Should -Be 1, 3
        }
        It 'runs the clean block' {
            $seen = [System.Collections.Generic.List[string]]::new()
            Use-AuditActor { process { 1; 2 } clean { $seen.Add('cleaned') } } alice | Select-Object -First 1 | Out-Null
            $seen | Should -Be 'cleaned'
        }
    }

    It 'refuses an actor without an id, and none' {
        { Use-AuditActor { 1 } @{ name = 'Alice' } } | Should -Throw '*The actor has no id.*'
        { Use-AuditActor { 1 } -Actor '' } | Should -Throw
    }
}

Describe 'The default actor' {
    BeforeEach { $null = New-TestLog }
    It 'is the user and the machine' {
        $actor = (Add-AuditEntry t -PassThru).Actor
        $actor.Id | Should -BeLike "*$([Environment]::UserName)"
        $actor.More['machine'] | Should -Be ([Environment]::MachineName)
        $actor.Type | Should -Be 'user'
    }
    It 'is in a remote or JEA session the connected user, with the account that it runs as' {
        $identity = [System.Management.Automation.Remoting.PSIdentity]::new('Kerberos', $true, 'CONTOSO\alice', $null)
        # What PowerShell sets in such a session.
        Set-Variable PSSenderInfo ([System.Management.Automation.Remoting.PSSenderInfo]::new([System.Management.Automation.Remoting.PSPrincipal]::new($identity, $null), 'http://server:5985/wsman'))
        $actor = (Add-AuditEntry t -PassThru).Actor
        $actor.Id, $actor.RunAs, $actor.Session | Should -Be 'CONTOSO\alice', ([Environment]::UserName), ([runspace]::DefaultRunspace.InstanceId.ToString())
        Use-AuditActor { (Add-AuditEntry t -PassThru).Actor.Id } bob | Should -Be 'bob'
    }
    It 'is under sudo the one who typed it, also when the account is not root' -Skip:($IsWindows -or [Environment]::UserName -ne 'root' -or -not (Get-Command setpriv -ErrorAction Ignore)) {
        $script = "Import-Module '$modulePath'; `$env:AUDITLOG_PATH = `$null; (Add-AuditEntry t -PassThru).Actor | ConvertTo-Json -Compress"
        # PowerShell and the module may lie in a folder that is root's alone: that account may read it, and nothing else.
        $powershell = @(Get-PowerShellCommand)
        $names = 'SUDO_USER', 'SUDO_UID', 'SUDO_COMMAND', 'HOME', 'XDG_STATE_HOME'
        $before = $names | ForEach-Object { [Environment]::GetEnvironmentVariable($_) }
        try {
            $env:SUDO_USER, $env:SUDO_UID, $env:SUDO_COMMAND, $env:HOME = 'alice', '1001', 'pwsh', "/tmp/auditlog-$PID"
            $env:XDG_STATE_HOME = $null
            $null = New-Item -ItemType Directory $env:HOME
            & chown 65534 $env:HOME
            $actor = & setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+dac_read_search --ambient-caps=+dac_read_search @powershell -NoProfile -NonInteractive -Command $script | ConvertFrom-Json
            $actor.Id, $actor.RunAs | Should -Be 'alice', (& id -un 65534)
        }
        finally {
            Remove-Item "/tmp/auditlog-$PID" -Recurse -Force -ErrorAction Ignore
            for ($i = 0; $i -lt $names.Count; $i++) { [Environment]::SetEnvironmentVariable($names[$i], $before[$i]) }
        }
    }
}
