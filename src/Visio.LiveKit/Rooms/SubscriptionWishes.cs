using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>What a participant wants to receive; remembered for tracks that do not exist yet.</summary>
internal sealed class SubscriptionWishes(bool byDefault, bool isAdaptive)
{
    // A client has no reason to name more tracks than this; more are forgotten, not kept.
    private const int Most = 4096;

    private readonly Dictionary<string, bool> _wanted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _disabled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VideoWish> _video = new(StringComparer.Ordinal);

    // A client with adaptive stream says the size of a picture as soon as it is shown; until then the smallest is enough.
    private readonly VideoWish _videoByDefault = new(isAdaptive ? VideoQuality.Low : VideoQuality.High);

    public bool Wants(string trackSid) => _wanted.GetValueOrDefault(trackSid, byDefault);

    public bool IsDisabled(string trackSid) => _disabled.Contains(trackSid);

    public VideoWish Video(string trackSid) => _video.GetValueOrDefault(trackSid, _videoByDefault);

    public void Want(string trackSid, bool wanted)
    {
        if (_wanted.Count < Most || _wanted.ContainsKey(trackSid))
        {
            _wanted[trackSid] = wanted;
        }
    }

    public void Ask(string trackSid, VideoWish wish)
    {
        if (_video.Count < Most || _video.ContainsKey(trackSid))
        {
            _video[trackSid] = wish;
        }
    }

    public void Disable(string trackSid, bool disabled)
    {
        if (!disabled)
        {
            _disabled.Remove(trackSid);
        }
        else if (_disabled.Count < Most)
        {
            _disabled.Add(trackSid);
        }
    }
}
