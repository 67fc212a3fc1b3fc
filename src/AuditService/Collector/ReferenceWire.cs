using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;

namespace AuditService.Collector;

// The protocol of moat's collector, bytes unchanged:
//
//   TCP           the token, exactly as many bytes as a token of ours has, within 5 seconds; then lines
//   Unix socket   lines at once
//   a line        {"type":"console","data":{…}}      ended by a newline; the last one may lack it
//   answers       none, ever
//
// Its holes are mended: a line may have 1 MiB; one that cannot be stored is recorded as collector.rejected; what cannot be
// stored now is kept until it can, and meanwhile nothing more is read; a socket that stays silent is closed.

/// <summary>Takes entries from agents that speak the reference's protocol.</summary>
internal sealed class ReferenceWire(
    LogHandle log, Doorkeeper doorkeeper, Refusals refusals, ServiceLimits limits, ByteBudget budget, Counters counters, IHostApplicationLifetime lifetime, ILogger<ReferenceWire> logger)
    : ConnectionHandler
{
    private const int TokenBytes = 60;
    private static readonly TimeSpan s_tokenPatience = TimeSpan.FromSeconds(5), s_retry = TimeSpan.FromSeconds(1);

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        PipeReader input = connection.Transport.Input;
        try
        {
            if (await PrincipalOf(connection, input) is { } who) await Take(input, who, connection.ConnectionClosed);
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionResetException or ConnectionAbortedException)
        {
            // Silent for too long, or gone. What came before is stored.
        }
        finally
        {
            await input.CompleteAsync();
        }
    }

    /// <summary>Who is there; null for somebody who is not let in, and is not told why.</summary>
    private async Task<Sender?> PrincipalOf(ConnectionContext connection, PipeReader input)
    {
        if (connection.RemoteEndPoint is not IPEndPoint remote)
        {
            UnixPeer? peer = UnixSocket.PeerOf(connection.Features.Get<IConnectionSocketFeature>()?.Socket);
            return Sender.Of(peer);
        }
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed, lifetime.ApplicationStopping);
        patience.CancelAfter(s_tokenPatience);
        string? token = null;
        try
        {
            ReadResult read = await input.ReadAtLeastAsync(TokenBytes, patience.Token);
            if (read.Buffer.Length >= TokenBytes)
            {
                token = Encoding.UTF8.GetString(read.Buffer.Slice(0, TokenBytes));
                input.AdvanceTo(read.Buffer.GetPosition(TokenBytes));
            }
            else
            {
                input.AdvanceTo(read.Buffer.End);
            }
        }
        catch (OperationCanceledException) when (!connection.ConnectionClosed.IsCancellationRequested)
        {
            // Too slow.
        }
        (Principal? principal, string? reason) = doorkeeper.Admit(token);
        if (principal is not null && !principal.Scopes.HasFlag(TokenScopes.Append)) reason = "needs the scope append";
        if (reason is null) return new Sender(principal!, new AuditActor { Id = principal!.Name, Type = "service" }, token);
        await refusals.RecordAsync(remote.Address, "reference wire", reason, principal?.Name);
        return null;
    }

    private async Task Take(PipeReader input, Sender sender, CancellationToken closed)
    {
        while (true)
        {
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
            patience.CancelAfter(limits.Idle);
            ReadResult read;
            try
            {
                read = await input.ReadAsync(patience.Token);
            }
            catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && input.TryRead(out read))
            {
                // The service stops: what has arrived is stored all the same.
            }
            ReferenceLines lines = new(sender, limits.BatchEntries);
            SequencePosition used = lines.Read(read.Buffer, read.IsCompleted);
            if (lines.Entries.Count > 0 && !IsStillAdmitted(sender)) return;
            if (!await Store(lines, closed)) return;
            input.AdvanceTo(used, lines.IsFull ? used : read.Buffer.End);
            if (lines.IsTooLong || (read.IsCompleted && !lines.IsFull)) return;
        }
    }

    private bool IsStillAdmitted(Sender sender) => sender.Token is null || doorkeeper.Admit(sender.Token).Principal is not null;

    /// <summary>Stores what was read; waits until it can be stored. False when the service stops before that.</summary>
    private async Task<bool> Store(ReferenceLines lines, CancellationToken closed)
    {
        if (lines.Entries.Count == 0) return true;
        while (!budget.TryTake(lines.Bytes)) await Task.Delay(s_retry, closed);
        try
        {
            for (bool said = false; ; said = true)
            {
                try
                {
                    await log.AppendAsync(lines.Entries);
                    counters.Add("auditlog_entries_total", "way=\"reference\"", lines.Entries.Count);
                    return true;
                }
                catch (AuditException e)
                {
                    if (!said) logger.LogWarning("Entries of the collector cannot be stored, and are kept until they can: {Reason}", e.Message);
                    if (lifetime.ApplicationStopping.IsCancellationRequested) return false;
                    await Task.Delay(s_retry, CancellationToken.None);
                }
            }
        }
        finally
        {
            budget.Return(lines.Bytes);
        }
    }
}
