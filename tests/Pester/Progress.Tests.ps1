BeforeAll {
    . "$PSScriptRoot/Session.ps1"

    # The progress records that a script leaves behind, as a host would get them.
    function Get-Progress([string] $Script, [object[]] $Arguments) {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript($Script)
            foreach ($argument in $Arguments) { $null = $shell.AddArgument($argument) }
            $null = $shell.Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
            , @($shell.Streams.Progress)
        } finally { $shell.Dispose() }
    }
}

Describe 'Progress' {
    It 'is silent for what is done at once' {
        $log = New-TestLog -Entries 100
        (Get-Progress 'param($m, $log) Import-Module $m; Test-AuditChain $log; Get-AuditEntry -Path $log' $modulePath, $log).Count | Should -Be 0
    }
    It 'shows percent, rate and time left, not more often than four times a second, and is taken away' {
        # The meter alone, on a function as its cmdlet: work of two seconds, half of it done.
        $records = Get-Progress {
            param($module)
            Import-Module $module
            function Invoke-Work {
                [CmdletBinding()] param()
                $type = (Get-Command Test-AuditChain).ImplementingType.Assembly.GetType('AuditCmdlets.Commands.ProgressMeter')
                $bar = [Activator]::CreateInstance($type, [object[]] ($PSCmdlet, 'Verifying ops.audit', [Func[long]] { 1000 }))
                $until = [DateTime]::UtcNow.AddSeconds(2.2)
                while ([DateTime]::UtcNow -lt $until) { $type.GetMethod('Show').Invoke($bar, [object[]] 500L) }
                $type.GetMethod('Show').Invoke($bar, [object[]] 500L)
                ([IDisposable] $bar).Dispose()
            }
            Invoke-Work
        } $modulePath
        # However slow the machine is, there are no more than these in 2.2 seconds, and one before the end.
        $records.Count | Should -BeIn (2..7)
        $records[0].Activity, $records[0].PercentComplete | Should -Be 'Verifying ops.audit', 50
        $records[0].SecondsRemaining | Should -BeIn 0, 1, 2
        $records[0].StatusDescription | Should -Match '^500 of 1\D?000 entries, \d+ a second$'
        $records[-1].RecordType | Should -Be 'Completed'
    }
    It 'of <Name> on a large log is <Activity>' -Tag Slow -Skip:(-not $env:AUDITLOG_SLOW) -ForEach @(
        @{ Name = 'Test-AuditChain'; Activity = 'Verifying'; Command = 'Test-AuditChain $log' }
        @{ Name = 'Get-AuditEntry'; Activity = 'Reading'; Command = 'Get-AuditEntry -Path $log | Out-Null' }
    ) {
        $log = New-TestLog
        & { for ($i = 0; $i -lt 1500000; $i++) { $i } } | Add-AuditEntry -Type many
        $records = Get-Progress "param(`$m, `$log) Import-Module `$m; $Command" $modulePath, $log
        $records[0].Activity | Should -BeLike "$Activity *"
        $records[0].PercentComplete | Should -BeIn (1..99)
        $records[-1].RecordType | Should -Be 'Completed'
    }
}
