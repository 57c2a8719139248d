using Visio.Rtc.Time;
using Visio.Sfu.Speakers;

namespace Visio.Sfu.Routing;

/// <summary>A room on the loop: its peers and who speaks in it.</summary>
/// <param name="emit">Takes what the control side is told; must not block.</param>
internal sealed class Room(Action<MediaEvent> emit) : Scheduled
{
    /// <summary>The peers in the room.</summary>
    public List<PeerSession> Peers { get; } = [];

    public SpeakerTable Speakers { get; } = new();

    /// <summary>Tells the control side.</summary>
    public void Emit(MediaEvent e) => emit(e);

    public override Instant HandleTimeout(Instant now)
    {
        if (Speakers.Evaluate(now) is { } changes)
        {
            emit(new MediaEvent.SpeakersChanged(changes));
        }

        return Speakers.IsEmpty ? Instant.Never : now + SpeakerTable.Interval;
    }
}
