using System.Collections;
using System.Management.Automation;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Rules;

/// <summary>A command that a rule wraps, with what it is called with.</summary>
/// <param name="rule">The rule.</param>
/// <param name="proxy">The command.</param>
/// <param name="arguments">The parameters of the proxy, which change with each object of the pipeline; or the $args of a simple function.</param>
/// <param name="proxyScope">The scope of the proxy.</param>
/// <param name="at">Where it is called; null when that is not known.</param>
internal sealed class RuleSubject(RuleDefinition rule, RuleProxy proxy, object arguments, SessionState proxyScope, InvocationInfo? at) : ICallSubject
{
    private const int MaxTargets = 100;
    private readonly ParameterReader _reader = new(rule, proxy.Metadata);
    private readonly List<string> _targets = [];
    private int _inputs;

    public string Name => proxy.Name;

    // However many commands a function runs inside: it was called as one, and its ShouldProcess speaks for it.
    public bool IsOne => true;

    public bool IsWhatIf => proxy.Metadata.SupportsShouldProcess
        && (Bound("WhatIf") is { } given ? LanguagePrimitives.IsTrue(given) : LanguagePrimitives.IsTrue(proxyScope.PSVariable.GetValue("WhatIfPreference")));

    public bool TakeInput()
    {
        _inputs++;
        Remember();
        // What a simple function is piped, it alone can read.
        return arguments is IDictionary;
    }

    public AuditTarget? Target()
    {
        string? id = _reader.TargetOf(arguments);
        return id is null ? null : AuditTarget.FromString(id);
    }

    public IEnumerable<KeyValuePair<string, object?>> Facts()
    {
        yield return new("rule", rule.Name);
        if (_inputs > 0) yield return new("input", _inputs);
        yield return new("parameters", _reader.Read(arguments));
        if (at is { ScriptName.Length: > 0 }) yield return new("at", $"{at.ScriptName}:{at.ScriptLineNumber}");
    }

    public AuditTarget? LastTarget()
    {
        Remember();
        return _targets is [var one] ? AuditTarget.FromString(one) : null;
    }

    public IEnumerable<KeyValuePair<string, object?>> LastFacts()
    {
        if (_inputs > 0) yield return new("inputs", _inputs);
        if (_targets.Count > 1) yield return new("targets", _targets);
    }

    public IReadOnlyList<ErrorRecord>? Errors() => arguments is not IDictionary ? null
        : proxyScope.PSVariable.GetValue(RuleProxy.ErrorVariable) is IEnumerable written ? [.. written.Cast<object?>().Select(ErrorsSeen.RecordOf).OfType<ErrorRecord>()] : [];

    public string Scrub(string text) => _reader.Scrub(text, arguments);

    private object? Bound(string parameter) => arguments is IDictionary items && items.Contains(parameter) ? items[parameter] : null;

    private void Remember()
    {
        if (_targets.Count < MaxTargets && _reader.TargetOf(arguments) is { } id && !_targets.Contains(id)) _targets.Add(id);
    }
}
