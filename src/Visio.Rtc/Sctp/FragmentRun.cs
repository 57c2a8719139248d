namespace Visio.Rtc.Sctp;

/// <summary>Fragments of one message with successive TSNs that have arrived (RFC 9260 §6.9).</summary>
internal sealed class FragmentRun
{
    public required Tsn First { get; set; }

    public required Tsn Last { get; set; }

    public required bool HasBegin { get; set; }

    public required bool HasEnd { get; set; }

    public required int Bytes { get; set; }

    public required ushort Stream { get; init; }

    public required ushort Ssn { get; init; }

    public required bool IsUnordered { get; init; }

    /// <summary>Of the first fragment; the others' are meaningless (RFC 9260 §6.9).</summary>
    public required uint PayloadProtocol { get; set; }

    public bool IsSameMessage(FragmentRun other) =>
        Stream == other.Stream && IsUnordered == other.IsUnordered && (IsUnordered || Ssn == other.Ssn);
}
