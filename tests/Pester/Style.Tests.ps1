BeforeDiscovery {
    $root = (Resolve-Path "$PSScriptRoot/../..").ProviderPath
    $scripts = Get-ChildItem $root/*.ps1, $root/build/*.ps1, $PSScriptRoot/*.ps1, $root/module/*.ps*1 -ErrorAction Ignore | Where-Object Name -NotLike '*.ps1xml' | ForEach-Object { @{ Name = $_.Name; File = $_.FullName } }
    $hasAnalyzer = [bool](Get-Module PSScriptAnalyzer -ListAvailable)
    $commands = (Import-PowerShellDataFile "$root/module/AuditLog.psd1").CmdletsToExport | ForEach-Object { @{ Name = $_ } }
}

BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $root = (Resolve-Path "$PSScriptRoot/../..").ProviderPath
    $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
}

Describe 'PSScriptAnalyzer' -Skip:(-not $hasAnalyzer) {
    It 'finds nothing in <Name>' -ForEach $scripts {
        Invoke-ScriptAnalyzer $File -Settings "$root/PSScriptAnalyzerSettings.psd1" | ForEach-Object { "$($_.Line): $($_.RuleName) $($_.Message)" } | Should -BeNullOrEmpty
    }
}

Describe 'The manifest' {
    BeforeAll { $manifest = Import-PowerShellDataFile "$root/module/AuditLog.psd1" }
    It 'is valid, and names each command' {
        Test-ModuleManifest $modulePath -ErrorAction Stop | Should -Not -BeNullOrEmpty
        $manifest.CmdletsToExport | Should -Not -Contain '*'
        $manifest.CmdletsToExport | Should -Be ((Get-Command -Module AuditLog).Name | Sort-Object)
    }
    It 'asks for PowerShell 7.6 and Core' { $manifest.PowerShellVersion, $manifest.CompatiblePSEditions | Should -Be '7.6', 'Core' }
    It 'has the version of the assemblies' {
        $manifest.ModuleVersion | Should -Be ([xml](Get-Content "$root/Directory.Build.props")).SelectSingleNode('//Version').InnerText
        (Get-Command Add-AuditEntry).ImplementingType.Assembly.GetName().Version.ToString(3) | Should -Be $manifest.ModuleVersion
    }
    It 'has tags and addresses' {
        $manifest.PrivateData.PSData.Tags | Should -Contain 'audit'
        foreach ($uri in 'LicenseUri', 'ProjectUri') { $manifest.PrivateData.PSData.$uri | Should -BeLike 'https://*' }
    }
}

Describe '<Name>' -ForEach $commands {
    BeforeAll {
        $command = Get-Command $Name
        $own = $command.Parameters.Values | Where-Object Name -NotIn $common
    }
    It 'has an approved verb and a singular noun with the prefix Audit' {
        (Get-Verb).Verb | Should -Contain $command.Verb
        $command.Noun | Should -Match '^Audit\w*[^s]$'
    }
    It 'has switches, and no Boolean parameters' { $own.ParameterType | Should -Not -Contain ([bool]) }
    It 'has a help message on every parameter' {
        foreach ($parameter in $own | Where-Object Name -NotIn 'WhatIf', 'Confirm', 'First', 'Skip', 'IncludeTotalCount') {
            foreach ($attribute in $parameter.Attributes | Where-Object { $_ -is [Parameter] }) { $attribute.HelpMessage | Should -Match '\w.*\.$' -Because $parameter.Name }
        }
    }
    It 'tells the type of its output' { $command.OutputType | Should -Not -BeNullOrEmpty }
    It 'supports -WhatIf exactly where it makes or overwrites something else than an entry' {
        # An event is made in memory on its way into a log: an inherited -WhatIf must not lose it either.
        $command.Parameters.ContainsKey('WhatIf') | Should -Be ($command.Verb -notin 'Add', 'Get', 'Invoke', 'Test', 'Use' -and $Name -ne 'New-AuditEvent')
    }
}
