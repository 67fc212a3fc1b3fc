using System.Management.Automation;
using System.Management.Automation.Language;

namespace AuditCmdlets.Rules;

// A proxy is a function of the command's name, which PowerShell finds before a cmdlet of that name:
//
//   its help                that of the command (ProxyHelp)
//   its parameters, sets and dynamic parameters are those of the command (ProxyCommand makes them)
//   begin, process, end   step `AuditLog\Invoke-AuditedCommand -Call`, which records and steps the command itself
//   -Call, first            gives the pipeline of the command its last command, which tells the command's questions from later ones
//   no try                around them: with one, an error that ends a statement of a wrapped function would end the function.
//                         An error leaves the step as it left the command; then $auditCall.Running is false, and nothing more runs
//   ErrorVariable         of the command itself: what it writes as errors (and what a function catches). That of the caller is the proxy's, and sees the same
//   GetSteppablePipeline  in the proxy: PowerShell then shows errors where the command was called, not here

/// <summary>The function that stands before one command.</summary>
internal sealed class RuleProxy
{
    /// <summary>The variable, in the scope of the proxy, with the errors that the command wrote.</summary>
    public const string ErrorVariable = "auditErrors";

    private readonly ScriptBlock _function;
    private readonly ScriptBlock? _original;
    private readonly bool _isGlobal;
    private string? _path;

    /// <summary>Makes the function; it is not in force yet.</summary>
    /// <param name="rule">The name of the rule.</param>
    /// <param name="command">A cmdlet or a function.</param>
    /// <param name="module">The scope of this module.</param>
    public RuleProxy(string rule, CommandInfo command, SessionState module)
    {
        RuleName = rule;
        Command = command;
        QualifiedName = string.IsNullOrEmpty(command.ModuleName) ? Name : $"{command.ModuleName}\\{Name}";
        Metadata = new CommandMetadata(command);
        if (command is FunctionInfo function)
        {
            _original = function.ScriptBlock;
            _isGlobal = Nearest(module, Name)?.ScriptBlock == _original;
            Command = Detach(function, module);
        }
        _function = ScriptBlock.Create(command is CmdletInfo or FunctionInfo { CmdletBinding: true } ? Advanced() : Simple());
    }

    /// <summary>The rule that it belongs to.</summary>
    public string RuleName { get; }

    /// <summary>The command itself.</summary>
    public CommandInfo Command { get; }

    /// <summary>Its parameters.</summary>
    public CommandMetadata Metadata { get; }

    /// <summary>Its parameters, and those that depend on others as far as they are there now.</summary>
    public IEnumerable<ParameterMetadata> Parameters
    {
        get
        {
            try
            {
                return Metadata.Parameters.Values.Concat(Command.Parameters.Values);
            }
            catch (RuntimeException)
            {
                // Those that depend on others may need values that are not there.
                return Metadata.Parameters.Values;
            }
        }
    }

    /// <summary>The bare name.</summary>
    public string Name => Command.Name;

    /// <summary>The name with its module.</summary>
    public string QualifiedName { get; }

    /// <summary>Puts it in force.</summary>
    /// <param name="session">The session of whoever registers the rule.</param>
    /// <exception cref="AuditException">AuditRuleInvalid: another command of that name stays before it.</exception>
    public void Install(SessionState session)
    {
        // A function of a script stands before a global one; its proxy takes its place in the scope of the caller.
        _path = $"function:{(_original is null || _isGlobal ? "global" : "local")}:{Name}";
        Set(session, _path, _function);
        if (Nearest(session) is { } found && IsThis(found)) return;
        Remove(session);
        throw RuleDefinition.Invalid($"{Name} cannot be wrapped here: another command of that name stays before the proxy. Register the rule where that one is defined.");
    }

    /// <summary>Takes it out of force: the command is again what it was. Whatever else has that name by now is left alone.</summary>
    /// <param name="session">Of whoever does that.</param>
    public void Remove(SessionState session)
    {
        if (_path is not null && Nearest(session) is { } found && IsThis(found))
        {
            if (_original is not null) Set(session, _path, _original);
            else Clear(session, Name);
        }
        _path = null;
    }

    /// <summary>
    /// The function as an object of its own: one that is set over another changes that very object, and then the proxy would
    /// call itself. The copy is made in the scope of this module, under the same name, and is seen by nobody.
    /// </summary>
    private static FunctionInfo Detach(FunctionInfo function, SessionState module)
    {
        Set(module, $"function:local:{function.Name}", function.ScriptBlock);
        FunctionInfo copy = Nearest(module, function.Name)!;
        Clear(module, function.Name);
        return copy;
    }

    // Literally: a name may hold characters that are wildcards elsewhere.
    private static void Set(SessionState session, string path, ScriptBlock body) => session.InvokeProvider.Item.Set([path], body, force: true, literalPath: true);

    private static void Clear(SessionState session, string name) => session.InvokeProvider.Item.Remove([$"function:{name}"], recurse: false, force: true, literalPath: true);

    private static FunctionInfo? Nearest(SessionState session, string name) => session.InvokeCommand.GetCommand(name, CommandTypes.All) as FunctionInfo;

    private FunctionInfo? Nearest(SessionState session) => Nearest(session, Name);

    private bool IsThis(FunctionInfo found) => found.ScriptBlock.ToString() == _function.ToString();

    private string Advanced()
    {
        string dynamic = HasDynamicParameters ? $"dynamicparam\n{{\n{ProxyCommand.GetDynamicParam(Metadata)}\n}}\n" : "";
        string original = Command is CmdletInfo && !string.IsNullOrEmpty(Command.ModuleName)
            ? $$"""
                    $auditCall.Original = if ($auditCall.Outlet) { { & {{Quote(QualifiedName)}} @PSBoundParameters | & $auditCall.Outlet -Seen $auditCall.Seen }.GetSteppablePipeline() }
                    else { { & {{Quote(QualifiedName)}} @PSBoundParameters }.GetSteppablePipeline() }

                """ : "";
        return $$"""
            {{ProxyHelp.Of(Command, QualifiedName)}}
            {{ProxyCommand.GetCmdletBindingAttribute(Metadata)}}
            param({{ProxyCommand.GetParamBlock(Metadata)}})
            {{dynamic}}begin
            {
                if ($PSBoundParameters.ContainsKey('OutBuffer')) { $PSBoundParameters['OutBuffer'] = 1 }
                $PSBoundParameters['ErrorVariable'] = '{{ErrorVariable}}'
                $auditCall = @{ Rule = {{Quote(RuleName)}}; Command = {{Quote(Name)}}; Arguments = $PSBoundParameters; Caller = $PSCmdlet; At = $MyInvocation; Running = $false }
                AuditLog\Invoke-AuditedCommand -Call $auditCall
            {{original}}    $auditPipeline = { AuditLog\Invoke-AuditedCommand -Call $auditCall }.GetSteppablePipeline()
                $auditPipeline.Begin($PSCmdlet)
            }
            process { if ($auditCall.Running) { $auditPipeline.Process($_) } }
            end { if ($auditCall.Running) { $auditPipeline.End() } }
            clean { if ($auditPipeline) { $auditPipeline.Clean() } }
            """;
    }

    private string Simple() => $$"""
        {{ProxyHelp.Of(Command, QualifiedName)}}
        begin
        {
            $auditCall = @{ Rule = {{Quote(RuleName)}}; Command = {{Quote(Name)}}; Arguments = $args; At = $MyInvocation; Running = $false }
            AuditLog\Invoke-AuditedCommand -Call $auditCall
            $auditPipeline = { AuditLog\Invoke-AuditedCommand -Call $auditCall }.GetSteppablePipeline()
            $auditPipeline.Begin($MyInvocation.ExpectingInput, $ExecutionContext)
        }
        process { if ($auditCall.Running) { $auditPipeline.Process($_) } }
        end { if ($auditCall.Running) { $auditPipeline.End() } }
        clean { if ($auditPipeline) { $auditPipeline.Clean() } }
        """;

    /// <summary>Whether it has parameters that depend on others.</summary>
    public bool HasDynamicParameters => Command is CmdletInfo cmdlet
        ? typeof(IDynamicParameters).IsAssignableFrom(cmdlet.ImplementingType)
        : ((FunctionInfo)Command).ScriptBlock.Ast is FunctionDefinitionAst { Body.DynamicParamBlock: not null } or ScriptBlockAst { DynamicParamBlock: not null };

    private static string Quote(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}
