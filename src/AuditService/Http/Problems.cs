using System.Text;

namespace AuditService.Http;

/// <summary>Errors as RFC 9457 problems: the name of the error catalogue, the status that fits it, and what to do.</summary>
internal static class Problems
{
    /// <summary>The status of an error.</summary>
    public static int StatusOf(AuditError error) => error switch
    {
        AuditError.AuditAccessRefused => StatusCodes.Status403Forbidden,
        AuditError.AuditHeadChanged => StatusCodes.Status409Conflict,
        AuditError.AuditEntryTooLarge or AuditError.AuditBatchTooLarge => StatusCodes.Status413PayloadTooLarge,
        AuditError.AuditRequestInvalid or AuditError.AuditPatternInvalid => StatusCodes.Status400BadRequest,
        AuditError.AuditRangeInvalid => StatusCodes.Status404NotFound,
        AuditError.AuditEntryInvalid or AuditError.AuditEntryTooDeep or AuditError.AuditValueRefused or AuditError.AuditCheckpointInvalid
            or AuditError.AuditEventInvalid or AuditError.AuditChainBroken => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>Answers with a problem.</summary>
    public static Task WriteAsync(HttpContext context, AuditException error, int? status = null, int? index = null) =>
        WriteAsync(context, status ?? StatusOf(error.Error), error.Error.ToString(), error.Message, index);

    /// <summary>Answers with a problem. An answer that has begun is cut off instead, so that nobody takes a part for the whole.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string error, string detail, int? index = null)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        Dictionary<string, object?> problem = new(StringComparer.Ordinal)
        {
            ["detail"] = detail,
            ["error"] = error,
            ["status"] = status,
            ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
            ["type"] = $"urn:auditlog:error:{error}",
        };
        if (index is { } at) problem["index"] = at;
        context.Response.Clear();
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer realm=\"auditlog\"";
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "1";
        await context.Response.Body.WriteAsync(CanonicalJson.Serialize(problem), context.RequestAborted);
    }

    public static AuditException Invalid(string message) => new(AuditError.AuditRequestInvalid, message);

    public static AuditException NotFound(string message) => new(AuditError.AuditRangeInvalid, message);
}
