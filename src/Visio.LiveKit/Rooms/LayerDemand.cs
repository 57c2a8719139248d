namespace Visio.LiveKit.Rooms;

/// <summary>
/// When a publisher is told that another layer of a track is the best anybody wants: at once when it is a better one, after a while when
/// it is a lesser one, so that a window dragged about does not switch encoders on and off.
/// </summary>
internal sealed class LayerDemand
{
    /// <summary>Nobody wants any layer.</summary>
    public const int Nobody = -1;

    /// <summary>How long a lesser wish has to last.</summary>
    public static readonly TimeSpan LoweringDelay = TimeSpan.FromSeconds(5);

    /// <summary>How long a new track waits for its first subscriber.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(10);

    private const int Unknown = -2;

    private int _told = Unknown;
    private int _lower;
    private DateTimeOffset? _lowerAt;

    /// <summary>Takes the best quality wanted now, 0 for the lowest, or <see cref="Nobody"/>.</summary>
    /// <returns>Whether the publisher is to be told it.</returns>
    public bool ShouldTell(int wanted, DateTimeOffset now)
    {
        if (wanted == _told)
        {
            _lowerAt = null;
            return false;
        }

        if (wanted > _told && wanted != Nobody)
        {
            _told = wanted;
            _lowerAt = null;
            return true;
        }

        if (_lowerAt is null || wanted != _lower)
        {
            _lower = wanted;
            _lowerAt = now + (_told == Unknown ? FirstDelay : LoweringDelay);
        }

        if (now < _lowerAt)
        {
            return false;
        }

        _told = wanted;
        _lowerAt = null;
        return true;
    }

    /// <summary>Whether the publisher was told anything yet, which then has to be said again when it may have been lost.</summary>
    public bool TryRepeat(out int told)
    {
        told = _told;
        return _told != Unknown;
    }
}
