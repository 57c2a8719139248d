using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;

namespace Visio.Server.Entering;

/// <summary>Which sessions are still open, for connections that outlive the request that they began with.</summary>
internal sealed class OpenSessions(VisioDb db, TimeProvider time)
{
    /// <summary>So many are asked for at a time.</summary>
    private const int Chunk = 500;

    public async Task<IReadOnlySet<string>> AmongAsync(IEnumerable<string?> sessions, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var ids in sessions.OfType<string>().Distinct(StringComparer.Ordinal).Chunk(Chunk))
        {
            open.UnionWith(await (from s in db.Sessions
                                  join u in db.Users on s.UserId equals u.Id
                                  where ids.Contains(s.Id) && s.EndedAt == null && s.RevokedAt == null && s.ExpiresAt > now && u.DisabledAt == null
                                  select s.Id).ToListAsync(cancellationToken));
        }

        return open;
    }
}
