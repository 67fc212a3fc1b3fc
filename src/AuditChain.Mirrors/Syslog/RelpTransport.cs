using System.Globalization;
using System.Text;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Syslog;

// RELP, as librelp speaks it. A frame in either direction:
//
//   TXNR SP COMMAND SP DATALEN [SP DATA] LF        1 open 61 relp_version=0\nrelp_software=…\ncommands=syslog
//                                                   1 rsp 92 200 OK\nrelp_version=0\n…
//                                                   2 syslog 120 <110>1 …
//                                                   2 rsp 6 200 OK
//
// Transaction numbers rise by one; answers come in their order. Frames are sent ahead of their answers, up to a window.
// `0 serverclose 0` is the receiver's farewell: what it did not answer, it does not have.

/// <summary>RELP: every message is answered, and counts only then.</summary>
internal sealed class RelpTransport(SyslogAddress address, TlsSettings tls) : ISyslogTransport
{
    private const int Window = 128, MaxNumber = 999_999_999, MaxAnswer = 128 * 1024;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private Stream? _stream;
    private int _number, _read, _end;

    public async Task SendAsync(IReadOnlyList<byte[]> messages, Action confirmed, CancellationToken cancellation)
    {
        try
        {
            if (_stream is null) await OpenAsync(cancellation);
            int sent = 0;
            for (int answered = 0; answered < messages.Count;)
            {
                if (sent < messages.Count && sent - answered <= Window / 2)
                {
                    int count = Math.Min(Window - (sent - answered), messages.Count - sent);
                    await WriteAsync(messages.Skip(sent).Take(count).ToArray(), cancellation);
                    sent += count;
                }
                int expected = Number(_number - (sent - answered) + 1);
                string status = await ReadAnswerAsync(expected, cancellation);
                if (!status.StartsWith("200", StringComparison.Ordinal)) throw new IOException($"the receiver answered '{Schemas.PlainText.Cut(Schemas.PlainText.Show(status), 200)}'");
                answered++;
                confirmed();
            }
        }
        catch
        {
            await CloseAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
        {
            try
            {
                using CancellationTokenSource soon = new(TimeSpan.FromSeconds(2));
                await WriteFrameAsync("close", [], soon.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // It was going to be closed anyway.
            }
        }
        await CloseAsync();
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        (_stream, _) = await SyslogConnection.OpenAsync(address, tls, cancellation);
        (_number, _read, _end) = (0, 0, 0);
        await WriteFrameAsync("open", Encoding.ASCII.GetBytes("relp_version=0\nrelp_software=auditlog,1\ncommands=syslog"), cancellation);
        string answer = await ReadAnswerAsync(_number, cancellation);
        if (!answer.StartsWith("200", StringComparison.Ordinal)) throw new IOException($"the receiver refuses a session: {Schemas.PlainText.Cut(Schemas.PlainText.Show(answer), 200)}");
    }

    private async Task WriteAsync(byte[][] messages, CancellationToken cancellation)
    {
        using MemoryStream frames = new();
        foreach (byte[] message in messages) Append(frames, "syslog", message);
        await _stream!.WriteAsync(frames.GetBuffer().AsMemory(0, (int)frames.Length), cancellation);
        await _stream.FlushAsync(cancellation);
    }

    private async Task WriteFrameAsync(string command, byte[] data, CancellationToken cancellation)
    {
        using MemoryStream frame = new();
        Append(frame, command, data);
        await _stream!.WriteAsync(frame.GetBuffer().AsMemory(0, (int)frame.Length), cancellation);
        await _stream.FlushAsync(cancellation);
    }

    private void Append(MemoryStream frames, string command, byte[] data)
    {
        _number = Number(_number + 1);
        frames.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_number} {command} {data.Length}")));
        if (data.Length > 0) frames.WriteByte((byte)' ');
        frames.Write(data);
        frames.WriteByte((byte)'\n');
    }

    private static int Number(int n) => n < 1 ? n + MaxNumber : n > MaxNumber ? n - MaxNumber : n;

    private async Task<string> ReadAnswerAsync(int expected, CancellationToken cancellation)
    {
        string number = await ReadWordAsync(cancellation), command = await ReadWordAsync(cancellation);
        if (command == "serverclose") throw new IOException("the receiver ended the session");
        (string length, bool hasData) = await ReadLengthAsync(cancellation);
        if (!int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int size) || size > MaxAnswer)
            throw new InvalidDataException("the receiver does not speak RELP: an answer has no length");
        byte[] data = new byte[size];
        for (int i = 0; i < size; i++) data[i] = await ReadByteAsync(cancellation);
        if (hasData && await ReadByteAsync(cancellation) != '\n') throw new InvalidDataException("the receiver does not speak RELP: an answer is longer than it says");
        if (command != "rsp" || number != expected.ToString(CultureInfo.InvariantCulture))
            throw new InvalidDataException($"the receiver answered '{command}' to {number} where an answer to {expected} was due");
        return Encoding.UTF8.GetString(data);
    }

    private async Task<string> ReadWordAsync(CancellationToken cancellation)
    {
        StringBuilder word = new();
        for (byte b; (b = await ReadByteAsync(cancellation)) != ' '; word.Append((char)b))
        {
            if (word.Length > 32 || b <= ' ') throw new InvalidDataException("the receiver does not speak RELP");
        }
        return word.ToString();
    }

    private async Task<(string Length, bool HasData)> ReadLengthAsync(CancellationToken cancellation)
    {
        StringBuilder digits = new();
        while (true)
        {
            byte b = await ReadByteAsync(cancellation);
            if (b is (byte)' ' or (byte)'\n') return (digits.ToString(), b == ' ');
            if (digits.Length > 9) throw new InvalidDataException("the receiver does not speak RELP");
            digits.Append((char)b);
        }
    }

    private async ValueTask<byte> ReadByteAsync(CancellationToken cancellation)
    {
        if (_read == _end)
        {
            (_read, _end) = (0, await _stream!.ReadAsync(_buffer, cancellation));
            if (_end == 0) throw new IOException("the receiver closed the connection");
        }
        return _buffer[_read++];
    }

    private async Task CloseAsync()
    {
        if (_stream is not null) await _stream.DisposeAsync();
        _stream = null;
    }
}
