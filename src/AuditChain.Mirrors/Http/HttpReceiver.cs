using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Http;

/// <summary>What a receiver answered to one request.</summary>
/// <param name="Delivery">What that means for the batch.</param>
/// <param name="Body">The beginning of the answer's body; empty when there was none.</param>
internal sealed record HttpAnswer(Delivery Delivery, string Body);

/// <summary>Posts to one address: TLS, client certificate, headers, and what each status means. Follows no redirect: it could lead elsewhere.</summary>
internal sealed class HttpReceiver : IDisposable
{
    // What an error says is at its beginning; an answer without end must not fill the memory.
    private const int MostOfAnswer = 64 * 1024, MostOfReason = 300;
    private static readonly string[] s_secretNames = ["authorization", "token", "secret", "password", "apikey", "api-key", "cookie", "credential"];
    private readonly Uri _address;
    private readonly TlsSettings _tls;
    private readonly List<KeyValuePair<string, string>> _headers;
    private readonly bool _isCompressed;
    private readonly TimeSpan _timeout;
    private HttpClient? _client;

    /// <summary>Reads <c>address</c>, <c>gzip</c>, <c>timeoutSeconds</c>, <c>header:NAME</c> and the options of TLS.</summary>
    /// <exception cref="AuditException">AuditMirrorInvalid.</exception>
    public HttpReceiver(KindOptions options, string meaning, bool compressed)
    {
        string address = options.Required("address", meaning);
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            throw MirrorSettings.Invalid($"The option 'address' is {meaning}; {NoteText.Quote(address)} is not a URL of http or https.");
        if (uri.UserInfo.Length > 0) throw MirrorSettings.Invalid("The option 'address' holds a user or a password, which would be stored. Use 'header:Authorization' with a reference instead.");
        bool mayBeRead = options.Word("insecure", "no", "yes") == "yes";
        if (uri.Scheme == "http" && !uri.IsLoopback && !mayBeRead)
            throw MirrorSettings.Invalid($"'{uri.GetLeftPart(UriPartial.Path)}' is reached without TLS: anybody on the way could read and change what is mirrored. Use https, or say 'insecure=yes' on purpose.");
        _address = uri;
        _isCompressed = options.Word("gzip", compressed ? ["yes", "no"] : ["no", "yes"]) == "yes";
        _timeout = TimeSpan.FromSeconds(options.Number("timeoutSeconds", 30, 1, 600));
        _tls = new TlsSettings(options);
        _headers = [.. options.Named("header:")];
        foreach ((string name, string value) in _headers)
        {
            // Refuses what is no header, before it is needed at night.
            using HttpRequestMessage probe = new();
            if (!probe.Headers.TryAddWithoutValidation(name, "x")) throw MirrorSettings.Invalid($"{NoteText.Quote(name)} cannot be the name of a header of a request.");
            if (value.AsSpan().ContainsAny('\r', '\n')) throw MirrorSettings.Invalid($"The value of the header '{name}' holds a line break.");
            if (s_secretNames.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))) SecretReference.Parse($"header:{name}", value);
        }
    }

    /// <summary>Posts a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="mediaType">What it is.</param>
    /// <param name="headers">Further headers, of this request.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async ValueTask<HttpAnswer> PostAsync(byte[] body, string mediaType, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken cancellation)
    {
        _client ??= Connect();
        using HttpRequestMessage request = new(HttpMethod.Post, _address) { Content = new ByteArrayContent(_isCompressed ? Compress(body) : body) };
        // The handler takes the name that it checks from here, whatever its options say.
        if (_tls.ServerName is { } name) request.Headers.Host = name;
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        if (_isCompressed) request.Content.Headers.ContentEncoding.Add("gzip");
        foreach ((string header, string value) in _headers.Select(Resolve).Concat(headers)) request.Headers.TryAddWithoutValidation(header, value);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_timeout);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            string text = await ReadSomeAsync(response, limit.Token);
            return new HttpAnswer(Judge(response, text), text);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new HttpAnswer(Delivery.Stalled($"'{Shown}' did not answer within {_timeout.TotalSeconds} s."), "");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // A certificate that was renewed, an authority that was mended: read again for the next attempt.
            _client.Dispose();
            _client = null;
            return new HttpAnswer(Delivery.Stalled($"'{Shown}' cannot be reached: {Innermost(e)}"), "");
        }
    }

    public void Dispose() => _client?.Dispose();

    /// <summary>The address without its query, which may hold what is nobody's business.</summary>
    private string Shown => _address.GetLeftPart(UriPartial.Path);

    private HttpClient Connect() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = _timeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        SslOptions = _tls.ForHost(_address.IdnHost),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    private Delivery Judge(HttpResponseMessage response, string body)
    {
        if (response.IsSuccessStatusCode) return Delivery.Acknowledged;
        string reason = $"'{Shown}' answered {(int)response.StatusCode} {response.ReasonPhrase}{Excerpt(body)}";
        // A batch that is refused as it is. Everything else is a setting, or the receiver's own trouble, and passes.
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableContent) return Delivery.Refused(reason);
        if (response.Headers.Location is { } elsewhere) reason = $"{reason} (it points to '{elsewhere}'; redirects are not followed, change the address)";
        return Delivery.Stalled(reason, RetryAfter(response));
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - DateTimeOffset.UtcNow is { Ticks: > 0 } wait ? wait : TimeSpan.Zero,
        _ => null,
    };

    private static string Excerpt(string body)
    {
        string shown = Schemas.PlainText.Show(body.Trim());
        return shown.Length == 0 ? "." : $": {Schemas.PlainText.Cut(shown, MostOfReason)}";
    }

    private static KeyValuePair<string, string> Resolve(KeyValuePair<string, string> header)
    {
        if (!SecretReference.IsReference(header.Value)) return header;
        string value = SecretReference.Parse(header.Key, header.Value).Read();
        return value.AsSpan().ContainsAny('\r', '\n') ? throw MirrorSettings.Invalid($"The secret of the header '{header.Key}' holds a line break.") : new(header.Key, value);
    }

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner) e = inner;
        return e.Message;
    }

    private static byte[] Compress(byte[] body)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest)) gzip.Write(body);
        return packed.ToArray();
    }

    private static async Task<string> ReadSomeAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellation);
        byte[] buffer = new byte[MostOfAnswer];
        int length = 0;
        for (int read; length < buffer.Length && (read = await stream.ReadAsync(buffer.AsMemory(length), cancellation)) > 0;) length += read;
        return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
    }
}
