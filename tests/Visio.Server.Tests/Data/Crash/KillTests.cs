using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;

namespace Visio.Server.Tests.Data.Crash;

public sealed class KillTests
{
    private const int Writes = 1000;

    [Fact]
    public async Task No_acknowledged_write_is_lost_when_the_server_is_killed()
    {
        await using var cluster = TestDatabase.IsPostgres ? await PostgresCluster.StartAsync("") : null;
        using var data = await NewServerAsync(cluster);
        using var writers = new RoomWriters();
        const int Kills = 3;
        for (var kill = 1; kill <= Kills; kill++)
        {
            using var server = await ServerProcess.StartAsync(data);
            using var people = new RoomWriters();
            await people.SignInAsync(server.Address);
            var killed = false;
            var writing = people.WriteAsync(() => killed);
            while (people.Acknowledged < Writes / Kills + 1 && !writing.IsCompleted)
            {
                await Task.WhenAny(writing, Task.Delay(2));
            }

            await server.KillAsync();
            killed = true;
            await writing;
            Keep(writers, people);
        }

        await CheckAsync(data, writers);
    }

    [Fact]
    public async Task No_acknowledged_write_is_lost_when_PostgreSQL_is_killed()
    {
        if (!TestDatabase.IsPostgres)
        {
            return;
        }

        await using var cluster = await PostgresCluster.StartAsync("");
        using var data = await NewServerAsync(cluster);
        using var server = await ServerProcess.StartAsync(data);
        using var writers = new RoomWriters();
        Func<Task>[] crashes = [() => cluster.CrashBackendAsync("visio_1"), cluster.CrashAsync, () => Task.CompletedTask];
        foreach (var crash in crashes)
        {
            using var people = new RoomWriters();
            await people.SignInAsync(server.Address);
            var enough = false;
            var writing = people.WriteAsync(() => enough);
            while (people.Acknowledged < Writes / crashes.Length + 1 && !writing.IsCompleted)
            {
                await Task.WhenAny(writing, Task.Delay(2));
            }

            await crash();
            enough = true;
            await writing;
            Keep(writers, people);
        }

        await CheckAsync(data, writers);
    }

    private static void Keep(RoomWriters all, RoomWriters some)
    {
        Assert.True(some.Acknowledged > Writes / 3, $"only {some.Acknowledged} writes were acknowledged");
        foreach (var room in some.Rooms)
        {
            Assert.True(all.Rooms.TryAdd(room.Key, room.Value));
        }
    }

    private static async Task<TemporaryFolder> NewServerAsync(PostgresCluster? cluster)
    {
        var data = new TemporaryFolder();
        if (cluster is not null)
        {
            data.PostgresConnection = await cluster.RentAsync(empty: true);
            await File.WriteAllTextAsync(data["visio.json"], JsonSerializer.Serialize(new { Database = new { Postgres = data.PostgresConnection } }));
            data.AtEnd(() => TestDatabase.ClearPool(data));
        }

        return data;
    }

    private static async Task CheckAsync(TemporaryFolder data, RoomWriters writers)
    {
        // A start recovers and upgrades; what is in the database is read beside it.
        using var server = await ServerProcess.StartAsync(data);
        await using var db = TestDatabase.Open(data);
        var rooms = await db.Rooms.AsNoTracking().ToDictionaryAsync(room => room.Slug.Value, room => room.Title, StringComparer.Ordinal);
        Assert.All(writers.Rooms, room => Assert.Contains(rooms.GetValueOrDefault(room.Key, "lost"), room.Value));
        var verdict = await new AuditLog(db).VerifyAsync(CancellationToken.None);
        Assert.Null(verdict.Fault);
        Assert.Equal(rooms.Count, await db.AuditLog.CountAsync(e => e.Action == "room.create"));
    }
}
