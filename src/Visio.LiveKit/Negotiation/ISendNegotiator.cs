namespace Visio.LiveKit.Negotiation;

/// <summary>Finds media sections for the tracks a client is to receive, whoever makes the offers.</summary>
internal interface ISendNegotiator
{
    /// <summary>Wants a track to be sent, as soon as a section is negotiated for it. One that is wanted already is sent as it says now.</summary>
    void AddSend(SendTrack track);

    /// <summary>No longer wants a track to be sent; its section becomes inactive once and is free after that.</summary>
    void RemoveSend(string trackSid);
}
