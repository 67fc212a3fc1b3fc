namespace AuditChain.Tests.Entries;

public sealed class PartyTests
{
    [Fact]
    public void A_party_compares_as_its_id_whatever_else_it_carries()
    {
        AuditActor one = new() { Id = "alice", Session = "1" }, two = new() { Id = "Alice", Type = "user" };
        Assert.Equal(one, two);
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
        Assert.NotEqual(one, AuditActor.FromString("bob"));
        Assert.Equal(["alice", "bob", "carol"], new AuditActor[] { "carol", "alice", "bob" }.Order().Select(actor => actor.Id));
        Assert.Equal(0, one.CompareTo("ALICE"));
        Assert.Throws<ArgumentException>(() => one.CompareTo((object)1));
    }
}
