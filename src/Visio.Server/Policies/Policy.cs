namespace Visio.Server.Policies;

/// <summary>What an administration allows on its server. Kept as one JSON document; what is absent has the default given here.</summary>
internal sealed record Policy
{
    public static readonly Policy Default = new();

    /// <summary>The access levels that rooms may have; at least one.</summary>
    public IReadOnlyList<AccessLevel> AllowedAccessLevels { get; init; } = [AccessLevel.Public, AccessLevel.Trusted, AccessLevel.Restricted];

    /// <summary>The access level of a room whose creator did not choose; one of the allowed.</summary>
    public AccessLevel DefaultAccessLevel { get; init; } = AccessLevel.Trusted;

    public LobbyMode DefaultLobby { get; init; } = LobbyMode.ByAccess;

    public RoomRights DefaultRights { get; init; } = RoomRights.Default;

    /// <summary>Whether rooms keep their chat for those who come late, while a meeting lasts, where nobody chose.</summary>
    public bool DefaultChatHistory { get; init; } = true;

    /// <summary>Whether somebody without an account may create rooms.</summary>
    public bool AnonymousCreation { get; init; }

    /// <summary>Whether signed-in people may choose the name they are shown by; otherwise it is that of their account.</summary>
    public bool EditableDisplayNames { get; init; } = true;

    /// <summary>Whether naming somebody by an unknown e-mail address makes a provisional user.</summary>
    public bool ProvisionalUsers { get; init; } = true;

    /// <summary>The most participants that a room may be set to hold; null means no limit.</summary>
    public int? MaxCapacity { get; init; }

    /// <summary>Days after which a room that nobody has used is deleted; null means never.</summary>
    public int? RoomExpiryDays { get; init; }

    /// <summary>How long it is remembered who was in which meeting.</summary>
    public int MeetingRetentionDays { get; init; } = 180;

    /// <summary>How long the audit log is kept; 6 to 12 months is what the CNIL recommends (délibération 2021-122).</summary>
    public int AuditRetentionDays { get; init; } = 365;

    /// <summary>One of these <c>acr</c> values or of <see cref="HostAmr"/> is needed to own or moderate rooms; both empty means no demand.</summary>
    public IReadOnlyList<string> HostAcr { get; init; } = [];

    public IReadOnlyList<string> HostAmr { get; init; } = [];

    /// <summary>One of these <c>acr</c> values or of <see cref="AdminAmr"/> is needed to administer; both empty means no demand.</summary>
    public IReadOnlyList<string> AdminAcr { get; init; } = [];

    public IReadOnlyList<string> AdminAmr { get; init; } = [];
}
