namespace Visio.Server.Policies;

/// <summary>Who has a right in a room.</summary>
internal enum Audience
{
    /// <summary>Everybody in the room.</summary>
    Everyone,

    /// <summary>Members and those above.</summary>
    Members,

    /// <summary>Co-hosts and owners.</summary>
    Hosts,
}
