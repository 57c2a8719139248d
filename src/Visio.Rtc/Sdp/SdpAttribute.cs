namespace Visio.Rtc.Sdp;

/// <summary>An attribute line this library has no type for, kept as it came (RFC 8866 §5.13).</summary>
/// <param name="Name">What stands before the colon.</param>
/// <param name="Value">What stands after it; null for a property attribute without colon.</param>
public readonly record struct SdpAttribute(string Name, string? Value);
