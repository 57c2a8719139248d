namespace Visio.Server.Accounts;

/// <summary>What an application may be allowed to do.</summary>
internal static class ApiScopes
{
    public const string RoomsRead = "rooms:read";
    public const string RoomsCreate = "rooms:create";
    public const string RoomsUpdate = "rooms:update";
    public const string RoomsDelete = "rooms:delete";
    public const string MeetingsRead = "meetings:read";
    public const string MeetingsJoin = "meetings:join";
    public const string MeetingsModerate = "meetings:moderate";

    public static IReadOnlyList<string> All { get; } =
        [RoomsRead, RoomsCreate, RoomsUpdate, RoomsDelete, MeetingsRead, MeetingsJoin, MeetingsModerate];
}
