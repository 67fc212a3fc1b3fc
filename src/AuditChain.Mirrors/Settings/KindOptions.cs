using System.Globalization;

namespace AuditChain.Mirrors.Settings;

/// <summary>The options of a mirror as its kind reads them. What no kind asked for is an error: a mistyped option must not be passed over.</summary>
/// <param name="settings">The settings of a mirror.</param>
public sealed class KindOptions(MirrorSettings settings)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>A text, or null where it is not given.</summary>
    /// <param name="name">The option.</param>
    public string? Text(string name)
    {
        _asked.Add(name);
        return settings.Options.GetValueOrDefault(name);
    }

    /// <summary>A text that must be given.</summary>
    /// <param name="name">The option.</param>
    /// <param name="meaning">What it is, for the message.</param>
    public string Required(string name, string meaning) => Text(name) is { Length: > 0 } value ? value
        : throw MirrorSettings.Invalid($"A mirror of the kind '{settings.Kind}' needs the option '{name}': {meaning}.");

    /// <summary>A whole number.</summary>
    /// <param name="name">The option.</param>
    /// <param name="normal">Its value where it is not given.</param>
    /// <param name="least">The smallest.</param>
    /// <param name="most">The largest.</param>
    public int Number(string name, int normal, int least, int most)
    {
        if (Text(name) is not { } text) return normal;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most ? value
            : throw MirrorSettings.Invalid($"The option '{name}' is a number from {least} to {most}; {NoteText.Quote(text)} is not.");
    }

    /// <summary>One of some words.</summary>
    /// <param name="name">The option.</param>
    /// <param name="words">The first is the value where it is not given.</param>
    public string Word(string name, params string[] words)
    {
        string value = Text(name) ?? words[0];
        return words.Contains(value, StringComparer.Ordinal) ? value
            : throw MirrorSettings.Invalid($"The option '{name}' is one of {string.Join(", ", words)}; {NoteText.Quote(value)} is not.");
    }

    /// <summary>A secret, by reference; null where it is not given.</summary>
    /// <param name="name">The option.</param>
    public SecretReference? Secret(string name) => Text(name) is { } text ? SecretReference.Parse(name, text) : null;

    /// <summary>The format: one that the kind can write.</summary>
    /// <param name="names">The first is the default.</param>
    public string Format(params string[] names)
    {
        string format = settings.Format ?? names[0];
        return names.Contains(format, StringComparer.Ordinal) ? format
            : throw MirrorSettings.Invalid($"A mirror of the kind '{settings.Kind}' writes {string.Join(", ", names)}; {NoteText.Quote(format)} is none of them.");
    }

    /// <summary>Options that begin with a word and a colon, by what follows: <c>header:X-Tenant</c>.</summary>
    /// <param name="prefix">With the colon.</param>
    public IEnumerable<KeyValuePair<string, string>> Named(string prefix)
    {
        foreach ((string name, string value) in settings.Options)
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal) || name.Length == prefix.Length) continue;
            _asked.Add(name);
            yield return new(name[prefix.Length..], value);
        }
    }

    /// <summary>Refuses options that nobody asked for.</summary>
    /// <exception cref="AuditException">AuditMirrorInvalid.</exception>
    public void Done()
    {
        if (settings.Options.Keys.FirstOrDefault(name => !_asked.Contains(name)) is not { } unknown) return;
        throw MirrorSettings.Invalid($"A mirror of the kind '{settings.Kind}' has no option {NoteText.Quote(unknown)}. "
            + (_asked.Count == 0 ? "It has none." : $"It has {string.Join(", ", _asked.Order(StringComparer.Ordinal))}."));
    }
}
