namespace Visio.Rtc.Sctp;

/// <summary>Whether a message is text or bytes (RFC 8831 §8, payload protocol identifiers 51, 53, 56 and 57).</summary>
public enum DataMessageKind
{
    /// <summary>UTF-8 text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Binary,
}
