using Visio.Server.Settings;

namespace Visio.Server.Accounts;

/// <summary>Who administers this server by its settings: they become administrators when they sign in.</summary>
internal sealed class Administrators(VisioSettings settings)
{
    /// <summary>The administrator of <c>--dev</c>: signing in with this address is enough there.</summary>
    public const string DevelopmentEmail = "admin@localhost";

    /// <summary>Only an address that somebody vouched for counts: the provider, or whoever made the account.</summary>
    public bool Include(User user) =>
        user is { EmailConfirmed: true, Email: { } email }
        && (settings.Accounts.AdminEmails.Contains(email, StringComparer.OrdinalIgnoreCase)
            || (settings.Dev && string.Equals(email, DevelopmentEmail, StringComparison.OrdinalIgnoreCase)));
}
