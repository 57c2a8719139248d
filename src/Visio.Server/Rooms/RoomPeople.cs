using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Data;

namespace Visio.Server.Rooms;

/// <summary>Finds those who are to be named in a room.</summary>
internal sealed class RoomPeople(VisioDb db, Users users)
{
    /// <summary>Null where nobody is meant, or nobody who can be named: an unknown id, an account that is shut out. Before other changes of the context.</summary>
    public async Task<User?> FindAsync(PersonReference who, CancellationToken cancellationToken)
    {
        var user = who.UserId is { } id
            ? await db.Users.SingleOrDefaultAsync(u => u.Id == id, cancellationToken)
            : EmailAddress.TryParse(who.Email, out var email) ? await users.FindOrCreateByEmailAsync(email, cancellationToken) : null;
        return user is { DisabledAt: null } ? user : null;
    }
}
