using System.Runtime.InteropServices;
using System.Security;

namespace AuditCmdlets.Logs;

/// <summary>A passphrase in the clear, for as long as it is needed.</summary>
internal sealed class Passphrase : IDisposable
{
    private readonly nint _text;
    private readonly int _length;

    /// <summary>Decrypts a passphrase.</summary>
    /// <param name="secret">Null for none.</param>
    public Passphrase(SecureString? secret)
    {
        if (secret is null) return;
        _length = secret.Length;
        _text = Marshal.SecureStringToGlobalAllocUnicode(secret);
    }

    /// <summary>The characters; none when there is no passphrase. Valid until <see cref="Dispose"/>.</summary>
    public unsafe ReadOnlySpan<char> Text => new((void*)_text, _length);

    /// <summary>Overwrites the characters.</summary>
    public void Dispose()
    {
        if (_text != 0) Marshal.ZeroFreeGlobalAllocUnicode(_text);
    }
}
