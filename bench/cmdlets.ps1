# One step of the benchmark in a PowerShell of its own; ends with the line: result SECONDS PEAKBYTES.
param([string] $Module, [string] $Step, [string] $Log, [int] $Count)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0
if ($Step -notin 'host', 'host-input') { Import-Module $Module }

# The input repeats itself after 10,000, so that making it is not what is measured.
$block = [Math]::Min($Count, 10000)
$strings = @(foreach ($i in 1..$block) { "Accepted publickey for user$($i % 50) from 10.0.$($i % 7).$($i % 250) port $(40000 + $i) ssh2: ED25519" })
$objects = @(foreach ($i in 1..$block) { [pscustomobject]@{ Type = 'http'; Method = 'GET'; Url = "https://api.example.com/v1/items/$i"; Status = 200; Bytes = $i * 7 } })
function Send-Block($Block) { for ($sent = 0; $sent -lt $Count; $sent += $Block.Count) { $Block } }

# Entries with nothing in them: what the pipeline itself takes for objects of that class.
if ($Step -eq 'empty') {
    Add-Type -PassThru -TypeDefinition @'
using System.Management.Automation;
using System.Runtime.CompilerServices;
[Cmdlet("Send", "EmptyEntry")]
public sealed class SendEmptyEntryCommand : PSCmdlet
{
    [Parameter] public System.Type Type { get; set; }
    [Parameter] public int Count { get; set; }
    protected override void EndProcessing()
    {
        for (int i = 0; i < Count; i++) WriteObject(RuntimeHelpers.GetUninitializedObject(Type));
    }
}
'@ | ForEach-Object Assembly | Import-Module
}

function New-Log {
    Remove-Item "$Log*"
    $null = New-AuditLog -Path $Log -Origin example.com/bench
}

function Invoke-Step {
    $watch = [Diagnostics.Stopwatch]::new()
    switch ($Step) {
        'host' { }
        'host-input' { Send-Block $strings | Out-Null; Send-Block $objects | Out-Null }
        'strings' { New-Log; $watch.Start(); Send-Block $strings | Add-AuditEntry -Type console -Path $Log }
        'objects' { New-Log; $watch.Start(); Send-Block $objects | Add-AuditEntry -Path $Log }
        'read' { $watch.Start(); Get-AuditEntry -Path $Log | Out-Null }
        'empty' { $watch.Start(); Send-EmptyEntry -Type ([AuditLog.Entry]) -Count $Count | Out-Null }
        'last-20' { $watch.Start(); $found = Get-AuditEntry -Type secret -Last 20 -Path $Log; if ($found.Count -ne 20) { throw 'Expected 20 entries.' } }
        'verify' { $watch.Start(); if (-not (Test-AuditChain -Path $Log)) { throw 'Expected a log that holds.' } }
        'export' { $watch.Start(); Export-AuditBundle -Path $Log -DestinationPath "$Log.copy" -Force -WarningAction Ignore | Out-Null }
        default { throw "There is no step '$Step'." }
    }
    $watch.Elapsed.TotalSeconds
}

# Three times, the best counts, as for the engine; of what takes milliseconds, the median of more.
$rounds = $Step -eq 'last-20' ? 21 : 3
$all = [Collections.Generic.List[double]]::new()
while ($all.Count -lt $rounds -and ($all | Measure-Object -Sum).Sum -lt 10) { $all.Add((Invoke-Step)) }
$all.Sort()
$seconds = $all[$Step -eq 'last-20' ? $all.Count / 2 : 0]
$peak = [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64
"result $($seconds.ToString([cultureinfo]::InvariantCulture)) $peak"
