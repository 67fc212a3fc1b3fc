# Dot-sourced. Finds a module of the gallery: installed, kept from an earlier build, or fetched now.
# Returns the path of its manifest, or nothing when there is none to be had.
function Resolve-GalleryModule([string] $Name, [string] $Range, [string] $Folder) {
    $low, $high = $Range.Trim('[', ')') -split ', *'
    $env:PSModulePath = $Folder + [IO.Path]::PathSeparator + $env:PSModulePath
    $fits = { Get-Module $Name -ListAvailable | Where-Object { $_.Version -ge $low -and $_.Version -lt $high } | Select-Object -First 1 }
    if ($found = & $fits) { return $found.Path }
    if (-not (Get-Command Save-PSResource -ErrorAction Ignore)) { return }
    try {
        $null = New-Item $Folder -ItemType Directory -Force
        Save-PSResource $Name -Version $Range -Path $Folder -TrustRepository -ErrorAction Stop
    }
    catch {
        Write-Host "  $Name could not be fetched: $($_.Exception.Message)"
        return
    }
    (& $fits).Path
}
