using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EscalationBot.Tests.Support;
using Xunit;

namespace EscalationBot.Tests.Cache;

/// <summary>A Redis of one test's own, which it may kill or stop.</summary>
internal sealed class OwnRedis : IAsyncDisposable
{
    private readonly int _port = FreePort();
    private readonly string[] _arguments;
    private readonly TemporaryFolder _folder = new();
    private Process _process = null!;

    private OwnRedis(string[] arguments) => _arguments = arguments;

    public string ConnectionString => $"127.0.0.1:{_port}";

    public static async Task<OwnRedis> StartAsync(params string[] arguments)
    {
        var redis = new OwnRedis(arguments);
        await redis.RestartAsync();
        return redis;
    }

    public async Task RestartAsync()
    {
        string[] plain = ["--port", $"{_port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder.Path];
        _process = Process.Start(
            new ProcessStartInfo(Programs.Find("redis-server")!, [.. plain, .. _arguments]) { RedirectStandardOutput = true }
        )!;
        for (var i = 0; ; i++)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, _port);
                return;
            }
            catch (SocketException) when (i < 100 && !_process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>It takes connections and answers nothing any more.</summary>
    public void Stop() => Signal("STOP");

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }
        _process.Dispose();
        _folder.Dispose();
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }
}

/// <summary>A test that needs redis-server; tests/run installs it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute()
    {
        if (Programs.Find("redis-server") is null)
        {
            Skip = "There is no redis-server on this machine; tests/run installs it.";
        }
    }
}
