using System.Management.Automation;

namespace AuditCmdlets.Output;

/// <summary>What the views show of an object: its properties, every text of them made visible. The object itself keeps its values.</summary>
public static class ShownProperties
{
    /// <summary>The properties of an object: what the hidden property ViewText of the Types file gives.</summary>
    /// <param name="shown">One of the module's own objects.</param>
    public static object? Of(PSObject shown)
    {
        if (shown?.BaseObject is null) return null;
        PSObject result = new();
        foreach (System.Reflection.PropertyInfo property in shown.BaseObject.GetType().GetProperties())
            result.Properties.Add(new PSNoteProperty(property.Name, Shown(property.GetValue(shown.BaseObject))));
        // A note is lines; each of them is shown as one.
        if (shown.BaseObject is AuditLog.Attestation attestation) result.Properties["Note"].Value = string.Join('\n', attestation.Note.Split('\n').Select(VisibleText.Of));
        if (shown.BaseObject is AuditLog.Entry entry)
        {
            result.Properties["Actor"].Value = Shown(PartyObject.Describe(entry.Inner.Actor));
            result.Properties["Target"].Value = Shown(PartyObject.Describe(entry.Inner.Target));
            result.Properties["Data"].Value = entry.Inner.Data is { } data ? VisibleText.Of(data.GetRawText()) : null;
        }
        return result;
    }

    private static object? Shown(object? value) => value switch
    {
        string text => VisibleText.Of(text),
        IEnumerable<string> texts => texts.Select(VisibleText.Of).ToArray(),
        KeyVouch[] vouchers => Array.ConvertAll(vouchers, vouch => vouch with { KeyName = VisibleText.Of(vouch.KeyName) }),
        AuditParty party => VisibleText.Of(PartyObject.Describe(party)),
        _ => value,
    };
}
