# Dot-sourced by the BeforeAll of every file: imports the module under test, and keeps the tests away from the user's own log.

$modulePath = $env:AUDITLOG_MODULE ? $env:AUDITLOG_MODULE : (Join-Path $PSScriptRoot '../../out/AuditLog/AuditLog.psd1')
$modulePath = (Resolve-Path $modulePath).ProviderPath
Import-Module $modulePath -ErrorAction Stop
$env:AUDITLOG_PATH = $null
$env:XDG_STATE_HOME = Join-Path $TestDrive 'state'

# A new log in the test's own folder, and the default for what follows.
function New-TestLog {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A file in TestDrive.')]
    param([string] $Name = "$([guid]::NewGuid().ToString('n')).audit", [int] $Entries)
    $path = Join-Path $TestDrive $Name
    $null = New-AuditLog $path
    $env:AUDITLOG_PATH = $path
    if ($Entries) { 1..$Entries | ForEach-Object { "entry $_" } | Add-AuditEntry -Type test }
    $path
}

# A key pair in the test's own folder.
function New-TestKey {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A file in TestDrive.')]
    param([string] $Name = 'ops')
    New-AuditKey (Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).pem") -Name $Name
}

# What a forger does: the same length, another text, somewhere in the file.
function Edit-FileText {
    param([string] $Path, [string] $From, [string] $To)
    $text = [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($Path))
    $at = $text.IndexOf($From, [StringComparison]::Ordinal)
    if ($at -lt 0) { throw "There is no '$From' in $Path." }
    $bytes = [Text.Encoding]::Latin1.GetBytes($text.Remove($at, $From.Length).Insert($at, $To))
    [IO.File]::WriteAllBytes($Path, $bytes)
}

# Runs a command in a PowerShell of its own, as a scheduled task does.
function Invoke-Child {
    param([string] $Command)
    $text = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "Import-Module '$modulePath'; $Command" 2>&1
    [pscustomobject]@{ ExitCode = $LASTEXITCODE; Text = $text -join "`n" }
}

# The one error of a command that does not end the pipeline: id, category and target are what scripts rely on.
function Get-OnlyError {
    param([scriptblock] $Command)
    $errors = @(& $Command 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
    if ($errors.Count -ne 1) { throw "One error was expected, there were $($errors.Count): $errors" }
    $errors[0]
}
