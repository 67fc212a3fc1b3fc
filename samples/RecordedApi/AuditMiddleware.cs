using AuditChain;
using Microsoft.AspNetCore.Http;

namespace RecordedApi;

// What a request leaves in the log, by the rule of its endpoint:
//
//   no rule   nothing
//   closed    attempted, then success or failure. Cannot the first be recorded, the answer is 503 and nothing has happened
//   open      success or failure. Cannot it be recorded, the request goes on; the log says how many are missing
//
// The entries of a request have one correlation: its trace.
internal sealed class AuditMiddleware(RequestDelegate next, AuditRecorder recorder)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<AuditOperation>() is not { } rule)
        {
            await next(context);
            return;
        }
        // Everything recorded on the way, also by the code of the endpoint, has the caller as its actor.
        using IDisposable scope = ActorScope.Enter(ActorOf(context));
        string operation = $"{context.Request.Method} {context.Request.Path}";
        AuditTarget target = new() { Id = rule.TargetParameter is { } name ? $"{context.Request.RouteValues[name]}" : context.Request.Path.ToString(), Type = rule.TargetType };

        if (rule.Policy == FailurePolicy.Closed && !TryIntend(operation, target, rule))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        try
        {
            await next(context);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (rule.RecordOnError) recorder.RecordMutation(operation, actor: null, target, rule.Kind, e, FailurePolicy.Open);
            throw;
        }
        bool failed = context.Response.StatusCode >= StatusCodes.Status400BadRequest;
        // What has happened cannot be refused any more: from here on the policy is open.
        if (!failed) recorder.RecordMutation(operation, actor: null, target, rule.Kind, policy: FailurePolicy.Open);
        else if (rule.RecordOnError) recorder.RecordMutation(operation, actor: null, target, rule.Kind, new BadHttpRequestException($"Status {context.Response.StatusCode}.", context.Response.StatusCode), FailurePolicy.Open);
    }

    private bool TryIntend(string operation, AuditTarget target, AuditOperation rule)
    {
        try
        {
            recorder.Record(
                new AuditEvent { Type = "operation", Action = operation, Target = target, Outcome = "attempted", Data = new { mutationType = rule.Kind.ToString().ToLowerInvariant() } },
                FailurePolicy.Closed);
            return true;
        }
        catch (AuditException e) when (e.Error == AuditError.AuditRecordRefused)
        {
            return false;
        }
    }

    private static AuditActor ActorOf(HttpContext context) => new()
    {
        Id = context.User.Identity?.Name ?? "anonymous",
        Type = "user",
        Session = context.Connection.Id,
    };
}
