using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Fuzzing;

/// <summary>An honest file, and what the verifier is handed for it: the log's key, and a checkpoint that covers all of it.</summary>
/// <param name="Form">Which kind of file.</param>
/// <param name="File">Its bytes.</param>
/// <param name="FileName">The name to give it.</param>
/// <param name="Content">The log that it was made of.</param>
/// <param name="First">The first entry in the file.</param>
/// <param name="Last">The last entry in the file.</param>
/// <param name="Options">Key and checkpoint.</param>
internal sealed record Subject(Form Form, byte[] File, string FileName, LogContent Content, int First, int Last, VerificationOptions Options)
{
    private static readonly Lazy<IReadOnlyList<Subject>> s_texts = new(MakeTexts);
    private static readonly Lazy<IReadOnlyList<Subject>> s_logs = new(() => [Log(HonestLog.Make()), Log(Small(3)), Log(Small(70).Attest(33, Keys.Ops))]);

    /// <summary>True when the file does not start at entry 1: then a narrower part of it is as honest as it is.</summary>
    public bool IsPart => First > 1;

    public static IReadOnlyList<Subject> Of(Form form) => form switch
    {
        Form.Log => s_logs.Value,
        Form.Mirror => [.. s_texts.Value.Where(s => s.Form == Form.Mirror)],
        _ => [.. s_texts.Value.Where(s => s.Form == Form.Bundle).Select(s => form == Form.Gz ? s with { Form = Form.Gz, FileName = s.FileName + ".gz" } : s)],
    };

    private static List<Subject> MakeTexts()
    {
        LogContent honest = HonestLog.Make(), disclosed = HonestLog.Make(), small = Small(3), empty = Small(0);
        disclosed.Records.AddRange(HonestLog.Openings);
        List<Subject> subjects = [];
        foreach (LogContent content in (LogContent[])[disclosed, small, empty, honest])
        {
            subjects.Add(new(Form.Bundle, BundleText.Bundle(content), "f.auditbundle", content, 1, content.Lines.Count, Trust(content, content.Lines.Count)));
            subjects.Add(new(Form.Mirror, BundleText.Mirror(content), "f.jsonl", content, 1, content.Lines.Count, Trust(content, content.Lines.Count)));
        }
        LogContent whole = HonestLog.Unsigned(HonestLog.Count, id: new string('e', 32));
        byte[] part = BundleText.Join(BundleText.Part(whole, 5, 12, HonestLog.Openings[1], BundleText.Proof(whole, 12, whole.Sign(16, Keys.Ops))));
        subjects.Add(new(Form.Bundle, part, "f.auditbundle", whole, 5, 12, Trust(whole, 16) with { AllowPart = true }));
        return subjects;
    }

    /// <summary>A log of its own, so that a piece of it is no honest piece of another.</summary>
    private static LogContent Small(int count) => HonestLog.Unsigned(count, id: new string((char)('0' + (count % 10)), 32)).Attest(count, Keys.Ops);

    private static Subject Log(LogContent content) =>
        new(Form.Log, DatabaseBuilder.Build(content), "f.audit", content, 1, content.Lines.Count, Trust(content, content.Lines.Count));

    private static VerificationOptions Trust(LogContent content, int size) => new() { Keys = [Keys.Ops.VerifierKey], Checkpoints = [SignedNote.Parse(content.Sign(size, Keys.Ops))] };
}
