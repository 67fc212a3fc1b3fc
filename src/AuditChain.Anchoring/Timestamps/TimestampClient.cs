using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

namespace AuditChain.Anchoring.Timestamps;

// RFC 3161 over HTTP (section 3.4): a TimeStampReq is posted as application/timestamp-query, a TimeStampResp comes back as
// application/timestamp-reply. Only the token in it is kept. What goes out is the SHA-256 of an artifact and a random number.

/// <summary>Asks a time-stamp authority to say that an artifact existed.</summary>
public sealed class TimestampClient
{
    private const int NonceBytes = 16;
    private const int MaxAnswerBytes = 256 * 1024;
    private readonly BoundedHttp _http;
    private readonly Uri _address;

    /// <summary>Names an authority.</summary>
    /// <param name="http">The connection.</param>
    /// <param name="address">Its full address.</param>
    /// <exception cref="AuditException">AuditEvidenceRefused: not an address.</exception>
    public TimestampClient(BoundedHttp http, string address) => (_http, _address) = (http, BoundedHttp.Address(address, "a time-stamp authority"));

    /// <summary>Gets a token for an artifact.</summary>
    /// <param name="artifact">SHA-256 of the artifact, <see cref="SignatureLine.ArtifactHash"/>.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <returns>The DER token. That it is for this artifact and this request was checked; whom it is from, <see cref="TimestampCheck"/> says.</returns>
    /// <exception cref="AuditException">AuditEvidenceRefused: no answer, a refusal, or an answer to another question.</exception>
    public async Task<byte[]> RequestAsync(Digest artifact, CancellationToken cancellation = default)
    {
        Rfc3161TimestampRequest request = Rfc3161TimestampRequest.CreateFromHash(
            artifact.Span.ToArray(), HashAlgorithmName.SHA256, nonce: RandomNumberGenerator.GetBytes(NonceBytes), requestSignerCertificates: true);
        BoundedAnswer answer = await _http.PostAsync(_address, request.Encode(), "application/timestamp-query", "application/timestamp-reply", MaxAnswerBytes, cancellation).ConfigureAwait(false);
        if ((int)answer.Status != 200) throw Refused($"answered {(int)answer.Status}");
        if (answer.MediaType != "application/timestamp-reply") throw Refused($"answered with {NoteText.Quote(answer.MediaType)} instead of application/timestamp-reply");
        return Read(request, answer.Body, artifact);
    }

    private byte[] Read(Rfc3161TimestampRequest request, byte[] body, Digest artifact)
    {
        try
        {
            Rfc3161TimestampToken token = request.ProcessResponse(body, out int consumed);
            byte[] der = token.AsSignedCms().Encode();
            if (consumed != body.Length) throw Refused("added something after its answer");
            // Also with the rules of a verifier, so that nothing is kept that nobody will accept.
            return TimestampCheck.Run(der, artifact, []).Verdict == TimestampVerdict.Contradicted ? throw Refused($"answered with a token that does not hold: {TimestampCheck.Run(der, artifact, []).Message}") : der;
        }
        catch (CryptographicException e)
        {
            throw Refused($"refused, or answered another question: {e.Message.TrimEnd('.')}", e);
        }
    }

    private AuditException Refused(string what, Exception? inner = null) =>
        new(AuditError.AuditEvidenceRefused, $"The time-stamp authority {_address} {what}.", inner);
}
