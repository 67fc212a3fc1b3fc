# Rules: proxies that record, and that behave as the command itself.

BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $log = New-TestLog
    function global:Set-PesterSecret {
        [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'They are there to be recorded.')]
        [CmdletBinding(SupportsShouldProcess)]
        [OutputType([int], [string])]
        param([Parameter(Mandatory, ValueFromPipelineByPropertyName)] [string] $Name, [Parameter(ValueFromPipelineByPropertyName)] [Alias('V')] $Value, [securestring] $Key, [pscredential] $Login)
        process {
            if (-not $PSCmdlet.ShouldProcess($Name)) { return }
            if ($Name -eq 'bad') { Write-Error "cannot set $Value" }
            if ($Name -eq 'statement') { [int]::Parse('x'); 'went on' }
            if ($Name -eq 'thrown') { throw 'thrown' }
            "set $Name"
        }
    }
    function global:Get-PesterSimple($First, $Second, [switch] $Flag) { "$First $Second $Flag $args $($input | ForEach-Object { $_ })" }
    filter global:Update-PesterFilter { "f$_" }
    # What the audited part of an entry says.
    function Get-CallText([int] $Last) { (Get-AuditEntry -Last $Last).ForEach({ "$($_.Action) $($_.Target) $($_.Outcome)" -replace '\s+', ' ' }) }
    $file = Join-Path $TestDrive file.txt
    Set-Content $file text
}

AfterAll { Remove-Item function:Set-PesterSecret, function:Get-PesterSimple, function:Update-PesterFilter -ErrorAction Ignore }

Describe 'Rules' {
    AfterEach { Get-AuditRule | Unregister-AuditRule }

    Context 'A rule' {
        It 'records the intent and the end of each call, with the parameters' {
            $rule = Register-AuditRule Get-Item, Set-PesterSecret -TargetParameter Path, Name -Name r -Type probe
            $rule.Commands | Should -Be 'Microsoft.PowerShell.Management\Get-Item', 'Set-PesterSecret'
            (Get-Item $file -Force).Name | Should -Be 'file.txt'
            $before, $after = Get-AuditEntry -Last 2
            "$($before.Type) $($before.Action) $($before.Target) $($before.Outcome)" | Should -Be "probe Get-Item $file attempted"
            $before.Data.audited.parameters.Path, $before.Data.audited.parameters.Force | Should -Be $file, $true
            $before.Data.audited.rule | Should -Be 'r'
            $after.Outcome, $after.CorrelationId | Should -Be 'success', $before.CorrelationId
        }
        It 'records neither secrets nor what it redacts, not in errors either' {
            $null = Register-AuditRule Set-PesterSecret -RedactParameter V
            $key = ConvertTo-SecureString hunter3 -AsPlainText
            $null = Set-PesterSecret -Name bad -Value hunter2 -Key $key -Login ([pscredential]::new('bob', $key)) -ErrorAction SilentlyContinue
            $before, $after = Get-AuditEntry -Last 2
            $values = $before.Data.audited.parameters
            $values.Value, $values.Key, $values.Login, $values.Name | Should -Be '[redacted]', '[SecureString]', '[PSCredential]', 'bad'
            $after.Outcome, $after.Data.audited.error.message | Should -Be 'failure', 'cannot set [redacted]'
            (Get-AuditEntry -Last 2 | ConvertTo-Json -Depth 8) | Should -Not -Match 'hunter'
        }
        It 'records each object of the pipeline before the command takes it' {
            $null = Register-AuditRule Set-PesterSecret
            [pscustomobject]@{ Name = 'a'; Value = 1 }, [pscustomobject]@{ Name = 'b'; Value = 2 } | Set-PesterSecret | Should -Be 'set a', 'set b'
            Get-CallText 4 | Should -Be 'Set-PesterSecret attempted', 'Set-PesterSecret a attempted', 'Set-PesterSecret b attempted', 'Set-PesterSecret success'
            (Get-AuditEntry -Last 1).Data.audited.targets | Should -Be 'a', 'b'
        }
        It 'records failures only, where that is asked for' {
            $null = Register-AuditRule Get-Item -When After -OnFailureOnly -FailurePolicy Open
            $before = (Get-AuditLog).Count
            $null = Get-Item $file
            (Get-AuditLog).Count | Should -Be $before
            Get-Item "$TestDrive/none" -ErrorAction SilentlyContinue
            (Get-AuditLog).Count | Should -Be ($before + 1)
            (Get-AuditEntry -Last 1).Data.audited.parameters.Path | Should -Be "$TestDrive/none"
        }
        It 'is recorded when it comes and when it goes' {
            $null = Register-AuditRule Get-Item -Name files
            Unregister-AuditRule files
            Get-CallText 2 | Should -Be 'register files success', 'unregister files success'
        }
        It 'is refused: <Name>' -ForEach @(
            @{ Name = 'no such command'; Command = { Register-AuditRule No-Such }; Message = "*no command 'No-Such'*" }
            @{ Name = 'a pattern that matches nothing'; Command = { Register-AuditRule Zz-* }; Message = '*matches Zz-*' }
            @{ Name = 'a redaction that names nothing'; Command = { Register-AuditRule Set-PesterSecret -RedactParameter Valeu }; Message = "*parameter 'Valeu'*" }
            @{ Name = 'Closed without Before'; Command = { Register-AuditRule Get-Item -When After -FailurePolicy Closed }; Message = '*Add Before*' }
            @{ Name = 'OnFailureOnly without After'; Command = { Register-AuditRule Get-Item -When Before -OnFailureOnly }; Message = '*Add After*' }
            @{ Name = 'a command of this module'; Command = { Register-AuditRule Add-AuditEntry }; Message = '*not wrapped*' }
            @{ Name = 'a command that works on the scope of its caller'; Command = { Register-AuditRule Set-Variable }; Message = '*scope of its caller*' }
            @{ Name = 'a command that another rule wraps'; Command = { $null = Register-AuditRule Get-Item -Name one; Register-AuditRule Get-Item -Name two }; Message = "*'one' wraps it already*" }
            @{ Name = 'a name that is taken'; Command = { $null = Register-AuditRule Get-Item -Name one; Register-AuditRule Get-Date -Name ONE }; Message = "*rule 'ONE'*" }
        ) {
            $Command | Should -Throw -ErrorId 'AuditRuleInvalid,*' -ExpectedMessage $Message
        }
        It 'is not put in force with -WhatIf' {
            Register-AuditRule Get-Item -WhatIf
            Get-AuditRule | Should -BeNullOrEmpty
            (Get-Command Get-Item).CommandType | Should -Be 'Cmdlet'
        }
        It 'that is not there is an error' {
            (Get-OnlyError { Unregister-AuditRule none }).FullyQualifiedErrorId | Should -BeLike 'AuditRuleNotFound,*'
            (Get-OnlyError { Get-AuditRule none }).FullyQualifiedErrorId | Should -BeLike 'AuditRuleNotFound,*'
            Get-AuditRule none* | Should -BeNullOrEmpty
        }
    }

    Context 'A file of rules' {
        It 'registers all of them' {
            $path = Join-Path $TestDrive rules.psd1
            Set-Content $path "@{ Rules = @( @{ Name = 'one'; CommandName = 'Get-Item', 'Set-PesterSecret'; RedactParameter = 'Value' }, @{ CommandName = 'Get-Date'; When = 'After'; OnFailureOnly = `$true; Type = 'clock' } ) }"
            (Register-AuditRule -FilePath $path).Name | Should -Be 'one', 'Get-Date'
            (Get-AuditRule Get-Date).FailurePolicy | Should -Be 'Open'
        }
        It 'is refused whole: <Name>' -ForEach @(
            @{ Name = 'an unknown member'; Text = "@{ Rules = @( @{ CommandName = 'Get-Item' }, @{ CommandName = 'Get-Date'; Redact = 'x' } ) }"; Message = '*rule 2*Redact*' }
            @{ Name = 'no CommandName'; Text = '@{ Rules = @( @{ Name = 1 } ) }'; Message = '*no CommandName*' }
            @{ Name = 'code'; Text = "@{ Rules = @( @{ CommandName = (Get-Date) } ) }"; Message = '*cannot be read*' }
            @{ Name = 'a wrong value'; Text = "@{ Rules = @( @{ CommandName = 'Get-Item'; When = 'Never' } ) }"; Message = '*wrong kind*' }
            @{ Name = 'no hashtable'; Text = "'text'"; Message = '*not a hashtable*' }
            @{ Name = 'no file'; Message = '*cannot be read*' }
        ) {
            $path = Join-Path $TestDrive "$([guid]::NewGuid()).psd1"
            if ($Text) { Set-Content $path $Text }
            { Register-AuditRule -FilePath $path } | Should -Throw -ErrorId 'AuditRuleInvalid,*' -ExpectedMessage $Message
            Get-AuditRule | Should -BeNullOrEmpty
        }
    }

    Context 'A proxy' {
        It 'has the parameters, sets and dynamic parameters of the command' {
            $bare = (Get-Command Get-ChildItem).ParameterSets.ForEach({ "$_" })
            $null = Register-AuditRule Get-ChildItem
            (Get-Command Get-ChildItem).CommandType | Should -Be 'Function'
            (Get-Command Get-ChildItem).ParameterSets.ForEach({ $_.Name }) | Should -Be (Microsoft.PowerShell.Core\Get-Command Microsoft.PowerShell.Management\Get-ChildItem).ParameterSets.ForEach({ $_.Name })
            $bare.Count | Should -BeGreaterThan 1
            (Get-ChildItem $TestDrive -File -Filter file.txt).Name | Should -Be 'file.txt'
            (& (Get-Alias gci) $TestDrive -Filter file.txt).Name | Should -Be 'file.txt'
        }
        It 'passes on what the command does: <Block>' -ForEach @(
            @{ Block = { Get-Item $file, "$TestDrive/none" } }
            @{ Block = { Get-Item "$TestDrive/none" -ErrorAction Ignore } }
            @{ Block = { try { Get-Item -Path $file -Nope } catch { "$_" } } }
            @{ Block = { $file | Get-Item | Select-Object -First 1 } }
            @{ Block = { try { Get-Item "$TestDrive/none" -ErrorAction Stop } catch { "$($_.FullyQualifiedErrorId) $($_.Exception.GetType())" } } }
            @{ Block = { Set-PesterSecret -Name a } }
            @{ Block = { Set-PesterSecret -Name bad -Value 1 } }
            @{ Block = { try { Set-PesterSecret -Name thrown } catch { "$_ $($_.Exception.GetType())" } } }
            @{ Block = { try { Set-PesterSecret -Name statement } catch [FormatException] { "format $($_.FullyQualifiedErrorId)" } } }
            @{ Block = { Set-PesterSecret -Name a -WhatIf } }
            @{ Block = { Get-PesterSimple 1 -Flag two three } }
            @{ Block = { 1..3 | Get-PesterSimple -Second x } }
            @{ Block = { 1..3 | Update-PesterFilter } }
        ) {
            function Get-Trace { @(& $Block *>&1; "`$? $?").ForEach({ $_ -is [System.Management.Automation.ErrorRecord] ? "E $($_.FullyQualifiedErrorId) $_" : "$_" }) }
            $bare = Get-Trace
            $null = Register-AuditRule Get-Item, Set-PesterSecret, Get-PesterSimple, Update-PesterFilter -Name all
            Get-Trace | Should -Be $bare
        }
        It 'leaves $? and -ErrorVariable as the command does' {
            $null = Register-AuditRule Get-Item
            Get-Item "$TestDrive/none" -ErrorAction SilentlyContinue -ErrorVariable caught
            $? | Should -BeFalse
            $caught.Count | Should -Be 1
            $null = Get-Item $file
            $? | Should -BeTrue
        }
        It 'follows the preferences of a module that calls it' {
            $null = Register-AuditRule Get-Item
            $module = New-Module { function Test-Stop($Path) { $ErrorActionPreference = 'Stop'; Get-Item $Path; 'not here' } }
            { & $module { param($path) Test-Stop $path } "$TestDrive/none" } | Should -Throw -ErrorId 'PathNotFound*'
        }
        It 'records the arguments of a simple function by their names' {
            $null = Register-AuditRule Get-PesterSimple
            $null = Get-PesterSimple 1 -Flag -Second two three
            $values = (Get-AuditEntry -Last 2)[0].Data.audited.parameters
            $values.First, $values.Second, $values.Flag, $values.args | Should -Be 1, 'two', $true, 'three'
        }
        It 'is gone afterwards, and the command is what it was' {
            $before = (Get-Command Set-PesterSecret).Definition
            $null = Register-AuditRule Get-Item, Set-PesterSecret -Name r
            Unregister-AuditRule r
            (Get-Command Get-Item).CommandType | Should -Be 'Cmdlet'
            (Get-Command Set-PesterSecret).Definition | Should -Be $before
            Set-PesterSecret -Name a | Should -Be 'set a'
        }
        It 'wraps functions of modules, and leaves them to their module' {
            $path = Join-Path $TestDrive PesterWrapped.psm1
            Set-Content $path 'function Get-PesterWrapped { [CmdletBinding()] param($A) "$A $(Get-Inner)" }; function Get-Inner { "inner" }; Export-ModuleMember Get-PesterWrapped'
            Import-Module $path
            (Register-AuditRule Get-PesterWrapped).Commands | Should -Be 'PesterWrapped\Get-PesterWrapped'
            Get-PesterWrapped 1 | Should -Be '1 inner'
            (Get-AuditEntry -Last 1).Action | Should -Be 'Get-PesterWrapped'
            Unregister-AuditRule Get-PesterWrapped
            Get-PesterWrapped 2 | Should -Be '2 inner'
            Remove-Module PesterWrapped
            Get-Command Get-PesterWrapped -ErrorAction Ignore | Should -BeNullOrEmpty
        }
    }

    Context 'A session' {
        It 'has rules of its own' {
            $null = Register-AuditRule Get-Item -Name mine
            $shell = [powershell]::Create().AddScript("Import-Module '$modulePath'; @(Get-AuditRule).Count; (Get-Command Get-Item).CommandType")
            try { $shell.Invoke() | Should -Be 0, 'Cmdlet' } finally { $shell.Dispose() }
        }
        It 'loses its proxies with the module' {
            $text = (Invoke-Child "`$env:AUDITLOG_PATH = '$log'; `$null = Register-AuditRule Get-Item -Name gone; Remove-Module AuditLog; (Get-Command Get-Item).CommandType; (Get-Item '$file').Name").Text
            $text | Should -Be "Cmdlet`nfile.txt"
            Get-CallText 2 | Should -Be 'register gone success', 'unregister gone success'
        }
        It 'refuses a proxy that was carried over from another one' {
            $null = Register-AuditRule Get-Item -Name here
            $shell = [powershell]::Create().AddScript("param(`$code) Import-Module '$modulePath'; Set-Item function:global:Get-Item ([scriptblock]::Create(`$code)); Get-Item '$file'").AddArgument((Get-Command Get-Item).Definition)
            try {
                $shell.Invoke() | Should -BeNullOrEmpty
                $shell.Streams.Error[0].FullyQualifiedErrorId | Should -BeLike 'AuditRuleNotFound,*'
            }
            finally { $shell.Dispose() }
        }
        It 'leaves a log that holds' { Test-AuditChain $log | Should -BeTrue }
    }
}
