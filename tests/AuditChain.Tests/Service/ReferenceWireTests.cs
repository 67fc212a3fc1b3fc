extern alias service;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AuditChain.Service.Tokens;
using service::AuditService.Hosting;

namespace AuditChain.Tests.Service;

/// <summary>An agent that speaks the reference's own protocol, bytes unchanged.</summary>
public sealed class ReferenceWireTests
{
    [Fact]
    public async Task On_tcp_the_token_comes_first_and_lines_are_entries()
    {
        await using RunningService service = await Start();
        using (Socket agent = await Connect(service))
        {
            await agent.SendAsync(Encoding.UTF8.GetBytes(service.Token("agent", TokenScopes.Append) + "{\"type\":\"secret\",\"data\":{\"key\":\"A\"}}\n{\"TYPE\":\"\",\"Data\":null,\"more\":1}\n{\"type\":\"last\"}"));
            agent.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await agent.ReceiveAsync(new byte[1]));
        }
        AuditEntry[] entries = await service.EntriesAsync(3);
        Assert.Equal(["secret", "console", "last"], entries.Select(entry => entry.Type));
        Assert.Equal("A", entries[0].Data!.Value.GetProperty("key").GetString());
        Assert.All(entries, entry => Assert.Equal("agent", entry.Actor!.Id));
    }

    [Fact]
    public async Task A_line_that_is_none_is_recorded_and_the_next_one_taken()
    {
        await using RunningService service = await Start();
        using Socket agent = await Connect(service);
        await agent.SendAsync(Encoding.UTF8.GetBytes(service.Token("agent", TokenScopes.Append) + "{\"type\":\"a\"}\nnonsense\n{\"type\":\"b\"}\n"));
        AuditEntry[] entries = await service.EntriesAsync(3);
        Assert.Equal(["a", "collector.rejected", "b"], entries.Select(entry => entry.Type));
        Assert.Equal(Digest.Of("nonsense"u8).ToString(), entries[1].Data!.Value.GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task A_line_without_an_end_is_cut_off_and_recorded()
    {
        await using RunningService service = await Start();
        using Socket agent = await Connect(service);
        await agent.SendAsync(Encoding.UTF8.GetBytes(service.Token("agent", TokenScopes.Append)));
        Task sending = Send(agent, new byte[(1 << 20) + 4096]);
        Assert.Equal("collector.rejected", (await service.EntriesAsync(1))[0].Type);
        Assert.Equal(0, await Closed(agent));
        await sending;
    }

    [Fact]
    public async Task Who_has_no_token_is_closed_without_an_answer_and_recorded()
    {
        await using RunningService service = await Start();
        using Socket agent = await Connect(service);
        await agent.SendAsync(Encoding.UTF8.GetBytes(new string('x', 60) + "{\"type\":\"a\"}\n"));
        Assert.Equal(0, await Closed(agent));
        AuditEntry refused = Assert.Single(service.Entries());
        Assert.Equal(("auth-failed", "reference wire"), (refused.Type, refused.Data!.Value.GetProperty("endpoint").GetString()));
    }

    [Fact]
    public async Task On_a_unix_socket_the_kernel_says_who_it_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "THE PEER OF A UNIX SOCKET IS ASKED FOR ON LINUX ALONE.");
        string path = "";
        await using RunningService service = await RunningService.StartAsync((folder, configuration) => configuration with { Listeners = [.. configuration.Listeners, new ListenerConfiguration { Kind = ListenerKind.Reference, Socket = path = folder["c.sock"] }] });
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(path));
        using Socket agent = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await agent.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await agent.SendAsync("{\"type\":\"a\"}\n"u8.ToArray());
        AuditEntry entry = (await service.EntriesAsync(1))[0];
        Assert.StartsWith("uid:", entry.Actor!.Id, StringComparison.Ordinal);
        Assert.Contains($"\"pid\":{Environment.ProcessId}", entry.Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_arrived_when_the_service_stops_is_stored()
    {
        await using RunningService service = await Start();
        using Socket agent = await Connect(service);
        await agent.SendAsync(Encoding.UTF8.GetBytes(service.Token("agent", TokenScopes.Append) + "{\"type\":\"a\"}\n"));
        await service.EntriesAsync(1);
        await service.RestartAsync();
        Assert.Equal(0, await Closed(agent));
        Assert.Equal("a", Assert.Single(service.Entries()).Type);
    }

    private static Task<RunningService> Start() => RunningService.StartAsync((_, configuration) => configuration with
    {
        Listeners = [.. configuration.Listeners, new ListenerConfiguration { Kind = ListenerKind.Reference, Address = new IPEndPoint(IPAddress.Loopback, 0) }],
    });

    private static async Task<Socket> Connect(RunningService service)
    {
        Socket agent = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await agent.ConnectAsync(service.PlaceOf(1));
        return agent;
    }

    private static async Task Send(Socket agent, byte[] bytes)
    {
        try
        {
            await agent.SendAsync(bytes);
        }
        catch (SocketException)
        {
            // The other side has closed, as it should.
        }
    }

    private static async Task<int> Closed(Socket agent)
    {
        try
        {
            return await agent.ReceiveAsync(new byte[1]).WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }
}
