using AuditChain.Mirrors.Following;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Tests.Mirrors.Following;

public sealed class MirrorSettingsTests
{
    [Fact]
    public void Settings_read_back_as_they_were_written()
    {
        MirrorSettings settings = new()
        {
            Kind = "syslog",
            Format = "cef",
            Options = new Dictionary<string, string> { ["address"] = "tls://h:6514" },
            Filter = new Dictionary<string, IReadOnlyList<string>> { ["outcome"] = ["denied", "fail*"] },
            OnRejected = RejectedPolicy.Stop,
        };
        string json = settings.ToJson();
        Assert.Equal(json, MirrorSettings.Parse(json).ToJson());
        Assert.Equal(["denied", "fail*"], MirrorSettings.Parse(json).Filter["outcome"]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"kind\":\"none\",\"colour\":\"red\"}")]
    [InlineData("{\"kind\":\"none\",\"kind\":\"jsonl\"}")]
    [InlineData("{\"kind\":\"none\",\"batchEntries\":0}")]
    [InlineData("{\"kind\":\"none\",\"batchBytes\":99}")]
    [InlineData("{\"kind\":\"none\",\"receiptMinutes\":-1}")]
    [InlineData("{\"kind\":\"none\",\"filter\":{\"message\":[\"x\"]}}")]
    [InlineData("{\"kind\":\"none\",\"filter\":{\"type\":[]}}")]
    [InlineData("{\"kind\":\"none\",\"filter\":{\"type\":[\"[a\"]}}")]
    public void What_is_not_of_the_form_is_refused(string json) =>
        Assert.Equal(AuditError.AuditMirrorInvalid, Assert.Throws<AuditException>(() => MirrorSettings.Parse(json)).Error);

    [Theory, InlineData(""), InlineData("-a"), InlineData("a b"), InlineData("a/b"), InlineData("../x"), InlineData("a\n")]
    public void A_name_that_is_no_file_name_is_refused(string name) =>
        Assert.Equal(AuditError.AuditMirrorInvalid, Assert.Throws<AuditException>(() => MirrorSettings.CheckName(name)).Error);

    [Fact]
    public void Waits_double_up_to_the_longest_and_begin_anew_after_a_success()
    {
        BackOff backOff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), () => 0.999999);
        Assert.Equal([1, 2, 4, 8, 10, 10], Enumerable.Range(0, 6).Select(_ => (int)Math.Round(backOff.Next().TotalSeconds)));
        for (int i = 0; i < 2000; i++) Assert.True(backOff.Next() <= TimeSpan.FromSeconds(10));
        backOff.Reset();
        Assert.Equal(1, (int)Math.Round(backOff.Next().TotalSeconds));
        Assert.True(new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), () => 0).Next() == TimeSpan.FromSeconds(0.5));
    }
}
