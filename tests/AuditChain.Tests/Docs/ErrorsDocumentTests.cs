namespace AuditChain.Tests.Docs;

public sealed class ErrorsDocumentTests
{
    [Fact]
    public void The_table_lists_every_error_once_in_the_order_of_the_catalogue()
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(RepositoryFiles.Root, "docs", "errors.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];
        Assert.Equal(Enum.GetNames<AuditError>(), rows.Select(row => row[0].Trim('`')));
        Assert.All(rows, row => Assert.True(row.Length == 4 && row.All(cell => cell.Length > 0), $"{row[0]}: expected four cells with text."));
    }
}
