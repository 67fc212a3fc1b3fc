<#
.SYNOPSIS
    Packs the assembled module into the nupkg that Publish-PSResource would push.
#>
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Destination
)
$ErrorActionPreference = 'Stop'

if (-not (Get-Command Compress-PSResource -ErrorAction Ignore)) {
    throw 'The package was not made: Compress-PSResource is missing. Install Microsoft.PowerShell.PSResourceGet 1.1 or newer.'
}
Remove-Item "$Destination/AuditLog.*.nupkg" -ErrorAction Ignore
Compress-PSResource -Path $Module -DestinationPath $Destination
$package = Get-Item "$Destination/AuditLog.*.nupkg"
Write-Host "  package: $package ($([math]::Round($package.Length / 1MB, 1)) MB)"
if (-not (Test-Path "$Module/lib/runtimes/*/native/*sodium*")) {
    Write-Host 'NOTE: DO NOT PUBLISH THIS PACKAGE: the natives of libsodium are not in it, so on Windows and macOS nothing could be signed.' -ForegroundColor Yellow
}
