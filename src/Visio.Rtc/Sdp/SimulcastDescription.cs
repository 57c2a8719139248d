namespace Visio.Rtc.Sdp;

/// <summary>The <c>a=simulcast</c> line (RFC 8853 §5.1), seen from its author.</summary>
/// <param name="Send">The streams it sends, most preferred first; empty when not stated.</param>
/// <param name="Receive">The streams it receives.</param>
/// <param name="ReceiveFirst">Whether <c>recv</c> stands before <c>send</c>; of no meaning.</param>
public sealed record SimulcastDescription(
    IReadOnlyList<SimulcastStream> Send, IReadOnlyList<SimulcastStream> Receive, bool ReceiveFirst = false);
