namespace AuditChain.Tests.Docs;

// docs/format.md: what starts with "$ " is typed into one shell, the lines below it are what must come out.
public sealed class FormatDocumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_worked_example_runs_as_written()
    {
        ToolRunner.Require("bash", "jq", "openssl", "sha256sum");
        List<string> commands = ["set -e"], expected = [];
        bool console = false;
        foreach (string line in File.ReadLines(Path.Combine(RepositoryFiles.Root, "docs", "format.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) console = line == "```console";
            else if (console && line.StartsWith("$ ", StringComparison.Ordinal)) commands.Add(line[2..]);
            else if (console) expected.Add(line);
        }
        Assert.True(commands.Count > 20);
        (int code, string output) = ToolRunner.Run("bash", [_folder.Write("session.sh", string.Join('\n', commands) + "\n")], ("TMP", _folder["."]));
        Assert.Equal(string.Join('\n', expected) + "\n", output);
        Assert.Equal(0, code);
    }
}
