using System.Threading.Channels;
using Visio.LiveKit;

namespace Visio.Server.Meetings;

/// <summary>Where the media server puts what was written in meetings, until <see cref="ChatRecords"/> comes for it. Any thread.</summary>
internal sealed class ChatInbox
{
    /// <summary>Beyond as many that wait, messages are not kept: everybody in the meeting has them all the same.</summary>
    private const int MostTexts = 10_000;

    private readonly Channel<ChatEntry> _entries = Channel.CreateUnbounded<ChatEntry>(new() { SingleReader = true });
    private int _texts;

    public ChannelReader<ChatEntry> Entries => _entries.Reader;

    /// <summary>On the loop of a room.</summary>
    public void Put(LiveText text)
    {
        if (Interlocked.Increment(ref _texts) <= MostTexts)
        {
            Put(new ChatEntry { Text = text });
        }
        else
        {
            Interlocked.Decrement(ref _texts);
        }
    }

    public void Put(ChatEntry entry) => _entries.Writer.TryWrite(entry);

    /// <summary>So many texts do not wait any more.</summary>
    public void Taken(int texts) => Interlocked.Add(ref _texts, -texts);

    /// <summary>Completes when everything is written that was put here before.</summary>
    public Task WrittenAsync()
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Put(new ChatEntry { Written = written });
        return written.Task;
    }
}
