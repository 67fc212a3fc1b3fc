# Dot-sourced. Finds the newest installed version of a module that is at least $Low and below $High, first in $Folder.
# Returns the path of its manifest, or nothing.
function Find-InstalledModule([string] $Name, [version] $Low, [version] $High, [string] $Folder) {
    $env:PSModulePath = $Folder + [IO.Path]::PathSeparator + $env:PSModulePath
    Get-Module $Name -ListAvailable | Where-Object { $_.Version -ge $Low -and $_.Version -lt $High } |
        Sort-Object Version -Descending | Select-Object -First 1 -ExpandProperty Path
}
