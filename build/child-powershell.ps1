# Dot-sourced by whatever starts another PowerShell like the one that runs: the build and the tests.
# build/powershell.sh does the same for bash, build/ChildPowerShell.cs for C#.

# The command line that starts it: a program, and what has to come before all other arguments. Where PowerShell came as a
# .NET tool, the program is dotnet, and there need be no pwsh on PATH.
function Get-PowerShellCommand {
    $program = [Environment]::ProcessPath
    $program
    if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { Join-Path $PSHOME pwsh.dll }
}

# Runs one to its end, with the arguments as they stand: Invoke-PowerShell -NoProfile -File x.ps1. $LASTEXITCODE is its own.
function Invoke-PowerShell {
    $program, $first = Get-PowerShellCommand
    $first = @($first) -ne $null
    & $program @first @args
}

# Starts one beside this one. Standard output goes to a file.
function Start-PowerShell {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A process of the caller.')]
    param([string[]] $ArgumentList, [string] $OutputPath)
    $program, $first = Get-PowerShellCommand
    Start-Process $program -ArgumentList ((@($first) -ne $null) + $ArgumentList) -RedirectStandardOutput $OutputPath -PassThru
}
