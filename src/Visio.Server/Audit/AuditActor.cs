namespace Visio.Server.Audit;

/// <summary>What kind of caller did something.</summary>
internal enum AuditActor
{
    /// <summary>The program itself, as when something expires.</summary>
    System,

    /// <summary>Whoever runs <c>visio</c> on the machine.</summary>
    Operator,

    /// <summary>A user; the id is the user's.</summary>
    User,

    /// <summary>Somebody without an account; the id is that of the guest's session.</summary>
    Guest,

    /// <summary>An application; the id is the application's.</summary>
    Application,

    /// <summary>An identity provider; the id is its issuer.</summary>
    IdentityProvider,
}
