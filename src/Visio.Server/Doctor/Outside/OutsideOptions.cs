using System.Security.Cryptography.X509Certificates;

namespace Visio.Server.Doctor.Outside;

/// <summary>What is looked at from outside in.</summary>
/// <param name="Url">The address that people use.</param>
/// <param name="Token">An access token for a room; null where there is none.</param>
/// <param name="Roots">Authorities that are believed besides those of the system.</param>
internal sealed record OutsideOptions(Uri Url, string? Token, X509Certificate2Collection Roots)
{
    /// <summary>Whether TLS is spoken.</summary>
    public bool IsSecure => Url.Scheme == Uri.UriSchemeHttps;

    /// <summary>How long each step may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(8);
}
