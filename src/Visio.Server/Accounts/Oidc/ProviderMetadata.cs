using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Visio.Server.Settings;

namespace Visio.Server.Accounts.Oidc;

/// <summary>
/// What the provider says of itself (OpenID Connect Discovery 1.0 §4) and its keys, read when first needed and kept for an hour. The
/// package's own ConfigurationManager refreshes behind the caller's back, so that the first sign-in after a change of keys would fail;
/// here whoever meets an unknown key waits for the new ones. Any thread.
/// </summary>
internal sealed class ProviderMetadata(VisioSettings settings, ProviderConnection connection, TimeProvider time, ILogger<ProviderMetadata> logger)
    : IDisposable
{
    /// <summary>However many unknown keys are met, the provider is asked no more often than this.</summary>
    public static readonly TimeSpan MinimumInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>While the provider is down, people who try do not each wait for it.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private volatile Read? _read;
    private DateTimeOffset _failedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _refreshedAt = DateTimeOffset.MinValue;

    /// <exception cref="OidcException">The provider cannot be reached, and never was.</exception>
    public async Task<OpenIdConnectConfiguration> CurrentAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } fresh)
        {
            return fresh;
        }

        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            // Others may have read it, or failed to, while this one waited.
            return Fresh() ?? (_failedAt + RetryInterval <= time.GetUtcNow() ? await ReadAsync(cancellationToken) : Kept());
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>After a token came with a key that is not among the known ones.</summary>
    /// <exception cref="OidcException">The provider cannot be reached, and never was.</exception>
    public async Task<OpenIdConnectConfiguration> RefreshedAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (_refreshedAt + MinimumInterval > now)
            {
                return Kept();
            }

            // Noted before the answer: one that never comes counts as well.
            _refreshedAt = now;
            return await ReadAsync(cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private OpenIdConnectConfiguration? Fresh() => _read is { } read && read.At + Lifetime > time.GetUtcNow() ? read.Configuration : null;

    private OpenIdConnectConfiguration Kept() => _read?.Configuration ?? throw OidcException.Unavailable("The provider could not be reached a moment ago.");

    private async Task<OpenIdConnectConfiguration> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = await DiscoverAsync(cancellationToken);
            _read = new Read(found, time.GetUtcNow());
            return found;
        }
        catch (OidcException failed)
        {
            _failedAt = time.GetUtcNow();
            if (_read is not { } old)
            {
                throw;
            }

            logger.LogWarning("The identity provider's description cannot be refreshed, the old one is kept: {Reason}", failed.Message);
            return old.Configuration;
        }
    }

    private async Task<OpenIdConnectConfiguration> DiscoverAsync(CancellationToken cancellationToken)
    {
        var issuer = settings.Oidc.Issuer;
        OpenIdConnectConfiguration found;
        try
        {
            found = await OpenIdConnectConfigurationRetriever.GetAsync(
                issuer.TrimEnd('/') + "/.well-known/openid-configuration", connection, cancellationToken);
        }
        catch (Exception unreadable) when (unreadable is not (OidcException or OperationCanceledException))
        {
            throw OidcException.Unavailable($"The description of the provider cannot be read: {unreadable.Message}", unreadable);
        }

        // OpenID Connect Discovery 1.0 §4.3.
        if (found.Issuer != issuer)
        {
            throw OidcException.Unavailable($"The provider says that it is '{found.Issuer}', the settings say '{issuer}'.");
        }

        if (string.IsNullOrEmpty(found.AuthorizationEndpoint) || string.IsNullOrEmpty(found.TokenEndpoint))
        {
            throw OidcException.Unavailable("The description of the provider lacks its authorization or token endpoint.");
        }

        return found;
    }

    private sealed record Read(OpenIdConnectConfiguration Configuration, DateTimeOffset At);
}
