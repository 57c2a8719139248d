using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;

namespace Visio.Server.Audit;

/// <summary>Reads, verifies and prunes the audit log. It is written by <see cref="VisioDb.Record"/>.</summary>
internal sealed class AuditLog(VisioDb db)
{
    private const int PageSize = 1000;
    private const int MaxLimit = 1000;

    public async Task<AuditPage> PageAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        var entries = db.AuditLog.AsNoTracking();
        if (filter.Before is { } before)
        {
            entries = entries.Where(e => e.Sequence < before);
        }

        if (filter.Action is { } action)
        {
            var group = action + ".";
            entries = entries.Where(e => e.Action == action || e.Action.StartsWith(group));
        }

        if (filter.ActorId is { } actor)
        {
            entries = entries.Where(e => e.ActorId == actor);
        }

        if (filter.Target is { } target)
        {
            entries = entries.Where(e => e.Target == target);
        }

        if (filter.Room is { } room)
        {
            entries = entries.Where(e => e.Room == room);
        }

        var limit = Math.Clamp(filter.Limit, 1, MaxLimit);
        var page = await entries.OrderByDescending(e => e.Sequence).Take(limit + 1).ToListAsync(cancellationToken);
        return page.Count > limit ? new(page[..limit], page[limit - 1].Sequence) : new(page, null);
    }

    /// <summary>Reads the whole log, in pages and as it is at one moment, and recomputes every hash.</summary>
    public async Task<AuditVerdict> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var snapshot = await Snapshot.BeginAsync(db, cancellationToken);
        var head = await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return head is null
            ? new(0, 0, AuditChain.Origin, 0, AuditChain.Origin, new(0, AuditFaultKind.Headless))
            : await VerifyAsync(head, long.MaxValue, cancellationToken);
    }

    /// <summary>
    /// Removes entries older than <paramref name="before"/>, from the first on and up to the first that is younger. What is left stays
    /// verifiable: its first entry refers to the hash of the last that was removed, which is kept. Writes into the log that it was done.
    /// </summary>
    public async Task<AuditPruning> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var removed = 0L;
        while (true)
        {
            // A page at a time, so that others who write wait for a moment only.
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await db.AuditHeads.ExecuteUpdateAsync(row => row.SetProperty(h => h.Sequence, h => h.Sequence), cancellationToken);
            var head = await db.AuditHeads.AsNoTracking().SingleAsync(cancellationToken);
            var kept = await db.AuditLog.Where(e => e.At >= before).MinAsync(e => (long?)e.Sequence, cancellationToken) ?? head.Sequence + 1;
            var last = Math.Min(kept - 1, head.PrunedTo + PageSize);
            if (last <= head.PrunedTo)
            {
                break;
            }

            var verdict = await VerifyAsync(head, last, cancellationToken);
            if (verdict.Fault is { } fault)
            {
                return new(removed, fault);
            }

            await db.AuditHeads.ExecuteUpdateAsync(
                row => row.SetProperty(h => h.PrunedTo, last).SetProperty(h => h.PrunedHash, verdict.LastHash), cancellationToken);
            removed += await db.AuditLog.Where(e => e.Sequence <= last).ExecuteDeleteAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        if (removed > 0)
        {
            db.Record(new(AuditActor.System, null, "audit.prune", Details: new { removed }));
            await db.SaveChangesAsync(cancellationToken);
        }

        return new(removed, null);
    }

    /// <summary>Verifies entries up to <paramref name="last"/>, or up to the end, which must be where <paramref name="head"/> says.</summary>
    private async Task<AuditVerdict> VerifyAsync(AuditHead head, long last, CancellationToken cancellationToken)
    {
        var (sequence, hash) = (head.PrunedTo, head.PrunedHash);
        AuditVerdict Verdict(AuditFaultKind? fault, long at) => new(
            sequence - head.PrunedTo,
            sequence > head.PrunedTo ? head.PrunedTo + 1 : 0,
            head.PrunedHash,
            sequence,
            hash,
            fault is { } kind ? new(at, kind) : null);

        await foreach (var entry in ReadAsync(last, cancellationToken))
        {
            if (entry.Sequence > sequence + 1)
            {
                return Verdict(AuditFaultKind.Missing, sequence + 1);
            }

            if (entry.Sequence <= sequence || entry.Sequence > head.Sequence)
            {
                return Verdict(AuditFaultKind.Added, entry.Sequence);
            }

            if (AuditChain.HashOf(entry) != entry.Hash)
            {
                return Verdict(AuditFaultKind.Changed, entry.Sequence);
            }

            if (entry.PreviousHash != hash)
            {
                return Verdict(AuditFaultKind.Unlinked, entry.Sequence);
            }

            (sequence, hash) = (entry.Sequence, entry.Hash);
        }

        var end = Math.Min(last, head.Sequence);
        return sequence < end ? Verdict(AuditFaultKind.Missing, sequence + 1)
            : sequence == head.Sequence && hash != head.Hash ? Verdict(AuditFaultKind.Unlinked, sequence)
            : Verdict(null, 0);
    }

    private async IAsyncEnumerable<StoredAuditEntry> ReadAsync(
        long last, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long? after = null; ;)
        {
            var page = await db.Database.SqlQuery<StoredAuditEntry>($"""
                SELECT sequence AS "Sequence", at_ms AS "AtMs", actor AS "Actor", actor_id AS "ActorId", action AS "Action", target AS "Target",
                    room AS "Room", details AS "Details", previous_hash AS "PreviousHash", hash AS "Hash"
                FROM audit_log
                """).Where(e => (after == null || e.Sequence > after) && e.Sequence <= last).OrderBy(e => e.Sequence).Take(PageSize).ToListAsync(cancellationToken);
            foreach (var entry in page)
            {
                yield return entry;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = page[^1].Sequence;
        }
    }
}
