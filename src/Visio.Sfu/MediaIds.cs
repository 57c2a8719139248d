namespace Visio.Sfu;

/// <summary>Numbers peers, publications and subscriptions; from any thread. None is given twice.</summary>
internal sealed class MediaIds
{
    private long _last;

    public long Next() => Interlocked.Increment(ref _last);
}
