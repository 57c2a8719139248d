using Visio.Rtc.Sdp;

namespace Visio.LiveKit.Negotiation;

/// <summary>The layers of a simulcast as LiveKit's clients name them (RFC 8853).</summary>
internal static class SimulcastLayers
{
    /// <summary>LiveKit knows three: low, medium and high.</summary>
    private const int Maximum = 3;

    /// <summary>The identifiers of the layers that are sent, in the order of the offer; a paused one is among them.</summary>
    public static IReadOnlyList<string> Read(MediaDescription media)
    {
        if (media.Simulcast is not { } simulcast)
        {
            return [];
        }

        var rids = new List<string>(Maximum);
        foreach (var stream in simulcast.Send)
        {
            var id = stream.Alternatives[0].Id;
            if (rids.Count < Maximum && id.Length <= 16 && !rids.Contains(id) && IsDescribed(media, id))
            {
                rids.Add(id);
            }
        }

        return rids;
    }

    /// <summary>
    /// The same layers, best picture first. Clients list them in either order: livekit-client q, h, f; the Rust engine f, h, q;
    /// some 2, 1, 0. Names nobody knows stay in the order of the offer, which is that of preference (RFC 8853 §5.1).
    /// </summary>
    public static IReadOnlyList<string> BestFirst(IReadOnlyList<string> rids)
    {
        var sorted = new List<string>(rids);
        if (sorted.TrueForAll(static rid => Rank(rid) < Maximum))
        {
            sorted.Sort(static (a, b) => Rank(a).CompareTo(Rank(b)));
        }

        return sorted;
    }

    private static int Rank(string rid) => rid switch
    {
        "f" or "2" => 0,
        "h" or "1" => 1,
        "q" or "0" => 2,
        _ => Maximum,
    };

    private static bool IsDescribed(MediaDescription media, string id)
    {
        foreach (var rid in media.Rids)
        {
            if (rid.Id == id && rid.IsSend)
            {
                return true;
            }
        }

        return false;
    }
}
