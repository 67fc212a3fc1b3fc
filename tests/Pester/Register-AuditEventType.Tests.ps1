BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $null = New-TestLog

    # A file of one type, under a name that no other test has.
    function New-TypeFile {
        [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A file in TestDrive.')]
        param([string] $Name = "own-$([guid]::NewGuid().ToString('n'))", [string] $Extra = '', [string] $Extension = 'psd1')
        $path = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).$Extension"
        if ($Extension -eq 'psd1') { Set-Content $path "@{ Version = '1.0'; Types = @(@{ Name = '$Name'; Meaning = 'Our own.'$Extra }) }" }
        else { Set-Content $path "{ ""version"": ""1.0"", ""types"": [ { ""name"": ""$Name"", ""meaning"": ""Our own.""$Extra } ] }" }
        @{ Name = $Name; Path = $path }
    }
}

Describe 'Register-AuditEventType' {
    It 'takes the example of docs/event-catalogue.md, and everything works with it' {
        New-DoorTypeFile "$TestDrive/doors.psd1"
        Register-AuditEventType "$TestDrive/doors.psd1" | Should -BeNullOrEmpty
        $type = Get-AuditEventType badge-denied
        $type.Group, $type.Catalogue | Should -Be 'doors', (Convert-Path "$TestDrive/doors.psd1")
        $entry = New-AuditEvent badge-denied -Target north -Badge 0815 -Tries 2 -Cause EXPIRED | Add-AuditEntry -Strict -PassThru
        $entry.Target.Type, $entry.Action, $entry.Outcome, $entry.Data.badge, $entry.Data.tries, $entry.Data.cause | Should -Be 'door', 'open', 'denied', '0815', 2, 'expired'
        (Get-OnlyError { New-AuditEvent badge-denied -Target north -Badge 0815 -Tries 0 }).FullyQualifiedErrorId | Should -BeLike 'AuditEventInvalid,*'
        (TabExpansion2 'New-AuditEvent badge-denied -Cause u' 36).CompletionMatches.CompletionText | Should -Be 'unknown'
    }
    It 'takes JSON, and returns the types with -PassThru' {
        $file = New-TypeFile -Extension json -Extra ', "data": [ { "name": "n", "type": "integer", "meaning": "m" } ]'
        $type = Register-AuditEventType $file.Path -PassThru
        $type.Name, $type.Data.Name | Should -Be $file.Name, 'n'
        (New-AuditEvent $file.Name -N 5).Data.n | Should -Be 5
    }
    It 'takes wildcards, literal paths and files from the pipeline' {
        $one, $two = (New-TypeFile), (New-TypeFile)
        Get-Item $one.Path | Register-AuditEventType
        Register-AuditEventType -LiteralPath $two.Path
        (Get-AuditEventType $one.Name, $two.Name).Count | Should -Be 2
        $three = New-TypeFile
        Copy-Item $three.Path "$TestDrive/pattern-1.psd1"
        Register-AuditEventType "$TestDrive/pattern-*.psd1"
        (Get-AuditEventType $three.Name).Name | Should -Be $three.Name
    }
    It 'does nothing with -WhatIf' {
        $file = New-TypeFile
        Register-AuditEventType $file.Path -WhatIf
        Get-AuditEventType "$($file.Name)*" | Should -BeNullOrEmpty
    }
    It 'may run twice with the same content' {
        $file = New-TypeFile
        Register-AuditEventType $file.Path
        Register-AuditEventType $file.Path
        @(Get-AuditEventType $file.Name).Count | Should -Be 1
    }
    It 'refuses another content under the same name, and replaces it with -Force' {
        $file = New-TypeFile
        Register-AuditEventType $file.Path
        $other = New-TypeFile $file.Name -Extra "; Action = 'open'"
        $found = Get-OnlyError { Register-AuditEventType $other.Path }
        $found.FullyQualifiedErrorId, $found.CategoryInfo.Category | Should -Be 'AuditEventTypeExists,AuditCmdlets.Commands.RegisterAuditEventTypeCommand', 'ResourceExists'
        Register-AuditEventType $other.Path -Force
        (Get-AuditEventType $file.Name).Action | Should -Be 'open'
    }
    It 'never replaces a built-in type' {
        (Get-OnlyError { Register-AuditEventType (New-TypeFile secret).Path -Force }).FullyQualifiedErrorId | Should -BeLike 'AuditEventTypeExists,*'
        (Get-AuditEventType secret).Catalogue | Should -BeLike 'AuditLog *'
    }
    It 'registers all types of a file or none' {
        $path = "$TestDrive/two.psd1"
        Set-Content $path "@{ Version = '1'; Types = @(@{ Name = 'two-first'; Meaning = 'm' }, @{ Name = 'secret'; Meaning = 'm' }) }"
        $null = Get-OnlyError { Register-AuditEventType $path }
        Get-AuditEventType two-first* | Should -BeNullOrEmpty
    }
    It 'refuses <What>' -ForEach @(
        @{ What = 'code'; Extension = 'psd1'; Text = "@{ Version = (Get-Date); Types = @() }"; Expected = '*values and no code*' }
        @{ What = 'a script that does not parse'; Extension = 'psd1'; Text = '@{ Version = '; Expected = '*line 1*' }
        @{ What = 'a file without a hashtable'; Extension = 'psd1'; Text = "'text'"; Expected = '*expected a hashtable*' }
        @{ What = 'what is not JSON'; Extension = 'json'; Text = '{'; Expected = '*not JSON*' }
        @{ What = 'a member that there is not'; Extension = 'psd1'; Text = "@{ Version = '1'; Types = @(@{ Name = 'x'; Meaning = 'm'; Colour = 'red' }) }"; Expected = "*type 1: there is no member 'Colour' here*" }
        @{ What = 'a type of data that there is not'; Extension = 'psd1'; Text = "@{ Version = '1'; Types = @(@{ Name = 'x'; Meaning = 'm'; Data = @{ Name = 'n'; Type = 'int'; Meaning = 'm' } }) }"; Expected = "*expected one of string, integer*" }
    ) {
        $path = Join-Path $TestDrive "bad.$Extension"
        Set-Content $path $Text
        $found = Get-OnlyError { Register-AuditEventType $path }
        $found.FullyQualifiedErrorId, $found.CategoryInfo.Category | Should -Be 'AuditCatalogueInvalid,AuditCmdlets.Commands.RegisterAuditEventTypeCommand', 'InvalidData'
        "$found" | Should -BeLike $Expected
    }
    It 'reports a file that is not there' {
        (Get-OnlyError { Register-AuditEventType "$TestDrive/none.psd1" }).FullyQualifiedErrorId | Should -BeLike 'AuditLogNotFound,*'
        (Get-OnlyError { Register-AuditEventType "$TestDrive/none*.psd1" }).FullyQualifiedErrorId | Should -BeLike 'AuditLogNotFound,*'
    }
    It 'keeps types from other runspaces' {
        $file = New-TypeFile
        Register-AuditEventType $file.Path
        $shell = [powershell]::Create().AddScript("Import-Module '$modulePath'; @(Get-AuditEventType '$($file.Name)*').Count; Register-AuditEventType '$((New-TypeFile other-runspace).Path)'; (Get-AuditEventType other-runspace).Name")
        try { $shell.Invoke() | Should -Be 0, 'other-runspace' } finally { $shell.Dispose() }
        Get-AuditEventType other-runspace* | Should -BeNullOrEmpty
    }
    It 'works from a profile: a session that starts with it knows the types' {
        $file = New-TypeFile
        (Invoke-Child "Register-AuditEventType '$($file.Path)'; (New-AuditEvent $($file.Name)).Type").Text | Should -Be $file.Name
    }
}
