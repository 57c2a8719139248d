using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>Rules of accounts and sessions.</summary>
internal sealed class AccountSettings
{
    [Description("How long a sign-in lasts. It is not prolonged by use.")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);
}
