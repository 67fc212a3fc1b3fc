using System.Security.Cryptography;
using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Jsonl;

/// <summary>A folder of days: files that grep, jq and the verifier read. Acknowledged when it is on the disk. What the folder holds already is not written again.</summary>
internal sealed class JsonlSink : IRetainingSink
{
    private readonly string _folder;
    private readonly int _retentionDays;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private FileStream? _file;
    private DateOnly _day = DateOnly.MinValue;
    private long _length, _last;
    private Digest _lastHash;
    private bool _isPruned;

    /// <summary>Checks the options; the folder is looked at with the first batch.</summary>
    /// <exception cref="AuditException">AuditMirrorInvalid.</exception>
    public JsonlSink(MirrorSettings settings)
    {
        KindOptions options = new(settings);
        _folder = options.Required("folder", "where the files of the days are to be");
        _retentionDays = options.Number("retentionDays", 90, 0, 36_500);
        options.Format("line");
        options.Done();
        if (settings.Filter.Count > 0) throw MirrorSettings.Invalid("A folder of days has every entry, so that it can be verified: the kind 'jsonl' takes no filter.");
    }

    public bool Confirms => true;

    public string? Answer => _file is null ? null : $"{Path.GetFileName(_file.Name)} {_length} bytes SHA-256 {Convert.ToHexStringLower(_hash.GetCurrentHash())}";

    public ValueTask<Delivery> DeliverAsync(MirrorBatch batch, CancellationToken cancellation)
    {
        if (_file is null && Open(batch) is { } problem) return ValueTask.FromResult(Delivery.Stalled(problem));
        int done = 0;
        try
        {
            while (done < batch.Count && batch[done].Seq <= _last) done++;
            if (done < batch.Count && _last > 0 && (batch[done].Seq != _last + 1 || batch[done].Entry.Prev != _lastHash))
                return ValueTask.FromResult(Delivery.Stalled(Foreign(batch[done].Seq)));
            for (; done < batch.Count; done++)
            {
                AuditEntry entry = batch[done].Entry;
                DateOnly day = DateOnly.FromDateTime(entry.Time.UtcDateTime);
                if (_file is null || day > _day) Begin(day, batch.Header);
                Write(entry.LineBytes.Span);
            }
            _file!.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AuditException)
        {
            // What reached the disk of this batch is not known: the next attempt reads the folder, cuts off a torn line and goes on after it.
            Close();
            return ValueTask.FromResult(Delivery.Stalled($"'{_folder}' cannot be written: {e.Message.TrimEnd('.')}."));
        }
        _length = _file.Length;
        AuditEntry newest = batch[batch.Count - 1].Entry;
        if (newest.Seq > _last) (_last, _lastHash) = (newest.Seq, newest.Hash);
        return ValueTask.FromResult(Delivery.Acknowledged);
    }

    public IReadOnlyList<ExpiredFile> FindExpired()
    {
        if (_retentionDays == 0 || _isPruned || _file is null) return [];
        _isPruned = true;
        List<ExpiredFile> expired = [];
        foreach ((DateOnly day, string path) in DayFile.In(_folder))
        {
            if (day >= _day.AddDays(-_retentionDays)) break;
            (long from, long to, Digest sha256) = DayFile.Describe(path);
            if (from > 0) expired.Add(new ExpiredFile(Path.GetFileName(path), from, to, sha256));
        }
        return expired;
    }

    public void Remove(ExpiredFile file) => File.Delete(Path.Combine(_folder, file.Name));

    public ValueTask DisposeAsync()
    {
        Close();
        _hash.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Goes on where the newest file ends; says why not, where it is not of this log.</summary>
    private string? Open(MirrorBatch batch)
    {
        try
        {
            Directory.CreateDirectory(_folder);
            (DateOnly day, string path) = DayFile.In(_folder).LastOrDefault();
            (_last, _lastHash, _day) = (0, default, DateOnly.MinValue);
            if (path is null) return null;
            bool isFirst = true, isOurs = true;
            long whole = DayFile.ReadLines(path, (line, _) =>
            {
                if (isFirst) isOurs = line.AsSpan().SequenceEqual(batch.Header.LineBytes.Span);
                else if (AuditEntry.TryParse(line, out AuditEntry? entry, out string? _)) (_last, _lastHash) = (entry!.Seq, entry.Hash);
                else isOurs = false;
                isFirst = false;
            });
            if (!isOurs) return $"'{path}' is not a file of this log, or was changed. Nothing was written. Move it away, or give the mirror another folder.";
            if (isFirst || _last == 0)
            {
                // The first write of a day was cut off: the day begins anew, after the file before.
                File.Delete(path);
                return Open(batch);
            }
            FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            file.SetLength(whole);
            file.Position = 0;
            Rehash(file);
            (_file, _day, _length) = (file, day, whole);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Close();
            return $"'{_folder}' cannot be used: {e.Message.TrimEnd('.')}.";
        }
    }

    private void Begin(DateOnly day, LogHeader header)
    {
        _file?.Flush(flushToDisk: true);
        Close();
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new FileStream(Path.Combine(_folder, DayFile.NameOf(day)), options);
        if (!OperatingSystem.IsWindows()) Posix.FlushFolder(_folder);
        (_day, _isPruned) = (day, false);
        _hash.GetHashAndReset();
        Write(header.LineBytes.Span);
    }

    private void Write(ReadOnlySpan<byte> line)
    {
        _file!.Write(line);
        _file.Write("\n"u8);
        _hash.AppendData(line);
        _hash.AppendData("\n"u8);
    }

    private void Rehash(FileStream file)
    {
        _hash.GetHashAndReset();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = file.Read(buffer)) > 0;) _hash.AppendData(buffer.AsSpan(0, read));
    }

    private void Close()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // What was not written is written by the next attempt.
        }
        _file = null;
    }

    private string Foreign(long seq) =>
        $"'{_folder}' ends at entry {_last}, and entry {seq} does not follow from it: files are missing, were changed, or are of another log. Nothing was written. Restore them, or give the mirror another folder.";
}
