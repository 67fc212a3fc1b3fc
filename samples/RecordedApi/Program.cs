using System.Collections.Concurrent;
using System.Security.Claims;
using AuditChain;
using AuditChain.Sqlite;
using RecordedApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

// dotnet run --project samples/RecordedApi -- --urls http://127.0.0.1:5080 --log api.audit
// curl -X PUT -H 'X-User: alice' -d 'new text' http://127.0.0.1:5080/documents/1
// auditlog get api.audit
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
string path = Path.GetFullPath(builder.Configuration["log"] ?? "api.audit");
if (!File.Exists(path)) LogOpener.Create(path).Dispose();

// One recorder a service; at the end of the service it records what it still holds.
builder.Services.AddSingleton(services => new AuditRecorder(path, () => LogOpener.OpenToAppend(path), new RecorderOptions
{
    Source = "recorded-api",
    Warning = failure => services.GetRequiredService<ILogger<AuditRecorder>>().LogWarning("{Failure}", failure),
}));
WebApplication app = builder.Build();

// Stands for your authentication.
app.Use((context, next) =>
{
    if (context.Request.Headers["X-User"] is [{ } user]) context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, user)], "sample"));
    return next(context);
});
app.UseMiddleware<AuditMiddleware>();

ConcurrentDictionary<string, string> documents = new() { ["1"] = "old text" };

app.MapGet("/documents/{id}", (string id) => documents.TryGetValue(id, out string? text) ? Results.Text(text) : Results.NotFound());

app.MapPut("/documents/{id}", async (string id, HttpRequest request) =>
{
    using StreamReader body = new(request.Body);
    documents[id] = await body.ReadToEndAsync();
    return Results.NoContent();
}).WithMetadata(new AuditOperation("document", ResourceMutationKind.Update) { TargetParameter = "id" });

app.MapDelete("/documents/{id}", (string id) => documents.TryRemove(id, out _) ? Results.NoContent() : Results.NotFound())
    .WithMetadata(new AuditOperation("document", ResourceMutationKind.Delete) { TargetParameter = "id" });

app.MapPost("/views/{id}", (string id) => Results.Accepted())
    .WithMetadata(new AuditOperation("view", ResourceMutationKind.Create) { TargetParameter = "id", Policy = FailurePolicy.Open, RecordOnError = false });

app.MapPost("/fail", IResult () => throw new InvalidOperationException("It does not work."))
    .WithMetadata(new AuditOperation("failure", ResourceMutationKind.Create) { Policy = FailurePolicy.Open });

app.Run();
