using System.Net;
using System.Net.Http.Json;
using Visio.LiveKit.Tokens;
using Visio.Server.Tests.Admin;

namespace Visio.Server.Tests.Applications;

/// <summary>Each secret opens its own door only: a matrix of what is presented and where.</summary>
public sealed class TokenPurposeTests
{
    private enum Door
    {
        /// <summary>A cookie of a session at the product's API.</summary>
        Session,

        /// <summary>A bearer token at the product's API.</summary>
        Bearer,

        /// <summary>A client secret at the token endpoint.</summary>
        TokenEndpoint,

        /// <summary>Signalling of the media server.</summary>
        Signalling,

        /// <summary>LiveKit's server API.</summary>
        Twirp,
    }

    [Fact]
    public async Task A_secret_opens_the_door_that_it_was_made_for_and_no_other()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:create rooms:read", "*");
        using var person = server.NewVisitor();
        using var signIn = await person.PostAsJsonAsync("/api/v1/session", new { displayName = "Ana", email = "ana@ministry.test" });
        var cookie = signIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0].Split('=', 2)[1];
        var grant = new VideoGrant { Room = "r", RoomJoin = true, RoomAdmin = true, RoomList = true, RoomCreate = true };
        var media = new AccessToken { Identity = "ana", Name = "Ana", Video = grant }.Sign("devkey", "secret", TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5));

        (string What, string Secret, Door[] Opens)[] matrix =
        [
            ("session cookie", cookie, [Door.Session]),
            ("access token of an application", await application.TokenAsync("ana@ministry.test"), [Door.Bearer]),
            ("client secret", application.Secret, [Door.TokenEndpoint]),
            ("client id", application.ClientId, []),
            ("LiveKit access token", media, [Door.Signalling, Door.Twirp]),
            ("API key of the media server", "devkey", []),
            ("nothing", "", []),
        ];
        foreach (var (what, secret, opens) in matrix)
        {
            foreach (var door in Enum.GetValues<Door>())
            {
                Assert.True(await IsOpen(application, door, secret) == opens.Contains(door), $"{what} at {door}");
            }
        }
    }

    [Fact]
    public async Task A_bad_bearer_token_is_not_made_up_for_by_a_cookie()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        admin.DefaultRequestHeaders.Authorization = new("Bearer", "vat_nothing");
        foreach (var path in new[] { "/api/v1/session", "/api/v1/admin/policy", "/api/v1/rooms/abc-defg-hij" })
        {
            using var refused = await admin.GetAsync(path);
            Assert.Equal("invalid_token", await RunningServer.CodeOf(refused));
        }
    }

    [Fact]
    public async Task A_cookie_beside_a_good_token_adds_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read", "*");
        var token = await application.TokenAsync("admin@localhost");
        admin.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var refused = await admin.GetAsync("/api/v1/admin/policy");
        Assert.Equal("scope_required", await RunningServer.CodeOf(refused));
    }

    private static async Task<bool> IsOpen(TestApplication application, Door door, string secret)
    {
        using var client = application.Server.NewVisitor();
        if (door is Door.Bearer or Door.Twirp && secret.Length > 0)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + secret);
        }

        if (door == Door.Session && secret.Length > 0)
        {
            client.DefaultRequestHeaders.Add("Cookie", $"visio_session={secret}");
        }

        using var answer = door switch
        {
            Door.Session or Door.Bearer => await client.PostAsJsonAsync("/api/v1/rooms", new { }),
            Door.TokenEndpoint => await application.AskForTokenAsync(secret: secret),
            Door.Signalling => await client.GetAsync(RunningServer.ValidateUrl(secret)),
            _ => await client.PostAsJsonAsync("/twirp/livekit.RoomService/ListRooms", new { }),
        };
        Assert.True(answer.StatusCode < HttpStatusCode.InternalServerError, $"{door}: {answer.StatusCode}");
        return answer.IsSuccessStatusCode;
    }
}
