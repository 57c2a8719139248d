namespace Visio.Server.Accounts;

/// <summary>How a session was opened.</summary>
internal enum SignInMethod
{
    /// <summary>With a name alone, where <c>--dev</c> allows it.</summary>
    Development,
    Password,
    Passkey,

    /// <summary>By the link that the first start prints, or one that an administrator made.</summary>
    Link,
    OpenIdConnect,
}
