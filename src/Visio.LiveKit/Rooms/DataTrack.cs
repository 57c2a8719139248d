using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>A stream of data frames that a participant publishes.</summary>
/// <param name="owner">Who.</param>
/// <param name="info">As others see it; its handle is the one that the publisher writes into its packets.</param>
internal sealed class DataTrack(Participant owner, DataTrackInfo info)
{
    public Participant Owner { get; } = owner;

    public DataTrackInfo Info { get; } = info;

    /// <summary>Who receives it, and the handle that each knows it by.</summary>
    public Dictionary<Participant, ushort> Subscribers { get; } = [];
}
