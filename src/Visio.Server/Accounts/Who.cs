namespace Visio.Server.Accounts;

/// <summary>Who may call an endpoint at all; what a role in a room allows is decided by the handler.</summary>
internal enum Who
{
    /// <summary>Everybody, guests too.</summary>
    Anyone,

    /// <summary>Somebody with an account: signed in, or an application that acts for a user.</summary>
    Users,

    /// <summary>Administrators, signed in with the assurance that the policy asks for. No application.</summary>
    Admins,
}
