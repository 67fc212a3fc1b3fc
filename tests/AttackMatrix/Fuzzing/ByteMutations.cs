namespace AttackMatrix.Fuzzing;

/// <summary>Mutations that know nothing of what the bytes mean.</summary>
internal static class ByteMutations
{
    public static byte[] Apply(Rng rng, byte[] file, byte[] other)
    {
        if (file.Length == 0) return [rng.Byte()];
        int at = rng.Next(file.Length), length = Math.Min(file.Length - at, 1 + rng.Next(rng.Chance(80) ? 8 : 400));
        byte[] changed = [.. file];
        switch (rng.Next(10))
        {
            case 0:
            case 1: changed[at] ^= (byte)(1 << rng.Next(8)); return changed;
            case 2: changed[at] = rng.Byte(); return changed;
            case 3: return [.. file[..at], .. Random(rng, length), .. file[at..]];
            case 4: return [.. file[..at], .. file[(at + length)..]];
            case 5: return [.. file[..at], .. file[at..(at + length)], .. file[at..]];
            case 6: return file[..at];
            case 7: return [.. file, .. rng.Chance(50) ? Random(rng, length) : file[..length]];
            case 8:
                int from = rng.Next(other.Length), to = rng.Next(file.Length);
                return [.. other[..from], .. file[to..]];
            default: changed.AsSpan(at, length).Fill(rng.Pick<byte>([0, 0xff, (byte)' ', (byte)'\n', (byte)'0', (byte)'"'])); return changed;
        }
    }

    private static byte[] Random(Rng rng, int length) => [.. Enumerable.Range(0, length).Select(_ => rng.Byte())];
}
