namespace Visio.LiveKit;

/// <summary>What a track shows.</summary>
public enum LiveSource
{
    /// <summary>The client did not say.</summary>
    Unknown,

    /// <summary>A camera.</summary>
    Camera,

    /// <summary>A microphone.</summary>
    Microphone,

    /// <summary>A shared screen.</summary>
    ScreenShare,

    /// <summary>The sound of a shared screen.</summary>
    ScreenShareAudio,
}
