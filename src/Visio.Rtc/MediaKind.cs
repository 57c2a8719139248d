namespace Visio.Rtc;

/// <summary>The two kinds of RTP media (W3C <c>MediaStreamTrack.kind</c>).</summary>
public enum MediaKind
{
    /// <summary>Sound.</summary>
    Audio,

    /// <summary>Moving pictures.</summary>
    Video,
}
