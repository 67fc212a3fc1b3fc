BeforeAll { . "$PSScriptRoot/Session.ps1" }

Describe 'New-AuditLog' {
    It 'creates an empty log and returns how it stands' {
        $log = New-AuditLog "$TestDrive/a.audit"
        $log.Path, $log.Count, $log.Origin | Should -Be (Join-Path $TestDrive 'a.audit'), 0, "$([Environment]::MachineName)/a.audit"
        $log.LogId | Should -Match '^[0-9a-f]{64}$'
        $log.Head | Should -Be $log.LogId
    }
    It 'takes a name' { (New-AuditLog "$TestDrive/b.audit" -Origin example.com/ops).Origin | Should -Be 'example.com/ops' }
    It 'leaves an existing file alone' {
        Set-Content "$TestDrive/c.audit" 'mine'
        $found = Get-OnlyError { New-AuditLog "$TestDrive/c.audit" }
        $found.FullyQualifiedErrorId | Should -Be 'AuditLogExists,AuditCmdlets.Commands.NewAuditLogCommand'
        $found.CategoryInfo.Category | Should -Be 'ResourceExists'
        Get-Content "$TestDrive/c.audit" | Should -Be 'mine'
    }
    It 'creates nothing with -WhatIf' {
        New-AuditLog "$TestDrive/d.audit" -WhatIf | Should -BeNullOrEmpty
        "$TestDrive/d.audit" | Should -Not -Exist
    }
    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a name with spaces'; Given = @{ Path = 'e.audit'; Origin = 'a b' } }
        @{ Name = 'a folder that is not there'; Given = @{ Path = 'none/e.audit' } }
    ) {
        Push-Location $TestDrive
        try { (Get-OnlyError { New-AuditLog @Given }).CategoryInfo.Category | Should -Not -Be 'NotSpecified' } finally { Pop-Location }
        "$TestDrive/e.audit" | Should -Not -Exist
    }
}
