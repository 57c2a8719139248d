using Visio.Server.Data;
using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary>Writes the admissions of single joins.</summary>
internal sealed class AdmissionWriter(VisioDb db)
{
    /// <summary>Of <see cref="Room.LastUsedAt"/>: a crowd that enters at once does not write the room's row again and again.</summary>
    private static readonly TimeSpan UsedPrecision = TimeSpan.FromMinutes(1);

    /// <summary>Saves the admission, and that the tracked room was used.</summary>
    public async Task WriteAsync(Room room, Admission admission, CancellationToken cancellationToken)
    {
        db.Admissions.Add(admission);
        if (!(room.LastUsedAt > admission.CreatedAt - UsedPrecision))
        {
            room.LastUsedAt = admission.CreatedAt;
        }

        await db.SaveChangesAsync(cancellationToken);
    }
}
