using System.Management.Automation;
using System.Management.Automation.Language;
using AuditChain.Recording.Secrets;

namespace AuditCmdlets.Wrapping;

/// <summary>What is called: a block, or a command with its parameters.</summary>
internal interface ICallSubject
{
    /// <summary>In a word, for messages.</summary>
    string Name { get; }

    /// <summary>Whether it is one command, so that what it was told when it asked holds for all of it.</summary>
    bool IsOne { get; }

    /// <summary>Whether it is certain that WhatIf withholds whatever it asks for.</summary>
    bool IsWhatIf { get; }

    /// <summary>Told of each object of the pipeline before it is passed on.</summary>
    /// <returns>Whether that makes another thing of it, so that it is to be recorded.</returns>
    bool TakeInput();

    /// <summary>What it is done to now; null when only the caller knows.</summary>
    AuditTarget? Target();

    /// <summary>What there is to tell of it now.</summary>
    IEnumerable<KeyValuePair<string, object?>> Facts();

    /// <summary>What it was done to as a whole; null when that is not one thing.</summary>
    AuditTarget? LastTarget();

    /// <summary>What there is to tell of the whole.</summary>
    IEnumerable<KeyValuePair<string, object?>> LastFacts();

    /// <summary>The errors that it has written; null when that cannot be told.</summary>
    IReadOnlyList<ErrorRecord>? Errors();

    /// <summary>Takes what must not be recorded out of a text.</summary>
    /// <param name="text">Of an error.</param>
    string Scrub(string text);
}

/// <summary>A block that somebody typed or wrote.</summary>
/// <param name="block">The block.</param>
/// <param name="omit">Whether its text is not to be recorded.</param>
/// <param name="secrets">Takes secrets out of its text, and out of errors.</param>
internal sealed class BlockSubject(ScriptBlock block, bool omit, SecretFilter secrets) : ICallSubject
{
    private const int MaxText = 1000;

    public string Name => "The command";

    public bool IsOne => block.Ast.FindAll(ast => ast is PipelineAst { PipelineElements: [CommandAst, ..] or [_, CommandAst, ..] }, searchNestedScriptBlocks: false).Take(2).Count() < 2;

    public bool IsWhatIf => false;

    public bool TakeInput() => false;

    public AuditTarget? Target() => null;

    public IEnumerable<KeyValuePair<string, object?>> Facts()
    {
        if (omit) yield break;
        // Before it is cut: half a secret would not be known for one.
        string text = secrets.Clean(block.ToString().Trim());
        yield return new("command", RecordedText.Of(text, MaxText));
        if (block.File is { Length: > 0 } file) yield return new("at", $"{file}:{block.Ast.Extent.StartLineNumber}");
    }

    public AuditTarget? LastTarget() => null;

    public IEnumerable<KeyValuePair<string, object?>> LastFacts() => [];

    public IReadOnlyList<ErrorRecord>? Errors() => null;

    public string Scrub(string text) => secrets.Clean(text);
}
