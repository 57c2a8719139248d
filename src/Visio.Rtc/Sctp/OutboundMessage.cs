using Visio.Rtc.Time;

namespace Visio.Rtc.Sctp;

/// <summary>A message on its way: queued, partly sent, or waiting for acknowledgement.</summary>
internal sealed class OutboundMessage
{
    public required OutboundStream Stream { get; init; }

    public required uint PayloadProtocol { get; init; }

    /// <summary>May be shared with other associations: it is only read.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    public required bool IsUnordered { get; init; }

    /// <summary>The most retransmissions of any of its fragments; null for no limit (RFC 3758).</summary>
    public required ushort? MaxRetransmits { get; init; }

    /// <summary>After this it is abandoned (RFC 3758 §4.1).</summary>
    public required Instant Expires { get; init; }

    /// <summary>The stream sequence number; meaningful once the first fragment was sent.</summary>
    public ushort Ssn { get; set; }

    /// <summary>The TSN of the first fragment; meaningful once it was sent.</summary>
    public Tsn FirstTsn { get; set; }

    public int FragmentsSent { get; set; }

    public int BytesSent { get; set; }

    public bool IsAbandoned { get; set; }
}
