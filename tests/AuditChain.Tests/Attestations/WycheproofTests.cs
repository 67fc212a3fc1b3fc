using System.Text.Json;
using Xunit;

namespace AuditChain.Tests;

// https://github.com/C2SP/wycheproof, testvectors_v1/ed25519_test.json
public class WycheproofTests
{
    [Fact]
    public void Agrees_with_every_vector()
    {
        string? path = RepositoryFiles.Shared("data/wycheproof/ed25519_test.json");
        if (path is null) Assert.Skip("The Wycheproof vectors are not beside this repository.");
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(path));
        var wrong = new List<string>();
        int count = 0;
        foreach (JsonElement group in file.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            byte[] key = Hex(group.GetProperty("publicKey"), "pk");
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                count++;
                bool expected = test.GetProperty("result").GetString() == "valid";
                if (Ed25519.Verify(key, Hex(test, "msg"), Hex(test, "sig")) != expected) wrong.Add($"{test.GetProperty("tcId")}: {test.GetProperty("comment")}");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(file.RootElement.GetProperty("numberOfTests").GetInt32(), count);
    }

    private static byte[] Hex(JsonElement element, string member) => Convert.FromHexString(element.GetProperty(member).GetString()!);
}
