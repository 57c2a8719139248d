using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>Who may receive a participant's tracks.</summary>
internal sealed class Audience
{
    private readonly Dictionary<string, Access> _byIdentity = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Access> _bySid = new(StringComparer.Ordinal);

    private Audience()
    {
    }

    /// <summary>Reads a permission; null means everybody.</summary>
    public static Audience? From(SubscriptionPermission permission)
    {
        if (permission.AllParticipants)
        {
            return null;
        }

        var audience = new Audience();
        foreach (var p in permission.TrackPermissions)
        {
            // The identity outlives a reconnect; the SID is what older clients name.
            var (index, key) = p.ParticipantIdentity.Length > 0
                ? (audience._byIdentity, p.ParticipantIdentity)
                : (audience._bySid, p.ParticipantSid);
            if (!index.TryGetValue(key, out var access))
            {
                index[key] = access = new();
            }

            access.AllTracks |= p.AllTracks;
            access.Tracks.UnionWith(p.TrackSids);
        }

        return audience;
    }

    public bool Includes(Participant subscriber, string trackSid) =>
        (_byIdentity.TryGetValue(subscriber.Identity, out var access) && access.Includes(trackSid))
        || (_bySid.TryGetValue(subscriber.Sid, out access) && access.Includes(trackSid));

    private sealed class Access
    {
        public bool AllTracks { get; set; }

        public HashSet<string> Tracks { get; } = new(StringComparer.Ordinal);

        public bool Includes(string trackSid) => AllTracks || Tracks.Contains(trackSid);
    }
}
