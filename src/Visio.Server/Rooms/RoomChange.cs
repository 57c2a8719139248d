using System.Text.Json.Serialization;
using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>What a room shall be from now on. What is absent stays as it is; for a new room, it is what the policy says.</summary>
internal sealed class RoomChange
{
    /// <summary>What the meeting is about, up to 100 characters; null takes it away.</summary>
    public string? Title
    {
        get;
        set
        {
            field = value;
            HasTitle = true;
        }
    }

    /// <summary>A name for its link: 3 to 60 letters a to z, digits and single hyphens. Null leaves it, or gives a new room a code.</summary>
    public string? Slug { get; set; }

    public AccessLevel? Access { get; set; }

    public LobbyMode? Lobby { get; set; }

    /// <summary>Whether nobody but hosts may enter any more.</summary>
    public bool? Locked { get; set; }

    /// <summary>The most that may be in it at once, 1 to 10,000; null means no limit.</summary>
    public int? Capacity
    {
        get;
        set
        {
            field = value;
            HasCapacity = true;
        }
    }

    public RoomRightsChange? Rights { get; set; }

    /// <summary>Whether those who come late get what was written in the chat before. Switched off, what is there is forgotten at once.</summary>
    public bool? ChatHistory { get; set; }

    /// <summary>When it is deleted by itself, some time in the next ten years; null means never.</summary>
    public DateTimeOffset? ExpiresAt
    {
        get;
        set
        {
            field = value;
            HasExpiresAt = true;
        }
    }

    /// <summary>Whether it was in the request, be it as null.</summary>
    [JsonIgnore]
    public bool HasTitle { get; private set; }

    /// <summary>Whether it was in the request, be it as null.</summary>
    [JsonIgnore]
    public bool HasCapacity { get; private set; }

    /// <summary>Whether it was in the request, be it as null.</summary>
    [JsonIgnore]
    public bool HasExpiresAt { get; private set; }
}
