using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;
using Visio.Server.Tests.Data;

namespace Visio.Server.Tests.Audit;

public sealed class AuditLogTests : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();

    public Task InitializeAsync() => TestDatabase.PrepareUpgradedAsync(_data);

    public Task DisposeAsync()
    {
        TestDatabase.ClearPool(_data);
        _data.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_log_without_entries_is_sound() =>
        Assert.Equal(new AuditVerdict(0, 0, AuditChain.Origin, 0, AuditChain.Origin, null), await VerifyAsync());

    [Fact]
    public async Task What_was_written_is_sound_and_its_end_is_named()
    {
        await WriteAsync(2345);
        var verdict = await VerifyAsync();
        Assert.Equal((2345, 1, 2345, AuditChain.Origin, null), (verdict.Entries, verdict.First, verdict.Last, verdict.FirstHash, verdict.Fault));
        Assert.Equal(await ScalarAsync("SELECT hash FROM audit_log WHERE sequence = 2345"), verdict.LastHash);
    }

    [Theory]
    [InlineData("UPDATE audit_log SET at_ms = at_ms + 1 WHERE sequence = 7", "entry 7 was changed")]
    [InlineData("UPDATE audit_log SET actor = 'Operator' WHERE sequence = 7", "entry 7 was changed")]
    [InlineData("UPDATE audit_log SET actor = 'Nobody at all' WHERE sequence = 7", "entry 7 was changed")]
    [InlineData("UPDATE audit_log SET actor_id = NULL WHERE sequence = 7", "entry 7 was changed")]
    [InlineData("UPDATE audit_log SET action = 'other' WHERE sequence = 7", "entry 7 was changed")]
    [InlineData("UPDATE audit_log SET target = room, room = target WHERE sequence = 7", "entry 7 was changed")]
    [InlineData("UPDATE audit_log SET details = '{}' WHERE sequence = 7", "entry 7 was changed")]
    [InlineData("UPDATE audit_log SET details = NULL WHERE sequence = 1", "entry 1 was changed")]
    [InlineData("UPDATE audit_log SET hash = previous_hash WHERE sequence = 10", "entry 10 was changed")]
    [InlineData("DELETE FROM audit_log WHERE sequence = 1", "entry 1 is missing")]
    [InlineData("DELETE FROM audit_log WHERE sequence = 7", "entry 7 is missing")]
    [InlineData("DELETE FROM audit_log WHERE sequence > 7", "entry 8 is missing")]
    [InlineData("DELETE FROM audit_log", "entry 1 is missing")]
    [InlineData("DELETE FROM audit_log WHERE sequence = 7; UPDATE audit_log SET sequence = sequence - 1 WHERE sequence > 7", "entry 7 was changed")]
    [InlineData("UPDATE audit_log SET sequence = -sequence WHERE sequence IN (4, 5); UPDATE audit_log SET sequence = 9 + sequence WHERE sequence < 0", "entry 4 was changed")]
    [InlineData("INSERT INTO audit_log SELECT 11, at_ms, actor, actor_id, action, target, room, details, previous_hash, hash FROM audit_log WHERE sequence = 10", "entry 11 was added behind the end of the log")]
    [InlineData("INSERT INTO audit_log SELECT -1, at_ms, actor, actor_id, action, target, room, details, previous_hash, hash FROM audit_log WHERE sequence = 10", "entry -1 was added behind the end of the log")]
    [InlineData("DELETE FROM audit_log WHERE sequence > 7; UPDATE audit_head SET sequence = 7", "entry 7 does not follow from the one before it")]
    [InlineData("UPDATE audit_head SET sequence = 9", "entry 10 was added behind the end of the log")]
    [InlineData("UPDATE audit_head SET sequence = 11", "entry 11 is missing")]
    [InlineData("UPDATE audit_head SET hash = pruned_hash", "entry 10 does not follow from the one before it")]
    [InlineData("UPDATE audit_head SET pruned_to = 3; DELETE FROM audit_log WHERE sequence <= 3", "entry 4 does not follow from the one before it")]
    [InlineData("DELETE FROM audit_head", "the end of the log is not marked")]
    public async Task Tampering_is_named(string sql, string fault)
    {
        await WriteAsync(10);
        Assert.Null((await VerifyAsync()).Fault);
        await RemoveTriggersAsync();
        await ScalarAsync(sql);
        Assert.Equal(fault, (await VerifyAsync()).Fault?.ToString());
    }

    [Fact]
    public async Task An_entry_forged_with_a_hash_of_its_own_breaks_the_next()
    {
        await WriteAsync(10);
        await RemoveTriggersAsync();
        await using (var db = TestDatabase.Open(_data))
        {
            var entry = await db.AuditLog.SingleAsync(e => e.Sequence == 7);
            var hash = AuditChain.HashOf(new(
                7, entry.At.ToUnixTimeMilliseconds(), "User", entry.ActorId, "forged", entry.Target, entry.Room, entry.Details, entry.PreviousHash, ""));
            await db.Database.ExecuteSqlAsync($"UPDATE audit_log SET action = 'forged', hash = {hash} WHERE sequence = 7");
        }

        Assert.Equal(new AuditFault(8, AuditFaultKind.Unlinked), (await VerifyAsync()).Fault);
    }

    [Theory]
    [InlineData("UPDATE audit_log SET action = 'other' WHERE sequence = 7")]
    [InlineData("DELETE FROM audit_log WHERE sequence = 10")]
    [InlineData("DELETE FROM audit_log")]
    public async Task The_database_itself_keeps_the_log(string sql)
    {
        await WriteAsync(10);
        await Assert.ThrowsAnyAsync<DbException>(() => ScalarAsync(sql));
        Assert.Equal(10, (await VerifyAsync()).Entries);
    }

    [Fact]
    public async Task Appends_at_once_make_one_unbroken_chain()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                await WriteAsync(1);
            }
        })));
        var verdict = await VerifyAsync();
        Assert.Equal((200, null), (verdict.Entries, verdict.Fault));
    }

    [Fact]
    public async Task What_is_old_is_pruned_and_the_rest_still_verifies()
    {
        var newYear = DateTimeOffset.Parse("2026-01-01T00:00Z", CultureInfo.InvariantCulture);
        await WriteAsync(1500, newYear);
        await WriteAsync(5, newYear.AddDays(2));
        var before = await VerifyAsync();
        await using (var db = TestDatabase.Open(_data))
        {
            Assert.Equal(new(1500, null), await new AuditLog(db).PruneAsync(newYear.AddDays(1), CancellationToken.None));
            Assert.Equal(new(0, null), await new AuditLog(db).PruneAsync(newYear.AddDays(1), CancellationToken.None));
        }

        var after = await VerifyAsync();
        Assert.Equal((6, 1501, 1506, null), (after.Entries, after.First, after.Last, after.Fault));
        Assert.Equal(before.LastHash, await ScalarAsync("SELECT hash FROM audit_log WHERE sequence = 1505"));
        Assert.Equal("audit.prune", await ScalarAsync("SELECT action FROM audit_log WHERE sequence = 1506"));
        await Assert.ThrowsAnyAsync<DbException>(() => ScalarAsync("DELETE FROM audit_log WHERE sequence = 1501"));
    }

    [Fact]
    public async Task A_log_can_be_pruned_to_nothing_and_written_again()
    {
        await WriteAsync(3, DateTimeOffset.UnixEpoch);
        await using (var db = TestDatabase.Open(_data))
        {
            Assert.Equal(3, (await new AuditLog(db).PruneAsync(DateTimeOffset.UnixEpoch.AddDays(1), CancellationToken.None)).Removed);
        }

        await WriteAsync(2);
        var verdict = await VerifyAsync();
        Assert.Equal((3, 4, 6, null), (verdict.Entries, verdict.First, verdict.Last, verdict.Fault));
    }

    [Fact]
    public async Task What_was_tampered_with_is_not_pruned()
    {
        await WriteAsync(10, DateTimeOffset.UnixEpoch);
        await RemoveTriggersAsync();
        await ScalarAsync("UPDATE audit_log SET action = 'other' WHERE sequence = 7");
        await using var db = TestDatabase.Open(_data);
        Assert.Equal(new(0, new(7, AuditFaultKind.Changed)), await new AuditLog(db).PruneAsync(DateTimeOffset.UnixEpoch.AddDays(1), CancellationToken.None));
        Assert.Equal(10L, await ScalarAsync("SELECT COUNT(*) FROM audit_log"));
    }

    [Fact]
    public async Task Pages_go_back_from_the_newest_and_can_be_filtered()
    {
        await WriteAsync(10);
        await using var db = TestDatabase.Open(_data);
        var log = new AuditLog(db);
        var first = await log.PageAsync(new() { Limit = 4 }, CancellationToken.None);
        Assert.Equal([10, 9, 8, 7], first.Entries.Select(e => e.Sequence));
        var last = await log.PageAsync(new() { Limit = 6, Before = first.Next }, CancellationToken.None);
        Assert.Equal([6, 5, 4, 3, 2, 1], last.Entries.Select(e => e.Sequence));
        Assert.Null(last.Next);

        async Task<IEnumerable<long>> Found(AuditFilter filter) => (await log.PageAsync(filter, CancellationToken.None)).Entries.Select(e => e.Sequence);
        Assert.Equal([7], await Found(new() { Action = "test.7" }));
        Assert.Equal(10, (await Found(new() { Action = "test" })).Count());
        Assert.Empty(await Found(new() { Action = "tes" }));
        Assert.Equal([3], await Found(new() { Target = "target-3" }));
        Assert.Equal([10, 8, 6, 4, 2], await Found(new() { Room = "room-0" }));
        Assert.Equal([9, 6, 3], await Found(new() { ActorId = "actor-0" }));
    }

    /// <summary>Entries named after their numbers, where one task writes.</summary>
    private async Task WriteAsync(int count, DateTimeOffset? at = null)
    {
        await using var db = TestDatabase.Open(_data, at is { } time ? new StandingClock(time) : null);
        for (var i = 1; i <= count; i++)
        {
            db.Record(new(AuditActor.User, $"actor-{i % 3}", $"test.{i}", $"target-{i}", $"room-{i % 2}", new { number = i, text = "\"é\u202e<" }));
        }

        await db.SaveChangesAsync();
    }

    private async Task<AuditVerdict> VerifyAsync()
    {
        await using var db = TestDatabase.Open(_data);
        return await new AuditLog(db).VerifyAsync(CancellationToken.None);
    }

    private Task RemoveTriggersAsync()
    {
        _data.DatabaseIsAltered = true;
        return ScalarAsync(TestDatabase.IsPostgres
            ? "DROP FUNCTION audit_log_refusal CASCADE"
            : "DROP TRIGGER audit_log_unchanged; DROP TRIGGER audit_log_kept");
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = TestDatabase.Connect(_data);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
