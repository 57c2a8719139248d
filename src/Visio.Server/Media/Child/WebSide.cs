using System.Collections.Concurrent;
using System.Threading.Channels;
using Visio.LiveKit;
using Visio.LiveKit.Tokens;

namespace Visio.Server.Media.Child;

/// <summary>
/// The web side as the media process sees it: it follows the news over one connection at a time, the newest one, and is asked about tokens
/// over it. Any thread.
/// </summary>
internal sealed class WebSide(TimeProvider time)
{
    /// <summary>How long somebody who wants to come in waits for an answer, or for the web side to be back.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Texts that a web side was told in the last moments before it was gone are told again to the next: it may not have written them.</summary>
    private static readonly TimeSpan ToldAgain = TimeSpan.FromSeconds(10);

    /// <summary>Texts that are kept while there is no web side; of more, the oldest go.</summary>
    private const int MostTexts = 10_000;

    /// <summary>News that wait in a connection; a web side that takes none is cut off, and looks anew.</summary>
    private const int MostNews = 100_000;

    private readonly Lock _lock = new();
    private readonly Queue<(LiveText Text, DateTimeOffset At, bool WasTold)> _texts = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource<ChildMessages.Answer>> _questions = new();
    private Channel<ChildMessages.News>? _line;
    private TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _aloneSince = time.GetUtcNow();
    private long _number;

    /// <summary>Since when there is no web side; null while there is one.</summary>
    public DateTimeOffset? AloneSince
    {
        get
        {
            lock (_lock)
            {
                return _line is null ? _aloneSince : null;
            }
        }
    }

    /// <summary>A web side follows from now on; who did before does not any more.</summary>
    public Channel<ChildMessages.News> Attach()
    {
        var line = Channel.CreateBounded<ChildMessages.News>(new BoundedChannelOptions(MostNews) { SingleReader = true });
        lock (_lock)
        {
            Forget();
            _line?.Writer.TryComplete();
            _line = line;
            for (var count = _texts.Count; count > 0; count--)
            {
                var text = _texts.Dequeue().Text;
                line.Writer.TryWrite(new() { Text = text });
                _texts.Enqueue((text, time.GetUtcNow(), true));
            }

            _attached.TrySetResult();
        }

        return line;
    }

    public void Detach(Channel<ChildMessages.News> line)
    {
        line.Writer.TryComplete();
        lock (_lock)
        {
            if (_line == line)
            {
                (_line, _aloneSince) = (null, time.GetUtcNow());
                _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        foreach (var question in _questions.Values)
        {
            question.TrySetCanceled();
        }
    }

    /// <summary>On the loop of a room.</summary>
    public void Tell(LiveText text)
    {
        lock (_lock)
        {
            Forget();
            _texts.Enqueue((text, time.GetUtcNow(), _line is not null));
            if (_texts.Count > MostTexts)
            {
                _texts.Dequeue();
            }

            Tell(_line, new() { Text = text });
        }
    }

    /// <summary>Ends a line that does not take more.</summary>
    public static void Tell(Channel<ChildMessages.News>? line, ChildMessages.News news)
    {
        if (line?.Writer.TryWrite(news) == false)
        {
            line.Writer.TryComplete();
        }
    }

    /// <summary>Asks what a token is worth today.</summary>
    /// <exception cref="LiveKitUnavailableException">Nobody said so in time.</exception>
    public async ValueTask<AccessToken?> ReviewAsync(AccessToken token)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        var number = Interlocked.Increment(ref _number);
        try
        {
            while (true)
            {
                Task attached;
                lock (_lock)
                {
                    attached = _attached.Task;
                }

                await attached.WaitAsync(limit.Token);
                var question = new TaskCompletionSource<ChildMessages.Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
                _questions[number] = question;
                lock (_lock)
                {
                    Tell(_line, new() { Question = new(number, token) });
                }

                try
                {
                    var answer = await question.Task.WaitAsync(limit.Token);
                    return answer.IsUnknown ? throw new LiveKitUnavailableException("the web side cannot say whether a token counts") : answer.Token;
                }
                catch (TaskCanceledException) when (question.Task.IsCanceled && !limit.IsCancellationRequested)
                {
                    // The web side is gone: the next one is asked.
                }
            }
        }
        catch (OperationCanceledException late)
        {
            throw new LiveKitUnavailableException("there is no web side that says whether a token counts", late);
        }
        finally
        {
            _questions.TryRemove(number, out _);
        }
    }

    public void Take(ChildMessages.Answer answer)
    {
        if (_questions.TryGetValue(answer.Number, out var question))
        {
            question.TrySetResult(answer);
        }
    }

    /// <summary>Forgets what a web side has had the time to write. With the lock held.</summary>
    private void Forget()
    {
        var known = _line is null ? _aloneSince : time.GetUtcNow();
        while (_texts.TryPeek(out var oldest) && oldest.WasTold && oldest.At < known - ToldAgain)
        {
            _texts.Dequeue();
        }
    }
}
