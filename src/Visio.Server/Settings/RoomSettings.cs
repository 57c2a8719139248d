using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>Rules of meetings.</summary>
internal sealed class RoomSettings
{
    [Description("How long the token of a join can be used to connect, at most two minutes where `LiveKit:Url` names another media server. Connected clients are given fresh ones.")]
    public TimeSpan JoinTokenLifetime { get; set; } = TimeSpan.FromMinutes(10);

    [Description("How long somebody who waits in a lobby keeps the place after the connection was lost.")]
    public TimeSpan LobbyPlaceKept { get; set; } = TimeSpan.FromSeconds(60);

    [Description("How long somebody who was turned away has to wait before asking again.")]
    public TimeSpan LobbyPause { get; set; } = TimeSpan.FromSeconds(10);

    [Description("The most people who may wait in one lobby.")]
    public int LobbyPlaces { get; set; } = 5_000;
}
