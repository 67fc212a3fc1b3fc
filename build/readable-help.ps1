# Dot-sourced by help.ps1. PlatyPS writes MAML that is right for a machine and reads badly for people: fences of code, links
# and line breaks of Markdown stay in the text, empty lines become a control character, the related link is one to nowhere.
# Here it is put right, so that docs/help can be written as Markdown is.

# A paragraph of Markdown as people read it: one line, links by their names, the items of a list apart.
function ConvertTo-Paragraph([string] $Text) {
    $first, $rest = $Text.Trim() -replace '\[([^\]]+)\]\([^)]*\)', '$1' -split '\r?\n'
    $joined = $first
    foreach ($line in $rest) { $joined += ($line -match '^\s*(- |\d+\. )' ? "`n" : ' ') + $line.Trim() }
    # What stands between backticks is as it is meant: there a backslash is one.
    [regex]::Replace($joined, '`[^`]*`|\\([<>*_`|\[\]])', { param($match) $match.Groups[1].Success ? $match.Groups[1].Value : $match.Value })
}

# Text between blank lines, as paragraphs of MAML.
function Add-Paragraph([System.Xml.XmlElement] $Parent, [string] $Markdown) {
    foreach ($text in $Markdown -split '(?:\r?\n){2,}' | Where-Object { $_.Trim() }) { Add-Line $Parent (ConvertTo-Paragraph $text) }
}

function Add-Line([System.Xml.XmlElement] $Parent, [string] $Text) {
    $paragraph = $Parent.OwnerDocument.CreateElement('maml', 'para', 'http://schemas.microsoft.com/maml/2004/10')
    $paragraph.InnerText = $Text
    $null = $Parent.AppendChild($paragraph)
}

# Before the first block of code: the introduction. The block is the code; what follows, other blocks included, are remarks.
function Repair-Example([System.Xml.XmlElement] $Node, [string] $Markdown) {
    $before, $code, $after = $Markdown -split '(?ms)^```powershell\r?\n(.*?)^```[ ]*$', 2
    $Node.SelectSingleNode('*[local-name()="introduction"]').RemoveAll()
    Add-Paragraph $Node.SelectSingleNode('*[local-name()="introduction"]') $before
    $Node.SelectSingleNode('*[local-name()="code"]').InnerText = "$code".TrimEnd()
    $remarks = $Node.SelectSingleNode('*[local-name()="remarks"]')
    foreach ($part in "$after" -split '(?ms)^(```\w*\r?\n.*?^```[ ]*$)') {
        if ($part -match '(?s)^```\w*\r?\n(.*?)```') { Add-Line $remarks $Matches[1].TrimEnd() } else { Add-Paragraph $remarks $part }
    }
    Add-Line $remarks ''
}

# Repairs a file of MAML that was made of these commands.
function Repair-Maml([string] $Path, [object[]] $Command) {
    $document = [System.Xml.XmlDocument]::new()
    $document.Load($Path)
    foreach ($node in @($document.SelectNodes('//*[local-name()="para"]'))) {
        # An empty line of the Markdown is U+0080 here.
        $texts = @($node.InnerText -replace [char]0x80 -split '(?:\r?\n){2,}' | Where-Object { $_.Trim() })
        foreach ($text in $texts) {
            $new = $node.CloneNode($false)
            $new.InnerText = ConvertTo-Paragraph $text
            $null = $node.ParentNode.InsertBefore($new, $node)
        }
        $null = $node.ParentNode.RemoveChild($node)
    }
    foreach ($node in @($document.SelectNodes('//*[local-name()="navigationLink"]'))) {
        if ($node.InnerText -eq 'Online Version') { $null = $node.ParentNode.RemoveChild($node) }
        else { $node.SelectSingleNode('*[local-name()="uri"]').InnerText = '' }
    }
    foreach ($node in $document.SelectNodes('//*[local-name()="parameters"]//*[local-name()="parameterValue"]')) {
        $node.InnerText = $node.InnerText -replace '^System\.Nullable`1\[(.*)\]$', '$1' -replace '^.*\.'
    }
    foreach ($one in $Command) {
        $of = "//*[local-name()='command'][*[local-name()='details']/*[local-name()='name']='$($one.Title)']"
        foreach ($parameter in $one.Parameters | Where-Object DefaultValue) {
            foreach ($node in $document.SelectNodes("$of/*[local-name()='parameters']/*[local-name()='parameter'][*[local-name()='name']='$($parameter.Name)']")) {
                $value = $document.CreateElement('dev', 'defaultValue', 'http://schemas.microsoft.com/maml/dev/2004/10')
                $value.InnerText = $parameter.DefaultValue
                $null = $node.AppendChild($value)
            }
        }
        $examples = $document.SelectNodes("$of//*[local-name()='example']")
        if ($examples.Count -ne $one.Examples.Count) { throw "$($one.Title): $($one.Examples.Count) examples in the Markdown, $($examples.Count) in the MAML." }
        for ($i = 0; $i -lt $examples.Count; $i++) { Repair-Example $examples[$i] $one.Examples[$i].Remarks }
    }
    $document.Save($Path)
}

# An about topic as text for a console of 80 columns, which Get-Help shows as it stands: headings and code without their marks,
# paragraphs filled, blocks of code indented.
function ConvertTo-Topic([string] $Path) {
    $code, $paragraph = $false, ''
    foreach ($line in @(Get-Content $Path) + '') {
        $isText = -not $code -and $line -notmatch '^(#|```|    |$)'
        if ($isText) { $paragraph += ($line -replace '\[([^\]]+)\]\([^)]*\)', '$1' -replace '`') + ' '; continue }
        if ($paragraph) { [regex]::Matches($paragraph, '\S(.{0,74}\S)?(?=\s)').Value | ForEach-Object { "    $_" } }
        $paragraph = ''
        if ($line -match '^```') { $code = -not $code }
        elseif ($line -eq '') { '' }
        elseif ($code) { "        $line" }
        else { $line -match '^#' ? ($line -replace '^#+ ') : "    $line" }
    }
}

# The same as it is kept in a file.
function Get-TopicText([string] $Path) { ((ConvertTo-Topic $Path) -join "`n").TrimEnd() + "`n" }
