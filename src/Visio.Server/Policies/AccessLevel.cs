namespace Visio.Server.Policies;

/// <summary>Who may enter a room without being asked in.</summary>
internal enum AccessLevel
{
    /// <summary>Whoever has the link.</summary>
    Public,

    /// <summary>Whoever is signed in; others wait.</summary>
    Trusted,

    /// <summary>Whoever was named; others wait.</summary>
    Restricted,
}
