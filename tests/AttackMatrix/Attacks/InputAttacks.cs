using System.Text;
using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Rows 22 and 23: events that must not be stored, given to append on the honest log; and paths at which there is nothing.</summary>
internal static class InputAttacks
{
    public static void Add(VectorSet set)
    {
        string deep = string.Concat(Enumerable.Repeat("[", 10_000)) + string.Concat(Enumerable.Repeat("]", 10_000));
        Refused(set, "depth", "data of ten thousand arrays in each other", AuditError.AuditEntryTooDeep, $$"""{"type":"x","data":{{deep}}}""");
        Refused(set, "depth-one", "data one level deeper than is allowed", AuditError.AuditEntryTooDeep, $$"""{"type":"x","data":{{Nested(AuditLimits.Depth)}}}""");
        Refused(set, "surrogate", "a lone surrogate in the message", AuditError.AuditValueRefused, """{"type":"x","message":"\ud800"}""");
        Refused(set, "surrogate-data", "a lone surrogate in the data", AuditError.AuditValueRefused, """{"type":"x","data":{"a":"\udc00"}}""");
        Refused(set, "type-long", "a type of a million characters", AuditError.AuditEntryInvalid, $$"""{"type":"{{new string('t', 1_000_000)}}"}""");
        Refused(set, "type-newline", "a newline in the type", AuditError.AuditEntryInvalid, """{"type":"console\nsecret"}""");
        Refused(set, "type-empty", "an empty type", AuditError.AuditEntryInvalid, """{"type":""}""");
        Refused(set, "large", "a message of 3 MiB", AuditError.AuditEntryTooLarge, $$"""{"type":"x","message":"{{new string('m', 3 << 20)}}"}""");
        Refused(set, "large-escaped", "a message that only its escapes make too long", AuditError.AuditEntryTooLarge, $$"""{"type":"x","message":"{{string.Concat(Enumerable.Repeat("\\u0001", 200_000))}}"}""");
        Refused(set, "large-array", "an array of half a million numbers", AuditError.AuditEntryTooLarge, $$"""{"type":"x","data":[{{string.Join(',', Enumerable.Repeat("10", 500_000))}}]}""");
        Refused(set, "sealed", "data that pretends to be sealed", AuditError.AuditValueRefused, """{"type":"x","data":{"$sealed":"AAAA"}}""");
        Refused(set, "outcome", "an outcome that is no lower-case word", AuditError.AuditEntryInvalid, """{"type":"x","outcome":"Not OK"}""");
        Attack deepest = new(22, "honest-depth", "nothing: data as deep as is allowed");
        set.Add(deepest, Form.Input, Encoding.UTF8.GetBytes($$"""{"type":"x","data":{{Nested(AuditLimits.Depth - 1)}}}"""), new Expect().Case(Expect.Intact with { Entries = HonestLog.Count + 1 }), "ops.audit");

        Expect missing = new Expect().Case(Expect.Refused(AuditError.AuditLogNotFound));
        set.Add(new(23, "no-file", "there is no file of that name"), Form.Missing, [], missing, "no-such-log.audit");
        set.Add(new(23, "no-folder", "there is no folder of that name"), Form.Missing, [], missing, "no/such/folder/ops.audit");
        set.Add(new(23, "no-bundle", "there is no bundle of that name"), Form.Missing, [], missing, "no-such.auditbundle");
    }

    private static string Nested(int levels) => $"{new string('[', levels)}{new string(']', levels)}";

    private static void Refused(VectorSet set, string name, string words, AuditError error, string json) =>
        set.Add(new(22, $"input-{name}", words), Form.Input, Encoding.UTF8.GetBytes(json), new Expect().Case(Expect.Refused(error)), "ops.audit");
}
