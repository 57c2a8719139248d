using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Routing;

/// <summary>Where publications come from: a peer of this loop, or one of another loop.</summary>
internal abstract class Publisher(PeerId id, Room room, MediaCore core) : Scheduled
{
    private PublisherClock _publisherClock;

    public PeerId Id { get; } = id;

    /// <summary>The room it is in.</summary>
    public Room Room { get; set; } = room;

    public MediaCore Core { get; } = core;

    /// <summary>Smoothed round-trip time to it.</summary>
    public abstract TimeSpan RoundTripTime { get; }

    /// <summary>How the peer's civil clock, in its sender reports, relates to ours.</summary>
    public ref readonly PublisherClock PublisherClock => ref _publisherClock;

    /// <summary>Makes sure that <see cref="Scheduled.HandleTimeout"/> runs at <paramref name="deadline"/> at the latest.</summary>
    public void Hasten(Instant deadline) => Core.Deadlines.Hasten(this, deadline);

    /// <summary>Takes a sender report's time.</summary>
    /// <param name="theirs">What it says.</param>
    /// <param name="ours">When it arrived, on our civil clock.</param>
    /// <param name="now">The time.</param>
    public void ObserveClock(NtpTime theirs, NtpTime ours, Instant now) => _publisherClock.Observe(theirs, ours, now);

    /// <summary>Takes over what its own loop knows of its clock.</summary>
    public void SetClock(in PublisherClock clock) => _publisherClock = clock;

    /// <summary>Takes a round trip that was measured.</summary>
    public virtual void ObserveRoundTrip(TimeSpan measured)
    {
    }

    /// <summary>The first packet of a publication has come.</summary>
    public virtual void OnStarted(PublicationId publication)
    {
    }

    /// <summary>Other layers of a publication may be used now.</summary>
    public virtual void OnUseChanged(Publication publication)
    {
    }

    /// <summary>A publication is over.</summary>
    public abstract void Withdraw(Publication publication);

    /// <summary>Whether a publication is one of its.</summary>
    public abstract bool Publishes(PublicationId publication);
}
