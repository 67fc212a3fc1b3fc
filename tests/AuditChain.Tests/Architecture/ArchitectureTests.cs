using System.Text.RegularExpressions;

namespace AuditChain.Tests.Architecture;

/// <summary>docs/architecture.md, as something that can fail: floors import only downwards, and a namespace is a folder.</summary>
public sealed partial class ArchitectureTests
{
    public static TheoryData<string> Projects => [.. House.Projects];

    [Fact]
    public void The_rooms_of_the_engine_use_only_those_below() =>
        AssertNone(Arrows.Upwards(Arrows.Load("AuditChain"), "AuditChain", House.Engine));

    [Fact]
    public void The_rooms_of_the_embedded_store_use_only_those_below() =>
        AssertNone(Arrows.Upwards(Arrows.Load("AuditChain.Sqlite"), "AuditChain.Sqlite", House.Sqlite));

    [Fact]
    public void The_rooms_of_the_module_use_only_those_below() =>
        AssertNone(Arrows.Upwards(Arrows.Load("AuditCmdlets"), "AuditCmdlets", House.Cmdlets));

    [Fact]
    public void An_arrow_that_points_up_is_found_and_named()
    {
        ArchUnitNET.Domain.Architecture own = Arrows.Load("AuditChain.Tests");
        string root = typeof(ArchitectureTests).Namespace + ".Sample";
        Assert.Empty(Arrows.Upwards(own, root, ["Lower", "Upper"]));
        string arrow = Assert.Single(Arrows.Upwards(own, root, ["Upper", "Lower"]));
        Assert.Equal("Upper → Lower: Roof uses Cellar", arrow);
        Assert.NotEmpty(Arrows.Upwards(own, root, ["Upper"]));
    }

    [Fact]
    public void Faces_know_the_opener_and_no_store()
    {
        ArchUnitNET.Domain.Architecture all = Arrows.Load([.. House.Projects.Select(AssemblyOf)]);
        foreach (string face in House.Faces) AssertNone(Arrows.Into(all, AssemblyOf(face), House.Stores));
        Assert.NotEmpty(Arrows.Into(all, "AuditChain.Logs", House.Stores));
    }

    [Theory, MemberData(nameof(Projects))]
    public void A_project_references_only_those_below(string project)
    {
        string file = File.ReadAllText(Path.Combine(RepositoryFiles.Root, $"src/{project}/{project}.csproj"));
        int own = House.Projects.ToList().IndexOf(project);
        foreach (string used in Reference().Matches(file).Select(match => match.Groups[1].Value)) Assert.Contains(used, House.Projects[..own]);
    }

    [Fact]
    public void The_house_has_every_project_that_there_is() =>
        Assert.Equal(House.Projects.Order(), Directory.GetDirectories(Path.Combine(RepositoryFiles.Root, "src")).Select(Path.GetFileName).Order()!);

    [Theory, MemberData(nameof(Projects))]
    public void A_namespace_is_a_folder(string project)
    {
        string root = Path.Combine(RepositoryFiles.Root, $"src/{project}");
        foreach (string file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            string folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
            if (Namespace().Match(File.ReadAllText(file)) is not { Success: true } declared) continue;
            string found = declared.Groups[1].Value;
            // What a generator writes lies one folder deeper; the objects that a user sees are AuditLog.Entry and their like.
            if (folder.EndsWith(".Generated", StringComparison.Ordinal)) folder = folder[..^".Generated".Length];
            if (found == "AuditLog") continue;
            Assert.Equal((Path.GetFileName(file), folder == "." ? project : $"{project}.{folder}"), (Path.GetFileName(file), found));
        }
    }

    [Fact]
    public void The_drawing_names_every_room()
    {
        string drawing = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs/architecture.md"));
        foreach (string project in House.Projects) Assert.Contains($"src/{project}/", drawing, StringComparison.Ordinal);
        foreach (string room in House.Engine.Concat(House.Sqlite).Concat(House.Cmdlets).Where(room => room.Length > 0)) Assert.Contains($"{room.Replace('.', '/')}/", drawing, StringComparison.Ordinal);
    }

    private static void AssertNone(IReadOnlyList<string> arrows) => Assert.True(arrows.Count == 0, string.Join('\n', arrows));

    private static string AssemblyOf(string project) => project == "AuditCli" ? "auditlog" : project;

    [GeneratedRegex(@"<ProjectReference Include=""\.\./([\w.]+)/", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
