using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace AuditChain.Service.Client;

/// <summary>Requests to a service: with the token, never redirected, and with its problems as exceptions.</summary>
internal sealed class ServiceClient : IDisposable
{
    private readonly HttpClient _http;

    public ServiceClient(Uri address, string? token)
    {
        Address = address;
        // A redirect would carry the token elsewhere.
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        })
        { BaseAddress = address };
        if (token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("auditlog/1");
    }

    public Uri Address { get; }

    /// <summary>Asks; the answer's body is read by the caller.</summary>
    /// <exception cref="AuditException">The problem that the service answered with; AuditServiceUnavailable when it does not answer.</exception>
    public HttpResponseMessage Get(string path, string? accept = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (accept is not null) request.Headers.Accept.ParseAdd(accept);
        try
        {
            return Check(_http.Send(request, HttpCompletionOption.ResponseHeadersRead), body => body.ReadAsStream());
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            throw Away(e, "");
        }
    }

    /// <summary>As <see cref="Get"/>, for those who wait without a thread.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellation) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path), "", cancellation);

    public Task<HttpResponseMessage> PostAsync(string path, byte[] body, string type, CancellationToken cancellation)
    {
        HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return SendAsync(request, "Whether it was stored is not known: look before you repeat it.", cancellation);
    }

    /// <summary>The error of a service that does not answer, or stopped in the middle of it.</summary>
    public AuditException Away(Exception cause, string consequence)
    {
        // Nobody who was never reached has stored anything.
        bool never = cause is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError };
        string what = never && consequence.Length > 0 ? "Nothing was stored." : consequence;
        string why = cause is OperationCanceledException ? "it did not answer in time" : cause.InnerException?.Message ?? cause.Message;
        return new AuditException(AuditError.AuditServiceUnavailable, $"The service at {Address} cannot be reached: {why} {what}".TrimEnd(), cause);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string consequence, CancellationToken cancellation)
    {
        using (request)
        {
            try
            {
                return Check(await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false), body => body.ReadAsStream(cancellation));
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
                throw Away(e, consequence);
            }
        }
    }

    private HttpResponseMessage Check(HttpResponseMessage response, Func<HttpContent, Stream> read)
    {
        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            HttpStatusCode status = response.StatusCode;
            if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
            {
                try
                {
                    using JsonDocument problem = JsonDocument.Parse(read(response.Content));
                    string name = problem.RootElement.GetProperty("error").GetString() ?? "", detail = problem.RootElement.GetProperty("detail").GetString() ?? "";
                    if (Enum.TryParse(name, out AuditError error) && Enum.IsDefined(error)) return Throw(error, detail);
                }
                catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
                {
                    // The status says enough.
                }
            }
            return Throw(
                status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? AuditError.AuditAccessRefused
                : (int)status is 429 or >= 500 ? AuditError.AuditServiceUnavailable
                : AuditError.AuditRequestInvalid,
                $"The answer was {(int)status}, and not one of a service of this kind.");
        }
    }

    private HttpResponseMessage Throw(AuditError error, string detail) => throw new AuditException(error, $"{Address}: {detail}");
}
