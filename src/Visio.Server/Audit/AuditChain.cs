using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;
using Visio.Server.Hosting;

namespace Visio.Server.Audit;

/// <summary>Links entries of the audit log to the end of the chain. Safe from any thread: appends wait for one another in the database.</summary>
internal sealed class AuditChain(TimeProvider time)
{
    /// <summary>What the first entry has in place of a hash before it.</summary>
    public const string Origin = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>As the API writes JSON: an auditor reads names, not numbers, of enumerations.</summary>
    private static readonly JsonSerializerOptions Readable = ApiJson.Options();

    /// <summary>The entries for <paramref name="events"/>, numbered and linked; the head is moved on. Inside an open transaction.</summary>
    public async Task<IReadOnlyList<AuditEntry>> LinkAsync(VisioDb db, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        // The row's lock is held until the transaction ends: on PostgreSQL this is where others wait, on SQLite they already do.
        await db.AuditHeads.ExecuteUpdateAsync(row => row.SetProperty(h => h.Sequence, h => h.Sequence + events.Count), cancellationToken);
        var head = await db.AuditHeads.AsNoTracking().SingleAsync(cancellationToken);
        var sequence = head.Sequence - events.Count;
        var hash = head.Hash;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var entries = new List<AuditEntry>(events.Count);
        foreach (var happened in events)
        {
            var entry = Link(happened, ++sequence, at, hash);
            hash = entry.Hash;
            entries.Add(entry);
        }

        await db.AuditHeads.ExecuteUpdateAsync(row => row.SetProperty(h => h.Hash, hash), cancellationToken);
        return entries;
    }

    /// <summary>
    /// What <see cref="AuditEntry.Hash"/> must be: SHA-256 of the JSON array of previous hash, sequence, milliseconds, actor, actor's id,
    /// action, target, room and details. JSON keeps the fields apart, so that no two entries have the same text.
    /// </summary>
    public static string HashOf(StoredAuditEntry entry) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes<string?[]>(
    [
        entry.PreviousHash,
        entry.Sequence.ToString(CultureInfo.InvariantCulture),
        entry.AtMs.ToString(CultureInfo.InvariantCulture),
        entry.Actor,
        entry.ActorId,
        entry.Action,
        entry.Target,
        entry.Room,
        entry.Details,
    ])));

    private static AuditEntry Link(AuditEvent happened, long sequence, DateTimeOffset at, string previous)
    {
        var details = happened.Details is null ? null : JsonSerializer.Serialize(happened.Details, Readable);
        return new()
        {
            Sequence = sequence,
            At = at,
            Actor = happened.Actor,
            ActorId = happened.ActorId,
            Action = happened.Action,
            Target = happened.Target,
            Room = happened.Room,
            Details = details,
            PreviousHash = previous,
            Hash = HashOf(new(
                sequence,
                at.ToUnixTimeMilliseconds(),
                happened.Actor.ToString(),
                happened.ActorId,
                happened.Action,
                happened.Target,
                happened.Room,
                details,
                previous,
                "")),
        };
    }
}
