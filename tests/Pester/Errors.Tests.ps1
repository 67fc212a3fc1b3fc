# docs/errors.md against what the module really puts into its error records. That the table lists every error, the tests of
# the engine check.

BeforeAll { . "$PSScriptRoot/Session.ps1" }

Describe 'docs/errors.md' {
    It 'names the category of every error' {
        $assembly = (Get-Command Add-AuditEntry).ImplementingType.Assembly
        $category = $assembly.GetType('AuditCmdlets.Errors.ErrorTable').GetMethod('CategoryOf')
        $rows = Get-Content "$PSScriptRoot/../../docs/errors.md" | Where-Object { $_ -match '^\| `(\w+)` \| (\w+) \|' } | ForEach-Object { "$($Matches[1]) $($Matches[2])" }
        $real = foreach ($name in [enum]::GetNames($category.GetParameters()[0].ParameterType)) {
            [object[]] $arguments = , [enum]::Parse($category.GetParameters()[0].ParameterType, $name).psobject.BaseObject
            "$name $($category.Invoke($null, $arguments))"
        }
        $rows | Should -Be $real
        $real | Should -Not -Match 'NotSpecified'
    }
}
