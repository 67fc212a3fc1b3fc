@{
    RootModule           = 'AuditCmdlets.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6a1c9d3e-5f0b-4c64-9d0e-2f1b7a83c5d4'
    Author               = 'AuditLog contributors'
    CompanyName          = 'AuditLog'
    Copyright            = '(c) AuditLog contributors. MIT licensed.'
    Description          = 'A tamper-evident audit log for PowerShell: record any object, query it, sign checkpoints, export proof bundles, and see every later change of the log, with its place.'

    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')

    TypesToProcess       = @('AuditLog.Types.ps1xml')
    FormatsToProcess     = @('AuditLog.Format.ps1xml')

    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    CmdletsToExport      = @(
        'Add-AuditEntry'
        'Copy-AuditLog'
        'Export-AuditBundle'
        'Export-AuditTile'
        'Get-AuditAttestation'
        'Get-AuditEntry'
        'Get-AuditEventType'
        'Get-AuditLog'
        'Get-AuditProof'
        'Get-AuditRule'
        'Import-AuditLog'
        'Invoke-AuditedCommand'
        'New-AuditAttestation'
        'New-AuditEvent'
        'New-AuditKey'
        'New-AuditLog'
        'Register-AuditEventType'
        'Register-AuditRule'
        'Submit-AuditAttestation'
        'Test-AuditChain'
        'Test-AuditProof'
        'Unregister-AuditRule'
        'Use-AuditActor'
    )

    PrivateData          = @{
        PSData = @{
            Tags         = @('audit', 'auditlog', 'log', 'tamper-evident', 'transparency', 'merkle', 'ed25519', 'security', 'compliance', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://github.com/auditlog-project/auditlog/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/auditlog-project/auditlog'
            ReleaseNotes = 'https://github.com/auditlog-project/auditlog/blob/main/CHANGELOG.md'
        }
    }
}
