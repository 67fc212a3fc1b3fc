using AuditChain.Tests.Docs;

namespace AuditChain.Tests.Faults;

/// <summary>The short form of `./build.sh faults`: a sample of killed writers, failing system calls, full disks and stalled locks.</summary>
public sealed class FaultScriptTests
{
    [Fact]
    public void Nothing_acknowledged_is_lost_by_a_sample_of_all_faults()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Faults are injected with Linux's strace, mounts and /proc.");
        ToolRunner.Require("bash", "strace");
        (int code, string output) = ToolRunner.Run(
            "bash",
            [Path.Combine(RepositoryFiles.Root, "tests", "Faults", "run.sh"), "--short"],
            ("AUDITLOG", Path.Combine(AppContext.BaseDirectory, "auditlog")),
            ("FAULTTOOL", Path.Combine(AppContext.BaseDirectory, "faulttool")));
        Assert.True(code == 0 && output.Contains("nothing lost", StringComparison.Ordinal), output);
        TestContext.Current.SendDiagnosticMessage(output);
    }
}
