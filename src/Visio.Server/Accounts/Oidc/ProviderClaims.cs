using System.Text;
using Visio.Server.Settings;

namespace Visio.Server.Accounts.Oidc;

/// <summary>Reads who somebody is out of the claims that a provider sends.</summary>
internal static class ProviderClaims
{
    public static ProviderIdentity Read(TokenClaims claims, string issuer, string subject, OidcSettings settings) => new()
    {
        Issuer = issuer,
        Subject = subject,
        Name = NameOf(claims, settings.NameClaims.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        Email = EmailOf(claims),
    };

    private static string? NameOf(TokenClaims claims, IEnumerable<string> of)
    {
        var parts = of.Select(claims.Text).OfType<string>().ToList();
        var text = parts.Count > 0 ? string.Join(' ', parts) : claims.Text("name") ?? "";

        // Shortened and cleaned rather than refused: nobody can be asked for another name here.
        var allowed = new StringBuilder();
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (length < DisplayName.MaxLength && DisplayName.TryParse($"x{rune}x", out _))
            {
                allowed.Append(rune.ToString());
                length++;
            }
        }

        return DisplayName.TryParse(allowed.ToString(), out var name) ? name : null;
    }

    private static string? EmailOf(TokenClaims claims) =>
        claims.Flag("email_verified") != false && EmailAddress.TryParse(claims.Text("email"), out var email) ? email : null;
}
