using System.Collections.Concurrent;
using System.Diagnostics;
using Visio.Bench.Clients;
using Visio.Bench.Load;

namespace Visio.Bench.Studies;

/// <summary>
/// People who come into other rooms at a steady pace, in each of which somebody speaks: each asks for leave, connects, hears the first packet,
/// and goes after a second. Their media has a thread of its own.
/// </summary>
internal sealed class JoinLoad : IAsyncDisposable
{
    private const int Rooms = 8;
    private static readonly TimeSpan Stay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly LoadTarget _target;
    private readonly MediaThread _thread = new();
    private readonly CancellationTokenSource _end = new();
    private readonly List<LoadClient> _speakers = [];
    private readonly ConcurrentBag<(double Told, double Heard)> _milliseconds = [];
    private readonly ConcurrentBag<string> _failures = [];
    private Task _coming = Task.CompletedTask;

    private JoinLoad(LoadTarget target) => _target = target;

    /// <summary>How long each took, from the request to the server's first message, in order.</summary>
    public IReadOnlyList<double> Told => [.. _milliseconds.Select(m => m.Told).Order()];

    /// <summary>How long each took, from the request to the first packet of sound, in order.</summary>
    public IReadOnlyList<double> Heard => [.. _milliseconds.Select(m => m.Heard).Order()];

    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Opens the rooms, and has people come from now on.</summary>
    public static async Task<JoinLoad> StartAsync(LoadTarget target, int perSecond)
    {
        var load = new JoinLoad(target);
        for (var room = 0; room < Rooms; room++)
        {
            var speaker = await LoadClient.JoinAsync(load._thread, target.Address, await target.TokenAsync($"speaker{room}", RoomName(room)), $"speaker{room}");
            load._speakers.Add(speaker);
            await speaker.PublishAsync([]);
        }

        load._coming = Task.Run(() => load.ComeAsync(perSecond));
        return load;
    }

    /// <summary>Lets nobody come any more, and waits for those who are there.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _coming;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        foreach (var speaker in _speakers)
        {
            await speaker.DisposeAsync();
        }

        _thread.Dispose();
        _end.Dispose();
    }

    private static string RoomName(int room) => $"joins-{room}";

    private async Task ComeAsync(int perSecond)
    {
        var (clock, people) = (Stopwatch.StartNew(), new List<Task>());
        while (!_end.IsCancellationRequested)
        {
            while (people.Count < clock.Elapsed.TotalSeconds * perSecond)
            {
                people.Add(JoinAsync($"joiner{people.Count}", RoomName(people.Count % Rooms)));
            }

            await Task.Delay(5);
        }

        await Task.WhenAll(people);
    }

    private async Task JoinAsync(string name, string room)
    {
        try
        {
            var began = Stopwatch.GetTimestamp();
            await using var client = await LoadClient.JoinAsync(_thread, _target.Address, await _target.TokenAsync(name, room), name);
            var told = Stopwatch.GetElapsedTime(began);
            await (await client.Subscriber.WaitAsync(Patience)).Heard.WaitAsync(Patience);
            _milliseconds.Add((told.TotalMilliseconds, Stopwatch.GetElapsedTime(began).TotalMilliseconds));
            await Task.Delay(Stay);
        }
        catch (Exception e)
        {
            _failures.Add(e.Message);
        }
    }
}
