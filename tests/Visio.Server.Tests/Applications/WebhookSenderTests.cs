using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Visio.Server.Applications;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Applications;

[Trait("Database", "none")]
public sealed class WebhookSenderTests
{
    [Fact]
    public async Task A_receiver_that_hangs_is_given_up()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answers.Enqueue(0);
        Assert.Equal((null, "timeout"), await SendAsync(receiver.Address.ToString(), TimeSpan.FromMilliseconds(200)));
    }

    [Fact]
    public async Task Nobody_there_is_a_failed_connection()
    {
        string url;
        await using (var receiver = await WebhookReceiver.StartAsync())
        {
            url = receiver.Address.ToString();
        }

        Assert.Equal((null, "connection_failed"), await SendAsync(url, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Plain_http_goes_to_allowed_networks_only()
    {
        using var data = new TemporaryFolder();
        var connector = new WebhookConnector(SettingsOf(data));
        Assert.True(connector.MayReach(IPAddress.Parse("127.0.0.1"), encrypted: false));
        Assert.True(connector.MayReach(IPAddress.Parse("::ffff:127.0.0.1"), encrypted: true));
        Assert.False(connector.MayReach(IPAddress.Parse("10.0.0.1"), encrypted: true));
        Assert.True(connector.MayReach(IPAddress.Parse("9.9.9.9"), encrypted: true));
        Assert.False(connector.MayReach(IPAddress.Parse("9.9.9.9"), encrypted: false));
    }

    [Fact]
    public void Attempts_are_spread_over_a_day_and_then_end()
    {
        var total = TimeSpan.Zero;
        var attempts = 1;
        for (TimeSpan? last = TimeSpan.Zero; WebhookSchedule.PauseAfter(attempts) is { } pause; last = pause, attempts++)
        {
            Assert.True(pause > last);
            total += pause;
        }

        Assert.Equal(9, attempts);
        Assert.InRange(total, TimeSpan.FromHours(24), TimeSpan.FromHours(25));
    }

    private static async Task<(int?, string?)> SendAsync(string url, TimeSpan limit)
    {
        using var data = new TemporaryFolder();
        var secrets = new WebhookSecrets(new EphemeralDataProtectionProvider(), TimeProvider.System);
        using var sender = new WebhookSender(secrets, new WebhookConnector(SettingsOf(data)), TimeProvider.System) { Limit = limit };
        var now = TimeProvider.System.GetUtcNow();
        var webhook = new Webhook { Id = Guid.NewGuid(), ApplicationId = Guid.NewGuid(), Url = url, SealedSecret = secrets.New().Sealed, Events = "*", CreatedAt = now };
        return await sender.SendAsync(webhook, WebhookQueue.NewDelivery(webhook.Id, new("webhook.test", now, null, new { }), null, now), CancellationToken.None);
    }

    private static VisioSettings SettingsOf(TemporaryFolder data) =>
        SettingsLoader.Load(new SettingsSource { Dev = true, Data = data.Path }) with { WebhookNetworks = [IPNetwork.Parse("127.0.0.0/8")] };
}
