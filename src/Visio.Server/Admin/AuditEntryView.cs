using System.Text.Json;
using Visio.Server.Audit;

namespace Visio.Server.Admin;

/// <summary>A line of the audit log.</summary>
/// <param name="Sequence">Its number, without a gap.</param>
/// <param name="At">When.</param>
/// <param name="Actor">What kind of actor.</param>
/// <param name="ActorId">The actor's id.</param>
/// <param name="Action">What was done.</param>
/// <param name="Target">The id of what it was done to.</param>
/// <param name="Room">The id of the room.</param>
/// <param name="Details">What else matters.</param>
/// <param name="Hash">Its link in the chain.</param>
internal sealed record AuditEntryView(
    long Sequence, DateTimeOffset At, AuditActor Actor, string? ActorId, string Action, string? Target, string? Room, JsonElement? Details, string Hash)
{
    public static AuditEntryView Of(AuditEntry entry) => new(
        entry.Sequence,
        entry.At,
        entry.Actor,
        entry.ActorId,
        entry.Action,
        entry.Target,
        entry.Room,
        entry.Details is null ? null : JsonElement.Parse(entry.Details),
        entry.Hash);
}
