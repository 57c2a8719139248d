using System.Diagnostics;
using Visio.Bench.Clients;
using Visio.Bench.Product;

namespace Visio.Bench.Load;

/// <summary>A room full of clients: everybody joins, media flows, and stretches of it are measured.</summary>
internal sealed class LoadRun : IAsyncDisposable
{
    private const int JoiningAtOnce = 16;
    private static readonly TimeSpan FlowPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(1);
    private readonly LoadTarget _target;
    private readonly List<LoadClient> _clients = [];
    private ProcessUsage? _atRest;

    private LoadRun(LoadTarget target, LoadScenario scenario, bool notesTimes)
    {
        _target = target;
        Scenario = scenario;
        Thread = new(notesTimes);
    }

    public LoadScenario Scenario { get; }

    public MediaThread Thread { get; }

    /// <summary>Has everybody join, and waits until all streams flow and the server has found its pace.</summary>
    public static async Task<LoadRun> StartAsync(LoadTarget target, LoadScenario scenario, TimeSpan warmUp, bool notesTimes = false)
    {
        var run = new LoadRun(target, scenario, notesTimes);
        run.Thread.ChecksOneIn = target.ChecksOneIn;
        try
        {
            await run.JoinAsync(scenario.Publishers, "p", publishes: true);
            await Task.Delay(ConnectTime);
            run._atRest = target.Usage();
            await run.JoinAsync(scenario.Viewers, "v", publishes: false);
            await run.WaitForStreamsAsync();
            await Task.Delay(warmUp);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Measures for a while.</summary>
    public async Task<LoadResult> MeasureAsync(TimeSpan time)
    {
        await Thread.InvokeAsync(() =>
        {
            Thread.Counters.Delays.Clear();
            return true;
        });
        var (before, counts, clock) = (_target.Usage(), await Thread.SnapshotAsync(), Stopwatch.StartNew());
        await Task.Delay(time);
        var (after, later, elapsed) = (_target.Usage(), await Thread.SnapshotAsync(), clock.Elapsed);

        // What was under way at the end counts as lost only if it does not come.
        await Task.Delay(Settling);
        var settled = await Thread.SnapshotAsync();
        var lost = Math.Min(later.Lost, settled.Lost);
        return new(later.Since(counts) with { Lost = lost - Math.Min(counts.Lost, lost) }, elapsed, before, after, _atRest, Scenario.Receivers);
    }

    /// <summary>Does something while all are connected and nobody sends.</summary>
    public async Task RestAsync(Action action)
    {
        await Thread.InvokeAsync(() => Thread.IsResting = true);
        await Task.Delay(Settling);
        action();
        await Thread.InvokeAsync(() => Thread.IsResting = false);
        await Task.Delay(Settling);
    }

    public async ValueTask DisposeAsync()
    {
        await Parallel.ForEachAsync(_clients, async (client, _) => await client.DisposeAsync());
        Thread.Dispose();
    }

    private Task JoinAsync(int count, string prefix, bool publishes) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count * Scenario.Rooms), new ParallelOptions { MaxDegreeOfParallelism = JoiningAtOnce }, async (i, _) =>
        {
            var identity = $"{prefix}{i}";
            var token = await _target.TokenAsync(identity, $"load-{i % Scenario.Rooms}");
            var client = await LoadClient.JoinAsync(Thread, _target.Address, token, identity, Scenario.Quality);
            lock (_clients)
            {
                _clients.Add(client);
            }

            if (publishes)
            {
                await client.PublishAsync(Scenario.Pictures);
            }
        });

    private async Task WaitForStreamsAsync()
    {
        var clock = Stopwatch.StartNew();
        LoadSnapshot now;
        while ((now = await Thread.SnapshotAsync()).Flowing < Scenario.Streams)
        {
            if (clock.Elapsed > FlowPatience)
            {
                throw new TimeoutException($"{now.Flowing} of {Scenario.Streams} streams flow. {string.Join("; ", Thread.Notes.Distinct().Take(5))}");
            }

            await Task.Delay(200);
        }
    }
}
