namespace Visio.LiveKit.Signalling;

/// <summary>How a signalling session ended.</summary>
internal enum SessionEnd
{
    /// <summary>The socket is gone; the client may resume.</summary>
    Lost,

    /// <summary>The client broke the protocol or was too slow to read; it is not kept.</summary>
    Expelled,
}
