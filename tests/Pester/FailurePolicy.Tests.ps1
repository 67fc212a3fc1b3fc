# The log breaks in the middle of audited commands. Closed: what cannot be recorded does not run, and an error says so. Open:
# it runs, with a warning. Either way nothing is lost unseen: what is missing is counted, and the log itself says so with the
# first entry that it takes again. Each case is a session of its own.

BeforeDiscovery {
    $isRoot = -not $IsWindows -and (id -u) -eq '0'
    $hasPython = [bool](Get-Command python3 -ErrorAction Ignore)
    # A disk that can be filled: a small one in memory, in a mount namespace of the session.
    $disk = $false
    if ($IsLinux) {
        & bash -c 'unshare --mount --map-root-user mount -t tmpfs tmpfs /mnt' 2>$null
        $disk = $LASTEXITCODE -eq 0
    }
    $cases = @(
        @{ Name = 'a full disk'; Case = 'disk'; Skip = -not $disk; Error = 'AuditLogWriteFailed' }
        # A log that is open stays so: how the command ended that took the permission away can still be recorded.
        @{ Name = 'no permission'; Case = 'permission'; Open = $true; Skip = $IsWindows -or ($isRoot -and -not (Get-Command setpriv -ErrorAction Ignore)); Error = 'AuditLogAccessDenied' }
        @{ Name = 'a log that was moved away'; Case = 'moved'; Skip = $false; Error = 'AuditLogNotFound' }
        @{ Name = 'a process that holds the lock, until it is killed'; Case = 'lock'; Skip = -not $hasPython; Error = 'AuditLogBusy' }
    )
}

BeforeAll {
    . "$PSScriptRoot/Session.ps1"

    # The session: what a test finds is what it prints as JSON at its end.
    $session = Join-Path $TestDrive session.ps1
    Set-Content $session @'
param($Module, $Folder, $Case)
Import-Module $Module
$log = "$Folder/ops.audit"
$null = New-AuditLog $log
$env:AUDITLOG_PATH = $log
$result = @{ Ran = @(); Errors = @(); Warnings = @() }

function Break-Log {
    switch ($Case) {
        'disk' {
            $filler = [IO.File]::Open("$Folder/filler", 'Append')
            foreach ($size in 65536, 4096, 1) { try { while ($true) { $filler.Write([byte[]]::new($size)); $filler.Flush() } } catch { $null = $_ } }
            try { $filler.Dispose() } catch { $null = $_ }
        }
        'permission' { chmod a-w $log $Folder }
        'moved' { Move-Item $log "$log.away" }
        'lock' {
            # A writer waits 30 seconds for it, so this takes a while.
            Set-Content "$Folder/hold.py" @(
                'import sqlite3, sys, time', 'c = sqlite3.connect(sys.argv[1], isolation_level=None)', 'c.execute("begin immediate")'
                'open(sys.argv[2], "w").close()', 'time.sleep(600)')
            $script:holder = Start-Process python3 -ArgumentList "$Folder/hold.py", $log, "$Folder/held" -PassThru -RedirectStandardOutput "$Folder/out" -RedirectStandardError "$Folder/err"
            $deadline = [datetime]::UtcNow.AddSeconds(30)
            while (-not (Test-Path "$Folder/held") -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 20 }
        }
    }
}
# Room that the log itself gave back is taken again.
function Confirm-Broken { if ($Case -eq 'disk') { Break-Log } }
function Repair-Log {
    switch ($Case) {
        'disk' { Remove-Item "$Folder/filler" }
        'permission' { chmod u+w $Folder $log }
        'moved' { Move-Item "$log.away" $log }
        'lock' { $script:holder.Kill(); $script:holder.WaitForExit() }
    }
}
function Invoke-Step($Name, [scriptblock] $Step) {
    try { & $Step -WarningVariable warned 3>$null }
    catch { $result.Errors += "$Name $(($_.FullyQualifiedErrorId -split ',')[0]) $_" }
}
function global:Set-Thing { [CmdletBinding()] param([string] $Name) $result.Ran += "rule $Name" }
function global:Get-Thing { [CmdletBinding()] param([string] $Name) $result.Ran += "rule $Name" }
$null = Register-AuditRule Set-Thing -Name strict -FailurePolicy Closed
$null = Register-AuditRule Get-Thing -Name lax -FailurePolicy Open

# The log breaks while two commands run, and stays broken for four more.
Invoke-Step 'closed-middle' { Invoke-AuditedCommand { Break-Log; $result.Ran += 'closed-middle' } -Type closed-middle -ErrorAction Stop }
Confirm-Broken
Invoke-Step 'closed' { Invoke-AuditedCommand { $result.Ran += 'closed' } -Type closed }
Confirm-Broken
$warned = @(Invoke-AuditedCommand { Confirm-Broken; $result.Ran += 'open' } -Type open -FailurePolicy Open 3>&1)
$result.Warnings += $warned.ForEach({ "open $_" })
Confirm-Broken
Invoke-Step 'rule-closed' { Set-Thing -Name closed }
Confirm-Broken
$warned = @(Get-Thing -Name open 3>&1)
$result.Warnings += $warned.ForEach({ "rule-open $_" })
Repair-Log
Invoke-AuditedCommand { $result.Ran += 'after' } -Type after
$result.Entries = @(Get-AuditEntry | Select-Object Type, Outcome, @{ n = 'Target'; e = { "$($_.Target)" } }, Data)
$result.Holds = Test-AuditChain
$result | ConvertTo-Json -Depth 8 | Set-Content "$Folder/result.json"
if ($Case -eq 'disk') { Copy-Item "$Folder/result.json" "$Folder/../result.json" }
'@

    function Invoke-Session([string] $Case) {
        $folder = New-Item (Join-Path $TestDrive $Case folder) -ItemType Directory -Force
        $powershell = @(Get-PowerShellCommand)
        if ($Case -eq 'disk') {
            & bash -c 'unshare --mount --map-root-user bash -c ''mount -t tmpfs -o size=3m tmpfs "$1" && "${@:4}" -NoProfile -NonInteractive -File "$2" "$3" "$1" disk'' _ "$@"' _ $folder $session $modulePath @powershell 2>&1 | Write-Verbose
            return Get-Content (Join-Path $TestDrive $Case result.json) -Raw | ConvertFrom-Json
        }
        if ($Case -eq 'permission' -and (id -u) -eq '0') {
            # Nothing is forbidden to root, unless root gives its privileges away.
            & setpriv --bounding-set=-all --inh-caps=-all @powershell -NoProfile -NonInteractive -File $session $modulePath $folder $Case 2>&1 | Write-Verbose
        }
        else { Invoke-PowerShell -NoProfile -NonInteractive -File $session $modulePath $folder $Case 2>&1 | Write-Verbose }
        Get-Content "$folder/result.json" -Raw | ConvertFrom-Json
    }
}

Describe 'A log that breaks: <Name>' -ForEach $cases {
    BeforeAll { if (-not $Skip) { $result = Invoke-Session $Case } }

    It 'closed: a command whose intent cannot be recorded does not run, and the error says so' -Skip:$Skip {
        $result.Ran | Should -Not -Contain 'closed'
        $result.Ran | Should -Not -Contain 'rule closed'
        $result.Errors | Where-Object { $_ -match '^closed ' } | Should -BeLike 'closed AuditRecordRefused The command did not run: its intent could not be recorded, and the failure policy is Closed. *'
        $result.Errors | Where-Object { $_ -match '^rule-closed ' } | Should -BeLike 'rule-closed AuditRecordRefused Set-Thing did not run: *'
    }
    It 'closed: a command whose end cannot be recorded has run, and the error says that' -Skip:($Skip -or $Open) {
        $result.Ran | Should -Contain 'closed-middle'
        $result.Errors | Where-Object { $_ -match '^closed-middle ' } | Should -BeLike 'closed-middle AuditRecordRefused The command ran, and how it ended could not be recorded. *'
    }
    It 'open: a command runs, and warns of each entry that is missing' -Skip:$Skip {
        $result.Ran | Should -Contain 'open'
        $result.Ran | Should -Contain 'rule open'
        @($result.Warnings -match '^open ').Count | Should -Be 2
        @($result.Warnings -match '^rule-open ').Count | Should -Be 2
        $result.Warnings[0] | Should -BeLike '*failure policy is open*'
    }
    It 'counts what is missing, by type, outcome and policy, and states it before the next entry' -Skip:$Skip {
        $result.Entries.Type | Should -Be (@('audit-rule', 'audit-rule', 'closed-middle') + @('closed-middle') * [bool]$Open + @('audit-gap', 'after', 'after'))
        $gap = $result.Entries.Where({ $_.Type -eq 'audit-gap' }).Data
        $gap.count | Should -Be (7 - [bool]$Open)
        $rows = $gap.events | ForEach-Object { "$($_.type) $($_.outcome) $($_.policy) $($_.count)" } | Sort-Object
        $rows | Should -Be @('closed attempted closed 1'; if (-not $Open) { 'closed-middle success closed 1' }; 'command attempted closed 1'; 'command attempted open 1'; 'command success open 1'; 'open attempted open 1'; 'open success open 1')
        $gap.events.error | Select-Object -Unique | Should -Be $Error
    }
    It 'leaves a log that holds' -Skip:$Skip { $result.Holds | Should -BeTrue }
}
