using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Visio.LiveKit;
using Visio.LiveKit.Tokens;
using Visio.Server.Certificates;
using Visio.Server.Settings;
using Visio.Server.Telemetry;

namespace Visio.Server.Media.Child;

/// <summary>
/// Sees to it that there is a media process: finds the one that an earlier web side has left, or starts one; follows its news; starts it anew
/// when it has ended; and stops it when the server is stopped, but not when the web side alone is restarted (<see cref="Leave"/>).
/// </summary>
internal sealed class ChildSupervisor : IHostedLifecycleService, IMetricsSource, IDisposable
{
    private static readonly TimeSpan ToAnswer = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ToStart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ToLetGo = TimeSpan.FromSeconds(10);

    /// <summary>News come every second, if only to say that there are none.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    /// <summary>One that is there and has not answered for as long does nothing for anybody.</summary>
    private static readonly TimeSpan Hung = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly VisioSettings _settings;
    private readonly ChildPlace _place;
    private readonly ChildLink _link;
    private readonly ChildRoster _roster;
    private readonly ChildProcess _process;
    private readonly IServiceProvider _services;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger<ChildSupervisor> _log;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly HashSet<string> _ownInstances = new(StringComparer.Ordinal);
    private FileStream? _lock;
    private Task _watching = Task.CompletedTask;
    private DateTimeOffset _answeredAt;
    private bool _isFound;
    private volatile bool _isStopping;
    private long _restarts;

    public ChildSupervisor(
        VisioSettings settings, ChildPlace place, ChildLink link, ChildRoster roster, IServiceProvider services, IHostApplicationLifetime lifetime,
        TimeProvider time, ILogger<ChildSupervisor> log)
    {
        (_settings, _place, _link, _roster, _services, _lifetime, _time, _log) = (settings, place, link, roster, services, lifetime, time, log);
        _process = new(settings, place);
    }

    /// <summary>Ends when the web side ends without the media process.</summary>
    public CancellationToken Leaving => _leaving.Token;

    /// <summary>From now on the end of the web side is not that of the media process, which waits for the next one.</summary>
    public void Leave() => _leaving.Cancel();

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var since = _time.GetTimestamp();
        while ((_lock = _place.TryLockWeb()) is null)
        {
            if (_time.GetElapsedTime(since) > ToLetGo)
            {
                throw new IOException($"another 'visio serve' has the data folder {_settings.DataFolder}.");
            }

            await Task.Delay(ShortestPause, _time, cancellationToken);
        }

        if (!await IsFoundAsync(cancellationToken))
        {
            await StartChildAsync(cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _watching = Task.Run(WatchAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>People are told while the web side still passes it on.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (_leaving.IsCancellationRequested)
        {
            await _end.CancelAsync();
            _log.Left();
            return;
        }

        _isStopping = true;
        try
        {
            await _link.DoAsync("stop", "");
        }
        catch (LiveKitUnavailableException)
        {
            // It has ended, or hangs.
        }

        if (!await _process.HasEndedAsync(_settings.DrainTimeout + ToAnswer, CancellationToken.None))
        {
            _log.Ended("it did not stop in time");
            _process.End();
        }

        await _end.CancelAsync();
        await _watching;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Write(PrometheusText text)
    {
        text.Gauge("visio_media_process_up", "Whether the media process is there and all its rooms are known.", _link.Failure is null ? 1 : 0);
        text.Counter("visio_media_process_restarts_total", "How often the media process was started again after it had ended.", Interlocked.Read(ref _restarts));
    }

    public void Dispose()
    {
        _end.Dispose();
        _leaving.Dispose();
        _process.Dispose();
        _lock?.Dispose();
    }

    /// <summary>Whether there is a media process that can be gone on with; another is ended, so that there is none.</summary>
    private async Task<bool> IsFoundAsync(CancellationToken cancellationToken)
    {
        if (!_process.IsThere)
        {
            return false;
        }

        // It carries calls: on a machine that is busy it is not given up as quickly as one that has ended.
        var since = _time.GetTimestamp();
        var state = await _link.StateAsync(ToAnswer, cancellationToken);
        while (state is null && _process.IsThere && _time.GetElapsedTime(since) < Hung)
        {
            await Task.Delay(ShortestPause, cancellationToken);
            state = await _link.StateAsync(ToAnswer, cancellationToken);
        }

        if (state is { IsDraining: false } && state.Fingerprint == ChildPlace.Fingerprint(_settings))
        {
            _log.Found(state.Pid);
            return _isFound = true;
        }

        _log.Replaced(state is null ? "it does not answer" : state.IsDraining ? "it is being stopped" : "it is of another version, or has other settings");
        if (state is not null)
        {
            try
            {
                await _link.DoAsync("stop", "");
            }
            catch (LiveKitUnavailableException)
            {
                // It has ended meanwhile, or is ended now.
            }
        }

        if (state is null || !await _process.HasEndedAsync(_settings.DrainTimeout + ToAnswer, cancellationToken))
        {
            _process.End();
            await _process.HasEndedAsync(ToAnswer, cancellationToken);
        }

        return false;
    }

    private async Task StartChildAsync(CancellationToken cancellationToken)
    {
        _isFound = false;
        _process.Start();
        var since = _time.GetTimestamp();
        while (await _link.StateAsync(ToAnswer, cancellationToken) is not { } state)
        {
            if (_process.Ending is { } ending)
            {
                throw new IOException($"the media process did not start: {ending}.");
            }

            if (_time.GetElapsedTime(since) > ToStart)
            {
                _process.End();
                throw new IOException($"the media process did not start within {ToStart.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s.");
            }

            await Task.Delay(20, cancellationToken);
        }

        _answeredAt = _time.GetUtcNow();
    }

    private async Task WatchAsync()
    {
        var pause = ShortestPause;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _answeredAt = _time.GetUtcNow();
                var since = _time.GetTimestamp();
                await FollowWhileThereAsync();
                pause = _time.GetElapsedTime(since) > Hung ? ShortestPause : pause;
                if (_end.IsCancellationRequested || _isStopping || _lifetime.ApplicationStopping.IsCancellationRequested)
                {
                    return;
                }

                _log.Ended(_process.Ending ?? "it is gone");
                Interlocked.Increment(ref _restarts);
                await Task.Delay(pause, _time, _end.Token);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                if (!await IsFoundAsync(_end.Token))
                {
                    await StartChildAsync(_end.Token);
                }
            }
            catch (IOException failed)
            {
                _log.Ended(failed.Message);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Follows the news, again where the connection breaks; completes when the process has ended.</summary>
    private async Task FollowWhileThereAsync()
    {
        while (_process.IsThere && !_end.IsCancellationRequested)
        {
            try
            {
                await FollowAsync();
            }
            catch (Exception e) when (e is IOException or HttpRequestException or JsonException or LiveKitUnavailableException or OperationCanceledException)
            {
                if (_end.IsCancellationRequested)
                {
                    return;
                }
            }
            finally
            {
                _link.Lost();
            }

            if (_time.GetUtcNow() - _answeredAt > Hung && !_isStopping)
            {
                _log.Ended("it does not answer");
                _process.End();
                await _process.HasEndedAsync(ToAnswer, _end.Token);
            }

            await Task.Delay(ShortestPause, _time, _end.Token);
        }
    }

    private async Task FollowAsync()
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        silence.CancelAfter(Silence);
        if (await _link.StateAsync(ToAnswer, silence.Token) is not { } state)
        {
            return;
        }

        var addresses = _services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        await _link.DoAsync("announce", new ChildMessages.Announcement([.. addresses], _services.GetService<ServerCertificates>()?.Name));
        _roster.Begin(state.Instance, _isFound && _ownInstances.Add(state.Instance));
        using var reader = new StreamReader(await _link.NewsAsync(silence.Token));
        while (await reader.ReadLineAsync(silence.Token) is { } line)
        {
            silence.CancelAfter(Silence);
            _answeredAt = _time.GetUtcNow();
            Take(JsonSerializer.Deserialize<ChildMessages.News>(line, ChildMessages.Json)!);
        }
    }

    private void Take(ChildMessages.News news)
    {
        switch (news)
        {
            case { Event: { } happened }:
                _roster.Follow(happened);
                break;
            case { Room: { } room }:
                _roster.Follow(room);
                break;
            case { Listed: true }:
                _roster.Listed();
                _link.Ready();
                break;
            case { Text: { } text }:
                _services.GetService<TextObserver>()?.Observe(text);
                break;
            case { Question: { } question }:
                _ = AnswerAsync(question);
                break;
            default:
                _roster.Sweep();
                break;
        }
    }

    private async Task AnswerAsync(ChildMessages.Question question)
    {
        ChildMessages.Answer answer;
        try
        {
            answer = new(question.Number, await ReviewAsync(question.Token), IsUnknown: false);
        }
        catch (Exception e)
        {
            _log.NotReviewed(e);
            answer = new(question.Number, null, IsUnknown: true);
        }

        try
        {
            await _link.DoAsync("answer", answer);
        }
        catch (LiveKitUnavailableException)
        {
            // Whoever asked is gone.
        }
    }

    private async Task<AccessToken?> ReviewAsync(AccessToken token) =>
        _services.GetServices<ITokenReviewer>().FirstOrDefault(r => r.Claims(token)) is { } reviewer ? await reviewer.ReviewAsync(token) : token;
}
