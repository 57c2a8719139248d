using Visio.Rtc.Time;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// Spaces the key frames that one subscriber asks for (RFC 4585 §6.3.1). A key frame goes to everybody and costs everybody sharpness: whom they do
/// not help, because its link loses too much, gets them ever more rarely. Counted from the last one it was sent, whoever had asked for that, so
/// that many such subscribers cost no more than one. A mutable struct, owned by one subscription.
/// </summary>
internal struct KeyFramePatience
{
    /// <summary>Too soon after a key frame to know that it was lost: what is missing of it is on its way again.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500);

    /// <summary>What the most impatient get one in.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(16);

    /// <summary>Who has not asked for so many times its spacing is served at once again.</summary>
    private const int Forgiving = 4;

    private TimeSpan _spacing;
    private Instant _lastKeyFrame;
    private bool _hasKeyFrame;
    private bool _isAsked;

    /// <summary>A key frame begins to be sent.</summary>
    public void OnKeyFrame(Instant now)
    {
        _hasKeyFrame = true;
        _lastKeyFrame = now;
        _isAsked = false;
    }

    /// <summary>Takes a request; false when it comes too soon after the last key frame.</summary>
    public bool TryTake(Instant now)
    {
        if (!_hasKeyFrame || _isAsked)
        {
            return true;
        }

        var spacing = _spacing > Shortest ? _spacing : Shortest;
        var since = now - _lastKeyFrame;
        if (since < spacing)
        {
            return false;
        }

        _isAsked = true;
        _spacing = since > spacing * Forgiving ? Shortest : spacing * 2 < Longest ? spacing * 2 : Longest;
        return true;
    }
}
