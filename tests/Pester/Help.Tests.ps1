# The help says what the commands are: every command, every parameter with its default and an example value, nothing else;
# and Get-Help, which reads what the build made of it, shows that.

BeforeDiscovery {
    $module = $env:AUDITLOG_MODULE ? $env:AUDITLOG_MODULE : (Join-Path $PSScriptRoot '../../out/AuditLog/AuditLog.psd1')
    $hasHelp = Test-Path (Join-Path (Split-Path $module) 'en-US/AuditCmdlets.dll-Help.xml')
    $commands = @((Import-PowerShellDataFile $module).CmdletsToExport | ForEach-Object { @{ Name = $_ } })
}

BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $folder = Join-Path $PSScriptRoot '../../docs/help'
    $common = [System.Management.Automation.Cmdlet]::CommonParameters

    # The parameters of a page: name -> text and YAML.
    function Get-Page([string] $Name) {
        $parameters = [ordered]@{}
        $text = Get-Content "$folder/$Name.md" -Raw
        foreach ($match in [regex]::Matches($text, '(?ms)^### -(\w+)\n\n(.*?)\n\n```yaml\n(.*?)^```')) {
            $parameters[$match.Groups[1].Value] = @{ Text = $match.Groups[2].Value; Yaml = $match.Groups[3].Value }
        }
        @{ Text = $text; Parameters = $parameters }
    }

    # What the command itself says of a parameter, in the words of the page.
    function Get-AliasText([string] $Name) {
        $aliasText = @{}
        foreach ($parameter in (Get-Command $Name).Parameters.Values | Where-Object Name -NotIn $common) {
            $aliasText[$parameter.Name] = (@($parameter.Aliases | Sort-Object) -join ', ')
        }
        $aliasText
    }
}

Describe 'docs/help' {
    It 'has a page for every command, and for nothing else' {
        (Get-ChildItem "$folder/*-*.md").BaseName | Sort-Object | Should -Be ((Get-Command -Module AuditLog).Name | Sort-Object)
    }
    It '<Name>: every parameter, its aliases, default and an example value' -ForEach $commands {
        $page, $aliasText = (Get-Page $Name), (Get-AliasText $Name)
        $page.Parameters.Keys | Sort-Object | Should -Be ($aliasText.Keys | Sort-Object)
        foreach ($parameter in $page.Parameters.GetEnumerator()) {
            $yaml = $parameter.Value.Yaml
            $aliases = [regex]::Matches($yaml, '(?m)^- (\w+)\r?$').Groups.Where({ $_.Name -eq '1' }).Value | Sort-Object
            @($aliases) -join ', ' | Should -Be $aliasText[$parameter.Key] -Because "these are the aliases of -$($parameter.Key)"
            $yaml | Should -Not -Match "(?m)^DefaultValue: ''" -Because "-$($parameter.Key) has a default"
            if ($parameter.Key -notin 'WhatIf', 'Confirm') { $parameter.Value.Text | Should -Match 'Example value: `' }
        }
        $page.Text | Should -Not -Match '\{\{'
    }
    It '<Name>: the syntax of each set is that of the command' -ForEach $commands {
        $page = (Get-Page $Name).Text
        $written = [regex]::Matches($page.Substring(0, $page.IndexOf('## ALIASES')), '(?s)### (\w+)(?: \(Default\))?\n\n```\n(.+?)\n```')
        $written.ForEach{ $_.Groups[1].Value } | Sort-Object | Should -Be ((Get-Command $Name).ParameterSets.Name | Sort-Object)
        foreach ($set in (Get-Command $Name).ParameterSets) {
            $syntax = $written.Where{ $_.Groups[1].Value -eq $set.Name }[0].Groups[2].Value -replace '\s+', ' '
            # A parameter that may be left out stands in brackets as a whole, one that has a position with its name in them.
            $expected = foreach ($parameter in $set.Parameters | Where-Object Name -NotIn $common) {
                '{0}-{1}{2}' -f ($parameter.IsMandatory ? '' : '['), $parameter.Name, ($parameter.Position -ge 0 ? ' at a position' : '')
            }
            $found = foreach ($match in [regex]::Matches($syntax, '(?<= )(\[?)(\[?)-(\w+)(\](?= <))?')) {
                $atPosition = $match.Groups[4].Success
                '{0}-{1}{2}' -f ($match.Groups[$atPosition ? 2 : 1].Length ? '[' : ''), $match.Groups[3].Value, ($atPosition ? ' at a position' : '')
            }
            $found | Sort-Object | Should -Be ($expected | Sort-Object)
        }
    }
}

Describe 'Get-Help' -Skip:(-not $hasHelp) {
    It '<Name>: synopsis, description, examples and parameters' -ForEach $commands {
        $help = Get-Help $Name -Full
        $help.Synopsis.Trim() | Should -Match '^[A-Z].*\.$'
        ($help.description.Text -join ' ').Length | Should -BeGreaterThan 100
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        foreach ($example in $help.examples.example) { $example.code | Should -Match $Name }
        foreach ($parameter in (Get-AliasText $Name).Keys) {
            $one = Get-Help $Name -Parameter $parameter
            ($one.description.Text -join ' ').Length | Should -BeGreaterThan 10
            $one.defaultValue | Should -Not -BeNullOrEmpty
        }
    }
    It '<Name>: no Markdown and no control characters are left' -ForEach $commands {
        $text = Get-Help $Name -Full | Out-String -Width 120
        $text | Should -Not -Match '```|\]\([a-zA-Z_-]+\.md\)|\u0080'
    }
    It 'keeps a backslash where it stands in code' { (Get-Help Get-AuditEntry -Parameter Actor).description.Text -join ' ' | Should -Match 'CONTOSO\\\*' }
    It 'shows the topics' {
        (Get-Help about_AuditLog) -join "`n" | Should -Match 'What it proves, and what it does not'
        (Get-Help about_AuditLog_Recording) -join "`n" | Should -Match 'it does not enforce it'
        (Get-Help about_AuditLog_Scheduling) -join "`n" | Should -Match 'Task Scheduler'
        ((Get-Help about_AuditLog) -split "`n" | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }
}
