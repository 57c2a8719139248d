using System.Text.Json.Serialization;
using Visio.LiveKit;
using Visio.Server.Policies;

namespace Visio.Server.Meetings;

/// <summary>A message of the server on topic <see cref="Topic"/>, to those whom it concerns.</summary>
/// <param name="Type"><c>ask-unmute</c>, <c>muted</c> or <c>role</c>.</param>
/// <param name="By">The identity of the host who did it; null where it was done from outside the meeting.</param>
/// <param name="Source">What is to be unmuted, or was muted or stopped.</param>
/// <param name="Role">The new role.</param>
internal sealed record SystemMessage(
    string Type,
    string? By,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LiveSource? Source = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RoomRole? Role = null)
{
    public const string Topic = "visio.system";
}
