# Dot-sourced by the BeforeAll of every file: imports the module under test, and keeps the tests away from the user's own log.

. "$PSScriptRoot/../../build/child-powershell.ps1"
$modulePath = $env:AUDITLOG_MODULE ? $env:AUDITLOG_MODULE : (Join-Path $PSScriptRoot '../../out/AuditLog/AuditLog.psd1')
if (-not (Test-Path $modulePath)) { throw "There is no module at '$modulePath'. Build it first: ./build.sh build, or ./build.ps1." }
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

# A bundle as moat exports it, of entries whose data it shows in another order of members than it hashed.
function New-MoatBundle {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A file in TestDrive.')]
    param([string] $Path = "$TestDrive/$([guid]::NewGuid().ToString('n')).json")
    $entries = @(
        @{ Type = 'console'; Data = '{"line":"started"}' }
        @{ Type = 'secret'; Data = '{"name":"DB","backend":"ssm"}'; Shown = '{"backend":"ssm","name":"DB"}' }
        @{ Type = 'exec'; Data = '{"command":["id"],"has_stdin":false,"exit_code":0}'; Shown = '{"command":["id"],"exit_code":0,"has_stdin":false}' }
    )
    $prev, $seq, $texts = '', 0, @()
    foreach ($entry in $entries) {
        $seq++
        $time = "2026-11-21T08:00:0$seq.123456789Z"
        $bytes = [byte[]]::new(7) + [byte] $seq + [Text.Encoding]::UTF8.GetBytes("$time$($entry.Type)$prev$($entry.Data)")
        $hash = [Convert]::ToHexStringLower([Security.Cryptography.SHA256]::HashData([byte[]] $bytes))
        $shown = $entry.Shown ? $entry.Shown : $entry.Data
        $texts += "{""seq"":$seq,""ts"":""$time"",""type"":""$($entry.Type)"",""prev"":""$prev"",""data"":$shown,""hash"":""$hash""}"
        $prev = $hash
    }
    [IO.File]::WriteAllText($Path, "{""version"":1,""created_at"":""2026-11-21T09:00:00Z"",""last_hash"":""$prev"",""entries"":[$($texts -join ',')]}")
    $Path
}

# The file of event types that docs/event-catalogue.md shows.
function New-DoorTypeFile {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A file in TestDrive.')]
    param([string] $Path)
    $text = Get-Content "$PSScriptRoot/../../docs/event-catalogue.md" -Raw
    Set-Content $Path ([regex]::Match($text, '(?s)```powershell\n(@\{\n.*?)```').Groups[1].Value)
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
    $text = Invoke-PowerShell -NoProfile -NonInteractive -Command "Import-Module '$modulePath'; $Command" 2>&1
    [pscustomobject]@{ ExitCode = $LASTEXITCODE; Text = $text -join "`n" }
}

# The one error of a command that does not end the pipeline: id, category and target are what scripts rely on.
function Get-OnlyError {
    param([scriptblock] $Command)
    $errors = @(& $Command 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
    if ($errors.Count -ne 1) { throw "One error was expected, there were $($errors.Count): $errors" }
    $errors[0]
}

# Waits for something to happen. The minute is no measure of anything: it ends a test that would hang for ever.
function Wait-Until([scriptblock] $Condition) {
    $guard = [datetime]::UtcNow.AddMinutes(1)
    while (-not (& $Condition)) {
        if ([datetime]::UtcNow -gt $guard) { throw "This did not happen within a minute: $Condition" }
        Start-Sleep -Milliseconds 20
    }
}
