using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Visio.Bench.Product;

/// <summary>The built server as a process of its own, in development mode, on SQLite in a temporary folder or on PostgreSQL.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly (string Name, string Value)[] MediaTuning =
        [("MALLOC_ARENA_MAX", "2"), ("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1")];

    private readonly Process _process;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("visio-bench-");
    private readonly SocketsHttpHandler _connections = new() { UseCookies = false, MaxConnectionsPerServer = int.MaxValue };

    /// <param name="postgres">How to reach PostgreSQL; null for SQLite.</param>
    /// <param name="command"><c>serve</c>, or <c>media</c> for the media server without the product.</param>
    /// <param name="media">Where <c>serve</c> serves media; null for what it does by itself.</param>
    /// <param name="isBusy">Whether its web side allocates beside its work (<see cref="StartupHook"/>).</param>
    public ServerProcess(string? postgres, string command = "serve", string? media = null, bool isBusy = false)
    {
        var program = Path.Combine(SourceTree.Root, "src", "Visio.Server", "bin", "Release", "net10.0", "visio.dll");
        var start = new ProcessStartInfo("dotnet", [program, command, "--dev", "--urls", "http://127.0.0.1:0", "--media-port", "0", "--data", _data.FullName, .. media is null ? Array.Empty<string>() : ["--media", media]])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["VISIO__Database__Postgres"] = postgres ?? "";
        if (command == "media")
        {
            // As 'serve' starts it.
            foreach (var (name, value) in MediaTuning)
            {
                start.Environment.TryAdd(name, value);
            }
        }

        if (isBusy)
        {
            start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        }

        _process = Process.Start(start)!;
        const string Ready = "listening on ";
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                Http = new(_connections, disposeHandler: false) { BaseAddress = new(line[Ready.Length..]), Timeout = TimeSpan.FromMinutes(5) };
                _ = _process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException($"{program} did not start; is it built?");
    }

    /// <summary>Sends requests without a cookie of its own, on as many connections as are needed.</summary>
    public HttpClient Http { get; }

    public int Id => _process.Id;

    /// <summary>Processor time used since the start, in seconds.</summary>
    public double CpuSeconds => ProcessUsage.Of(Id).Cpu.TotalSeconds;

    /// <summary>Resident memory in MiB.</summary>
    public double ResidentMegabytes => ProcessUsage.Of(Id).Resident / 1048576.0;

    /// <summary>Signs somebody in and makes a room with that access level.</summary>
    /// <returns>The session's cookie and the room's slug.</returns>
    public async Task<(string Cookie, string Slug)> CreateRoomAsync(string access)
    {
        using var session = await Http.PostAsJsonAsync("/api/v1/session", new { displayName = "Olga" });
        var cookie = CookieOf(session);
        using var room = await SendAsync(HttpMethod.Post, "/api/v1/rooms", cookie, new { access });
        return (cookie, (await room.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("slug").GetString()!);
    }

    /// <summary>Sends JSON with a cookie; completes with the headers of the answer.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? cookie, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        request.Content = body is null ? null : JsonContent.Create(body);
        var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
            ? throw new InvalidOperationException($"{path}: {(int)answer.StatusCode}")
            : answer;
    }

    public static string CookieOf(HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie").First().Split(';')[0];

    public void Dispose()
    {
        Http.Dispose();
        _connections.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _data.Delete(recursive: true);
    }
}
