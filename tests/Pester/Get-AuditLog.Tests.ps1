BeforeAll { . "$PSScriptRoot/Session.ps1" }

Describe 'Get-AuditLog' {
    It 'tells count, head, times, size, the last attestation and the tail after it' {
        $path = New-TestLog -Entries 3
        $null = New-AuditAttestation -Key (New-TestKey)
        Add-AuditEntry test 'after'
        $log = Get-AuditLog
        $log.Path, $log.Count, $log.AttestedCount, $log.UnattestedTail | Should -Be $path, 4, 3, 1
        $log.Head | Should -Be (Get-AuditEntry -Last 1).Hash
        $log.FirstTime, $log.LastTime | Should -Be (Get-AuditEntry -First 1).Time, (Get-AuditEntry -Last 1).Time
        $log.SizeOnDisk | Should -BeGreaterThan 4096
    }
    It 'looks at several logs' {
        $here = New-Item -ItemType Directory "$TestDrive/several"
        foreach ($name in 'a', 'b') { $null = New-AuditLog "$here/$name.audit" }
        (Get-AuditLog "$here/*.audit").Path | Should -Be "$here/a.audit".Replace('/', [IO.Path]::DirectorySeparatorChar), "$here/b.audit".Replace('/', [IO.Path]::DirectorySeparatorChar)
        Get-ChildItem "$here/*.audit" | Get-AuditLog | Should -HaveCount 2
    }
    It 'tells what to do when there is no log yet' -Skip:(-not $IsLinux) {
        $env:AUDITLOG_PATH = $null
        "$(Get-OnlyError { Get-AuditLog })" | Should -BeLike '*Add-AuditEntry without -Path starts your own*'
    }
    It 'refuses a bundle' {
        $null = New-TestLog -Entries 1
        $bundle = Export-AuditBundle "$TestDrive/b.auditbundle" -WarningAction Ignore
        $found = Get-OnlyError { Get-AuditLog $bundle }
        $found.FullyQualifiedErrorId | Should -Be 'AuditLogNotRecognized,AuditCmdlets.Commands.GetAuditLogCommand'
        "$found" | Should -BeLike '*Test-AuditChain -Detailed*'
    }
}
