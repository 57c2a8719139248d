using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Visio.Server.Tests.Rooms;

public sealed partial class RoomsApiTests
{
    [Fact]
    public async Task A_room_is_created_looked_up_and_joined()
    {
        await using var server = await RunningServer.StartAsync();
        using var host = await server.NewSignedInVisitorAsync();
        using var created = await host.PostAsJsonAsync("/api/v1/rooms", new { title = "  Weekly  ", access = "public" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var room = await RunningServer.JsonOf(created);
        var slug = room.GetProperty("slug").GetString()!;
        Assert.Matches(Code(), slug);
        Assert.Equal("Weekly", room.GetProperty("title").GetString());
        Assert.Equal($"{server.Address}{slug}", room.GetProperty("url").GetString());
        Assert.Equal($"/api/v1/rooms/{slug}", created.Headers.Location?.ToString());

        using var guest = server.NewVisitor();
        var seen = await guest.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/v1/rooms/{slug}");
        Assert.Equal("Weekly", seen.GetProperty("title").GetString());
        Assert.Equal(0, seen.GetProperty("participants").GetInt32());
        Assert.Equal(room.GetProperty("createdAt").GetDateTimeOffset(), seen.GetProperty("createdAt").GetDateTimeOffset());

        using var joined = await guest.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = " Zoé 🦊 " });
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
        var ticket = await RunningServer.JsonOf(joined);
        Assert.Equal("Zoé 🦊", ticket.GetProperty("name").GetString());
        Assert.Equal($"ws://{server.Address.Authority}", ticket.GetProperty("serverUrl").GetString());
        Assert.Equal(slug, ticket.GetProperty("room").GetProperty("slug").GetString());
    }

    [Fact]
    public async Task The_token_of_a_join_grants_one_room_and_no_power()
    {
        await using var server = await RunningServer.StartAsync();
        var slug = await server.CreateRoomAsync();
        using var guest = server.NewVisitor();
        using var joined = await guest.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = "Bo" });
        var ticket = await RunningServer.JsonOf(joined);
        var token = new JsonWebToken(ticket.GetProperty("token").GetString());
        Assert.Equal("devkey", token.Issuer);
        Assert.Equal(ticket.GetProperty("identity").GetString(), token.Subject);
        Assert.Equal("Bo", token.GetPayloadValue<string>("name"));
        Assert.InRange(token.ValidTo - token.ValidFrom, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));

        var grant = token.GetPayloadValue<System.Text.Json.JsonElement>("video");
        Assert.True(Guid.TryParseExact(grant.GetProperty("room").GetString(), "N", out _));
        Assert.Equal("participant", token.GetPayloadValue<System.Text.Json.JsonElement>("attributes").GetProperty("visio.role").GetString());
        Assert.Equal("true", token.GetPayloadValue<System.Text.Json.JsonElement>("attributes").GetProperty("visio.guest").GetString());
        Assert.True(grant.GetProperty("roomJoin").GetBoolean());
        Assert.True(grant.GetProperty("canPublish").GetBoolean());
        Assert.True(grant.GetProperty("canSubscribe").GetBoolean());
        Assert.True(grant.GetProperty("canPublishData").GetBoolean());
        Assert.False(grant.GetProperty("canUpdateOwnMetadata").GetBoolean());
        Assert.Equal(
            ["camera", "microphone", "screen_share", "screen_share_audio"],
            grant.GetProperty("canPublishSources").EnumerateArray().Select(source => source.GetString()));
        foreach (var power in new[] { "roomAdmin", "roomCreate", "roomList", "roomRecord", "hidden", "recorder", "agent" })
        {
            Assert.False(grant.TryGetProperty(power, out var granted) && granted.GetBoolean(), power);
        }
    }

    [Fact]
    public async Task The_media_server_takes_the_token_of_a_join()
    {
        await using var server = await RunningServer.StartAsync();
        var slug = await server.CreateRoomAsync();
        using var guest = server.NewVisitor();
        using var joined = await guest.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = "Bo" });
        var token = (await RunningServer.JsonOf(joined)).GetProperty("token").GetString();
        using var answer = await guest.GetAsync(RunningServer.ValidateUrl(token));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var tampered = await guest.GetAsync(RunningServer.ValidateUrl(token + "x"));
        Assert.Equal(HttpStatusCode.Unauthorized, tampered.StatusCode);
    }

    [Fact]
    public async Task Two_joins_of_one_person_are_two_identities()
    {
        await using var server = await RunningServer.StartAsync();
        var slug = await server.CreateRoomAsync();
        using var person = await server.NewSignedInVisitorAsync();
        var identities = new HashSet<string?>();
        for (var i = 0; i < 2; i++)
        {
            using var joined = await person.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = "Ana" });
            identities.Add((await RunningServer.JsonOf(joined)).GetProperty("identity").GetString());
        }

        Assert.Equal(2, identities.Count);
    }

    [Fact]
    public async Task An_identity_that_a_client_sends_is_not_used()
    {
        await using var server = await RunningServer.StartAsync();
        var slug = await server.CreateRoomAsync();
        using var guest = server.NewVisitor();
        using var joined = await guest.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = "Eve", identity = "p_victim" });
        Assert.NotEqual("p_victim", (await RunningServer.JsonOf(joined)).GetProperty("identity").GetString());
    }

    [Fact]
    public async Task Creating_needs_a_session()
    {
        await using var server = await RunningServer.StartAsync();
        using var guest = server.NewVisitor();
        using var refused = await guest.PostAsJsonAsync("/api/v1/rooms", new { title = "x" });
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("sign_in_required", await RunningServer.CodeOf(refused));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("aaa-bbbb-cc1")]
    [InlineData("aaa-bbbb-ccc%2Fjoin")]
    [InlineData("admin")]
    public async Task What_is_no_code_and_nobody_chose_is_no_room(string slug)
    {
        await using var server = await RunningServer.StartAsync();
        using var guest = server.NewVisitor();
        using var lookup = await guest.GetAsync($"/api/v1/rooms/{slug}");
        Assert.Equal(HttpStatusCode.NotFound, lookup.StatusCode);
        Assert.Equal("room_not_found", await RunningServer.CodeOf(lookup));
        using var join = await guest.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = "Bo" });
        Assert.Equal("room_not_found", await RunningServer.CodeOf(join));
    }

    [Fact]
    public async Task A_code_is_found_however_it_is_typed()
    {
        await using var server = await RunningServer.StartAsync();
        var slug = await server.CreateRoomAsync();
        using var guest = server.NewVisitor();
        foreach (var typed in new[] { slug.ToUpperInvariant(), slug.Replace("-", "", StringComparison.Ordinal), slug.Replace("-", "%20", StringComparison.Ordinal) })
        {
            var seen = await guest.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/v1/rooms/{typed}");
            Assert.Equal(slug, seen.GetProperty("slug").GetString());
        }
    }

    [Theory]
    [InlineData("""{"displayName":""}""", "invalid_display_name")]
    [InlineData("""{"displayName":null}""", "invalid_display_name")]
    [InlineData("{}", "invalid_display_name")]
    [InlineData("""{"displayName":"a\u0000b"}""", "invalid_display_name")]
    [InlineData("""{"displayName":"\u202eevil"}""", "invalid_display_name")]
    [InlineData("""{"displayName":12}""", "invalid_request")]
    [InlineData("""{"displayName":""", "invalid_request")]
    [InlineData("", "invalid_request")]
    public async Task A_join_without_a_usable_name_is_refused(string body, string code)
    {
        await using var server = await RunningServer.StartAsync();
        var slug = await server.CreateRoomAsync();
        using var guest = server.NewVisitor();
        using var content = RunningServer.Json(body);
        using var refused = await guest.PostAsync($"/api/v1/rooms/{slug}/join", content);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(code, await RunningServer.CodeOf(refused));
    }

    [Fact]
    public async Task A_title_that_is_too_long_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        using var host = await server.NewSignedInVisitorAsync();
        using var refused = await host.PostAsJsonAsync("/api/v1/rooms", new { title = new string('x', 101) });
        Assert.Equal("invalid_title", await RunningServer.CodeOf(refused));
    }

    [Fact]
    public async Task Rooms_outlive_a_restart()
    {
        using var data = new TemporaryFolder();
        string slug;
        await using (var first = await RunningServer.StartAsync(data: data))
        {
            slug = await first.CreateRoomAsync("kept");
        }

        await using var second = await RunningServer.StartAsync(data: data);
        using var guest = second.NewVisitor();
        var seen = await guest.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/v1/rooms/{slug}");
        Assert.Equal("kept", seen.GetProperty("title").GetString());
    }

    [GeneratedRegex("^[a-z]{3}-[a-z]{4}-[a-z]{3}$", RegexOptions.None, 1000)]
    private static partial Regex Code();
}
