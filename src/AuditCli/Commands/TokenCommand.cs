using System.CommandLine;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog token new|list|remove</c>: who may use the service of a log.</summary>
internal static class TokenCommand
{
    public static Command Create() => new("token", "Makes, lists and removes the tokens by which others use the service of a log.") { New(), List(), Remove() };

    private static DocumentedCommand New()
    {
        Argument<string[]> names = CommonOptions.LogAnd("NAME", "Whose it is: recorded with every entry that it delivers.");
        Option<string[]> scopes = new("--scope") { HelpName = "S", Required = true, Description = "append, read, admin, impersonate; several with commas." };
        Option<string[]> types = CommonOptions.Texts("--type", "T", "It may append only entries of this type; * and ? are wildcards. Can be given several times.");
        Option<DateTimeOffset?> expires = CommonOptions.Time("--expires", "When it ends, as RFC 3339. Default: never.", moments: false);
        DocumentedCommand command = new("new", "Makes a token and prints it, once: what is kept is its hash, in LOG.state.",
            """
            A name can have two tokens, while one replaces the other. That it was made is an entry of the log.

            Example:
              auditlog token new ops.audit web --scope append --type 'secret*' > web.token
              auditlog token new ops.audit auditor --scope read --expires 2027-12-31T00:00:00Z
            """)
        { names, scopes, types, expires };
        command.SetAction(parsed =>
        {
            (string path, string name) = NameOf(parsed.GetValue(names)!);
            TokenScopes allowed = TokenScopeNames.Parse(parsed.GetValue(scopes)!);
            using IAuditLog log = LogFile.OpenToAppend(path);
            (string text, ServiceToken token) = new TokenFile(path).Add(name, allowed, parsed.GetValue(types)!, parsed.GetValue(expires));
            log.Append([TokenRecords.Created(token)]);
            Output output = new();
            output.WriteText(text);
            return output.Finish();
        });
        return command;
    }

    private static DocumentedCommand List()
    {
        Argument<string?> log = CommonOptions.Log();
        Option<bool> json = CommonOptions.Json("Print one JSON object for each.");
        DocumentedCommand command = new("list", "Lists the tokens of a log: id, name, scopes, types, end. None of them can be shown again.",
            """
            Example:
              auditlog token list ops.audit
            """)
        { log, json };
        command.SetAction(parsed =>
        {
            Output output = new();
            foreach (ServiceToken token in new TokenFile(LocalOnly(LogFile.PathOf(parsed.GetValue(log)))).Read().Tokens)
            {
                string scopes = string.Join(',', TokenScopeNames.Of(token.Scopes)), end = token.Expires is { } time ? AuditTime.Format(time) : "never";
                if (parsed.GetValue(json))
                {
                    output.WriteJson(new Dictionary<string, object?> { ["created"] = token.Created, ["expires"] = token.Expires, ["id"] = token.Id, ["name"] = token.Name, ["scopes"] = scopes, ["types"] = token.Types });
                }
                else
                {
                    output.WriteText($"{token.Id}  {token.Name,-20} {scopes,-28} {(token.Types.Count == 0 ? "all types" : string.Join(',', token.Types)),-20} ends {end}");
                }
            }
            return output.Finish();
        });
        return command;
    }

    private static DocumentedCommand Remove()
    {
        Argument<string[]> names = CommonOptions.LogAnd("NAME", "A name, of which all tokens go, or the id of one.");
        DocumentedCommand command = new("remove", "Removes tokens: a service refuses them from the next request on.",
            """
            Example:
              auditlog token remove ops.audit web
            """)
        { names };
        command.SetAction(parsed =>
        {
            (string path, string name) = NameOf(parsed.GetValue(names)!);
            using IAuditLog log = LogFile.OpenToAppend(path);
            IReadOnlyList<ServiceToken> removed = new TokenFile(path).Remove(name);
            log.Append([.. removed.Select(TokenRecords.Revoked)]);
            Output output = new();
            foreach (ServiceToken token in removed) output.WriteText($"{token.Id}  {token.Name}");
            return output.Finish();
        });
        return command;
    }

    private static (string Log, string Name) NameOf(string[] given) => given is [var log, var name] ? (LocalOnly(LogFile.PathOf(log)), name) : (LocalOnly(LogFile.PathOf(null)), given[0]);

    private static string LocalOnly(string path) => !LogOpener.IsService(path) ? path
        : throw new AuditException(AuditError.AuditTokenInvalid, "Tokens are made and removed where the log is, not over its service. Name the log by its path.");
}
