using System.Net;
using System.Net.Http.Headers;

namespace AuditChain.Anchoring;

/// <summary>An answer of another's server: bounded, and not believed.</summary>
/// <param name="Status">The status code.</param>
/// <param name="MediaType">Without parameters; empty when there is none.</param>
/// <param name="Body">At most what was asked for.</param>
/// <param name="Headers">The headers of the answer.</param>
public sealed record BoundedAnswer(HttpStatusCode Status, string MediaType, byte[] Body, HttpResponseHeaders Headers);

/// <summary>
/// One request to a server that may be hostile, slow or endless: one time limit for all of it, a bound for headers and body, no
/// redirect (the caller named this address and no other), no cookies, no decompression, certificates checked as always.
/// </summary>
public sealed class BoundedHttp : IDisposable
{
    private const int MaxHeaderKilobytes = 32;
    private readonly HttpClient _client;
    private readonly TimeSpan _timeout;

    /// <summary>Makes a client.</summary>
    /// <param name="timeout">For one request from beginning to end; null for 30 s. Rekor takes up to 20 s when it is well.</param>
    /// <param name="handler">For tests; null for the network.</param>
    public BoundedHttp(TimeSpan? timeout = null, HttpMessageHandler? handler = null)
    {
        _timeout = timeout ?? TimeSpan.FromSeconds(30);
        _client = new HttpClient(handler ?? Network()) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("AuditLog");
    }

    /// <summary>Checks that an address that somebody named can be asked at all.</summary>
    /// <param name="address">Absolute, http or https, without a user, a query or a fragment.</param>
    /// <param name="what">What it is the address of, for the error.</param>
    /// <exception cref="AuditException">AuditEvidenceRefused.</exception>
    public static Uri Address(string address, string what)
    {
        if (Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0) return uri;
        throw new AuditException(AuditError.AuditEvidenceRefused, $"{NoteText.Quote(address)} is not the address of {what}: expected http:// or https://, without user, query and fragment.");
    }

    /// <summary>An address below another, whether that ends in a slash or not.</summary>
    /// <param name="prefix">An absolute address.</param>
    /// <param name="path">Relative, without a leading slash.</param>
    public static Uri Below(Uri prefix, string path)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return new Uri($"{prefix.AbsoluteUri.TrimEnd('/')}/{path}");
    }

    /// <summary>Posts bytes.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="content">The body.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="accept">The media type to ask for; null for any.</param>
    /// <param name="maxBytes">A longer answer is refused.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="AuditException">AuditEvidenceRefused: no answer, too slow or too long.</exception>
    public Task<BoundedAnswer> PostAsync(Uri address, byte[] content, string mediaType, string? accept, int maxBytes, CancellationToken cancellation = default)
    {
        HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ByteArrayContent(content) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        if (accept is not null) request.Headers.Accept.ParseAdd(accept);
        return SendAsync(request, maxBytes, cancellation);
    }

    /// <summary>Gets a resource.</summary>
    /// <param name="address">Which.</param>
    /// <param name="maxBytes">A longer answer is refused.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="AuditException">AuditEvidenceRefused: no answer, too slow or too long.</exception>
    public Task<BoundedAnswer> GetAsync(Uri address, int maxBytes, CancellationToken cancellation = default) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, address), maxBytes, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<BoundedAnswer> SendAsync(HttpRequestMessage request, int maxBytes, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_timeout);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            byte[] body = await ReadAsync(response, maxBytes, limit.Token).ConfigureAwait(false);
            return new BoundedAnswer(response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", body, response.Headers);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw Refused(request, $"did not answer whole within {_timeout.TotalSeconds:0.#} seconds", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Refused(request, $"did not answer: {e.Message.TrimEnd('.')}", e);
        }
        finally
        {
            request.Dispose();
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken cancellation)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using MemoryStream body = new();
        byte[] buffer = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            if (body.Length + read > maxBytes) throw Refused(response.RequestMessage!, $"answers with more than {maxBytes} bytes");
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    private static SocketsHttpHandler Network() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = MaxHeaderKilobytes,
        MaxResponseDrainSize = 0,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    private static AuditException Refused(HttpRequestMessage request, string what, Exception? inner = null) =>
        new(AuditError.AuditEvidenceRefused, $"{request.RequestUri} {what}.", inner);
}
