using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 13: openings of sealed values in a bundle.</summary>
internal static class OpeningAttacks
{
    public static void Add(VectorSet set)
    {
        IReadOnlyList<string> openings = HonestLog.Openings;
        string user = openings[1];
        Expect fifth = Expect.All(Expect.Tampered(5));
        Opened(set, "opening-value", "the value of an opening changed", fifth, user.Replace("alice", "al1ce", StringComparison.Ordinal));
        Opened(set, "opening-salt", "the salt of an opening changed", fifth, user.Replace("EBESExQVFhcYGRobHB0eHw", "EBESExQVFhcYGRobHB0eHg", StringComparison.Ordinal));
        Opened(set, "opening-path", "an opening under the path of another sealed value", fifth, user.Replace("/data/user", "/data/list/1", StringComparison.Ordinal));
        Opened(set, "opening-path-plain", "an opening of a value that is not sealed", fifth, HonestLog.Opening(5, "/data/list/0", "1"));
        Opened(set, "opening-path-nothing", "an opening of a value that is not there", fifth, user.Replace("/data/user", "/data/nobody", StringComparison.Ordinal));
        Opened(set, "opening-path-outside", "an opening of a member outside of data", fifth, user.Replace("/data/user", "/type", StringComparison.Ordinal));
        Opened(set, "opening-path-spelled", "an opening whose index is written with a zero before it", fifth, openings[0].Replace("/list/1", "/list/01", StringComparison.Ordinal));
        Opened(set, "opening-path-deeper", "an opening of the commitment itself", fifth, user.Replace("/data/user", "/data/user/$sealed", StringComparison.Ordinal));
        Opened(set, "opening-entry", "an opening of another entry, which has sealed data too", Expect.All(Expect.Tampered(14)), user.Replace("\"seq\":5", "\"seq\":14", StringComparison.Ordinal));
        Opened(set, "opening-entry-plain", "an opening of an entry without sealed data", Expect.All(Expect.Tampered(6)), user.Replace("\"seq\":5", "\"seq\":6", StringComparison.Ordinal));
        Opened(set, "opening-entry-absent", "an opening of an entry that is not there", Expect.All(Expect.Tampered(99)), user.Replace("\"seq\":5", "\"seq\":99", StringComparison.Ordinal));
        Opened(set, "opening-twice", "an opening is there twice", Expect.All(Expect.Malformed(25)), user, user);
        Opened(set, "opening-twice-other", "two openings of one sealed value, one of them false", fifth, user.Replace("alice", "al1ce", StringComparison.Ordinal), user);
        Opened(set, "opening-respelled", "the value of an opening spelled otherwise", Expect.All(Expect.Malformed(25)), user.Replace("alice", "\\u0061lice", StringComparison.Ordinal));
        Opened(set, "opening-no-value", "an opening without a value", Expect.All(Expect.Malformed(25)), "{\"sealed\":{\"path\":\"/data/user\",\"salt\":\"EBESExQVFhcYGRobHB0eHw\",\"seq\":5}}");
        Opened(set, "opening-more", "an opening with a member more", Expect.All(Expect.Malformed(25)), user.Replace("\"value\":", "\"time\":1,\"value\":", StringComparison.Ordinal));
        Opened(set, "opening-salt-long", "an opening with a salt of 17 bytes", Expect.All(Expect.Malformed(25)), user.Replace("EBESExQVFhcYGRobHB0eHw", "EBESExQVFhcYGRobHB0eHwA", StringComparison.Ordinal));
        Opened(set, "opening-salt-spelled", "a salt with other bits after its last byte", Expect.All(Expect.Malformed(25)), user.Replace("EBESExQVFhcYGRobHB0eHw", "EBESExQVFhcYGRobHB0eHx", StringComparison.Ordinal));
        Opened(set, "opening-seq-text", "the seq of an opening as text", Expect.All(Expect.Malformed(25)), user.Replace("\"seq\":5", "\"seq\":\"5\"", StringComparison.Ordinal));
        LogContent honest = HonestLog.Make();
        set.Bundle(new(13, "opening-of-part", "an opening of an entry that is not in this part of the log"),
            BundleText.Join(BundleText.Part(honest, 9, 16, user, BundleText.Proof(honest, 16, honest.Notes[1]))), Expect.All(Expect.Tampered(5)));
    }

    private static void Opened(VectorSet set, string name, string words, Expect expect, params string[] records)
    {
        LogContent content = HonestLog.Make();
        content.Records.AddRange(records);
        set.Bundles(new(13, name, words), BundleText.Bundle(content), expect);
    }
}
