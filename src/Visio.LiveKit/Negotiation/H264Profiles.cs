namespace Visio.LiveKit.Negotiation;

/// <summary>What the bytes of a <c>profile-level-id</c> mean (RFC 6184 §8.1, table 5).</summary>
internal static class H264Profiles
{
    /// <summary>Reads a profile; false for those that are not forwarded.</summary>
    /// <param name="idc">The first byte: profile_idc.</param>
    /// <param name="iop">The second: the constraint flags.</param>
    /// <param name="profile">The profile.</param>
    public static bool TryRead(byte idc, byte iop, out H264Profile profile)
    {
        var isConstrained = (idc, iop) switch
        {
            (0x42, var flags) when (flags & 0x4F) == 0x40 => true,
            (0x4D, var flags) when (flags & 0x8F) == 0x80 => true,
            (0x58, var flags) when (flags & 0xCF) == 0xC0 => true,
            _ => false,
        };
        (profile, var isKnown) = (idc, iop) switch
        {
            _ when isConstrained => (H264Profile.ConstrainedBaseline, true),
            (0x42, var flags) when (flags & 0x4F) == 0x00 => (H264Profile.Baseline, true),
            (0x4D, var flags) when (flags & 0xAF) == 0x00 => (H264Profile.Main, true),
            (0x64, 0x0C) => (H264Profile.ConstrainedHigh, true),
            (0x64, 0x00) => (H264Profile.High, true),
            _ => (default, false),
        };
        return isKnown;
    }

    /// <summary>Whether a decoder for <paramref name="other"/> decodes this profile too (ITU-T H.264 annex A.2).</summary>
    public static bool IsWithin(this H264Profile profile, H264Profile other) => profile switch
    {
        H264Profile.ConstrainedBaseline => true,
        H264Profile.ConstrainedHigh or H264Profile.Main => other == H264Profile.High || other == profile,
        _ => other == profile,
    };
}
