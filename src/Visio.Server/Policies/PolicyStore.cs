using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;

namespace Visio.Server.Policies;

/// <summary>Reads the policy that is in force.</summary>
internal sealed class PolicyStore(VisioDb db)
{
    public async Task<Policy> CurrentAsync(CancellationToken cancellationToken) =>
        (await db.Policies.AsNoTracking().SingleOrDefaultAsync(cancellationToken))?.Policy ?? Policy.Default;
}
