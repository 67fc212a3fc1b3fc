namespace AuditChain.Service.Client;

/// <summary>A log as its service sent it, for the verifier: nothing that the service keeps beside the lines is believed.</summary>
internal sealed class ServiceBundle : IChainSource
{
    private readonly string _file;
    private readonly BundleReader _reader;

    private ServiceBundle(string name, string file)
    {
        Name = name;
        _file = file;
        _reader = BundleReader.OpenSource(file);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ChainSourceKind Kind => ChainSourceKind.Bundle;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> HeaderLine => _reader.HeaderLine;

    /// <inheritdoc/>
    public ChainTrailer Trailer => _reader.Trailer;

    /// <summary>Takes the whole log over to this machine. Its file, for this user alone, is gone when the source is closed.</summary>
    /// <exception cref="AuditException">AuditServiceUnavailable: it stopped before its end.</exception>
    public static ServiceBundle Download(ServiceClient client)
    {
        using HttpResponseMessage response = client.Get("v1/bundle");
        string file = Path.GetTempFileName();
        try
        {
            using (Stream body = response.Content.ReadAsStream())
            using (FileStream copy = new(file, FileMode.Create, FileAccess.Write, FileShare.None)) body.CopyTo(copy);
            return new ServiceBundle(client.Address.ToString(), file);
        }
        catch (Exception e)
        {
            File.Delete(file);
            if (e is IOException or HttpRequestException) throw client.Away(e, "The log was not sent to its end.");
            throw;
        }
    }

    /// <inheritdoc/>
    public LineBatch CreateBatch() => _reader.CreateBatch();

    /// <inheritdoc/>
    public void Read(LineBatch batch) => _reader.Read(batch);

    /// <inheritdoc/>
    public ChainFault? Finish(long count, Digest head) => ((IChainSource)_reader).Finish(count, head);

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        File.Delete(_file);
    }
}
