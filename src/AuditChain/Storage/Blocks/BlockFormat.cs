namespace AuditChain.Storage.Blocks;

// The block index: which entries of a block can match a filter, without reading their lines.
//
// A block is 4,096 consecutive entries: block b holds the entries b·4096+1 to (b+1)·4096, so the row of an entry in its block is
// (seq-1) mod 4096. Each complete block has eight pieces of data, one a member. A store keeps them under the number
//
//     member · 2^40 + block        1 type   2 actor.id   3 action   4 target.id   5 outcome   6 source   7 correlation   8 time
//
// A block's data is a function of its lines alone. Values are taken from the line, unescaped, and folded (FoldingTable);
// "different" below means that their folded bytes are. A member that is absent is not the same as an empty value.
//
// Form 01, when the block has at most 96 different values of the member, each of at most 255 bytes:
//
//     01
//     count        u8, 0 to 96
//     values       count times: length u8, folded UTF-8; ascending by their bytes, the shorter first where one begins the other
//     codes        4,096 times ceil(log2(count+1)) bits: 0 absent, else the number of the value, from 1. The code of row i takes
//                  the bits i·width to (i+1)·width-1, least significant first; bit n is bit n mod 8 of byte n div 8.
//                  512·width bytes; none when count is 0.
//
// Form 02, when there are more values, or a longer one:
//
//     02
//     hashes       4,096 times a u16, little endian: 0 absent, else the upper 16 bits of the CRC-32C (Castagnoli, RFC 3720,
//                  initial value and final xor FFFFFFFF) of the value, where 0 is written as 1
//
// The hash keeps no secret and resists nobody: whoever may append can make values that share one, and with it costs a reader
// the lines that it reads in vain, no wrong answer.
//
// Time: the smallest and the largest time of the block, 28 bytes each, as the lines spell it. The clock may have been set back
// in between, so they exclude a whole block and nothing else.
//
// Example: outcome, where the first three rows are "denied", absent, "Success", "denied", and then all are "success".
// Two values need two bits; the first rows are the codes 1, 0, 2, 1 = 01 | 00<<2 | 10<<4 | 01<<6 = 0x61, four rows of 2 are 0xAA.
//
//     01 02  06 64656E696564  07 73756363657373  61 AA AA … AA        1 + 1 + 7 + 8 + 1024 = 1041 bytes
//
// Example: "Alice" folds to "alice", whose CRC-32C is FB02028E; in form 02 its rows are 02 FB.
//
// A parser refuses: no data; another form; a count over 96; a value that goes past the end; values that do not ascend; data
// that is shorter or longer than its form says; and, when it reads codes, a code over the count. Of times: another length, what
// is no time, a smallest that is after the largest. Refused data is treated as missing: the block is read instead.
// It does not ask whether the data is that of the lines: a verifier computes it again and compares the bytes.

/// <summary>Sizes and numbers of the block index.</summary>
internal static class BlockFormat
{
    /// <summary>Entries in a block.</summary>
    public const int Rows = 4096;

    /// <summary>Members that have values: <see cref="EntryMember"/> 1 to 7.</summary>
    public const int Members = 7;

    /// <summary>The member number of the times.</summary>
    public const int TimeMember = 8;

    /// <summary>The most different values in form 01.</summary>
    public const int MaxValues = 96;

    /// <summary>The longest value in form 01, folded, in bytes.</summary>
    public const int MaxValueBytes = 255;

    /// <summary>The first byte of form 01.</summary>
    public const byte Dictionary = 1;

    /// <summary>The first byte of form 02.</summary>
    public const byte Hashes = 2;

    /// <summary>The length of form 02.</summary>
    public const int HashesBytes = 1 + (2 * Rows);

    /// <summary>The length of the times.</summary>
    public const int TimesBytes = 2 * AuditTime.Length;

    /// <summary>The longest data of a member.</summary>
    public const int MaxBytes = 2 + (MaxValues * (1 + MaxValueBytes)) + (Rows / 8 * 7);

    /// <summary>The block of an entry.</summary>
    /// <param name="seq">Its sequence.</param>
    public static long BlockOf(long seq) => (seq - 1) / Rows;

    /// <summary>The row of an entry in its block.</summary>
    /// <param name="seq">Its sequence.</param>
    public static int RowOf(long seq) => (int)((seq - 1) % Rows);

    /// <summary>The first entry of a block.</summary>
    /// <param name="block">Its number, from 0.</param>
    public static long FirstSequence(long block) => (block * Rows) + 1;

    /// <summary>Complete blocks of a log.</summary>
    /// <param name="count">Its entries.</param>
    public static long Blocks(long count) => count / Rows;

    /// <summary>The number under which a store keeps the data of a member.</summary>
    /// <param name="member">1 to 8.</param>
    /// <param name="block">Less than 2^40: no log has 2^52 entries.</param>
    public static long RowId(int member, long block)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)block, 1UL << 40);
        return ((long)member << 40) | block;
    }

    /// <summary>Bits of a code when there are so many values.</summary>
    public static int CodeBits(int values) => 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)values);
}
