using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Events;
using Visio.Server.Policies;
using Visio.Server.Rooms;
using Visio.Server.Tests.Admin;

namespace Visio.Server.Tests.Applications;

public sealed class WebhookTests
{
    private static readonly IPNetwork Loopback = IPNetwork.Parse("127.0.0.0/8");

    [Fact]
    public async Task An_event_arrives_with_a_signature_that_its_receiver_can_check()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "meetings:read", "ministry.test");
        var (_, secret) = await AddAsync(application, new { url = receiver.Address, events = new[] { "meeting.started" } });
        var (room, slug) = await AddRoomAsync(server, "ana@ministry.test");
        Publish(server, new(EventTypes.MeetingStarted, DateTimeOffset.UnixEpoch, room, new { startedBy = RoomRole.Owner }));

        var received = await receiver.NextAsync();
        Assert.True(IsSigned(received, secret));
        Assert.False(IsSigned(received, "whsec_" + Convert.ToBase64String(new byte[32])));
        Assert.Equal("application/json", received.Headers.ContentType.ToString());
        var body = JsonDocument.Parse(received.Body).RootElement;
        Assert.Equal("meeting.started", body.GetProperty("type").GetString());
        Assert.Equal(DateTimeOffset.UnixEpoch, body.GetProperty("timestamp").GetDateTimeOffset());
        Assert.Equal(slug, body.GetProperty("room").GetString());
        Assert.Equal("owner", body.GetProperty("data").GetProperty("startedBy").GetString());
    }

    [Fact]
    public async Task An_application_is_told_only_of_rooms_of_its_domains_and_of_what_its_scopes_and_its_wishes_cover()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read", "ministry.test");
        await AddAsync(application, new { url = receiver.Address, events = new[] { "room.updated", "room.deleted", "meeting.started" } });
        var (own, _) = await AddRoomAsync(server, "ana@ministry.test");
        var (foreign, _) = await AddRoomAsync(server, "eve@elsewhere.test");
        var now = DateTimeOffset.UnixEpoch;
        Publish(server, new(EventTypes.RoomUpdated, now, foreign, new { no = 1 }));
        Publish(server, new(EventTypes.RoomDeleted, now, Guid.NewGuid(), new { no = 2 }) { OwnerDomains = ["elsewhere.test"] });
        Publish(server, new(EventTypes.MeetingStarted, now, own, new { no = 3 }));
        Publish(server, new(EventTypes.AccessRevoked, now, own, new { no = 4 }));
        Publish(server, new(EventTypes.RoomDeleted, now, Guid.NewGuid(), new { yes = 5 }) { OwnerDomains = ["ministry.test"] });
        Publish(server, new(EventTypes.RoomUpdated, now, own, new { yes = 6 }));
        Assert.Equal(5, DataOf(await receiver.NextAsync()).GetProperty("yes").GetInt32());
        Assert.Equal(6, DataOf(await receiver.NextAsync()).GetProperty("yes").GetInt32());
        Assert.Equal(2, await server.InDatabaseAsync(db => db.WebhookDeliveries.CountAsync()));
    }

    [Fact]
    public async Task Events_arrive_one_at_a_time_and_in_order()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read", "*");
        await AddAsync(application, new { url = receiver.Address });
        for (var i = 0; i < 50; i++)
        {
            Publish(server, new(EventTypes.RoomUpdated, DateTimeOffset.UnixEpoch, null, new { i }));
        }

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(i, DataOf(await receiver.NextAsync()).GetProperty("i").GetInt32());
        }

        Assert.Equal(1, receiver.MostInFlight);
    }

    [Theory]
    [InlineData(500, "status")]
    [InlineData(404, "status")]
    [InlineData(302, "redirection")]
    [InlineData(307, "redirection")]
    public async Task What_fails_is_logged_and_tried_again_with_the_same_id(int status, string error)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answers.Enqueue(status);
        receiver.Location = new Uri(receiver.Address, "/elsewhere").ToString();
        await using var server = await StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read", "*");
        var (url, _) = await AddAsync(application, new { url = receiver.Address });
        using var test = await admin.PostAsJsonAsync(url + "/test", new { });
        Assert.Equal(HttpStatusCode.Accepted, test.StatusCode);
        var first = await receiver.NextAsync();
        var failed = await DeliveryAsync(admin, url, d => d.GetProperty("error").ValueKind != JsonValueKind.Null);
        Assert.Equal(error, failed.GetProperty("error").GetString());
        Assert.Equal(status, failed.GetProperty("responseStatus").GetInt32());
        Assert.Equal(1, failed.GetProperty("attempts").GetInt32());
        Assert.InRange(failed.GetProperty("nextAttemptAt").GetDateTimeOffset() - TimeProvider.System.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        var webhook = (await admin.GetFromJsonAsync<JsonElement>(application.Url + "/webhooks")).GetProperty("webhooks")[0];
        Assert.NotEqual(JsonValueKind.Null, webhook.GetProperty("failingSince").ValueKind);

        using var retry = await admin.PostAsJsonAsync($"{url}/deliveries/{failed.GetProperty("id").GetString()}/retry", new { });
        Assert.Equal(HttpStatusCode.Accepted, retry.StatusCode);
        var second = await receiver.NextAsync();
        Assert.Equal(first.Id, second.Id);
        Assert.Equal("/", second.Path);
        var done = await DeliveryAsync(admin, url, d => d.GetProperty("deliveredAt").ValueKind != JsonValueKind.Null);
        Assert.Equal(JsonValueKind.Null, done.GetProperty("nextAttemptAt").ValueKind);
        Assert.True(receiver.IsEmpty);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_for_good_is_switched_off()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answers.Enqueue(410);
        await using var server = await StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read", "*");
        var (url, _) = await AddAsync(application, new { url = receiver.Address });
        using var test = await admin.PostAsJsonAsync(url + "/test", new { });
        await UntilAsync(async () => await server.InDatabaseAsync(db => db.Webhooks.AnyAsync(w => w.DisabledAt != null)));
        using var refused = await admin.PostAsJsonAsync(url + "/test", new { });
        Assert.Equal("webhook_disabled", await RunningServer.CodeOf(refused));
        Assert.Equal(1, await server.InDatabaseAsync(db => db.AuditLog.CountAsync(e => e.Action == "webhook.disable")));
    }

    [Fact]
    public async Task Days_of_failure_switch_a_webhook_off_and_enabling_it_forgives()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answers.Enqueue(500);
        await using var server = await StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read", "*");
        var (url, _) = await AddAsync(application, new { url = receiver.Address });
        var longAgo = TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(6);
        await server.InDatabaseAsync(db => db.Webhooks.ExecuteUpdateAsync(w => w.SetProperty(x => x.FailingSince, longAgo)));
        using var test = await admin.PostAsJsonAsync(url + "/test", new { });
        await UntilAsync(async () => await server.InDatabaseAsync(db => db.Webhooks.AnyAsync(w => w.DisabledAt != null)));

        using var enabled = await admin.PatchAsJsonAsync(url, new { disabled = false });
        var view = await RunningServer.JsonOf(enabled);
        Assert.Equal(JsonValueKind.Null, view.GetProperty("disabledAt").ValueKind);
        Assert.Equal(JsonValueKind.Null, view.GetProperty("failingSince").ValueKind);
    }

    [Fact]
    public async Task A_restart_in_the_middle_sends_again_what_nobody_took()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answers.Enqueue(0);
        using var data = new TemporaryFolder();
        string id;
        await using (var first = await StartAsync(data))
        {
            using var admin = await first.NewAdminAsync();
            var application = await TestApplication.CreateAsync(first, admin, "rooms:read", "*");
            await AddAsync(application, new { url = receiver.Address });
            Publish(first, new(EventTypes.RoomUpdated, DateTimeOffset.UnixEpoch, null, new { i = 1 }));
            Publish(first, new(EventTypes.RoomUpdated, DateTimeOffset.UnixEpoch, null, new { i = 2 }));
            id = (await receiver.NextAsync()).Id;
        }

        await using var second = await StartAsync(data);
        var again = await receiver.NextAsync();
        Assert.Equal(id, again.Id);
        Assert.Equal(1, DataOf(again).GetProperty("i").GetInt32());
        Assert.Equal(2, DataOf(await receiver.NextAsync()).GetProperty("i").GetInt32());
    }

    [Fact]
    public async Task After_a_rotation_both_keys_verify_until_the_former_one_is_over()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read", "*");
        var (url, former) = await AddAsync(application, new { url = receiver.Address });
        using var rotated = await admin.PostAsJsonAsync(url + "/secret", new { });
        var secret = (await RunningServer.JsonOf(rotated)).GetProperty("secret").GetString()!;
        Assert.NotEqual(former, secret);
        using var test = await admin.PostAsJsonAsync(url + "/test", new { });
        var received = await receiver.NextAsync();
        Assert.True(IsSigned(received, secret) && IsSigned(received, former));

        await server.InDatabaseAsync(db => db.Webhooks.ExecuteUpdateAsync(w => w.SetProperty(x => x.FormerUntil, DateTimeOffset.UnixEpoch)));
        using var later = await admin.PostAsJsonAsync(url + "/test", new { });
        received = await receiver.NextAsync();
        Assert.True(IsSigned(received, secret) && !IsSigned(received, former));
    }

    [Theory]
    [InlineData("https://127.0.0.1:{0}/")]
    [InlineData("https://localhost:{0}/")]
    [InlineData("https://0.0.0.0:{0}/")]
    [InlineData("https://[::1]:{0}/")]
    [InlineData("https://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("https://2130706433:{0}/")]
    [InlineData("https://0x7f.1:{0}/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[fe80::1]/")]
    public async Task Addresses_near_the_server_are_not_connected_to(string url)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read", "*");
        var (webhook, _) = await AddAsync(application, new { url = string.Format(CultureInfo.InvariantCulture, url, receiver.Address.Port) });
        using var test = await admin.PostAsJsonAsync(webhook + "/test", new { });
        var failed = await DeliveryAsync(admin, webhook, d => d.GetProperty("error").ValueKind != JsonValueKind.Null);
        Assert.Equal("address_not_allowed", failed.GetProperty("error").GetString());
        Assert.True(receiver.IsEmpty);
    }

    [Theory]
    [InlineData("""{"url":"http://example.org/"}""", "invalid_url")]
    [InlineData("""{"url":"ftp://example.org/"}""", "invalid_url")]
    [InlineData("""{"url":"file:///etc/passwd"}""", "invalid_url")]
    [InlineData("""{"url":"/relative"}""", "invalid_url")]
    [InlineData("""{"url":"https://user:pass@example.org/"}""", "invalid_url")]
    [InlineData("""{"url":"https://example.org/#part"}""", "invalid_url")]
    [InlineData("""{"url":"\u0000"}""", "invalid_url")]
    [InlineData("""{"url":null}""", "invalid_url")]
    [InlineData("""{"url":"https://example.org/","events":[]}""", "invalid_events")]
    [InlineData("""{"url":"https://example.org/","events":["room.flown"]}""", "invalid_events")]
    [InlineData("""{"url":"https://example.org/","events":["access.revoked"]}""", "invalid_events")]
    [InlineData("""{"url":"https://example.org/","events":["*","room.created"]}""", "invalid_events")]
    [InlineData("""{"url":"https://example.org/","events":[null]}""", "invalid_events")]
    [InlineData("""{"url":5}""", "invalid_request")]
    public async Task A_webhook_that_makes_no_sense_is_refused(string body, string code)
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read", "*");
        using var refused = await admin.PostAsync(application.Url + "/webhooks", RunningServer.Json(body));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(code, await RunningServer.CodeOf(refused));
    }

    [Fact]
    public async Task The_key_is_neither_in_the_database_nor_read_back()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read", "*");
        var (_, secret) = await AddAsync(application, new { url = "https://example.org/" });
        Assert.DoesNotContain(secret[6..], await server.InDatabaseAsync(db => db.Webhooks.Select(w => w.SealedSecret).SingleAsync()), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await admin.GetStringAsync(application.Url + "/webhooks"), StringComparison.Ordinal);
    }

    private static Task<RunningServer> StartAsync(TemporaryFolder? data = null) =>
        RunningServer.StartAsync(settings => settings with { WebhookNetworks = [Loopback] }, data);

    private static void Publish(RunningServer server, ProductEvent happened) => server.App.Services.GetRequiredService<EventFeed>().Publish(happened);

    private static async Task<(string Url, string Secret)> AddAsync(TestApplication application, object request)
    {
        using var answer = await application.Admin.PostAsJsonAsync(application.Url + "/webhooks", request);
        answer.EnsureSuccessStatusCode();
        var made = await RunningServer.JsonOf(answer);
        return ($"{application.Url}/webhooks/{made.GetProperty("id").GetString()}", made.GetProperty("secret").GetString()!);
    }

    private static async Task<(Guid Id, string Slug)> AddRoomAsync(RunningServer server, string owner)
    {
        var (visitor, _) = await server.NewUserAsync("Owner", owner);
        using var browser = visitor;
        using var answer = await browser.PostAsJsonAsync("/api/v1/rooms", new { });
        answer.EnsureSuccessStatusCode();
        var slug = (await RunningServer.JsonOf(answer)).GetProperty("slug").GetString()!;
        Assert.True(RoomSlug.TryParse(slug, out var parsed));
        return (await server.InDatabaseAsync(db => db.Rooms.Where(r => r.Slug == parsed).Select(r => r.Id).SingleAsync()), slug);
    }

    private static JsonElement DataOf(WebhookReceiver.Received received) => JsonDocument.Parse(received.Body).RootElement.GetProperty("data");

    /// <summary>As docs/api.md tells receivers to do it.</summary>
    private static bool IsSigned(WebhookReceiver.Received received, string secret)
    {
        var content = $"{received.Id}.{received.Headers["webhook-timestamp"]}.{received.Body}";
        var signature = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes(content)));
        return received.Headers["webhook-signature"].ToString().Split(' ').Contains(signature);
    }

    /// <summary>The last delivery, once it is as it should be.</summary>
    private static async Task<JsonElement> DeliveryAsync(HttpClient admin, string webhook, Func<JsonElement, bool> isReady)
    {
        JsonElement delivery = default;
        await UntilAsync(async () => isReady(delivery = (await admin.GetFromJsonAsync<JsonElement>(webhook + "/deliveries")).GetProperty("deliveries")[0]));
        return delivery;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }
}
