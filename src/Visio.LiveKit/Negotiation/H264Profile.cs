namespace Visio.LiveKit.Negotiation;

/// <summary>The profiles of H.264 that are forwarded (ITU-T H.264 annex A).</summary>
internal enum H264Profile
{
    /// <summary>The one every client knows.</summary>
    ConstrainedBaseline,
    Baseline,
    Main,
    ConstrainedHigh,
    High,
}
