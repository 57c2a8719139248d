using Visio.Server.Policies;
using Visio.Server.Settings;

namespace Visio.Server.Accounts;

/// <summary>What is told to a browser about its session.</summary>
internal sealed class SessionViews(PolicyStore policies, VisioSettings settings)
{
    public async Task<SessionView> OfAsync(User? user, CancellationToken cancellationToken)
    {
        var policy = await policies.CurrentAsync(cancellationToken);
        return new(
            user is null ? null : new SessionUser(user.Id, user.DisplayName, user.Email, user.IsAdmin),
            settings.Dev,
            new SignInWays(settings.SignsInLocally, settings.SignsInLocally, settings.Oidc.Issuer.Length > 0),
            policy.AnonymousCreation,
            new RoomChoices(policy.AllowedAccessLevels, policy.DefaultAccessLevel, policy.DefaultLobby, policy.MaxCapacity, policy.EditableDisplayNames),
            settings.AccessibilityContact);
    }
}
