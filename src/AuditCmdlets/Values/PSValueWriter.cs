using System.Data;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;
using System.Xml;

namespace AuditCmdlets.Values;

// What PowerShell adds to the values that the engine writes:
//
//   PSCustomObject, ErrorRecord, DataRow     an object
//   any other object of .NET                 at the top its properties, where those that are such objects too are text;
//                                            anywhere else its text: a process leads on to its modules, threads, streams …
//   ScriptBlock, XmlNode                     text
//   SwitchParameter                          a Boolean
//   PSCredential                             refused, as SecureString is

/// <summary>Writes values of PowerShell as canonical JSON.</summary>
/// <param name="unreadable">Told of each property whose getter throws; null is written in its place.</param>
internal sealed class PSValueWriter(Action<string, Exception>? unreadable = null) : ValueWriter
{
    // Whether an object is open already: then objects of .NET are written as text.
    private bool _inside;

    public override void Write(LineBuffer buffer, object? value, int depth)
    {
        switch (value)
        {
            case null or string: base.Write(buffer, value, depth); break;
            case PSObject wrapped when ReferenceEquals(wrapped, AutomationNull.Value): base.Write(buffer, null, depth); break;
            case PSObject { BaseObject: PSCustomObject } custom: WriteMembers(buffer, ObjectMembers.Of(custom, unreadable), depth); break;
            case PSObject wrapped: Write(buffer, wrapped.BaseObject, depth); break;
            case ObjectMembers members: WriteMembers(buffer, members, depth); break;
            case System.Collections.IDictionary items: WriteMembers(buffer, ObjectMembers.Of(items), depth); break;
            case SwitchParameter flag: base.Write(buffer, flag.IsPresent, depth); break;
            case ScriptBlock code: base.Write(buffer, code.ToString(), depth); break;
            case XmlNode xml: base.Write(buffer, xml.OuterXml, depth); break;
            case ErrorRecord error: WriteMembers(buffer, MembersOf(error), depth); break;
            case DataRow row: WriteMembers(buffer, MembersOf(row), depth); break;
            case DataTable table: WriteArray(buffer, table.Rows, depth); break;
            case DBNull: base.Write(buffer, null, depth); break;
            case PSCredential: throw new AuditException(
                AuditError.AuditValueRefused, "A PSCredential cannot be recorded: it is a secret. Record its user name instead.");
            case nint or nuint or Delegate or Stream or Task or MemberInfo when _inside: base.Write(buffer, value.ToString(), depth); break;
            default: base.Write(buffer, value, depth); break;
        }
    }

    /// <summary>An object of a type that the engine does not know.</summary>
    protected override void WriteOther(LineBuffer buffer, object value, int depth)
    {
        if (_inside) base.Write(buffer, PSObject.AsPSObject(value).ToString(), depth);
        else WriteMembers(buffer, ObjectMembers.Of(PSObject.AsPSObject(value), unreadable), depth);
    }

    private void WriteMembers(LineBuffer buffer, ObjectMembers members, int depth)
    {
        bool outermost = !_inside;
        _inside = true;
        try
        {
            WriteObject(buffer, members.Items, depth);
        }
        finally
        {
            if (outermost) _inside = false;
        }
    }

    private static ObjectMembers MembersOf(ErrorRecord error)
    {
        List<KeyValuePair<string, object?>> items =
        [
            new("message", error.ToString()),
            new("exception", error.Exception?.GetType().FullName),
            new("fullyQualifiedErrorId", error.FullyQualifiedErrorId),
            new("category", error.CategoryInfo.Category.ToString()),
            new("targetObject", error.TargetObject is null ? null : PSObject.AsPSObject(error.TargetObject).ToString()),
            new("scriptStackTrace", error.ScriptStackTrace),
            new("position", error.InvocationInfo?.PositionMessage),
        ];
        items.RemoveAll(item => item.Value is null or "");
        return new ObjectMembers(items, IsRich: false);
    }

    private static ObjectMembers MembersOf(DataRow row) => new(
        [.. row.Table.Columns.Cast<DataColumn>().Select(column => new KeyValuePair<string, object?>(column.ColumnName, row[column]))],
        IsRich: false);
}
