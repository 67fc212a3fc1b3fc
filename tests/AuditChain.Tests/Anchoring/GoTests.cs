using System.Diagnostics;
using AuditChain.Anchoring.Tiles;

namespace AuditChain.Tests.Anchoring;

// Our tiles and checkpoints as golang.org/x/mod/sumdb reads them (Debian: golang-go and golang-golang-x-mod-dev).
public sealed class GoTests : IDisposable
{
    private const string Libraries = "/usr/share/gocode";
    private readonly TemporaryFolder _folder = new();
    private readonly SigningKey _key = SigningKey.Generate("example.com/log");

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Tiles_and_checkpoints_are_those_of_the_go_checksum_database()
    {
        if (!Directory.Exists($"{Libraries}/src/golang.org/x/mod/sumdb/tlog") || !File.Exists("/usr/bin/go")) Assert.Skip("GO OR golang.org/x/mod IS ABSENT: apt install golang-go golang-golang-x-mod-dev");
        string program = _folder["tlogcheck"];
        Assert.Equal("", Run("/usr/bin/go", $"build -o {program} {Path.Combine(RepositoryFiles.Root, "tests/AuditChain.Tests/Anchoring/go/tlogcheck.go")}"));
        MemoryLog log = new(0);
        foreach (int size in new[] { 1, 2, 255, 256, 257, 700, 66_000 })
        {
            log.Append(size - log.Count);
            TileExport.Write(_folder["tiles"], log.Attest(_key), log, log.ReadLines);
            Assert.Equal($"{size} entries of example.com/log\n", Run(program, $"{_folder["tiles"]} {_key.VerifierKey}"));
        }
    }

    private string Run(string file, string arguments)
    {
        ProcessStartInfo start = new(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        (start.Environment["GO111MODULE"], start.Environment["GOPATH"], start.Environment["GOCACHE"]) = ("off", Libraries, _folder["cache"]);
        (start.Environment["GOFLAGS"], start.Environment["GOTOOLCHAIN"]) = ("", "local");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{file} {arguments}: {error.Result}");
        return output.Result;
    }
}
