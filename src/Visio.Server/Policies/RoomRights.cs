namespace Visio.Server.Policies;

/// <summary>Who may do what in a room.</summary>
internal sealed record RoomRights
{
    public static readonly RoomRights Default = new();

    public Audience Microphone { get; init; } = Audience.Everyone;

    public Audience Camera { get; init; } = Audience.Everyone;

    /// <summary>A shared screen and its sound.</summary>
    public Audience ScreenShare { get; init; } = Audience.Everyone;

    /// <summary>Chat, reactions and everything else that travels as data.</summary>
    public Audience Chat { get; init; } = Audience.Everyone;

    /// <summary>Muting others.</summary>
    public Audience MuteOthers { get; init; } = Audience.Hosts;

    public Audience Record { get; init; } = Audience.Hosts;

    public static bool Has(Audience right, RoomRole role) => right switch
    {
        Audience.Everyone => true,
        Audience.Members => role >= RoomRole.Member,
        _ => role >= RoomRole.CoHost,
    };
}
