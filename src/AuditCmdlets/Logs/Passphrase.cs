using System.Management.Automation.Host;
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

    /// <summary>A passphrase that came as text.</summary>
    /// <param name="text">Empty for none.</param>
    public Passphrase(string text)
    {
        _length = text.Length;
        _text = Marshal.StringToHGlobalUni(text);
    }

    /// <summary>Asks whoever sits at the prompt; null where nobody does.</summary>
    /// <param name="host">The session's.</param>
    /// <param name="key">Which key it is of.</param>
    public static Passphrase? Ask(PSHost host, string key)
    {
        if (!Environment.UserInteractive || Console.IsInputRedirected) return null;
        try
        {
            host.UI.Write($"Passphrase of the key '{VisibleText.Of(key)}': ");
            return host.UI.ReadLineAsSecureString() is { Length: > 0 } typed ? new Passphrase(typed) : null;
        }
        catch (Exception e) when (e is HostException or InvalidOperationException or NotImplementedException)
        {
            // -NonInteractive, or a host without a prompt.
            return null;
        }
    }

    /// <summary>True when there is none.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The characters; none when there is no passphrase. Valid until <see cref="Dispose"/>.</summary>
    public unsafe ReadOnlySpan<char> Text => new((void*)_text, _length);

    /// <summary>Overwrites the characters.</summary>
    public void Dispose()
    {
        if (_text != 0) Marshal.ZeroFreeGlobalAllocUnicode(_text);
    }
}
