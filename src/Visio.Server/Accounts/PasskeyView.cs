using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;

namespace Visio.Server.Accounts;

/// <summary>A passkey of the caller's.</summary>
/// <param name="Id">The credential's id in base64url.</param>
/// <param name="Name">What the person called it.</param>
/// <param name="CreatedAt">When it was registered.</param>
internal sealed record PasskeyView(string Id, string Name, DateTimeOffset CreatedAt)
{
    public static PasskeyView Of(UserPasskeyInfo passkey) =>
        new(Base64Url.EncodeToString(passkey.CredentialId), passkey.Name ?? "", passkey.CreatedAt);
}
