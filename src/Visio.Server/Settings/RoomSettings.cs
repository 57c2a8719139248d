using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>Rules of meetings.</summary>
internal sealed class RoomSettings
{
    [Description("How long the token of a join can be used to connect. Connected clients are given fresh ones.")]
    public TimeSpan JoinTokenLifetime { get; set; } = TimeSpan.FromMinutes(10);
}
