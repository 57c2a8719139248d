using Visio.Server.Policies;
using Visio.Server.Settings;

namespace Visio.Server.Accounts;

/// <summary>What is told to a browser about its session.</summary>
internal sealed class SessionViews(PolicyStore policies, VisioSettings settings)
{
    public async Task<SessionView> OfAsync(User? user, CancellationToken cancellationToken) => new(
        user is null ? null : new SessionUser(user.Id, user.DisplayName, user.Email, user.IsAdmin),
        settings.Dev,
        new SignInWays(settings.SignsInLocally, settings.SignsInLocally, settings.Oidc.Issuer.Length > 0),
        (await policies.CurrentAsync(cancellationToken)).AnonymousCreation);
}
