using System.Collections;
using System.Management.Automation;
using AuditCmdlets.Values;

namespace AuditCmdlets.Appending;

/// <summary>
/// Makes an event of what comes down the pipeline. Text becomes the message; the properties of an object that are named like
/// members of an entry become these, and all others its data, so that nothing is lost; anything else becomes the data.
/// What was typed as a parameter comes first, and then the property of that name stays in the data.
/// </summary>
/// <param name="given">What was typed; the same for every object.</param>
/// <param name="typed">Names of the parameters that were typed.</param>
/// <param name="self">The actor of events that name none.</param>
/// <param name="excluded">Names of properties that are left out.</param>
/// <param name="unreadable">Told of each property whose getter throws.</param>
internal sealed class EventReader(AuditEvent given, ICollection<string> typed, AuditActor? self, IReadOnlyList<WildcardPattern> excluded, Action<string, Exception> unreadable)
{
    private static readonly Dictionary<string, Member> s_members = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Type"] = Member.Type,
        ["Message"] = Member.Message,
        ["Action"] = Member.Action,
        ["Actor"] = Member.Actor,
        ["Target"] = Member.Target,
        ["Outcome"] = Member.Outcome,
        ["Source"] = Member.Source,
        ["CorrelationId"] = Member.Correlation,
        ["Correlation"] = Member.Correlation,
        ["Occurred"] = Member.Occurred,
    };

    private readonly bool _actorTyped = typed.Contains("Actor"), _dataTyped = typed.Contains("Data");

    private enum Member
    {
        Type = 1,
        Message,
        Action,
        Actor,
        Target,
        Outcome,
        Source,
        Correlation,
        Occurred,
    }

    /// <summary>The event when nothing is piped.</summary>
    public AuditEvent Read() => WithSelf(excluded.Count == 0 ? given : given with { Data = Remaining(given.Data) });

    /// <summary>The event of one object.</summary>
    /// <param name="input">From the pipeline.</param>
    /// <exception cref="AuditException">AuditEntryInvalid, with what to do.</exception>
    public AuditEvent Read(PSObject input) => input.BaseObject switch
    {
        PSCustomObject => FromMembers(ObjectMembers.Of(input, unreadable).Without(excluded)),
        AuditEvent whole => Over(whole),
        AuditLog.Entry entry => Over(EventOf(entry.Inner)),
        AuditEntry entry => Over(EventOf(entry)),
        string text when given.Message is null => WithSelf(given with { Message = text.Length == 0 ? null : text }),
        ErrorRecord error => WithData(given with { Message = given.Message ?? error.ToString() }, error),
        IDictionary items => FromMembers(ObjectMembers.Of(items).Without(excluded)),
        var value when MemberValue.IsOne(value) => WithData(given, value),
        _ => FromMembers(ObjectMembers.Of(input, unreadable).Without(excluded)),
    };

    private object? Remaining(object? data) => (data is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : data) switch
    {
        IDictionary items => ObjectMembers.Of(items).Without(excluded),
        PSObject custom => ObjectMembers.Of(custom, unreadable).Without(excluded),
        var value => value,
    };

    private AuditEvent FromMembers(ObjectMembers members)
    {
        AuditEvent result = given;
        bool actorNamed = _actorTyped, dataNamed = false;
        object? data = null;
        List<KeyValuePair<string, object?>> items = members.Items;
        int kept = 0;
        for (int i = 0; i < items.Count; i++)
        {
            KeyValuePair<string, object?> item = items[i];
            AuditEvent? taken = Take(result, item.Key, item.Value);
            if (taken is not null)
            {
                result = taken;
                actorNamed |= string.Equals(item.Key, "Actor", StringComparison.OrdinalIgnoreCase);
            }
            else if (!dataNamed && !_dataTyped && string.Equals(item.Key, "Data", StringComparison.OrdinalIgnoreCase))
            {
                (data, dataNamed) = (item.Value, true);
                items[kept++] = item;
            }
            else
            {
                items[kept++] = item;
            }
        }
        items.RemoveRange(kept, items.Count - kept);
        if (!actorNamed) result = result with { Actor = self };
        if (kept == 0) return result;
        // An object that has Data and nothing else besides members of an entry means that very value.
        return dataNamed && kept == 1 ? result with { Data = excluded.Count == 0 ? data : Remaining(data) } : WithData(result, members, setSelf: false);
    }

    /// <summary>The event with one more member, or null when the property is none: then it is data.</summary>
    private AuditEvent? Take(AuditEvent result, string name, object? value)
    {
        if (!s_members.TryGetValue(name, out Member member)) return null;
        return member switch
        {
            Member.Type when given.Type.Length == 0 && MemberValue.ToText(value) is { } text => result with { Type = text },
            Member.Message when given.Message is null && MemberValue.ToText(value) is { } text => result with { Message = NullIfEmpty(text) },
            Member.Action when given.Action is null && MemberValue.ToText(value) is { } text => result with { Action = NullIfEmpty(text) },
            Member.Outcome when given.Outcome is null && MemberValue.ToText(value) is { } text => result with { Outcome = NullIfEmpty(text.Trim().ToLowerInvariant()) },
            Member.Source when given.Source is null && MemberValue.ToText(value) is { } text => result with { Source = NullIfEmpty(text) },
            Member.Correlation when given.Correlation is null && MemberValue.ToText(value) is { } text => result with { Correlation = NullIfEmpty(text) },
            Member.Actor when !_actorTyped && PartyValue.IsParty(value) => result with { Actor = PartyValue.ToActor(value) },
            Member.Target when given.Target is null && PartyValue.IsParty(value) => result with { Target = PartyValue.ToTarget(value) },
            Member.Occurred when given.Occurred is null => result with { Occurred = MemberValue.ToTime(value) },
            _ => null,
        };
    }

    private AuditEvent Over(AuditEvent whole) => whole with
    {
        Type = given.Type.Length > 0 ? given.Type : whole.Type,
        Message = given.Message ?? whole.Message,
        Action = given.Action ?? whole.Action,
        Actor = _actorTyped ? given.Actor : whole.Actor,
        Target = given.Target ?? whole.Target,
        Outcome = given.Outcome ?? whole.Outcome,
        Source = given.Source ?? whole.Source,
        Correlation = given.Correlation ?? whole.Correlation,
        Occurred = given.Occurred ?? whole.Occurred,
        Data = _dataTyped ? given.Data : whole.Data,
    };

    private AuditEvent WithSelf(AuditEvent source) => _actorTyped ? source : source with { Actor = self };

    private AuditEvent WithData(AuditEvent source, object data, bool setSelf = true) => _dataTyped
        ? throw new AuditException(AuditError.AuditEntryInvalid, "The object from the pipeline becomes the data of the entry, and -Data was given as well. Leave one of them out, or pipe text, which becomes the message.")
        : (setSelf ? WithSelf(source) : source) with { Data = data };

    /// <summary>An entry of another log: when it was recorded there is when it happened, unless it says better.</summary>
    private static AuditEvent EventOf(AuditEntry entry) => new()
    {
        Type = entry.Type,
        Occurred = entry.Occurred ?? entry.Time,
        Actor = entry.Actor,
        Action = entry.Action,
        Target = entry.Target,
        Outcome = entry.Outcome,
        Message = entry.Message,
        Source = entry.Source,
        Correlation = entry.Correlation,
        Data = entry.Data,
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
