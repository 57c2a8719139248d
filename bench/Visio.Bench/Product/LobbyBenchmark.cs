using System.Diagnostics;
using System.Globalization;

namespace Visio.Bench.Product;

/// <summary><c>lobby [--clients N] [--postgres CONNECTION]</c>: people who wait for one room with open streams, all from one address, and are let in at once.</summary>
internal static class LobbyBenchmark
{
    private const int Arriving = 50;
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(int clients, string? postgres)
    {
        using var server = new ServerProcess(postgres);
        var (host, slug) = await server.CreateRoomAsync("restricted");
        var (wait, join) = ($"/api/v1/rooms/{slug}/lobby/wait", $"/api/v1/rooms/{slug}/join");
        var (idle, cpu, clock) = (server.ResidentMegabytes, server.CpuSeconds, Stopwatch.StartNew());

        var streams = new HttpResponseMessage[clients];
        await Parallel.ForEachAsync(Enumerable.Range(0, clients), new ParallelOptions { MaxDegreeOfParallelism = Arriving }, async (i, _) =>
        {
            using var waiting = await server.SendAsync(HttpMethod.Post, join, null, new { displayName = $"Guest {i}" });
            streams[i] = await server.SendAsync(HttpMethod.Get, wait, ServerProcess.CookieOf(waiting));
        });
        Report($"{clients} arrive and wait ({Arriving} at a time)", clock, server.CpuSeconds - cpu);

        (cpu, clock) = (server.CpuSeconds, Stopwatch.StartNew());
        await Task.Delay(Hold);
        Report("they wait", clock, server.CpuSeconds - cpu);
        var resident = server.ResidentMegabytes;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"resident memory {resident:F0} MiB, {idle:F0} MiB before: {(resident - idle) * 1024 / clients:F1} KiB for each"));

        var admitted = streams.Select(ReadAdmittedAsync).ToList();
        (cpu, clock) = (server.CpuSeconds, Stopwatch.StartNew());
        using var answer = await server.SendAsync(HttpMethod.Post, $"/api/v1/rooms/{slug}/lobby/admit", host, new { all = true });
        Report("'admit all' is answered", clock, server.CpuSeconds - cpu);
        var identities = await Task.WhenAll(admitted);
        Report("all of them hold a token", clock, server.CpuSeconds - cpu);
        Array.ForEach(streams, stream => stream.Dispose());
        return identities.Distinct(StringComparer.Ordinal).Count() == clients ? 0 : 1;
    }

    private static async Task<string> ReadAdmittedAsync(HttpResponseMessage stream)
    {
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        var isNext = false;
        while (await lines.ReadLineAsync() is { } line)
        {
            if (isNext)
            {
                return line;
            }

            isNext = line == "event: admitted";
        }

        throw new InvalidOperationException("A stream ended early.");
    }

    private static void Report(string what, Stopwatch clock, double cpu) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what}: {clock.Elapsed.TotalSeconds:F2} s, {cpu:F2} s of processor time"));
}
