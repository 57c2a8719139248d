using System.Globalization;
using Visio.LiveKit;
using Visio.Server.Media;
using Visio.Server.Rooms;

namespace Visio.Server.Meetings;

/// <summary>Raised hands: an attribute that the server alone writes, with the time that decides whose turn it is.</summary>
internal sealed class LiveHands(ILiveRooms liveRooms, LiveRoster roster, TimeProvider time)
{
    /// <summary>Raises a hand; one that is up keeps its place.</summary>
    public Task RaiseAsync(string media, string identity)
    {
        var since = roster.Raise(media, identity, time.GetUtcNow().ToUnixTimeMilliseconds());
        return SetAsync(media, p => p.Identity == identity, since.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Lowers hands.</summary>
    /// <returns>The identities of those whose hand was up.</returns>
    public Task<IReadOnlyList<string>> LowerAsync(string media, Func<string, bool> whose) => SetAsync(
        media,
        p =>
        {
            var isMeant = p.Attributes.ContainsKey(ParticipantAttributes.Hand) && whose(p.Identity);
            if (isMeant)
            {
                roster.Lower(media, p.Identity);
            }

            return isMeant;
        },
        "");

    private Task<IReadOnlyList<string>> SetAsync(string media, Func<LiveParticipant, bool> whose, string value) => liveRooms.UpdateAsync(
        media,
        p => whose(p) ? new() { Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { [ParticipantAttributes.Hand] = value } } : null);
}
