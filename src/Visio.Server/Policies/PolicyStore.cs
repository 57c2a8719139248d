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
            document.Policy = policy;
            document.UpdatedAt = time.GetUtcNow();
        }
        else
        {
            db.Policies.Add(new PolicyDocument { Id = 1, Policy = policy, UpdatedAt = time.GetUtcNow() });
        }

        await db.SaveChangesAsync(cancellationToken);
        cache.Keep(policy);
    }
}
