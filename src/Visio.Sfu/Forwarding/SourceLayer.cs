using Visio.Rtc.Time;

namespace Visio.Sfu.Forwarding;

/// <summary>One RTP stream a publication may be received by: its only one, or one encoding of a simulcast (RFC 8853).</summary>
internal sealed class SourceLayer(string? rid)
{
    /// <summary>The encoding's name (RFC 8852); null without simulcast.</summary>
    public string? Rid { get; } = rid;

    /// <summary>0 until known.</summary>
    public uint Ssrc { get; set; }

    /// <summary>The SSRC of its retransmissions; 0 until known.</summary>
    public uint RtxSsrc { get; set; }

    public bool HasStarted { get; private set; }

    public Instant LastReceived { get; private set; }

    /// <summary>Notes a packet.</summary>
    public void OnReceived(Instant now)
    {
        HasStarted = true;
        LastReceived = now;
    }

    /// <summary>Whether packets came within <paramref name="silence"/>.</summary>
    public bool IsAlive(Instant now, TimeSpan silence) => HasStarted && now - LastReceived < silence;
}
