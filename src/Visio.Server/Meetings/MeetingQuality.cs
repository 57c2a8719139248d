using Visio.LiveKit;

namespace Visio.Server.Meetings;

/// <summary>How the people in a meeting are connected, over the last five seconds or so.</summary>
/// <param name="Measured">Whether the media server measures; one elsewhere does not say, and all else is null then.</param>
/// <param name="Participants">Everybody, in the order in which they came.</param>
internal sealed record MeetingQuality(bool Measured, IReadOnlyList<MeetingQuality.Participant> Participants)
{
    /// <summary>Somebody in the meeting.</summary>
    /// <param name="Identity">As in the call.</param>
    /// <param name="Name">As the others see it.</param>
    /// <param name="Transport">The way that the media takes: <c>udp</c>, <c>tcp</c> or <c>relay</c>; null while there is none.</param>
    /// <param name="Up">What comes from there; null while nobody receives it.</param>
    /// <param name="Down">What is sent there; null while that is nothing, or nothing was reported yet.</param>
    /// <param name="LimitedBy"><c>none</c>, <c>connection</c>, <c>uplink</c>, <c>downlink</c> or <c>machine</c>.</param>
    internal sealed record Participant(
        string Identity, string Name, string? Transport, LiveDirection? Up, LiveDirection? Down, LiveLimit? LimitedBy);
}
