namespace Visio.Rtc.CongestionControl;

/// <summary>What the delay of packets says of the path (draft-ietf-rmcat-gcc-02 §5.4).</summary>
public enum PathUse
{
    /// <summary>The delay stays as it is.</summary>
    Normal,

    /// <summary>A queue shrinks.</summary>
    Under,

    /// <summary>A queue grows: more is sent than the path carries.</summary>
    Over,
}
