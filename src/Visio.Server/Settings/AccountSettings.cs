using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>Rules of accounts and sessions.</summary>
internal sealed class AccountSettings
{
    [Description("How long a sign-in lasts. It is not prolonged by use.")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    [Description("Whether people can sign in with passwords and passkeys of this server: `On`, `Off`, or `Automatic`, which is on while there is no identity provider.")]
    public LocalSignIn LocalSignIn { get; set; } = LocalSignIn.Automatic;

    [Description("E-mail addresses of people who administer this server: each becomes an administrator when they sign in. With `--dev`, `admin@localhost` is one.")]
    public IList<string> AdminEmails { get; } = [];
}
