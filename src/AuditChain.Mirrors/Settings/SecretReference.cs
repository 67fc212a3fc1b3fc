namespace AuditChain.Mirrors.Settings;

/// <summary>A secret by where it is: <c>env:NAME</c> or <c>file:PATH</c>. It is read when it is needed, and stands in no log, store or message.</summary>
public sealed class SecretReference
{
    private const string Environment = "env:", File = "file:";
    private readonly string _text;

    private SecretReference(string text) => _text = text;

    /// <summary>Whether a text has the form of a reference.</summary>
    /// <param name="text">An option's value.</param>
    public static bool IsReference(string text) =>
        (text.StartsWith(Environment, StringComparison.Ordinal) && text.Length > Environment.Length)
        || (text.StartsWith(File, StringComparison.Ordinal) && text.Length > File.Length);

    /// <summary>Takes a reference, and refuses everything else: it could be the secret itself.</summary>
    /// <param name="option">The option's name, for the message.</param>
    /// <param name="text">Its value, which no message repeats.</param>
    /// <exception cref="AuditException">AuditMirrorInvalid.</exception>
    public static SecretReference Parse(string option, string text) => IsReference(text) ? new SecretReference(text)
        : throw MirrorSettings.Invalid($"The option '{option}' is a secret, which is never stored: say where it is, env:NAME or file:PATH.");

    /// <summary>The secret as it stands there now; a newline at the end of a file is not part of it.</summary>
    /// <exception cref="AuditException">AuditMirrorInvalid: it is not there.</exception>
    public string Read()
    {
        if (_text.StartsWith(Environment, StringComparison.Ordinal))
        {
            string name = _text[Environment.Length..];
            return System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value
                : throw MirrorSettings.Invalid($"The environment variable '{name}', which holds a secret of the mirror, is not set.");
        }
        string path = _text[File.Length..];
        try
        {
            string value = System.IO.File.ReadAllText(path).TrimEnd('\n', '\r');
            return value.Length > 0 ? value : throw MirrorSettings.Invalid($"The file '{path}', which holds a secret of the mirror, is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new AuditException(AuditError.AuditMirrorInvalid, $"The file '{path}', which holds a secret of the mirror, cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The reference, not the secret.</summary>
    public override string ToString() => _text;
}
