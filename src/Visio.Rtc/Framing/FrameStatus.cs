namespace Visio.Rtc.Framing;

/// <summary>What stands at the start of a stream.</summary>
public enum FrameStatus
{
    /// <summary>The frame has not arrived whole.</summary>
    Incomplete,

    /// <summary>A whole frame.</summary>
    Complete,

    /// <summary>Nothing that may stand there: the stream is of no use any more.</summary>
    Malformed,
}
