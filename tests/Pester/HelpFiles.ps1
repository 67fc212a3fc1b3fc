# Dot-sourced by HelpFiles.Tests.ps1. A page of docs/help and a command of the MAML, each as the same list of statements, one a
# line, so that two lists can be compared: what is missing on either side is a line that only the other has.

. "$PSScriptRoot/../../build/readable-help.ps1"

# Text without its line breaks: Markdown and MAML fill their lines differently.
function Get-Letters([string] $Text) { $Text -replace '\s' }

# Paragraphs and blocks of code of Markdown, as they are read.
function Get-MarkdownLetters([string] $Markdown) {
    $parts = foreach ($part in $Markdown -split '(?ms)^(```\w*\r?\n.*?^```[ ]*$)') {
        if ($part -match '(?s)^```\w*\r?\n(.*?)```') { $Matches[1] }
        else { $part -split '(?:\r?\n){2,}' | Where-Object { $_.Trim() } | ForEach-Object { ConvertTo-Paragraph $_ } }
    }
    Get-Letters ($parts -join '')
}

# The sections of a page under headings of a level: heading -> text.
function Get-Section([string] $Markdown, [string] $Level) {
    $sections = [ordered]@{}
    foreach ($part in [regex]::Matches($Markdown, "(?ms)^$Level (?!#)(?<heading>[^\n]+)\n(?<text>.*?)(?=^$Level (?!#)|\z)")) {
        $sections[$part.Groups['heading'].Value.Trim()] = $part.Groups['text'].Value
    }
    $sections
}

function Get-PageStatement([string] $Path) {
    $page = Get-Section ([IO.File]::ReadAllText($Path) -replace "`r") '##'
    "name $([IO.Path]::GetFileNameWithoutExtension($Path))"
    "synopsis $(Get-MarkdownLetters $page['SYNOPSIS'])"
    "description $(Get-MarkdownLetters $page['DESCRIPTION'])"
    "notes $(Get-MarkdownLetters $page['NOTES'])"
    foreach ($one in (Get-Section $page['PARAMETERS'] '###').GetEnumerator()) {
        if ($one.Key -notmatch '^-(?<name>\w+)$') { continue }
        $name = $Matches.name
        $text, $yaml = $one.Value -split '(?m)^```yaml$', 2
        $aliases = [regex]::Matches(([regex]::Match($yaml, '(?ms)^Aliases:(.*?)^ParameterSets').Groups[1].Value), '(?m)^- (\w+)') | ForEach-Object { $_.Groups[1].Value }
        "parameter $name of type $([regex]::Match($yaml, '(?m)^Type: (.*)$').Groups[1].Value.Trim("'"))"
        "parameter $name is known as $((@($aliases) -join ', '))"
        "parameter $name has the default $([regex]::Match($yaml, "(?m)^DefaultValue: (.*)$").Groups[1].Value.Trim("'").Replace("''", "'"))"
        "parameter $name means $(Get-MarkdownLetters $text)"
    }
    foreach ($one in (Get-Section $page['EXAMPLES'] '###').GetEnumerator()) { "example $(Get-Letters $one.Key): $(Get-MarkdownLetters $one.Value)" }
    foreach ($kind in 'INPUTS', 'OUTPUTS') {
        foreach ($one in (Get-Section $page[$kind] '###').GetEnumerator()) { "$($kind.ToLower()) $($one.Key): $(Get-MarkdownLetters $one.Value)" }
    }
    foreach ($link in [regex]::Matches($page['RELATED LINKS'], '(?m)^- \[([^\]]+)\]')) { "link $($link.Groups[1].Value)" }
}

function Get-MamlStatement([System.Xml.XmlElement] $Command) {
    function Get-Text([string] $Path) { Get-Letters (@($Command.SelectNodes($Path).InnerText) -join '') }
    "name $($Command.details.name)"
    "synopsis $(Get-Text '*[local-name()="details"]/*[local-name()="description"]')"
    "description $(Get-Text '*[local-name()="description"]')"
    "notes $(Get-Text '*[local-name()="alertSet"]')"
    foreach ($one in $Command.SelectNodes('*[local-name()="parameters"]/*[local-name()="parameter"]')) {
        $name = $one.name
        "parameter $name of type $($one.type.name)"
        "parameter $name is known as $($one.aliases -eq 'none' ? '' : $one.aliases)"
        "parameter $name has the default $($one.defaultValue)"
        "parameter $name means $(Get-Letters $one.SelectSingleNode('*[local-name()="description"]').InnerText)"
    }
    foreach ($one in $Command.SelectNodes('*[local-name()="examples"]/*[local-name()="example"]')) {
        $text = foreach ($part in 'introduction', 'code', 'remarks') { $one.SelectSingleNode("*[local-name()='$part']").InnerText }
        "example $(Get-Letters ($one.title -replace '^-+ | -+$')): $(Get-Letters ($text -join ''))"
    }
    foreach ($kind in @('inputs', 'inputTypes', 'inputType'), @('outputs', 'returnValues', 'returnValue')) {
        foreach ($one in $Command.SelectNodes("*[local-name()='$($kind[1])']/*[local-name()='$($kind[2])']")) {
            "$($kind[0]) $($one.type.name): $(Get-Letters $one.SelectSingleNode('*[local-name()="description"]').InnerText)"
        }
    }
    foreach ($one in $Command.SelectNodes('*[local-name()="relatedLinks"]/*[local-name()="navigationLink"]')) { "link $($one.linkText)" }
}
