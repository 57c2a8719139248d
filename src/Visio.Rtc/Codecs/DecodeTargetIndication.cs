namespace Visio.Rtc.Codecs;

/// <summary>What a frame is to a decode target (RTP Payload Format for AV1, A.4).</summary>
public enum DecodeTargetIndication
{
    /// <summary>It is not part of it.</summary>
    NotPresent = 0,

    /// <summary>It is part of it, and no other frame of it depends on it.</summary>
    Discardable = 1,

    /// <summary>The target can be begun with it: all that follows in the target depends on nothing older but what the frame itself needs.</summary>
    Switch = 2,

    /// <summary>It is part of it and others depend on it.</summary>
    Required = 3,
}
