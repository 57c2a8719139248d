using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>Rules of webhooks.</summary>
internal sealed class WebhookSettings
{
    [Description("Networks and addresses that webhooks may reach although they are loopback, private or link-local, as `10.1.0.0/16`. None by default.")]
    public IList<string> AllowedNetworks { get; } = [];
}
