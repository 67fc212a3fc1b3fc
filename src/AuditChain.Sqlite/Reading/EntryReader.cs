using SQLitePCL;

namespace AuditChain.Sqlite.Reading;

/// <summary>Reads lines and hashes of a log, in pieces.</summary>
/// <param name="session">How the log is read.</param>
/// <param name="header">Its header.</param>
internal sealed class EntryReader(ReadSession session, LogHeader header)
{
    private const int Piece = 1024;

    /// <summary>How the log ends: what a follower asks again and again. Costs the same however long the log is, and whatever it holds beside entries.</summary>
    public LogHead ReadHead() => session.Read(ReadHead);

    /// <summary>How the log stands.</summary>
    public LogStatus ReadStatus() => session.Read(statements =>
    {
        LogHead head = ReadHead(statements);
        StoredAttestation? newest = AttestationTable.Newest(statements);
        return new LogStatus
        {
            Location = session.Path,
            Origin = header.Origin,
            LogId = header.Hash,
            Created = header.Created,
            Count = head.Count,
            Head = head.Hash,
            FirstTime = TimeOf(statements.Oldest),
            LastTime = TimeOf(statements.Newest),
            SizeOnDisk = new[] { statements.Database.Real, LogPath.Wal(statements.Database.Real) }.Sum(file => new FileInfo(file) is { Exists: true } found ? found.Length : 0),
            AttestedCount = newest?.Size,
            AttestedTime = newest?.Time,
        };
    });

    /// <summary>Reads a range of lines with the hashes stored beside them.</summary>
    public void ReadLines(long first, long last, LineVisitor visit)
    {
        LinePiece piece = new();
        for (long at = first; at <= last; at += piece.Count)
        {
            session.Read(statements => ReadPiece(statements, at, last, piece));
            for (int i = 0; i < piece.Count; i++) visit(at + i, piece.Line(i), piece.Hash(i));
            if (piece.Fault is { } fault) throw fault;
        }
    }

    /// <summary>Streams leaf hashes, each computed again from its line and compared with the one that is stored and with the next link: what is signed and proven rests on lines.</summary>
    /// <exception cref="AuditException">AuditChainBroken at the first entry that does not hold; AuditLogDamaged when one is missing.</exception>
    public IEnumerable<Digest> ReadHashes(long first, long last)
    {
        Digest? before = null;
        for (long at = first; at <= last; at += Piece)
        {
            List<Digest> leaves = session.Read(statements => ReadLeaves(statements, at, Math.Min(last, at + Piece - 1), before));
            foreach (Digest leaf in leaves) yield return leaf;
            before = leaves[^1];
        }
    }

    private LinePiece ReadPiece(ReadStatements statements, long first, long last, LinePiece piece)
    {
        piece.Clear();
        Statement rows = Bind(statements.Range, first, last);
        try
        {
            // Not one step further: what comes after the range may be damaged.
            for (long seq = first; seq <= last && !piece.IsFull; seq++)
            {
                if (!rows.Step() || rows.Long(0) != seq) throw Missing(seq);
                piece.Add(rows.Bytes(2), HashOf(rows, seq));
            }
        }
        catch (AuditException e) when (piece.Count > 0)
        {
            // The lines before it come first.
            piece.Fault = e;
        }
        return piece;
    }

    private LogHead ReadHead(ReadStatements statements)
    {
        Statement newest = statements.Newest;
        return newest.Step() ? new LogHead(newest.Long(0), HashOf(newest, newest.Long(0))) : new LogHead(0, header.Hash);
    }

    private List<Digest> ReadLeaves(ReadStatements statements, long first, long last, Digest? before)
    {
        List<Digest> leaves = [];
        Digest link = before ?? LinkBefore(statements, first);
        Statement rows = Bind(statements.Range, first, last + 1);
        for (long seq = first; seq <= last + 1; seq++)
        {
            // The entry after the range is asked for its link alone, and need not be there.
            if (!rows.Step() || rows.Long(0) != seq) return seq > last ? leaves : throw Missing(seq);
            ReadOnlySpan<byte> line = rows.Bytes(2);
            if (!EntryFacts.TryRead(line, out EntryFacts facts, out string? problem)) throw Broken(Math.Min(seq, last), problem!);
            if (facts.Prev != link) throw Broken(Math.Max(seq - 1, first), $"entry {seq} does not link to entry {seq - 1}");
            if (seq > last) return leaves;
            link = LeafHash.Of(line);
            if (facts.Seq != seq || HashOf(rows, seq) != link) throw Broken(seq, "the hash stored beside it is not the hash of its line");
            leaves.Add(link);
        }
        return leaves;
    }

    private Digest LinkBefore(ReadStatements statements, long seq)
    {
        if (seq == 1) return header.Hash;
        Statement row = Bind(statements.Range, seq - 1, seq - 1);
        return row.Step() ? HashOf(row, seq - 1) : throw Missing(seq - 1);
    }

    private static Statement Bind(Statement range, long first, long last)
    {
        range.Bind(1, first);
        range.Bind(2, last);
        return range;
    }

    private static DateTimeOffset? TimeOf(Statement row) =>
        row.Step() && EntryFacts.TryRead(row.Bytes(2), out EntryFacts facts, out _) ? new DateTimeOffset(facts.TimeTicks, TimeSpan.Zero) : null;

    private Digest HashOf(Statement row, long seq) => row.Read(1, out ReadOnlySpan<byte> hash) == raw.SQLITE_BLOB && hash.Length == Digest.Size ? new Digest(hash)
        : throw Broken(seq, "what is stored beside it is not a hash");

    private AuditException Broken(long seq, string why) =>
        new(AuditError.AuditChainBroken, $"Entry {seq} of '{session.Path}' does not hold: {why}. Verify the log, and keep this file as it is.");

    private AuditException Missing(long seq) => new(AuditError.AuditLogDamaged, $"Entry {seq} of '{session.Path}' is missing. Verify the log.");
}
