#Requires -Version 7.6
# Reads a case a line as JSON, runs it through the cmdlets as anybody would, and answers with a JSON object a line.
param([Parameter(Mandatory)] [string] $Module)
$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'
Import-Module $Module
$utf8 = [Text.UTF8Encoding]::new($false)
$requests = [IO.StreamReader]::new([Console]::OpenStandardInput(), $utf8)
$answers = [IO.StreamWriter]::new([Console]::OpenStandardOutput(), $utf8)

function Invoke-Case($Case) {
    $handed = @{}
    if ($Case.keys) { $handed.PublicKey = [string[]] $Case.keys }
    if ($Case.checkpoints) { $handed.Checkpoint = [string[]] $Case.checkpoints }
    if ($Case.allowPart) { $handed.AllowPart = $true }
    if ($Case.input) {
        # The reader of JSON would replace a lone surrogate: it is put in afterwards.
        $said = $Case.input -replace '\\ud800|\\udc00', '\uf8ff' | ConvertFrom-Json -AsHashtable -Depth 100000 -NoEnumerate
        if ("$($said.message)" -eq "`u{f8ff}") { $said.message = "$([char] 0xd800)" }
        if ($said.data -is [Collections.IDictionary] -and "$($said.data.a)" -eq "`u{f8ff}") { $said.data.a = "$([char] 0xdc00)" }
        $null = Add-AuditEntry -Path $Case.path @said
    }
    if ($Case.writers) {
        1..$Case.writers | ForEach-Object -ThrottleLimit $Case.writers -Parallel {
            $WarningPreference = 'SilentlyContinue'
            $case = $using:Case
            Import-Module $using:Module
            1..$case.entries | ForEach-Object { Add-AuditEntry -Path $case.path -Type job -Message 'at once' }
        }
    }
    $report = Test-AuditChain -LiteralPath $Case.path -Detailed @handed
    [ordered] @{
        verdict = "$($report.Verdict)"; sequence = $report.Sequence; vouchedSequence = $report.VouchedSequence; count = $report.Count
        clockRegressions = $report.ClockRegressions; lastAgreedSequence = $report.LastAgreedSequence
    }
}

while ($null -ne ($line = $requests.ReadLine())) {
    try { $answer = Invoke-Case ($line | ConvertFrom-Json -DateKind String) }
    # An empty argument is refused by PowerShell itself, before the cmdlet sees it.
    catch { $answer = @{ error = ($_.FullyQualifiedErrorId -split ',')[0] -replace '^ParameterArgument.*', 'AuditEntryInvalid' } }
    $answers.WriteLine(($answer | ConvertTo-Json -Compress))
    $answers.Flush()
}
