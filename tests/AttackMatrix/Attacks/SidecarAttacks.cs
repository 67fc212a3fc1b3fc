using System.Text;
using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 25, as far as bytes can show it: files beside a log that a reader would have to believe. Owners and links are tests of the store. Row 30: damage.</summary>
internal static class SidecarAttacks
{
    public static void Add(VectorSet set)
    {
        byte[] honest = DatabaseBuilder.Build(HonestLog.Make());
        Expect refused = Expect.All(Expect.Refused(AuditError.AuditLogAccessDenied));
        void Journal(string name, string words, byte[] journal, Expect expect) => set.Log(new(25, name, words), honest, expect, new Companion("-journal", journal));

        // A journal of SQLite: magic, number of pages, nonce, size of the database, sector and page size; then pages with number and checksum.
        byte[] header = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, (byte)(honest.Length / DatabasePages.Size), 0, 0, 2, 0, 0, 0, 0x10, 0];
        byte[] page = [.. header, .. new byte[512 - header.Length], 0, 0, 0, 3, .. new byte[DatabasePages.Size + 4]];
        Journal("journal", "a rollback journal that would write somebody's page into the log", page, refused);
        Journal("journal-garbage", "a rollback journal of garbage", Encoding.ASCII.GetBytes(new string('x', 5000)), refused);
        Journal("journal-byte", "a rollback journal of one byte", [0], refused);
        Journal("honest-journal-empty", "an empty journal, which says nothing", [], Expect.Honest());

        void Damage(string name, string words, string table) => set.Log(new(30, name, words),
            DatabasePages.Fill(honest, DatabasePages.Root(honest, table), 0xff), Expect.All(Expect.Malformed(null)));
        Damage("attestations", "the page of the attestations filled with 0xff", "attestations");
        Damage("blocks", "the page of the block index filled with 0xff", "blocks");
        Damage("nodes", "the page of the nodes filled with 0xff", "nodes");
        Damage("openings", "the page of the openings filled with 0xff", "openings");
        Damage("producers", "the page of the producers filled with 0xff", "producers");
    }
}
