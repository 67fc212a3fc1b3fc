using AuditChain;

namespace AuditBench;

/// <summary>Mixed entries of about 300 bytes, the same in every run.</summary>
internal static class Workload
{
    private static readonly string[] s_users = ["root", "alice", "bob", "svc-backup", "CONTOSO\\adm", "ci"];

    public static AuditEvent Event(int i) => (i % 4) switch
    {
        0 => new AuditEvent { Type = "console", Actor = s_users[i % s_users.Length], Message = $"sudo systemctl restart unit-{i % 97}.service; sudo journalctl -u unit-{i % 97}.service --since today" },
        1 => new AuditEvent
        {
            Type = "secret", Action = "resolve", Actor = s_users[i % s_users.Length], Target = $"KEY_{i % 211}", Outcome = i % 9 == 0 ? "denied" : "success",
            Data = new Dictionary<string, object?> { ["backend"] = "ssm", ["name"] = $"KEY_{i % 211}", ["ttl"] = i % 3600 },
        },
        2 => new AuditEvent
        {
            Type = "network", Source = "proxy", Actor = s_users[i % s_users.Length],
            Data = new Dictionary<string, object?> { ["method"] = "GET", ["url"] = $"https://api.example.com/v1/items/{i}?page=3&per=50", ["status_code"] = 200, ["user_agent"] = "curl/8.14.1", ["duration_ms"] = i % 250 },
        },
        _ => new AuditEvent { Type = "job", Action = "run", Outcome = "success", Correlation = $"{i / 16:x32}", Message = $"step {i % 16} of the nightly job is done, {i % 1009} files were copied" },
    };
}
