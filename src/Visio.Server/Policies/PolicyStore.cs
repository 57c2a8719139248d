using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;

namespace Visio.Server.Policies;

/// <summary>Reads the policy that is in force, and replaces it.</summary>
internal sealed class PolicyStore(VisioDb db, PolicyCache cache, TimeProvider time)
{
    /// <summary>The policy of at most two seconds ago; of this moment, where this process changed it.</summary>
    public async Task<Policy> CurrentAsync(CancellationToken cancellationToken)
    {
        if (cache.Current is { } kept)
        {
            return kept;
        }

        var policy = (await db.Policies.AsNoTracking().SingleOrDefaultAsync(cancellationToken))?.Policy ?? Policy.Default;
        cache.Keep(policy);
        return policy;
    }

    /// <summary>Saves <paramref name="policy"/>, and with it what else the database was given: the entry of the audit log.</summary>
    public async Task ReplaceAsync(Policy policy, CancellationToken cancellationToken)
    {
        if (await db.Policies.SingleOrDefaultAsync(cancellationToken) is { } document)
        {
            (document.Policy, document.UpdatedAt) = (policy, time.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }
        else
        {
            var first = db.Policies.Add(new PolicyDocument { Id = 1, Policy = policy, UpdatedAt = time.GetUtcNow() });
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException)
            {
                // Somebody else's was the first; of two the later one is in force.
                first.State = EntityState.Detached;
                var theirs = await db.Policies.SingleAsync(cancellationToken);
                (theirs.Policy, theirs.UpdatedAt) = (policy, time.GetUtcNow());
                await db.SaveChangesAsync(cancellationToken);
            }
        }

        cache.Keep(policy);
    }
}
