namespace Visio.LiveKit.Rooms;

/// <summary>
/// What is said to limit a participant, the first that applies: no way at all; losses or delay on the way up; losses on the way down, or
/// tracks it does not carry; a camera that is slow although nothing is lost.
/// </summary>
internal static class LimitRules
{
    /// <summary>More loss than repair and concealment make up for.</summary>
    private const double MuchLoss = 0.05;

    /// <summary>Jitter beyond this makes receivers hold sound back noticeably, in milliseconds.</summary>
    private const double MuchJitter = 60;

    /// <summary>Below this losses explain nothing.</summary>
    private const double LittleLoss = 0.01;

    /// <summary>Cameras give 15 frames a second and more, also in small pictures.</summary>
    private const double SlowCamera = 8;

    public static LiveLimit Judge(bool isLost, LiveDirection? up, LiveDirection? down)
    {
        if (isLost)
        {
            return LiveLimit.Connection;
        }

        if (up is not null && (up.Loss > MuchLoss || up.JitterMilliseconds > MuchJitter))
        {
            return LiveLimit.Uplink;
        }

        if (down is not null && (down.Loss > MuchLoss || down.PausedTracks > 0))
        {
            return LiveLimit.Downlink;
        }

        return up is { Loss: < LittleLoss, FramesPerSecond: < SlowCamera } ? LiveLimit.Machine : LiveLimit.None;
    }
}
