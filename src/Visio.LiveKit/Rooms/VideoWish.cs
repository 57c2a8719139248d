using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>What a subscriber asks of a video track (<c>track_setting</c>). A size, when there is one, counts instead of the quality.</summary>
/// <param name="Quality">The best quality wanted.</param>
/// <param name="Width">In pixels of the screen; 0 when no size is asked for.</param>
/// <param name="Height">The same.</param>
/// <param name="FramesPerSecond">Enough frames a second; 0 for all.</param>
/// <param name="Priority">What goes first where the link does not carry all, the greatest; 0 leaves that to the server.</param>
internal readonly record struct VideoWish(VideoQuality Quality, uint Width = 0, uint Height = 0, uint FramesPerSecond = 0, uint Priority = 0)
{
    /// <summary>The priority as the media server takes it.</summary>
    public int Importance => (int)Math.Min(Priority, 255);

    public static VideoWish From(UpdateTrackSettings settings) => new(settings.Quality, settings.Width, settings.Height, settings.Fps, settings.Priority);
}
