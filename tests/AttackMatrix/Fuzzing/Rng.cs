namespace AttackMatrix.Fuzzing;

/// <summary>Numbers that are the same everywhere and in every version: splitmix64, seeded by the run and the case.</summary>
internal sealed class Rng(long seed, long number)
{
    private ulong _state = Mix((ulong)seed) ^ Mix((ulong)number + 0x9e3779b97f4a7c15);

    /// <summary>0 to <paramref name="below"/> - 1.</summary>
    public int Next(int below) => below <= 1 ? 0 : (int)(Bits() % (ulong)below);

    public byte Byte() => (byte)Bits();

    public bool Chance(int percent) => Next(100) < percent;

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    private ulong Bits()
    {
        _state += 0x9e3779b97f4a7c15;
        return Mix(_state);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
