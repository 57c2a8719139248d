namespace Visio.LiveKit.Rooms;

/// <summary>The reliable packets of the last seconds, for those who resume.</summary>
internal sealed class ReliableHistory
{
    private const int MaxBytes = 1024 * 1024;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private readonly Queue<Entry> _entries = new();
    private int _bytes;

    public void Add(Entry entry)
    {
        _entries.Enqueue(entry);
        _bytes += entry.Message.Length;
        while (_bytes > MaxBytes)
        {
            _bytes -= _entries.Dequeue().Message.Length;
        }
    }

    public IEnumerable<Entry> Since(DateTimeOffset now)
    {
        while (_entries.TryPeek(out var oldest) && oldest.At + Kept < now)
        {
            _bytes -= _entries.Dequeue().Message.Length;
        }

        return _entries;
    }

    /// <param name="At">When it was sent on.</param>
    /// <param name="PublisherSid">Who sent it.</param>
    /// <param name="Sequence">Its number among the publisher's.</param>
    /// <param name="Message">The packet.</param>
    /// <param name="Recipients">The SIDs of those it was for; null means everybody.</param>
    internal sealed record Entry(
        DateTimeOffset At, string PublisherSid, uint Sequence, ReadOnlyMemory<byte> Message, IReadOnlySet<string>? Recipients);
}
