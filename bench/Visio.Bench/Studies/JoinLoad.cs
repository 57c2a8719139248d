using System.Collections.Concurrent;
using System.Diagnostics;
using Visio.Bench.Clients;
using Visio.Bench.Load;

namespace Visio.Bench.Studies;

/// <summary>People who come into other rooms at a steady pace: each asks for leave, connects, is told who is there, and goes after a second.</summary>
internal sealed class JoinLoad : IAsyncDisposable
{
    private const int RoomSize = 25;
    private static readonly TimeSpan Stay = TimeSpan.FromSeconds(1);
    private readonly LoadTarget _target;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<double> _milliseconds = [];
    private readonly ConcurrentBag<string> _failures = [];
    private readonly Task _coming;

    public JoinLoad(LoadTarget target, int perSecond)
    {
        _target = target;
        _coming = Task.Run(() => ComeAsync(perSecond));
    }

    /// <summary>How long each took, from the request to the server's first message.</summary>
    public IReadOnlyList<double> Milliseconds => [.. _milliseconds.Order()];

    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Lets nobody come any more, and waits for those who are there.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _coming;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _end.Dispose();
    }

    private async Task ComeAsync(int perSecond)
    {
        var (clock, people) = (Stopwatch.StartNew(), new List<Task>());
        while (!_end.IsCancellationRequested)
        {
            while (people.Count < clock.Elapsed.TotalSeconds * perSecond)
            {
                people.Add(JoinAsync($"joiner{people.Count}", $"joins-{people.Count / RoomSize}"));
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
            await using var signal = new SignalConnection();
            var joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await signal.ConnectAsync(_target.Address, await _target.TokenAsync(name, room), CancellationToken.None);
            signal.Read(
                response =>
                {
                    if (response.Join is not null)
                    {
                        joined.TrySetResult();
                    }

                    return Task.CompletedTask;
                },
                words => joined.TrySetException(new InvalidOperationException(words)));
            await joined.Task.WaitAsync(TimeSpan.FromSeconds(30));
            _milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(Stay);
        }
        catch (Exception e)
        {
            _failures.Add(e.Message);
        }
    }
}
