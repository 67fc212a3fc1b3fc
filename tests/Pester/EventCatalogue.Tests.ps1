# One event of every type: made by New-AuditEvent of data invented from the declared types, recorded with -Strict, verified and
# read back. The same data with one thing wrong is refused.

BeforeDiscovery {
    $module = $env:AUDITLOG_MODULE ? $env:AUDITLOG_MODULE : (Join-Path $PSScriptRoot '../../out/AuditLog/AuditLog.psd1')
    Import-Module $module
    # Without what other files registered in this session, and without what the engine alone records.
    $types = Get-AuditEventType | Where-Object { $_.Catalogue -like 'AuditLog *' -and $_.Name -notlike 'auditlog.*' } | ForEach-Object { @{ Name = $_.Name } }
}

BeforeAll {
    . "$PSScriptRoot/Session.ps1"

    # A value of the declared type, and what it is in JSON.
    function Get-Sample($Field, [switch] $Nested) {
        switch ($Field.Type) {
            'string' { $Field.Values ? $Field.Values[-1] : $Field.MaxLength ? 'x' * $Field.MaxLength : "the $($Field.Name) ""é""" }
            'integer' { [long] ($Field.Maximum ?? 7) }
            'number' { 2.5 }
            'boolean' { $true }
            'time' { $Nested ? '2026-11-20T09:00:00.0000000Z' : [datetimeoffset] '2026-11-20T10:00:00+01:00' }
            'string[]' { , @($Field.Values ? $Field.Values : 'one', 'two') }
            'object' { @{ a = 1 } }
            'any' { @(1, 'two') }
            'object[]' {
                $item = [ordered]@{}
                foreach ($member in $Field.Members) { $item[$member.Name] = Get-Sample $member -Nested }
                , @($item)
            }
            default { throw "There is no sample of the type $_." }
        }
    }

    # The parameters for one event of a type: everything, or only what must be there.
    function Get-SampleParameter($Type, [switch] $Required) {
        $parameters = @{ Type = $Type.Name }
        foreach ($field in $Type.Data | Where-Object { $_.IsRequired -or -not $Required }) { $parameters[$field.ParameterName] = Get-Sample $field }
        foreach ($member in $Type.Members | Where-Object { $_.IsRequired -or -not $Required }) {
            $name = $member.Name -eq 'correlation' ? 'CorrelationId' : (Get-Culture).TextInfo.ToTitleCase($member.Name)
            $parameters[$name] = "the $($member.Name)"
        }
        if ($Type.IsOutcomeRequired -and -not $Type.DefaultOutcome) { $parameters.Outcome = $Type.Outcomes[-1] }
        $parameters
    }

    function ConvertTo-Canonical($Value) { (ConvertTo-Json $Value -Depth 10 -Compress | ConvertFrom-Json -AsHashtable -DateKind String | ConvertTo-SortedJson) }
    filter ConvertTo-SortedJson {
        function Get-Sorted($Value) {
            if ($Value -is [System.Collections.IDictionary]) {
                $sorted = [ordered]@{}
                foreach ($key in [string[]] $Value.Keys | Sort-Object) { $sorted[$key] = Get-Sorted $Value[$key] }
                $sorted
            }
            elseif ($Value -is [array]) { , @($Value | ForEach-Object { Get-Sorted $_ }) }
            else { $Value }
        }
        Get-Sorted $_ | ConvertTo-Json -Depth 10 -Compress
    }
}

Describe 'Every type of the catalogue' {
    BeforeAll { $log = New-TestLog catalogue.audit }

    It 'is recorded and read back: <Name>' -ForEach $types {
        $type = Get-AuditEventType $Name
        $parameters = Get-SampleParameter $type
        $auditEvent = New-AuditEvent @parameters -Message 'a sample'
        $auditEvent | Should -BeOfType AuditChain.Entries.AuditEvent
        $entry = $auditEvent | Add-AuditEntry -Strict -PassThru
        $entry.Type, $entry.Message | Should -Be $Name, 'a sample'
        $entry.Action | Should -Be $type.Action
        $entry.Outcome | Should -Be ($type.DefaultOutcome ?? $parameters.Outcome)
        foreach ($member in $type.Members) {
            $value = $member.Name -eq 'correlation' ? $entry.CorrelationId : $entry.($member.Name)
            "$value" | Should -Be "the $($member.Name)"
            if ($member.Type) { $value.Type | Should -Be $member.Type }
        }
        $expected = @{}
        foreach ($field in $type.Data) {
            $sample = Get-Sample $field
            $expected[$field.Name] = $sample -is [datetimeoffset] ? $sample.UtcDateTime.ToString('O') : $sample
        }
        $expected = $expected.Count ? (ConvertTo-Canonical $expected) : 'null'
        ConvertTo-Canonical (Get-AuditEntry -Sequence $entry.Seq).Data | Should -Be $expected
    }
    It 'is refused where the engine alone writes it: <_>' -ForEach 'auditlog.key', 'auditlog.anchor' {
        (Get-OnlyError { Add-AuditEntry $_ 'forged' }).FullyQualifiedErrorId | Should -BeLike 'AuditEntryInvalid*'
    }
    It 'is recorded with nothing but what must be there: <Name>' -ForEach $types {
        $parameters = Get-SampleParameter (Get-AuditEventType $Name) -Required
        (New-AuditEvent @parameters | Add-AuditEntry -Strict -PassThru).Type | Should -Be $Name
    }
    It 'is refused with a member that it does not have: <Name>' -ForEach $types {
        $parameters = Get-SampleParameter (Get-AuditEventType $Name) -Required
        $auditEvent = New-AuditEvent @parameters
        $data = $auditEvent.Data ?? @{}
        $data['no such member'] = 1
        $found = Get-OnlyError { $auditEvent | Add-AuditEntry -Strict -Data $data }
        $found.FullyQualifiedErrorId | Should -Be 'AuditEventInvalid,AuditCmdlets.Commands.AddAuditEntryCommand'
        "$found" | Should -BeLike '*data.no such member is not a member*'
    }
    It 'leaves a log that verifies' {
        Test-AuditChain -Path $log -WarningAction Ignore | Should -BeTrue
        $names = (Get-AuditEventType | Where-Object { $_.Catalogue -like 'AuditLog *' -and $_.Name -notlike 'auditlog.*' }).Name
        (Get-AuditLog $log).Count | Should -Be (2 * $names.Count)
        (Get-AuditEntry -Path $log).Type | Sort-Object -Unique | Should -Be ($names | Sort-Object)
    }
}

Describe 'New-AuditEvent' {
    It 'has parameters of the right types, described, for the data of a type' {
        $parameters = (Get-Command New-AuditEvent -ArgumentList network).Parameters
        $parameters.StatusCode.ParameterType | Should -Be ([long])
        $parameters.StatusCode.Aliases | Should -Be 'status_code'
        $parameters.StatusCode.Attributes.Where({ $_ -is [Parameter] }).Mandatory | Should -BeTrue
        $parameters.DataError.Attributes.Where({ $_ -is [Parameter] }).Mandatory | Should -BeFalse
        $parameters.Method.Attributes.Where({ $_ -is [Parameter] }).HelpMessage | Should -Be 'The HTTP method.'
        (Get-Command New-AuditEvent -ArgumentList container).Parameters.Privileged.ParameterType | Should -Be ([switch])
        (Get-Command New-AuditEvent -ArgumentList credential-renewed).Parameters.ExpiresAt.ParameterType | Should -Be ([nullable[datetimeoffset]])
    }
    It 'puts Data before a name with which another parameter begins' {
        (New-AuditEvent credential -DataAction used -Action read -Name github -Host api.github.com).Data.action | Should -Be 'used'
        (New-AuditEvent ssh -DataAction list -DataError e).Data.error | Should -Be 'e'
    }
    It 'writes a required Boolean that was not typed as false, and leaves out what is empty' {
        $data = (New-AuditEvent exec -Command id -ExitCode 0).Data
        $data.has_stdin | Should -BeFalse
        (New-AuditEvent container -DataAction created -Reason '').Data.Keys | Should -Be 'action'
    }
    It 'spells the type as the catalogue does' {
        (New-AuditEvent CREDENTIAL-denied -Target t -Provider p).Type | Should -BeExactly 'credential-denied'
    }
    It 'takes the parameters of the data before the type, too' {
        (New-AuditEvent -Provider github -Type credential-denied -Target t).Data.provider | Should -Be 'github'
    }
    It 'spells values as the catalogue does' { (New-AuditEvent container -DataAction CREATED).Data.action | Should -BeExactly 'created' }
    It 'names you as the actor, or nobody when asked to' {
        (New-AuditEvent console -Line x).Actor.Id | Should -BeLike "*$([Environment]::UserName)"
        (New-AuditEvent console -Line x -Actor $null).Actor | Should -BeNullOrEmpty
    }
    It 'takes the columns of a CSV file, row by row' {
        $made = 'Target,Provider,Reason', 'a,github,no policy', 'b,gitlab,' | ConvertFrom-Csv | New-AuditEvent credential-denied
        $made.Target.Id | Should -Be 'a', 'b'
        $made[0].Data.reason, $made[1].Data.provider, $made[1].Data.Contains('reason') | Should -Be 'no policy', 'gitlab', $false
        $made = [pscustomobject]@{ Target = 'a'; Provider = 'p'; Reason = 'r' }, [pscustomobject]@{ Target = 'b'; Provider = 'q' } | New-AuditEvent credential-denied
        $made[1].Data.Contains('reason') | Should -BeFalse
    }
    It 'refuses <What>: <Expected>' -ForEach @(
        @{ What = 'a value that is not listed'; Command = { New-AuditEvent container -DataAction exploded }; Expected = '*data.action is "exploded". Expected created, started or stopped.' }
        @{ What = 'a number out of bounds'; Command = { New-AuditEvent egress-block -Target h -Port 70000 }; Expected = '*data.port is 70000. Expected 65535 at most.' }
        @{ What = 'an outcome of another kind'; Command = { New-AuditEvent credential-denied -Target t -Provider p -Outcome granted }; Expected = "*outcome is 'granted'. Expected denied." }
        @{ What = 'a missing outcome'; Command = { New-AuditEvent authentication-result -Method jwt }; Expected = '*outcome is missing. Expected success, failure or error.' }
        @{ What = 'a missing target'; Command = { New-AuditEvent secret-set }; Expected = '*target is missing. It is required: The secret.' }
        @{ What = 'a missing member of an item'; Command = { New-AuditEvent tuple-change -MutationType write -Tuples @{ user = 'u' } }; Expected = '*data.tuples?0?.relation is missing*' }
    ) {
        $found = Get-OnlyError $Command
        $found.FullyQualifiedErrorId | Should -Be 'AuditEventInvalid,AuditCmdlets.Commands.NewAuditEventCommand'
        $found.CategoryInfo.Category | Should -Be 'InvalidData'
        "$found" | Should -BeLike $Expected
    }
    It 'refuses a type that is not known, whatever else was typed, and knows what was meant' {
        { New-AuditEvent nonsense -Colour red -Big } | Should -Throw -ErrorId 'AuditEventTypeUnknown,AuditCmdlets.Commands.NewAuditEventCommand'
        { New-AuditEvent secret_set -Target x } | Should -Throw "*Its name here is 'secret-set'*"
    }
    It 'refuses a missing required member where nobody can be asked' {
        (Invoke-Child 'New-AuditEvent console').Text | Should -BeLike '*missing mandatory parameters: Line*'
    }
    It 'is not turned off by an inherited -WhatIf' { (& { $WhatIfPreference = $true; New-AuditEvent console -Line x }).Type | Should -Be 'console' }
    It 'is shown without the members that are not there' {
        $view = New-AuditEvent console -Line x -Actor bob | Out-String
        $view | Should -Match '(?m)^Data +: {"line":"x"}\r?$'
        $view | Should -Not -Match 'Occurred'
    }
}

Describe 'Add-AuditEntry -Strict' {
    BeforeEach { $null = New-TestLog }
    It 'takes what fits, typed by hand' { (Add-AuditEntry secret -Strict -Data @{ name = 'DB'; backend = 'ssm' } -PassThru).Seq | Should -Be 1 }
    It 'refuses an unknown type, and stores nothing' {
        $found = Get-OnlyError { Add-AuditEntry my-type -Strict }
        $found.FullyQualifiedErrorId, $found.CategoryInfo.Category | Should -Be 'AuditEventTypeUnknown,AuditCmdlets.Commands.AddAuditEntryCommand', 'ObjectNotFound'
        (Get-AuditLog).Count | Should -Be 0
    }
    It 'goes on with the next object, and stores none with -AllOrNothing' {
        $rows = @{ name = 'a'; backend = 'b' }, @{ name = 'a' }, @{ name = 'c'; backend = 'd' }
        $found = Get-OnlyError { $rows | Add-AuditEntry secret -Strict }
        "$found" | Should -BeLike '*data.backend is missing*'
        (Get-AuditLog).Count | Should -Be 2
        { $rows | Add-AuditEntry secret -Strict -AllOrNothing } | Should -Throw '*None of the entries was stored*'
        (Get-AuditLog).Count | Should -Be 2
    }
    It 'checks what is recorded, not what was typed' {
        # A number that JSON writes as an integer is one.
        (Add-AuditEntry exec -Strict -Data @{ command = @('id'); has_stdin = $false; exit_code = [double] 3 } -PassThru).Data.exit_code | Should -Be 3
    }
    It 'takes anything without -Strict' { (Add-AuditEntry secret -Data @{ colour = 'red' } -PassThru).Data.colour | Should -Be 'red' }
}

Describe 'Get-AuditEventType' {
    It 'lists the built-in types in order, with no two of one name' {
        $all = Get-AuditEventType
        $all.Count | Should -BeGreaterThan 60
        ($all.Name | Sort-Object -Unique).Count | Should -Be $all.Count
        $all[0].Catalogue | Should -Match '^AuditLog \d+\.\d+$'
    }
    It 'takes wildcards, several names, the pipeline and groups' {
        (Get-AuditEventType credential-r*).Name | Should -Be 'credential-renewed', 'credential-renewal-failed', 'credential-revoked'
        (Get-AuditEventType ssh, exec).Name | Should -Be 'ssh', 'exec'
        ('ssh', 'exec' | Get-AuditEventType).Name | Should -Be 'ssh', 'exec'
        (Get-AuditEventType -Group runs).Name | Should -Contain 'run-failed'
        Get-AuditEventType no-such-* | Should -BeNullOrEmpty
    }
    It 'finds a type by the name that another system gives it' {
        (Get-AuditEventType auth.failed).Name | Should -Be 'auth-failed'
        (Get-AuditEventType secret_*).Name | Should -Contain 'secret-rotate'
    }
    It 'reports a name that is not there' {
        $found = Get-OnlyError { Get-AuditEventType no-such }
        $found.FullyQualifiedErrorId, $found.TargetObject | Should -Be 'AuditEventTypeUnknown,AuditCmdlets.Commands.GetAuditEventTypeCommand', 'no-such'
    }
    It 'shows a table that fits 120 columns, and explains a type as a list' {
        $table = Get-AuditEventType | Out-String -Width 120 -Stream | Where-Object { $_ }
        -split $table[0] | Should -Be 'Group', 'Name', 'Outcome', 'Meaning'
        ($table | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
        $list = Get-AuditEventType authorization-decision | Format-List | Out-String -Width 200
        $list | Should -Match 'target \(required\): The object'
        $list | Should -Match 'decision \[string\] \(required\): .* One of allowed, denied, no_rule, error\.'
        $list | Should -Match 'Elsewhere : authz.decision \(Servora\)'
        -split ((Get-AuditEventType container).Data | Out-String -Stream | Where-Object { $_ })[0] | Should -Be 'Name', 'Parameter', 'Type', 'Required', 'Meaning'
    }
}

Describe 'docs/event-catalogue.md' {
    It 'begins with commands that run as written' {
        $null = New-TestLog
        $code = [regex]::Match((Get-Content "$PSScriptRoot/../../docs/event-catalogue.md" -Raw), '(?s)```powershell\n(.*?)```').Groups[1].Value
        & ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'`n$code")) | Should -Not -BeNullOrEmpty
        (Get-AuditEntry).Type | Should -Be 'credential-denied'
    }
}

Describe 'Completion of events' {
    BeforeAll {
        $null = New-TestLog
        function Get-Completion([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
    }
    It '<Line> offers <Expected>' -ForEach @(
        @{ Line = 'New-AuditEvent credential-d'; Expected = 'credential-denied' }
        @{ Line = 'New-AuditEvent -Type network-p'; Expected = 'network-policy-enforcement-withdrawn' }
        @{ Line = 'New-AuditEvent no-policy-here'; Expected = $null }
        @{ Line = 'New-AuditEvent tampered'; Expected = 'broker-creds-tampered' }
        @{ Line = 'New-AuditEvent -Type container -DataAction '; Expected = 'created', 'started', 'stopped' }
        @{ Line = 'New-AuditEvent network -Method P'; Expected = 'POST', 'PUT' }
        @{ Line = 'New-AuditEvent interactive-run-terminated -Outcome '; Expected = 'granted', 'warned' }
        @{ Line = 'New-AuditEvent network -St'; Expected = '-StatusCode' }
        @{ Line = 'Get-AuditEventType -Group pri'; Expected = 'privacy' }
        @{ Line = 'Add-AuditEntry -Type tuple'; Expected = 'tuple-change' }
    ) { @(Get-Completion $Line | Where-Object { $_ -notlike '*/*' }) | Should -Be @($Expected | Where-Object { $_ }) }
    It 'tells what a type means' { (TabExpansion2 'New-AuditEvent ssh' 18).CompletionMatches[0].ToolTip | Should -BeLike 'A key of an SSH agent*' }
}
