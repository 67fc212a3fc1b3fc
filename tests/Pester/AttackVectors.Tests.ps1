# The attack vectors of tests/vectors: the same files that the engine's own suite and the attack matrix read.
BeforeDiscovery {
    $groups = Get-ChildItem "$PSScriptRoot/../vectors" -Filter '??-*.json' |
        ForEach-Object { if ($_.Name -match '^(\d\d)-.+\.(\w+)\.json$') { [pscustomobject]@{ Row = [int] $Matches[1]; Form = $Matches[2]; File = $_.FullName } } } |
        Group-Object Row, Form |
        ForEach-Object { @{ Row = $_.Group[0].Row; Form = $_.Group[0].Form; Count = $_.Count; Files = $_.Group.File } }
}

BeforeAll {
    . "$PSScriptRoot/Session.ps1"

    function Expand-Base64Gzip([string] $Text) {
        $gzip = [IO.Compression.GZipStream]::new([IO.MemoryStream]::new([Convert]::FromBase64String($Text)), [IO.Compression.CompressionMode]::Decompress)
        $bytes = [IO.MemoryStream]::new()
        $gzip.CopyTo($bytes)
        , $bytes.ToArray()
    }

    # The file of a vector, and those beside it.
    function Save-VectorFile($Vector, $Folder) {
        $path = Join-Path $Folder $Vector.fileName
        if ($Vector.form -eq 'Missing') { return $path }
        [IO.File]::WriteAllBytes($path, (Expand-Base64Gzip $Vector.content))
        foreach ($companion in $Vector.companions) { [IO.File]::WriteAllBytes($path + $companion.suffix, (Expand-Base64Gzip $companion.content)) }
        $path
    }

    # Null when what is said is what the vector asks for; else both, in words.
    function Test-Expectation($Vector, $Expected) {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid().ToString('n')))).FullName
        $path = Save-VectorFile $Vector $folder
        $before = Get-ChildItem $folder -Name
        $handed = @{}
        if ($Expected.keys) { $handed.PublicKey = [string[]] $Expected.keys }
        if ($Expected.checkpoints) { $handed.Checkpoint = [string[]] $Expected.checkpoints }
        if ($Expected.allowPart) { $handed.AllowPart = $true }
        try {
            $report = Test-AuditChain -LiteralPath $path -Detailed @handed -ErrorAction Stop -WarningAction SilentlyContinue
            $said = "$($report.Verdict)"
            if ($report.Sequence -and $Expected.sequence) { $said += " at $($report.Sequence)" }
            foreach ($member in @{ vouched = 'VouchedSequence'; entries = 'Count'; clockRegressions = 'ClockRegressions'; lastAgreed = 'LastAgreedSequence' }.GetEnumerator()) {
                if ($null -ne $Expected.($member.Key)) { $said += ", $($member.Key) $([long] $report.($member.Value))" }
            }
        }
        catch { $said = ($_.FullyQualifiedErrorId -split ',')[0] }
        $asked = $Expected.error ? $Expected.error : $Expected.verdict
        if ($Expected.sequence) { $asked += " at $($Expected.sequence)" }
        foreach ($name in 'vouched', 'entries', 'clockRegressions', 'lastAgreed') { if ($null -ne $Expected.$name) { $asked += ", $name $($Expected.$name)" } }
        $created = @(Get-ChildItem $folder -Name | Where-Object { $_ -notin $before })
        if ($created) { $said += ", and left $created behind" }
        Remove-Item $folder -Recurse -Force
        $order = { ($args[0] -split ', ' | Sort-Object) -join ', ' }
        if ((& $order $said) -ne (& $order $asked)) { "$($Vector.name) ($($Expected.keys.Count) keys, $($Expected.checkpoints.Count) checkpoints): expected $asked, got $said" }
    }
}

Describe 'Attack vectors, row <Row>, <Form>' -ForEach ($groups | Where-Object Form -NE 'input') {
    It 'gives each of the <Count> its verdict' {
        $wrong = foreach ($file in $Files) {
            $vector = Get-Content -Raw $file | ConvertFrom-Json -DateKind String
            foreach ($expected in $vector.expectations) { Test-Expectation $vector $expected }
        }
        $wrong | Should -BeNullOrEmpty
    }
}

Describe 'Hostile input, row <Row>' -ForEach ($groups | Where-Object Form -EQ 'input') {
    It 'is refused with an error that names the limit, and nothing is stored (<Count> vectors)' {
        $log = New-TestLog -Entries 3
        $wrong = foreach ($file in $Files) {
            $vector = Get-Content -Raw $file | ConvertFrom-Json
            # The reader of JSON would replace a lone surrogate: it is put in afterwards.
            $json = [Text.Encoding]::UTF8.GetString((Expand-Base64Gzip $vector.content)) -replace '\\ud800|\\udc00', '\uf8ff'
            $said = $json | ConvertFrom-Json -AsHashtable -Depth 100000 -NoEnumerate
            if ("$($said.message)" -eq "`u{f8ff}") { $said.message = "$([char] 0xd800)" }
            if ($said.data -is [Collections.IDictionary] -and "$($said.data.a)" -eq "`u{f8ff}") { $said.data.a = "$([char] 0xdc00)" }
            $count = (Get-AuditLog $log).Count
            try { Add-AuditEntry -Path $log @said -ErrorAction Stop; $got = 'Intact' }
            catch { $got = ($_.FullyQualifiedErrorId -split ',')[0] -replace '^ParameterArgument.*', 'AuditEntryInvalid' }
            $expected = $vector.expectations[0].error ? $vector.expectations[0].error : 'Intact'
            if ($got -ne $expected) { "$($vector.name): expected $expected, got $got" }
            if ($expected -ne 'Intact' -and (Get-AuditLog $log).Count -ne $count) { "$($vector.name): something was stored" }
        }
        $wrong | Should -BeNullOrEmpty
        Test-AuditChain $log | Should -BeTrue
    }
}
