using System.Net;

namespace Visio.Server.Tests.Entering;

public sealed class LobbyCrowdTests
{
    [Fact]
    public async Task Two_hundred_people_behind_one_address_wait_and_are_let_in_together()
    {
        const int Crowd = 200;
        await using var scene = await MeetingScene.StartAsync();
        using var host = await EventReader.OpenAsync(scene.Owner, "/api/v1/events");
        var readers = new List<EventReader>();
        foreach (var chunk in Enumerable.Range(0, Crowd).Chunk(20))
        {
            readers.AddRange(await Task.WhenAll(chunk.Select(async i => await EventReader.OpenAsync(await scene.WaitingGuestAsync($"Guest {i}"), scene.WaitPath))));
        }

        await host.NextAsync("lobby", l => l.GetProperty("count").GetInt32() == Crowd);
        using var admitted = await scene.PostToLobbyAsync("admit", new { all = true });
        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
        Assert.Equal(Crowd, (await RunningServer.JsonOf(admitted)).GetProperty("ids").GetArrayLength());
        var identities = (await Task.WhenAll(readers.Select(reader => reader.NextAsync("admitted")))).Select(e => e.GetProperty("identity").GetString());
        Assert.Equal(Crowd, identities.Distinct(StringComparer.Ordinal).Count());
        readers.ForEach(reader => reader.Dispose());
    }
}
