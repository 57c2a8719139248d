using Microsoft.AspNetCore.Identity;

namespace Visio.Server.Accounts;

/// <summary>
/// A person who can sign in, or will be able to: somebody named by e-mail who never signed in is provisional until a first sign-in
/// fills in the rest. What ASP.NET Core Identity keeps of telephone numbers and two factors is not stored.
/// </summary>
internal sealed class User : IdentityUser<Guid>
{
    /// <summary>The name that others see; empty while provisional.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>Whether the person administers this server.</summary>
    public bool IsAdmin { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>Set while the person is shut out: no session, no live media, no new sign-in.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Whether nobody has ever signed in as this person and there is no password either.</summary>
    public bool IsProvisional => LastSignInAt is null && PasswordHash is null;
}
