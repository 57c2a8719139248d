namespace Visio.Rtc.Sdp;

/// <summary>A media section: an <c>m=</c> line and what follows it (RFC 8866 §5.14).</summary>
public sealed class MediaDescription
{
    /// <summary><c>audio</c>, <c>video</c> or <c>application</c>.</summary>
    public required string Media { get; set; }

    /// <summary>The port; 0 means rejected, or bundled (see <see cref="BundleOnly"/>).</summary>
    public ushort Port { get; set; }

    /// <summary>The protocol, such as <c>UDP/TLS/RTP/SAVPF</c>.</summary>
    public required string Protocol { get; set; }

    /// <summary>Payload types in order of preference, or <c>webrtc-datachannel</c>.</summary>
    public IList<string> Formats { get; } = [];

    /// <summary>The <c>c=</c> line; null when absent.</summary>
    public string? Connection { get; set; }

    /// <summary>The <c>b=</c> lines, such as <c>AS:512</c> (RFC 8866 §5.8).</summary>
    public IList<string> Bandwidths { get; } = [];

    /// <summary><c>a=mid</c> (RFC 5888 §4); null when absent.</summary>
    public string? Mid { get; set; }

    /// <summary>The direction attribute; null when absent, which means both ways (RFC 8866 §6.7).</summary>
    public MediaDirection? Direction { get; set; }

    /// <summary><c>a=bundle-only</c> (RFC 9143 §6): a port of 0 does not mean rejection.</summary>
    public bool BundleOnly { get; set; }

    /// <summary><c>a=rtcp-mux</c> (RFC 5761 §5.1.1).</summary>
    public bool RtcpMux { get; set; }

    /// <summary><c>a=rtcp-rsize</c> (RFC 5506 §5).</summary>
    public bool RtcpReducedSize { get; set; }

    /// <summary>ICE and DTLS attributes of this section.</summary>
    public TransportAttributes Transport { get; } = new();

    /// <summary><c>a=rtpmap</c> lines.</summary>
    public IList<RtpMap> RtpMaps { get; } = [];

    /// <summary><c>a=fmtp</c> lines.</summary>
    public IList<FormatParameters> FormatParameters { get; } = [];

    /// <summary><c>a=rtcp-fb</c> lines.</summary>
    public IList<RtcpFeedback> Feedback { get; } = [];

    /// <summary><c>a=extmap</c> lines.</summary>
    public IList<HeaderExtensionMap> HeaderExtensions { get; } = [];

    /// <summary><c>a=msid</c> lines.</summary>
    public IList<MediaStreamId> StreamIds { get; } = [];

    /// <summary><c>a=ssrc-group</c> lines.</summary>
    public IList<SsrcGroup> SsrcGroups { get; } = [];

    /// <summary><c>a=ssrc</c> lines.</summary>
    public IList<SsrcAttribute> Ssrcs { get; } = [];

    /// <summary><c>a=rid</c> lines.</summary>
    public IList<RidDescription> Rids { get; } = [];

    /// <summary><c>a=simulcast</c>; null when absent.</summary>
    public SimulcastDescription? Simulcast { get; set; }

    /// <summary><c>a=sctp-port</c> (RFC 8841 §5); null when absent.</summary>
    public ushort? SctpPort { get; set; }

    /// <summary><c>a=max-message-size</c> in bytes (RFC 8841 §6), 0 meaning without limit; null when absent.</summary>
    public long? MaxMessageSize { get; set; }

    /// <summary><c>a=candidate</c> lines.</summary>
    public IList<IceCandidate> Candidates { get; } = [];

    /// <summary><c>a=end-of-candidates</c> (RFC 8840 §8.2).</summary>
    public bool EndOfCandidates { get; set; }

    /// <summary>Attributes that have no type here, in order.</summary>
    public IList<SdpAttribute> OtherAttributes { get; } = [];

    /// <summary>Whether the author sends media on this section.</summary>
    public bool Sends => Direction is null or MediaDirection.SendRecv or MediaDirection.SendOnly;

    /// <summary>Whether the author receives media on this section.</summary>
    public bool Receives => Direction is null or MediaDirection.SendRecv or MediaDirection.RecvOnly;

    /// <summary>Whether the section is refused or ended: port 0 without <c>a=bundle-only</c> (RFC 9143 §6, RFC 3264 §6).</summary>
    public bool IsRejected => Port == 0 && !BundleOnly;

    /// <summary>The parameters of a payload type, or null.</summary>
    public FormatParameters? FindFormatParameters(byte payloadType)
    {
        foreach (var f in FormatParameters)
        {
            if (f.PayloadType == payloadType)
            {
                return f;
            }
        }

        return null;
    }
}
