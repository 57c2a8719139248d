namespace Visio.Rtc.Sdp;

/// <summary>One stream of a simulcast: its alternatives in order of preference, at least one (RFC 8853 §5.1).</summary>
public sealed record SimulcastStream(IReadOnlyList<SimulcastRid> Alternatives);
