BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $log = New-TestLog
    Add-AuditEntry secret 'read for the nightly backup of the production database' -Action resolve -Actor @{ id = 'alice'; type = 'user'; runAs = 'root' } -Target @{ id = 'env/DB_PASSWORD'; region = 'eu' } -Outcome denied -Data @{ n = 1 }
    Add-AuditEntry inventory -Data ([ordered]@{ Id = 7; Name = 'pwsh' }) -Outcome warned
    $null = New-AuditAttestation -Key (New-TestKey)

    function Get-View {
        param([Parameter(ValueFromPipeline)] $InputObject, [int] $Width = 120, [switch] $Colour, [switch] $List)
        begin { $all = @() }
        process { $all += $InputObject }
        end {
            $rendering = $PSStyle.OutputRendering
            $PSStyle.OutputRendering = $Colour ? 'Ansi' : 'PlainText'
            try { ($List ? ($all | Format-List | Out-String -Width $Width) : ($all | Out-String -Width $Width)) -split '\r?\n' | Where-Object { $_.Trim() } } finally { $PSStyle.OutputRendering = $rendering }
        }
    }
}

Describe 'Views' {
    It 'shows entries as a table that fits 120 columns, with the message' {
        $view = Get-AuditEntry | Get-View
        -split $view[0] | Should -Be 'Seq', 'Time', 'Type', 'Actor', 'Action', 'Target', 'Outcome', 'Message'
        $view[2] | Should -Match '^ +1 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d secret +alice +resolve +env/DB_\S+ +denied +read for the nightly backup of'
        ($view | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
    }
    It 'shows the data of an entry that has no message' { (Get-AuditEntry | Get-View)[3] | Should -BeLike '*{"Id":7,"Name":"pwsh"}*' }
    It 'stays readable at 80 columns, with the message' {
        $view = Get-AuditEntry | Get-View -Width 80
        -split $view[0] | Should -Be 'Seq', 'Time', 'Type', 'Actor', 'Action', 'Target', 'Outcome', 'Message'
        $view[2] | Should -BeLike '*denied*read*'
        ($view | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }
    It 'shows the whole message at 200' { (Get-AuditEntry | Get-View -Width 200)[2] | Should -BeLike '*of the production database*' }
    It 'shows local time' { (Get-AuditEntry | Get-View)[2] | Should -BeLike "*$((Get-AuditEntry -First 1).Time.ToString('yyyy-MM-dd HH:mm:ss'))*" }
    It 'shows everything as a list' {
        $view = (Get-AuditEntry -First 1 | Get-View -List) -join "`n"
        foreach ($label in 'Seq', 'Time', 'Type', 'Actor', 'Action', 'Target', 'Outcome', 'Message', 'Data', 'Hash', 'Prev') { $view | Should -Match "(?m)^$label +: \S" }
        $view | Should -Match '(?m)^Actor +: alice \(user, as root\)$'
        $view | Should -Match '(?m)^Target +: env/DB_PASSWORD \(region eu\)$'
        $view | Should -Match '(?m)^Data +: {"n":1}$'
    }
    It 'colours outcomes by $PSStyle, and not at all in plain text' {
        $view = Get-AuditEntry | Get-View -Colour
        $view[2].Contains("$($PSStyle.Formatting.Error)denied$($PSStyle.Reset)") | Should -BeTrue
        $view[3].Contains("$($PSStyle.Formatting.Warning)warned$($PSStyle.Reset)") | Should -BeTrue
        "$(Get-AuditEntry | Get-View)" | Should -Not -Match "$([char]27)"
    }
    It 'obeys NO_COLOR' {
        $env:NO_COLOR = '1'
        try { (Invoke-Child "Get-AuditEntry -Path '$log' | Out-String").Text | Should -Not -Match "$([char]27)" } finally { $env:NO_COLOR = $null }
    }
    It 'shows a report at a glance: verdict, place, ranges, who vouched' {
        $view = (Test-AuditChain -Detailed -PublicKey (New-TestKey) | Get-View) -join "`n"
        $view | Should -Match '(?m)^Verdict +: Unverifiable at sequence \d+$'
        $view = (Test-AuditChain -Detailed -WarningAction Ignore | Get-View) -join "`n"
        $view | Should -Match '(?m)^Verdict +: Intact$'
        $view | Should -Match '(?m)^Entries that hold +: 2: 1 to 2, '
        $view | Should -Match '(?m)^Vouched for +: nothing$'
        $view | Should -Match '(?m)^Attestations +: 1 in the file, 0 checked$'
    }
    It 'shows several reports as a table when asked to' {
        $PSStyle.OutputRendering = 'PlainText'
        $view = (Test-AuditChain -Detailed -WarningAction Ignore | Format-Table | Out-String -Width 120) -split '\r?\n' | Where-Object { $_.Trim() }
        -split $view[0] | Should -Be 'Verdict', 'Seq', 'Count', 'Vouched', 'Path'
    }
    It 'shows <Name> as a table of <Columns>' -ForEach @(
        @{ Name = 'logs'; Command = { Get-AuditLog }; Columns = 'Count', 'Tail', 'LastEntry', 'LastAttested', 'Path' }
        @{ Name = 'attestations'; Command = { Get-AuditAttestation }; Columns = 'Size', 'Time', 'KeyId', 'KeyName', 'Origin' }
    ) { -split (& $Command | Get-View)[0] | Should -Be $Columns }
    It 'fits <Width> columns: <Name>' -ForEach @(
        foreach ($columns in 80, 120, 200) {
            @{ Width = $columns; Name = 'entries'; Command = { Get-AuditEntry } }
            @{ Width = $columns; Name = 'an entry as a list'; Command = { Get-AuditEntry -First 1 | Format-List } }
            @{ Width = $columns; Name = 'a log'; Command = { Get-AuditLog } }
            @{ Width = $columns; Name = 'a log as a list'; Command = { Get-AuditLog | Format-List } }
            @{ Width = $columns; Name = 'a report'; Command = { Test-AuditChain -Detailed -WarningAction Ignore } }
            @{ Width = $columns; Name = 'an attestation'; Command = { Get-AuditAttestation } }
        }
    ) {
        $text = & $Command | Get-View -Width $Width
        ($text | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $Width
        $text -join "`n" | Should -Match '\d{4}-\d\d-\d\d' -Because 'when it was is always shown'
    }
    It 'shows the payload as JSON where text is wanted: in text, and in the columns of others' {
        $entry = Get-AuditEntry -Type inventory
        "$($entry.Data)" | Should -Be '{"Id":7,"Name":"pwsh"}'
        ($entry | Select-Object Seq, Data | ConvertTo-Csv)[1] | Should -Be '"2","{""Id"":7,""Name"":""pwsh""}"'
    }
    It 'shows a key as a list, without the private one' {
        $key = New-TestKey
        $view = ($key | Get-View -Width 200) -join "`n"
        $view | Should -Match '(?m)^VerifierKey +: ops\+'
        $view | Should -Not -BeLike '*PRIVATE*'
    }
    It 'gives <Name> to ConvertTo-Json in plain values' -ForEach @(
        @{ Name = 'a report'; Command = { Test-AuditChain -Detailed -WarningAction Ignore }; Member = 'Head' }
        @{ Name = 'a log'; Command = { Get-AuditLog }; Member = 'LogId' }
        @{ Name = 'an attestation'; Command = { Get-AuditAttestation }; Member = 'Root' }
    ) { (& $Command | ConvertTo-Json | ConvertFrom-Json).$Member | Should -Match '^[0-9a-f]{64}$' }
}
