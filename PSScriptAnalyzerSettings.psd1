@{
    # Every rule at every severity; what is left out says why.
    Severity     = @('Error', 'Warning', 'Information')
    IncludeRules = @('*')
    ExcludeRules = @(
        # PowerShell 7 reads UTF-8, and the repository has no byte order marks.
        'PSUseBOMForUnicodeEncodedFile'
        # build.ps1 talks to the person who runs it.
        'PSAvoidUsingWriteHost'
        # Pester: variables of BeforeAll are used in the blocks after it, which the rule does not see.
        'PSUseDeclaredVarsMoreThanAssignments'
        # Tests type pipelines as an admin types them at the prompt.
        'PSAvoidUsingPositionalParameters'
        # Passphrases of keys that exist for the length of a test.
        'PSAvoidUsingConvertToSecureStringWithPlainText'
    )
    Rules        = @{
        PSUseConsistentIndentation = @{ Enable = $true; IndentationSize = 4; Kind = 'space'; PipelineIndentation = 'IncreaseIndentationForFirstPipeline' }
        PSUseConsistentWhitespace  = @{ Enable = $true; IgnoreAssignmentOperatorInsideHashTable = $true }
        PSPlaceOpenBrace           = @{ Enable = $true; OnSameLine = $true; NewLineAfter = $false; IgnoreOneLineBlock = $true }
        PSUseCompatibleSyntax      = @{ Enable = $true; TargetVersions = @('7.0') }
    }
}
