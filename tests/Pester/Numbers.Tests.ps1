# Numbers, from PowerShell to the line: docs/format.md, section 2, and tests/vectors/numbers.json.

BeforeDiscovery {
    $rows = (Get-Content "$PSScriptRoot/../vectors/numbers.json" -Raw | ConvertFrom-Json).numbers |
        ForEach-Object { @{ Json = $_.json; Line = $_.line; Refused = [bool] $_.refused } }
}

BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $null = New-TestLog numbers.audit

    # The text of the value in the line of a new entry.
    function Get-Written($Value) {
        $entry = Add-AuditEntry number -Data @{ n = $Value } -PassThru -ErrorAction Stop
        [regex]::Match($entry.Line, '"data":\{"n":(.*?)\}').Groups[1].Value
    }
}

Describe 'Numbers of JSON' {
    It '<Json> is written as <Line>' -ForEach ($rows | Where-Object { -not $_.Refused }) {
        $value = ConvertFrom-Json "{""n"":$Json}"
        Get-Written $value.n | Should -BeExactly $Line
        (Get-AuditEntry -Last 1 | Add-AuditEntry -PassThru).Line -replace '.*"data":(\{.*?\}).*', '$1' | Should -BeExactly "{""n"":$Line}"
    }
    It '<Json> is refused' -ForEach ($rows | Where-Object Refused) {
        # As ConvertFrom-Json reads it: an infinity.
        $value = (ConvertFrom-Json "{""n"":$Json}").n
        { Get-Written $value } | Should -Throw -ErrorId 'AuditValueRefused*'
    }
}

Describe 'Numbers of PowerShell' {
    It '<Type> <Value> is written as <Line>' -ForEach @(
        @{ Type = [double]; Value = 3.68815104498943e16; Line = '36881510449894300' }
        @{ Type = [double]; Value = [double]::MaxValue; Line = '1.7976931348623157e+308' }
        @{ Type = [float]; Value = [float] 0.1; Line = '0.10000000149011612' }
        @{ Type = [Half]; Value = [Half] 0.1; Line = '0.0999755859375' }
        @{ Type = [long]; Value = 9007199254740992L; Line = '9007199254740992' }
        @{ Type = [long]; Value = 9007199254740993L; Line = '"9007199254740993"' }
        @{ Type = [ulong]; Value = [ulong]::MaxValue; Line = '"18446744073709551615"' }
        @{ Type = [bigint]; Value = [bigint]::Pow(10, 20); Line = '100000000000000000000' }
        @{ Type = [bigint]; Value = [bigint]::Pow(10, 21); Line = '"1000000000000000000000"' }
        @{ Type = [decimal]; Value = 0.10d; Line = '0.1' }
        @{ Type = [decimal]; Value = 0.12345678901234567890d; Line = '"0.12345678901234567890"' }
        @{ Type = [decimal]; Value = 9007199254740993d; Line = '"9007199254740993"' }
    ) {
        $Value | Should -BeOfType $Type
        Get-Written $Value | Should -BeExactly $Line
        Get-Written ([psobject] $Value) | Should -BeExactly $Line
    }
}
