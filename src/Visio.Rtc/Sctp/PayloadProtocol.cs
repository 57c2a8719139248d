namespace Visio.Rtc.Sctp;

/// <summary>The payload protocol identifiers of data channels (RFC 8831 §8).</summary>
internal static class PayloadProtocol
{
    public const uint Control = 50;
    public const uint Text = 51;
    public const uint Binary = 53;
    public const uint EmptyText = 56;
    public const uint EmptyBinary = 57;
}
