using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Accounts;

namespace Visio.Server.Tests.Authorization;

/// <summary>Every route of the API and every kind of caller: <see cref="AccessTable"/> says who may, the running server answers.</summary>
public sealed class AuthorizationTests
{
    [Fact]
    public async Task Every_route_answers_every_kind_of_caller_as_the_table_says()
    {
        await using var scene = await Scene.SetAsync();
        var wrong = new List<string>();
        foreach (var route in RoutesOf(scene.Server))
        {
            if (AccessTable.Find(route) is not { } row)
            {
                wrong.Add($"{route} is not in the table");
                continue;
            }

            foreach (var actor in Enum.GetValues<Actor>())
            {
                var expected = row.Access[(int)actor];
                if (expected == AccessTable.Through && row.Destroys)
                {
                    continue;
                }

                using var answer = await scene.SendAsync(actor, route.Split(' ')[0], AccessTable.PathOf(row, scene.Slug), row.Body);
                var actual = await OutcomeOf(answer);
                if (actual != expected)
                {
                    wrong.Add($"{route}: {actor} gets {actual}, not {expected}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Every_route_of_the_API_says_who_may_call_it()
    {
        await using var server = await RunningServer.StartAsync();
        var silent = EndpointsOf(server).Where(e => e.Metadata.GetMetadata<EndpointAccess>() is null).Select(e => e.RoutePattern.RawText)
            .Where(path => path != "/api/{documentName}/openapi.json");
        Assert.Empty(silent);
    }

    [Fact]
    public async Task Routes_of_administrators_are_for_nobody_else()
    {
        await using var server = await RunningServer.StartAsync();
        var open = EndpointsOf(server).Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1/admin", StringComparison.Ordinal))
            .Where(e => e.Metadata.GetOrderedMetadata<EndpointAccess>().Any(access => access is not { Who: Who.Admins, Scope: null }));
        Assert.Empty(open.Select(e => e.RoutePattern.RawText));
    }

    private static IEnumerable<string> RoutesOf(RunningServer server) => EndpointsOf(server)
        .Where(e => e.Metadata.GetMetadata<EndpointAccess>() is not null)
        .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {AccessTable.Plain(e.RoutePattern.RawText!)}"));

    private static IEnumerable<RouteEndpoint> EndpointsOf(RunningServer server) => server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>().Where(e => e.RoutePattern.RawText?.StartsWith("/api/", StringComparison.Ordinal) == true);

    /// <summary>The code where somebody is refused for who they are; otherwise that they got through, whatever became of it then.</summary>
    private static async Task<string> OutcomeOf(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        if (status is < 400 or 400 or 409 or 415)
        {
            return AccessTable.Through;
        }

        var text = await answer.Content.ReadAsStringAsync();
        var code = answer.Content.Headers.ContentType?.MediaType switch
        {
            "application/problem+json" => JsonDocument.Parse(text).RootElement.GetProperty("code").GetString()!,
            _ => $"{status}",
        };

        // What is not there is told to those who may ask for it, but for rooms: those who may not know them get the same answer.
        return status == 404 && code != "room_not_found" ? AccessTable.Through : code;
    }
}
