using AuditChain.Service.Wire;

namespace AuditChain.Service.Client;

/// <summary>Hashes and nodes of a log behind a service, from its tiles.</summary>
internal sealed class ServiceTiles(ServiceClient client)
{
    /// <summary>Leaf hashes.</summary>
    /// <param name="first">First sequence.</param>
    /// <param name="last">Last sequence.</param>
    /// <param name="count">Entries that the log has.</param>
    public IEnumerable<Digest> ReadHashes(long first, long last, long count)
    {
        for (long seq = first; seq <= Math.Min(last, count);)
        {
            long number = (seq - 1) / TilePath.Full, start = number * TilePath.Full;
            int width = (int)Math.Min(TilePath.Full, count - start);
            foreach (Digest hash in Read(new TilePath(0, number, width)).Skip((int)(seq - 1 - start)))
            {
                if (seq > last) yield break;
                yield return hash;
                seq++;
            }
        }
        if (last > count && first <= last) throw new AuditException(AuditError.AuditLogDamaged, $"{client.Address} holds {count} entries, and no entry {Math.Max(first, count + 1)}.");
    }

    /// <summary>Nodes that the service keeps, up to the first that it does not.</summary>
    public IEnumerable<Digest> ReadNodes(int level, long first, long count)
    {
        for (long at = first; at < first + count;)
        {
            long number = at / TilePath.Full, start = number * TilePath.Full;
            // Of a tile that is not full only what is wanted is asked for.
            int width = (int)Math.Min(TilePath.Full, first + count - start);
            Digest[] nodes;
            try
            {
                nodes = Read(new TilePath(level / TreeNode.Step, number, width));
            }
            catch (AuditException e) when (e.Error == AuditError.AuditRangeInvalid)
            {
                // Not kept, or not complete: whoever asks computes it from the leaves.
                yield break;
            }
            foreach (Digest node in nodes.Skip((int)(at - start))) yield return node;
            at = start + width;
        }
    }

    private Digest[] Read(TilePath tile)
    {
        using HttpResponseMessage response = client.Get(tile.ToString());
        byte[] hashes = new byte[tile.Width * Digest.Size];
        try
        {
            using Stream body = response.Content.ReadAsStream();
            body.ReadExactly(hashes);
            if (body.ReadByte() >= 0) throw new AuditException(AuditError.AuditLogDamaged, $"{client.Address} sent a tile that is longer than {tile} is.");
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw client.Away(e, "Its answer was cut off.");
        }
        return [.. Enumerable.Range(0, tile.Width).Select(i => new Digest(hashes.AsSpan(i * Digest.Size, Digest.Size)))];
    }
}
