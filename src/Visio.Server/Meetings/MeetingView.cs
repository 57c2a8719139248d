using Visio.LiveKit;

namespace Visio.Server.Meetings;

/// <summary>A meeting that goes on.</summary>
/// <param name="Participants">Who is in it, in the order in which they came.</param>
/// <param name="Spotlight">The identities of those whom everybody is to see large.</param>
internal sealed record MeetingView(IReadOnlyList<MeetingView.Participant> Participants, IReadOnlyList<string> Spotlight)
{
    /// <summary>Somebody in the meeting.</summary>
    /// <param name="Identity">As in the call; made anew for every join.</param>
    /// <param name="Name">As the others see it.</param>
    /// <param name="Role"><c>participant</c>, <c>member</c>, <c>deputy</c>, <c>coHost</c> or <c>owner</c>.</param>
    /// <param name="Guest">Whether there is no account.</param>
    /// <param name="Hand">When the hand went up, in milliseconds since the epoch; null while it is down.</param>
    /// <param name="Tracks">What it publishes.</param>
    internal sealed record Participant(string Identity, string Name, string Role, bool Guest, long? Hand, IReadOnlyList<LiveTrack> Tracks);
}
