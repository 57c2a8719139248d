using System.Globalization;
using System.Text.Json;
using Visio.LiveKit;
using Visio.Server.Hosting;
using Visio.Server.Rooms;

namespace Visio.Server.Meetings;

/// <summary>What rows of the database look like at the media server: the same at a join, and whenever something changes.</summary>
internal static class LiveDescription
{
    private static readonly JsonSerializerOptions Json = Options();

    /// <summary>The room's metadata.</summary>
    public static string Of(Room room, IReadOnlyList<string> spotlight) =>
        JsonSerializer.Serialize(new RoomMetadata(room.Title, room.Access, room.Locked, room.Rights, spotlight, room.ChatHistory), Json);

    /// <summary>Who is spotlighted in a room with this metadata, which we wrote; nobody where somebody else did.</summary>
    public static IReadOnlyList<string> SpotlightOf(string metadata)
    {
        try
        {
            return JsonSerializer.Deserialize<RoomMetadata>(metadata, Json)?.Spotlight ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>Name, attributes and rights of a participant.</summary>
    /// <param name="room">The room.</param>
    /// <param name="admission">Who.</param>
    /// <param name="hand">Since when the hand is up; null while it is down.</param>
    public static ParticipantChange Of(Room room, Admission admission, long? hand) => new()
    {
        Name = admission.Name,
        Attributes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ParticipantAttributes.Role] = ParticipantAttributes.Text(admission.Role),
            [ParticipantAttributes.Guest] = admission.UserId is null ? "true" : "",
            [ParticipantAttributes.Hand] = hand?.ToString(CultureInfo.InvariantCulture) ?? "",
        },
        Rights = Grants.Of(room.Rights, admission.Role),
    };

    /// <summary>A message of the server to clients.</summary>
    public static byte[] Message(SystemMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, Json);

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ApiJson.Apply(options);
        return options;
    }
}
