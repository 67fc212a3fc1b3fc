# What recording must not do: tell of a success that never was, keep a secret, lose the objects after a bad one, or fail
# obscurely where the language of a session is restricted.

BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $log = New-TestLog
    function Get-End { Get-AuditEntry -Last 1 }
    function New-Victim {
        [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A file in TestDrive.')]
        param()
        $path = Join-Path $TestDrive "$([guid]::NewGuid()).txt"
        Set-Content $path text
        $path
    }
}

Describe 'What was not done (rule 18)' {
    AfterEach { Get-AuditRule | Unregister-AuditRule }

    It 'is skipped in a block: <Name>' -ForEach @(
        @{ Name = '-WhatIf'; Block = { Invoke-AuditedCommand { Remove-Item $victim -WhatIf } } }
        @{ Name = '$WhatIfPreference'; Block = { $WhatIfPreference = $true; Invoke-AuditedCommand { Remove-Item $victim } } }
        @{ Name = '-WhatIf at the end of a pipeline'; Block = { Invoke-AuditedCommand { Get-Item $victim | Remove-Item -WhatIf } } }
    ) {
        $victim = New-Victim
        & $Block
        $victim | Should -Exist
        $end = Get-End
        $end.Outcome, $end.Message | Should -Be 'skipped', 'Not carried out: WhatIf was in force.'
        $end.Data.audited.notDone.whatIf | Should -Be 1
    }
    It 'is skipped under a rule: <Name>' -ForEach @(
        @{ Name = '-WhatIf'; Block = { Remove-Item $victim -WhatIf } }
        @{ Name = '$WhatIfPreference'; Block = { $WhatIfPreference = $true; Remove-Item $victim } }
        @{ Name = '-WhatIf, and nothing is there'; Block = { Remove-Item "$TestDrive/none*" -WhatIf } }
    ) {
        $victim = New-Victim
        $null = Register-AuditRule Remove-Item
        & $Block
        $victim | Should -Exist
        (Get-End).Outcome | Should -Be 'skipped'
    }
    It 'is partial where something else was done' {
        $kept, $gone = (New-Victim), (New-Victim)
        Invoke-AuditedCommand { Remove-Item $kept -WhatIf; Remove-Item $gone }
        (Test-Path $kept), (Test-Path $gone) | Should -Be $true, $false
        (Get-End).Outcome | Should -Be 'partial'
    }
    It 'is not what the next command of the pipeline was told' {
        $victim = New-Victim
        Invoke-AuditedCommand { Get-Item $victim } | Remove-Item -WhatIf
        (Get-End).Outcome | Should -Be 'success'
    }
    It 'is told by the answers of whoever is asked: <Answers> is <Outcome>' -ForEach @(
        @{ Answers = 'No', 'No'; Outcome = 'skipped' }
        @{ Answers = 'No to All'; Outcome = 'skipped' }
        @{ Answers = 'Yes', 'No'; Outcome = 'partial' }
        @{ Answers = 'Yes to All'; Outcome = 'success' }
    ) {
        Add-Type -IgnoreWarnings -WarningAction Ignore -TypeDefinition @'
using System; using System.Collections.Generic; using System.Collections.ObjectModel; using System.Globalization; using System.Linq; using System.Security;
using System.Management.Automation; using System.Management.Automation.Host;
public class PesterUI : PSHostUserInterface {
    readonly Queue<string> _answers; public PesterUI(string[] answers) { _answers = new Queue<string>(answers); }
    public override int PromptForChoice(string c, string m, Collection<ChoiceDescription> choices, int d) {
        string answer = _answers.Dequeue(); return choices.Select(x => x.Label.Replace("&", "")).ToList().IndexOf(answer); }
    public override PSHostRawUserInterface RawUI => null;
    public override string ReadLine() => ""; public override SecureString ReadLineAsSecureString() => new SecureString();
    public override void Write(string v) { } public override void Write(ConsoleColor f, ConsoleColor b, string v) { } public override void WriteLine(string v) { }
    public override void WriteErrorLine(string v) { } public override void WriteDebugLine(string v) { } public override void WriteVerboseLine(string v) { }
    public override void WriteWarningLine(string v) { } public override void WriteProgress(long i, ProgressRecord r) { }
    public override Dictionary<string, PSObject> Prompt(string c, string m, Collection<FieldDescription> d) => null;
    public override PSCredential PromptForCredential(string c, string m, string u, string t) => null;
    public override PSCredential PromptForCredential(string c, string m, string u, string t, PSCredentialTypes a, PSCredentialUIOptions o) => null;
}
public class PesterHost : PSHost {
    readonly PSHostUserInterface _ui; public PesterHost(string[] answers) { _ui = new PesterUI(answers); }
    public override string Name => "Pester"; public override Version Version => new Version(1, 0); public override Guid InstanceId { get; } = Guid.NewGuid();
    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture; public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;
    public override PSHostUserInterface UI => _ui; public override void EnterNestedPrompt() { } public override void ExitNestedPrompt() { }
    public override void NotifyBeginApplication() { } public override void NotifyEndApplication() { } public override void SetShouldExit(int c) { }
}
'@
        foreach ($call in 'Remove-Item $a, $b -Confirm', 'Invoke-AuditedCommand { Remove-Item $a, $b -Confirm }') {
            $first, $second = (New-Victim), (New-Victim)
            $space = [runspacefactory]::CreateRunspace([PesterHost]::new([string[]] $Answers))
            $space.Open()
            try {
                $rule = if ($call -notlike 'Invoke*') { '$null = Register-AuditRule Remove-Item;' }
                $null = [powershell]::Create($space).AddScript("param(`$a, `$b) Import-Module '$modulePath'; $rule $call").AddArgument($first).AddArgument($second).Invoke()
            }
            finally { $space.Dispose() }
            $end = Get-AuditEntry -Type command -Last 1
            $end.Outcome | Should -Be $Outcome
            (Test-Path $first), (Test-Path $second) | Should -Be (@($Answers)[0] -like 'No*'), ($Outcome -ne 'success')
        }
    }
    It 'leaves a success what it is, and the host as it was' {
        $victim = New-Victim
        $null = Register-AuditRule Remove-Item
        Remove-Item $victim
        (Get-End).Outcome | Should -Be 'success'
        $field = $Host.UI.GetType().GetField('_externalUI', 'Instance,NonPublic')
        if ($field) { "$($field.GetValue($Host.UI))" | Should -Not -Match 'Audit' }
    }
}

Describe 'Secrets (rule 21)' {
    AfterEach { Get-AuditRule | Unregister-AuditRule }

    It 'are left out by Add-AuditEntry, at any depth, and the entry says where' {
        Add-AuditEntry probe 'used Password=hunter2;' -Data @{ Body = @{ user = 'bob'; password = 'hunter2' }; Headers = @{ Authorization = 'Bearer hunter2' }; ClientSecret = 'hunter2'; TokenCount = 5 }
        $entry = Get-End
        "$($entry.Line)" | Should -Not -Match 'hunter2'
        $entry.Data.Body.user, $entry.Data.TokenCount | Should -Be 'bob', 5
        $entry.Data.redacted | Should -Be 'data.Body.password', 'data.ClientSecret', 'data.Headers.Authorization', 'message'
    }
    It 'are recorded where that is said' {
        Add-AuditEntry probe -Data @{ Token = 'hunter2'; Pwd = 'hunter3' } -AllowSecret Token
        (Get-End).Data.Token, (Get-End).Data.Pwd | Should -Be 'hunter2', '[redacted]'
    }
    It 'can be left out by name' {
        [pscustomobject]@{ Message = 'm'; Name = 'n'; Blob = 'x' } | Add-AuditEntry -Type probe -ExcludeProperty Bl*
        Add-AuditEntry probe -Data @{ a = 1; b = 2 } -ExcludeProperty b
        $first, $second = Get-AuditEntry -Last 2
        $first.Data.PSObject.Properties.Name, $second.Data.PSObject.Properties.Name | Should -Be 'Name', 'a'
    }
    It 'are left out of a block, and of its error' {
        try { Invoke-AuditedCommand { throw 'no -ApiKey hunter2 here' } } catch { $null = $_ }
        "$((Get-AuditEntry -Last 2).Line)" | Should -Not -Match 'hunter2'
    }
    It 'are left out of parameters and errors under a rule: <Form>' -ForEach @(
        @{ Form = 'as it is'; Make = { $args[0] } }
        @{ Form = 'upper case'; Make = { $args[0].ToUpper() } }
        @{ Form = 'base64'; Make = { [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("bob:$($args[0])")) } }
        @{ Form = 'a URI'; Make = { [uri]::EscapeDataString($args[0]) } }
        @{ Form = 'JSON'; Make = { ConvertTo-Json $args[0] } }
    ) {
        function global:Connect-PesterThing { [CmdletBinding()] param($Name, $ClientSecret, $Body) Write-Error "refused: $(& $make $ClientSecret) $(& $make $Body.password)" }
        $make = $Make
        try {
            $null = Register-AuditRule Connect-PesterThing
            Connect-PesterThing x -ClientSecret 'q"1/w2 e3r4' -Body @{ password = 'z"9/y8 x7w6' } -ErrorAction SilentlyContinue
        }
        finally { Get-AuditRule | Unregister-AuditRule; Remove-Item function:Connect-PesterThing }
        $before, $after, $null = Get-AuditEntry -Last 3
        $after.Outcome | Should -Be 'failure'
        foreach ($secret in 'q"1/w2 e3r4', 'z"9/y8 x7w6') {
            "$($before.Line) $($after.Line)" | Should -Not -Match ([regex]::Escape((& $Make $secret).Trim('"')))
            "$($after.Message)" | Should -BeLike 'refused: *redacted*'
        }
    }
    It 'named by a parameter that the command has not are an error' {
        { Register-AuditRule Get-Item -RedactParameter Nope } | Should -Throw -ErrorId 'AuditRuleInvalid,*'
    }
}

Describe 'An object that cannot be recorded (item 14)' {
    BeforeAll {
        class ThrowingItems : System.Collections.IEnumerable {
            [System.Collections.IEnumerator] GetEnumerator() { throw [InvalidOperationException]::new('in the middle') }
        }
        $self = @{}; $self.self = $self
        $throws = [pscustomobject]@{ a = 1 }
        $throws | Add-Member -MemberType ScriptProperty -Name Bad -Value { throw 'getter' }
    }
    It 'is one error, and the next goes on: <Name>' -ForEach @(
        @{ Name = 'one that holds itself'; Make = { $self } }
        @{ Name = 'a sequence that throws'; Make = { , [ThrowingItems]::new() } }
        @{ Name = 'a number that is none'; Make = { @{ a = [double]::NaN } } }
    ) {
        $errors = @()
        @{ n = 1 }, (& $Make), @{ n = 3 } | Add-AuditEntry -Type item14 -ErrorVariable errors -ErrorAction SilentlyContinue
        @($errors).Count | Should -Be 1
        $errors[0].CategoryInfo.Category | Should -Not -Be 'NotSpecified'
        (Get-AuditEntry -Type item14 -Last 2).Data.n | Should -Be 1, 3
    }
    It 'is recorded where it can be: <Name>' -ForEach @(
        @{ Name = 'ProcessStartInfo'; Make = { [Diagnostics.ProcessStartInfo]::new('id') } }
        @{ Name = 'a property that throws'; Make = { $throws } }
    ) {
        $count = (Get-AuditLog).Count
        & $Make | Add-AuditEntry -Type item14 -ErrorAction Stop
        (Get-AuditLog).Count | Should -Be ($count + 1)
    }
}

Describe 'A failure and a wrapped function (item 15)' {
    AfterEach { Get-AuditRule | Unregister-AuditRule }

    It 'tells action, message and command of a call that failed' {
        try { Invoke-AuditedCommand { Get-Item "$TestDrive/none" -ErrorAction Stop } } catch { $null = $_ }
        $end = Get-End
        $end.Action | Should -Be 'Get-Item'
        $end.Message | Should -BeLike 'Cannot find path*'
        $end.Data.audited.command | Should -BeLike 'Get-Item*'
    }
    It 'keeps the help of a function' {
        function global:Get-PesterHelped {
            <#
            .SYNOPSIS
                Says what it is.
            .PARAMETER Name
                Whose it is.
            #>
            [CmdletBinding()]
            param($Name)
            $Name
        }
        try {
            $null = Register-AuditRule Get-PesterHelped
            (Get-Help Get-PesterHelped).Synopsis.Trim() | Should -Be 'Says what it is.'
            (Get-Help Get-PesterHelped -Parameter Name).description.Text | Should -Be 'Whose it is.'
        }
        finally { Get-AuditRule | Unregister-AuditRule; Remove-Item function:Get-PesterHelped }
    }
    It 'wraps a function of any name: <Name>' -ForEach @(
        'Get-#>Evil', 'Get-[x]', "Get-It'em", 'Get-a*b', 'Get-"q"', 'Get-$(1)', 'Get-`n', "Get-$([char]0x201c)q", 'Get-a;b', 'Get-{x}', "Get-a`nb", 'Get-a:b', 'Get-a\b' | ForEach-Object { @{ Name = $_ } }
    ) {
        foreach ($body in 'param($A) "got $A"', '[CmdletBinding()] param($A) "got $A"') {
            $null = $ExecutionContext.InvokeProvider.Item.Set(@("function:global:$Name"), [scriptblock]::Create($body), $true, $true)
            try {
                $null = Register-AuditRule ([WildcardPattern]::Escape($Name)) -Name hostile
                & $Name 1 | Should -Be 'got 1'
                (Get-End).Action | Should -Be $Name
                Unregister-AuditRule hostile
                & $Name 2 | Should -Be 'got 2'
            }
            finally { $ExecutionContext.InvokeProvider.Item.Remove(@("function:$Name"), $false, $true, $true) }
        }
    }
}

Describe 'Restricted sessions (rule 22)' {
    BeforeDiscovery {
        # The rows of the table in about_AuditLog_Recording.
        # {new.x}, {key}, {moat} and {types} stand for paths: of a file that is not there, and of those that the test makes.
        $works = @(
            @{ Command = 'Add-AuditEntry'; With = @{ Type = 't'; Message = 'm' } }
            @{ Command = 'Copy-AuditLog'; With = @{ DestinationPath = '{new.audit}' } }
            @{ Command = 'Export-AuditBundle'; With = @{ DestinationPath = '{new.auditbundle}' } }
            @{ Command = 'Export-AuditTile'; With = @{ DestinationPath = '{new.tiles}' } }
            @{ Command = 'Get-AuditAttestation'; With = @{} }
            @{ Command = 'Get-AuditEntry'; With = @{ Last = 1 } }
            @{ Command = 'Get-AuditEventType'; With = @{ Name = 'secret-rotate' } }
            @{ Command = 'Get-AuditLog'; With = @{} }
            @{ Command = 'Get-AuditProof'; With = @{ Sequence = 1 } }
            @{ Command = 'Get-AuditRule'; With = @{} }
            @{ Command = 'Import-AuditLog'; With = @{ Path = '{moat}'; DestinationPath = '{new.audit}' } }
            @{ Command = 'New-AuditAttestation'; With = @{ KeyPath = '{key}' } }
            @{ Command = 'New-AuditEvent'; With = @{ Type = 'secret-rotate'; Target = 'db' } }
            @{ Command = 'New-AuditKey'; With = @{ Path = '{new.pem}' } }
            @{ Command = 'New-AuditLog'; With = @{ Path = '{new.audit}' } }
            @{ Command = 'Register-AuditEventType'; With = @{ Path = '{types}' } }
            @{ Command = 'Submit-AuditAttestation'; With = @{ Policy = '{policy}' }; Says = 'Nobody was named to ask*' }
            @{ Command = 'Test-AuditChain'; With = @{} }
            @{ Command = 'Test-AuditProof'; With = @{ Path = '{proof}'; Detailed = $true } }
            @{ Command = 'Unregister-AuditRule'; With = @{ Name = 'before*' } }
        )
        $refuses = @(
            @{ Command = 'Invoke-AuditedCommand'; With = @{ ScriptBlock = {} } }
            @{ Command = 'Use-AuditActor'; With = @{ ScriptBlock = {}; Actor = 'bob' } }
            @{ Command = 'Register-AuditRule'; With = @{ CommandName = 'Get-Date' } }
        )
        $sessions = 'ConstrainedLanguage', 'NoLanguage', 'a JEA endpoint without providers'
        $cases = foreach ($session in $sessions) {
            foreach ($case in $works) { $case + @{ Session = $session; Refused = $false } }
            foreach ($case in $refuses) { $case + @{ Session = $session; Refused = $true } }
        }
    }
    BeforeAll {
        function New-Restricted([string] $Session) {
            if ($Session -like 'a JEA*') {
                $state = [initialsessionstate]::CreateRestricted('RemoteServer')
                $state.LanguageMode = 'NoLanguage'
                $state.ImportPSModule($modulePath)
                $space = [runspacefactory]::CreateRunspace($state)
                $space.Open()
            }
            else {
                $space = [runspacefactory]::CreateRunspace()
                $space.Open()
                $shell = [powershell]::Create($space).AddScript("Import-Module '$modulePath'; `$null = Register-AuditRule Get-Item -Name before")
                $null = $shell.Invoke()
                $space.SessionStateProxy.LanguageMode = $Session
            }
            $space
        }
        $places = @{ key = (New-TestKey).Path; moat = New-MoatBundle; types = "$TestDrive/door.psd1"; policy = "$TestDrive/none.policy"; proof = "$TestDrive/1.tlog-proof" }
        New-DoorTypeFile $places.types
        $null = Add-AuditEntry test 'something to prove'
        $null = New-AuditAttestation -KeyPath $places.key
        # Nobody needs to cosign, so nobody is asked.
        [IO.File]::WriteAllText($places.policy, "quorum none`n")
        Set-Content $places.proof (Get-AuditProof 1).Text -NoNewline
        function Invoke-There($Space, [string] $Command, [hashtable] $With) {
            $shell = [powershell]::Create($Space).AddCommand($Command)
            foreach ($name in $With.Keys) {
                $value = $With[$name] -is [string] -and $With[$name] -match '^\{(new)?(.+)\}$' ? ($Matches[1] ? "$TestDrive/$([guid]::NewGuid())$($Matches[2])" : $places[$Matches[2]]) : $With[$name]
                $null = $shell.AddParameter($name, $value)
            }
            try { $null = $shell.Invoke(); $shell.Streams.Error } catch { $_.Exception.InnerException.ErrorRecord }
        }
    }
    It '<Command> in <Session>: refused <Refused>' -ForEach $cases {
        $space = New-Restricted $Session
        try {
            $count = (Get-AuditLog).Count
            $errors = @(Invoke-There $space $Command $With)
            if ($Refused) {
                $errors[0].FullyQualifiedErrorId | Should -BeLike 'AuditLanguageMode,*'
                (Get-AuditLog).Count | Should -Be $count
            }
            # It did its work up to what it found: that nobody is there to be asked.
            elseif ($_.Says) { "$errors" | Should -BeLike $_.Says }
            else { $errors | Should -BeNullOrEmpty }
        }
        finally { $space.Dispose() }
    }
    It 'names every command' -ForEach @{ Named = $cases.Command | Sort-Object -Unique } {
        $Named | Should -Be ((Get-Command -Module AuditLog).Name | Sort-Object)
    }
    It 'a rule that was registered before goes on in <_>' -ForEach 'ConstrainedLanguage', 'NoLanguage' {
        $space = New-Restricted $_
        try {
            Invoke-There $space Get-Item @{ Path = "$TestDrive" } | Should -BeNullOrEmpty
            "$((Get-End).Action) $((Get-End).Outcome)" | Should -Be 'Get-Item success'
        }
        finally { $space.Dispose() }
    }
    It 'a path that is not full is refused without providers, and says what to do' {
        $space = New-Restricted 'a JEA endpoint without providers'
        try {
            $errors = @(Invoke-There $space Add-AuditEntry @{ Type = 't'; Path = 'some.audit' })
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'AuditLogNotFound,*'
            "$($errors[0])" | Should -BeLike '*Give the full path*'
        }
        finally { $space.Dispose() }
    }
    It 'leaves a log that holds' { Test-AuditChain $log | Should -BeTrue }
}
