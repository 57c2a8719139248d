namespace Visio.Server.Policies;

/// <summary>
/// The policy as it was read last. Nearly every request needs it, so it is read at most every two seconds: that is how long a change
/// by another process (a second server, the operator) takes to be seen. Any thread.
/// </summary>
internal sealed class PolicyCache(TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);
    private volatile Entry? _entry;

    /// <summary>Null where it must be read again.</summary>
    public Policy? Current => _entry is { } entry && time.GetElapsedTime(entry.ReadAt) < Lifetime ? entry.Policy : null;

    public void Keep(Policy policy) => _entry = new(policy, time.GetTimestamp());

    private sealed record Entry(Policy Policy, long ReadAt);
}
