namespace Visio.Server.Accounts;

/// <summary>What kind of caller makes a request.</summary>
internal enum CallerKind
{
    /// <summary>Nobody the server has seen before: no cookie, no token.</summary>
    Anonymous,

    /// <summary>A browser with a guest's cookie.</summary>
    Guest,

    /// <summary>Somebody signed in.</summary>
    User,

    /// <summary>A program with an access token, that acts for a user or for itself.</summary>
    Application,
}
