namespace Visio.LiveKit.Signalling;

/// <summary>Why a join is refused before the upgrade: an HTTP status and the text that clients show or compare.</summary>
internal sealed record Refusal(int Status, string Text)
{
    public static readonly Refusal NoPermission = new(401, "no permissions to access the room");
    public static readonly Refusal Revoked = new(401, "the token was taken back");
    public static readonly Refusal NotReviewed = new(503, "nobody says now whether the token counts");
    public static readonly Refusal NoIdentity = new(400, "identity cannot be empty");
    public static readonly Refusal IdentityTooLong = new(400, "identity is too long");
    public static readonly Refusal NoRoomName = new(400, "no room name");
    public static readonly Refusal RoomNameTooLong = new(400, "room name is too long");
    public static readonly Refusal NoRoom = new(404, "requested room does not exist");
    public static readonly Refusal NoJoinRequest = new(400, "join_request is required");
    public static readonly Refusal BadJoinRequest = new(400, "join_request cannot be decoded");
    public static readonly Refusal MetadataNotAllowed = new(401, "no permission to set own metadata");
    public static readonly Refusal MetadataTooLong = new(400, "metadata is too long");
    public static readonly Refusal AttributesTooLong = new(400, "attributes are too long");
    public static readonly Refusal NameTooLong = new(400, "name is too long");
    public static readonly Refusal EmptyAttribute = new(400, "attribute values cannot be empty");
    public static readonly Refusal NoPreset = new(400, "unknown room configuration");
    public static readonly Refusal RoomFull = new(503, "room is full");
    public static readonly Refusal ShuttingDown = new(503, "server is shutting down");
    public static readonly Refusal Superseded = new(409, "joined over requests meanwhile");
    public static readonly Refusal BadAttributes = new(400, "attributes cannot be decoded");

    /// <summary>
    /// A second connection that only publishes would join under an identity that no token was given for; the host could not tell it
    /// from somebody else.
    /// </summary>
    public static readonly Refusal PublishOnly = new(403, "connections that only publish need a token of their own");
}
