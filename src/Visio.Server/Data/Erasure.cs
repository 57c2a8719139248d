namespace Visio.Server.Data;

/// <summary>What became of the rooms of somebody who was erased and was their only owner.</summary>
internal sealed record Erasure(IReadOnlyList<Guid> DeletedRooms, IReadOnlyList<Guid> TransferredRooms);
