using System.Runtime.InteropServices;

namespace AuditChain.Tests.Cli;

/// <summary>A copy of the program that lacks what computes signatures: one clear error, and everything else goes on.</summary>
public sealed class MissingLibsodiumTests : IDisposable
{
    private const string NSec = "NSec.Cryptography.dll";
    private static readonly string s_native = Path.Combine("runtimes", RuntimeInformation.RuntimeIdentifier, "native");

    private readonly CliFolder _folder = new();
    private readonly string _vkey;

    public MissingLibsodiumTests()
    {
        _folder.Add("a", "b");
        _vkey = Auditlog.Run("keygen", _folder["ops.key"], "--name", "example.com/ops").Succeeded().Output.TrimEnd('\n');
        Auditlog.Run("attest", _folder.Log, "--key", _folder["ops.key"]).Succeeded();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_NSec()
    {
        string program = Copy();
        File.Delete(Path.Combine(program, NSec));
        OnlySignaturesStop(program, $"{NSec} is missing or cannot be loaded.");
    }

    // Not deleted: where the system has the very libsodium that NSec wants, that one would be found.
    [Fact]
    public void Without_a_native_that_can_be_loaded()
    {
        string program = Copy();
        string native = Assert.Single(Directory.GetFiles(Path.Combine(program, s_native), "libsodium.*"));
        File.WriteAllText(native, "no library");
        OnlySignaturesStop(program, $"libsodium for {RuntimeInformation.RuntimeIdentifier} is missing or cannot be loaded.");
    }

    private void OnlySignaturesStop(string program, string reason)
    {
        Auditlog.RunFrom(program, "keygen", _folder["new.key"], "--name", "k").Refused("[AuditLibsodiumMissing]", reason, "Install AuditLog again");
        Assert.False(File.Exists(_folder["new.key"]));
        Auditlog.RunFrom(program, "attest", _folder.Log, "--key", _folder["ops.key"]).Refused("[AuditLibsodiumMissing]", reason);
        Auditlog.RunFrom(program, "verify", _folder.Log, "--public-key", _vkey).Refused("[AuditLibsodiumMissing]", reason);

        Auditlog.RunFrom(program, "add", _folder.Log, "--type", "c").Succeeded();
        Auditlog.RunFrom(program, "verify", _folder.Log).Succeeded();
        Assert.Equal(["a", "b", "c"], _folder.Types());
    }

    /// <summary>The program beside these tests, with the natives of this platform alone.</summary>
    private string Copy()
    {
        string copy = _folder["program"];
        Directory.CreateDirectory(Path.Combine(copy, s_native));
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory).Where(file => Path.GetExtension(file) is ".dll" or ".json"))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, s_native)))
            File.Copy(file, Path.Combine(copy, s_native, Path.GetFileName(file)));
        return copy;
    }
}
