namespace Visio.Rtc.Sdp;

/// <summary>A restriction identifier in a simulcast line.</summary>
/// <param name="Id">The identifier of the <c>a=rid</c> line.</param>
/// <param name="Paused">Whether it starts paused, written <c>~</c> (RFC 8853 §5.1).</param>
public readonly record struct SimulcastRid(string Id, bool Paused);
