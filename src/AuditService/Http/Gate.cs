namespace AuditService.Http;

/// <summary>Stands before every endpoint: who asks, whether he may, and what becomes of an exception.</summary>
internal sealed class Gate(Doorkeeper doorkeeper, Refusals refusals, Counters counters)
{
    /// <summary>The principal of a request that the gate let in.</summary>
    public static Principal PrincipalOf(HttpContext context) => context.Features.GetRequiredFeature<Principal>();

    /// <summary>Wraps an endpoint.</summary>
    /// <param name="scope">What it needs.</param>
    /// <param name="endpoint">Called for those who have it.</param>
    public RequestDelegate For(TokenScopes scope, RequestDelegate endpoint) => async context =>
    {
        (Principal? principal, string? reason) = doorkeeper.Admit(TokenOf(context));
        if (principal is null)
        {
            await refusals.RecordAsync(context.Connection.RemoteIpAddress, EndpointOf(context), reason!);
            await Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, nameof(AuditError.AuditAccessRefused), "A valid token is needed: Authorization: Bearer alt_….");
            return;
        }
        if (!principal.Scopes.HasFlag(scope))
        {
            string needed = string.Join(',', TokenScopeNames.Of(scope));
            await refusals.RecordAsync(context.Connection.RemoteIpAddress, EndpointOf(context), $"needs the scope {needed}", principal.Name);
            await Problems.WriteAsync(context, StatusCodes.Status403Forbidden, nameof(AuditError.AuditAccessRefused), $"The token of {principal.Name} does not have the scope {needed}.");
            return;
        }
        context.Features.Set(principal);
        await Run(context, endpoint);
    };

    /// <summary>Wraps an endpoint that is open to everybody.</summary>
    public RequestDelegate ForAnybody(RequestDelegate endpoint) => context => Run(context, endpoint);

    private async Task Run(HttpContext context, RequestDelegate endpoint)
    {
        try
        {
            await endpoint(context);
        }
        catch (BatchRejectedException e)
        {
            if (e.Reason.Error == AuditError.AuditAccessRefused)
                await refusals.RecordAsync(context.Connection.RemoteIpAddress, EndpointOf(context), e.Reason.Message, PrincipalOf(context).Name);
            await Problems.WriteAsync(context, e.Reason, index: e.Index);
        }
        catch (AuditException e)
        {
            await Problems.WriteAsync(context, e);
        }
        catch (BadHttpRequestException e)
        {
            bool large = e.StatusCode == StatusCodes.Status413PayloadTooLarge;
            await Problems.WriteAsync(context, e.StatusCode, (large ? AuditError.AuditBatchTooLarge : AuditError.AuditRequestInvalid).ToString(), e.Message);
        }
        catch (OperationCanceledException)
        {
            // Whoever asked is gone, or the service stops.
            context.Abort();
        }
        finally
        {
            counters.Add("auditlog_http_responses_total", $"status=\"{context.Response.StatusCode}\"");
        }
    }

    private static string EndpointOf(HttpContext context) => $"{context.Request.Method} {context.Request.Path}";

    private static string? TokenOf(HttpContext context)
    {
        string? header = context.Request.Headers.Authorization;
        return header?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true ? header["Bearer ".Length..].Trim() : null;
    }
}
