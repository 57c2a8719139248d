using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Policies;
using Visio.Server.Tests.Admin;

namespace Visio.Server.Tests.Policies;

public sealed class PolicyApiTests
{
    [Fact]
    public async Task A_policy_that_was_put_is_in_force_and_audited()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var before = await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/policy");
        Assert.Equal("trusted", before.GetProperty("defaultAccessLevel").GetString());

        using var put = await admin.PutAsync("/api/v1/admin/policy", RunningServer.Json(
            """{"allowedAccessLevels":["trusted","restricted"],"defaultAccessLevel":"restricted","defaultRights":{"chat":"hosts"},"maxCapacity":50,"hostAcr":["eidas2"]}"""));
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        var after = await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/policy");
        Assert.Equal("restricted", after.GetProperty("defaultAccessLevel").GetString());
        Assert.Equal("hosts", after.GetProperty("defaultRights").GetProperty("chat").GetString());
        Assert.Equal("everyone", after.GetProperty("defaultRights").GetProperty("camera").GetString());
        Assert.Equal(50, after.GetProperty("maxCapacity").GetInt32());
        Assert.Equal(365, after.GetProperty("auditRetentionDays").GetInt32());
        Assert.Equal(1, await server.InDatabaseAsync(db => db.AuditLog.CountAsync(e => e.Action == "policy.update")));

        // Whoever fills in the form of a room is told beforehand, signed in or not.
        using var visitor = server.NewVisitor();
        var rooms = (await visitor.GetFromJsonAsync<JsonElement>("/api/v1/session")).GetProperty("rooms");
        Assert.Equal(["trusted", "restricted"], rooms.GetProperty("accessLevels").EnumerateArray().Select(level => level.GetString()));
        Assert.Equal("restricted", rooms.GetProperty("defaultAccess").GetString());
        Assert.Equal("byAccess", rooms.GetProperty("defaultLobby").GetString());
        Assert.Equal(50, rooms.GetProperty("maxCapacity").GetInt32());
        Assert.True(rooms.GetProperty("editableDisplayNames").GetBoolean());
    }

    [Fact]
    public async Task What_get_gives_put_takes()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        using var put = await admin.PutAsync("/api/v1/admin/policy", RunningServer.Json(await admin.GetStringAsync("/api/v1/admin/policy")));
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"unknown":1}""")]
    [InlineData("""{"maxCapacity":5,"maxCapacity":6}""")]
    [InlineData("""{"maxCapacity":0}""")]
    [InlineData("""{"maxCapacity":"5"}""")]
    [InlineData("""{"maxCapacity":5.5}""")]
    [InlineData("""{"maxCapacity":99999999999}""")]
    [InlineData("""{"roomExpiryDays":-1}""")]
    [InlineData("""{"meetingRetentionDays":0}""")]
    [InlineData("""{"auditRetentionDays":3651}""")]
    [InlineData("""{"auditRetentionDays":null}""")]
    [InlineData("""{"allowedAccessLevels":[]}""")]
    [InlineData("""{"allowedAccessLevels":null}""")]
    [InlineData("""{"allowedAccessLevels":["trusted","trusted"]}""")]
    [InlineData("""{"allowedAccessLevels":["secret"]}""")]
    [InlineData("""{"allowedAccessLevels":[1]}""")]
    [InlineData("""{"allowedAccessLevels":["restricted"]}""")]
    [InlineData("""{"defaultRights":null}""")]
    [InlineData("""{"defaultRights":{"fly":"hosts"}}""")]
    [InlineData("""{"defaultLobby":"always"}""")]
    [InlineData("""{"adminAcr":[null]}""")]
    [InlineData("""{"adminAcr":[""]}""")]
    [InlineData("""{"adminAmr":["with blank"]}""")]
    [InlineData("""{"hostAmr":["\u0000"]}""")]
    [InlineData("""{"anonymousCreation":"yes"}""")]
    public async Task A_policy_that_makes_no_sense_is_refused(string body)
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        using var refused = await admin.PutAsync("/api/v1/admin/policy", RunningServer.Json(body));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("invalid_policy", await RunningServer.CodeOf(refused));
        Assert.Equal(0, await server.InDatabaseAsync(db => db.Policies.CountAsync()));
    }

    [Fact]
    public async Task Only_administrators_see_and_change_the_policy()
    {
        await using var server = await RunningServer.StartAsync();
        using var guest = server.NewVisitor();
        using var anonymous = await guest.GetAsync("/api/v1/admin/policy");
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        using var user = await server.NewSignedInVisitorAsync();
        using var refused = await user.PutAsJsonAsync("/api/v1/admin/policy", new { });
        Assert.Equal("admin_required", await RunningServer.CodeOf(refused));
    }

    [Fact]
    public void The_policy_is_read_again_after_two_seconds()
    {
        var time = new ManualTime();
        var cache = new PolicyCache(time);
        Assert.Null(cache.Current);
        cache.Keep(Policy.Default);
        Assert.Same(Policy.Default, cache.Current);
        time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Same(Policy.Default, cache.Current);
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Null(cache.Current);
    }
}
