using System.Diagnostics;
using System.Globalization;

namespace Visio.Bench.Product;

/// <summary><c>join [--seconds S] [--postgres CONNECTION]</c>: guests who enter a public room, 50 at a time, each for the first time.</summary>
internal static class JoinBenchmark
{
    private const int Concurrent = 50;
    private const int WarmUp = 1000;

    public static async Task<int> RunAsync(int seconds, string? postgres)
    {
        using var server = new ServerProcess(postgres);
        var (_, slug) = await server.CreateRoomAsync("public");
        var path = $"/api/v1/rooms/{slug}/join";
        await MeasureAsync(server, path, TimeSpan.FromMinutes(1), WarmUp);
        var (cpu, clock) = (server.CpuSeconds, Stopwatch.StartNew());
        var times = await MeasureAsync(server, path, TimeSpan.FromSeconds(seconds), int.MaxValue);
        var (elapsed, used) = (clock.Elapsed.TotalSeconds, server.CpuSeconds - cpu);
        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(postgres is null ? "SQLite" : "PostgreSQL")}: {times.Count} joins in {elapsed:F1} s, {times.Count / elapsed:F0}/s, {times.Count / used:F0} for each second of the server's processor time; p50 {times[times.Count / 2]:F1} ms, p99 {times[times.Count * 99 / 100]:F1} ms; {Concurrent} at a time"));
        return 0;
    }

    /// <returns>How long each join took, in milliseconds.</returns>
    private static async Task<List<double>> MeasureAsync(ServerProcess server, string path, TimeSpan limit, int most)
    {
        var (end, left) = (Stopwatch.GetTimestamp() + (long)(limit.TotalSeconds * Stopwatch.Frequency), most);
        async Task<List<double>> JoinAgainAndAgainAsync()
        {
            var times = new List<double>();
            while (Interlocked.Decrement(ref left) >= 0 && Stopwatch.GetTimestamp() < end)
            {
                var began = Stopwatch.GetTimestamp();
                using var answer = await server.SendAsync(HttpMethod.Post, path, null, new { displayName = "Guest" });
                await answer.Content.ReadAsByteArrayAsync();
                answer.EnsureSuccessStatusCode();
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            return times;
        }

        return [.. (await Task.WhenAll(Enumerable.Range(0, Concurrent).Select(_ => JoinAgainAndAgainAsync()))).SelectMany(times => times)];
    }
}
