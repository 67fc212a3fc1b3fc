using System.Text.Json;
using System.Text.Json.Nodes;

namespace AuditChain.Service.Tokens;

/// <summary>The file <c>LOG.state</c>, which holds the tokens of a log. Replaced as a whole, one writer at a time.</summary>
/// <param name="log">The path of the log.</param>
public sealed class TokenFile(string log)
{
    private const int LongestName = 64;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>The path of the file.</summary>
    public string Path { get; } = log + ".state";

    /// <summary>Reads the tokens; there are none when there is no file.</summary>
    /// <exception cref="AuditException">AuditTokenInvalid: the file is damaged; AuditLogAccessDenied.</exception>
    public TokenBook Read() => ReadState().Book;

    /// <summary>Makes a token.</summary>
    /// <param name="name">Whose it is: letters, digits and <c>. _ - @ /</c>, at most 64.</param>
    /// <param name="scopes">What it allows.</param>
    /// <param name="types">Patterns of the types that it may append; none for all.</param>
    /// <param name="expires">When it ends; null for never.</param>
    /// <returns>The token's text, which is kept nowhere, and what is kept of it.</returns>
    /// <exception cref="AuditException">AuditTokenInvalid: the name is refused, or two tokens have it; AuditPatternInvalid.</exception>
    public (string Text, ServiceToken Token) Add(string name, TokenScopes scopes, IReadOnlyList<string> types, DateTimeOffset? expires)
    {
        if (name.Length is 0 or > LongestName || !name.All(character => char.IsAsciiLetterOrDigit(character) || "._-@/".Contains(character, StringComparison.Ordinal)))
            throw new AuditException(AuditError.AuditTokenInvalid, $"A token's name has 1 to {LongestName} letters, digits or . _ - @ /; '{name}' is none.");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        if (expires <= now) throw new AuditException(AuditError.AuditTokenInvalid, $"The token would end at {expires:u}, which has passed.");
        (string id, string text) = TokenText.Create();
        ServiceToken token = new()
        {
            Id = id,
            Name = name,
            Hash = TokenText.HashOf(text),
            Scopes = scopes,
            Types = [.. types.Select(type => NamePattern.Parse(type).Text)],
            Created = now,
            Expires = expires,
        };
        Change(tokens =>
        {
            if (tokens.Count(other => other.Name == name && other.IsValidAt(now)) >= 2)
                throw new AuditException(AuditError.AuditTokenInvalid, $"Two tokens have the name '{name}' already, and one can replace the other. Remove one first.");
            return [.. tokens, token];
        });
        return (text, token);
    }

    /// <summary>Removes tokens: whoever holds one of them is refused from now on.</summary>
    /// <param name="nameOrId">A name, of which all go, or the id of one.</param>
    /// <returns>What was removed.</returns>
    /// <exception cref="AuditException">AuditTokenNotFound.</exception>
    public IReadOnlyList<ServiceToken> Remove(string nameOrId)
    {
        IReadOnlyList<ServiceToken> removed = [];
        Change(tokens =>
        {
            removed = [.. tokens.Where(token => token.Name == nameOrId || token.Id == nameOrId)];
            if (removed.Count == 0) throw new AuditException(AuditError.AuditTokenNotFound, $"There is no token '{nameOrId}' in '{Path}'. Nothing was changed.");
            return [.. tokens.Except(removed)];
        });
        return removed;
    }

    private void Change(Func<IReadOnlyList<ServiceToken>, IReadOnlyList<ServiceToken>> change)
    {
        try
        {
            using FileStream guard = Lock();
            (JsonObject state, TokenBook book) = ReadState();
            state["tokens"] = JsonNode.Parse(CanonicalJson.Serialize(new TokenBook(change(book.Tokens)).Members()));
            Replace(JsonSerializer.SerializeToUtf8Bytes(state));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(AuditError.AuditDestinationInvalid, $"'{Path}' cannot be written: {e.Message} Nothing was changed.", e);
        }
    }

    private (JsonObject State, TokenBook Book) ReadState()
    {
        try
        {
            JsonObject state = JsonNode.Parse(File.ReadAllBytes(Path)) as JsonObject ?? throw new FormatException("it is not a JSON object");
            return (state, state["tokens"] is { } tokens ? TokenBook.Read(JsonElement.Parse(tokens.ToJsonString())) : new TokenBook([]));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return ([], new TokenBook([]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(AuditError.AuditLogAccessDenied, $"'{Path}' cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException or AuditException)
        {
            throw new AuditException(AuditError.AuditTokenInvalid, $"'{Path}' does not hold tokens as they were written: {e.Message}. No token is valid until it is mended.", e);
        }
    }

    private void Replace(byte[] content)
    {
        string temporary = $"{Path}.{Environment.ProcessId}-{Guid.NewGuid():n}.tmp";
        try
        {
            using (FileStream stream = new(temporary, Private(FileMode.CreateNew)))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, Path, overwrite: true);
            if (!OperatingSystem.IsWindows()) Posix.FlushFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>A file beside it that one writer holds at a time; it stays there, empty.</summary>
    private FileStream Lock()
    {
        for (long start = Environment.TickCount64; ; Thread.Sleep(20))
        {
            try
            {
                return new FileStream(Path + ".lock", Private(FileMode.OpenOrCreate));
            }
            catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException) && Environment.TickCount64 - start < s_patience.TotalMilliseconds)
            {
                // Somebody else changes it: his turn is short.
            }
        }
    }

    private static FileStreamOptions Private(FileMode mode)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
