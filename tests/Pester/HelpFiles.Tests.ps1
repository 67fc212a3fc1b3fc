# module/en-US is what platyPS makes of docs/help, kept in the repository so that a build needs no platyPS. Here both are
# compared by what they say; where platyPS is (on PSModulePath, or named by $env:PLATYPS_MODULE), the files are made anew.

BeforeDiscovery {
    $pages = @(Get-ChildItem "$PSScriptRoot/../../docs/help/*-*.md" | ForEach-Object { @{ Name = $_.BaseName; Page = $_.FullName } })
    $topics = @(Get-ChildItem "$PSScriptRoot/../../docs/help/about_*.md" | ForEach-Object { @{ Name = $_.BaseName; Page = $_.FullName } })
    $hasPlatyPS = [bool] $env:PLATYPS_MODULE -or (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable)
}

BeforeAll {
    . "$PSScriptRoot/HelpFiles.ps1"
    . "$PSScriptRoot/../../build/child-powershell.ps1"
    $root = (Resolve-Path "$PSScriptRoot/../..").ProviderPath
    $kept = "$root/module/en-US"
    $commands = @{}
    foreach ($command in ([xml] (Get-Content "$kept/AuditCmdlets.dll-Help.xml" -Raw)).DocumentElement.SelectNodes('*[local-name()="command"]')) {
        $commands["$($command.details.name)"] = $command
    }
    $advice = 'module/en-US has to be what docs/help says: run ./build.sh help'
}

Describe 'module/en-US' {
    It 'has the commands of docs/help, and no other' -ForEach @{ Names = $pages.Name } {
        $commands.Keys | Sort-Object | Should -Be ($Names | Sort-Object) -Because $advice
    }
    It '<Name>: says what its page says, no more and no less' -ForEach $pages {
        $differ = Compare-Object @(Get-PageStatement $Page) @(Get-MamlStatement $commands[$Name]) | ForEach-Object {
            "$($_.SideIndicator -eq '<=' ? 'only in docs/help' : 'only in module/en-US'): $($_.InputObject)"
        }
        $differ -join "`n" | Should -BeNullOrEmpty -Because $advice
    }
    It 'has the topics of docs/help, and no other' -ForEach @{ Names = $topics.Name } {
        (Get-ChildItem "$kept/*.help.txt").Name -replace '\.help\.txt$' | Sort-Object | Should -Be ($Names | Sort-Object) -Because $advice
    }
    It '<Name>: is the text of its page' -ForEach $topics {
        [IO.File]::ReadAllText("$kept/$Name.help.txt") -replace "`r" | Should -BeExactly (Get-TopicText $Page) -Because $advice
    }
    It 'is byte for byte what platyPS makes (skipped where platyPS is missing)' -Skip:(-not $hasPlatyPS) {
        Invoke-PowerShell -NoProfile -NonInteractive -File "$root/build/help.ps1" -Source "$root/docs/help" -Destination "$TestDrive/en-US" *> "$TestDrive/messages"
        $LASTEXITCODE | Should -Be 0 -Because (Get-Content "$TestDrive/messages" -Raw)
        $made = Get-ChildItem "$TestDrive/en-US" | Get-FileHash
        $stored = Get-ChildItem $kept | Get-FileHash
        Compare-Object $stored $made -Property { Split-Path $_.Path -Leaf }, Hash | Out-String | Should -BeNullOrEmpty -Because $advice
    }
}

Describe 'The comparison' {
    It 'notices <What>' -ForEach @(
        @{ What = 'another description'; From = '>Gets how'; To = '>Tells how' }
        @{ What = 'another type'; From = '>System.String[]</maml:name>'; To = '>System.Int32</maml:name>' }
        @{ What = 'another default'; From = '>None</dev:defaultValue>'; To = '>Some</dev:defaultValue>' }
        @{ What = 'a parameter of another name'; From = '>LiteralPath</maml:name>'; To = '>LiteralPaths</maml:name>' }
        @{ What = 'other code in an example'; From = 'Get-AuditLog | Format-List *'; To = 'Get-AuditLog | Format-List' }
        @{ What = 'an example less'; From = '(?s)<command:example>.*?</command:example>'; To = ''; Pattern = $true }
    ) {
        $xml = $commands['Get-AuditLog'].OuterXml
        $changed = $Pattern ? ([regex]$From).Replace($xml, $To, 1) : $xml.Replace($From, $To)
        $changed | Should -Not -Be $xml
        $page = @(Get-PageStatement "$root/docs/help/Get-AuditLog.md")
        Compare-Object $page @(Get-MamlStatement ([xml] $changed).DocumentElement) | Should -Not -BeNullOrEmpty
    }
}
