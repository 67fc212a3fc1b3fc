BeforeAll { . "$PSScriptRoot/Session.ps1" }

Describe 'Copy-AuditLog' {
    It 'copies a log and returns how the copy stands' {
        $log = New-TestLog -Entries 5
        $copy = Copy-AuditLog $log "$TestDrive/copy.audit"
        $copy.Path, $copy.Count | Should -Be (Join-Path $TestDrive 'copy.audit'), 5
        $copy.Head | Should -Be (Get-AuditLog $log).Head
        Test-AuditChain $copy.Path | Should -BeTrue
    }
    It 'takes the default log, and a folder for copies of the same names' {
        $log = New-TestLog -Entries 2
        $folder = New-Item "$TestDrive/backup" -ItemType Directory
        (Copy-AuditLog -DestinationPath $folder).Path | Should -Be (Join-Path $folder (Split-Path $log -Leaf))
        $other = New-TestLog -Entries 3
        (Get-Item $other | Copy-AuditLog -DestinationPath $folder).Count | Should -Be 3
    }
    It 'copies a log while others write to it, and loses nothing that was there' {
        $log = New-TestLog -Entries 10
        $writing = 1..4 | ForEach-Object { Start-ThreadJob { Import-Module $using:modulePath; 1..200 | ForEach-Object { Add-AuditEntry -Type busy -Message "n $_" -Path $using:log } } }
        1..5 | ForEach-Object {
            $copy = Copy-AuditLog $log "$TestDrive/busy.audit" -Force
            Test-AuditChain $copy.Path | Should -BeTrue
            $copy.Count | Should -BeGreaterOrEqual 10
        }
        $writing | Receive-Job -Wait -AutoRemoveJob
        (Get-AuditLog $log).Count | Should -Be 810
    }
    It 'replaces a file only with -Force, and a log in use not at all' {
        $log = New-TestLog -Entries 1
        Set-Content "$TestDrive/mine" 'mine'
        (Get-OnlyError { Copy-AuditLog $log "$TestDrive/mine" }).FullyQualifiedErrorId | Should -Be 'AuditDestinationExists,AuditCmdlets.Commands.CopyAuditLogCommand'
        Get-Content "$TestDrive/mine" | Should -Be 'mine'
        (Get-OnlyError { Copy-AuditLog $log "$TestDrive/mine" -Force }).FullyQualifiedErrorId | Should -BeLike 'AuditDestinationInvalid,*'
        Get-Content "$TestDrive/mine" | Should -Be 'mine'
        Clear-Content "$TestDrive/mine"
        (Copy-AuditLog $log "$TestDrive/mine" -Force).Count | Should -Be 1
        Add-AuditEntry t 'newer' -Path $log
        (Copy-AuditLog $log "$TestDrive/mine" -Force).Count | Should -Be 2
        (Get-OnlyError { Copy-AuditLog $log $log -Force }).CategoryInfo.Category | Should -Be 'WriteError'
        1 | ForEach-Object { 'x' } | Add-AuditEntry -Type t -Path "$TestDrive/mine" -PassThru | ForEach-Object {
            (Get-OnlyError { Copy-AuditLog $log "$TestDrive/mine" -Force }).CategoryInfo.Category | Should -Be 'ResourceBusy'
        }
    }
    It 'copies nothing with -WhatIf, and no log that does not hold' {
        $log = New-TestLog -Entries 3
        Copy-AuditLog $log "$TestDrive/never.audit" -WhatIf | Should -BeNullOrEmpty
        Edit-FileText $log 'entry 2' 'entry 9'
        $found = Get-OnlyError { Copy-AuditLog $log "$TestDrive/never.audit" }
        $found.FullyQualifiedErrorId | Should -Be 'AuditChainBroken,AuditCmdlets.Commands.CopyAuditLogCommand'
        "$TestDrive/never.audit*" | Should -Not -Exist
    }
}

Describe 'Export-AuditBundle of a damaged log' {
    It 'is an error that names the way out, and with it a bundle of what is intact and a warning' {
        $log = New-TestLog -Entries 9
        Edit-FileText $log 'entry 6' 'entry 0'
        $found = Get-OnlyError { Export-AuditBundle "$TestDrive/r.auditbundle" $log }
        $found.FullyQualifiedErrorId | Should -Be 'AuditLogDamaged,AuditCmdlets.Commands.ExportAuditBundleCommand'
        $found.Exception.Message | Should -Match '-AllowDamaged'
        "$TestDrive/r.auditbundle" | Should -Not -Exist
        Export-AuditBundle "$TestDrive/r.auditbundle" $log -AllowDamaged -WarningVariable warnings -WarningAction SilentlyContinue | Should -Exist
        "$warnings" | Should -Match 'the entries 1 to 5'
        @(Get-AuditEntry -Path "$TestDrive/r.auditbundle").Count | Should -Be 5
    }
}

Describe 'A batch of which one entry is bad' {
    It 'stores the others in order and reports that one' {
        $log = New-TestLog
        $found = Get-OnlyError { 1, 2, [double]::NaN, 4 | ForEach-Object { @{ n = $_ } } | Add-AuditEntry -Type t }
        $found.FullyQualifiedErrorId | Should -Be 'AuditValueRefused,AuditCmdlets.Commands.AddAuditEntryCommand'
        (Get-AuditEntry -Path $log).Data.n | Should -Be 1, 2, 4
    }
    It 'stores nothing with -AllOrNothing' {
        $log = New-TestLog
        { 1, 2, [double]::NaN, 4 | ForEach-Object { @{ n = $_ } } | Add-AuditEntry -Type t -AllOrNothing -ErrorAction Stop } | Should -Throw '*None of the entries was stored*'
        { 1..5 | ForEach-Object { if ($_ -eq 4) { throw 'upstream' }; @{ n = $_ } } | Add-AuditEntry -Type t -AllOrNothing } | Should -Throw 'upstream'
        (Get-AuditLog $log).Count | Should -Be 0
        1..5 | ForEach-Object { @{ n = $_ } } | Add-AuditEntry -Type t -AllOrNothing -PassThru | ForEach-Object Seq | Should -Be (1..5)
    }
}
