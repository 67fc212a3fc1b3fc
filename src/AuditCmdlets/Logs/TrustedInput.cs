using System.Management.Automation;

namespace AuditCmdlets.Logs;

/// <summary>Reads what a verification is handed from outside: keys and checkpoints.</summary>
internal static class TrustedInput
{
    /// <summary>Reads verifier keys.</summary>
    /// <param name="cmdlet">Whose location and drives are meant.</param>
    /// <param name="given">Verifier-key lines, or paths of files; wildcards are allowed.</param>
    public static IReadOnlyList<VerifierKey> ReadKeys(PSCmdlet cmdlet, IEnumerable<string> given)
    {
        List<VerifierKey> keys = [];
        foreach (string item in given)
        {
            if (IsKeyLine(item)) keys.AddRange(VerifierKey.Load(item));
            else foreach (string path in FilesOf(cmdlet, item, AuditError.AuditKeyNotFound)) keys.AddRange(Named(path, () => VerifierKey.Load(path)));
        }
        return keys;
    }

    /// <summary>Reads the one key that is to follow another; it must bring its name.</summary>
    /// <param name="cmdlet">Whose location and drives are meant.</param>
    /// <param name="given">A verifier-key line, or the path of a file with one.</param>
    public static VerifierKey ReadNamedKey(PSCmdlet cmdlet, string given) => ReadKeys(cmdlet, [given]) is [{ IsAnyName: false } key] ? key
        : throw new AuditException(AuditError.AuditKeyInvalid, $"'{given}' is not one verifier-key line, NAME+ID+KEY, nor a file with one. New-AuditKey writes it into the .pub file.");

    /// <summary>Reads checkpoints.</summary>
    /// <param name="cmdlet">Whose location and drives are meant.</param>
    /// <param name="given">Attestations, texts of signed notes, or files; wildcards are allowed.</param>
    public static IReadOnlyList<SignedNote> ReadCheckpoints(PSCmdlet cmdlet, IEnumerable<object> given)
    {
        List<SignedNote> notes = [];
        foreach (object? item in given)
        {
            object? value = item is PSObject wrapped ? wrapped.BaseObject : item;
            if (value is AuditLog.Attestation attestation) notes.Add(attestation.Signed);
            else if (value is SignedNote note) notes.Add(note);
            else if (value?.ToString() is { Length: > 0 } text) notes.AddRange(ReadNotes(cmdlet, text));
            else throw new AuditException(AuditError.AuditCheckpointInvalid, "A checkpoint is a file, the text of a signed note, or an attestation; an empty value was given.");
        }
        return notes;
    }

    private static IEnumerable<SignedNote> ReadNotes(PSCmdlet cmdlet, string text) => text.Contains('\n', StringComparison.Ordinal)
        ? [CheckpointFile.Parse(text)]
        : FilesOf(cmdlet, text, AuditError.AuditCheckpointInvalid).Select(CheckpointFile.Read);

    /// <summary>What is wrong with the text of a file, with the name of the file.</summary>
    private static T Named<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (AuditException e) when (!e.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new AuditException(e.Error, $"'{path}': {e.Message}", e);
        }
    }

    private static IReadOnlyList<string> FilesOf(PSCmdlet cmdlet, string path, AuditError error)
    {
        try
        {
            return LogPaths.Resolve(cmdlet, path);
        }
        catch (AuditException e)
        {
            throw new AuditException(error, e.Message, e);
        }
    }

    /// <summary>NAME+ID+BASE64: never a path.</summary>
    private static bool IsKeyLine(string text) =>
        text.Split('+', 3) is [{ Length: > 0 } name, { Length: 8 } id, { Length: > 40 }] && id.All(char.IsAsciiHexDigitLower) && !name.Any(char.IsWhiteSpace);
}
