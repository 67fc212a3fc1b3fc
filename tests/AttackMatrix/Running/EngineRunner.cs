using System.Text.Json;
using AttackMatrix.Honest;
using AttackMatrix.Vectors;
using AuditChain.Sqlite;

namespace AttackMatrix.Running;

/// <summary>Gives vectors to the engine itself.</summary>
internal sealed class EngineRunner : ISurface
{
    public string Name => "engine";

    public bool AtOnce => true;


    /// <summary>What the engine says to one case of a vector, whose file lies at a path.</summary>
    public Answer Run(Vector vector, Expectation handed, string path)
    {
        try
        {
            VerificationOptions options = new() { Keys = [.. handed.Keys.Select(VerifierKey.Parse)], Checkpoints = [.. handed.Checkpoints.Select(ReadNote)], AllowPart = handed.AllowPart == true };
            if (vector.Form == Form.Input) Append(path, vector.Content);
            return Answer.Of(AuditFile.Verify(path, options));
        }
        catch (AuditException e)
        {
            return new Answer { Error = e.Error.ToString() };
        }
        catch (Exception e)
        {
            // Never right: nothing that is read may end in anything but a verdict or an error in words.
            return new Answer { Error = $"threw {e.GetType().Name}: {e.Message}" };
        }
    }

    public Answer Append(string path, int writers, int entries)
    {
        Thread[] threads = [.. Enumerable.Range(0, writers).Select(_ => new Thread(() =>
        {
            using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append);
            for (int i = 0; i < entries; i++) log.Append([PreparedEntry.From(new AuditEvent { Type = "job", Message = "at once" })]);
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        return Answer.Of(AuditFile.Verify(path));
    }

    public void Dispose()
    {
    }

    private static SignedNote ReadNote(string text)
    {
        SignedNote note = SignedNote.Parse(text);
        note.Checkpoint();
        return note;
    }

    /// <summary>Appends an event given as JSON; reading it is not what is tested, so it is read loosely.</summary>
    private static void Append(string path, byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = int.MaxValue });
        JsonElement root = document.RootElement;
        AuditEvent said = new()
        {
            Type = Text(root, "type") ?? "",
            Message = Text(root, "message"),
            Outcome = Text(root, "outcome"),
            Actor = Text(root, "actor") is { } id ? new AuditActor { Id = id } : null,
            Data = root.TryGetProperty("data", out JsonElement data) ? data : null,
        };
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append);
        log.Append([PreparedEntry.From(said)]);
    }

    private static string? Text(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out JsonElement value)) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return "\ud800"; // .NET will not decode it; the engine is to be given what was meant
        }
    }
}
