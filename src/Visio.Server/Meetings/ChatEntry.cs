using Visio.LiveKit;

namespace Visio.Server.Meetings;

/// <summary>Something for <see cref="ChatRecords"/> to do; one of them is set.</summary>
internal sealed record ChatEntry
{
    /// <summary>It was written in a meeting.</summary>
    public LiveText? Text { get; init; }

    /// <summary>The meeting in this room has ended.</summary>
    public Guid? Ended { get; init; }

    /// <summary>The rules of this room have changed.</summary>
    public Guid? Changed { get; init; }

    /// <summary>Look for what no meeting keeps any more.</summary>
    public bool Sweep { get; init; }

    /// <summary>To be completed when all that came before is written.</summary>
    public TaskCompletionSource? Written { get; init; }
}
