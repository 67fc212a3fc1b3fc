BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $log = New-TestLog ops.audit
    Add-AuditEntry secret -Actor alice -Action resolve -Source moat -Outcome strange -Target 'web 01'
    Add-AuditEntry network -Actor "o'neil"
    Add-AuditEntry network -Actor "$([char]0xc9)lodie Durand"
    $null = New-AuditKey "$TestDrive/ops.pem"
    Set-Content "$TestDrive/other.txt" ''

    function Get-Completion([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
}

Describe 'Completion' {
    It '<Line> offers <Expected>' -ForEach @(
        @{ Line = 'Get-AuditEntry '; Expected = 'network', 'secret' }
        @{ Line = 'Get-AuditEntry -Type s'; Expected = 'secret' }
        @{ Line = 'Get-AuditEntry -Type N'; Expected = 'network' }
        @{ Line = 'Add-AuditEntry -Type N'; Expected = 'network', 'network-policy-enforcement-withdrawn' }
        @{ Line = 'Get-AuditEntry -Actor '; Expected = 'alice', "'o''neil'", "'$([char]0xc9)lodie Durand'" }
        @{ Line = 'Get-AuditEntry -Action '; Expected = 'resolve' }
        @{ Line = 'Get-AuditEntry -Source '; Expected = 'moat' }
        @{ Line = 'Get-AuditEntry -Target '; Expected = "'web 01'" }
        @{ Line = 'Add-AuditEntry -Outcome s'; Expected = 'skipped', 'strange', 'success' }
        @{ Line = 'Add-AuditEntry -Outcome d'; Expected = 'denied' }
        @{ Line = "Get-AuditEntry -Actor 'al"; Expected = 'alice' }
        @{ Line = 'Get-AuditEntry -Type secret, n'; Expected = 'network' }
        @{ Line = "Get-AuditEntry -Actor $([char]0xe9)"; Expected = "'$([char]0xc9)lodie Durand'" }
    ) { Get-Completion $Line | Should -Be $Expected }
    It 'asks the log that -Path names' {
        $env:AUDITLOG_PATH = $null
        try { Get-Completion "Get-AuditEntry -Path '$log' -Type " | Should -Be 'network', 'secret' } finally { $env:AUDITLOG_PATH = $log }
    }
    It 'offers nothing of its own for a log that is not there, creates none and reports no error' {
        $errors = $Error.Count
        $null = Get-Completion "Get-AuditEntry -Path '$TestDrive/none.audit' -Type x"
        "$TestDrive/none.audit" | Should -Not -Exist
        $Error.Count | Should -Be $errors
    }
    It 'completes paths: <Parameter> with <Expected>' -ForEach @(
        @{ Parameter = 'Test-AuditChain -Path'; Expected = 'ops.audit' }
        @{ Parameter = 'Get-AuditLog'; Expected = 'ops.audit' }
        @{ Parameter = 'New-AuditAttestation -KeyPath'; Expected = 'ops.pem' }
        @{ Parameter = 'Test-AuditChain -PublicKey'; Expected = 'ops.pub' }
    ) {
        Push-Location $TestDrive
        try { Get-Completion "$Parameter o" | Split-Path -Leaf | Should -Be $Expected } finally { Pop-Location }
    }
    It 'answers from a log of many entries, by the index of its blocks' {
        $null = New-TestLog many.audit
        1..20000 | ForEach-Object { [pscustomobject]@{ Type = "type$($_ % 7)"; Actor = "user$($_ % 300)" } } | Add-AuditEntry
        Get-Completion 'Get-AuditEntry -Type ' | Should -Be (0..6 | ForEach-Object { "type$_" })
        Get-Completion 'Get-AuditEntry -Actor ' | Should -HaveCount 100
        $env:AUDITLOG_PATH = $log
    }
}
