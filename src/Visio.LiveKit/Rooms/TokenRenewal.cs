using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// Gives participants a fresh token with their present name, metadata and rights, so that they can still reconnect when the one
/// they joined with has ended.
/// </summary>
internal sealed class TokenRenewal(RoomState room, string apiKey, string apiSecret)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(10);

    public void Send(Participant participant) => participant.Send(new() { RefreshToken = Create(participant) });

    /// <summary>A fresh token; the next one is due some minutes later.</summary>
    public string Create(Participant participant)
    {
        participant.Deadlines.RenewTokenAt = room.Now + Deadlines.Token;
        var left = participant.TokenEnd - room.Now;
        var token = new AccessToken
        {
            Identity = participant.Identity,
            Name = participant.Name,
            Metadata = participant.Metadata,
            Attributes = participant.Attributes,
            Kind = participant.Token.Kind,
            RoomConfig = participant.Token.RoomConfig,
            RoomPreset = participant.Token.RoomPreset,
            Video = participant.Grant,
        };
        return token.Sign(apiKey, apiSecret, room.Now, left > Shortest ? left : Shortest);
    }

    public void Tick()
    {
        foreach (var p in room.Participants.Values.Where(p => p.Session is not null && p.Deadlines.RenewTokenAt <= room.Now))
        {
            Send(p);
        }
    }
}
