namespace Visio.LiveKit.Signalling;

/// <summary>
/// How fast a client may talk. Who is faster is read later, not refused: the network makes it wait, and what it broadcasts cannot
/// drown the others. An ordinary client sends some dozen messages when it joins and a few per minute after that.
/// </summary>
internal sealed class SignalPace(TimeProvider time)
{
    /// <summary>The most messages read in a second.</summary>
    public const int Messages = 200;

    /// <summary>The most bytes read in a second, after the first message.</summary>
    public const int Bytes = 1024 * 1024;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private long _start = time.GetTimestamp();
    private int _messages;
    private int _bytes;

    /// <summary>Counts a message that was read; says how long to wait before the next.</summary>
    public TimeSpan Charge(int bytes)
    {
        var elapsed = time.GetElapsedTime(_start);
        if (elapsed >= Window)
        {
            _start = time.GetTimestamp();
            _messages = 0;
            _bytes = 0;
            elapsed = TimeSpan.Zero;
        }

        _messages++;
        _bytes += bytes;
        return _messages < Messages && _bytes < Bytes ? TimeSpan.Zero : Window - elapsed;
    }
}
